"""A workbook or CSV to fill in for each kind of table, made from the very declarations that will check it.

The workbook has one sheet of data, empty under its titles, and one of help, which the importer leaves aside: nothing
in it is an example that somebody could forget to remove.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from data.importers.fields import Field, Holds
from data.importers.kinds import Kind
from data.importers.own_sheets import HELP, Language, spoken
from data.importers.sheet_style import BOX, HEAD_FILL, HEAD_FONT, INK, PALE, PAPER, WRAPPED, fit_page, font, height_of
from data.importers.table import KindRead
from data.words import title_key
from metrics.text import Text

AUTHOR = "Mandature"
DATA = Text("Données", "Data")
LAST_ROW = 1_048_576  # the validations hold down to the last row of a sheet
WIDEST, NARROWEST = 40, 12  # characters

# What a person is asked for, in the order she fills it in: one way to say each thing, out of the many that files have.
ASKED: Mapping[Kind, tuple[str, ...]] = {
    Kind.BUDGET: (
        *("year", "step", "number", "siret", "budget", "nomenclature", "section", "direction", "movement"),
        *("chapter", "account", "account_label", "function", "operation"),
        *("carried_in", "voted", "opened", "committed", "executed", "carried_out"),
    ),
    Kind.USAGE: (*("date", "service", "facility", "measure", "channel", "audience", "quantity", "fees", "absence"),),
    Kind.POPULATION: ("year", "kind", "count", "source"),
    Kind.VALUES: ("indicator", "date", "value", "source"),
    Kind.TARGETS: ("indicator", "year", "role", "value", "source"),
    Kind.CALENDAR: ("name", "kind", "starts_on", "ends_on", "zone"),
    Kind.PROGRAMMES: (
        *("programme", "name", "section", "operation", "voted_on", "authorised", "year", "credit", "budget_code"),
    ),
    Kind.ORDERS: (
        *("issued_on", "year", "direction", "chapter", "account", "function", "operation", "amount", "budget_code"),
    ),
    Kind.ESTIMATES: (
        *("year", "direction", "chapter", "account", "amount", "estimated_on", "department", "budget_code"),
    ),
    Kind.MARKS: ("indicator", "mark", "value", "source"),
}
# Without which a row says too little to be stored, or would be a question. The reader itself asks for less: what no
# column states may be chosen on the page.
NEEDED: Mapping[Kind, frozenset[str]] = {
    Kind.BUDGET: frozenset(("year", "step", "section", "direction", "chapter", "account")),
    Kind.USAGE: frozenset(("date", "service", "quantity")),
    Kind.POPULATION: frozenset(("year", "kind", "count")),
    Kind.VALUES: frozenset(("indicator", "date", "value")),
    Kind.TARGETS: frozenset(("indicator", "year", "role", "value")),
    Kind.CALENDAR: frozenset(("starts_on", "ends_on")),
    Kind.AGGREGATES: frozenset(("year", "indicator")),
    Kind.PROGRAMMES: frozenset(("programme", "voted_on", "authorised", "year", "credit")),
    Kind.ORDERS: frozenset(("issued_on", "direction", "chapter", "account", "amount")),
    Kind.ESTIMATES: frozenset(("year", "direction", "chapter", "amount", "estimated_on")),
    Kind.MARKS: frozenset(("indicator", "mark", "value")),
}
# Exports of the national accounts, which nobody types: no template is of use.
EXPORTS = frozenset((Kind.BALANCE, Kind.ACCOUNTS))
# A day, but a week, a month or a year as well: in a cell formatted as a date, « 2024 » would be a day of 1905.
_PERIODS = {(Kind.USAGE, "date"), (Kind.VALUES, "date")}

HOLDS = {
    Holds.TEXT: Text("Texte libre.", "Free text."),
    Holds.CODE: Text("Code, au format texte : 011 garde son zéro.", "Code, formatted as text: 011 keeps its zero."),
    Holds.CHOICE: Text("Un des mots admis.", "One of the allowed words."),
    Holds.YEAR: Text("Année sur quatre chiffres.", "Year, four digits."),
    Holds.DATE: Text("Date : jour, mois, année.", "Date: day, month, year."),
    Holds.SIRET: Text("SIRET : 14 chiffres, au format texte.", "SIRET: 14 digits, formatted as text."),
    Holds.AMOUNT: Text("Montant en euros, avec ses centimes.", "Amount in euros, with its cents."),
    Holds.COUNT: Text("Nombre entier, jamais négatif.", "Whole number, never negative."),
    Holds.NUMBER: Text("Nombre ; les décimales sont admises.", "Number; decimals are allowed."),
}
FORMATS = {
    **dict.fromkeys((Holds.TEXT, Holds.CODE, Holds.CHOICE, Holds.SIRET), "@"),
    Holds.YEAR: "0",
    Holds.DATE: "dd/mm/yyyy",
    Holds.AMOUNT: "#,##0.00",
    Holds.COUNT: "#,##0",
    Holds.NUMBER: "General",
}
INTRODUCTION = (
    Text(
        "Remplir la feuille « Données », une ligne pour chaque chose comptée, sans renommer les titres.",
        "Fill in the sheet “Data”, one row for each thing counted, without renaming the titles.",
    ),
    Text(
        "Une cellule vide veut dire « pas de chiffre » : n'écrire 0 que pour un vrai zéro.",
        "An empty cell means “no figure”: write 0 only for a true zero.",
    ),
    Text(
        "Une colonne facultative sans objet peut être supprimée.",
        "An optional column of no use may be deleted.",
    ),
    Text(
        "Enregistrer, puis déposer le classeur sur la page Imports ; cette feuille d'aide y est laissée de côté.",
        "Save, then drop the workbook on the page Imports; this help sheet is left aside there.",
    ),
)
HELP_TITLES = (
    Text("Colonne", "Column"),
    Text("Obligatoire", "Required"),
    Text("Ce qu'elle contient", "What it holds"),
    Text("Mots admis", "Allowed words"),
    Text("Exemple", "Example"),
)
REQUIRED, OPTIONAL = Text("oui", "yes"), Text("non", "no")
ONE_OF = Text("au moins un montant", "at least one amount")
REQUIRED_ONCE = Text("oui, ou une fois pour tout le fichier", "yes, or once for the whole file")
REQUIRED_NOTE, OPTIONAL_NOTE = Text("Obligatoire.", "Required."), Text("Facultatif.", "Optional.")
EXAMPLE_NOTE = Text("Exemple : {example}", "Example: {example}")
UNEXPECTED = {
    Holds.CHOICE: Text("Ce mot n'est pas dans la liste.", "This word is not in the list."),
    Holds.YEAR: Text("Une année s'écrit sur quatre chiffres.", "A year is written with four digits."),
    Holds.DATE: Text("Ce n'est pas une date.", "This is not a date."),
    Holds.SIRET: Text("Un SIRET compte 14 chiffres.", "A SIRET has 14 digits."),
    Holds.AMOUNT: Text("Ce n'est pas un montant.", "This is not an amount."),
    Holds.COUNT: Text("Ce n'est pas un nombre entier.", "This is not a whole number."),
    Holds.NUMBER: Text("Ce n'est pas un nombre.", "This is not a number."),
}
_FIGURES = (Holds.AMOUNT, Holds.COUNT, Holds.NUMBER)
RULES: Mapping[Holds, Mapping[str, Any]] = {
    Holds.YEAR: {"type": "whole", "operator": "between", "formula1": "1990", "formula2": "2100"},
    Holds.DATE: {"type": "date", "operator": "greaterThan", "formula1": "DATE(1900,1,1)"},
    Holds.SIRET: {"type": "textLength", "operator": "equal", "formula1": "14"},
    Holds.AMOUNT: {"type": "decimal", "operator": "between", "formula1": "-1E+13", "formula2": "1E+13"},
    Holds.COUNT: {"type": "whole", "operator": "between", "formula1": "0", "formula2": "1E+13"},
    Holds.NUMBER: {"type": "decimal", "operator": "between", "formula1": "-1E+15", "formula2": "1E+15"},
}
HELP_WIDTHS = (28, 20, 52, 44, 24)


def template(read: KindRead, language: Language) -> bytes:
    """An xlsx with titles and no row, its cells ready to hold what each field asks for."""
    book = Workbook()
    data, help_sheet = book.worksheets[0], book.create_sheet(spoken(HELP.name, language))
    data.title = spoken(DATA, language)
    fields = asked(read)
    book.properties.creator = AUTHOR
    lists = _write_help(help_sheet, read, language)
    for rank, field in enumerate(fields, start=1):
        _write_title(data, rank, field, language)
        _prepare_column(data, rank, field, lists.get(field.name), language)
    data.freeze_panes = "A2"
    data.row_dimensions[1].height = 32
    for sheet in (data, help_sheet):
        fit_page(sheet)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def template_csv(read: KindRead, language: Language) -> bytes:
    """One row of titles, as a spreadsheet of that language opens it by double click: UTF-8 with its mark."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";" if language == "fr" else ",", lineterminator="\r\n")
    writer.writerow([title_of(field, language) for field in asked(read)])
    return text.getvalue().encode("utf-8-sig")


