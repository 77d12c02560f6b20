"""The year-end landing: what earlier years' rhythm gives, how wide, and how far off it would have been."""

from datetime import date
from fractions import Fraction

import pytest

from metrics.finance.landing import (
    Journal,
    Landing,
    LeftOut,
    NoLanding,
    PastYear,
    Rhythm,
    added,
    better,
    land,
    left_out,
    whole_months,
    within,
)


def past(*executed: int, opened: int = 1000) -> list[PastYear]:
    return [PastYear(2015 + rank, opened, one) for rank, one in enumerate(executed)]


def test_a_chapter_that_always_ends_alike_lands_there() -> None:
    landing = land(Rhythm.OPENED, 2000, past(900, 900, 900, 900))
    assert isinstance(landing, Landing)
    assert (landing.projected, landing.low, landing.high) == (1800, 1800, 1800)
    assert [miss.error for miss in landing.back_test] == [0]


def test_the_interval_widens_with_the_years_spread() -> None:
    calm, wild = land(Rhythm.OPENED, 1000, past(890, 900, 910)), land(Rhythm.OPENED, 1000, past(700, 900, 1100))
    assert isinstance(calm, Landing)
    assert isinstance(wild, Landing)
    assert calm.projected == wild.projected == 900
    assert wild.high - wild.low == pytest.approx(20 * (calm.high - calm.low), abs=20)


def test_student_s_interval_of_three_years_at_ninety_per_cent() -> None:
    # Shares 0.8, 0.9, 1.0: mean 0.9, deviation 0.1, t(2, 0.95) = 2.919986; 0.1 × 2.919986 × √(4/3) = 0.337171.
    landing = land(Rhythm.OPENED, 1_000_000, past(800, 900, 1000))
    assert isinstance(landing, Landing)
    assert (landing.low, landing.high) == (562_829, 1_237_171)


def test_the_back_test_projects_each_year_from_those_before_it() -> None:
    landing = land(Rhythm.OPENED, 1000, past(900, 900, 900, 450, 900))
    assert isinstance(landing, Landing)
    assert [(miss.year, miss.projected, miss.executed) for miss in landing.back_test] == [
        (2018, 900, 450),
        (2019, 788, 900),  # the mean share of 900, 900, 900 and 450 is 0.7875
    ]
    assert landing.back_test[0].error == Fraction(1)
    assert landing.covered == 1


@pytest.mark.parametrize(
    ("rhythm", "known", "years", "why"),
    [
        (Rhythm.OPENED, 1000, past(900, 900), NoLanding.TOO_FEW_YEARS),
        (Rhythm.OPENED, 0, past(900, 900, 900), NoLanding.NOTHING_OPENED),
        (Rhythm.MONTHLY, 0, past(900, 900, 900), NoLanding.NOTHING_EXECUTED),
        (Rhythm.OPENED, 1000, past(900, 900, 900, opened=0), NoLanding.TOO_FEW_YEARS),
    ],
)
def test_where_nothing_can_be_projected_it_says_why(
    rhythm: Rhythm, known: int, years: list[PastYear], why: NoLanding
) -> None:
    assert land(rhythm, known, years) is why


def test_the_rhythm_that_erred_least_is_taken() -> None:
    by_month = land(Rhythm.MONTHLY, 500, past(1000, 1000, 1000, 1000, opened=500))
    by_credits = land(Rhythm.OPENED, 1000, past(900, 900, 900, 450))
    assert better({Rhythm.OPENED: by_credits, Rhythm.MONTHLY: by_month}) is by_month
    assert better({Rhythm.OPENED: by_credits, Rhythm.MONTHLY: NoLanding.TOO_FEW_YEARS}) is by_credits
    assert better({Rhythm.OPENED: NoLanding.NOTHING_OPENED}) is NoLanding.NOTHING_OPENED


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2026, 1, 6), date(2026, 9, 28), 9),  # four days later it is October
        (date(2026, 1, 6), date(2026, 9, 24), 8),
        (date(2026, 2, 3), date(2026, 9, 30), 0),  # January may be missing, or have had none: nobody knows
        (date(2026, 1, 6), date(2027, 1, 15), 12),
        (date(2026, 1, 6), date(2026, 1, 9), 0),
    ],
)
def test_a_month_counts_once_its_orders_are_all_there(first: date, last: date, months: int) -> None:
    assert whole_months(first, last, 2026) == months


