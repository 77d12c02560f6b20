"""Alert lines are data: an indicator's own, or a town's; a figure that cannot exist is beyond them, a missing one not."""

from dataclasses import replace
from fractions import Fraction

import pytest

from metrics.finance.legal import DEBT_PER_INHABITANT
from metrics.finance.sources import PRACTICE, PROGRAMMING_ACT
from metrics.finance.statistics import DEBT_PAYBACK, GROSS_SAVING_RATE, PERSONNEL_SHARE
from metrics.language import Threshold
from metrics.outlook.levers import Chosen
from metrics.outlook.marks import Bound, Mark, crossings, holds, marks_of
from metrics.outlook.projection import project
from metrics.text import Text
from metrics.units import PERCENT, YEARS
from metrics.values import Absence, Value
from tests.metrics.outlook.towns import AGENT, THOUSAND, debt_free, pool, scenario, town, with_levers

WORSE = with_levers(scenario(), staff_costs_step=(Chosen(2027, 1_500 * THOUSAND, AGENT),))


def test_the_marks_of_an_indicator_come_with_their_sources() -> None:
    found = [
        (mark.indicator.name, mark.threshold.value, mark.bound) for mark in marks_of([GROSS_SAVING_RATE, DEBT_PAYBACK])
    ]
    assert found == [
        ("gross_saving_rate", 8, Bound.AT_LEAST),
        ("gross_saving_rate", 15, Bound.AT_LEAST),
        ("debt_payback", 8, Bound.AT_MOST),
        ("debt_payback", 12, Bound.AT_MOST),
    ]
    assert marks_of([DEBT_PAYBACK])[1].threshold.source == PROGRAMMING_ACT


def test_an_indicator_with_no_better_side_has_no_line_to_cross() -> None:
    line = Threshold(50, Text("repère", "mark"), PRACTICE)
    assert marks_of([replace(PERSONNEL_SHARE, thresholds=(line,))]) == ()


def test_the_years_in_which_a_line_is_crossed() -> None:
    """Saving falls from 2 080 to 592 on 10 000 in 2027: under 8 %, and 4 800 owed is 8.1 years of it."""
    found = project(town(), WORSE, 3)
    crossed = [
        (one.mark.indicator.name, one.mark.threshold.value, one.year)
        for one in crossings(found, marks_of([GROSS_SAVING_RATE, DEBT_PAYBACK]))
    ]
    assert crossed == [
        ("gross_saving_rate", 8, 2027),
        ("gross_saving_rate", 8, 2028),
        ("gross_saving_rate", 15, 2027),
        ("gross_saving_rate", 15, 2028),
        ("debt_payback", 8, 2027),
    ]


def test_a_line_of_the_town_itself_is_one_like_the_others() -> None:
    own = Mark(DEBT_PAYBACK, Threshold(2, Text("engagement de mandat", "pledge"), PRACTICE))
    assert [one.year for one in crossings(project(town(), scenario(), 3), [own])] == [2026, 2027]


def test_a_town_that_cannot_repay_its_debt_is_beyond_any_line_and_one_without_debt_beyond_none() -> None:
    ruined = with_levers(scenario(), staff_costs_step=(Chosen(2026, 5_000 * THOUSAND, AGENT),))
    (mark, _) = marks_of([DEBT_PAYBACK])
    assert [one.value.absence for one in crossings(project(town(), ruined, 1), [mark])] == [Absence.NOT_APPLICABLE]
    rich = replace(ruined, projects=(pool(spending={}),))
    base = debt_free(working_capital=100_000 * THOUSAND)
    assert crossings(project(base, rich, 1), [mark]) == ()


def test_a_missing_figure_crosses_nothing() -> None:
    line = Mark(DEBT_PER_INHABITANT, Threshold(1, Text("repère", "mark"), PRACTICE))
    assert crossings(project(town(population=None), scenario(), 1), [line]) == ()
    assert len(crossings(project(town(), scenario(), 1), [line])) == 1


@pytest.mark.parametrize(
    ("value", "bound", "mark", "unit", "held"),
    [
        (Value(1_000, 100), Bound.AT_MOST, 10, YEARS, True),
        (Value(1_001, 100), Bound.AT_MOST, 10, YEARS, False),
        (Value(8, 100), Bound.AT_LEAST, 8, PERCENT, True),
        (Value(7_999, 100_000), Bound.AT_LEAST, 8, PERCENT, False),
        (Value(0, -5, Absence.NOT_APPLICABLE, Text("x", "x")), Bound.AT_MOST, 10, YEARS, True),
        (Value(5, -5, Absence.NOT_APPLICABLE, Text("x", "x")), Bound.AT_MOST, 10, YEARS, False),
        (Value(0, 0, Absence.NOT_APPLICABLE, Text("x", "x")), Bound.AT_LEAST, 0, PERCENT, False),
    ],
)  # fmt: skip
def test_the_mark_itself_is_on_the_right_side(value: Value, bound: Bound, mark: int, unit: object, held: bool) -> None:
    assert holds(value, bound, Fraction(mark), unit) is held  # type: ignore[arg-type]
