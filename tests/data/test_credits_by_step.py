"""Columns that tell how the credits of a year came about: BP, BS, DM, and what they add up to."""

from pathlib import Path

import pytest

from data.importers import layout
from data.importers.budget.table import KIND_READ
from data.importers.choices import Choices
from data.importers.grid import Book, Sheet
from data.importers.table import Context
from metrics.documents import Step
from tests.data.test_budget_tables import TODAY, TOWN, euros, read

OF_A_LINE = ("Sens", "Section", "Compte")
WATER, GAS, SALES = ("D", "F", "60611"), ("D", "F", "60612"), ("R", "F", "70311")
CHANGED = [(*WATER, 10.0, 2.0, 12.0, 11.0), (*GAS, 5.0, None, 5.0, 4.0), (*SALES, None, 17.0, 17.0, 3.0)]


def amounts(reading):
    """By step and number of the document: the amounts of each line."""
    return {(str(one.step), one.number): [euros(line) for line in one.lines] for one in reading.documents}


def codes(reading):
    return [(problem.code, problem.column) for problem in reading.problems if problem.code != "missing_column"]


@pytest.mark.parametrize("total", ["Total voté", "Total", "Crédits ouverts", "Total des crédits", "Voté", "BP + DM"])
def test_the_total_of_what_was_voted_is_the_credits_opened_of_a_closed_account(total):
    reading = read((*OF_A_LINE, "BP", "DM", total, "Réalisé"), *CHANGED, sheet="CA 2024")
    assert amounts(reading) == {
        ("closed", 0): [
            {"voted": 10, "opened": 12, "executed": 11},
            {"voted": 5, "opened": 5, "executed": 4},
            {"opened": 17, "executed": 3},
        ]
    }
    (problem,) = [one for one in reading.problems if one.code == "included_decision"]
    assert (problem.column, problem.text) == ("DM", total)
    assert (problem.parts["n"], problem.parts["of"]) == (3, 3)


def test_a_title_over_several_columns_changes_nothing():
    above = (None, None, None, "Crédits 2024", None, None, "Exécution 2024")
    titles = (*OF_A_LINE, "BP", "DM", "Total voté", "Mandats émis")
    spent = [(*WATER, 10.0, 2.0, 12.0, 11.0), (*GAS, 5.0, None, 5.0, 4.0)]
    reading = read(("Compte administratif 2024",), above, titles, *spent)
    assert amounts(reading)["closed", 0][0] == {"voted": 10, "opened": 12, "executed": 11}


def test_what_was_carried_over_stands_among_the_credits_before_they_are_spent():
    titles = (*OF_A_LINE, "BP", "BS", "RAR", "Crédits ouverts", "Réalisé", "RAR 31/12")
    reading = read(titles, (*WATER, 10.0, 2.0, 1.0, 13.0, 9.0, 0.5), sheet="CA 2024")
    assert amounts(reading)["closed", 0] == [
        {"voted": 10, "carried_in": 1, "opened": 13, "executed": 9, "carried_out": 0.5}
    ]
    assert ("included_decision", "BS") in codes(reading)


def test_without_a_total_the_credits_opened_are_the_sum_of_the_votes():
    reading = read((*OF_A_LINE, "BP", "DM", "Réalisé"), (*WATER, 10.0, -2.0, 7.0), (*SALES, None, 3.0, 1.0), sheet="CA 2024")  # fmt: skip
    assert amounts(reading)["closed", 0] == [
        {"voted": 10, "opened": 8, "executed": 7},
        {"opened": 3, "executed": 1},
    ]
    (problem,) = [one for one in reading.problems if one.code == "summed_opened"]
    assert problem.text == "« BP » + « DM »"


def test_a_total_that_some_rows_do_not_make_is_told_with_both_figures():
    rows = [(*WATER, 10.0, 2.0, 12.0, 9.0), (*GAS, 5.0, None, 5.0, 4.0), (*SALES, 5.0, None, 5.5, 4.0)]
    reading = read((*OF_A_LINE, "BP", "DM", "Total", "Réalisé"), *rows, sheet="CA 2024")
    (problem,) = [one for one in reading.problems if one.code == "credits_differ"]
    assert (problem.row, problem.column, problem.rows) == (4, "Total", (4,))
    assert (problem.parts["text_cents"], problem.parts["sum_cents"]) == (550, 500)
    assert amounts(reading)["closed", 0][2] == {"voted": 5, "opened": 5.5, "executed": 4}
    assert not reading.refused


