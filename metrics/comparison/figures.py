"""The figure of one authority in one year, and that of a group: counted, spread, and summed side by side."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from metrics.comparison.position import Coverage, Spread, spread
from metrics.evaluate import read_value
from metrics.language import Indicator
from metrics.values import Value


class PeerFigure(NamedTuple):
    """One published account read by one indicator.

    unmet: why there is no figure, as `metrics.evaluate`. value: the plain quotient, None where there is none.
    """

    code: str
    name: str | None
    kind: str
    year: int
    population: int | None
    stratum: str
    status: str | None
    numerator: int | None
    denominator: int | None
    unmet: int | None
    value: float | None

    @property
    def is_known(self) -> bool:
        return self.numerator is not None and self.denominator is not None

    def read(self, indicator: Indicator) -> Value:
        """The figure in the form that every page shows, an absence with its reason."""
        sides = zip(indicator.formula.parts(), (self.numerator, self.denominator), strict=False)
        lacking = [getattr(part, "label", indicator.label) for part, side in sides if side is None]
        return read_value(indicator, self.numerator, self.denominator, self.unmet, lacking)


@dataclass(frozen=True)
class GroupFigure:
    """How one indicator is spread over a group in a year.

    members: accounts of the group. known: those with both sides of the figure, whose sums are numerator and
    denominator (None without any). spread: of those whose figure exists, None without any.
    """

    year: int
    members: int
    known: int
    numerator: int | None
    denominator: int | None
    spread: Spread | None

    @property
    def ratio(self) -> Value:
        """The group's own ratio: a sum over a sum."""
        return Value(self.numerator, self.denominator)

    def coverage(self, expected: int) -> Coverage:
        return Coverage(self.known, expected, self.spread.n if self.spread else 0)


def group_figure(year: int, figures: Iterable[PeerFigure]) -> GroupFigure:
    """figures: of one year."""
    of_group = list(figures)
    known = [one for one in of_group if one.is_known]
    return GroupFigure(
        year,
        len(of_group),
        len(known),
        sum(one.numerator or 0 for one in known) if known else None,
        sum(one.denominator or 0 for one in known) if known else None,
        spread([one.value for one in of_group if one.value is not None]),
    )
