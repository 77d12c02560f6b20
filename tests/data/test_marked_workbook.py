"""The officer's own workbook comes back with its doubtful cells marked, a list that leads to them, and nothing live."""

import csv
import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.table import Table as ExcelTable

from data.importers import codec, sandbox
from data.importers.choices import Choices, Correction
from data.importers.fields import Holds
from data.importers.grid import UNCACHED, Book, Sheet
from data.importers.marking import original as marked_original
from data.importers.marking.marks import Emptied, Request, Told, marks_of
from data.importers.marking.workbook import marked, write_marked
from data.importers.own_sheets import is_ours
from data.importers.readers import read_path
from data.importers.reading import ColumnFound, Problem, Severity, TableFound
from data.importers.table import Context, Town

ERROR, WARNING = Severity.ERROR, Severity.WARNING
RED, ORANGE, BLUE, GREY = "FFF8C9C4", "FFFFDDA6", "FFCFE3FF", "FFDDDDDD"
SHEET = "Dépenses d'été"
TITLES = ("Chapitre", "Libellé", "Voté", "Bénéficiaire")
ROWS = (
    ("Budget 2024", None, None, None),
    TITLES,
    ("011", "Eau", 1200.5, "Mme Le Goff"),
    ("011", "=1+1", "douze", "M. Durand"),
    ("65", "Subventions", 300, "M. Petit"),
    (None, "TOTAL", "=SUM(C3:C5)", None),
)


def _problem(code, severity=WARNING, row=None, column=None, text=None, sheet=SHEET, rows=()):
    return Problem(code, severity, row, column, text, sheet, rows=rows)


NOT_A_NUMBER = Told(
    _problem("bad_number", ERROR, 4, "Voté", "douze"),
    "Ligne 4, Voté : « douze » n'est pas un montant en euros. Écrire par exemple 1234,56.",
)
PRINTED_TOTAL = Told(
    _problem("total_row", WARNING, 6, "Libellé", "TOTAL"),
    "Ligne 6, Libellé : « TOTAL » est un total imprimé ; il est laissé de côté.",
)
ALIKE = Told(_problem("leading_zero", WARNING, 3, "Chapitre", "11", rows=(3, 4)), "11 est lu 011 (lignes 3, 4).")
WHOLE_FILE = Told(_problem("encoding", sheet=None), "=Le fichier est lu en windows-1252.")
PERSONS = Told(
    _problem("personal_data", WARNING, None, "Bénéficiaire"), "La colonne Bénéficiaire désigne des personnes."
)


def _table(sheet=SHEET, header_row=2, titles=TITLES, fields=None):
    columns = tuple(
        ColumnFound(chr(65 + place), title, (fields or {}).get(title), ()) for place, title in enumerate(titles)
    )
    return TableFound(sheet, header_row, 4, columns)


def _request(*told, tables=None, emptied=(), language="fr"):
    return Request("budget_table", told, (_table(),) if tables is None else tables, emptied, language)


def _workbook(rows=ROWS, sheet=SHEET):
    book = Workbook()
    page = book.active
    page.title = sheet
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row, start=1):
            cell = page.cell(number, place, value)
            if value == "=1+1":
                cell.data_type = "s"
    return book


def _bytes(book):
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _book_of(content, form="xlsx"):
    """As the reader would open it; formulas have no value here, none was ever computed."""
    book = load_workbook(io.BytesIO(content), data_only=True)

    def rows(name):
        return lambda: iter([tuple(row) for row in book[name].iter_rows(values_only=True)])

    return Book(form, tuple(Sheet(sheet.title, rows(sheet.title)) for sheet in book.worksheets))


def _csv_book(rows, form="csv", name=None):
    return Book(form, (Sheet(name, lambda: iter(rows)),))


def _marked(content, request, **options):
    return load_workbook(io.BytesIO(marked(content, _book_of(content), "CA 2024.xlsx", request, {})), **options)


def _fill(cell):
    return cell.fill.start_color.rgb if cell.fill.fill_type == "solid" else None


def _listed(book):
    sheet = book.worksheets[0]
    start = next(row for row in range(1, 12) if sheet.cell(row, 1).value in ("Gravité", "Severity"))
    return [[cell.value for cell in row[:6]] for row in sheet.iter_rows(min_row=start + 1)]


