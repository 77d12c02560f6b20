"""Constant euros: amounts of past years in the prices of one year."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from metrics.values import round_half_up


@dataclass(frozen=True)
class PriceIndex:
    """Annual averages of one price index. name: as its producer words it; sources: where each year's comes from."""

    name: str
    averages: Mapping[int, Decimal]
    sources: Mapping[int, str]

    def knows(self, year: int) -> bool:
        return year in self.averages

    @property
    def last_year(self) -> int:
        return max(self.averages)

    def constant(self, cents: int, year: int, base: int) -> int:
        """An amount of `year` in the prices of `base`, to the nearest cent. KeyError: a year the index lacks."""
        return int(round_half_up(Fraction(cents) * Fraction(self.averages[base]) / Fraction(self.averages[year]), 0))
