"""When each row of a table is about: from one date column, two bounds, or a year and its month, week or quarter.

The finest column that a table has decides; coarser ones complete it (« Mese » beside « Anno »), or must agree with it.
What a title above, the sheet's or the file's name states completes a row that lacks its year, or stands for a table
that says nothing of its period.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, NamedTuple

from data.importers.cells import is_blank, text_of
from data.importers.grid import Cell
from data.importers.numbers import LONGEST, CellError
from data.importers.periods.fields import (
    DATE,
    DAY,
    ENDS,
    EXACT,
    FINEST_FIRST,
    MONTH,
    PERIODS,
    SEASON,
    STARTS,
    UNITS,
    YEAR,
)
from data.importers.periods.period import (
    FIRST_YEAR,
    YEARS_AHEAD,
    Part,
    Period,
    Unit,
    beginning,
    between,
    day,
    is_weekday,
    read,
)
from data.importers.table import Context, Table
from data.words import title_key

_FIRST_DAY = date(1899, 12, 30)  # of the serial numbers that spreadsheets keep days as
_SERIALS = range((date(FIRST_YEAR, 1, 1) - _FIRST_DAY).days, 100_000)


class NoYear(CellError):
    """A month, a week… whose year nothing states: `missing_column`."""

    def __init__(self, text: str) -> None:
        super().__init__("missing_column", text)


class ColumnError(Exception):
    """A cell that cannot be read, and the field whose column it stands in."""

    def __init__(self, field: str, error: CellError) -> None:
        super().__init__(field)
        self.field = field
        self.error = error


class Found(NamedTuple):
    """The period of a row; remark: a code for what a person must see of how it was read.

    constant: what a title, the sheet's or the file's name says and the row does not.
    """

    period: Period
    remark: str | None = None
    constant: str | None = None


@dataclass(frozen=True)
class PeriodColumns:
    """places: field → rank of its column. finest: the field that decides, None where columns of figures bear it.

    constants: of the whole table. aside: titles that resemble a date and are not the period. has_months: titles of
    columns of figures that are all first days of months stand for those months.
    """

    places: Mapping[str, int]
    finest: str | None
    constants: Mapping[str, str]
    typed: bool
    month_first: bool
    last_year: int
    aside: tuple[str, ...] = ()
    has_months: bool = False

    @classmethod
    def of(
        cls, table: Table, context: Context, *, month_first: bool = False, titles: Collection[str] = ()
    ) -> "PeriodColumns":
        """titles: the words of columns of figures that state periods of their own."""
        places, aside = _places(table, context.choices.columns)
        finest = next((name for name in FINEST_FIRST if name in places), None)
        constants = _constants(table, finest, spread=bool(titles))
        last_year = context.today.year + YEARS_AHEAD
        return cls(places, finest, constants, table.typed, month_first, last_year, aside, _are_months(titles))

    @property
    def states_something(self) -> bool:
        return self.finest is not None or bool(self.constants)

    def read(self, cells: Mapping[str, Cell], title: str | None = None) -> Found:
        """The period of a row. cells: by field. title: the words that a column's title states, which then decide.

        ColumnError: `bad_date`, `blank_cell`, `year_out_of_range`, `date_conflict`, `formula_no_cache`; NoYear in it.
        """
        stated = {**self.constants, **{name: cell for name, cell in cells.items() if not is_blank(cell)}}
        if title is not None:
            return self._within(YEAR, self._titled(title, stated))
        finest = self.finest
        if finest is None:
            finest = next((name for name in FINEST_FIRST if name in self.constants), None)
            if finest is None:
                raise ColumnError(YEAR, NoYear(""))
            whole = self._completed(finest, self._cell(finest, self.constants[finest]).period, stated)
            return self._within(finest, whole._replace(constant=self.constants[finest]))
        if finest not in stated:
            raise ColumnError(finest, CellError("blank_cell", "", example=_EXAMPLES[finest]))
        if finest == STARTS and ENDS in self.places:
            return self._within(STARTS, self._bounded(stated))
        if finest == DAY:
            return self._within(DAY, self._of_parts(stated))
        found = self._cell(finest, stated[finest])
        whole = self._within(finest, self._completed(finest, found.period, stated))
        self._agrees(finest, whole.period, stated)
        return whole._replace(remark=found.remark or whole.remark)

    def _titled(self, title: str, stated: Mapping[str, Cell]) -> Found:
        found, finest = read(title), self.finest
        is_year = isinstance(found, Period) and found.unit in (Unit.YEAR, Unit.SCHOOL_YEAR)
        if is_year and finest is not None and finest in stated:
            of_row = self._cell(finest, stated[finest]).period
            if isinstance(of_row, Part):  # « janvier » in the row, 2024 above the column
                return self._completed(finest, of_row, {**stated, YEAR: title}, of_title=True)
        if self.has_months and isinstance(found, Period) and (month := beginning(found.starts_on, Unit.MONTH)):
            return Found(month, "first_day")
        return self._completed(YEAR, found, stated)

    def _cell(self, field: str, cell: Cell) -> "_Read":
        try:
            return read_cell(cell, UNITS.get(field), month_first=self.month_first, typed=self.typed)
        except CellError as error:
            raise ColumnError(field, error) from error

    def _bounded(self, stated: Mapping[str, Cell]) -> Found:
        if ENDS not in stated:
            raise ColumnError(ENDS, CellError("blank_cell", "", example=_EXAMPLES[ENDS]))
        first, last = (self._cell(field, stated[field]).period for field in (STARTS, ENDS))
        if isinstance(first, Part) or isinstance(last, Part):
            raise ColumnError(STARTS, NoYear(text_of(stated[STARTS])[:LONGEST]))
        try:
            return Found(between(first.starts_on, last.ends_on))
        except ValueError:
            raise ColumnError(ENDS, CellError("bad_date", text_of(stated[ENDS])[:LONGEST])) from None

    def _of_parts(self, stated: Mapping[str, Cell]) -> Found:
        """« 15 », « mars », 2024; or a whole date in the column of the day."""
        try:
            text = text_of(stated[DAY])
        except CellError as error:
            raise ColumnError(DAY, error) from error
        if MONTH not in stated or not text.isdecimal():
            return self._completed(DAY, self._cell(DAY, stated[DAY]).period, stated)
        whole = self._completed(MONTH, self._cell(MONTH, stated[MONTH]).period, stated)
        first = whole.period.starts_on
        try:
            return whole._replace(period=day(first.year, first.month, int(text)))
        except ValueError:
            raise ColumnError(DAY, CellError("bad_date", text[:LONGEST])) from None

    def _completed(
        self, field: str, found: Period | Part, stated: Mapping[str, Cell], *, of_title: bool = False
    ) -> Found:
        """The year of a part is stated beside it, or by a column's title."""
        if isinstance(found, Period):
            return Found(found, "school_year" if found.unit is Unit.SCHOOL_YEAR and field != SEASON else None)
        name = next((name for name in (YEAR, SEASON) if name in stated), None)
        if name is None:
            raise ColumnError(field, NoYear(str(found.number)))
        year = self._cell(name, stated[name]).period
        if isinstance(year, Part):
            raise ColumnError(name, CellError("bad_date", text_of(stated[name])[:LONGEST]))
        constant = None if of_title or name in self.places else self.constants[name]
        first = year.starts_on.year
        try:
            whole = found.of_school_year(first) if year.unit is Unit.SCHOOL_YEAR else found.of(first)
            return Found(whole, constant=constant)
        except ValueError:
            raise ColumnError(field, CellError("bad_date", text_of(stated[field])[:LONGEST])) from None

    def _within(self, field: str, found: Found) -> Found:
        first, last = found.period.starts_on.year, found.period.ends_on.year
        if first < FIRST_YEAR or last > self.last_year:
            year = str(first if first < FIRST_YEAR else last)
            raise ColumnError(field, CellError("year_out_of_range", year, first=FIRST_YEAR, last=self.last_year))
        return found

    def _agrees(self, finest: str, period: Period, stated: Mapping[str, Cell]) -> None:
        """A year column beside dates must bear their year."""
        if finest not in (DATE, STARTS) or YEAR not in self.places or YEAR not in stated:
            return
        year = self._cell(YEAR, stated[YEAR]).period
        if isinstance(year, Period) and not year.starts_on <= period.starts_on <= year.ends_on:
            text = period.starts_on.isoformat()
            raise ColumnError(finest, CellError("date_conflict", text, year=text_of(stated[YEAR])[:LONGEST]))


