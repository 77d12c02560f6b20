"""What every workbook's sheets have in common, whatever the form of file: limits, what was found beside the values,
and the two of them laid over one another.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, islice, repeat
from typing import Final

from data.importers.findings import Findings
from data.importers.formats.calamine import Workbook
from data.importers.formats.refusals import MEBIBYTE, refused, refused_sheet
from data.importers.grid import Cell, Marks, Row, Sheet

MOST_CELLS: Final = 5_000_000  # of all sheets, blanks among them counted: the parser keeps a place for each
MOST_COLUMNS: Final = 702  # ZZ; no table of a town comes near it

LONGEST_ROW: Final = 64 * MEBIBYTE  # bytes between two rows, or after the last: merged cells, formats


@dataclass
class Scan:
    """What the text of a sheet says beside its values. Rows and columns from 1; 0: nothing there.

    last_row, last_column: of cells that hold something, be it a formula without a result. last_value: row of the last
    value. last_numbered: the last row there is, blank ones included. patches: row → column → what the parser leaves
    blank. elsewhere: rows of formulas that look into another workbook.
    """

    last_row: int = 0
    last_column: int = 0
    last_value: int = 0
    last_numbered: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    patches: dict[int, dict[int, Cell]] = field(default_factory=dict)
    elsewhere: list[int] = field(default_factory=list)

    def patch(self, row: int, column: int, cell: Cell) -> None:
        self.patches.setdefault(row, {})[column] = cell
        self.reach(row, column)

    def reach(self, row: int, column: int) -> None:
        """There is something there."""
        self.last_row, self.last_column = max(self.last_row, row), max(self.last_column, column)

    @property
    def marks(self) -> Marks:
        widest = max(self.last_column, 26)
        hidden = frozenset(column for column in self.hidden_columns if column <= widest)
        return Marks(frozenset(self.hidden_rows), hidden, tuple(self.merged))


@dataclass(frozen=True)
class Found:
    """A sheet as the list of sheets names it, and what was found in it. is_own: not a copy of a table elsewhere."""

    name: str
    is_hidden: bool
    scan: Scan
    is_own: bool = True


def refuse_extents(sheets: Sequence[Found]) -> None:
    """Unreadable: `too_many_columns`, `too_many_rows` (beyond the cells that all may have), `no_rows`."""
    cells = 0
    for one in sheets:
        rows, columns = one.scan.last_row, one.scan.last_column
        if columns > MOST_COLUMNS:
            raise refused_sheet("too_many_columns", one.name, columns=columns, limit=MOST_COLUMNS)
        cells += rows * columns
        if cells > MOST_CELLS:
            raise refused_sheet("too_many_rows", one.name, last=rows, columns=columns, limit=MOST_CELLS)
    if not cells:
        raise refused("no_rows")


def tables(workbook: Workbook, sheets: Sequence[Found], findings: Findings, last_row: int) -> tuple[Sheet, ...]:
    """last_row: where programs cut a longer table. Unreadable: `corrupt` where the parser lists other sheets."""
    names = workbook.names
    ranks = [rank for rank in range(len(names)) if workbook.is_table(rank)]
    if [names[rank] for rank in ranks] != [one.name for one in sheets] or len(set(names)) < len(names):
        raise refused("corrupt")
    own = [(rank, one) for rank, one in zip(ranks, sheets, strict=True) if one.is_own]
    for _, one in own:
        _tell(one, findings, last_row)
    return tuple(
        Sheet(one.name, partial(_rows, workbook, rank, one), one.scan.marks, one.is_hidden, one.scan.last_row)
        for rank, one in own
    )


def overlaid(rows: Iterator[Row], patches: Mapping[int, Mapping[int, Cell]]) -> Iterator[Row]:
    """The rows, with cells put in their places; blank rows are added up to the last patch."""
    endless = chain(rows, repeat(()))
    done = 0
    for number in sorted(patches):
        yield from islice(endless, number - done - 1)
        yield _with(next(endless), patches[number])
        done = number
    yield from rows


def _with(row: Row, cells: Mapping[int, Cell]) -> Row:
    changed = [*row, *repeat("", max(cells) - len(row))]
    for column, cell in cells.items():
        changed[column - 1] = cell
    return tuple(changed)


def _tell(found: Found, findings: Findings, last_row: int) -> None:
    with findings.on(found.name):
        if found.scan.last_row >= last_row:
            findings.warning("too_many_rows", found.scan.last_row, None)
        for row in found.scan.elsewhere:
            findings.warning_alike("external_link", row, None)


def _rows(workbook: Workbook, rank: int, found: Found) -> Iterator[Row]:
    """Unreadable: `corrupt` where the parser does not find the rows that the text prints."""
    scan = found.scan
    if not scan.last_value <= workbook.height(rank) <= scan.last_numbered:
        raise refused_sheet("corrupt", found.name)
    rows = workbook.rows(rank)
    return overlaid(rows, scan.patches) if scan.patches else rows
