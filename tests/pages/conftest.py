"""Pages run in memory, without server or browser, on the database a test gives them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard import choose, locale, navigation

ROUTER = Path(__file__).resolve().parents[2] / "dashboard" / "app.py"
ENTRIES = {entry.slug: entry for entry in navigation.PAGES}


@pytest.fixture
def open_page(monkeypatch: pytest.MonkeyPatch) -> Callable[..., AppTest]:
    """open_page(engine, "imports", lang="en"): the page at that address, run once."""
    monkeypatch.setattr(locale, "_choices", list(locale._choices))  # the router sets it for the whole process

    def opened(engine: Engine, slug: str, **address: str) -> AppTest:
        monkeypatch.setattr(choose, "database", lambda: engine)
        # The first run of an AppTest opens the home page, whatever the address.
        monkeypatch.setattr(navigation, "HOME", ENTRIES[slug])
        page = AppTest.from_file(ROUTER, default_timeout=30)
        for name, value in address.items():
            page.query_params[name] = value
        return page.run()

    return opened
