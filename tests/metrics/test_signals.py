"""Signals on series a reader can check in her head: limits, gaps, rebases, marks, season, alike neighbours."""

from datetime import date
from random import Random

import pytest

from metrics.language import Better
from metrics.signals.chart import Assurance, Reading, Variation, read
from metrics.signals.counts import serve_one_width, shares
from metrics.signals.funnel import Kind, funnel
from metrics.signals.limits import alike, limits, widening
from metrics.signals.rules import Rule
from metrics.signals.season import NoSeason, Season, season

DICE = Random(3)  # noqa: S311 (figures, not secrets)
HIGHER = Reading(Better.HIGHER)


def months(count: int, start: int = 2020) -> list[date]:
    return [date(start + place // 12, place % 12 + 1, 1) for place in range(count)]


def test_limits_are_the_mean_and_two_thirds_more_than_two_ranges() -> None:
    usual = limits([10, 12, 10, 12, 10, 12])
    assert usual is not None
    assert (usual.mean, usual.lower, usual.upper) == pytest.approx((11, 11 - 5.32, 11 + 5.32))
    assert (usual.inner_lower, usual.inner_upper) == pytest.approx((11 - 5.32 * 2 / 3, 11 + 5.32 * 2 / 3))
    assert usual.is_provisional


def test_one_closure_does_not_widen_the_limits() -> None:
    values = [10.0, 12, 10, 12, 10, 12, 0, 12, 10, 12, 10, 12, 10, 12]
    kept, all_ranges = limits(values), limits(values, screened=False)
    assert kept is not None
    assert all_ranges is not None
    assert kept.upper - kept.mean == pytest.approx(2.66 * 2)
    assert all_ranges.upper - all_ranges.mean > 2.66 * 2


def test_ranges_of_which_screening_leaves_zeroes_are_kept_as_they_are() -> None:
    usual = limits([5, 5, 5, 5, 5, 5, 5, 9])
    assert usual is not None
    assert usual.upper > usual.mean


def test_nothing_known_has_no_limits_and_no_flag() -> None:
    assert limits([None, None]) is None
    signal = read(months(2), [None, None], HIGHER)
    assert (signal.last, signal.variation, signal.assurance(3)) == (None, Variation.COMMON_CAUSE, None)
    assert not signal.speaks


def test_no_range_reaches_across_a_gap() -> None:
    usual = limits([1, 1, None, 9, 9])
    assert usual is not None
    assert usual.lower == usual.upper == 5


@pytest.mark.parametrize(("gaps", "flagged"), [(0, 7), (2, 7), (3, 0)])
def test_a_run_steps_over_two_gaps_and_not_three(gaps: int, flagged: int) -> None:
    low, high, gap = [8.0, 9.5], [12.0, 10.5], [None] * gaps
    values = [*low, *low, *high, 12.0, *gap, *high, *high, *low, *low, *low, *low]
    signal = read(months(len(values)), values)
    assert sum(point.rule is Rule.RUN_HIGH for point in signal.points) == flagged


def test_a_value_on_the_mean_breaks_a_run() -> None:
    values = [9.0, 11, 9, 11, 9, 11, 10, 11, 9, 11, 9, 11, 9]
    assert not any(point.is_flagged for point in read(months(13), values).points)


def test_a_rebase_begins_with_the_first_period_after_its_day_and_no_run_crosses_it() -> None:
    values = [float(value) for value in (10, 12, 10, 12, 10, 12, 20, 22, 20, 22, 20, 22)]
    signal = read(months(12), values, Reading(Better.HIGHER, rebases=(date(2020, 6, 15),)))
    assert [point.limits.mean for point in signal.points if point.limits] == [11] * 6 + [21] * 6
    assert not any(point.is_flagged for point in signal.points)
    assert [point.on for point in signal.segment] == months(12)[6:]


def test_limits_learnt_from_the_first_points_judge_the_later_ones() -> None:
    values = [float(value) for value in (10, 12, 10, 12, 10, 12, 30)]
    assert read(months(7), values, Reading(Better.LOWER, learnt_from=6)).variation is Variation.CONCERNING


@pytest.mark.parametrize(
    ("better", "last", "variation"),
    [
        (Better.HIGHER, 40, Variation.IMPROVING),
        (Better.HIGHER, -20, Variation.CONCERNING),
        (Better.LOWER, 40, Variation.CONCERNING),
        (Better.NEITHER, 40, Variation.NEUTRAL_HIGH),
        (Better.NEITHER, 11, Variation.COMMON_CAUSE),
    ],
)
def test_a_change_is_good_or_bad_by_the_direction_of_its_indicator(
    better: Better, last: float, variation: Variation
) -> None:
    values = [*[10.0, 12] * 6, last]
    assert read(months(13), values, Reading(better)).variation is variation


@pytest.mark.parametrize(
    ("better", "target", "assurance"),
    [
        (Better.HIGHER, 5, Assurance.PASSING),
        (Better.HIGHER, 11, Assurance.HIT_AND_MISS),
        (Better.HIGHER, 17, Assurance.FAILING),
        (Better.LOWER, 17, Assurance.PASSING),
        (Better.LOWER, 5, Assurance.FAILING),
        (Better.NEITHER, 5, None),
        (Better.HIGHER, None, None),
    ],
)
def test_a_target_is_met_always_sometimes_or_never(
    better: Better, target: float | None, assurance: Assurance | None
) -> None:
    assert read(months(14), [10.0, 12] * 7, Reading(better)).assurance(target) is assurance


def test_a_target_on_a_limit_is_hit_and_miss() -> None:
    signal = read(months(14), [10.0, 12] * 7, HIGHER)
    assert signal.last is not None
    assert signal.last.limits is not None
    assert signal.assurance(signal.last.limits.upper) is Assurance.HIT_AND_MISS


def test_a_change_is_said_since_its_first_point() -> None:
    values = [*[10.0, 12] * 7, *[14.0, 15, 14, 15, 14, 15, 14]]
    signal = read(months(21), values, HIGHER)
    assert (signal.last and signal.last.rule, signal.since) == (Rule.RUN_HIGH, date(2021, 3, 1))


def test_a_growing_series_has_no_usual_level() -> None:
    assert not read(months(24), [float(value) for value in range(24)], HIGHER).has_usual_level
    assert read(months(14), [10.0, 12] * 7, HIGHER).has_usual_level


def test_neighbours_alike_widen_the_limits_and_a_step_does_not() -> None:
    noise = [DICE.gauss(0, 1) for _ in range(200)]
    drifting = [0.0]
    for one in noise:
        drifting.append(0.8 * drifting[-1] + one)
    assert alike(noise) == 0
    assert alike([one + 3 * (place > 100) for place, one in enumerate(noise)]) == 0
    assert alike(drifting) > 0.4
    assert widening(drifting) > 1.3


SHAPE = (5.0, -5, 3, -3, 2, -2, 4, -4, 1, -1, 6, -6)


def test_a_season_is_taken_off_and_leaves_the_rest() -> None:
    values = [100 + SHAPE[place % 12] + 10 * (place >= 36) for place in range(48)]
    found = season(values, first_month=1)
    assert isinstance(found, Season)
    assert found.effects == pytest.approx(SHAPE)
    assert found.adjusted == pytest.approx([100.0] * 36 + [110.0] * 12)


def test_a_season_is_counted_back_from_the_last_month() -> None:
    values = [100 + SHAPE[(place + 3) % 12] for place in range(41)]
    found = season(values, first_month=4)
    assert isinstance(found, Season)
    assert found.effects == pytest.approx(SHAPE)


def test_one_closure_leaves_no_ghost_in_other_years() -> None:
    values: list[float] = [100 + SHAPE[place % 12] for place in range(48)]
    values[15] = 0.0
    found = season(values, first_month=1)
    assert isinstance(found, Season)
    assert found.effects == pytest.approx(SHAPE, abs=1)
    assert found.adjusted[15] == pytest.approx(3, abs=1)


def test_without_three_years_or_without_order_nothing_is_taken_off() -> None:
    assert season([1.0] * 35, 1) is NoSeason.TOO_SHORT
    assert season([1.0] * 36, 1) is NoSeason.NO_EVIDENCE
    assert season([*[1.0] * 20, None, *[1.0] * 20], 1) is NoSeason.GAPS
    assert season([DICE.gauss(0, 1) for _ in range(48)], 1) is NoSeason.NO_EVIDENCE


def test_days_must_rise_and_each_has_a_value() -> None:
    with pytest.raises(ValueError, match="in order"):
        read([date(2020, 2, 1), date(2020, 1, 1)], [1, 2])
    with pytest.raises(ValueError, match="one value for each day"):
        read([date(2020, 2, 1)], [1, 2])


def test_shares_have_limits_between_nothing_and_all() -> None:
    periods = shares([9, 10, 10, 9], [10, 10, 10, 10], laney=False)
    assert {period.limits()[1] for period in periods} == {1.0}
    assert not any(period.is_outside for period in periods)


def test_one_width_serves_periods_of_nearly_the_same_size() -> None:
    assert serve_one_width([80, 100, 120])
    assert not serve_one_width([50, 100, 150])


def test_too_few_units_make_no_funnel() -> None:
    assert funnel(Kind.SHARE, [1] * 9, [10] * 9) is None
