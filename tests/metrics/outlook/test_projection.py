"""A projection told on a town whose figures can be checked in one's head, and its edges, each with its sentence."""

from dataclasses import replace
from decimal import Decimal

import pytest

from metrics.documents import BudgetKind
from metrics.finance.legal import DEBT_PER_INHABITANT
from metrics.finance.statistics import DEBT_PAYBACK, GROSS_SAVING_RATE, WORKING_CAPITAL_DAYS
from metrics.language import Indicator, Source
from metrics.outlook.annex import NO_YEARS, Annex
from metrics.outlook.base import BaseYear
from metrics.outlook.figures import LADDER, RATIOS
from metrics.outlook.levers import Chosen, Excess, Scenario, every_year, percent
from metrics.outlook.loans import FirstPayment
from metrics.outlook.origins import Origin, OriginKind, entered, origin_in_words
from metrics.outlook.projection import Projection, project
from metrics.outlook.refusal import Refused
from metrics.outlook.rows import Group
from metrics.text import Text
from metrics.values import Absence
from tests.metrics.outlook.towns import (
    AGENT,
    BASE,
    LAND_TAX,
    THOUSAND,
    debt_free,
    loan,
    pool,
    scenario,
    town,
    with_levers,
)

YEARS = range(BASE + 1, BASE + 4)


def thousands(projection: Projection, row: str) -> list[float]:
    return [cents / THOUSAND for cents in projection.series(row).values()]


def shown(projection: Projection, indicator: Indicator) -> list[Decimal | None]:
    return [value.shown(indicator.unit) for value in projection.values(indicator).values()]


def test_the_ladder_of_saving_is_read_downwards() -> None:
    """Management saving, less interest, is gross saving; less capital repaid, it is net saving."""
    found = project(town(), scenario(), 2)
    assert [row.name for row in found.model.in_group(Group.SAVING)] == [
        "management_saving",
        "gross_saving",
        "net_saving",
    ]
    managed, gross, net = (thousands(found, name) for name in ("management_saving", "gross_saving", "net_saving"))
    assert managed == [2_200, 2_200, 2_200]
    assert (gross, net) == ([2_000, 2_080, 2_092], [1_400, 1_480, 1_492])


def test_with_no_lever_moved_the_base_year_repeats_and_the_debt_is_repaid() -> None:
    """2 000 saved, 600 repaid, nothing invested: working capital grows by 1 400 and 12 less interest a year."""
    found = project(town(), scenario(), 2)
    assert thousands(found, "operating_revenue") == [10_000, 10_000, 10_000]
    assert thousands(found, "operating_expenditure") == [8_000, 7_920, 7_908]
    assert thousands(found, "gross_saving") == [2_000, 2_080, 2_092]
    assert thousands(found, "net_saving") == [1_400, 1_480, 1_492]
    assert thousands(found, "debt_outstanding") == [6_000, 5_400, 4_800]
    assert thousands(found, "new_borrowing") == [1_000, 0, 0]
    assert thousands(found, "cumulated_closing_result") == [1_000, 2_480, 3_972]
    assert shown(found, GROSS_SAVING_RATE) == [Decimal("20.00"), Decimal("20.80"), Decimal("20.92")]
    assert shown(found, DEBT_PAYBACK) == [Decimal("3.0"), Decimal("2.6"), Decimal("2.3")]
    assert shown(found, WORKING_CAPITAL_DAYS) == [Decimal(46), Decimal(114), Decimal(183)]
    assert shown(found, DEBT_PER_INHABITANT) == [Decimal("600.00"), Decimal("540.00"), Decimal("480.00")]


