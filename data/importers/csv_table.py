"""A CSV as a table of texts: its encoding, its separator, and rows counted as a spreadsheet shows them.

Every cell stays text: 011 is a chapter, 11 another.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from data.importers import encodings
from data.importers.reading import Problem, Severity, Unreadable
from data.importers.words import folded

SEPARATORS = ",;\t|"
_SEPARATOR_LINE = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Row:
    """number: as a spreadsheet counts, the header being row 1."""

    number: int
    _cells: tuple[str, ...]
    _places: Mapping[str, int]

    def get(self, column: str) -> str:
        """The cell without its outer spaces; empty where the table has no such column."""
        place = self._places.get(column)
        return "" if place is None else self._cells[place]


@dataclass(frozen=True)
class Table:
    encoding: str
    separator: str
    header: tuple[str, ...]  # folded: « Bgt montant » is BGT_MONTANT
    rows: tuple[Row, ...]  # blank ones left out
    accented_sample: str
    lost_letters: int


def read_table(content: bytes) -> Table:
    """Unreadable: no known encoding, a control character, a stray quote, a row longer or shorter than the header."""
    text, encoding = encodings.decoded_table(content)
    _refuse_control_characters(text)
    text, separator = _separator(text)
    records = _records(text, separator)
    header = tuple(folded(name).upper().replace(" ", "_").replace("-", "_") for name in next(records, []))
    rows = tuple(_rows(records, header))
    return Table(encoding, separator, header, rows, encodings.accented_sample(text), text.count(encodings.LOST_LETTER))


def _refuse_control_characters(text: str) -> None:
    if found := _CONTROL.search(text):
        row, code = text.count("\n", 0, found.start()) + 1, f"U+{ord(found[0]):04X}"
        raise Unreadable(Problem("control_character", Severity.ERROR, row=row, text=code))


def _separator(text: str) -> tuple[str, str]:
    """The text from its header on, and what parts its columns: as « sep=; » says, else the header's commonest."""
    if declared := _SEPARATOR_LINE.match(text):
        return text[declared.end() :], declared[1]
    header = next(iter(text.splitlines()), "")
    return text, max(SEPARATORS, key=header.count)


def _records(text: str, separator: str) -> Iterator[list[str]]:
    number = 1
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            yield record
            number += 1
    except csv.Error:
        raise Unreadable(Problem("quote", Severity.ERROR, row=number)) from None


def _rows(records: Iterator[list[str]], header: Sequence[str]) -> Iterator[Row]:
    """The rows that are not blank. One with too many or too few cells has shifted: which cell moved cannot be known."""
    places = {name: place for place, name in enumerate(header)}
    kept: dict[str, str] = {}  # codes and labels recur: one text each, or a large table takes thrice the memory
    shifted = []
    for number, record in enumerate(records, start=2):
        cells = tuple(kept.setdefault(cell, cell) for cell in map(str.strip, record))
        if any(cells) and len(cells) != len(header):
            parts = {"cells": len(cells), "columns": len(header)}
            shifted.append(Problem("row_shape", Severity.ERROR, number, parts=parts))
        elif any(cells):
            yield Row(number, cells, places)
    if shifted:
        raise Unreadable(*shifted)
