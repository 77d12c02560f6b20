"""Facts about to be stored, table by table, against those that count now: laid beside them and compared in SQL."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, MetaData, Table, and_, case, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from data import models
from data.bulk import Chunk, insert_chunks
from data.facts import Facts, UsageRead
from data.importers.spool import Records
from data.journals import JOURNALS
from data.rows import known_facilities, known_services
from data.spooled import Spooled
from data.standing import BY_TABLE, SLOTS, join_whole, same_slot, values_of

CHANGES_KEPT = 500  # of each table; the rest is counted
IN_MEMORY: Mapping[str, type[Any]] = {
    "populations": models.Population,
    "usage": models.UsageRecord,
    "indicator_values": models.IndicatorValue,
    "targets": models.Target,
    "events": models.CalendarEvent,
    "programmes": models.ProgrammeCredit,
    "orders": models.PaymentOrder,
    "estimates": models.LandingEstimate,
    "marks": models.ReadingMark,
}
_PLACE = ("sheet", "row")


@dataclass(frozen=True)
class FactChange:
    """What a fact speaks of, and what it says now and would say, by column. before: None for a new fact."""

    about: Mapping[str, Any]
    before: Mapping[str, Any] | None
    after: Mapping[str, Any]
    sheet: str | None
    row: int | None


@dataclass(frozen=True)
class FactDifference:
    """The facts of one table. changes: the first that differ, changed ones before new ones.

    Where nothing of the table counts yet, all are new and none is listed. gone: facts that would no longer count, since
    a journal counts whole over its days. earlier: the import that the facts which count belong to, where it is one and
    the same and nothing would differ from what it brought.
    """

    table: str
    new: int
    changed: int = 0
    same: int = 0
    changes: tuple[FactChange, ...] = ()
    earlier: int | None = None
    gone: int = 0

    @property
    def changes_nothing(self) -> bool:
        return not (self.new or self.changed or self.gone)


def facts_compared(
    session: Session, authority_id: int | None, facts: Facts, records: Sequence[Records]
) -> tuple[FactDifference, ...]:
    """Refused: `reading_lost` where what was spooled is gone."""
    small = [(model, getattr(facts, name)) for name, model in IN_MEMORY.items() if getattr(facts, name)]
    spools = [one for one in records if one.rows]
    if authority_id is None:
        numbers = [(model.__tablename__, len(read)) for model, read in small] + [(r.table, r.rows) for r in spools]
        return tuple(FactDifference(table, n) for table, n in numbers)
    return (
        *(_of_memory(session, authority_id, model, read) for model, read in small),
        *(_of_spool(session, authority_id, one, facts) for one in spools),
    )


def _of_memory(session: Session, authority_id: int, model: type[Any], read: Sequence[Any]) -> FactDifference:
    if not _holds(session, authority_id, model):
        return FactDifference(model.__tablename__, len(read))
    columns = (*_PLACE, *SLOTS[model], *values_of(model))
    facts = [*_fields(session, authority_id, read)]
    chunk = [[_plain(fact.get(name)) for fact in facts] for name in columns]
    return _compared(session, authority_id, model, columns, [chunk])


def _of_spool(session: Session, authority_id: int, records: Records, facts: Facts) -> FactDifference:
    if not _holds(session, authority_id, BY_TABLE[records.table]):
        return FactDifference(records.table, records.rows)
    spooled = Spooled(session, authority_id, records, facts)
    return _compared(session, authority_id, spooled.model, spooled.columns, spooled.chunks())


def _holds(session: Session, authority_id: int, model: type[Any]) -> bool:
    return session.scalar(select(model.id).where(model.authority_id == authority_id).limit(1)) is not None


def _fields(session: Session, authority_id: int, read: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
    """The fields of facts; services and facilities by their ids, None where they are not stored yet."""
    services, facilities = known_services(session, authority_id), known_facilities(session, authority_id)
    for one in read:
        fields = {name: getattr(one, name) for name in one.__dataclass_fields__}
        if isinstance(one, UsageRead):
            fields["service_id"] = services.get(one.service)
            fields["facility_id"] = facilities.get((one.service, one.facility))
        yield fields


def _plain(value: Any) -> Any:
    """As the engine keeps it: dates, decimals and absences as text."""
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _compared(
    session: Session, authority_id: int, model: type[Any], columns: Sequence[str], chunks: Iterable[Chunk]
) -> FactDifference:
    incoming = _laid_beside(session, model, columns, chunks)
    old = aliased(model)
    joined = incoming.outerjoin(
        old, and_(old.authority_id == authority_id, old.is_current, same_slot(session, model, old, incoming.c))
    )
    values = [name for name in values_of(model) if name in columns]
    new = old.id.is_(None)
    changed = and_(~new, or_(false(), *(getattr(old, name).is_distinct_from(incoming.c[name]) for name in values)))
    counts = (func.count(case((new, 1))), func.count(case((changed, 1))), func.count())
    imports = (func.min(old.import_id), func.max(old.import_id))
    n_new, n_changed, n, first, last = session.execute(select(*counts, *imports).select_from(joined)).one()
    before = [getattr(old, name).label(f"before_{name}") for name in values]
    differing = (
        select(incoming, new.label("is_new"), *before)
        .select_from(joined)
        .where(or_(new, changed))
        .order_by(new, incoming.c.row)
        .limit(CHANGES_KEPT)
    )
    names = _names(session, authority_id) if model is models.UsageRecord else {}
    changes = tuple(_change(row._asdict(), model, values, names) for row in session.execute(differing))
    gone = _gone(session, authority_id, model, incoming) if model in JOURNALS else 0
    incoming.drop(session.connection())
    alone = first if first == last and not (n_new or n_changed) else None
    return FactDifference(model.__tablename__, n_new, n_changed, n - n_new - n_changed, changes, alone, gone)


def _gone(session: Session, authority_id: int, model: type[Any], incoming: Table) -> int:
    """The facts of the days that a journal brings again, which it says no more."""
    (*part, day), old = (incoming.c[name] for name in (*JOURNALS[model][0], JOURNALS[model][1])), aliased(model)
    ends = (func.min(day).label("first"), func.max(day).label("last"))
    days = select(*part, *ends).group_by(*part).subquery("days")
    of_days = and_(
        *(getattr(old, column.name) == days.c[column.name] for column in part),
        getattr(old, day.name).between(days.c.first, days.c.last),
    )
    said_again = exists().where(same_slot(session, model, old, incoming.c))
    counted = select(func.count()).select_from(old).join(days, of_days)
    return session.scalar(counted.where(old.authority_id == authority_id, old.is_current, ~said_again)) or 0


def _laid_beside(session: Session, model: type[Any], columns: Sequence[str], chunks: Iterable[Chunk]) -> Table:
    """A temporary table of the incoming facts; what is not given is NULL."""
    kinds = model.__table__.columns
    names = (*_PLACE, *SLOTS[model], *values_of(model))
    name = f"incoming_{model.__tablename__}"
    table = Table(name, MetaData(), *(Column(one, kinds[one].type) for one in names), prefixes=["TEMPORARY"])
    table.create(session.connection())
    insert_chunks(session, name, columns, chunks)
    join_whole(session)
    return table


def _names(session: Session, authority_id: int) -> dict[tuple[str, int], str]:
    """Names of services and facilities by column and id."""
    found: dict[tuple[str, int], str] = {}
    for column, model in (("service_id", models.Service), ("facility_id", models.Facility)):
        rows = session.execute(select(model.id, model.name).where(model.authority_id == authority_id))
        found |= {(column, thing): name for thing, name in rows}
    return found


def _change(
    row: Mapping[str, Any], model: type[Any], values: Sequence[str], names: Mapping[tuple[str, int], str]
) -> FactChange:
    about = {name.removesuffix("_id"): names.get((name, row[name]), row[name]) for name in SLOTS[model]}
    before = None if row["is_new"] else {name: row[f"before_{name}"] for name in values}
    return FactChange(about, before, {name: row[name] for name in values}, row["sheet"], row["row"])