def test_an_error_and_a_warning_differ_by_fill_border_and_words():
    sheet = _marked(_bytes(_workbook()), _request(NOT_A_NUMBER, PRINTED_TOTAL))[SHEET]
    wrong, doubtful, fine = sheet["C4"], sheet["B6"], sheet["C3"]
    assert (_fill(wrong), wrong.border.left.style) == (RED, "thick")
    assert wrong.comment.text == f"Mandature · À corriger\n{NOT_A_NUMBER.sentence}"
    assert (_fill(doubtful), doubtful.border.left.style) == (ORANGE, "dashed")
    assert doubtful.comment.text.startswith("Mandature · À vérifier\n")
    assert (_fill(fine), fine.comment) == (None, None)


def test_problems_alike_mark_each_of_their_rows():
    sheet = _marked(_bytes(_workbook()), _request(ALIKE))[SHEET]
    assert [_fill(sheet[f"A{row}"]) for row in range(2, 6)] == [None, ORANGE, ORANGE, None]


def test_the_list_says_what_is_wrong_errors_first_and_leads_to_the_cell():
    book = _marked(_bytes(_workbook()), _request(PRINTED_TOTAL, WHOLE_FILE, NOT_A_NUMBER))
    assert book.sheetnames == ["Problèmes", SHEET]
    assert _listed(book) == [
        ["À corriger", SHEET, 4, "Voté (C)", "douze", NOT_A_NUMBER.sentence],
        ["À vérifier", None, None, None, None, WHOLE_FILE.sentence],
        ["À vérifier", SHEET, 6, "Libellé (B)", "TOTAL", PRINTED_TOTAL.sentence],
    ]
    links = {cell.value: cell.hyperlink.location for row in book.worksheets[0] for cell in row if cell.hyperlink}
    assert links == {4: "'Dépenses d''été'!C4", 6: "'Dépenses d''été'!B6"}
    assert book.active.title == "Problèmes"
    assert not book[SHEET].sheet_view.tabSelected


def test_the_list_in_english():
    book = _marked(_bytes(_workbook()), _request(NOT_A_NUMBER, language="en"))
    assert book.sheetnames[0] == "Problems"
    assert _listed(book)[0][0] == "To correct"
    assert book[SHEET]["C4"].comment.text.startswith("Mandature · To correct\n")


def test_her_formats_formulas_and_notes_stay():
    book = _workbook()
    page = book[SHEET]
    page["A1"].font = Font(bold=True, size=18)
    page["B3"].fill = PatternFill("solid", start_color="FF00FF00")
    page["B3"].comment = Comment("Vu avec le service", "Agnès")
    page["C3"].number_format = "#,##0.00 €"
    page.merge_cells("A1:D1")
    page.column_dimensions["B"].width = 33
    page.add_table(ExcelTable(displayName="Lignes", ref="A2:D5"))
    book.create_sheet("Notes")["A1"] = "rien"
    back = _marked(_bytes(book), _request(NOT_A_NUMBER))
    page = back[SHEET]
    assert back.sheetnames == ["Problèmes", SHEET, "Notes"]
    assert (page["A1"].font.size, _fill(page["B3"]), page["C3"].number_format) == (18, "FF00FF00", "#,##0.00 €")
    assert (page["B3"].comment.text, page["B3"].comment.author) == ("Vu avec le service", "Agnès")
    assert (page["C6"].value, page["C6"].data_type) == ("=SUM(C3:C5)", "f")
    assert [str(one) for one in page.merged_cells.ranges] == ["A1:D1"]
    assert (page.column_dimensions["B"].width, list(page.tables)) == (33, ["Lignes"])


def test_a_mark_joins_the_note_that_stood_there():
    book = _workbook()
    book[SHEET]["C4"].comment = Comment("Vu avec le service", "Agnès")
    note = _marked(_bytes(book), _request(NOT_A_NUMBER))[SHEET]["C4"].comment
    assert note.text.splitlines()[:2] == ["Vu avec le service", "Mandature · À corriger"]


def test_a_marked_workbook_marked_again_forgets_the_first_marks():
    book = _workbook()
    book[SHEET]["B6"].comment = Comment("Vu avec le service", "Agnès")
    content = _bytes(book)
    first = marked(content, _book_of(content), "a.xlsx", _request(NOT_A_NUMBER, PRINTED_TOTAL), {})
    second = _marked(first, _request(ALIKE))
    page = second[SHEET]
    assert second.sheetnames == ["Problèmes", SHEET]
    assert [_fill(page[place]) for place in ("C4", "B6", "A3")] == [None, None, ORANGE]
    assert (page["C4"].comment, page["B6"].comment.text) == (None, "Vu avec le service")
    assert [row[2] for row in _listed(second)] == [3]


