"""A template is made from the declarations that check it: its titles are known, its cells hold what is asked for."""

import csv
import io
from datetime import date

import pytest
from openpyxl import load_workbook

from data.importers import layout, own_sheets, readers, templates
from data.importers.choices import Choices
from data.importers.fields import Field, Holds
from data.importers.grid import Book, Sheet
from data.importers.kinds import Kind
from data.importers.reading import Reading
from data.importers.table import Context, KindRead, Town
from data.words import title_key
from metrics.documents import Step
from metrics.text import Text

FIELDS = (
    Field(
        "year",
        Holds.YEAR,
        Text("Exercice", "Budget year"),
        "2024",
        ("exercice", "annee", "budget year"),
        required=True,
        constant=True,
        help=Text("Celui du document.", "That of the document."),
    ),
    Field(
        "direction",
        Holds.CHOICE,
        Text("Sens", "Direction"),
        "dépense",
        ("sens", "direction"),
        required=True,
        choices={"dépense": "D", "dépenses": "D", "recette": "R"},
        short={"d": "D", "r": "R"},
    ),
    Field("chapter", Holds.CODE, Text("Chapitre", "Chapter"), "011", ("chapitre", "chapter")),
    Field("label", Holds.TEXT, Text("Intitulé de la ligne", "Label of the line"), "Eau", ("libelle", "label")),
    Field("voted", Holds.AMOUNT, Text("Montant voté", "Voted amount"), "1234,56", ("montant vote", "voted amount")),
    Field("visits", Holds.COUNT, Text("Entrées", "Visits"), "12", ("entrees", "visits")),
    Field("rate", Holds.NUMBER, Text("Taux", "Rate"), "1,5", ("taux", "rate")),
    Field("day", Holds.DATE, Text("Jour", "Day"), "31/12/2024", ("jour", "day")),
    Field("siret", Holds.SIRET, Text("SIRET", "SIRET"), "21990001200015", ("siret",), constant=True),
)


def _never(tables, context) -> Reading:
    raise NotImplementedError


READ = KindRead(Kind.TOTEM, FIELDS, _never)


@pytest.fixture(scope="module")
def french():
    return load_workbook(io.BytesIO(templates.template(READ, "fr")))


def _column(sheet, title):
    return next(cell.column_letter for cell in sheet[1] if cell.value == title)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_importer_knows_every_title(language):
    sheet = load_workbook(io.BytesIO(templates.template(READ, language))).worksheets[0]
    known = [{title_key(header) for header in (field.name, *field.headers)} for field in FIELDS]
    assert [title_key(cell.value) in titles for cell, titles in zip(sheet[1], known, strict=True)] == [True] * 9


def test_a_title_is_the_label_of_the_field_where_the_importer_knows_it(french):
    titles = [cell.value for cell in french["Données"][1]]
    assert titles[:4] == ["Exercice", "Sens", "Chapitre", "libelle"]


def test_the_sheet_to_fill_in_has_no_row_and_keeps_its_titles_in_sight(french):
    sheet = french["Données"]
    assert french.sheetnames == ["Données", "Aide"]
    assert (sheet.max_row, sheet.freeze_panes) == (1, "A2")


@pytest.mark.parametrize(
    ("title", "number_format"),
    [
        ("Chapitre", "@"),
        ("SIRET", "@"),
        ("Montant voté", "#,##0.00"),
        ("Jour", "dd/mm/yyyy"),
        ("Exercice", "0"),
        ("Entrées", "#,##0"),
    ],
)
def test_cells_are_ready_for_what_the_field_holds(french, title, number_format):
    sheet = french["Données"]
    assert sheet.column_dimensions[_column(sheet, title)].number_format == number_format


def test_a_choice_is_a_list_of_one_word_for_each_meaning(french):
    sheet = french["Données"]
    letter = _column(sheet, "Sens")
    check = next(one for one in sheet.data_validations.dataValidation if one.type == "list")
    assert str(check.sqref) == f"{letter}2:{letter}{templates.LAST_ROW}"
    name, _, bounds = check.formula1.partition("!")
    assert name == "'Aide'"
    assert [row[0].value for row in french["Aide"][bounds.replace("$", "")]] == ["dépense", "recette"]
    assert check.errorStyle == "warning"


def test_each_field_that_can_be_wrong_is_checked_as_it_is_typed(french):
    checks = {str(one.sqref)[0]: one.type for one in french["Données"].data_validations.dataValidation}
    assert checks == {
        "A": "whole",
        "B": "list",
        "E": "decimal",
        "F": "whole",
        "G": "decimal",
        "H": "date",
        "I": "textLength",
    }


