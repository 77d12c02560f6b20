"""The import page, without a browser: nothing is stored before it is confirmed, and anything can be taken back."""

import io
import re
import time
from html import unescape

import openpyxl
import pytest
from streamlit.delta_generator import DeltaGenerator
from streamlit.runtime.scriptrunner import RerunData, get_script_run_ctx

from dashboard import importing, read
from dashboard.config import Settings
from dashboard.imports import national
from dashboard.imports.declared import READS
from dashboard.locale import typeset
from data.connectors.client import Unavailable
from data.connectors.fetched import Fetched, Source
from data.demo.sample import FILE as SAMPLE
from data.demo.sample import TOWN, YEAR
from data.importers.kinds import Kind
from data.importers.templates import EXPORTS, asked, template
from metrics.text import Text

CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>")


def dropped(page, name, content):
    return page.file_uploader[0].upload(name, content, "application/octet-stream").run()


def confirm_button(page):
    return page.button(key="imports-confirm")


def again_button(page):
    return next(button for button in page.button if button.label == "Relire le fichier")


def facts(page):
    """What was understood, by what it is."""
    rows = [CELL.findall(row) for row in re.findall(r"<tr>(.*?)</tr>", page.get("html")[0].proto.body)]
    return {unescape(name): unescape(value) for name, value in rows[1:]}


def rows_of(table):
    return [[unescape(cell) for cell in CELL.findall(row)] for row in re.findall(r"<tr>(.*?)</tr>", table.proto.body)]


def help_sheet(kind):
    """The table of a template's own help: its titles, then a row for each column."""
    book = openpyxl.load_workbook(io.BytesIO(template(READS[kind], "fr")))
    rows = [[cell or "" for cell in row[:5]] for row in book["Aide"].iter_rows(values_only=True)]
    first = next(n for n, row in enumerate(rows) if row[0] == "Colonne")
    return rows[first : first + 1 + len(asked(READS[kind]))]


def sentences(page):
    return " ".join(line.value.replace("\\", "") for line in page.markdown)


def labelled(widgets, label):
    return next(widget for widget in widgets if widget.label == label)


def workbook(*rows):
    book = openpyxl.Workbook()
    book.active.title = "Budget"
    for row in rows:
        book.active.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


HEADER = ("Exercice", "SIRET", "Étape", "Section", "Sens", "Chapitre", "Compte", "Voté")


def line(account, amount, chapter="011"):
    return (YEAR, TOWN.code, "budget primitif", "fonctionnement", "dépense", chapter, account, amount)


WITH_A_WORD = (HEADER, line("60611", 120), line("60612", "douze"), line("6156", 80))


def test_a_file_is_shown_then_stored_then_taken_back(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), SAMPLE.name, SAMPLE.read_bytes())
    assert list(page.exception) == []
    assert (facts(page)["Exercice"], facts(page)["SIRET du budget"]) == (str(YEAR), TOWN.code)
    assert read.towns(no_town) == ()

    page = confirm_button(page).click().run()
    (town,) = read.towns(no_town)
    assert list(page.exception) == []
    assert town.authority.name == TOWN.authority_name
    assert [document.year for document in read.documents(town)] == [YEAR]
    assert [button.key for button in page.button if button.key == "imports-confirm"] == []

    page = page.button(key="imports-undo-last").click().run()
    assert list(page.exception) == []
    assert [read.documents(town) for town in read.towns(no_town)] == [()]
    assert any(line.value.startswith("~~") for line in page.markdown)


class Clicks:
    """She clicks while a file is stored, as often as asked; what the bar shows, and how often storing begins.

    others: whether somebody else stores the same file at that moment.
    """

    def __init__(self, monkeypatch, times, *, others=False):
        self.shown, self.begun, self.left, self.others = [], 0, times, others
        self.draw, self.confirm = DeltaGenerator.progress, importing.confirm
        monkeypatch.setattr(DeltaGenerator, "progress", lambda *bar, text: self.progress(*bar, text))
        monkeypatch.setattr(importing, "confirm", self.confirmed)

    def progress(self, bar, share, text):
        if text == "Enregistrement…":
            self.shown.append(share)
            if self.left:
                self.left -= 1
                get_script_run_ctx().script_requests.request_rerun(RerunData())
        return self.draw(bar, share, text)

    def confirmed(self, engine, found, author, *, progress):
        progress(0.5)
        deadline = time.monotonic() + 20
        while (self.left or 0.5 not in self.shown) and time.monotonic() < deadline:
            time.sleep(0.05)
        self.begun += 1
        if self.others:
            self.confirm(engine, found, "Dominique")
        return self.confirm(engine, found, author, progress=progress)


