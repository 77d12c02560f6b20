"""What a person types in a grid, or pastes from a spreadsheet: read by the very reader that reads such a file."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from data.importers import layout
from data.importers.cells import is_blank
from data.importers.choices import Choices
from data.importers.grid import Book, Row, Sheet
from data.importers.periods.fields import DATE, FINEST_FIRST
from data.importers.reading import Reading, Unreadable
from data.importers.table import Context, KindRead, Town
from data.importers.titles import Titles

FORM = "entry"
SEPARATOR = ";"
TITLES_ROW = 1  # the grid's own titles: its first row is row 2, as in the file that is kept of it
FEWEST_TITLES = 2
Cells = tuple[str, ...]
_Cell = list[int]  # the pasted cells that make one of the grid


@dataclass(frozen=True)
class Entry:
    """A grid of one kind. titles: field → the title it is shown under. rows: texts, one for each title in order.

    constants: field → what holds for all rows, as chosen beside the grid.
    """

    read: KindRead
    titles: Mapping[str, str]
    rows: tuple[Cells, ...]
    constants: Mapping[str, str]


def read_entry(entry: Entry, today: date, town: Town, folder: Path) -> Reading:
    """The rows as their kind's reader takes them. Never raises for what was typed.

    folder: where facts too many to hold are spooled; it must live as long as the reading.
    """
    kind = entry.read.kind
    choices = Choices(
        kind=kind,
        header_rows={"": TITLES_ROW},
        columns={title: name for name, title in entry.titles.items()},
        constants=entry.constants,
    )
    # Nothing is read in the name: « Saisie du 24 novembre 2026 » would state a day.
    context = Context(choices, "", today, town, folder, lambda _share: None)
    try:
        found = layout.understand(_book(entry), context, (entry.read,))
        read = entry.read.read(found.tables, context)
    except Unreadable as unreadable:
        return Reading(kind, FORM, 0, 0, (), unreadable.problems)
    return replace(read, encoding=FORM, problems=(*found.findings.all(), *read.problems))


def kept_text(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """The file that is kept of an entry, and can be imported as it is."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=SEPARATOR, lineterminator="\r\n")
    writer.writerow(titles)
    writer.writerows(rows)
    return text.getvalue().encode()


def pasted(text: str, read: KindRead, titles: Mapping[str, str]) -> list[Cells]:
    """Rows copied from a spreadsheet, cell by cell under the grid's titles.

    Cells are parted by tabs, else by semicolons. A first row of titles says which column is which; without it, columns
    are in the grid's order, and those beyond it are left out.
    """
    separator = "\t" if "\t" in text else SEPARATOR
    rows = [
        [cell.strip() for cell in row]
        for row in csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=separator)
    ]
    rows = [row for row in rows if any(row)]
    places = _places(rows[0], read, titles) if rows else None
    if places is not None:
        return [_picked(row, places) for row in rows[1:]]
    return [_picked(row, [[place] for place in range(len(titles))]) for row in rows]


def _book(entry: Entry) -> Book:
    def rows() -> Iterator[Row]:
        yield tuple(entry.titles.values())
        yield from entry.rows

    return Book(FORM, (Sheet(None, rows),))


def _places(first: Sequence[str], read: KindRead, titles: Mapping[str, str]) -> list[_Cell] | None:
    """For each column of the grid, its places in a pasted row of titles; None where that row is none."""
    known, by_title = Titles(read.fields), {title: name for name, title in titles.items()}
    named = [by_title.get(text) or _field_named(known, text) for text in first]
    places = [_of_field(name, named) for name in titles]
    return places if sum(map(len, places)) >= FEWEST_TITLES else None


def _of_field(name: str, named: Sequence[str | None]) -> _Cell:
    """The period of a row may be in parts, the finest first: « janvier » beside « 2025 »."""
    wanted = (name,) if name != DATE or DATE in named else FINEST_FIRST
    return [named.index(one) for one in wanted if one in named]


def _field_named(known: Titles, text: str) -> str | None:
    named = known.named(text)
    return None if named is None else named.field.name


def _picked(row: Sequence[str], places: Sequence[_Cell]) -> Cells:
    return tuple(" ".join(row[place] for place in cell if place < len(row)) for cell in places)


def is_blank_row(row: Sequence[str]) -> bool:
    return all(map(is_blank, row))
