"""How far from the centre a town of a given size is usually found, so that small ones are not ranked on noise.

What differs between two towns alike is of two kinds: a part that size does not change, and a part that shrinks as the
inhabitants grow more numerous. Both are estimated from the group itself; a funnel gives a position, never a rank.
Form of the limits: D. Spiegelhalter, Funnel plots for comparing institutional performance, 2005, with the variance
within estimated, since an amount per inhabitant is no count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

FEWEST = 10  # below, dots without limits
USUAL, FAR = 1.96, 3.09  # standard deviations: 95 % and 99.8 % of towns of that size
FLAT = 1.1  # times as wide at the smallest as at the largest: no funnel is seen
_CAP = 2.5  # standard deviations beyond which a town no longer widens the limits
_CAPPED_VARIANCE = 0.977_56  # mean of min(z², _CAP²) for a normal z
_ROUNDS = 25


@dataclass(frozen=True)
class Funnel:
    """centre: where the limits meet. between: variance whatever the size. within: variance of one inhabitant."""

    centre: float
    between: float
    within: float
    n: int

    def limits(self, size: int, deviations: float = USUAL) -> tuple[float, float]:
        half = deviations * float(np.sqrt(self.between + self.within / size))
        return self.centre - half, self.centre + half

    def is_flat(self, smallest: int, largest: int) -> bool:
        """Whether limits drawn from one size to the other would hardly be seen to widen."""
        (narrow, _), (wide, _) = self.limits(largest), self.limits(smallest)
        return (self.centre - wide) <= (self.centre - narrow) * FLAT


class Standing(StrEnum):
    """Where a town stands beside the limits of its size."""

    WITHIN = "within"
    LOW = "low"
    HIGH = "high"
    FAR_LOW = "far_low"
    FAR_HIGH = "far_high"


def funnel(values: Sequence[float], sizes: Sequence[int], centre: float) -> Funnel | None:
    """None with too few towns. values: one a town, beside its inhabitants, above zero."""
    if len(values) < FEWEST:
        return None
    squares = (np.asarray(values, dtype=float) - centre) ** 2
    design = np.column_stack([np.ones(len(values)), 1 / np.asarray(sizes, dtype=float)])
    between, within = float(np.median(squares) / 0.455), 0.0  # 0.455: median of a squared normal deviation
    for _ in range(_ROUNDS):
        variance = np.maximum(design @ [between, within], np.finfo(float).tiny)
        capped = np.minimum(squares, _CAP**2 * variance) / _CAPPED_VARIANCE
        between, within = _not_negative(design / variance[:, None], capped / variance)
    return Funnel(centre, between, within, len(values))


def standing(value: float, size: int, among: Funnel) -> Standing:
    low, high = among.limits(size)
    if low <= value <= high:
        return Standing.WITHIN
    far_low, far_high = among.limits(size, FAR)
    if value < low:
        return Standing.FAR_LOW if value < far_low else Standing.LOW
    return Standing.FAR_HIGH if value > far_high else Standing.HIGH


def _not_negative(design: np.ndarray, outcome: np.ndarray) -> tuple[float, float]:
    """Least squares in two unknowns, neither below zero."""
    both = np.linalg.lstsq(design, outcome, rcond=None)[0]
    if (both >= 0).all():
        return float(both[0]), float(both[1])
    alone = [max(float(column @ outcome / (column @ column)), 0.0) for column in design.T]
    errors = [float(((outcome - value * column) ** 2).sum()) for value, column in zip(alone, design.T, strict=True)]
    return (alone[0], 0.0) if errors[0] <= errors[1] else (0.0, alone[1])
