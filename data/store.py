"""Storing imports: one transaction each, whole or absent; nothing is overwritten, anything can be undone.

What is current is a rule: of all standing imports (not undone) that speak of the same thing, the
last one counts. `is_current` caches that rule and is refreshed inside each transaction.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from data import models
from data.database import writing
from data.facts import Facts
from data.importers.reading import DocumentRead, Reading
from data.rows import Ids, store_document, store_facts

# What makes two facts speak of the same thing. The newest of the standing imports wins.
SLOTS: dict[type[Any], tuple[str, ...]] = {
    models.BudgetDocument: ("budget_id", "year", "step", "number"),
    models.Population: ("year", "kind"),
    models.UsageRecord: (
        "service_id",
        "facility_id",
        "measure",
        "starts_on",
        "ends_on",
        "channel",
        "audience",
    ),
    models.IndicatorValue: ("indicator", "starts_on", "ends_on"),
    models.Target: ("indicator", "year", "role"),
}


# Communes' SIRENs begin with 21 and their département; 99 is none, so invented towns can be told by it.
FICTIONAL_CODES = "2199"


@dataclass(frozen=True)
class ReceivedFile:
    """A file as it came: its cleaned name, and the fingerprint and size of its bytes."""

    name: str
    sha256: str
    size: int

    @classmethod
    def of(cls, name: str, content: bytes) -> "ReceivedFile":
        return cls(name, hashlib.sha256(content).hexdigest(), len(content))


@dataclass(frozen=True)
class AuthorityRead:
    """The authority that an import is for, as its file names it."""

    code: str
    name: str
    kind: str = "commune"
    country: str = "FR"
    geographic_code: str | None = None
    is_fictional: bool = False


@dataclass(frozen=True)
class Delivery:
    """Everything one import brings, already understood and confirmed."""

    authority: AuthorityRead
    file: ReceivedFile
    kind: str
    documents: Sequence[DocumentRead] = ()
    facts: Facts = field(default_factory=Facts)
    source: str | None = None
    summary: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of_reading(cls, reading: Reading, file: ReceivedFile) -> "Delivery":
        """The delivery of a reading without errors, which always names one authority."""
        first = reading.documents[0]
        authority = AuthorityRead(
            first.authority_code,
            first.authority_name,
            first.authority_kind,
            geographic_code=first.geographic_code,
            is_fictional=first.authority_code.startswith(FICTIONAL_CODES),
        )
        return cls(authority, file, reading.kind, reading.documents, summary=summary_of(reading))


@dataclass(frozen=True)
class Receipt:
    """What was stored: enough to say so, and to undo it."""

    authority_id: int
    import_id: int
    documents: int
    lines: int


class Refused(Exception):
    """The import cannot be stored; the code names the reason, the parts fill its sentence."""

    def __init__(self, code: str, **parts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.parts = parts


def record(engine: Engine, delivery: Delivery, *, author: str, at: datetime | None = None) -> Receipt:
    """Store one import in one transaction.

    Refused: `already_imported` when the same bytes stand imported, `fictional_mixed` when a real file
    names a fictional town.
    """
    try:
        with writing(engine) as session:
            return _record(session, delivery, author, at or datetime.now(UTC))
    except IntegrityError as error:
        # Two people confirm the same file at the same moment: the unique index decides.
        if "uq_import_standing_file" in str(error) or "import.file_hash" in str(error):
            raise Refused("already_imported", name=delivery.file.name) from error
        raise


def undo(engine: Engine, authority_id: int, import_id: int, *, by: str, at: datetime | None = None) -> None:
    """Take an import back, also after later ones: what it brought stops counting, what it replaced counts again.

    Refused: `no_such_import`, or `already_undone`.
    """
    at = at or datetime.now(UTC)
    with writing(engine) as session:
        _lock(session, authority_id)
        imported = session.get(models.Import, (authority_id, import_id))
        if imported is None:
            raise Refused("no_such_import", id=import_id)
        if imported.undone_at is not None:
            raise Refused("already_undone", name=imported.file_name)
        imported.undone_at, imported.undone_by = at, by
        session.flush()
        _refresh_current(session, authority_id)
        _audit(
            session, authority_id, import_id, at=at, actor=by, action="undo", detail={"file_hash": imported.file_hash}
        )


def authority_named(session: Session, code: str) -> models.Authority | None:
    return session.scalar(select(models.Authority).where(models.Authority.code == code))


def standing_import(session: Session, authority_id: int, sha256: str) -> models.Import | None:
    """The import of the same bytes that still counts, if any."""
    return session.scalar(
        select(models.Import).where(
            models.Import.authority_id == authority_id,
            models.Import.file_hash == sha256,
            models.Import.undone_at.is_(None),
        )
    )


def summary_of(reading: Reading) -> dict[str, Any]:
    """What a person is shown and confirms, in a form the database keeps."""
    return {
        "encoding": reading.encoding,
        "rows": reading.rows,
        "totals_skipped": reading.totals_skipped,
        "lines": sum(len(document.lines) for document in reading.documents),
        "warnings": len(reading.warnings),
        "documents": [
            {
                "budget": document.budget_code,
                "year": document.year,
                "step": str(document.step),
                "number": document.number,
                "lines": len(document.lines),
            }
            for document in reading.documents
        ],
    }


def _record(session: Session, delivery: Delivery, author: str, at: datetime) -> Receipt:
    authority = _authority(session, delivery.authority)
    _lock(session, authority.id)
    _refuse_repetition(session, authority, delivery.file)
    ids = Ids(session, authority.id)
    import_id = ids.take(models.Import)
    session.execute(insert(models.Import), [_import_row(authority.id, import_id, delivery, author, at)])
    for document in delivery.documents:
        store_document(session, ids, import_id, document)
    store_facts(session, ids, import_id, delivery.facts)
    _refresh_current(session, authority.id)
    lines = sum(len(document.lines) for document in delivery.documents)
    detail = {"file_hash": delivery.file.sha256, "lines": lines}
    _audit(session, authority.id, import_id, at=at, actor=author, action="import", detail=detail)
    return Receipt(authority.id, import_id, len(delivery.documents), lines)


def _authority(session: Session, read: AuthorityRead) -> models.Authority:
    known = authority_named(session, read.code)
    if known is not None:
        if known.is_fictional != read.is_fictional:
            raise Refused("fictional_mixed", name=known.name)
        return known
    authority = models.Authority(
        code=read.code,
        name=read.name,
        kind=read.kind,
        country=read.country,
        geographic_code=read.geographic_code,
        is_fictional=read.is_fictional,
    )
    session.add(authority)
    session.flush()
    return authority


def _lock(session: Session, authority_id: int) -> None:
    """Raise the data version, which also makes every other writer of this authority wait."""
    authority = models.Authority
    session.execute(
        update(authority).where(authority.id == authority_id).values(data_version=authority.data_version + 1)
    )


def _refuse_repetition(session: Session, authority: models.Authority, file: ReceivedFile) -> None:
    earlier = standing_import(session, authority.id, file.sha256)
    if earlier is not None:
        raise Refused("already_imported", name=earlier.file_name, at=earlier.recorded_at, by=earlier.author)


def _import_row(authority_id: int, import_id: int, delivery: Delivery, author: str, at: datetime) -> dict[str, Any]:
    return {
        "authority_id": authority_id,
        "id": import_id,
        "kind": delivery.kind,
        "file_name": delivery.file.name,
        "file_hash": delivery.file.sha256,
        "file_size": delivery.file.size,
        "source": delivery.source,
        "author": author,
        "recorded_at": at,
        "summary": dict(delivery.summary),
    }


def _refresh_current(session: Session, authority_id: int) -> None:
    for model, slot in SLOTS.items():
        _refresh_slots(session, authority_id, model, slot)


def _refresh_slots(session: Session, authority_id: int, model: type[Any], slot: tuple[str, ...]) -> None:
    """Ids only grow, so the newest fact of a slot has the largest."""
    other = aliased(model)
    standing = and_(
        models.Import.authority_id == other.authority_id,
        models.Import.id == other.import_id,
        models.Import.undone_at.is_(None),
    )
    newest = (
        select(func.max(other.id))
        .join(models.Import, standing)
        .where(other.authority_id == authority_id)
        .group_by(*(getattr(other, column) for column in slot))
    )
    counts = model.id.in_(newest)
    stale = or_(and_(counts, ~model.is_current), and_(~counts, model.is_current))
    session.execute(
        update(model)
        .where(model.authority_id == authority_id, stale)
        .values(is_current=~model.is_current)
        .execution_options(synchronize_session=False)
    )


def _audit(
    session: Session,
    authority_id: int,
    import_id: int,
    *,
    at: datetime,
    actor: str,
    action: str,
    detail: dict[str, Any],
) -> None:
    event_id = Ids(session, authority_id).take(models.AuditEvent)
    session.add(
        models.AuditEvent(
            authority_id=authority_id,
            id=event_id,
            at=at,
            actor=actor,
            action=action,
            object_kind="import",
            object_id=import_id,
            detail=detail,
        )
    )
