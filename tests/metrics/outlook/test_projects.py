"""What a project costs for each place, and why it may have no such figure."""

from metrics.outlook.levers import percent
from metrics.outlook.projection import project
from metrics.outlook.projects import project_figures
from metrics.units import EUROS
from metrics.values import Absence
from tests.metrics.outlook.towns import THOUSAND, pool, scenario, town


def test_a_pool_of_two_hundred_places() -> None:
    """4 000 spent, 1 000 granted, 492.12 and 164.04 refunded by 2029; 300 a year to run less 100 of tickets."""
    one = pool()
    found = project_figures(
        project(town(), scenario(range(2026, 2031), projects=(one,), inflation=percent("2")), 5), one
    )
    assert (found.spent, found.received) == (4_000 * THOUSAND, 165_616_000)
    assert found.left_to_pay == 4_000 * THOUSAND - 165_616_000
    assert found.spent_a_place.shown(EUROS) == 20_000
    assert found.running_cost_a_place.shown(EUROS) == 1_000


def test_without_places_or_opening_there_is_no_unit_cost_and_the_reason_is_told() -> None:
    cases = {
        "unknown": (pool(code="a", capacity=None), Absence.MISSING, "capacité"),
        "none": (pool(code="b", capacity=0), Absence.NOT_APPLICABLE, "aucune place"),
    }
    for one, absence, why in cases.values():
        figures = project_figures(project(town(), scenario(projects=(one,)), 3), one)
        for value in (figures.spent_a_place, figures.running_cost_a_place):
            assert value.absence is absence
            assert why in (value.why.fr if value.why else "")
    closed = pool(opening=2040)
    figures = project_figures(project(town(), scenario(projects=(closed,)), 3), closed)
    assert "n'ouvre pas" in (figures.running_cost.why.fr if figures.running_cost.why else "")
    assert figures.running_cost_a_place == figures.running_cost
    assert figures.spent_a_place.shown(EUROS) == 20_000


def test_a_project_without_spending_costs_nothing() -> None:
    empty = pool(spending={}, opening=None)
    figures = project_figures(project(town(), scenario(projects=(empty,)), 1), empty)
    assert (figures.spent, figures.received, figures.left_to_pay) == (0, 0, 0)
