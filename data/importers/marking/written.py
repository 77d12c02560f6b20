"""Cells that we write into workbooks: a text is never a formula, a mark never colour alone."""

import re
from collections.abc import Mapping

from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.comments import Comment
from openpyxl.styles import Border, PatternFill, Side

from data.importers.marking.marks import Edited, Mark
from data.importers.reading import Severity

AUTHOR = "Mandature"
_OURS = f"{AUTHOR} · "
LONGEST_CELL = 32_767  # characters, of the format
LONGEST_NOTE = 500
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_STARTS_A_FORMULA = frozenset("=+-@\t\r\n＝＋－＠|%")

FILLS: Mapping[Severity | Edited, PatternFill] = {
    Severity.ERROR: PatternFill("solid", start_color="FFF8C9C4", end_color="FFF8C9C4"),
    Severity.WARNING: PatternFill("solid", start_color="FFFFDDA6", end_color="FFFFDDA6"),
    Edited.CORRECTED: PatternFill("solid", start_color="FFCFE3FF", end_color="FFCFE3FF"),
    Edited.LEFT_OUT: PatternFill("solid", start_color="FFDDDDDD", end_color="FFDDDDDD"),
}
_RED, _ORANGE = Side(style="thick", color="FFB3261E"), Side(style="dashed", color="FF9A5B00")
_BLUE, _GREY = Side(style="double", color="FF1F4E9E"), Side(style="dotted", color="FF555555")
BORDERS: Mapping[Severity | Edited, Border] = {
    Severity.ERROR: Border(left=_RED, right=_RED, top=_RED, bottom=_RED),
    Severity.WARNING: Border(left=_ORANGE, right=_ORANGE, top=_ORANGE, bottom=_ORANGE),
    Edited.CORRECTED: Border(left=_BLUE, right=_BLUE, top=_BLUE, bottom=_BLUE),
    Edited.LEFT_OUT: Border(left=_GREY, right=_GREY, top=_GREY, bottom=_GREY),
}
_OUR_COLOURS = frozenset(fill.start_color.rgb for fill in FILLS.values())


def clean(text: str) -> str:
    """The text without what no workbook can hold: control characters, lone surrogates, what is too long."""
    return _UNWRITABLE.sub("\ufffd", text)[:LONGEST_CELL]


def may_start_a_formula(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula, when it is typed or pasted again."""
    return text.lstrip(" \u00a0")[:1] in _STARTS_A_FORMULA and bool(text.strip())


def put_text(cell: Cell, text: str) -> None:
    """The text as a text, quoted as a person would with an apostrophe where it could pass for a formula."""
    cell.value = clean(text)
    keep_as_text(cell)


def keep_as_text(cell: Cell) -> None:
    """A cell whose value is a text already: a text it stays."""
    cell.data_type = "s"
    if may_start_a_formula(str(cell.value)):
        cell.quotePrefix = True


def is_text(cell: Cell) -> bool:
    return cell.data_type == "s" and isinstance(cell.value, str | CellRichText)


def put_mark(cell: Cell, mark: Mark, label: str, *, with_note: bool) -> None:
    """Fill, border and, where asked, a note that begins with `label`, the gravity in words."""
    cell.fill, cell.border = FILLS[mark.severity], BORDERS[mark.severity]
    if with_note and mark.sentences:
        theirs = cell.comment
        before, author = ("", AUTHOR) if theirs is None else (f"{theirs.text}\n", theirs.author)
        cell.comment = _note(before, "\n".join([f"{_OURS}{label}", *mark.sentences]), author)


def take_mark_off(cell: Cell | MergedCell) -> None:
    """A cell marked in an earlier copy, without it; the note that stood there before stays."""
    if cell.has_style and cell.fill.fill_type == "solid" and cell.fill.start_color.rgb in _OUR_COLOURS:
        cell.fill, cell.border = PatternFill(), Border()
        if cell.comment is not None:
            before = cell.comment.text.partition(_OURS)[0].rstrip()
            cell.comment = Comment(before, cell.comment.author) if before else None


def _note(before: str, ours: str, author: str) -> Comment:
    short = clean(before + (ours if len(ours) <= LONGEST_NOTE else f"{ours[: LONGEST_NOTE - 1]}…"))
    lines = sum(1 + len(line) // 48 for line in short.splitlines())
    return Comment(short, author, width=340, height=24 + 18 * min(lines, 40))
