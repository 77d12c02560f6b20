"""Which document a row, or one of its columns, belongs to: SIRET of the budget, year, step, number.

What the file leaves out comes from the town it was dropped for; what could be taken two ways is told.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from data.importers import identity
from data.importers.budget.fields import BY_NAME, allowed_words
from data.importers.budget.grid import Group
from data.importers.budget.rows import Entry, Head
from data.importers.budget.words import YEAR_BEFORE, Stated, step_in, year_in
from data.importers.cells import day_of
from data.importers.findings import Findings
from data.importers.lines import LONGEST_NAME, shortened
from data.importers.numbers import CellError
from data.importers.table import Context, Town
from data.words import folded
from metrics.documents import Column, Step

SIREN = 9  # digits
UNSAID = "?"  # begins what stands for a SIRET that is asked for
_DIGITS = re.compile(r"[0-9]+")
_PRINCIPAL = re.compile(r"\b(?:principal|general|ville|commune|mairie|budget)\b")
_DAY = re.compile(r"([0-9]{4})-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class Named:
    """What the first row of a document says beside its head."""

    row: int
    sheet: str | None
    authority_code: str
    authority: str
    budget: str
    is_unified: bool
    voted_on: date | None
    siret_title: str
    account_title: str


@dataclass
class Heads:
    """Finds heads, and tells once what each had to be completed with. is_foreign: no SIRET is asked for."""

    context: Context
    findings: Findings
    is_foreign: bool
    budgets: frozenset[str]  # all that the file names, where it gives no SIRET
    used: Mapping[int, frozenset[int]]  # by grid: the ranks of the slots that hold any amount
    named: dict[Head, Named] = field(default_factory=dict)
    included: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))  # by grid, the slots left aside
    unsaid: Findings = field(default_factory=Findings)
    _told: set[tuple[object, ...]] = field(default_factory=set)

    def of(self, entry: Entry, group: Group) -> Head | None:
        """The document of a row's amounts under the titles of a group; None where it cannot be known, which is told.

        None without an error: amounts of a decision that the document itself holds already.
        """
        before = self.findings.errors
        stated = self._stated_step(entry)
        siret = self._siret(entry)
        year = self._year(entry, group, stated)
        if self.findings.errors > before or year is None:
            return None
        step = self._step(entry, group, stated, year)
        if step is None:
            return None
        number = self._number(entry, step)
        head = Head(siret, year, step.step, number if number is not None else int(step.step is Step.AMENDING))
        self._keep(head, entry, step, is_numbered=number is not None)
        return head

    def tell_unsaid(self) -> None:
        """Whose budget it is, asked once all else is read: no row waits for it."""
        for problem in self.unsaid.all():
            self.findings.add(problem)

    def _keep(self, head: Head, entry: Entry, step: Stated, *, is_numbered: bool) -> None:
        if head in self.named:
            return
        self.named[head] = _named(entry, head, step, self.context)
        if head.step is Step.AMENDING and not is_numbered:
            row = entry.number if entry.grid.has("step") else entry.grid.table.header_row
            self.findings.warning("unnumbered_amendment", row, entry.grid.title("step"), entry.text("step"))

    def _stated_step(self, entry: Entry) -> Stated | None:
        """The step that the row or the titles name; None where they name none."""
        text, grid = entry.text("step"), entry.grid
        column, title = BY_NAME["step"], grid.title("step")
        if not grid.has("step"):
            return _parsed_step(text)
        if not text:
            self.findings.error_alike("blank_cell", entry.number, title, "", example=column.example)
            return None
        word = column.word_for(text)
        if word and grid.is_scdl:
            self.findings.warning_alike("abbreviation", entry.number, title, text, read=word)
        found = _parsed_step(text) if word or column.meaning(text) or not grid.is_scdl else None
        if found is None:
            self.findings.error_alike("unknown_code", entry.number, title, text[:60], allowed=allowed_words("step"))
        return found

    def _siret(self, entry: Entry) -> str:
        text, grid, town = entry.text("siret"), entry.grid, self.context.town
        siret = re.sub(r"[\s.]", "", text)
        is_unsaid = not text and not grid.has("siret")
        if town is not None and (is_unsaid or siret == town.code):
            return self._annex(entry) or town.siret or town.code
        if self.is_foreign:
            return siret[:LONGEST_CODE]
        if is_unsaid:
            return UNSAID  # asked for once for the whole table
        is_typed = grid.table.said.get("siret") == "choice"
        row, title = (None, None) if is_typed else (entry.number, grid.title("siret"))
        if not identity.is_siret(siret):
            digits = sum(character.isdigit() for character in text)
            if is_typed:
                self._ask("typed_siret", row, title, text, digits=digits)
            else:
                self.findings.error_alike("code_format", row, title, text[:60], digits=digits)
        elif not identity.has_right_key(siret):
            self.findings.warning_alike("typed_siret_key" if is_typed else "siret_key", row, title, siret)
        return siret

    def _annex(self, entry: Entry) -> str:
        """What stands for the SIRET that an annex budget must bring; empty for the main one."""
        name = entry.text("budget")
        annex = "annexe" in folded(name) or (len(self.budgets) > 1 and not _PRINCIPAL.search(folded(name)))
        if not (name and annex):
            return ""
        if entry.grid.has("budget") or len(self.budgets) > 1:
            self._ask("several_budgets", entry.number, entry.grid.title("budget"), name)
        else:
            self._ask("annex_siret", entry.grid.table.header_row, entry.grid.title("siret"), name)
        return f"{UNSAID} {name}"[:LONGEST_CODE]

    def _ask(self, code: str, row: int | None, title: str | None, text: str, **parts: object) -> None:
        self.unsaid.sheet = None if row is None else self.findings.sheet
        self.unsaid.error_alike(code, row, title, text[:60], **parts)

    def _year(self, entry: Entry, group: Group, stated: Stated | None) -> int | None:
        grid, row, text, title = entry.grid, entry.number, entry.text("year"), entry.grid.title("year")
        if group.year and group.year != YEAR_BEFORE:
            row, text, title = grid.table.header_row, group.year, grid.slots[group.slots[0]].title
        year, last = _year_of(text, grid.is_scdl), identity.last_year(stated and stated.step, self.context.today)
        if year is None:
            self.findings.error_alike("bad_date", row, title, text[:60])
        elif not identity.FIRST_YEAR <= year <= last:
            self.findings.error_alike("year_out_of_range", row, title, text, first=identity.FIRST_YEAR, last=last)
        return year if year is None or group.year != YEAR_BEFORE else year - 1

    def _step(self, entry: Entry, group: Group, stated: Stated | None, year: int) -> Stated | None:
        """The step of a group's amounts: the rows' or its own titles', else by what its amounts are."""
        same_year = group.year is None or group.year == entry.text("year")
        if stated and same_year:
            return self._step_beside(stated._replace(number=self._number(entry, stated)), group, entry)
        if group.step:
            return group.step
        if self._are_totals(entry, group):
            return None
        columns = {entry.grid.slots[rank].column for rank in group.slots if rank in self.used[id(entry.grid)]}
        is_closed = Column.EXECUTED in columns
        if stated and (stated.step is Step.CLOSED) == is_closed:
            return stated
        self._tell_step(entry, year, is_closed=is_closed)
        return Stated(Step.CLOSED if is_closed else Step.INITIAL)

    def _step_beside(self, stated: Stated, group: Group, entry: Entry) -> Stated | None:
        """Of amounts whose title names a step, in a document of another: its own, or None where it includes them."""
        own = group.step
        if own is None or own.step is stated.step is not Step.AMENDING or own.step is Step.CLOSED:
            return stated
        if stated.step is Step.CLOSED:
            if own.step is Step.INITIAL:
                return stated
            self.included[id(entry.grid)].update(group.slots)
            return None
        if own.step is stated.step and (own.number or stated.number) == (stated.number or own.number):
            return stated
        if own.comes_before(stated):
            self.included[id(entry.grid)].update(group.slots)
            return None
        return own

    def _are_totals(self, entry: Entry, group: Group) -> bool:
        """Whether a group holds but totals of credits whose parts are documents of their own."""
        totals = {one.total for one in entry.grid.credits}
        used = self.used[id(entry.grid)].intersection(group.slots)
        return bool(used) and used <= totals

    def _tell_step(self, entry: Entry, year: int, *, is_closed: bool) -> None:
        if (entry.grid.table.sheet, year, is_closed) in self._told:
            return
        self._told.add((entry.grid.table.sheet, year, is_closed))
        if is_closed:
            self.findings.warning("taken_as_closed", entry.grid.table.header_row, None, str(year))
        else:
            self.findings.warning("taken_as_initial", entry.grid.table.header_row, None, str(year))

    def _number(self, entry: Entry, step: Stated) -> int | None:
        """The number of an amending decision; 0 for the other documents, of which a year has one each."""
        if step.step is not Step.AMENDING:
            return 0
        found = _DIGITS.search(entry.text("number"))
        return int(found[0]) if found else step.number


