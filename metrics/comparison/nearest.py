"""The towns most alike in structure, by a difference that anybody can recompute.

Each variable is put on one scale (its standard deviation among the candidates, the town left out: it must not widen
the scale that it is measured by); the difference of two towns is the weighted quadratic mean of their differences.
0 is a twin, 1 a town as far as one standard deviation on every variable.
A variable that is the same for all candidates has no scale and parts nobody: it has no weight, else every difference
would be the smaller for it. It takes two candidates to have a scale.
A distance of Mahalanobis would weigh by correlations nobody can see; here the weights are what the person chose.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isclose

import numpy as np
import pandas as pd

from metrics.comparison.structure import Structure, known_of, measured, row_of

FEWEST, MOST = 10, 30  # peers
FEWEST_CANDIDATES = 2  # of which anything can be said to be nearer
# Standardised differences of means. 0.25: D. Rubin, Using propensity scores to help design observational studies,
# 2001, taken up by E. Stuart, Matching methods for causal inference, 2010; 0.1, stricter: P. Austin, 2009.
BALANCED, UNBALANCED = 0.1, 0.25


class Likeness(StrEnum):
    """What a standardised difference says of the town beside its peers; either end belongs to the nearer word."""

    ALIKE = "alike"
    FAIRLY_ALIKE = "fairly_alike"
    UNLIKE = "unlike"


def likeness(difference: float) -> Likeness:
    if abs(difference) <= BALANCED:
        return Likeness.ALIKE
    return Likeness.FAIRLY_ALIKE if abs(difference) <= UNBALANCED else Likeness.UNLIKE


@dataclass(frozen=True)
class Peer:
    code: str
    difference: float


@dataclass(frozen=True)
class Balance:
    """One variable: the town beside its peers and beside all candidates, as compared (logarithms stay logarithms).

    weight: as counted, 0 where all candidates are the same. to_peers, to_candidates: (town - mean) / standard
    deviation among the candidates; None where all candidates are the same.
    """

    structure: Structure
    weight: int
    town: float
    peers: float
    candidates: float
    to_peers: float | None
    to_candidates: float | None

    @property
    def likeness(self) -> Likeness:
        """Where all candidates are the same there is no scale: the town is like them or it is not."""
        if self.to_peers is None:
            return Likeness.ALIKE if isclose(self.town, self.peers) else Likeness.UNLIKE
        return likeness(self.to_peers)


@dataclass(frozen=True)
class Nearest:
    """peers: nearest first. unknown: variables left aside, since the town's own value is unknown."""

    peers: tuple[Peer, ...]
    balance: tuple[Balance, ...]
    unknown: tuple[Structure, ...]
    candidates: int

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(peer.code for peer in self.peers)

    @property
    def constant(self) -> tuple[Structure, ...]:
        """Variables left aside, since all candidates are the same."""
        return tuple(one.structure for one in self.balance if one.to_peers is None)


def nearest(table: pd.DataFrame, town: str, weights: Mapping[Structure, int], wanted: int) -> Nearest | None:
    """The `wanted` towns most alike; None where nothing parts two candidates, or the town's structure is unknown.

    table: one row a town (index: its code), the town among them; a column a variable. Towns of which a variable is
    unknown are no candidates. Equal differences are parted by the code.
    """
    if town not in table.index:
        return None
    values = measured(table, tuple(weights))
    known = known_of(values, town, weights)
    unknown = tuple(one for one in weights if one not in known)
    values = values[[one.name for one in known]].dropna()
    candidates = values.drop(index=town)
    if not known or len(candidates) < FEWEST_CANDIDATES:
        return None
    scale = candidates.std(ddof=1).where((candidates != candidates.iloc[0]).any())
    used = {one: 0 if pd.isna(scale[one.name]) else weights[one] for one in known}
    if not any(used.values()):
        return None
    peers = _peers(values, town, scale, used)[:wanted]
    chosen = candidates.loc[[peer.code for peer in peers]]
    balance = (_balance(one, weight, row_of(values, town), chosen, candidates, scale) for one, weight in used.items())
    return Nearest(tuple(peers), tuple(balance), unknown, len(candidates))


def _peers(values: pd.DataFrame, town: str, scale: pd.Series, used: Mapping[Structure, int]) -> list[Peer]:
    """Every candidate with its difference, nearest first. used: the weights, 0 where there is no scale."""
    standardised = ((values - row_of(values, town)) / scale).fillna(0.0)
    weights = np.array([used[one] for one in used], dtype=float)
    squares = (standardised.to_numpy() ** 2) @ weights / weights.sum()
    differences = zip(values.index, np.sqrt(squares).tolist(), strict=True)
    return sorted(
        (Peer(code, difference) for code, difference in differences if code != town),
        key=lambda peer: (peer.difference, peer.code),
    )


def _balance(
    one: Structure, weight: int, town: pd.Series, peers: pd.DataFrame, candidates: pd.DataFrame, scale: pd.Series
) -> Balance:
    own, near, all_ = float(town[one.name]), float(peers[one.name].mean()), float(candidates[one.name].mean())
    sd = scale[one.name]
    to_peers, to_candidates = (None, None) if pd.isna(sd) else ((own - near) / float(sd), (own - all_) / float(sd))
    return Balance(one, weight, own, near, all_, to_peers, to_candidates)
