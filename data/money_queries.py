"""Programmes, dated orders, estimates and marks of a town: as they count now, or counted at a past moment."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Integer, and_, case, cast, extract, func, or_, select
from sqlalchemy.orm import Session

from data import models
from data.known import counts
from metrics.documents import Step
from metrics.finance.programmes import Programme, Schedule
from metrics.nomenclature import ORDER_CHAPTERS, Direction, Nature, Section

LAST_MONTH = 12


@dataclass(frozen=True)
class Place:
    """Where a fact stands: the file, and its sheet and row where the file has them."""

    file_name: str
    sheet: str | None
    row: int | None


@dataclass(frozen=True)
class Credit:
    """A payment credit that a vote plans for one year; cents."""

    year: int
    cents: int
    place: Place


@dataclass(frozen=True)
class Vote:
    """One vote of a programme: what it authorises in all, and plans year by year, the first year first."""

    budget_code: str
    programme: str
    name: str
    section: str
    operation: str | None
    voted_on: date
    authorised: int
    credits: tuple[Credit, ...]

    @property
    def planned(self) -> int:
        """The sum of its credits: its authorisation, where the file gave them all."""
        return sum(credit.cents for credit in self.credits)


@dataclass(frozen=True)
class MonthlySum:
    """What the orders of one month add up to on one chapter, in signed cents.

    month: of the budget year; 12 too for orders dated after its end. chapter: None where the chart knows none.
    """

    budget_code: str
    year: int
    month: int
    section: str
    direction: str
    chapter: str | None
    cents: int


@dataclass(frozen=True)
class OrderedDays:
    """From when to when the orders of one budget year and direction are known.

    An order of either direction tells that the file it came in goes that far: receipts are rarer, and rest at its end.
    """

    budget_code: str
    year: int
    direction: str
    first: date
    last: date


@dataclass(frozen=True)
class OrderRow:
    """The orders of a day on one account."""

    issued_on: date
    section: str
    direction: str
    chapter: str | None
    account: str
    function: str | None
    operation: str | None
    cents: int
    place: Place


@dataclass(frozen=True)
class Estimate:
    """What a department expects a chapter, or one of its accounts, to come to by the year's end; cents."""

    budget_code: str
    year: int
    section: str
    direction: str
    chapter: str
    account: str | None
    department: str | None
    estimated_on: date
    cents: int
    place: Place


@dataclass(frozen=True)
class OwnMark:
    """A threshold of the town itself, in the unit that its indicator is shown in."""

    indicator: str
    label: str
    value: Decimal
    source: str
    place: Place


def votes(session: Session, authority_id: int, as_known_on: datetime | None = None) -> list[Vote]:
    """Every vote of every programme, by budget and programme, the oldest vote first."""
    c = models.ProgrammeCredit
    rows = session.execute(
        select(c, models.Import.file_name)
        .join(models.Import, _imported(c))
        .where(counts(session, authority_id, c, as_known_on))
        .order_by(c.budget_code, c.programme, c.voted_on, c.year)
    )
    found: dict[tuple[str, str, date], list[tuple[models.ProgrammeCredit, str]]] = defaultdict(list)
    for credit, file in rows:
        found[credit.budget_code, credit.programme, credit.voted_on].append((credit, file))
    return [_vote(years) for years in found.values()]


def votes_in_force(votes: Iterable[Vote], on: date | None = None) -> list[Vote]:
    """The latest vote of each programme, or the latest of those made by a day. votes: the oldest first."""
    latest = {(vote.budget_code, vote.programme): vote for vote in votes if on is None or vote.voted_on <= on}
    return list(latest.values())


