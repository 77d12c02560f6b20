"""Rows of one file that count the same thing: finer than a fact and added up, or twice the same, or in disagreement.

Memory stays bounded whatever the length: a first pass keeps eight bytes a record; only where some repeat does another
one look at their cells.
"""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

from data.importers.grid import Row
from data.importers.numbers import LONGEST
from data.importers.periods.period import clock
from data.importers.spool import Records, Spool, Value
from data.importers.table import Tally
from data.importers.usage.rows import COLUMNS, Dates, Gathered, Record, RowReader
from metrics.values import Absence

TABLE: Final = "usage_record"
SLOT = slice(2, 9)  # of a record: what it counts, where, when, by which way and for whom
_NUMBERS = slice(9, 12)
_PARTS = 16  # of the fingerprints: one at a time is looked through
_TITLES_NAMED = 6
QUANTITY, ABSENCE, FEES = 9, 10, 11


class Fingerprints:
    """Eight bytes for each thing met, and which came more than once."""

    def __init__(self) -> None:
        self._parts = [array("q") for _ in range(_PARTS)]

    def add(self, fingerprint: int) -> None:
        self._parts[fingerprint % _PARTS].append(fingerprint)

    def repeated(self) -> set[int]:
        found: set[int] = set()
        for part in self._parts:
            seen = set(part)
            if len(seen) < len(part):
                found |= _more_than_once(part)
        return found


def _more_than_once(part: Sequence[int]) -> set[int]:
    once: set[int] = set()
    twice: set[int] = set()
    for fingerprint in part:
        (twice if fingerprint in once else once).add(fingerprint)
    return twice


@dataclass
class _Marked:
    """Fingerprints of the records whose slot repeats.

    details: with the cells that no field keeps. wholes: with the numbers too. finer: slots whose rows differ by such
    cells.
    """

    details: Fingerprints = field(default_factory=Fingerprints)
    wholes: Fingerprints = field(default_factory=Fingerprints)
    finer: set[int] = field(default_factory=set)
    rows: int = 0


def settled(readers: Sequence[RowReader], repeated: set[int], gathered: Gathered, records: Records) -> Records:
    """The records with one for each slot. Told: what was added up, and rows that cannot be."""
    marked = _marked(readers, repeated)
    if same := marked.details.repeated():
        telling = _Telling(marked, same, gathered.tally)
        for reader, number, found in _rows_found(readers, repeated):
            telling.row(reader, number, found)
    added = _added_up(records, repeated, gathered)
    if marked.finer:
        table = readers[0].table
        parts = {"rows_read": marked.rows, "records": len(marked.finer)}
        titles = _titles_left_out(readers)
        gathered.tally.findings.warning("added_up", table.header_row, None, titles, **parts)
    return added


class _Found(NamedTuple):
    """Fingerprints of a record whose slot repeats."""

    slot: int
    detail: int
    whole: int


def _marked(readers: Sequence[RowReader], repeated: set[int]) -> _Marked:
    marked = _Marked()
    first: dict[int, int] = {}
    for _, _, found in _rows_found(readers, repeated):
        for slot, detail, whole in found:
            marked.details.add(detail)
            marked.wholes.add(whole)
            if first.setdefault(slot, detail) != detail:
                marked.finer.add(slot)
        marked.rows += 1
    return marked


def _rows_found(readers: Sequence[RowReader], repeated: set[int]) -> Iterator[tuple[RowReader, int, list[_Found]]]:
    """The rows whose slots repeat, with the fingerprints of each of their records."""
    for reader in readers:
        details_of = _details(reader)
        for number, cells, made in reader.again():
            records = [one for one in made if one is not None and hash(one[SLOT]) in repeated]
            if records:
                details = details_of(cells)
                yield reader, number, [_fingerprints(record, details) for record in records]


def _fingerprints(record: Record, details: tuple[Any, ...]) -> _Found:
    slot = hash(record[SLOT])
    detail = hash((slot, details))
    return _Found(slot, detail, hash((detail, record[_NUMBERS])))


def _details(reader: RowReader) -> Callable[[Row], tuple[Any, ...]]:
    """The cells that no field keeps, and the time of day where the period has one."""
    left, when = reader.left_out(), [*reader.periods.places.values()]

    def details(cells: Row) -> tuple[Any, ...]:
        return (*(cells[place] for place in left), *(_clock(cells[place]) for place in when))

    return details


def _clock(cell: Any) -> str:
    return cell.time().isoformat() if isinstance(cell, datetime) else clock(cell) if isinstance(cell, str) else ""


class _Telling:
    """Tells each row that repeats another, or contradicts it."""

    def __init__(self, marked: _Marked, same: set[int], tally: Tally) -> None:
        self._finer = marked.finer
        self._same, self._twice = same, marked.wholes.repeated()
        self._tally = tally
        self._first: dict[int, tuple[str | None, int]] = {}

    def row(self, reader: RowReader, number: int, found: Sequence[_Found]) -> None:
        findings, sheet = self._tally.findings, reader.table.sheet
        code, earlier = min(filter(None, (self._against(one, (sheet, number)) for one in found)), default=("", ""))
        if not code:
            return
        with findings.on(sheet):
            if code == "same_detail":
                findings.warning_alike(code, number, None)
            else:
                findings.error(code, number, _figures(reader) if code == "overlap" else None, None, first=earlier)
                self._tally.refused += 1

    def _against(self, one: _Found, here: tuple[str | None, int]) -> tuple[str, str] | None:
        first = self._first
        if one.whole in self._twice and (earlier := first.setdefault(one.whole, here)) != here:
            return "duplicate_row", _place(earlier, here)
        if one.detail in self._same and (earlier := first.setdefault(one.detail, here)) != here:
            return "same_detail" if one.slot in self._finer else "overlap", _place(earlier, here)
        return None


