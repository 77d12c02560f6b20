"""What storing an import would change, against what counts now. Nothing is stored, and memory stays bounded."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from data import models, queries
from data.fact_differences import FactDifference, facts_compared
from data.fingerprint import fingerprint
from data.line_differences import DocumentDifference, compared
from data.store import Delivery, import_of_file, imports_of_content


@dataclass(frozen=True)
class EarlierImport:
    id: int
    file_name: str
    author: str
    recorded_at: datetime


@dataclass(frozen=True)
class Difference:
    """repeats: the import of the very same file or facts that counts as a whole; `store.record` refuses them."""

    documents: tuple[DocumentDifference, ...]
    facts: tuple[FactDifference, ...]
    repeats: EarlierImport | None = None

    @property
    def changes_nothing(self) -> bool:
        """Whether every line and every fact counts already as it is, and none would go."""
        return all(one.changes_nothing for one in self.documents) and all(one.changes_nothing for one in self.facts)


def difference(session: Session, delivery: Delivery, authority_id: int | None) -> Difference:
    """What `store.record` would change.

    session: of `database.reading`; facts are laid down in temporary tables of its transaction. authority_id: None for a
    town that is not stored yet. Refused: `reading_lost`, as `store.record`.
    """
    counting = [] if authority_id is None else queries.documents(session, authority_id)
    by_slot = {(d.budget_code, d.year, d.step, d.number): d for d in counting}
    documents = tuple(
        compared(
            session,
            authority_id,
            read,
            by_slot.get((read.budget_code, read.year, str(read.step), read.number)),
            complete=delivery.replaces(read),
        )
        for read in delivery.documents
    )
    facts = facts_compared(session, authority_id, delivery.facts, delivery.records)
    repeats = None if authority_id is None else _repeated(session, authority_id, delivery, facts)
    return Difference(documents, facts, repeats)


def _repeated(
    session: Session, authority_id: int, delivery: Delivery, facts: Iterable[FactDifference]
) -> EarlierImport | None:
    found = import_of_file(session, authority_id, delivery.kind, delivery.file.sha256)
    if found is None and delivery.records:
        found = _of_the_same_facts(session, authority_id, delivery, facts)
    elif found is None:
        content = fingerprint(session, authority_id, delivery, {})
        found = next(imports_of_content(session, authority_id, content), None)
    return None if found is None else EarlierImport(found.id, found.file_name, found.author, found.recorded_at)


def _of_the_same_facts(
    session: Session, authority_id: int, delivery: Delivery, facts: Iterable[FactDifference]
) -> models.Import | None:
    """The import whose facts, no more and no fewer, are those spooled; None where they come from several, or differ."""
    said = {one.table: one for one in facts}
    earlier = {one.earlier for one in said.values()}
    if len(earlier) != 1 or None in earlier:
        return None
    i = models.Import
    found = session.scalar(select(i).where(i.authority_id == authority_id, i.id == earlier.pop()))
    if found is None:
        return None
    brought = {table: last - first + 1 for table, (first, last) in found.brought.items() if table in said}
    return found if brought == {table: one.same for table, one in said.items()} and not delivery.documents else None
