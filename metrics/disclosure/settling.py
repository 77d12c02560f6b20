"""Withhold until every cell that must be has its interval, then show again what proved needless."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from metrics.disclosure.search import DOWN, UP, Search
from metrics.disclosure.table import Flags, Integers, Place, places_of

Bounds = tuple[int, int]
RESTARTS: Final = 12  # tables to go on from where the true one leads nowhere
FULL_EFFORT: Final = 6_000  # boxes weighed, about half a second: what is needless is no longer looked for then


def nothing_spared(_: Place) -> None:
    return None


@dataclass
class Settling:
    """bounds: the interval that a cell must keep. spared: cells that its proof may not change."""

    search: Search
    bounds: Callable[[Place], Bounds]
    spared: Callable[[Place], Flags | None] = nothing_spared

    def raise_all(self, places: Iterable[Place]) -> None:
        """As far up as each must be; what one gains another loses, so that few are left to lower."""
        for place in places:
            self._reach(place, self.bounds(place)[1], UP, restarts=0)

    def widen(self, place: Place, restarts: int = RESTARTS) -> bool:
        """Give the cell its interval; False where it keeps less."""
        low, high = self.bounds(place)
        reached = [self._reach(place, high, UP, restarts), self._reach(place, low, DOWN, restarts)]
        return all(reached)

    def _reach(self, place: Place, bound: int, sign: int, restarts: int) -> bool:
        if self.search.reaches(place, bound, sign):
            return True
        self._stretch(self.search, place, bound, sign)
        for start in [] if self.search.reaches(place, bound, sign) else self.search.farthest(place, sign, restarts):
            self.search.add(self.search.stretch(place, bound, sign, start, self.spared(place)))
        return self.search.reaches(place, bound, sign)

    def _stretch(self, search: Search, place: Place, bound: int, sign: int) -> None:
        search.add(search.stretch(place, bound, sign, search.counts, self.spared(place)))

    def release(self, required: Flags, needless_first: Iterable[Place]) -> None:
        """Show again, one by one, the cells without which all those required keep what they have of their interval."""
        low, high = self.search.lowest.copy(), self.search.highest.copy()
        for place in places_of(required):
            at_most, at_least = self.bounds(place)
            low[place], high[place] = max(low[place], at_most), min(high[place], at_least)
        for place in needless_first:
            if self.search.effort > FULL_EFFORT:
                return
            trial = self.search.without(place, required)
            if self.search.hidden[place] and self._holds(trial, required, low, high):
                self.search = trial
            else:
                self.search.effort = trial.effort

    def _holds(self, trial: Search, required: Flags, low: Integers, high: Integers) -> bool:
        short = required & ((trial.highest < high) | (trial.lowest > low))
        return all(
            self._holds_at(trial, place, bound, sign)
            for place in places_of(short)
            for bound, sign in ((int(high[place]), UP), (int(low[place]), DOWN))
        )

    def _holds_at(self, trial: Search, place: Place, bound: int, sign: int) -> bool:
        if not trial.reaches(place, bound, sign):
            self._stretch(trial, place, bound, sign)
        return trial.reaches(place, bound, sign)
