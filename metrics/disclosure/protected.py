"""A table as everybody may see it. Views, charts and exports read cells from here and from nowhere else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Final

from metrics.disclosure.rules import SECRECY, Nature, Why
from metrics.disclosure.table import Cell, Key, Table
from metrics.text import Text
from metrics.values import Absence, Value

WITHHELD: Final = Value(None, None, Absence.WITHHELD, SECRECY)
NOBODY: Final = Value(
    None, None, Absence.NOT_APPLICABLE, Text("Personne n'est compté dans le total.", "The total counts nobody.")
)


@dataclass(frozen=True)
class Published:
    """What readers already have of a count: the cells that some page or snapshot shows, and those it withholds."""

    shown: frozenset[Key] = frozenset()
    withheld: frozenset[Key] = frozenset()

    @classmethod
    def together(cls, several: Iterable["Published"]) -> "Published":
        each = list(several)
        shown = frozenset(key for one in each for key in one.shown)
        return cls(shown, frozenset(key for one in each for key in one.withheld) - shown)


@dataclass(frozen=True)
class Protected:
    """withheld: by cell, why; the reason is for the town alone, since it tells how large the count is.

    exposed: withheld cells that what is public anyway (activity of the place, what was published before) gives back.
    """

    table: Table
    threshold: int
    withheld: Mapping[Cell, Why]
    exposed: frozenset[Cell]

    def __post_init__(self) -> None:
        object.__setattr__(self, "withheld", MappingProxyType(dict(self.withheld)))

    def value(self, cell: Cell) -> Value:
        return WITHHELD if cell in self.withheld else Value(self.table.count(cell), 1)

    def share(self, part: Cell, whole: Cell) -> Value:
        """One cell over another that contains it; withheld with either, or where those left out are few."""
        if not self._contains(whole, part):
            raise ValueError(f"{part} is no part of {whole}")
        if part in self.withheld or whole in self.withheld or self._is_telling(part, whole):
            return WITHHELD
        total = self.table.count(whole)
        return Value(self.table.count(part), total) if total else NOBODY

    def total(self, cells: Iterable[Cell]) -> Value:
        """The sum of some cells, withheld as soon as one of them is: it would give the sum of what is hidden."""
        each = list(cells)
        if any(cell in self.withheld for cell in each):
            return WITHHELD
        return Value(sum(self.table.count(cell) for cell in each), 1)

    def select(self, chosen: Mapping[str, str]) -> dict[Cell, Value]:
        """The cells of one label of some dimensions, as protected in the whole table: a filter reveals nothing."""
        wanted = [(i, chosen[d.name]) for i, d in enumerate(self.table.dimensions) if d.name in chosen]
        cells = (cell for cell in self.table.cells if all(cell[i] == label for i, label in wanted))
        return {cell: self.value(cell) for cell in cells}

    @cached_property
    def published(self) -> Published:
        """To hand on to whatever is published of the same count later, or beside it."""
        cells = {self.table.key(cell): cell in self.withheld for cell in self.table.cells}
        shown = frozenset(key for key, hidden in cells.items() if not hidden)
        return Published(shown, frozenset(cells) - shown)

    def _contains(self, whole: Cell, part: Cell) -> bool:
        places = zip(self.table.dimensions, self.table.place(part), self.table.place(whole), strict=True)
        return all(dimension.within[inner, outer] for dimension, inner, outer in places)

    def _is_telling(self, part: Cell, whole: Cell) -> bool:
        """Whether so few are left out of the part that the share tells of them."""
        nature = self.table.nature[self.table.place(part)]
        left_out = self.table.count(whole) - self.table.count(part)
        fewest = 0 if nature == Nature.SENSITIVE else 1
        return bool(nature > Nature.ACTIVITY and part != whole and fewest <= left_out < self.threshold)
