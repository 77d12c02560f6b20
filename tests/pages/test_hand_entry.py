"""The hand entry page, without a browser: nothing is stored before the button, and problems name row and column."""

import json
from datetime import date

import pytest

from dashboard import formats, read
from dashboard.entry import forms, verdict
from dashboard.locale import typeset
from data import demo, store
from data.store import Delivery, ReceivedFile

SLUG = "saisie"
TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def on_a_day(monkeypatch):
    monkeypatch.setattr(formats, "today", lambda: TODAY)


@pytest.fixture
def new_town(no_town):
    """A town of which two populations are known, and nothing else."""
    (plan,) = (delivery for delivery in demo.deliveries() if delivery.kind == "demo_plan")
    facts = demo.Facts(populations=plan.facts.populations[:2])
    store.record(no_town, Delivery(demo.AUTHORITY, ReceivedFile.of("file", b"1"), "test", facts=facts), author="test")
    return no_town


def paste(page, text):
    page.text_area[0].set_value(text)
    return page.button(key="entry-paste").click().run()


def store_button(page):
    return page.button(key="entry-store")


def said(page):
    return [box.value for box in (*page.markdown, *page.caption, *page.error, *page.warning, *page.success)]


def grid(page):
    """The rows that the grid opened on, blank ones left out."""
    frame = page.dataframe[0].value
    return [tuple(row) for row in frame.itertuples(index=False) if any(row)]


def populations(engine):
    (town,) = read.towns(engine)
    return forms.known(forms.Place(town, forms.POPULATIONS))


@pytest.mark.parametrize("objet", [form.slug for form in forms.FORMS])
def test_each_form_opens_on_what_is_known(demonstration, open_page, objet):
    page = open_page(demonstration, SLUG, objet=objet, annee="2025")
    assert list(page.exception) == []
    assert grid(page)
    assert any("inchangée" in line for line in said(page))
    assert store_button(page).disabled


def test_a_debt_that_no_document_states_is_typed_in_euros(new_town, open_page):
    page = open_page(new_town, SLUG, objet="valeurs", indicateur="debt_outstanding")
    page = paste(page, "2024\t5 812 345,67\tTableau de la dette")
    assert list(page.exception) == []
    assert "**1** ligne nouvelle" in " ".join(said(page))
    store_button(page).click().run()
    (town,) = read.towns(new_town)
    (fact,) = forms.known(forms.Place(town, forms.VALUES, (("indicator", "debt_outstanding"),)))
    assert (fact.starts_on, fact.ends_on, str(fact.value)) == (date(2024, 1, 1), date(2024, 12, 31), "5812345.67")


def test_pasted_rows_are_checked_then_stored_as_one_import(new_town, open_page):
    page = paste(open_page(new_town, SLUG, objet="populations"), "2027\ttotale\t12 300\tINSEE")
    assert list(page.exception) == []
    assert "**1** ligne nouvelle · **2** lignes inchangées" in said(page)
    assert len(populations(new_town)) == 2

    page = store_button(page).click().run()
    assert list(page.exception) == []
    assert typeset("1 ligne enregistrée : « Saisie du 24 novembre 2026 ».") in said(page)
    assert [one.count for one in populations(new_town) if one.year == 2027] == [12_300]
    assert grid(page)[0] == ("2027", "totale", "12300", "INSEE")
    assert store_button(page).disabled


def test_a_problem_names_row_and_column_and_nothing_can_be_stored(new_town, open_page):
    page = paste(open_page(new_town, SLUG, objet="populations"), "2027\ttotale\tdouze mille\t")
    (errors,) = page.error
    assert "1 point à corriger dans la grille" in errors.value
    assert "Ligne 4, Population" in errors.value
    assert "douze mille" in errors.value
    assert store_button(page).disabled


def test_what_was_typed_is_still_there_after_another_page(new_town, open_page):
    page = open_page(new_town, SLUG, objet="populations")
    (draft,) = page.session_state["entry-drafts"].values()
    (year, kind, _, source), *others = draft.rows
    draft.rows = ((year, kind, "12 000", source), *others)
    draft.widget = "left"  # Streamlit drops a widget's state with its page
    page = page.run()
    assert grid(page)[0] == (year, kind, "12 000", source)
    assert "**1** ligne corrigée · **1** ligne inchangée" in said(page)
    assert any("11820 → 12000" in html.proto.body for html in page.get("html"))
    page = store_button(page).click().run()
    assert grid(page)[0] == (year, kind, "12000", source)


