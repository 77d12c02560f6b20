"""A town's own xlsx with its cells marked: its formats, formulas and other sheets stay as they are.

What could act on its own does not stay: links to other workbooks or addresses, formulas that call out, pivot caches.
"""

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from typing import Any, Final

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.formatting.formatting import ConditionalFormattingList
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula
from openpyxl.worksheet.worksheet import Worksheet

from data.importers.grid import Book
from data.importers.grid import Cell as Value
from data.importers.marking.edited import Changed, SheetEdits
from data.importers.marking.formula_results import Results, with_results
from data.importers.marking.marks import Edited, Emptied, Mark, Marks, Request, number, tables_on
from data.importers.marking.problem_sheet import SEVERITIES, write_problem_sheet
from data.importers.marking.written import is_text, keep_as_text, put_mark, put_text, take_mark_off
from data.importers.own_sheets import PROBLEMS, is_ours, spoken

MOST_CELLS = 200_000  # beyond, openpyxl's cells would take more memory than the child has
LARGEST_SHEETS, LARGEST_REST = 80 * 2**20, 12 * 2**20  # bytes unpacked: sheets and their texts; styles, drawings…
_TEXT, _MONEY = "@", "#,##0.00"  # formats of cells
MOST_NOTES = 3_000  # each is a drawing of its own
_CHUNK = 2**20
_CELL = re.compile(rb"<(?:\w{1,20}:)?c[ />]")
_RANGE = re.compile(rb"""\bref\s*=\s*["']\$?([A-Z]{1,3})\$?([0-9]{1,7}):\$?([A-Z]{1,3})\$?([0-9]{1,7})["']""")
_SPREADS = re.compile(rb"<(?:\w{1,20}:)?(?:mergeCell|hyperlink|comment)\s[^>]{0,500}>")
_OUTSIDE = re.compile(
    r"""
    \[[^\[\]]*\][\w.]*!              # [1]Feuil1!A1
    | '[^']*\[[^\]]*\][^']*'!        # '[Autre classeur.xlsx]Feuil 1'!A1
    | \|                             # cmd|'/C calc'!A0
    | \b(?:WEBSERVICE|FILTERXML|HYPERLINK|IMAGE|RTD|DDE|CALL|REGISTER(?:\.ID)?|EXEC|SQL\.REQUEST)\s*\(
    """,
    re.VERBOSE | re.IGNORECASE,
)
_TITLES = (PROBLEMS.title.fr, PROBLEMS.title.en)
# What openpyxl raises on a workbook that it cannot hold, though other programs read it.
_CANNOT_HOLD: Final = (
    MemoryError,
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, OSError, AssertionError, NotImplementedError),
    *(UserWarning, SyntaxError, RecursionError, InvalidFileException, zipfile.BadZipFile),
)


class CannotHold(Exception):
    """The workbook cannot be kept as it is: too many cells, or something openpyxl does not know."""


def mark_original(
    content: bytes,
    book: Book,
    file_name: str,
    request: Request,
    marks: Marks,
    changed: Changed,
) -> bytes:
    """The workbook, marked. CannotHold: make it anew from its cells instead."""
    _check_weight(content)
    try:
        return _marked(content, book, file_name, request, marks, changed)
    except _CANNOT_HOLD as error:
        raise CannotHold(str(error)[:200]) from error


def _marked(
    content: bytes,
    book: Book,
    file_name: str,
    request: Request,
    marks: Marks,
    changed: Changed,
) -> bytes:
    with _strictly():
        workbook = load_workbook(io.BytesIO(content), keep_vba=False, keep_links=False, rich_text=True)
    if not {sheet.name for sheet in book.sheets} <= set(workbook.sheetnames):
        raise CannotHold("sheets that openpyxl does not see")
    results: dict[str, Results] = {}
    for sheet in _without_ours(workbook):
        emptied = Emptied(request.emptied, tables_on(sheet.title, request.tables))
        results[sheet.title] = _make_harmless(sheet, book, emptied)
        _put_edits(sheet, changed.on(sheet.title))
    _forget_outside(workbook)
    _put_marks(workbook, request, marks)
    first = workbook.create_sheet(spoken(PROBLEMS.name, request.language), 0)
    write_problem_sheet(first, file_name, request, marks, {name: name for name in workbook.sheetnames}, changed.made)
    _open_on_first(workbook)
    written = io.BytesIO()
    workbook.save(written)
    in_order = [results.get(sheet.title, {}) for sheet in workbook.worksheets]
    return with_results(written.getvalue(), in_order, workbook.epoch)


