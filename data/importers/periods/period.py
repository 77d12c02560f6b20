"""Days, weeks, months, quarters, halves, years and school years as people write them, read as periods of days.

Both ends are included. A text that leaves its year to another column is a `Part`. Nothing is guessed: « 31/02/2024 »,
« hier » and « S1 2024 » (a week or a half) are errors, unless the column says which is meant.
"""

import calendar
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, lru_cache
from typing import Final

from data.importers.numbers import LONGEST, CellError
from data.words import folded

FIRST_YEAR: Final = 1990
YEARS_AHEAD: Final = 2
SCHOOL_STARTS: Final = 9  # September; the holidays that follow a school year belong to it


class Unit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"
    SCHOOL_YEAR = "school_year"
    RANGE = "range"


@dataclass(frozen=True, slots=True)
class Period:
    starts_on: date
    ends_on: date
    unit: Unit


@dataclass(frozen=True, slots=True)
class Part:
    """A week, month, quarter or half of a year that the text leaves out."""

    unit: Unit
    number: int

    def of(self, year: int) -> Period:
        """ValueError: that year has no such week, month…"""
        return _OF_YEAR[self.unit](year, self.number)

    def of_school_year(self, first: int) -> Period:
        """In the school year that begins in September of `first`: October falls in it, January in the next."""
        months = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.HALF: 6}.get(self.unit)
        starts = self.number if months is None else (self.number - 1) * months + 1
        if self.unit is Unit.WEEK:
            starts = date.fromisocalendar(first, self.number, 4).month
        return self.of(first if starts >= SCHOOL_STARTS else first + 1)


def day(year: int, month: int, number: int) -> Period:
    on = date(year, month, number)
    return Period(on, on, Unit.DAY)


def week(year: int, number: int) -> Period:
    """ISO 8601: the first week of a year holds its first Thursday."""
    monday = date.fromisocalendar(year, number, 1)
    return Period(monday, monday + timedelta(days=6), Unit.WEEK)


def month(year: int, number: int) -> Period:
    return _months(year, number, 1, Unit.MONTH)


def quarter(year: int, number: int) -> Period:
    return _months(year, 3 * number - 2, 3, Unit.QUARTER)


def half(year: int, number: int) -> Period:
    return _months(year, 6 * number - 5, 6, Unit.HALF)


def year_of(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31), Unit.YEAR)


def school_year(first: int) -> Period:
    """1 September of its first year to 31 August: the days between its holidays are the ministry's, year by year."""
    return Period(date(first, SCHOOL_STARTS, 1), date(first + 1, SCHOOL_STARTS - 1, 31), Unit.SCHOOL_YEAR)


