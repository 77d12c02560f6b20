"""A budget over the years, line by line: what was voted, amended, opened, executed and carried over.

Economics come first (what is executed), the budget is drawn around it: opened credits are what the
execution needed and a margin, amendments are taken off them, and the rest is the initial vote. Each
document balances, and each year's results are carried into the next, as French law wants.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from data.demo.items import FUNCTIONS_IN_M57, Item, Spread
from metrics.nomenclature import Direction, Nature, Section

SPENT, RECEIVED = Direction.EXPENDITURE, Direction.REVENUE
OPERATING, INVESTMENT = Section.OPERATING, Section.INVESTMENT
EURO = 100
HUNDRED_EUROS = 100 * EURO
VAT_REFUND = 0.164  # FCTVA: share of equipment, paid two years later
RATE_NOISE = 0.015
CARRIED_SHARE = 0.5  # of what is left unspent of equipment credits


@dataclass(frozen=True, order=True)
class Key:
    """What makes a line: its place in the budget."""

    section: Section
    direction: Direction
    nature: Nature
    account: str
    function: str


class Place(NamedTuple):
    """Where an operation is booked, its function as M14 writes it."""

    section: Section
    direction: Direction
    account: str
    function: str


@dataclass
class Line:
    """Amounts of one line over one year, in cents."""

    executed: int = 0
    voted: int = 0
    carried_in: int = 0
    amended: list[int] = field(default_factory=lambda: [0, 0])
    carried_out: int = 0

    @property
    def opened(self) -> int:
        return self.carried_in + self.voted + sum(self.amended)


@dataclass(frozen=True)
class Loan:
    """Repaid in equal yearly parts of capital, from the year after it is drawn. amount in cents, rate in percent."""

    year: int
    amount: int
    rate: float
    years: int
    guaranteed: bool = False

    def repaid_in(self, year: int) -> int:
        age = year - self.year
        if not 1 <= age <= self.years:
            return 0
        part = self.amount // self.years
        return self.amount - part * (self.years - 1) if age == self.years else part

    def due_at_end_of(self, year: int) -> int:
        return self.amount - sum(self.repaid_in(y) for y in range(self.year + 1, year + 1)) if year >= self.year else 0

    def interest_in(self, year: int) -> int:
        return round(self.due_at_end_of(year - 1) * self.rate / 100)


@dataclass(frozen=True)
class BudgetPlan:
    """What a budget is made of."""

    operating: Sequence[Item]
    investment: Sequence[Item]
    loans: Sequence[Loan]
    depreciation: int  # thousand euros a year, in 2016
    allowance: str  # account that depreciation debits
    depreciated: tuple[str, str]  # account that it credits, before and since M57
    in_house_works: int  # thousand euros a year
    reserve: str  # account of the works that take what voted revenue is left over
    in_m57_from: int | None  # None: the chart of accounts does not change
    has_functions: bool
    brought_forward: int  # thousand euros: operating result of the year before the first


@dataclass
class Year:
    """One year of a budget, before it is cut into documents."""

    year: int
    lines: dict[Key, Line] = field(default_factory=dict)

    def line(self, key: Key) -> Line:
        return self.lines.setdefault(key, Line())

    def total(self, section: Section, direction: Direction, amount: str) -> int:
        return sum(
            getattr(line, amount)
            for key, line in self.lines.items()
            if (key.section, key.direction) == (section, direction)
        )


@dataclass
class _Carried:
    """What one year hands to the next, in cents."""

    operating_result: int = 0  # account 002
    investment_result: int = 0  # account 001, negative for a deficit
    reserved: int = 0  # account 1068
    left_over: dict[Key, int] = field(default_factory=dict)  # restes à réaliser


def years_of(plan: BudgetPlan, years: range, random: Random) -> Iterator[Year]:
    """Each year in turn; the last one of the range is voted only, as its account is not closed yet."""
    carried = _Carried(operating_result=plan.brought_forward * 1000 * EURO)
    equipment: dict[int, int] = {}
    for number in years:
        year = Year(number)
        _execute(plan, year, carried, equipment, random)
        _amend(year)
        _balance(plan, year)
        yield year
        equipment[number] = _equipment(year)
        carried = _carry(year)


def _execute(plan: BudgetPlan, year: Year, carried: _Carried, equipment: Mapping[int, int], random: Random) -> None:
    for section, items in ((OPERATING, plan.operating), (INVESTMENT, plan.investment)):
        for item in items:
            _execute_item(plan, year, section, item, carried, random)
    _execute_loans(plan, year)
    _execute_order(plan, year)
    refund = round(equipment.get(year.year - 2, 0) * VAT_REFUND)
    if refund and plan.has_functions:
        _add_executed(year, _key(plan, year, Place(INVESTMENT, RECEIVED, "10222", "01")), refund)
    _take_over(plan, year, carried)


def _execute_item(
    plan: BudgetPlan, year: Year, section: Section, item: Item, carried: _Carried, random: Random
) -> None:
    age = year.year - 2016
    shock = (item.shocks or {}).get(year.year, 1.0)
    euros = item.thousands * 1000 * (1 + item.growth / 100) ** age * shock * random.gauss(1, 0.012)
    account = item.account_in(year.year, in_m57=_in_m57(plan, year.year))
    total = max(0, round(euros * EURO))
    for function, executed in _shared(total, item.spread):
        line = year.line(_key(plan, year, Place(section, item.direction, account, function)))
        line.executed += executed
        opened = _rounded_up(executed / _rate(item, year.year))
        if section is INVESTMENT and item.direction is SPENT and item.rate < 0.9:
            line.carried_out = round((opened - executed) * CARRIED_SHARE / HUNDRED_EUROS) * HUNDRED_EUROS
        line.voted += opened
    for key, left in carried.left_over.items():
        if key.account == account and key.section is section and key.direction is item.direction:
            line = year.line(key)
            line.carried_in = left
            line.voted = max(0, line.voted - left)


def _rate(item: Item, year: int) -> float:
    """The share of its credits that an item executes in a year: no two years end alike."""
    return min(1.0, item.rate * Random(f"{item.m57} {year}").gauss(1, RATE_NOISE))  # noqa: S311 (figures, not secrets)


def _execute_loans(plan: BudgetPlan, year: Year) -> None:
    own = [loan for loan in plan.loans if not loan.guaranteed]
    interest = sum(loan.interest_in(year.year) for loan in own)
    repaid = sum(loan.repaid_in(year.year) for loan in own)
    drawn = sum(loan.amount for loan in own if loan.year == year.year)
    for section, direction, account, total in (
        (OPERATING, SPENT, "66111", interest),
        (INVESTMENT, SPENT, "1641", repaid),
        (INVESTMENT, RECEIVED, "1641", drawn),
    ):
        if total:
            _add_executed(year, _key(plan, year, Place(section, direction, account, "01")), total)


def _execute_order(plan: BudgetPlan, year: Year) -> None:
    """Depreciation and in-house works: the same amount on both sides, no cash."""
    age = year.year - 2016
    depreciation = round(plan.depreciation * 1000 * 1.03**age) * EURO
    works = plan.in_house_works * 1000 * EURO
    asset = plan.depreciated[_in_m57(plan, year.year)]
    built = "21351" if _in_m57(plan, year.year) else "2135"
    pairs = [(OPERATING, SPENT, plan.allowance, depreciation), (INVESTMENT, RECEIVED, asset, depreciation)]
    if works:
        pairs += [(OPERATING, RECEIVED, "722", works), (INVESTMENT, SPENT, built, works)]
    for section, direction, account, total in pairs:
        line = year.line(_key(plan, year, Place(section, direction, account, "01"), Nature.ORDER))
        line.executed, line.voted = total, total


def _take_over(plan: BudgetPlan, year: Year, carried: _Carried) -> None:
    """Results of the year before: voted and executed for the same amount."""
    investment = carried.investment_result
    for section, direction, account, total in (
        (OPERATING, RECEIVED, "002", carried.operating_result),
        (INVESTMENT, RECEIVED if investment >= 0 else SPENT, "001", abs(investment)),
        (INVESTMENT, RECEIVED, "1068", carried.reserved),
    ):
        if total:
            line = year.line(_key(plan, year, Place(section, direction, account, "01")))
            line.executed = line.voted = total


def _amend(year: Year) -> None:
    """Two amendments that balance: energy paid by transfer duties, works moved from one street to another."""
    pairs = (
        (0, OPERATING, SPENT, "606", OPERATING, RECEIVED, "7"),
        (0, INVESTMENT, SPENT, "2188", INVESTMENT, SPENT, "2151"),
        (1, OPERATING, SPENT, "64131", OPERATING, SPENT, "6068"),
        (1, INVESTMENT, SPENT, "21", INVESTMENT, SPENT, "2315"),
    )
    for number, to_section, to_direction, to, from_section, from_direction, of in pairs:
        raised = _largest(year, to_section, to_direction, to)
        other = _largest(year, from_section, from_direction, of, but=raised)
        if raised is None or other is None:
            continue
        more = min(year.lines[raised].voted, year.lines[other].voted) // 20 // HUNDRED_EUROS * HUNDRED_EUROS
        same_side = to_direction is from_direction
        _shift(year.lines[raised], number, more)
        _shift(year.lines[other], number, -more if same_side else more)


def _shift(line: Line, number: int, more: int) -> None:
    """Amend a line without changing what is opened in the end."""
    line.amended[number] += more
    line.voted -= more


def _balance(plan: BudgetPlan, year: Year) -> None:
    """The transfer between sections balances operating; borrowing, or works to come, balance investment."""
    spare = year.total(OPERATING, RECEIVED, "voted") - year.total(OPERATING, SPENT, "voted")
    for section, direction, account in ((OPERATING, SPENT, "023"), (INVESTMENT, RECEIVED, "021")):
        year.line(_key(plan, year, Place(section, direction, account, "01"), Nature.ORDER)).voted = max(0, spare)
    if spare < 0:
        _largest_line(year, OPERATING, RECEIVED, "7").voted -= spare
    _balance_investment(plan, year)


def _balance_investment(plan: BudgetPlan, year: Year) -> None:
    spent = year.total(INVESTMENT, SPENT, "voted") + year.total(INVESTMENT, SPENT, "carried_in")
    received = year.total(INVESTMENT, RECEIVED, "voted")
    if spent > received:
        borrowed = _key(plan, year, Place(INVESTMENT, RECEIVED, "1641", "01"))
        year.line(borrowed).voted += spent - received
    else:
        works = _key(plan, year, Place(INVESTMENT, SPENT, plan.reserve, "822"))
        year.line(works).voted += received - spent


def _carry(year: Year) -> _Carried:
    operating = year.total(OPERATING, RECEIVED, "executed") - year.total(OPERATING, SPENT, "executed")
    investment = year.total(INVESTMENT, RECEIVED, "executed") - year.total(INVESTMENT, SPENT, "executed")
    left_over = {key: line.carried_out for key, line in year.lines.items() if line.carried_out}
    need = max(0, sum(left_over.values()) - investment)
    reserved = max(0, min(operating, need))
    return _Carried(operating - reserved, investment, reserved, left_over)


def _add_executed(year: Year, key: Key, executed: int) -> None:
    """An operation known to the cent beforehand: voted for what it is, rounded up."""
    line = year.line(key)
    line.executed += executed
    line.voted += _rounded_up(executed)


def _key(plan: BudgetPlan, year: Year, place: Place, nature: Nature = Nature.REAL) -> Key:
    """The line of a place, its function written as the year's chart writes it."""
    function = FUNCTIONS_IN_M57[place.function] if _in_m57(plan, year.year) and plan.has_functions else place.function
    return Key(place.section, place.direction, nature, place.account, function if plan.has_functions else "")


