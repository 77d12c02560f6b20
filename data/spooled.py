"""Rows that a reading spooled, on their way into a table: ids in the place of ranks, chunk by chunk."""

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from data import models
from data.bulk import Chunk, insert_chunks
from data.facts import Facts
from data.importers.spool import Records
from data.refused import Refused
from data.rows import Ids, known_facilities, known_services
from data.standing import BY_TABLE, SLOTS

_MODELS = (models.UsageRecord, models.PublishedFigure, models.BalanceLine, models.PaymentOrder)
TABLES = {model.__tablename__ for model in _MODELS}
_KEY = ("id", "authority_id", "import_id", "is_current")
_PLACES = ("service", "facility")


class Spooled:
    """The rows of a spool as their table takes them. Services and facilities not stored yet have no id."""

    def __init__(self, session: Session, authority_id: int, records: Records, facts: Facts) -> None:
        if records.table not in TABLES:
            raise ValueError(f"no facts of table {records.table} are spooled")
        self.model: type[Any] = BY_TABLE[records.table]
        self.columns = tuple(f"{name}_id" if name in _PLACES else name for name in records.columns)
        self._records = records
        self._ids = _ids_by_rank(session, authority_id, facts) if "service" in records.columns else {}

    def chunks(self) -> Iterator[Chunk]:
        """Refused: `reading_lost` where the file of the spool is gone, or is not whole."""
        rows = 0
        try:
            for chunk in self._records.chunks():
                rows += len(chunk[0])
                yield [self._with_ids(name, column) for name, column in zip(self._records.columns, chunk, strict=True)]
        except (OSError, ValueError) as lost:
            raise Refused("reading_lost") from lost
        if rows != self._records.rows:
            raise Refused("reading_lost")

    def _with_ids(self, name: str, column: Sequence[Any]) -> Sequence[Any]:
        return [*map(self._ids[name].__getitem__, column)] if name in self._ids else column


class SlotsMet:
    """Remembers of what each row speaks, in eight bytes a row: enough to know that none speaks of it twice."""

    def __init__(self, model: type[Any], columns: Sequence[str]) -> None:
        self._places = [columns.index(name) for name in SLOTS[model] if name in columns]
        self._hashes = array("q")

    def add(self, chunk: Chunk) -> None:
        self._hashes.extend(map(hash, zip(*(chunk[place] for place in self._places), strict=True)))

    def may_repeat(self) -> bool:
        """False where all differ; True nearly always means that two are the same."""
        in_order = np.sort(np.frombuffer(self._hashes, dtype=np.int64))
        return bool((in_order[1:] == in_order[:-1]).any())


def store_records(
    session: Session, ids: Ids, import_id: int, records: Records, facts: Facts, progress: Callable[[int], None]
) -> bool:
    """Store a spool; whether two of its rows may speak of the same thing.

    progress: told, by another thread, the rows stored since the last time. Refused: as `Spooled.chunks`.
    """
    spooled = Spooled(session, ids.authority_id, records, facts)
    met = SlotsMet(spooled.model, spooled.columns)
    first = ids.reserve(spooled.model, records.rows)

    def keyed() -> Iterator[Chunk]:
        next_id = first
        for chunk in spooled.chunks():
            met.add(chunk)
            rows = len(chunk[0])
            same = ([value] * rows for value in (ids.authority_id, import_id, 1))
            yield [range(next_id, next_id + rows), *same, *chunk]
            next_id += rows
            progress(rows)

    insert_chunks(session, records.table, (*_KEY, *spooled.columns), keyed())
    return met.may_repeat()


def _ids_by_rank(session: Session, authority_id: int, facts: Facts) -> dict[str, Mapping[Any, int | None]]:
    """The ids of the services and the facilities of a reading by their ranks in it."""
    services, facilities = known_services(session, authority_id), known_facilities(session, authority_id)
    return {
        "service": {rank: services.get(service.code) for rank, service in enumerate(facts.services)},
        "facility": {
            None: None,
            **{rank: facilities.get((place.service, place.code)) for rank, place in enumerate(facts.facilities)},
        },
    }
