"""Fetch, then compute, where a running year is heading: from its credits, from its orders, from its departments."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

import pandas as pd

from dashboard.answers import Town
from dashboard.budget import read
from dashboard.budget.answers import Axis, BudgetYear, ChapterLanding, CodeRow, Expected, Ordered, Side
from dashboard.locale import Language, language, t
from data import money_queries
from data.database import reading
from data.money_queries import Estimate, OrderedDays
from metrics.finance.execution import Credits, credits_in
from metrics.finance.landing import (
    A_YEAR,
    Journal,
    Landing,
    LeftOut,
    NoLanding,
    PastYear,
    Rhythm,
    added,
    better,
    land,
    left_out,
    whole_months,
    within,
)
from metrics.nomenclature import ORDER_CHAPTERS, Direction

_TOWNS = 8  # kept, those looked at last
_ANSWERS = 64


def landings(of: BudgetYear, side: Side) -> tuple[ChapterLanding, ...]:
    """One row a chapter, largest credits first, and the whole side last; each projected on its own history."""
    return _landings(of, side, language())


@lru_cache(maxsize=_ANSWERS)
def _landings(of: BudgetYear, side: Side, _language: Language) -> tuple[ChapterLanding, ...]:
    table = read.of_side(of.credits, side)
    rows = read.code_rows(of, read.with_codes(table, Axis.CHAPTER), Axis.CHAPTER, "top")
    if not rows:
        return ()
    expected, past, total = _expected(of, side), _Past(of, side), credits_in(table)
    free = [past.landing(row.credits, row.code) for row in rows]
    chapters = [
        _chapter(row, within(landing, past.most(row.credits)), expected.get(row.code))
        for row, landing in zip(rows, free, strict=True)
    ]
    parts = [(one.landing, one.opened or 0) for one in chapters]
    whole = within(added(parts, past.landing(total)), past.most(total))
    return (*chapters, ChapterLanding("", t("budget.total"), total.opened, total.executed, whole))


def known_months(of: BudgetYear, side: Side) -> int:
    """Whole months of a running year whose orders are known, 0 to 12.

    None of a closed year, whose account says more; none of several budgets as one: no order tells what they pay each
    other.
    """
    if of.is_closed or of.perimeter.is_consolidated:
        return 0
    found = _days_of(of, of.year, side)
    return whole_months(found.first, found.last, of.year) if found else 0


def ordered(of: BudgetYear, side: Side) -> list[Ordered]:
    """The orders of the year and of those before it that are known whole, added up month after month; oldest first."""
    months = dict.fromkeys(_whole_years(of, side), A_YEAR) | {of.year: known_months(of, side)}
    orders = _of_side(_orders(of.town), of, side)
    return [Ordered(year, _running_sums(orders, year, months[year])) for year in sorted(months) if months[year]]


def years_left_out(of: BudgetYear, side: Side) -> list[LeftOut]:
    """Earlier years that the orders of the running one are not compared with, oldest first, from the first journal."""
    if not known_months(of, side):
        return []
    return [found for year in _earlier_years(of) if (found := _left_out(of, side, year))]


class _Past:
    """The history that a side's chapters are projected from, looked up once."""

    def __init__(self, of: BudgetYear, side: Side) -> None:
        closed = read.of_side(_closed(of), side)
        self.year, self.month, self.direction = of.year, known_months(of, side), side.direction
        self.closed = closed[closed["year"] < of.year]
        self.orders = _of_side(_orders(of.town), of, side)
        self.whole_years = _whole_years(of, side)

    def landing(self, of: Credits, chapter: str | None = None) -> Landing | NoLanding:
        """of: the credits of a chapter, or of the whole side. chapter: empty for lines without one."""
        closed, orders = (
            table if chapter is None else table[table["chapter"].fillna("") == chapter]
            for table in (self.closed, self.orders)
        )
        past = self._closed_years(closed)
        found = {Rhythm.OPENED: land(Rhythm.OPENED, of.opened or 0, past)}
        if self.month:
            known = orders[orders["month"] <= self.month].groupby("year")["cents"].sum()
            whole = [replace(one, known=int(known.get(one.year, 0))) for one in past if one.year in self.whole_years]
            found[Rhythm.MONTHLY] = land(Rhythm.MONTHLY, int(known.get(self.year, 0)), whole)
        return better(found)

    def most(self, of: Credits) -> int | None:
        """What may not be passed: expenditure has its credits, revenue is but foreseen."""
        return of.opened if self.direction is Direction.EXPENDITURE else None

    def _closed_years(self, closed: pd.DataFrame) -> list[PastYear]:
        by_year = closed.groupby("year")[["opened", "executed"]].sum()
        limited = self.direction is Direction.EXPENDITURE
        return [
            PastYear(int(str(year)), int(opened), int(executed), int(opened) if limited else None)
            for year, opened, executed in by_year.itertuples()
        ]