def test_the_same_row_twice_is_refused(new_town, open_page):
    known = populations(new_town)[0]
    page = paste(open_page(new_town, SLUG, objet="populations"), f"{known.year}\ttotale\t12 000")
    assert len(page.error) == 1
    assert store_button(page).disabled


def test_a_link_opens_on_the_rows_that_are_missing(new_town, open_page):
    page = open_page(new_town, SLUG, objet="populations", annees="2024,2023,x")
    assert [row[:3] for row in grid(page)[-2:]] == [("2024", "totale", ""), ("2023", "totale", "")]
    assert "2 lignes sans chiffre ne seront pas enregistrées." in said(page)
    assert store_button(page).disabled


def test_a_link_opens_on_the_indicators_without_a_target(new_town, open_page):
    page = open_page(new_town, SLUG, objet="cibles", indicateurs="gross_saving_rate,debt_payback,<script>")
    assert grid(page) == [
        ("Taux d'épargne brute", "", "finale", "", "", "%"),
        ("Capacité de désendettement", "", "finale", "", "", "années"),
    ]


def test_the_unit_stands_beside_the_figure(demonstration, open_page):
    page = open_page(demonstration, SLUG, objet="cibles", indicateur="debt_payback")
    listed = next(box.options for box in page.selectbox if box.label == "Indicateur")
    ranks = [int(option.split()[1]) for option in listed if option.startswith("Ratio") and option.split()[1].isdigit()]
    assert ranks == sorted(ranks)
    assert len(ranks) == 11
    columns = json.loads(page.dataframe[0].proto.columns)
    assert columns["Valeur"]["label"] == "Valeur (années)"


def test_an_indicator_that_nobody_knows_is_asked_about(new_town, open_page):
    page = paste(open_page(new_town, SLUG, objet="cibles"), "Taux epargne\t2028\tfinale\t12")
    assert any("Taux epargne" in box.value for box in page.warning)
    assert store_button(page).disabled
    page.checkbox[0].check()
    assert not store_button(page.run()).disabled
    page = page.button(key="entry-instead-0-Taux epargne").click().run()
    assert grid(page)[0][:4] == ("Taux d'épargne brute", "2028", "finale", "12")
    assert not page.warning
    assert any("<td>12 %</td>" in html.proto.body for html in page.get("html"))
    assert not store_button(page).disabled


def test_a_service_chosen_gives_its_measures_and_years(demonstration, open_page):
    page = open_page(demonstration, SLUG, objet="frequentation", service="piscine", annee="2024")
    *first, shown = [box.value for box in page.selectbox]
    assert first == ["219900024", "frequentation", "piscine", "pool.entrees", "2024"]
    assert shown == "tous"
    measures = next(box for box in page.selectbox if box.label == "Mesure")
    assert measures.options == ["entrées", "Une autre, à nommer dans la grille"]
    assert grid(page)[0][:2] == ("Piscine des Deux-Rives", "janvier 2024")


@pytest.fixture
def with_counts(new_town, open_page):
    """The town, with one count of January 2023."""
    page = paste(open_page(new_town, SLUG, objet="frequentation"), "Ludothèque\tentrées\t\tjanvier 2023\t4")
    store_button(page).click().run()
    return new_town


PLACE = {"objet": "frequentation", "service": "ludotheque", "mesure": "entrees"}


def years(page):
    return next(box.options for box in page.selectbox if box.label == "Année")


def test_the_page_shows_what_was_stored_for_another_year(with_counts, open_page):
    page = open_page(with_counts, SLUG, **PLACE, annee="2026")
    assert years(page) == ["2026", "2025", "2024", "2023"]
    page = store_button(paste(page, "\t03/2024\t7\n\t04/2024\tmanquant")).click().run()
    assert typeset("2 lignes enregistrées pour 2024 : « Saisie du 24 novembre 2026 ».") in said(page)
    assert [row[1:3] for row in grid(page)] == [("mars 2024", "7"), ("avril 2024", "manquant")]


def test_rows_typed_for_another_year_can_be_carried_there(with_counts, open_page):
    page = paste(open_page(with_counts, SLUG, **PLACE, annee="2026"), "\t01/2023\t5\n\t02/2022\t6")
    assert {
        typeset("1 ligne est de 2023 ; la grille montre 2026."),
        typeset("1 ligne est de 2022 ; la grille montre 2026."),
    } < {*said(page)}
    page = page.button(key="entry-year-2023").click().run()
    assert grid(page) == [("", "01/2023", "5", "", "", "")]  # in place of the count known of that month
    assert "**1** ligne corrigée" in said(page)


