"""Facilities alike beside each other: which of them stand apart by more than their size and their ordinary differences.

A position, never a rank. D. Spiegelhalter, Funnel plots for comparing institutional performance, 2005: transformed
values, extreme ones brought in by a tenth at each end, a variance between units added to that of their size.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import asin, exp, log, sin, sqrt

import numpy as np

FEWEST = 10  # units: below, dots without limits
USUAL, FAR = 1.959_963_985, 3.090_232_306  # standard errors: 95 % and 99.8 % of units alike
BROUGHT_IN = 0.1  # share of units at each end
HALF = 0.5  # of an event, so that a unit without any has a variance


class Kind(StrEnum):
    SHARE = "share"  # events among cases
    RATIO = "ratio"  # a quantity over another that it may exceed


@dataclass(frozen=True)
class Unit:
    """One unit. score: standard errors from the centre, by its size alone; error: of its transformed value."""

    value: float
    score: float
    error: float


@dataclass(frozen=True)
class Funnel:
    """centre: transformed. dispersion: 1 where units differ by their size alone. between: variance of what is more."""

    kind: Kind
    centre: float
    dispersion: float
    between: float
    units: tuple[Unit, ...]

    @property
    def level(self) -> float:
        """Where the limits meet, in the unit of the values."""
        return _BACK[self.kind](self.centre)

    def limits(self, unit: Unit, errors: float = USUAL, *, adjusted: bool = True) -> tuple[float, float]:
        """adjusted: with the variance between units; without it, large units all stand apart."""
        half = errors * sqrt(unit.error**2 + (self.between if adjusted else 0.0))
        back = _BACK[self.kind]
        return back(self.centre - half), back(self.centre + half)

    def is_outside(self, unit: Unit, errors: float = FAR, *, adjusted: bool = True) -> bool:
        lower, upper = self.limits(unit, errors, adjusted=adjusted)
        return not lower <= unit.value <= upper


def funnel(kind: Kind, parts: Sequence[float], wholes: Sequence[float]) -> Funnel | None:
    """None with too few units. parts, wholes: the two sides of each unit's value; wholes above zero."""
    if len(parts) < FEWEST:
        return None
    centre = _centre(kind, parts, wholes)
    units = tuple(_unit(kind, centre, part, whole) for part, whole in zip(parts, wholes, strict=True))
    dispersion = _dispersion([unit.score for unit in units])
    return Funnel(kind, centre, dispersion, _between(dispersion, units), units)


def _centre(kind: Kind, parts: Sequence[float], wholes: Sequence[float]) -> float:
    level = sum(parts) / sum(wholes)
    return asin(sqrt(level)) if kind is Kind.SHARE else log(level)


def _unit(kind: Kind, centre: float, part: float, whole: float) -> Unit:
    if kind is Kind.SHARE:
        seen, error = asin(sqrt(part / whole)), 1 / (2 * sqrt(whole))
    else:
        seen = log((part + HALF) / (whole + HALF))
        error = sqrt(part / (part + HALF) ** 2 + whole / (whole + HALF) ** 2)
    return Unit(part / whole, (seen - centre) / error, error)


def _dispersion(scores: Sequence[float]) -> float:
    """The mean square of the scores, those at the ends brought in."""
    low, high = np.quantile(scores, (BROUGHT_IN, 1 - BROUGHT_IN))
    return float(np.mean(np.clip(scores, low, high) ** 2))


def _between(dispersion: float, units: Sequence[Unit]) -> float:
    """DerSimonian and Laird's variance between units, from the dispersion of their scores."""
    count, weights = len(units), [unit.error**-2 for unit in units]
    spare = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
    return max(0.0, (count * dispersion - (count - 1)) / spare)


def _share(angle: float) -> float:
    return sin(max(0.0, angle)) ** 2


_BACK: dict[Kind, Callable[[float], float]] = {Kind.SHARE: _share, Kind.RATIO: exp}
