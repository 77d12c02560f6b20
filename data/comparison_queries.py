"""Questions asked of published accounts: whose there are, how they are spread, what each is, and where it was read."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import and_, func, or_, select, true
from sqlalchemy.orm import Session

from data import models, rollups, sql
from data.importers.national.published import INHABITANTS, POPULATION
from metrics.comparison.figures import GroupFigure, PeerFigure
from metrics.comparison.names import Producer, spellings
from metrics.comparison.position import Spread
from metrics.language import Indicator, Labelled

AT_ONCE = 10_000  # codes in one question: PostgreSQL takes 65 535 values, SQLite 32 766
_ABOUT = ("subject_code", "subject_name", "subject_kind", "year", POPULATION, "stratum", "status")
_account, _quantile, _figure = models.PublishedAccount, models.PeerQuantile, models.PublishedFigure


@dataclass(frozen=True)
class Base:
    """What is compared with what: the figures of one producer, of main budgets or of another scope."""

    producer: str
    scope: str


@dataclass(frozen=True)
class Held:
    """A base, its years, and how many accounts it holds of each stratum and year."""

    base: Base
    accounts: dict[tuple[str, int], int]

    @property
    def years(self) -> list[int]:
        return sorted({year for _, year in self.accounts})


@dataclass(frozen=True)
class PublishedRow:
    """One figure as a file states it, and the import that brought it."""

    aggregate: str  # of the language, or POPULATION
    indicator: str  # as the file names it
    unit: str
    cents: int | None
    value: str | None
    status: str | None
    sheet: str | None
    row: int | None
    import_id: int
    file_name: str
    recorded_at: datetime
    author: str
    source: str | None


def held(session: Session, authority_id: int) -> list[Held]:
    """Every base of an authority, the one with most accounts first."""
    q = _quantile
    rows = session.execute(
        select(q.producer, q.scope, q.stratum, q.year, func.max(q.members))
        .where(q.authority_id == authority_id)
        .group_by(q.producer, q.scope, q.stratum, q.year)
    )
    found: dict[Base, dict[tuple[str, int], int]] = {}
    for producer, scope, stratum, year, members in rows:
        found.setdefault(Base(producer, scope), {})[stratum, year] = members
    return sorted(
        (Held(base, accounts) for base, accounts in found.items()),
        key=lambda one: (-sum(one.accounts.values()), one.base.producer, one.base.scope),
    )


def bases_of(session: Session, authority_id: int, codes: Collection[str]) -> dict[Base, list[int]]:
    """The bases that hold accounts of a subject, with their years. codes: those it may be named by."""
    q, found = _quantile, {}
    bases = select(q.producer, q.scope).where(q.authority_id == authority_id).distinct().order_by(q.producer, q.scope)
    for base in [Base(*row) for row in session.execute(bases)]:  # one seek each, where all at once would read a base
        of_subject = (*_of_base(authority_id, base), _account.subject_code.in_(codes))
        years = session.scalars(select(_account.year).where(*of_subject).order_by(_account.year)).all()
        if years:
            found[base] = list(years)
    return found


def stratum_figures(
    session: Session, authority_id: int, base: Base, indicator: Indicator, stratum: str
) -> list[GroupFigure]:
    """How an indicator is spread over a stratum, year by year."""
    q = _quantile
    rows = session.execute(
        select(q.year, q.members, q.known, q.figures, q.p10, q.q1, q.median, q.q3, q.p90, q.numerator, q.denominator)
        .where(
            q.authority_id == authority_id,
            q.producer == base.producer,
            q.scope == base.scope,
            q.indicator == indicator.name,
            q.stratum == stratum,
        )
        .order_by(q.year)
    )
    return [
        GroupFigure(year, members, known, over, under, Spread(figures, *quantiles) if figures else None)
        for year, members, known, figures, *quantiles, over, under in rows
    ]


def figures(
    session: Session,
    authority_id: int,
    base: Base,
    indicator: Indicator,
    *,
    codes: Collection[str] | None = None,
    stratum: str | None = None,
    years: Collection[int] | None = None,
) -> list[PeerFigure]:
    """An indicator on every account of a base, of some subjects, of one stratum or of some years."""
    of_all = (
        *_of_base(authority_id, base),
        true() if stratum is None else _account.stratum == stratum,
        true() if years is None else _account.year.in_(years),
    )
    found: list[PeerFigure] = []
    for some in _at_once(codes):
        table = rollups.accounts(
            indicator, _ABOUT, *of_all, true() if some is None else _account.subject_code.in_(some)
        )
        asked = sql.indicator_query(indicator, table).subquery()
        read = (asked.c[name] for name in (*_ABOUT, "numerator", "denominator", "unmet", "value"))
        found += map(PeerFigure._make, session.execute(select(*read)))
    return found


def amounts(
    session: Session, authority_id: int, base: Base, year: int, stratum: str, wanted: Iterable[Labelled]
) -> pd.DataFrame:
    """The accounts of a stratum in a year: index the code; population and the amounts wanted, Int64 cents."""
    columns = [getattr(_account, one.name) for one in wanted]
    rows = session.execute(
        select(_account.subject_code, _account.population, *columns).where(
            *_of_base(authority_id, base), _account.year == year, _account.stratum == stratum
        )
    )
    names = ["code", POPULATION, *(one.name for one in wanted)]
    found = pd.DataFrame(rows.all(), columns=names).set_index("code")
    return found.astype("Int64")


def rows_behind(
    session: Session, authority_id: int, base: Base, code: str, year: int, aggregates: Iterable[Labelled]
) -> list[PublishedRow]:
    """Where the amounts of an account were read: each figure that counts, with its file and row."""
    f, i = _figure, models.Import
    texts = {one.text: one.aggregate for one in spellings() if one.producer == base.producer}
    names = {aggregate.name for aggregate in aggregates}
    wanted = {text for text, aggregate in texts.items() if aggregate.name in names}
    is_amount = and_(f.scope == base.scope, f.indicator.in_(wanted), f.unit != INHABITANTS)
    rows = session.execute(
        select(
            f.indicator,
            f.unit,
            f.cents,
            f.value,
            f.status,
            f.sheet,
            f.row,
            i.id,
            i.file_name,
            i.recorded_at,
            i.author,
            i.source,
        )
        .join(i, and_(i.authority_id == f.authority_id, i.id == f.import_id))
        .where(
            f.authority_id == authority_id,
            f.subject_code == code,
            f.year == year,
            f.is_current,
            f.period.is_(None),
            f.absence.is_(None),
            or_(and_(is_amount, i.kind == str(rollups.KINDS[Producer(base.producer)])), f.indicator == POPULATION),
        )
        .order_by(f.row, f.id)
    )
    return [
        PublishedRow(
            texts[indicator].name if indicator != POPULATION else POPULATION,
            indicator,
            unit,
            cents,
            _text(value),
            *rest,
        )
        for indicator, unit, cents, value, *rest in rows
    ]


def _of_base(authority_id: int, base: Base) -> tuple[Any, ...]:
    return (
        _account.authority_id == authority_id,
        _account.producer == base.producer,
        _account.scope == base.scope,
    )


def _at_once(codes: Collection[str] | None) -> Iterable[Collection[str] | None]:
    if codes is None:
        return [None]
    in_order = sorted(codes)
    return [in_order[first : first + AT_ONCE] for first in range(0, len(in_order), AT_ONCE)]


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
