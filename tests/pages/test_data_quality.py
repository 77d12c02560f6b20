"""The data quality page, without a browser: what it lists, in which order, and where each point leads."""

from datetime import date
from urllib.parse import parse_qs

import pytest

from dashboard import formats, quality, quality_page, read
from dashboard.locale import typeset
from data import demo, store
from data.store import Delivery, ReceivedFile
from metrics.documents import BudgetKind
from metrics.finance import INDICATORS
from metrics.quality import Gap, GapKind

TODAY = date(2026, 11, 24)
SLUG = "qualite"


@pytest.fixture(autouse=True)
def on_a_day(monkeypatch):
    monkeypatch.setattr(formats, "today", lambda: TODAY)


@pytest.fixture
def one_budget(no_town):
    """A town that has one voted budget of 2022, and nothing since."""
    voted = next(d for d in demo.budget_documents() if d.year == 2022 and d.budget_kind is BudgetKind.MAIN)
    store.record(no_town, Delivery(demo.AUTHORITY, ReceivedFile.of("file", b"1"), "test", [voted]), author="test")
    return no_town


def ways(page):
    """Where each point leads: the page, and what it opens on."""
    return [
        (link.proto.page, {name: value for name, (value,) in parse_qs(link.proto.query_string).items()})
        for link in page.get("page_link")
    ]


def themes(page):
    return next(box for box in page.selectbox if box.label == "Points montrés")


def said(page):
    return [line.value for line in page.markdown]


def test_each_gap_of_the_demonstration_town_leads_to_its_mending(demonstration, open_page):
    page = open_page(demonstration, SLUG)
    assert list(page.exception) == []
    assert any("12 services n'ont aucun relevé depuis décembre 2025" in line for line in said(page))
    pool = {"service": "piscine", "mesure": "pool.entrees", "annee": "2026", "releves": "a-completer"}
    assert ("saisie", {"commune": "219900024", "objet": "frequentation", **pool}) in ways(page)
    services = [address["service"] for _, address in ways(page) if address.get("releves") == "a-completer"]
    assert len(services) == len(set(services)) == 12
    place = {"budget": "21990002400015", "annee": "2019", "etape": "closed-0", "commune": "219900024"}
    assert ("sante-financiere", place | {"vue": "ratios"}) in ways(page)


def test_what_blocks_most_stands_first(one_budget, open_page):
    page = open_page(one_budget, SLUG)
    assert list(page.exception) == []
    assert page.header[0].value.startswith("Au 24 novembre 2026, ")
    counts = [line for line in said(page) if "bloqués" in line]
    assert counts[0] == f"**{len(INDICATORS)}** indicateurs bloqués"
    assert "aucun document de 2023 à 2025" in said(page)[1]
    address = {"commune": "219900024", "budget": "21990002400015", "annee": "2025", "point": "years"}
    assert ways(page)[0] == ("imports", address)


def test_the_imports_say_what_a_link_came_for(one_budget, open_page):
    address = {"budget": "21990002400015", "annee": "2025", "point": "years"}
    missing = "Budget principal\u00a0\\: aucun document de 2023 à 2025."
    assert missing in [box.value for box in open_page(one_budget, "imports", **address).info]
    for other in ({**address, "annee": "2019"}, {"point": "<script>"}):
        assert missing not in [box.value for box in open_page(one_budget, "imports", **other).info]


def test_the_headline_counts_what_the_points_below_count(demonstration, open_page, monkeypatch):
    about = {"name": "cible"}
    both = Gap(GapKind.TARGET_OVER, 2024, frozenset({"a", "b"}), about=about)
    doubtful = Gap(GapKind.TARGET_OVER, 2023, doubtful=frozenset({"b", "c", "d"}), about=about)
    explained = next(
        gap for gap in quality.gaps(read.towns(demonstration)[0], TODAY) if gap.kind is GapKind.RATIOS_EXPLAINED
    )
    monkeypatch.setattr(quality, "gaps", lambda *_: (both, doubtful, explained))
    page = open_page(demonstration, SLUG)
    reach = "2 indicateurs bloqués, 3 chiffres douteux"
    assert page.header[0].value == f"Au 24 novembre 2026, 2 points sont à reprendre\u00a0\\: {reach}."
    assert [line for line in said(page) if line[:2] == "**" or line == "À savoir"] == [
        "**2** indicateurs bloqués",
        "**3** chiffres douteux",
        "À savoir",  # another reading of the rule is nothing to mend
    ]


def test_only_what_a_file_mends_is_said_on_the_page_of_imports(demonstration):
    (town,) = read.towns(demonstration)
    found = quality.gaps(town, TODAY)
    assert quality_page.awaited(found, {"point": "years"}) == []
    assert quality_page.awaited(found, {}) == []


def test_one_theme_can_be_seen_alone(demonstration, open_page):
    page = open_page(demonstration, SLUG, genre="reconciliation")
    assert {entry for entry, _ in ways(page)} == {"sante-financiere"}
    page = themes(page).select("usage").run()
    assert {entry for entry, _ in ways(page)} == {"saisie"}


@pytest.mark.parametrize("genre", ["", "<script>", "lines"])
def test_a_theme_without_gaps_gives_way_to_all(demonstration, open_page, genre):
    page = open_page(demonstration, SLUG, genre=genre)
    assert list(page.exception) == []
    assert themes(page).value == quality_page.EVERYTHING


def test_all_is_well_says_when(demonstration, open_page, monkeypatch):
    monkeypatch.setattr(quality, "gaps", lambda *_: ())
    page = open_page(demonstration, SLUG)
    assert list(page.exception) == []
    assert [box.value for box in page.success] == [
        typeset("Au 24 novembre 2026, rien ne manque et tout concorde : aucun point à reprendre.")
    ]
    assert ways(page) == []


def test_without_a_town_the_page_leads_to_the_imports(no_town, open_page):
    page = open_page(no_town, SLUG)
    assert list(page.exception) == []
    assert ways(page) == [("imports", {})]


def test_a_long_list_opens_on_its_beginning(demonstration, open_page, monkeypatch):
    many = tuple(Gap(GapKind.TARGET_OVER, 2000 + n, about={"name": f"cible {n}"}) for n in range(40))
    monkeypatch.setattr(quality, "gaps", lambda *_: many)
    page = open_page(demonstration, SLUG)
    assert len(ways(page)) == quality_page.SHOWN
    assert len(ways(page.button(key="quality-more").click().run())) == 40


def test_names_from_files_are_words_only(demonstration, open_page, monkeypatch):
    nasty = Gap(GapKind.ABSENT, 2025, about={"name": "![x](http://a.b/c)", "n": 2, "last": date(2025, 1, 1)})
    monkeypatch.setattr(quality, "gaps", lambda *_: (nasty,))
    page = open_page(demonstration, SLUG)
    assert any(r"\!\[x\]\(http\://a.b/c\)" in line for line in said(page))
