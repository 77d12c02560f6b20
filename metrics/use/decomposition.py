"""Why the cost of a service changed: more use, dearer use, or use of other places. The parts add up, without residual.

cost of a place = use in all x its share of the use x cost per use there. Logarithmic means (LMDI: B. Ang, The LMDI
approach to decomposition analysis, 2005) where every place has use and cost in both years; means of the two years (T.
Bennet, The theory of measurement of changes in cost of living, 1920) where one has not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import log


class Method(StrEnum):
    LOGARITHMIC = "logarithmic"
    MEANS = "means"


@dataclass(frozen=True)
class Year:
    """One place over one year. use: in thousandths of its unit. cost: cents."""

    use: int
    cost: int


@dataclass(frozen=True)
class Split:
    """Parts of a change of cost, in cents, the three of which make it up.

    volume: more or less use in all. mix: use that moved to places where it costs more or less. price: cost per use.
    """

    volume: int
    mix: int
    price: int
    method: Method

    @property
    def change(self) -> int:
        return self.volume + self.mix + self.price


NOTHING = Year(0, 0)


def split(before: Mapping[str, Year], after: Mapping[str, Year]) -> Split | None:
    """By place. None where a year has no use at all: there is no cost per use to speak of.

    Raises ValueError for use below zero.
    """
    pairs = [(before.get(place, NOTHING), after.get(place, NOTHING)) for place in sorted({*before, *after})]
    if any(one.use < 0 for pair in pairs for one in pair):
        raise ValueError("use below zero")
    totals = sum(one.use for one, _ in pairs), sum(one.use for _, one in pairs)
    if 0 in totals:
        return None
    is_logarithmic = all(one.use > 0 and one.cost > 0 for pair in pairs for one in pair)
    method = Method.LOGARITHMIC if is_logarithmic else Method.MEANS
    parts = (_logarithmic if is_logarithmic else _means)(pairs, totals)
    change = sum(now.cost - then.cost for then, now in pairs)
    volume, mix, price = _to_the_cent(parts, change)
    return Split(volume, mix, price, method)


Pairs = Sequence[tuple[Year, Year]]


def _logarithmic(pairs: Pairs, totals: tuple[int, int]) -> list[Fraction]:
    volume = mix = price = 0.0
    growth = log(totals[1] / totals[0])
    for then, now in pairs:
        weight = _logarithmic_mean(then.cost, now.cost)
        used = log(now.use / then.use)
        volume += weight * growth
        mix += weight * (used - growth)
        price += weight * (log(now.cost / then.cost) - used)
    return [Fraction(volume), Fraction(mix), Fraction(price)]


def _logarithmic_mean(one: float, other: float) -> float:
    return one if one == other else (other - one) / log(other / one)


def _means(pairs: Pairs, totals: tuple[int, int]) -> list[Fraction]:
    """A place without use in one year has the cost per use of the other; what it costs unused is price."""
    volume = mix = price = Fraction(0)
    grown, level = totals[1] - totals[0], Fraction(sum(totals), 2)
    for then, now in pairs:
        each = _mean_cost(then, now)
        shares = Fraction(then.use, totals[0]), Fraction(now.use, totals[1])
        of_volume = each * sum(shares) / 2 * grown
        of_mix = each * (shares[1] - shares[0]) * level
        volume, mix = volume + of_volume, mix + of_mix
        price += now.cost - then.cost - of_volume - of_mix
    return [volume, mix, price]


def _mean_cost(then: Year, now: Year) -> Fraction:
    """Cents for a thousandth of use, over the years that have any."""
    known = [Fraction(one.cost, one.use) for one in (then, now) if one.use]
    return sum(known, Fraction(0)) / len(known) if known else Fraction(0)


def _to_the_cent(parts: Sequence[Fraction], change: int) -> list[int]:
    """Whole cents that add up: what rounding leaves goes where it was largest."""
    floors = [part.numerator // part.denominator for part in parts]
    order = sorted(range(len(parts)), key=lambda rank: floors[rank] - parts[rank])
    for rank in order[: change - sum(floors)]:
        floors[rank] += 1
    return floors
