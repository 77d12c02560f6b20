"""The rows of a usage table as records: most by looking up what their cells said before, the others with care.

A record is (row, sheet, service, facility, measure, starts_on, ends_on, channel, audience, quantity, absence, fees).
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any, Final, NamedTuple, TypeVar

from data.importers.cells import is_blank, text_of
from data.importers.findings import Findings
from data.importers.grid import Cell, Row
from data.importers.numbers import LONGEST, CellError
from data.importers.periods.columns import ColumnError, NoYear, PeriodColumns
from data.importers.periods.period import is_month_first
from data.importers.spool import Value
from data.importers.table import Context, Table, Tally
from data.importers.usage.cells import MOST_TEXTS, Fees, Quantities, Quantity, has_decimals, plain, writing_of
from data.importers.usage.columns import Counted
from data.importers.usage.fields import ABSENCE, AGE, AUDIENCE, CHANNEL, CODE, FACILITY, FEES, FIELDS, MEASURE, SERVICE
from data.importers.usage.places import Labels, Place, Places, age_band, name_of
from data.importers.usage.words import ANY_USE, is_average_row, is_total_row, measure_of

COLUMNS: Final = (
    *("row", "sheet", "service", "facility", "measure", "starts_on", "ends_on", "channel", "audience"),
    *("quantity", "absence", "fees"),
)
Record = tuple[Value, ...]
_QUANTITY: Final = COLUMNS.index("quantity")
Label = tuple[str, str | None, str | None]  # measure, channel, audience
Dates = tuple[str, str]
Key = Any  # the cells that a part of a row depends on: a cell, or a tuple of them
_Read = TypeVar("_Read")
_FIELD_ABSENCE = next(one for one in FIELDS if one.name == ABSENCE)
_FORECASTS = ("previ", "prevu", "forecast", "attend", "objectif", "cible", "plan")
_EXAMPLES: Final = {one.name: one.example for one in FIELDS}
_CLOCK = re.compile(r"[T ][0-2]?[0-9]:[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?")
_NO_FEE: Final = (None,)
ONE: Final = (1000, None)  # a row that is itself what is counted


class MonthFirst(Exception):
    """The dates of a column are written month first: the table must be read again so."""


@dataclass
class Gathered:
    """What the tables of a file share. dates: every period met."""

    context: Context
    dates: set[Dates] = field(default_factory=set)
    tally: Tally = field(default_factory=Tally)
    places: Places = field(default_factory=Places)
    labels: Labels = field(default_factory=Labels)


class Days(dict[Key, Dates | None]):
    """Periods by the cells that state them; a time of day is left out, so that each day is read once."""

    def keep(self, key: Key, dates: Dates) -> None:
        if len(self) >= MOST_TEXTS:
            self.clear()
        self[_day_of(key)] = dates

    def __missing__(self, key: Key) -> Dates | None:
        day = _day_of(key)
        return None if day is key else self.get(day)


def _day_of(key: Key) -> Key:
    if isinstance(key, str) and _CLOCK.fullmatch(key, 10):
        return key[:10]
    return key.date() if isinstance(key, datetime) else key


@dataclass(frozen=True)
class _Column:
    """A column of figures with what was read so far of the cells that tell when, where and what."""

    counted: Counted
    periods: Days
    places: dict[Key, Place]
    labels: dict[Key, Label]
    quantities: Quantities | None  # None: each row counts one


@dataclass
class _Care:
    """What is wrong with a row, and what of it a person must see, by title and code. findings: of the whole pass."""

    findings: Findings
    wrong: dict[tuple[str, str], CellError] = field(default_factory=dict)
    remarks: dict[tuple[str, str], tuple[str | None, Mapping[str, Any]]] = field(default_factory=dict)

    def warning(self, code: str, title: str, text: str | None = None, **parts: Any) -> None:
        self.remarks[title, code] = (text, parts)


class _Unnamed(NamedTuple):
    """A row that says neither when, nor where, nor of what, until something follows it or nothing does.

    standing: the rows met so far that are not set aside, this one among them.
    """

    number: int
    cells: Row
    made: list[Record | None]
    care: _Care
    standing: int


@dataclass
class _Pass:
    """One time through the rows: what it counts and tells, the totals it meets, the rows that wait for what follows."""

    tally: Tally
    total_rows: list[tuple[int, Row]] = field(default_factory=list)
    unnamed: list[_Unnamed] = field(default_factory=list)

    @property
    def standing(self) -> int:
        """Rows met so far that are not set aside."""
        return self.tally.rows - self.tally.aside - self.tally.excluded


class RowReader:
    """Reads the rows of one table.

    counted: its columns of figures; none where each row counts one. is_of_persons: keep nothing of
    a row but its day, its place and its audience.
    """

    def __init__(
        self,
        table: Table,
        gathered: Gathered,
        periods: PeriodColumns,
        counted: Sequence[Counted],
        constants: Mapping[str, str],
        *,
        is_of_persons: bool = False,
    ) -> None:
        self.table = table
        self.gathered = gathered
        self.tally = gathered.tally
        self.periods = periods
        self.constants = constants
        self.is_of_persons = is_of_persons
        self.today = gathered.context.today.isoformat()
        self._heard = _Pass(gathered.tally)
        self.constants_used: set[str] = set()
        self._scanned: set[int] = set()
        self._examples: dict[tuple[str, str], tuple[str, Mapping[str, object]]] = {}
        self._has_told_year = False
        self._at = {name: place for name in _NAMES if (place := table.place(name)) is not None}
        if is_of_persons:
            self._at.pop(CHANNEL, None)
        self._absence_at, self._fees_at = table.place(ABSENCE), _fees_place(table)
        self._fees = Fees(table.unit, typed=table.typed)
        self.period_names = tuple(periods.places)
        self.place_names = tuple(name for name in (SERVICE, FACILITY, CODE) if name in self._at)
        self.label_names = tuple(name for name in (MEASURE, CHANNEL, AUDIENCE, AGE) if name in self._at)
        self._names_at = {*periods.places.values(), *self._at.values()} if counted else set()
        self.columns = self._columns(counted)

    def rows(self) -> Iterator[tuple[int, Row, list[Record | None]]]:
        """The rows understood: a record for each column of figures, None where a day to come has no figure yet."""
        return self._rows(self._heard)

    def again(self) -> Iterator[tuple[int, Row, list[Record | None]]]:
        """The same rows; what is wrong was told the first time."""
        return self._rows(_Pass(Tally()))

    @property
    def total_rows(self) -> Sequence[tuple[int, Row]]:
        """The printed totals among the rows, once these are read."""
        return self._heard.total_rows

    def _rows(self, heard: _Pass) -> Iterator[tuple[int, Row, list[Record | None]]]:
        records, tally, unnamed = self._fast(heard), heard.tally, heard.unnamed
        for number, cells in self.table.rows(tally):
            made = records(number, cells)
            if unnamed:
                yield from self._read_as_they_stand(heard, but=0 if made is not None else 1)
            if made is not None:
                yield number, cells, made
        if unnamed and self._is_total(unnamed[0], heard):
            tally.aside += 1
            tally.findings.warning("unnamed_total", unnamed.pop().number, None)
        yield from self._read_as_they_stand(heard)

    def left_out(self) -> list[int]:
        """Columns with a title that nothing of a record comes from."""
        used = {*self.periods.places.values(), *self._at.values(), *(one.counted.place for one in self.columns)}
        used |= {place for place in (self._absence_at, self._fees_at) if place is not None}
        used.discard(self._at.get(FACILITY, -1) if CODE in self._at else -1)
        return [place for place, column in enumerate(self.table.columns) if place not in used and column.header]

    def _columns(self, counted: Sequence[Counted]) -> tuple[_Column, ...]:
        if not counted:
            return (_Column(Counted(0, "", {}), Days(), {}, {}, None),)
        shared: dict[tuple[str, Any], Any] = {}
        columns = []
        for one in counted:
            quantities = Quantities(
                decimals=one.decimals or has_decimals(self.constants.get(MEASURE)), typed=self.typed
            )
            if self._absence_at is not None:
                quantities |= {"": None, None: None}  # the column of absences says which
            what = (one.measure, one.given.get(CHANNEL), one.given.get(AUDIENCE))
            columns.append(
                _Column(
                    one,
                    shared.setdefault(("period", one.period), Days()),
                    shared.setdefault(("place", one.given.get(FACILITY)), {}),
                    shared.setdefault(("label", what), {}),
                    quantities,
                )
            )
        return tuple(columns)

    @property
    def typed(self) -> bool:
        return self.table.typed

    def _fast(self, heard: _Pass) -> Callable[[int, Row], list[Record | None] | None]:
        """What reads a row by looking up its cells, and only those it has not met with care."""
        period_key = _picker([self.periods.places[name] for name in self.period_names])
        place_key = _picker([self._at[name] for name in self.place_names])
        label_key = _picker([self._at[name] for name in self.label_names])
        sheet, careful, fees = self.table.sheet, self._careful, _look_up_fees(self._fees, self._fees_at)
        columns = [
            (one.counted.place, one.periods.__getitem__, one.places.get, one.labels.get, _look_up(one.quantities))
            for one in self.columns
        ]

        def records(number: int, cells: Row) -> list[Record | None] | None:
            when, where, what, fee = period_key(cells), place_key(cells), label_key(cells), fees(cells)
            made: list[Record | None] = []
            for at, periods, places, labels, quantities in columns:
                period, place, label, quantity = periods(when), places(where), labels(what), quantities(cells[at])
                if period is None or place is None or label is None or quantity is None or fee is None:
                    return careful(number, cells, (when, where, what), heard)
                # Unpacked by hand: these lines are run for every figure of every file.
                service, facility = place
                measure, channel, audience = label
                starts, ends = period
                amount, absence = quantity
                (cents,) = fee
                made.append(
                    (number, sheet, service, facility, measure, starts, ends, channel, audience, amount, absence, cents)
                )
                fee = _NO_FEE  # fees are those of the row: of its first measure, so that they are counted once
            return made

        return records

    def _careful(self, number: int, cells: Row, keys: tuple[Key, Key, Key], heard: _Pass) -> list[Record | None] | None:
        care = _Care(heard.tally.findings)
        made = [self._record(number, cells, keys, column, care) for column in self.columns]
        cents = self._tried(care, self._cents, cells, care)
        if care.wrong and self._is_aside(number, cells, care, heard):
            return None
        made = made if cents is None else _with_fees(made, cents)
        if self._names_at and all(is_blank(cells[place]) for place in self._names_at):
            heard.unnamed.append(_Unnamed(number, cells, made, care, heard.standing))
            for column in self.columns:
                column.labels.pop(keys[2], None)  # its like must be met with care too
            return None
        return self._told(number, made, care, heard.tally)

    def _told(self, number: int, made: list[Record | None], care: _Care, tally: Tally) -> list[Record | None] | None:
        if care.wrong:
            self._tell_wrong(number, care)
            tally.refused += 1
            return None
        for (title, code), (text, parts) in care.remarks.items():
            care.findings.warning_alike(code, number, title, text, **parts)
        if not any(made):
            tally.aside += 1
            return None
        return made

    def _read_as_they_stand(self, heard: _Pass, *, but: int = 0) -> Iterator[tuple[int, Row, list[Record | None]]]:
        """Rows without a name that are no total: wrong, or of the whole service. but: how many wait, the last ones."""
        while len(heard.unnamed) > but:
            one = heard.unnamed.pop(0)
            made = self._told(one.number, one.made, one.care, heard.tally)
            if made is not None:
                yield one.number, one.cells, made

    def _is_total(self, one: _Unnamed, heard: _Pass) -> bool:
        """Whether a row is the last of the table, and its figures exactly the sums of all those above."""
        if one.standing != heard.standing:
            return False
        try:
            printed = [self._quantity_alone(one.cells, column) for column in self.columns]
        except CellError:
            return False
        return any(printed) and printed == self._sums_above(one.number)

    def _quantity_alone(self, cells: Row, column: _Column) -> int | None:
        quantities = column.quantities or Quantities(decimals=True, typed=self.typed)
        return quantities.read(cells[column.counted.place], decimals=True).thousandths

    def _sums_above(self, row: int) -> list[int | None]:
        """By column of figures; None for one that holds none."""
        sums: list[int | None] = [None] * len(self.columns)
        unheard = _Pass(Tally())
        records = self._fast(unheard)
        for number, cells in self.table.rows(unheard.tally):
            if number >= row:
                break
            for n, record in enumerate(records(number, cells) or ()):
                quantity = None if record is None else record[_QUANTITY]
                if isinstance(quantity, int):
                    sums[n] = (sums[n] or 0) + quantity
        return sums

    def _record(
        self, number: int, cells: Row, keys: tuple[Key, Key, Key], column: _Column, care: _Care
    ) -> Record | None:
        period = self._tried(care, self._period, cells, keys[0], column, care)
        place = self._tried(care, self._place, cells, keys[1], column, care)
        label = self._tried(care, self._label, cells, keys[2], column)
        quantity = self._tried(care, self._quantity, cells, column, care)
        if period is None or place is None or label is None or quantity is None:
            return None
        if period[0] > self.today:
            if is_blank(cells[column.counted.place]) and column.quantities is not None:
                return None
            if not label[0].startswith(_FORECASTS):
                title = self._title(self.periods.finest) if self.periods.finest else column.counted.header
                care.warning("future_day", title)
        return (number, self.table.sheet, *place, label[0], *period, *label[1:], *quantity[:2], None)

    def _tried(self, care: _Care, read: Callable[..., _Read], *arguments: Any) -> _Read | None:
        try:
            return read(*arguments)
        except ColumnError as wrong:
            care.wrong.setdefault((self._title(wrong.field), wrong.error.code), wrong.error)
            return None

    def _period(self, cells: Row, key: Key, column: _Column, care: _Care) -> Dates:
        if (known := column.periods[key]) is not None:
            return known
        named = {name: cells[place] for name, place in self.periods.places.items()}
        try:
            found = self.periods.read(named, column.counted.period)
        except ColumnError as wrong:
            self._look_for_months_first(wrong)
            raise
        dates = (found.period.starts_on.isoformat(), found.period.ends_on.isoformat())
        self.gathered.dates.add(dates)
        if found.constant is not None:
            self.constants_used.add(found.constant)
        if found.remark is not None:
            title = self._title(self.periods.finest) if self.periods.finest else column.counted.header
            care.warning(found.remark, title)
        elif dates[0] <= self.today:
            column.periods.keep(key, dates)
        return dates

    def _look_for_months_first(self, wrong: ColumnError) -> None:
        """MonthFirst: every date of the column reads month first, and this one reads so only."""
        place = self.periods.places.get(wrong.field)
        if wrong.error.code != "bad_date" or place is None or place in self._scanned or self.periods.month_first:
            return
        if is_month_first(wrong.error.text):
            self._scanned.add(place)
            if not any(is_month_first(text) is False for text in self._texts(place)):
                raise MonthFirst

    def _place(self, cells: Row, key: Key, column: _Column, care: _Care) -> Place:
        if (known := column.places.get(key)) is not None:
            return known
        service_name = self._named(SERVICE, cells) or self.constants.get(SERVICE, "")
        facility_name = self._stated(FACILITY, cells, column)
        code = self._named(CODE, cells)
        for name, text in ((SERVICE, service_name), (FACILITY, facility_name)):
            if is_total_row(text):
                raise ColumnError(name, CellError("total_row", text))
        if not service_name:
            raise ColumnError(SERVICE, CellError("blank_cell", "", example=_EXAMPLES[SERVICE]))
        try:
            service, told = self.gathered.places.service(service_name, facility_name)
            if not (facility_name or code):
                return self._without_facility(service, care)
            facility, more = self.gathered.places.facility(service, facility_name or code, code)
        except CellError as error:
            raise ColumnError(FACILITY, error) from error
        for one in (*told, *more):
            care.warning(one.code, self._title(one.field), one.text, **one.parts)
        column.places[key] = Place(service, facility)
        return column.places[key]

    def _without_facility(self, service: int, care: _Care) -> Place:
        """Where the table has a column of facilities, a row without one counts for the whole service, and is told."""
        if FACILITY in self._at:
            care.warning("blank_place", self._title(FACILITY))
        return Place(service, None)

    def _label(self, cells: Row, key: Key, column: _Column) -> Label:
        if (known := column.labels.get(key)) is not None:
            return known
        measure = measure_of(self._named(MEASURE, cells)) or column.counted.measure
        measure = measure or self.constants.get(MEASURE) or ANY_USE
        channel, audience = (self._stated(name, cells, column) for name in (CHANNEL, AUDIENCE))
        for name, text in ((CHANNEL, channel), (AUDIENCE, audience)):
            if is_total_row(text):
                raise ColumnError(name, CellError("total_row", text))
        labels = self.gathered.labels
        age = self._checked(AGE, lambda: age_band(cells[self._at[AGE]])) if AGE in self._at and not audience else None
        label = (
            measure,
            None if self.is_of_persons else self._checked(CHANNEL, lambda: labels.label(CHANNEL, channel)),
            self._checked(AUDIENCE, lambda: labels.label(AUDIENCE, age or audience)),
        )
        column.labels[key] = label
        return label

    def _quantity(self, cells: Row, column: _Column, care: _Care) -> Quantity:
        if column.quantities is None:
            return Quantity(*ONE)
        cell = cells[column.counted.place]
        header = column.counted.header
        decimals = has_decimals(self._named(MEASURE, cells))
        try:
            found = column.quantities.read(cell, decimals=decimals)
        except CellError:
            self._decide_writing(column, care.findings)
            found = self._checked(header, lambda: column.quantities.read(cell, decimals=decimals))  # type: ignore[union-attr]
        if found.remark is not None:
            self._tell_reading(care, header, found.remark, text_of(cell), {"read": plain(found.thousandths)})
        if is_blank(cell) and self._absence_at is not None:
            word = cells[self._absence_at]
            why = _FIELD_ABSENCE.meaning(self._checked(_FIELD_ABSENCE.name, lambda: text_of(word)))
            return found if why is None else found._replace(absence=why)
        return found

    def _decide_writing(self, column: _Column, findings: Findings) -> None:
        """What one doubtful number means is decided by the whole of its column, looked at once."""
        place, quantities = column.counted.place, column.quantities
        if place in self._scanned or quantities is None:
            return
        self._scanned.add(place)
        shown = writing_of(list(self._texts(place)))
        if shown.decimals and not quantities.decimals:
            findings.warning("decimal_column", self.table.header_row, column.counted.header)
        quantities.decide(decimals=shown.decimals or quantities.decimals, mark=shown.mark)

    def _cents(self, cells: Row, care: _Care) -> int | None:
        if self._fees_at is None:
            return None
        cell = cells[self._fees_at]
        cents, remark = self._checked(FEES, lambda: self._fees.read(cell))
        if remark is not None:
            self._tell_reading(care, self._title(FEES), remark, text_of(cell), {"read_cents": cents or 0})
        return cents

    def _tell_reading(self, care: _Care, title: str, remark: str, text: str, read: Mapping[str, object]) -> None:
        """Cells of one column that are read alike are told together, with the first of them as an example."""
        example = self._examples.setdefault((title, remark), (text[:LONGEST], read))
        care.warning(remark, title, example[0], **example[1])

    def _texts(self, place: int) -> Iterator[str]:
        for _, cells in self.table.rows(Tally()):
            if not is_blank(cells[place]):
                yield str(cells[place]).strip()

    def _is_aside(self, number: int, cells: Row, care: _Care, heard: _Pass) -> bool:
        """A printed total or a note among the rows: told, and neither counted nor wrong."""
        filled = {place: cell.strip() for place, cell in enumerate(cells) if isinstance(cell, str) and cell.strip()}
        total = next((place for place in list(filled)[:3] if is_total_row(filled[place])), None)
        findings, is_alone = heard.tally.findings, sum(not is_blank(cell) for cell in cells) == 1
        if total is not None or any(code == "total_row" for _, code in care.wrong):
            place = next(iter(filled)) if total is None else total
            findings.warning_alike("total_row", number, self.table.columns[place].header, filled[place][:LONGEST])
            if not is_average_row(filled[place]):
                heard.total_rows.append((number, cells))
        elif is_alone and filled and not next(iter(filled.values()))[:1].isdigit():
            findings.warning("note_row", number, None, next(iter(filled.values()))[:LONGEST])
        else:
            return False
        heard.tally.aside += 1
        return True

    def _tell_wrong(self, number: int, care: _Care) -> None:
        for (title, _), error in care.wrong.items():
            if isinstance(error, NoYear):
                self._tell_no_year(care.findings)
            else:
                care.findings.cell_error(number, title, error)

    def _tell_no_year(self, findings: Findings) -> None:
        if not self._has_told_year:
            self._has_told_year = True
            findings.error("missing_column", self.table.header_row, "annee", None, example="2024")

    def _checked(self, name: str, read: Callable[[], _Read]) -> _Read:
        try:
            return read()
        except CellError as error:
            raise ColumnError(name, error) from error

    def _named(self, name: str, cells: Row) -> str:
        place = self._at.get(name)
        return "" if place is None else self._checked(name, lambda: name_of(cells[place]))

    def _stated(self, name: str, cells: Row, column: _Column) -> str:
        """By the column's title, else the row, else the whole table."""
        return column.counted.given.get(name) or self._named(name, cells) or self.constants.get(name, "")

    def _title(self, name: str | None) -> str:
        """The header of a field's column; of anything else, itself."""
        place = {**self._at, **self.periods.places}.get(name or "")
        if name == FEES:
            place = self._fees_at
        return self.table.columns[place].header if place is not None else name or ""


_NAMES: Final = (SERVICE, FACILITY, CODE, MEASURE, CHANNEL, AUDIENCE, AGE)


def _fees_place(table: Table) -> int | None:
    return next((place for place in table.places(FEES) if not table.columns[place].given), None)


def _with_fees(made: Sequence[Record | None], cents: int) -> list[Record | None]:
    """Fees are those of the row: of its first measure, so that they are counted once."""
    first = next((rank for rank, record in enumerate(made) if record is not None), None)
    return [(*record[:-1], cents) if record and rank == first else record for rank, record in enumerate(made)]


def _look_up(quantities: Quantities | None) -> Callable[[Cell], tuple[int | None, str | None] | None]:
    if quantities is None:
        return lambda _cell: ONE
    return quantities.of_typed if quantities.typed else quantities.__getitem__


def _look_up_fees(fees: Fees, place: int | None) -> Callable[[Row], tuple[int | None] | None]:
    if place is None:
        return lambda _cells: _NO_FEE
    return lambda cells: fees[cells[place]]


def _picker(places: Sequence[int]) -> Callable[[Row], Key]:
    return itemgetter(*places) if places else _nothing


def _nothing(_cells: Row) -> tuple[()]:
    return ()