def test_a_new_service_is_shown_once_it_is_stored(new_town, open_page):
    page = paste(open_page(new_town, SLUG, objet="frequentation"), "Ludothèque\tentrées\t\tjanvier 2025\t4")
    page = store_button(page).click().run()
    assert [box.value for box in page.selectbox][2:5] == ["ludotheque", "entrees", "2025"]
    assert grid(page) == [("", "janvier 2025", "4", "", "", "")]


def test_a_link_opens_on_the_counts_marked_missing(with_counts, open_page):
    page = paste(open_page(with_counts, SLUG, **PLACE, annee="2023"), "\t02/2023\tmanquant")
    store_button(page).click().run()
    page = open_page(with_counts, SLUG, **PLACE, annee="2023", releves="manquants")
    assert [row[1:3] for row in grid(page)] == [("février 2023", "manquant")]


def test_rows_that_wait_for_their_figure_are_said_to(with_counts, open_page):
    page = open_page(with_counts, SLUG, **PLACE, annee="2026", releves="a-completer")
    assert typeset(
        "10 lignes attendent leur chiffre ; celles qui restent sans chiffre ne seront pas enregistrées."
    ) in said(page)


def test_a_period_to_complete_is_no_count_until_somebody_says_it(with_counts, open_page):
    page = open_page(with_counts, SLUG, **PLACE, annee="2023", releves="a-completer")
    assert [row[1] for row in grid(page)][:3] == ["janvier 2023", "février 2023", "mars 2023"]
    assert "**1** ligne inchangée" in said(page)
    assert store_button(page).disabled


def test_a_town_without_service_names_it_in_the_grid(new_town, open_page):
    page = open_page(new_town, SLUG, objet="frequentation")
    page = paste(page, "Ludothèque\tentrées\tMaison des jeux\tmars 2026\tmanquant")
    assert "**1** ligne nouvelle" in said(page)
    assert any("ligne sans chiffre, et qui dit pourquoi" in line for line in said(page))
    assert typeset("1 ligne porte « manquant » : 2.") in said(page)
    store_button(page).click().run()
    page = open_page(new_town, SLUG, objet="frequentation", service="ludotheque", mesure="entrees", annee="2026")
    assert grid(page) == [("Maison des jeux", "mars 2026", "manquant", "", "", "")]


@pytest.mark.parametrize(
    "address",
    [
        {"objet": "nothing", "service": "' OR 1=1"},
        {"objet": "valeurs", "indicateur": "<script>"},
        {"objet": "populations", "annee": "１２３４"},
        {"objet": "frequentation", "service": "piscine", "mesure": "x", "annee": "-1"},
    ],
)
def test_an_address_that_names_nothing_falls_back_on_the_first_choice(demonstration, open_page, address):
    page = open_page(demonstration, SLUG, **address)
    assert list(page.exception) == []
    assert len(page.dataframe) == 1


def test_names_that_are_typed_are_words_only(new_town, open_page):
    page = paste(open_page(new_town, SLUG, objet="populations"), "2027\ttotale\t![x](http://a.b/c)\t")
    (errors,) = page.error
    assert r"\!\[x\]\(http\://a.b/c\)" in errors.value


def test_more_rows_than_a_grid_takes_are_for_a_file(new_town, open_page, monkeypatch):
    monkeypatch.setattr(verdict, "MOST_ROWS", 3)
    page = paste(open_page(new_town, SLUG, objet="populations"), "2027\ttotale\t1\n2028\ttotale\t2")
    assert any("3 lignes au plus" in line for line in said(page))
    assert [link.proto.page for link in page.get("page_link")] == ["imports"]


def test_without_a_town_the_page_leads_to_the_imports(no_town, open_page):
    page = open_page(no_town, SLUG)
    assert list(page.exception) == []
    assert [link.proto.page for link in page.get("page_link")] == ["imports"]


def test_in_english_words_and_numbers_are_english(demonstration, open_page):
    page = open_page(demonstration, SLUG, objet="valeurs", lang="en")
    assert grid(page)[1][:2] == ("2020", "not applicable")
    assert store_button(page).disabled
