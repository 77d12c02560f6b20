"""What an import brought is said in what its kind of file is made of."""

import pytest

from dashboard.imports.brought import Brought
from data.importers.kinds import Kind


@pytest.mark.parametrize(
    ("brought", "said"),
    [
        (Brought(Kind.USAGE, 0, 0, 48), "48 relevés"),
        (Brought(Kind.USAGE, 0, 0, 1), "1 relevé"),
        (Brought(Kind.BUDGET, 1, 18, 0), "18 lignes"),
        (Brought(Kind.BUDGET, 3, 54, 0), "3 documents, 54 lignes"),
        (Brought(Kind.POPULATION, 0, 0, 2), "2 populations"),
        (Brought(Kind.CALENDAR, 0, 0, 3), "3 évènements"),
        (Brought(Kind.AGGREGATES, 0, 0, 12), "12 chiffres publiés"),
        (Brought(Kind.BALANCE, 0, 0, 12), "12 lignes"),
    ],
)
def test_what_is_stored_is_counted_in_its_own_unit(spoken, brought, said):
    assert spoken("fr", lambda: brought.words) == said


@pytest.mark.parametrize(
    ("summary", "words"),
    [
        ({"lines": 0, "facts": 48, "understood": 4}, "48 relevés"),
        ({"lines": 0, "understood": 4}, "4 lignes"),  # of an import made before facts were counted
        ({"lines": 54, "facts": 0, "understood": 18, "documents": [{}, {}, {}]}, "3 documents, 54 lignes"),
    ],
)
def test_the_list_of_imports_counts_alike(spoken, summary, words):
    brought = Brought.of_summary(Kind.USAGE, summary)
    assert spoken("fr", lambda: brought.words) == words


def test_an_import_that_says_nothing_of_itself_has_no_count():
    assert Brought.of_summary(Kind.USAGE, {}).n == 0