LONGEST_CODE = 32


def _parsed_step(text: str) -> Stated | None:
    if text in tuple(Step):
        return Stated(Step(text))
    column = BY_NAME["step"]
    meaning = column.meaning(column.word_for(text) or text)
    found = step_in(text)
    if meaning is None:
        return found
    return Stated(Step(meaning), found.number if found else None, bool(found and found.is_unified))


def _year_of(text: str, is_scdl: bool) -> int | None:
    """Four digits, or a day of the year; in a free table, the one year that the cell names."""
    if (year := identity.year_of(text)) is not None:
        return year
    if day := _DAY.fullmatch(text):
        return int(day[1])
    named = None if is_scdl else year_in(text)
    return int(named) if named else None


def _named(entry: Entry, head: Head, step: Stated, context: Context) -> Named:
    town = context.town if context.town is not None and _is_of(head, context.town) else None
    column = entry.text("name") if entry.grid.has("name") else ""
    stated = column or (town.name if town else "") or entry.text("name")
    authority = shortened(stated, LONGEST_NAME) or head.siret
    return Named(
        entry.number,
        entry.grid.table.sheet,
        town.code if town else "" if head.siret.startswith(UNSAID) else head.siret[:SIREN],
        authority,
        shortened(entry.text("budget"), LONGEST_NAME) or authority,
        step.is_unified,
        _day(entry.text("voted_on")),
        entry.grid.title("siret"),
        entry.grid.title("account" if not entry.grid.has("article_code") else "article_code"),
    )


