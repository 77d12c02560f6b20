"""A text table (.csv, .txt): its encoding, its separator, and its rows as a spreadsheet counts them, streamed.

The file is looked over once before a row is given. Then no cell is touched: a file without a quotation mark is cut at
its separators, faster than the csv module does it; the others are the csv module's.
"""

import csv
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from itertools import chain, islice, repeat
from typing import Final, NoReturn

from data.importers.choices import Choices
from data.importers.findings import Findings
from data.importers.formats.charset import HEAD
from data.importers.formats.dialect import LINES, Dialect, dialect_of
from data.importers.formats.quotes import quoted_rows
from data.importers.formats.refusals import refused, refused_cell
from data.importers.formats.sheets import MOST_COLUMNS
from data.importers.formats.survey import Survey, survey
from data.importers.formats.text_source import TextSource
from data.importers.grid import Book, Row, Sheet

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DAMAGED: Final = re.compile("[\udc80-\udcff]")  # how Python keeps a byte that it cannot read
_SPOILT: Final = re.compile("\ufffd|[\x80-\x9f]|[ÂÃ](?:[\xa0-\xbf]|[^\\w\\s,;.'’-])|â€")
_LONGEST_SHOWN = 60


def read_text(source: TextSource, choices: Choices) -> Book:
    """Unreadable: `empty_file`, `encoding_unknown`, `encoding`, `control_character`, `too_long`, `too_many_columns`;
    on the way through its rows, `quote`, `too_long`.
    """
    seen = survey(source, source.head(HEAD), choices.encoding)
    with source.text(seen.charset, "replace") as text:
        dialect = dialect_of(list(islice(text, LINES)), choices.separator)
    if dialect.widest > MOST_COLUMNS:
        raise refused("too_many_columns", columns=dialect.widest, limit=MOST_COLUMNS)
    if seen.has_controls:
        _refuse_controls(source, seen, dialect)
    if seen.is_damaged:
        _refuse_damaged(source, seen, dialect)
    findings = Findings()
    if not seen.charset.is_sure and seen.sample:
        findings.warning("encoding", None, None, seen.sample, encoding=seen.charset.name)
    if seen.has_spoilt:
        _tell_spoilt(source, seen, dialect, findings)
    sheet = Sheet(None, _rows_of(source, seen, dialect), size=seen.lines)
    return Book("csv", (sheet,), seen.charset.name, dialect.separator, findings.all())


def _rows_of(source: TextSource, seen: Survey, dialect: Dialect) -> Callable[[], Iterator[Row]]:
    if seen.has_quotes or not seen.line_break:
        return partial(quoted_rows, source, seen.charset, dialect)
    return partial(_plain_rows, source, seen, dialect)


def _plain_rows(source: TextSource, seen: Survey, dialect: Dialect) -> Iterator[Row]:
    lines = chain.from_iterable(source.lines(seen.charset, seen.line_break))
    return map(tuple, map(str.split, islice(lines, dialect.is_declared, None), repeat(dialect.separator)))


def _spots(
    source: TextSource, seen: Survey, dialect: Dialect, wrong: re.Pattern[str]
) -> Iterator[tuple[int, str | None, str]]:
    """Row, title and text of the first cell of each row where something wrong is found."""
    with source.text(seen.charset, "surrogateescape") as text, suppress(csv.Error):
        lines = islice(text, dialect.is_declared, None)
        for number, row in enumerate(csv.reader(lines, delimiter=dialect.separator), start=1):
            if wrong.search("\t".join(row)):
                place = next(place for place, cell in enumerate(row) if wrong.search(cell))
                yield number, dialect.title(place), row[place]


def _refuse_controls(source: TextSource, seen: Survey, dialect: Dialect) -> NoReturn:
    row, column, text = next(_spots(source, seen, dialect, _CONTROL), (None, None, ""))
    found = _CONTROL.search(text)
    raise refused_cell("control_character", row, column, found and f"U+{ord(found[0]):04X}")


def _refuse_damaged(source: TextSource, seen: Survey, dialect: Dialect) -> NoReturn:
    row, column, text = next(_spots(source, seen, dialect, _DAMAGED), (None, None, ""))
    if row is None:
        raise refused("encoding_unknown")
    shown = _DAMAGED.sub("\ufffd", text)[:_LONGEST_SHOWN]
    raise refused_cell("encoding", row, column, shown, encoding=seen.charset.name)


def _tell_spoilt(source: TextSource, seen: Survey, dialect: Dialect, findings: Findings) -> None:
    sample = None
    for row, _, text in _spots(source, seen, dialect, _SPOILT):
        # By spaces alone: Python takes some of the spoilt letters for white space.
        sample = sample or next(word for word in text.split(" ") if _SPOILT.search(word))[:_LONGEST_SHOWN]
        findings.warning_alike("mojibake", row, None, sample)
