"""Does the finding hold? The same question put to other groups and other years, every answer shown.

The readings share towns and years: they are no independent witnesses, and no probability is drawn from them. What they
tell is whether the finding depends on the group or on the year that was chosen.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from metrics.comparison.position import Place

FEWEST_READINGS = 3
MOSTLY = Fraction(3, 4)


@dataclass(frozen=True)
class Reading:
    """The place of the town in one group and year. place None: the group cannot be shown, or there is no figure."""

    group: str
    year: int
    place: Place | None


class Verdict(StrEnum):
    HOLDS = "holds"
    MOSTLY = "mostly"
    FAILS = "fails"
    TOO_FEW = "too_few"


@dataclass(frozen=True)
class Survival:
    """same: readings on the side of the finding. against: the others, those at the median among them."""

    verdict: Verdict
    same: int
    readings: int
    against: tuple[Reading, ...]


def survival(finding: Place, readings: Iterable[Reading]) -> Survival:
    """readings: all of them, the one that gave the finding too; those without a place do not count."""
    told = [one for one in readings if one.place is not None]
    against = tuple(one for one in told if one.place is not None and one.place.side != finding.side)
    same = len(told) - len(against)
    return Survival(_verdict(same, len(told)), same, len(told), against)


def _verdict(same: int, readings: int) -> Verdict:
    if readings < FEWEST_READINGS:
        return Verdict.TOO_FEW
    if same == readings:
        return Verdict.HOLDS
    return Verdict.MOSTLY if Fraction(same, readings) >= MOSTLY else Verdict.FAILS