def asked(read: KindRead) -> list[Field]:
    """The fields that a template has a column for; of a kind that `ASKED` does not name, those that say so."""
    by_name = {field.name: field for field in read.fields}
    names = ASKED.get(read.kind) or [field.name for field in read.fields if field.in_template]
    return [_as_asked(by_name[name], read.kind) for name in names]


def help_of(read: KindRead, language: Language) -> list[dict[str, str]]:
    """What to know of each column of a template, by the titles of its help."""
    fields, titles = asked(read), [spoken(title, language) for title in HELP_TITLES]
    return [dict(zip(titles, _help_row(field, fields, language), strict=True)) for field in fields]


def _as_asked(field: Field, kind: Kind) -> Field:
    is_needed = field.required or field.name in NEEDED.get(kind, ())
    return replace(field, required=is_needed, holds=Holds.TEXT if (kind, field.name) in _PERIODS else field.holds)


def example_of(field: Field, language: Language) -> str:
    """As a person of that language types it."""
    if field.holds in (Holds.AMOUNT, Holds.NUMBER):
        return field.example.replace(".", ",") if language == "fr" else field.example.replace(",", ".")
    return field.example


def title_of(field: Field, language: Language) -> str:
    """The title of a field's column: its label where the importer knows it by that, else the first it knows."""
    label = spoken(field.label, language)
    known = {title_key(header) for header in (field.name, *field.headers, *field.whole)}
    return label if title_key(label) in known else next(iter(field.headers), field.name)


