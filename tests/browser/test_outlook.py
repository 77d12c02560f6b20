"""The outlook in a real browser: a lever is moved, the scenario saved, its address restores it, and a year is clicked."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import settle

pytestmark = pytest.mark.browser


def test_a_scenario_is_changed_saved_and_opened_again_from_its_address(server: str, page: Page) -> None:
    page.goto(f"{server}/prospective?vue=leviers&leviers=personnel")
    settle(page)
    page.get_by_role("textbox", name="Mesures nationales sur les salaires, en plus").fill("1 ; 2")
    page.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_text("changements non enregistrés")).to_be_visible()
    page.get_by_text("Enregistrer ce scénario").click()
    page.get_by_role("textbox", name="Nom du scénario").fill("Prudent")
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.get_by_text("« Prudent » est enregistré, version 1.")).to_be_visible()
    settle(page)
    assert "scenario=Prudent" in page.url

    restored = page.context.new_page()
    restored.goto(page.url)
    settle(restored)
    expect(restored.get_by_role("textbox", name="Mesures nationales sur les salaires, en plus")).to_have_value("1 ; 2")
    expect(restored.get_by_text("saisi par")).to_be_visible()


def test_a_click_on_a_year_tells_where_its_figure_comes_from(server: str, page: Page) -> None:
    page.goto(f"{server}/prospective")
    settle(page)
    page.wait_for_selector(".js-plotly-plot .bars .point")
    page.locator(".js-plotly-plot").first.locator(".bars").nth(1).locator(".point").nth(2).click(force=True)
    expect(page.get_by_text("Épargne brute, 2027")).to_be_visible()
    settle(page)
    assert "an=2027" in page.url


def test_a_wide_table_scrolls_within_the_page_of_a_telephone(server: str, page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 800})
    page.goto(f"{server}/prospective")
    settle(page)
    table = page.locator("table.figures").first
    expect(table).to_be_visible()
    box, held = table.evaluate("one => [one.scrollWidth, one.parentElement.clientWidth]")
    assert box > held
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth") <= 400