def _chapter(row: CodeRow, landing: Landing | NoLanding, expected: Expected | None) -> ChapterLanding:
    return ChapterLanding(row.code, row.name, row.credits.opened, row.credits.executed, landing, expected)


def _whole_years(of: BudgetYear, side: Side) -> list[int]:
    """Earlier years whose orders are known for each month."""
    return [year for year in _earlier_years(of) if _left_out(of, side, year) is None]


def _earlier_years(of: BudgetYear) -> Iterable[int]:
    """From the first year that the budget has an order of."""
    first = min((one.year for one in _days(of.town) if one.budget_code == of.perimeter.code), default=of.year)
    return range(first, of.year)


def _left_out(of: BudgetYear, side: Side, year: int) -> LeftOut | None:
    """Book entries are compared on neither side: few journals hold them."""
    real, days = replace(side, real_only=True), _days_of(of, year, side)
    orders, closed = _of_side(_orders(of.town), of, real), read.of_side(_closed(of), real)
    executed = closed.loc[closed["year"] == year, "executed"]
    ordered = int(orders.loc[orders["year"] == year, "cents"].sum())
    journal = Journal(days.first, days.last, ordered) if days else None
    return left_out(year, journal, None if executed.empty else int(executed.sum()))


def _closed(of: BudgetYear) -> pd.DataFrame:
    return read.closed_years(of.town, of.perimeter)


def _days_of(of: BudgetYear, year: int, side: Side) -> OrderedDays | None:
    part = (of.perimeter.code, year, str(side.direction))
    return next((one for one in _days(of.town) if (one.budget_code, one.year, one.direction) == part), None)


def _running_sums(orders: pd.DataFrame, year: int, months: int) -> tuple[int, ...]:
    by_month = orders[orders["year"] == year].groupby("month")["cents"].sum()
    return tuple(int(by_month[by_month.index <= month].sum()) for month in range(1, months + 1))


def _of_side(orders: pd.DataFrame, of: BudgetYear, side: Side) -> pd.DataFrame:
    found = (orders["budget_code"] == of.perimeter.code) & (orders["section"] == side.section)
    found &= orders["direction"] == side.direction
    return orders[found & ~orders["chapter"].isin(ORDER_CHAPTERS)] if side.real_only else orders[found]


def _expected(of: BudgetYear, side: Side) -> dict[str, Expected]:
    """What departments expect of each chapter; of several budgets as one, nothing: estimates hold crossed flows."""
    if of.perimeter.is_consolidated:
        return {}
    by_chapter: dict[str, list[Estimate]] = {}
    for one in _estimates(of.town):
        if _is_about(one, of, side):
            by_chapter.setdefault(one.chapter, []).append(one)
    return {chapter: _added(of_chapter) for chapter, of_chapter in by_chapter.items()}


def _is_about(one: Estimate, of: BudgetYear, side: Side) -> bool:
    place = (one.budget_code, one.year, one.section, one.direction)
    return place == (of.perimeter.code, of.year, str(side.section), str(side.direction))


def _added(estimates: Sequence[Estimate]) -> Expected:
    departments = tuple(sorted({one.department for one in estimates if one.department}))
    return Expected(sum(one.cents for one in estimates), departments, max(one.estimated_on for one in estimates))


@lru_cache(maxsize=_TOWNS)
def _orders(town: Town) -> pd.DataFrame:
    """Cents by budget_code, year, month, section, direction and chapter, as `money_queries.orders_by_month` says."""
    with reading(town.engine) as session:
        found = money_queries.orders_by_month(session, town.id, {one.year for one in _days(town)})
    titles = ["budget_code", "year", "month", "section", "direction", "chapter", "cents"]
    return pd.DataFrame([[getattr(one, title) for title in titles] for one in found], columns=titles)


@lru_cache(maxsize=_TOWNS)
def _days(town: Town) -> tuple[OrderedDays, ...]:
    with reading(town.engine) as session:
        return tuple(money_queries.ordered_days(session, town.id))


@lru_cache(maxsize=_TOWNS)
def _estimates(town: Town) -> tuple[Estimate, ...]:
    with reading(town.engine) as session:
        return tuple(money_queries.estimates_in_force(money_queries.estimates(session, town.id)))
