"""The comparison page in a real browser: a click on a dot and the keyboard choose alike, and the address restores it."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.serving import settle

pytestmark = pytest.mark.browser
OTHER = re.compile("vue-de=21995")  # a commune of the invented nation


def open_view(page: Page, server: str, view: str) -> None:
    page.goto(f"{server}/comparaison?groupe=nearest&pairs=10&vue={view}")
    settle(page)
    page.wait_for_selector(".js-plotly-plot .points path")


@pytest.mark.parametrize("view", ["entonnoir", "groupe"])
def test_a_click_on_a_dot_shows_where_its_figure_was_read(server: str, page: Page, view: str) -> None:
    open_view(page, server, view)
    expect(page.get_by_role("combobox", name="Commune", exact=True)).to_have_count(0)
    page.locator(".js-plotly-plot .points path").first.click(force=True)
    expect(page).to_have_url(OTHER)
    settle(page)
    chosen = page.get_by_role("combobox", name="Commune", exact=True).input_value()
    assert chosen != "Rocheclaire-sur-Sonde"
    rows = page.locator("table.figures").last
    expect(rows.locator("tbody tr").first).to_contain_text("ligne")
    first = rows.inner_text()

    restored = page.context.new_page()
    restored.goto(page.url)
    settle(restored)
    expect(restored.get_by_role("combobox", name="Commune", exact=True)).to_have_value(chosen)
    assert restored.locator("table.figures").last.inner_text() == first


def test_the_keyboard_makes_the_same_choice(server: str, page: Page) -> None:
    open_view(page, server, "entonnoir")
    page.locator(".st-key-comparison-origin summary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Commune", exact=True)).to_have_value("Rocheclaire-sur-Sonde")
    settle(page)
    page.get_by_role("combobox", name="Commune", exact=True).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(OTHER)
    settle(page)
    expect(page.locator("table.figures").last.locator("tbody tr").first).to_contain_text("ligne")


def test_the_view_that_the_keyboard_is_on_is_ringed(server: str, page: Page) -> None:
    open_view(page, server, "entonnoir")
    page.locator(".st-key-comparison-weights summary").focus()
    page.keyboard.press("Tab")
    focused = "document.activeElement.closest('[data-testid=stButtonGroup]') !== null"
    assert page.evaluate(focused)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineWidth") == "3px"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_on_a_telephone_short_lists_stand_side_by_side(server: str, page: Page) -> None:
    page.set_viewport_size({"width": 400, "height": 900})
    open_view(page, server, "entonnoir")
    tops = [
        round(page.get_by_role("combobox", name=name, exact=True).bounding_box()["y"])
        for name in ("Source des chiffres", "Année", "Groupe", "Combien de communes")
    ]
    assert (tops[0], tops[2]) == (tops[1], tops[3])
