"""What leaves the town as a file: names and figures as a spreadsheet of the visitor's language takes them."""

import pytest

from dashboard.imports.declared import READS
from dashboard.imports.templates import file_name
from data.importers.kinds import Kind


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
