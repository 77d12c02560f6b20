"""What the words of a budget's titles state: the step, its year, the section, the side, the budget, the money.

Read from a title, the name of a sheet or of a file, or a cell that holds more than one word. What two readings would
fit is left unsaid.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from data.importers import identity
from data.words import folded
from metrics.documents import Column, Step
from metrics.nomenclature import Direction, Section

YEAR_BEFORE = "N-1"
COUNTRIES = {
    "USD": "US", "BRL": "BR", "CHF": "CH", "GBP": "GB", "CAD": "CA", "JPY": "JP", "CNY": "CN", "AUD": "AU",
    "XOF": "unknown", "XAF": "unknown", "XPF": "FR", "MAD": "MA", "DZD": "DZ", "TND": "TN", "MXN": "MX",
    "ARS": "AR", "CLP": "CL", "COP": "CO", "PEN": "PE", "SEK": "SE", "NOK": "NO", "DKK": "DK", "PLN": "PL",
}  # fmt: skip
_SIGNS = {"$": "USD", "£": "GBP", "¥": "JPY"}
_MONTHS = (
    "janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|"
    "january|february|march|april|may|june|july|august|september|october|november|december"
)
_DATES = re.compile(
    rf"\b[0-9]{{1,2}}[/.-][0-9]{{1,2}}[/.-][0-9]{{2,4}}\b|\b[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}\b"
    rf"|\b[0-9]{{1,2}}(?:er)? (?:{_MONTHS}) [0-9]{{4}}\b|\b(?:{_MONTHS}) [0-9]{{1,2}},? [0-9]{{4}}\b"
)
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_YEAR_BEFORE = re.compile(r"(?<!rar )(?<!reports )(?<!report )(?<!a realiser )\bn 1\b")
_NO_WORD = re.compile(r"[^a-z0-9°º%]+")
_OF_A_BUDGET = re.compile(
    r"\b(?:budgets?|bp|bs|dm[0-9]*|ca|cfu|exercice|annee|depenses?|recettes?|comptes?|fonctionnement|investissement"
    r"|presupuestos?|orcamento|despesas?|receitas?|gastos?|ingresos?|bilancio|fiscal|year)\b|\bfy(?![a-z])"
)
_STEPS = (
    (
        Step.INITIAL,
        r"budgets? primitifs?|budgets? initia(?:l|ux)|initial budgets?|(?:adopted|voted|approved) budgets?"
        r"|budgets? votes?|budgets? adoptes?|presupuesto (?:inicial|aprobado)|orcamento aprovado"
        r"|bp(?! [0-9](?![0-9]{3}\b))",  # not « BP 45 », an address
    ),
    (Step.SUPPLEMENTARY, r"budgets? supplementaires?|bs|supplementary budgets?"),
    (
        Step.AMENDING,
        r"decisions? modificatives?(?: budgetaires?)?(?: (?:n[°ºo]? ?|numero )?[0-9]{1,2}\b)?"
        r"|dm(?: ?(?:n[°ºo]? ?)?[0-9]{1,2}\b)?|budgets? rectificatifs?",
    ),
    (
        Step.CLOSED,
        # « CA » alone may be a community or a turnover: beside a year, or all that is said.
        r"comptes? administratifs?|comptes? financiers? uniques?|cfu|comptes? clos|closed accounts?"
        r"|ca(?= (?:[a-z]+ )?(?:19|20)[0-9]{2}\b)|(?<=(?:19|20)[0-9]{2} )ca|^ca$",
    ),
)
_ANY_STEP = re.compile("|".join(f"(?P<{step}>\\b(?:{words})\\b)" for step, words in _STEPS))
_UNIFIED = re.compile(r"\bcfu\b|comptes? financiers? uniques?")
_NUMBER = re.compile(r"[0-9]{1,2}$")
_SECTIONS = {
    Section.OPERATING: re.compile(r"\b(?:fonctionnement|fonct|fct|exploitation|operating)\b"),
    Section.INVESTMENT: re.compile(r"\b(?:investissements?|invest|inves|inv|investment)\b"),
}
_SIDES = {
    Direction.EXPENDITURE: re.compile(
        r"\b(?:depenses?|dep|expenditures?|spending|expenses?|despesas?|gastos?|spese|uscite)\b"
    ),
    Direction.REVENUE: re.compile(r"\b(?:recettes?|rec|revenues?|receitas?|ingresos?|entrate)\b"),
}
# Words that only one side of an account knows: an amount is committed or paid, or it is collected.
_SIDES_OF_AMOUNTS = {
    Direction.EXPENDITURE: re.compile(
        r"\b(?:mandats?|mandates?|empenhados?|liquidados?|pagos?|pagados?|pagato|paid)\b"
    ),
    Direction.REVENUE: re.compile(r"\b(?:titres?|arrecadad[oa]s?|recaudad[oa]s?|riscosso|collected)\b"),
}
_BOTH = {
    "df": ("F", "D"), "rf": ("F", "R"), "di": ("I", "D"), "ri": ("I", "R"),
    "fd": ("F", "D"), "fr": ("F", "R"), "id": ("I", "D"), "ir": ("I", "R"),
}  # fmt: skip
_STAGES = (
    (Column.COMMITTED, re.compile(r"\b(?:engagee?s?|engagements?|empenhados?|committed|impegnato)\b")),
    (
        Column.EXECUTED,
        re.compile(
            r"\b(?:realisee?s?|realisations?|executee?s?|execution|mandats?|mandates?|titres?|emis|payee?s?|actuals?"
            r"|executed|spent|paid|pago|pagado|comptes? administratifs?|ca|cfu)\b"
        ),
    ),
    (
        Column.VOTED,
        re.compile(
            r"\b(?:votee?s?|prevue?s?|previsions?|inscrits?|budgets?|budgetee?s?|primitifs?|bp|bs|dm[0-9]*|decisions?"
            r"|voted|adopted|approved|budgeted)\b"
        ),
    ),
)
_RATIO = re.compile(
    r"%|\b(?:taux|pourcentage|ecarts?|evolution|variation|soldes?|disponibles?|ratio|part|share|percent)\b"
)
_BUDGET = re.compile(r"\bbudgets?\s+(?:principal|g[ée]n[ée]ral|annexe)", re.IGNORECASE)
_CHART = r"\bM(?:14|4[1-49]?|52|57)(?:[-_]?[A-D])?\b"
# What follows, up to a mark, a year or a chart of accounts; « : » or « - » may come before the name of an annex.
_REST = re.compile(rf"(?:(?!\s-\s|{_CHART})[^–—:;,()\d])*", re.IGNORECASE)
_BEFORE_A_NAME = re.compile(r"\s*(?:[:–—]|\s-)\s*")
_TOWN = re.compile(
    r"\b(?:commune|ville|mairie)\s+(?:de\s+l['’]|de\s+la\s+|de\s+|d['’]|du\s+|des\s+)"
    r"(?P<name>\S[^–—:;,()\d|]*?)\s*(?=\s-\s|[–—:;,()|\d]|$)",
    re.IGNORECASE,
)
_SIRET = re.compile(r"(?<![0-9])[0-9]{3}[ .\u00a0]?[0-9]{3}[ .\u00a0]?[0-9]{3}[ .\u00a0]?[0-9]{5}(?![0-9])")
_NOMENCLATURE = re.compile(r"\bm(?:14|4|41|42|43|44|49|52|57)(?:[-_]?[ad])?\b")
_CURRENCIES = re.compile(rf"\b(?:{'|'.join(COUNTRIES)})\b")


class Stated(NamedTuple):
    """A step of the budget year, and what goes with it."""

    step: Step
    number: int | None = None  # of an amending decision
    is_unified: bool = False

    def comes_before(self, other: "Stated") -> bool:
        """Whether its vote is part of the budget that the other changes."""
        if not other.step.is_difference:
            return False
        if self.step is other.step is Step.AMENDING:
            return (self.number or 1) < (other.number or 1)
        return self.step.finality < other.step.finality


@lru_cache(maxsize=4096)
def words_of(text: str) -> str:
    """The text's words alone, without its dates: lower case, no accents, single spaces."""
    return _NO_WORD.sub(" ", _DATES.sub(" ", folded(text).replace("_", " "))).strip()


