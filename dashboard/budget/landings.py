"""Fetch, then compute, where a running year is heading: from its credits, from its orders, from its departments."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import pandas as pd

from dashboard.answers import Town
from dashboard.budget import read
from dashboard.budget.answers import Axis, BudgetYear, ChapterLanding, CodeRow, Expected, Ordered, Side
from dashboard.locale import t
from data import money_queries
from data.database import reading
from data.money_queries import Estimate, OrderedDays
from metrics.finance.execution import credits_in
from metrics.finance.landing import Landing, NoLanding, PastYear, Rhythm, better, land, whole_months
from metrics.nomenclature import ORDER_CHAPTERS

_TOWNS = 8  # kept, those looked at last


def landings(of: BudgetYear, side: Side) -> list[ChapterLanding]:
    """One row a chapter, largest credits first, and the whole side last; each projected on its own history."""
    rows = read.code_rows(of, read.with_codes(read.of_side(of.credits, side), Axis.CHAPTER), Axis.CHAPTER, "top")
    total = CodeRow("", t("budget.total"), credits_in(read.of_side(of.credits, side)))
    expected = _expected(of, side)
    past = _Past(of, side)
    return [_landing(row, past, expected.get(row.code)) for row in (*rows, total)] if rows else []


def known_months(of: BudgetYear, side: Side) -> int:
    """Whole months of a running year whose orders are known, 0 to 12.

    None of a closed year, whose account says more; none of several budgets as one: no order tells what they pay each
    other.
    """
    if of.is_closed or of.perimeter.is_consolidated:
        return 0
    return _months(_days(of.town), of.perimeter.code, of.year, side)


def ordered(of: BudgetYear, side: Side) -> list[Ordered]:
    """The orders of the year and of those before it that are known whole, added up month after month; oldest first."""
    months = dict.fromkeys(_whole_years(of, side), 12) | {of.year: known_months(of, side)}
    orders = _of_side(_orders(of.town), of, side)
    return [Ordered(year, _running_sums(orders, year, months[year])) for year in sorted(months) if months[year]]


class _Past:
    """The history that a side's chapters are projected from, looked up once."""

    def __init__(self, of: BudgetYear, side: Side) -> None:
        closed = read.of_side(read.closed_years(of.town, of.perimeter), side)
        self.year, self.month = of.year, known_months(of, side)
        self.closed = closed[closed["year"] < of.year]
        self.orders = _of_side(_orders(of.town), of, side)
        self.whole_years = _whole_years(of, side)

    def landing(self, row: CodeRow) -> Landing | NoLanding:
        """row: a chapter; that of the whole side has an empty code, and so may its lines without one."""
        is_whole = not row.code
        closed = self.closed if is_whole else self.closed[self.closed["chapter"].fillna("") == row.code]
        found = {Rhythm.OPENED: land(Rhythm.OPENED, row.credits.opened or 0, _past_years(closed))}
        if self.month:
            orders = self.orders if is_whole else self.orders[self.orders["chapter"].fillna("") == row.code]
            found[Rhythm.MONTHLY] = self._monthly(orders, closed)
        return better(found)

    def _monthly(self, orders: pd.DataFrame, closed: pd.DataFrame) -> Landing | NoLanding:
        known = orders[orders["month"] <= self.month].groupby("year")["cents"].sum()
        executed = closed.groupby("year")["executed"].sum()
        past = [
            PastYear(year, int(known.get(year, 0)), int(executed[year]))
            for year in self.whole_years
            if year in executed.index
        ]
        return land(Rhythm.MONTHLY, int(known.get(self.year, 0)), past)


def _landing(row: CodeRow, past: _Past, expected: Expected | None) -> ChapterLanding:
    return ChapterLanding(
        row.code, row.name, row.credits.opened, row.credits.executed, past.landing(row), expected if row.code else None
    )


def _past_years(closed: pd.DataFrame) -> list[PastYear]:
    by_year = closed.groupby("year")[["opened", "executed"]].sum()
    return [PastYear(int(str(year)), int(opened), int(executed)) for year, opened, executed in by_year.itertuples()]


def _whole_years(of: BudgetYear, side: Side) -> list[int]:
    """Earlier years whose orders are known for each month."""
    years = sorted({one.year for one in _days(of.town) if one.year < of.year})
    return [year for year in years if _months(_days(of.town), of.perimeter.code, year, side) == 12]


def _months(days: Iterable[OrderedDays], budget_code: str, year: int, side: Side) -> int:
    of_side = (budget_code, year, str(side.direction))
    found = (one for one in days if (one.budget_code, one.year, one.direction) == of_side)
    return next((whole_months(one.first, one.last, year) for one in found), 0)


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
