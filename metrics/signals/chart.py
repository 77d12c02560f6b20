"""A series read against itself: its segments, their limits, the flag of each point, and the two marks at its end."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from metrics.language import Better
from metrics.signals.limits import FEWEST, Limits, Values, limits, widening
from metrics.signals.rules import Rule, named


class Variation(StrEnum):
    """Did the series change? Without a good direction, a change is neither better nor worse."""

    COMMON_CAUSE = "common_cause"
    IMPROVING = "improving"
    CONCERNING = "concerning"
    NEUTRAL_HIGH = "neutral_high"
    NEUTRAL_LOW = "neutral_low"


class Assurance(StrEnum):
    """Does it meet its target, as it now runs?"""

    PASSING = "passing"
    HIT_AND_MISS = "hit_and_miss"
    FAILING = "failing"


@dataclass(frozen=True)
class Reading:
    """How a series is to be read. rebases: days from which a new level is agreed; each begins a segment.

    learnt_from: the first points of each segment, from which alone its limits are learnt, by a person's decision.
    """

    better: Better = Better.NEITHER
    rebases: tuple[date, ...] = ()
    learnt_from: int | None = None
    screened: bool = True
    widened: bool = False


ORDINARY = Reading()


@dataclass(frozen=True)
class Point:
    """One period. value is None where it is not known; limits, where its segment has no known value."""

    on: date
    value: float | None
    limits: Limits | None
    rule: Rule
    variation: Variation

    @property
    def is_flagged(self) -> bool:
        return self.rule is not Rule.COMMON


@dataclass(frozen=True)
class Signal:
    """A series as read, oldest point first."""

    better: Better
    points: tuple[Point, ...]

    @property
    def last(self) -> Point | None:
        """The last point whose value is known."""
        return next((point for point in reversed(self.points) if point.value is not None), None)

    @property
    def variation(self) -> Variation:
        return self.last.variation if self.last else Variation.COMMON_CAUSE

    @property
    def segment(self) -> tuple[Point, ...]:
        """The points that share the limits of the last one."""
        if self.last is None:
            return ()
        return tuple(point for point in self.points if point.limits is self.last.limits)

    @property
    def speaks(self) -> bool:
        """Whether the last segment has the points that a mark asks for."""
        return self.last is not None and self.last.limits is not None and self.last.limits.points >= FEWEST

    @property
    def is_provisional(self) -> bool:
        return self.last is None or self.last.limits is None or self.last.limits.is_provisional

    @property
    def has_usual_level(self) -> bool:
        """A segment more than half of whose points are flagged has no level worth quoting."""
        known = [point for point in self.segment if point.value is not None]
        return 2 * sum(point.is_flagged for point in known) <= len(known)

    @property
    def since(self) -> date | None:
        """The first point of the flags of one direction that end with the last point; None where it has no flag."""
        if self.last is None or not self.last.is_flagged:
            return None
        first = self.last
        for point in reversed([one for one in self.segment if one.value is not None]):
            if not point.is_flagged or point.rule.is_high != self.last.rule.is_high:
                break
            first = point
        return first.on

    def assurance(self, target: float | None) -> Assurance | None:
        """target: of the last known period. None without one, or without a good direction."""
        if target is None or self.better is Better.NEITHER or self.last is None or self.last.limits is None:
            return None
        return _assurance(self.last.limits, target, self.better)


def read(days: Sequence[date], values: Values, how: Reading = ORDINARY) -> Signal:
    """Read a series, one value a period, oldest first; periods without service are left out beforehand.

    Raises ValueError where days and values differ in number or days do not rise.
    """
    if len(days) != len(values) or any(before >= after for before, after in pairwise(days)):
        raise ValueError("one value for each day, the days in order")
    points = [point for segment in _segments(days, how.rebases) for point in _read(days, values, segment, how)]
    return Signal(how.better, tuple(points))


def _segments(days: Sequence[date], rebases: Sequence[date]) -> Iterator[range]:
    """A rebase begins with the first period on or after its day."""
    starts = {next((place for place, day in enumerate(days) if day >= rebase), len(days)) for rebase in rebases}
    bounds = sorted({0, *starts, len(days)})
    return (range(start, end) for start, end in pairwise(bounds))


def _read(days: Sequence[date], values: Values, segment: range, how: Reading) -> Iterator[Point]:
    inside = [values[place] for place in segment]
    learnt = limits(inside[: how.learnt_from], screened=how.screened)
    if learnt is not None and how.widened:
        learnt = learnt.widened(widening(inside))
    rules = named(inside, learnt) if learnt else [Rule.COMMON] * len(inside)
    for place, value, rule in zip(segment, inside, rules, strict=True):
        yield Point(days[place], value, learnt, rule, variation(rule, how.better))


def variation(rule: Rule, better: Better) -> Variation:
    if rule is Rule.COMMON:
        return Variation.COMMON_CAUSE
    if better is Better.NEITHER:
        return Variation.NEUTRAL_HIGH if rule.is_high else Variation.NEUTRAL_LOW
    return Variation.IMPROVING if rule.is_high == (better is Better.HIGHER) else Variation.CONCERNING


def _assurance(usual: Limits, target: float, better: Better) -> Assurance:
    if usual.lower == usual.upper:  # a constant series meets its target or does not
        met = (usual.mean > target) - (usual.mean < target)
    else:
        met = (usual.lower > target) - (usual.upper < target)
    if better is Better.LOWER:
        met = -met
    return {1: Assurance.PASSING, 0: Assurance.HIT_AND_MISS, -1: Assurance.FAILING}[met]
