"""How wrong a way of forecasting would have been: tried again from several origins in the past of a series.

Nothing after an origin is known to a try, neither the weights nor the choice of a form.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from metrics.outlook.smoothing import Floats

FEWEST_KNOWN = 4
TRIES = 12
STRIDE = 8  # origins lie farther apart for horizons beyond it, so that far horizons are tried too

GROWTH = 0.75  # of errors with the seasons ahead, where the series itself says little: between √h and h
PRIOR = 6  # tries which that growth is worth
FEWEST_FREEDOM = 2.0
NARROWEST = 0.1  # of an ordinary seasonal difference: a series that fits a rule exactly may still leave it
AGAIN = 2.0  # the most that an error counts more, or less, for the level having changed since


@dataclass(frozen=True)
class Spread:
    """Root mean square errors by horizon, never smaller farther ahead, and what their Student interval takes.

    freedom: half the tries, since tries that follow each other share most of their points.
    """

    sizes: tuple[float, ...]
    freedom: float


def origins(count: int, season: int, horizon: int) -> list[int]:
    """How many points are known at each try, rising, at most TRIES of them."""
    first = max(FEWEST_KNOWN, season + 1)
    step = max(1, min(ceil(horizon / STRIDE), ceil((count - first) / TRIES)))
    return sorted(range(count - step, first - 1, -step)[:TRIES])


def errors(values: Floats, known: Sequence[int], paths: Floats) -> Floats:
    """Actual minus forecast: try × horizon, not a number where the series has ended."""
    found = np.full((len(known), paths.shape[1]), np.nan)
    for number, end in enumerate(known):
        actual = values[end : end + paths.shape[1]]
        found[number, : len(actual)] = actual - paths[number, : len(actual)]
    return found


def at_the_level_of_today(found: Floats, values: Floats, known: Sequence[int], season: int) -> Floats:
    """The errors made larger as the square root of the level that the series has reached since.

    That is half-way between errors that do not depend on the level and errors in proportion to it.
    """
    window = max(season, 3)
    levels = np.array([np.abs(values[max(0, end - window) : end]).mean() for end in (*known, len(values))])
    lowest = levels.max() / AGAIN**4 or 1.0
    ratios = np.sqrt(levels[-1:].clip(lowest) / levels[:-1].clip(lowest))
    today: Floats = found * ratios.clip(1 / AGAIN, AGAIN)[:, None]
    return today


def spread(found: Floats, season: int, swing: float) -> Spread:
    """From the errors of all tries. swing: an ordinary seasonal difference."""
    growth = (1 + np.arange(found.shape[1]) / season) ** GROWTH
    tries = np.isfinite(found).sum(axis=0)
    squares = np.nan_to_num(np.square(found))
    common = (squares / growth**2).sum() / tries.sum() * growth**2
    sizes = np.sqrt((squares.sum(axis=0) + PRIOR * common) / (tries + PRIOR))
    sizes = np.maximum(np.maximum.accumulate(sizes), NARROWEST * swing * growth)
    return Spread(tuple(sizes.tolist()), max(float(tries[0]) / 2, FEWEST_FREEDOM))


def seasonal_swing(values: Floats, season: int) -> float:
    """Mean absolute difference from one season to the next: the scale of MASE."""
    return float(np.abs(values[season:] - values[:-season]).mean())


def mase(found: Floats, swing: float) -> float:
    return float(np.nanmean(np.abs(found))) / swing