def beginning(on: date, unit: Unit) -> Period | None:
    """The week, month, quarter, year or school year that begins that day."""
    week_number = on.isocalendar()
    whole = {
        Unit.WEEK: lambda: week(week_number.year, week_number.week),
        Unit.MONTH: lambda: month(on.year, on.month),
        Unit.QUARTER: lambda: quarter(on.year, (on.month + 2) // 3),
        Unit.YEAR: lambda: year_of(on.year),
        Unit.SCHOOL_YEAR: lambda: school_year(on.year),
    }[unit]()
    return whole if whole.starts_on == on else None


def between(starts_on: date, ends_on: date) -> Period:
    """ValueError: they are not in order."""
    if starts_on > ends_on:
        raise ValueError(f"{starts_on} is after {ends_on}")
    return Period(starts_on, ends_on, Unit.DAY if starts_on == ends_on else Unit.RANGE)


_OF_YEAR: Final[dict[Unit, Callable[[int, int], Period]]] = {
    Unit.WEEK: week,
    Unit.MONTH: month,
    Unit.QUARTER: quarter,
    Unit.HALF: half,
}


def read(text: str, *, month_first: bool = False, unit: Unit | None = None) -> Period | Part:
    """What a text states: « 05/01/2024 », « 2024-W05 », « janv. 2024 », « T1 2024 », « 2023-2024 », « Gennaio ».

    unit: what a column says its cells are; a number alone is then one of them, and « S1 » has one meaning.
    CellError: `bad_date`.
    """
    found = _read(text, month_first, unit)
    if found is None:
        raise CellError("bad_date", text.strip()[:LONGEST])
    return found


def stated_in(text: str) -> tuple[str, str] | None:
    """The words of a title that state a period, and its other words; None where none or several do."""
    words = text.split()
    for length in range(min(len(words), _LONGEST_PHRASE), 0, -1):
        for start in {0, len(words) - length}:
            phrase = " ".join(words[start : start + length])
            if _read(phrase, False, None) is not None:
                return phrase, " ".join(words[:start] + words[start + length :])
    return None


def is_month_first(text: str) -> bool | None:
    """Whether « 03/25/2024 » can only read month first (True), day first (False); None for both or another writing."""
    found = _SLASHED.fullmatch(_without_time(folded(text)))
    if found is None:
        return None
    first, second = int(found[1]), int(found[2])
    if first > 12 or second > 12:
        return second > 12 >= first
    return None


def is_weekday(text: str) -> bool:
    return folded(text).rstrip(".") in _WEEKDAYS


def clock(text: str) -> str:
    """The time of day that a text gives after its day: « 10:00:00+01:00 »; empty without any."""
    found = _TIME.search(folded(text))
    return "" if found is None else found[0].strip("t ")


def month_number(word: str) -> int | None:
    """« janvier », « janv. », « Gennaio », « mar » → 1, 1, 1, 3; at least three letters of one month's name."""
    return _months_by_word().get(folded(word).rstrip("."))


_NAMES: Final = {
    1: "janvier january gennaio enero januar janeiro",
    2: "fevrier february febbraio febrero februar fevereiro",
    3: "mars march marzo maerz marz marco",
    4: "avril april aprile abril",
    5: "mai may maggio mayo maio",
    6: "juin june giugno junio juni junho",
    7: "juillet july luglio julio juli julho",
    8: "aout august agosto",
    9: "septembre september settembre septiembre setiembre setembro",
    10: "octobre october ottobre octubre oktober outubro",
    11: "novembre november noviembre novembro",
    12: "decembre december dicembre diciembre dezember dezembro",
}
_DAYS: Final = (
    "lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim",
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun",
    "lunedi martedi mercoledi giovedi venerdi sabato domenica",
    "lunes martes miercoles jueves viernes sabado domingo",
    "montag dienstag mittwoch donnerstag freitag samstag sonntag",
)
_WEEKDAYS: Final = frozenset(word for names in _DAYS for word in names.split())


@cache
def _months_by_word() -> dict[str, int]:
    """Every beginning of at least three letters that belongs to one month only."""
    numbers: dict[str, set[int]] = {}
    for number, names in _NAMES.items():
        for name in names.split():
            for length in range(3, len(name) + 1):
                numbers.setdefault(name[:length], set()).add(number)
    whole = {name: number for number, names in _NAMES.items() for name in names.split()}
    return {word: min(one) for word, one in numbers.items() if len(one) == 1} | whole


_TIME = re.compile(
    r"[t ](?:[01]?[0-9]|2[0-3])[:h][0-5][0-9](?::[0-5][0-9](?:[.,][0-9]+)?)? ?(?:z|[+-][0-9]{2}:?[0-9]{2})?$"
)
_SLASHED = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})")
_LONGEST_PHRASE = 4  # words of a title that may state a period: « 1er trimestre de 2024 »
_NAMED = r"([a-z]{3,10})\.?"
_ORDINAL = r"(?:er|ere|e|eme|nd|st|rd|th|o|a|°)?"
_WEEK = r"(?:semaine|sem|week|wk|w|kw|settimana|semana)\.?"
_QUARTER = r"(?:trimestre|trim|quarter|tri|t|q)\.?"
_HALF = r"(?:semestre|semester|half|h)\.?"
_GAP = r"[ /_.-]*"
_OF = r"(?:(?:de|of|del|do) )?"


