"""How long a person waits, beside an empty Streamlit page: a new visitor, a page switch, a choice redrawn.

Both servers and one browser run together and take turns, so that a busy machine slows both alike: the
ratio of the medians is what counts, and what each verdict is given on. The empty page is what `streamlit
run` serves of a file that only has a title; for switches, two such pages; for choices, one list and the
title that repeats its value.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Page

from tests.bench.verdicts import EMPTY as FLOOR
from tests.bench.verdicts import Verdict, verdict
from tests.browser.serving import ROOT, chromium_at, demonstration_town, serving, settle

pytestmark = pytest.mark.bench
ROUNDS = 9
CHART = ".js-plotly-plot .main-svg"
CARD = ".sparkline"


class Measured(NamedTuple):
    """One page: its address, its heading, what is drawn on it, and the list (by its label) that redraws that."""

    address: str
    heading: str
    drawn: str
    list: str | None = None


PRODUCT = (
    Measured("/", "Vue d'ensemble", CARD, list="Année"),
    Measured("/budget", "Budget", CHART, list="Année"),
    Measured("/sante-financiere", "Santé financière", CHART, list="Année"),
    Measured("/comparaison", "Comparaison", CHART, list="Année"),
    Measured("/prospective", "Prospective", CHART, list="Durée"),
    Measured("/imports", "Imports", "h1"),
    Measured("/saisie", "Saisie", "[data-testid=stDataFrame] canvas"),
    Measured("/qualite", "Qualité des données", "h1"),
    Measured("/glossaire", "Glossaire", "h1"),
)
EMPTY_PAGE = Measured("/", "Bonjour", "h1", list="Heure")
EMPTY_ORIGIN = Measured("/bonsoir", "Bonsoir", "h1")
EMPTY = {
    "visit.py": "import streamlit as st\nst.title('Bonjour')\n",
    "switch.py": (
        "import streamlit as st\n"
        "def bonjour(): st.title('Bonjour')\n"
        "def bonsoir(): st.title('Bonsoir')\n"
        "st.navigation([st.Page(bonjour, default=True), st.Page(bonsoir)], position='top').run()\n"
    ),
    "choice.py": "import streamlit as st\nst.title(f\"Bonjour {st.selectbox('Heure', range(24))}\")\n",
}
LIMITS = {"visit": 3.5, "switch": 3.0, "choice": 3.0}

# Milliseconds until the script has stopped, the heading is there and what is awaited is drawn: counted from the
# start of the navigation or, `again`, from the person's click or key, and then drawn anew since.
WATCH = """
({heading, drawn, again}) => {
  const outline = drawn.split(" ")[0];
  let start = again ? null : 0, redrawn = !again;
  const touched = ({target, addedNodes}) =>
    (target.closest ? target : target.parentElement)?.closest(outline) ||
    [...addedNodes].some((node) => node.matches?.(outline) || node.querySelector?.(outline));
  const ready = () =>
    document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning" &&
    [...document.querySelectorAll("h1")].some((h1) => h1.textContent.includes(heading)) &&
    document.querySelector(drawn) && !document.querySelector("[data-stale=true]");
  for (const event of ["click", "keydown"]) {
    addEventListener(event, () => { start ??= performance.now(); }, {capture: true, once: true});
  }
  new MutationObserver((changes) => { redrawn ||= start !== null && changes.some(touched); })
    .observe(document, {subtree: true, childList: true, attributes: true, characterData: true});
  const deadline = performance.now() + 30000;
  window.elapsed = new Promise((resolve, reject) => {
    const look = () => {
      if (start !== null && redrawn && ready()) resolve(performance.now() - start);
      else if (performance.now() > deadline) reject(`${heading}: not drawn in 30 s`);
      else requestAnimationFrame(look);
    };
    look();
  });
}
"""


def watch(tab: Page, page: Measured, *, again: bool) -> None:
    tab.evaluate(WATCH, {"heading": page.heading, "drawn": page.drawn, "again": again})


def elapsed(tab: Page) -> float:
    milliseconds: float = tab.evaluate("window.elapsed")
    return milliseconds


def visit(browser: Browser, server: str, page: Measured) -> float:
    """A new visitor, whose browser holds nothing."""
    context = browser.new_context(locale="fr-FR")
    tab = context.new_page()
    tab.goto(server + page.address, wait_until="commit")
    watch(tab, page, again=False)
    milliseconds = elapsed(tab)
    context.close()
    return milliseconds


def switch(tab: Page, *way: Measured) -> float:
    """Clicks in the navigation, page after page; the last one is timed."""
    for page in way:
        watch(tab, page, again=True)
        tab.locator(f"[data-testid=stTopNavLink][href$='{page.address}']").click()
        milliseconds = elapsed(tab)
    return milliseconds


def choice(tab: Page, page: Measured) -> float:
    """Another item of a list."""
    tab.get_by_role("combobox", name=page.list).click()
    other = tab.locator("[role=option][aria-selected=false]").first
    other.hover()
    watch(tab, page, again=True)
    other.click()
    return elapsed(tab)


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Addresses of the product, on the demonstration town, and of the three empty pages."""
    database = demonstration_town(tmp_path)
    with ExitStack() as running:

        def started(script: Path, folder: Path, **environment: str) -> str:
            log = tmp_path / f"{script.stem}.log"
            return running.enter_context(serving(script, folder=folder, log=log, **environment))

        addresses = {"product": started(ROOT / "dashboard" / "asgi.py", ROOT, MANDATURE_DATABASE_URL=database)}
        for name, source in EMPTY.items():
            script = tmp_path / name
            script.write_text(source, encoding="utf-8")
            addresses[script.stem] = started(script, tmp_path)
        yield addresses


