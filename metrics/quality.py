"""What is missing or doubtful among a town's facts, ranked by what it keeps from being known."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Any

from metrics.language import Amount, ClosedAccount, Given, Indicator, Lines, leaves
from metrics.text import Text
from metrics.values import Absence, Value

FEWEST_MONTHS = 2  # of silence before a series is late, however often it is counted
DAYS_A_MONTH = 30.44


class Theme(StrEnum):
    """What a person may want to see alone."""

    DOCUMENTS = "documents"
    FIGURES = "figures"
    RECONCILIATION = "reconciliation"
    PROVISIONAL = "provisional"
    LINES = "lines"
    USAGE = "usage"
    TARGETS = "targets"


THEME_LABELS = {
    Theme.DOCUMENTS: Text("Documents absents", "Documents missing"),
    Theme.FIGURES: Text("Population, dette et valeurs absentes", "Population, debt and values missing"),
    Theme.RECONCILIATION: Text("Montants qui ne concordent pas", "Amounts that do not agree"),
    Theme.PROVISIONAL: Text("Chiffres provisoires", "Provisional figures"),
    Theme.LINES: Text("Lignes déduites ou inconnues", "Lines inferred or unknown"),
    Theme.USAGE: Text("Fréquentation", "Use of services"),
    Theme.TARGETS: Text("Cibles", "Targets"),
}


class GapKind(StrEnum):
    ACCOUNT = "account"  # a year voted but never closed
    YEARS = "years"  # years without any document
    BUDGET = "budget"  # the budget of the year, once due
    POPULATION = "population"
    LOANS = "loans"
    STATED = "stated"  # a figure that documents state about themselves
    RATIOS = "ratios"
    RATIOS_EXPLAINED = "ratios_explained"
    BALANCE = "balance"
    TOTALS = "totals"
    ORDERS = "orders"  # a journal whose sum is not what the account executes
    PROGRAMME = "programme"  # a vote whose credits are not its authorisation
    PROVISIONAL = "provisional"
    UNKNOWN = "unknown"  # accounts that the chart does not hold
    INFERRED = "inferred"
    STALE = "stale"
    ABSENT = "absent"
    VALUES_STALE = "values_stale"
    VALUES_ABSENT = "values_absent"
    TARGET_OVER = "target_over"
    NO_TARGET = "no_target"


THEMES = {
    GapKind.ACCOUNT: Theme.DOCUMENTS,
    GapKind.YEARS: Theme.DOCUMENTS,
    GapKind.BUDGET: Theme.DOCUMENTS,
    GapKind.POPULATION: Theme.FIGURES,
    GapKind.LOANS: Theme.FIGURES,
    GapKind.STATED: Theme.FIGURES,
    GapKind.RATIOS: Theme.RECONCILIATION,
    GapKind.RATIOS_EXPLAINED: Theme.RECONCILIATION,
    GapKind.BALANCE: Theme.RECONCILIATION,
    GapKind.TOTALS: Theme.RECONCILIATION,
    GapKind.ORDERS: Theme.RECONCILIATION,
    GapKind.PROGRAMME: Theme.RECONCILIATION,
    GapKind.PROVISIONAL: Theme.PROVISIONAL,
    GapKind.UNKNOWN: Theme.LINES,
    GapKind.INFERRED: Theme.LINES,
    GapKind.STALE: Theme.USAGE,
    GapKind.ABSENT: Theme.USAGE,
    GapKind.VALUES_STALE: Theme.FIGURES,
    GapKind.VALUES_ABSENT: Theme.FIGURES,
    GapKind.TARGET_OVER: Theme.TARGETS,
    GapKind.NO_TARGET: Theme.TARGETS,
}

TO_KNOW = frozenset((GapKind.RATIOS_EXPLAINED,))  # nothing in them can be mended


@dataclass(frozen=True)
class Gap:
    """One thing to mend, or to know. year: the last one it concerns.

    blocked: names of the indicators that have no figure because of it. doubtful: of those that have one, which may be
    wrong. about: what its sentence says. address: what the page that mends it opens on.
    """

    kind: GapKind
    year: int
    blocked: frozenset[str] = frozenset()
    doubtful: frozenset[str] = frozenset()
    about: Mapping[str, Any] = field(default_factory=dict)
    address: Mapping[str, str] = field(default_factory=dict)

    @property
    def theme(self) -> Theme:
        return THEMES[self.kind]

    @property
    def is_to_mend(self) -> bool:
        return self.kind not in TO_KNOW


def ranked(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """The most indicators without a figure first, then the most doubtful figures, then the latest year."""
    kinds = list(GapKind)
    return tuple(
        sorted(gaps, key=lambda gap: (-len(gap.blocked), -len(gap.doubtful), -gap.year, kinds.index(gap.kind)))
    )


def blocked_by(figure: Given, values: Mapping[Indicator, Value]) -> frozenset[str]:
    """The indicators of a document without a value that need this figure. values: of each indicator on the document."""
    return frozenset(
        indicator.name
        for indicator, value in values.items()
        if value.absence is Absence.MISSING and figure in leaves(*indicator.quantities)
    )


def expected(values: Mapping[Indicator, Value], *, once_closed: bool) -> frozenset[str]:
    """The indicators that a document of this kind gives, or should: all but those that do not apply.

    once_closed: also those that only wait for the account to be closed.
    """
    waiting = {i.name for i, value in values.items() if once_closed and _waits(i, value)}
    return frozenset(i.name for i, value in values.items() if value.absence is not Absence.NOT_APPLICABLE) | waiting


def _waits(indicator: Indicator, value: Value) -> bool:
    return any(isinstance(need, ClosedAccount) and need.why == value.why for need in indicator.needs)


def computed_from_lines(values: Mapping[Indicator, Value]) -> frozenset[str]:
    """The indicators with a value into which lines enter."""
    return frozenset(
        indicator.name
        for indicator, value in values.items()
        if value.absence is None and any(isinstance(leaf, Amount) for leaf in leaves(*indicator.quantities))
    )


def choices_of(indicator: Indicator) -> tuple[Lines, ...]:
    """Every choice of lines under an indicator."""
    found = leaves(*indicator.quantities)
    return tuple(choice for leaf in found if isinstance(leaf, Amount) for choice in leaf.lines)


def last_closed_year(today: date) -> int:
    """The last year whose account should be there: it is voted by 30 June of the next (CGCT, art. L. 1612-12)."""
    return today.year - 1 if today > date(today.year, 6, 30) else today.year - 2


def last_voted_year(today: date) -> int:
    """The last year whose budget should be there: voted by 15 April, 30 April after elections (art. L. 1612-2)."""
    return today.year if today > date(today.year, 4, 30) else today.year - 1


def is_provisional(status: str | None) -> bool:
    """Whether a producer's word says that its figures may still change: anything but DEF, définitif, final."""
    return status is not None and not status.strip().lower().startswith(("def", "déf", "final"))


