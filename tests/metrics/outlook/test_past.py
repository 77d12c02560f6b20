"""A scenario starts from the town's own past: growths, shares and means that a reader can check in her head."""

from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from metrics.finance.debt import LoanState
from metrics.finance.programmes import Programme, Schedule
from metrics.outlook import past as outlook_past
from metrics.outlook.base import DETAILED, NEEDED
from metrics.outlook.current import LeftOver
from metrics.outlook.foreseen import as_foreseen, beside_taxes, foresee, foresee_saving, uncertain
from metrics.outlook.formulas import ONE, nearest
from metrics.outlook.levers import LEFT_OVER, LEVERS, RECURRING, percent
from metrics.outlook.origins import OriginKind, origin_in_words
from metrics.outlook.past import PastYear, eligible_spending, refunded_share, yearly_growth
from metrics.outlook.projection import project
from tests.metrics.outlook.towns import THOUSAND, town

trend = partial(outlook_past.trend, name="Tendance", recurring="Investissement courant")
AMOUNTS = {
    "operating_revenue": 10_000,
    "operating_expenditure": 8_000,
    "financial_charges": 200,
    "capital_expenditure_without_debt_repayment": 2_200,
    "capital_revenue_without_borrowing": 900,
    "debt_repaid": 600,
    "new_borrowing": 500,
    "cumulated_closing_result": 800,
    "local_taxes": 6_000,
    "general_state_grant": 2_000,
    "other_grants": 500,
    "revenue_from_services": 1_000,
    "staff_costs": 4_000,
    "purchases": 2_000,
    "subsidies_and_contributions": 1_000,
    "equipment_expenditure": 2_000,
    "vat_refund_received": 0,
    "asset_disposals": 0,
    "capital_grants_received": 500,
}


def year(number: int, **changes: int | None) -> PastYear:
    """Amounts in thousands of euros."""
    amounts = {**AMOUNTS, **changes}
    return PastYear(number, 10_000, {name: None if one is None else one * THOUSAND for name, one in amounts.items()})


def test_the_invented_year_has_every_amount() -> None:
    assert {one.name for one in (*NEEDED, *DETAILED)} <= set(AMOUNTS)


@pytest.mark.parametrize(
    ("series", "growth"),
    [
        ({2023: 100, 2025: 121}, percent("10")),
        ({2024: 100, 2025: 98}, percent("-2")),
        ({2025: 100}, None),
        ({}, None),
        ({2024: 0, 2025: 100}, None),
        ({2024: 100, 2025: -5}, None),
    ],
)
def test_a_growth_compares_both_ends(series: dict[int, int], growth: int | None) -> None:
    assert yearly_growth(series) == growth


def test_each_family_goes_on_as_it_went() -> None:
    found = trend([year(2023, staff_costs=4_000), year(2025, staff_costs=4_410)], (), (), 3)
    staff = found.levers["staff_growth"]
    assert [one.year for one in staff] == [2026, 2027, 2028]
    assert {one.value for one in staff} == {percent("5")}
    assert origin_in_words(staff[0].origin).fr == "passé de la commune : moyenne annuelle de 2023 à 2025"
    assert found.levers["state_grant_growth"][0].value == 0


def test_what_grew_too_fast_is_bounded_and_said() -> None:
    (first, *_) = trend([year(2024, revenue_from_services=500), year(2025)], (), (), 1).levers["services_growth"]
    assert first.value == percent("10")
    assert "observée 100\u00a0%" in origin_in_words(first.origin).fr


def test_a_year_without_its_totals_is_left_out_of_the_growth() -> None:
    past = [year(2023, staff_costs=4_000), year(2024, operating_revenue=None), year(2025, staff_costs=4_410)]
    assert trend(past, (), (), 1).levers["staff_growth"][0].value == percent("5")


def test_what_grew_in_all_is_proposed_for_no_lever_that_is_a_part_of_it() -> None:
    found = trend([year(2023, staff_costs=3_500, purchases=1_500), year(2025)], (), (), 3).levers
    assert not {"wage_measures", "wage_drift", "staff_numbers", "inflation", "purchases_volume", "tariffs"} & set(found)
    for name in ("staff_growth", "purchases_growth", "services_growth", "bases_growth"):
        assert found[name]
        assert "tout compris" in LEVERS[name].label.fr
        assert "all included" in LEVERS[name].label.en
    assert "impôts et taxes" in origin_in_words(found["bases_growth"][0].origin).fr


def test_investment_goes_on_at_its_mean_the_voted_programmes_first() -> None:
    voted = Schedule(
        date(2026, 3, 28), 3_000 * THOUSAND, {2025: 900 * THOUSAND, 2026: 1_500 * THOUSAND, 2027: 2_500 * THOUSAND}
    )
    past = [year(2024, equipment_expenditure=1_000), year(2025, equipment_expenditure=3_000)]
    recurring, school = trend(past, (), [Programme("AP-1", "École", "12", (voted,), {})], 3).projects
    assert recurring.code == RECURRING
    assert recurring.spending == {2026: 500 * THOUSAND, 2028: 2_000 * THOUSAND}
    assert (school.code, school.label) == ("ap_1", "École")
    assert school.spending == {2026: 1_500 * THOUSAND, 2027: 2_500 * THOUSAND}
    assert origin_in_words(school.origin).en == "the town's own past: payment credits voted on 28/03/2026"


