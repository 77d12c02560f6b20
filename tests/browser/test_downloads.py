"""Files that are made when they are asked for, in a real browser: what is said where there is none to give."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from data.demo.sample import FILE as SAMPLE
from data.demo.sample import TOWN
from tests.browser.serving import ROOT, demonstration_town, serving, settle

pytestmark = pytest.mark.browser


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[str]:
    """A server that keeps what it receives in a folder of this test alone."""
    database = demonstration_town(tmp_path)
    asgi = ROOT / "dashboard" / "asgi.py"
    own = {"MANDATURE_DATABASE_URL": database, "MANDATURE_FOLDER": str(tmp_path / "kept")}
    with serving(asgi, folder=ROOT, log=tmp_path / "server.log", **own) as url:
        yield url


def test_a_kept_file_that_is_damaged_or_gone_is_told_in_a_sentence(own_server: str, page: Page, tmp_path: Path) -> None:
    page.goto(f"{own_server}/imports")
    settle(page)
    page.locator("input[type=file]").set_input_files(SAMPLE)
    page.get_by_role("button", name="Confirmer l'import").click()
    expect(page.get_by_text("Enregistré pour")).to_be_visible()
    settle(page)
    (kept,) = (tmp_path / "kept" / "uploads" / TOWN.authority_code).iterdir()
    with page.expect_download() as caught:
        page.get_by_role("button", name="Fichier", exact=True).click()
    assert b"DocumentBudgetaire" in Path(caught.value.path()).read_bytes()

    kept.write_bytes(b"damaged")
    page.get_by_role("button", name="Fichier", exact=True).click()
    expect(page.get_by_text("Ce fichier n'a pas pu être préparé")).to_be_visible()
    page.get_by_role("radio", name="en").click()
    expect(page.get_by_text("is no longer in the server's folder, or no longer whole there")).to_be_visible()

    kept.unlink()
    page.get_by_role("radio", name="fr").click()
    settle(page)
    expect(page.get_by_role("button", name="Fichier", exact=True)).to_be_disabled()
