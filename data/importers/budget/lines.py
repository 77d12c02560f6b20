"""Rows made into budget lines: each amount in its place, each code read by the chart of its document."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from data.importers.budget.blanks import Blanks, Plan
from data.importers.budget.codes import Codes, nature_of
from data.importers.budget.credits import titles_of
from data.importers.budget.fields import BY_NAME, allowed_words
from data.importers.budget.grid import Grid, Group, by_step
from data.importers.budget.rows import UNKNOWN, Entry, Head
from data.importers.budget.words import side_in, words_of
from data.importers.findings import Findings, Remarks
from data.importers.lines import LONGEST_LABEL, check_length, shortened, tell_cut
from data.importers.reading import LineRead
from data.words import folded
from metrics.documents import Column, Step
from metrics.nomenclature import Direction, Nature, Section, chapter_of, section_of

# Section, side, nature, chapter, account, function, operation, and the names of what was not stated.
Placed = tuple[Section, Direction, Nature, str | None, str, str | None, str | None, str | None]
LONGEST_DOUBTFUL = 2  # characters of an account that may have lost its zero: its label decides, row by row
_CHOICES = {"section": Section, "direction": Direction, "movement": Nature}


@dataclass
class Lines:
    """Makes the lines of a file. used: by grid, the ranks of the slots that hold any amount."""

    findings: Findings
    used: Mapping[int, frozenset[int]]
    is_abroad: bool
    included: Mapping[int, set[int]]  # by grid, the slots that other documents include
    remarks: Remarks = field(init=False)
    blanks: Blanks = field(default_factory=Blanks)
    _plans: dict[tuple[int, int, int], Plan] = field(default_factory=dict)
    _sums: dict[int, tuple[tuple[Column, tuple[int, ...]], ...]] = field(default_factory=dict)
    _settled: dict[tuple[object, ...], Placed] = field(default_factory=dict)
    _choices: dict[tuple[int, str, str], str | None] = field(default_factory=dict)
    _told: set[tuple[str | None, str, Column]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.remarks = Remarks(self.findings)

    def tell_cells(self, entry: Entry) -> None:
        """Tell the cells of a row that cannot be read, and those read otherwise than they stand or in part."""
        for fault in entry.faults:
            title = entry.grid.table.columns[fault.place].header
            self.findings.error(fault.error.code, entry.number, title, fault.error.text, **fault.error.parts)
        for remark in entry.remarks if not entry.faults else ():
            title = entry.grid.table.columns[remark.place].header
            self.remarks.add(remark.code, entry.number, title, remark.text, remark.read)
        name, label = _label(entry)
        tell_cut(label, entry.number, entry.grid.title(name), self.findings)

    def tell_remarks(self) -> dict[int, str]:
        """Once all lines are made. Returned: by identity of the line, the columns left blank by what looks a slip."""
        absent: dict[int, list[Column]] = defaultdict(list)
        for blank in self.blanks.found():
            with self.findings.on(blank.entry.grid.table.sheet):
                self.remarks.add("blank_amount", blank.entry.number, blank.slot.title, "", "")
            absent[id(blank.line)].append(blank.column)
        self.remarks.tell()
        return {line: " ".join(columns) for line, columns in absent.items()}

    def line(self, entry: Entry, group: Group, head: Head, codes: Codes) -> LineRead | None:
        """The line of a row's amounts in one document; None where a code cannot be read, which is told.

        Rows alike in all but labels and amounts are placed once, if nothing was to be told of the first.
        """
        ranks, texts = entry.grid.code_ranks, entry.texts
        key = (
            *(id(one) for one in (entry.grid, entry.above, group, head)),
            *(texts[rank] for rank in ranks),
            *(entry.chapter, entry.account, entry.function, entry.is_filled, entry.has_numeric_function),
        )
        placed = self._settled.get(key)
        if placed is None:
            before = self.findings.told
            placed = self._place(entry, group, codes)
            if placed is not None and self.findings.told == before and len(entry.account) > LONGEST_DOUBTFUL:
                self._settled[key] = placed
        if placed is None:
            return None
        label = shortened(_label(entry)[1], LONGEST_LABEL)
        amounts, plan = entry.amounts, self._plan_of(entry.grid, group, head)
        stated = {column: cents for rank, column in plan if (cents := amounts[rank]) is not None}
        for column, ranks in self._sums[id(plan)]:
            if known := [cents for rank in ranks if (cents := amounts[rank]) is not None]:
                stated[column] = sum(known)
        absent = " ".join(column for rank, column in plan if _is_unknown(entry, rank)) or None
        line = LineRead(entry.number, *placed[:7], label, placed[7], stated, entry.grid.table.sheet, absent)
        self.blanks.add(entry, plan, head, line)
        return line

    def _place(self, entry: Entry, group: Group, codes: Codes) -> Placed | None:
        """Where a line stands, stated or else by the chart; None where a code cannot be read."""
        before, chart, grid = self.findings.errors, codes.chart, entry.grid
        direction = group.direction or self._choice(entry, "direction")
        section, movement = group.section or self._choice(entry, "section"), self._choice(entry, "movement")
        account = codes.account(entry) if entry.account or not self._may_lack_account(grid) else ""
        function, operation = codes.function(entry), self._operation(entry)
        if self.findings.errors > before or not direction:
            return None
        side = Direction(direction)
        nature = Nature(movement) if movement else nature_of(chart, entry, account, side)
        stated = codes.chapter(entry, account, side, nature)
        chapter = stated or chapter_of(chart, account, side, nature, None)
        if grid.has("chapter") and not (grid.is_scdl or self.is_abroad) and (not stated or entry.is_filled):
            self._tell_chapter(entry, chapter)
        if self.findings.errors > before:
            return None
        unsaid = Section.OPERATING if self.is_abroad else section_of(chart, account, chapter)
        inferred = " ".join(name for name, value in (("chapter", stated), ("section", section)) if not value) or None
        return (Section(section) if section else unsaid, side, nature, chapter, account, function, operation, inferred)

    def _may_lack_account(self, grid: Grid) -> bool:
        return self.is_abroad and not grid.has("account")

    def _choice(self, entry: Entry, name: str) -> str | None:
        """What a cell's word means, as the letter or name of the field's values; told where it means nothing."""
        grid, text = entry.grid, entry.text(name)
        if not text:
            return self._unsaid(entry, name)
        key = (id(grid), name, text)
        if key not in self._choices:
            self._choices[key] = _meaning(name, text, is_scdl=grid.is_scdl)
        found = self._choices[key]
        if found is not None and not grid.is_scdl:
            return found
        column, title = BY_NAME[name], grid.title(name)
        if found is None:
            self.findings.error_alike("unknown_code", entry.number, title, text[:60], allowed=allowed_words(name))
        elif word := column.word_for(text):
            self.findings.warning_alike("abbreviation", entry.number, title, text, read=word)
        return found

    def _unsaid(self, entry: Entry, name: str) -> str | None:
        """A side that only the words of the section's column say, or a blank cell, told where it is needed."""
        grid = entry.grid
        if name == "direction" and (side := side_in(entry.text("section")).get("direction")):
            return side
        if grid.has(name) and (name == "direction" or (name == "movement" and grid.is_scdl)):
            example = BY_NAME[name].example
            self.findings.error_alike("blank_cell", entry.number, grid.title(name), "", example=example)
        return None

    def _operation(self, entry: Entry) -> str | None:
        operation = entry.text("operation")
        if operation:
            check_length(operation, entry.number, entry.grid.title("operation"), self.findings)
        return operation or None

    def _tell_chapter(self, entry: Entry, chapter: str | None) -> None:
        title = entry.grid.title("chapter")
        if chapter is None:
            self.findings.error_alike("blank_cell", entry.number, title, "", example=BY_NAME["chapter"].example)
        else:
            self.findings.warning_alike("chapter_inferred", entry.number, title, None, read=chapter)

    def _plan_of(self, grid: Grid, group: Group, head: Head) -> Plan:
        key = (id(grid), id(group), id(head))
        if key not in self._plans:
            plan = self._plans[key] = self._plan(grid, group, head)
            self._sums[id(plan)] = tuple(self._summed(grid, group, head, plan))
        return self._plans[key]

    def _summed(self, grid: Grid, group: Group, head: Head, plan: Plan) -> Iterator[tuple[Column, tuple[int, ...]]]:
        """What has no column and is the sum of others that the document includes: credits opened, the budget before."""
        beside = self._included(grid, group, head)
        taken = {column: rank for rank, column in plan}
        column = Column.OPENED if head.step is Step.CLOSED else Column.PREVIOUS
        if not beside or column in taken:
            return
        own = [taken[one] for one in (Column.VOTED, Column.CARRIED_IN) if one in taken and head.step is Step.CLOSED]
        ranks = (*own, *beside)
        self._tell_summed(grid, column, ranks)
        yield column, ranks

    def _included(self, grid: Grid, group: Group, head: Head) -> list[int]:
        """Ranks of the votes of other steps that the document of a group includes."""
        side = (group.section, group.direction)
        alike = [one for one in grid.groups if (one.section, one.direction) == side and one.step is not None]
        ranks = [rank for one in alike if one.year in (None, str(head.year)) for rank in one.slots]
        return [rank for rank in ranks if rank in self.included[id(grid)] & self.used[id(grid)]]

    def _tell_summed(self, grid: Grid, column: Column, ranks: Sequence[int]) -> None:
        titles = titles_of(grid.slots, ranks)
        if (grid.table.sheet, titles, column) not in self._told:
            self._told.add((grid.table.sheet, titles, column))
            code = "summed_opened" if column is Column.OPENED else "summed_previous"
            self.findings.warning(code, grid.table.header_row, None, titles)

    def _plan(self, grid: Grid, group: Group, head: Head) -> Plan:
        taken: dict[Column, int] = {}
        ranks = [rank for rank in group.slots if rank in self.used[id(grid)]]
        totals = {one.total for one in grid.credits}
        for rank in sorted(ranks, key=lambda rank: grid.slots[rank].column is None):
            slot = grid.slots[rank]
            column = slot.column or by_step(head.step)
            if column is Column.CARRIED_OUT and _is_of_the_year_before(grid, slot.title, head):
                column = Column.CARRIED_IN
            if rank in totals and head.step is not Step.CLOSED:
                continue  # of documents of their own, which it adds up
            if column in taken:
                other = grid.slots[taken[column]].title
                self.findings.warning("second_column", grid.table.header_row, slot.title, None, other=other)
                continue
            if slot.column is None:
                self._tell_stage(grid, slot.title, column)
            taken[column] = rank
        return tuple((rank, column) for column, rank in taken.items())

    def _tell_stage(self, grid: Grid, title: str, column: Column) -> None:
        row, key = grid.table.header_row, (grid.table.sheet, title, column)
        if key in self._told:
            return
        self._told.add(key)
        if column is Column.EXECUTED:
            self.findings.warning("taken_as_executed", row, title)
        else:
            self.findings.warning("taken_as_voted", row, title)