@contextmanager
def _strictly() -> Any:
    """A date that openpyxl would turn into an error is no detail; that it drops a drawing is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.filterwarnings("error", message="Cell .* is marked as a date")
        yield


def _check_weight(content: bytes) -> None:
    """Before anything is opened: cells, counted also where a merged or linked range stands for many."""
    cells = sheets = rest = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist():
                is_sheet = "/worksheets/" in member.filename or member.filename.endswith("haredStrings.xml")
                sheets += member.file_size * is_sheet
                rest += member.file_size * (not is_sheet and member.filename.endswith((".xml", ".rels", ".vml")))
                if sheets > LARGEST_SHEETS or rest > LARGEST_REST:
                    raise CannotHold("too large")
                if member.filename.endswith(".xml"):
                    cells += _cells_in(archive, member)
                if cells > MOST_CELLS:
                    raise CannotHold("too many cells")
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise CannotHold(str(error)[:200]) from error


def _cells_in(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    cells, tail = 0, b""
    with archive.open(member) as part:
        while chunk := part.read(_CHUNK):
            cut = chunk.rfind(b">") + 1
            text, tail = tail + chunk[:cut], chunk[cut:] if cut else tail + chunk
            cells += len(_CELL.findall(text)) + sum(map(_area, _SPREADS.findall(text)))
            if cells > MOST_CELLS or len(tail) > _CHUNK:
                return MOST_CELLS + 1
    return cells


def _area(element: bytes) -> int:
    """How many cells the range of an element covers."""
    found = _RANGE.search(element)
    if found is None:
        return 1
    left, top, right, bottom = (part.decode() for part in found.groups())
    return (abs(number(right) - number(left)) + 1) * (abs(int(bottom) - int(top)) + 1)


def _without_ours(workbook: Workbook) -> list[Worksheet]:
    """The town's sheets, without the marks and the sheet of problems of an earlier copy."""
    sheets = list(workbook.worksheets)
    ours = [sheet for sheet in sheets if sheet["A1"].value in _TITLES and is_ours(sheet.title, sheet["A1"].value)]
    for sheet in ours:
        workbook.remove(sheet)
    kept = [sheet for sheet in sheets if sheet not in ours]
    for cell in (cell for sheet in kept if ours for row in sheet.iter_rows() for cell in row):
        take_mark_off(cell)
    return kept


def _make_harmless(sheet: Worksheet, book: Book, emptied: Emptied) -> Results:
    """Texts stay texts, what leads out of the workbook becomes its value, columns that name persons are emptied.

    Gives the results of the formulas that stay.
    """
    formulas = []
    for row in sheet.iter_rows():
        without = emptied.columns(row[0].row, tuple(cell.value for cell in row))
        for cell in (cell for cell in row if isinstance(cell, Cell)):
            if cell.column in without:
                cell.value = cell.comment = cell.hyperlink = None
            elif cell.data_type == "f":
                formulas.append(cell)
            _make_text_safe(cell)
    sheet._pivots = []  # they keep a copy of rows that were emptied or corrected
    values = _values(book, sheet.title, {cell.row for cell in formulas})
    _put_values([cell for cell in formulas if _leads_out(cell)], values)
    return {cell.coordinate: _value(cell, values) for cell in formulas if cell.data_type == "f"}


def _make_text_safe(cell: Cell) -> None:
    if is_text(cell):
        keep_as_text(cell)
    if cell.hyperlink is not None and cell.hyperlink.target:
        cell.hyperlink = None


def _leads_out(cell: Cell) -> bool:
    if isinstance(cell.value, DataTableFormula):
        return False
    return _names_outside(cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value)


def _names_outside(formula: object) -> bool:
    return isinstance(formula, str) and _OUTSIDE.search(formula) is not None


def _values(book: Book, name: str, rows: set[int]) -> Mapping[int, tuple[Value, ...]]:
    if not rows:
        return {}
    sheet = next(sheet for sheet in book.sheets if sheet.name == name)
    return {row_number: row for row_number, row in enumerate(sheet.rows(), start=1) if row_number in rows}


def _put_values(cells: Iterable[Cell], values: Mapping[int, tuple[Value, ...]]) -> None:
    """The result that the file gives; where it gives none, the formula as a text."""
    for cell in cells:
        value = _value(cell, values)
        if isinstance(value, bool | int | float):
            cell.value = value
        else:
            formula = cell.value.text if isinstance(cell.value, ArrayFormula) else cell.value
            put_text(cell, value if isinstance(value, str) and value else str(formula))