def test_what_is_lacking_to_hold_the_working_capital_is_borrowed() -> None:
    """A debt-free town saves 2 200 (no interest) and invests 5 000: with 1 000 to keep, it borrows 2 800."""
    works = pool(spending={2026: 5_000 * THOUSAND}, subsidy_rate=0, eligible_share=0, opening=None)
    chosen = scenario(YEARS, projects=(works,), target_amount=1_000 * THOUSAND)
    found = project(debt_free(), chosen, 2)
    assert thousands(found, "financing_need") == [2_800, -2_200 + 345.21464]  # its annuity
    assert thousands(found, "new_borrowing") == [1_000, 2_800, 0]
    assert thousands(found, "cumulated_closing_result")[1] == 1_000


def test_taxes_are_rate_times_base() -> None:
    chosen = with_levers(
        scenario(YEARS, bases_revaluation=percent("3")),
        bases_growth=every_year(YEARS, percent("1"), AGENT),
        tax_rate_land=(Chosen(2027, percent("2"), AGENT),),
    )
    found = project(town(), chosen, 3)
    assert thousands(found, "tax_land_base")[:3] == [10_000, 10_400, 10_816]
    assert [rate / percent("1") for rate in found.series("tax_land_rate").values()] == [50, 50, 52, 52]
    assert thousands(found, "tax_land_product")[:3] == [5_000, 5_200, 5_624.32]


def test_the_growth_rates_of_a_family_add_up_and_a_step_lasts() -> None:
    chosen = with_levers(
        scenario(YEARS, wage_measures=percent("1")),
        wage_drift=every_year(YEARS, percent("1.5"), AGENT),
        staff_costs_step=(Chosen(2027, -100 * THOUSAND, AGENT),),
    )
    assert thousands(project(town(), chosen, 3), "staff_costs") == [4_000, 4_100, 4_102.5, 4_205.0625]


def test_a_level_that_a_forecast_gives_takes_the_place_of_growth() -> None:
    method = Source(Text("Theta, vérifiée sur huit ans", "Theta, checked on eight years"), legal=False)
    forecast = Origin(OriginKind.FORECAST, source=method)
    levels = {"other_taxes": (Chosen(2026, 1_100 * THOUSAND, forecast),)}
    chosen = replace(scenario(YEARS, other_taxes_growth=percent("10")), levels=levels)
    found = project(town(), chosen, 2)
    assert thousands(found, "other_taxes") == [1_000, 1_100, 1_210]
    assert found.origin("other_taxes", 2026) == forecast
    assert found.origin("other_taxes", 2027) is None


def test_a_project_brings_its_grants_its_refund_two_years_later_and_its_running_cost() -> None:
    prices = {"inflation": percent("10"), "tariffs": percent("5")}
    found = project(town(), scenario(range(2026, 2031), projects=(pool(),), **prices), 5)
    assert thousands(found, "equipment_expenditure")[1:] == [3_000, 1_000, 0, 0, 0]
    assert thousands(found, "capital_grants") == [750, 250, 0, 0, 0]
    assert thousands(found, "vat_refund_received")[1:] == [0, 0, 492.12, 164.04, 0]
    assert thousands(found, "project_pool_running_cost") == [300, 330, 363]
    assert thousands(found, "project_pool_revenue") == [100, 105, 110.25]
    assert thousands(found, "operating_revenue")[3] == 9_000 + 1_000 * 1.157625 + 100


def test_spending_before_the_projection_is_refunded_within_it() -> None:
    base = town(eligible={2024: 1_000 * THOUSAND, 2025: 2_000 * THOUSAND})
    assert thousands(project(base, scenario(), 3), "vat_refund_received") == [400, 164.04, 328.08, 0]
    same_year = replace(scenario(projects=(pool(),)), fctva_lag=0)
    assert thousands(project(base, same_year, 2), "vat_refund_received") == [400, 492.12, 164.04]


def test_only_the_share_of_the_plan_that_is_carried_out_is_spent() -> None:
    found = project(town(), scenario(YEARS, projects=(pool(),), completion_rate=percent("80")), 2)
    assert thousands(found, "equipment_expenditure")[1:] == [2_400, 800]
    assert thousands(found, "capital_grants") == [600, 200]


