"""Rows of a table as its file has them, looked up in the limited child: no further than asked."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

from data.importers import codec
from data.importers.browsing import Place, RowFound, RowsFound, Search
from data.importers.cells import is_blank, text_of
from data.importers.choices import Choices
from data.importers.formats import open_book
from data.importers.grid import UNCACHED, Cell, Row, Sheet
from data.words import folded

MOST: Final = 300  # rows given at once
LONGEST_TEXT: Final = 200
BLOCK: Final = 2_000  # rows looked through at once
APART: Final = "\0"
# Accent by accent, then those written apart from their letter.
_ACCENTS: Final = (
    *((letter, folded(letter)) for letter in "éèêëàâäîïôöùûüçñáíóúìòãõ"),
    *((mark, "") for mark in "\u0300\u0301\u0302\u0303\u0308\u0327"),
)


def look_up(job: Mapping[str, Any]) -> dict[str, Any]:
    """job: path, name, choices, search."""
    search = codec.decode(Search, job["search"])
    book = open_book(Path(job["path"]), job["name"], codec.decode(Choices, job["choices"]))
    sheets = {sheet.name or "": sheet for sheet in book.sheets}
    found = _named(search, sheets) if search.rows else _found(search, sheets)
    return {"rows": codec.encode(found)}


def _named(search: Search, sheets: Mapping[str, Sheet]) -> RowsFound:
    wanted: dict[str, set[int]] = {}
    for name, number in search.rows:
        wanted.setdefault(name, set()).add(number)
    rows: list[RowFound] = []
    for table, sheet in _tables(search, sheets):
        numbers = wanted.get(table.sheet or "", set())
        rows += (_row(table, number, row) for number, row in _rows_at(sheet, numbers))
    return RowsFound(tuple(rows), len(rows))


def _rows_at(sheet: Sheet, numbers: Collection[int]) -> Iterator[tuple[int, Row]]:
    """Nothing is read beyond the last of them."""
    if numbers:
        for number, row in enumerate(islice(sheet.rows(), max(numbers)), start=1):
            if number in numbers:
                yield number, row


def _found(search: Search, sheets: Mapping[str, Sheet]) -> RowsFound:
    """Without words, reading stops at the last row shown; with words, every row is counted."""
    words = _bare(folded(search.words)).split()
    rows: list[RowFound] = []
    count = 0
    for table, sheet in _tables(search, sheets):
        start = max(table.header_row, search.first - 1)
        for number, row in _answering(sheet, start, table.places, words):
            count += 1
            if len(rows) < MOST:
                rows.append(_row(table, number, row))
            elif not words:
                return RowsFound(tuple(rows))
    return RowsFound(tuple(rows), count)


def _answering(sheet: Sheet, start: int, places: Sequence[int], words: Sequence[str]) -> Iterator[tuple[int, Row]]:
    """The rows after `start` that bear every word; blank ones never do. Looked through by the thousand."""
    rows = enumerate(islice(sheet.rows(), start, None), start=start + 1)
    text_of_row = _text(places)
    while block := list(islice(rows, BLOCK)):
        if not words:
            yield from ((number, row) for number, row in block if not all(map(is_blank, _cells(row, places))))
            continue
        texts = _bare(APART.join([text_of_row(row) for _, row in block]))
        if all(word in texts for word in words):
            yield from (one for one, text in zip(block, texts.split(APART), strict=True) if _bears(text, words))


def _bears(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)


def _text(places: Sequence[int]) -> Callable[[Row], str]:
    """Of the cells that may be shown, and of no other."""
    pick = itemgetter(*places, places[0])  # twice the first: a tuple, even of one place

    def text(row: Row) -> str:
        try:
            cells = " ".join(pick(row))
        except (TypeError, IndexError):  # other than text, or a short row
            cells = " ".join(str(cell) for cell in _cells(row, places))
        return cells.replace(APART, " ")

    return text


def _tables(search: Search, sheets: Mapping[str, Sheet]) -> Iterator[tuple[Place, Sheet]]:
    for table in search.tables:
        if search.sheet and search.sheet != (table.sheet or ""):
            continue
        sheet = sheets.get(table.sheet or "")
        if sheet is not None and table.places:
            yield table, sheet


def _bare(text: str) -> str:
    """Folded, at the pace of a million rows: a few accents are replaced in many rows at once."""
    text = text.lower()
    if not text.isascii():
        for letter, bare in _ACCENTS:
            text = text.replace(letter, bare)
    return text.replace(",", ".")


def _cells(row: Row, places: Sequence[int]) -> list[Cell]:
    return [row[place] for place in places if place < len(row)]


def _row(table: Place, number: int, row: Row) -> RowFound:
    return RowFound(table.sheet, number, tuple(_shown(row[at]) if at < len(row) else "" for at in table.places))


def _shown(cell: Cell) -> str | int | float:
    if cell is UNCACHED:
        return ""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return cell
    return text_of(cell)[:LONGEST_TEXT]