@pytest.mark.parametrize("times", [0, 2])
def test_a_bar_follows_what_is_stored_and_a_click_meanwhile_ends_nothing(no_town, open_page, monkeypatch, times):
    page = dropped(open_page(no_town, "imports"), SAMPLE.name, SAMPLE.read_bytes())
    clicks = Clicks(monkeypatch, times)
    page = confirm_button(page).click().run()
    assert list(page.exception) == []
    assert clicks.begun == 1
    assert 0.5 in clicks.shown
    assert [" 48 lignes " in done.value for done in page.success] == [True]
    assert list(page.error) == []
    assert [len(read.documents(town)) for town in read.towns(no_town)] == [1]


@pytest.mark.parametrize("times", [0, 2])
def test_what_came_to_stand_against_storing_is_said_once(no_town, open_page, monkeypatch, times):
    page = dropped(open_page(no_town, "imports"), SAMPLE.name, SAMPLE.read_bytes())
    Clicks(monkeypatch, times, others=True)
    page = confirm_button(page).click().run()
    assert list(page.exception) == []
    assert list(page.success) == []
    assert "déjà importé" in page.error[0].value
    assert [len(read.imports(town)) for town in read.towns(no_town)] == [1]


def test_any_import_of_the_list_can_be_taken_back(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), SAMPLE.name, SAMPLE.read_bytes())
    page = confirm_button(page).click().run()
    (town,) = read.towns(no_town)
    (imported,) = read.imports(town)
    page.button(key=f"undo-{imported.id}").click().run()
    assert [read.documents(town) for town in read.towns(no_town)] == [()]


def test_the_same_file_again_is_refused(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), SAMPLE.name, SAMPLE.read_bytes())
    confirm_button(page).click().run()
    again = dropped(open_page(no_town, "imports"), SAMPLE.name, SAMPLE.read_bytes())
    assert confirm_button(again).disabled
    assert any("import n° 1" in told.value for told in again.info)
    assert list(again.error) == []


@pytest.mark.parametrize(
    "content", [b"", b"\x00" * 64, b"<DocumentBudgetaire", b"<html></html>", "BGT_NATURE;é".encode("latin-1")]
)
def test_a_file_that_is_no_budget_is_refused_in_a_sentence(no_town, open_page, content):
    page = dropped(open_page(no_town, "imports"), "budget.xml", content)
    assert list(page.exception) == []
    assert confirm_button(page).disabled
    assert [error.value[:23] for error in page.error] == ["Rien n'a été enregistré"]
    assert "erreur à corriger avant de pouvoir confirmer" in sentences(page)
    assert read.towns(no_town) == ()


def test_a_cell_is_put_right_on_the_page(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), "budget.xlsx", workbook(*WITH_A_WORD))
    assert confirm_button(page).disabled
    assert typeset("« douze »") in sentences(page)

    page = labelled(page.text_input, "À lire à la place, ligne 3").input("12").run()
    assert confirm_button(page).disabled
    assert "1 changement attend" in sentences(page)

    page = again_button(page).click().run()
    assert list(page.exception) == []
    assert not confirm_button(page).disabled
    assert typeset("Ligne 3 de « Budget », Voté : lu « 12 »") in sentences(page)
    confirm_button(page).click().run()
    (town,) = read.towns(no_town)
    assert [document.lines for document in read.documents(town)] == [3]


