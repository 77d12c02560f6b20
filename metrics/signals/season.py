"""What the calendar does to a monthly series, taken off before its limits are learnt.

Evidence first: three complete years, and months that keep their order from year to year (Friedman's rank test). Each
month then has one effect, the mean of its distances from the level of its year; months that stand apart are left out
once, lest one closure leaves a ghost in the same month of the other years.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from metrics.signals.limits import Values, limits

MONTHS = 12
FEWEST_YEARS = 3
CHANCE = 0.05
MOST_APART = 0.25  # of the months


class NoSeason(StrEnum):
    """Why nothing is taken off."""

    TOO_SHORT = "too_short"
    GAPS = "gaps"  # in the complete years: ranks need every month
    NO_EVIDENCE = "no_evidence"


@dataclass(frozen=True)
class Season:
    """effects: by month of the year, in the unit of the values, sum zero. adjusted: the values without them."""

    effects: tuple[float, ...]
    adjusted: tuple[float | None, ...]


def season(values: Values, first_month: int) -> Season | NoSeason:
    """One value a month, oldest first. first_month: 1 to 12, of the first value."""
    years = len(values) // MONTHS
    if years < FEWEST_YEARS:
        return NoSeason.TOO_SHORT
    start = len(values) - years * MONTHS  # complete years are counted back from the last month
    blocks = [values[at : at + MONTHS] for at in range(start, len(values), MONTHS)]
    whole = [[value for value in block if value is not None] for block in blocks]
    if any(len(block) < MONTHS for block in whole):
        return NoSeason.GAPS
    if not _is_seasonal(whole):
        return NoSeason.NO_EVIDENCE
    offset = (first_month - 1 + start) % MONTHS  # of a block's first month in the year
    return _taken_off(values, whole, offset, first_month)


def _is_seasonal(blocks: Sequence[Sequence[float]]) -> bool:
    """Whether months keep their rank from year to year more than chance would have them."""
    from scipy.stats import friedmanchisquare  # noqa: PLC0415 (scipy is heavy, and most pages read no season)

    if all(len(set(block)) == 1 for block in blocks):
        return False
    return float(friedmanchisquare(*zip(*blocks, strict=True)).pvalue) < CHANCE


def _taken_off(values: Values, blocks: Sequence[Sequence[float]], offset: int, first_month: int) -> Season:
    every = [[True] * MONTHS for _ in blocks]
    first = _effects(blocks, every, [0.0] * MONTHS, offset)
    flat = [value - first[(offset + place) % MONTHS] for block in blocks for place, value in enumerate(block)]
    inside = _ordinary(flat)
    kept = [inside[at : at + MONTHS] for at in range(0, len(inside), MONTHS)]
    effects = _effects(blocks, kept, first, offset)
    months = ((first_month - 1 + place) % MONTHS for place in range(len(values)))
    adjusted = tuple(
        None if value is None else value - effects[month] for value, month in zip(values, months, strict=True)
    )
    return Season(tuple(effects), adjusted)


def _ordinary(values: Sequence[float]) -> list[bool]:
    """Whether each value lies where the others usually do; where too many do not, none stands apart."""
    usual = limits(values)
    inside = [usual is None or usual.lower <= value <= usual.upper for value in values]
    return inside if inside.count(False) <= MOST_APART * len(values) else [True] * len(values)


def _effects(
    blocks: Sequence[Sequence[float]], kept: Sequence[Sequence[bool]], known: Sequence[float], offset: int
) -> list[float]:
    """Of January to December. known: effects known before, so that a year without one of its months keeps its level.

    A month that no year keeps has no effect.
    """
    distances: list[list[float]] = [[] for _ in range(MONTHS)]
    for block, keeps in zip(blocks, kept, strict=True):
        months = [(offset + place) % MONTHS for place in range(MONTHS)]
        inside = [(value, month) for value, month, keep in zip(block, months, keeps, strict=True) if keep]
        level = fmean(value - known[month] for value, month in inside) if inside else fmean(block)
        for value, month in inside:
            distances[month].append(value - level)
    means = [fmean(month) if month else 0.0 for month in distances]
    return [mean - fmean(means) for mean in means]