def programmes(session: Session, authority_id: int, as_known_on: datetime | None = None) -> dict[str, list[Programme]]:
    """By budget code: the history of each programme, and what was paid for its operation, year by year.

    Paid: the real expenditure that closed accounts execute; in years without one, what orders come to so far.
    """
    paid = _paid(session, authority_id)
    found: dict[str, list[Programme]] = defaultdict(list)
    by_programme = groupby(votes(session, authority_id, as_known_on), key=lambda one: (one.budget_code, one.programme))
    for (budget, code), of_programme in by_programme:
        history = list(of_programme)
        last = history[-1]
        executed = paid.get((budget, last.operation, last.section), {}) if last.operation else {}
        schedules, section = tuple(map(_schedule, history)), Section(last.section)
        found[budget].append(Programme(code, last.name, last.operation, schedules, executed, section))
    return dict(found)


def orders_by_month(
    session: Session, authority_id: int, years: Collection[int], as_known_on: datetime | None = None
) -> list[MonthlySum]:
    """What a landing is projected from. years: budget years."""
    o = models.PaymentOrder
    key = (o.budget_code, o.year, _month().label("month"), o.section, o.direction, o.chapter)
    rows = session.execute(
        select(*key, cast(func.sum(o.amount), BigInteger))
        .where(counts(session, authority_id, o, as_known_on), o.year.in_(years))
        .group_by(*key)
        .order_by(*key)
    )
    return [MonthlySum(*row) for row in map(tuple, rows)]


def ordered_days(session: Session, authority_id: int) -> list[OrderedDays]:
    """Of every budget year with orders, the latest year first."""
    o = models.PaymentOrder
    journal, of_one = (o.import_id, o.budget_code, o.year), counts(session, authority_id, o, None)
    ends = select(*journal, func.min(o.issued_on), func.max(o.issued_on)).where(of_one).group_by(*journal)
    spans: dict[Any, Any] = {(file, code, year): days for file, code, year, *days in map(tuple, session.execute(ends))}
    found: dict[Any, list[Any]] = defaultdict(list)
    directions = session.execute(select(*journal, o.direction).where(of_one).distinct())
    for file, code, year, direction in map(tuple, directions):
        found[code, year, direction].append(spans[file, code, year])
    return [
        OrderedDays(code, year, direction, min(first for first, _ in days), max(last for _, last in days))
        for (code, year, direction), days in sorted(found.items(), key=lambda one: (-one[0][1], one[0][0], one[0][2]))
    ]


def orders_behind(session: Session, authority_id: int, monthly: MonthlySum) -> list[OrderRow]:
    """The facts that make a sum, and where each stands; the oldest first."""
    o = models.PaymentOrder
    of_sum = (getattr(o, name) == getattr(monthly, name) for name in ("budget_code", "year", "section", "direction"))
    rows = session.execute(
        select(o, models.Import.file_name)
        .join(models.Import, _imported(o))
        .where(
            counts(session, authority_id, o, None),
            *of_sum,
            o.chapter.is_not_distinct_from(monthly.chapter),
            _month() == monthly.month,
        )
        .order_by(o.issued_on, o.account, o.id)
    )
    named = ("issued_on", "section", "direction", "chapter", "account", "function", "operation")
    return [OrderRow(**_said(one, named), cents=one.amount, place=_place(one, file)) for one, file in rows]


def estimates(session: Session, authority_id: int, as_known_on: datetime | None = None) -> list[Estimate]:
    """Every estimate, the oldest first: earlier ones are kept beside those in force."""
    e = models.LandingEstimate
    rows = session.execute(
        select(e, models.Import.file_name)
        .join(models.Import, _imported(e))
        .where(counts(session, authority_id, e, as_known_on))
        .order_by(e.budget_code, e.year, e.direction, e.section, e.chapter, e.estimated_on, e.department, e.account)
    )
    named = ("budget_code", "year", "section", "direction", "chapter", "account", "department", "estimated_on")
    return [Estimate(**_said(one, named), cents=one.amount, place=_place(one, file)) for one, file in rows]


def estimates_in_force(estimates: Iterable[Estimate], on: date | None = None) -> list[Estimate]:
    """Each department's latest word on each chapter, or the latest said by a day: as a whole or account by account.

    What several departments expect of one chapter adds up.
    """
    said = [one for one in estimates if on is None or one.estimated_on <= on]
    latest: dict[tuple[object, ...], date] = {}
    for one in said:
        latest[_spoken_of(one)] = max(one.estimated_on, latest.get(_spoken_of(one), date.min))
    return [one for one in said if one.estimated_on == latest[_spoken_of(one)]]