def test_a_row_is_left_out_only_with_a_reason(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), "budget.xlsx", workbook(*WITH_A_WORD))
    page = labelled(page.checkbox, "Exclure la ligne").check().run()
    assert "Dire pourquoi chaque ligne exclue l'est" in sentences(page)
    page = again_button(page).click().run()
    assert confirm_button(page).disabled

    page = labelled(page.text_input, "Raison de l'exclusion").input("ligne d'essai").run()
    page = again_button(page).click().run()
    assert not confirm_button(page).disabled
    assert typeset("exclue : ligne d'essai") in sentences(page)

    page = labelled(page.button, "Rétablir").click().run()
    assert confirm_button(page).disabled


def test_the_unit_is_changed_on_the_page(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), "budget.xlsx", workbook(HEADER, line("60611", 120)))
    assert facts(page)["Unité des montants"] == "euros"
    page = labelled(page.selectbox, "Unité des montants").select("thousands").run()
    page = again_button(page).click().run()
    assert list(page.exception) == []
    assert facts(page)["Unité des montants"] == "milliers d'euros"


def test_a_column_without_a_title_is_shown_by_its_letter(no_town, open_page):
    rows = [(*HEADER, None, None), (*line("60611", 120), 7, None), (*line("60612", 12), 8, None)]
    page = dropped(open_page(no_town, "imports"), "budget.xlsx", workbook(*rows))
    shown = page.dataframe[0].value
    assert list(shown["title"]) == [*HEADER, "colonne I"]
    assert list(shown[["letter", "samples", "field"]].iloc[-1]) == ["I", "7 · 8", "laisser de côté"]


def test_what_no_column_says_is_said_once_for_the_file(no_town, open_page):
    without_siret = [[cell for rank, cell in enumerate(row) if rank != 1] for row in (HEADER, line("60611", 120))]
    page = dropped(open_page(no_town, "imports"), "budget.xlsx", workbook(*without_siret))
    assert confirm_button(page).disabled
    page = labelled(page.text_input, "SIRET du budget").input(TOWN.code).run()
    page = again_button(page).click().run()
    assert list(page.exception) == []
    assert facts(page)["SIRET du budget"] == TOWN.code
    assert not confirm_button(page).disabled


FIRST = (HEADER, line("60611", 120), line("6156", 80))
SECOND = (HEADER, line("60611", 130), line("6161", 70))


def after_a_first_import(engine, open_page):
    page = dropped(open_page(engine, "imports"), "budget.xlsx", workbook(*FIRST))
    confirm_button(page).click().run()
    return dropped(open_page(engine, "imports"), "corrige.xlsx", workbook(*SECOND))


def lines_that_count(engine):
    (town,) = read.towns(engine)
    return [document.lines for document in read.documents(town)]


def changes(page):
    tables = [re.findall(r"<tr>(.*?)</tr>", element.proto.body) for element in page.get("html")]
    (found,) = [rows for rows in tables if "Changement" in rows[0]]
    return [(row[0], row[4], row[-1]) for row in (CELL.findall(one) for one in found[1:])]


def test_a_corrected_file_shows_what_it_changes_line_by_line(no_town, open_page):
    page = after_a_first_import(no_town, open_page)
    assert list(page.exception) == []
    assert [(kind, account, gap.replace("\xa0", " ")) for kind, account, gap in changes(page)] == [
        ("disparaît", "6156", "-80,00 €"),
        ("modifiée", "60611", "10,00 €"),
        ("ajoutée", "6161", "70,00 €"),
    ]


def test_a_file_that_lacks_lines_asks_whether_it_replaces_the_document(no_town, open_page):
    page = after_a_first_import(no_town, open_page)
    assert page.radio[0].value is None
    assert confirm_button(page).disabled
    page = page.radio[0].set_value(False).run()
    confirm_button(page).click().run()
    assert lines_that_count(no_town) == [2]


def test_or_completes_it(no_town, open_page):
    page = after_a_first_import(no_town, open_page)
    page = page.radio[0].set_value(True).run()
    assert confirm_button(page).disabled
    page = again_button(page).click().run()
    assert [kind for kind, _, _ in changes(page)] == ["modifiée", "ajoutée"]
    confirm_button(page).click().run()
    assert lines_that_count(no_town) == [3]


