"""Goal seek finds the smallest change that meets the goal, and says when there is none."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.finance.statistics import DEBT_PAYBACK, GROSS_SAVING_RATE
from metrics.language import Indicator
from metrics.outlook.goal import AlreadyMet, Change, Found, Goal, OutOfReach, changed, seek
from metrics.outlook.levers import Chosen, Scenario, percent
from metrics.outlook.marks import Bound, holds
from metrics.outlook.origins import OriginKind
from metrics.outlook.projection import Projection, project
from metrics.outlook.refusal import Refused
from tests.metrics.outlook import invented
from tests.metrics.outlook.towns import AGENT, THOUSAND, debt_free, pool, scenario, town, with_levers

YEARS = (2026, 2027, 2028)
PLAN = pool(spending=dict.fromkeys(YEARS, 6_000 * THOUSAND), subsidy_rate=0, eligible_share=0, opening=None)
EUROS = 10**12


def met(projection: Projection, goal: Goal) -> bool:
    assert isinstance(goal.subject, Indicator)
    values = projection.values(goal.subject)
    return all(holds(values[year], goal.bound, goal.value, goal.subject.unit) for year in goal.years)


def test_the_tax_rate_that_keeps_the_saving_rate() -> None:
    """2 080 saved on 10 000. At 25 %, x more revenue must do: (2 080 + x) / (10 000 + x) = 1/4, x = 560 = 5.6 points."""
    goal = Goal(GROSS_SAVING_RATE, Bound.AT_LEAST, Fraction(25), (2026,))
    answer = seek(
        project(town(), scenario(), 2),
        goal,
        Change("tax_rate_land", (2026,), -percent("10"), percent("10"), percent("0.01")),
    )
    assert isinstance(answer, Found)
    assert answer.added == percent("5.6")
    assert answer.steady
    assert answer.projection.series("tax_land_rate") == {
        2025: percent("50"),
        2026: percent("55.6"),
        2027: percent("55.6"),
    }


def test_the_share_of_the_plan_that_keeps_debt_payback_under_two_years() -> None:
    found = project(debt_free(), scenario(YEARS, projects=(PLAN,)), 3)
    goal = Goal(DEBT_PAYBACK, Bound.AT_MOST, Fraction(2), YEARS)
    change = Change("completion_rate", YEARS, -percent("100"), 0, percent("1"))
    answer = seek(found, goal, change)
    assert isinstance(answer, Found)
    assert met(answer.projection, goal)
    assert not met(changed(found, change, answer.added + percent("1")), goal)


def test_no_borrowing_above_an_amount() -> None:
    """1 000 held and 2 200 saved: 6 000 of works leave 2 800 to borrow; to borrow 2 000, staff must cost 800 less."""
    found = project(debt_free(), scenario(YEARS, projects=(PLAN,)), 1)
    goal = Goal("new_borrowing", Bound.AT_MOST, Fraction(2_000_000), (2026,))
    answer = seek(found, goal, Change("staff_costs_step", (2026,), -EUROS, EUROS, THOUSAND))
    assert isinstance(answer, Found)
    assert answer.added == -800 * THOUSAND
    assert answer.projection.series("new_borrowing")[2026] == 2_000 * THOUSAND


def test_the_change_is_sought_on_both_sides_of_nothing() -> None:
    """To hold 3 000 at the end of 2026 where a target of 2 480 is held, 520 more must be aimed for, and no less."""
    works = pool(spending={2026: 3_000 * THOUSAND}, subsidy_rate=0, opening=None)
    found = project(town(), scenario([2026], projects=(works,), target_amount=2_480 * THOUSAND), 1)
    goal = Goal("cumulated_closing_result", Bound.AT_LEAST, Fraction(3_000_000), (2026,))
    answer = seek(found, goal, Change("target_amount", (2026,), -EUROS, EUROS, THOUSAND))
    assert isinstance(answer, Found)
    assert answer.added == 520 * THOUSAND


def test_a_goal_already_met_asks_for_nothing() -> None:
    found = project(town(), scenario(), 2)
    answer = seek(
        found,
        Goal(DEBT_PAYBACK, Bound.AT_MOST, Fraction(10), (2026, 2027)),
        Change("tariffs", (2026,), 0, percent("10")),
    )
    assert answer == AlreadyMet(found)


def test_a_goal_that_no_value_of_the_lever_meets_is_said_out_of_reach() -> None:
    """Tariffs bring 1 000: even doubled, they leave less than half of the revenue as saving."""
    goal = Goal(GROSS_SAVING_RATE, Bound.AT_LEAST, Fraction(50), (2026,))
    answer = seek(
        project(town(), scenario(), 1),
        goal,
        Change("tariffs", (2026,), -10 * percent("100"), 10 * percent("100"), percent("0.1")),
    )
    assert isinstance(answer, OutOfReach)
    assert (answer.low, answer.high) == (-percent("100"), percent("100"))  # the lever's own bounds
    assert answer.at_high.series("services")[2026] == 2_000 * THOUSAND
    assert answer.at_low.series("services")[2026] == 0


def test_a_change_that_more_of_the_same_undoes_is_not_steady() -> None:
    """Works of 2026 are borrowed at once, and their VAT refund spares a loan in 2028: only a middle keeps both low."""
    works = pool(spending={2026: 10_000 * THOUSAND, 2028: 8_000 * THOUSAND}, subsidy_rate=0, opening=None)
    chosen = with_levers(
        scenario(YEARS, projects=(works,)),
        completion_rate=(Chosen(2026, percent("32"), AGENT), Chosen(2027, percent("100"), AGENT)),
        loan_rate=(Chosen(2026, 0, AGENT),),
        loan_years=(Chosen(2026, 30, AGENT),),
    )
    goal = Goal("new_borrowing", Bound.AT_MOST, Fraction(2_900_000), (2026, 2028))
    change = Change("completion_rate", (2026,), 0, percent("68"), percent("1"))
    found = project(debt_free(), chosen, 3)
    answer = seek(found, goal, change)
    assert isinstance(answer, Found)
    assert (answer.added, answer.steady) == (percent("18"), False)
    assert changed(found, change, percent("68")).series("new_borrowing")[2026] == 6_800 * THOUSAND


def test_what_is_changed_bears_its_origin_and_other_years_keep_theirs() -> None:
    chosen = with_levers(scenario(), loan_rate=(Chosen(2026, percent("4"), AGENT),))
    found = changed(project(town(), chosen, 3), Change("loan_rate", (2027,), 0, percent("5")), percent("1"))
    assert list(found.series("loan_rate").values()) == [percent("4"), percent("5"), percent("4")]
    origins = [found.origin("loan_rate", year) for year in YEARS]
    assert [origin.kind for origin in origins if origin] == [OriginKind.ENTERED, OriginKind.GOAL, OriginKind.ENTERED]


@pytest.mark.parametrize(
    ("goal_years", "change", "why"),
    [
        ((), Change("tariffs", (2026,), 0, 1), "au moins une année projetée"),
        ((2025,), Change("tariffs", (2026,), 0, 1), "au moins une année projetée"),
        ((2026,), Change("tariffs", (2040,), 0, 1), "au moins une année projetée"),
        ((2026,), Change("magic", (2026,), 0, 1), "« magic »"),
        ((2026,), Change("tariffs", (2026,), 0, 1, step=0), "supérieur à zéro"),
    ],
)
def test_a_search_that_names_nothing_is_refused(goal_years: tuple[int, ...], change: Change, why: str) -> None:
    goal = Goal(DEBT_PAYBACK, Bound.AT_MOST, Fraction(1), goal_years)
    with pytest.raises(Refused) as refused:
        seek(project(town(), scenario(), 1), goal, change)
    assert why in refused.value.why.fr


@settings(max_examples=20)
@given(
    scenario=invented.scenarios(),
    years=st.integers(1, 15),
    lever=st.sampled_from(["staff_costs_step", "state_grant_step"]),
)
def test_what_is_found_meets_the_goal_and_one_step_less_does_not(scenario: Scenario, years: int, lever: str) -> None:
    found = project(town(), scenario, 3)
    goal = Goal(DEBT_PAYBACK, Bound.AT_MOST, Fraction(years), YEARS)
    change = Change(lever, (2026,), -EUROS, EUROS, THOUSAND)
    match seek(found, goal, change):
        case AlreadyMet():
            assert met(found, goal)
        case Found(added=added, projection=projection):
            assert met(projection, goal)
            assert not met(changed(found, change, added - THOUSAND if added > 0 else added + THOUSAND), goal)
        case OutOfReach(at_low=low, at_high=high):
            assert not met(low, goal)
            assert not met(high, goal)
