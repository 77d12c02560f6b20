"""The Theta method: a smoothed level, and half the slope of the series, once its season is taken out.

As the standard method (Assimakopoulos and Nikolopoulos 2000), in the form of Hyndman and Billah (2003).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from metrics.outlook.smoothing import Fit, Floats, Shape, Task, Trend, fit

SEASONAL = 1.645**2  # square of the 90 % point: the autocorrelation of a season is not chance


@dataclass(frozen=True)
class Season:
    """A factor or a difference for each point of a season, the first point of the series first."""

    swings: Floats
    proportional: bool

    def without(self, values: Floats) -> Floats:
        swings = self._along(0, len(values))
        return values / swings if self.proportional else values - swings

    def put_back(self, points: Floats, first: int) -> Floats:
        swings = self._along(first, len(points))
        return points * swings if self.proportional else points + swings

    def _along(self, first: int, count: int) -> Floats:
        along: Floats = self.swings[np.arange(first, first + count) % len(self.swings)]
        return along


NO_SEASON = Season(np.zeros(1), proportional=False)


def theta(values: Floats, season: int, origins: Sequence[int], horizon: int) -> Floats:
    """Forecasts from each origin, a row each. values: finite. origins: rising, from 2 on."""
    size = float(np.abs(values).mean()) or 1.0
    seasons = [season_of(values[:end], season) for end in origins]
    table = np.zeros((origins[-1], len(origins)))
    for number, end in enumerate(origins):
        table[:end, number] = seasons[number].without(values[:end]) / size
    tasks = [Task(number, end) for number, end in enumerate(origins)]
    fits = fit(Shape(Trend.NONE, 1), table, tasks)
    rows = [
        seasons[task.column].put_back(_ahead(level, table[: task.end, task.column], horizon) * size, task.end)
        for task, level in zip(tasks, fits, strict=True)
    ]
    return np.array(rows)


def _ahead(level: Fit, known: Floats, horizon: int) -> Floats:
    """The level, moved by half the slope: also by what the level lags behind a slope."""
    weight, count = level.weights[0], len(known)
    lag = (1 - (1 - weight) ** count) / weight
    slope = np.polynomial.polynomial.polyfit(np.arange(count), known, 1)[1]
    moved: Floats = slope / 2 * (np.arange(horizon) + lag)
    return moved + level.ahead(known.tolist(), horizon)


def season_of(values: Floats, season: int) -> Season:
    """The season of a series by classical decomposition; none where it is not told from chance.

    Proportional to the level where all values are positive.
    """
    if season == 1 or len(values) < 2 * season or not _is_seasonal(values, season):
        return NO_SEASON
    middle, first = _moving_average(values, season)
    inside = values[first : first + len(middle)]
    if values.min() > 0:
        factors = _by_turn(inside / middle, first, season)
        return Season(factors / factors.mean(), proportional=True)
    differences = _by_turn(inside - middle, first, season)
    return Season(differences - differences.mean(), proportional=False)


def _is_seasonal(values: Floats, season: int) -> bool:
    """Bartlett's test of the autocorrelation at one season."""
    around = values - values.mean()
    products = [float(around[lag:] @ around[: len(around) - lag]) for lag in range(season + 1)]
    if products[0] <= 0:
        return False
    correlations = np.array(products) / products[0]
    return bool(len(values) * correlations[season] ** 2 > SEASONAL * np.square(correlations[:season]).sum())


def _moving_average(values: Floats, season: int) -> tuple[Floats, int]:
    """Over one season, centred; and which point it begins at."""
    weights = np.ones(season + 1 - season % 2)
    if season % 2 == 0:
        weights[[0, -1]] = 0.5
    return np.convolve(values, weights / season, "valid"), len(weights) // 2


def _by_turn(swings: Floats, first: int, season: int) -> Floats:
    turns = np.arange(first, first + len(swings)) % season
    return np.array([swings[turns == turn].mean() for turn in range(season)])
