"""The « budget » CSV of the French common base of local data (SCDL, schema 0.8.3), read from its bytes alone.

Its titles are one vocabulary of `budget_fields`: the reader is that of every budget table.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from data.importers.budget_fields import BY_NAME, FIELDS, SCDL
from data.importers.budget_table import read_budget_tables
from data.importers.choices import Choices
from data.importers.csv_table import Table as Csv
from data.importers.csv_table import read_table
from data.importers.findings import Findings
from data.importers.grid import Marks, Row
from data.importers.reading import ColumnFound, Problem, Reading, Severity, Unreadable
from data.importers.table import Context, Table, Tally
from data.importers.words import title_key

TITLES = {header: field.name for field in FIELDS for header in field.headers if header.startswith(SCDL)}


def read_scdl(content: bytes) -> Reading:
    """The documents of one CSV. Unreadable: no table, or none of the schema's titles."""
    csv = read_table(content)
    fields = [TITLES.get(title_key(title)) for title in csv.header]
    if not any(fields):
        raise Unreadable(Problem("unsupported_type", Severity.ERROR, text="csv"))
    twice = [title for title, times in Counter(csv.header).items() if times > 1 and title_key(title) in TITLES]
    if twice:
        raise Unreadable(*map(_given_twice, twice))
    context = Context(Choices(), "", datetime.now(UTC).date(), None, Path(), lambda _share: None)
    read = read_budget_tables([_table(csv, fields)], context)
    details = {"separator": csv.separator, **read.details}
    return replace(read, encoding=csv.encoding, problems=(*_encoding(csv), *read.problems), details=details)


def _given_twice(title: str) -> Problem:
    example = BY_NAME[TITLES[title_key(title)]].example
    return Problem("duplicate_header", Severity.ERROR, row=1, column=title, parts={"example": example})


def _table(csv: Csv, fields: list[str | None]) -> Table:
    columns = tuple(ColumnFound("", title, name, ()) for title, name in zip(csv.header, fields, strict=True))

    def rows(tally: Tally) -> Iterator[tuple[int, Row]]:
        for row in csv.rows:
            tally.rows += 1
            yield row.number, tuple(row.get(title) for title in csv.header)

    return Table(None, 1, columns, {}, {}, Marks(), len(csv.rows), "euros", rows)


def _encoding(csv: Csv) -> Iterator[Problem]:
    findings = Findings()
    if csv.encoding != "UTF-8":
        findings.warning("encoding", None, None, csv.accented_sample, encoding=csv.encoding)
    if csv.lost_letters:
        findings.warning("mojibake", None, None, None, n=csv.lost_letters)
    return iter(findings.all())
