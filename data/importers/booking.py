"""Where an amount is booked (imputation): its budget, chapter, account and function, as a row states them.

What a row leaves out is found in the chart of accounts of that year, as for the lines of a budget.
"""

import difflib
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from data.importers.budget import words as budget_words
from data.importers.budget.charts import Budget, chart_for
from data.importers.budget.codes import BEYOND_THE_CHART, NAMED
from data.importers.budget.documents import FIRST_ESTABLISHMENT, SIREN
from data.importers.budget.fields import BY_NAME
from data.importers.budget.rows import code_of
from data.importers.cells import is_blank, text_of
from data.importers.fields import Field, Holds
from data.importers.grid import Cell
from data.importers.identity import FIRST_YEAR, has_right_key, is_siret, year_of
from data.importers.lines import LONGEST_CODE
from data.importers.numbers import LONGEST, CellError
from data.importers.small.row_cells import meaning_of
from data.importers.table import Town
from data.words import folded
from metrics.nomenclature import ChartOfAccounts, Direction, Nature, Section, chapter_of, section_of
from metrics.text import Text

BUDGET, YEAR, SECTION, DIRECTION, MOVEMENT = "budget_code", "year", "section", "direction", "movement"
CHAPTER, ACCOUNT, FUNCTION, OPERATION = "chapter", "account", "function", "operation"
FIELDS: Final[Mapping[str, Field]] = {
    BUDGET: Field(
        BUDGET,
        Holds.TEXT,
        Text("Budget", "Budget"),
        "Budget principal",
        (
            *("siret du budget", "siret budget", "numero siret du budget", "nom du budget", "libelle du budget"),
            *("libelle budget", "code budget", "budget s siret", "name of the budget"),
        ),
        constant=True,
        help=Text(
            "Son SIRET ou son nom ; le budget principal si rien n'est écrit.",
            "Its SIRET or its name; the main budget where nothing is written.",
        ),
        whole=("budget", "siret"),
    ),
    **{name: BY_NAME[name] for name in (SECTION, DIRECTION, MOVEMENT, CHAPTER, ACCOUNT, FUNCTION, OPERATION)},
    YEAR: replace(BY_NAME[YEAR], headers=tuple(title for title in BY_NAME[YEAR].headers if title != "exer")),
}
# What is asked for where neither a column nor the town says which budget it is.
WHICH_BUDGET: Final = replace(FIELDS[BUDGET], example=BY_NAME["siret"].example)
_OF_THE_MAIN_ONE: Final = frozenset(
    ("budget", "principal", "general", "de", "la", "ville", "commune", "mairie", "bp", "main", "town", "city")
)
_WORD = re.compile(r"\w+")
_ACCOUNT = re.compile(r"[0-9][0-9A-Za-z.-]*")


def budget_in(text: str) -> Mapping[str, str]:
    """The budget that a title, a sheet's or a file's name states for all rows."""
    stated = budget_words.constants_in(text)
    named = stated.get("siret") or stated.get("budget")
    return {BUDGET: named} if named else {}


class Budgets:
    """Which budget a cell names, of those of the town. main: SIRET of the main one, empty where it is not known."""

    def __init__(self, town: Town | None) -> None:
        self.main = "" if town is None else town.siret
        self._town = town
        names = () if town is None else town.budgets
        self._by_name = {folded(name): code for code, name in names}
        self._known: dict[Cell, str] = {}

    def code(self, cell: Cell) -> str:
        """Its SIRET. CellError: `blank_cell`, `code_format`, `siret_key`, `other_budget`, `several_budgets`."""
        if cell not in self._known:
            self._known[cell] = self._code(" ".join(text_of(cell).split()))
        return self._known[cell]

    def _code(self, text: str) -> str:
        if named := self._by_name.get(folded(text)):
            return named
        bare = re.sub(r"[\s.]", "", text)
        if set(_WORD.findall(folded(text))) <= _OF_THE_MAIN_ONE or (self._town and bare == self._town.code):
            if not self.main:
                raise CellError("blank_cell", "", example=WHICH_BUDGET.example)
            return self.main
        if not bare.isdecimal():
            raise CellError("several_budgets", text[:LONGEST])
        return self._siret(bare, text[:LONGEST])

    def _siret(self, bare: str, text: str) -> str:
        if not is_siret(bare):
            raise CellError("code_format", text, digits=len(bare))
        if not has_right_key(bare):
            raise CellError("siret_key", text)
        town = self._town
        if town is not None and not bare.startswith(town.code) and bare not in dict(town.budgets):
            raise CellError("other_budget", text, expected=town.name)
        return bare


