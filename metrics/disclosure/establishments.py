"""Amounts of establishments: withheld where fewer than three make them, or where one makes over 85 %.

An amount that is withheld keeps an interval of 15 % on either side, for the public and for each establishment that is
alone in a cell: it knows its own amount, and would subtract it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import ceil, floor

import numpy as np

from metrics.disclosure.protected import Protected, Published
from metrics.disclosure.protection import prices, withheld
from metrics.disclosure.rules import FEWEST_UNITS, GREATEST_SHARE, Nature
from metrics.disclosure.search import Demand, Search
from metrics.disclosure.settling import raise_all, released, widen
from metrics.disclosure.table import Cell, Dimension, Flags, Integers, Place, Table, largest_first


@dataclass(frozen=True)
class Contribution:
    """What one establishment adds to a cell without TOTAL, in whole units above zero (cents, kilograms)."""

    unit: str
    cell: Cell
    amount: int

    def __post_init__(self) -> None:
        if self.amount <= 0:
            raise ValueError(f"{self.unit} adds {self.amount} to {self.cell}: only amounts above zero are protected")


Units = Mapping[str, int]  # the amount of each establishment


def is_disclosive(amounts: Units) -> bool:
    """Whether so few establishments make the sum, or one so much of it, that it tells of them."""
    total = sum(amounts.values())
    return bool(amounts) and (len(amounts) < FEWEST_UNITS or Fraction(max(amounts.values()), total) > GREATEST_SHARE)


def protect_establishments(
    dimensions: tuple[Dimension, ...],
    contributions: Iterable[Contribution],
    already_published: Iterable[Published] = (),
) -> Protected:
    """Their sums with what is withheld of them. A zero, where no establishment is, is shown.

    already_published: as for `protect`.
    """
    each = list(contributions)
    amounts: dict[Cell, int] = defaultdict(int)
    for one in each:
        amounts[one.cell] += one.amount
    table = Table(dimensions, amounts, Nature.PERSONS)
    published = Published.together(already_published)
    return _Establishments(table, _units(table, each), published).protected()


def _units(table: Table, contributions: Iterable[Contribution]) -> dict[Place, dict[str, int]]:
    """The establishments of every cell, margins too; one that is in several parts of a margin counts once."""
    found: dict[Place, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for one in contributions:
        for place in product(*(_rows(d, label) for d, label in zip(table.dimensions, one.cell, strict=True))):
            found[place][one.unit] += one.amount
    return found


def _rows(dimension: Dimension, category: str) -> list[int]:
    inside: list[int] = dimension.membership[:, dimension.categories.index(category)].nonzero()[0].tolist()
    return inside


@dataclass(frozen=True, eq=False)
class _Reader:
    """The public, or an establishment that is alone in some cells and so has their amounts.

    has: those cells, None for the public. had: what it has of each cell. least: what it knows each cell to reach.
    """

    unit: str | None
    has: Flags | None
    had: Integers
    least: Integers

    def demand(self, place: Place, amount: int) -> Demand:
        """As far up as the rest could count for its greatest to make just the share allowed, and as far down."""
        had = int(self.had[place])
        low, high = floor((amount - had) * GREATEST_SHARE), ceil((amount - had) / GREATEST_SHARE)
        return Demand(place, max(had + low, int(self.least[place])), had + high, self.has)


class _Establishments:
    def __init__(self, table: Table, units: Mapping[Place, Units], published: Published) -> None:
        self.table, self.units = table, units
        self.primary = self._where(is_disclosive)
        movable = (table.array > 0) & ~table.where(published.shown)
        self.kept = table.where(published.withheld) & movable & ~self.primary
        self.required = (self.primary & movable) | self.kept
        self.public = _Reader(None, None, np.zeros_like(table.array), table.summed(table.array > 0))
        self.search = Search(table.array, self.public.least, movable, prices(table), self.required, table.dimensions)

    def _where(self, rule: Callable[[Units], bool]) -> Flags:
        found = np.zeros(self.table.array.shape, dtype=np.bool_)
        for place, amounts in self.units.items():
            found[place] = rule(amounts)
        return found

    def _readers(self) -> list[_Reader]:
        insiders = {unit for amounts in self.units.values() if len(amounts) == 1 for unit in amounts}
        return [self.public, *map(self._insider, sorted(insiders))]

    def _insider(self, unit: str) -> _Reader:
        has, amounts = self._where(lambda amounts: amounts.keys() == {unit}), self.table.array
        had, least = np.where(has, amounts, 0), np.where(has, amounts, amounts > 0)
        return _Reader(unit, has, self.table.summed(had), self.table.summed(least))

    def _demands(self) -> list[Demand]:
        readers = self._readers()
        return [
            reader.demand(place, int(self.table.array[place]))
            for place in largest_first(self.required, self.table.array)
            for reader in readers
            if self.units[place].keys() != {reader.unit}
        ]

    def protected(self) -> Protected:
        demands = self._demands()
        raise_all(self.search, demands)
        for demand in demands:
            widen(self.search, demand)
        needless_first = largest_first(self.search.hidden & ~self.required, self.table.array)
        search = released(self.search, self.required, demands, needless_first)
        return withheld(self.table, 0, search, self.primary, self.kept)