def test_the_general_subsidy_rate_holds_where_a_project_has_none() -> None:
    projects = (pool(subsidy_rate=None), pool(code="hall", label="Halle", subsidy_rate=0))
    found = project(town(), scenario(YEARS, projects=projects, subsidy_rate=percent("40")), 2)
    assert thousands(found, "capital_grants") == [1_200, 400]


def test_a_target_in_days_counts_days_of_operating_expenditure() -> None:
    """7 800 a year: 73 days are a fifth of it. What stands above the target stays, what is below is borrowed."""
    works = pool(spending={2026: 5_000 * THOUSAND}, subsidy_rate=0, opening=None)
    found = project(debt_free(), scenario(YEARS, projects=(works,), target_days=73), 1)
    assert found.series("target")[2026] == found.series("cumulated_closing_result")[2026] == 1_560 * THOUSAND
    assert shown(found, WORKING_CAPITAL_DAYS)[1] == 73


def test_the_higher_of_two_targets_is_held() -> None:
    found = project(town(), scenario(YEARS, target_days=73, target_amount=2_000 * THOUSAND), 1)
    assert found.series("target")[2026] == 2_000 * THOUSAND


def test_what_stands_above_the_target_may_repay_the_dearest_loan_first() -> None:
    """2 080 saved less 1 100 repaid, and 1 000 held above a target of nothing: 1 980 repaid early, 900 of it at 5 %."""
    dear, cheap = loan(1_000, percent("5"), 100, row=2), loan(6_000, percent("2"), 1_000, row=1)
    base = town(annex=Annex((cheap, dear), 200 * THOUSAND))
    found = project(base, replace(scenario(), excess=Excess.EARLY_REPAYMENT), 2)
    saved = 2_200 - 50 - 120
    early = 1_000 + saved - 1_100
    assert thousands(found, "early_repayment")[0] == early
    assert thousands(found, "annex_2_early")[0] == 900
    assert thousands(found, "annex_1_early")[0] == early - 900
    assert thousands(found, "cumulated_closing_result") == [1_000, 0, 0]
    assert thousands(found, "debt_outstanding")[1] == 7_000 - 1_100 - early


def test_early_repayment_stops_when_no_debt_is_left() -> None:
    found = project(debt_free(), replace(scenario(), excess=Excess.EARLY_REPAYMENT), 1)
    assert thousands(found, "early_repayment") == [0]
    assert thousands(found, "cumulated_closing_result") == [1_000, 3_200]


@pytest.mark.parametrize("first", FirstPayment)
def test_the_loan_of_a_year_also_pays_for_itself(first: FirstPayment) -> None:
    chosen = replace(scenario(YEARS, projects=(pool(),), target_amount=2_000 * THOUSAND), first=first)
    found = project(town(), chosen, 1)
    assert found.series("new_borrowing")[2026] > 0
    assert 0 <= found.series("cumulated_closing_result")[2026] - 2_000 * THOUSAND <= 1


def test_a_loan_holds_the_terms_of_the_year_it_is_drawn() -> None:
    rates = (Chosen(2026, percent("4"), AGENT), Chosen(2027, percent("2"), AGENT))
    works = pool(spending=dict.fromkeys(YEARS, 5_000 * THOUSAND), subsidy_rate=0, eligible_share=0, opening=None)
    found = project(town(), with_levers(scenario(projects=(works,)), loan_rate=rates), 3)
    borrowed = found.series("new_borrowing")
    assert found.series("loan_2026_interest") == {
        2027: borrowed[2026] * 4 // 100,
        2028: round(found.series("loan_2026_due")[2027] * 0.04),
    }
    assert found.series("loan_2027_interest")[2028] == round(borrowed[2027] * 0.02)


