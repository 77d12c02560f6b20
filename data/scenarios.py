"""Named scenarios of the outlook, kept version by version: saved, loaded, listed, archived; nothing is overwritten."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from data import models
from data.refused import Refused
from data.rows import Ids
from data.transactions import audit, lock, transact

LONGEST_NAME = 120
SCENARIO = "scenario"  # as the audit names it


@dataclass(frozen=True)
class Draft:
    """What a person saves under a name. levers: as JSON holds them. base_year: the last year known."""

    name: str
    budget_id: int
    base_year: int
    levers: Mapping[str, Any]
    base_document_id: int | None = None


@dataclass(frozen=True)
class Saved:
    """One version of a scenario; archived_at is that of its name."""

    id: int
    name: str
    version: int
    budget_id: int
    base_year: int
    base_document_id: int | None
    levers: Mapping[str, Any]
    author: str
    recorded_at: datetime
    archived_at: datetime | None
    archived_by: str | None

    def says(self, draft: Draft) -> bool:
        return (self.budget_id, self.base_year, self.base_document_id, dict(self.levers)) == (
            *(draft.budget_id, draft.base_year, draft.base_document_id),
            dict(draft.levers),
        )


def save(engine: Engine, authority_id: int, draft: Draft, *, author: str, at: datetime | None = None) -> Saved:
    """A new version of its name; the version that stands, where it says the same already.

    Refused: `scenario_name` for a blank or too long one, and what `data.refused` tells of storage.
    """
    name, at = " ".join(draft.name.split()), at or datetime.now(UTC)
    if not 0 < len(name) <= LONGEST_NAME:
        raise Refused("scenario_name")

    def keep(session: Session) -> Saved:
        lock(session, authority_id)
        known = versions(session, authority_id, name)
        if known and known[0].archived_at is None and known[0].says(draft):
            return known[0]
        return _store(session, authority_id, draft, (name, known[0].version + 1 if known else 1), author, at)

    def look_up(session: Session) -> Saved | None:
        kept = versions(session, authority_id, name)[:1]
        return next((one for one in kept if (one.author, one.recorded_at) == (author, at)), None)

    return transact(engine, keep, look_up)


def archive(engine: Engine, authority_id: int, name: str, *, by: str, at: datetime | None = None) -> None:
    """Put a scenario away, all its versions; saving under its name again brings it back. Refused: `no_scenario`."""
    at = at or datetime.now(UTC)

    def put_away(session: Session) -> bool:
        lock(session, authority_id)
        s = models.Scenario
        standing = (s.authority_id == authority_id, s.name == name, s.archived_at.is_(None))
        latest = session.scalar(select(func.max(s.id)).where(*standing))
        if latest is None:
            raise Refused("no_scenario", name=name)
        session.execute(update(s).where(*standing).values(archived_at=at, archived_by=by))
        audit(session, authority_id, (SCENARIO, latest), at=at, actor=by, action="archive", detail={})
        return True

    def look_up(session: Session) -> bool | None:
        kept = versions(session, authority_id, name)[:1]
        return next((True for one in kept if (one.archived_at, one.archived_by) == (at, by)), None)

    transact(engine, put_away, look_up)


def versions(session: Session, authority_id: int, name: str) -> list[Saved]:
    """Every version of a name, the newest first."""
    s = models.Scenario
    rows = session.scalars(select(s).where(s.authority_id == authority_id, s.name == name).order_by(s.version.desc()))
    return [_saved(row) for row in rows]


def listed(session: Session, authority_id: int, *, archived: bool = False) -> list[Saved]:
    """The newest version of each scenario in use, or of each one put away; by name."""
    s = models.Scenario
    newest = select(func.max(s.id)).where(s.authority_id == authority_id).group_by(s.name)
    rows = session.scalars(
        select(s)
        .where(s.authority_id == authority_id, s.id.in_(newest), s.archived_at.is_not(None) == archived)
        .order_by(s.name)
    )
    return [_saved(row) for row in rows]


def _store(
    session: Session, authority_id: int, draft: Draft, named: tuple[str, int], author: str, at: datetime
) -> Saved:
    name, version = named
    row: dict[str, Any] = {
        "name": name,
        "version": version,
        "budget_id": draft.budget_id,
        "base_year": draft.base_year,
        "base_document_id": draft.base_document_id,
        "levers": dict(draft.levers),
        "author": author,
        "recorded_at": at,
    }
    scenario_id = Ids(session, authority_id).insert(models.Scenario, [row])
    detail = {"version": version}
    audit(session, authority_id, (SCENARIO, scenario_id), at=at, actor=author, action="save", detail=detail)
    return Saved(id=scenario_id, archived_at=None, archived_by=None, **row)


def _saved(row: models.Scenario) -> Saved:
    return Saved(**{name: getattr(row, name) for name in Saved.__dataclass_fields__})
