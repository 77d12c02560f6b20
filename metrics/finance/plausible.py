"""Whether a document's money is of the size of its town: a wrong unit, or another town's file, is off by far.

The bounds are wide, ours, and no judgement: French communes spend about 1 000 euros an inhabitant to operate (OFGL,
2017: 746 below 10 000 inhabitants, 1 266 above), the smallest and the ski resorts ten times that.
"""

from dataclasses import dataclass
from enum import StrEnum

MOST_PER_INHABITANT = 30_000_00  # cents
LEAST_PER_INHABITANT = 20_00
JUMP = 8  # times the same document of the year before, or under its eighth


class Doubt(StrEnum):
    TOO_MUCH = "too_much"
    TOO_LITTLE = "too_little"
    JUMP = "jump"


@dataclass(frozen=True)
class Size:
    """Operating expenditure of a document in cents, beside what it can be weighed by; None where that is not known."""

    spent: int
    inhabitants: int | None
    spent_before: int | None


def doubt(size: Size, *, is_main: bool) -> Doubt | None:
    """What a person should look at before storing; an annex budget has no inhabitants."""
    if size.spent <= 0:
        return None
    if is_main and size.inhabitants:
        each = size.spent / size.inhabitants
        if each > MOST_PER_INHABITANT:
            return Doubt.TOO_MUCH
        if each < LEAST_PER_INHABITANT:
            return Doubt.TOO_LITTLE
    before = size.spent_before
    if before and before > 0 and not before / JUMP <= size.spent <= before * JUMP:
        return Doubt.JUMP
    return None
