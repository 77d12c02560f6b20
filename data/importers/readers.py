"""Every kind of file the product reads, behind one door: from a path to a reading of it."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace
from pathlib import Path

from data.importers import layout
from data.importers.budget.table import KIND_READ as BUDGET_READ
from data.importers.formats import open_book
from data.importers.formats.sniff import Form, form_of
from data.importers.national.accounts import ACCOUNTS_READ
from data.importers.national.aggregates import AGGREGATES_READ
from data.importers.national.balance import BALANCE_READ
from data.importers.orders.table import ORDERS_READ
from data.importers.reading import Problem, Reading, Severity, Unreadable
from data.importers.small.calendar_events import CALENDAR_READ
from data.importers.small.estimates import ESTIMATES_READ
from data.importers.small.marks import MARKS_READ
from data.importers.small.populations import POPULATION_READ
from data.importers.small.programmes import PROGRAMMES_READ
from data.importers.small.values import TARGETS_READ, VALUES_READ
from data.importers.table import Context, Table
from data.importers.totem.document import read_totem
from data.importers.usage.table import USAGE_READ

# Where two kinds fit a table alike, the first is taken.
KINDS = (
    BUDGET_READ,
    USAGE_READ,
    CALENDAR_READ,
    BALANCE_READ,
    ACCOUNTS_READ,
    AGGREGATES_READ,
    ORDERS_READ,
    POPULATION_READ,
    VALUES_READ,
    TARGETS_READ,
    PROGRAMMES_READ,
    ESTIMATES_READ,
    MARKS_READ,
)


def read_path(path: Path, context: Context) -> Reading:
    """What a file holds. Never raises for the file's sake: one that cannot be read is a reading of problems alone."""
    try:
        return _read(path, context)
    except layout.NoTable as unknown:
        return Reading("unknown", "", 0, 0, (), unknown.problems, tables=unknown.tables)
    except Unreadable as unreadable:
        return Reading("unknown", "", 0, 0, (), unreadable.problems)


def _read(path: Path, context: Context) -> Reading:
    if form_of(path) is Form.XML:
        return read_totem(path.read_bytes(), context.today)
    book = open_book(path, context.file_name, context.choices)
    found = layout.understand(book, context, KINDS)
    read = found.read.read(found.tables, context)
    nothing = () if found.findings.errors else _of_nothing(read, found.tables)
    return replace(
        read,
        encoding=book.encoding or book.form,
        problems=(*found.findings.all(), *read.problems, *nothing),
        details={**read.details, **found.details, "form": book.form, "separator": book.separator},
        shape=found.shape,
    )


def _of_nothing(read: Reading, tables: Sequence[Table]) -> Iterator[Problem]:
    """A file of which nothing would be stored is refused, whatever its kind: it is never a success."""
    if read.errors or read.rows_excluded or _has_something(read):
        return
    first = tables[0]
    if read.rows:
        yield Problem("nothing_left", Severity.ERROR, sheet=first.sheet, parts={"n": read.rows})
    else:
        title = next((column.header for column in first.columns if column.header), "A")
        yield Problem("no_rows", Severity.ERROR, first.header_row, title, sheet=first.sheet)


def _has_something(read: Reading) -> bool:
    facts = (getattr(read.facts, one.name) for one in fields(read.facts))
    return bool(any(read.lines) or any(facts) or any(one.rows for one in read.records))
