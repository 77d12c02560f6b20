"""A figure is a value or one of three absences; rounding is exact and away from zero at the half."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.text import Text
from metrics.units import EUROS_A_YEAR_PER_INHABITANT, PERCENT, YEARS
from metrics.values import Absence, Value, round_half_up

WHY = Text("Il manque tout.", "All is missing.")


@pytest.mark.parametrize(
    ("value", "decimals", "rounded"),
    [("0.125", 2, "0.13"), ("-0.125", 2, "-0.13"), ("2.5", 0, "3"), ("-2.5", 0, "-3"), ("0.1249", 2, "0.12")],
)
def test_the_half_is_rounded_away_from_zero(value: str, decimals: int, rounded: str) -> None:
    assert round_half_up(Fraction(value), decimals) == Decimal(rounded)


@given(st.fractions(), st.integers(0, 6))
def test_a_rounded_number_is_never_further_than_half_a_unit(value: Fraction, decimals: int) -> None:
    assert abs(Fraction(round_half_up(value, decimals)) - value) <= Fraction(1, 2 * 10**decimals)


def test_a_figure_is_shown_in_its_unit() -> None:
    assert Value(222_749_810, 3446).shown(EUROS_A_YEAR_PER_INHABITANT) == Decimal("646.40")
    assert Value(1, 3).shown(PERCENT) == Decimal("33.33")
    assert Value(0, 5).shown(YEARS) == Decimal("0.0")


def test_an_absence_is_never_a_number_and_says_why() -> None:
    assert Value(None, 5, Absence.MISSING, WHY).shown(PERCENT) is None
    assert Value(10, 5, Absence.WITHHELD, WHY).exact(PERCENT) is None
    with pytest.raises(ValueError, match="reason"):
        Value(None, None, Absence.MISSING)
    with pytest.raises(ValueError, match="reason"):
        Value(1, 1, None, WHY)
