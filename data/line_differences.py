"""The lines of a document about to be stored, against those that count now."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data import models
from data.importers.reading import DocumentRead, LineRead
from data.queries import DocumentRow
from data.standing import LINE_KEY
from metrics.documents import Column

CHANGES_KEPT = 2_000  # of each document; the rest is counted
ROWS_KEPT = 1_000
UNITS = (100_000, 10_000, 1_000, 100, 1)  # cents
_Key = tuple[str | None, ...]
_DETAIL = -2  # from here on, what a key says beside the account: its function and its operation
_Amounts = Mapping[Column, int]


class Change(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REMOVED = "removed"


@dataclass(frozen=True)
class LineChange:
    """All lines of one key, their amounts added up in cents: as they count now, and as they would.

    Of a line that stays, only the columns that the new file has: what it has not is told of the whole document.
    before: None for lines that are new. after: None for lines that would no longer count. rows: of the new file.
    """

    section: str
    direction: str
    nature: str
    chapter: str | None
    account: str
    function: str | None
    operation: str | None
    label: str | None
    before: _Amounts | None
    after: _Amounts | None
    rows: tuple[int, ...] = ()

    @property
    def change(self) -> Change:
        if self.before is None:
            return Change.ADDED
        if self.after is None:
            return Change.REMOVED
        return Change.UNCHANGED if self.before == self.after else Change.CHANGED


@dataclass(frozen=True)
class DocumentDifference:
    """A document against the one that counts now. The counts are of keys (`standing.LINE_KEY`), not of lines.

    earlier: None where no document of this budget, year, step and number counts: all is added, and no change listed.
    removed: lines that would no longer count; always 0 for a document that completes. changes: the first that differ.
    lost: columns of amounts that lines which stay print now, and that the new file does not have.
    rounded: lines whose new amounts are those that count now, only rounded, to `rounded_to` cents.
    coarser: rows of a file that would complete the document without the function or operation that it details: their
    amounts would count twice.
    repeated: how many rows of the file speak of a line that counts already, changed or not.
    """

    budget_code: str
    budget_name: str
    year: int
    step: str
    number: int
    earlier: DocumentRow | None
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    changes: tuple[LineChange, ...] = ()
    repeated: int = 0
    lost: tuple[Column, ...] = ()
    coarser: tuple[int, ...] = ()
    rounded: int = 0
    rounded_to: int = 1

    @property
    def slot(self) -> str:
        """As `DocumentRead.slot`."""
        return f"{self.budget_code} {self.year} {self.step} {self.number}"

    @property
    def changes_nothing(self) -> bool:
        return not (self.added or self.changed or self.removed or self.lost)


def compared(
    session: Session, authority_id: int | None, document: DocumentRead, earlier: DocumentRow | None, *, complete: bool
) -> DocumentDifference:
    """complete: whether the document would replace the earlier one, or complete it."""
    new = _summed(document.lines)
    found = _Found(frozenset(column for line in document.lines for column in line.amounts), _unit_of(document.lines))
    if authority_id is not None and earlier is not None:
        for key, label, before in _counting(session, authority_id, earlier.id):
            after = new.pop(key, None)
            if after is not None or complete:
                found.add(key, label, before, after)
            elif key[_DETAIL:] != (None, None):
                found.detailed.add(key[:_DETAIL])
    for key, added in new.items():
        found.add(key, None, None, added, listed=earlier is not None)
    return DocumentDifference(
        budget_code=document.budget_code,
        budget_name=document.budget_name,
        year=document.year,
        step=str(document.step),
        number=document.number,
        earlier=earlier,
        changes=tuple(found.changes),
        lost=tuple(column for column in Column if column in found.lost),
        coarser=tuple(sorted(row for key, one in new.items() if found.is_detailed(key) for row in one.rows)),
        repeated=found.repeated,
        rounded=found.rounded,
        rounded_to=found.unit,
        **{str(change): n for change, n in found.counts.items()},
    )


@dataclass
class _Sums:
    """The lines of one key in the file."""

    label: str | None
    amounts: dict[Column, int] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)

    def add(self, line: LineRead) -> None:
        self.rows.append(line.row)
        for column, cents in line.amounts.items():
            self.amounts[column] = self.amounts.get(column, 0) + cents


class _Found:
    """Counts changes as they are met, and keeps the first. columns: the amounts that the new file prints.

    unit: cents that all of them are multiples of.
    """

    def __init__(self, columns: frozenset[Column], unit: int) -> None:
        self.columns = columns
        self.unit = unit
        self.rounded = 0
        self.lost: set[Column] = set()
        self.detailed: set[_Key] = set()
        self.counts = dict.fromkeys(Change, 0)
        self.changes: list[LineChange] = []
        self.repeated = 0

    def add(
        self, key: _Key, label: str | None, before: _Amounts | None, after: _Sums | None, *, listed: bool = True
    ) -> None:
        rows = [] if after is None else after.rows
        if before is not None and after is not None:
            self.lost |= {column for column, cents in before.items() if cents} - self.columns
            before = {column: cents for column, cents in before.items() if column in self.columns}
        line: Any = dict(zip(LINE_KEY, key, strict=True))
        line |= {"label": label if after is None else after.label or label, "rows": tuple(rows[:ROWS_KEPT])}
        change = LineChange(**line, before=before, after=None if after is None else after.amounts)
        self.counts[change.change] += 1
        self.rounded += change.change is Change.CHANGED and self._is_only_rounded(change)
        if before is not None:
            self.repeated += len(rows)
        if listed and change.change is not Change.UNCHANGED and len(self.changes) < CHANGES_KEPT:
            self.changes.append(change)

    def _is_only_rounded(self, change: LineChange) -> bool:
        """Whether each amount that changes is the one that counts now, to the unit of the file."""
        before, after = change.before or {}, change.after or {}
        pairs = [(before[column], cents) for column, cents in after.items() if column in before]
        changed = [(exact, cents) for exact, cents in pairs if exact != cents]
        return bool(changed) and all(abs(exact - cents) < self.unit and exact % self.unit for exact, cents in changed)

    def is_detailed(self, key: _Key) -> bool:
        """Whether a line without function and operation adds up lines that count, and would count beside them."""
        return key[_DETAIL:] == (None, None) and key[:_DETAIL] in self.detailed


def _unit_of(lines: Iterable[LineRead]) -> int:
    """The largest round number of cents, up to a thousand euros, of which every amount is a multiple."""
    unit = UNITS[0]
    for line in lines:
        for cents in line.amounts.values():
            while cents % unit:
                unit = UNITS[UNITS.index(unit) + 1]
        if unit == 1:
            break
    return unit


def _summed(lines: Iterable[LineRead]) -> dict[_Key, _Sums]:
    found: dict[_Key, _Sums] = {}
    for line in lines:
        key = tuple(None if (code := getattr(line, name)) is None else str(code) for name in LINE_KEY)
        found.setdefault(key, _Sums(line.label)).add(line)
    return found


def _counting(session: Session, authority_id: int, head: int) -> Iterator[tuple[_Key, str | None, _Amounts]]:
    """Key, label and amounts of the lines that count in a document, those of one key added up, in the file's order."""
    line = models.BudgetLine
    key = [getattr(line, name) for name in LINE_KEY]
    rows = session.execute(
        select(*key, func.max(line.label), *(func.sum(getattr(line, column)) for column in Column))
        .where(line.authority_id == authority_id, line.counts_in == head)
        .group_by(*key)
        .order_by(func.min(line.id))
    )
    for row in rows:
        cents = zip(Column, row[len(key) + 1 :], strict=True)
        yield tuple(row[: len(key)]), row[len(key)], {column: int(n) for column, n in cents if n is not None}
