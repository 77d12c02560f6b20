"""A workbook made anew from the cells of a file that is no xlsx, or too large a one: values and marks, row by row."""

import io
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ERROR_CODES
from openpyxl.utils import get_column_letter

from data.importers.cells import text_of
from data.importers.fields import Holds
from data.importers.grid import UNCACHED, Book, Row, Sheet
from data.importers.grid import Cell as Value
from data.importers.marking.edited import Changed, SheetEdits
from data.importers.marking.marks import LAST_ROW, Emptied, Mark, Marks, Request, number, tables_on
from data.importers.marking.problem_sheet import SEVERITIES, write_problem_sheet
from data.importers.marking.written import clean, may_start_a_formula, put_mark, put_text
from data.importers.numbers import CellError, cents, exact
from data.importers.own_sheets import PROBLEMS, is_ours, spoken
from data.importers.reading import TableFound
from data.importers.sheet_style import fit_page, font

MOST_NOTES = 3_000
LONGEST_NAME = 31  # characters of a sheet's name
WIDEST, NARROWEST, ROWS_MEASURED = 42, 9, 60
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_FIGURES = (Holds.AMOUNT, Holds.NUMBER, Holds.COUNT)
_CODES = (Holds.CODE, Holds.SIRET)
_DAY, _MOMENT, _MONEY, _TEXT = "dd/mm/yyyy", "dd/mm/yyyy hh:mm:ss", "#,##0.00", "@"
_FIRST_DAY = date(1900, 3, 1)  # before, spreadsheets disagree
_BOLD = font(bold=True)

Convert = Callable[[Value], Value]


def mark_copy(
    book: Book,
    file_name: str,
    request: Request,
    marks: Marks,
    holds: Mapping[str, Holds],
    changed: Changed,
) -> bytes:
    """holds: what each field of the kind holds, by its name; codes are written as texts, amounts as numbers."""
    workbook = Workbook(write_only=True)
    first = workbook.create_sheet(spoken(PROBLEMS.name, request.language))
    heads = {sheet.name: tuple(islice(sheet.rows(), ROWS_MEASURED)) for sheet in book.sheets}
    sheets = [sheet for sheet in book.sheets if not _is_ours(sheet.name, heads[sheet.name])]
    names = _names(sheets, PurePosixPath(file_name).stem, first.title)
    write_problem_sheet(first, file_name, request, marks, names, changed.made)
    notes = MOST_NOTES
    for sheet in sheets:
        target, edits = workbook.create_sheet(names[sheet.name]), changed.on(sheet.name)
        copy = _Copy(target, sheet, request, holds, edits, notes)
        copy.lay_out(heads[sheet.name])
        copy.write(marks.sheets.get(sheet.name, {}), is_csv=book.form == "csv")
        notes = copy.notes_left
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _is_ours(name: str | None, head: Sequence[Row]) -> bool:
    return is_ours(name, head[0][0] if head and head[0] else None)


def _names(sheets: list[Sheet], file_stem: str, taken: str) -> dict[str | None, str]:
    """A name for each sheet that the format allows and no other bears; that of the file for the table of a CSV."""
    names: dict[str | None, str] = {}
    used = {taken.lower()}
    for rank, sheet in enumerate(sheets, start=1):
        bare = _NOT_IN_NAMES.sub(" ", clean(sheet.name or file_stem)).strip(" '")[:LONGEST_NAME] or f"Feuille {rank}"
        name = bare if bare.lower() not in used else f"{bare[: LONGEST_NAME - 5]} ({rank})"
        used.add(name.lower())
        names[sheet.name] = name
    return names


class Money(float):
    """An amount in euros: shown with its cents even where they are nought."""


