"""What counts at present: a rule over the standing imports (those not undone), whose answer is kept in columns.

Facts that speak of the same thing share a slot, and the newest standing one counts: `is_current`. A journal counts
whole over its days instead (`data.journals`). Documents of one slot may also complete one another: `counts_in` names
the document that a line counts in, `described_by` the one that states what lines do not. Ids only grow, so the newest
of a slot has the largest.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, String, and_, case, exists, func, null, select, text, update
from sqlalchemy.orm import Session, aliased

from data import journals, models
from data.bulk import batches

# What makes two facts speak of the same thing.
SLOTS: dict[type[Any], tuple[str, ...]] = {
    models.Population: ("year", "kind"),
    models.UsageRecord: (
        "service_id",
        "measure",
        "starts_on",
        "facility_id",
        "ends_on",
        "channel",
        "audience",
    ),
    models.IndicatorValue: ("indicator", "starts_on", "ends_on"),
    models.Target: ("indicator", "year", "role"),
    models.PublishedFigure: ("subject_code", "scope", "year", "period", "indicator"),
    models.BalanceLine: ("budget_code", "year", "account", "function"),
    models.CalendarEvent: ("starts_on", "ends_on", "kind", "name", "zone"),
    models.ProgrammeCredit: ("budget_code", "programme", "voted_on", "year"),
    models.PaymentOrder: (
        *("budget_code", "year", "direction", "issued_on"),
        *("account", "section", "chapter", "function", "operation"),
    ),
    models.LandingEstimate: (
        *("budget_code", "year", "chapter", "direction", "section"),
        *("account", "department", "estimated_on"),
    ),
    models.ReadingMark: ("indicator", "label"),
}
BY_TABLE: dict[str, type[Any]] = {model.__tablename__: model for model in SLOTS}
DOCUMENT_SLOT = ("budget_id", "year", "step", "number")
# What makes two lines the same line, within a slot of documents.
LINE_KEY = ("section", "direction", "nature", "chapter", "account", "function", "operation")
_JOIN_WHOLE = text("SET LOCAL enable_nestloop = off")
_BESIDE = {"authority_id", "id", "import_id", "sheet", "row", "is_current"}
Range = tuple[int, int]  # first and last id of one table


@dataclass(frozen=True)
class Layers:
    """The standing documents of a slot that count, oldest first; the head is the last."""

    counting: tuple[int, ...]
    described_by: int

    @property
    def head(self) -> int:
        return self.counting[-1]


def layers(standing: Iterable[tuple[int, bool]]) -> Layers | None:
    """The newest complete document and the partial ones after it; partial ones alone complete one another.

    standing: id of each standing document of one slot, and whether it is partial. None where there is none.
    """
    in_order = sorted(standing)
    if not in_order:
        return None
    base = max((document for document, is_partial in in_order if not is_partial), default=None)
    counting = tuple(document for document, _ in in_order if base is None or document >= base)
    return Layers(counting, base or counting[-1])


def count_in(session: Session, authority_id: int, import_id: int, brought: Mapping[str, Range]) -> None:
    """Let what an import just stored count, and nothing it replaces."""
    for name, ids in brought.items():
        if name in journals.BY_TABLE:
            journals.refresh(session, authority_id, journals.BY_TABLE[name], ids)
        elif name in BY_TABLE:
            _supersede(session, authority_id, BY_TABLE[name], ids)
    _refresh_documents(session, authority_id, import_id)


def count_out(session: Session, authority_id: int, import_id: int, brought: Mapping[str, Range]) -> None:
    """Let nothing count that an undone import brought, and what it replaced count again."""
    for name, ids in brought.items():
        if name in journals.BY_TABLE:
            journals.refresh(session, authority_id, journals.BY_TABLE[name], ids)
        elif name in BY_TABLE:
            _bring_back(session, authority_id, BY_TABLE[name], ids)
    _refresh_documents(session, authority_id, import_id)


def repeated(session: Session, authority_id: int, model: type[Any], ids: Range) -> Mapping[str, Any] | None:
    """A slot that new facts speak of more than once, with `first_row` and `last_row`; None where there is none."""
    slot = [getattr(model, name) for name in SLOTS[model]]
    within = _within(model, authority_id, ids)
    twice = select(*slot).where(within).group_by(*slot).having(func.count() > 1).limit(1)
    found = session.execute(twice).first()
    if found is None:
        return None
    of_slot = (column.is_not_distinct_from(value) for column, value in zip(slot, found, strict=True))
    rows = session.execute(select(func.min(model.row), func.max(model.row)).where(within, *of_slot)).one()
    return found._asdict() | {"first_row": rows[0], "last_row": rows[1]}


def says_the_same(session: Session, authority_id: int, model: type[Any], new: Range, earlier: Range) -> bool:
    """Whether two imports brought the same facts, in any order."""
    if new[1] - new[0] != earlier[1] - earlier[0]:
        return False
    join_whole(session)
    one, other = aliased(model), aliased(model)
    equal = and_(
        other.authority_id == authority_id,
        _by_slot(other.id).between(*earlier),
        same_slot(session, model, one, other),
        *(getattr(one, name).is_not_distinct_from(getattr(other, name)) for name in values_of(model)),
    )
    lacking = select(one.id).where(_within(one, authority_id, new), ~exists().where(equal)).limit(1)
    return session.scalar(lacking) is None


def counts_wholly(session: Session, authority_id: int, imported: models.Import) -> bool:
    """Whether all facts of a standing import count: whether none was superseded since."""
    d, line = models.BudgetDocument, models.BudgetLine
    superseded = [
        select(model.id).where(_within(model, authority_id, imported.brought[table]), ~model.is_current)
        for table, model in BY_TABLE.items()
        if table in imported.brought
    ]
    of_document = and_(line.authority_id == d.authority_id, line.document_id == d.id, line.counts_in.is_(None))
    lines = select(line.id).join(d, of_document).where(d.authority_id == authority_id, d.import_id == imported.id)
    return all(session.scalar(facts.limit(1)) is None for facts in (*superseded, lines))


def values_of(model: type[Any]) -> tuple[str, ...]:
    """The columns of a fact that are neither its place nor what it speaks of."""
    aside = {*_BESIDE, *SLOTS[model]}
    return tuple(column.name for column in model.__table__.columns if column.name not in aside)


def same_slot(session: Session, model: type[Any], one: Any, other: Any) -> ColumnElement[bool]:
    """Whether two rows of a model speak of the same thing, in a form that the engine joins by index or hash.

    one, other: the model, an alias of it, or the columns of a table that has those of its slot.
    """
    is_sqlite = not _is_postgresql(session)
    slot = [model.__table__.c[name] for name in SLOTS[model]]
    return and_(*(_same(column, one, other, is_sqlite=is_sqlite) for column in slot))


def lines_counting(session: Session, authority_id: int, found: Layers) -> Iterator[tuple[int, bool]]:
    """The lines of the documents that count, newest document first, and whether each counts."""
    line = models.BudgetLine
    replaced: set[tuple[Any, ...]] = set()
    for document in reversed(found.counting):
        rows = session.execute(
            select(line.id, *(getattr(line, name) for name in LINE_KEY)).where(
                line.authority_id == authority_id, line.document_id == document
            )
        ).all()
        yield from ((row[0], tuple(row[1:]) not in replaced) for row in rows)
        replaced.update(tuple(row[1:]) for row in rows)


def join_whole(session: Session) -> None:
    """Have PostgreSQL join facts table against table: it knows nothing of rows stored a moment ago, and would go
    through all others for each of them. For the rest of the transaction."""
    if _is_postgresql(session):
        session.execute(_JOIN_WHOLE)


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _same(column: Column[Any], one: Any, other: Any, *, is_sqlite: bool) -> ColumnElement[bool]:
    left: ColumnElement[Any] = getattr(one, column.name)
    right: ColumnElement[Any] = getattr(other, column.name)
    if not column.nullable:
        return left == right
    if is_sqlite:
        return left.is_not_distinct_from(right)
    # PostgreSQL hashes an equality, never IS NOT DISTINCT FROM. Ids begin at 1; no code or period is empty.
    nothing = "" if isinstance(column.type, String) else 0
    return func.coalesce(left, nothing) == func.coalesce(right, nothing)


def _within(model: Any, authority_id: int, ids: Range) -> ColumnElement[bool]:
    return and_(model.authority_id == authority_id, model.id.between(*ids))


def _by_slot(fact_id: Any) -> ColumnElement[int]:
    """An id that SQLite does not look rows up by: it would go through a range of ids where a slot names one row."""
    return fact_id + 0  # type: ignore[no-any-return]


def _supersede(session: Session, authority_id: int, model: type[Any], ids: Range) -> None:
    first = ids[0]
    earlier = select(model.id).where(model.authority_id == authority_id, model.id < first).limit(1)
    if session.scalar(earlier) is None:
        return
    join_whole(session)
    new, old = aliased(model), aliased(model)
    of_slot = and_(old.authority_id == authority_id, _by_slot(old.id) < first, old.is_current)
    replaced = (
        select(old.id).join(new, same_slot(session, model, old, new)).where(_within(new, authority_id, ids), of_slot)
    )
    _set_current(session, authority_id, model, model.id.in_(replaced), value=False)


def _bring_back(session: Session, authority_id: int, model: type[Any], ids: Range) -> None:
    join_whole(session)
    undone, other = aliased(model), aliased(model)
    standing = and_(
        models.Import.authority_id == other.authority_id,
        models.Import.id == other.import_id,
        models.Import.undone_at.is_(None),
    )
    newest = (
        select(func.max(other.id))
        .join(undone, and_(other.authority_id == authority_id, same_slot(session, model, other, undone)))
        .join(models.Import, standing)
        .where(_within(undone, authority_id, ids), undone.is_current)
        .group_by(undone.id)
    )
    _set_current(session, authority_id, model, model.id.in_(newest), value=True)
    _set_current(session, authority_id, model, model.id.between(*ids), value=False)


def _set_current(
    session: Session, authority_id: int, model: type[Any], which: ColumnElement[bool], *, value: bool
) -> None:
    session.execute(
        update(model)
        .where(model.authority_id == authority_id, which, model.is_current != value)
        .values(is_current=value)
        .execution_options(synchronize_session=False)
    )


def _refresh_documents(session: Session, authority_id: int, import_id: int) -> None:
    """Ask the rule again for each slot that an import's documents belong to."""
    d = models.BudgetDocument
    slots = session.execute(
        select(*(getattr(d, name) for name in DOCUMENT_SLOT))
        .where(d.authority_id == authority_id, d.import_id == import_id)
        .distinct()
    ).all()
    for slot in slots:
        _refresh_slot(session, authority_id, tuple(slot))


