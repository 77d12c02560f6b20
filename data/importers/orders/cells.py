"""What the cells of a row of a journal say but its amounts: read once for all rows that say the same."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple, TypeVar

from data.importers.booking import (
    ACCOUNT,
    BUDGET,
    CHAPTER,
    DIRECTION,
    FUNCTION,
    MOVEMENT,
    OPERATION,
    SECTION,
    YEAR,
    Budgets,
    account_in,
    choice_in,
    code_in,
    year_in,
)
from data.importers.cells import day_of
from data.importers.grid import Cell
from data.importers.identity import FIRST_YEAR
from data.importers.numbers import LONGEST, CellError
from data.importers.orders.fields import BY_NAME, CANCELLED, DATE
from data.importers.table import Context
from metrics.nomenclature import Direction

HEAD = (DATE, YEAR, BUDGET, DIRECTION, SECTION, MOVEMENT, CHAPTER, ACCOUNT, FUNCTION, OPERATION)
_T = TypeVar("_T")


class FieldError(Exception):
    """A cell that cannot be read, and its field."""

    def __init__(self, name: str, error: CellError) -> None:
        super().__init__(name)
        self.name = name
        self.error = error


class Head(NamedTuple):
    """When an order is issued and where it is booked, as its row states it."""

    budget: str
    year: int
    issued_on: date
    section: str | None
    movement: str | None
    chapter: str | None
    account: str
    function: str | None
    operation: str | None
    has_numeric_function: bool  # which a spreadsheet holds without its leading zero


class Stated(NamedTuple):
    """What a row states but its amounts. direction: None where only the column of an amount says it."""

    head: Head
    direction: Direction | None
    is_cancelled: bool


class Heads:
    """Reads the cells of `HEAD`, in that order."""

    def __init__(self, context: Context, budgets: Budgets) -> None:
        self._last_year = context.today.year + 1
        self._budgets = budgets

    def read(self, cells: tuple[Cell, ...]) -> Stated:
        """FieldError: the first cell that cannot be read."""
        said = dict(zip(HEAD, cells, strict=True))

        def of(name: str, read: Callable[[Cell], _T]) -> _T:
            try:
                return read(said[name])
            except CellError as error:
                raise FieldError(name, error) from error

        def choice(name: str) -> str | None:
            return of(name, lambda cell: choice_in(cell, BY_NAME[name]))

        day, piece = of(DATE, self._day), choice(DIRECTION) or ""
        side = piece.removeprefix(CANCELLED)
        head = Head(
            budget=of(BUDGET, self._budgets.code),
            year=of(YEAR, lambda cell: self._year(cell, day)),
            issued_on=day,
            section=choice(SECTION),
            movement=choice(MOVEMENT),
            chapter=of(CHAPTER, code_in),
            account=of(ACCOUNT, account_in),
            function=of(FUNCTION, code_in),
            operation=of(OPERATION, code_in),
            has_numeric_function=isinstance(said[FUNCTION], int | float),
        )
        return Stated(head, Direction(side) if side else None, is_cancelled=piece.startswith(CANCELLED))

    def _day(self, cell: Cell) -> date:
        """CellError: `blank_cell`, `bad_date`, `year_out_of_range`."""
        day = day_of(cell)
        if day is None:
            raise CellError("blank_cell", "", example=BY_NAME[DATE].example)
        if not FIRST_YEAR <= day.year <= self._last_year:
            raise CellError("year_out_of_range", day.isoformat(), first=FIRST_YEAR, last=self._last_year)
        return day

    def _year(self, cell: Cell, day: date) -> int:
        """The budget year: that of the day, or the one before for orders of a year just closed.

        CellError: `order_year`, as `booking.year_in`.
        """
        year = year_in(cell, self._last_year)
        if year is not None and day.year not in (year, year + 1):
            raise CellError("order_year", str(year), date=day.strftime("%d/%m/%Y")[:LONGEST])
        return day.year if year is None else year
