"""The budget page in a real browser: a click on a chart and the keyboard choose alike, and the address restores it."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import settle

pytestmark = pytest.mark.browser


def open_budget(page: Page, address: str) -> None:
    page.goto(address)
    settle(page)
    page.wait_for_selector(".js-plotly-plot .slice")


def test_a_click_on_an_area_opens_its_lines_and_the_address_restores_them(server: str, page: Page) -> None:
    open_budget(page, f"{server}/budget?annee=2025")
    page.locator(".slice", has_text="011 · Charges à").click()
    expect(page.get_by_role("heading", name="Lignes")).to_be_visible()
    settle(page)
    assert "code=011" in page.url
    first = page.locator("table.figures").last.locator("tbody tr").first
    expect(first).to_contain_text("ligne")

    restored = page.context.new_page()
    open_budget(restored, page.url)
    expect(restored.get_by_role("heading", name="Lignes")).to_be_visible()
    assert restored.locator("table.figures").last.locator("tbody tr").first.inner_text() == first.inner_text()


def test_the_keyboard_makes_the_same_choice(server: str, page: Page) -> None:
    open_budget(page, f"{server}/budget?annee=2025")
    page.get_by_role("combobox", name="Détail de").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Lignes")).to_be_visible()
    settle(page)
    assert "code=011" in page.url


@pytest.mark.parametrize(("language", "said"), [("fr", "demande un écran large"), ("en", "needs a wide screen")])
def test_a_telephone_is_told_that_the_flows_need_a_wide_screen(
    server: str, page: Page, language: str, said: str
) -> None:
    page.set_viewport_size({"width": 400, "height": 900})
    page.goto(f"{server}/budget?annee=2025&vue=funding&lang={language}")
    settle(page)
    expect(page.get_by_text(said)).to_be_visible()
    expect(page.locator(".st-key-wide-only")).to_be_hidden()
    expect(page.locator("table.figures").first).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.get_by_text(said)).to_be_hidden()
    expect(page.locator(".st-key-wide-only .js-plotly-plot .sankey-node").first).to_be_visible()


@pytest.mark.parametrize(("language", "last"), [("fr", "Ressources et emplois"), ("en", "Sources and uses")])
def test_a_telephone_shows_every_view_within_its_width(server: str, page: Page, language: str, last: str) -> None:
    page.set_viewport_size({"width": 400, "height": 900})
    page.goto(f"{server}/budget?annee=2025&lang={language}")
    settle(page)
    box = page.get_by_text(last, exact=True).bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 400
