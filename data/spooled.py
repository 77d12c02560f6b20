"""Rows that a reading spooled, on their way into a table: ids in the place of ranks, chunk by chunk."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from operator import itemgetter
from typing import Any

import numpy as np
from sqlalchemy.orm import Session

from data import models
from data.bulk import bulk_insert
from data.facts import Facts
from data.importers.spool import Records
from data.refused import Refused
from data.rows import Ids, known_facilities, known_services
from data.standing import BY_TABLE, SLOTS

TABLES = {model.__tablename__ for model in (models.UsageRecord, models.PublishedFigure, models.BalanceLine)}
_KEY = ("authority_id", "id", "import_id", "is_current")
_Chunk = list[list[Any]]


class Spooled:
    """The rows of a spool as their table takes them. Services and facilities not stored yet have no id."""

    def __init__(self, session: Session, authority_id: int, records: Records, facts: Facts) -> None:
        if records.table not in TABLES:
            raise ValueError(f"no facts of table {records.table} are spooled")
        self.model: type[Any] = BY_TABLE[records.table]
        self.columns = tuple(f"{name}_id" if name in ("service", "facility") else name for name in records.columns)
        self._records = records
        self._put_ids = _put_ids(session, authority_id, records, facts)

    def chunks(self) -> Iterator[_Chunk]:
        """Refused: `reading_lost` where the file of the spool is gone, or is not whole."""
        rows = 0
        try:
            for chunk in self._records.chunks():
                self._put_ids(chunk)
                rows += len(chunk)
                yield chunk
        except (OSError, ValueError) as lost:
            raise Refused("reading_lost") from lost
        if rows != self._records.rows:
            raise Refused("reading_lost")


class SlotsMet:
    """Remembers of what each row speaks, in eight bytes a row: enough to know that none speaks of it twice."""

    def __init__(self, model: type[Any], columns: Sequence[str]) -> None:
        self._slot = itemgetter(*(columns.index(name) for name in SLOTS[model] if name in columns))
        self._hashes = array("q")

    def add(self, chunk: _Chunk) -> None:
        self._hashes.extend(map(hash, map(self._slot, chunk)))

    def may_repeat(self) -> bool:
        """False where all differ; True nearly always means that two are the same."""
        in_order = np.sort(np.frombuffer(self._hashes, dtype=np.int64))
        return bool((in_order[1:] == in_order[:-1]).any())


def store_records(
    session: Session, ids: Ids, import_id: int, records: Records, facts: Facts, progress: Callable[[int], None]
) -> bool:
    """Store a spool; whether two of its rows may speak of the same thing.

    progress: told the rows stored since the last time. Refused: as `Spooled.chunks`.
    """
    spooled = Spooled(session, ids.authority_id, records, facts)
    met = SlotsMet(spooled.model, spooled.columns)
    first = ids.reserve(spooled.model, records.rows)

    def rows() -> Iterator[tuple[Any, ...]]:
        next_id = first
        for chunk in spooled.chunks():
            met.add(chunk)
            yield from [(ids.authority_id, n, import_id, 1, *row) for n, row in enumerate(chunk, start=next_id)]
            next_id += len(chunk)
            progress(len(chunk))

    bulk_insert(session, records.table, (*_KEY, *spooled.columns), rows())
    return met.may_repeat()


def _put_ids(session: Session, authority_id: int, records: Records, facts: Facts) -> Callable[[_Chunk], None]:
    """What puts ids in the place of ranks, in a chunk of rows."""
    if "service" not in records.columns:
        return lambda _chunk: None
    services, facilities = _ids_by_rank(session, authority_id, facts)
    service, facility = records.columns.index("service"), records.columns.index("facility")

    def put(chunk: _Chunk) -> None:
        for row in chunk:
            row[service] = services[row[service]]
            row[facility] = facilities[row[facility]]

    return put


def _ids_by_rank(
    session: Session, authority_id: int, facts: Facts
) -> tuple[list[int | None], dict[int | None, int | None]]:
    services, facilities = known_services(session, authority_id), known_facilities(session, authority_id)
    by_rank: dict[int | None, int | None] = {None: None}
    for rank, place in enumerate(facts.facilities):
        by_rank[rank] = facilities.get((place.service, place.code))
    return [services.get(service.code) for service in facts.services], by_rank
