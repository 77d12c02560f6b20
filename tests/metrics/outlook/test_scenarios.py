"""Scenarios side by side, and a scenario stored and read again."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings

from metrics.finance.statistics import DEBT_PAYBACK
from metrics.language import Source
from metrics.outlook.levers import Chosen, Excess, Scenario, every_year, percent
from metrics.outlook.loans import FirstPayment, Profile
from metrics.outlook.origins import Origin, OriginKind, entered
from metrics.outlook.projection import project
from metrics.outlook.refusal import Refused
from metrics.outlook.scenarios import compare
from metrics.outlook.stored import UnknownVersion, as_data, from_data
from metrics.text import Text
from tests.metrics.outlook import invented
from tests.metrics.outlook.towns import AGENT, THOUSAND, pool, scenario, town, with_levers

TREND = project(town(), scenario(), 3)


def test_the_differences_by_year_are_other_less_reference() -> None:
    """Fifty thousand more of grant each year: 50, then 100, then 150 more in hand."""
    richer = project(town(), with_levers(scenario(), state_grant_step=(Chosen(2026, 50 * THOUSAND, AGENT),)), 3)
    found = compare(TREND, richer)
    assert found.amounts("operating_revenue") == {2025: 0, **dict.fromkeys((2026, 2027, 2028), 50 * THOUSAND)}
    assert found.amounts("cumulated_closing_result") == {2025: 0, 2026: 5_000_000, 2027: 10_000_000, 2028: 15_000_000}
    payback = {one.year: one for one in found.values(DEBT_PAYBACK)}
    assert payback[2025].gap == 0
    assert payback[2026].gap == Fraction(5_400, 2_130) - Fraction(5_400, 2_080)


def test_a_ratio_that_one_of_the_two_lacks_has_no_gap_but_keeps_its_reason() -> None:
    ruined = with_levers(scenario(), staff_costs_step=(Chosen(2026, 5_000 * THOUSAND, AGENT),))
    last = compare(TREND, project(town(), ruined, 1)).values(DEBT_PAYBACK)[-1]
    assert last.gap is None
    assert last.other.why == Text("La commune n'épargne pas.", "The town saves nothing.")


def test_only_the_levers_that_differ_are_told_each_with_its_origins() -> None:
    other = with_levers(scenario(), inflation=every_year((2026, 2027), percent("2"), entered("M. Riou")))
    found = compare(TREND, project(town(), other, 2))
    assert found.years == (2025, 2026, 2027)
    told = [(one.lever.name, one.year, one.reference.value, one.other.value) for one in found.levers()]
    assert told == [("inflation", 2026, 0, percent("2")), ("inflation", 2027, 0, percent("2"))]
    assert [one.reference.origin.kind for one in found.levers()] == [OriginKind.DEFAULT] * 2
    assert [one.other.origin.by for one in found.levers()] == ["M. Riou"] * 2


def test_projects_that_differ_are_told_side_by_side() -> None:
    small, large = pool(), pool(capacity=400)
    hall = pool(code="hall", label="Halle")
    one, other = (project(town(), scenario(projects=projects), 1) for projects in ((small, hall), (large,)))
    assert compare(one, other).projects() == ((small, large), (hall, None))
    assert compare(one, one).projects() == ()


def test_scenarios_of_two_base_years_are_not_compared() -> None:
    other = project(town(working_capital=0), replace(scenario(), name="rebond"), 1)
    with pytest.raises(Refused) as refused:
        compare(TREND, other)
    assert "« tendance » et « rebond »" in refused.value.why.fr


@settings(max_examples=30)
@given(chosen=invented.scenarios())
def test_a_scenario_stored_as_json_comes_back_the_same(chosen: Scenario) -> None:
    assert from_data(json.loads(json.dumps(as_data(chosen)))) == chosen


def test_every_choice_and_origin_is_stored() -> None:
    source = Source(Text("Theta", "Theta"), legal=False)
    forecast = Origin(OriginKind.FORECAST, source=source, note=Text("sur huit ans", "on eight years"))
    chosen = replace(
        scenario(projects=(pool(),)),
        levels={"other_taxes": (Chosen(2026, 1, forecast),)},
        profile=Profile.CAPITAL,
        first=FirstPayment.HALF_YEAR,
        excess=Excess.EARLY_REPAYMENT,
        fctva_lag=0,
        origins={"profile": AGENT},
    )
    assert from_data(json.loads(json.dumps(as_data(chosen)))) == chosen


def test_a_scenario_of_a_later_version_is_not_guessed_at() -> None:
    with pytest.raises(UnknownVersion):
        from_data(as_data(scenario()) | {"version": 2})
