"""Smoothing, ETS and Theta on series of which the answer is known."""

from dataclasses import replace

import numpy as np
import pytest

from metrics.outlook.ets import PLAIN, Form, ets
from metrics.outlook.smoothing import Shape, Task, Trend, fit
from metrics.outlook.theta import season_of, theta

RANDOM = np.random.default_rng(20261124)
NOISE = RANDOM.normal(0, 1, 48)
WAVE = np.tile([-10.0, 0, 10, 0], 12)


def one(shape: Shape, values, end=None):
    return fit(shape, np.array(values)[:, None], [Task(0, end or len(values))])[0]


def squares_along(fitted, values) -> float:
    """The one-step errors, one after another, from the start and the weights that were found."""
    errors = [value - fitted.ahead(values[:number], 1)[0] for number, value in enumerate(values)]
    return float(np.square(errors).sum())


@pytest.mark.parametrize("trend", Trend)
@pytest.mark.parametrize("season", [1, 4])
def test_the_squares_are_those_of_the_errors_along_the_series(trend, season):
    values = (50 + np.arange(48) + WAVE + NOISE).tolist()
    fitted = one(Shape(trend, season), values)
    assert fitted.squares == pytest.approx(squares_along(fitted, values), rel=1e-6)


@pytest.mark.parametrize("trend", Trend)
@pytest.mark.parametrize("season", [1, 4])
def test_a_little_to_each_side_of_the_start_found_errors_are_larger(trend, season):
    values = (50 + 0.5 * np.arange(48) + np.cumsum(NOISE) + WAVE).tolist()
    fitted = one(Shape(trend, season), values)
    for number, start in enumerate(fitted.start):
        for moved in (start - 0.5, start + 0.5):
            others = (*fitted.start[:number], moved, *fitted.start[number + 1 :])
            assert squares_along(replace(fitted, start=others), values) > fitted.squares


def test_no_weight_of_a_hundred_gives_less():
    values = (50 + np.cumsum(NOISE[:24]) + NOISE[24:]).tolist()
    fitted = one(Shape(Trend.NONE, 1), values)
    tried = [replace(fitted, weights=(weight / 100, 0, 1, 0)) for weight in range(1, 100)]
    assert fitted.squares < 1.001 * min(squares_along(other, values) for other in tried)


def test_a_walk_is_smoothed_by_its_last_value():
    walk = np.cumsum(NOISE)
    fitted = one(Shape(Trend.NONE, 1), walk)
    assert fitted.weights[0] > 0.8
    assert fitted.ahead(walk.tolist(), 2) == pytest.approx([walk[-1]] * 2, abs=0.5)


def test_noise_around_a_level_is_smoothed_by_its_mean():
    fitted = one(Shape(Trend.NONE, 1), 20 + NOISE)
    assert fitted.ahead((20 + NOISE).tolist(), 1) == pytest.approx([20 + NOISE.mean()], abs=0.3)


def test_what_comes_after_the_end_of_a_task_is_not_known_to_it():
    values = 50 + np.arange(48) + WAVE + NOISE
    other = np.concatenate([values[:30], values[30:] * 3])
    for shape in (Shape(trend, season) for trend in Trend for season in (1, 4)):
        assert one(shape, values, 30).start == pytest.approx(one(shape, other, 30).start)
        assert one(shape, values, 30).weights == one(shape, other, 30).weights


def test_tasks_fitted_together_are_as_if_fitted_alone():
    table = np.stack([50 + np.arange(48) + NOISE, np.cumsum(NOISE)], axis=1)
    tasks = [Task(column, end) for column in (0, 1) for end in (20, 35, 48)]
    for task, together in zip(tasks, fit(Shape(Trend.DAMPED, 1), table, tasks), strict=True):
        alone = one(Shape(Trend.DAMPED, 1), table[:, task.column], task.end)
        assert together.weights == pytest.approx(alone.weights)
        assert together.squares == pytest.approx(alone.squares)


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (3 * NOISE, PLAIN),
        (50 + 3 * np.arange(48) + NOISE, Form(Trend.ADDITIVE, seasonal=False)),
        (50 + WAVE + NOISE, Form(Trend.NONE, seasonal=True)),
        (200 + 3 * np.arange(48) + WAVE + NOISE, Form(Trend.ADDITIVE, seasonal=True)),
    ],
)
def test_the_form_is_the_one_that_made_the_series(values, form):
    _, forms = ets(values, 4 if form.seasonal else 1, [len(values)], 4)
    assert forms == (form,)


def test_a_season_that_grows_with_the_level_is_proportional():
    level = np.exp(np.cumsum(np.tile([0.1, -0.05, 0.05], 16)))
    points, forms = ets(level * np.tile([0.5, 1.0, 1.5, 1.0], 12), 4, [48], 4)
    assert forms[0].seasonal
    assert forms[0].proportional
    assert points[0][2] / points[0][0] == pytest.approx(3, rel=0.1)


def test_a_series_with_a_zero_has_no_logarithms():
    values = np.abs(20 * NOISE)
    values[5] = 0
    _, forms = ets(values, 1, [8, 20, 48], 3)
    assert not any(form.proportional for form in forms)


def test_four_points_are_enough_for_the_plainest_form_only():
    _, forms = ets(np.array([10.0, 20, 30, 40]), 1, [4], 2)
    assert forms == (PLAIN,)


def test_the_origins_of_ets_and_theta_do_not_see_what_follows():
    values = 50 + np.arange(48) + WAVE + NOISE
    other = np.concatenate([values[:30], values[30:] + 25])
    for method in (lambda series: ets(series, 4, [20, 30, 48], 4)[0], lambda series: theta(series, 4, [20, 30, 48], 4)):
        assert method(values)[:2] == pytest.approx(method(other)[:2])
        assert method(values)[2] != pytest.approx(method(other)[2])


def test_theta_goes_on_with_half_the_slope():
    """On a straight line the level follows at once: the last value, then half a step for each step."""
    line = np.arange(1.0, 21)
    assert theta(line, 1, [20], 3)[0] == pytest.approx([20.5, 21, 21.5], abs=0.01)


def test_theta_finds_factors_where_swings_grow_and_differences_where_values_may_be_negative():
    trend = np.arange(100.0, 148)
    factors = season_of(trend * np.tile([0.8, 1.0, 1.2, 1.0], 12), 4)
    assert factors.proportional
    assert factors.swings == pytest.approx([0.8, 1, 1.2, 1], abs=0.01)
    differences = season_of(trend - 120 + 3 * WAVE, 4)
    assert not differences.proportional
    assert differences.swings == pytest.approx([-30, 0, 30, 0], abs=0.1)


def test_theta_takes_no_season_from_chance_nor_from_less_than_two():
    assert season_of(20 + NOISE, 4).swings.tolist() == [0]
    assert season_of(50 + WAVE[:7], 4).swings.tolist() == [0]


def test_an_odd_season_is_centred_too():
    week = np.array([10.0, 10, 10, 10, 10, -20, -30])
    assert season_of(np.tile(week, 6) + np.arange(42) - 20, 7).swings == pytest.approx(week, abs=0.01)
