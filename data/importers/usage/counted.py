"""Tables whose rows are themselves what is counted: reports, requests, projects; and those whose rows are persons.

Things are counted by day, place and category. Persons are refused, unless somebody accepted that they be counted by
day, place and audience band, and nothing else kept of them.
"""

from collections.abc import Callable, Collection
from itertools import islice

from data.importers import privacy
from data.importers.spool import Spool, Value
from data.importers.table import Table, Tally
from data.importers.usage.cells import MILLI
from data.importers.usage.columns import Counted
from data.importers.usage.fields import AGE
from data.importers.usage.repeats import SLOT, Fingerprints
from data.importers.usage.rows import Gathered, RowReader
from data.importers.usage.words import split
from data.words import title_key

HEAD = 60  # rows looked at
_ATTRIBUTES = frozenset(("sexe", "genre", "gender", "sex", "age", "nationalite", "quotient familial", "qf"))
_HANDLES = frozenset(("id", "identifiant", "uid", "numero", "num", "n", "no", "ref", "reference", "code"))
_AT_MOST_ONE = frozenset(("", "0", "1", "0.0", "1.0", "1,0", "0,0", "oui", "non", "x"))


def personal_places(table: Table) -> dict[int, str]:
    """The columns that identify persons, as their titles and first cells show."""
    head = [cells for _, cells in islice(table.rows(Tally()), HEAD)]
    return privacy.personal_columns([column.header for column in table.columns], head)


def title_of_persons(table: Table, personal: Collection[int]) -> str | None:
    """The first title by which rows that count nothing are seen to be persons; None where they are things."""
    if personal:
        return table.columns[min(personal)].header
    for column in table.columns:
        is_name = column.field is None and privacy.is_person_alone(column.header)
        if is_name or column.field == AGE or title_key(column.header) in _ATTRIBUTES:
            return column.header
    return None


def are_ones(table: Table, counted: Collection[Counted]) -> bool:
    """Whether every row counts one or none: then a row is one person where columns name them."""
    places = [one.place for one in counted]
    return all(
        str(cells[place] or "").strip().lower() in _AT_MOST_ONE for _, cells in table.rows(Tally()) for place in places
    )


class Counting:
    """How many rows there are of each slot, over all tables of a file, and where the first of each stands."""

    def __init__(self) -> None:
        self._slots: dict[tuple[Value, ...], list[Value]] = {}

    def __len__(self) -> int:
        return len(self._slots)

    def read(self, reader: RowReader) -> int:
        """Count the rows of a table. Told: rows that are the same in every cell."""
        repeats, rows = Fingerprints(), 0
        for _, cells, made in reader.rows():
            record = made[0]
            if record is None:
                continue
            kept = self._slots.setdefault(record[SLOT], [*record[:2], 0])
            kept[2] += 1  # type: ignore[operator]
            repeats.add(hash(cells))
            rows += 1
        if not reader.is_of_persons:
            _tell_same(reader, repeats.repeated())
        return rows

    def write(self, spool: Spool) -> None:
        for slot, (row, sheet, n) in self._slots.items():
            spool.add((row, sheet, *slot, int(n or 0) * MILLI, None, None))


def tell_counted(reader: RowReader, rows: int, records: int, measure: str) -> None:
    findings = reader.tally.findings
    findings.warning("counted_rows", reader.table.header_row, None, measure, rows_read=rows, records=records)


def _tell_same(reader: RowReader, repeated: set[int]) -> None:
    """A row numbered by a column of its own cannot come twice; without a number, two things may be alike."""
    if not repeated:
        return
    first: dict[int, int] = {}
    tell = _teller(reader, is_numbered=any(_is_handle(column.header) for column in reader.table.columns))
    for number, cells, _ in reader.again():
        fingerprint = hash(cells)
        if fingerprint in repeated and (earlier := first.setdefault(fingerprint, number)) != number:
            tell(number, earlier)


def _teller(reader: RowReader, *, is_numbered: bool) -> Callable[[int, int], None]:
    tally = reader.tally

    def repeats(number: int, earlier: int) -> None:
        tally.findings.error("duplicate_row", number, None, None, first=str(earlier))
        tally.refused += 1

    def is_alike(number: int, _earlier: int) -> None:
        tally.findings.warning_alike("alike_rows", number, None)

    return repeats if is_numbered else is_alike


def _is_handle(header: str) -> bool:
    words = split(header)
    return bool(words) and (words[0] in _HANDLES or words[-1] == "id")


def refuse_persons(table: Table, gathered: Gathered, title: str) -> None:
    gathered.tally.findings.error("one_row_per_person", table.header_row, title, None)
    refuse_rows(table, gathered)


def refuse_rows(table: Table, gathered: Gathered) -> None:
    """All rows of a table that cannot be read as a whole."""
    for _ in table.rows(gathered.tally):
        gathered.tally.refused += 1
