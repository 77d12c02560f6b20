"""Tries on the past of a series, and the size of error that is learned from them."""

import numpy as np
import pytest

from metrics.outlook.backtest import at_the_level_of_today, errors, mase, origins, seasonal_swing, spread


def test_ten_years_are_tried_from_every_year_since_the_fourth():
    assert origins(10, season=1, horizon=4) == [4, 5, 6, 7, 8, 9]


def test_at_most_twelve_tries_the_latest():
    assert origins(40, season=1, horizon=4) == list(range(28, 40))


def test_far_horizons_are_tried_from_farther_back():
    assert origins(120, season=12, horizon=24) == list(range(84, 120, 3))
    assert origins(60, season=12, horizon=12) == list(range(36, 60, 2))


def test_two_years_of_months_are_tried_once_a_season_and_a_month_are_known():
    assert origins(24, season=12, horizon=12) == list(range(13, 24))


def test_an_error_is_actual_minus_forecast_until_the_series_ends():
    values = np.array([1.0, 2, 4, 8])
    found = errors(values, [2, 3], np.array([[2.0, 2], [4, 4]]))
    assert found[0].tolist() == [2, 6]
    assert found[1, 0] == 4
    assert np.isnan(found[1, 1])


def test_the_swing_is_the_mean_difference_of_a_season():
    assert seasonal_swing(np.array([1.0, 10, 2, 13]), 2) == 2
    assert mase(np.array([[1.0, -3], [2, np.nan]]), 2) == 1


def test_an_error_counts_as_the_square_root_of_what_the_level_has_become():
    values = np.array([100.0] * 6 + [225.0] * 6)
    found = at_the_level_of_today(np.array([[10.0], [10.0]]), values, [6, 12], 1)
    assert found[:, 0].tolist() == [15, 10]


def test_but_never_more_than_twice_nor_less_than_half():
    rising, falling = np.array([1.0] * 6 + [1000.0] * 6), np.array([1000.0] * 6 + [0.0] * 6)
    assert at_the_level_of_today(np.array([[10.0]]), rising, [6], 1)[0, 0] == 20
    assert at_the_level_of_today(np.array([[10.0]]), falling, [6], 1)[0, 0] == 5
    assert at_the_level_of_today(np.array([[10.0]]), np.zeros(12), [6], 1)[0, 0] == 10


def test_errors_that_grow_as_expected_are_taken_as_they_are():
    growth = np.arange(1, 4) ** 0.75
    found = spread(np.tile(2 * growth, (8, 1)), 1, swing=1)
    assert found.sizes == pytest.approx(2 * growth)
    assert found.freedom == 4  # half of eight tries


def test_farther_ahead_is_never_said_to_be_surer():
    found = spread(np.array([[5.0, 1], [5, 1], [5, 1]]), 1, swing=1)
    assert found.sizes[0] <= found.sizes[1]


def test_a_horizon_without_a_try_is_extended_from_the_others():
    found = spread(np.array([[2.0, np.nan], [-2, np.nan]]), 1, swing=1)
    assert found.sizes == pytest.approx((2, 2 * 2**0.75))


def test_no_error_at_all_still_leaves_a_tenth_of_a_swing():
    assert spread(np.zeros((4, 2)), 1, swing=3).sizes == pytest.approx((0.3, 0.3 * 2**0.75))
