"""What an import brings, as one fingerprint: the same facts have the same, in any order, from any file.

Spooled facts are summed up by the database (how many, how much); two imports of one fingerprint are compared fact by
fact before anything is refused.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any, Protocol

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import Session

from data import standing
from data.facts import Facts
from data.importers.reading import DocumentRead
from data.importers.spool import Records
from metrics.documents import Column

_OF_DOCUMENT = ("budget_code", "year", "step", "number", "is_unified_account", "voted_on", "population")


class Brought(Protocol):
    """The part of a delivery that facts are in."""

    @property
    def documents(self) -> Sequence[DocumentRead]: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def records(self) -> Sequence[Records]: ...
    @property
    def complete(self) -> bool: ...
    @property
    def partial(self) -> Sequence[str]: ...


def fingerprint(
    session: Session, authority_id: int, delivery: Brought, brought: Mapping[str, tuple[int, int]]
) -> str | None:
    """None where nothing is brought. brought: the ids, by table, under which the spooled facts are stored."""
    said = [
        *([] if not delivery.documents else [["complete", delivery.complete]]),
        *([["partial", *sorted(delivery.partial)]] if delivery.partial else []),
        *_in_order(_document(document) for document in delivery.documents),
        *(
            [one.name, _in_order(map(_values, facts))]
            for one in fields(Facts)
            if (facts := getattr(delivery.facts, one.name))
        ),
        *(
            _summed_up(session, authority_id, standing.BY_TABLE[records.table], brought[records.table])
            for records in delivery.records
            if records.rows
        ),
    ]
    return hashlib.sha256(_text(said).encode()).hexdigest() if said else None


def _document(document: DocumentRead) -> list[Any]:
    return [
        [getattr(document, name) for name in _OF_DOCUMENT],
        [document.nomenclature.standard, document.nomenclature.variant],
        _in_order(
            [
                [getattr(line, name) for name in (*standing.LINE_KEY, "label", "absent")],
                [line.amounts.get(c) for c in Column],
            ]
            for line in document.lines
        ),
        _in_order([code, declared.text] for code, declared in document.declared.items()),
        None if document.loans is None else _in_order(_values(loan)[1:] for loan in document.loans),
    ]


def _values(read: Any) -> list[Any]:
    """What a fact says, wherever it stands."""
    return [getattr(read, one.name) for one in fields(read) if one.compare]


def _in_order(things: Iterable[Any]) -> list[str]:
    return sorted(map(_text, things))


def _text(thing: Any) -> str:
    return json.dumps(thing, ensure_ascii=False, separators=(",", ":"), default=str)


def _summed_up(session: Session, authority_id: int, model: type[Any], ids: tuple[int, int]) -> list[Any]:
    columns = model.__table__.columns
    amounts = [columns[name] for name in standing.values_of(model) if isinstance(columns[name].type, BigInteger)]
    sums = (cast(func.sum(column), BigInteger) for column in amounts)
    found = session.execute(
        select(func.count(), *map(func.count, amounts), *sums).where(
            model.authority_id == authority_id, model.id.between(*ids)
        )
    ).one()
    return [model.__tablename__, *found]
