"""When each row of a table is about: from one date column, two bounds, or a year and its month, week or quarter.

The finest column that a table has decides; coarser ones complete it (« Mese » beside « Anno »), or must agree with it.
What a title above, the sheet's or the file's name states completes a row that lacks its year, or stands for a table
that says nothing of its period.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

from data.importers.cells import is_blank, text_of
from data.importers.fields import Field, Holds
from data.importers.grid import Cell
from data.importers.numbers import LONGEST, CellError
from data.importers.periods import (
    FIRST_YEAR,
    YEARS_AHEAD,
    Part,
    Period,
    Unit,
    between,
    day,
    is_weekday,
    month_number,
    read,
)
from data.importers.table import Context, Table
from data.importers.titles import without_year
from data.importers.words import folded, title_key
from metrics.text import Text

DATE, DAY, STARTS, ENDS = "date", "day", "starts_on", "ends_on"
WEEK, MONTH, QUARTER, SEASON, YEAR = "week", "month", "quarter", "season", "year"
FINEST_FIRST: Final = (DATE, STARTS, DAY, WEEK, MONTH, QUARTER, SEASON, YEAR)
FIELD_OF: Final = {Unit.WEEK: WEEK, Unit.MONTH: MONTH, Unit.QUARTER: QUARTER, Unit.YEAR: YEAR, Unit.SCHOOL_YEAR: SEASON}
_UNITS: Final = {WEEK: Unit.WEEK, MONTH: Unit.MONTH, QUARTER: Unit.QUARTER, SEASON: Unit.SCHOOL_YEAR}
_SCHOOL_YEARS = re.compile(r"\b((?:19|20)[0-9]{2})[ /-]+((?:19|20)[0-9]{2})\b")
_WHOLE_DAYS = re.compile(
    r"\b[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}\b|\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b"
    r"|\b[0-9]{1,2}(?:er)? [a-z]{3,10} [0-9]{4}\b"
)
SHORTEST_MONTH = 3  # letters that may be another word in a title: « mar », « set »
_FIRST_DAY = date(1899, 12, 30)  # of the serial numbers that spreadsheets keep days as
_SERIALS = range((date(FIRST_YEAR, 1, 1) - _FIRST_DAY).days, 100_000)

PERIODS: Final = (
    Field(
        DATE,
        Holds.DATE,
        Text("Date", "Date"),
        "31/01/2024",
        (
            *("date", "periode", "date de visite", "date visite", "date de la visite", "date de comptage"),
            *("date comptage", "date du comptage", "date et heure", "date heure", "date et heure de comptage"),
            *("date jour", "date du jour", "date d entree", "date de creation", "date creation", "date de depot"),
            *("date depot", "date de demande", "date demande", "date de la demande", "date d appel"),
            *("date du signalement", "date signalement", "date de reservation", "date evenement", "cree le", "period"),
            *("visit date", "created", "created at", "creato", "data creazione", "fecha", "datum", "datetime"),
        ),
        help=Text(
            "Un jour ; ou bien une semaine (2024-W05), un mois (2024-01), un trimestre (T1 2024) ou une année (2024).",
            "A day; or else a week (2024-W05), a month (2024-01), a quarter (Q1 2024) or a year (2024).",
        ),
        whole=("data",),
    ),
    Field(
        STARTS,
        Holds.DATE,
        Text("Date de début", "Start date"),
        "01/01/2024",
        (
            *("date debut", "date de debut", "premier jour", "debut de periode", "date debut periode"),
            *("start date", "starts on", "data inizio", "fecha inicio"),
        ),
        help=Text("Avec la date de fin, à la place de la date.", "With the end date, instead of the date."),
        whole=("debut", "du", "start", "begin", "from", "inizio", "desde"),
    ),
    Field(
        ENDS,
        Holds.DATE,
        Text("Date de fin", "End date"),
        "07/01/2024",
        (
            *("date fin", "date de fin", "dernier jour", "fin de periode", "date fin periode"),
            *("end date", "ends on", "data fine", "fecha fin"),
        ),
        whole=("fin", "au", "end", "to", "until", "fine", "hasta"),
    ),
    Field(
        YEAR,
        Holds.YEAR,
        Text("Année", "Year"),
        "2024",
        ("annee", "exercice", "millesime", "edition", "year", "anno", "ano", "ejercicio", "jahr"),
        constant=True,
        help=Text("Si la date ne la dit pas.", "Where the date does not say it."),
    ),
    Field(
        MONTH,
        Holds.TEXT,
        Text("Mois", "Month"),
        "janvier",
        ("numero mois", "mois numero", "libelle mois", "nom du mois", "mois de comptage", "mois de visite"),
        constant=True,
        whole=("mois", "month", "mese", "mes", "monat"),
    ),
    Field(
        WEEK,
        Holds.TEXT,
        Text("Semaine", "Week"),
        "2024-W05",
        (
            *("semaine iso", "numero semaine", "numero de semaine", "n semaine", "no semaine", "iso week"),
            *("semaine de comptage", "week number"),
        ),
        whole=("semaine", "sem", "week", "settimana", "semana"),
    ),
    Field(QUARTER, Holds.TEXT, Text("Trimestre", "Quarter"), "T1 2024", (), whole=("trimestre", "trim", "quarter")),
    Field(
        SEASON,
        Holds.TEXT,
        Text("Année scolaire", "School year"),
        "2023-2024",
        ("annee scolaire", "saison", "school year", "season", "anno scolastico", "curso escolar"),
        constant=True,
    ),
    Field(
        DAY,
        Holds.TEXT,
        Text("Jour", "Day"),
        "15",
        (
            "jour",
            "day",
            "giorno",
            "dia",
            "jour du mois",
            "jour de la semaine",
            "jour semaine",
            "weekday",
            "nom du jour",
        ),
        help=Text("Numéro du jour, avec le mois et l'année.", "Number of the day, with its month and year."),
    ),
)
_EXACT: Final = {
    field.name: {title_key(title) for title in (field.name, *field.headers, *field.whole)} for field in PERIODS
}


# Errors that come in numbers: the rows of each are told together.
TOLD_ALIKE: Final = {
    *("bad_date", "blank_cell", "date_conflict", "formula_no_cache", "too_long", "unknown_code", "year_out_of_range"),
}


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

    constants: of the whole table. aside: titles that resemble a date and are not the period.
    """

    places: Mapping[str, int]
    finest: str | None
    constants: Mapping[str, str]
    typed: bool
    month_first: bool
    last_year: int
    aside: tuple[str, ...] = ()

    @classmethod
    def of(cls, table: Table, context: Context, *, month_first: bool = False, spread: bool = False) -> "PeriodColumns":
        """spread: whether titles of columns of figures state periods of their own."""
        places, aside = _places(table, context.choices.columns)
        finest = next((name for name in FINEST_FIRST if name in places), None)
        constants = _constants(table, finest, spread=spread)
        return cls(places, finest, constants, table.typed, month_first, context.today.year + YEARS_AHEAD, aside)

    @property
    def states_something(self) -> bool:
        return self.finest is not None or bool(self.constants)

    def read(self, cells: Mapping[str, Cell], title: str | None = None) -> Found:
        """The period of a row. cells: by field. title: the words that a column's title states, which then decide.

        ColumnError: `bad_date`, `blank_cell`, `year_out_of_range`, `date_conflict`, `formula_no_cache`; NoYear in it.
        """
        stated = {**self.constants, **{name: cell for name, cell in cells.items() if not is_blank(cell)}}
        if title is not None:
            return self._within(YEAR, self._completed(YEAR, read(title), stated))
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

    def _cell(self, field: str, cell: Cell) -> "_Read":
        try:
            return read_cell(cell, _UNITS.get(field), month_first=self.month_first, typed=self.typed)
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
        text = text_of(stated[DAY])
        if MONTH not in stated or not text.isdecimal():
            return self._completed(DAY, self._cell(DAY, stated[DAY]).period, stated)
        whole = self._completed(MONTH, self._cell(MONTH, stated[MONTH]).period, stated)
        first = whole.period.starts_on
        try:
            return whole._replace(period=day(first.year, first.month, int(text)))
        except ValueError:
            raise ColumnError(DAY, CellError("bad_date", text[:LONGEST])) from None

    def _completed(self, field: str, found: Period | Part, stated: Mapping[str, Cell]) -> Found:
        """The year of a part is stated beside it."""
        if isinstance(found, Period):
            return Found(found, "school_year" if found.unit is Unit.SCHOOL_YEAR and field != SEASON else None)
        name = next((name for name in (YEAR, SEASON) if name in stated), None)
        if name is None:
            raise ColumnError(field, NoYear(str(found.number)))
        year = self._cell(name, stated[name]).period
        if isinstance(year, Part):
            raise ColumnError(name, CellError("bad_date", text_of(stated[name])[:LONGEST]))
        constant = None if name in self.places else self.constants[name]
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
        return _Read(day(cell.year, cell.month, cell.day))
    text = text_of(cell)
    if isinstance(cell, bool) or text.startswith("#"):
        raise CellError("formula_error" if text.startswith("#") else "bad_date", text[:LONGEST])
    if typed and unit is None and isinstance(cell, int | float) and cell == int(cell) and int(cell) in _SERIALS:
        on = _FIRST_DAY + timedelta(days=int(cell))
        return _Read(day(on.year, on.month, on.day), "serial_date")
    return _Read(read(text, month_first=month_first, unit=unit))


