"""How the sheets that we add to workbooks look."""

from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

INK, PAPER, PALE = "FF1B3A57", "FFFFFFFF", "FFE7EEF5"
_THIN = Side(style="thin", color="FFB8C4D0")
BOX = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
HEAD_FILL = PatternFill("solid", start_color=INK, end_color=INK)
WRAPPED = Alignment(vertical="top", wrap_text=True)
LINE_HEIGHT, HIGHEST_ROW = 15.5, 300  # points


def font(
    *, bold: bool = False, italic: bool = False, size: int = 11, color: str | None = None, underline: str | None = None
) -> Font:
    """A face that every spreadsheet has or replaces by its own: without a name, some take a serif one."""
    return Font(name="Calibri", bold=bold, italic=italic, size=size, color=color, underline=underline)


HEAD_FONT = font(bold=True, color=PAPER)


def height_of(texts: Iterable[str], widths: Sequence[int]) -> float:
    """Points that a row of wrapped texts takes: not every program fits the height by itself."""
    return min(LINE_HEIGHT * max(map(_lines, texts, widths)) + 3, HIGHEST_ROW)


def _lines(text: str, width: int) -> int:
    return sum(1 + int(len(line) * 0.95) // width for line in text.splitlines()) or 1


def fit_page(sheet: Any) -> None:
    """Printed in landscape on A4, as wide as the page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
