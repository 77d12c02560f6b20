"""What a book holds: its tables, all of one kind, and what was seen where there is none (`header`, `mapping`)."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from data.importers.cells import looks_a_figure
from data.importers.fields import Holds
from data.importers.findings import Findings
from data.importers.grid import Book
from data.importers.header import Candidate, Head, best_kind, heads_of, holds_figures, letter
from data.importers.mapping import LONGEST_SAMPLE, SAMPLES, table_of
from data.importers.reading import ColumnFound, Problem, Severity, TableFound, Unreadable
from data.importers.side_by_side import Title, second_table
from data.importers.table import Context, KindRead, Table
from data.words import title_key


@dataclass(frozen=True)
class Layout:
    """What a book was understood to hold."""

    read: KindRead
    tables: tuple[Table, ...]
    findings: Findings
    shape: str
    details: Mapping[str, object] = field(default_factory=dict)


class NoTable(Unreadable):
    """No row can be taken as the header of one table; what was seen is shown, for a person to say."""

    def __init__(self, tables: tuple[TableFound, ...], *problems: Problem) -> None:
        super().__init__(*problems)
        self.tables = tables


def understand(book: Book, context: Context, kinds: Sequence[KindRead]) -> Layout:
    """The tables of a book, all of one kind.

    Unreadable: nothing on its sheets. NoTable: no header of a known kind, or two tables under one.
    """
    findings = Findings()
    for problem in book.problems:
        findings.add(problem)
    heads = heads_of(book, context.choices, findings)
    chosen = best_kind(heads, context, kinds)
    if chosen is None:
        first = heads[0]
        raise NoTable(_unmapped(heads), Problem("header", Severity.ERROR, sheet=first.sheet.name))
    read, candidates = chosen
    if beside := list(filter(None, map(_side_by_side, candidates))):
        raise NoTable(_unmapped(heads), *beside)
    aside = _tell_sheets(heads, candidates, findings)
    tables = tuple(_tables(candidates, context, book.separator, findings))
    return Layout(read, tables, findings, _shape(book, candidates), {"sheets_aside": aside})


def _side_by_side(candidate: Candidate) -> Problem | None:
    """That the row holds the titles of two tables, each with codes and amounts: one must not be read as the other."""
    own = candidate.head.texts[candidate.row - 1]
    titles = [
        Title(own[place] or text, candidate.named[place], _is_of_money(candidate, place))
        for place, text in enumerate(candidate.titles)
    ]
    found = second_table(titles, candidate.read.constants_in)
    if found is None:
        return None
    first, second = found
    filled = [place for place, text in enumerate(candidate.titles) if text]
    parts = {
        "left": _range(filled, 0, second),
        "right": _range(filled, second, len(titles)),
        "first": candidate.titles[first],
        "second": candidate.titles[second],
    }
    return Problem("side_by_side", Severity.ERROR, candidate.row, sheet=candidate.head.sheet.name, parts=parts)


def _range(filled: Sequence[int], start: int, end: int) -> str:
    """A:C, from the first to the last column with a title."""
    places = [place for place in filled if start <= place < end]
    return f"{letter(places[0])}:{letter(places[-1])}"


def _is_of_money(candidate: Candidate, place: int) -> bool:
    named, title = candidate.named[place], candidate.titles[place]
    if named is not None:
        return named.field.holds is Holds.AMOUNT
    return bool(title and candidate.read.given_in(title, ())) and holds_figures(candidate.head, candidate.row, place)


def _tell_sheets(heads: Sequence[Head], chosen: Sequence[Candidate], findings: Findings) -> list[str]:
    """Sheets that hold figures and no table known are told; those of words alone are only named."""
    taken = {one.head.key for one in chosen}
    aside = [head for head in heads if head.key not in taken]
    for head in aside:
        if any(looks_a_figure(cell) for row in head.rows for cell in row):
            with findings.on(head.sheet.name):
                findings.warning("sheet_aside", None, None, head.sheet.name)
    if len(chosen) > 1:
        findings.warning("several_sheets", None, None, ", ".join(sorted(taken)), n=len(chosen))
    return [head.key for head in aside]


def _tables(candidates: Sequence[Candidate], context: Context, separator: str, findings: Findings) -> Iterator[Table]:
    for candidate in candidates:
        with findings.on(candidate.head.sheet.name):
            table = table_of(candidate, context, separator, findings)
        yield table


def _shape(book: Book, candidates: Sequence[Candidate]) -> str:
    """Alike for next month's file: its form, kind and titles, without digits or the names of sheets."""
    titles = ["".join(c for c in title_key(title) if not c.isdigit()) for one in candidates for title in one.titles]
    text = "\n".join([book.form, candidates[0].read.kind, *titles])
    return hashlib.sha256(text.encode()).hexdigest()


def _unmapped(heads: Sequence[Head]) -> tuple[TableFound, ...]:
    """The sheets as they are, for a person to say which row holds the titles."""
    tables = []
    for head in heads:
        first = next((n for n, texts in enumerate(head.texts, 1) if any(texts)), 1)
        titles = head.texts[first - 1]
        columns = tuple(
            ColumnFound(letter(place), title, None, _below(head, first, place)) for place, title in enumerate(titles)
        )
        tables.append(TableFound(head.sheet.name, first, len(head.rows) - first, columns))
    return tuple(tables)


def _below(head: Head, row: int, place: int) -> tuple[str, ...]:
    return tuple(texts[place][:LONGEST_SAMPLE] for texts in head.texts[row : row + SAMPLES] if place < len(texts))
