"""The financial health page, view by view, on the demonstration town and on what a document may lack."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from dashboard import read
from dashboard.health import legal, loans
from dashboard.health.read import debt_profile
from dashboard.locale import LANGUAGES, typeset
from metrics.finance.debt import LoanState, rate_label
from metrics.finance.legal import LEGAL_RATIOS
from metrics.outlook.extinction import extinction
from tests.pages.test_budget import cents, tables

VIEWS = ("epargne", "dette", "ratios", "chiffres")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("step", ["closed-0", "initial-0"])
def test_every_view_opens(demonstration, open_page, view, language, step):
    page = open_page(demonstration, "sante-financiere", lang=language, vue=view, annee="2024", etape=step)
    assert list(page.exception) == []


def test_the_ladder_goes_from_revenue_down_to_net_saving(demonstration, open_page):
    page = open_page(demonstration, "sante-financiere", annee="2025")
    steps = json.loads(page.get("plotly_chart")[0].proto.spec)["data"][0]
    amounts = dict(zip(steps["x"], steps["y"], strict=True))
    left = (
        amounts["Recettes de fonctionnement"]
        + amounts["Dépenses hors intérêts"]
        + amounts["Intérêts"]
        + amounts["Remboursement de la dette"]
    )
    assert left == pytest.approx(amounts["Épargne nette"])
    assert steps["measure"] == ["relative", "relative", "total", "relative", "total", "relative", "total"]


def test_savings_are_read_over_the_years_too(demonstration, open_page):
    page = open_page(demonstration, "sante-financiere", annee="2025", lecture="annees")
    (years,) = [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]
    assert [bar["name"] for bar in years["data"]] == ["Épargne de gestion", "Épargne brute", "Épargne nette"]
    assert years["data"][0]["x"][-1] == "2025"


def test_the_numbers_of_a_chart_are_a_table_once_it_is_opened(demonstration, open_page):
    page = open_page(demonstration, "sante-financiere", annee="2025", vue="dette")
    assert len(page.get("plotly_chart")) == 2
    assert len(page.expander) == 3  # with the fold of the passports
    before = len(tables(page))
    page.session_state["payback-numbers"] = True
    rows, *others = tables(page.run())
    assert len(others) == before
    drawn = json.loads(page.get("plotly_chart")[0].proto.spec)["data"][0]
    assert [row[""] for row in rows] == drawn["x"]
    assert [row["Capacité de désendettement"] for row in rows] == drawn["customdata"]


def test_the_parts_of_the_debt_add_up_and_guarantees_stay_apart(demonstration, open_page):
    page = open_page(demonstration, "sante-financiere", annee="2025", vue="dette")
    by_kind, by_risk, by_term, listed = tables(page)
    (town,) = read.towns(demonstration)
    document = next(d for d in read.documents(town) if (d.year, d.step, d.budget_kind) == (2025, "closed", "main"))
    due = debt_profile(town, document).due
    for rows, amount in (
        (by_kind, "Montant"),
        (by_risk, "Montant"),
        (by_term, "Montant"),
        (listed, "Capital restant dû"),
    ):
        assert sum(cents(row[amount]) for row in rows) == pytest.approx(due, abs=100 * len(rows))
    assert any("garantie d'emprunt" in caption.value for caption in page.caption)


def test_a_town_above_ten_thousand_inhabitants_owes_eleven_ratios(demonstration, open_page):
    page = open_page(demonstration, "sante-financiere", annee="2025", vue="ratios")
    required, _declared = tables(page)
    assert [row["Demandé par la loi"] for row in required] == ["oui"] * 11


@pytest.mark.parametrize(
    ("population", "asked"),
    [(3_499, 0), (3_500, 6), (9_999, 6), (10_000, 11), (None, None)],
)
def test_what_the_law_asks_depends_on_the_population(demonstration, population, asked):
    (town,) = read.towns(demonstration)
    document = read.documents(town)[0]
    found = [legal.is_asked(read.figure(ratio, town, document), population) for ratio in LEGAL_RATIOS]
    assert found.count(True) == (asked or 0)
    assert (None in found) == (asked is None)


def test_an_annex_budget_owes_none(demonstration, open_page):
    page = open_page(demonstration, "sante-financiere", budget="21990002400023", vue="ratios")
    assert any("que pour le budget principal" in line.value for line in page.markdown)
    assert tables(page) == []


def test_savings_are_said_to_be_net_beside_the_gross_amounts(demonstration, open_page):
    page = open_page(demonstration, "sante-financiere", annee="2025")
    (said,) = [caption.value for caption in page.caption if caption.value.startswith("Montants nets")]
    assert "18,4\u00a0M€ de recettes et 16,0\u00a0M€ de dépenses" in said


@pytest.mark.parametrize(("view", "figures"), [("epargne", 5), ("dette", 3)])
def test_what_a_chart_draws_has_its_passports_under_a_fold(demonstration, open_page, view, figures):
    page = open_page(demonstration, "sante-financiere", annee="2025", vue=view)
    assert "passport-choice" not in [box.key for box in page.selectbox]
    page.session_state["passport-fold"] = True
    page = page.run()
    (choice,) = [box for box in page.selectbox if box.key == "passport-choice"]
    assert len(choice.options) == figures


@pytest.mark.parametrize(("year", "told"), [("2025", "l'année a coûté"), ("2026", "l'année doit coûter")])
def test_a_debt_is_told_of_a_closed_year_and_foreseen_of_a_budget(demonstration, open_page, year, told):
    page = open_page(demonstration, "sante-financiere", annee=year, vue="dette")
    assert any(told in said.value for said in page.markdown)
    foreseen = [said.value for said in page.caption if "emprunts nouveaux" in said.value]
    assert len(foreseen) == (year == "2026")


def test_a_debt_is_followed_to_its_end_loan_by_loan(demonstration, open_page):
    page = open_page(demonstration, "sante-financiere", annee="2025", vue="dette")
    drawn = json.loads(page.get("plotly_chart")[1].proto.spec)["data"][0]
    assert (drawn["x"][0], drawn["y"][-1]) == ("2025", 0)
    assert any(f"en entier en {drawn['x'][-1]}" in said.value for said in page.markdown)
    listed = tables(page)[-1]
    sizes = [cents(row["Capital restant dû"]) for row in listed]
    assert sizes == sorted(sizes, reverse=True)
    assert max(row["Dernière échéance"] for row in listed) == drawn["x"][-1]
    (assumed,) = [said.value for said in page.caption if "échéance constante supposée" in said.value]
    assert assumed.startswith(typeset("Ligne 10 :"))  # drawn in 2025, nothing repaid yet
    page.session_state["extinction-numbers"] = True
    first, *years = tables(page.run())[-2]
    assert cents(first["Capital restant dû"]) - cents(years[0]["Capital restant dû"]) == pytest.approx(
        cents(years[0]["dont capital"]), abs=200
    )


@pytest.mark.parametrize("view", ["dette", "ratios", "chiffres"])
def test_every_table_of_each_view_can_be_taken_away(demonstration, open_page, view):
    page = open_page(demonstration, "sante-financiere", annee="2025", vue=view)
    if view == "dette":
        page.session_state["extinction-numbers"] = True
        page.run()
    labels = [button.proto.label for button in page.get("download_button")]
    assert labels.count("Télécharger ce tableau (CSV)") == len(tables(page)) == {"dette": 5}.get(view, 2)


def test_an_annex_that_tells_no_end_is_said_to(spoken):
    loan = LoanState(1, False, 500_00, 500_00, None, 10_00, None, "R", None, None, None)
    assert "la fin n'est pas connue" in spoken("fr", loans.sentence, extinction([loan], 2025))
    other = replace(loan, row=2, opening=1000_00, closing=800_00, capital=200_00, remaining_years=Decimal(4))
    said = spoken("fr", loans.sentence, extinction([loan, other], 2025))
    assert "descendraient à 500 € fin 2029" in said.replace("\u202f", " ").replace("\xa0", " ")


def test_a_kind_of_rate_that_the_model_does_not_name_is_told_by_its_code():
    assert [rate_label(code).fr for code in ("F", "R", None)] == [
        "Taux fixe",
        "Autre taux (code R)",
        "Taux non précisé",
    ]
