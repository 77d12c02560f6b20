"""Real series of use against a reader that shares nothing with ours: csv and Decimal. Missing is counted apart."""

import csv
import gzip
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

import pytest

from data.importers.choices import Choices
from data.importers.kinds import Kind
from data.importers.readers import read_path
from data.importers.table import Context, Town
from tests.data.tables_text import records, say_all, told

FOLDER = "data/usages"
MILLI = 1000


@pytest.fixture
def load(shared, tmp_path):
    """Reads a shared file as the page does."""

    def load(path, town=None, **choices):
        context = Context(Choices(**choices), path.name, date(2026, 11, 1), town, tmp_path, lambda _share: None)
        reading = read_path(shared / "data" / path if isinstance(path, str) else path, context)
        say_all(reading.problems)
        assert reading.rows == reading.understood + reading.totals_skipped + reading.rows_refused
        return reading

    return lambda name, **options: load(shared / FOLDER / name, **options)


@pytest.fixture
def plain(shared):
    """The rows of a shared file as dictionaries of texts."""

    def plain(name, delimiter=","):
        path = shared / FOLDER / name
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file, delimiter=delimiter))

    return plain


def sums(reading, *by):
    """Quantities in units and missing ones, by fields."""
    total, missing = defaultdict(Decimal), Counter()
    for one in records(reading):
        one["year"] = one["starts_on"][:4]
        key = tuple(one[name] for name in by)
        if one["quantity"] is None:
            missing[key] += 1
        else:
            total[key] += Decimal(str(one["quantity"]))
    return dict(total), dict(missing)


def expected(rows, columns, *by):
    """The same from the texts of a file. columns: title → measure. by: of a row and a measure."""
    total, missing = defaultdict(Decimal), Counter()
    for row in rows:
        for title, measure in columns.items():
            key = tuple(part(row, measure) for part in by)
            if row[title] in ("", "NA"):
                missing[key] += 1
            else:
                total[key] += Decimal(row[title])
    return dict(total), dict(missing)


def measure_of(_row, measure):
    return measure


def test_canteens_of_nantes(load, plain):
    name = "nantes_cantines_journalier_2011_2018.csv.gz"
    reading, rows = load(name), plain(name)
    assert (reading.kind, reading.rows, reading.understood) == (Kind.USAGE, 63_105, 63_105)
    assert reading.records[0].rows == 2 * 63_105
    columns = {"prevision": "prevision", "reel": "reel"}
    by = (lambda row, _: row["site_nom"], lambda row, _: row["date"][:4], measure_of)
    total, missing = expected(rows, columns, *by)
    assert sums(reading, "facility", "year", "measure") == (total, missing)
    assert reading.details["absent"] == {"missing": sum(missing.values())}
    names = {one.name for one in reading.facts.facilities}
    assert names == {row["site_nom"] for row in rows}
    assert {"GASTON SERPETTE", "GASTON SERPETTE E", "GASTON SERPETTE M"} <= names
    assert told(reading) == [("service_named", 1, None)]


def test_museums_of_france(load, plain):
    name = "musees_de_france_frequentation_2001_2021.csv.gz"
    reading, rows = load(name), plain(name)
    assert (reading.rows, reading.understood) == (17_112, 17_112)
    columns = {"payant": "payant", "gratuit": "gratuit", "total": "total"}
    total, _ = expected(rows, columns, lambda row, _: f"{row['annee']}-01-01", measure_of)
    assert sums(reading, "starts_on", "measure")[0] == total
    # Four museums have two rows in one year, of two places under one code: 17 112 - 4 records of each measure.
    places = {(row["ref_musee"], row["annee"]) for row in rows}
    assert reading.records[0].rows == 3 * len(places) == 3 * 17_108
    blank = sum(1 for row in rows for title in columns if row[title] == "")
    assert reading.details["absent"] == {"missing": blank}
    assert {one.code for one in reading.facts.facilities} == {row["ref_musee"] for row in rows}
    assert {code for code, _, _ in told(reading)} == {
        *("service_named", "period_aside", "added_up", "names_vary", "partial_sum")
    }
    assert not reading.refused


def test_bike_counters_of_paris(load, plain):
    name = "paris_compteurs_velo_journalier_2020.csv.gz"
    reading, rows = load(name), plain(name)
    assert (reading.rows, reading.records[0].rows) == (14_640, 14_640)
    assert len(reading.facts.facilities) == 40
    by = (lambda row, _: row["compteur"], lambda row, _: row["date"])
    assert sums(reading, "facility", "starts_on") == expected(rows, {"comptage": ""}, *by)
    assert told(reading) == [("service_named", 1, None)]


