"""Blank amounts in columns that are otherwise full: an oversight as likely as an absence, so they are told."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from data.importers.budget.codes import SINGLE_ACCOUNT_CHAPTERS
from data.importers.budget.credits import Slot
from data.importers.budget.rows import Entry, Head
from data.importers.reading import LineRead
from metrics.documents import Column, applies
from metrics.nomenclature import Direction, Nature, Section

Plan = tuple[tuple[int, Column], ...]  # which amount of a line each slot of a group is
FEWEST_ROWS = 4  # for a column to be said full
ONE_IN = 50  # rows at most are blank, or one alone: more is how the file is made
_Alike = tuple[Section, Direction, Nature]  # what is committed, or executed, differs from one to another


class Blank(NamedTuple):
    """A cell left blank in a column that is full besides, and the line whose amount it is."""

    entry: Entry
    line: LineRead
    column: Column
    slot: Slot


@dataclass
class Blanks:
    """Counts the rows of each document and table, by its plan, and keeps those that leave a column blank."""

    _rows: dict[int, Counter[_Alike]] = field(default_factory=lambda: defaultdict(Counter))
    _blank: dict[tuple[int, int], dict[_Alike, list[Blank]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def add(self, entry: Entry, plan: Plan, head: Head, line: LineRead) -> None:
        """plan: the very one of its document and table."""
        if line.account in SINGLE_ACCOUNT_CHAPTERS or head.step.is_difference:
            return  # voted and never executed, or changed where it is stated
        alike = (line.section, line.direction, line.nature)
        self._rows[id(plan)][alike] += 1
        if len(line.amounts) == len(plan):
            return
        for rank, column in plan:
            if column in line.amounts or not _is_expected(column, plan, head) or _says_nothing(entry, rank):
                continue
            if column is not Column.VOTED or not entry.grid.credits:  # else a later decision may be all its credits
                self._blank[id(plan), rank][alike].append(Blank(entry, line, column, entry.grid.slots[rank]))

    def found(self) -> Iterator[Blank]:
        """Each blank cell of the columns that are full besides."""
        for (plan, _), blank in self._blank.items():
            yield from _oversights(self._rows[plan], blank)


def _oversights(rows: Mapping[_Alike, int], blank: Mapping[_Alike, list[Blank]]) -> list[Blank]:
    """Of the sorts of rows that fill a column, those that leave it blank, where they are few."""
    filling = {alike: n for alike, n in rows.items() if len(blank.get(alike, ())) < n}
    found = [one for alike in filling for one in blank.get(alike, ())]
    n = sum(filling.values())
    return found if n >= FEWEST_ROWS and len(found) <= max(1, n // ONE_IN) else []


def _is_expected(column: Column, plan: Plan, head: Head) -> bool:
    """Proposals, credits opened beside a vote and what is carried over are blank where there is none."""
    if column is Column.OPENED:
        return all(other is not Column.VOTED for _, other in plan)
    return column in (Column.VOTED, Column.COMMITTED, Column.EXECUTED) and applies(column, head.step)


def _says_nothing(entry: Entry, rank: int) -> bool:
    """Whether the cell holds a dash or its like, told by itself."""
    place = entry.grid.slots[rank].place
    return any(remark.place == place for remark in entry.remarks)
