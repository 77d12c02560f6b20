"""Account, chapter and function of a line as its file means them: zeros that a spreadsheet took are found again.

A repair is made only where one reading is possible, and told with its rows.
"""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from data.importers.budget.fields import BY_NAME
from data.importers.budget.rows import Entry
from data.importers.findings import Findings
from data.importers.lines import LONGEST_CODE, check_account, check_length
from data.words import folded
from metrics.nomenclature import ORDER_CHAPTERS, ChartOfAccounts, Direction, Nature, chapter_of

ORDER_ACCOUNTS = frozenset({"021", "023"})  # transfers between sections, voted and never executed
SINGLE_ACCOUNT_CHAPTERS = frozenset({"001", "002", "020", "021", "022", "023", "024"})
LONGEST_CODE_ABROAD = 32
LONGEST_CHAPTER = 6  # characters of a chapter's code
NAMED = 3  # chapters that a message proposes
_OF_NO_SERVICE = ("164", "661", "731", "741")  # loans, their interest, taxes, the State's general grants
# Chapters of a vote by function, of works for a third party, of an operation: no chart lists them all.
BEYOND_THE_CHART = re.compile(r"9[0-9]{2}|45[0-9]")


class Read(NamedTuple):
    """A code, and whether it is not the one that stands in the cell."""

    code: str
    is_repaired: bool = False


@dataclass
class Codes:
    """Reads the codes of one document by its chart. have_lost_zeros: a spreadsheet took its codes for numbers."""

    chart: ChartOfAccounts
    findings: Findings
    is_abroad: bool
    have_lost_zeros: bool
    _accounts: dict[tuple[str, str], Read] = field(default_factory=dict)
    _chapters: dict[tuple[str, str, Direction, Nature], Read] = field(default_factory=dict)
    _told: set[tuple[str | None, str, int]] = field(default_factory=set)

    @cached_property
    def _by_label(self) -> Mapping[str, str]:
        return {folded(label): code for code, label in self.chart.chapter_labels.items()}

    @property
    def _longest(self) -> int:
        return LONGEST_CODE_ABROAD if self.is_abroad else LONGEST_CODE

    def account(self, entry: Entry) -> str:
        """The account stated; 22 is read as 022 where its label is that of 022, or where there is no account 22."""
        stated, grid = entry.account, entry.grid
        title = grid.title("account" if grid.has("account") or not grid.has("article_code") else "article_code")
        if not stated:
            self.findings.error_alike("blank_cell", entry.number, title, "", example=BY_NAME["account"].example)
            return stated
        if self.is_abroad:
            check_length(stated, entry.number, title, self.findings, LONGEST_CODE_ABROAD)
            return stated
        key = (stated, entry.text("account_label"))
        if key not in self._accounts:
            self._accounts[key] = self._account(*key)
        read = self._accounts[key]
        if read.is_repaired:
            self.findings.warning_alike("leading_zero", entry.number, title, stated, read=read.code)
            return read.code
        check_length(stated, entry.number, title, self.findings)
        check_account(stated, entry.number, title, self.chart, self.findings)
        return stated

    def _account(self, stated: str, label: str) -> Read:
        padded = stated.zfill(3)
        if padded == stated or padded not in self.chart.accounts:
            return Read(stated)
        same_label = folded(self.chart.account_label(padded) or "") == folded(label)
        return Read(padded, True) if stated not in self.chart.accounts or same_label else Read(stated)

    def chapter(self, entry: Entry, account: str, direction: Direction, nature: Nature) -> str | None:
        """The chapter stated, by its code or its label in the chart.

        12 is read as 012 where there is no chapter 12, or where the account belongs in 012.
        """
        stated = entry.chapter
        if not stated:
            return None
        if not self.is_abroad and _is_label(stated):
            return self._by_label.get(folded(stated))
        key = (stated, account, direction, nature)
        if key not in self._chapters:
            self._chapters[key] = Read(stated) if self.is_abroad else self._chapter(*key)
        read = self._chapters[key]
        title = entry.grid.title("chapter" if entry.grid.has("chapter") else "article_code")
        if read.is_repaired:
            self._tell_zero(entry, title, read.code)
        else:
            check_length(stated, entry.number, title, self.findings, self._longest)
            self._check_chapter(stated, entry.number, title)
        return read.code

    def _tell_zero(self, entry: Entry, title: str, read: str) -> None:
        """Once for a row that states the chapter of others; not again for a cell that is chapter and account."""
        row = entry.stated_on or entry.number
        key = (entry.grid.table.sheet, title, row)
        if key in self._told or (entry.stated_on and entry.account == entry.chapter):
            return
        if entry.stated_on:
            self._told.add(key)
        self.findings.warning_alike("leading_zero", row, title, entry.chapter, read=read)

    def _check_chapter(self, stated: str, row: int, title: str) -> None:
        """A chapter begins by a figure; one that the chart does not know is kept and told."""
        labels = self.chart.chapter_labels
        if self.is_abroad or stated in labels or BEYOND_THE_CHART.match(stated):
            return
        allowed = ", ".join(difflib.get_close_matches(stated, labels, NAMED, cutoff=0.0))
        if stated[:1].isdigit():
            self.findings.warning_alike("unknown_chapter", row, title, stated, allowed=allowed)
        else:
            self.findings.error_alike("unknown_code", row, title, stated[:60], allowed=allowed)

    def _chapter(self, stated: str, account: str, direction: Direction, nature: Nature) -> Read:
        padded = stated.zfill(3)
        if padded == stated or padded not in self.chart.chapter_labels:
            return Read(stated)
        if stated in self.chart.chapter_labels and chapter_of(self.chart, account, direction, nature, None) != padded:
            return Read(stated)
        return Read(padded, True)

    def function(self, entry: Entry) -> str | None:
        """The function stated. 20 may be 20 (teaching) or 020 (administration): never guessed."""
        stated, title = entry.function, entry.grid.title("function")
        if not stated:
            return None
        check_length(stated, entry.number, title, self.findings, self._longest)
        padded = f"0{stated}"
        if not (self.have_lost_zeros or entry.has_numeric_function) or padded not in self.chart.function_labels:
            return stated
        if stated in self.chart.function_labels:
            self.findings.error_alike("ambiguous_function", entry.number, title, stated, other=padded)
            return stated
        self.findings.warning_alike("leading_zero", entry.number, title, stated, read=padded)
        return padded


