"""What tells a change from noise, point by point: outside the limits, a trend, two of three, a run.

Rules and their order of naming: NHS England, Making Data Count; points outside the limits count among the two of three,
as it has them since November 2023.
"""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import pairwise

from metrics.signals.limits import Limits, Values

RUN = 7  # points on one side of the mean, or in one direction
WINDOW, ENOUGH = 3, 2
MOST_GAPS = 2  # in a row, that runs step over


class Rule(StrEnum):
    """By which a point carries a flag, the first that holds; high or low says which way it went."""

    OUTSIDE_HIGH = "outside_high"
    OUTSIDE_LOW = "outside_low"
    TREND_UP = "trend_up"
    TREND_DOWN = "trend_down"
    TWO_OF_THREE_HIGH = "two_of_three_high"
    TWO_OF_THREE_LOW = "two_of_three_low"
    RUN_HIGH = "run_high"
    RUN_LOW = "run_low"
    COMMON = "common"

    @property
    def is_high(self) -> bool:
        return self.endswith(("_high", "_up"))


def named(values: Values, limits: Limits) -> list[Rule]:
    """The rule of each value of one segment; a value that is not known is common."""
    found = [Rule.COMMON] * len(values)
    for stretch in _stretches(values):
        known = [_Known(place, value) for place in stretch if (value := values[place]) is not None]
        # The last to be named is first in order.
        for name in (_runs, _two_of_three, _trends, _outside):
            for place, rule in name(known, limits):
                found[place] = rule
    return found


class _Known:
    """A value, and its place in the segment."""

    def __init__(self, place: int, value: float) -> None:
        self.place, self.value = place, value


_Named = Iterator[tuple[int, Rule]]


def _stretches(values: Values) -> Iterator[list[int]]:
    """Places of the values that are known, parted where too many in a row are not."""
    stretch: list[int] = []
    for place, value in enumerate(values):
        if value is None:
            continue
        if stretch and place - stretch[-1] > MOST_GAPS + 1:
            yield stretch
            stretch = []
        stretch.append(place)
    yield stretch


def _outside(known: Sequence[_Known], limits: Limits) -> _Named:
    for one in known:
        if one.value > limits.upper:
            yield one.place, Rule.OUTSIDE_HIGH
        elif one.value < limits.lower:
            yield one.place, Rule.OUTSIDE_LOW


def _trends(known: Sequence[_Known], _limits: Limits) -> _Named:
    """A peak or a trough is named last by the later trend, which keeps it."""
    steps = [_sign(after.value - before.value) for before, after in pairwise(known)]
    for start in range(len(known) - RUN + 1):
        direction = set(steps[start : start + RUN - 1])
        if direction in ({1}, {-1}):
            rule = Rule.TREND_UP if direction == {1} else Rule.TREND_DOWN
            yield from ((one.place, rule) for one in known[start : start + RUN])


def _two_of_three(known: Sequence[_Known], limits: Limits) -> _Named:
    for start in range(len(known) - WINDOW + 1):
        window = known[start : start + WINDOW]
        if all(one.value > limits.mean for one in window):
            beyond, rule = [one for one in window if one.value > limits.inner_upper], Rule.TWO_OF_THREE_HIGH
        elif all(one.value < limits.mean for one in window):
            beyond, rule = [one for one in window if one.value < limits.inner_lower], Rule.TWO_OF_THREE_LOW
        else:
            continue
        if len(beyond) >= ENOUGH:
            yield from ((one.place, rule) for one in beyond)


def _runs(known: Sequence[_Known], limits: Limits) -> _Named:
    sides = [_sign(one.value - limits.mean) for one in known]
    for start in range(len(known) - RUN + 1):
        side = set(sides[start : start + RUN])
        if side in ({1}, {-1}):
            rule = Rule.RUN_HIGH if side == {1} else Rule.RUN_LOW
            yield from ((one.place, rule) for one in known[start : start + RUN])


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)
