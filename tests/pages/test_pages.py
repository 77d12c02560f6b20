"""Every page opens on the demonstration town, says that it is invented, and shows the figures that were read."""

import json
import re
from html import unescape

import pytest

from dashboard import formats, read
from dashboard.locale import LANGUAGES, say, t, typeset
from dashboard.navigation import PAGES
from data import store
from metrics.documents import Step
from metrics.finance import BY_NAME, INDICATORS
from metrics.nomenclature import Direction
from tests.data.deliveries import account, line

SLUGS = [page.slug for page in PAGES]
LAST_CLOSED_YEAR = 2025
CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>")
FICTIONAL = {"fr": "fictive", "en": "fictional"}


def the_town(engine):
    (town,) = read.towns(engine)
    return town


def main_account(town):
    """The closed account of the main budget, in the year that pages open on."""
    documents = read.documents_of(town, read.budgets(town)[0].id)
    return next(d for d in documents if (d.year, d.step) == (LAST_CLOSED_YEAR, Step.CLOSED))


def figures(town):
    return [read.figure(indicator, town, main_account(town)) for indicator in INDICATORS]


def by_label(town, write):
    return {say(figure.indicator.label): write(figure.value, figure.indicator.unit) for figure in figures(town)}


def figure_rows(page, heading):
    """The rows of the figure tables that have a column of that name, as they are read."""
    tables = [re.findall(r"<tr>(.*?)</tr>", element.proto.body) for element in page.get("html")]
    for first, *others in ([CELL.findall(row) for row in table] for table in tables if table):
        if heading in first:
            yield from (dict(zip(first, map(unescape, row), strict=True)) for row in others)


def passport_rows(page):
    return {row[""]: row[" "] for table in page.table for row in table.value.to_dict("records")}