def test_what_the_account_carries_over_is_paid_first_with_its_grants() -> None:
    past = [year(2024, equipment_expenditure=2_000), year(2025, equipment_expenditure=2_000)]
    works = LeftOver(500 * THOUSAND, 125 * THOUSAND)
    recurring, begun = trend(past, (), (), 2, begun=works, left_over="Restes à réaliser 2025").projects
    assert (begun.label, begun.spending, begun.subsidy_rate) == (
        "Restes à réaliser 2025",
        {2026: 500 * THOUSAND},
        percent("25"),
    )
    assert recurring.spending == {2026: 1_500 * THOUSAND, 2027: 2_000 * THOUSAND}, "not paid twice"
    assert origin_in_words(begun.origin).fr == (
        "passé de la commune : restes à réaliser du compte 2025, dépenses et subventions attendues"
    )
    assert begun.renews
    assert len(trend(past, (), (), 2, begun=LeftOver(0, 0), left_over="-").projects) == 1


@pytest.mark.parametrize(
    ("spending", "grants"),
    [
        (50_000_00, 62_345_67),  # more is to come than is left to pay
        (0, 12_345_67),  # the works are paid, their grants are not received
        (50_000_00, 50_000_00),
        (987_654_321_98, 123_456_789_01),  # a rate of eight decimals does not tell these cents
        (50_000_00, 0),
    ],
)
def test_grants_left_over_are_received_to_the_cent_whatever_is_left_of_their_works(spending: int, grants: int) -> None:
    past = [year(2024, equipment_expenditure=2_000), year(2025, capital_revenue_without_borrowing=700)]
    usual, found = (
        trend(past, (), (), 3, begun=begun, left_over="Restes à réaliser 2025")
        for begun in (None, LeftOver(spending, grants))
    )
    (mean,) = usual.levers["other_capital_revenue"]
    beside = {one.year: one.value - mean.value for one in found.levers["other_capital_revenue"]}
    granted = sum(
        nearest(one.spending[2026] * (one.subsidy_rate or 0), ONE) for one in found.projects if one.code == LEFT_OVER
    )
    assert granted + beside.pop(2026) == grants
    assert set(beside.values()) <= {0}, "of the first year alone"


def test_grants_above_their_works_say_where_they_come_from() -> None:
    past = [year(2024), year(2025)]
    found = trend(past, (), (), 3, begun=LeftOver(50_000_00, 62_345_67), left_over="Restes à réaliser 2025")
    (begun,) = (one for one in found.projects if one.code == LEFT_OVER)
    first, after = found.levers["other_capital_revenue"]
    assert begun.subsidy_rate == ONE
    assert (first.year, first.value - after.value, after.year) == (2026, 12_345_67, 2027)
    assert origin_in_words(first.origin).fr == (
        "passé de la commune : moyenne annuelle de 2024 à 2025, et 12\u202f345,67\u00a0€ de subventions restant à "
        "recevoir que le plan ne compte pas avec les restes à réaliser"
    )
    assert "12,345.67\u00a0€ of grants still to come" in origin_in_words(first.origin).en
    assert "subventions" not in origin_in_words(after.origin).fr
    (only,) = trend(past, (), (), 1, begun=LeftOver(0, 100), left_over="-").levers["other_capital_revenue"]
    assert only.value - after.value == 100


def test_a_projection_receives_every_grant_left_over_once() -> None:
    """With its works, or beside them: capital revenue rises by what the account still expects, to the cent."""
    past = [year(2024), year(2025)]

    def received(grants: int) -> int:
        begun = LeftOver(50_000_00, grants)
        found = project(town(taxes=()), trend(past, (), (), 5, begun=begun, left_over="Restes à réaliser"), 5)
        rows = (f"project_{LEFT_OVER}_subsidy", "other_capital_revenue")
        return sum(sum(found.series(row).values()) for row in rows if row in found.model.rows)

    for grants in (12_345_67, 50_000_00, 98_765_43):
        assert received(grants) - received(0) == grants


