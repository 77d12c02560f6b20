"""What a person may say of a CSV whose text or titles were not found: only what the reader can follow."""

import pytest

from data.importers.formats.charset import NAMES, chosen
from data.importers.header import HEAD

CONTENT = "annee;population_municipale;source\n2024;1200;à Créon\n"


def labelled(widgets, label):
    return next(widget for widget in widgets if widget.label == label)


@pytest.fixture
def dropped(no_town, open_page):
    """dropped(content): the page with that CSV in hand."""

    def drop(content):
        return open_page(no_town, "imports").file_uploader[0].upload("populations.csv", content, "text/csv").run()

    return drop


@pytest.mark.parametrize("name", NAMES)
def test_every_encoding_offered_is_one_that_is_read(dropped, name):
    page = dropped(CONTENT.encode(chosen(name, b"").codec))
    encodings = labelled(page.selectbox, "Encodage")
    assert encodings.options == list(NAMES)
    if encodings.value != name:
        page = encodings.select(name).run()
        page = labelled(page.button, "Relire le fichier").click().run()
    assert labelled(page.selectbox, "Encodage").value == name


def test_the_titles_may_be_said_to_stand_in_any_row_that_is_looked_at(dropped):
    row = labelled(dropped(CONTENT.encode()).number_input, "Ligne des titres")
    assert (row.value, row.min, row.max) == (1, 1, HEAD)