@pytest.fixture
def browser(chromium: str) -> Iterator[Browser]:
    with chromium_at(chromium) as browser:
        yield browser


def opened(browser: Browser, address: str) -> Page:
    tab = browser.new_context(locale="fr-FR").new_page()
    tab.goto(address)
    settle(tab)
    return tab


def test_waits_beside_an_empty_page(browser: Browser, servers: dict[str, str]) -> None:
    found = [
        report("visit", visits(browser, servers)),
        report("switch", switches(browser, servers)),
        report("choice", choices(browser, servers)),
    ]
    said = "\n".join(map(str, found))
    print(f"\n{said}")
    assert all(one.is_held for one in found), f"a promised speed is not held\n{said}"


def visits(browser: Browser, servers: dict[str, str]) -> dict[str, list[float]]:
    return in_turn(
        {"empty": lambda: visit(browser, servers["visit"], EMPTY_PAGE)}
        | {page.heading: partial(visit, browser, servers["product"], page) for page in PRODUCT}
    )


def switches(browser: Browser, servers: dict[str, str]) -> dict[str, list[float]]:
    """Each page is reached from the one before it, the first from the last."""
    empty = opened(browser, servers["switch"])
    product = opened(browser, servers["product"] + PRODUCT[-1].address)
    return in_turn(
        {"empty": lambda: switch(empty, EMPTY_ORIGIN, EMPTY_PAGE)}
        | {page.heading: partial(switch, product, page) for page in PRODUCT}
    )


def choices(browser: Browser, servers: dict[str, str]) -> dict[str, list[float]]:
    empty = opened(browser, servers["choice"])
    tabs = {page: opened(browser, servers["product"] + page.address) for page in PRODUCT if page.list}
    return in_turn(
        {"empty": lambda: choice(empty, EMPTY_PAGE)}
        | {page.heading: partial(choice, tab, page) for page, tab in tabs.items()}
    )


def in_turn(measures: dict[str, Callable[[], float]]) -> dict[str, list[float]]:
    """Each measure once a round; the first round warms the servers up and is left out."""
    rounds = [{name: measure() for name, measure in measures.items()} for _ in range(ROUNDS + 1)]
    return {name: [times[name] for times in rounds[1:]] for name in measures}


def report(what: str, times: dict[str, list[float]]) -> Verdict:
    """One line a page: median, spread, and the ratio to the empty page beside its limit; then whether all hold."""
    floor = median(times[FLOOR])
    for name, milliseconds in times.items():
        middle = median(milliseconds)
        print(
            f"{what:8}{name:20}{middle:7.0f} ms  ({min(milliseconds):.0f}-{max(milliseconds):.0f})"
            f"{middle / floor:7.2f} x  (<= {LIMITS[what]})"
        )
    return verdict(what, LIMITS[what], times)