def test_the_list_is_known_as_ours_when_the_workbook_comes_back():
    sheet = _marked(_bytes(_workbook()), _request(NOT_A_NUMBER)).worksheets[0]
    assert is_ours(sheet.title, sheet["A1"].value)


def test_a_long_sentence_is_cut_in_the_note_only():
    told = Told(NOT_A_NUMBER.problem, "très long " * 300)
    book = _marked(_bytes(_workbook()), _request(told))
    assert len(book[SHEET]["C4"].comment.text) <= 500
    assert _listed(book)[0][5] == told.sentence


def test_a_mark_within_merged_cells_stands_on_the_one_that_shows():
    book = _workbook((*ROWS[:3], ("011", "Eau", "x", None)))
    book[SHEET].merge_cells("A3:A4")
    told = Told(_problem("merged_cells", WARNING, 4, "Chapitre"), "Cellules fusionnées.")
    assert _fill(_marked(_bytes(book), _request(told))[SHEET]["A3"]) == ORANGE


def test_a_hidden_sheet_with_a_mark_is_shown():
    book = _workbook()
    hidden = book.create_sheet("2023")
    hidden.append(["Chapitre"])
    hidden.append(["11"])
    hidden.sheet_state = "hidden"
    told = Told(_problem("leading_zero", WARNING, 2, "Chapitre", "11", sheet="2023"), "11 est lu 011.")
    tables = (_table(), _table("2023", 1, ("Chapitre",)))
    back = _marked(_bytes(book), _request(told, tables=tables))
    assert (back["2023"].sheet_state, _fill(back["2023"]["A2"])) == ("visible", ORANGE)


def test_columns_that_name_persons_are_emptied_and_said_so():
    book = _workbook()
    book[SHEET]["D3"].comment = Comment("tél. 06…", "Agnès")
    back = _marked(_bytes(book), _request(PERSONS, emptied=("Bénéficiaire",)))
    page = back[SHEET]
    assert [page[f"D{row}"].value for row in range(1, 6)] == [None, "Bénéficiaire", None, None, None]
    assert page["D3"].comment is None
    assert "Bénéficiaire" in back.worksheets[0]["A4"].value
    assert "Le Goff" not in "".join(_texts_of(_bytes(back)))


def test_columns_that_name_persons_are_emptied_below_blank_rows_too():
    content = _bytes(_workbook(((), (), *ROWS)))
    tables = (_table(header_row=4),)
    page = _marked(content, _request(PERSONS, tables=tables, emptied=("Bénéficiaire",)))[SHEET]
    assert [page[f"D{row}"].value for row in range(1, 8)] == [None, None, None, "Bénéficiaire", None, None, None]


def test_a_personal_column_of_a_sheet_without_a_table_is_emptied_too():
    emptied = Emptied(("Nom",), ())
    rows = [("Liste", None), ("N°", "Nom"), (1, "Le Goff")]
    assert [sorted(emptied.columns(number, row)) for number, row in enumerate(rows, 1)] == [[], [], [2]]


def test_a_second_table_below_keeps_its_columns():
    tables = (_table(header_row=1, titles=("N°", "Nom")), _table(header_row=4, titles=("N°", "Montant")))
    emptied = Emptied(("Nom",), tables)
    assert [sorted(emptied.columns(number, ())) for number in range(1, 7)] == [[], [2], [2], [], [], []]


LEADS_OUT = (
    "='[1]Autre feuille'!A1",
    "=[1]Feuil1!$B$2*2",
    "='C:\\budget\\[Autre.xlsx]Feuil 1'!A1",
    "=[1]!total",
    "=cmd|'/C calc'!A0",
    '=WEBSERVICE("http://127.0.0.1:9/x")',
    '=_xlfn.WEBSERVICE("http://127.0.0.1:9/x")',
    '=hyperlink("http://127.0.0.1:9/x";"clic")',
    '=1+_xlfn.IMAGE("http://127.0.0.1:9/x.png")',
)


@pytest.mark.parametrize("formula", LEADS_OUT)
def test_a_formula_that_leads_out_becomes_its_value_or_a_text(formula):
    content = _bytes(_workbook((*ROWS[:3], ("011", "Eau", formula, None))))
    cell = _marked(content, _request())[SHEET]["C4"]
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    book = Book("xlsx", (Sheet(SHEET, lambda: iter([*ROWS[:3], ("011", "Eau", 12.5, None)])),))
    cell = load_workbook(io.BytesIO(marked(content, book, "a.xlsx", _request(), {})))[SHEET]["C4"]
    assert (cell.value, cell.data_type) == (12.5, "n")


