"""What national files publish, made ready for comparison inside the transaction that stores or undoes them.

One row an authority and year (`published_account`), then how each indicator is spread over each stratum
(`peer_quantile`). Both follow from the published figures that count and from declarations alone. The rows that an
import touches are replaced, the others are left. The same SQL on every engine.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Engine,
    Float,
    FromClause,
    Numeric,
    Select,
    and_,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    literal,
    select,
    true,
    tuple_,
)
from sqlalchemy.orm import Session

from data import models, sql
from data.database import reading, writing
from data.importers.kinds import Kind
from data.importers.national.published import EUROS, INHABITANTS, POPULATION, THOUSANDS
from data.reference.territories import strata
from data.standing import Range, join_whole
from data.transactions import lock
from metrics.comparison.groups import APART, APART_BY_PLACE, Outside
from metrics.comparison.indicators import COMPARED
from metrics.comparison.names import AGGREGATES, Producer, spellings
from metrics.comparison.position import TWENTIETHS
from metrics.documents import BudgetKind
from metrics.language import Expression, Indicator, Named, Sum

# In which kind of file each producer's names stand.
KINDS = {Producer.OFGL: Kind.AGGREGATES, Producer.DGFIP: Kind.ACCOUNTS}
QUANTILES = ("p10", "q1", "median", "q3", "p90")
ANNEX = "annex"
MANY = 1_000  # figures of an import, after which the engine is told to count again
_account, _quantile, _figure = models.PublishedAccount, models.PeerQuantile, models.PublishedFigure
_KEY = ("scope", "subject_code", "year")
_SAID = ("subject_name", "subject_kind", "status")
_OF_ACCOUNT = (*_KEY, *_SAID)
_IN_CENTS = {EUROS: 100, THOUSANDS: 100_000}  # of a figure with parts of a cent, kept as it is printed


@dataclass(frozen=True)
class Slice:
    """The accounts of some strata and years, of one producer and scope."""

    producer: str
    scope: str
    strata: frozenset[str]
    years: frozenset[int]


def refresh(session: Session, authority_id: int, brought: Mapping[str, Sequence[int]]) -> None:
    """Bring the rollups up to what an import just stored, or just taken back, leaves counting.

    brought: the first and last id of what the import brought, by table.
    """
    if _figure.__tablename__ not in brought:
        return
    if _made_by(session, authority_id) != declarations():
        rebuild(session, authority_id)
        return
    first, last = brought[_figure.__tablename__]
    join_whole(session)
    touched = _touched(authority_id, (first, last))
    before = _slices(session, authority_id, touched)
    session.execute(delete(_account).where(_account.authority_id == authority_id, _pair(_account).in_(touched)))
    _fill_accounts(session, authority_id, touched)
    _replace_quantiles(session, authority_id, {*before, *_slices(session, authority_id, touched)})
    if last - first >= MANY:
        _count_again(session)


def rebuild(session: Session, authority_id: int) -> None:
    """Make all rollups of an authority anew."""
    join_whole(session)
    for rollup in (_account, _quantile):
        session.execute(delete(rollup).where(rollup.authority_id == authority_id))
    _fill_accounts(session, authority_id, None)
    _replace_quantiles(session, authority_id, _slices(session, authority_id, None))
    state = models.RollupState
    session.execute(delete(state).where(state.authority_id == authority_id))
    session.execute(insert(state).values(authority_id=authority_id, declarations=declarations()))
    _count_again(session)


def _count_again(session: Session) -> None:
    """Have the engine see how many accounts there are now: unaware, it looks for a group's among all of a base.

    Last of the transaction: on PostgreSQL nobody else can do so before it ends.
    """
    connection = session.connection()
    connection.exec_driver_sql("ANALYZE published_account")
    connection.exec_driver_sql("ANALYZE peer_quantile")


def bring_up_to_date(engine: Engine) -> None:
    """Make the rollups anew that other declarations than this version's have made, or none yet."""
    with reading(engine) as session:
        authority = models.Authority
        figures = exists().where(_figure.authority_id == authority.id)
        stale = [
            one
            for one in session.scalars(select(authority.id).where(figures)).all()
            if _made_by(session, one) != declarations()
        ]
    for authority_id in stale:
        with writing(engine) as session:
            lock(session, authority_id)
            rebuild(session, authority_id)


