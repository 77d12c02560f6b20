"""The main job in a real browser: drop a document, see what was understood, confirm, read the ratios, undo."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from dashboard.navigation import PAGES
from data.demo.nation import NAME_OF
from data.demo.programmes import PROGRAMMES
from data.demo.sample import FILE as SAMPLE
from data.demo.services import CANTEEN, OFFERS
from data.reference import chart_of_accounts
from metrics.nomenclature import Nomenclature
from tests.browser.serving import ROOT, demonstration_town, serving, settle

pytestmark = pytest.mark.browser
CRACH = "215600461"
CHAPTERS = chart_of_accounts(Nomenclature("M57", "M57_D"), 2024).chapter_labels.values()
# Words that every French sentence holds and no English one.
READ_IN_2019 = "De la recette à l'épargne nette en 2019"
FRENCH = re.compile(r"(?<![\w-])(?:de|du|des|les|une|et|est|par|ligne|année)(?![\w-])")


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[str]:
    """A server on a database of this test alone."""
    database = demonstration_town(tmp_path)
    asgi = ROOT / "dashboard" / "asgi.py"
    with serving(asgi, folder=ROOT, log=tmp_path / "server.log", MANDATURE_DATABASE_URL=database) as url:
        yield url


def test_from_a_dropped_account_to_its_ratios_and_back(own_server: str, page: Page, shared: Path) -> None:
    account = shared / "data" / "totem" / "xml" / "crach-principal-CA-2021-M14.xml"
    drop(page, own_server, account)
    expect(page.get_by_text("Ce qui a été compris de")).to_be_visible()
    for understood in ("CRACH", "Compte clos", "196", "2021", "M14_COM_500_3500"):
        expect(page.get_by_text(understood).first).to_be_visible()

    page.get_by_role("button", name="Confirmer l'import").click()
    expect(page.get_by_text("Enregistré pour CRACH : 196 lignes")).to_be_visible()
    page.get_by_role("link", name="Lire la santé financière").click()
    expect(page.get_by_role("heading", name="Ratios déclarés et recalculés")).to_be_visible()
    settle(page)
    assert f"commune={CRACH}" in page.url
    assert "vue=ratios" in page.url
    assert cells(page, "Ratio 1 ")[:3] == ["646,40 €", "646,40 €", "646,40 €"]
    assert cells(page, "Ratio 5 ")[:3] == ["643,93 €", "603,33 €", "643,93 €"]
    assert cells(page, "Ratio 11 ")[:3] == ["73,95 %", "69,29 %", "73,95 %"]
    expect(page.get_by_text("déclare la dette du 1er janvier").first).to_be_visible()

    drop(page, own_server, account)
    expect(page.get_by_text("Ce fichier est déjà importé")).to_be_visible()
    expect(page.get_by_role("button", name="Confirmer l'import")).to_be_disabled()

    page.goto(f"{own_server}/imports?commune={CRACH}")
    settle(page)
    page.get_by_role("button", name="Annuler").click()
    page.get_by_role("button", name="Oui, annuler cet import").click()
    expect(page.get_by_text("est annulé : ce qu'il remplaçait")).to_be_visible()


def test_the_choice_stands_in_the_address(server: str, page: Page, browser: Browser) -> None:
    page.goto(f"{server}/sante-financiere")
    settle(page)
    page.get_by_role("combobox", name="Année").click()
    page.get_by_role("option", name="2019").click()
    expect(page.get_by_text(READ_IN_2019)).to_be_visible()
    settle(page)
    assert "annee=2019" in page.url

    page.reload()
    expect(page.get_by_text(READ_IN_2019)).to_be_visible()

    other = browser.new_context(locale="fr-FR").new_page()
    other.goto(page.url)
    expect(other.get_by_text(READ_IN_2019)).to_be_visible()
    other.context.close()


def test_the_year_chosen_is_kept_from_page_to_page(server: str, page: Page) -> None:
    page.goto(f"{server}/?annee=2021")
    expect(page.get_by_text("En 2021 (compte clos)")).to_be_visible()
    page.get_by_role("link", name="Santé financière").click()
    expect(page.get_by_text("De la recette à l'épargne nette en 2021")).to_be_visible()


def test_one_press_of_back_leads_to_the_page_before_with_its_choices(server: str, page: Page) -> None:
    page.goto(server)
    expect(page.get_by_text("(compte clos)").first).to_be_visible()
    settle(page)
    page.get_by_role("link", name="Santé financière").click()
    expect(page.get_by_text("De la recette à l'épargne nette").first).to_be_visible()
    page.get_by_role("combobox", name="Année").click()
    page.get_by_role("option", name="2019").click()
    expect(page.get_by_text(READ_IN_2019)).to_be_visible()
    page.get_by_role("radio", name="en").click()
    expect(page.get_by_text("From revenue to net saving in 2019")).to_be_visible()
    settle(page)
    page.get_by_role("link", name="Glossary").click()
    expect(page.get_by_role("heading", name="Glossary")).to_be_visible()
    settle(page)

    page.go_back()
    expect(page.get_by_text("From revenue to net saving in 2019")).to_be_visible()
    settle(page)
    assert "annee=2019" in page.url
    page.go_back()  # an address is read in the language that it names
    expect(page.get_by_role("heading", level=1, name="Vue d'ensemble")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    page.go_forward()
    expect(page.get_by_text("From revenue to net saving in 2019")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.parametrize("slug", [entry.slug for entry in PAGES])
def test_a_page_in_english_holds_no_french(server: str, page: Page, slug: str) -> None:
    page.goto(f"{server}/{slug}?lang=en")
    settle(page)
    page.locator("details summary").evaluate_all("all => all.slice(0, 5).forEach(one => one.click())")
    settle(page)
    # The areas of a budget are named by its chapters, a line of a name at a time; the table beside has them whole.
    page.locator(".treemaplayer").evaluate_all("all => all.forEach(one => one.remove())")
    text = page.locator("[data-testid=stApp]").inner_text()
    # Names that towns and files gave, in their own language, and those that the law gives its chapters.
    given = (*(one.name for one in (*OFFERS, CANTEEN, *PROGRAMMES)), *CHAPTERS, *NAME_OF.values())
    for name in sorted(given, key=len, reverse=True):
        text = text.replace(name, "")
    assert FRENCH.findall(text) == []
    assert not re.search("[ \u00a0]:", text)


@pytest.mark.parametrize("slug", [entry.slug for entry in PAGES])
def test_headings_descend_one_rank_at_a_time(server: str, page: Page, slug: str) -> None:
    page.goto(f"{server}/{slug}")
    settle(page)
    ranks = [int(name[1]) for name in page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => h.tagName)")]
    assert ranks[:1] == [1]
    assert ranks.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(ranks))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("budget.xml", b"<?xml version='1.0'?><Facture/>", "commence par"),
        ("budget.xml", b"<DocumentBudgetaire", "interrompu ou ab"),
        ("vide.xml", b"", "vide"),
        ("image.csv", b"\x89PNG\r\n\x1a\n", "n'est pas lu"),
    ],
)
def test_a_file_that_is_no_budget_is_refused_in_a_sentence(
    server: str, page: Page, name: str, content: bytes, sentence: str
) -> None:
    drop(page, server, {"name": name, "mimeType": "application/octet-stream", "buffer": content})
    expect(page.get_by_text(sentence).first).to_be_visible()
    nothing_was_stored(page)


def test_an_account_of_1900_is_refused_in_a_sentence(server: str, page: Page) -> None:
    content = SAMPLE.read_bytes().replace(b'<Exer V="2024"/>', b'<Exer V="1900"/>')
    drop(page, server, {"name": "1900.xml", "mimeType": "text/xml", "buffer": content})
    expect(page.get_by_text("1900").first).to_be_visible()
    nothing_was_stored(page)


def test_another_towns_file_is_refused_while_ones_own_town_is_chosen(own_server: str, page: Page, shared: Path) -> None:
    drop(page, own_server, shared / "data" / "totem" / "xml" / "crach-principal-CA-2021-M14.xml")
    page.get_by_role("button", name="Confirmer l'import").click()
    expect(page.get_by_text("Enregistré pour")).to_be_visible()
    page.goto(f"{own_server}/imports?commune={CRACH}")
    settle(page)
    page.locator("input[type=file]").set_input_files(SAMPLE)
    expect(page.get_by_text("Ce fichier est celui de")).to_be_visible()
    nothing_was_stored(page)


def drop(page: Page, server: str, file: object) -> None:
    page.goto(f"{server}/imports")
    settle(page)
    page.locator("input[type=file]").set_input_files(file)  # type: ignore[arg-type]


def cells(page: Page, label: str) -> list[str]:
    """The texts beside the first row's heading that holds so, in the page's last table; narrow spaces made plain."""
    row = page.locator("table.figures").last.get_by_role("row").filter(has_text=label).first
    return [text.replace("\u202f", " ").replace("\xa0", " ") for text in row.get_by_role("cell").all_inner_texts()]


def nothing_was_stored(page: Page) -> None:
    expect(page.get_by_text("Rien n'a été enregistré")).to_be_visible()
    settle(page)
    expect(page.get_by_role("button", name="Confirmer l'import")).to_be_disabled()
    assert page.locator("[data-testid=stException]").count() == 0