def _in_m57(plan: BudgetPlan, year: int) -> bool:
    return plan.in_m57_from is not None and year >= plan.in_m57_from


def _shared(total: int, spread: Spread) -> Iterator[tuple[str, int]]:
    """A total over functions by weight, to the cent: the last one takes what rounding leaves."""
    left, weights = total, sum(spread.values())
    for rank, (function, weight) in enumerate(spread.items(), start=1):
        part = left if rank == len(spread) else total * weight // weights
        left -= part
        yield function, part


def _rounded_up(cents: float) -> int:
    return -int(-cents // HUNDRED_EUROS) * HUNDRED_EUROS


def _equipment(year: Year) -> int:
    return sum(
        line.executed
        for key, line in year.lines.items()
        if key.section is INVESTMENT and key.direction is SPENT and key.account[:2] in ("20", "21", "23")
    )


def _largest(year: Year, section: Section, direction: Direction, begins: str, but: Key | None = None) -> Key | None:
    candidates = [
        key
        for key in year.lines
        if (key.section, key.direction, key.nature) == (section, direction, Nature.REAL)
        and key.account.startswith(begins)
        and key != but
    ]
    return max(candidates, key=lambda key: (year.lines[key].voted, key), default=None)


def _largest_line(year: Year, section: Section, direction: Direction, begins: str) -> Line:
    key = _largest(year, section, direction, begins)
    if key is None:
        raise LookupError(begins)
    return year.lines[key]