def test_each_document_has_an_answer_of_its_own(no_town, open_page):
    def rows(*accounts):
        return [(year, *line(account, 10)[1:]) for year in (YEAR - 1, YEAR) for account in accounts]

    page = dropped(open_page(no_town, "imports"), "a.xlsx", workbook(HEADER, *rows("60611", "6156", "6161")))
    page = dropped(confirm_button(page).click().run(), "b.xlsx", workbook(HEADER, *rows("60611", "6156")))
    assert [radio.value for radio in page.radio] == [None, None]
    page = page.radio[0].set_value(True).run()
    assert confirm_button(page).disabled
    page = page.radio[1].set_value(False).run()
    page = again_button(page).click().run()
    confirm_button(page).click().run()
    assert sorted(lines_that_count(no_town)) == [2, 3]


REAL_SIRET = "21560046100010"


def of_a_real_town(year, amount):
    return workbook(HEADER, (year, REAL_SIRET, *line("60611", amount)[2:]))


def in_thousands(page):
    page = labelled(page.selectbox, "Unité des montants").select("thousands").run()
    return again_button(page).click().run()


def test_choices_are_proposed_for_the_next_file_of_the_same_shape(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), "2023.xlsx", of_a_real_town(2023, 120))
    confirm_button(in_thousands(page)).click().run()
    page = dropped(open_page(no_town, "imports"), "2024.xlsx", of_a_real_town(2024, 140))
    assert any("Vos choix" in note.value for note in page.info)
    assert facts(page)["Unité des montants"] == "milliers d'euros"

    page = labelled(page.button, "Oublier ces choix").click().run()
    assert facts(page)["Unité des montants"] == "euros"
    assert not any("Vos choix" in note.value for note in page.info)


PERSONS = "date;nom;prenom;age;lieu\n2024-01-01;EXEMPLE;Alix;7;A\n2024-01-01;TEST;Camille;8;A\n"
VISITS = "date;equipement;nombre\n2024-01-01;Piscine;12\n2024-01-02;Piscine;NA\n"


def said_whose(page):
    labelled(page.text_input, "SIREN (9 chiffres)").input("219900037")
    labelled(page.text_input, "Nom de la collectivité").input("Valdoré")
    return labelled(page.button, "Relire pour elle").click().run()


def test_whose_figures_they_are_is_asked_where_the_file_does_not_say(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), "frequentation piscine.csv", VISITS.encode())
    assert confirm_button(page).disabled
    page = said_whose(page)
    assert list(page.exception) == []
    assert "Valdoré" not in [town.authority.name for town in read.towns(no_town)]
    confirm_button(page).click().run()
    assert [town.authority.name for town in read.towns(no_town)] == ["Valdoré"]


def test_what_is_missing_is_counted_apart_from_what_was_counted(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), "frequentation piscine.csv", VISITS.encode())
    rows = [CELL.findall(row) for row in re.findall(r"<tr>(.*?)</tr>", page.get("html")[-1].proto.body)]
    assert [row[2:] for row in rows] == [["Année", "Relevés", "Manquants", "Total"], ["2024", "2", "1", "12"]]


def test_what_does_not_apply_is_not_counted_as_missing(no_town, open_page):
    closed = VISITS.rstrip() + "\n2024-03-01;Piscine Nord;fermé\n"
    page = dropped(open_page(no_town, "imports"), "frequentation piscine.csv", closed.encode())
    rows = [CELL.findall(row) for row in re.findall(r"<tr>(.*?)</tr>", page.get("html")[-1].proto.body)]
    assert [row[3:] for row in rows] == [["Relevés", "Manquants", "Sans objet", "Total"], ["3", "1", "1", "12"]]


def test_the_list_of_imports_says_what_when_and_by_whom(no_town, open_page):
    page = said_whose(dropped(open_page(no_town, "imports"), "frequentation piscine.csv", VISITS.encode()))
    page = confirm_button(page).click().run()
    assert [done.value for done in page.success] == [
        typeset("Enregistré pour Valdoré : 2 relevés (frequentation piscine.csv).")
    ]
    line, *_ = [line.value for line in page.markdown if "importé le" in line.value]
    said = r"frequentation piscine.csv — 2 relevés, importé le \d+ \w+ \d+ à \d+ h \d\d par l'utilisateur de ce poste"
    assert re.search(said, line.replace("\\", ""))


