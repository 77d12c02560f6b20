"""Journals of orders, row by row: what each states, then what all of them add up to (`placed`).

A row is an order, or one of the accounts that an order is booked on. No fact can be traced to one of them: payees and
objects are not read, and the orders of a day on one account are one sum.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import NamedTuple

from data.importers.booking import ACCOUNT, BUDGET, CHAPTER, DIRECTION, WHICH_BUDGET, Budgets
from data.importers.budget.rows import euros, says_total
from data.importers.cells import Read, amount_of, is_blank
from data.importers.findings import Remarks
from data.importers.grid import Cell, Row
from data.importers.kinds import Kind
from data.importers.national.repeats import Repeats
from data.importers.numbers import CellError
from data.importers.orders.cells import HEAD, FieldError, Head, Heads, Stated
from data.importers.orders.fields import (
    AMOUNT,
    BY_NAME,
    DATE,
    FIELDS,
    NUMBER,
    PAID,
    PAID_NUMBER,
    RECEIVED,
    RECEIVED_NUMBER,
    constants_in,
    given_in,
)
from data.importers.orders.payees import payees
from data.importers.orders.placed import COLUMNS, Orders
from data.importers.reading import PrintedTotal, Reading
from data.importers.small.row_cells import states, tell_missing, tell_no_rows
from data.importers.spool import Spool
from data.importers.table import Context, KindRead, Table, Tally
from metrics.nomenclature import Direction

MOST_TEXTS = 100_000  # amounts kept once read
_Pick = Callable[[Row], tuple[Cell, ...]]


def read_orders(tables: Sequence[Table], context: Context) -> Reading:
    """Every order of every table, spooled as `payment_order`."""
    tally, orders = Tally(), Orders(context.town)
    printed: list[PrintedTotal] = []
    for table in tables:
        journal = _Journal(table, tally, orders, context)
        journal.read()
        printed += journal.printed
    with Spool(context.folder, "payment_order", COLUMNS) as spool:
        for row in orders.placed(tally):
            spool.add(row)
    understood = tally.rows - tally.aside - tally.refused - tally.excluded
    return Reading(
        kind=Kind.ORDERS,
        encoding="",
        rows=tally.rows,
        totals_skipped=tally.aside,
        documents=(),
        problems=tally.findings.all(),
        rows_refused=tally.refused,
        rows_excluded=tally.excluded,
        rows_understood=understood,
        records=(spool.records,),
        tables=tuple(table.found(understood if len(tables) == 1 else 0) for table in tables),
        printed_totals=tuple(printed),
    )


ORDERS_READ = KindRead(
    Kind.ORDERS, FIELDS, read_orders, spread=AMOUNT, constants_in=constants_in, given_in=given_in, personal=payees
)


class _Amounts(dict[Cell, Read | None]):
    """Amounts by cell, read once."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, cell: Cell) -> Read | None:
        """CellError as `cells.amount_of`."""
        read = amount_of(cell, self._table.unit, typed=self._table.typed)
        if len(self) < MOST_TEXTS and not isinstance(cell, bool):
            self[cell] = read
        return read


class _Column(NamedTuple):
    """A column of amounts; direction: that of all of them, where its title says it."""

    place: int
    title: str
    direction: Direction | None


@dataclass
class _Sums:
    """Of the amounts of one column as they are printed: in all, and since the last printed total."""

    all: int = 0
    since: int = 0

    def add(self, cents: int) -> None:
        self.all += cents
        self.since += cents