@pytest.mark.parametrize("formula", ["=SUM(C3:C5)", "='Dépenses d''été'!C3", "=Lignes[Voté]*2", '=IF(C3>0,"+","-")'])
def test_a_formula_within_the_workbook_stays(formula):
    content = _bytes(_workbook((*ROWS[:3], ("011", "Eau", formula, None))))
    assert _marked(content, _request())[SHEET]["C4"].value == formula


@pytest.mark.parametrize(
    ("result", "stored"),
    [
        (1500.5, 1500.5),
        (3, 3),
        (True, True),
        ("Eau & <gaz>", "Eau & <gaz>"),
        ("#DIV/0!", "#DIV/0!"),
        (date(2024, 2, 29), 45351),
        (UNCACHED, None),
        (None, None),
    ],
)
def test_a_formula_keeps_its_result(result, stored):
    content = _bytes(_workbook())
    book = Book("xlsx", (Sheet(SHEET, lambda: iter([*ROWS[:5], (None, "TOTAL", result, None)])),))
    made = marked(content, book, "a.xlsx", _request(NOT_A_NUMBER), {})
    assert load_workbook(io.BytesIO(made))[SHEET]["C6"].value == "=SUM(C3:C5)"
    assert load_workbook(io.BytesIO(made), data_only=True)[SHEET]["C6"].value == stored


def test_nothing_leads_out_of_what_is_handed_back():
    book = _workbook()
    page = book[SHEET]
    page["B3"].hyperlink = "http://127.0.0.1:9/x"
    page["B5"].hyperlink = Hyperlink(ref="B5", location="'Dépenses d''été'!A1")
    book.defined_names["dehors"] = DefinedName("dehors", attr_text="[1]Feuil1!$A$1")
    book.defined_names["dedans"] = DefinedName("dedans", attr_text="'Dépenses d''été'!$A$1")
    for formula in ("'[1]Listes'!$A$1:$A$4", "$A$3:$A$5"):
        check = DataValidation(type="list", formula1=formula)
        check.add("A3:A5")
        page.add_data_validation(check)
    for formula in ("[1]Feuil1!$A$1>2", "C3>2"):
        page.conditional_formatting.add("C3:C5", FormulaRule([formula], font=Font(bold=True)))
    back = _marked(_bytes(book), _request(NOT_A_NUMBER))
    page = back[SHEET]
    assert (page["B3"].value, page["B3"].hyperlink) == ("Eau", None)
    assert page["B5"].hyperlink.location == "'Dépenses d''été'!A1"
    assert list(back.defined_names) == ["dedans"]
    assert [one.formula1 for one in page.data_validations.dataValidation] == ["$A$3:$A$5"]
    assert [rule.formula for one in page.conditional_formatting for rule in one.rules] == [["C3>2"]]
    assert not any("127.0.0.1" in text or "[1]" in text for text in _texts_of(_bytes(back)))


