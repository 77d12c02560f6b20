"""Which chart of accounts a budget follows: the one that knows most of its codes, unless the file says.

Towns abroad follow none that we know: their codes are kept as they stand.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from data.importers.budget.grid import EURO, Grid
from data.importers.budget.rows import Entry, is_code
from data.importers.budget.words import COUNTRIES
from data.reference import chart_of_accounts, known_nomenclatures
from metrics.nomenclature import ChartOfAccounts, Nomenclature

REPLACED_BY_M57 = ("M14", "M52")
LAST_YEAR_BEFORE_M57 = 2023  # M57 is general from 1 January 2024
# Charts made for one kind of body, by the first digits of its SIREN.
ONLY_FOR = {"M52": "22", "M14_CCAS_INF3500": "26", "M14_CCAS_SUP3500": "26", "M14_CE": "26"}
OTHER = "OTHER"  # the standard of a budget whose chart is not one of ours
ENOUGH_CODES, FEWEST_KNOWN = 10, 0.3  # of so many codes, the share known under which no chart of ours is meant
FEWEST_KNOWN_IN_OTHER_MONEY = 0.7
FEW_CODES = 3
CHAPTER = "chapter "
KNOWN_BY_FIRST = 3  # digits of an account that every variant shares


class Deciding(NamedTuple):
    """The variant that comes closest, and the codes of the file that it does not know."""

    rival: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Chosen:
    """The chart chosen for a document, how many of its codes it knows, and its rivals of another standard.

    deciding: why not the closest of another standard, where few codes say so.
    """

    chart: ChartOfAccounts
    codes: int
    known: int
    rivals: tuple[str, ...]
    deciding: Deciding | None = None

    def __str__(self) -> str:
        return f"{self.chart.nomenclature.variant} ({self.known}/{self.codes})"


def no_chart(currency: str) -> Chosen:
    """An empty chart for a town abroad, named by the country of its money where that is known."""
    nomenclature = Nomenclature(OTHER, COUNTRIES.get(currency, "unknown"))
    return Chosen(ChartOfAccounts(nomenclature, 0, {}, {}, {}, {}), 0, 0, ())


def is_abroad(grids: Sequence[Grid], entries: Sequence[Entry]) -> bool:
    """Whether a file follows no chart of ours: another money, or codes that none of ours knows.

    A table by function alone, without account nor chapter, states nothing that a chart could place either.
    """
    if any(grid.is_scdl or grid.states("nomenclature") for grid in grids):
        return False
    codes = {entry.account or entry.chapter for entry in entries if entry.has_amounts} - {""}
    if not codes and any(grid.has("function") and not grid.has("chapter") for grid in grids):
        return True
    known = sum(1 for code in codes if is_code(code) and _resembles(code)) / max(1, len(codes))
    if any(grid.currency != EURO for grid in grids):
        return known < FEWEST_KNOWN_IN_OTHER_MONEY
    return len(codes) >= ENOUGH_CODES and known < FEWEST_KNOWN


def _resembles(code: str) -> bool:
    """Whether a chart of ours knows a code, or its first digits; a zero put before it makes no code from abroad."""
    bare = code.lstrip("0")
    charts = (chart_of_accounts(known, LAST_YEAR_BEFORE_M57) for known in known_nomenclatures())
    return any(chart.knows(code) or chart.knows(bare[:KNOWN_BY_FIRST]) for chart in charts)


@dataclass(frozen=True)
class Budget:
    """What a chart is chosen for. is_main: known to be the main budget of its authority."""

    siret: str
    year: int
    is_main: bool

    def may_use(self, nomenclature: Nomenclature) -> bool:
        """Only public services run as businesses use M4: never the main budget of a commune or département."""
        if nomenclature.standard in REPLACED_BY_M57 and self.year > LAST_YEAR_BEFORE_M57:
            return False
        if nomenclature.standard == "M4" and self.is_main and self.siret.startswith(("21", "22")):
            return False
        return self.siret.startswith(ONLY_FOR.get(nomenclature.variant, ""))


def chart_for(
    budget: Budget,
    codes: Collection[str],
    functions: Collection[str],
    stated: str,
    chapters: Collection[str] = (),
) -> Chosen:
    """The chart that knows most codes; of equals, the one that has functions if the file has, then the smallest.

    chapters: codes that are stated as chapters, which an account of the same number is not.
    """
    charts = _charts_in_force(budget, stated)
    known = {chart.nomenclature: frozenset(_known(chart, codes, chapters)) for chart in charts}
    best = max(
        charts,
        key=lambda chart: (
            len(known[chart.nomenclature]),
            sum(function in chart.function_labels for function in functions),
            not chart.function_labels,
            -len(chart.accounts),
        ),
    )
    most, standard = known[best.nomenclature], best.nomenclature.standard
    others = {other: known[other] for other in known if other.standard != standard}
    rivals = tuple(other.variant for other, its in others.items() if len(its) == len(most))
    deciding = None if stated or rivals else _deciding(most, others)
    return Chosen(best, len(codes), sum(map(best.knows, codes)), rivals, deciding)


def _known(chart: ChartOfAccounts, codes: Collection[str], chapters: Collection[str]) -> Iterator[str]:
    """The codes of a file that a chart knows; those stated as chapters, which an account is not, with « chapter »."""
    yield from filter(chart.knows, codes)
    labels = chart.chapter_labels
    for code in chapters:
        if code in labels or code.zfill(len("011")) in labels:
            yield f"{CHAPTER}{code}"


def _deciding(most: frozenset[str], others: Mapping[Nomenclature, frozenset[str]]) -> Deciding | None:
    """What decides against the closest chart of another standard, where it is little."""
    general = [other for other in others if other.standard != "M4"]  # a service run as a business shows by much more
    closest = max(general, key=lambda other: len(others[other]), default=None)
    codes = sorted(most - others[closest]) if closest is not None and others[closest] else []
    if closest is None or not 0 < len(codes) <= FEW_CODES:
        return None
    return Deciding(closest.variant, tuple(code.removeprefix(CHAPTER) for code in codes))


def _charts_in_force(budget: Budget, stated: str) -> list[ChartOfAccounts]:
    """The charts that such a body may use in that year, or in the nearest year that has any; those stated, if known."""
    named = [known for known in known_nomenclatures() if stated and _is_named(known, stated)]
    usable = named or [known for known in known_nomenclatures() if budget.may_use(known)]
    charts = [chart_of_accounts(known, budget.year) for known in usable]
    nearest = min(abs(chart.year - budget.year) for chart in charts)
    return [chart for chart in charts if abs(chart.year - budget.year) == nearest]


def _is_named(nomenclature: Nomenclature, stated: str) -> bool:
    text = stated.strip().upper().replace("-", "_")
    standard, variant = nomenclature.standard, nomenclature.variant
    return text in (standard, variant, f"{standard}_{variant}") or variant.startswith(f"{text}_")