@dataclass(frozen=True)
class Booked:
    """The section and the chapter of an amount, stated or else by its account."""

    section: Section
    chapter: str | None


@dataclass
class Charts:
    """The chart of accounts of each budget and year: the one that knows most of the codes a file states of it."""

    town: Town | None
    _codes: dict[tuple[str, int], tuple[set[str], set[str], set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: (set(), set(), set()))
    )
    _charts: dict[tuple[str, int], ChartOfAccounts] = field(default_factory=dict)

    def see(self, budget: str, year: int, account: str | None, function: str | None, chapter: str | None) -> None:
        """Codes that the file states; before any chart is asked for."""
        for codes, code in zip(self._codes[budget, year], (account, function, chapter), strict=True):
            codes.update(filter(None, (code,)))

    def of(self, budget: str, year: int) -> ChartOfAccounts:
        key = (budget, year)
        if key not in self._charts:
            accounts, functions, chapters = self._codes[key]
            is_main = budget[SIREN:13] == FIRST_ESTABLISHMENT or (self.town is not None and budget == self.town.siret)
            self._charts[key] = chart_for(Budget(budget, year, is_main), accounts, functions, "", chapters).chart
        return self._charts[key]


def booked(
    chart: ChartOfAccounts,
    account: str | None,
    direction: Direction,
    *,
    section: str | None = None,
    chapter: str | None = None,
    movement: str | None = None,
) -> Booked:
    """Of an account that real operations and book entries share, the chapter of real ones unless `movement` says."""
    known = chapter or (_chapter_of(chart, account, direction, movement) if account else None)
    return Booked(Section(section) if section else section_of(chart, account or known or "", known), known)


def _chapter_of(chart: ChartOfAccounts, account: str, direction: Direction, movement: str | None) -> str | None:
    natures = (Nature.ORDER, Nature.REAL) if movement == Nature.ORDER else (Nature.REAL, Nature.ORDER)
    return next((found for nature in natures if (found := chapter_of(chart, account, direction, nature, None))), None)


def code_in(cell: Cell) -> str | None:
    """« 011 - Charges à caractère général » → 011; None for a blank. CellError: `too_long`, `formula_no_cache`."""
    code = code_of(text_of(cell))
    if len(code) > LONGEST_CODE:
        raise CellError("too_long", f"{code[:LONGEST]}…", limit=LONGEST_CODE)
    return code or None


def choice_in(cell: Cell, field: Field) -> str | None:
    """What a word or its abbreviation means; None for a blank. CellError: `unknown_code`."""
    return meaning_of(field.word_for(text_of(cell)) or cell, field)


def account_in(cell: Cell) -> str:
    """CellError: `blank_cell`, `account_format`, as `code_in`."""
    code = code_in(cell)
    if code is None:
        raise CellError("blank_cell", "", example=BY_NAME[ACCOUNT].example)
    if not _ACCOUNT.fullmatch(code):
        raise CellError("account_format", code[:LONGEST])
    return code


def year_in(cell: Cell, last: int) -> int | None:
    """A budget year; None for a blank. CellError: `bad_date`, `year_out_of_range`."""
    if is_blank(cell):
        return None
    text = text_of(cell)
    year = year_of(text)
    if year is None:
        raise CellError("bad_date", text[:LONGEST])
    if not FIRST_YEAR <= year <= last:
        raise CellError("year_out_of_range", text, first=FIRST_YEAR, last=last)
    return year


def nearest_chapters(chapter: str, chart: ChartOfAccounts) -> str:
    """The chapters most like one that the chart does not know; empty for one that it knows, or cannot list."""
    if chapter in chart.chapter_labels or BEYOND_THE_CHART.match(chapter):
        return ""
    return ", ".join(difflib.get_close_matches(chapter, chart.chapter_labels, NAMED, cutoff=0.0))


def with_zero(chapter: str | None, chart: ChartOfAccounts) -> str | None:
    """12 is 012 where there is no chapter 12."""
    if chapter is None or chapter in chart.chapter_labels:
        return chapter
    padded = chapter.zfill(3)
    return padded if padded in chart.chapter_labels else chapter
