"""Totals that a table prints against its lines: column by column, each with the rows it names."""

import pytest

from dashboard.importing import problem_sentence
from data.importers.budget.rounding import rounding
from data.importers.choices import Choices, Correction
from data.importers.reading import LEFT_OUT, ROUNDING
from tests.data.test_budget_tables import read

TITLES = ("Chapitre", "Article", "Libellé", "Crédits ouverts", "Réalisé")
ABOVE = [("COMPTE ADMINISTRATIF 2024",), ("DÉPENSES DE FONCTIONNEMENT",), TITLES]
WATER, GAS = ("011", "60611", "Eau", 100.0, 90.0), ("011", "60612", "Gaz", 200.0, 160.0)
PAID = ("012", "64111", "Titulaires", 500.0, 480.0)
OF_012 = ("Sous-total chapitre 012", None, None, 500.0, 480.0)
ALL = ("TOTAL", None, None, 800.0, 730.0)
NAMED, UNNAMED = ("Sous-total chapitre 011", None, None), (None, None, "Total charges courantes")


def printed(reading):
    """By row and column: what the file prints, what its lines give, why they differ."""
    return {
        (total.row, total.column): (total.printed / 100, total.computed / 100, total.because)
        for total in reading.printed_totals
    }


def told(reading):
    return [(one.code, one.row, one.column) for one in reading.problems if one.code.startswith("total_")]


@pytest.mark.parametrize("named", [NAMED, UNNAMED], ids=["by its chapter", "by words alone"])
def test_a_cent_of_difference_in_one_column_is_a_rounding_of_that_column(named):
    reading = read(*ABOVE, WATER, GAS, (*named, 300.01, 250.0), PAID, OF_012, ALL)
    assert printed(reading)[6, "Crédits ouverts"] == (300.01, 300, ROUNDING)
    assert printed(reading)[6, "Réalisé"] == (250, 250, "")
    assert told(reading) == [("total_row", 6, reading.problems[0].column), ("total_rounding", 6, "Crédits ouverts")]


@pytest.mark.parametrize("named", [NAMED, UNNAMED], ids=["by its chapter", "by words alone"])
def test_a_subtotal_that_differs_is_compared_with_its_own_rows_not_with_the_section(named):
    reading = read(*ABOVE, WATER, GAS, (*named, 310.0, 250.0), PAID, OF_012, ALL)
    assert printed(reading)[6, "Crédits ouverts"] == (310, 300, "")
    assert printed(reading)[6, "Réalisé"] == (250, 250, "")
    assert ("total_mismatch", 6, "Crédits ouverts") in told(reading)


@pytest.mark.parametrize("named", [NAMED, UNNAMED], ids=["by its chapter", "by words alone"])
def test_a_difference_that_is_the_row_left_out_says_so(named):
    choices = Choices(exclusions=(Correction("Feuil1", 5, text="doublon"),))
    reading = read(*ABOVE, WATER, GAS, (*named, 300.0, 250.0), PAID, OF_012, ALL, choices=choices)
    assert printed(reading)[6, "Crédits ouverts"] == (300, 100, LEFT_OUT)
    assert printed(reading)[9, "Réalisé"] == (730, 570, LEFT_OUT)
    assert {code for code, _, _ in told(reading)} == {"total_row", "total_left_out"}
    sentence = next(problem_sentence(one) for one in reading.problems if one.code == "total_left_out")
    assert "c'est la ligne 5 que vous avez exclue" in sentence


def test_a_row_left_out_explains_its_own_columns_only():
    choices = Choices(exclusions=(Correction("Feuil1", 5, text="doublon"),))
    reading = read(*ABOVE, WATER, GAS, (*NAMED, 300.01, 270.0), PAID, OF_012, choices=choices)
    assert printed(reading)[6, "Crédits ouverts"] == (300.01, 100, LEFT_OUT)
    assert printed(reading)[6, "Réalisé"] == (270, 90, "")
    assert told(reading)[1:] == [
        ("total_left_out_rounding", 6, "Crédits ouverts"),
        ("total_mismatch", 6, "Réalisé"),
    ]


def test_several_rows_left_out_are_named_together():
    rows = [Correction("Feuil1", row, text="doublon") for row in (4, 5)]
    reading = read(*ABOVE, WATER, GAS, PAID, OF_012, ALL, choices=Choices(exclusions=tuple(rows)))
    (problem, _) = [one for one in reading.problems if one.code == "total_left_out"]
    assert (problem.row, problem.parts["n"], problem.parts["rows"]) == (8, 2, "4, 5")


def test_a_total_that_no_run_of_rows_prints_is_not_compared():
    reading = read(*ABOVE, WATER, GAS, (None, None, "Total charges courantes", 999.0, 888.0), PAID)
    assert ("total_unchecked", 6, None) in told(reading)


@pytest.mark.parametrize(
    ("amounts", "unit", "margin"),
    [
        ([12_345, None], "euros", 1),
        ([1_200_000, 300_000], "thousands", 100_000),
        ([1_230_000, 300_000], "thousands", 10_000),
        ([1_234_500], "thousands", 100),
    ],
)
def test_rounding_is_of_a_cent_or_of_the_last_digit_in_thousands(amounts, unit, margin):
    assert rounding(amounts, unit) == margin
