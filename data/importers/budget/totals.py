"""Totals that a table prints: left aside, told, and compared to the cent with the lines they add up."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from data.importers.budget.grid import Group, by_step
from data.importers.budget.rounding import rounding
from data.importers.budget.rows import LABELS, Entry, Role, euros, is_code, says_total
from data.importers.budget.sums import SharedSums, Sums
from data.importers.budget.words import side_in, words_of
from data.importers.findings import Findings, named
from data.importers.reading import LEFT_OUT, ROUNDING, DocumentRead, LineRead, PrintedTotal
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
    left_out: the rows that a person left out.
    """

    entries: Sequence[Entry]
    placed: Mapping[int, LineRead]
    chart: ChartOfAccounts
    is_summary: bool
    beyond: DocumentRead | None
    findings: Findings
    left_out: Sequence[Entry] = ()

    def compare(self) -> list[PrintedTotal]:
        totals = [(rank, entry) for rank, entry in enumerate(self.entries) if entry.role is Role.TOTAL]
        if not totals:
            return []
        self._tell(totals[0][1], len(totals))
        if self.findings.errors:
            return []  # rows are missing from every sum
        return [one for rank, entry in totals for one in self._compared(rank, entry)]

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

    def _compared(self, rank: int, entry: Entry) -> Iterator[PrintedTotal]:
        scope = self._scope(entry, is_last=not any(one.role is Role.LINE for one in self.entries[rank + 1 :]))
        place = (str(scope) if scope else "") or entry.label[:LONGEST_QUOTE] or WHOLE
        sums = self._sums_of(rank, entry, scope)
        if sums is None:
            self.findings.warning_alike("total_unchecked", entry.number, None)
            return
        printed = {slot: amount for slot, amount in enumerate(entry.amounts) if amount is not None}
        gaps = {slot: amount - sums.get(slot, 0) for slot, amount in printed.items()}
        absent = self._explaining(gaps)
        for slot, amount in printed.items():
            title, computed = entry.grid.slots[slot].title, sums.get(slot, 0)
            because = self._tell_gap(entry, slot, computed, place, absent) if gaps[slot] else ""
            yield PrintedTotal(place, title, amount, computed, entry.grid.table.sheet, entry.number, because)

    def _sums_of(self, rank: int, entry: Entry, scope: Scope | None) -> Mapping[int, int] | None:
        """What the lines of a total give, by slot; None where neither its words nor its place say which they are."""
        if self._run.covers(rank) or self._shared.covers(entry):
            return {slot: amount for slot, amount in enumerate(entry.amounts) if amount is not None}
        if scope is not None:
            return self._scoped.sums(scope)
        if self.is_summary:
            return None
        run = self._run.nearest(rank, self._margin)
        return self._without_left_out(entry) if run is None else dict(enumerate(run.sums))

    def _without_left_out(self, entry: Entry) -> Mapping[int, int] | None:
        """The sums of the lines of a total that is that of a run of lines with rows that a person left out."""
        rows = sorted((*self.entries, *self.left_out), key=lambda one: one.number)
        run = Sums(rows).nearest(rows.index(entry), self._margin)
        if run is None:
            return None
        absent = [rows[rank] for rank in run.ranks if rows[rank] in self.left_out]
        return {slot: total - sum(one.amounts[slot] or 0 for one in absent) for slot, total in enumerate(run.sums)}

    @cached_property
    def _run(self) -> Sums:
        return Sums(self.entries)

    @cached_property
    def _shared(self) -> SharedSums:
        return SharedSums(self.entries)

    @cached_property
    def _scoped(self) -> "_Scoped":
        return _Scoped(self)

    @cached_property
    def _margin(self) -> int:
        amounts = (amount for entry in self.entries for amount in entry.amounts)
        return rounding(amounts, self.entries[0].grid.table.unit)

    def _explaining(self, gaps: Mapping[int, int]) -> Sequence[Entry]:
        """The rows left out by a person that explain most gaps: all of them, or one alone, or none."""
        some = [self.left_out, *((one,) for one in self.left_out)]
        explained = [sum(self._explains(rows, slot, gap) for slot, gap in gaps.items()) for rows in some]
        return some[explained.index(max(explained))] if any(explained) else ()

    def _explains(self, rows: Sequence[Entry], slot: int, gap: int) -> bool:
        amount = sum(one.amounts[slot] or 0 for one in rows)
        return bool(amount) and abs(gap - amount) <= self._margin

    def _tell_gap(self, entry: Entry, slot: int, computed: int, place: str, absent: Sequence[Entry]) -> str:
        """Tell why a printed total and its lines differ in one column; the reason, as `PrintedTotal` knows it."""
        title, printed = entry.grid.slots[slot].title, entry.amounts[slot] or 0
        gap = printed - computed
        parts: dict[str, object] = {"text_cents": printed, "sum_cents": computed, "place": place, "gap_cents": abs(gap)}
        if self._explains(absent, slot, gap):
            rest = abs(gap - sum(one.amounts[slot] or 0 for one in absent))
            parts |= {"n": len(absent), "rows": named(one.number for one in absent), "rest_cents": rest}
            code, because = ("total_left_out_rounding" if rest else "total_left_out"), LEFT_OUT
        elif abs(gap) <= self._margin:
            code, because = "total_rounding", ROUNDING
        else:
            code, because = "total_mismatch", ""
        self.findings.warning(code, entry.number, title, euros(printed), **parts)
        return because


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
