"""What `make soak` once broke, each in the smallest form that broke it."""

import math
from datetime import date

import pytest

from data.importers import layout
from data.importers.budget.table import KIND_READ as BUDGET_READ
from data.importers.choices import Choices
from data.importers.formats import open_book
from data.importers.grid import UNCACHED, Book, Sheet
from data.importers.national.accounts import ACCOUNTS_READ
from data.importers.readers import read_path
from data.importers.small.calendar_events import CALENDAR_READ
from data.importers.small.marks import MARKS_READ
from data.importers.small.populations import POPULATION_READ
from data.importers.small.values import TARGETS_READ, VALUES_READ
from data.importers.table import Context, Town
from data.importers.usage.table import USAGE_READ

TOWN = Town("219900012", "21990001200015", "Sainte-Marine-les-Prés")


@pytest.fixture
def read(tmp_path):
    """The reading of one sheet of a workbook, told as code, row and column."""

    def run(kind, *rows):
        book = Book("xlsx", (Sheet("Feuil1", lambda: iter(rows), size=len(rows)),))
        context = Context(Choices(), "fichier.xlsx", date(2025, 6, 2), TOWN, tmp_path, lambda _share: None)
        found = layout.understand(book, context, [kind])
        reading = found.read.read(found.tables, context)
        return [(problem.code, problem.row, problem.column) for problem in reading.problems]

    return run


def test_a_formula_never_computed_in_a_column_of_codes_is_told(read):
    told = read(ACCOUNTS_READ, ("exercice", "insee", "rubrique", "montant"), (2024, UNCACHED, "Annuité", 12.5))
    assert ("formula_no_cache", 2, "insee") in told


@pytest.mark.parametrize("amount", [math.nan, math.inf, -math.inf, 1.797693134862316e306])
def test_an_amount_without_end_in_a_budget_is_told(read, amount):
    titles = ("siret", "exercice", "etape", "section", "sens", "nature", "voté")
    told = read(BUDGET_READ, titles, ("21990001200015", 2024, "CA", "F", "D", "60611", amount))
    assert ("bad_number", 2, "voté") in told


@pytest.mark.parametrize("day", [math.nan, math.inf, -math.inf])
def test_a_day_without_end_is_told(read, day):
    assert ("bad_date", 2, "date") in read(CALENDAR_READ, ("date", "nom"), (day, "Vacances de la Toussaint"))


def test_a_formula_never_computed_in_a_column_of_towns_is_told(read):
    titles = ("siren", "annee", "type de population", "population")
    ours, unknown = ("219900012", 2024, "municipale", 3446), (UNCACHED, 2024, "municipale", 12)
    assert ("formula_no_cache", 3, "siren") in read(POPULATION_READ, titles, ours, unknown)


@pytest.mark.parametrize(
    ("kind", "title", "rows"),
    [
        (VALUES_READ, "source", [("indicateur", "annee", "valeur", "source"), ("taux", 2024, 48.8, UNCACHED)]),
        (
            TARGETS_READ,
            "source",
            [("indicateur", "annee", "role", "valeur", "source"), ("taux", 2024, "finale", 55, UNCACHED)],
        ),
        (
            POPULATION_READ,
            "source",
            [
                ("annee", "type de population", "population", "source"),
                (2024, "municipale", 3446, UNCACHED),
            ],
        ),
        (CALENDAR_READ, "nom", [("date", "nom"), ("31/01/2024", UNCACHED)]),
        (CALENDAR_READ, "ferie", [("date", "ferie"), ("31/01/2024", UNCACHED)]),
        (
            USAGE_READ,
            "absence",
            [("date", "service", "nombre", "absence"), ("31/01/2024", "Piscine", None, UNCACHED)],
        ),
    ],
    ids=["values", "targets", "populations", "calendar", "holidays", "usage"],
)
def test_a_formula_never_computed_is_told_wherever_words_stand(read, kind, title, rows):
    assert ("formula_no_cache", 2, title) in read(kind, *rows)


@pytest.fixture
def opened(tmp_path):
    """The codes of the problems that a file's bytes open with."""

    def run(content, name="fichier.csv"):
        path = tmp_path / name
        path.write_bytes(content)
        return [problem.code for problem in open_book(path, name, Choices()).problems]

    return run


def test_a_spoilt_letter_that_passes_for_white_space_is_told(opened):
    assert opened("é;b\n1\u0085;2\n".encode()) == ["mojibake"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("exer;ident;siren;compte;obnetdeb;obnetcre\n", ["no_rows"]),
        ("exercice;siren;agregat;montant\n", ["no_rows"]),
        ("siret;exercice;etape;section;sens;nature;vote;realise\n", ["no_rows"]),
        ("date;service;nombre\n", ["no_rows"]),
        ("date;ferie;vacances scolaires\n01/01/2024;0;0\n", ["nothing_left"]),
        ("exercice;siren;agregat\n2024;219900012;Epargne brute\n", ["nothing_left"]),
        ("indicateur;annee;role;valeur\ntaux;2024;finale;\n", ["nothing_left"]),
    ],
    ids=["balance", "aggregates", "budget", "usage", "calendar", "no figure", "no target"],
)
def test_a_file_of_which_nothing_would_be_kept_is_refused(tmp_path, text, codes):
    path = tmp_path / "fichier.csv"
    path.write_text(text, encoding="utf-8")
    context = Context(Choices(), "fichier.csv", date(2025, 6, 2), TOWN, tmp_path, lambda _share: None)
    assert [problem.code for problem in read_path(path, context).errors] == codes


def test_a_day_that_is_a_formula_never_computed_is_told(read):
    titles = ("service", "mesure", "quantité", "jour", "mois", "année")
    rows = [("Piscine", "Entrées", 12, UNCACHED, "mars", 2024), ("Piscine", "Entrées", 9, 3, "mars", 2024)]
    assert ("formula_no_cache", 2, "jour") in read(USAGE_READ, titles, *rows)


@pytest.mark.parametrize("indicator", ["Total", "Encours de la dette"])
def test_a_mark_on_what_is_no_indicator_is_told_with_those_nearest(read, indicator):
    """The nearest words, or the very words, are of a figure that towns supply, which has no marks."""
    rows = [("indicator", "mark", "value", "source"), (indicator, "repère bas", "9", "Règlement financier")]
    assert ("unknown_indicator", 2, "indicator") in read(MARKS_READ, *rows)