def _value(cell: Cell, values: Mapping[int, tuple[Value, ...]]) -> Value:
    row = values.get(cell.row, ())
    return row[cell.column - 1] if cell.column <= len(row) else None


def _forget_outside(workbook: Workbook) -> None:
    """Names, validations and conditional formats that look into another workbook."""
    for holder in (workbook, *workbook.worksheets):
        for name in [name for name, one in holder.defined_names.items() if _names_outside(one.attr_text)]:
            del holder.defined_names[name]
    for sheet in workbook.worksheets:
        rules = sheet.data_validations.dataValidation
        sheet.data_validations.dataValidation = [
            rule for rule in rules if not (_names_outside(rule.formula1) or _names_outside(rule.formula2))
        ]
        sheet.conditional_formatting = _formats_within(sheet.conditional_formatting)


def _formats_within(formats: ConditionalFormattingList) -> ConditionalFormattingList:
    kept = ConditionalFormattingList()
    for one in formats:
        for rule in one.rules:
            if not any(map(_names_outside, rule.formula)):
                kept.add(str(one.sqref), rule)
    return kept


def _put_edits(sheet: Worksheet, edits: SheetEdits) -> None:
    for row, values in edits.values.items():
        for column, value in values.items():
            _put_edit(sheet, row, column, value)
    for row in sorted(edits.left_out):
        _empty(sheet, row)


def _put_edit(sheet: Worksheet, row: int, column: int, value: Value) -> None:
    """Where merged cells stand for several, in the one that shows."""
    bounds = _merged_at(sheet, row, column)
    cell = sheet.cell(row, column) if bounds is None else sheet.cell(bounds.min_row, bounds.min_col)
    if isinstance(value, str):
        put_text(cell, value)
        return
    cell.value = value
    if cell.number_format == _TEXT:
        cell.number_format = _MONEY


def _empty(sheet: Worksheet, row: int) -> None:
    """The cells of one row; what a merged one says of the rows below moves to the next of them."""
    for bounds in [one for one in sheet.merged_cells.ranges if one.min_row == row < one.max_row]:
        value = sheet.cell(row, bounds.min_col).value
        sheet.unmerge_cells(bounds.coord)
        sheet.cell(row + 1, bounds.min_col).value = value
        if row + 1 < bounds.max_row or bounds.min_col < bounds.max_col:
            sheet.merge_cells(None, row + 1, bounds.min_col, bounds.max_row, bounds.max_col)
    for cell in sheet[row]:
        if isinstance(cell, Cell):
            cell.value = cell.hyperlink = None


def _merged_at(sheet: Worksheet, row: int, column: int) -> Any:
    return next(
        (one for one in sheet.merged_cells.ranges if (row, column) in one.cells),
        None,
    )


def _put_marks(workbook: Workbook, request: Request, marks: Marks) -> None:
    notes = 0
    for sheet in workbook.worksheets:
        rows = marks.sheets.get(sheet.title)
        if rows:
            sheet.sheet_state = "visible"
            heads = {
                cell: (bounds.min_row, bounds.min_col) for bounds in sheet.merged_cells.ranges for cell in bounds.cells
            }
            for row, column, mark in _shown(rows, heads):
                cell = sheet.cell(*heads.get((row, column), (row, column)))
                label = spoken(SEVERITIES[mark.severity], request.language)
                put_mark(cell, mark, label, with_note=notes < MOST_NOTES)
                notes += 1


def _shown(
    rows: Mapping[int, Mapping[int, Mark]], heads: Mapping[tuple[int, int], tuple[int, int]]
) -> Iterable[tuple[int, int, Mark]]:
    """Each mark; of a row left out, none on a merged cell that stands for other rows too: the next cell says it."""
    untold: list[str] = []
    for row, column, mark in _flat(rows):
        if mark.severity is Edited.LEFT_OUT and heads.get((row, column), (row, column))[0] != row:
            untold += mark.sentences
            continue
        mark.sentences = [*untold, *mark.sentences]
        untold = []
        yield row, column, mark


def _flat(rows: Mapping[int, Mapping[int, Mark]]) -> Iterable[tuple[int, int, Mark]]:
    return ((row, column, mark) for row, columns in rows.items() for column, mark in columns.items())


def _open_on_first(workbook: Workbook) -> None:
    """On the problems, with no other sheet selected: what is typed would go to all of them."""
    workbook.active = 0
    for sheet in workbook.worksheets[1:]:
        for view in sheet.views.sheetView:
            view.tabSelected = False
    workbook.calculation.fullCalcOnLoad = True
