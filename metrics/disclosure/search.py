"""Other tables that agree with all that is shown: the proof that a withheld count does not come back.

The hypercube method (Repsilber; Giessing, GHMITER), with whole numbers: counts are moved between the corners of a box
of cells so that every sum outside the box stays the same. A corner may be a margin, which is then withheld too. Two
tables in which a cell has two counts prove that nobody can tell which of them holds, by sums, linear programmes or
otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from metrics.disclosure.table import Dimension, Flags, Integers, Place, along

Floats = NDArray[np.float64]
BARRED: Final = 1e15  # beyond any price: a box with a corner that may not change
UP, DOWN = 1, -1


@dataclass(frozen=True, eq=False)
class Demand:
    """The interval that a withheld cell must keep. spared: cells that a reader has, and that its proof leaves alone."""

    place: Place
    low: int
    high: int
    spared: Flags | None = None

    def bound(self, sign: int) -> int:
        return self.high if sign == UP else self.low


class Moves:
    """For each label of a dimension, the simplest changes that raise it by one, groups and total following.

    A box is one change a dimension, multiplied out.
    """

    def __init__(self, dimension: Dimension) -> None:
        size = len(dimension.categories)
        alone = np.eye(size, dtype=np.int64)
        exchanges = (alone[:, None, :] - alone[None, :, :]).reshape(-1, size)
        changes = np.concatenate([alone, exchanges]) @ dimension.membership.T
        self.raising = [changes[changes[:, i] == 1].astype(np.float64) for i in range(len(dimension.labels))]
        self.sizes = [np.abs(one) for one in self.raising]


@dataclass
class Search:
    """What is withheld so far, and the other tables found: their extremes are what each cell may count.

    floor: what a reader knows each count to reach once it is withheld. movable: cells that may be withheld. price: of
    withholding each. hidden: withheld; it grows.
    """

    counts: Integers
    floor: Integers
    movable: Flags
    price: Floats
    hidden: Flags
    dimensions: Sequence[Dimension]
    effort: int = 0  # boxes weighed so far

    def __post_init__(self) -> None:
        self.witnesses: list[Integers] = []
        self.lowest, self.highest = self.counts, self.counts

    @cached_property
    def moves(self) -> list[Moves]:
        return [Moves(dimension) for dimension in self.dimensions]

    def extreme(self, demand: Demand, sign: int) -> int:
        """How far up or down the tables found take the cell."""
        if demand.spared is None:
            return int((self.highest if sign == UP else self.lowest)[demand.place])
        found = [witness for witness in self.witnesses if self._leaves(witness, demand.spared)]
        return sign * max(sign * int(counts[demand.place]) for counts in (self.counts, *found))

    def reaches(self, demand: Demand, sign: int) -> bool:
        return sign * self.extreme(demand, sign) >= sign * demand.bound(sign)

    def _leaves(self, witness: Integers, spared: Flags) -> bool:
        return not ((witness != self.counts) & spared).any()

    def add(self, witness: Integers) -> None:
        self.witnesses.append(witness)
        self.hidden = self.hidden | (witness != self.counts)
        self.lowest, self.highest = np.minimum(self.lowest, witness), np.maximum(self.highest, witness)

    def farthest(self, demand: Demand, sign: int, how_many: int) -> list[Integers]:
        """The tables found in which the cell is farthest up or down."""
        found = [one for one in self.witnesses if demand.spared is None or self._leaves(one, demand.spared)]
        return sorted(found, key=lambda witness: -sign * int(witness[demand.place]))[:how_many]

    def stretch(self, demand: Demand, sign: int, start: Integers) -> Integers:
        """A table with the cell as far towards its bound as boxes lead, what is cheapest to withhold first.

        start: the table to go on from, the true one or one found.
        """
        counts, hidden, place = start, self.hidden, demand.place
        movable = self.movable if demand.spared is None else self.movable & ~demand.spared
        while (left := sign * (demand.bound(sign) - int(counts[place]))) > 0:
            room = counts - self.floor
            price = np.where(movable, np.where(hidden, 0.0, self.price), BARRED)
            box = self._cheapest(place, sign, price, room)
            if box is None:
                box = self._exchange(place, sign, price, room)
                if box is None:
                    break
            counts = counts + box * min(left, int(room[box < 0].min(initial=left)))
            hidden = hidden | (box != 0)
        return counts

    def _cheapest(self, place: Place, sign: int, price: Floats, room: Integers) -> Integers | None:
        """The box that raises the cell by one (UP) or lowers it (DOWN), all corners that fall having room."""
        self.effort += 1
        changes = [moves.raising[i] for moves, i in zip(self.moves, place, strict=True)]
        sizes = [moves.sizes[i] for moves, i in zip(self.moves, place, strict=True)]
        full = np.where(room < 1, BARRED, 0.0)
        prices = along(price + full, sizes) - sign * along(full, changes)
        best = np.unravel_index(int(np.argmin(prices)), prices.shape)
        if prices[best] >= BARRED:
            return None
        box: Floats = reduce(np.multiply.outer, [one[i] for one, i in zip(changes, best, strict=True)])
        return sign * box.astype(np.int64)

    def _exchange(self, place: Place, sign: int, price: Floats, room: Integers) -> Integers | None:
        """Where no box leads on: one count inside the cell for one elsewhere, and the margins that hold one of them.

        Boxes cannot cross a zero that is shown; this needs nothing between the two.
        """
        inside = [
            dimension.membership[i].nonzero()[0].tolist() for dimension, i in zip(self.dimensions, place, strict=True)
        ]
        found = (self._exchange_of(place, one, sign, price, room) for one in product(*inside))
        best = min((one for one in found if one is not None), key=lambda one: one[0], default=None)
        return None if best is None else best[1]

    def _exchange_of(
        self, place: Place, one: Place, sign: int, price: Floats, room: Integers
    ) -> tuple[float, Integers] | None:
        """The cheapest for this count, with its price."""
        self.effort += 1
        around, barred = self._around(one), (price >= BARRED).astype(np.float64)
        ours, theirs = (barred, barred + (room < 1))[::sign]  # what falls needs room
        holds_both = self._summed_around(_only(place, price.shape))
        blocked = self._over_either(around, ours, theirs) + holds_both > 0
        allowed = price * (1 - barred)
        prices = np.where(blocked, BARRED, self._over_either(around, allowed, allowed))
        best = tuple(int(i) for i in np.unravel_index(int(np.argmin(prices)), prices.shape))
        if prices[best] >= BARRED:
            return None
        return float(prices[best]), sign * (around - self._around(best)).astype(np.int64)

    def _over_either(self, around: Floats, ours: Floats, theirs: Floats) -> Floats:
        """For each count elsewhere, the sum over the cells that hold just ours, and over those that hold just it."""
        found: Floats = (
            (ours * around).sum() - self._summed_around(ours * around) + self._summed_around(theirs * (1 - around))
        )
        return found

    def _summed_around(self, array: Floats) -> Floats:
        """For each cell without TOTAL nor group, the sum over the cells that hold it."""
        return along(array, [dimension.membership.T.astype(np.float64) for dimension in self.dimensions])

    def _around(self, one: Place) -> Floats:
        held = [
            dimension.membership[:, i].astype(np.float64) for dimension, i in zip(self.dimensions, one, strict=True)
        ]
        around: Floats = reduce(np.multiply.outer, held)
        return around

    def without(self, place: Place, required: Flags) -> "Search":
        """The same with this cell shown, nothing more withheld, and the tables found that do not change it."""
        fewer = self.hidden.copy()
        fewer[place] = False
        trial = Search(self.counts, self.floor, fewer & self.movable, self.price, required, self.dimensions)
        trial.moves, trial.effort = self.moves, self.effort
        trial.take([witness for witness in self.witnesses if witness[place] == self.counts[place]])
        return trial

    def take(self, witnesses: list[Integers]) -> None:
        if not witnesses:
            return
        together = np.stack([self.counts, *witnesses])
        self.witnesses = [*self.witnesses, *witnesses]
        self.hidden = self.hidden | (together != self.counts).any(axis=0)
        self.lowest, self.highest = together.min(axis=0), together.max(axis=0)


def _only(place: Place, shape: tuple[int, ...]) -> Floats:
    only = np.zeros(shape)
    only[place] = 1
    return only