def test_every_lever_is_shown_with_its_origin() -> None:
    found = project(town(), scenario(YEARS, inflation=percent("2")), 3)
    said = {
        row: origin_in_words(origin).fr
        for row in ("inflation", "fctva_rate", "tariffs", "loan_rate")
        if (origin := found.origin(row, 2028))
    }
    assert said == {
        "inflation": "saisi par Mme Le Goff",
        "fctva_rate": "loi : CGCT, art. L. 1615-6",
        "tariffs": "par défaut",
        "loan_rate": "saisi par Mme Le Goff",  # in 2026, and it holds until another is chosen
    }
    assert origin_in_words(found.scenario.origin_of("fctva_lag")).fr.startswith("loi : CGCT, art. L. 1615-6 : deux ans")
    own = replace(scenario(), origins={"fctva_lag": entered("M. Riou")}, fctva_lag=0)
    assert origin_in_words(own.origin_of("fctva_lag")).en == "entered by M. Riou"
    assert origin_in_words(own.origin_of("profile")).fr == "par défaut"


@pytest.mark.parametrize(
    ("kind", "details"), [(OriginKind.ENTERED, {}), (OriginKind.FORECAST, {}), (OriginKind.LAW, {"by": "M. Riou"})]
)
def test_an_origin_that_says_nothing_is_refused(kind: OriginKind, details: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="needs"):
        Origin(kind, **details)  # type: ignore[arg-type]


def test_without_saving_there_is_no_payback_and_the_sentence_says_why() -> None:
    chosen = with_levers(scenario(), staff_costs_step=(Chosen(2026, 5_000 * THOUSAND, AGENT),))
    value = project(town(), chosen, 1).values(DEBT_PAYBACK)[2026]
    assert (value.absence, value.why) == (
        Absence.NOT_APPLICABLE,
        Text("La commune n'épargne pas.", "The town saves nothing."),
    )
    assert value.numerator
    assert value.numerator > 0


def test_a_town_that_lives_on_borrowing_still_balances() -> None:
    chosen = with_levers(scenario(), staff_costs_step=(Chosen(2026, 5_000 * THOUSAND, AGENT),))
    found = project(town(), chosen, 10)
    assert all(amount > 0 for amount in list(found.series("new_borrowing").values())[2:])
    assert set(found.series("balance_check").values()) == {0}


@pytest.mark.parametrize(
    ("changes", "absence", "why"),
    [
        ({"population": 0}, Absence.NOT_APPLICABLE, "La population est nulle."),
        ({"population": None}, Absence.MISSING, "Il manque : population totale."),
        ({"kind": BudgetKind.ANNEX}, Absence.NOT_APPLICABLE, "budget annexe"),
    ],
)
def test_a_figure_per_inhabitant_needs_inhabitants_of_its_own(
    changes: dict[str, object], absence: Absence, why: str
) -> None:
    value = project(town(**changes), scenario(), 1).values(DEBT_PER_INHABITANT)[2026]
    assert value.absence is absence
    assert value.why
    assert why in value.why.fr


def test_a_town_without_debt_has_a_payback_of_nothing() -> None:
    assert shown(project(debt_free(), scenario(), 1), DEBT_PAYBACK) == [Decimal("0.0"), Decimal("0.0")]


def test_every_indicator_of_the_projection_is_known_from_its_rows() -> None:
    found = project(town(), scenario(), 1)
    for indicator in (*LADDER, *RATIOS):
        assert [value.absence for value in found.values(indicator).values()] == [None, None], indicator.name


def test_a_reader_is_told_what_was_assumed_and_what_stays_out() -> None:
    assumed = replace(loan(600, 0, 100), assumed=(NO_YEARS,))
    base = town(annex=Annex((assumed,), 0, (Text("ligne 8", "row 8"),)), notes=(Text("coupe", "cut"),))
    found = project(base, scenario(projects=(pool(spending={2026: 0, 2029: 700 * THOUSAND}),)), 2)
    assert [note.fr for note in found.notes] == [
        "coupe",
        "ligne 8",
        "Emprunt de l'annexe, ligne 1 : Durée restante inconnue : échéance constante jusqu'à extinction.",
        "Piscine : 700\u202f000\u00a0€ de dépenses prévues après 2027 restent hors de la projection.",
    ]


