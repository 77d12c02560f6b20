"""A table of counts with all its margins, and the names of its cells."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from types import MappingProxyType
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from metrics.disclosure.rules import Nature

Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]
Cell = tuple[str, ...]  # one label a dimension, TOTAL where it is summed over
Key = frozenset[tuple[str, str]]  # the same cell in whatever table: (dimension, label), totals left out
Place = tuple[int, ...]  # of a cell in the arrays

TOTAL: Final = "*"
MOST_DIMENSIONS: Final = 3


@dataclass(frozen=True)
class Dimension:
    """What a table is parted by. groups: sums of categories that some page shows too (quarters, school years)."""

    name: str
    categories: tuple[str, ...]
    nature: Nature
    groups: Mapping[str, Collection[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.categories or len(set(self.labels)) < len(self.labels):
            raise ValueError(f"{self.name}: categories, groups and {TOTAL!r} need different labels, one at least")
        unknown = {label for members in self.groups.values() for label in members} - set(self.categories)
        if unknown or not all(self.groups.values()):
            raise ValueError(f"{self.name}: a group adds up categories of the dimension, not {sorted(unknown)}")

    @cached_property
    def labels(self) -> tuple[str, ...]:
        return (*self.categories, *self.groups, TOTAL)

    @cached_property
    def membership(self) -> Integers:
        """A row for each label, with 1 under the categories that it adds up."""
        groups = [[int(label in members) for label in self.categories] for members in self.groups.values()]
        rows = [*np.eye(len(self.categories), dtype=np.int64).tolist(), *groups, [1] * len(self.categories)]
        return np.array(rows, dtype=np.int64)

    @cached_property
    def within(self) -> Flags:
        """Whether the label of the row adds up nothing but categories of the label of the column."""
        outside = self.membership @ (1 - self.membership).T
        found: Flags = np.equal(outside, 0)
        return found


@dataclass(frozen=True)
class Table:
    """Whole counts over one to three dimensions; every margin is a sum of them.

    counts: of cells without TOTAL nor group; those left out are zero, so a month without data is left out of its
    dimension. counted: what one unit is, whatever the dimensions: ACTIVITY for entries or meals, whose totals are
    published; PERSONS where the total is itself a count of people; SENSITIVE for those who receive a benefit.
    """

    dimensions: tuple[Dimension, ...]
    counts: Mapping[Cell, int]
    counted: Nature = Nature.ACTIVITY

    def __post_init__(self) -> None:
        if not 1 <= len(self.dimensions) <= MOST_DIMENSIONS:
            raise ValueError(f"a table has 1 to {MOST_DIMENSIONS} dimensions, not {len(self.dimensions)}")
        known = set(product(*(dimension.categories for dimension in self.dimensions)))
        wrong = [cell for cell, count in self.counts.items() if cell not in known or count < 0]
        if wrong:
            raise ValueError(f"no count of this table: {wrong[:3]}")
        object.__setattr__(self, "counts", MappingProxyType(dict(self.counts)))

    @cached_property
    def array(self) -> Integers:
        """Counts by the places of the labels, margins with them."""
        inner = np.zeros([len(dimension.categories) for dimension in self.dimensions], dtype=np.int64)
        for cell, count in self.counts.items():
            inner[tuple(d.categories.index(label) for d, label in zip(self.dimensions, cell, strict=True))] = count
        return self.summed(inner)

    def summed(self, array: NDArray[Any]) -> Integers:
        """What stands in the cells without TOTAL nor group, and its sums in the margins."""
        inside = tuple(slice(len(dimension.categories)) for dimension in self.dimensions)
        return along(array[inside].astype(np.int64), [dimension.membership for dimension in self.dimensions])

    @cached_property
    def nature(self) -> Integers:
        """Of each cell: what is counted, and what the dimensions that it does not sum over tell."""
        found = np.full(self.array.shape, int(self.counted), dtype=np.int64)
        for axis, dimension in enumerate(self.dimensions):
            told = [0 if label == TOTAL else int(dimension.nature) for label in dimension.labels]
            found = np.maximum(found, np.array(told).reshape([-1 if a == axis else 1 for a in range(found.ndim)]))
        return found

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """All of them, margins too, in the order of the arrays."""
        return tuple(product(*(dimension.labels for dimension in self.dimensions)))

    def count(self, cell: Cell) -> int:
        return int(self.array[self.place(cell)])

    def place(self, cell: Cell) -> Place:
        try:
            return tuple(d.labels.index(label) for d, label in zip(self.dimensions, cell, strict=True))
        except ValueError:
            raise KeyError(f"the table has no cell {cell}") from None

    def at(self, place: Place) -> Cell:
        return tuple(dimension.labels[i] for dimension, i in zip(self.dimensions, place, strict=True))

    def key(self, cell: Cell) -> Key:
        parts = zip(self.dimensions, cell, strict=True)
        return frozenset((dimension.name, label) for dimension, label in parts if label != TOTAL)

    def where(self, keys: Collection[Key]) -> Flags:
        """The cells that bear these keys."""
        found = np.array([self.key(cell) in keys for cell in self.cells], dtype=np.bool_)
        return found.reshape(self.array.shape)


def places_of(chosen: Flags) -> list[Place]:
    return [tuple(place) for place in np.argwhere(chosen).tolist()]


def largest_first(chosen: Flags, counts: NDArray[Any]) -> list[Place]:
    """Among equals, as they stand in the table."""
    return sorted(places_of(chosen), key=lambda place: -float(counts[place]))


def along(array: NDArray[Any], matrices: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """Each axis in turn mapped by its matrix (a row for each new place)."""
    for matrix in matrices:
        first, *others = array.shape
        array = (matrix @ array.reshape(first, -1)).T.reshape(*others, len(matrix))
    return array
