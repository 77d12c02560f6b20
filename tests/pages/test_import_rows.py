"""The rows of a file can be looked at before they are stored: searched, gone to by number, opened and put right."""

import pytest

from dashboard.locale import typeset
from data.demo.sample import FILE as SAMPLE
from tests.pages.test_imports import (
    HEADER,
    WITH_A_WORD,
    again_button,
    dropped,
    labelled,
    line,
    sentences,
    workbook,
)

USE = "Date;Service;Équipement;Nom de l'agent;Entrées\n"


def shown(page):
    """The table of rows, as records."""
    table = next(one for one in page.dataframe if "État" in one.value.columns)
    return table.value.to_dict("records")


def numbers(page):
    return [record["Ligne"] for record in shown(page)]


def test_every_row_is_shown_with_what_it_was_read_as(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), "budget.xlsx", workbook(*WITH_A_WORD))
    first, refused, last = shown(page)
    assert (first["Ligne"], first["Compte"], first["Voté"], first["État"]) == ("2", "60611", "120", "lue")
    assert first["Compris comme"].startswith("Fonctionnement, dépenses · chapitre 011 · compte 60611 · Voté 120")
    assert (refused["Voté"], refused["État"], refused["Compris comme"]) == ("douze", "refusée", "")
    assert last["Ligne"] == "4"


def test_rows_are_found_by_words_and_by_number(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), "budget.xlsx", workbook(*WITH_A_WORD))
    page = labelled(page.text_input, "Chercher dans les lignes du fichier").set_value("6156").run()
    assert numbers(page) == ["4"]
    page = labelled(page.text_input, "Chercher dans les lignes du fichier").set_value("gymnase").run()
    assert any(one.value == "Aucune ligne ne répond à cette recherche." for one in page.info)
    page = labelled(page.text_input, "Chercher dans les lignes du fichier").set_value("").run()
    page = labelled(page.number_input, "Aller à la ligne").set_value(3).run()
    assert numbers(page) == ["3", "4"]


def test_a_row_gone_to_is_opened_and_put_right(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), "budget.xlsx", workbook(HEADER, line("60611", 120), line("6156", 80)))
    page = labelled(page.number_input, "Aller à la ligne").set_value(3).run()
    assert "Compte 6156" in sentences(page)
    page = labelled(page.selectbox, "Cellule à corriger").set_value("Voté").run()
    page = labelled(page.text_input, "À lire à la place, ligne 3").set_value("85").run()
    page = labelled(page.number_input, "Aller à la ligne").set_value(2).run()  # what was typed is kept meanwhile
    page = again_button(page).click().run()
    assert list(page.exception) == []
    last = shown(page)[-1]
    assert (last["Voté"], last["État"]) == ("85", "corrigée")
    assert "Voté 85" in last["Compris comme"]


def test_a_doubtful_cell_is_told_with_the_words_of_its_row(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), "budget.xlsx", workbook(*WITH_A_WORD))
    (words,) = [one.value.replace("\\", "") for one in page.caption if one.value.startswith(typeset("Ligne 3 :"))]
    assert "Chapitre 011 · Compte 60612" in words


def test_columns_that_identify_somebody_are_not_shown(no_town, open_page):
    rows = "".join(f"2025-01-0{day};Piscine;Bassin;Mme Durand;1{day}\n" for day in range(1, 6))
    page = dropped(open_page(no_town, "imports"), "entrees.csv", (USE + rows).encode())
    assert numbers(page) == ["2", "3", "4", "5", "6"]
    assert "Durand" not in str(shown(page))
    assert "Bassin" in shown(page)[0]["Compris comme"]


@pytest.mark.parametrize(("words", "found"), [("60612", True), ("gymnase", False)])
def test_the_lines_of_a_budget_document_are_searched_too(no_town, open_page, words, found):
    page = dropped(open_page(no_town, "imports"), SAMPLE.name, SAMPLE.read_bytes())
    page = labelled(page.text_input, "Chercher dans les lignes lues").set_value(words).run()
    accounts = [account for table in page.dataframe for account in table.value.get("Compte", ())]
    assert set(accounts) == ({words} if found else set())
