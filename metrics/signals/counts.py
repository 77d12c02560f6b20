"""Counts and shares read against themselves: p, u and c charts, and Laney's p' and u', which do not cry wolf.

Plain limits take each event for independent of the others. Those of a town are not (a storm, a strike, a campaign), and
ordinary months then look abnormal. Laney, Improved control charts for attributes, 2002, widens the limits by how much
neighbouring periods differ in fact.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt
from statistics import fmean

DEVIATIONS = 3
ALIKE = 0.25  # by which denominators may stray from their mean, for one width of limits to serve all
FEWEST_EVENTS = 5  # a period: with fewer, longer periods are needed
_RANGE = 1.128  # mean range of two normal values, in standard deviations


@dataclass(frozen=True)
class Period:
    """One period, in the unit of the rate. deviation: one standard error. most: what no rate exceeds, if anything."""

    value: float
    centre: float
    deviation: float
    most: float | None

    def limits(self, deviations: float = DEVIATIONS) -> tuple[float, float]:
        half = deviations * self.deviation
        upper = self.centre + half
        return max(0.0, self.centre - half), upper if self.most is None else min(self.most, upper)

    @property
    def is_outside(self) -> bool:
        lower, upper = self.limits()
        return not lower <= self.value <= upper


def shares(events: Sequence[int], of: Sequence[int], *, laney: bool = True) -> list[Period]:
    """A share of cases, each period's own number of cases behind it. of: above zero."""
    centre = sum(events) / sum(of)
    deviations = [sqrt(centre * (1 - centre) / number) for number in of]
    return _periods(_rates(events, of), centre, deviations, laney=laney, most=1.0)


def rates(events: Sequence[int], exposure: Sequence[float], *, laney: bool = True) -> list[Period]:
    """Events for each unit of exposure: days open, inhabitants. exposure: above zero."""
    centre = sum(events) / sum(exposure)
    deviations = [sqrt(centre / one) for one in exposure]
    return _periods(_rates(events, exposure), centre, deviations, laney=laney, most=None)


def counts(events: Sequence[int], *, laney: bool = True) -> list[Period]:
    """Events of periods alike."""
    return rates(events, [1] * len(events), laney=laney)


def serve_one_width(of: Sequence[float]) -> bool:
    """Whether denominators are so alike that the rate can be read as any other series."""
    mean = fmean(of)
    return all(abs(one - mean) <= ALIKE * mean for one in of)


def _rates(events: Sequence[int], of: Sequence[float]) -> list[float]:
    return [number / whole for number, whole in zip(events, of, strict=True)]


def _periods(
    values: Sequence[float], centre: float, deviations: Sequence[float], *, laney: bool, most: float | None
) -> list[Period]:
    spread = _spread(values, centre, deviations) if laney else 1.0
    return [Period(value, centre, one * spread, most) for value, one in zip(values, deviations, strict=True)]


def _spread(values: Sequence[float], centre: float, deviations: Sequence[float]) -> float:
    """How much neighbours differ, in the deviations that independent events would give; 1 where nothing is known."""
    scores = [(value - centre) / one for value, one in zip(values, deviations, strict=True) if one]
    ranges = [abs(after - before) for before, after in pairwise(scores)]
    return fmean(ranges) / _RANGE if ranges else 1.0