def _months(year: int, first: int, length: int, unit: Unit) -> Period:
    last = first + length - 1
    starts_on = date(year, first, 1)
    return Period(starts_on, date(year, last, calendar.monthrange(year, last)[1]), unit)


def _full(year: str) -> int:
    """« 24 » beside a month's name is 2024, « 98 » is 1998."""
    number = int(year)
    return number if number > 99 else number + (1900 if number >= FIRST_YEAR % 100 else 2000)


def _named_month(word: str) -> int:
    number = month_number(word)
    if number is None:
        raise ValueError(word)
    return number


def _consecutive(first: str, last: str) -> Period:
    if int(last) % 100 != (int(first) + 1) % 100 or (len(last) == 4 and int(last) != int(first) + 1):
        raise ValueError(f"{first}-{last}")
    return school_year(int(first))


def _numbered(unit: Unit, number: str, year: str | None) -> Period | Part:
    part = Part(unit, int(number))
    part.of(2020)  # a year of 53 weeks: a number that no year has is an error at once
    return part if year is None else part.of(int(year))


Maker = Callable[[re.Match[str]], Period | Part]
_Y, _N, _NN = r"((?:19|20)[0-9]{2})", r"([0-9])", r"([0-9]{1,2})"
_TWO_YEARS = rf"{_Y} ?[-/\u2013] ?((?:19|20)?[0-9]{{2}})"
_WRITINGS: Final[tuple[tuple[re.Pattern[str], Maker], ...]] = tuple(
    (re.compile(pattern), maker)
    for pattern, maker in (
        (rf"{_Y}[-/.]{_NN}[-/.]{_NN}", lambda m: day(int(m[1]), int(m[2]), int(m[3]))),
        (rf"{_Y}([0-9]{{2}})([0-9]{{2}})", lambda m: day(int(m[1]), int(m[2]), int(m[3]))),
        (
            rf"{_NN}{_ORDINAL}[ .-]{_OF}{_NAMED}[ .,-]+{_OF}([0-9]{{4}}|[0-9]{{2}})",
            lambda m: day(_full(m[3]), _named_month(m[2]), int(m[1])),
        ),
        (rf"{_NAMED} {_NN}{_ORDINAL},? {_Y}", lambda m: day(int(m[3]), _named_month(m[1]), int(m[2]))),
        (rf"{_Y}(?:[-/.]m?|m){_NN}", lambda m: month(int(m[1]), int(m[2]))),
        (rf"{_Y}(0[1-9]|1[0-2])", lambda m: month(int(m[1]), int(m[2]))),
        (rf"{_NN}[-/.]{_Y}", lambda m: month(int(m[2]), int(m[1]))),
        (
            rf"(?:mois de )?{_NAMED}(?:{_GAP}|[ .]+{_OF})'?([0-9]{{4}}|[0-9]{{2}})",
            lambda m: month(_full(m[2]), _named_month(m[1])),
        ),
        (rf"{_Y}{_GAP}{_NAMED}", lambda m: month(int(m[1]), _named_month(m[2]))),
        (rf"(?:mois de )?{_NAMED}", lambda m: Part(Unit.MONTH, _named_month(m[1]))),
        (rf"{_Y}{_GAP}{_WEEK} ?(?:n°? ?)?{_NN}", lambda m: _numbered(Unit.WEEK, m[2], m[1])),
        (rf"{_WEEK} ?(?:n°? ?)?{_NN}(?:[ /,-]+{_OF}{_Y})?", lambda m: _numbered(Unit.WEEK, m[1], m[2])),
        (rf"{_Y}{_GAP}{_QUARTER} ?{_N}", lambda m: _numbered(Unit.QUARTER, m[2], m[1])),
        (rf"{_QUARTER} ?{_N}(?:[ /,-]*{_OF}{_Y})?", lambda m: _numbered(Unit.QUARTER, m[1], m[2])),
        (rf"{_N}{_ORDINAL} ?{_QUARTER}(?:[ /,-]*{_OF}{_Y})?", lambda m: _numbered(Unit.QUARTER, m[1], m[2])),
        (rf"{_Y}{_GAP}{_HALF} ?{_N}", lambda m: _numbered(Unit.HALF, m[2], m[1])),
        (rf"{_HALF} ?{_N}(?:[ /,-]*{_OF}{_Y})?", lambda m: _numbered(Unit.HALF, m[1], m[2])),
        (rf"{_N}{_ORDINAL} ?{_HALF}(?:[ /,-]*{_OF}{_Y})?", lambda m: _numbered(Unit.HALF, m[1], m[2])),
        (_TWO_YEARS, lambda m: _consecutive(m[1], m[2])),
        (rf"(?:annee|an|year|anno|ano|exercice|saison|jahr)? ?{_Y}(?:\.0)?", lambda m: year_of(int(m[1]))),
    )
)
_SCHOOL_YEAR = re.compile(_TWO_YEARS)
_S_YEAR_FIRST = re.compile(rf"{_Y}{_GAP}s ?{_NN}")
_S_YEAR_LAST = re.compile(rf"s ?{_NN}(?:[ /,-]*{_Y})?")
_RANGE = re.compile(r"(?:du |from |dal )?(\S+) ?(?: au | a | to | al |\u2013| - |\.\.| bis ) ?(\S+)")