class _Read(NamedTuple):
    period: Period | Part
    remark: str | None = None


_EXAMPLES: Final = {field.name: field.example for field in PERIODS}


def read_cell(cell: Cell, unit: Unit | None = None, *, month_first: bool = False, typed: bool = False) -> _Read:
    """What a cell states. CellError: `bad_date`, `formula_error`, `formula_no_cache`."""
    if isinstance(cell, datetime | date):
        return _whole(day(cell.year, cell.month, cell.day), unit)
    text = text_of(cell)
    if isinstance(cell, bool) or text.startswith("#"):
        raise CellError("formula_error" if text.startswith("#") else "bad_date", text[:LONGEST])
    if typed and unit is None and isinstance(cell, int | float) and _is_serial(cell):
        on = _FIRST_DAY + timedelta(days=int(cell))
        return _Read(day(on.year, on.month, on.day), "serial_date")
    return _whole(read(text, month_first=month_first, unit=unit), unit)


def _is_serial(number: float) -> bool:
    """Whether a number may be a spreadsheet's day."""
    return _SERIALS.start <= number < _SERIALS.stop and number == int(number)


def _whole(found: Period | Part, unit: Unit | None) -> _Read:
    """In a column of months, 01/02/2024 is February; so for the first day of weeks, quarters and years."""
    if unit is None or isinstance(found, Part) or found.unit is not Unit.DAY:
        return _Read(found)
    begun = beginning(found.starts_on, unit)
    return _Read(found) if begun is None else _Read(begun, "first_day")


