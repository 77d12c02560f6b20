"""What is typed in a grid or pasted beside it, read by the readers of files."""

from datetime import date
from decimal import Decimal

import pytest

from data.facts import IndicatorValueRead, PopulationRead, TargetRead
from data.importers.entry import Entry, kept_text, pasted, read_entry
from data.importers.small.populations import POPULATION_READ
from data.importers.small.values import TARGETS_READ, VALUES_READ
from data.importers.table import Town
from data.importers.usage.table import USAGE_READ
from metrics.values import Absence

TODAY = date(2026, 11, 24)
TOWN = Town("219900024", "21990002400015", "Rocheclaire")
VALUES = {"date": "Date", "value": "Valeur", "source": "Source"}
USAGE = {"facility": "Équipement", "date": "Date", "quantity": "Nombre", "fees": "Recettes"}
POPULATIONS = {"year": "Année", "kind": "Type de population", "count": "Population", "source": "Source"}


@pytest.fixture
def read(tmp_path):
    """read(kind, titles, rows, constants): what the grid says."""

    def reading(kind, titles, rows, **constants):
        return read_entry(Entry(kind, titles, tuple(rows), constants), TODAY, TOWN, tmp_path)

    return reading


def records(reading):
    (spooled,) = reading.records
    return [dict(zip(spooled.columns, row, strict=True)) for row in spooled.read()]


def told(reading):
    return [(problem.code, problem.row, problem.column, problem.text) for problem in reading.problems]


def test_a_zero_and_three_ways_of_having_no_figure_stay_four_things(read):
    rows = [("janvier 2026", "0"), ("02/2026", "manquant"), ("2026-03", "sans objet"), ("avril 2026", "secret")]
    reading = read(USAGE_READ, {"date": "Date", "quantity": "Nombre"}, rows, service="piscine", measure="entrees")
    assert told(reading) == []
    assert [(one["quantity"], one["absence"]) for one in records(reading)] == [
        (0, None), (None, "missing"), (None, "not_applicable"), (None, "withheld"),
    ]  # fmt: skip


def test_a_decimal_comma_is_one(read):
    rows = [("Déchèterie", "mars 2026", "1 234,5", "12,50 €")]
    (one,) = records(read(USAGE_READ, USAGE, rows, service="dechets", measure="tonnes"))
    assert (one["quantity"], one["fees"]) == (1_234_500, 1_250)


def test_the_measure_chosen_is_kept_as_it_is(read):
    rows = [("Bassin", "mars 2026", "12", "")]
    (one,) = records(read(USAGE_READ, USAGE, rows, service="piscine", measure="pool.entrees"))
    assert one["measure"] == "pool.entrees"


def test_rows_are_numbered_below_the_titles_blank_ones_included(read):
    rows = [("Bassin", "mars 2026", "12", ""), ("", "", "", ""), ("Bassin", "avril 2026", "douze", "")]
    reading = read(USAGE_READ, USAGE, rows, service="piscine", measure="entrees")
    assert told(reading) == [("bad_count", 4, "Nombre", "douze")]


def test_nothing_is_read_before_a_required_column_is_filled(read):
    reading = read(POPULATION_READ, POPULATIONS, [("2024", "", "3 446", "INSEE")])
    assert [(code, row, column) for code, row, column, _ in told(reading)] == [("blank_cell", 2, "Type de population")]
    assert reading.facts.populations == ()


def test_a_population_of_each_kind(read):
    rows = [("2024", "totale", "3 446", "INSEE"), ("2024", "municipale", "3379", "INSEE")]
    assert read(POPULATION_READ, POPULATIONS, rows).facts.populations == (
        PopulationRead(2024, "total", 3_446, "INSEE"),
        PopulationRead(2024, "municipal", 3_379, "INSEE"),
    )


def test_values_and_targets_of_an_indicator(read):
    titles = {"indicator": "Indicateur", **VALUES}
    rows = [("satisfaction", "2025", "48,8", "enquête"), ("satisfaction", "2024", "secret", "enquête")]
    year = (date(2024, 1, 1), date(2024, 12, 31))
    assert read(VALUES_READ, titles, rows).facts.indicator_values[1:] == (
        IndicatorValueRead("satisfaction", *year, None, Absence.WITHHELD, "enquête"),
    )
    titles = {"indicator": "Indicateur", "year": "Année", "role": "Rôle", "value": "Valeur", "source": "Source"}
    rows = [("Taux d'épargne brute", "2026", "finale", "12", "conseil")]
    assert read(TARGETS_READ, titles, rows).facts.targets == (
        TargetRead("gross_saving_rate", 2026, "final", Decimal(12), "conseil"),
    )


def test_the_same_thing_twice_is_refused(read):
    rows = [("2024", "totale", "3446", "INSEE"), ("2024", "totale", "3447", "INSEE")]
    assert [(code, row) for code, row, _, _ in told(read(POPULATION_READ, POPULATIONS, rows))] == [("overlap", 3)]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("2024\ttotale\t3 446\tINSEE\n2023\ttotale\t3400\tINSEE", [("2024", "totale", "3 446", "INSEE"), ("2023", "totale", "3400", "INSEE")]),
        ("2024;totale;3446", [("2024", "totale", "3446", "")]),
        ("2024\ttotale\t3446\tINSEE\tde trop", [("2024", "totale", "3446", "INSEE")]),
        ("Population\tAnnée\tType de population\n3446\t2024\ttotale", [("2024", "totale", "3446", "")]),
        ("habitants\tmillésime\n3446\t2024", [("2024", "", "3446", "")]),
        ('2024\ttotale\t3446\t"INSEE,\nrecensement"', [("2024", "totale", "3446", "INSEE,\nrecensement")]),
        ("\n \t \n2024\ttotale\r\n", [("2024", "totale", "", "")]),
        ("", []),
        ("\0", []),
    ],
)  # fmt: skip
def test_rows_of_a_spreadsheet_go_under_their_titles(text, rows):
    assert pasted(text, POPULATION_READ, POPULATIONS) == rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("Valeur\tAnnée\n78,5\t2026", [("2026", "78,5", "")]),
        ("Année\tMois\tValeur\n2026\tjanvier\t12", [("janvier 2026", "12", "")]),
        ("Date\tAnnée\tValeur\n31/01/2026\t2026\t12", [("31/01/2026", "12", "")]),
    ],
)
def test_the_parts_of_a_period_make_one(text, rows):
    assert pasted(text, VALUES_READ, VALUES) == rows


def test_the_file_kept_of_an_entry_can_be_imported(read, tmp_path):
    rows = [("2024", "totale", "3446", "INSEE ; recensement")]
    kept = kept_text([*POPULATIONS.values()], rows).decode()
    again = pasted(kept, POPULATION_READ, POPULATIONS)
    assert read(POPULATION_READ, POPULATIONS, again).facts == read(POPULATION_READ, POPULATIONS, rows).facts