class _Copy:
    """Writes one sheet, row by row, so that its length takes no memory."""

    def __init__(
        self, target: Any, sheet: Sheet, request: Request, holds: Mapping[str, Holds], edits: SheetEdits, notes: int
    ) -> None:
        self.target = target
        self.notes_left = notes
        self._edits = edits
        self._sheet = sheet
        self._tables = tables_on(sheet.name, request.tables)
        self._emptied = Emptied(request.emptied, self._tables)
        self._holds = holds
        self._language = request.language

    def lay_out(self, head: Sequence[Row]) -> None:
        fit_page(self.target)
        widths: dict[int, int] = {}
        for row in head:
            for place, cell in enumerate(row, start=1):
                widths[place] = max(widths.get(place, 0), len(str(cell or "")))
        for place, width in widths.items():
            letter = get_column_letter(place)
            self.target.column_dimensions[letter].width = min(max(width + 2, NARROWEST), WIDEST)
        if len(self._tables) == 1:
            self.target.freeze_panes = f"A{self._tables[0].header_row + 1}"

    def write(self, marks: Mapping[int, Mapping[int, Mark]], *, is_csv: bool) -> None:
        starts = {table.header_row: self._conversions(table, is_csv) for table in self._tables}
        conversions: Mapping[int, Convert] = {}
        last = 0
        for last, row in enumerate(islice(self._sheet.rows(), LAST_ROW), start=1):
            without = self._emptied.columns(last, row)
            is_title = last in starts
            self.target.append(
                self._cells(
                    self._edited(last, row), without, {} if is_title else conversions, marks.get(last, {}), is_title
                )
            )
            conversions = starts.get(last, conversions)
        for number_of_row in range(last + 1, max(marks, default=0) + 1):
            self.target.append(self._cells((), frozenset(), {}, marks.get(number_of_row, {}), False))

    def _edited(self, number_of_row: int, row: Row) -> Row:
        """The row as the person has it; without a cell where she left it out."""
        if number_of_row in self._edits.left_out:
            return ()
        values = self._edits.values.get(number_of_row, {})
        width = max(len(row), *values) if values else len(row)
        before = (*row, *(None,) * (width - len(row)))
        return tuple(values.get(place, cell) for place, cell in enumerate(before, start=1)) if values else row

    def _conversions(self, table: TableFound, is_csv: bool) -> dict[int, Convert]:
        found: dict[int, Convert] = {}
        for column in table.columns:
            holds = self._holds.get(column.field or "")
            if holds in _CODES:
                found[number(column.letter)] = _as_code
            elif is_csv and holds in _FIGURES:
                found[number(column.letter)] = _as_amount if holds is Holds.AMOUNT else _as_number
        return found

    def _cells(
        self,
        row: Row,
        without: frozenset[int],
        conversions: Mapping[int, Convert],
        marks: Mapping[int, Mark],
        is_title: bool,
    ) -> Iterator[Any]:
        for place in range(1, max(len(row), max(marks, default=0)) + 1):
            value = row[place - 1] if place <= len(row) and place not in without else None
            if place in conversions:
                value = conversions[place](value)
            if place in marks:
                yield self._marked(value, marks[place])
            elif is_title and value is not None:
                cell = self._cell(value)
                cell.font = _BOLD
                yield cell
            else:
                yield self._plain(value)

    def _plain(self, value: Value) -> Any:
        """A value that openpyxl writes as it is, where it would; else a cell."""
        if value is None or value is UNCACHED or value == "":
            return None
        if isinstance(value, str):
            safe = clean(value)
            return self._cell(safe) if may_start_a_formula(safe) or safe in ERROR_CODES else safe
        return value if isinstance(value, bool | int) else self._cell(value)

    def _marked(self, value: Value, mark: Mark) -> Cell:
        cell = self._cell(value)
        put_mark(cell, mark, spoken(SEVERITIES[mark.severity], self._language), with_note=self.notes_left > 0)
        self.notes_left -= 1
        return cell

    def _cell(self, value: Value) -> Cell:
        cell = Cell(self.target, row=1, column=1)
        if isinstance(value, str):
            put_text(cell, value)
        elif isinstance(value, float):
            _put_float(cell, value)
        elif isinstance(value, date | time | timedelta):
            _put_moment(cell, value)
        elif value is not None and value is not UNCACHED:
            cell.value = value
        return cell


def _put_float(cell: Cell, value: float) -> None:
    if not math.isfinite(value):
        put_text(cell, str(value))
        return
    cell.value = value
    if isinstance(value, Money) or (not value.is_integer() and round(value, 2) == value):
        cell.number_format = _MONEY


def _put_moment(cell: Cell, value: date | time | timedelta) -> None:
    if isinstance(value, date) and (value.date() if isinstance(value, datetime) else value) < _FIRST_DAY:
        put_text(cell, value.isoformat())
        return
    cell.value = value.replace(tzinfo=None) if isinstance(value, datetime | time) else value
    if isinstance(value, date):
        is_moment = isinstance(value, datetime) and (value.hour or value.minute or value.second)
        cell.number_format = _MOMENT if is_moment else _DAY


def _as_code(value: Value) -> Value:
    return text_of(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _as_amount(value: Value) -> Value:
    """The number that an amount's text is to the cent; the text itself where it reads otherwise or not at all."""
    try:
        return Money(_same_float(Decimal(cents(value)) / 100)) if isinstance(value, str) else value
    except (CellError, _Inexact):
        return value


def _as_number(value: Value) -> Value:
    try:
        if isinstance(value, str) and "%" not in value and not _is_ambiguous(value):
            number_read = _same_float(exact(value))
            return int(number_read) if number_read.is_integer() else number_read
    except (CellError, _Inexact):
        pass
    return value


def _is_ambiguous(text: str) -> bool:
    try:
        cents(text)
    except CellError as error:
        return error.code == "ambiguous_number"
    return False


class _Inexact(ValueError):
    """A number that a spreadsheet would change."""


def _same_float(number_read: Decimal) -> float:
    near = float(number_read)
    if Decimal(f"{near:.15g}") != number_read:  # the digits that a spreadsheet keeps
        raise _Inexact
    return near