def _is_unknown(entry: Entry, rank: int) -> bool:
    """Whether the file says in a word that the amount is not known: « n.c. », « n.d. »; a dash is no amount."""
    place = entry.grid.slots[rank].place
    return any(remark.place == place and folded(remark.text) in UNKNOWN for remark in entry.remarks)


def _label(entry: Entry) -> tuple[str, str]:
    """What a line is called, and the field that says it."""
    label = entry.text("account_label")
    return ("account_label", label) if label else ("function_label", entry.text("function_label"))


def _is_of_the_year_before(grid: Grid, title: str, head: Head) -> bool:
    """Whether « RAR » alone means those of the year before: only a closed account knows its own."""
    return head.step is not Step.CLOSED and not grid.is_scdl and "31" not in words_of(title).split()


def _meaning(name: str, text: str, *, is_scdl: bool) -> str | None:
    """The value that a word stands for. The SCDL schema has its own words; elsewhere a phrase may hold the word."""
    column, values = BY_NAME[name], _CHOICES[name]
    if meaning := column.meaning(column.word_for(text) or text):
        return meaning
    if is_scdl:
        return None
    if text in tuple(values):
        return text
    if name == "movement":
        return _movement(text)
    return side_in(text).get(name)


def _movement(text: str) -> str | None:
    words = folded(text)
    found = [nature for start, nature in (("reel", Nature.REAL), ("ordre", Nature.ORDER)) if start in words]
    return str(found[0]) if len(found) == 1 else None