def _place(earlier: tuple[str | None, int], here: tuple[str | None, int]) -> str:
    sheet, row = earlier
    return str(row) if sheet == here[0] else f"{row} ({sheet})"


def _titles_left_out(readers: Sequence[RowReader]) -> str:
    places = [(one.table, place) for one in readers for place in one.left_out() or one.periods.places.values()]
    titles = list(dict.fromkeys(table.columns[place].header for table, place in places))
    return ", ".join(titles[:_TITLES_NAMED])[: LONGEST * 2] + ("…" if len(titles) > _TITLES_NAMED else "")


@dataclass
class _Sum:
    """One slot: its first row, and what its rows add up to; a missing number is not a zero."""

    row: Value
    sheet: Value
    quantity: int | None = None
    fees: int | None = None
    absences: list[Value] = field(default_factory=list)

    def add(self, record: Sequence[Value]) -> None:
        quantity, fees = record[QUANTITY], record[FEES]
        if isinstance(quantity, int):
            self.quantity = (self.quantity or 0) + quantity
        else:
            self.absences.append(record[ABSENCE])
        if isinstance(fees, int):
            self.fees = (self.fees or 0) + fees

    @property
    def absence(self) -> Value:
        if self.quantity is not None:
            return None
        return self.absences[0] if len(set(self.absences)) == 1 else Absence.MISSING.value


def _added_up(records: Records, repeated: set[int], gathered: Gathered) -> Records:
    """The records written again, those of one slot as their sum, at the row of the first."""
    path = Path(records.path)
    finer = path.rename(path.with_suffix(".finer"))
    sums: dict[tuple[Value, ...], _Sum] = {}
    with Spool(path.parent, TABLE, COLUMNS) as spool:
        for record in Records(TABLE, COLUMNS, str(finer), records.rows).read():
            slot = record[SLOT]
            if hash(slot) in repeated:
                sums.setdefault(slot, _Sum(record[0], record[1])).add(record)
            else:
                spool.add(record)
        for slot, one in sums.items():
            spool.add((one.row, one.sheet, *slot, one.quantity, one.absence, one.fees))
    finer.unlink()
    partial = {int(one.row or 0) for one in sums.values() if one.quantity is not None and one.absences}
    for row in sorted(partial):
        gathered.tally.findings.warning_alike("partial_sum", row, None)
    return spool.records


def _figures(reader: RowReader) -> str:
    """The title of the first column of figures."""
    return reader.columns[0].counted.header


def tell_overlaps(readers: Sequence[RowReader], records: Records, gathered: Gathered) -> None:
    """Told: two periods of one series that share days, as a month and one of its weeks: counted twice.

    readers: of the tables that hold counts; a row that is itself what is counted is never another.
    """
    holders, overlapping = _overlapping(gathered.dates)
    titles: dict[Value, str] = {reader.table.sheet: _figures(reader) for reader in readers}
    if not overlapping or not titles:
        return
    counts = [one for one in records.read() if _dates(one) in holders and one[1] in titles]
    long: dict[tuple[Value, ...], list[tuple[str, str, int]]] = {}
    for record in counts:
        long.setdefault(_series(record), []).append((*_dates(record), int(record[0] or 0)))
    told: set[tuple[int, int]] = set()
    for record in records.read():
        if record[1] in titles and _dates(record) in overlapping:
            for pair in _sharing(record, long.get(_series(record), ())) - told:
                told.add(pair)
                with gathered.tally.findings.on(None if record[1] is None else str(record[1])):
                    gathered.tally.findings.error("overlap", pair[1], titles[record[1]], None, first=str(pair[0]))


def _sharing(record: Sequence[Value], others: Sequence[tuple[str, str, int]]) -> set[tuple[int, int]]:
    """The rows of one series whose periods share days with a record's, each with its own, the first first."""
    (first, last), row = _dates(record), int(record[0] or 0)
    return {
        (min(row, other), max(row, other))
        for starts, ends, other in others
        if (starts, ends) != (first, last) and starts <= last and first <= ends
    }


def _dates(record: Sequence[Value]) -> Dates:
    return str(record[5]), str(record[6])


def _series(record: Sequence[Value]) -> tuple[Value, ...]:
    return (*record[2:5], *record[7:9])


def _overlapping(dates: set[Dates]) -> tuple[set[Dates], set[Dates]]:
    """Periods that share days with another; first, those that end last of each such pair in their order."""
    holders: set[Dates] = set()
    overlapping: set[Dates] = set()
    last: Dates | None = None
    for one in sorted(dates):
        if last is not None and one[0] <= last[1]:
            holders.add(last)
            overlapping |= {last, one}
        if last is None or one[1] > last[1]:
            last = one
    return holders, overlapping
