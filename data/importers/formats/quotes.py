"""Rows of a text table that holds quotation marks: a lone one swallows what follows, up to the next.

A parser cannot know that it does where another lone one closes it: rows would be joined in one cell without a word.
Such a cell holds line breaks, and every line of it, as it stands in the file, has the separators of a whole row.
"""

import csv
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress

from data.importers.formats.charset import Charset
from data.importers.formats.dialect import Dialect, holds_no_words
from data.importers.formats.refusals import refused_cell
from data.importers.formats.text_source import TextSource
from data.importers.grid import Row
from data.importers.privacy import titled
from data.importers.reading import Unreadable

_BREAK = re.compile(r"\r\n|\r|\n")
# With two columns, a note of two lines with a comma in it looks the same; with five, it would take a strange one.
_NARROWEST, _WIDE = 3, 5
_LONGEST_SHOWN = 60


def quoted_rows(source: TextSource, charset: Charset, dialect: Dialect) -> Iterator[Row]:
    """Unreadable: `quote`, at the row and under the title where it opens; `too_long` for a cell without end."""
    with source.text(charset) as text:
        if dialect.is_declared:
            next(text)
        reader = csv.reader(text, delimiter=dialect.separator, strict=True)
        number = more = 0  # rows; lines beyond one a row
        try:
            for row in reader:
                number += 1
                if reader.line_num - number != more:
                    more = reader.line_num - number
                    _refuse_swallowed(row, number, dialect)
                yield tuple(row)
        except csv.Error:
            raise _failure(source, charset, dialect, number + 1) from None


def _refuse_swallowed(row: Sequence[str], number: int, dialect: Dialect) -> None:
    """Of a row of several lines."""
    lines = [line.split(dialect.separator) for line in _BREAK.split(dialect.separator.join(row))]
    if dialect.width < _NARROWEST or any(len(line) != dialect.width for line in lines):
        return
    if dialect.width >= _WIDE or all(_holds_figures(line, dialect) for line in lines):
        place = next(place for place, cell in enumerate(row) if _BREAK.search(cell))
        raise _lone_quote(number, dialect, place, row[place])


def _holds_figures(cells: Sequence[str], dialect: Dialect) -> bool:
    """Where the rows of the table do."""
    return all(not cells[place].strip() or holds_no_words(cells[place]) for place in dialect.figures)


def _failure(source: TextSource, charset: Charset, dialect: Dialect, number: int) -> Unreadable:
    """Why the csv module gave up in a row."""
    record = _record(source, charset, dialect, number)
    found = _offending(record, dialect.separator)
    if found is None:
        return refused_cell("too_long", number, None, None, limit=csv.field_size_limit())
    place, start = found
    return _lone_quote(number, dialect, place, record[start:])


def _record(source: TextSource, charset: Charset, dialect: Dialect, number: int) -> str:
    """The lines that the csv module took for one row, up to where it gave up."""
    lines: list[str] = []
    with source.text(charset) as text:
        if dialect.is_declared:
            next(text)
        reader = csv.reader(_kept(text, lines), delimiter=dialect.separator, strict=True)
        for _ in range(number - 1):
            next(reader)
            lines.clear()
        with suppress(csv.Error):
            next(reader)
    return "".join(lines)


def _kept(text: Iterator[str], lines: list[str]) -> Iterator[str]:
    for line in text:
        lines.append(line)
        yield line


def _offending(record: str, separator: str) -> tuple[int, int] | None:
    """Rank and start of the cell that opens with a quotation mark and is not closed where a cell ends."""
    apart = re.escape(separator) + r"\r\n"
    cell = re.compile(rf'"[^"]*+(?:""[^"]*+)*+"(?=[{apart}]|$)|(?!")[^{apart}]*+')
    place = start = 0
    while (found := cell.match(record, start)) is not None:
        if record[found.end() : found.end() + 1] != separator:
            return None
        place, start = place + 1, found.end() + 1
    return place, start


def _lone_quote(number: int, dialect: Dialect, place: int, text: str) -> Unreadable:
    shown = "…" if place in titled(dialect.titles) else _BREAK.split(text)[0][:_LONGEST_SHOWN]
    return refused_cell("quote", number, dialect.title(place), shown)
