"""Where a town stands: quantiles, seven places, and groups that may not speak."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.comparison.position import (
    PLACE_LABELS,
    Coverage,
    Detail,
    Place,
    place,
    share_below,
    spread,
)
from metrics.comparison.robustness import Reading, Verdict, survival


def test_quantiles_are_those_of_a_spreadsheet() -> None:
    """QUARTILE.INC and PERCENTILE.INC of 10, 20, 30, 40."""
    found = spread([40.0, 10.0, 30.0, 20.0])
    assert found is not None
    assert (found.n, found.p10, found.q1, found.median, found.q3, found.p90) == (4, 13.0, 17.5, 25.0, 32.5, 37.0)


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=60))
def test_quantiles_are_those_of_numpy_and_in_order(values: list[float]) -> None:
    found = spread(values)
    assert found is not None
    ours = (found.p10, found.q1, found.median, found.q3, found.p90)
    assert ours == pytest.approx(tuple(np.quantile(values, [0.1, 0.25, 0.5, 0.75, 0.9])), rel=1e-9, abs=1e-6)
    assert min(values) <= ours[0]
    assert ours[4] <= max(values)


def test_an_empty_group_has_no_spread() -> None:
    assert spread([]) is None


HUNDRED = spread([float(n) for n in range(1, 102)])  # tenth 11, quarters 26 and 76, median 51, ninth tenth 91


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (10.9, Place.LOWEST_TENTH),
        (11.0, Place.LOWER_QUARTER),
        (25.9, Place.LOWER_QUARTER),
        (26.0, Place.LOWER_HALF),
        (50.9, Place.LOWER_HALF),
        (51.0, Place.MEDIAN),
        (51.1, Place.UPPER_HALF),
        (76.0, Place.UPPER_HALF),
        (76.1, Place.UPPER_QUARTER),
        (91.0, Place.UPPER_QUARTER),
        (91.1, Place.HIGHEST_TENTH),
    ],
)
def test_a_bound_belongs_to_its_inner_side(value: float, found: Place) -> None:
    assert HUNDRED is not None
    assert place(value, HUNDRED, Detail.TENTHS) is found


@pytest.mark.parametrize(
    ("detail", "found"),
    [
        (Detail.NOTHING, None),
        (Detail.MEDIAN, Place.UPPER_HALF),
        (Detail.QUARTERS, Place.UPPER_QUARTER),
        (Detail.TENTHS, Place.HIGHEST_TENTH),
    ],
)
def test_a_small_group_says_less(detail: Detail, found: Place | None) -> None:
    assert HUNDRED is not None
    assert place(100.0, HUNDRED, detail) is found


@pytest.mark.parametrize(
    ("known", "expected", "values", "detail"),
    [
        (74, 100, 74, Detail.NOTHING),  # under three quarters of the members
        (75, 100, 75, Detail.TENTHS),
        (100, 100, 4, Detail.NOTHING),  # known, but for most the figure does not exist
        (9, 9, 9, Detail.MEDIAN),
        (10, 12, 10, Detail.QUARTERS),
        (20, 20, 20, Detail.TENTHS),
        (0, 0, 0, Detail.NOTHING),
    ],
)
def test_a_group_speaks_once_enough_of_it_is_known(known: int, expected: int, values: int, detail: Detail) -> None:
    assert Coverage(known, expected, values).detail is detail


def test_more_members_than_expected_are_all_of_them() -> None:
    """A band that lost communes by mergers has more accounts in an old year than members today."""
    assert Coverage(110, 100, 110).share == 1


def test_the_share_below_counts_equals_for_half() -> None:
    assert share_below(2.0, [1.0, 2.0, 2.0, 3.0]) == Fraction(1, 2)
    assert share_below(0.0, [1.0]) == 0
    assert share_below(9.0, [1.0]) == 1


def test_places_have_a_side_a_label_and_a_drawing_of_their_own() -> None:
    assert [one.side for one in Place] == [-1, -1, -1, 0, 1, 1, 1]
    assert len({one.rail for one in Place}) == len(set(PLACE_LABELS.values())) == len(Place)
    assert Place.LOWEST_TENTH.rail == "●○○│○○○"
    assert {len(one.rail) for one in Place} == {7}


def readings(*places: Place | None) -> list[Reading]:
    return [Reading(f"groupe {rank}", 2024, one) for rank, one in enumerate(places)]


def test_a_finding_holds_where_every_reading_agrees_on_the_side() -> None:
    told = survival(Place.UPPER_HALF, readings(Place.UPPER_HALF, Place.HIGHEST_TENTH, Place.UPPER_QUARTER, None))
    assert (told.verdict, told.same, told.readings, told.against) == (Verdict.HOLDS, 3, 3, ())


@pytest.mark.parametrize(
    ("others", "verdict"),
    [(1, Verdict.MOSTLY), (2, Verdict.FAILS)],
)
def test_readings_that_disagree_are_named(others: int, verdict: Verdict) -> None:
    same, against = [Place.UPPER_HALF] * 3, [Place.MEDIAN] * others
    told = survival(Place.UPPER_HALF, readings(*same, *against))
    assert told.verdict is verdict
    assert [one.group for one in told.against] == [f"groupe {rank}" for rank in range(3, 3 + others)]


def test_two_readings_prove_nothing() -> None:
    assert survival(Place.UPPER_HALF, readings(Place.UPPER_HALF, Place.UPPER_HALF)).verdict is Verdict.TOO_FEW
