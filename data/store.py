"""Storing imports: one transaction each, whole or absent; nothing is overwritten, anything can be undone.

What counts after each is asked of `data.standing`, inside the same transaction.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, false, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data import models, rollups, standing
from data.facts import Facts
from data.fingerprint import fingerprint
from data.importers.reading import DocumentRead, Reading
from data.importers.spool import Records
from data.refused import Refused
from data.rows import Ids, store_document, store_facts
from data.spooled import store_records
from data.transactions import audit, lock, transact

# Communes' SIRENs begin with 21 and their département; 99 is none, so invented towns can be told by it.
FICTIONAL_CODES = "2199"
IMPORT = "import"  # as the audit names it


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
    """Everything one import brings, already understood and confirmed.

    complete: whether its documents replace those of the same budget, year, step and number, or complete them.
    partial: slots of those that complete them where the others replace them.
    kept: fingerprint of the copy of the file kept without persons (`data.uploads`); None where none is kept.
    """

    authority: AuthorityRead
    file: ReceivedFile
    kind: str
    documents: Sequence[DocumentRead] = ()
    facts: Facts = field(default_factory=Facts)
    source: str | None = None
    summary: Mapping[str, Any] = field(default_factory=dict)
    records: Sequence[Records] = ()
    complete: bool = True
    kept: str | None = None
    partial: Sequence[str] = ()

    def replaces(self, document: DocumentRead) -> bool:
        """Whether a document stands in the place of the stored one; else it completes it."""
        return self.complete and document.slot not in self.partial

    @classmethod
    def of_reading(
        cls,
        reading: Reading,
        file: ReceivedFile,
        authority: AuthorityRead | None = None,
        *,
        complete: bool = True,
        partial: Sequence[str] = (),
        source: str | None = None,
        choices: Mapping[str, Any] | None = None,
        edits: Sequence[Mapping[str, Any]] = (),
    ) -> "Delivery":
        """The delivery of a reading without errors.

        authority: needed where no document names one. choices, edits: what the person decided, of the whole file and
        of cells and rows, kept in the summary.
        """
        return cls(
            authority=authority or _authority_of(reading.documents[0]),
            file=file,
            kind=reading.kind,
            documents=reading.documents,
            facts=reading.facts,
            source=source,
            summary=summary_of(reading)
            | ({} if choices is None else {"choices": dict(choices)})
            | ({"edits": list(edits)} if edits else {}),
            records=reading.records,
            complete=complete,
            partial=partial,
        )


@dataclass(frozen=True)
class Receipt:
    """What was stored: enough to say so, and to undo it. facts: those that are not budget lines."""

    authority_id: int
    import_id: int
    documents: int
    lines: int
    facts: int = 0


def record(
    engine: Engine,
    delivery: Delivery,
    *,
    author: str,
    at: datetime | None = None,
    progress: Callable[[float], None] | None = None,
) -> Receipt:
    """Store one import in one transaction. progress: told, by another thread, the share of it stored so far, 0 to 1.

    Refused: `already_imported` when the same bytes of the same kind, or the same facts, were imported and count still
    as a whole, `repeated` when two of its facts speak of the same thing, `fictional_mixed` when a real file names a
    fictional town, `reading_lost` when what was read is gone, and what `data.refused` tells of storage.
    """
    at = at or datetime.now(UTC)

    def store(session: Session) -> Receipt:
        return _Recording(session, delivery, author, at, progress).run()

    def look_up(session: Session) -> Receipt | None:
        return _stored(session, delivery, author, at)

    return transact(engine, store, look_up)


def undo(engine: Engine, authority_id: int, import_id: int, *, by: str, at: datetime | None = None) -> None:
    """Take an import back, also after later ones: what it brought stops counting, what it replaced counts again.

    Refused: `no_such_import`, `already_undone`, and what `data.refused` tells of storage.
    """
    at = at or datetime.now(UTC)

    def take_back(session: Session) -> bool:
        _undo(session, authority_id, import_id, by, at)
        return True

    def look_up(session: Session) -> bool | None:
        imported = session.get(models.Import, (authority_id, import_id))
        return None if imported is None or imported.undone_at != at or imported.undone_by != by else True

    transact(engine, take_back, look_up)


def remember(engine: Engine, authority_id: int, shape: str, choices: Mapping[str, Any], author: str) -> None:
    """Keep how files of one shape are read; the newest choice replaces. choices: as JSON holds them."""
    values = {
        "kind": str(choices.get("kind") or ""),
        "choices": dict(choices),
        "author": author,
        "recorded_at": datetime.now(UTC),
    }

    def keep(session: Session) -> bool:
        lock(session, authority_id, raised=False)
        known = session.scalar(
            select(models.ImportMapping).where(
                models.ImportMapping.authority_id == authority_id, models.ImportMapping.shape == shape
            )
        )
        if known is None:
            Ids(session, authority_id).insert(models.ImportMapping, [values | {"shape": shape}])
        else:
            session.execute(
                update(models.ImportMapping)
                .where(models.ImportMapping.authority_id == authority_id, models.ImportMapping.id == known.id)
                .values(values)
            )
        return True

    transact(engine, keep, lambda _session: None)


def authority_named(session: Session, code: str) -> models.Authority | None:
    return session.scalar(select(models.Authority).where(models.Authority.code == code))


def import_of_file(session: Session, authority_id: int, kind: str, sha256: str) -> models.Import | None:
    """The import of the same bytes for the same kind, where all its facts count still."""
    of_file = and_(models.Import.file_hash == sha256, models.Import.kind == kind)
    return next(_counting_wholly(session, authority_id, of_file), None)


def imports_of_content(session: Session, authority_id: int, content: str | None) -> Iterator[models.Import]:
    """Those whose facts have this fingerprint and all count still. content: None where nothing is brought."""
    of_content = false() if content is None else models.Import.content_hash == content
    return _counting_wholly(session, authority_id, of_content)


def _counting_wholly(session: Session, authority_id: int, which: ColumnElement[bool]) -> Iterator[models.Import]:
    i = models.Import
    for imported in session.scalars(
        select(i).where(i.authority_id == authority_id, i.undone_at.is_(None), which)
    ).all():
        if standing.counts_wholly(session, authority_id, imported):
            yield imported


def summary_of(reading: Reading) -> dict[str, Any]:
    """What a person is shown and confirms, in a form the database keeps."""
    return {
        "encoding": reading.encoding,
        "rows": reading.rows,
        "totals_skipped": reading.totals_skipped,
        "rows_excluded": reading.rows_excluded,
        "understood": reading.understood,
        "lines": sum(len(document.lines) for document in reading.documents),
        "facts": _facts_in(reading),
        "warnings": len(reading.warnings),
        "totals_differing": sum(problem.code == "total_mismatch" for problem in reading.problems),
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


def _facts_in(reading: Reading) -> int:
    facts = reading.facts
    small = (
        *(facts.populations, facts.usage, facts.indicator_values, facts.targets, facts.events),
        *(facts.programmes, facts.orders, facts.estimates, facts.marks),
    )
    return sum(map(len, small)) + sum(records.rows for records in reading.records)


def _stored(session: Session, delivery: Delivery, author: str, at: datetime) -> Receipt | None:
    """The receipt of an import whose commit was not acknowledged; the lock waits for the end of a commit under way."""
    a, i = models.Authority, models.Import
    authority_id = session.scalar(select(a.id).where(a.code == delivery.authority.code).with_for_update())
    imported = session.scalar(
        select(i).where(
            i.authority_id == authority_id,
            i.file_hash == delivery.file.sha256,
            i.author == author,
            i.recorded_at == at,
        )
    )
    return None if imported is None else _receipt(delivery, imported.authority_id, imported.id, imported.brought)


def _receipt(delivery: Delivery, authority_id: int, import_id: int, brought: Mapping[str, Sequence[int]]) -> Receipt:
    facts = sum(last - first + 1 for table, (first, last) in brought.items() if table in standing.BY_TABLE)
    return Receipt(authority_id, import_id, len(delivery.documents), _lines_of(delivery), facts)


def _lines_of(delivery: Delivery) -> int:
    return sum(len(document.lines) for document in delivery.documents)


class _Recording:
    """One import being stored, within its transaction."""

    def __init__(
        self,
        session: Session,
        delivery: Delivery,
        author: str,
        at: datetime,
        progress: Callable[[float], None] | None,
    ) -> None:
        self.session = session
        self.delivery = delivery
        self.author = author
        self.at = at
        self._progress = progress
        self._rows = sum(records.rows for records in delivery.records) + _lines_of(delivery)
        self._stored = 0

    def run(self) -> Receipt:
        session, delivery = self.session, self.delivery
        authority = _authority(session, delivery.authority)
        lock(session, authority.id)
        _refuse_repetition(session, authority.id, delivery)
        ids = Ids(session, authority.id)
        import_id = Ids(session, authority.id).take(models.Import)
        session.execute(insert(models.Import), [_import_row(authority.id, import_id, delivery, self.author, self.at)])
        doubtful = self._store(ids, import_id)
        brought = ids.given
        for table in doubtful & brought.keys():
            _refuse_repeated_facts(session, authority.id, table, brought[table])
        content = fingerprint(session, authority.id, delivery, brought)
        _refuse_same_content(session, authority.id, import_id, content, brought)
        _complete_import(session, authority.id, import_id, content, brought)
        standing.count_in(session, authority.id, import_id, brought)
        rollups.refresh(session, authority.id, brought)
        receipt = _receipt(delivery, authority.id, import_id, brought)
        detail = {"file_hash": delivery.file.sha256, "lines": receipt.lines, "facts": receipt.facts}
        audit(session, authority.id, (IMPORT, import_id), at=self.at, actor=self.author, action="import", detail=detail)
        return receipt

    def _store(self, ids: Ids, import_id: int) -> set[str]:
        """The tables of which two facts may speak of the same thing."""
        for document in self.delivery.documents:
            is_partial = not self.delivery.replaces(document)
            store_document(self.session, ids, import_id, document, is_partial=is_partial, progress=self._tell)
        store_facts(self.session, ids, import_id, self.delivery.facts)
        doubtful = ids.given.keys() & standing.BY_TABLE.keys()
        for records in self.delivery.records:
            if records.rows and store_records(self.session, ids, import_id, records, self.delivery.facts, self._tell):
                doubtful.add(records.table)
        return doubtful

    def _tell(self, rows: int) -> None:
        self._stored += rows
        if self._progress is not None:
            self._progress(self._stored / self._rows)


def _undo(session: Session, authority_id: int, import_id: int, by: str, at: datetime) -> None:
    lock(session, authority_id)
    imported = session.get(models.Import, (authority_id, import_id))
    if imported is None:
        raise Refused("no_such_import", id=import_id)
    if imported.undone_at is not None:
        raise Refused("already_undone", name=imported.file_name)
    imported.undone_at, imported.undone_by = at, by
    session.flush()
    standing.count_out(session, authority_id, import_id, imported.brought)
    rollups.refresh(session, authority_id, imported.brought)
    detail = {"file_hash": imported.file_hash}
    audit(session, authority_id, (IMPORT, import_id), at=at, actor=by, action="undo", detail=detail)


def _authority_of(document: DocumentRead) -> AuthorityRead:
    return AuthorityRead(
        document.authority_code,
        document.authority_name,
        document.authority_kind,
        geographic_code=document.geographic_code,
        is_fictional=document.authority_code.startswith(FICTIONAL_CODES),
    )


def _authority(session: Session, read: AuthorityRead) -> models.Authority:
    known = authority_named(session, read.code) or _added(session, read)
    if known.is_fictional != read.is_fictional:
        raise Refused("fictional_mixed", name=known.name)
    return known


def _added(session: Session, read: AuthorityRead) -> models.Authority:
    """The authority, new; or as another writer added it at the same moment."""
    authority = models.Authority(
        code=read.code,
        name=read.name,
        kind=read.kind,
        country=read.country,
        geographic_code=read.geographic_code,
        is_fictional=read.is_fictional,
    )
    try:
        with session.begin_nested():
            session.add(authority)
    except IntegrityError:
        return session.scalars(select(models.Authority).where(models.Authority.code == read.code)).one()
    return authority


def _refuse_repetition(session: Session, authority_id: int, delivery: Delivery) -> None:
    earlier = import_of_file(session, authority_id, delivery.kind, delivery.file.sha256)
    if earlier is not None:
        raise Refused("already_imported", name=earlier.file_name, at=earlier.recorded_at, by=earlier.author)


def _refuse_repeated_facts(session: Session, authority_id: int, table: str, ids: tuple[int, int]) -> None:
    found = standing.repeated(session, authority_id, standing.BY_TABLE[table], ids)
    if found is not None:
        said = (str(value) for name, value in found.items() if value is not None and not _is_a_place(name))
        raise Refused("repeated", what=" · ".join(said), first=found["first_row"], last=found["last_row"])


def _is_a_place(name: str) -> bool:
    return name.endswith(("_id", "_row"))


def _refuse_same_content(
    session: Session, authority_id: int, import_id: int, content: str | None, brought: Mapping[str, tuple[int, int]]
) -> None:
    """Refuse facts that an earlier import brought, whatever the file they came in and the order of its rows."""
    for earlier in imports_of_content(session, authority_id, content):
        if earlier.id != import_id and _same_facts(session, authority_id, brought, earlier.brought):
            raise Refused("already_imported", name=earlier.file_name, at=earlier.recorded_at, by=earlier.author)


def _same_facts(
    session: Session,
    authority_id: int,
    brought: Mapping[str, tuple[int, int]],
    earlier: Mapping[str, Sequence[int]],
) -> bool:
    """Two contents of one fingerprint, compared fact by fact: a fingerprint sums up what was spooled."""
    tables = [table for table in brought if table in standing.BY_TABLE]
    return all(
        table in earlier
        and standing.says_the_same(
            session, authority_id, standing.BY_TABLE[table], brought[table], (earlier[table][0], earlier[table][1])
        )
        for table in tables
    )


def _complete_import(
    session: Session, authority_id: int, import_id: int, content: str | None, brought: Mapping[str, tuple[int, int]]
) -> None:
    """What is known of an import only once its facts are stored."""
    session.execute(
        update(models.Import)
        .where(models.Import.authority_id == authority_id, models.Import.id == import_id)
        .values(content_hash=content, brought={table: list(ids) for table, ids in brought.items()})
    )


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
        "kept_hash": delivery.kept,
    }