@lru_cache(maxsize=4096)
def step_in(text: str) -> Stated | None:
    """The one step a text names; where it names several, the one that stands before a year."""
    words = words_of(text)
    found = [(Step(match.lastgroup or ""), match) for match in _ANY_STEP.finditer(words)]
    if len({step for step, _ in found}) > 1:
        found = [(step, match) for step, match in found if _YEAR.match(words[match.end() :].lstrip())]
    if len({step for step, _ in found}) != 1:
        return None
    step, match = found[0]
    number = _NUMBER.search(match[0]) if step is Step.AMENDING else None
    return Stated(step, int(number[0]) if number else None, bool(_UNIFIED.search(words)))


def year_in(text: str) -> str | None:
    """The one year of a text, besides the dates it holds."""
    years = set(_YEAR.findall(words_of(text)))
    return years.pop() if len(years) == 1 else None


def side_in(text: str) -> dict[str, str]:
    """The section and the side that a text names, each where it names one alone: « DI » names both."""
    words = words_of(text)
    if words in _BOTH:
        section, direction = _BOTH[words]
        return {"section": section, "direction": direction}
    return {**_only("section", _SECTIONS, words), **_only("direction", _SIDES, words)}


def _only(
    name: str, known: Mapping[Section, re.Pattern[str]] | Mapping[Direction, re.Pattern[str]], words: str
) -> dict[str, str]:
    found = [str(value) for value, pattern in known.items() if pattern.search(words)]
    return {name: found[0]} if len(found) == 1 else {}


@lru_cache(maxsize=1024)
def stage_in(text: str) -> Column | None:
    """Which amount of a line the title of a column names."""
    words = words_of(text)
    return next((column for column, pattern in _STAGES if pattern.search(words)), None)