def _write_title(sheet: Worksheet, rank: int, field: Field, language: Language) -> None:
    cell = sheet.cell(1, rank, title_of(field, language))
    # Required and optional differ by weight and slant too, for whoever does not see colours.
    cell.font = font(bold=field.required, italic=not field.required, color=PAPER if field.required else INK)
    cell.fill = PatternFill("solid", start_color=INK if field.required else PALE)
    cell.border, cell.alignment = BOX, Alignment(vertical="center", wrap_text=True)
    cell.comment = Comment(_note(field, language), AUTHOR, height=110, width=300)


def _note(field: Field, language: Language) -> str:
    is_needed = REQUIRED_NOTE if field.required else OPTIONAL_NOTE
    texts = (is_needed, *_said(field), EXAMPLE_NOTE.fill(example=example_of(field, language)))
    return "\n".join(spoken(text, language) for text in texts)


def _said(field: Field) -> list[Text]:
    """What a field holds, in general and in particular; of a text that has its own help, that alone."""
    in_general = [] if field.holds is Holds.TEXT and field.help else [HOLDS[field.holds]]
    return [*in_general, *([field.help] if field.help else [])]


def _prepare_column(sheet: Worksheet, rank: int, field: Field, words: str | None, language: Language) -> None:
    """Format, width and validation of the cells under a title. words: the range that lists the allowed ones."""
    letter = get_column_letter(rank)
    width = max(len(title_of(field, language)), len(field.example), *map(len, field.words), 0) + 3
    sheet.column_dimensions[letter].width = min(max(width, NARROWEST), WIDEST)
    sheet.column_dimensions[letter].number_format = FORMATS[field.holds]
    rule = {"type": "list", "formula1": words} if words else RULES.get(field.holds)
    if rule is not None:
        # A warning, not a stop: « NA », or an abbreviation that the importer knows, may be meant.
        check = DataValidation(**rule, allow_blank=True, showErrorMessage=True, errorStyle="warning")
        check.errorTitle = title_of(field, language)[:32]
        check.error = f"{spoken(UNEXPECTED[field.holds], language)} {spoken(HOLDS[field.holds], language)}"
        check.add(f"{letter}2:{letter}{LAST_ROW}")
        sheet.add_data_validation(check)