def _refresh_slot(session: Session, authority_id: int, slot: tuple[Any, ...]) -> None:
    d, i = models.BudgetDocument, models.Import
    same = [getattr(d, name) == value for name, value in zip(DOCUMENT_SLOT, slot, strict=True)]
    rows = session.execute(
        select(d.id, d.is_partial, i.undone_at)
        .join(i, and_(i.authority_id == d.authority_id, i.id == d.import_id))
        .where(d.authority_id == authority_id, *same)
    ).all()
    documents = [row.id for row in rows]
    found = layers((row.id, row.is_partial) for row in rows if row.undone_at is None)
    head = None if found is None else found.head
    described_by = null() if found is None else case((d.id == head, found.described_by))
    session.execute(
        update(d)
        .where(d.authority_id == authority_id, d.id.in_(documents))
        .values(is_current=d.id == head if head is not None else False, described_by=described_by)
        .execution_options(synchronize_session=False)
    )
    _refresh_lines(session, authority_id, documents, found)


def _refresh_lines(session: Session, authority_id: int, documents: Sequence[int], found: Layers | None) -> None:
    line = models.BudgetLine
    counting = () if found is None else found.counting
    _count_lines(session, authority_id, line.document_id.in_(set(documents) - set(counting)), None)
    if found is None:
        return
    _count_lines(session, authority_id, line.document_id.in_(counting), found.head)
    if len(counting) > 1:
        replaced = (line for line, counts in lines_counting(session, authority_id, found) if not counts)
        for some in batches(replaced, 500):
            _count_lines(session, authority_id, line.id.in_(some), None)


def _count_lines(session: Session, authority_id: int, which: ColumnElement[bool], head: int | None) -> None:
    line = models.BudgetLine
    session.execute(
        update(line)
        .where(line.authority_id == authority_id, which, line.counts_in.is_distinct_from(head))
        .values(counts_in=head)
        .execution_options(synchronize_session=False)
    )
