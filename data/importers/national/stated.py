"""What the rows of national files state of whom they are about and when, read strictly."""

import re

from data.importers.cells import is_blank, text_of
from data.importers.grid import Cell
from data.importers.identity import FIRST_YEAR
from data.importers.lines import LONGEST_NAME, shortened
from data.importers.numbers import LONGEST, CellError

_YEAR = re.compile(r"([0-9]{4})(?:-01-01(?:T.*)?)?")
_INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")
_SIREN = re.compile(r"[0-9]{9}")


def filled(cell: Cell, example: str) -> str:
    """The text of a cell that must have one. CellError: `blank_cell`."""
    if is_blank(cell):
        raise CellError("blank_cell", "", example=example)
    return text_of(cell)


def year_in(cell: Cell, this_year: int) -> int:
    """A year, alone or as its first day. CellError: `blank_cell`, `bad_date`, `year_out_of_range`."""
    text = filled(cell, "2024")
    found = _YEAR.fullmatch(text)
    if found is None:
        raise CellError("bad_date", text[:LONGEST])
    year = int(found[1])
    if not FIRST_YEAR <= year <= this_year:
        raise CellError("year_out_of_range", text, first=FIRST_YEAR, last=this_year)
    return year


def siren_in(cell: Cell) -> str | None:
    """Nine digits; None for a blank. CellError: `siren_format`."""
    text = text_of(cell)
    if text and not _SIREN.fullmatch(text):
        raise CellError("siren_format", text[:LONGEST])
    return text or None


def insee_in(cell: Cell) -> str:
    """Five characters: 01001, 2A004. CellError: `insee_format`."""
    text = text_of(cell)
    if not _INSEE.fullmatch(text):
        raise CellError("insee_format", text[:LONGEST])
    return text


def name_in(cell: Cell, longest: int = LONGEST_NAME) -> str | None:
    return shortened(" ".join(text_of(cell).split()), longest)