COUNTED = "date;equipement;nombre\n2024-01-01;Piscine Nord;12\n2024-01-02;Piscine Nord;NA\n2024-01-03;;1200\n"
COUNTED_AGAIN = COUNTED.replace(";12\n", ";15\n").replace("NA", "9") + "2024-01-04;Piscine Nord;3\n"
ENQUIRY = "indicateur;date;valeur;source\nsatisfaction;2024;7,5;enquête\nattente;2024;12;guichet\n"
ENQUIRY_AGAIN = ENQUIRY.replace("7,5", "NA").replace("guichet", "registre")


@pytest.mark.parametrize(
    ("name", "first", "second", "counts", "changed"),
    [
        (
            "frequentation piscine.csv",
            *(COUNTED, COUNTED_AGAIN, ["1", "2", "1"]),
            [
                ["Piscine · fréquentation · 01/01/2024 · Piscine Nord", "2", "12", "15"],
                ["Piscine · fréquentation · 02/01/2024 · Piscine Nord", "3", "donnée manquante", "9"],
            ],
        ),
        (
            "enquete.csv",
            *(ENQUIRY, ENQUIRY_AGAIN, ["0", "2", "0"]),
            [
                ["satisfaction · 01/01/2024 · 31/12/2024", "", "7,5", "donnée manquante"],
                ["attente · 01/01/2024 · 31/12/2024", "", "guichet", "registre"],
            ],
        ),
    ],
)
def test_facts_that_would_change_are_shown_with_both_values(no_town, open_page, name, first, second, counts, changed):
    page = dropped(open_page(no_town, "imports"), name, first.encode())
    confirm_button(said_whose(page)).click().run()
    page = said_whose(dropped(open_page(no_town, "imports"), name, second.encode()))
    assert list(page.exception) == []
    numbers, facts_that_change = [rows_of(table) for table in page.get("html")][-2:]
    assert numbers == [["Relevés", "Nouveaux", "Modifiés", "Inchangés"], ["Nombre", *counts]]
    assert facts_that_change == [["De quoi il s'agit", "Ligne", "Enregistré", "Dans le fichier"], *changed]


def test_persons_are_counted_only_once_that_is_accepted(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), "inscriptions piscine.csv", PERSONS.encode())
    assert "chaque ligne est une personne" in sentences(page)
    page = next(box for box in page.checkbox if box.label.startswith("Compter les personnes")).check().run()
    page = again_button(page).click().run()
    assert list(page.exception) == []
    assert "chaque ligne est une personne" not in sentences(page)
    shown = " ".join(element.proto.body for element in page.get("html")) + sentences(page)
    assert [name for name in ("EXEMPLE", "Alix", "Camille") if name in shown] == []


def test_a_file_put_away_leaves_nothing(no_town, open_page):
    page = dropped(open_page(no_town, "imports"), SAMPLE.name, SAMPLE.read_bytes())
    page = page.button(key="imports-put-away").click().run()
    assert list(page.exception) == []
    assert [button.key for button in page.button if button.key == "imports-confirm"] == []
    assert read.towns(no_town) == ()


def test_markup_in_a_file_is_shown_as_it_is(no_town, open_page):
    bad = (HEADER, line("60611", "**12** <b>x</b> ![i](http://192.0.2.1/i.png)"))
    page = dropped(open_page(no_town, "imports"), "![a](b) **c**.xlsx", workbook(*bad))
    assert list(page.exception) == []
    shown = [line.value for line in (*page.markdown, *page.header)]
    assert [text for text in shown if "![" in text or "<b>" in text] == []


def test_each_kind_has_a_template_and_its_help(no_town, open_page):
    page = open_page(no_town, "imports")
    page.session_state["imports-templates"] = True
    page = page.run()
    assert {"imports-template-xlsx", "imports-template-csv"} <= {button.key for button in page.get("download_button")}
    for kind in (kind for kind in READS if kind not in EXPORTS):
        page = page.selectbox(key="imports-template-kind").set_value(kind).run()
        assert list(page.exception) == []
        assert rows_of(page.get("html")[0]) == help_sheet(kind)


