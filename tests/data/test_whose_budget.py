"""Whose budget a table is: asked for once, while the rest of the file is read and its problems shown."""

import pytest

from dashboard.importing import problem_sentence
from data.importers.choices import Choices
from metrics.documents import BudgetKind
from tests.data.test_budget_tables import EAU, GAZ, TAXES, changed, euros, flat, read

WRONG = changed(GAZ, montant_realise="douze")


def errors(reading):
    return [(one.code, one.row, one.column) for one in reading.errors]


def test_without_a_siret_the_rest_is_read_and_its_errors_are_shown_at_once():
    reading = flat(EAU, WRONG, TAXES, town=None)
    assert errors(reading) == [("missing_column", 1, "siret"), ("bad_number", 3, "montant_realise")]
    assert (reading.understood, reading.rows_refused) == (2, 1)
    assert [euros(line) for line in reading.lines] == [{"voted": 100, "executed": 90}, {"voted": 840, "executed": 850}]
    assert [one.authority_code for one in reading.documents] == [""]


def test_a_missing_siret_is_first_to_be_typed_then_to_be_added():
    (problem,) = flat(EAU, town=None).errors
    sentence = problem_sentence(problem)
    assert sentence.index("Changer ce qui a été compris") < sentence.index("ajouter au tableau")


def test_the_doubts_of_a_file_without_siret_are_told_too():
    voted = [changed(row, etape="BP", montant_realise="") for row in (EAU, TAXES)]
    assert "balance" in [one.code for one in flat(*voted, town=None).warnings]


def test_an_annex_without_siret_is_one_question():
    rows = [("Section", "Sens", "Compte", "BP 2025"), ("F", "D", "6061", 10.0), ("F", "R", "70111", "dix")]
    reading = read(("Budget annexe : Eau (M49)",), *rows)
    assert errors(reading) == [("annex_siret", 2, "siret"), ("bad_number", 4, "BP 2025")]
    assert (reading.understood, reading.rows_refused) == (1, 1)
    assert [one.budget_kind for one in reading.documents] == [BudgetKind.ANNEX]


@pytest.mark.parametrize("typed", ["2199000120001", "21 990 001"])
def test_a_siret_mistyped_in_the_form_is_no_fault_of_the_file(typed):
    reading = flat(EAU, WRONG, choices=Choices(constants={"siret": typed}))
    assert errors(reading) == [("typed_siret", None, None), ("bad_number", 3, "montant_realise")]
    assert "le fichier n'est pas en cause" in problem_sentence(reading.errors[0])


def test_the_key_of_a_typed_siret_is_doubted_where_it_was_typed():
    reading = flat(EAU, choices=Choices(constants={"siret": "21560046100011"}))
    assert [(one.code, one.row) for one in reading.problems] == [("typed_siret_key", None)]
