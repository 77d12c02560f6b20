"""What `make soak` once broke, each in the smallest form that broke it."""

from datetime import date

import pytest

from data.importers import layout
from data.importers.accounts import ACCOUNTS_READ
from data.importers.choices import Choices
from data.importers.grid import UNCACHED, Book, Sheet
from data.importers.table import Context


@pytest.fixture
def read(tmp_path):
    """The reading of one sheet of a workbook, told as code, row and column."""

    def run(kind, *rows):
        book = Book("xlsx", (Sheet("Feuil1", lambda: iter(rows), size=len(rows)),))
        context = Context(Choices(), "fichier.xlsx", date(2025, 6, 2), None, tmp_path, lambda _share: None)
        found = layout.understand(book, context, [kind])
        reading = found.read.read(found.tables, context)
        return [(problem.code, problem.row, problem.column) for problem in reading.problems]

    return run


def test_a_formula_never_computed_in_a_column_of_codes_is_told(read):
    told = read(ACCOUNTS_READ, ("exercice", "insee", "rubrique", "montant"), (2024, UNCACHED, "Annuité", 12.5))
    assert ("formula_no_cache", 2, "insee") in told
