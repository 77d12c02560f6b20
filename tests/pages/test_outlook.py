"""The outlook page on the demonstration town, and on accounts from which nothing, or nothing good, can be projected."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from dashboard import read
from dashboard.locale import LANGUAGES, typeset
from dashboard.outlook import read as outlook_read
from dashboard.outlook.answers import Place
from dashboard.outlook.saving import BOX
from data import migrations, store
from data.database import connect
from metrics.finance.statistics import CAPITAL_EXPENDITURE, CAPITAL_REVENUE, DEBT_PAYBACK, DEBT_REPAID, GROSS
from metrics.nomenclature import Direction
from metrics.outlook.families import DISPOSALS
from tests.data.deliveries import account, line
from tests.pages.test_budget import cents, charts, tables

VIEWS = ("resultats", "leviers", "comparer", "objectif", "incertitude", "base")
GROUPS = ("impots", "dotations", "produits", "personnel", "achats", "investissement", "dette")
PAGE = "prospective"


@pytest.fixture
def own_copy(demonstration, tmp_path: Path):
    """The demonstration town, to be written to."""
    shutil.copy(demonstration.url.database, tmp_path / "town.sqlite")
    return connect(f"sqlite:///{tmp_path / 'town.sqlite'}")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("scenario", ["@tendance", "@prevision"])
def test_every_view_opens(demonstration, open_page, view, language, scenario):
    page = open_page(demonstration, PAGE, lang=language, vue=view, scenario=scenario)
    assert list(page.exception) == []
    assert list(page.error) == []


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_of_levers_opens(demonstration, open_page, group):
    page = open_page(demonstration, PAGE, vue="leviers", leviers=group)
    assert list(page.exception) == []
    assert len(page.text_input) >= 3


def test_the_base_year_is_the_account_and_years_follow(demonstration, open_page):
    (years, *_) = tables(open_page(demonstration, PAGE, base="2024", horizon="5"))
    assert list(years[0]) == ["Ligne", "2024", "2025", "2026", "2027", "2028", "2029"]
    by_name = {row["Ligne"]: row for row in years}
    (town,) = read.towns(demonstration)
    (trajectory,) = read.trajectories([GROSS], town, read.closed_accounts(town, read.budgets(town)[0].id)[0])
    assert cents(by_name["Épargne brute"]["2024"]) == round(trajectory.at(2024).exact / 1000) * 100
    (payback,) = read.trajectories([DEBT_PAYBACK], town, read.closed_accounts(town, read.budgets(town)[0].id)[0])
    assert by_name["Capacité de désendettement"]["2024"].startswith(
        f"{float(payback.at(2024).exact):.1f}".replace(".", ",")
    )


def test_the_charts_have_their_series_and_their_marks(demonstration, open_page):
    (ladder,) = charts(open_page(demonstration, PAGE))
    assert [trace["name"] for trace in ladder["data"]] == ["Épargne de gestion", "Épargne brute", "Épargne nette"]
    (payback,) = charts(open_page(demonstration, PAGE, graphiques="desendettement"))
    assert [mark["text"] for mark in payback["layout"]["annotations"]] == ["à surveiller", "repère d'alerte"]
    assert payback["layout"]["yaxis"]["range"] == [0, 18]
    assert payback["layout"]["yaxis"]["ticksuffix"] == "\u00a0ans"
    (funding,) = charts(open_page(demonstration, PAGE, graphiques="financement"))
    assert [trace["name"] for trace in funding["data"]] == ["Besoin avant emprunt", "Emprunts nouveaux"]
    assert funding["data"][0]["y"][0] is None, "the base year has no need to fund any more"
    (reserves,) = charts(open_page(demonstration, PAGE, graphiques="reserves"))
    assert [trace["name"] for trace in reserves["data"]] == ["Fonds de roulement", "Fonds de roulement visé"]
    assert len(charts(open_page(demonstration, PAGE, vue="comparer"))) == 1


def test_the_budget_voted_for_the_first_year_stands_beside_it(demonstration, open_page):
    page = open_page(demonstration, PAGE)
    (said,) = [
        one.value for one in page.markdown if one.value.startswith("Le budget voté 2026 (budget primitif) prévoit")
    ]
    assert "; la projection," in said
    page.session_state["outlook-voted-box"] = True
    (rows,) = [table for table in tables(page.run()) if "Voté 2026" in table[0]]
    for row in rows:
        voted, carried, whole = (cents(row[name]) for name in ("Voté 2026", "Restes à réaliser 2025", "Ensemble"))
        assert voted + (carried or 0) == pytest.approx(whole, abs=100)
        assert cents(row["Projection 2026"]) - whole == pytest.approx(cents(row["Écart"]), abs=100)
    (perimeter,) = [one.value for one in page.caption if "Des deux côtés" in one.value]
    assert "Les restes à réaliser du compte 2025 s'ajoutent aux votes, une seule fois" in perimeter
    closed = open_page(demonstration, PAGE, base="2024")
    assert not any("budget voté" in one.value for one in closed.markdown), "2025 has its account"


def lines_of(engine, step, year):
    """Real lines of the main budget in a document, as stored: section, direction, account and their amounts."""
    query = text(
        "SELECT line.section, line.direction, line.account, line.voted, line.carried_in, line.carried_out "
        "FROM budget_line line JOIN budget_document head "
        "ON head.authority_id = line.authority_id AND head.id = line.counts_in "
        "JOIN budget ON budget.authority_id = head.authority_id AND budget.id = head.budget_id "
        "WHERE budget.kind = 'main' AND head.step = :step AND head.year = :year AND line.nature = 'real'"
    )
    with engine.connect() as connection:
        return connection.execute(query, {"step": step, "year": year}).all()


def main_place(engine):
    (town,) = read.towns(engine)
    main = read.budgets(town)[0]
    return Place(town, main, read.closed_accounts(town, main.id)[0])


def test_votes_and_the_works_carried_over_are_counted_once_each(demonstration):
    """The demonstration town prints what is carried over in its account and again in its next budget."""
    found = outlook_read.voted_next(main_place(demonstration))
    budget, closed = lines_of(demonstration, "initial", 2026), lines_of(demonstration, "closed", 2025)
    works, deposits = ("20", "21", "23"), ("165",)
    left = {begins: spent_on(closed, begins, "carried_out") for begins in (works, deposits)}
    assert left == {begins: spent_on(budget, begins, "carried_in") for begins in left}, "printed by both"
    assert found.carried == {CAPITAL_EXPENDITURE.name: left[works], DEBT_REPAID.name: left[deposits]}
    assert found.amounts[CAPITAL_EXPENDITURE.name] == spent_on(budget, works, "voted") + left[works] > left[works] > 0


def spent_on(lines, begins, amount):
    return sum(getattr(one, amount) or 0 for one in lines if one.direction == "D" and one.account.startswith(begins))


def test_reserves_and_disposals_of_the_budget_are_told_apart(own_copy, open_page):
    """The town also votes a sale and unforeseen expenditure: the sale is revenue, the reserves are no spending."""
    before = outlook_read.voted_next(main_place(own_copy)).amounts
    with own_copy.begin() as connection:
        for section, direction, code in (("F", "D", "022"), ("I", "D", "020"), ("I", "R", "024")):
            also_vote(connection, section, direction, code, 40_000_00)
    outlook_read.voted_next.cache_clear()
    found = outlook_read.voted_next(main_place(own_copy)).amounts
    sold = {CAPITAL_REVENUE.name: 40_000_00, DISPOSALS.name: 40_000_00}
    assert found == {name: amount + sold.get(name, 0) for name, amount in before.items()}
    page = open_page(own_copy, PAGE)
    assert any("Il garde en outre 80,0\u00a0k€ de dépenses imprévues" in one.value for one in page.markdown)
    page.session_state["outlook-voted-box"] = True
    (rows,) = [table for table in tables(page.run()) if "Voté 2026" in table[0]]
    told = {row["Ligne"]: row for row in rows}
    for section in ("de fonctionnement (022)", "d'investissement (020)"):
        row = told[f"Dépenses imprévues {section}, en réserve"]
        assert (cents(row["Ensemble"]), row["Projection 2026"], row["Écart"]) == (40_000_00, "", "")
    sale = told["dont cessions (024, puis 775)"]
    assert (cents(sale["Ensemble"]), cents(sale["Projection 2026"])) == (40_000_00, 0)


def also_vote(connection, section, direction, code, cents):
    """Add a line to the budget of 2026."""
    connection.execute(
        text(
            "INSERT INTO budget_line (authority_id, id, document_id, counts_in, row, section, direction, nature, "
            "chapter, account, voted) SELECT line.authority_id, (SELECT max(id) + 1 FROM budget_line), "
            "line.document_id, line.counts_in, line.row, :section, :direction, 'real', :code, :code, :cents "
            "FROM budget_line line JOIN budget_document head "
            "ON head.authority_id = line.authority_id AND head.id = line.counts_in "
            "JOIN budget ON budget.authority_id = head.authority_id AND budget.id = head.budget_id "
            "WHERE budget.kind = 'main' AND head.step = 'initial' AND head.year = 2026 LIMIT 1"
        ),
        {"section": section, "direction": direction, "code": code, "cents": cents},
    )


def test_what_the_account_carries_over_is_in_the_plan(demonstration, open_page):
    (plan, *_) = tables(open_page(demonstration, PAGE, vue="leviers", leviers="investissement"))
    (row,) = [row for row in plan if row["Projet"] == "Restes à réaliser 2025"]
    assert "restes à réaliser du compte 2025" in row["Origine"]
    assert cents(row["Dépenses"]) > 0


def test_a_figure_says_what_it_is_made_of_and_who_chose_it(demonstration, open_page):
    page = open_page(demonstration, PAGE, ligne="staff_costs", an="2026")
    (said,) = [
        one.value for one in page.markdown if "Frais de personnel" in one.value and "année précédente" in one.value
    ]
    assert "Évolution des frais de personnel, tout compris" in said
    *_, parts = tables(page)
    origins = {row["Ligne"]: row["Origine"] for row in parts}
    assert origins["Évolution des frais de personnel, tout compris"] == (
        typeset("passé de la commune : moyenne annuelle de 2016 à 2025")
    )
    assert origins["Glissement vieillesse-technicité, en plus"] == "par défaut"
    base = open_page(demonstration, PAGE, ligne="staff_costs", an="2025")
    assert any(one.value == "Du compte clos 2025." for one in base.markdown)


def typed(page, label, text):
    if label == "Nom du scénario":
        page.session_state[BOX] = True
        page.run()
    page.text_input(next(one.key for one in page.text_input if one.label.startswith(label))).set_value(text)
    return page


def press(page, label):
    return next(one for one in page.button if one.label == label).click().run()


def test_a_lever_moves_the_projection_and_is_lost_where_it_is_not_saved(demonstration, open_page):
    page = open_page(demonstration, PAGE, vue="leviers", leviers="personnel")
    typed(page, "Évolution des effectifs", "10")
    press(page, "Appliquer")
    assert any("changements non enregistrés" in one.value for one in page.info)
    assert any("saisi par l'utilisateur de ce poste" in one.value for one in page.caption)
    again = open_page(demonstration, PAGE, vue="leviers", leviers="personnel")
    assert not any("changements non enregistrés" in one.value for one in again.info)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("douze", "« douze » n'est pas un nombre"),
        ("200", "est hors des bornes"),
        ("1;2;3;4;5;6;7;8;9;10;11", "Au plus 10 valeurs"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(demonstration, open_page, text, said):
    page = open_page(demonstration, PAGE, vue="leviers", leviers="personnel")
    press(typed(page, "Mesures nationales", text), "Appliquer")
    assert typeset(said) in page.error[0].value
    assert not any("changements non enregistrés" in one.value for one in page.info)


def test_an_emptied_lever_goes_back_to_the_past(demonstration, open_page):
    page = open_page(demonstration, PAGE, vue="leviers", leviers="personnel")
    press(typed(page, "Évolution des frais", "5"), "Appliquer")
    press(typed(page, "Évolution des frais", ""), "Appliquer")
    assert not any("changements non enregistrés" in one.value for one in page.info)


def test_scenarios_are_saved_version_by_version_and_older_ones_open(own_copy, open_page):
    page = open_page(own_copy, PAGE, vue="leviers", leviers="personnel")
    press(typed(page, "Mesures nationales", "1"), "Appliquer")
    press(typed(page, "Nom du scénario", "  Prudent "), "Enregistrer")
    assert typeset("« Prudent » est enregistré, version 1.") in [one.value for one in page.success]
    press(typed(page, "Mesures nationales", "3"), "Appliquer")
    press(page, "Enregistrer")
    assert typeset("« Prudent » est enregistré, version 2.") in [one.value for one in page.success]
    older = open_page(own_copy, PAGE, vue="leviers", leviers="personnel", scenario="Prudent", version="1")
    assert any(one.value.startswith("Version 1, enregistrée par") for one in older.caption)
    assert next(one.value for one in older.text_input if one.label.startswith("Mesures")) == "1"
    newest = open_page(own_copy, PAGE, vue="leviers", leviers="personnel", scenario="Prudent")
    assert next(one.value for one in newest.text_input if one.label.startswith("Mesures")) == "3"
    compared = open_page(own_copy, PAGE, vue="comparer", avec="Prudent")
    assert any(typeset("« Prudent » dégage") in one.value and "de moins" in one.value for one in compared.markdown)
    assert {row["Scénario"] for row in tables(compared)[0]} == {"Tendance", "Prévision", "Prudent"}
    assert any(row["Levier"] == "Mesures nationales sur les salaires, en plus" for row in tables(compared)[-1])
    newest.session_state[BOX] = True
    press(newest.run(), "Ranger ce scénario")
    assert {row["Scénario"] for row in tables(open_page(own_copy, PAGE, vue="comparer"))[0]} == {
        "Tendance",
        "Prévision",
    }


def test_a_name_that_is_none_is_refused(own_copy, open_page):
    page = open_page(own_copy, PAGE)
    press(typed(page, "Nom du scénario", "  "), "Enregistrer")
    assert "120 caractères" in page.error[0].value


def test_a_project_brings_its_running_cost_and_the_cost_of_a_place(demonstration, open_page):
    page = open_page(demonstration, PAGE, vue="leviers", leviers="investissement", projet="nouveau")
    typed(page, "Nom du projet", "Crèche")
    typed(page, "Dépenses TTC", "1 000 000 ; 500 000")
    typed(page, "Première année", "2028")
    typed(page, "Coût de fonctionnement", "120 000")
    typed(page, "Capacité", "30")
    press(page, "Ajouter ce projet")
    assert list(page.error) == []
    (plan,) = tables(page)
    (row,) = [row for row in plan if row["Projet"] == "Crèche"]
    assert row["Dépense par place"] == "50\u202f000\u00a0€"
    assert row["Coût de fonctionnement par place"] == "4\u202f000\u00a0€"
    assert next(one.value for one in page.selectbox if one.label == "Projet") == "added_1"
    press(page, "Retirer ce projet")
    assert "Crèche" not in {row["Projet"] for row in tables(page)[0]}


def test_a_tax_known_by_its_base_has_a_lever_of_its_own(demonstration, open_page):
    page = open_page(demonstration, PAGE, vue="base")
    typed(page, typeset("Taxe foncière sur les propriétés bâties : base"), "14 000 000")
    press(page, "Appliquer")
    assert "donner la base et le taux" in page.error[0].value
    typed(page, typeset("Taxe foncière sur les propriétés bâties : taux"), "52,5")
    press(page, "Appliquer")
    revenue = tables(page)[0]
    assert cents(revenue[0]["Montant"]) == 7_350_000_00
    typed(page, typeset("Taxe foncière sur les propriétés bâties : base"), "14 000 000,01")
    press(page, "Appliquer")
    assert cents(tables(page)[0][0]["Montant"]) == 7_350_000_01, "rounded as the projection rounds it"
    revenue = tables(page)[0]
    assert cents(revenue[-1]["Montant"]) == sum(cents(row["Montant"]) for row in revenue[:-1])


def test_a_goal_is_met_by_a_change_that_can_be_applied(demonstration, open_page):
    page = open_page(demonstration, PAGE, vue="objectif", **{"seuil-debt_payback": "4"})
    (said,) = [one.value for one in page.markdown if "il faut ajouter" in one.value]
    assert "de 0,00 €" in said.replace("\u00a0", " ")
    press(page, "Appliquer ce changement au scénario")
    assert any("Objectif déjà tenu" in one.value for one in page.markdown)
    assert any("changements non enregistrés" in one.value for one in page.info)


def test_a_lever_that_cannot_meet_the_goal_says_so(demonstration, open_page):
    page = open_page(demonstration, PAGE, vue="objectif", levier="variable_rate_shift", **{"seuil-debt_payback": "1"})
    assert any("Ce levier seul n'y suffit pas" in one.value for one in page.markdown)
    wrong = open_page(demonstration, PAGE, vue="objectif", **{"seuil-debt_payback": "dix"})
    assert typeset("« dix » n'est pas un nombre") in wrong.error[0].value


def test_the_fan_says_how_its_width_was_found(demonstration, open_page):
    page = open_page(demonstration, PAGE, vue="incertitude", eventail="debt_payback")
    assert any("tirages" in one.value for one in page.caption)
    page.session_state["outlook-fan-debt_payback-numbers"] = True
    numbers, back_test = tables(page.run())
    assert list(numbers[0])[2:] == ["1er décile", "1er quartile", "médiane des tirages", "3e quartile", "9e décile"]
    assert back_test[0]["Série"] == "Épargne de gestion"
    assert any("repère d'alerte" in one.value for one in page.markdown)


def test_a_public_service_is_projected_without_ratios_per_inhabitant(demonstration, open_page):
    page = open_page(demonstration, PAGE, budget="21990002400023", vue="base")
    assert list(page.exception) == []
    assert any("aucun ratio par habitant" in one.value for one in page.info)
    assert len(charts(open_page(demonstration, PAGE, budget="21990002400023"))) == 1


def town_of(tmp_path: Path, *deliveries):
    engine = connect(f"sqlite:///{tmp_path / 'small.sqlite'}")
    migrations.upgrade(engine)
    for delivery in deliveries:
        store.record(engine, delivery, author="agent")
    return engine


def revenue(account_code, euros, row):
    return line(account_code, euros, row, direction=Direction.REVENUE, chapter="73")


def poor(year=2024, spent=1_200_000, **stated):
    """A town that spends more than it receives."""
    lines = [revenue("73111", 1_000_000, 2), line("60611", spent, 3), line("66111", 10_000, 4, chapter="66")]
    return account(lines, year, **stated)


def test_a_debt_that_no_annex_states_is_unknown_and_not_zero(tmp_path, open_page):
    page = open_page(town_of(tmp_path, poor()), PAGE)
    assert "l'encours est inconnu, ce qui n'est pas zéro" in page.warning[0].value
    assert charts(page) == []
    typed(page, "Encours de la dette", "500 000")
    press(page, "Appliquer")
    assert list(page.exception) == []
    assert len(charts(page)) == 1


def test_a_town_that_saves_nothing_is_told_so_and_keeps_its_charts(tmp_path, open_page):
    page = open_page(town_of(tmp_path, poor(), poor(2023)), PAGE, graphiques="desendettement")
    typed(page, "Encours de la dette", "500 000")
    press(page, "Appliquer")
    assert "La commune n'épargne plus dès 2025" in page.header[0].value
    assert any("Sans valeur" in one.value and "faute d'épargne brute" in one.value for one in page.markdown)
    years = {row["Ligne"]: row for row in tables(page)[0]}
    assert years["Capacité de désendettement"]["2030"] == "sans objet"


def test_one_account_alone_is_said_first_and_is_no_success(tmp_path, open_page):
    page = open_page(town_of(tmp_path, poor(spent=500_000)), PAGE)
    typed(page, "Encours de la dette", "10 000")
    press(page, "Appliquer")
    assert list(page.success) == []
    assert page.warning[0].value.startswith("Un seul compte clos est connu, celui de 2024")
    texts = [one.value for one in page.main if one.type in {"alert", "header", "warning"} or hasattr(one, "value")]
    said = [text for text in texts if isinstance(text, str)]
    first = next(number for number, text in enumerate(said) if text.startswith("Un seul compte clos"))
    assert first < said.index(page.header[0].value)
    assert any("Aucun repère" in one.value for one in page.markdown)


def test_without_a_closed_account_the_page_leads_to_imports(no_town, open_page):
    page = open_page(no_town, PAGE)
    assert list(page.exception) == []
    assert page.info


@pytest.mark.parametrize(("year", "codes"), [(2024, {"AP-2023-1"}), (2025, {"AP-2023-1", "AP-2026-1"})])
def test_a_plan_holds_the_programmes_voted_by_the_year_under_way(demonstration, year, codes):
    (town,) = read.towns(demonstration)
    main = read.budgets(town)[0]
    (document,) = (one for one in read.closed_accounts(town, main.id) if one.year == year)
    found = outlook_read.programmes(Place(town, main, document))
    assert {one.code for one in found if any(later > year for later in one.in_force.credits)} == codes
    assert all(one.in_force.voted_on.year <= year + 1 for one in found)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("fr", "Compte clos 2024, Budget principal : aucun emprunt en cours, "),
        ("en", "Closed account 2024, Budget principal: no loan in force, "),
    ],
)
def test_the_base_of_a_town_without_a_loan_says_so_in_words(tmp_path, open_page, language, said):
    page = open_page(town_of(tmp_path, poor(spent=500_000, loans=())), PAGE, vue="base", lang=language)
    assert page.header[0].value.startswith(typeset(said))


def test_commitments_of_operating_are_no_investment(own_copy):
    with own_copy.begin() as connection:
        connection.execute(text("UPDATE programme_credit SET section = 'F' WHERE programme = 'AP-2026-1'"))
    (town,) = read.towns(own_copy)
    main = read.budgets(town)[0]
    document = read.closed_accounts(town, main.id)[0]
    found = {one.code for one in outlook_read.programmes(Place(town, main, document))}
    assert found >= {"AP-2023-1"}
    assert "AP-2026-1" not in found
