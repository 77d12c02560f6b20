"""What the facts lack, asked of the database: each question once for a whole authority."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, extract, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from data import models
from data.queries import AuthorityRow
from metrics.documents import Step
from metrics.nomenclature import Direction, Nature, Nomenclature, Section
from metrics.quality import Series, month_of
from metrics.values import Absence

_DECLARED_RATIO = "Val"  # how the codes of declared ratios begin
RESULTS_CARRIED = ("001", "002")  # lines that no order is issued for


@dataclass(frozen=True)
class SectionVote:
    """What a document votes in one section, in cents, with what it carries over from the year before."""

    document_id: int
    section: Section
    expenditure: int
    revenue: int


@dataclass(frozen=True)
class AccountUsed:
    budget_id: int
    year: int
    nomenclature: Nomenclature
    account: str
    lines: int


@dataclass(frozen=True)
class OrdersCompared:
    """What the orders of a budget year come to, beside what its closed account executes, all or real alone; cents."""

    document_id: int
    direction: Direction
    issued: int
    executed: int
    executed_real: int


@dataclass(frozen=True)
class Published:
    """rows: of one table of published facts, in one year. status: in the producer's word, where it says one."""

    table: str
    year: int
    status: str | None
    rows: int


@dataclass(frozen=True)
class Fed:
    """When a series was fed. missing_in: how many of its values are missing, by year; of those that miss some."""

    series: Series
    missing_in: Mapping[int, int]
    last_missing: date | None

    @property
    def missing(self) -> int:
        return sum(self.missing_in.values())


@dataclass(frozen=True)
class UsageSeries:
    """One measure at one place of a service, or in the whole of it."""

    service: str
    service_name: str
    facility_name: str | None
    closed_on: date | None
    measure: str
    fed: Fed


@dataclass(frozen=True)
class ValueSeries:
    """An indicator whose values are supplied."""

    indicator: str
    fed: Fed


def declared_ratios(session: Session, authority_id: int) -> dict[int, dict[str, Decimal]]:
    """What each document that counts declares of its ratios: document → code → value."""
    f, d = models.DeclaredFigure, models.BudgetDocument
    rows = session.execute(
        select(d.id, f.code, f.value)
        .join(f, and_(f.authority_id == d.authority_id, f.document_id == d.described_by))
        .where(d.authority_id == authority_id, d.is_current, f.code.startswith(_DECLARED_RATIO, autoescape=True))
    )
    found: dict[int, dict[str, Decimal]] = defaultdict(dict)
    for document, code, value in rows:
        found[document][code] = value
    return found


def section_votes(session: Session, authority_id: int) -> list[SectionVote]:
    """The two sides of each section of every voted document that counts."""
    d, line = models.BudgetDocument, models.BudgetLine
    amount = func.coalesce(line.voted, 0) + func.coalesce(line.carried_in, 0)
    rows = session.execute(
        select(d.id, line.section, _side(amount, Direction.EXPENDITURE), _side(amount, Direction.REVENUE))
        .join(line, _of_document())
        .where(d.authority_id == authority_id, d.is_current, d.step != Step.CLOSED)
        .group_by(d.id, line.section)
    )
    return [SectionVote(document, Section(section), spent, received) for document, section, spent, received in rows]


def orders_compared(session: Session, authority_id: int) -> list[OrdersCompared]:
    """Of each budget year that has both, direction by direction."""
    o, d, b, line = models.PaymentOrder, models.BudgetDocument, models.Budget, models.BudgetLine
    issued = (
        select(o.budget_code, o.year, o.direction, cast(func.sum(o.amount), BigInteger).label("cents"))
        .where(o.authority_id == authority_id, o.is_current)
        .group_by(o.budget_code, o.year, o.direction)
        .subquery("issued")
    )
    same = and_(issued.c.budget_code == b.code, issued.c.year == d.year, issued.c.direction == line.direction)
    amount = func.coalesce(line.executed, 0)
    real = case((line.nature == Nature.REAL, amount), else_=0)
    rows = session.execute(
        select(d.id, line.direction, issued.c.cents, *(cast(func.sum(one), BigInteger) for one in (amount, real)))
        .join(line, _of_document())
        .join(b, and_(b.authority_id == d.authority_id, b.id == d.budget_id))
        .join(issued, same)
        .where(
            d.authority_id == authority_id, d.is_current, d.step == Step.CLOSED, line.account.not_in(RESULTS_CARRIED)
        )
        .group_by(d.id, line.direction, issued.c.cents)
    )
    return [OrdersCompared(document, Direction(side), *cents) for document, side, *cents in map(tuple, rows)]


def accounts_used(session: Session, authority_id: int) -> list[AccountUsed]:
    """The accounts that the lines of each budget year bear; a budget voted by function alone has none."""
    d, base, line = models.BudgetDocument, aliased(models.BudgetDocument), models.BudgetLine
    key = (d.budget_id, d.year, base.standard, base.variant, line.account)
    rows = session.execute(
        select(*key, func.count())
        .join(line, _of_document())
        .join(base, _described_by(base))
        .where(d.authority_id == authority_id, d.is_current, line.account != "")
        .group_by(*key)
    )
    return [AccountUsed(b, year, Nomenclature(standard, variant), a, n) for b, year, standard, variant, a, n in rows]


