"""Several files dropped at once: read one after the other, each with its verdict, each in a transaction of its own."""

import pytest

from dashboard import importing, read
from dashboard.locale import typeset
from data.demo.sample import TOWN, YEAR
from data.refused import Refused
from tests.pages.test_imports import HEADER, again_button, confirm_button, labelled, line, sentences, workbook

OCTETS = "application/octet-stream"


def budget(year, step="budget primitif", amount=120):
    return workbook(HEADER, (year, TOWN.code, step, *line("60611", amount)[3:]))


def in_doubt(year):
    return workbook(HEADER, (year, *line("60611", 120)[1:]), (year, *line("6156", "douze")[1:]))


def dropped(page, **contents):
    files = [(f"{name}.xlsx", content, OCTETS) for name, content in contents.items()]
    page = page.file_uploader[0].set_value(files).run()
    assert list(page.exception) == []
    return page


def listed(page):
    """Name and state of each file of the list, in its order."""
    lines = [one.value.replace("\\", "") for one in page.markdown]
    names = [n for n, one in enumerate(lines) if one.startswith("**") and ".xlsx**" in one]
    return [(lines[n].split(". ", 1)[1].split(".xlsx")[0], lines[n + 1].split(": ", 1)[1]) for n in names]


def stored_years(engine):
    return [(one.year, one.step) for town in read.towns(engine) for one in read.documents(town)]


def opened(page, name):
    rank = [one for one, _ in listed(page)].index(name)
    way = [one for one in page.button if one.label in ("Ouvrir", "ouvert")][rank]
    page = page if way.disabled else way.click().run()
    assert list(page.exception) == []
    return page


def checked(page):
    return next(one for one in page.button if one.label == "Vérifié, au suivant").click().run()


def store_ready(page):
    page = page.button(key="imports-store-ready").click().run()
    assert list(page.exception) == []
    return page


def test_each_file_has_its_verdict_and_a_budget_comes_before_what_amends_it(no_town, open_page):
    page = dropped(
        open_page(no_town, "imports"),
        dm=budget(YEAR, "décision modificative", 5),
        bp=budget(YEAR),
        faux=in_doubt(YEAR + 1),
        rien=b"%PDF-1.4",
    )
    assert listed(page) == [
        ("bp", "prêt"),
        ("dm", "1 point à vérifier"),
        ("faux", "1 erreur à corriger"),
        ("rien", "refusé"),
    ]
    assert any("pdf" in one.value for one in page.caption)  # why it is refused
    assert read.towns(no_town) == ()  # nothing is stored of what nobody confirmed
    assert page.query_params["fichiers"] == "3"
    assert "Fichier 2 sur 4" in sentences(page)


def test_the_ready_ones_are_stored_in_order_and_the_others_wait(no_town, open_page):
    page = dropped(
        open_page(no_town, "imports"),
        dm=budget(YEAR, "décision modificative", 5),
        bp=budget(YEAR),
        faux=in_doubt(YEAR + 1),
    )
    page = checked(opened(page, "dm"))
    page = store_ready(page)
    assert [(name, state) for name, state in listed(page) if state == "importé"] == [
        ("bp", "importé"),
        ("dm", "importé"),
    ]
    (town,) = read.towns(no_town)
    assert [one.file_name for one in reversed(read.imports(town))] == ["bp.xlsx", "dm.xlsx"]
    page = labelled(page.text_input, "À lire à la place, ligne 3").set_value("12").run()
    page = again_button(page).click().run()
    page = confirm_button(page).click().run()
    assert [state for _, state in listed(page)] == ["importé"] * 3
    assert "fichiers" not in page.query_params
    page = page.button(key="imports-undo-last").click().run()
    assert [state for _, state in listed(page)] == ["importé", "importé", "import annulé"]
    assert len(stored_years(no_town)) == 2


def test_storing_stops_at_the_first_failure_and_keeps_what_came_before(no_town, open_page, monkeypatch):
    page = dropped(open_page(no_town, "imports"), b=budget(YEAR + 1), a=budget(YEAR))
    confirm = importing.confirm

    def failing(engine, found, author, *, progress):
        if found.file.name == "b.xlsx":
            raise Refused("disk_full")
        return confirm(engine, found, author, progress=progress)

    monkeypatch.setattr(importing, "confirm", failing)
    page = store_ready(page)
    (told,) = [one.value.replace("\\", "") for one in page.error if one.value.startswith("Arrêt à")]
    assert typeset("« b.xlsx »") in told
    assert typeset("1 fichier importé avant lui le reste. Encore à importer : 1.") in told
    assert [year for year, _ in stored_years(no_town)] == [YEAR]
    monkeypatch.setattr(importing, "confirm", confirm)
    page = store_ready(page)
    assert sorted(year for year, _ in stored_years(no_town)) == [YEAR, YEAR + 1]


def test_what_was_changed_of_a_file_is_kept_while_another_is_looked_at(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), a=in_doubt(YEAR), b=in_doubt(YEAR + 1))
    page = labelled(page.text_input, "À lire à la place, ligne 3").set_value("12").run()
    page = opened(page, "b")
    assert listed(page) == [("a", "prêt"), ("b", "1 erreur à corriger")]


def test_a_warning_is_looked_at_before_its_file_goes_with_the_others(no_town, open_page):
    titled = workbook(("Budget de la ville",), HEADER, line("60611", 120))
    page = dropped(open_page(no_town, "imports"), a=titled, b=budget(YEAR + 1))
    (name, state), _ = sorted(listed(page))
    assert (name, state) == ("a", "1 point à vérifier")
    assert page.button(key="imports-store-ready").label == "Importer le fichier prêt"
    page = checked(opened(page, "a"))
    assert sorted(listed(page))[0] == ("a", "vérifié, prêt")
    assert page.button(key="imports-store-ready").label == "Importer les 2 fichiers prêts"


def test_the_same_content_is_taken_once_and_said_so(no_town, open_page):
    same = budget(YEAR)
    page = dropped(open_page(no_town, "imports"), a=same, b=budget(YEAR + 1), c=same)
    assert [name for name, _ in listed(page)] == ["a", "b"]
    assert any("déjà dans la liste" in one.value for one in page.warning)


@pytest.mark.parametrize(("said", "told"), [("3", True), ("<b>", False)])
def test_a_page_loaded_anew_says_what_it_lost(no_town, open_page, said, told):
    page = open_page(no_town, "imports", fichiers=said)
    assert any(one.value.startswith("3 fichiers attendaient") for one in page.warning) is told
    assert "fichiers" not in page.query_params