def _texts_of(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [archive.read(name).decode() for name in archive.namelist() if name.endswith((".xml", ".rels"))]


def test_labels_that_pass_for_formulas_stay_texts(shared):
    content = (shared / "data/bad-inputs/files/injection_labels.csv").read_bytes()
    rows = [tuple(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")]
    told = tuple(
        Told(_problem("code_format", WARNING, number, "libelle", row[8], None), f"{row[8]} n'est pas un libellé.")
        for number, row in enumerate(rows[1:], start=2)
    )
    request = _request(*told, tables=(_table(None, 1, tuple(rows[0])),))
    made = marked(content, _csv_book(rows), "injection_labels.csv", request, {})
    book = load_workbook(io.BytesIO(made))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    suspects = [cell for cell in cells if str(cell.value).lstrip()[:1] in tuple("=+-@")]
    assert len(suspects) >= 3 * 5
    assert all(cell.quotePrefix and cell.data_type == "s" for cell in suspects)
    assert book["injection_labels"]["I2"].value == rows[1][8]
    assert b"<f>" not in b"".join(text.encode() for text in _texts_of(made))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "＝", "＋", "－", "＠", " ="])
def test_whatever_starts_a_formula_is_quoted_in_every_route(start):
    text = f"{start}1+1"
    told = Told(_problem("bad_number", ERROR, 3, "Voté", text), f"{text} n'est pas un montant.")
    content = _bytes(_workbook(((), TITLES, ("011", "Eau", None, None))))
    for form in ("xlsx", "ods"):
        book = _csv_book([(), TITLES, ("011", "Eau", text, None)], form, SHEET)
        made = load_workbook(io.BytesIO(marked(content, book, "a", _request(told), {})))
        for cell in (made.worksheets[0]["E6"], *([made[SHEET]["C3"]] if form == "ods" else [])):
            assert (cell.data_type, cell.quotePrefix) == ("s", True)


CSV_ROWS = [
    ("chapitre", "voté", "taux", "entrées", "libellé"),
    ("011", "1 234,50", "1,5", "12", "Eau"),
    ("012", "1200", "1.234", "NA", "2024"),
    ("65", "douze", "48,80 %", "1.234", ""),
    ("66", "12345678901234,56", "0,1234567890123456789", "", "+33"),
]
HOLDS = {
    "chapter": Holds.CODE,
    "voted": Holds.AMOUNT,
    "rate": Holds.NUMBER,
    "visits": Holds.COUNT,
    "label": Holds.TEXT,
}


def _csv_request(*told):
    fields = dict(zip(CSV_ROWS[0], HOLDS, strict=True))
    return _request(*told, tables=(_table(None, 1, CSV_ROWS[0], fields),))


def test_a_csv_becomes_a_workbook_with_codes_as_texts_and_amounts_as_numbers():
    told = Told(
        _problem("bad_number", ERROR, 4, "voté", "douze", None), "Ligne 4, voté : « douze » n'est pas un montant."
    )
    book = load_workbook(io.BytesIO(marked(b"", _csv_book(CSV_ROWS), "budget 2024.csv", _csv_request(told), HOLDS)))
    page = book["budget 2024"]
    assert [tuple(cell.value for cell in row) for row in page.iter_rows(min_row=2)] == [
        ("011", 1234.5, 1.5, 12, "Eau"),
        ("012", 1200, "1.234", "NA", "2024"),
        ("65", "douze", "48,80 %", "1.234", None),
        ("66", "12345678901234,56", "0,1234567890123456789", None, "+33"),
    ]
    assert [page[f"B{row}"].number_format for row in (2, 3)] == ["#,##0.00", "#,##0.00"]
    assert (_fill(page["B4"]), page.freeze_panes, page["A1"].font.bold) == (RED, "A2", True)
    assert _listed(book)[0][:3] == ["À corriger", "budget 2024", 4]
    assert book.worksheets[0]["C6"].hyperlink.location == "'budget 2024'!B4"


FIELDS = {"Chapitre": "chapter", "Libellé": "account_label", "Voté": "voted"}
CORRECTED = Correction(SHEET, 4, "Voté", "1 250,50")
LEFT_OUT = Correction(SHEET, 5, text="inscrite deux fois")


def _edited(*told, **edits):
    return Request("budget_table", told, (_table(fields=FIELDS),), ("Bénéficiaire",), "fr", **edits)


def test_a_cell_put_right_is_written_marked_and_listed():
    content = _bytes(_workbook())
    request = _edited(PRINTED_TOTAL, corrections=(CORRECTED,))
    book = load_workbook(io.BytesIO(marked(content, _book_of(content), "a.xlsx", request, HOLDS)))
    cell = book[SHEET]["C4"]
    sentence = "Vous avez écrit « 1250.5 » à la place de « douze »."
    assert (cell.value, _fill(cell), cell.border.left.style) == (1250.5, BLUE, "double")
    assert cell.comment.text == f"Mandature · Corrigé par vous\n{sentence}"
    assert _listed(book)[-1] == ["Corrigé par vous", SHEET, 4, "Voté (C)", "douze", sentence]
    assert "cellules corrigées par vous : 1 · lignes laissées de côté : 0" in book.worksheets[0]["A4"].value


def test_a_row_left_out_is_emptied_marked_and_told_without_what_names_persons():
    content = _bytes(_workbook())
    request = _edited(exclusions=(LEFT_OUT,))
    book = load_workbook(io.BytesIO(marked(content, _book_of(content), "a.xlsx", request, HOLDS)))
    row = book[SHEET][5]
    assert [(cell.value, _fill(cell)) for cell in row] == [(None, GREY)] * 4
    told = "Vous avez laissé cette ligne de côté : inscrite deux fois. Elle portait : 65 · Subventions · 300."
    assert row[0].comment.text == f"Mandature · Laissée de côté par vous\n{told}"
    assert [cell.comment for cell in row[1:]] == [None] * 3
    assert _listed(book) == [["Laissée de côté par vous", SHEET, 5, None, "65 · Subventions · 300", told]]


def test_what_a_merged_cell_says_of_the_rows_below_stays_where_its_first_is_left_out():
    book = _workbook()
    book[SHEET].merge_cells("A3:A5")
    content = _bytes(book)
    request = _edited(exclusions=(Correction(SHEET, 3, text="doublon"),))
    page = load_workbook(io.BytesIO(marked(content, _book_of(content), "a.xlsx", request, HOLDS)))[SHEET]
    assert [page[f"A{row}"].value for row in (3, 4)] == [None, "011"]
    assert [str(one) for one in page.merged_cells.ranges] == ["A4:A5"]


def test_a_merged_cell_that_stands_for_other_rows_is_not_marked_with_the_row_left_out():
    book = _workbook()
    book[SHEET].merge_cells("A3:A5")
    content = _bytes(book)
    page = load_workbook(
        io.BytesIO(marked(content, _book_of(content), "a.xlsx", _edited(exclusions=(LEFT_OUT,)), HOLDS))
    )[SHEET]
    assert [_fill(page[place]) for place in ("A3", "B5", "C5")] == [None, GREY, GREY]
    assert page["B5"].comment.text.startswith("Mandature · Laissée de côté par vous")


def test_edits_go_into_a_copy_made_anew_too():
    fields = dict(zip(CSV_ROWS[0], HOLDS, strict=True))
    request = Request(
        "budget_table", (), (_table(None, 1, CSV_ROWS[0], fields),), (), "fr",
        (Correction(None, 4, "voté", "12,50"),), (Correction(None, 3, text="doublon"),),
    )  # fmt: skip
    book = load_workbook(io.BytesIO(marked(b"", _csv_book(CSV_ROWS), "budget 2024.csv", request, HOLDS)))
    page = book["budget 2024"]
    assert (page["B4"].value, _fill(page["B4"])) == (12.5, BLUE)
    assert [(cell.value, _fill(cell)) for cell in page[3]] == [(None, GREY)] * 5
    assert [row[:3] for row in _listed(book)] == [
        ["Laissée de côté par vous", "budget 2024", 3],
        ["Corrigé par vous", "budget 2024", 4],
    ]


def test_what_is_routine_is_said_once_and_colours_nothing():
    routine = Told(_problem("number_as_text", WARNING, 3, "Voté", "12", rows=(3, 4, 5)), "« 12 » est un texte.")
    book = _marked(_bytes(_workbook()), _request(routine, NOT_A_NUMBER))
    assert [_fill(book[SHEET][f"C{row}"]) for row in (3, 4, 5)] == [None, RED, None]
    assert [row[0] for row in _listed(book)] == ["À corriger", "À vérifier"]
    links = [cell.hyperlink.location for row in book.worksheets[0] for cell in row if cell.hyperlink]
    assert links[-1].endswith("!C3")


LEAP_DAY, MOMENT = datetime.fromisoformat("2024-02-29"), datetime.fromisoformat("2024-01-01T09:30")


def test_an_old_workbook_keeps_its_typed_cells():
    rows = [
        ("Chapitre", "Jour", "Vu", "Voté", "Heure"),
        (60611.0, date(2024, 2, 29), True, 12.5, MOMENT),
        ("011", date(1899, 12, 31), UNCACHED, float("nan"), "#REF!"),
    ]
    table = _table("Feuil1", 1, rows[0], {"Chapitre": "chapter"})
    book = Book("xls", (Sheet("Feuil1", lambda: iter(rows)),))
    made = load_workbook(io.BytesIO(marked(b"", book, "vieux.xls", _request(tables=(table,)), HOLDS)))
    assert [tuple(cell.value for cell in row) for row in made["Feuil1"].iter_rows(min_row=2)] == [
        ("60611", LEAP_DAY, True, 12.5, MOMENT),
        ("011", "1899-12-31", None, "nan", "#REF!"),
    ]


def test_sheet_names_that_the_format_forbids_are_bent_and_links_follow():
    names = ["Recettes/Dépenses", "Recettes:Dépenses", "x" * 40, "problèmes"]
    sheets = tuple(Sheet(name, lambda: iter([("Voté",), ("douze",)])) for name in names)
    told = tuple(Told(_problem("bad_number", ERROR, 2, "Voté", "douze", name), name) for name in names)
    tables = tuple(_table(name, 1, ("Voté",)) for name in names)
    made = load_workbook(io.BytesIO(marked(b"", Book("ods", sheets), "a.ods", _request(*told, tables=tables), {})))
    assert made.sheetnames == ["Problèmes", "Recettes Dépenses", "Recettes Dépenses (2)", "x" * 31, "problèmes (4)"]
    links = {cell.hyperlink.location for row in made.worksheets[0] for cell in row if cell.hyperlink}
    assert links == {f"'{name}'!A2" for name in made.sheetnames[1:]}
    assert all(_fill(made[name]["A2"]) == RED for name in made.sheetnames[1:])


def test_what_no_workbook_can_hold_is_replaced():
    rows = [("libellé",), ("a\x00b\x0bc\ud800d\uffff",), ("x" * 40_000,)]
    made = load_workbook(io.BytesIO(marked(b"", _csv_book(rows), "a.csv", _request(tables=()), {})))
    assert [cell.value for cell in made["a"]["A"]] == ["libellé", "a\ufffdb\ufffdc\ufffdd\ufffd", "x" * 32_767]


def test_a_document_without_sheets_gives_the_list_alone():
    told = Told(Problem("bad_number", ERROR, 214, "MtReal", "douze"), "Ligne 214, MtReal : « douze »…")
    made = load_workbook(io.BytesIO(marked(b"<xml/>", Book("xml", ()), "ca.xml", _request(told, tables=()), {})))
    assert made.sheetnames == ["Problèmes"]
    assert _listed(made) == [["À corriger", None, 214, "MtReal", "douze", told.sentence]]


def test_a_very_large_workbook_is_made_anew_with_its_values(monkeypatch):
    monkeypatch.setattr(marked_original, "MOST_CELLS", 10)
    back = _marked(_bytes(_workbook()), _request(NOT_A_NUMBER, emptied=("Bénéficiaire",)))
    page = back[SHEET]
    assert (page["C3"].value, page["B4"].value, page["D3"].value) == (1200.5, "=1+1", None)
    assert (_fill(page["C4"]), page["C4"].comment.text.splitlines()[0]) == (RED, "Mandature · À corriger")
    assert page["B4"].data_type == "s"


@pytest.mark.parametrize(
    "part",
    [
        '<mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>',
        '<hyperlinks><hyperlink location="x" ref="A1:XFD1048576"/></hyperlinks>',
    ],
)
def test_a_range_that_stands_for_the_whole_sheet_is_counted_before_it_is_opened(part):
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_bytes(_workbook()))) as source, zipfile.ZipFile(content, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                text = text.replace(b"</sheetData>", b"</sheetData>" + part.encode())
            target.writestr(name, text)
    book = _book_of(_bytes(_workbook()))
    made = load_workbook(io.BytesIO(marked(content.getvalue(), book, "a.xlsx", _request(NOT_A_NUMBER), {})))
    assert _fill(made[SHEET]["C4"]) == RED


def test_a_workbook_that_openpyxl_cannot_hold_is_made_anew():
    strict = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_bytes(_workbook()))) as source, zipfile.ZipFile(strict, "w") as target:
        for name in source.namelist():
            text = source.read(name).replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            )
            target.writestr(name, text)
    book = _book_of(_bytes(_workbook()))
    made = load_workbook(io.BytesIO(marked(strict.getvalue(), book, "a.xlsx", _request(NOT_A_NUMBER), {})))
    assert _fill(made[SHEET]["C4"]) == RED