def inferred_lines(session: Session, authority_id: int) -> list[Mapping[str, Any]]:
    """Lines whose file left something out, counted by what an amount looks at.

    Keys: budget_id, year, standard, variant, section, direction, nature, chapter, account, inferred, lines.
    """
    d, base, line = models.BudgetDocument, aliased(models.BudgetDocument), models.BudgetLine
    place = (line.section, line.direction, line.nature, line.chapter, line.account, line.inferred)
    key = (d.budget_id, d.year, base.standard, base.variant, *place)
    rows = session.execute(
        select(*key, func.count().label("lines"))
        .join(line, _of_document())
        .join(base, _described_by(base))
        .where(d.authority_id == authority_id, d.is_current, line.inferred.is_not(None))
        .group_by(*key)
    )
    return [dict(row) for row in rows.mappings()]


def published(session: Session, authority: AuthorityRow) -> list[Published]:
    """What national producers publish of an authority, by year and status."""
    f, b = models.PublishedFigure, models.BalanceLine
    figures = select(literal(f.__tablename__), f.year, f.status, func.count()).group_by(f.year, f.status)
    balances = select(literal(b.__tablename__), b.year, b.status, func.count()).group_by(b.year, b.status)
    rows = session.execute(
        union_all(
            figures.where(f.authority_id == authority.id, f.subject_code == authority.code, f.is_current),
            balances.where(b.authority_id == authority.id, b.subject_code == authority.code, b.is_current),
        )
    )
    return [Published(*row) for row in rows]


def usage_series(session: Session, authority_id: int) -> list[UsageSeries]:
    """Every measure counted, place by place: in which months, until when, and how many values are missing."""
    u, service, facility = models.UsageRecord, models.Service, models.Facility
    key = (service.code, service.name, facility.name, facility.closed_on, u.measure, facility.id)
    rows = session.execute(
        select(*key, *_months(u))
        .join(service, and_(service.authority_id == u.authority_id, service.id == u.service_id))
        .outerjoin(facility, and_(facility.authority_id == u.authority_id, facility.id == u.facility_id))
        .where(u.authority_id == authority_id, u.is_current)
        .group_by(*key, extract("year", u.starts_on), extract("month", u.starts_on))
    )
    return [UsageSeries(*(*named[:-1], _fed(months))) for named, months in _by_name(rows, len(key)).items()]


def with_loan_annex(session: Session, authority_id: int) -> frozenset[int]:
    """The documents that count and have a statement of debt, whatever it says."""
    d, base = models.BudgetDocument, aliased(models.BudgetDocument)
    rows = session.scalars(
        select(d.id).join(base, _described_by(base)).where(d.authority_id == authority_id, base.has_loan_annex)
    )
    return frozenset(rows)


def value_series(session: Session, authority_id: int) -> list[ValueSeries]:
    """Every indicator whose values are supplied."""
    v = models.IndicatorValue
    rows = session.execute(
        select(v.indicator, *_months(v))
        .where(v.authority_id == authority_id, v.is_current)
        .group_by(v.indicator, extract("year", v.starts_on), extract("month", v.starts_on))
    )
    return [ValueSeries(*(*named, _fed(months))) for named, months in _by_name(rows, 1).items()]


def _of_document() -> ColumnElement[bool]:
    d, line = models.BudgetDocument, models.BudgetLine
    return and_(line.authority_id == d.authority_id, line.counts_in == d.id)


def _described_by(base: type[models.BudgetDocument]) -> ColumnElement[bool]:
    """A document that completes another is in that one's chart of accounts."""
    d = models.BudgetDocument
    return and_(base.authority_id == d.authority_id, base.id == d.described_by)


def _side(amount: ColumnElement[Any], direction: Direction) -> ColumnElement[int]:
    of_side = case((models.BudgetLine.direction == direction, amount), else_=0)
    return cast(func.sum(of_side), BigInteger)


def _months(fact: Any) -> tuple[ColumnElement[Any], ...]:
    """Of the records of one month: its first day, their last start and end, the missing ones and the last of these."""
    missing = fact.absence == Absence.MISSING
    return (
        func.min(fact.starts_on),
        func.max(fact.starts_on),
        func.max(fact.ends_on),
        func.sum(case((missing, 1), else_=0)),
        func.max(case((missing, fact.starts_on))),
    )


def _by_name(rows: Any, width: int) -> dict[tuple[Any, ...], list[tuple[Any, ...]]]:
    found: dict[tuple[Any, ...], list[tuple[Any, ...]]] = defaultdict(list)
    for row in map(tuple, rows):
        found[row[:width]].append(row[width:])
    return found


def _fed(months: list[tuple[Any, ...]]) -> Fed:
    last = max(end for _, _, end, _, _ in months)
    # The last record is the one that starts last; where several do, they cover one period.
    start = max(start for _, start, _, _, _ in months)
    series = Series(frozenset(month_of(first) for first, *_ in months), last, (last - start).days + 1)
    missing: Counter[int] = Counter()
    for first, _, _, counted, _ in months:
        missing[first.year] += counted
    return Fed(series, +missing, max((day for *_, day in months if day is not None), default=None))