@lru_cache(maxsize=65_536)
def _read(text: str, month_first: bool, unit: Unit | None) -> Period | Part | None:
    bare = _without_time(folded(text))
    for found in _readings(bare, month_first, unit):
        return found
    return None


def _readings(bare: str, month_first: bool, unit: Unit | None) -> Iterator[Period | Part]:
    """What a text may be read as, the likeliest first; a pattern that fits an impossible day ends it."""
    try:
        if slashed := _SLASHED.fullmatch(bare):
            first, second = (2, 1) if month_first else (1, 2)
            yield day(int(slashed[3]), int(slashed[second]), int(slashed[first]))
            return
        if unit is not None and (alone := re.fullmatch(r"([0-9]{1,2})(?:\.0)?", bare)) and unit in _OF_YEAR:
            yield _numbered(unit, alone[1], None)
        if unit is Unit.SCHOOL_YEAR and (years := _SCHOOL_YEAR.fullmatch(bare)):
            yield _consecutive(years[1], years[2])
        if with_s := _S_YEAR_FIRST.fullmatch(bare) or _S_YEAR_LAST.fullmatch(bare):
            yield _week_or_half(with_s, unit)
        if bounds := _RANGE.fullmatch(bare):
            yield _range(bounds, month_first)
    except ValueError:
        return
    yield from _by_pattern(bare)


def _by_pattern(bare: str) -> Iterator[Period | Part]:
    first, _, rest = bare.partition(" ")
    dated = rest if rest and first.rstrip(".,") in _WEEKDAYS else bare
    for pattern, maker in _WRITINGS:
        if found := pattern.fullmatch(dated):
            try:
                yield maker(found)
            except ValueError:
                continue


def _week_or_half(found: re.Match[str], unit: Unit | None) -> Period | Part:
    """« S05 » and « S34 » are weeks, « S1 » and « S2 » weeks or halves. ValueError: it cannot be known."""
    is_year_first = found.re is _S_YEAR_FIRST
    number, year = (found[2], found[1]) if is_year_first else (found[1], found[2])
    if unit not in (Unit.WEEK, Unit.HALF):
        if number in ("1", "2"):
            raise ValueError(found[0])
        unit = Unit.WEEK
    return _numbered(unit, number, year)


def _range(bounds: re.Match[str], month_first: bool) -> Period:
    ends = [_read(bounds[place], month_first, None) for place in (1, 2)]
    days = [end.starts_on for end in ends if isinstance(end, Period) and end.unit is Unit.DAY]
    if len(days) < 2:
        raise ValueError(bounds[0])
    return between(*days)


def _without_time(bare: str) -> str:
    return _TIME.sub("", bare)