def test_a_total_that_its_parts_never_make_is_asked_about():
    rows = [(*WATER, 10.0, 2.0, 9.0, 9.0), (*GAS, 5.0, None, 4.0, 4.0)]
    titles = (*OF_A_LINE, "BP", "DM", "Total", "Réalisé")
    reading = read(titles, *rows, sheet="CA 2024")
    assert [(one.code, one.column) for one in reading.errors] == [("credits_unclear", "Total")]
    answered = read(titles, *rows, sheet="CA 2024", choices=Choices(columns={"Total": "opened"}))
    assert not answered.refused
    aside = read(titles, *rows, sheet="CA 2024", choices=Choices(columns={"Total": ""}))
    assert amounts(aside)["closed", 0][0] == {"voted": 10, "opened": 12, "executed": 9}


def test_a_total_in_thousands_may_be_off_by_its_last_digit():
    rows = [(*WATER, 10.4, 2.3, 12.8, 9.1), (*GAS, 5.1, None, 5.1, 4.0), (*SALES, 5.0, None, 5.0, 4.0)]
    reading = read((*OF_A_LINE, "BP", "DM", "Total", "Réalisé"), *rows, sheet="CA 2024", choices=Choices(unit="thousands"))  # fmt: skip
    assert "credits_differ" not in dict(codes(reading))


def test_the_total_of_documents_of_their_own_is_a_check_and_no_amount():
    titles = (*OF_A_LINE, "BP", "DM1", "DM2", "Total")
    reading = read(titles, (*WATER, 10.0, 2.0, 1.0, 13.0), (*GAS, 5.0, None, None, 5.0), sheet="BP 2024")
    assert amounts(reading) == {
        ("amending", 1): [{"voted": 2}],
        ("amending", 2): [{"voted": 1}],
        ("initial", 0): [{"voted": 10}, {"voted": 5}],
    }
    (problem,) = [one for one in reading.problems if one.code == "checked_total"]
    assert (problem.column, problem.parts["n"]) == ("Total", 2)


def test_what_stood_before_a_decision_is_the_budget_that_it_changes():
    titles = (*OF_A_LINE, "BP", "DM1", "DM2", "Total")
    rows = [(*WATER, 10.0, 2.0, 1.0, 13.0), (*GAS, 5.0, None, None, 5.0)]
    reading = read(titles, *rows, sheet="DM 2 2024")
    assert amounts(reading) == {("amending", 2): [{"previous": 12, "voted": 1}, {"previous": 5}]}
    assert ("summed_previous", None) in codes(reading)


def test_a_decision_beside_the_first_vote_of_a_year_is_of_that_year():
    titles = (*OF_A_LINE, "BP 2024", "DM", "Total", "BP 2025")
    reading = read(titles, (*WATER, 10.0, 2.0, 12.0, 14.0), (*GAS, 5.0, None, 5.0, 6.0), sheet="BP 2025")
    assert {(one.year, one.step): len(one.lines) for one in reading.documents} == {
        (2024, Step.INITIAL): 2,
        (2024, Step.AMENDING): 1,
        (2025, Step.INITIAL): 2,
    }


def test_a_total_of_what_was_spent_is_none_of_credits():
    titles = (*OF_A_LINE, "BP", "DM", "Mandats", "RAR", "Total")
    reading = read(titles, (*WATER, 10.0, 2.0, 12.0, 1.5, 13.5), sheet="CA 2024")
    assert amounts(reading)["closed", 0] == [{"voted": 10, "executed": 12, "carried_out": 1.5, "opened": 12}]


def test_a_second_column_of_figures_is_never_left_out_in_silence():
    rows = ((*OF_A_LINE, "Voté", "Vote du groupe", "Réalisé"), (*WATER, 10.0, 2.5, 9.0))
    book = Book("xlsx", (Sheet("CA 2024", lambda: iter(rows)),))
    context = Context(Choices(), "ca.xlsx", TODAY, TOWN, Path(), lambda _share: None)
    found = layout.understand(book, context, (KIND_READ,))
    assert [(one.code, one.column) for one in found.findings.all()] == [("second_column", "Vote du groupe")]