def test_national_data_say_why_they_are_off(no_town, open_page):
    page = open_page(no_town, "imports")
    page.session_state["imports-national"] = True
    page = page.run()
    assert list(page.exception) == []
    assert ["peut les activer" in note.value for note in page.info] == [True]


@pytest.fixture
def open_data(monkeypatch, tmp_path):
    """An installation where national data are on, and what their services answer."""
    answers = {}
    given = Settings(database_url="", folder=tmp_path, open_data=True)
    monkeypatch.setattr(national, "settings", lambda: given)

    def fetch(siren, wanted, progress, **_):
        progress(1.0)
        if siren not in answers:
            raise Unavailable("open_data_empty", siren=siren)
        return answers[siren]

    monkeypatch.setattr(national, "fetch", fetch)
    return answers


def fetched(page, siren):
    page.session_state["imports-national"] = True
    page = page.run()
    page = labelled(page.text_input, "SIREN (9 chiffres)").input(siren).run()
    return labelled(page.button, "Chercher").click().run()


def test_a_town_begins_with_its_siren_alone(no_town, open_page, open_data):
    limits = Text("Chiffres nets des budgets annexes.", "Net of annex budgets.")
    source = Source("OFGL", "Populations", "pop", "2026-01-01", "Licence Ouverte", limits)
    content = b"annee;population_municipale\n2024;1200\n"
    open_data["219900037"] = [Fetched(Kind.POPULATION, "populations.csv", content, 1, source)]
    page = fetched(open_page(no_town, "imports"), "219900037")
    assert list(page.exception) == []
    assert any("Licence Ouverte" in note.value for note in page.caption)
    page = labelled(page.button, "Lire").click().run()
    assert list(page.exception) == []
    assert facts(page)["Type de fichier"] == "Populations"
    assert labelled(page.text_input, "SIREN (9 chiffres)").value == "219900037"
    confirm_button(said_whose(page)).click().run()
    (town,) = read.towns(no_town)
    assert [imported.source for imported in read.imports(town)] == [source.text]


def test_what_is_not_published_is_said(no_town, open_page, open_data):
    page = fetched(open_page(no_town, "imports"), "219900037")
    assert list(page.exception) == []
    assert ["219900037" in warning.value for warning in page.warning] == [True]


def test_before_a_part_of_a_budget_is_stored_what_it_will_not_give_is_said(no_town, open_page):
    spent = (HEADER, line("60611", 120), line("6156", 80))
    page = dropped(open_page(no_town, "imports"), "depenses.xlsx", workbook(*spent))
    (said,) = [one.value.replace("\\", "") for one in page.warning if "ne contient que" in one.value]
    assert typeset(f"Budget primitif {YEAR} : ce fichier ne contient que : les dépenses de fonctionnement") in said
    assert re.search(r"\d+ indicateurs sur \d+ ne pourront pas être calculés", said)
    assert list(page.exception) == []


def test_a_national_file_says_where_it_goes_and_is_listed_apart(no_town, open_page):
    content = "annee;siren;agregat;montant\n2024;216901231;Epargne brute;120,00\n2024;211300553;Epargne brute;90,00\n"
    page = dropped(open_page(no_town, "imports"), "ofgl.csv", content.encode())
    assert list(page.exception) == []
    assert any("ses chiffres iront dans les données nationales" in said.value for said in page.info)
    page = confirm_button(page).click().run()
    assert list(page.exception) == []
    assert read.towns(no_town) == ()
    assert "Données nationales" in page.success[0].value
    assert "Imports des données nationales" in [header.value for header in page.header]
    assert [link.proto.page for link in page.get("page_link")] == ["comparaison"]
    page = page.button(key="imports-undo-last").click().run()
    assert list(page.exception) == []
    assert read.imports(read.observatory(no_town, is_fictional=False))[0].undone_at is not None
