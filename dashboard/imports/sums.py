"""What a reading adds up to, before anything is stored: by chapter for budgets, by measure and year for use, by
budget and year for orders."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from data.importers.reading import DocumentRead, Reading
from data.importers.spool import Records, Value
from metrics.documents import Column
from metrics.nomenclature import Direction, Section
from metrics.values import Absence


@dataclass(frozen=True)
class ChapterSum:
    """Lines of one chapter. amounts: cents by column, of the columns its lines print."""

    section: Section
    direction: Direction
    chapter: str
    lines: int
    amounts: Mapping[Column, int]


@dataclass(frozen=True)
class UseSum:
    """What was counted of one measure of one service over the records that begin in one year.

    absent: how many records have no quantity, by why. quantity: thousandths of the measure's unit; None where no
    record of the year has one. fees: cents.
    """

    service: str
    measure: str
    year: str
    records: int
    absent: Mapping[Absence, int]
    quantity: int | None
    fees: int | None


@dataclass(frozen=True)
class OrderSum:
    """What the orders of one direction add up to in one budget year, from the first of them to the last; cents."""

    budget: str
    year: int
    direction: Direction
    first: date
    last: date
    cents: int


def by_chapter(document: DocumentRead) -> list[ChapterSum]:
    amounts: dict[tuple[Section, Direction, str], Counter[Column]] = defaultdict(Counter)
    lines: Counter[tuple[Section, Direction, str]] = Counter()
    for line in document.lines:
        place = (line.section, line.direction, line.chapter or "")
        lines[place] += 1
        amounts[place].update(line.amounts)
    order = {place: (list(Section).index(place[0]), list(Direction).index(place[1]), place[2]) for place in lines}
    return [ChapterSum(*place, lines[place], amounts[place]) for place in sorted(lines, key=order.__getitem__)]


def of_use(reading: Reading) -> list[UseSum]:
    """Streamed from where the records are kept: they may be millions."""
    counted: dict[tuple[str, str, str], _Counted] = defaultdict(_Counted)
    names = [service.name for service in reading.facts.services]
    for records in reading.records:
        if records.table == "usage_record":
            for service, measure, starts_on, *figures in _cells(records):
                counted[names[int(service or 0)], str(measure), str(starts_on)[:4]].add(*figures)
    return [
        UseSum(*place, one.records, one.absent, one.quantity if one.records > one.absent.total() else None, one.fees)
        for place, one in sorted(counted.items())
    ]


def of_orders(reading: Reading) -> list[OrderSum]:
    """By budget, year and direction: what the accountant's own totals can be compared with."""
    found: dict[tuple[str, int, str], OrderSum] = {}
    for records in reading.records:
        for row in records.read() if records.table == "payment_order" else ():
            cell: dict[str, Any] = dict(zip(records.columns, row, strict=True))
            day = date.fromisoformat(cell["issued_on"])
            key = (cell["budget_code"], cell["year"], cell["direction"])
            known = found.get(key) or OrderSum(*key[:2], Direction(key[2]), day, day, 0)
            found[key] = replace(
                known, first=min(known.first, day), last=max(known.last, day), cents=known.cents + cell["amount"]
            )
    return [found[key] for key in sorted(found)]


@dataclass
class _Counted:
    records: int = 0
    absent: Counter[Absence] = field(default_factory=Counter)
    quantity: int = 0
    fees: int | None = None

    def add(self, quantity: Value, absence: Value, fees: Value) -> None:
        self.records += 1
        if quantity is None:
            self.absent[Absence(str(absence))] += 1
        else:
            self.quantity += int(quantity)
        if fees is not None:
            self.fees = (self.fees or 0) + int(fees)


def _cells(records: Records) -> Iterator[tuple[Value, ...]]:
    """What is counted of each record, in this order; None for a column that is not there."""
    wanted = ("service", "measure", "starts_on", "quantity", "absence", "fees")
    places = [records.columns.index(name) if name in records.columns else None for name in wanted]
    for row in records.read():
        yield tuple(None if place is None else row[place] for place in places)


def columns_of(sums: Iterable[ChapterSum]) -> list[Column]:
    """The columns that some chapter prints, in their own order."""
    printed = {column for one in sums for column in one.amounts}
    return [column for column in Column if column in printed]