@cache
def declarations() -> str:
    """Fingerprint of all that rollups follow from, apart from the facts."""
    said = repr((spellings(), KINDS, AGGREGATES, COMPARED, strata().bands, sorted(APART), TWENTIETHS))
    return hashlib.sha256(said.encode()).hexdigest()


def accounts(indicator: Indicator, columns: Iterable[str], *conditions: ColumnElement[bool]) -> FromClause:
    """The published accounts as a table of amounts that the indicator language reads.

    columns: of the account, beside the amounts that the indicator is made of.
    """
    of_account = _account.__table__.c
    amounts = {name for quantity in indicator.quantities for name in _held(quantity, of_account.keys())}
    kind = case((_account.scope == ANNEX, str(BudgetKind.ANNEX)), else_=str(BudgetKind.MAIN)).label("budget_kind")
    wanted = dict.fromkeys((*columns, *sorted(amounts)))
    return select(*(of_account[name] for name in wanted), kind).where(*conditions).subquery("accounts")


def _held(quantity: Expression, columns: Collection[str]) -> Iterator[str]:
    """The columns that a quantity is read from: its own, else those of its parts."""
    name = getattr(quantity, "name", "")
    if name in columns:
        yield name
        return
    for part in quantity.parts():
        yield from _held(part, columns)


def _made_by(session: Session, authority_id: int) -> str | None:
    state = models.RollupState
    return session.scalar(select(state.declarations).where(state.authority_id == authority_id))


def _touched(authority_id: int, ids: Range) -> Select[str, int]:
    """The subjects and years that some figures speak of."""
    within = and_(_figure.authority_id == authority_id, _figure.id.between(*ids))
    return select(_figure.subject_code, _figure.year).where(within).distinct()


def _pair(table: Any) -> Any:
    return tuple_(table.subject_code, table.year)


def _slices(session: Session, authority_id: int, touched: Select[str, int] | None) -> set[Slice]:
    """The slices that some accounts lie in, or all."""
    which = true() if touched is None else _pair(_account).in_(touched)
    rows = session.execute(
        select(_account.producer, _account.scope, _account.stratum, _account.year)
        .where(_account.authority_id == authority_id, which)
        .distinct()
    ).all()
    places: dict[tuple[str, str], list[tuple[str, int]]] = {}
    for producer, scope, stratum, year in rows:
        places.setdefault((producer, scope), []).append((stratum, year))
    return {
        Slice(producer, scope, frozenset(stratum for stratum, _ in found), frozenset(year for _, year in found))
        for (producer, scope), found in places.items()
    }


def _fill_accounts(session: Session, authority_id: int, touched: Select[str, int] | None) -> None:
    which = and_(
        _figure.authority_id == authority_id,
        _figure.is_current,
        _figure.period.is_(None),
        true() if touched is None else _pair(_figure).in_(touched),
    )
    imported = models.Import
    kinds = session.scalars(select(imported.kind).where(imported.authority_id == authority_id).distinct()).all()
    for producer, kind in KINDS.items():
        if kind in kinds:
            _fill_accounts_of(session, authority_id, producer, which)


