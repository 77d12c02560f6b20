"""What the columns of a table may say of when its rows are, declared once; and what a title or a name says of it."""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from data.importers.fields import Field, Holds
from data.importers.numbers import CellError
from data.importers.periods.period import Period, Unit, month_number, read
from data.importers.titles import without_year
from data.words import folded, title_key
from metrics.text import Text

DATE, DAY, STARTS, ENDS = "date", "day", "starts_on", "ends_on"
WEEK, MONTH, QUARTER, SEASON, YEAR = "week", "month", "quarter", "season", "year"
FINEST_FIRST: Final = (DATE, STARTS, DAY, WEEK, MONTH, QUARTER, SEASON, YEAR)
UNITS: Final = {
    WEEK: Unit.WEEK,
    MONTH: Unit.MONTH,
    QUARTER: Unit.QUARTER,
    SEASON: Unit.SCHOOL_YEAR,
    YEAR: Unit.YEAR,
}
FIELD_OF: Final = {unit: name for name, unit in UNITS.items()}
SHORTEST_MONTH = 3  # letters that may be another word in a title: « mar », « set »
_SCHOOL_YEARS = re.compile(r"\b((?:19|20)[0-9]{2})[ /-]+((?:19|20)[0-9]{2})\b")
_WHOLE_DAYS = re.compile(
    r"\b[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{4}\b|\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b"
    r"|\b[0-9]{1,2}(?:er)? [a-z]{3,10} [0-9]{4}\b"
)

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
            *("semaine de comptage", "week number", "semaine du", "semaine du lundi", "week of", "week starting"),
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
        ("jour du mois", "jour de la semaine", "jour semaine", "weekday", "nom du jour"),
        help=Text("Numéro du jour, avec le mois et l'année.", "Number of the day, with its month and year."),
        whole=("jour", "day", "giorno", "dia"),
    ),
)
# The titles that name a field surely: others only hold its words.
EXACT: Final = {
    field.name: {title_key(title) for title in (field.name, *field.headers, *field.whole)} for field in PERIODS
}


def is_month(word: str) -> bool:
    return len(word) > SHORTEST_MONTH and month_number(word) is not None


def day_in(text: str) -> date | None:
    """The one whole day that a title states; None where it states none, or several."""
    found = set(_WHOLE_DAYS.findall(folded(text)))
    period = _period_of(found.pop()) if len(found) == 1 else None
    return None if period is None else period.starts_on


def _period_of(words: str) -> Period | None:
    try:
        period = read(words)
    except CellError:
        return None
    return period if isinstance(period, Period) else None


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
