"""Real balance: each section balanced, and the capital repaid covered by own resources without any loan."""

import pytest

from metrics.outlook.levers import RECURRING, Chosen, percent
from metrics.outlook.projection import Projection, project
from metrics.outlook.real_balance import READING
from metrics.outlook.written import as_cell
from tests.metrics.outlook.towns import AGENT, THOUSAND, loan, pool, scenario, town, with_levers


def lacking(found: Projection) -> list[float]:
    return [cents / THOUSAND for cents in found.lacking.values()]


def owing(capital: int, saving: int) -> Projection:
    """A town without interest that saves some and repays some each year, and receives no VAT back."""
    base = town()
    families = {**base.families, "staff_costs": base.families["staff_costs"] + (2_200 - saving) * THOUSAND}
    annex = type(base.annex)((loan(10 * capital, 0, capital),), 0)
    return project(town(families=families, annex=annex), scenario(), 1)


@pytest.mark.parametrize(
    ("saving", "capital", "expected"),
    [(700, 600, 0), (600, 600, 0), (550, 600, 50), (0, 600, 600), (-100, 50, 150), (-100, 0, 100)],
)
def test_saving_pays_for_the_capital_repaid(saving: int, capital: int, expected: int) -> None:
    assert lacking(owing(capital, saving)) == [expected]


def test_a_new_loan_never_repays_an_old_one() -> None:
    found = owing(600, 100)
    assert found.series("new_borrowing")[2026] > 0 or found.series("cumulated_closing_result")[2026] >= 0
    assert lacking(found) == [500]


def test_disposals_and_the_vat_refund_are_own_resources_and_grants_are_not() -> None:
    poor = town(
        families={**town().families, "staff_costs": 5_900 * THOUSAND}, eligible={2024: 1_000 * THOUSAND, 2025: 0}
    )
    found = project(poor, scenario(), 1)
    before = lacking(found)[0]
    assert found.series("vat_refund_received")[2026] == 164_04_000
    assert before == pytest.approx(600 - (found.series("gross_saving")[2026] / THOUSAND) - 164.04)
    sold = with_levers(scenario(), disposals=(Chosen(2026, 100 * THOUSAND, AGENT),))
    assert lacking(project(poor, sold, 1))[0] == pytest.approx(before - 100)
    other = with_levers(scenario(), other_capital_revenue=(Chosen(2026, 100 * THOUSAND, AGENT),))
    assert lacking(project(poor, other, 1)) == [before]
    assert "taxe d'aménagement" in READING.fr
    assert "L. 1612-4" in READING.fr


def test_the_workbook_holds_it_as_a_formula() -> None:
    found = project(town(), scenario(), 1)
    assert as_cell(found.model, ("real_balance_lacking", 2026), lambda key: f"{key[0]}@{key[1]}") == (
        "=MAX(MAX(debt_repaid@2026-own_resources@2026,0-gross_saving@2026),0)"
    )


def test_what_a_project_costs_once_open_is_asked_for() -> None:
    chosen = scenario(projects=(pool(), pool(code="school", running_cost=0), pool(code="park", opening=None)))
    found = project(town(), chosen, 3)
    assert [one.code for one in found.without_running_cost] == ["school", "park"]
    assert sum("aucun coût de fonctionnement" in note.fr for note in found.notes) == 2
    renewed = scenario(projects=(pool(code=RECURRING, opening=None, running_cost=0, subsidy_rate=percent("10")),))
    assert project(town(), renewed, 1).without_running_cost == ()