def _is_of(head: Head, town: Town) -> bool:
    return (
        head.siret in (town.siret, town.code)
        or head.siret.startswith(UNSAID)
        or (len(town.code) == SIREN and head.siret.startswith(town.code))
    )


def _day(text: str) -> date | None:
    try:
        return day_of(text)
    except CellError:
        return None


def budgets_named(entries: Iterable[Entry]) -> frozenset[str]:
    """The budgets that rows without a SIRET name."""
    return frozenset(name for entry in entries if not entry.grid.states("siret") and (name := entry.text("budget")))


def tell_several(entries: Iterable[Entry], named: Iterable[Head], findings: Findings) -> None:
    """Rows of another year or step than most: exports may hold several, a slip of the hand may too."""
    if len({(head.year, head.step) for head in named}) < 2:
        return
    years: dict[str, list[Entry]] = defaultdict(list)
    steps: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.heads and entry.grid.has("year"):
            years[entry.text("year")].append(entry)
        if entry.heads and entry.grid.has("step"):
            steps[entry.text("step")].append(entry)
    for text, most, entry in _others(years):
        findings.sheet = entry.grid.table.sheet
        findings.warning_alike("several_years", entry.number, entry.grid.title("year"), text, most=most)
    for text, most, entry in _others(steps):
        findings.sheet = entry.grid.table.sheet
        findings.warning_alike("several_steps", entry.number, entry.grid.title("step"), text[:60], most=most[:60])


def _others(rows: Mapping[str, Sequence[Entry]]) -> Iterator[tuple[str, str, Entry]]:
    """Each row whose text is not that of most, with both texts."""
    most = max(rows, key=lambda text: len(rows[text]), default="")
    for text, of_text in rows.items():
        for entry in of_text if text != most else ():
            yield text, most, entry


def tell_authorities(named: Mapping[Head, Named], findings: Findings) -> None:
    """A file of several authorities is refused: an import belongs to one."""
    budgets = {head.siret: of_head.budget for head, of_head in named.items()}
    if len(budgets) > 1:
        findings.sheet = None
        findings.warning("several_budgets", None, None, ", ".join(budgets.values()), n=len(budgets))
    first: dict[str, Named] = {}
    for of_head in named.values():
        first.setdefault(of_head.authority_code, of_head)
    if len(first) > 1:
        second = sorted(first.values(), key=lambda one: one.row)[1]
        findings.sheet = second.sheet
        findings.error("several_authorities", second.row, second.siret_title, None, n=len(first))