@dataclass
class _Journal:
    """Reads one table; what rows repeat is read once."""

    table: Table
    tally: Tally
    orders: Orders
    context: Context
    printed: list[PrintedTotal] = field(default_factory=list)

    def __post_init__(self) -> None:
        table = self.table
        self.budgets = Budgets(self.context.town)
        self._heads = Heads(self.context, self.budgets)
        self._known: dict[tuple[Cell, ...], Stated] = {}
        self._amounts = _Amounts(table)
        self._columns = [
            _Column(place, column.header, _side(column.given.get(DIRECTION)))
            for place in table.places(AMOUNT)
            for column in (table.columns[place],)
        ]
        self._sums = [_Sums() for _ in self._columns]
        self._numbers = (table.place(PAID_NUMBER), table.place(RECEIVED_NUMBER))
        self._is_numbered = any(table.place(name) is not None for name in (PAID_NUMBER, RECEIVED_NUMBER, NUMBER))
        self._repeats = Repeats()
        self._remarks = Remarks(self.tally.findings)

    def read(self) -> None:
        table, tally = self.table, self.tally
        with tally.findings.on(table.sheet):
            before, lacking = tally.rows, self._lacking()
            pick, constants = self._picked()
            for number, cells in table.rows(tally):
                if lacking:
                    tally.refused += 1
                else:
                    self._row(number, (*cells, *constants), pick)
            tell_no_rows(table, tally, before)
            self._remarks.tell()
            self._tell_inferred()

    def _lacking(self) -> bool:
        """Whether something without which no row can be read is missing, which is told."""
        wanted = [name for name in (DATE, ACCOUNT) if not states(self.table, name)]
        told = [
            *([] if states(self.table, DIRECTION) or self._sides_are_said else [BY_NAME[DIRECTION]]),
            *([] if states(self.table, BUDGET) or self.budgets.main else [WHICH_BUDGET]),
        ]
        tell_missing(self.table, self.tally, told)
        return bool(wanted or told or not self._columns)

    @property
    def _sides_are_said(self) -> bool:
        return any(place is not None for place in self._numbers) or all(one.direction for one in self._columns)

    def _picked(self) -> tuple[_Pick, tuple[Cell, ...]]:
        """What takes the cells of `HEAD` out of a row, and what holds for the whole table, put after its cells."""
        width, places = len(self.table.columns), list[int]()
        constants: list[Cell] = []
        for name in HEAD:
            place = self.table.place(name)
            if place is None:
                place = width + len(constants)
                constants.append(self.table.constants.get(name))
            places.append(place)
        return itemgetter(*places), tuple(constants)

    def _row(self, number: int, row: Row, pick: _Pick) -> None:
        cells = pick(row)
        stated = self._known.get(cells)
        if stated is None and not self._is_aside(number, row):
            stated = self._stated(number, cells)
        if stated is not None:
            self._add(number, row, stated)

    def _stated(self, number: int, cells: tuple[Cell, ...]) -> Stated | None:
        try:
            stated = self._heads.read(cells)
        except FieldError as wrong:
            self._refuse(number, self.table.title(wrong.name), wrong.error)
            return None
        if stated.head.issued_on > self.context.today:
            self.tally.findings.warning_alike("future_day", number, self.table.title(DATE))
            return stated  # each row is told
        self._known[cells] = stated
        return stated

    def _refuse(self, number: int, title: str, error: CellError) -> None:
        self.tally.refused += 1
        self.tally.findings.cell_error(number, title, error)

    def _add(self, number: int, row: Row, stated: Stated) -> None:
        found: list[tuple[Direction, int]] = []
        for column, sums in zip(self._columns, self._sums, strict=True):
            try:
                read = self._amounts[row[column.place]]
            except CellError as error:
                self._refuse(number, column.title, error)
                return
            if read is None:
                continue
            side = column.direction or stated.direction or self._side_of(row)
            if side is None:
                example = BY_NAME[DIRECTION].example
                self._refuse(number, self.table.title(DIRECTION), CellError("blank_cell", "", example=example))
                return
            if read.remark:
                self._remarks.add(read.remark, number, column.title, str(row[column.place]).strip(), read.cents)
            sums.add(read.cents)
            found.append((side, -abs(read.cents) if stated.is_cancelled else read.cents))
        self._keep(number, row, stated.head, found)

    def _keep(self, number: int, row: Row, head: Head, found: Sequence[tuple[Direction, int]]) -> None:
        if not found:
            self.tally.aside += 1
            self.tally.findings.warning_alike("blank_amount", number, self._columns[0].title)
            return
        if self._is_numbered and self._repeats.first(number, row) is not None:
            self.tally.findings.warning_alike("alike_rows", number, None)
        for side, cents in found:
            self.orders.add(head, side, cents, number, self.table)

    def _side_of(self, row: Row) -> Direction | None:
        """By the number that the row bears: of an order to pay, or to receive."""
        sides = [
            side
            for side, place in zip((PAID, RECEIVED), self._numbers, strict=True)
            if place is not None and (None in self._numbers or not is_blank(row[place]))
        ]
        return sides[0] if len(sides) == 1 else None

    def _is_aside(self, number: int, row: Row) -> bool:
        """A printed total, which is compared, or a row that holds neither day, account nor amount."""
        places = [self.table.place(name) for name in (DATE, ACCOUNT)]
        if any(place is not None and not is_blank(row[place]) for place in places):
            return False
        printed = [self._printed(row, column) for column in self._columns]
        if any(isinstance(cell, str) and says_total(cell) for cell in row[: len(self.table.columns)]):
            self._compare(number, printed)
        elif any(cents is not None for cents in printed):
            return False
        else:
            self.tally.findings.warning_alike("note_row", number, None, "…")
        self.tally.aside += 1
        return True

    def _printed(self, row: Row, column: _Column) -> int | None:
        try:
            read = self._amounts[row[column.place]]
        except CellError:
            return None
        return None if read is None else read.cents

    def _compare(self, number: int, printed: Sequence[int | None]) -> None:
        for column, sums, cents in zip(self._columns, self._sums, printed, strict=True):
            if cents is None:
                continue
            computed = sums.since if cents == sums.since else sums.all
            self.printed.append(PrintedTotal("total", column.title, cents, computed, self.table.sheet, number))
            if cents != computed:
                parts = {"printed": euros(cents), "sum": euros(computed)}
                self.tally.findings.warning("total_mismatch", number, None, column.title, **parts)
            sums.since = 0

    def _tell_inferred(self) -> None:
        """The chapter decides the section too, which need not be told."""
        if not states(self.table, CHAPTER):
            title = BY_NAME[CHAPTER].headers[0]
            self.tally.findings.warning("missing_column", self.table.header_row, None, title)


def _side(said: str | None) -> Direction | None:
    return None if said is None else Direction(said)
