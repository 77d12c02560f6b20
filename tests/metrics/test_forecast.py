"""Forecasts of small invented series, whose answer a reader sees at a glance."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from metrics.outlook.forecast import Caution, Forecast, Lack, Method, NoForecast, forecast

YEARS = [100.0, 103, 109, 110, 117, 121, 122, 128, 133, 134]  # about 4 more each year
WAVE = [10.0, 20, 30, 20]  # a season of four quarters
STEPS = [3.0, 5, 4, 4, 6, 3, 5, 2, 4, 3, 6, 5]  # noise without a trend
SERIES = st.lists(st.floats(-1e6, 1e6).map(lambda value: round(value, 2)), min_size=4, max_size=30)


def noisy(values: list[float]) -> list[float]:
    return [value + (number * 7 % 5 - 2) / 10 for number, value in enumerate(values)]


def made(values, season=1, horizon=3, **options) -> Forecast:
    found = forecast(values, season=season, horizon=horizon, **options)
    assert isinstance(found, Forecast)
    return found


def refused(values, season=1, horizon=3) -> NoForecast:
    found = forecast(values, season=season, horizon=horizon)
    assert isinstance(found, NoForecast)
    return found


def widths(found: Forecast) -> list[float]:
    return [upper - lower for lower, upper in zip(found.lower, found.upper, strict=True)]


@pytest.mark.parametrize("values", [[7.0] * 10, [0.0] * 10, [0.1 + 0.2] * 5])
def test_a_series_that_never_moves_says_nothing_about_how_far_it_could(values):
    assert refused(values).lack is Lack.NEVER_MOVES


def test_nor_does_one_that_repeats_its_season_exactly():
    assert refused(WAVE * 4, season=4).lack is Lack.NEVER_MOVES
    assert made([*WAVE, 10], season=4).method is Method.FLAT  # of one season, who knows


def test_three_points_are_too_few():
    assert refused([5.0, 6, 8]) == NoForecast(Lack.TOO_SHORT, count=3, needed=4)


def test_nothing_at_all_is_too_short():
    assert refused([]).lack is refused([None, None]).lack is Lack.TOO_SHORT


def test_the_future_is_not_longer_than_the_past():
    assert refused(YEARS, horizon=11) == NoForecast(Lack.TOO_FAR, count=10, needed=11)
    assert len(made(YEARS, horizon=10).points) == 10


@pytest.mark.parametrize("missing", [None, float("nan"), float("inf")])
def test_a_missing_value_near_the_end_is_refused_with_its_place(missing):
    assert refused([*YEARS[:8], missing, *YEARS[8:]]) == NoForecast(Lack.MISSING, count=2, needed=8, at=(8,))


def test_a_missing_last_value_is_refused():
    assert refused([*YEARS, None]) == NoForecast(Lack.MISSING, count=0, needed=8, at=(10,))


def test_after_a_gap_only_the_points_that_follow_it_are_used():
    whole, tail = made([90.0, 95, None, *YEARS]), made(YEARS)
    assert (whole.points, whole.lower, whole.upper) == (tail.points, tail.lower, tail.upper)
    assert (whole.count, whole.start, whole.gaps) == (10, 3, (2,))
    assert Caution.AFTER_A_GAP in whole.cautions
    assert Caution.AFTER_A_GAP not in tail.cautions


def test_a_series_that_begins_later_has_no_gap():
    later = made([None, None, *YEARS])
    assert (later.points, later.start, later.gaps) == (made(YEARS).points, 2, ())


def test_a_trend_goes_on_and_beats_the_naive():
    found = made(YEARS)
    assert found.beats_naive
    assert Caution.NAIVE_SHOWN not in found.cautions
    assert all(before < after for before, after in pairwise((YEARS[-1], *found.points)))
    assert 134 < found.points[0] < 141


def test_a_season_comes_back():
    found = made(noisy(WAVE * 5), season=4, horizon=8)
    assert found.points == pytest.approx(WAVE * 2, abs=1)


def test_a_walk_without_direction_is_shown_by_its_last_value():
    walk = [5.0, 6, 7, 6, 5, 4, 3, 4, 5, 6, 7, 8, 7, 6, 5, 6]
    found = made(walk)
    assert found.method is Method.SEASONAL_NAIVE
    assert found.points == (6, 6, 6)
    assert Caution.NAIVE_SHOWN in found.cautions
    naive, *others = found.candidates
    assert all(naive.mase <= one.mase * 1.01 for one in others)


def test_the_method_shown_is_the_one_that_would_have_been_least_wrong():
    found = made(YEARS)
    assert [one.method for one in found.candidates] == [Method.SEASONAL_NAIVE, Method.THETA, Method.ETS]
    assert min(found.candidates, key=lambda one: one.mase).method is found.method


def test_after_a_break_the_new_level_holds_and_the_interval_remembers():
    calm, broken = made(STEPS * 2), made([*(value + 60 for value in STEPS), *STEPS])
    assert found_near(broken.points, 4, 3)
    assert widths(broken)[0] > 2 * widths(calm)[0]


def found_near(points, value, far) -> bool:
    return all(abs(point - value) < far for point in points)


def test_under_two_seasons_the_forecast_is_flat_and_wide():
    values = noisy([*WAVE, *WAVE[:3]])
    found = made(values, season=4, horizon=4)
    assert found.method is Method.FLAT
    assert found.points == pytest.approx([np.mean(values[-4:])] * 4)
    assert found.lower[0] < min(values)
    assert found.upper[0] > max(values)
    assert found.candidates == ()
    assert Caution.SHORT in found.cautions


def test_seven_years_are_too_few_to_choose_a_method():
    assert made(YEARS[:7]).method is Method.FLAT
    assert made(YEARS[:7]).points[0] == YEARS[6]
    assert made(YEARS[:8]).method is not Method.FLAT


def test_horizons_never_tried_are_said_to_be():
    found = made(YEARS, horizon=8)
    assert found.tried == 6  # from 4 known years to 10
    assert [len(one) for one in found.errors] == [6, 5, 4, 3, 2, 1, 0, 0]
    assert Caution.BEYOND_TRIES in found.cautions
    assert Caution.BEYOND_TRIES not in made(YEARS, horizon=6).cautions


def test_errors_are_actual_minus_forecast():
    """The naive of a walk: each error is the step it did not see coming."""
    walk = [5.0, 6, 7, 6, 5, 4, 3, 4, 5, 6, 7, 8, 7, 6, 5, 6]
    assert np.sign(made(walk).errors[0]).tolist() == np.sign(np.diff(walk[3:])).tolist()


def test_a_quantity_that_cannot_be_negative_is_not_forecast_so():
    falling = [9.0, 8, 7.5, 6, 5, 4.2, 3, 2.1, 1, 0]
    assert min(made(falling).points) < 0
    bounded = made(falling, least=0)
    assert min(bounded.points) == min(bounded.lower) == 0
    assert bounded.upper[0] > 0


def test_another_level_is_another_width_around_the_same_points():
    found = made(YEARS)
    half = found.at(0.5)
    assert half.points == found.points
    assert half == made(YEARS, level=0.5)
    assert all(narrow < wide for narrow, wide in zip(widths(half), widths(found), strict=True))


def test_quantiles_run_through_the_interval_and_the_points():
    found = made(YEARS)
    assert found.quantile(0.025) == pytest.approx(found.lower)
    assert found.quantile(0.5) == pytest.approx(found.points)
    assert found.quantile(0.975) == pytest.approx(found.upper)


def test_a_series_that_follows_a_rule_exactly_still_has_an_interval():
    exact = made([float(year) for year in range(12)])
    assert exact.points == pytest.approx([12, 13, 14])
    assert exact.lower[0] < 12 < exact.upper[0]


@pytest.mark.parametrize("wrong", [{"season": 0}, {"horizon": 0}, {"level": 0}, {"level": 1}])
def test_a_question_without_sense_is_an_error(wrong):
    with pytest.raises(ValueError, match=str(next(iter(wrong)))):
        forecast(YEARS, **{"season": 1, "horizon": 3, **wrong})


@settings(max_examples=30)
@given(SERIES, st.sampled_from([1, 2, 4]), st.integers(1, 4))
def test_any_series_has_finite_points_in_an_interval_that_widens(values, season, horizon):
    found = forecast(values, season=season, horizon=horizon)
    if isinstance(found, NoForecast):
        assert found.lack is Lack.NEVER_MOVES
        return
    assert np.isfinite([found.points, found.lower, found.upper]).all()
    assert all(
        lower < point < upper for lower, point, upper in zip(found.lower, found.points, found.upper, strict=True)
    )
    assert all(near <= far * (1 + 1e-9) for near, far in pairwise(widths(found)))


@settings(max_examples=30)
@given(SERIES, st.integers(-20, 20))
def test_the_unit_of_the_series_does_not_matter(values, power):
    """In cents or in millions, the forecast is the same; powers of two, so that no digit is lost."""
    found, scaled = (forecast([value * unit for value in values], season=1, horizon=3) for unit in (1, 2.0**power))
    assume(isinstance(found, Forecast))
    assert scaled.method is found.method
    size = max(np.abs(found.upper).max(), np.abs(found.lower).max())
    assert np.array(scaled.upper) / 2.0**power == pytest.approx(np.array(found.upper), abs=1e-6 * size)
