"""The catalogue: complete in both languages, used whole, and kept apart between visitors."""

import ast
import re
from contextvars import copy_context
from decimal import Decimal
from pathlib import Path
from threading import Thread

import pytest

from dashboard import locale
from dashboard.locale import CatalogueError, load, say, t, typeset
from dashboard.navigation import PAGES
from metrics.text import Text

ROOT = Path(__file__).resolve().parents[2]
# Beginnings of the keys that the code composes, as in t(f"refused.{code}"); every other key is written out.
COMPOSED = (
    *(
        "budget.funding_",
        "budget.month_alone_",
        "budget.month_sentence_",
        "budget.no_landing_",
        "budget.operations_",
        "budget.ordered_",
        "budget.rhythm_",
        "budget.series_",
    ),
    *("comparison.expected_", "comparison.finding_", "comparison.funnel_", "comparison.group_", "comparison.in_"),
    *("comparison.likeness_", "comparison.limit_", "comparison.made_", "comparison.searched_"),
    *("comparison.scope_", "comparison.side_", "comparison.survival_", "comparison.view_", "comparison.weight_"),
    *(
        "budget.result_",
        "budget.view_",
        "budget.why_",
        "budget.without_",
        "cli.command_",
        "cli_argument.",
        "health.reading_",
        "health.view_",
        "problem.",
        "refused.",
        "sentence.",
        "show.since_",
    ),
    *("outlook.base_", "outlook.group_", "outlook.lack_", "outlook.need_", "outlook.payback_", "outlook.project_"),
    *("outlook.saving_", "outlook.view_"),
)


def sources():
    return [file for room in ("dashboard", "pages") for file in (ROOT / room).rglob("*.py")]


def keys_in(file):
    """The first argument of each call of t(...) that is written out."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Call(func=ast.Name("t") | ast.Attribute(attr="t"), args=[ast.Constant(key), *_]):
                yield key


def texts_in(file):
    """Every text written in the code, the fixed parts of a composed one included."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Constant(str(text)):
                yield text


def test_every_key_used_exists():
    used = {(file.name, key) for file in sources() for key in keys_in(file)}
    assert {(name, key) for name, key in used if key not in locale.catalogue()} == set()


def test_every_key_of_the_catalogue_is_used():
    written = {text for file in sources() for text in texts_in(file)}
    unused = {key for key in locale.catalogue() if key not in written and not key.startswith(COMPOSED)}
    assert unused == set()


def test_every_composed_prefix_is_still_composed():
    starts = {text for file in sources() for text in texts_in(file)}
    assert {prefix for prefix in COMPOSED if prefix not in starts} == set()


def test_every_page_has_a_title():
    assert {page.title for page in PAGES} == {key for key in locale.catalogue() if key.startswith("nav.")}


def test_equal_numbers_keep_the_decimals_they_come_with(spoken):
    numbers = (1, Decimal("1.0"), Decimal("1.00"), Decimal("1.0"), Decimal("-1234.50"))
    assert [spoken("en", locale.grouped, number) for number in numbers] == ["1", "1.0", "1.00", "1.0", "-1,234.50"]
    assert spoken("fr", locale.grouped, numbers[-1]) == "-1\u202f234,50"


def test_the_catalogue_is_sorted():
    keys = list(locale.catalogue())
    assert keys == sorted(keys)


@pytest.mark.parametrize(
    "fields",
    [
        'fr = "Oui"',
        'fr = "Oui"\nen = " "',
        'fr = "{n} lignes"\nen = "{rows} lines"',
        'fr = "{n} lignes"\nen = "{n} lines"\nfr_one = "{n} ligne"',
        'fr = "Des lignes"\nen = "Lines"\nfr_one = "Une ligne"\nen_one = "A line"',
        'fr = "{n} lignes"\nen = "{n} lines"\nfr_one = "{row} ligne"\nen_one = "{n} line"',
        'fr = "Oui"\nen = "Yes"\nde = "Ja"',
    ],
)
def test_an_incomplete_entry_is_refused(fields):
    with pytest.raises(CatalogueError, match=r"page\.key"):
        load(f"[page.key]\n{fields}")


@pytest.fixture
def lines(monkeypatch):
    """A catalogue of one entry that counts lines."""
    entry = '[lines]\nfr = "{n} lignes"\nfr_one = "{n} ligne"\nen = "{n} lines"\nen_one = "{n} line"'
    monkeypatch.setattr(locale, "catalogue", lambda: load(entry))


@pytest.mark.parametrize(
    ("n", "french", "english"),
    [
        (0, "0 ligne", "0 lines"),
        (1, "1 ligne", "1 line"),
        (Decimal("1.5"), "1,5 ligne", "1.5 lines"),
        (1234, "1\u202f234 lignes", "1,234 lines"),
    ],
)
def test_each_language_has_its_own_singular(spoken, lines, n, french, english):
    assert (spoken("fr", t, "lines", n=n), spoken("en", t, "lines", n=n)) == (french, english)


def test_say_picks_the_language(spoken):
    text = Text("épargne brute", "gross saving")
    assert (spoken("fr", say, text), spoken("en", say, text)) == ("épargne brute", "gross saving")


def test_a_new_thread_follows_the_choice_and_not_its_neighbour(monkeypatch):
    monkeypatch.setattr(locale, "_choices", list(locale._choices))
    locale.follow(lambda: "en")
    heard = []
    copy_context().run(locale.use, "fr")
    thread = Thread(target=lambda: heard.append(locale.language()))
    thread.start()
    thread.join()
    assert heard == ["en"]


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("Lu « douze » : ce n'est pas un montant.", "Lu «\u00a0douze\u00a0»\u00a0: ce n'est pas un montant."),
        ("Un ; deux ! Vraiment ?", "Un\u202f; deux\u202f! Vraiment\u202f?"),
        ("(année : 2025)", "(année\u00a0: 2025)"),
        ("Groupe :", "Groupe\u00a0:"),
        ("« Vraiment ? »", "«\u00a0Vraiment\u202f?\u00a0»"),
        ("À 12:30, :material/info: http://localhost:8501 ;;", "À 12:30, :material/info: http://localhost:8501\u202f;;"),
    ],
)
def test_french_is_printed_with_spaces_that_do_not_break(written, printed):
    assert typeset(written) == printed
    assert typeset(printed) == printed


LOOSE = re.compile(r"« | »| [;:!?](?=\s|[)»]|$)")


def test_no_french_sentence_lets_a_line_begin_with_its_punctuation(spoken):
    assert LOOSE.search("Lu « douze »")
    assert LOOSE.search("Vraiment ?")
    said = {
        key: spoken("fr", say, text)
        for key, entry in locale.catalogue().items()
        for text in (entry.text, entry.one)
        if text is not None
    }
    assert sum("«\u00a0" in text for text in said.values()) > 50
    assert [key for key, text in said.items() if LOOSE.search(text)] == []


def test_english_keeps_its_own_spaces(spoken):
    assert spoken("en", say, Text("a : b", "a : b")) == "a : b"


def test_no_code_joins_words_by_french_punctuation():
    """It would stand in English too, and break in French: show.pair and formats.listed do it."""
    joint = re.compile(r"^ [:;!?]( |$)| [:;!?] $")
    assert joint.search(" ; ")
    assert joint.search(" : ")
    found = [(file.name, text) for file in sources() for text in texts_in(file) if joint.search(text)]
    assert found == []
