"""Which cells of a table are withheld, so that nobody's count comes back.

Every cell that the rule withholds keeps an interval that what is shown does not narrow: from the smallest count that it
may have up to the threshold. Where the activity of the place, shown anyway, leaves less room, the cell keeps that room,
or the breakdown of that activity is withheld whole.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from metrics.disclosure.protected import Protected, Published
from metrics.disclosure.rules import THRESHOLD, Nature, Why, allowed
from metrics.disclosure.search import Demand, Floats, Search
from metrics.disclosure.settling import NO_LIMIT, RESTARTS, raise_all, released, widen
from metrics.disclosure.table import Flags, Integers, Place, Table, along, largest_first, places_of

A_CELL = 20  # measured: fewer cells and fewer people are withheld beside the rule's than by the count alone


def protect(table: Table, threshold: int = THRESHOLD, already_published: Iterable[Published] = ()) -> Protected:
    """The table with what is withheld of it; protected whole, before any filter.

    already_published: what readers have of the same count, from other pages or older snapshots. A cell shown there is
    taken as known, whatever has changed since; one withheld there stays withheld.
    ThresholdLowered: under that of the house.
    """
    published = Published.together(already_published)
    protecting = _Protecting(table, allowed(threshold), table.where(published.shown), table.where(published.withheld))
    protecting.settle()
    return protecting.protected()


@dataclass(frozen=True)
class _Ground:
    """What the rule says of each cell, before anything is searched.

    primary: withheld by the rule. movable: may be withheld. floor: what a reader knows the count to reach once it is
    withheld, since a zero is shown unless it is sensitive or in a breakdown that is withheld whole.
    """

    primary: Flags
    movable: Flags
    floor: Integers


def _ground(table: Table, threshold: int, known: Flags, before: Flags, whole: Flags) -> _Ground:
    """known, before: shown and withheld in what has been published. whole: in breakdowns that are withheld whole."""
    of_people = table.nature > Nature.ACTIVITY
    zero_tells = of_people & ((table.nature == Nature.SENSITIVE) | whole | before)
    zero_shown = np.equal(table.array, 0) & ~zero_tells
    zero_known = along(zero_shown.astype(np.int64), [dimension.within for dimension in table.dimensions]) > 0
    one_at_least = (~zero_tells & ~zero_shown).astype(np.int64)
    return _Ground(
        primary=of_people & ~zero_known & (whole | (table.array < threshold)),
        movable=of_people & ~zero_known & ~known,
        floor=np.maximum(one_at_least, table.summed(one_at_least)),
    )


def _activity_over(table: Table, place: Place) -> Place:
    """The activity of the place that the cell is a part of, where totals are activity."""
    parts = zip(table.dimensions, place, strict=True)
    return tuple(i if d.nature is Nature.ACTIVITY else len(d.labels) - 1 for d, i in parts)


def _breakdown(table: Table, place: Place) -> tuple[int | slice, ...]:
    """All that parts this activity."""
    parts = zip(table.dimensions, place, strict=True)
    return tuple(i if d.nature is Nature.ACTIVITY else slice(None) for d, i in parts)


def _too_thin(table: Table, threshold: int) -> Flags:
    """Breakdowns of an activity, shown anyway, that would leave a cell no room up to the threshold."""
    if table.counted is not Nature.ACTIVITY:
        return np.zeros(table.array.shape, dtype=np.bool_)
    totals = tuple(slice(None) if d.nature is Nature.ACTIVITY else slice(-1, None) for d in table.dimensions)
    others = np.maximum(table.summed(table.array > 0) - 1, 0)
    thin = (table.array - others)[totals] < threshold
    return np.broadcast_to(thin, table.array.shape)


class _Protecting:
    """One table on its way to being protected. known, before: shown and withheld in what has been published."""

    def __init__(self, table: Table, threshold: int, known: Flags, before: Flags) -> None:
        self.table, self.threshold, self.known, self.before = table, threshold, known, before
        self.whole = _too_thin(table, threshold)
        self.ground = _ground(table, threshold, known, before, self.whole)
        self.kept = before & self.ground.movable & ~self.ground.primary
        self.search = Search(
            table.array, self.ground.floor, self.ground.movable, prices(table), self._required(), table.dimensions
        )

    def _required(self) -> Flags:
        return (self.ground.primary & self.ground.movable) | self.kept

    def settle(self) -> None:
        """The largest counts first: what protects them often protects the smaller ones."""
        waiting = deque(largest_first(self._required(), self.table.array))
        raise_all(self.search, map(self._demand, waiting))
        while waiting:
            place = waiting.popleft()
            wide = widen(self.search, self._demand(place), 0 if self.whole[place] else RESTARTS)
            if not wide and self._withhold_whole(place):
                waiting.extend(largest_first(self._required() & self.whole, self.table.array))
        self._try_again()
        self._release(self._required())

    def _try_again(self) -> None:
        """Look farther for another count of the cells that have none yet."""
        for place in places_of(self._required() & np.equal(self.search.lowest, self.search.highest)):
            widen(self.search, self._demand(place), NO_LIMIT)

    def _release(self, required: Flags) -> None:
        demands = [self._demand(place) for place in places_of(required)]
        needless_first = largest_first(self.search.hidden & ~required, self.table.array)
        self.search = released(self.search, required, demands, needless_first)

    def _demand(self, place: Place) -> Demand:
        count, floor = int(self.table.array[place]), int(self.ground.floor[place])
        if self.kept[place]:
            return Demand(place, max(floor, count - self.threshold), count + self.threshold)
        return Demand(place, floor, min(self.threshold, self._room(place)))

    def _room(self, place: Place) -> int:
        """The most that the cell could count, for all that the activity it is a part of tells."""
        if self.table.counted is not Nature.ACTIVITY:
            return self.threshold
        floor, over = self.ground.floor, _activity_over(self.table, place)
        return int(self.table.array[over] - floor[over] + floor[place])

    def _withhold_whole(self, place: Place) -> bool:
        """Withhold the breakdown that the cell is in, zeros too; False where that is done, or there is none."""
        if self.table.counted is not Nature.ACTIVITY or self.whole[place]:
            return False
        self.whole = self.whole.copy()
        self.whole[_breakdown(self.table, place)] = True
        self.ground = _ground(self.table, self.threshold, self.known, self.before, self.whole)
        self.search.floor, self.search.movable = self.ground.floor, self.ground.movable
        self.search.hidden = self.search.hidden | self._required()
        return True

    def protected(self) -> Protected:
        return withheld(self.table, self.threshold, self.search, self.ground.primary, self.kept)


def withheld(table: Table, threshold: int, search: Search, primary: Flags, kept: Flags) -> Protected:
    """primary: withheld by the rule, be it that they are known already. kept: withheld before."""
    reasons = {Why.COMPLEMENTARY: search.hidden, Why.KEPT: kept, Why.PRIMARY: primary}
    why = {table.at(place): reason for reason, cells in reasons.items() for place in places_of(cells)}
    one_count = np.equal(search.lowest, search.highest)
    return Protected(table, threshold, why, frozenset(cell for cell in why if one_count[table.place(cell)]))


def prices(table: Table) -> Floats:
    """Of withholding each cell: what it counts, and the cell itself, which is worth some twenty people."""
    return table.array.astype(np.float64) + A_CELL
