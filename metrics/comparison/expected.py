"""What would be expected of a town of this structure, and how far it stands from that: a gap to be explained.

A linear regression of the figure on the structure of the other towns of the group, then the interval in which a new
town of the same structure would be found 95 times in 100. What is outside of it is not efficiency nor its lack: it is
all that the variables do not say (services kept, prices, choices, history).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pandas as pd

from metrics.comparison.structure import Structure, known_of, measured, row_of

FEWEST, FEWEST_A_VARIABLE = 30, 10  # towns
CERTAINTY = 0.95


class Lack(StrEnum):
    """Why nothing can be expected."""

    TOO_FEW = "too_few"
    NO_VARIABLE = "no_variable"
    TOWN_UNKNOWN = "town_unknown"


@dataclass(frozen=True)
class Expected:
    """All figures are plain quotients, as the outcome. explained: share of the differences that structure explains.

    beyond: variables on which the town lies outside all others, so that the line is drawn further than it was seen.
    """

    actual: float
    value: float
    low: float
    high: float
    n: int
    explained: float
    variables: tuple[Structure, ...]
    beyond: tuple[Structure, ...]

    @property
    def gap(self) -> float:
        return self.actual - self.value

    @property
    def is_outside(self) -> bool:
        return not self.low <= self.actual <= self.high


def expected(outcome: pd.Series, table: pd.DataFrame, town: str, weights: Mapping[Structure, int]) -> Expected | Lack:
    """outcome: figure by town, the town among them. table: structure by town, as for `nearest`.

    weights: only tell which variables count; a regression weighs for itself.
    """
    values = measured(table, tuple(weights)).reindex(outcome.index)
    if town not in values.index:
        return Lack.TOWN_UNKNOWN
    known = known_of(values, town, weights)
    if not known:
        return Lack.NO_VARIABLE
    values = values[[one.name for one in known]].dropna()
    figures = outcome.reindex(values.index).dropna()
    if town not in figures.index:
        return Lack.TOWN_UNKNOWN
    others = figures.drop(index=town)
    if len(others) < max(FEWEST, FEWEST_A_VARIABLE * len(known)):
        return Lack.TOO_FEW
    return _fitted(others, values.loc[others.index], float(figures[town]), row_of(values, town), known)


def _fitted(
    others: pd.Series, structure: pd.DataFrame, actual: float, own: pd.Series, known: tuple[Structure, ...]
) -> Expected:
    from scipy.special import stdtrit  # noqa: PLC0415 (heavy, and of use to this question alone)

    centre, scale = structure.mean(), structure.std(ddof=0).where(lambda sd: sd > 0, 1.0)
    design = np.column_stack([np.ones(len(structure)), ((structure - centre) / scale).to_numpy()])
    here = np.concatenate([[1.0], ((own - centre) / scale).to_numpy()])
    outcome = others.to_numpy(dtype=float)
    inverse = np.linalg.pinv(design.T @ design)
    slopes = inverse @ design.T @ outcome
    left = outcome - design @ slopes
    freedom = len(outcome) - np.linalg.matrix_rank(design)
    variance = float(left @ left) / freedom
    value = float(here @ slopes)
    half = float(stdtrit(freedom, (1 + CERTAINTY) / 2)) * float(np.sqrt(variance * (1 + here @ inverse @ here)))
    total = float(((outcome - outcome.mean()) ** 2).sum())
    explained = 1 - float(left @ left) / total if total else 0.0
    beyond = tuple(one for one in known if not structure[one.name].min() <= own[one.name] <= structure[one.name].max())
    return Expected(actual, value, value - half, value + half, len(outcome), explained, known, beyond)