def _places(table: Table, chosen: Mapping[str, str]) -> tuple[dict[str, int], tuple[str, ...]]:
    """The columns that state the period, without those that only resemble one, as « date_appellation » by « annee »."""
    places = {name: place for name in (*FINEST_FIRST, ENDS) if (place := table.place(name)) is not None}
    found = {name: table.columns[place] for name, place in places.items()}
    sure = {
        name for name, column in found.items() if column.header in chosen or title_key(column.header) in _EXACT[name]
    }
    aside = [name for name in places if name not in sure and _only_resembles(name, found[name].samples, sure)]
    if DAY in places and (DATE in places or not _is_a_day(found[DAY].samples, {*places, *table.constants})):
        aside.append(DAY)
    told = tuple(found[name].header for name in aside if name != DAY)
    return {name: place for name, place in places.items() if name not in aside}, told


def _only_resembles(name: str, samples: Collection[str], sure: Collection[str]) -> bool:
    if name in (DATE, STARTS, ENDS, YEAR):
        return bool({*sure} - {DAY})
    return not all(_reads(sample, _UNITS.get(name)) for sample in samples)


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


def is_month(word: str) -> bool:
    return len(word) > SHORTEST_MONTH and month_number(word) is not None


@lru_cache(maxsize=8192)
def period_in(text: str) -> Mapping[str, str]:
    """The year, month or school year that a title or a name states for a whole table; nothing where several are."""
    words = _WHOLE_DAYS.sub(" ", folded(text).replace("_", " "))  # « édité le 05/01/2025 » dates the file, not its rows
    if years := _SCHOOL_YEARS.findall(words):
        first, last = years[0]
        return {SEASON: f"{first}-{last}"} if len(years) == 1 and int(last) == int(first) + 1 else {}
    year, rest = without_year(" ".join(re.sub(r"[^\w]+", " ", words).split()))
    stated = {} if year is None else {YEAR: year}
    months = {word for word in rest.split() if is_month(word)}
    return {**stated, MONTH: months.pop()} if len(months) == 1 else stated
