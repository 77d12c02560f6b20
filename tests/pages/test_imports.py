"""The import page, without a browser: nothing is stored before it is confirmed, and anything can be taken back."""

import pytest

from dashboard import read
from data.demo.sample import FILE as SAMPLE
from data.demo.sample import TOWN, YEAR


def dropped(page, name, content):
    return page.file_uploader[0].upload(name, content, "text/xml").run()


def confirm_buttons(page):
    return [button for button in page.button if button.key == "imports-confirm"]


def test_a_file_is_shown_then_stored_then_taken_back(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), SAMPLE.name, SAMPLE.read_bytes())
    assert list(page.exception) == []
    understood = {row[""]: row[" "] for row in page.table[0].value.to_dict("records")}
    assert (understood["Exercice"], understood["SIRET du budget"]) == (str(YEAR), TOWN.code)
    assert read.towns(no_town) == ()

    page = page.button(key="imports-confirm").click().run()
    (town,) = read.towns(no_town)
    assert town.authority.name == TOWN.authority_name
    assert [document.year for document in read.documents(town)] == [YEAR]
    assert confirm_buttons(page) == []

    (imported,) = read.imports(town)
    page = page.button(key=f"undo-{imported.id}").click().run()
    assert list(page.exception) == []
    assert [read.documents(town) for town in read.towns(no_town)] == [()]


def test_the_same_file_again_is_refused(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), SAMPLE.name, SAMPLE.read_bytes())
    page.button(key="imports-confirm").click().run()
    again = dropped(open_page(no_town, "imports"), SAMPLE.name, SAMPLE.read_bytes())
    assert confirm_buttons(again) == []
    assert any("déjà importé" in line.value for line in again.markdown)


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 64, b"<DocumentBudgetaire", b"<html></html>", "BGT_NATURE;é".encode("latin-1")]
)
def test_a_file_that_is_no_budget_is_refused_in_a_sentence(no_town, open_page, content):
    page = dropped(open_page(no_town, "imports"), "budget.xml", content)
    assert list(page.exception) == []
    assert confirm_buttons(page) == []
    assert [error.value[:23] for error in page.error] == ["Rien n'a été enregistré"]
    assert read.towns(no_town) == ()
