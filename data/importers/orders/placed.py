"""Orders added up by day, account, function and operation, once the chart of accounts says where each is booked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from data.importers.booking import ACCOUNT, CHAPTER, FUNCTION, Charts, booked, nearest_chapters, with_zero
from data.importers.lines import check_account
from data.importers.orders.cells import Head
from data.importers.spool import Value
from data.importers.table import Table, Tally, Town
from metrics.nomenclature import ChartOfAccounts, Direction, Section

COLUMNS = (
    *("row", "sheet", "budget_code", "year", "issued_on", "direction", "section"),
    *("chapter", "account", "function", "operation", "amount"),
)


class _Slot(NamedTuple):
    budget: str
    year: int
    issued_on: date
    direction: Direction
    section: Section
    chapter: str | None
    account: str
    function: str | None
    operation: str | None


@dataclass
class _Sum:
    """rows: all those of the orders, of one sheet."""

    sheet: str | None
    rows: list[int] = field(default_factory=list)
    cents: int = 0


class Orders:
    """Sums by what the rows state; where that is booked is known only once all codes of a year are."""

    def __init__(self, town: Town | None) -> None:
        self._charts = Charts(town)
        self._sums: dict[tuple[Head, Direction, str | None], _Sum] = {}
        self._tables: dict[str | None, Table] = {}

    def add(self, head: Head, direction: Direction, cents: int, row: int, table: Table) -> None:
        key = (head, direction, table.sheet)
        found = self._sums.get(key)
        if found is None:
            found = self._sums[key] = _Sum(table.sheet)
            self._tables[table.sheet] = table
            self._charts.see(head.budget, head.year, head.account, head.function, head.chapter)
        found.rows.append(row)
        found.cents += cents

    def placed(self, tally: Tally) -> Iterator[tuple[Value, ...]]:
        """Rows of `COLUMNS`. What had to be inferred is told; orders that cannot be placed are refused and told."""
        slots: dict[_Slot, _Sum] = {}
        for (head, direction, sheet), summed in self._sums.items():
            with tally.findings.on(sheet):
                slot = _Placing(self._tables[sheet], tally, summed.rows).slot(
                    head, direction, self._charts.of(head.budget, head.year)
                )
                if slot is None:
                    tally.refused += len(summed.rows)
                    continue
                kept = slots.setdefault(slot, _Sum(sheet, summed.rows[:1]))
                kept.cents += summed.cents
        for slot, summed in slots.items():
            yield (summed.rows[0], summed.sheet, *_plain(slot), summed.cents)


@dataclass(frozen=True)
class _Placing:
    """Orders that state the same, and the rows they stand on."""

    table: Table
    tally: Tally
    rows: list[int]

    def slot(self, head: Head, direction: Direction, chart: ChartOfAccounts) -> _Slot | None:
        function = self._function(head, chart)
        if head.function and function is None:
            return None
        chapter = self._chapter(head, chart)
        where = booked(chart, head.account, direction, section=head.section, chapter=chapter, movement=head.movement)
        self._tell_account(head, chart)
        if chapter is None and where.chapter is not None and self.table.place(CHAPTER) is not None:
            self._tell("chapter_inferred", CHAPTER, None, read=where.chapter)
        return _Slot(
            *(head.budget, head.year, head.issued_on, direction, where.section),
            *(where.chapter, head.account, function, head.operation),
        )

    def _chapter(self, head: Head, chart: ChartOfAccounts) -> str | None:
        """12 is read as 012 where there is no chapter 12; one that the chart does not know is kept and told."""
        chapter = with_zero(head.chapter, chart)
        if chapter != head.chapter:
            self._tell("leading_zero", CHAPTER, head.chapter, read=chapter)
        elif chapter is not None and (allowed := nearest_chapters(chapter, chart)):
            self._tell("unknown_chapter", CHAPTER, chapter, allowed=allowed)
        return chapter

    def _function(self, head: Head, chart: ChartOfAccounts) -> str | None:
        """A function that a spreadsheet holds as a number may have lost its zero; None where it may be two."""
        function, padded = head.function, f"0{head.function}"
        if not head.has_numeric_function or padded not in chart.function_labels:
            return function
        if function in chart.function_labels:
            for row in self.rows:
                self.tally.findings.error_alike(
                    "ambiguous_function", row, self.table.title(FUNCTION), function, other=padded
                )
            return None
        self._tell("leading_zero", FUNCTION, function, read=padded)
        return padded

    def _tell_account(self, head: Head, chart: ChartOfAccounts) -> None:
        if chart.account(head.account) is None:
            for row in self.rows:
                check_account(head.account, row, self.table.title(ACCOUNT), chart, self.tally.findings)

    def _tell(self, code: str, name: str, text: str | None, **parts: object) -> None:
        for row in self.rows:
            self.tally.findings.warning_alike(code, row, self.table.title(name), text, **parts)


def _plain(slot: _Slot) -> tuple[Value, ...]:
    return (slot.budget, slot.year, slot.issued_on.isoformat(), str(slot.direction), str(slot.section), *slot[5:])