def marks(session: Session, authority_id: int) -> list[OwnMark]:
    m = models.ReadingMark
    rows = session.execute(
        select(m, models.Import.file_name)
        .join(models.Import, _imported(m))
        .where(counts(session, authority_id, m, None))
        .order_by(m.indicator, m.label)
    )
    return [OwnMark(one.indicator, one.label, one.value, one.source, _place(one, file)) for one, file in rows]


def _schedule(vote: Vote) -> Schedule:
    return Schedule(vote.voted_on, vote.authorised, {credit.year: credit.cents for credit in vote.credits})


def _paid(session: Session, authority_id: int) -> dict[tuple[str, str, str], dict[int, int]]:
    """Cents by year, of each budget's operations, section by section."""
    found: dict[tuple[str, str, str], dict[int, int]] = defaultdict(dict)
    closed = _executed_by_operation(session, authority_id)
    for budget, operation, section, year, cents in (*_ordered_by_operation(session, authority_id), *closed):
        found[budget, operation, section][year] = cents  # a closed account has the last word
    return found


def _executed_by_operation(session: Session, authority_id: int) -> list[tuple[str, str, str, int, int]]:
    d, b, line = models.BudgetDocument, models.Budget, models.BudgetLine
    key = (b.code, line.operation, line.section, d.year)
    rows = session.execute(
        select(*key, cast(func.sum(line.executed), BigInteger))
        .join(b, and_(b.authority_id == d.authority_id, b.id == d.budget_id))
        .join(line, and_(line.authority_id == d.authority_id, line.counts_in == d.id))
        .where(d.authority_id == authority_id, d.is_current, d.step == Step.CLOSED, line.executed.is_not(None))
        .where(line.operation.is_not(None), line.direction == Direction.EXPENDITURE, line.nature == Nature.REAL)
        .group_by(*key)
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


def _ordered_by_operation(session: Session, authority_id: int) -> list[tuple[str, str, str, int, int]]:
    """Book entries are told by their chapter, which an order of an equipment operation rarely bears."""
    o = models.PaymentOrder
    key = (o.budget_code, o.operation, o.section, o.year)
    rows = session.execute(
        select(*key, cast(func.sum(o.amount), BigInteger))
        .where(counts(session, authority_id, o, None), o.operation.is_not(None))
        .where(o.direction == Direction.EXPENDITURE, or_(o.chapter.is_(None), o.chapter.not_in(sorted(ORDER_CHAPTERS))))
        .group_by(*key)
    )
    return [tuple(row) for row in rows]  # type: ignore[misc]


def _vote(years: list[tuple[models.ProgrammeCredit, str]]) -> Vote:
    """Of one vote that several imports brought, the newest names it and says what it authorises."""
    one = max((credit for credit, _ in years), key=lambda credit: credit.import_id)
    named = ("budget_code", "programme", "name", "section", "operation", "voted_on", "authorised")
    planned = tuple(Credit(credit.year, credit.credit, _place(credit, file)) for credit, file in years)
    return Vote(**_said(one, named), credits=planned)


def _month() -> ColumnElement[Any]:
    o = models.PaymentOrder
    is_late = extract("year", o.issued_on) > o.year
    return cast(case((is_late, LAST_MONTH), else_=extract("month", o.issued_on)), Integer)


def _spoken_of(one: Estimate) -> tuple[object, ...]:
    return (one.budget_code, one.year, one.section, one.direction, one.chapter, one.department)


def _imported(model: type[Any]) -> ColumnElement[bool]:
    return and_(models.Import.authority_id == model.authority_id, models.Import.id == model.import_id)


def _said(one: Any, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}


def _place(one: Any, file_name: str) -> Place:
    return Place(file_name, one.sheet, one.row)
