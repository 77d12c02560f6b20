"""Withhold until every cell that must be keeps its interval, then show again what proved needless."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from metrics.disclosure.search import DOWN, UP, Demand, Search
from metrics.disclosure.table import Flags, Place

NO_LIMIT: Final = 1_000_000
RESTARTS: Final = 12  # tables to go on from where the true one leads nowhere
FULL_EFFORT: Final = 3_000  # boxes weighed, some 0.3 s: from then on, what is needless stays withheld


def raise_all(search: Search, demands: Iterable[Demand]) -> None:
    """As far up as each must be; what one gains another loses, so that few are left to lower."""
    for demand in demands:
        _reach(search, demand, UP, restarts=0)


def widen(search: Search, demand: Demand, restarts: int = RESTARTS) -> bool:
    """Give the cell its interval; False where it keeps less."""
    reached = [_reach(search, demand, UP, restarts), _reach(search, demand, DOWN, restarts)]
    return all(reached)


def _reach(search: Search, demand: Demand, sign: int, restarts: int) -> bool:
    if search.reaches(demand, sign):
        return True
    search.add(search.stretch(demand, sign, search.counts))
    for start in search.farthest(demand, sign, restarts):
        if search.reaches(demand, sign):
            break
        search.add(search.stretch(demand, sign, start))
    return search.reaches(demand, sign)


def released(search: Search, required: Flags, demands: Sequence[Demand], needless_first: Iterable[Place]) -> Search:
    """The search with those cells shown again, one by one, without which every demand keeps what it has."""
    kept = [_as_met(search, demand) for demand in demands]
    for place in needless_first:
        if search.effort > FULL_EFFORT:
            break
        trial = search.without(place, required)
        if search.hidden[place] and _holds(trial, kept):
            search = trial
        else:
            search.effort = trial.effort
    return search


def _as_met(search: Search, demand: Demand) -> Demand:
    low, high = search.extreme(demand, DOWN), search.extreme(demand, UP)
    return replace(demand, low=max(demand.low, low), high=min(demand.high, high))


def _holds(trial: Search, demands: Sequence[Demand]) -> bool:
    places = tuple(np.array([demand.place for demand in demands]).T)
    short = trial.lowest[places] > [demand.low for demand in demands]
    short |= trial.highest[places] < [demand.high for demand in demands]
    short |= [demand.spared is not None for demand in demands]
    return all(widen(trial, demands[i], restarts=0) for i in short.nonzero()[0])