def _is_label(text: str) -> bool:
    """Whether a cell holds words where a code could stand."""
    return len(text) > LONGEST_CHAPTER and not text[:1].isdigit()


def nature_of(chart: ChartOfAccounts, entry: Entry, account: str, direction: Direction) -> Nature:
    """Real or order where no column says it: by the chapter, the remark « op. d'ordre », or what the account allows."""
    chapter = entry.chapter
    if account in ORDER_ACCOUNTS or chapter in ORDER_CHAPTERS or chapter.zfill(3) in ORDER_CHAPTERS:
        return Nature.ORDER
    if "ordre" in folded(entry.text("observations")).split():
        return Nature.ORDER
    if not chapter and chapter_of(chart, account, direction, Nature.REAL, None) is None:
        booked = chapter_of(chart, account, direction, Nature.ORDER, None)
        return Nature.ORDER if booked in ORDER_CHAPTERS else Nature.REAL
    return Nature.REAL


def zeros_are_lost(entries: Iterable[Entry], chart: ChartOfAccounts) -> bool:
    """Whether a spreadsheet took codes for numbers.

    No function begins by 0, and some code exists with its 0 alone, or taxes and debt are under function 1: what belongs
    to no service is under 01.
    """
    chapters, functions, unallocated = {""}, {""}, False
    for entry in entries:
        chapters.add(entry.chapter)
        functions.add(entry.function)
        unallocated = unallocated or (entry.function == "1" and entry.account.startswith(_OF_NO_SERVICE))
    if any(len(code) > 1 and code.startswith("0") for code in functions):
        return False
    known, labels = chart.chapter_labels, chart.function_labels
    if unallocated and "01" in labels:
        return True
    return any(code and code not in known and code.zfill(3) in known for code in chapters) or any(
        code and code not in labels and f"0{code}" in labels for code in functions
    )
