"""One server of the product and one Chromium for the suite; one browser context for each test."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.serving import ROOT, chromium_at, demonstration_town, serving


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the product, on a database of its own that holds the demonstration town."""
    folder = tmp_path_factory.mktemp("server")
    database = demonstration_town(folder)
    asgi = ROOT / "dashboard" / "asgi.py"
    with serving(asgi, folder=ROOT, log=folder / "server.log", MANDATURE_DATABASE_URL=database) as url:
        yield url


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with chromium_at(chromium) as browser:
        yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A new visitor with a French browser and an empty cache."""
    context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    yield context.new_page()
    context.close()