@pytest.mark.parametrize(
    ("problem", "cells"),
    [
        (_problem("x", row=4, column="Voté"), {(4, 3)}),
        (_problem("x", row=4, column="inconnue"), {(4, 1)}),
        (_problem("x", row=4), {(4, 1)}),
        (_problem("x", column="Voté"), {(2, 3)}),
        (_problem("x"), set()),
        (_problem("x", row=4, column="Voté", sheet="absente"), {(4, 1)}),
        (_problem("x", row=4, column="Voté", sheet=None), {(4, 3)}),
        (_problem("x", row=2_000_000, column="Voté"), set()),
    ],
)
def test_where_a_problem_stands(problem, cells):
    marks = marks_of([Told(problem, "x")], [_table()])
    found = {(row, column) for rows in marks.sheets.values() for row, columns in rows.items() for column in columns}
    assert found == cells


def test_of_two_tables_on_a_sheet_the_one_above_the_row_is_meant():
    tables = [_table(header_row=1, titles=("Voté", "N°")), _table(header_row=10, titles=("N°", "Voté"))]
    told = [Told(_problem("x", row=row, column="Voté"), "x") for row in (3, 12)]
    assert {row: set(columns) for row, columns in marks_of(told, tables).sheets[SHEET].items()} == {3: {1}, 12: {2}}