def years_chosen(page):
    return [box.value for box in page.selectbox if box.label == "Année"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", SLUGS)
def test_every_page_opens(demonstration, open_page, spoken, slug, language):
    page = open_page(demonstration, slug, lang=language)
    title = next(entry.title for entry in PAGES if entry.slug == slug)
    assert list(page.exception) == []
    assert [title.value for title in page.title] == [spoken(language, t, title)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("slug", [slug for slug in SLUGS if slug != "glossaire"])
def test_a_page_with_figures_says_that_the_town_is_invented(demonstration, open_page, slug, language):
    page = open_page(demonstration, slug, lang=language)
    assert [FICTIONAL[language] in banner.value.lower() for banner in page.info] == [True]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_cards_show_the_figures_that_were_read(demonstration, open_page, spoken, language):
    page = open_page(demonstration, "vue-d-ensemble", lang=language)
    shown = {card.label: card.value for card in page.metric}
    assert len(shown) == 6
    assert shown.items() <= spoken(language, by_label, the_town(demonstration), formats.short_figure).items()


@pytest.mark.parametrize(
    ("language", "mark", "since"),
    [
        ("fr", "voté, non exécuté · Cible", "depuis le compte 2025"),
        ("en", "voted, not executed · Target", "since the account of 2025"),
    ],
)
def test_a_card_with_a_target_still_says_that_its_figure_is_voted(demonstration, open_page, language, mark, since):
    page = open_page(demonstration, "vue-d-ensemble", lang=language, annee="2026", etape="initial-0")
    aim = mark.split(" · ")[1]
    beside = [caption.value for caption in page.caption if aim in caption.value]
    assert [one.startswith(mark) for one in beside] == [True] * len(beside) != []
    assert {card.proto.delta_description for card in page.metric if card.delta} == {since}
    closed = open_page(demonstration, "vue-d-ensemble", lang=language, annee="2025")
    beside = [caption.value for caption in closed.caption if aim in caption.value]
    assert [one.startswith(aim) for one in beside] == [True] * len(beside) != []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_shows_every_figure_of_the_document(demonstration, open_page, spoken, language):
    page = open_page(demonstration, "sante-financiere", lang=language, vue="chiffres")
    indicator, value, maturity = (spoken(language, t, f"figure.{name}") for name in ("indicator", "value", "maturity"))
    shown = {row[indicator]: row[value] for row in figure_rows(page, maturity)}
    assert len(shown) == 27
    assert shown.items() <= spoken(language, by_label, the_town(demonstration), formats.figure).items()


def test_declared_ratios_stand_beside_recomputed_ones(demonstration, open_page, spoken):
    page = open_page(demonstration, "sante-financiere", vue="ratios")
    checks = read.checks(the_town(demonstration), main_account(the_town(demonstration)))
    assert [row["Ratio"] for row in figure_rows(page, "Recalculé")] == [check.indicator.label.fr for check in checks]
    assert {row["Verdict"] for row in figure_rows(page, "Recalculé")} == {"concordant"}


def test_an_error_of_the_document_is_explained(demonstration, open_page):
    page = open_page(demonstration, "sante-financiere", annee="2019", vue="ratios")
    assert any("dette du 1er janvier" in warning.value for warning in page.warning)


def test_the_chart_draws_the_same_figures(demonstration, open_page):
    page = open_page(demonstration, "sante-financiere", lecture="annees")
    (ladder,) = (json.loads(chart.proto.spec) for chart in page.get("plotly_chart"))
    gross = next(trace for trace in ladder["data"] if trace["name"] == "Épargne brute")
    figure = read.figure(BY_NAME["gross_saving"], the_town(demonstration), main_account(the_town(demonstration)))
    assert gross["x"][-1] == str(LAST_CLOSED_YEAR)
    assert gross["y"][-1] == float(figure.exact)


def test_a_passport_shows_formula_source_file_and_lines(demonstration, open_page):
    page = open_page(demonstration, "vue-d-ensemble").button(key="passport-gross_saving_rate").click().run()
    assert list(page.exception) == []
    passport = passport_rows(page)
    assert passport["Formule"] == "épargne brute ÷ recettes de fonctionnement"
    assert passport["Source"].startswith("OFGL")
    assert passport["Fichier"].startswith("documents-budgetaires-2025")
    assert passport["Lignes"] == "181 lignes sur 238"
    lines = list(figure_rows(page, "Compte"))
    assert lines[0]["Compte"] == "73111"
    assert lines[0]["Section"] == "Fonctionnement"
    assert [entry.label.partition(typeset(" : "))[0] for entry in page.expander] == [
        "recettes de fonctionnement",
        "dépenses de fonctionnement",
    ]


def test_lines_behind_a_figure_name_their_rows_and_files(no_town, open_page):
    earned = line("70688", 50, row=3, chapter="70", direction=Direction.REVENUE)
    store.record(no_town, account([line("60611", 10, row=2), earned], file="compte.xml"), author="agent")
    added = account([line("6135", 7, row=2, sheet="Suite")], complete=False, file="suite.xlsx")
    store.record(no_town, added, author="agent")
    page = open_page(no_town, "vue-d-ensemble").button(key="passport-gross_saving_rate").click().run()
    assert list(page.exception) == []
    assert passport_rows(page)["Lignes"] == "3 lignes sur 3"
    assert {(row["Compte"], row["Ligne du fichier"], row["Fichier"]) for row in figure_rows(page, "Compte")} == {
        ("60611", "2", "compte.xml"),
        ("6135", "2", typeset("suite.xlsx, feuille « Suite »")),
        ("70688", "3", "compte.xml"),
    }


def test_any_figure_of_the_document_has_its_passport(demonstration, open_page):
    page = open_page(demonstration, "sante-financiere", vue="chiffres")
    page.selectbox(key="passport-choice").select("legal_5_debt")
    page.button(key="passport-open").click().run()
    assert list(page.exception) == []
    passport = passport_rows(page)
    assert passport["Formule"] == "encours de la dette au 31 décembre ÷ population totale"
    assert "Lignes" not in passport


@pytest.mark.parametrize("slug", ["vue-d-ensemble", "sante-financiere"])
def test_without_a_town_a_page_leads_to_the_imports(no_town, open_page, slug):
    page = open_page(no_town, slug)
    assert list(page.exception) == []
    assert [link.proto.page for link in page.get("page_link")] == ["imports"]


def test_without_a_town_a_file_can_be_dropped(no_town, open_page):
    page = open_page(no_town, "imports")
    assert list(page.exception) == []
    assert len(page.file_uploader) == 1


@pytest.mark.parametrize(
    "address",
    [
        {"annee": "1900", "commune": "nothing"},
        {"annee": "<script>", "budget": "' OR 1=1", "etape": "closed-9"},
        {"commune": "", "annee": ""},
        {"lang": "xx", "annee": "2025"},
    ],
)
@pytest.mark.parametrize("slug", ["vue-d-ensemble", "sante-financiere", "imports"])
def test_an_address_that_names_nothing_falls_back_on_the_first_choice(demonstration, open_page, slug, address):
    page = open_page(demonstration, slug, **address)
    assert list(page.exception) == []
    assert [box.value for box in page.selectbox if box.label == "Collectivité"] == ["219900024"]
    assert years_chosen(page) in ([], [str(LAST_CLOSED_YEAR)])


def test_an_address_names_the_document(demonstration, open_page):
    page = open_page(demonstration, "vue-d-ensemble", budget="21990002400023", annee="2019")
    assert years_chosen(page) == ["2019"]
    assert [box.value for box in page.selectbox if box.label == "Budget"] == ["21990002400023"]


def test_the_glossary_finds_without_accents(demonstration, open_page):
    page = open_page(demonstration, "glossaire", cherche="epargne nette")
    labels = [entry.label.partition(" — ")[0] for entry in page.expander]
    assert labels == [
        "Épargne nette / recettes réelles de fonctionnement",
        "Épargne nette",
        "Épargne nette par habitant",
    ]


def test_a_link_to_what_is_not_here_says_so(demonstration, open_page):
    page = open_page(demonstration, "vue-d-ensemble", commune="000000000", annee="1999")
    said = [caption.value for caption in page.caption if "n'est pas dans cette liste" in caption.value]
    assert [one.split("«")[1].split("»")[0].strip() for one in said] == ["000000000", "1999"]


def test_what_a_choice_makes_vain_is_no_wrong_link(demonstration, open_page):
    page = open_page(demonstration, "vue-d-ensemble", etape="initial-0", annee="2026")
    page.selectbox[2].set_value("2025").run()
    assert not any("n'est pas dans cette liste" in caption.value for caption in page.caption)


def test_an_entry_of_the_glossary_is_drawn_once_a_search_leaves_few(demonstration, open_page):
    def computed(page):
        return [text.value for text in page.markdown if "÷" in text.value]

    assert computed(open_page(demonstration, "glossaire")) == []
    assert len(computed(open_page(demonstration, "glossaire", cherche="capacite desendettement"))) >= 1
