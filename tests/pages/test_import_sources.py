"""What the import page says of where files come from and where they are kept, in the visitor's language."""

import pytest

from dashboard import importing
from dashboard.config import Settings
from dashboard.importing import Dropped
from dashboard.imports import history, national
from dashboard.locale import typeset
from data.connectors.fetched import Fetched, Source, said_of
from data.importers.kinds import Kind
from data.importers.table import Town
from metrics.text import Text

LIMITS = Text("La dernière année est provisoire.", "The last year is provisional.")
SOURCE = Source("OFGL", "Agrégats", "ofgl-base", "2026-01-01", "Licence Ouverte", LIMITS)
SAID = {
    "fr": "OFGL, « Agrégats » (ofgl-base), version du 2026-01-01, Licence Ouverte. La dernière année est provisoire.",
    "en": "OFGL, “Agrégats” (ofgl-base), version of 2026-01-01, Licence Ouverte. The last year is provisional.",
}


@pytest.fixture
def imported(no_town):
    """A base that holds the populations of one town, as they are published."""
    dropped = Dropped.of_bytes("populations.csv", b"annee;population_municipale\n2024;1200\n", SOURCE.text)
    importing.confirm(no_town, importing.understand(no_town, dropped, Town("215600461", "", "CRACH")), "local")
    return no_town


def captions(page):
    return [caption.value.replace("\\", "") for caption in page.caption]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_history_says_the_source_in_the_visitors_language(imported, open_page, language):
    assert typeset(SAID[language]) in captions(open_page(imported, "imports", lang=language))


def test_a_source_stored_in_french_alone_is_shown_as_it_is():
    assert said_of("OFGL, « Agrégats »").en == "OFGL, « Agrégats »"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_was_fetched_is_shown_in_the_visitors_language(no_town, open_page, monkeypatch, language):
    monkeypatch.setattr(national, "settings", lambda: Settings("", open_data=True))
    page = open_page(no_town, "imports", lang=language)
    page.session_state["imports-national"] = True
    page.session_state["imports-national-found"] = [Fetched(Kind.AGGREGATES, "a.csv", b"", 12, SOURCE)]
    assert typeset(SAID[language]) in captions(page.run())


def test_a_kept_file_that_is_gone_is_not_offered(imported, open_page, tmp_path, monkeypatch):
    def offered():
        page = open_page(imported, "imports")
        return next(one.proto for one in page.get("download_button") if one.key.startswith("imports-kept-"))

    assert not offered().disabled
    monkeypatch.setattr(history, "settings", lambda: Settings("", folder=tmp_path / "elsewhere"))
    gone = offered()
    assert gone.disabled
    assert "n'est plus dans le dossier du serveur" in gone.help
