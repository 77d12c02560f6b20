"""The facts that can be typed by hand, as they stand: what a person sees before she corrects or adds."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, TypeVar

from sqlalchemy import and_, extract, select
from sqlalchemy.orm import Session

from data import models
from data.facts import (
    EstimateRead,
    IndicatorValueRead,
    MarkRead,
    PopulationRead,
    ProgrammeCreditRead,
    TargetRead,
    UsageRead,
)
from metrics.values import Absence

_Read = TypeVar("_Read")


@dataclass(frozen=True)
class ServiceRow:
    """A service, what is counted of it, and its places: code and name."""

    code: str
    name: str
    measures: tuple[str, ...]
    facilities: tuple[tuple[str, str], ...]


def services(session: Session, authority_id: int) -> list[ServiceRow]:
    s, f, u = models.Service, models.Facility, models.UsageRecord
    rows = session.execute(select(s.id, s.code, s.name).where(s.authority_id == authority_id).order_by(s.name)).all()
    places = session.execute(
        select(f.service_id, f.code, f.name).where(f.authority_id == authority_id).order_by(f.name)
    ).all()
    counted = session.execute(
        select(u.service_id, u.measure).where(u.authority_id == authority_id).distinct().order_by(u.measure)
    ).all()
    return [
        ServiceRow(
            code,
            name,
            tuple(measure for of, measure in counted if of == service),
            tuple((place, named) for of, place, named in places if of == service),
        )
        for service, code, name in rows
    ]


def usage_years(session: Session, authority_id: int, service: str, measure: str) -> list[int]:
    """The years in which something was counted of a service, latest first."""
    u, s = models.UsageRecord, models.Service
    rows = session.scalars(
        select(extract("year", u.starts_on))
        .join(s, and_(s.authority_id == u.authority_id, s.id == u.service_id))
        .where(u.authority_id == authority_id, s.code == service, u.measure == measure, u.is_current)
        .distinct()
    )
    return sorted(map(int, rows), reverse=True)


def usage(session: Session, authority_id: int, service: str, measure: str, year: int) -> list[UsageRead]:
    """What is known of one measure of a service in a year, oldest first."""
    u, s, f = models.UsageRecord, models.Service, models.Facility
    rows = session.execute(
        select(u, f.code)
        .join(s, and_(s.authority_id == u.authority_id, s.id == u.service_id))
        .outerjoin(f, and_(f.authority_id == u.authority_id, f.id == u.facility_id))
        .where(
            u.authority_id == authority_id,
            s.code == service,
            u.measure == measure,
            u.is_current,
            extract("year", u.starts_on) == year,
        )
        .order_by(u.starts_on, f.name, u.channel, u.audience)
    )
    named = [one.name for one in fields(UsageRead) if one.name not in ("service", "facility", "absence")]
    return [
        UsageRead(
            service=service,
            facility=facility,
            absence=Absence(record.absence) if record.absence else None,
            **{name: getattr(record, name) for name in named},
        )
        for record, facility in rows
    ]


def values(session: Session, authority_id: int) -> list[IndicatorValueRead]:
    v = models.IndicatorValue
    rows = session.execute(
        select(v.indicator, v.starts_on, v.ends_on, v.value, v.absence, v.source)
        .where(v.authority_id == authority_id, v.is_current)
        .order_by(v.indicator, v.starts_on)
    )
    return [
        IndicatorValueRead(indicator, starts, ends, value, Absence(absence) if absence else None, source)
        for indicator, starts, ends, value, absence, source in rows
    ]


def targets(session: Session, authority_id: int) -> list[TargetRead]:
    t = models.Target
    rows = session.execute(
        select(t.indicator, t.year, t.role, t.value, t.source)
        .where(t.authority_id == authority_id, t.is_current)
        .order_by(t.indicator, t.year)
    )
    return [TargetRead(*row) for row in rows]


def programmes(session: Session, authority_id: int) -> list[ProgrammeCreditRead]:
    """Latest vote first, then year by year."""
    c = models.ProgrammeCredit
    order = (c.budget_code, c.programme, c.voted_on.desc(), c.year)
    return _read(session, authority_id, c, ProgrammeCreditRead, order)


def estimates(session: Session, authority_id: int) -> list[EstimateRead]:
    """Latest day first."""
    e = models.LandingEstimate
    order = (e.budget_code, e.year.desc(), e.estimated_on.desc(), e.direction, e.chapter, e.account, e.department)
    return _read(session, authority_id, e, EstimateRead, order)


def marks(session: Session, authority_id: int) -> list[MarkRead]:
    m = models.ReadingMark
    return _read(session, authority_id, m, MarkRead, (m.indicator, m.label))


def _read(session: Session, authority_id: int, model: Any, read: type[_Read], order: Sequence[Any]) -> list[_Read]:
    """The facts of a model that count, as a file would bring them."""
    names = [one.name for one in fields(read)]  # type: ignore[arg-type]
    rows = session.execute(
        select(*(getattr(model, name) for name in names))
        .where(model.authority_id == authority_id, model.is_current)
        .order_by(*order)
    )
    return [read(*row) for row in rows]


def populations(session: Session, authority_id: int) -> list[PopulationRead]:
    """Latest year first."""
    p = models.Population
    rows = session.execute(
        select(p.year, p.kind, p.count, p.source)
        .where(p.authority_id == authority_id, p.is_current)
        .order_by(p.year.desc(), p.kind.desc())
    )
    return [PopulationRead(*row) for row in rows]
