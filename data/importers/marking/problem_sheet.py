"""The sheet of problems put before a town's own sheets: one row for each problem, with a link to its cell."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from data.importers.marking.edited import Made
from data.importers.marking.marks import Edited, Marks, Place, Request, Told, in_order, letter_of
from data.importers.marking.written import FILLS, put_text
from data.importers.own_sheets import PROBLEMS, spoken
from data.importers.reading import Severity
from data.importers.sheet_style import BOX, HEAD_FILL, HEAD_FONT, INK, WRAPPED, fit_page, font, height_of
from metrics.text import Text

SEVERITIES: Mapping[Severity | Edited, Text] = {
    Severity.ERROR: Text("À corriger", "To correct"),
    Severity.WARNING: Text("À vérifier", "To check"),
    Edited.CORRECTED: Text("Corrigé par vous", "Corrected by you"),
    Edited.LEFT_OUT: Text("Laissée de côté par vous", "Left out by you"),
}
COUNTS = Text(
    "{file} · à corriger : {errors} · à vérifier : {warnings}", "{file} · to correct: {errors} · to check: {warnings}"
)
EDITS = Text(
    "Déjà dans cette copie · cellules corrigées par vous : {corrected} · lignes laissées de côté : {left_out}",
    "In this copy already · cells corrected by you: {corrected} · rows left out: {left_out}",
)
GUIDE = Text(
    "Un numéro de ligne mène à sa cellule. Corriger, enregistrer, puis déposer ce classeur sur la page Imports ; "
    "la présente feuille y est laissée de côté.",
    "A row's number leads to its cell. Correct, save, then drop this workbook on the page Imports; "
    "the present sheet is left aside there.",
)
EMPTIED = Text(
    "Colonnes vidées dans cette copie, car elles désignent des personnes : {columns}.",
    "Columns emptied in this copy, because they identify persons: {columns}.",
)
TITLES = (
    Text("Gravité", "Severity"),
    Text("Feuille", "Sheet"),
    Text("Ligne", "Row"),
    Text("Colonne", "Column"),
    Text("Texte de la cellule", "Text of the cell"),
    Text("Ce qui ne va pas et que faire", "What is wrong and what to do"),
)
WIDTHS = (13, 22, 9, 26, 30, 92)
_CENTRED = Alignment(vertical="top", horizontal="center")
_LINK, _BOLD, _PLAIN = font(underline="single", color="FF0B57A4"), font(bold=True), font()
_Found = tuple[str | None, Place] | None  # the sheet and first cell of a problem


def write_problem_sheet(
    sheet: Any,
    file_name: str,
    request: Request,
    marks: Marks,
    names: Mapping[str | None, str],
    made: Sequence[Made] = (),
) -> None:
    """Onto an empty sheet, streamed or not. names: of the file's sheets in the workbook that is being made.

    made: what the person changed, told after what is wrong.
    """
    heads = _heads(file_name, request, made)
    titles = len(heads) + 2
    _lay_out(sheet, titles, len(request.told) + len(made))
    for row, text in enumerate(heads, start=1):
        sheet.append([_head(sheet, row, text)])
    sheet.append([])
    sheet.append(
        [_title(sheet, titles, column, spoken(text, request.language)) for column, text in enumerate(TITLES, 1)]
    )
    for row, (rank, told) in enumerate(in_order(request.told), start=titles + 1):
        place = marks.first.get(rank)
        texts = _texts(told, request, names, place)
        sheet.row_dimensions[row].height = height_of(texts, WIDTHS)
        of_row, severity = told.problem.row, told.problem.severity
        sheet.append(list(_cells(sheet, row, severity, of_row, texts, _link(place, names))))
    for row, edit in enumerate(made, start=titles + 1 + len(request.told)):
        of_edit = _edit_texts(edit, request, names)
        sheet.row_dimensions[row].height = height_of(of_edit, WIDTHS)
        link = _link((edit.sheet, edit.place), names)
        sheet.append(list(_cells(sheet, row, edit.kind, edit.place.row, of_edit, link)))


def _heads(file_name: str, request: Request, made: Sequence[Made]) -> list[str]:
    severities = [told.problem.severity for told in request.told]
    counts = COUNTS.fill(
        file=file_name, errors=str(severities.count(Severity.ERROR)), warnings=str(severities.count(Severity.WARNING))
    )
    texts = [PROBLEMS.title, counts, GUIDE]
    if made:
        kinds = [edit.kind for edit in made]
        corrected, left_out = (str(kinds.count(kind)) for kind in (Edited.CORRECTED, Edited.LEFT_OUT))
        texts.append(EDITS.fill(corrected=corrected, left_out=left_out))
    if request.emptied:
        texts.append(EMPTIED.fill(columns=", ".join(request.emptied)))
    return [spoken(text, request.language) for text in texts]


def _lay_out(sheet: Any, titles: int, rows: int) -> None:
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"A{titles + 1}"
    sheet.auto_filter.ref = f"A{titles}:{get_column_letter(len(TITLES))}{titles + max(rows, 1)}"
    sheet.sheet_view.showGridLines = False
    fit_page(sheet)


def _head(sheet: Any, row: int, text: str) -> Cell:
    cell = _cell(sheet, row, 1, text)
    cell.font = font(bold=row == 1, size=14 if row == 1 else 11, color=INK)
    return cell


def _title(sheet: Any, row: int, column: int, text: str) -> Cell:
    cell = _cell(sheet, row, column, text)
    cell.font, cell.fill, cell.border, cell.alignment = HEAD_FONT, HEAD_FILL, BOX, WRAPPED
    return cell


def _texts(
    told: Told, request: Request, names: Mapping[str | None, str], place: _Found
) -> tuple[str, str, str, str, str, str]:
    """The cells of a problem, under `TITLES`."""
    problem = told.problem
    return (
        spoken(SEVERITIES[problem.severity], request.language),
        problem.sheet or ("" if place is None else names.get(place[0], "")),
        "" if problem.row is None else str(problem.row),
        _column_named(told, request),
        "" if problem.column in request.emptied else problem.text or "",
        told.sentence,
    )


def _edit_texts(edit: Made, request: Request, names: Mapping[str | None, str]) -> tuple[str, ...]:
    column = f"{edit.title} ({get_column_letter(edit.place.column)})" if edit.title else ""
    return (
        spoken(SEVERITIES[edit.kind], request.language),
        edit.sheet or names.get(edit.sheet, ""),
        str(edit.place.row),
        column,
        edit.before,
        edit.sentence,
    )


def _cells(
    sheet: Any, row: int, severity: Severity | Edited, of_row: int | None, texts: tuple[str, ...], link: str | None
) -> Iterator[Cell]:
    """of_row: the row of the town's sheet that it is about."""
    for column, text in enumerate(texts, start=1):
        cell = _cell(sheet, row, column, text)
        cell.font, cell.border, cell.alignment = _PLAIN, BOX, WRAPPED
        if column == 1:
            cell.fill, cell.font = FILLS[severity], _BOLD
        elif column == 3:
            cell.value, cell.alignment = of_row, _CENTRED
            _lead(cell, link)
        yield cell


def _lead(cell: Cell, link: str | None) -> None:
    if link is not None:
        if cell.value is None:
            cell.value = "→"
        cell.hyperlink, cell.font = Hyperlink(ref="", location=link), _LINK


def _cell(sheet: Any, row: int, column: int, text: str) -> Cell:
    cell = Cell(sheet, row=row, column=column)
    put_text(cell, text)
    return cell


def _column_named(told: Told, request: Request) -> str:
    """« Montant voté (J) »"""
    column, letter = told.problem.column, letter_of(told.problem, request.tables)
    if column is None or letter is None:
        return column or ""
    return f"{column} ({letter})"


def _link(found: _Found, names: Mapping[str | None, str]) -> str | None:
    """« 'Budget 2024'!J12 »; None where the problem has no cell, or its sheet is not in this workbook."""
    if found is None or found[0] not in names:
        return None
    sheet, place = found
    quoted = names[sheet].replace("'", "''")
    return f"'{quoted}'!{get_column_letter(place.column)}{place.row}"