def is_ratio(text: str) -> bool:
    """Whether a title names something computed from amounts: a rate, a difference, what is left."""
    return _RATIO.search(words_of(text)) is not None


@lru_cache(maxsize=1024)
def currency_in(text: str) -> str | None:
    """The money that a column's title names, where it is not the euro: « amount_usd »."""
    upper = words_of(text).upper()
    sign = next((code for sign, code in _SIGNS.items() if sign in text), None)
    named = _CURRENCIES.search(upper)
    return named[0] if named else sign


def constants_in(text: str) -> dict[str, str]:
    """What a title, a sheet's or a file's name states, by the names of `budget_fields.FIELDS`."""
    return dict(_stated(text))


def _stated(text: str) -> Iterator[tuple[str, str]]:
    words, step = words_of(text), step_in(text)
    if step is not None:
        yield "step", str(step.step)
        if step.number is not None:
            yield "number", str(step.number)
    year = year_in(text)
    if year and (step or words == year or _OF_A_BUDGET.search(words)):
        yield "year", year
    yield from side_in(text).items()
    yield from _names(text)


def _budget_in(text: str) -> str:
    """« Budget annexe : Service de l'eau (M49) » → « Budget annexe : Service de l'eau »; empty where none is named."""
    found = _BUDGET.search(text)
    if found is None:
        return ""
    rest = _at(_REST, text, found.end())
    if rest.strip(" -") or not folded(found[0]).endswith("annexe"):
        return (found[0] + rest).strip(" -")
    mark = _BEFORE_A_NAME.match(text, found.end())
    name = _at(_REST, text, mark.end()).strip(" -") if mark else ""
    return f"{found[0]} : {name}" if _is_a_name(name) else found[0]


def _at(pattern: re.Pattern[str], text: str, start: int) -> str:
    found = pattern.match(text, start)
    return found[0] if found else ""


def _is_a_name(text: str) -> bool:
    """Whether it says more than a step, a section and a side."""
    rest = words_of(text)
    for pattern in (_ANY_STEP, *_SECTIONS.values(), *_SIDES.values()):
        rest = pattern.sub(" ", rest)
    return bool(_KNOWN_WORDS.sub(" ", rest).strip())


def _names(text: str) -> Iterator[tuple[str, str]]:
    if budget := _budget_in(text):
        yield "budget", budget
    if town := _TOWN.search(text):
        yield "name", town["name"].strip()
    siret = _SIRET.search(text)
    digits = re.sub("[^0-9]", "", siret[0]) if siret else ""
    if digits and identity.has_right_key(digits):
        yield "siret", digits
    if nomenclature := _NOMENCLATURE.search(folded(text)):
        yield "nomenclature", nomenclature[0].replace("-", "_").upper()
    if currency := _CURRENCIES.search(text):
        yield "currency", currency[0]


def header_states(header: str) -> dict[str, str]:
    """What the title of a column of amounts states for all its cells: year, step, section, side, stage.

    The year may be `YEAR_BEFORE`, one less than that of the rest.
    """
    found: dict[str, str] = {}
    year = year_in(header)
    if year or _YEAR_BEFORE.search(words_of(header)):
        found["year"] = year or YEAR_BEFORE
    if step := step_in(header):
        found["step"] = str(step.step)
        if step.number is not None:
            found["number"] = str(step.number)
    found |= side_in(header)
    if "direction" not in found:
        found |= _only("direction", _SIDES_OF_AMOUNTS, words_of(header))
    if stage := stage_in(header):
        found["stage"] = str(stage)
    return found


_KNOWN_WORDS = re.compile(
    r"\b(?:(?:19|20)[0-9]{2}|montants?|total|totaux|en|de|des|du|d|la|le|l|les|et|a|au|euros?|eur|ttc|ht|exercice|annee"
    r"|credits?|ouverts?|brut|nets?|n|fy|section|operations?|administratifs?|financiers?|uniques?|modificatives?|primitifs?"
    r"|supplementaires?|budgetaires?|initia(?:l|ux)|amounts?|budgets?|[0-9]{1,2}|°|comptes?|year|fiscal|reelles?|millions?|milliers?)\b"
)


def given_in(header: str) -> dict[str, str]:
    """What the title of a column that names no field states; empty for a title that says more than that.

    « 2023 », « BP 2024 », « Recettes », « DM 1 » stand for values; « Effectifs 2023 » counts something else.
    """
    if is_ratio(header):
        return {}
    found = header_states(header)
    if not found.keys() & {"year", "step", "section", "direction"}:
        return {}
    rest = words_of(header)
    for pattern in (_ANY_STEP, *_SECTIONS.values(), *_SIDES.values(), *_SIDES_OF_AMOUNTS.values()):
        rest = pattern.sub(" ", rest)
    for _, pattern in _STAGES:
        rest = pattern.sub(" ", rest)
    return {} if _KNOWN_WORDS.sub(" ", rest).strip(" °º%") else found
