"""What a person put right or left out, written into the copy of her file: read again, it gives what she confirmed.

A row left out is emptied, as no row is read of it; what it said is told beside it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from data.importers.cells import is_blank, text_of
from data.importers.choices import Choices
from data.importers.fields import Holds
from data.importers.grid import Book, Cell, Row
from data.importers.marking.marks import Edited, Emptied, Mark, Marks, Place, Request, number, tables_on
from data.importers.numbers import CellError
from data.importers.own_sheets import Language, spoken
from data.importers.reading import TableFound
from data.importers.table_rows import Edits
from metrics.text import Text

LONGEST_ROW = 300  # characters of a row left out that are told
CORRECTED = Text(
    "Vous avez écrit « {after} » à la place de « {before} ».", "You wrote “{after}” instead of “{before}”."
)
LEFT_OUT = Text(
    "Vous avez laissé cette ligne de côté : {reason}. Elle portait : {before}.",
    "You left this row out: {reason}. It held: {before}.",
)
_FIGURES = (Holds.AMOUNT, Holds.NUMBER, Holds.COUNT)


@dataclass(frozen=True)
class Made:
    """An edit of one cell, or of a whole row. column: 1 for A; of a row left out, the first of its table."""

    kind: Edited
    sheet: str | None
    place: Place
    title: str
    before: str
    sentence: str


@dataclass(frozen=True)
class SheetEdits:
    """Of one sheet. values: what to write by row and column; left_out: rows to empty, with the columns to mark."""

    values: Mapping[int, Mapping[int, Cell]]
    left_out: Mapping[int, Sequence[int]]


_NOTHING = SheetEdits({}, {})


@dataclass(frozen=True)
class Changed:
    """All that a person changed of a file: what to write on each sheet, and each edit as it is told."""

    by_sheet: Mapping[str | None, SheetEdits] = field(default_factory=dict)
    made: tuple[Made, ...] = ()

    def on(self, sheet: str | None) -> SheetEdits:
        return self.by_sheet.get(sheet, _NOTHING)

    def mark(self, marks: Marks) -> None:
        """A cell where something is still wrong keeps its gravity."""
        for one in self.made:
            for column in self.on(one.sheet).left_out.get(one.place.row, (one.place.column,)):
                told = [one.sentence] if column == one.place.column else []
                marks.put(one.sheet, Place(one.place.row, column), Mark(one.kind, told))


def changed_of(book: Book, request: Request, holds: Mapping[str, Holds]) -> Changed:
    """holds: what each field of the file's kind holds."""
    if not (request.corrections or request.exclusions):
        return Changed()
    by_sheet: dict[str | None, SheetEdits] = {}
    every: list[Made] = []
    for sheet in book.sheets:
        reader = _Sheet(sheet.name, request, holds, is_typed=book.form != "csv")
        made = [one for row, cells in enumerate(sheet.rows(), start=1) for one in reader.read(row, cells)]
        if made:
            by_sheet[sheet.name] = SheetEdits(reader.values, reader.left_out)
            every += made
    return Changed(by_sheet, tuple(every))


class _Sheet:
    """Reads the rows of one sheet for what was changed there."""

    def __init__(self, name: str | None, request: Request, holds: Mapping[str, Holds], *, is_typed: bool) -> None:
        self.values: dict[int, dict[int, Cell]] = {}
        self.left_out: dict[int, Sequence[int]] = {}
        self._name = name
        self._language: Language = request.language
        self._tables = tables_on(name, request.tables)
        self._emptied = Emptied(request.emptied, self._tables)
        self._reasons = {one.row: one.text for one in request.exclusions if one.sheet == name}
        choices = Choices(corrections=request.corrections, exclusions=request.exclusions)
        self._edits = {
            table.header_row: Edits.of(choices, name, table.columns, _figures(table, holds) if is_typed else ())
            for table in self._tables
        }

    def read(self, row: int, cells: Row) -> Iterator[Made]:
        without = self._emptied.columns(row, cells)
        table = max((one for one in self._tables if one.header_row < row), key=lambda one: one.header_row, default=None)
        if table is None:
            return
        if row in self._reasons:
            yield self._row(row, cells, table, without)
            return
        edits = self._edits[table.header_row]
        for place, column in enumerate(table.columns):
            before = cells[place] if place < len(cells) else None
            after = edits.cell(row, place, before)
            if after is not before and place + 1 not in without:
                yield self._cell(Place(row, number(column.letter)), column.header or column.letter, before, after)

    def _row(self, row: int, cells: Row, table: TableFound, without: frozenset[int]) -> Made:
        columns = [number(column.letter) for column in table.columns]
        said = [
            _shown(cell) for place, cell in enumerate(cells, start=1) if place not in without and not is_blank(cell)
        ]
        before = " · ".join(said)[:LONGEST_ROW]
        self.left_out[row] = columns
        sentence = LEFT_OUT.fill(reason=self._reasons[row], before=before)
        return Made(Edited.LEFT_OUT, self._name, Place(row, columns[0]), "", before, spoken(sentence, self._language))

    def _cell(self, place: Place, title: str, before: Cell, after: Cell) -> Made:
        self.values.setdefault(place.row, {})[place.column] = after
        sentence = spoken(CORRECTED.fill(before=_shown(before), after=_shown(after)), self._language)
        return Made(Edited.CORRECTED, self._name, place, title, _shown(before), sentence)


def _figures(table: TableFound, holds: Mapping[str, Holds]) -> list[int]:
    return [place for place, column in enumerate(table.columns) if holds.get(column.field or "") in _FIGURES]


def _shown(cell: Cell) -> str:
    try:
        return text_of(cell)
    except CellError:
        return ""
