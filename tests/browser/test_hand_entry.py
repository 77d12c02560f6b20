"""A grid in a real browser: rows pasted from a spreadsheet, a cell put right, another page meanwhile, stored at last."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import ROOT, demonstration_town, serving, settle

pytestmark = pytest.mark.browser
ROW, BELOW_HEADER, DATE, COUNT = 35, 52, 330, 500  # pixels from the grid's corner to the middle of cells
COPIED = "Médiathèque du Centre\tjanvier 2026\t7 120\nMédiathèque du Centre\t02/2026\tmanquant\nAnnexe des Tilleuls\t01/2026\t12,5"


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[str]:
    database = demonstration_town(tmp_path)
    asgi = ROOT / "dashboard" / "asgi.py"
    with serving(asgi, folder=ROOT, log=tmp_path / "server.log", MANDATURE_DATABASE_URL=database) as url:
        yield url


def test_rows_are_pasted_put_right_kept_and_stored(own_server: str, page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=own_server)
    page.goto(f"{own_server}/saisie?objet=frequentation&service=mediatheque&mesure=library.entrees&annee=2026")
    settle(page)
    click(page, 0, DATE - 100)
    page.evaluate("text => navigator.clipboard.writeText(text)", COPIED)
    page.keyboard.press("Control+V")
    expect(page.get_by_text("Ligne 4, Nombre : « 12,5 »")).to_be_visible()
    expect(page.get_by_role("button", name="Enregistrer")).to_be_disabled()

    write(page, 2, COUNT, "1 350")
    expect(page.get_by_text("3 lignes nouvelles")).to_be_visible()

    page.get_by_role("link", name="Glossaire").click()
    expect(page.get_by_role("heading", name="Glossaire")).to_be_visible()
    page.get_by_role("link", name="Saisie").click()
    expect(page.get_by_text("3 lignes nouvelles")).to_be_visible()
    settle(page)

    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("3 lignes enregistrées pour 2026 : « Saisie du")).to_be_visible()
    expect(page.get_by_text("3 lignes inchangées")).to_be_visible()
    page.get_by_role("link", name="Annuler depuis les imports").click()
    expect(page.get_by_text("Saisie du").first).to_be_visible()


def test_a_gap_leads_to_its_mending_in_the_language_of_the_page(server: str, page: Page) -> None:
    page.goto(f"{server}/qualite?lang=en&genre=targets")
    settle(page)
    page.get_by_role("link", name="Set the target").click()
    page.wait_for_url("**/saisie?*objet=cibles*")
    settle(page)
    expect(page.get_by_role("heading", name="Hand entry")).to_be_visible()
    assert "commune=219900024" in page.url


def click(page: Page, row: int, x: int, times: int = 1) -> None:
    """A cell of the grid: its rows are drawn on a canvas, so that a place is all they have."""
    canvas = page.locator("[data-testid=stDataFrame] canvas").first
    canvas.click(position={"x": x, "y": BELOW_HEADER + row * ROW}, force=True, click_count=times)


def write(page: Page, row: int, x: int, text: str) -> None:
    click(page, row, x, times=2)
    field = page.locator("textarea.gdg-input")
    field.fill(text)
    field.press("Enter")