def _write_help(sheet: Worksheet, read: KindRead, language: Language) -> dict[str, str]:
    """The sheet of help; where each field's allowed words are listed on it, as a range for the validations."""
    sheet["A1"] = spoken(HELP.title, language)
    sheet["A1"].font = font(bold=True, size=14, color=INK)
    for row, sentence in enumerate(INTRODUCTION, start=2):
        sheet.cell(row, 1, spoken(sentence, language))
    first, help_rows = len(INTRODUCTION) + 3, help_of(read, language)
    _write_row(sheet, first, list(help_rows[0]), is_head=True)
    for row, said in enumerate(help_rows, start=first + 1):
        _write_row(sheet, row, list(said.values()))
    for letter, width in zip("ABCDEF", (*HELP_WIDTHS, 4), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.print_area = f"A1:E{first + len(help_rows)}"
    sheet.freeze_panes = sheet.cell(first + 1, 1)
    sheet.sheet_view.showGridLines = False
    return _write_lists(sheet, first, [field for field in asked(read) if field.choices], language)


def _help_row(field: Field, fields: Sequence[Field], language: Language) -> list[str]:
    holds = " ".join(spoken(text, language) for text in _said(field))
    need, words = spoken(need_of(field, fields), language), ", ".join(field.words)
    return [title_of(field, language), need, holds, words, example_of(field, language)]


def need_of(field: Field, fields: Sequence[Field]) -> Text:
    """Whether a template's column must be filled in. fields: all of its columns."""
    if field.required:
        return REQUIRED_ONCE if field.constant else REQUIRED
    has_needed_figure = any(one.required for one in fields if one.holds in _FIGURES)
    is_one_of = field.holds is Holds.AMOUNT and not has_needed_figure
    return ONE_OF if is_one_of else OPTIONAL


def _write_row(sheet: Worksheet, row: int, texts: Sequence[str], *, is_head: bool = False) -> None:
    sheet.row_dimensions[row].height = height_of(texts, HELP_WIDTHS)
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(row, column, text)
        cell.number_format, cell.border, cell.alignment = "@", BOX, WRAPPED
        cell.font = HEAD_FONT if is_head else font(bold=column == 1)
        if is_head:
            cell.fill = HEAD_FILL


def _write_lists(sheet: Worksheet, first: int, fields: Sequence[Field], language: Language) -> dict[str, str]:
    """Each field's allowed words in a column of their own, right of the table."""
    ranges = {}
    for column, field in enumerate(fields, start=len(HELP_TITLES) + 2):
        words, letter = field.words, get_column_letter(column)
        sheet.column_dimensions[letter].width = min(max(map(len, [*words, title_of(field, language)])) + 3, WIDEST)
        for row, text in enumerate([title_of(field, language), *words], start=first):
            cell = sheet.cell(row, column, text)
            cell.number_format, cell.border = "@", BOX
            cell.font = font(bold=row == first, color=INK)
        ranges[field.name] = f"'{sheet.title}'!${letter}${first + 1}:${letter}${first + len(words)}"
    return ranges
