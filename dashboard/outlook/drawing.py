"""How high a payback is drawn: a debt of hundreds of years must not flatten the years that matter."""

from collections.abc import Iterable
from fractions import Fraction

from metrics.language import Threshold

BEYOND = Fraction(3, 2)  # of the highest mark: there the drawing ends
USUAL = Fraction(12)  # years, where no mark is set


def top_of(marks: Iterable[Threshold]) -> float:
    return float(max((mark.exact for mark in marks), default=USUAL) * BEYOND)
