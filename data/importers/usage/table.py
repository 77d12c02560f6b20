"""Tables of service use: long or wide, by day, week, month, quarter or year; or a row for each thing that happened.

What a table does not say itself (its service, its year) comes from its title, the sheet's or the file's name, and is
told. Two measures never add up, a missing number is not a zero, and no record is a person.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from data.facts import Facts
from data.importers.kinds import Kind
from data.importers.periods.columns import PeriodColumns
from data.importers.periods.fields import DATE
from data.importers.reading import Reading, TableFound
from data.importers.spool import CHUNK, Spool
from data.importers.table import Context, KindRead, Table
from data.importers.usage.columns import Counts, counts_of, refined, shown
from data.importers.usage.counted import (
    Counting,
    are_ones,
    personal_places,
    refuse_persons,
    refuse_rows,
    tell_counted,
    title_of_persons,
)
from data.importers.usage.fields import CODE, FACILITY, FIELDS, MEASURE, QUANTITY, SERVICE
from data.importers.usage.repeats import ABSENCE, SLOT, TABLE, Fingerprints, settled, tell_overlaps
from data.importers.usage.repeats import QUANTITY as QUANTITY_AT
from data.importers.usage.rows import COLUMNS, Gathered, MonthFirst, Record, RowReader
from data.importers.usage.totals import RowTotals, check_total_rows
from data.importers.usage.words import (
    ANY_THING,
    ANY_USE,
    constants_in,
    given_in,
    is_income,
    named_by_file,
    service_in,
)
from data.words import slug

_EXAMPLES = {one.name: one.example for one in FIELDS}
_FEWEST_MONTHS = 3
_SOURCES_SURE = ("choice", "town")


def read_usage(tables: Sequence[Table], context: Context) -> Reading:
    """All records of all tables, spooled as `usage_record`."""
    month_first: frozenset[int] = frozenset()
    while True:
        reading = _Reading(tables, context, month_first)
        try:
            return reading.read()
        except MonthFirst:
            month_first |= {reading.rank}


USAGE_READ = KindRead(Kind.USAGE, FIELDS, read_usage, spread=QUANTITY, constants_in=constants_in, given_in=given_in)


@dataclass
class _Kept:
    """What was read so far of a file."""

    slots: Fingerprints = field(default_factory=Fingerprints)
    counting: Counting = field(default_factory=Counting)
    readers: list[RowReader] = field(default_factory=list)
    tables: list[TableFound] = field(default_factory=list)
    absent: Counter[str] = field(default_factory=Counter)
    measures: set[str] = field(default_factory=set)


class _Reading:
    """One way through a file. rank: the table it is at. month_first: tables whose dates are written so."""

    def __init__(self, tables: Sequence[Table], context: Context, month_first: frozenset[int]) -> None:
        self.tables = tables
        self.context = context
        self.month_first = month_first
        self.rank = 0
        self.gathered = Gathered(context)
        self.kept = _Kept()

    def read(self) -> Reading:
        with Spool(self.context.folder, TABLE, COLUMNS) as spool:
            for rank, table in enumerate(self.tables):
                self.rank = rank
                with self.gathered.tally.findings.on(table.sheet):
                    self._table(table, spool)
            self.kept.counting.write(spool)
        records = spool.records
        repeated = self.kept.slots.repeated()
        if repeated:
            records = settled(self.kept.readers, repeated, self.gathered, records)
        tell_overlaps(self.kept.readers, records, self.gathered)
        tally, places = self.gathered.tally, self.gathered.places
        return Reading(
            kind=Kind.USAGE,
            encoding="",
            rows=tally.rows,
            totals_skipped=tally.aside,
            documents=(),
            problems=tally.findings.all(),
            details=self._details(records.rows),
            rows_refused=tally.refused,
            rows_excluded=tally.excluded,
            rows_understood=tally.rows - tally.aside - tally.refused - tally.excluded,
            facts=Facts(services=tuple(places.services), facilities=tuple(places.facilities)),
            records=(records,),
            tables=tuple(self.kept.tables),
        )

    def _details(self, records: int) -> dict[str, object]:
        return {
            "years": sorted({int(starts[:4]) for starts, _ in self.gathered.dates}),
            "measures": sorted(self.kept.measures),
            "absent": dict(self.kept.absent),
            "records": records,
        }

    def _table(self, table: Table, spool: Spool) -> None:
        tally = self.gathered.tally
        before, started = tally.rows, _understood(self.gathered)
        personal = personal_places(table)
        table = refined(table, personal)
        self._tell_incomes(table, personal)
        counts = counts_of(table, self.context.choices.columns, personal, tally.findings)
        table = shown(table, counts)
        periods = PeriodColumns.of(
            table,
            self.context,
            month_first=self.rank in self.month_first,
            titles=[one.period for one in counts.columns if one.period],
        )
        constants = self._constants(table, counts)
        if periods.aside:
            tally.findings.warning("period_aside", table.header_row, ", ".join(periods.aside))
        if self._lacks(table, counts, periods, constants):
            refuse_rows(table, self.gathered)
        elif counts.columns:
            is_of_persons = bool(personal) and are_ones(table, counts.columns)
            if not is_of_persons or self._accepts_persons(table, personal):
                reader = RowReader(
                    table, self.gathered, periods, counts.columns, constants, is_of_persons=is_of_persons
                )
                self._counts(reader, counts, spool)
        else:
            persons = title_of_persons(table, personal)
            if persons is None or self._accepts_persons(table, personal):
                self._things(table, periods, constants, is_of_persons=persons is not None)
        if tally.rows == before:
            tally.findings.error("no_rows", table.header_row, table.columns[0].header or None)
        self.kept.tables.append(table.found(_understood(self.gathered) - started))

    def _constants(self, table: Table, counts: Counts) -> dict[str, str]:
        """What holds for all rows. Told: what a title, the sheet's or the file's name says."""
        constants, findings = dict(table.constants), self.gathered.tally.findings
        if table.place(SERVICE) is None:
            named = constants.get(SERVICE) or named_by_file(self.context.file_name)
            if named and table.said.get(SERVICE) not in _SOURCES_SURE:
                constants[SERVICE] = named
                findings.warning("service_named", table.header_row, None, named)
        facility = self._facility_of_sheet(table, counts, constants)
        if facility:
            constants[FACILITY] = facility
            findings.warning("place_named", table.header_row, None, facility)
        return constants

    def _tell_period(self, reader: RowReader) -> None:
        """Told: dates written month first or only first days, and the part of a period that no row states."""
        table, periods, findings = reader.table, reader.periods, self.gathered.tally.findings
        if periods.month_first:
            title = table.columns[periods.places[periods.finest or DATE]].header
            findings.warning("month_first", table.header_row, title)
        if periods.finest == DATE and _are_first_days(reader):
            findings.warning("first_days", table.header_row, table.columns[periods.places[DATE]].header)
        sure = {value for name, value in periods.constants.items() if table.said.get(name) in _SOURCES_SURE}
        if stated := reader.constants_used - sure:
            findings.warning("period_named", table.header_row, None, " ".join(sorted(stated)))

    def _facility_of_sheet(self, table: Table, counts: Counts, constants: Mapping[str, str]) -> str | None:
        """Where each sheet of a workbook is a place: its name, unless it names a period or the whole service."""
        if table.sheet is None or len(self.tables) < 2 or FACILITY in constants:
            return None
        columns = {column.field for column in table.columns}
        said = constants_in(table.sheet)
        service = service_in(table.sheet)
        is_whole = service is not None and slug(service.name).startswith(slug(table.sheet).rstrip("s"))
        if columns & {FACILITY, CODE} or any(FACILITY in one.given for one in counts.columns):
            return None
        is_named = any(c.isalpha() for c in table.sheet) and named_by_file(table.sheet) is not None
        return table.sheet if is_named and not is_whole and not ({"year", "month", "season"} & {*said}) else None

    def _tell_incomes(self, table: Table, personal: Collection[int]) -> None:
        for place, column in enumerate(table.columns):
            is_left = (
                column.field is None and place not in personal and column.header not in self.context.choices.columns
            )
            if is_left and column.samples and is_income(column.header):
                self.gathered.tally.findings.warning("income_aside", table.header_row, column.header)

    def _lacks(self, table: Table, counts: Counts, periods: PeriodColumns, constants: Mapping[str, str]) -> bool:
        """Whether a table says neither when nor of what service. Told: what to add."""
        lacking = []
        if not periods.states_something and not any(one.period for one in counts.columns):
            lacking.append((DATE, _EXAMPLES[DATE]))
        if table.place(SERVICE) is None and SERVICE not in constants:
            lacking.append((SERVICE, _EXAMPLES[SERVICE]))
        for title, example in lacking:
            self.gathered.tally.findings.error("missing_column", table.header_row, title, None, example=example)
        return bool(lacking)

    def _accepts_persons(self, table: Table, personal: Collection[int]) -> bool:
        """Told: a row is a person, and nobody accepted that they be counted together."""
        if self.context.choices.aggregate:
            return True
        refuse_persons(table, self.gathered, title_of_persons(table, personal) or "")
        return False

    def _counts(self, reader: RowReader, counts: Counts, spool: Spool) -> None:
        self.kept.readers.append(reader)
        totals = RowTotals(reader, counts)
        self._spool(reader, totals, spool)
        totals.tell()
        check_total_rows(reader)
        self._tell_period(reader)

    def _spool(self, reader: RowReader, totals: RowTotals, spool: Spool) -> None:
        """The way of most rows: nothing here may cost more than it must."""
        slots, absent, has_totals = self.kept.slots, self.kept.absent, bool(totals)
        records: list[Record] = []
        for number, cells, made in reader.rows():
            for record in made:
                if record is not None:
                    slots.add(hash(record[SLOT]))
                    if record[QUANTITY_AT] is None:
                        absent[str(record[ABSENCE])] += 1
                    records.append(record)
            if has_totals:
                totals.check(number, cells, made)
            if len(records) >= CHUNK:
                spool.add_all(records)
                records = []
        spool.add_all(records)
        self.kept.measures |= {label[0] for one in reader.columns for label in one.labels.values()}

    def _things(
        self, table: Table, periods: PeriodColumns, constants: Mapping[str, str], *, is_of_persons: bool
    ) -> None:
        measure = constants.get(MEASURE) or (ANY_USE if is_of_persons else ANY_THING)
        said = {**constants, MEASURE: measure}
        reader = RowReader(table, self.gathered, periods, (), said, is_of_persons=is_of_persons)
        before = len(self.kept.counting)
        rows = self.kept.counting.read(reader)
        self._tell_period(reader)
        self.kept.measures.add(measure)
        tell_counted(reader, rows, len(self.kept.counting) - before, measure)


def _are_first_days(reader: RowReader) -> bool:
    """Whether every date of several months is the first of one: perhaps they stand for the months."""
    dates = {found for one in reader.columns for found in one.periods.values() if found is not None}
    return len(dates) >= _FEWEST_MONTHS and all(starts == ends and starts.endswith("-01") for starts, ends in dates)


def _understood(gathered: Gathered) -> int:
    tally = gathered.tally
    return tally.rows - tally.aside - tally.refused - tally.excluded
