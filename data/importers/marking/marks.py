"""Where the problems of a file stand on its sheets, cell by cell: what a marked workbook shows.

Rows and columns are counted from 1. A problem told for many rows alike marks each of them.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from data.importers.choices import Correction
from data.importers.grid import Row
from data.importers.own_sheets import Language
from data.importers.reading import ColumnFound, Problem, Severity, TableFound

MOST_MARKED = 50_000  # cells
TIMES_AS_LONG = 6  # to write a workbook as to read it
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
HEAD = 60  # rows of a sheet without a table in which a personal column's title is looked for
# Told of every cell of a column alike, and read well, or explained: said once, in the sheet of problems.
ROUTINE = frozenset(
    (
        *("number_as_text", "serial_date", "abbreviation", "chapter_inferred"),
        *("total_rounding", "total_left_out", "total_left_out_rounding"),
    )
)


class Edited(StrEnum):
    """What a person did about a cell or a row before she asked for the copy."""

    CORRECTED = "corrected"
    LEFT_OUT = "left_out"


@dataclass(frozen=True)
class Told:
    """A problem, and the sentence that says it to a person."""

    problem: Problem
    sentence: str


@dataclass(frozen=True)
class Request:
    """What a marked workbook is made of, beside the file.

    kind: of `kinds.Kind`; says what the fields that columns were mapped to hold. emptied: titles of columns that
    identify persons; their cells are left empty. corrections, exclusions: what the person changed so far.
    """

    kind: str
    told: tuple[Told, ...]
    tables: tuple[TableFound, ...]
    emptied: tuple[str, ...]
    language: Language
    corrections: tuple[Correction, ...] = ()
    exclusions: tuple[Correction, ...] = ()


@dataclass
class Mark:
    severity: Severity | Edited
    sentences: list[str] = field(default_factory=list)

    def add(self, told: Told) -> None:
        if told.problem.severity is Severity.ERROR:
            self.severity = Severity.ERROR
        if told.sentence not in self.sentences:
            self.sentences.append(told.sentence)


@dataclass(frozen=True, order=True)
class Place:
    row: int
    column: int


@dataclass
class Marks:
    """The marked cells of each sheet, row by row; the first place of each problem, for a link to it."""

    sheets: dict[str | None, dict[int, dict[int, Mark]]] = field(default_factory=dict)
    first: dict[int, tuple[str | None, Place]] = field(default_factory=dict)  # rank of the problem
    cells: int = 0

    def add(self, sheet: str | None, place: Place, told: Told) -> None:
        rows = self.sheets.setdefault(sheet, {})
        mark = rows.get(place.row, {}).get(place.column)
        if mark is None:
            if self.cells >= MOST_MARKED:
                return
            self.cells += 1
            mark = rows.setdefault(place.row, {})[place.column] = Mark(told.problem.severity)
        mark.add(told)

    def put(self, sheet: str | None, place: Place, mark: Mark) -> None:
        """A mark of another kind; one that stands there already only takes its sentences."""
        row = self.sheets.setdefault(sheet, {}).setdefault(place.row, {})
        row.setdefault(place.column, mark)
        if row[place.column] is not mark:
            row[place.column].sentences += mark.sentences


def marks_of(told: Sequence[Told], tables: Sequence[TableFound]) -> Marks:
    """Errors are placed first: where there are too many cells to mark, warnings give way."""
    marks = Marks()
    ranked = sorted(range(len(told)), key=lambda rank: told[rank].problem.severity is not Severity.ERROR)
    for rank in ranked:
        sheet, places = _places(told[rank].problem, tables)
        for place in places:
            marks.first.setdefault(rank, (sheet, place))
            if told[rank].problem.code not in ROUTINE:
                marks.add(sheet, place, told[rank])
    return marks


def _places(problem: Problem, tables: Sequence[TableFound]) -> tuple[str | None, list[Place]]:
    table = _table_of(problem, tables)
    sheet = problem.sheet if problem.sheet is not None or table is None else table.sheet
    rows = problem.rows or (() if problem.row is None else (problem.row,))
    if not rows and problem.column is not None and table is not None:
        rows = (table.header_row,)
    columns = _columns_of(problem, table)
    return sheet, [
        Place(row, column) for row in rows for column in columns if row <= LAST_ROW and column <= LAST_COLUMN
    ]


def _table_of(problem: Problem, tables: Sequence[TableFound]) -> TableFound | None:
    """The table a problem is about: on its sheet, the last that begins before its row."""
    there = [table for table in tables if problem.sheet in (None, table.sheet)]
    above = [table for table in there if problem.row is None or table.header_row <= problem.row]
    holding = [table for table in above if any(_names(column, problem.column) for column in table.columns)]
    candidates = holding or above or there
    if not candidates:
        return None
    return candidates[0] if problem.row is None else max(candidates, key=lambda table: table.header_row)


def _names(column: ColumnFound, text: str | None) -> bool:
    return text is not None and text in (column.header, column.field)


def _columns_of(problem: Problem, table: TableFound | None) -> list[int]:
    """The columns a problem names; for one about a whole row, the table's first."""
    columns = () if table is None else table.columns
    named = [number(column.letter) for column in columns if column.header == problem.column and problem.column]
    named = named or [number(column.letter) for column in columns if _names(column, problem.column)]
    if named:
        return named
    return [next((number(column.letter) for column in columns if column.header), 1)]


def letter_of(problem: Problem, tables: Sequence[TableFound]) -> str | None:
    """The letter of the one column that a problem names."""
    table = _table_of(problem, tables)
    letters = [column.letter for column in table.columns if _names(column, problem.column)] if table else []
    return letters[0] if len(letters) == 1 else None


def number(letter: str) -> int:
    """A → 1, Z → 26, AA → 27."""
    total = 0
    for character in letter:
        total = total * 26 + ord(character) - 64
    return total


class Emptied:
    """The columns of one sheet whose cells are left empty, because they identify persons.

    Known by the tables found on the sheet; on a sheet without any, by the titles among its first rows.
    """

    def __init__(self, titles: Collection[str], tables: Sequence[TableFound]) -> None:
        self._titles = frozenset(titles)
        self._starts = {table.header_row: _emptied_columns(table, self._titles) for table in tables}
        self._found_in_rows = not tables
        self._columns: frozenset[int] = frozenset()

    def columns(self, number_of_row: int, cells: Row) -> frozenset[int]:
        """Of the next row: rows are given in order."""
        columns = self._columns
        if number_of_row in self._starts:
            self._columns = self._starts[number_of_row]
            return frozenset()
        if self._found_in_rows and self._titles and number_of_row <= HEAD:
            self._columns = columns | {
                place for place, cell in enumerate(cells, start=1) if isinstance(cell, str) and cell in self._titles
            }
        return columns


def _emptied_columns(table: TableFound, titles: Collection[str]) -> frozenset[int]:
    return frozenset(number(column.letter) for column in table.columns if column.header in titles)


def tables_on(sheet: str | None, tables: Sequence[TableFound]) -> list[TableFound]:
    return [table for table in tables if table.sheet == sheet]


def in_order(told: Sequence[Told]) -> Iterator[tuple[int, Told]]:
    """Ranks and problems as a person works through them: errors first, then by sheet and row."""

    def rank_of(rank: int) -> tuple[bool, str, int]:
        problem = told[rank].problem
        return problem.severity is not Severity.ERROR, problem.sheet or "", problem.row or 0

    for rank in sorted(range(len(told)), key=rank_of):
        yield rank, told[rank]
