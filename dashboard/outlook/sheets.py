"""How the sheets of a workbook look on screen and on paper: nothing cut, no figure wider than its column."""

import textwrap
from collections.abc import Iterable, Mapping
from copy import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

A3, A4 = "8", "9"  # as workbook files number papers
NARROWEST, WIDEST = 12, 90  # columns, in characters
_MARGIN = 0.4  # inches
_SPARE = 3  # characters beside a figure: its sign, and what a lever moved may add; or wider letters of a sentence
_LINE = 15  # points
_BEHIND_A_TITLE = "FFE3E9EE"
_RED_BELOW_ZERO = "{one};[Red]-{one}"
MONEY, EUROS_ONLY = (_RED_BELOW_ZERO.format(one=one) for one in ("#,##0.00", "#,##0"))
RATE, SHARE, WHOLE, ONE_DECIMAL = "0.00#%", "0.0%", "#,##0", "#,##0.0"


def print_whole(sheet: "Worksheet", titles: int, paper: str = A4) -> None:
    """As many pages as it takes, each as wide as the sheet and with its rows of titles."""
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415

    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", paper
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.print_title_rows = f"1:{titles}"
    for side in ("left", "right", "top"):
        setattr(sheet.page_margins, side, _MARGIN)


def foot(sheet: "Worksheet", whose: str) -> None:
    """The name of the sheet, whose it is, and the page of how many."""
    footer = sheet.oddFooter
    footer.left.text, footer.center.text, footer.right.text = "&A", whose.replace("&", "&&"), "&P / &N"


def bold(cells: Iterable[Any]) -> None:
    from openpyxl.styles import Font  # noqa: PLC0415

    for cell in cells:
        cell.font = Font(name=cell.font.name, size=cell.font.sz, bold=True)  # unnamed, it would be another font


def title(cells: Iterable[Any]) -> None:
    """A row of titles, those of figures above their last digit."""
    from openpyxl.styles import Alignment, PatternFill  # noqa: PLC0415

    cells = tuple(cells)
    bold(cells)
    for cell in cells:
        cell.fill = PatternFill("solid", fgColor=_BEHIND_A_TITLE)
        if isinstance(cell.value, int):
            cell.alignment = Alignment(horizontal="right")


def to_the_right(cells: Iterable[Any]) -> None:
    """Words that stand for a figure, above and below figures."""
    from openpyxl.styles import Alignment  # noqa: PLC0415

    for cell in cells:
        cell.alignment = Alignment(horizontal="right", vertical=cell.alignment.vertical)


def set_off(cells: Iterable[Any]) -> None:
    """Sentences beside a column of figures."""
    for cell in cells:
        alignment = copy(cell.alignment)
        alignment.horizontal, alignment.indent = "left", 1
        cell.alignment = alignment


def wrap(sheet: "Worksheet", widths: Mapping[str, int]) -> None:
    """Columns of sentences, each shown whole: programs do not all find by themselves how high a row must be."""
    from openpyxl.styles import Alignment  # noqa: PLC0415

    for column, width in widths.items():
        sheet.column_dimensions[column].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=cell.column_letter in widths, vertical="top")
        lines = (_lines(str(cell.value), widths[cell.column_letter]) for cell in row if cell.column_letter in widths)
        sheet.row_dimensions[row[0].row].height = _LINE * max(lines)


def _lines(text: str, width: int) -> int:
    """That a text takes in a column, words being kept whole."""
    return len(textwrap.wrap(text, width - _SPARE)) or 1


def wide_enough(sheet: "Worksheet", column: str, texts: Iterable[str]) -> None:
    """A column of names, as wide as the longest."""
    longest = max(map(len, texts), default=0)
    sheet.column_dimensions[column].width = min(WIDEST, longest + 2)


def wide_for(sheet: "Worksheet", column: str, figures: Iterable[str]) -> None:
    """A column of figures: one that did not fit would be printed as #####."""
    sheet.column_dimensions[column].width = max(NARROWEST, max(map(len, figures), default=0) + _SPARE)
