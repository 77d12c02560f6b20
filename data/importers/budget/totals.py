"""Totals that a table prints: left aside, told, and compared to the cent with the lines they add up."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from data.importers.budget.grid import Group, by_step
from data.importers.budget.rows import LABELS, Entry, Role, euros, is_code, says_total
from data.importers.budget.sums import SharedSums, Sums
from data.importers.budget.words import side_in, words_of
from data.importers.findings import Findings
from data.importers.reading import DocumentRead, LineRead, PrintedTotal
from metrics.nomenclature import ChartOfAccounts, Nature

LONGEST_QUOTE = 60
WHOLE = "Σ"  # the place of a total that nothing names
_CHAPTER = re.compile(
    r"\bchap(?:itre)?s? (?:(?:n|no|numero|n[°º]) ?)?([0-9]{2,4})\b|\b(?:total|totaux) ([0-9]{2,4})\b|^([0-9]{2,4})\b"
)
# Words that leave a total named by its section, its side and its nature alone.
_NAMING_WORDS = re.compile(
    r"\b(?:sous|totaux|total|general|generale|cumul|cumule|des|de|du|d|la|le|les|l|et|section|operations?|budgets?|"
    r"budgetaires?|chapitres?|chap|reelles?|reels?|ordre|euros?|eur|fonctionnement|exploitation|investissement|depenses?"
    r"|recettes?|expenditures?|revenues?|spending|operating|investment|[0-9]+|[ivx]+|[abc])\b"
)


@dataclass(frozen=True)
class Scope:
    """What a total names; None for what it leaves open."""

    section: str | None = None
    direction: str | None = None
    chapter: str | None = None
    nature: str | None = None

    def __str__(self) -> str:
        return " ".join(part for part in (self.section, self.direction, self.chapter, self.nature) if part)

    def holds(self, line: LineRead) -> bool:
        pairs = (
            (self.section, line.section),
            (self.direction, line.direction),
            (self.chapter, line.chapter),
            (self.nature, line.nature),
        )
        return all(asked is None or asked == value for asked, value in pairs)


@dataclass
class Totals:
    """Compares the totals of one table with its lines. placed: the lines that rows became, by row.

    is_summary: the table only sums up others. beyond: the one document that these make; None where they make several.
    """

    entries: Sequence[Entry]
    placed: Mapping[int, LineRead]
    chart: ChartOfAccounts
    is_summary: bool
    beyond: DocumentRead | None
    findings: Findings

    def compare(self) -> list[PrintedTotal]:
        totals = [(rank, entry) for rank, entry in enumerate(self.entries) if entry.role is Role.TOTAL]
        if not totals:
            return []
        self._tell(totals[0][1], len(totals))
        if self.findings.errors:
            return []  # rows are missing from every sum
        sums, shared, scoped = Sums(self.entries), SharedSums(self.entries), _Scoped(self)
        printed: list[PrintedTotal] = []
        for rank, entry in totals:
            scope = self._scope(entry, is_last=not any(one.role is Role.LINE for one in self.entries[rank + 1 :]))
            is_proved = sums.covers(rank) or shared.covers(entry)
            printed += self._compared(entry, scope, scoped.sums(scope), is_proved=is_proved)
        return printed

    def _tell(self, first: Entry, n: int) -> None:
        """Name the first by the cell that says it is one, else by its label, its code, any word, its amount."""
        texts = [one for one in zip(first.grid.fields, first.texts, strict=True) if one[1]]
        labels = [one for one in texts if one[0] in LABELS]
        telling = [one for one in texts if says_total(one[1])] or [one for one in labels if "label" in one[0]]
        named: list[tuple[str | None, str]] = [
            (first.grid.title(name), text) for name, text in telling or labels or texts
        ]
        slots = zip(first.grid.slots, first.amounts, strict=True)
        figures = [(slot.title, amount) for slot, amount in slots if amount is not None]
        if figures and not named:
            column, amount = figures[0]
            self.findings.warning("total_row", first.number, column, euros(amount), text_cents=amount, n=n)
        else:
            title, text = (named or [(None, "")])[0]
            self.findings.warning("total_row", first.number, title, text[:LONGEST_QUOTE], n=n)

    def _scope(self, entry: Entry, *, is_last: bool) -> Scope | None:
        """What the row names; None where its words say more than a chapter, a section, a side and a nature.

        A last row that says no more than « total » is that of all.
        """
        if self.is_summary and self.beyond is None:
            return None
        said = words_of(entry.label)
        section, direction = _side(entry, "section"), _side(entry, "direction")
        chapter = self._chapter(entry, said)
        if chapter is None and (_NAMING_WORDS.sub(" ", said).strip() or not (section or direction or is_last)):
            return None
        nature = Nature.REAL if " reel" in f" {said}" else Nature.ORDER if "ordre" in said.split() else None
        return Scope(section, direction, chapter, None if chapter else nature)

    def _chapter(self, entry: Entry, said: str) -> str | None:
        named = _CHAPTER.search(said)
        code = _code(entry) or next(filter(None, named.groups() if named else ()), "")
        if code in self._read_as:
            return self._read_as[code]
        return next((one for one in (code, code.zfill(3)) if code and one in self.chart.chapter_labels), None)

    @cached_property
    def _read_as(self) -> Mapping[str, str]:
        """How the chapters that rows state were read: 11 as 011."""
        lines = ((entry.chapter, self.placed.get(entry.number)) for entry in self.entries if entry.role is Role.LINE)
        return {stated: line.chapter for stated, line in lines if stated and line is not None and line.chapter}

    def _compared(
        self, entry: Entry, scope: Scope | None, sums: Mapping[int, int], *, is_proved: bool
    ) -> Iterator[PrintedTotal]:
        place = (str(scope) if scope else "") or entry.label[:LONGEST_QUOTE] or WHOLE
        if not is_proved and scope is None:
            self.findings.warning_alike("total_unchecked", entry.number, None)
            return
        for rank, slot in enumerate(entry.grid.slots):
            amount = entry.amounts[rank]
            if amount is None:
                continue
            computed = amount if is_proved else sums.get(rank, 0)
            if computed != amount:
                parts = {"text_cents": amount, "sum_cents": computed, "place": place}
                self.findings.warning("total_mismatch", entry.number, slot.title, euros(amount), **parts)
            yield PrintedTotal(place, slot.title, amount, computed, entry.grid.table.sheet, entry.number)


class _Scoped:
    """Sums by slot of the lines that a scope holds, computed once a scope."""

    def __init__(self, totals: Totals) -> None:
        self._totals = totals
        self._known: dict[Scope | None, dict[int, int]] = {}

    def sums(self, scope: Scope | None) -> Mapping[int, int]:
        if scope is None:
            return {}
        if scope not in self._known:
            beyond = self._totals.beyond if self._totals.is_summary else None
            self._known[scope] = self._of_rows(scope) if beyond is None else self._of_others(scope, beyond)
        return self._known[scope]

    def _of_rows(self, scope: Scope) -> dict[int, int]:
        sums: dict[int, int] = defaultdict(int)
        for entry in self._totals.entries:
            line = self._totals.placed.get(entry.number)
            if entry.role is Role.LINE and line is not None and scope.holds(line):
                for rank, amount in enumerate(entry.amounts):
                    sums[rank] += amount or 0
        return sums

    def _of_others(self, scope: Scope, beyond: DocumentRead) -> dict[int, int]:
        grid = self._totals.entries[0].grid
        lines = [line for line in beyond.lines if scope.holds(line)]
        sums: dict[int, int] = {}
        for group in grid.groups:
            of_group = [line for line in lines if _is_under(group, line)]
            for rank in group.slots:
                column = grid.slots[rank].column or by_step(beyond.step)
                sums[rank] = sum(line.amounts.get(column, 0) for line in of_group)
        return sums


def _is_under(group: Group, line: LineRead) -> bool:
    """Whether columns that may part the sections or the sides hold the line's amounts."""
    return group.section in ("", line.section) and group.direction in ("", line.direction)


def _code(entry: Entry) -> str:
    """The chapter that a row states; its cell may hold words instead: « Total chapitre 011 »."""
    return next(filter(is_code, (entry.chapter, entry.account)), "")


def _side(entry: Entry, name: str) -> str | None:
    """The section or direction of a total's lines; None where its columns part them."""
    if any(getattr(group, name) for group in entry.grid.groups):
        return None
    # The label of a chapter may name a section it gives to or takes from: « Virement à la section… ».
    named = None if _code(entry) else side_in(entry.label).get(name)
    return named or side_in(entry.text(name)).get(name) or _letter(entry.text(name))


def _letter(text: str) -> str | None:
    return text if len(text) == 1 and text in "FIDR" else None
