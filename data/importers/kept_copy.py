"""The copy of a file that is kept: as it came, without what identifies persons. Made in the limited child.

Of a budget document, what `totem_people` cuts goes. Of a table, the columns told as personal go from every row; a
workbook becomes one of plain cells.
"""

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import openpyxl

from data.importers import codec
from data.importers.cells import is_blank, text_of
from data.importers.choices import Choices
from data.importers.formats import open_book
from data.importers.formats.sniff import Form, form_of
from data.importers.grid import UNCACHED, Cell, Sheet
from data.importers.totem.people import without_people
from data.words import title_key

MADE = "kept"


def write_kept(job: Mapping[str, Any]) -> str:
    """Path of the copy. job: path, name, folder, choices; personal, pairs of a sheet's name or "" and a title."""
    source, made = Path(job["path"]), Path(job["folder"]) / MADE
    if form_of(source) is Form.XML:
        made.write_bytes(without_people(source.read_bytes()))
        return str(made)
    book = open_book(source, job["name"], codec.decode(Choices, job["choices"]))
    personal = {(sheet, title_key(title)) for sheet, title in job["personal"]}
    if book.form == "csv":
        _write_csv(made, book.sheets[0], personal, book.separator)
    else:
        _write_workbook(made, book.sheets, personal)
    return str(made)


def _rows(sheet: Sheet, personal: set[tuple[str, str]]) -> Iterator[list[Cell]]:
    """The rows without the columns that a row of titles calls by a personal title, rows above it included."""
    places = {
        place
        for row in sheet.rows()
        for place, cell in enumerate(row)
        if isinstance(cell, str) and (sheet.name or "", title_key(cell)) in personal
    }
    for row in sheet.rows():
        yield [cell for place, cell in enumerate(row) if place not in places]


def _write_csv(made: Path, sheet: Sheet, personal: set[tuple[str, str]], separator: str) -> None:
    with made.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=separator or ";")
        writer.writerows([text_of(cell) for cell in row] for row in _rows(sheet, personal))


def _write_workbook(made: Path, sheets: tuple[Sheet, ...], personal: set[tuple[str, str]]) -> None:
    book = openpyxl.Workbook(write_only=True)
    for sheet in sheets:
        written = book.create_sheet(sheet.name)
        for row in _rows(sheet, personal):
            written.append([_plain(written, cell) for cell in row])
    book.save(made)


def _plain(sheet: Any, cell: Cell) -> Any:
    """A value, never a formula."""
    if is_blank(cell) or cell is UNCACHED:
        return None
    if not isinstance(cell, str):
        return cell
    written = openpyxl.cell.WriteOnlyCell(sheet, cell)
    written.data_type = "s"
    return written
