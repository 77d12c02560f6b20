"""Exponential smoothing: the weights that suit a series best, found for many series and many ends at once.

Given its weights, the one-step errors of a smoothing are linear in the level, slope and season it starts from: these
are solved by least squares, exactly, and only the weights are searched, on a grid and then closer and closer around its
best point. One optimiser after another gives the same weights (tests/soak/test_forecasts.py) some hundred times slower.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Knots of the search; the slope has a share of the level's weight, the season a share of what the level leaves.
_NIL = 1e-4
LEVEL = (_NIL, 0.1, 0.25, 0.5, 0.75, 0.9, 1 - _NIL)
SLOPE = (_NIL, 0.1, 0.4, 1 - _NIL)
DAMPING = (0.8, 0.85, 0.9)  # on logarithms a slope is a growth rate; kept for longer, it explodes
SEASON = (_NIL, 0.1, 0.4, 1 - _NIL)
KNOTS = (LEVEL, SLOPE, DAMPING, SEASON)
STEPS = (0.5, 0.25, 0.125)  # of the closer search, in knots

_RIDGE = 1e-10  # keeps a start that no error depends on from being infinite
_ROUNDING = 1e-13  # of the mean square: below it, an error is not told from none


class Trend(StrEnum):
    NONE = "none"
    ADDITIVE = "additive"
    DAMPED = "damped"


@dataclass(frozen=True)
class Shape:
    """What is smoothed along a series. season: its length, 1 for none."""

    trend: Trend
    season: int

    @property
    def trended(self) -> bool:
        return self.trend is not Trend.NONE

    @property
    def searched(self) -> tuple[int, ...]:
        """Which of KNOTS have a say."""
        slope = {Trend.NONE: (), Trend.ADDITIVE: (1,), Trend.DAMPED: (1, 2)}[self.trend]
        return (0, *slope, *((3,) if self.season > 1 else ()))

    @property
    def starts(self) -> int:
        """Level, slope, and every turn of the season but the last, which the level stands for."""
        return 1 + self.trended + self.season - 1

    @property
    def parameters(self) -> int:
        return len(self.searched) + self.starts + 1  # the variance

    def weights(self, places: Floats) -> Floats:
        """level, slope, damping, season, a row each. places: among the knots, a row for each choice."""
        level, slope, damping, season = (
            np.interp(column, np.arange(len(knots)), knots) for column, knots in zip(places.T, KNOTS, strict=True)
        )
        damped = damping if self.trend is Trend.DAMPED else np.ones_like(level)
        return np.stack([level, level * slope * self.trended, damped, (1 - level) * season * (self.season > 1)])


@dataclass(frozen=True)
class Task:
    """One column of a table of series, of which the points before `end` are known."""

    column: int
    end: int


@dataclass(frozen=True)
class Fit:
    """count: known points. squares: sum of their squared one-step errors."""

    shape: Shape
    count: int
    weights: tuple[float, ...]
    start: tuple[float, ...]
    squares: float

    def ahead(self, known: Sequence[float], horizon: int) -> list[float]:
        """Points after the known ones."""
        level_weight, slope_weight, damping, season_weight = self.weights
        level, slope, season = self._start()
        for number, value in enumerate(known):
            slope *= damping
            level += slope
            turn = number % self.shape.season
            error = value - level - season[turn]
            level += level_weight * error
            slope += slope_weight * error
            season[turn] += season_weight * error
        points = []
        for number in range(len(known), len(known) + horizon):
            slope *= damping
            level += slope
            points.append(level + season[number % self.shape.season])
        return points

    def _start(self) -> tuple[float, float, list[float]]:
        level, *others = self.start
        return level, others.pop(0) if self.shape.trended else 0.0, [*others, 0.0]


def fit(shape: Shape, table: Floats, tasks: Sequence[Task]) -> list[Fit]:
    """The smoothing of least squares for each task. table: a series a column."""
    places = _on_the_grid(shape, table, tasks)
    for step in STEPS:
        places = _closer(shape, table, tasks, places, step)
    squares, starts = _own_squares(shape, table, tasks, places)
    floors = [_ROUNDING * (task.end + np.square(table[: task.end, task.column]).sum()) for task in tasks]
    weights, least = shape.weights(places).T, np.maximum(squares, floors)
    return [
        Fit(shape, task.end, tuple(weights[rank].tolist()), tuple(starts[rank].tolist()), float(least[rank]))
        for rank, task in enumerate(tasks)
    ]


def _on_the_grid(shape: Shape, table: Floats, tasks: Sequence[Task]) -> Floats:
    """The best knots of each task. Sums of products up to one end go into those up to the next."""
    sides = [range(len(knots)) if number in shape.searched else range(1) for number, knots in enumerate(KNOTS)]
    grid = np.array(list(product(*sides)), dtype=np.float64)
    ends = sorted({task.end for task in tasks})
    errors = _errors(shape, shape.weights(grid), table[: ends[-1], None, :])
    best: dict[Task, Floats] = {}
    products, before = np.zeros(()), 0
    for end in ends:
        products, before = products + _products(errors[before:end]), end
        squares, _ = _solved(products, table.shape[1])
        best |= {Task(column, end): grid[row] for column, row in enumerate(squares.argmin(axis=0))}
    return np.array([best[task] for task in tasks])


def _closer(shape: Shape, table: Floats, tasks: Sequence[Task], places: Floats, step: float) -> Floats:
    """The best for each task among its place and those one step to each side of it."""
    moves = np.zeros((1 + 2 * len(shape.searched), len(KNOTS)))
    for number, side in enumerate(shape.searched):
        moves[1 + 2 * number, side], moves[2 + 2 * number, side] = step, -step
    tried = np.clip(places[:, None, :] + moves, 0, [len(knots) - 1 for knots in KNOTS])
    repeated = [task for task in tasks for _ in moves]
    squares, _ = _own_squares(shape, table, repeated, tried.reshape(-1, len(KNOTS)))
    lowest = squares.reshape(len(tasks), len(moves)).argmin(axis=1)
    best: Floats = tried[np.arange(len(tasks)), lowest]
    return best


def _own_squares(shape: Shape, table: Floats, tasks: Sequence[Task], places: Floats) -> tuple[Floats, Floats]:
    """The least sum of squares of each task with its own weights, and the starts that give it."""
    ends = np.array([task.end for task in tasks])
    columns = [task.column for task in tasks]
    errors = _errors(shape, shape.weights(places), table[: ends.max(), columns, None])
    errors *= (np.arange(len(errors))[:, None] < ends)[:, :, None]
    squares, starts = _solved(_products(errors), 1)
    return squares[:, 0], starts[:, :, 0]


def _errors(shape: Shape, weights: Floats, known: Floats) -> Floats:
    """One-step errors, point × weights × column. known: point × weights (or 1 for all) × series.

    The first columns are those of the series, started from nothing; then one for each start, set to 1 before zeros.
    """
    level_weight, slope_weight, damping, season_weight = weights[:, :, None]
    count, _, series = known.shape
    errors = np.zeros((count, len(level_weight), series + shape.starts))
    errors[:, :, :series] = known
    level, slope, season = _unit_starts(shape, errors.shape[1:], series)
    for number in range(count):
        error = errors[number]
        if shape.trended:
            slope *= damping
            level += slope
        error -= level
        if shape.season > 1:
            turn = season[number % shape.season]
            error -= turn
            turn += season_weight * error
        level += level_weight * error
        if shape.trended:
            slope += slope_weight * error
    return errors


def _unit_starts(shape: Shape, size: tuple[int, ...], series: int) -> tuple[Floats, Floats, Floats]:
    level, slope, season = np.zeros(size), np.zeros(size), np.zeros((shape.season, *size))
    level[:, series] = 1
    if shape.trended:
        slope[:, series + 1] = 1
    for turn in range(shape.season - 1):
        season[turn, :, series + 1 + shape.trended + turn] = 1
    return level, slope, season


def _products(errors: Floats) -> Floats:
    """Of all columns with each other, summed over the points."""
    by_weights = errors.transpose(1, 0, 2)
    products: Floats = np.matmul(by_weights.transpose(0, 2, 1), by_weights)
    return products


def _solved(products: Floats, series: int) -> tuple[Floats, Floats]:
    """The least sum of squares of each series and the starts that give it, for each choice of weights."""
    between, towards = products[:, series:, series:], products[:, series:, :series]
    ridge = _RIDGE * np.eye(between.shape[1])
    starts = np.asarray(np.linalg.solve(between + ridge, -towards), dtype=np.float64)
    alone = np.diagonal(products[:, :series, :series], axis1=1, axis2=2)
    squares: Floats = alone + (starts * towards).sum(axis=1)
    return squares, starts
