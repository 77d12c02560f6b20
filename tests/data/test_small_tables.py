"""Populations, indicator values, targets and calendars: each fact once, each doubtful cell named."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.facts import CalendarEventRead, IndicatorValueRead, PopulationRead, TargetRead
from data.importers import templates
from data.importers.kinds import Kind
from data.importers.table import Town
from data.importers.titles import Titles
from metrics.values import Absence
from tests.data.tables_text import KINDS, errors, read, told

TOWN = Town("219900012", "21990001200015", "Exempleville")


def test_populations_in_rows():
    reading = read("""
        année;type de population;population;source
        2023;municipale;3 400;INSEE
        2023;Totale;3500;
        2024;totale;;
    """, name="population.csv")  # fmt: skip
    assert reading.facts.populations == (
        PopulationRead(2023, "municipal", 3400, "INSEE"),
        PopulationRead(2023, "total", 3500, "population.csv"),
    )
    assert (reading.kind, reading.understood, reading.totals_skipped) == (Kind.POPULATION, 2, 1)
    assert not reading.problems


def test_populations_in_columns_say_their_kind_and_year():
    reading = read("code insee;commune;PMUN2021;PTOT21;PCAP2021\n01001;A;800;810;10")
    assert reading.facts.populations == (
        PopulationRead(2021, "municipal", 800, "piscine.csv"),
        PopulationRead(2021, "total", 810, "piscine.csv"),
    )


def test_of_a_list_of_towns_only_the_town_s_row_is_kept():
    text = "siren;nom;pop_municipale_2024\n219900012;Exempleville;3400\n219900020;Autreville;12"
    reading = read(text, town=TOWN)
    assert [one.count for one in reading.facts.populations] == [3400]
    assert told(reading) == [("other_territories", 1, "siren")]
    assert (reading.rows, reading.understood, reading.totals_skipped) == (2, 1, 1)
    stranger = Town("219900038", "", "Ailleurs")
    assert [code for code, _, _ in errors(read(text, town=stranger))] == ["wrong_tenant"]


def test_a_list_without_siren_needs_a_choice():
    text = "code insee;PTOT2024\n1001;810\n01002;301"
    refused = read(text, town=TOWN)
    assert errors(refused) == [("which_territory", 1, "code insee")]
    assert (refused.rows, refused.rows_refused) == (2, 2)
    chosen = read(text, town=TOWN, constants={"territory": "01001"})
    assert [one.count for one in chosen.facts.populations] == [810]


def test_which_population_and_which_year_are_never_guessed():
    assert errors(read("Commune;Population\nA;12", name="population_2024.csv")) == [
        ("missing_column", 1, "type de population")
    ]
    chosen = read("Commune;Population\nA;12", name="population_2024.csv", constants={"kind": "totale"})
    assert chosen.facts.populations == (PopulationRead(2024, "total", 12, "population_2024.csv"),)
    assert errors(read("population totale;note\n12;x", kind=Kind.POPULATION)) == [("missing_column", 1, "annee")]


def test_a_population_said_twice_or_impossible_is_an_error():
    reading = read("année;type de population;population\n2023;totale;5\n2023;totale;5\n2023;totale;6\n2024;totale;-1")
    assert errors(reading) == [
        ("duplicate_row", 3, None),
        ("overlap", 4, "population"),
        ("bad_count", 5, "population"),
    ]
    assert errors(read("année;type de population;population\n1789;totale;5\n2023;légale;5")) == [
        ("year_out_of_range", 2, "année"),
        ("unknown_code", 3, "type de population"),
    ]


def year_value(indicator, year, value, absence=None, source="piscine.csv"):
    return IndicatorValueRead(indicator, date(year, 1, 1), date(year, 12, 31), value, absence, source)


def test_indicator_values_in_rows():
    reading = read("""
        annee;indicateur;valeur;source
        2023;Taux de satisfaction;48,8;Enquête
        2024;taux de  satisfaction;NA;
        2024;Épargne brute;-1 234,5 €;
        2024;Délai;sans objet;
    """)  # fmt: skip
    assert reading.facts.indicator_values == (
        year_value("Taux de satisfaction", 2023, Decimal("48.8"), source="Enquête"),
        year_value("Taux de satisfaction", 2024, None, Absence.MISSING),
        year_value("gross_saving", 2024, Decimal("-1234.5")),
        year_value("Délai", 2024, None, Absence.NOT_APPLICABLE),
    )
    assert not reading.problems


def test_indicator_values_in_columns_of_years_or_of_indicators():
    years = read("indicateur;2023;2024;2026\nSatisfaction;1,5;;\nDélai;;4;")
    assert years.facts.indicator_values == (
        year_value("Satisfaction", 2023, Decimal("1.5")),
        year_value("Satisfaction", 2024, None, Absence.MISSING),
        year_value("Délai", 2023, None, Absence.MISSING),
        year_value("Délai", 2024, Decimal(4)),
    )
    indicators = read("annee;Taux de satisfaction;Délai moyen\n2024;81 %;12", kind=Kind.VALUES)
    assert [(one.indicator, one.value) for one in indicators.facts.indicator_values] == [
        ("Taux de satisfaction", Decimal(81)),
        ("Délai moyen", Decimal(12)),
    ]


def test_doubtful_values_are_named_and_the_same_one_comes_once():
    reading = read(
        "annee;indicateur;valeur\n2023;A;1.234\n2023;;5\n2023;B;beaucoup\n2023;C;1\n2023;c;1\n2023;C;2\nx;D;1"
    )
    assert errors(reading) == [
        ("ambiguous_number", 2, "valeur"),
        ("blank_cell", 3, "indicateur"),
        ("bad_number", 4, "valeur"),
        ("duplicate_row", 6, None),
        ("overlap", 7, "valeur"),
        ("bad_date", 8, "annee"),
    ]
    assert (reading.understood, reading.rows_refused) == (1, 6)


def test_a_table_of_values_says_what_it_lacks():
    assert errors(read("annee;valeur\n2023;5", kind=Kind.VALUES)) == [("missing_column", 1, "indicateur")]
    assert errors(read("indicateur;valeur\nA;5", kind=Kind.VALUES)) == [("missing_column", 1, "annee")]
    assert errors(read("annee;indicateur\n2023;A", kind=Kind.VALUES)) == [("missing_column", 1, "valeur")]


def test_targets_in_rows_and_in_columns():
    in_rows = read(
        "indicateur;annee;role;valeur;source\nA;2023;référence;10;x\nA;2028;Cible finale;50,5;x\nA;2025;jalon;;"
    )
    assert in_rows.facts.targets == (
        TargetRead("A", 2023, "baseline", Decimal(10), "x"),
        TargetRead("A", 2028, "final", Decimal("50.5"), "x"),
    )
    in_columns = read("indicateur;Référence 2023;Cible finale 2028\nA;10;20\nB;;30", kind=Kind.TARGETS)
    assert [(one.indicator, one.year, one.role, one.value) for one in in_columns.facts.targets] == [
        ("A", 2023, "baseline", 10),
        ("A", 2028, "final", 20),
        ("B", 2028, "final", 30),
    ]


def test_doubtful_targets_are_named():
    reading = read("indicateur;annee;role;valeur\nA;2023;truc;3\nA;1950;finale;3\nA;2028;finale;3\nA;2028;finale;4")
    assert errors(reading) == [
        ("unknown_code", 2, "role"),
        ("year_out_of_range", 3, "annee"),
        ("overlap", 5, "valeur"),
    ]
    assert errors(read("indicateur;annee;valeur\nA;2028;3", kind=Kind.TARGETS)) == [("missing_column", 1, "role")]


def event(starts_on, ends_on, name, kind, zone=None):
    return CalendarEventRead(date.fromisoformat(starts_on), date.fromisoformat(ends_on), name, kind, zone)


def test_marked_days_named_days_and_school_years():
    strikes = read("date;greve\n2011-12-15;1\n2011-12-16;0\n2011-12-15;1")
    assert strikes.facts.events == (event("2011-12-15", "2011-12-15", "Grève", "strike"),)
    assert told(strikes) == [("repeated_event", 4, None)]
    assert (strikes.understood, strikes.totals_skipped) == (2, 1)
    holidays = read("vacances_nom;date_debut;date_fin;zone;vacances\nPont;2022-05-25;2022-05-27;B;1")
    assert holidays.facts.events == (event("2022-05-25", "2022-05-27", "Pont", "school_holiday", "B"),)
    years = read("annee_scolaire;date_debut;date_fin\n2020-2021;2020-09-01;2021-07-06")
    assert years.facts.events == (event("2020-09-01", "2021-07-06", "Année scolaire 2020-2021", "school_year"),)
    notes = read("date;notes\n2020-03-17;First lockdown\n2020-05-01;Fermeture des piscines")
    assert [(one.name, one.kind) for one in notes.facts.events] == [
        ("First lockdown", "event"),
        ("Fermeture des piscines", "closure"),
    ]
    kinds = read("date;nom de l'évènement;type d'évènement\n2024-05-01;1er mai;férié")
    assert kinds.facts.events == (event("2024-05-01", "2024-05-01", "1er mai", "holiday"),)


def test_doubtful_days_are_named():
    reading = read("date;greve\n31/02/2024;1\n2024-01-05;peut-être\n;1\n2024-01-06;1")
    assert errors(reading) == [("bad_date", 2, "date"), ("unknown_code", 3, "greve"), ("blank_cell", 4, "date")]
    backwards = read("date_debut;date_fin;nom\n2024-02-01;2024-01-01;x")
    assert errors(backwards) == [("bad_date", 2, "date_fin")]
    persons = "date;évènement;n° adhérent;email\n2024-01-01;Visite;12;a@example.org"
    assert errors(read(persons, kind=Kind.CALENDAR)) == [("one_row_per_person", 1, "n° adhérent")]
    contacts = read(persons.replace(";n° adhérent", ";salle"), kind=Kind.CALENDAR)
    assert (len(contacts.facts.events), errors(contacts)) == (1, [])
    assert errors(read("nom;zone\nx;B", kind=Kind.CALENDAR)) == [("missing_column", 1, "date")]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_importer_knows_every_title_of_its_templates(kind, language):
    titles = Titles(kind.fields)
    (header,) = csv.reader(io.StringIO(templates.template_csv(kind, language).decode("utf-8-sig")), delimiter=";,"[language == "en"])  # fmt: skip
    named = [titles.named(title).field.name for title in header]
    assert named
    assert len({*named}) == len(named)


CELLS = st.one_of(
    st.text(st.characters(exclude_characters=";\n\r", exclude_categories=["Cs"]), max_size=12),
    st.sampled_from(["2024-01-05", "05/01/2024", "T1 2024", "12", "1,5", "NA", "-", "Total", "#REF!", "janvier", "A"]),
)
HEADERS = st.sampled_from(
    [
        "date",
        "annee",
        "mois",
        "semaine",
        "service",
        "site",
        "code_site",
        "nombre",
        "entrées",
        "recettes",
        "canal",
        "public",
        "age",
        "indicateur",
        "valeur",
        "role",
        "population",
        "PMUN2021",
        "siren",
        "greve",
        "nom",
        "zone",
        "absence",
        "2023",
        "Total",
        "sexe",
    ]
)


@given(st.lists(HEADERS, min_size=2, max_size=6, unique=True), st.data())
def test_any_table_is_read_or_told_to_the_last_row(headers, data):
    rows = data.draw(st.lists(st.tuples(*[CELLS] * len(headers)), max_size=6))
    text = "\n".join(";".join(row) for row in [headers, *rows])
    for kind in KINDS:
        reading = read(text, kind=kind.kind, header_rows={"": 1}, aggregate=data.draw(st.booleans()))
        aside = reading.totals_skipped + reading.rows_refused + reading.rows_excluded
        assert reading.rows == reading.understood + aside