def _fill_accounts_of(session: Session, authority_id: int, producer: Producer, which: ColumnElement[bool]) -> None:
    pivoted, known = _pivoted(producer, which), _populations(which)
    population = known.c.population
    same = and_(known.c.subject_code == pivoted.c.subject_code, known.c.year == pivoted.c.year)
    aggregates = [_completed(aggregate, pivoted) for aggregate in AGGREGATES]  # each is a column, so none is None
    rows = select(
        literal(authority_id),
        literal(str(producer)),
        *(pivoted.c[name] for name in _OF_ACCOUNT),
        _stratum(pivoted, population),
        population,
        *aggregates,
    ).select_from(pivoted.outerjoin(known, same))
    rows = rows.order_by(*_lying(pivoted, population))
    columns = ("authority_id", "producer", *_OF_ACCOUNT, "stratum", "population")
    session.execute(insert(_account).from_select([*columns, *(aggregate.name for aggregate in AGGREGATES)], rows))


def _lying(pivoted: FromClause, population: ColumnElement[Any]) -> tuple[ColumnElement[Any], ...]:
    """The order of the table's key, in which a stratum's accounts of a year lie together on every engine."""
    return pivoted.c.scope, _stratum(pivoted, population), pivoted.c.year, pivoted.c.subject_code


def _pivoted(producer: Producer, which: ColumnElement[bool]) -> FromClause:
    """One row an account, one column an aggregate that the producer publishes."""
    imported = models.Import
    of_import = and_(imported.authority_id == _figure.authority_id, imported.id == _figure.import_id)
    texts = {aggregate: [one.text for one in spellings() if one.of(producer, aggregate)] for aggregate in AGGREGATES}
    amount = case((_figure.cents.is_not(None), _figure.cents), *_parts_of_cents())
    return (
        select(
            *(getattr(_figure, name) for name in _KEY),
            *(func.max(getattr(_figure, name)).label(name) for name in _SAID),
            *(
                func.max(case((_figure.indicator.in_(of_aggregate), amount))).label(aggregate.name)
                for aggregate, of_aggregate in texts.items()
            ),
        )
        .join(imported, of_import)
        .where(
            which,
            imported.kind == str(KINDS[producer]),
            _figure.indicator.in_([text for of_aggregate in texts.values() for text in of_aggregate]),
            _figure.unit.in_(_IN_CENTS),
            _figure.absence.is_(None),
        )
        .group_by(*(getattr(_figure, name) for name in _KEY))
        .subquery("pivoted")
    )


def _parts_of_cents() -> Iterable[tuple[ColumnElement[bool], ColumnElement[Any]]]:
    exact = cast(_figure.value, Numeric)
    return ((_figure.unit == unit, cast(func.round(exact * cents), BigInteger)) for unit, cents in _IN_CENTS.items())


def _populations(which: ColumnElement[bool]) -> FromClause:
    count = cast(func.round(cast(_figure.value, Numeric)), BigInteger)
    return (
        select(_figure.subject_code, _figure.year, func.max(count).label("population"))
        .where(which, _figure.indicator == POPULATION, _figure.unit == INHABITANTS, _figure.value.is_not(None))
        .group_by(_figure.subject_code, _figure.year)
        .subquery("populations")
    )


def _completed(quantity: Expression, pivoted: FromClause) -> Any:
    """What the producer publishes, else what its other aggregates make of it; None where they never can."""
    name = getattr(quantity, "name", "")
    published = pivoted.c.get(name)
    computed = _computed(quantity, pivoted)
    if published is None or computed is None:
        return computed if published is None else published
    return func.coalesce(published, computed)


def _computed(quantity: Expression, pivoted: FromClause) -> Any:
    match quantity:
        case Named(meaning=meaning):
            return _completed(meaning, pivoted)
        case Sum(terms=terms):
            total = None
            for sign, part in terms:
                term = _completed(part, pivoted)
                if term is None:
                    return None
                signed = term if sign > 0 else -term
                total = signed if total is None else total + signed
            return total
    return None