def test_a_reference_by_day_of_the_week_says_no_period(load):
    reading = load("paris_compteurs_velo_reference_par_jour_semaine.csv", kind=Kind.USAGE)
    assert (reading.rows, reading.rows_refused) == (280, 280)
    assert [(one.code, one.row, one.column) for one in reading.errors] == [("missing_column", 1, "date")]


def test_library_of_alessandria(load, plain):
    found = Counter()
    for year in (2021, 2022, 2023):
        name = f"alessandria_biblioteca_{year}.csv"
        reading, rows = load(name), plain(name, ";")
        assert (reading.rows, reading.records[0].rows) == (12, 72)
        total = sum(Decimal(cell) for row in rows for title, cell in row.items() if title != "Mese")
        assert sum(sums(reading)[0].values()) == total
        assert {one["starts_on"][:4] for one in records(reading)} == {str(year)}
        assert {code for code, _, _ in told(reading)} == {"service_named", "period_named"}
        found["rows"] += reading.rows
    assert found["rows"] == 36


def test_reports_of_citizens_are_counted_by_day_and_category(load, plain):
    name = "alessandria_segnalazioni_cittadini.csv"
    reading, rows = load(name), plain(name)
    assert (reading.rows, reading.understood) == (3_059, 3_059)
    counted = Counter((row["Creato"], row["Categoria"] or None) for row in rows)
    assert {(one["starts_on"], one["audience"]): one["quantity"] for one in records(reading)} == counted
    assert {one["measure"] for one in records(reading)} == {"segnalazioni"}


@pytest.mark.parametrize(("kind", "rows"), [("cds", 6_348), ("films", 6_033)])
def test_loans_of_toulouse_are_added_up_by_year(load, plain, kind, rows):
    name = f"toulouse_bibliotheque_top500_{kind}.csv.gz"
    reading, texts = load(name), plain(name, ";")
    assert (reading.rows, reading.understood) == (rows, rows)
    total, _ = expected(texts, {"Nbre de prêts": "prets"}, lambda row, _: f"{row['ANNEE']}-01-01", measure_of)
    assert sums(reading, "starts_on", "measure")[0] == total
    added = next(one for one in reading.problems if one.code == "added_up")
    assert added.parts == {"rows_read": rows, "records": len(total)}
    assert "TITRE" in added.text


def test_projects_of_the_participatory_budget_are_counted(load, plain):
    name = "paris_budget_participatif_projets_laureats.csv.gz"
    reading, rows = load(name), plain(name)
    assert (reading.rows, reading.understood) == (900, 900)
    counted = Counter((row["edition"], row["arrondissement_projet_gagnant"], row["thematique"]) for row in rows)
    assert {
        (one["starts_on"][:4], one["facility"], one["audience"]): one["quantity"] for one in records(reading)
    } == counted


def test_calendars_of_nantes_and_events_of_paris(load, plain):
    strikes = load("nantes_jours_de_greve.csv")
    assert {one.starts_on.isoformat() for one in strikes.facts.events} == {
        row["date"] for row in plain("nantes_jours_de_greve.csv")
    }
    assert (strikes.rows, {one.kind for one in strikes.facts.events}) == (259, {"strike"})
    holidays, rows = load("nantes_vacances_scolaires.csv"), plain("nantes_vacances_scolaires.csv")
    assert holidays.rows == len(rows) == 108
    assert {(str(one.starts_on), str(one.ends_on), one.name, one.zone) for one in holidays.facts.events} == {
        (row["date_debut"], row["date_fin"], row["vacances_nom"], row["zone"]) for row in rows
    }
    years = load("nantes_annees_scolaires.csv")
    assert (years.rows, len(years.facts.events), years.facts.events[0].kind) == (11, 11, "school_year")
    events = load("paris_evenements_2020.csv")
    assert (events.rows, len(events.facts.events)) == (13, 13)


def test_the_town_s_row_of_a_national_list_of_populations(load, shared):
    path = shared / "data/territoires/communes_2026.csv.gz"
    reading = load(path, town=Town("215600461", "", "Crach"))
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        town = next(row for row in csv.DictReader(file) if row["siren"] == "215600461")
    assert {(one.year, one.kind): one.count for one in reading.facts.populations} == {
        (year, kind): int(town[f"pop_{word}_ed{year}"])
        for year in range(2021, 2027)
        for kind, word in (("municipal", "municipale"), ("total", "totale"))
    }
    assert (reading.rows, reading.totals_skipped) == (34_969, 34_968)
    assert told(reading) == [("other_territories", 1, "siren")]
