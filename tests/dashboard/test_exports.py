"""What leaves the town as a file: names and figures as a spreadsheet of the visitor's language takes them."""

import csv
import io

import pytest

from dashboard import exports, formats, read
from dashboard.imports.declared import READS
from dashboard.imports.templates import file_name
from data.importers.kinds import Kind
from metrics.documents import Step
from metrics.finance.statistics import DEBT_PAYBACK, GROSS_SAVING_RATE


@pytest.mark.parametrize(
    ("language", "kind", "name"),
    [
        ("fr", Kind.VALUES, "modele-valeurs-d-indicateurs.xlsx"),
        ("fr", Kind.BUDGET, "modele-tableau-budgetaire.xlsx"),
        ("en", Kind.USAGE, "template-use-of-a-service.xlsx"),
    ],
)
def test_a_template_is_named_in_words(spoken, language, kind, name):
    assert spoken(language, file_name, READS[kind], "xlsx") == name


@pytest.fixture(scope="module")
def place(demonstration):
    """The main budget of the demonstration town."""
    (town,) = read.towns(demonstration)
    return town, read.budgets(town)[0]


@pytest.mark.parametrize(("language", "separator", "mark"), [("fr", ";", ","), ("en", ",", ".")])
def test_a_series_opens_in_columns_of_numbers(place, spoken, language, separator, mark):
    town, budget = place
    found = read.trajectories([GROSS_SAVING_RATE, DEBT_PAYBACK], town, read.closed_accounts(town, budget.id)[0])
    text = spoken(language, exports.years_table, found)
    title, *rows = csv.reader(io.StringIO(text), delimiter=separator)
    assert [len(row) for row in (title, *rows)] == [4] * (len(rows) + 1)
    figure = found[0].at(int(rows[0][0]))
    assert rows[0][2].replace(mark, ".") == str(figure.value.shown(GROSS_SAVING_RATE.unit))
    assert mark in rows[0][2]
    assert {row[1] for row in rows} == {spoken(language, formats.document_name, "closed", 0)}


def test_a_series_is_named_in_words(place, spoken):
    assert spoken("fr", exports.series_name, *place, Step.CLOSED) == (
        "series-rocheclaire-sur-sonde-budget-principal-compte-clos-ca-ou-cfu.csv"
    )


@pytest.mark.parametrize(
    ("spoken_in", "amount", "share", "line"),
    [
        ("fr", "1\u202f234,56\u00a0€", "69,3\u00a0%", "Total;1234,56;69,3%"),
        ("en", "€1,234.56", "69.3%", "Total,1234.56,69.3%"),
    ],
)
def test_a_table_of_a_page_leaves_as_numbers(spoken, spoken_in, amount, share, line):
    rows = [{"Poste": "Total", "Ouvert": amount, "Taux": share}, {"Poste": "011", "Ouvert": "sans objet", "Taux": ""}]
    written = spoken(spoken_in, exports.table, rows, ["Ouvert", "Taux"]).splitlines()
    assert written[1] == line
    assert written[2] == line[5].join(("011", "sans objet", ""))


def test_a_name_that_a_spreadsheet_would_run_leaves_as_a_text(spoken):
    rows = [{"Poste": "=HYPERLINK(1)", "Montant": "-24,00\u00a0€"}]
    assert spoken("fr", exports.table, rows, ["Montant"]).splitlines()[1] == "'=HYPERLINK(1);-24,00"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("1\u202f306\u00a0€/hab.", "1\u202f306\u00a0€/hab."),
        ("12 milliers d'euros", "12 milliers d'euros"),
        ("−0,12", "-0,12"),
        ("–", "–"),
        ("+1,5 point", "'+1,5 point"),
    ],
)
def test_a_figure_that_is_no_number_alone_keeps_its_words(spoken, cell, written):
    assert spoken("fr", exports.table, [{"Poste": "A", "Valeur": cell}], ["Valeur"]).splitlines()[1] == f"A;{written}"


def test_the_name_of_a_file_leaves_out_what_has_no_words():
    assert exports.table_name("Crach", "Chapitre", "") == "crach-chapitre.csv"