def _stratum(pivoted: FromClause, population: ColumnElement[Any]) -> ColumnElement[Any]:
    kind = pivoted.c.subject_kind
    bands = ((population >= band.lowest, band.code) for band in reversed(strata().bands))
    return case(
        (kind == str(Outside.GROUPING), str(Outside.GROUPING)),
        (kind != "commune", str(Outside.OTHER)),
        (pivoted.c.subject_code.in_([*APART, *APART_BY_PLACE]), str(Outside.APART)),
        *bands,
        else_=str(Outside.UNKNOWN),
    )


def _replace_quantiles(session: Session, authority_id: int, slices: Iterable[Slice]) -> None:
    for one in slices:
        session.execute(delete(_quantile).where(*_within(_quantile, authority_id, one)))
        for indicator in COMPARED:
            _fill_quantiles(session, authority_id, one, indicator)


def _within(table: Any, authority_id: int, one: Slice) -> tuple[ColumnElement[bool], ...]:
    return (
        table.authority_id == authority_id,
        table.producer == one.producer,
        table.scope == one.scope,
        table.stratum.in_(sorted(one.strata)),
        table.year.in_(sorted(one.years)),
    )


def _fill_quantiles(session: Session, authority_id: int, one: Slice, indicator: Indicator) -> None:
    table = accounts(indicator, ("stratum", "year"), *_within(_account, authority_id, one))
    figures = sql.indicator_query(indicator, table).cte("figures")
    counted = _counted(figures)
    picked = _picked(figures, counted)
    same = and_(picked.c.stratum == counted.c.stratum, picked.c.year == counted.c.year)
    rows = select(
        literal(authority_id),
        literal(one.producer),
        literal(one.scope),
        literal(indicator.name),
        *counted.c,
        *(picked.c[name] for name in QUANTILES),
    ).select_from(counted.outerjoin(picked, same))
    columns = ("authority_id", "producer", "scope", "indicator", *(c.name for c in counted.c), *QUANTILES)
    session.execute(insert(_quantile).from_select(columns, rows))


def _counted(figures: CTE) -> CTE:
    """How many accounts there are, are known and have a figure; and the two sums that the group's ratio is made of."""
    both = and_(figures.c.numerator.is_not(None), figures.c.denominator.is_not(None))
    sides = (
        cast(func.sum(case((both, figures.c[side]))), BigInteger).label(side) for side in ("numerator", "denominator")
    )
    return (
        select(
            figures.c.stratum,
            figures.c.year,
            func.count().label("members"),
            func.count(case((both, 1))).label("known"),
            func.count(figures.c.value).label("figures"),
            *sides,
        )
        .group_by(figures.c.stratum, figures.c.year)
        .cte("counted")
    )


def _picked(figures: CTE, counted: CTE) -> FromClause:
    """The quantiles of each stratum and year, by the arithmetic of `metrics.comparison.position`."""
    group = (figures.c.stratum, figures.c.year)
    rank = func.row_number().over(partition_by=group, order_by=figures.c.value) - 1
    ranked = select(*group, figures.c.value, rank.label("rank")).where(figures.c.value.is_not(None)).subquery("ranked")
    of_group = and_(counted.c.stratum == ranked.c.stratum, counted.c.year == ranked.c.year)
    quantiles = zip(QUANTILES, TWENTIETHS, strict=True)
    return (
        select(
            ranked.c.stratum,
            ranked.c.year,
            *(_between(ranked, counted.c.figures - 1, twentieths).label(name) for name, twentieths in quantiles),
        )
        .join(counted, of_group)
        .group_by(ranked.c.stratum, ranked.c.year, counted.c.figures)
        .subquery("picked")
    )


def _between(ranked: FromClause, last: ColumnElement[Any], twentieths: int) -> ColumnElement[Any]:
    way = last * twentieths
    whole, part = way // 20, way % 20
    low = func.max(case((ranked.c.rank == whole, ranked.c.value)))
    high = func.coalesce(func.max(case((ranked.c.rank == whole + 1, ranked.c.value))), low)
    return low + (high - low) * (cast(part, Float(53)) / 20)
