"""The comparison page on the demonstration town, among an invented nation."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest

from dashboard import read as answers
from dashboard.comparison import peers, sentences
from dashboard.comparison.choosing import VIEWS
from dashboard.locale import LANGUAGES, typeset
from data import comparison_queries, demo, migrations, store
from data.database import connect, reading
from data.observatory import NATIONAL
from data.store import AuthorityRead, Delivery
from metrics.comparison.indicators import BY_NAME, COMPARED
from metrics.comparison.structure import STRUCTURE
from tests.data.deliveries import account, file_named
from tests.data.national import national

CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>")
SPENT = "operating_expenditure_per_inhabitant"


@pytest.fixture
def a_town(tmp_path):
    """The demonstration town in a database of its own, to be written to."""
    engine = connect(f"sqlite:///{tmp_path / 'town.sqlite'}")
    migrations.upgrade(engine)
    for delivery in demo.deliveries():
        store.record(engine, delivery, author="démonstration")
    return engine


def tables(page):
    """Each table of the page as rows by title."""
    found = []
    for element in page.get("html"):
        rows = [list(map(unescape, CELL.findall(row))) for row in re.findall(r"<tr>(.*?)</tr>", element.proto.body)]
        if rows:
            titles, *body = rows
            found.append([dict(zip(titles, row, strict=True)) for row in body])
    return found


def charts(page):
    return [json.loads(chart.proto.spec) for chart in page.get("plotly_chart")]


def chosen(page, label):
    return next(box.value for box in page.selectbox if box.label == label)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("group", ["stratum", "department", "nearest"])
def test_every_view_opens(demonstration, open_page, view, group, language):
    page = open_page(demonstration, "comparaison", lang=language, vue=view, groupe=group)
    assert list(page.exception) == []
    assert len(page.header) >= 1


@pytest.mark.parametrize("indicator", COMPARED, ids=lambda one: one.name)
def test_every_indicator_places_the_town(demonstration, open_page, indicator):
    page = open_page(demonstration, "comparaison", indicateur=indicator.name)
    assert list(page.exception) == []
    assert page.header[0].value == f"{indicator.label.fr} en 2025"
    said = [text.value.replace("\\", "") for text in page.markdown]
    assert any("Rocheclaire-sur-Sonde est " in text and typeset("(médiane : ") in text for text in said)


def test_the_page_opens_on_the_last_year_known_of_the_town_and_its_peers(demonstration, open_page):
    page = open_page(demonstration, "comparaison")
    assert (chosen(page, "Année"), chosen(page, "Groupe")) == ("2025", "stratum")
    assert chosen(page, "Source des chiffres") == "ofgl-main"


def opened(page, box):
    page.session_state[box] = True
    return page.run()


def test_the_address_restores_the_question(demonstration, open_page):
    page = open_page(
        demonstration,
        "comparaison",
        indicateur="debt_payback",
        annee="2022",
        groupe="nearest",
        pairs="10",
        vue="groupe",
        **{"poids-density": "0", "vue-de": "219950107"},
    )
    assert list(page.exception) == []
    labels = ("Indicateur", "Année", "Groupe", "Combien de communes")
    assert [chosen(page, label) for label in labels] == ["debt_payback", "2022", "nearest", "10"]
    balance = next(rows for rows in tables(page) if "Variable" in rows[0])
    assert [row["Variable"] for row in balance] == [
        "Population",
        "Évolution de la population",
        "Poids dans le groupement",
    ]
    members = next(rows for rows in tables(page) if "Indice de différence" in rows[0])
    assert len(members) == 10
    assert chosen(opened(page, "comparison-weights"), "Densité") == "0"


def test_what_the_address_asks_wrongly_gives_way(demonstration, open_page):
    page = open_page(demonstration, "comparaison", indicateur="x", annee="1066", groupe="own", vue="x")
    assert list(page.exception) == []
    assert chosen(page, "Groupe") == "stratum"


def test_the_years_of_the_table_are_those_of_the_chart(demonstration, open_page):
    page = open_page(demonstration, "comparaison", indicateur="gross_saving_rate", vue="annees")
    (years,) = charts(page)
    page.session_state["comparison-years-numbers"] = True
    page = page.run()
    rows = next(rows for rows in tables(page) if "Médiane" in rows[0] and "Année" in rows[0])
    line = next(trace for trace in years["data"] if trace["name"] == "Médiane")
    unit = BY_NAME["gross_saving_rate"].unit
    assert [row["Médiane"] for row in reversed(rows)] == [sentences.written(y / 100, unit) for y in line["y"]]


def test_where_a_figure_comes_from_is_read_once_somebody_asks(demonstration, open_page):
    page = open_page(demonstration, "comparaison")
    assert not any("Nom dans le fichier" in rows[0] for rows in tables(page))
    assert "Commune" not in [box.label for box in page.selectbox]
    page = open_page(demonstration, "comparaison", **{"vue-de": "219950107"})  # a link to a figure
    assert any("Nom dans le fichier" in rows[0] for rows in tables(page))
    assert chosen(page, "Commune") == "219950107"


def test_a_figure_leads_to_its_rows_and_to_the_town_s_own_account(demonstration, open_page):
    page = opened(open_page(demonstration, "comparaison", indicateur="gross_saving_rate"), "comparison-origin")
    rows = next(rows for rows in tables(page) if "Nom dans le fichier" in rows[0])
    assert [row["Nom dans le fichier"] for row in rows] == [
        "Recettes de fonctionnement",
        "Dépenses de fonctionnement",
        "Epargne brute",
    ]
    assert re.sub(r"\D", "", rows[0]["Montant"]) == "1824987493"
    assert all(re.fullmatch(r"ligne \d+", row["Ligne du fichier"]) for row in rows)
    assert any("Votre propre compte clos de 2025 donne le même chiffre" in said.value for said in page.markdown)
    assert any("agregats-des-communes-2018-2025" in said.value for said in page.caption)


def test_a_peer_chosen_shows_its_own_rows(demonstration, open_page):
    page = opened(open_page(demonstration, "comparaison", groupe="nearest"), "comparison-origin")
    other = next(box for box in page.selectbox if box.label == "Commune")
    page = other.select_index(3).run()
    assert list(page.exception) == []
    rows = next(rows for rows in tables(page) if "Nom dans le fichier" in rows[0])
    assert len(rows) == 2
    assert not any("Votre propre compte" in said.value for said in page.markdown)


def test_peers_are_not_chosen_by_what_is_compared(demonstration, open_page):
    page = open_page(demonstration, "comparaison", groupe="nearest", indicateur="local_taxes_per_inhabitant")
    assert sum("ne compte pas ici" in said.value for said in page.caption) == 1
    page = open_page(demonstration, "comparaison", groupe="nearest", indicateur="debt_per_inhabitant")
    assert sum("ne compte pas ici" in said.value for said in page.caption) == 0
    weighed = [box.label for box in opened(page, "comparison-weights").selectbox]
    assert set(weighed) >= {one.label.fr for one in STRUCTURE}


def test_where_nobody_can_be_nearer_the_list_of_groups_says_why(demonstration, open_page):
    """Without any weight there is no likeness: the group is not offered, and the page does not keep silent on it."""
    weightless = {f"poids-{one.name}": "0" for one in STRUCTURE}
    said = "Pas de communes les plus proches à proposer"
    page = open_page(demonstration, "comparaison", groupe="nearest", **weightless)
    assert chosen(page, "Groupe") == "stratum"
    assert any(caption.value.startswith(said) for caption in page.caption)
    page = open_page(demonstration, "comparaison", groupe="nearest")
    assert chosen(page, "Groupe") == "nearest"
    assert not any(caption.value.startswith(said) for caption in page.caption)


def test_the_tables_of_figures_can_be_taken_away(demonstration, open_page):
    """Likeness and origin as the page shows them; the members whole, those too that are not drawn."""
    asked = {"vue": "groupe", "groupe": "nearest", "vue-de": demo.CODE}
    page = open_page(demonstration, "comparaison", **asked)
    assert [button.proto.label for button in page.get("download_button")] == [
        "Télécharger ce tableau (CSV)",
        "Télécharger tout le groupe (CSV)",
        "Télécharger ce tableau (CSV)",
    ]
    assert len(tables(page)) == 3


def test_the_solidity_view_shows_every_group_and_year(demonstration, open_page):
    page = open_page(demonstration, "comparaison", vue="solidite")
    (rows, *_others) = tables(page)
    assert [row["Groupe"] for row in rows] == [
        "Strate de population",
        "Strate du département",
        "10 plus proches",
        "20 plus proches",
        "30 plus proches",
    ]
    assert list(rows[0])[1:] == ["2025", "2024", "2023", "2022"]
    assert page.header[0].value.startswith("Le constat tient")


def test_the_nearest_towns_are_kept_as_a_list_and_the_list_is_a_group(a_town, open_page):
    page = open_page(a_town, "comparaison", vue="listes", groupe="nearest", pairs="10")
    page.text_input(key="comparison-list-name").input("Nos voisines")
    page = page.button[0].click().run()
    assert list(page.exception) == []
    assert [said.value for said in page.success] == [typeset("Liste « Nos voisines » gardée : 10 communes.")]
    (rows,) = tables(page)
    assert (rows[0]["Liste"], rows[0]["Membres"], rows[0]["Établie"]) == (
        "Nos voisines",
        "10",
        "par ressemblance de structure",
    )
    page = open_page(a_town, "comparaison", groupe="own", liste="nos-voisines")
    assert list(page.exception) == []
    assert any("10 comptes connus sur 10 membres" in said.value for said in page.caption)
    (town,) = answers.towns(a_town)
    (kept,) = peers.own_groups(town)
    assert kept.made == {
        "by": "structure",
        "for": SPENT,
        "weights": {one.name: one.weight for one in STRUCTURE},
        "year": 2025,
    }


def test_a_list_by_hand_is_corrected_by_another_version_and_retired(a_town, open_page):
    def keep(codes):
        page = open_page(a_town, "comparaison", vue="listes")
        page.text_input(key="comparison-list-name").input("Trois")
        page.text_area[0].input(codes)
        return page.button[0].click().run()

    keep("219950001, 219950002 219950003")
    page = keep("219950001\n219950002")
    (rows,) = tables(page)
    assert rows[0]["Membres"] == "2"
    assert rows[0]["Version"].startswith("n° 2, ")
    page = open_page(a_town, "comparaison", vue="listes", **{"liste-corrigee": "trois"})
    _, versions = tables(page)
    assert [(row["Version"][:4], row["Membres"]) for row in versions] == [("n° 2", "2"), ("n° 1", "3")]
    assert versions[1]["Commune"].count(", ") == 2
    page = page.button(key="comparison-retire-trois").click().run()
    assert list(page.exception) == []
    assert tables(page) == []


def test_a_list_names_its_towns_and_is_corrected_where_it_is_kept(a_town, open_page):
    page = open_page(a_town, "comparaison", vue="listes")
    page.text_input(key="comparison-list-name").input("Deux")
    page.text_area[0].input("Valdor-sur-Sonde\nbrumesnil sur sonde")
    page = page.button[0].click().run()
    assert [said.value for said in page.success] == [typeset("Liste « Deux » gardée : 2 communes.")]
    page = open_page(a_town, "comparaison", vue="listes", **{"liste-corrigee": "deux"})
    assert page.text_area[0].value == "Valdor-sur-Sonde 219950000\nBrumesnil-sur-Sonde 219950001"
    page.text_area[0].input("Valdor-sur-Sonde\nBrumesnil-sur-Sonde\nMontardel-sur-Sonde")
    page = page.button[0].click().run()
    rows, _versions = tables(page)
    assert (rows[0]["Membres"], rows[0]["Version"][:4]) == ("3", "n° 2")


def test_a_list_that_names_nobody_is_refused_with_a_sentence(a_town, open_page):
    page = open_page(a_town, "comparaison", vue="listes")
    page.text_input(key="comparison-list-name").input("Personne")
    page.text_area[0].input("Lyon, Valdor-sur-Sonde")
    page = page.button[0].click().run()
    assert [said.value for said in page.error] == [
        typeset(
            "Aucune commune ne s'appelle : Lyon. Cherché parmi les 241 communes du pays inventé de la démonstration, "
            "qui n'a aucune commune réelle. Vérifier le nom, ou écrire le code SIREN ou INSEE. Rien n'est enregistré."
        )
    ]
    page.text_area[0].input("Valdor-sur-Sonde")
    page = page.button[0].click().run()
    assert [said.value for said in page.error] == [
        typeset("La liste compte 1 commune reconnue : il en faut au moins 2, et 1000 au plus. Rien n'est enregistré.")
    ]


def test_without_national_figures_the_page_leads_to_the_imports(a_town, open_page):
    (town,) = answers.towns(a_town)
    data = answers.observatory(a_town, is_fictional=True)
    (imported,) = answers.imports(data)
    store.undo(a_town, data.id, imported.id, by="essai")
    page = open_page(a_town, "comparaison")
    assert list(page.exception) == []
    assert any("importez un fichier national" in said.value for said in page.info)
    assert [link.proto.page for link in page.get("page_link")] == ["imports"]
    with reading(a_town) as session:
        assert comparison_queries.held(session, data.id) == []
    assert town.authority.name == demo.NAME


HEADER = "code | year | scope | population | operating_expenditure"


@pytest.fixture
def crach(no_town):
    """A real small town that no national file imported holds yet."""
    about = AuthorityRead("215600461", "Crach")
    store.record(no_town, Delivery(about, file_named(), "test"), author="essai")
    return no_town


def published(engine, folder, *rows):
    text = "\n".join([HEADER, *(f"{code} | {year} | {scope} | 3 400 | 5" for code, year, scope in rows)])
    store.record(engine, national(folder, text, authority=NATIONAL), author="essai")


@pytest.mark.parametrize("view", [one for one in VIEWS if one != "listes"])
def test_a_town_that_no_source_holds_is_told_so_and_led_to_the_imports(crach, tmp_path, open_page, view):
    published(crach, tmp_path, ("216901231", 2025, "main"), ("211300553", 2025, "main"))
    page = open_page(crach, "comparaison", vue=view)
    assert list(page.exception) == []
    (said,) = [one.value for one in page.info]
    assert said.startswith(
        typeset("« OFGL · budget principal » n'a pas de comptes de Crach pour 2025, ni aucune autre source")
    )
    assert "Importer un fichier national" in said
    assert [link.proto.page for link in page.get("page_link")] == ["imports"]
    assert (charts(page), tables(page)) == ([], [])


def test_a_source_without_the_town_leads_to_the_one_that_holds_it(crach, tmp_path, open_page):
    published(crach, tmp_path, ("216901231", 2025, "main"), ("211300553", 2024, "main"), ("215600461", 2024, "annex"))
    page = open_page(crach, "comparaison")
    assert (chosen(page, "Source des chiffres"), chosen(page, "Année")) == ("ofgl-annex", "2024")
    page = open_page(crach, "comparaison", base="ofgl-main", annee="2025")
    assert [one.value for one in page.info] == [
        typeset("« OFGL · budget principal » n'a pas de comptes de Crach pour 2025 : il n'y a rien à situer ici.")
    ]
    assert charts(page) == []
    page = page.button(key="comparison-way-out").click().run()
    assert list(page.exception) == []
    assert (chosen(page, "Source des chiffres"), chosen(page, "Année")) == ("ofgl-annex", "2024")
    assert not any("rien à situer" in one.value for one in page.info)


def test_a_town_of_its_own_account_alone_opens_on_the_source_that_it_can_stand_beside(no_town, tmp_path, open_page):
    delivery = account({"60611": 900_000, "6411": 300_000}, 2021, population=3_400, authority_code="215600461")
    store.record(no_town, replace(delivery, authority=AuthorityRead("215600461", "Crach")), author="essai")
    published(no_town, tmp_path, *[("216901231", year, "main") for year in (2021, 2025)])
    published(
        no_town, tmp_path, *[(code, year, "annex") for code in ("211300553", "213105554") for year in (2021, 2025)]
    )
    page = open_page(no_town, "comparaison")
    assert list(page.exception) == []
    assert (chosen(page, "Source des chiffres"), chosen(page, "Année")) == ("ofgl-main", "2021")


def test_without_a_town_the_page_leads_to_the_imports(no_town, open_page):
    page = open_page(no_town, "comparaison")
    assert list(page.exception) == []
    assert [link.proto.page for link in page.get("page_link")] == ["imports"]