def test_the_share_on_which_vat_is_refunded_is_read_two_years_later() -> None:
    past = [year(2023), year(2025, vat_refund_received=164)]
    assert abs(refunded_share(past) - ONE // 2) < percent("0.1")
    assert eligible_spending(past, [2024, 2025])[2024] == 0
    assert refunded_share([year(2025)]) == ONE


def test_the_target_is_the_lowest_working_capital_that_was_held() -> None:
    past = [year(2024, cumulated_closing_result=400, operating_expenditure=7_300), year(2025)]
    assert trend(past, (), (), 1).levers["target_days"][0].value == 20
    assert trend([year(2025, cumulated_closing_result=-50)], (), (), 1).levers["target_days"][0].value == 0


def test_a_loan_to_come_asks_what_the_latest_one_did() -> None:
    def loan(row: int, rate: str | None, interest: int, first: int | None, kind: str = "F") -> LoanState:
        amounts = (1_000 * THOUSAND, 900 * THOUSAND, 100 * THOUSAND, interest * THOUSAND)
        return LoanState(row, False, *amounts, None if rate is None else Decimal(rate), kind, "A", Decimal(10), first)

    def rate(*loans: LoanState) -> tuple[int, str]:
        found = trend([year(2025)], loans, (), 1).levers["loan_rate"][0]
        return found.value, origin_in_words(found.origin).fr

    old, new = loan(1, "1.2", 12, 2015), loan(2, "3.65", 18, 2024)
    assert rate(old, new) == (
        percent("3.65"),
        "passé de la commune : taux de l'emprunt le plus récent, de 2024 (ligne 2 de l'annexe)",
    )
    assert rate(old, loan(2, "3.65", 18, 2024, "V"))[0] == percent("1.8"), "of a rate that moves, what was paid"
    assert rate(old, loan(2, None, 0, 2024))[0] == percent("1.2"), "a loan without a rate tells nothing"
    undated = loan(1, None, 20, None), loan(2, None, 40, None)
    assert rate(*undated) == (percent("3"), "passé de la commune : taux moyen payé sur les emprunts en cours")


def test_loans_to_come_are_like_those_in_force() -> None:
    def loan(row: int, due: int, interest: int, first: int, left: str) -> LoanState:
        opening, closing = (due + 100) * THOUSAND, due * THOUSAND
        return LoanState(
            row, False, opening, closing, 100 * THOUSAND, interest * THOUSAND, None, "F", "A", Decimal(left), first
        )

    found = trend([year(2025)], [loan(1, 900, 20, 2015, "10"), loan(2, 900, 40, 2020, "10")], (), 1).levers
    assert found["loan_rate"][0].value == percent("4")
    assert found["loan_years"][0].value == 18
    usual = trend([year(2025)], (), (), 1).levers["loan_rate"][0]
    assert (usual.value, usual.origin.kind) == (percent("3.5"), OriginKind.DEFAULT)


def test_a_forecast_takes_the_place_of_the_growths() -> None:
    past = [year(number, staff_costs=4_000 + 40 * (number - 2016) + number % 2) for number in range(2016, 2026)]
    foreseen = foresee(past, 3)
    found = as_foreseen(trend(past, (), (), 3), foreseen)
    levels = found.levels["staff_costs"]
    assert [one.year for one in levels] == [2026, 2027, 2028]
    assert levels[0].origin.kind is OriginKind.FORECAST
    assert levels[0].value > 4_200 * THOUSAND
    assert "purchases" not in found.levels, "a series that never moves has no forecast"
    assert "other_financial_charges" not in {one.name for one in foreseen}, "the schedules of the loans say interest"


def test_a_forecast_of_all_taxes_does_not_come_on_top_of_those_known_by_their_base() -> None:
    past = [year(number, local_taxes=6_000 + 40 * (number - 2016) + number % 2) for number in range(2016, 2026)]
    found = as_foreseen(trend(past, (), (), 3), foresee(past, 3))
    assert "other_taxes" in found.levels
    assert beside_taxes(found, town(taxes=())) is found
    assert "other_taxes" not in beside_taxes(found, town()).levels
    assert beside_taxes(found, town()).levels.keys() == found.levels.keys() - {"other_taxes"}


def test_a_fan_lies_around_what_the_scenario_says() -> None:
    past = [year(number, operating_revenue=10_000 + 7 * (number % 3)) for number in range(2017, 2025)] + [year(2025)]
    saving = foresee_saving(past, 2)
    assert saving is not None
    assert saving.points[2025] == 2_200 * THOUSAND, "before interest"
    projection = project(town(), trend(past, (), (), 2), 2)
    bears = uncertain(projection, saving)
    assert bears is not None
    for number in (2026, 2027):
        middle = dict(bears.quantiles[number])[0.5]
        assert middle == pytest.approx(projection.series("other_revenue")[number], abs=2)
    assert _width(bears.quantiles[2027]) > _width(bears.quantiles[2026])


def test_without_a_base_year_that_says_its_saving_there_is_no_fan() -> None:
    assert foresee_saving([year(2024), year(2025, operating_revenue=None)], 2) is None
    short = foresee_saving([year(2024), year(2025)], 2)
    assert short is not None
    assert uncertain(project(town(), trend([year(2025)], (), (), 2), 2), short) is None


def _width(quantiles: tuple[tuple[float, int], ...]) -> int:
    return quantiles[-1][1] - quantiles[0][1]
