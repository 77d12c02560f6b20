"""The cells of one row of a small table, read one by one: what is wrong is told at its row and column."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from data.importers.cells import amount_of, is_blank
from data.importers.fields import Field
from data.importers.findings import Remarks
from data.importers.grid import Cell, Row
from data.importers.numbers import LONGEST, CellError
from data.importers.periods.columns import ColumnError, NoYear, PeriodColumns
from data.importers.periods.period import Period
from data.importers.reading import Reading
from data.importers.table import Table, Tally
from data.importers.titles import tell_missing_column
from data.importers.usage.places import name_of

_Read = TypeVar("_Read")


@dataclass
class RowCells:
    """is_wrong: whether something of the row was told as an error."""

    table: Table
    tally: Tally
    number: int
    cells: Row
    is_wrong: bool = False

    def cell(self, name: str) -> Cell:
        """The cell of a field; without a column, what holds for the whole table; None for neither."""
        place = self.table.place(name)
        return self.table.constants.get(name) if place is None else self.cells[place]

    def read(self, name: str, read: Callable[[Cell], _Read], cell: Cell = None) -> _Read | None:
        """What a cell says. cell: another than that of the field. None: it cannot be read, and is told."""
        try:
            return read(self.cell(name) if cell is None else cell)
        except CellError as error:
            self.tell(self.table.title(name), error)
            return None

    def money(self, place: int | None, remarks: Remarks) -> int | None:
        """The cents of a cell; None for a blank, or one that cannot be read, which is told."""
        if place is None:
            return None
        title = self.table.columns[place].header
        try:
            read = amount_of(self.cells[place], self.table.unit, typed=self.table.typed)
        except CellError as error:
            self.tell(title, error)
            return None
        if read is not None and read.remark:
            remarks.add(read.remark, self.number, title, str(self.cells[place]).strip(), read.cents)
        return None if read is None else read.cents

    def tell_blank(self, field: Field) -> None:
        self.tell(self.table.title(field.name), CellError("blank_cell", "", example=field.example))

    def period(self, periods: PeriodColumns, title: str | None = None) -> Period | None:
        """When the row is about. title: words of a column's header that decide."""
        try:
            found = periods.read({name: self.cells[place] for name, place in periods.places.items()}, title)
        except ColumnError as wrong:
            self.tell(self.table.title(wrong.field), wrong.error)
            return None
        if found.remark is not None:
            finest = self.table.title(periods.finest) if periods.finest else None
            self.tally.findings.warning_alike(found.remark, self.number, finest)
        return found.period

    def tell(self, title: str | None, error: CellError) -> None:
        self.is_wrong = True
        findings = self.tally.findings
        if isinstance(error, NoYear):
            findings.error_alike("missing_column", self.table.header_row, "annee", None, example="2024")
            return
        findings.cell_error(self.number, title, error)

    def tell_twice(self, title: str, first: int, *, is_same: bool) -> None:
        """The row says again what an earlier one said, or something else of the same thing."""
        self.is_wrong = True
        if is_same:
            self.tally.findings.error("duplicate_row", self.number, None, None, first=str(first))
        else:
            self.tally.findings.error("overlap", self.number, title, None, first=str(first))

    def refuse(self) -> None:
        self.tally.refused += 1


def filled_name(cell: Cell, example: str, longest: int) -> str:
    """CellError: `blank_cell`, `too_long`."""
    if is_blank(cell):
        raise CellError("blank_cell", "", example=example)
    name = name_of(cell)
    if len(name) > longest:
        raise CellError("too_long", name[:LONGEST], limit=longest)
    return name


def meaning_of(cell: Cell, field: Field) -> str | None:
    """What a word of a choice means; None for a blank. CellError: `unknown_code`."""
    text = name_of(cell)
    if not text:
        return None
    meant = field.meaning(text)
    if meant is None:
        raise CellError("unknown_code", text[:LONGEST], allowed=", ".join(field.words))
    return meant


def states(table: Table, name: str) -> bool:
    """Whether a column, or something that holds for the whole table, says it."""
    return table.place(name) is not None or name in table.constants


def tell_missing(table: Table, tally: Tally, lacking: Iterable[Field]) -> None:
    for one in lacking:
        tell_missing_column(one, one.headers[0], table.header_row, tally.findings)


def tell_no_rows(table: Table, tally: Tally, before: int) -> None:
    if tally.rows == before:
        tally.findings.error("no_rows", table.header_row, table.columns[0].header or None)


def counted(reading: Reading, tally: Tally, tables: Sequence[Table]) -> Reading:
    """The reading with the counts of its rows and what was found wrong."""
    understood = tally.rows - tally.aside - tally.refused - tally.excluded
    return replace(
        reading,
        rows=tally.rows,
        totals_skipped=tally.aside,
        rows_refused=tally.refused,
        rows_excluded=tally.excluded,
        rows_understood=understood,
        problems=tally.findings.all(),
        tables=tuple(table.found(understood if len(tables) == 1 else 0) for table in tables),
    )
