"""Where a town stands in its group: the spread of the group, the place in it, and whether the group may speak at all.

The median is a median of ratios, each commune counting for one; the group's own ratio is a sum over a sum, each euro
counting for one. Neither is the other, and both are shown under their names.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction

from metrics.text import Text

# The share of its members that a group must have figures of, and how many, before it is shown: a rule of the house.
SHARE_SHOWN = Fraction(3, 4)
FEWEST_FOR_A_MEDIAN, FEWEST_FOR_QUARTERS, FEWEST_FOR_TENTHS = 5, 10, 20
TWENTIETHS = (2, 5, 10, 15, 18)  # of the way from the lowest to the highest: tenth, quarters, ninth tenth


@dataclass(frozen=True)
class Spread:
    """Quantiles of a group's n values, as spreadsheets give them (between two values, in proportion)."""

    n: int
    p10: float
    q1: float
    median: float
    q3: float
    p90: float


class Detail(IntEnum):
    """How much of a group is shown."""

    NOTHING = 0
    MEDIAN = 1
    QUARTERS = 2
    TENTHS = 3


@dataclass(frozen=True)
class Coverage:
    """known: members whose figure is known, be it that it does not exist. expected: members the group should have.

    values: members for which the figure exists.
    """

    known: int
    expected: int
    values: int

    @property
    def share(self) -> Fraction:
        return min(Fraction(self.known, self.expected), Fraction(1)) if self.expected else Fraction(0)

    @property
    def detail(self) -> Detail:
        if self.share < SHARE_SHOWN or self.values < FEWEST_FOR_A_MEDIAN:
            return Detail.NOTHING
        if self.values < FEWEST_FOR_QUARTERS:
            return Detail.MEDIAN
        return Detail.QUARTERS if self.values < FEWEST_FOR_TENTHS else Detail.TENTHS


class Place(StrEnum):
    """Seven places from the lowest tenth to the highest; the bounds belong to the inner side."""

    LOWEST_TENTH = "lowest_tenth"
    LOWER_QUARTER = "lower_quarter"
    LOWER_HALF = "lower_half"
    MEDIAN = "median"
    UPPER_HALF = "upper_half"
    UPPER_QUARTER = "upper_quarter"
    HIGHEST_TENTH = "highest_tenth"

    @property
    def side(self) -> int:
        """-1 below the median, 0 at it, 1 above."""
        rank, middle = list(Place).index(self), list(Place).index(Place.MEDIAN)
        return (rank > middle) - (rank < middle)

    @property
    def rail(self) -> str:
        """The place drawn in seven signs, the median in the middle: told without colour."""
        cells = ["│" if place is Place.MEDIAN else "○" for place in Place]
        cells[list(Place).index(self)] = "●"
        return "".join(cells)


PLACE_LABELS = {
    Place.LOWEST_TENTH: Text("dans le dixième le plus bas", "in the lowest tenth"),
    Place.LOWER_QUARTER: Text("dans le quart le plus bas", "in the lowest quarter"),
    Place.LOWER_HALF: Text("sous la médiane, dans la moitié centrale", "below the median, in the middle half"),
    Place.MEDIAN: Text("à la médiane", "at the median"),
    Place.UPPER_HALF: Text("au-dessus de la médiane, dans la moitié centrale", "above the median, in the middle half"),
    Place.UPPER_QUARTER: Text("dans le quart le plus haut", "in the highest quarter"),
    Place.HIGHEST_TENTH: Text("dans le dixième le plus haut", "in the highest tenth"),
}


def spread(values: Sequence[float]) -> Spread | None:
    """None for no value at all."""
    in_order = sorted(values)
    if not in_order:
        return None
    p10, q1, median, q3, p90 = (_quantile(in_order, twentieths) for twentieths in TWENTIETHS)
    return Spread(len(in_order), p10, q1, median, q3, p90)


def place(value: float, among: Spread, detail: Detail) -> Place | None:
    """None where the group is not shown. With few values only the half, or the quarter, is told."""
    if detail is Detail.NOTHING:
        return None
    if value == among.median:
        return Place.MEDIAN
    return _below(value, among, detail) if value < among.median else _above(value, among, detail)


def share_below(value: float, values: Sequence[float]) -> Fraction:
    """The share of other values below this one, those equal counting half. values: the others', at least one."""
    in_order = sorted(values)
    below, up_to = bisect_left(in_order, value), bisect_right(in_order, value)
    return Fraction(below + up_to, 2 * len(in_order))


def _below(value: float, among: Spread, detail: Detail) -> Place:
    if detail >= Detail.TENTHS and value < among.p10:
        return Place.LOWEST_TENTH
    return Place.LOWER_QUARTER if detail >= Detail.QUARTERS and value < among.q1 else Place.LOWER_HALF


def _above(value: float, among: Spread, detail: Detail) -> Place:
    if detail >= Detail.TENTHS and value > among.p90:
        return Place.HIGHEST_TENTH
    return Place.UPPER_QUARTER if detail >= Detail.QUARTERS and value > among.q3 else Place.UPPER_HALF


def _quantile(in_order: Sequence[float], twentieths: int) -> float:
    """The same arithmetic as `data.rollups` in SQL, so that a group has one median whoever computes it."""
    whole, part = divmod((len(in_order) - 1) * twentieths, 20)
    low, high = in_order[whole], in_order[min(whole + 1, len(in_order) - 1)]
    return low + (high - low) * (part / 20)