TWICE = (Chosen(2026, 0, AGENT), Chosen(2026, 1, AGENT))


def test_taxes_are_called_what_they_hold() -> None:
    rows = ("other_taxes", "other_taxes_growth", "other_taxes_step")
    whole, rest = (project(town(taxes=taxes), scenario(), 1).model.rows for taxes in ((), (LAND_TAX,)))
    assert [whole[row].label.fr for row in rows] == [
        "Impôts et taxes",
        "Évolution des impôts et taxes",
        "Variation durable, en euros : Impôts et taxes",
    ]
    assert [rest[row].label.fr for row in rows] == [
        "Impôts et taxes hors produit des taux",
        "Évolution des autres impôts et taxes",
        "Variation durable, en euros : Impôts et taxes hors produit des taux",
    ]


@pytest.mark.parametrize(
    ("base", "chosen", "horizon", "why"),
    [
        (town(), scenario(), 0, "porte sur 1 à 30 ans ; 0 est demandé"),
        (town(), scenario(), 31, "31 est demandé"),
        (town(), Scenario(name="vide"), 1, "Taux des emprunts nouveaux : à choisir pour 2026"),
        (town(), with_levers(scenario(), loan_years=(Chosen(2026, 0, AGENT),)), 1, "2026 : 0 est hors des bornes. Choisir de 1 à 60\u00a0ans"),
        (town(), scenario([2026], inflation=percent("150")), 1, "Inflation des achats, en plus, 2026 : 150 est hors des bornes. Choisir de -100 à 100\u00a0%"),
        (town(), scenario([2025], inflation=percent("1")), 1, "2025 n'est pas après l'année de base. Choisir 2026"),
        (town(), with_levers(scenario(), inflation=TWICE), 1, "Inflation des achats, en plus : 2026 est choisi deux fois"),
        (town(), with_levers(scenario(), magic=()), 1, "Aucun levier ne s'appelle « magic »"),
        (town(), replace(scenario(), levels={"magic": ()}), 1, "« magic » n'est pas une famille"),
        (town(), replace(scenario(), fctva_lag=3), 1, "de 0 à 2 ans après la dépense ; 3 est demandé"),
        (town(eligible={2025: 0}), scenario(), 1, "Le FCTVA de 2026 porte sur les dépenses de 2024"),
        (town(), scenario(projects=(pool(), pool())), 1, "Deux projets portent le code « pool »"),
        (town(), scenario(projects=(pool(running_cost=-1),)), 1, "Piscine : un montant est négatif"),
        (town(), scenario(projects=(pool(subsidy_rate=percent("101")),)), 1, "entre 0 et 100 %"),
        (town(), scenario(projects=(pool(subsidy_lag=6),)), 1, "de 0 à 5 ans après la dépense"),
        (town(), scenario(projects=(pool(spending={2025: 1}),)), 1, "Piscine : 2025 n'est pas après l'année de base"),
        (town(), scenario(projects=(pool(opening=2020),)), 1, "Piscine : 2020 n'est pas après l'année de base"),
        (
            town(),
            replace(with_levers(scenario(), loan_years=(Chosen(2026, 1, AGENT),)), first=FirstPayment.SAME_YEAR),
            1,
            "serait remboursé l'année où il est encaissé",
        ),
    ],
)  # fmt: skip
def test_choices_that_make_no_projection_are_refused_in_a_sentence(
    base: BaseYear, chosen: Scenario, horizon: int, why: str
) -> None:
    with pytest.raises(Refused) as refused:
        project(base, chosen, horizon)
    assert why in refused.value.why.fr
    assert refused.value.why.en


def test_a_scenario_may_be_read_over_fewer_years_than_it_plans() -> None:
    chosen = scenario(range(2026, 2036), inflation=percent("2"), projects=(pool(),))
    assert project(town(), chosen, 1).series("purchases") == {2025: 200_000_000, 2026: 204_000_000}
