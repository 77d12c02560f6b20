"""A multi-year commitment: what was planned, what it became, what is left to pay."""

from datetime import date

from metrics.finance.programmes import Programme, Schedule, due_by_year

SCHOOL = Programme(
    "AP-01",
    "Groupe scolaire",
    "112",
    (
        Schedule(date(2022, 3, 28), 1000, {2022: 300, 2023: 700}),
        Schedule(date(2023, 6, 30), 1200, {2022: 300, 2023: 500, 2024: 400}),
    ),
    {2022: 250, 2023: 500},
)


def test_a_year_knows_neither_later_votes_nor_later_payments() -> None:
    then = SCHOOL.known_at_end_of(2022)
    assert then is not None
    assert (then.in_force.total, then.executed, then.drift) == (1000, {2022: 250}, 0)
    assert SCHOOL.known_at_end_of(2021) is None


def test_the_vote_in_force_is_the_last_one_and_the_drift_is_what_it_added() -> None:
    assert SCHOOL.in_force.total == 1200
    assert SCHOOL.drift == 200
    assert SCHOOL.in_force.unallotted == 0


def test_what_remains_is_the_authorisation_less_all_that_was_paid() -> None:
    assert SCHOOL.remaining(2022) == 950
    assert SCHOOL.remaining(2023) == 450
    assert SCHOOL.unspent(2022) == 50
    assert SCHOOL.unspent(2025) is None


def test_more_spent_than_authorised_is_below_zero() -> None:
    over = Programme("AP-02", "Voirie", None, (Schedule(date(2023, 1, 1), 100, {2023: 100}),), {2023: 130})
    assert over.remaining(2023) == -30


def test_the_years_to_come_hold_what_is_already_promised() -> None:
    other = Programme("AP-02", "Voirie", None, (Schedule(date(2023, 1, 1), 100, {2023: 60, 2024: 40}),), {})
    assert due_by_year([SCHOOL, other], after=2023) == {2024: 440}
    assert list(other.years) == [2023, 2024]