@pytest.mark.parametrize(
    ("last", "ordered", "executed", "is_whole"),
    [
        (date(2024, 12, 24), 1_000, 1_000, True),  # nothing is missing of the account: there was no later order
        (date(2025, 1, 20), 990, 1_000, True),  # the journal goes past the year's end
        (date(2024, 11, 30), 990, 1_000, False),
        (date(2024, 11, 30), 990, None, False),
    ],
)
def test_a_closed_year_is_whole_by_its_account_or_by_its_days(
    last: date, ordered: int, executed: int | None, is_whole: bool
) -> None:
    journal = Journal(date(2024, 1, 3), last, ordered)
    assert left_out(2024, journal, executed) == (None if is_whole else LeftOut(2024, journal, executed))
    assert left_out(2024, None, executed) == LeftOut(2024, None, executed)


def test_expenditure_lands_within_its_credits() -> None:
    years = [PastYear(2015 + rank, 1000, executed, most=1000) for rank, executed in enumerate((950, 1000, 980, 990))]
    free = land(Rhythm.OPENED, 1000, years)
    limited = within(free, 1000)
    assert isinstance(free, Landing)
    assert isinstance(limited, Landing)
    assert free.high > limited.high == 1000
    assert (free.projected, free.low) == (limited.projected, limited.low)
    assert [miss.high for miss in limited.back_test] == [1000]


def test_the_whole_is_the_sum_of_its_parts_and_keeps_the_width_of_its_own_history() -> None:
    one, other = land(Rhythm.OPENED, 600, past(900, 900, 900, 900)), land(Rhythm.OPENED, 400, past(500, 500, 500, 500))
    alone = land(Rhythm.OPENED, 1000, past(700, 700, 750, 700))
    whole = added([(one, 600), (other, 400)], alone)
    assert isinstance(alone, Landing)
    assert isinstance(whole, Landing)
    assert whole.projected == 540 + 200
    assert whole.high - whole.low == alone.high - alone.low
    # Both parts had a projection in 2018, 900 and 500; the rest of the whole errs as the whole alone: 717 for 700.
    assert [(miss.projected, miss.executed) for miss in whole.back_test] == [(1400 + round(-700 * 717 / 700), 700)]


def test_a_part_without_a_projection_takes_the_rate_of_the_whole() -> None:
    alone = land(Rhythm.OPENED, 1000, past(800, 800, 800))
    whole = added([(NoLanding.TOO_FEW_YEARS, 250), (land(Rhythm.OPENED, 750, past(600, 600, 600)), 750)], alone)
    assert isinstance(whole, Landing)
    assert whole.projected == 200 + 450
    assert added([(NoLanding.NOTHING_OPENED, 0)], NoLanding.TOO_FEW_YEARS) is NoLanding.TOO_FEW_YEARS


def test_what_is_executed_beyond_the_credits_known_is_not_taken_back() -> None:
    landing = within(land(Rhythm.MONTHLY, 110, past(100, 100, 100, opened=80)), 100)
    assert isinstance(landing, Landing)
    assert (landing.projected, landing.low, landing.high) == (110, 110, 110)


def test_the_interval_of_a_whole_is_limited_once_it_stands_around_the_sum() -> None:
    alone = land(Rhythm.OPENED, 1000, past(950, 900, 1000, 980))
    part = land(Rhythm.OPENED, 1000, past(850, 850, 850))
    whole = within(added([(part, 1000)], alone), 1000)
    assert isinstance(alone, Landing)
    assert isinstance(whole, Landing)
    assert alone.high > 1000
    assert (whole.projected, whole.high - whole.low) == (850, alone.high - alone.low)
