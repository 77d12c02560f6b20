"""Goals and marks on a projected figure: whether it holds, and in which years it does not.

The marks are data: those that an indicator declares, with their sources, or those that a town sets for itself.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from metrics.language import Better, Indicator, Threshold
from metrics.outlook.projection import Projection
from metrics.text import Text
from metrics.units import Unit
from metrics.values import Absence, Value


class Bound(StrEnum):
    AT_MOST = "at_most"
    AT_LEAST = "at_least"


BOUND_LABELS = {Bound.AT_MOST: Text("au plus", "at most"), Bound.AT_LEAST: Text("au moins", "at least")}


@dataclass(frozen=True)
class Mark:
    """A threshold drawn on an indicator, crossed on its worse side."""

    indicator: Indicator
    threshold: Threshold

    @property
    def bound(self) -> Bound:
        return Bound.AT_MOST if self.indicator.better is Better.LOWER else Bound.AT_LEAST

    def crossed(self, value: Value) -> bool:
        """A figure that is missing crosses nothing; one that cannot exist (no saving to repay a debt) does."""
        if value.absence is Absence.MISSING:
            return False
        return not holds(value, self.bound, Fraction(self.threshold.value), self.indicator.unit)


@dataclass(frozen=True)
class Crossing:
    mark: Mark
    year: int
    value: Value


def marks_of(indicators: Iterable[Indicator]) -> tuple[Mark, ...]:
    """The thresholds that indicators declare; one that is neither better high nor low has no side to cross."""
    directed = (indicator for indicator in indicators if indicator.better is not Better.NEITHER)
    return tuple(Mark(indicator, threshold) for indicator in directed for threshold in indicator.thresholds)


def crossings(projection: Projection, marks: Iterable[Mark]) -> tuple[Crossing, ...]:
    """The projected years in which each mark is crossed, in the order of the marks, then of the years."""
    return tuple(
        Crossing(mark, year, value)
        for mark in marks
        for year, value in projection.values(mark.indicator).items()
        if year in projection.model.years and mark.crossed(value)
    )


def holds(value: Value, bound: Bound, mark: Fraction, unit: Unit) -> bool:
    """Whether a figure is on the right side of a mark given in the unit shown; the mark itself is.

    What has no value never is, save where there is nothing to divide: no debt needs no saving.
    """
    figure = value.exact(unit)
    if figure is None:
        return bound is Bound.AT_MOST and value.numerator == 0 and mark >= 0
    return figure <= mark if bound is Bound.AT_MOST else figure >= mark