def runs(years: Collection[int]) -> list[tuple[int, int]]:
    """Years that follow each other as first and last: 2019, 2020, 2023 are (2019, 2020) and (2023, 2023)."""
    found: list[tuple[int, int]] = []
    for year in sorted(years):
        if found and year == found[-1][1] + 1:
            found[-1] = (found[-1][0], year)
        else:
            found.append((year, year))
    return found


@dataclass(frozen=True)
class Series:
    """When something was counted. months: those with a record, as year × 12 + month - 1; days: of its last period."""

    months: frozenset[int]
    last: date
    days: int

    @property
    def period(self) -> int:
        """Months that a record covers, 1 for anything shorter."""
        return max(1, round(self.days / DAYS_A_MONTH))

    @property
    def longest_silence(self) -> int:
        """Whole months without a record between two that have one, as a school's summer is."""
        in_order = sorted(self.months)
        return max((after - before - 1 for before, after in pairwise(in_order)), default=0)

    def months_late(self, today: date) -> int:
        """Whole months since the last record, where they are more than two periods and than any silence before; or 0.

        A month still running is not late.
        """
        since = month_of(today) - month_of(self.last) - 1
        return since if since > max(FEWEST_MONTHS * self.period, self.longest_silence) else 0


def month_of(day: date) -> int:
    return day.year * 12 + day.month - 1
