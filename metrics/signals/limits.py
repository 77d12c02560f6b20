"""Where the values of a series usually lie: the individuals and moving range chart (XmR).

D. Wheeler's constants; one screening of the ranges as L. Nelson, Control charts for individual measurements, 1982,
so that a strike day or a closure does not blind the chart. A value that is not known is None and keeps its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean

TO_LIMITS = 2.66  # mean moving ranges from the mean to a limit: three standard deviations
INNER = 2 / 3  # of that way, to the inner lines
SCREEN = 3.267  # mean ranges beyond which a range is not of the usual kind
FIRM = 13  # points from which limits are no longer provisional
FEWEST = 6  # points from which they say anything
_NOT_CHANCE = 1.645  # of 1/√n, from which neighbours are taken to be alike
_MOST_ALIKE = 0.9

Values = Sequence[float | None]


@dataclass(frozen=True)
class Limits:
    """What one segment usually does, in the unit of its values. points: those it was learnt from."""

    mean: float
    lower: float
    upper: float
    points: int

    @property
    def inner_lower(self) -> float:
        return self.mean - INNER * (self.mean - self.lower)

    @property
    def inner_upper(self) -> float:
        return self.mean + INNER * (self.upper - self.mean)

    @property
    def is_provisional(self) -> bool:
        return self.points < FIRM

    def within(self, least: float | None, most: float | None) -> "Limits":
        """As drawn, where values have natural bounds: nothing is judged by these."""
        lower = self.lower if least is None else max(least, self.lower)
        upper = self.upper if most is None else min(most, self.upper)
        return Limits(self.mean, lower, upper, self.points)

    def widened(self, factor: float) -> "Limits":
        half = (self.upper - self.mean) * factor
        return Limits(self.mean, self.mean - half, self.mean + half, self.points)


def limits(values: Values, *, screened: bool = True) -> Limits | None:
    """Learnt from all values of a segment; None without any."""
    known = [value for value in values if value is not None]
    if not known:
        return None
    half, mean = TO_LIMITS * _mean_range(list(_differences(values, 1)), screened), fmean(known)
    return Limits(mean, mean - half, mean + half, len(known))


def alike(values: Values) -> float:
    """How much of a value its neighbour already says, 0 to 0.9; 0 where chance would do as much.

    From differences of lag one and two: a step in independent values does not raise it, as it raises a correlation.
    """
    near, far = list(_differences(values, 1)), list(_differences(values, 2))
    known = sum(value is not None for value in values)
    if not near or not far or not _mean_square(near):
        return 0.0
    found = _mean_square(far) / _mean_square(near) - 1
    return min(found, _MOST_ALIKE) if found > _NOT_CHANCE / sqrt(known) else 0.0


def widening(values: Values) -> float:
    """By how much limits must be wider where neighbours are alike, lest ordinary persistence raises a flag."""
    return 1 / sqrt(1 - alike(values))


def _differences(values: Values, lag: int) -> Iterator[float]:
    """Sizes of the differences between values that stand `lag` apart, none across a gap."""
    for before, after in zip(values, values[lag:], strict=False):
        if before is not None and after is not None:
            yield abs(after - before)


def _mean_range(ranges: Sequence[float], screened: bool) -> float:
    if not ranges:
        return 0.0
    mean = fmean(ranges)
    return _screened_mean(ranges, mean) if screened else mean


def _screened_mean(ranges: Sequence[float], mean: float) -> float:
    """Where nothing, or nothing but zeroes, would be left, the ranges as they are: limits of no width are no limits."""
    usual = [one for one in ranges if one < SCREEN * mean]
    return (fmean(usual) if usual else 0.0) or mean


def _mean_square(differences: Sequence[float]) -> float:
    mean = fmean(differences)
    usual = [one for one in differences if one < SCREEN * mean] or differences
    return fmean(one * one for one in usual)