def test_the_help_says_what_each_column_holds_and_shows_an_example(french):
    rows = [[cell.value for cell in row[:5]] for row in french["Aide"].iter_rows()]
    assert ["Sens", "oui", "Un des mots admis.", "dépense, recette", "dépense"] in rows
    assert next(row[:2] for row in rows if row[0] == "Exercice") == [
        "Exercice",
        "oui, ou une fois pour tout le fichier",
    ]
    assert next(row[2] for row in rows if row[0] == "Exercice") == "Année sur quatre chiffres. Celui du document."
    assert next(row[4] for row in rows if row[0] == "Chapitre") == "011"


def test_required_titles_stand_out_otherwise_than_by_colour(french):
    weight = {cell.value: (cell.font.bold, cell.font.italic) for cell in french["Données"][1]}
    assert weight["Sens"] == (True, False)
    assert weight["Montant voté"] == (False, True)
    assert french["Données"]["B1"].comment.text.startswith("Obligatoire.\n")


def test_the_help_is_known_as_ours_when_the_workbook_comes_back(french):
    sheet = french["Aide"]
    assert own_sheets.is_ours(sheet.title, sheet["A1"].value)
    assert not own_sheets.is_ours("Aide", "Aide sociale")
    assert not own_sheets.is_ours("Données", sheet["A1"].value)


def test_the_english_template_is_wholly_english():
    book = load_workbook(io.BytesIO(templates.template(READ, "en")))
    assert book.sheetnames == ["Data", "Help"]
    assert [cell.value for cell in book["Data"][1]][:3] == ["Budget year", "Direction", "Chapter"]
    said = {str(cell.value) for row in book["Help"].iter_rows() for cell in row if cell.value}
    assert "Amount in euros, with its cents." in said


def test_the_help_sheet_is_left_aside_without_a_question(tmp_path):
    book = load_workbook(io.BytesIO(templates.template(READ, "fr")))
    book["Données"].append([2024, "dépense", "011", "Eau", 1234.5])
    sheets = tuple(
        Sheet(sheet.title, lambda sheet=sheet: iter(sheet.iter_rows(values_only=True))) for sheet in book.worksheets
    )
    context = Context(Choices(), "modele.xlsx", date(2025, 6, 2), None, tmp_path, lambda _share: None)
    found = layout.understand(Book("xlsx", sheets), context, [READ])
    assert [table.sheet for table in found.tables] == ["Données"]
    assert found.findings.all() == ()
    assert found.details["sheets_aside"] == []


OFFERED = [read for read in readers.KINDS if read.kind not in templates.EXPORTS]
LANGUAGES = pytest.mark.parametrize("language", ["fr", "en"])
KINDS = pytest.mark.parametrize("read", OFFERED, ids=lambda read: read.kind)


@pytest.fixture
def dropped(tmp_path):
    """The reading of a file that is dropped, for Sainte-Marine-les-Prés."""

    def drop(name, content):
        path = tmp_path / name
        path.write_bytes(content)
        town = Town("219900012", "21990001200015", "Sainte-Marine-les-Prés")
        context = Context(Choices(), name, date(2025, 6, 2), town, tmp_path, lambda _share: None)
        return readers.read_path(path, context)

    return drop


def _saved(book):
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _typed(field):
    """The example of a field as a person types it into a cell of its format."""
    text = templates.example_of(field, "en")
    if field.holds in (Holds.AMOUNT, Holds.NUMBER):
        return float(text)
    if field.holds in (Holds.COUNT, Holds.YEAR):
        return int(text)
    return date(*map(int, reversed(text.split("/")))) if field.holds is Holds.DATE else text


@LANGUAGES
@KINDS
def test_titles_and_examples_are_words_of_the_language(read, language):
    fields = templates.asked(read)
    assert [templates.title_of(field, language) for field in fields] == [
        own_sheets.spoken(f.label, language) for f in fields
    ]
    assert all(field.example for field in fields)


@pytest.mark.parametrize("word", ["compte administratif", "compte financier unique", "CFU"])
def test_a_closed_account_of_either_name_is_offered_and_read_without_a_question(dropped, word):
    read = next(read for read in OFFERED if read.kind == Kind.BUDGET)
    fields = [field for field in templates.asked(read) if field.name in (*_needed(read), "executed")]
    step = next(field for field in fields if field.name == "step")
    assert word in step.words
    typed = {"step": word, "voted": ""}
    row = [typed.get(field.name, templates.example_of(field, "fr")) for field in fields]
    text = "\n".join(";".join(cells) for cells in ([templates.title_of(field, "fr") for field in fields], row))
    reading = dropped("modele.csv", text.encode())
    assert ([one.step for one in reading.documents], reading.problems) == ([Step.CLOSED], ())