def test_errors_are_marked_before_warnings_where_there_are_too_many(monkeypatch):
    monkeypatch.setattr("data.importers.marking.marks.MOST_MARKED", 3)
    told = [
        Told(_problem("a", WARNING, 3, "Voté", rows=tuple(range(3, 100))), "a"),
        Told(_problem("b", ERROR, 200, "Voté"), "b"),
    ]
    rows = marks_of(told, [_table()]).sheets[SHEET]
    assert set(rows) == {3, 4, 200}
    assert rows[200][3].severity is ERROR


TOWN = Town("219900012", "21990001200015", "Sainte-Marine-les-Prés")


def _read(path, folder, choices=None):
    context = Context(choices or Choices(), path.name, date(2025, 6, 2), TOWN, folder, lambda _share: None)
    return read_path(path, context)


def _job(path, folder, reading, edits=None):
    told = tuple(Told(problem, f"{problem.code} : {problem.text}") for problem in reading.problems)
    edits = edits or Choices()
    request = Request(reading.kind, told, reading.tables, (), "fr", edits.corrections, edits.exclusions)
    choices = codec.encode(Choices())
    job = {"work": "mark", "path": str(path), "name": path.name, "folder": str(folder), "choices": choices}
    return job | {"request": codec.encode(request)}


def test_a_workbook_given_back_with_its_edits_reads_as_it_was_confirmed(tmp_path):
    book = Workbook()
    page = book.active
    page.title = "BP 2025"
    for row in (
        ("Exercice", "Étape", "Section", "Sens", "Chapitre", "Compte", "Voté"),
        (2025, "budget primitif", "fonctionnement", "dépense", "011", "60611", 1000),
        (2025, "budget primitif", "fonctionnement", "dépense", None, "60612", "#REF!"),
        (2025, "budget primitif", "fonctionnement", "dépense", None, "60613", "à voir"),
        (2025, "budget primitif", "fonctionnement", "dépense", "012", "64111", 5000),
    ):
        page.append(row)
    page.merge_cells("E2:E4")
    path = tmp_path / "bp.xlsx"
    path.write_bytes(_bytes(book))
    edits = Choices(
        corrections=(Correction("BP 2025", 3, "Voté", "74 500,50"),),
        exclusions=(Correction("BP 2025", 4, text="pas encore décidé"), Correction("BP 2025", 2, text="doublon")),
    )
    confirmed = _read(path, tmp_path, edits)
    assert (confirmed.errors, confirmed.rows_excluded) == ((), 2)
    again = _read(Path(write_marked(_job(path, tmp_path, confirmed, edits))), tmp_path)
    assert (again.errors, again.rows_excluded) == ((), 0)
    assert [(line.chapter, line.account, line.amounts) for line in again.lines] == [
        (line.chapter, line.account, line.amounts) for line in confirmed.lines
    ]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "ok_budget.xlsx",
            "formula_with_cached_value.xlsx",
            "hidden_rows_and_sheet.xlsx",
            "merged_chapter_cells.xlsx",
        ),
        *("several_header_rows.xlsx", "negatives_four_ways.xlsx", "usage_dates_1904.xlsx", "old_excel.xls"),
        *("libreoffice.ods", "ok_budget_fr.csv", "usage_bad_dates.csv", "injection_labels.csv"),
    ],
)
def test_a_marked_workbook_reads_like_the_file_it_comes_from(shared, tmp_path, name):
    path = shared / "data/bad-inputs/files" / name
    first = _read(path, tmp_path)
    again = _read(Path(write_marked(_job(path, tmp_path, first))), tmp_path)
    told = [{(one.code, one.row, one.column, one.text) for one in reading.problems} for reading in (first, again)]
    assert told[0] == told[1]
    assert (again.rows, again.understood, again.totals_skipped) == (first.rows, first.understood, first.totals_skipped)
    assert [line.amounts for line in again.lines] == [line.amounts for line in first.lines]


def test_the_limited_child_makes_it(shared, tmp_path):
    path = shared / "data/bad-inputs/files/negatives_four_ways.xlsx"
    answer = sandbox.run(_job(path, tmp_path, _read(path, tmp_path)), path.stat().st_size)
    assert load_workbook(answer["made"]).sheetnames == ["Problèmes", "Budget 2024"]


def test_a_totem_document_gives_the_list_of_its_problems(shared, tmp_path):
    path = shared / "data/bad-inputs/files/totem_annex_people.xml"
    made = load_workbook(write_marked(_job(path, tmp_path, _read(path, tmp_path))))
    assert made.sheetnames == ["Problèmes"]