def _are_months(titles: Collection[str]) -> bool:
    """Whether titles are days, several, each the first of a month: a spreadsheet keeps « janv. 24 » so."""
    found = [read(title) for title in titles]
    days = [one.starts_on for one in found if isinstance(one, Period) and one.unit is Unit.DAY]
    return len({*days}) > 1 and len(days) == len(found) and all(on.day == 1 for on in days)


def _places(table: Table, chosen: Mapping[str, str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """The columns that state the period, without those that only resemble one, as « date_appellation » by « annee »."""
    places = {name: place for name in (*FINEST_FIRST, ENDS) if (place := table.place(name)) is not None}
    found = {name: table.columns[place] for name, place in places.items()}
    sure = {
        name for name, column in found.items() if column.header in chosen or title_key(column.header) in EXACT[name]
    }
    aside = [name for name in places if name not in sure and _only_resembles(name, found[name].samples, sure)]
    if DAY in places and (DATE in places or not _is_a_day(found[DAY].samples, {*places, *table.constants})):
        aside.append(DAY)
    told = tuple(found[name].header for name in aside if name != DAY)
    return {name: place for name, place in places.items() if name not in aside}, told


def _only_resembles(name: str, samples: Collection[str], sure: Collection[str]) -> bool:
    if name in (DATE, STARTS, ENDS, YEAR):
        return bool({*sure} - {DAY})
    return not all(_reads(sample, UNITS.get(name)) for sample in samples)


def _reads(text: str, unit: Unit | None) -> bool:
    try:
        read(text, unit=unit)
    except CellError:
        return False
    return True


def _is_a_day(samples: Collection[str], others: Collection[str]) -> bool:
    """Whether a column called « jour » gives days, or their numbers in a month; never their names."""
    if any(map(is_weekday, samples)):
        return False
    return MONTH in others or not all(sample.isdecimal() for sample in samples)


def _constants(table: Table, finest: str | None, *, spread: bool) -> dict[str, str]:
    """A year completes any column; a month stands for a table that says nothing of its period but days."""
    wanted = {YEAR, SEASON} | ({MONTH} if finest == DAY else set())
    if finest is None and not spread:
        wanted = {*FINEST_FIRST}
    chosen = {name for name, where in table.said.items() if where == "choice"}
    return {name: value for name, value in table.constants.items() if name in FINEST_FIRST and name in wanted | chosen}