@LANGUAGES
@KINDS
def test_a_workbook_filled_in_as_its_help_says_is_accepted_without_a_question(dropped, read, language):
    book = load_workbook(io.BytesIO(templates.template(read, language)))
    book.worksheets[0].append([_typed(field) for field in templates.asked(read)])
    reading = dropped("modele.xlsx", _saved(book))
    assert (reading.kind, reading.problems, reading.rows, reading.understood) == (read.kind, (), 1, 1)


@LANGUAGES
@KINDS
def test_a_csv_filled_in_as_its_help_says_is_accepted_without_a_question(dropped, read, language):
    text = io.StringIO()
    csv.writer(text, delimiter=";" if language == "fr" else ",").writerow(
        [templates.example_of(field, language) for field in templates.asked(read)]
    )
    reading = dropped("modele.csv", templates.template_csv(read, language) + text.getvalue().encode())
    assert (reading.kind, reading.problems, reading.rows, reading.understood) == (read.kind, (), 1, 1)


# What no column calls required, since one of several will do, or since its absence is only a question.
BESIDES = {Kind.BUDGET: ("siret", "voted"), Kind.AGGREGATES: ("siren", "amount"), Kind.CALENDAR: ("name",)}


def _needed(read):
    return [field.name for field in templates.asked(read) if field.required or field.name in BESIDES.get(read.kind, ())]


@KINDS
def test_columns_of_no_use_may_be_deleted(dropped, read):
    book = load_workbook(io.BytesIO(templates.template(read, "fr")))
    sheet, fields = book.worksheets[0], templates.asked(read)
    for rank in range(len(fields), 0, -1):
        if fields[rank - 1].name not in _needed(read):
            sheet.delete_cols(rank)
    sheet.append([_typed(field) for field in fields if field.name in _needed(read)])
    reading = dropped("modele.xlsx", _saved(book))
    assert (reading.kind, reading.problems, reading.understood) == (read.kind, (), 1)


@KINDS
def test_whatever_is_called_required_is_missed_where_it_is_not_given(dropped, read):
    fields = templates.asked(read)
    for missed in templates.NEEDED[read.kind]:
        problems = []
        for is_deleted in (False, True):
            book = load_workbook(io.BytesIO(templates.template(read, "fr")))
            book.worksheets[0].append(
                [_typed(field) if field.name in _needed(read) and field.name != missed else None for field in fields]
            )
            if is_deleted:
                book.worksheets[0].delete_cols(1 + [field.name for field in fields].index(missed))
            problems += dropped("modele.xlsx", _saved(book)).problems
        assert problems, missed


@KINDS
def test_columns_of_no_use_may_stay_empty(dropped, read):
    book = load_workbook(io.BytesIO(templates.template(read, "fr")))
    row = [_typed(field) if field.name in _needed(read) else None for field in templates.asked(read)]
    book.worksheets[0].append(row)
    reading = dropped("modele.xlsx", _saved(book))
    assert (reading.kind, reading.errors, reading.understood) == (read.kind, (), 1)


@pytest.mark.parametrize(
    ("typed", "starts_on", "ends_on"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2024-W05", date(2024, 1, 29), date(2024, 2, 4)),
        ("29/02/2024", date(2024, 2, 29), date(2024, 2, 29)),
    ],
)
def test_a_period_stays_as_it_is_typed(dropped, typed, starts_on, ends_on):
    read = next(read for read in OFFERED if read.kind == Kind.VALUES)
    book = load_workbook(io.BytesIO(templates.template(read, "fr")))
    sheet = book.worksheets[0]
    assert sheet.column_dimensions[_column(sheet, "Date")].number_format == "@"
    sheet.append(["taux_satisfaction", typed, 48.8])
    (value,) = dropped("modele.xlsx", _saved(book)).facts.indicator_values
    assert (value.starts_on, value.ends_on) == (starts_on, ends_on)


@KINDS
def test_an_empty_template_is_refused_in_a_sentence(dropped, read):
    reading = dropped("modele.xlsx", templates.template(read, "fr"))
    assert "no_rows" in [problem.code for problem in reading.errors]


@KINDS
def test_a_template_asks_for_all_that_is_required(read):
    asked = {field.name for field in templates.asked(read)}
    assert {field.name for field in read.fields if field.required} <= asked


@pytest.mark.parametrize(("language", "separator"), [("fr", ";"), ("en", ",")])
def test_a_csv_template_opens_in_columns_with_its_accents(language, separator):
    content = templates.template_csv(READ, language)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=separator))
    assert rows == [[templates.title_of(field, language) for field in FIELDS]]
