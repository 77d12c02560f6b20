"""Where an indicator should be in a year, and on which side of that it is."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.language import Better
from metrics.policies.targets import Role, Standing, Target, TargetPath
from metrics.refusal import Refused


def path(*targets: tuple[int, str, str]) -> TargetPath:
    return TargetPath.of(Target(year, Role(role), Decimal(value)) for year, role, value in targets)


SAVING = path((2024, "interim", "11"), (2020, "baseline", "9"), (2026, "final", "14"))


@pytest.mark.parametrize(
    ("year", "asked"),
    [(2019, None), (2020, 9), (2021, Fraction(19, 2)), (2024, 11), (2025, Fraction(25, 2)), (2026, 14), (2030, 14)],
)
def test_the_path_is_straight_between_targets_and_stays_at_the_last(year: int, asked: Fraction | None) -> None:
    assert SAVING.at(year) == asked


@pytest.mark.parametrize(
    ("better", "value", "where"),
    [
        (Better.HIGHER, "12.76", Standing.AHEAD),
        (Better.HIGHER, "12.75", Standing.ON_PATH),
        (Better.HIGHER, "12.25", Standing.ON_PATH),
        (Better.HIGHER, "12.24", Standing.BEHIND),
        (Better.LOWER, "12.76", Standing.BEHIND),
        (Better.LOWER, "12.24", Standing.AHEAD),
        (Better.NEITHER, "12.76", None),
    ],
)
def test_ahead_or_behind_is_told_beyond_a_twentieth_of_the_way(better: Better, value: str, where: Standing) -> None:
    assert SAVING.standing(2025, Fraction(value), better) is where


def test_a_level_to_be_kept_is_held_exactly() -> None:
    kept = path((2020, "baseline", "10"), (2026, "final", "10"))
    assert kept.span == 0
    assert [kept.standing(2023, Fraction(value), Better.HIGHER) for value in (9, 10, 11)] == list(Standing)[::-1]


def test_a_target_without_a_baseline_says_something_from_its_own_year_on() -> None:
    alone = path((2026, "final", "14"))
    assert (alone.baseline, alone.span, alone.at(2025)) == (None, None, None)
    assert alone.standing(2025, Fraction(20), Better.HIGHER) is None
    assert alone.standing(2026, Fraction(20), Better.HIGHER) is Standing.AHEAD


def test_no_target_is_no_path() -> None:
    assert path().at(2025) is None


@pytest.mark.parametrize(
    ("targets", "said"),
    [
        (((2020, "baseline", "9"), (2020, "final", "10")), "Two targets are set for 2020"),
        (((2020, "interim", "9"), (2022, "baseline", "10")), "The baseline is dated 2022, after another target"),
        (((2020, "baseline", "9"), (2022, "baseline", "10")), "The baseline is dated 2022, after another target"),
        (((2020, "final", "9"), (2022, "interim", "10")), "The final target is dated 2020, before another target"),
        (((2020, "final", "9"), (2022, "final", "10")), "The final target is dated 2020, before another target"),
    ],
)
def test_targets_that_contradict_one_another_are_refused_in_a_sentence(targets: tuple, said: str) -> None:
    with pytest.raises(Refused, match=said):
        path(*targets)


@given(
    st.lists(
        st.tuples(st.integers(2000, 2050), st.decimals(-1000, 1000, places=2)), min_size=1, unique_by=lambda t: t[0]
    )
)
def test_the_path_passes_through_its_targets_and_between_their_values(points) -> None:
    found = TargetPath.of(Target(year, Role.INTERIM, value) for year, value in points)
    assert all(found.at(year) == Fraction(value) for year, value in points)
    values = [value for _, value in points]
    assert all(min(values) <= found.at(year) <= max(values) for year in range(min(points)[0], 2052))
