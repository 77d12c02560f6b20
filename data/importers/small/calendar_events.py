"""Days that explain a count: school holidays and years, public holidays, strikes, closures, events.

What kind of days they are is said by a column of kinds, by a column that marks them (« greve » : 1), or by their name.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Final

from data.facts import CalendarEventRead, Facts
from data.importers.cells import text_of
from data.importers.fields import Field, Holds
from data.importers.grid import Cell
from data.importers.kinds import Kind
from data.importers.lines import LONGEST_NAME, shortened
from data.importers.numbers import LONGEST, CellError
from data.importers.periods.columns import PeriodColumns
from data.importers.periods.fields import DATE, ENDS, PERIODS, SEASON, STARTS
from data.importers.privacy import Trace, personal_columns
from data.importers.reading import Reading
from data.importers.small.row_cells import RowCells, counted, meaning_of, tell_no_rows
from data.importers.table import Context, KindRead, Table, Tally
from data.importers.usage.places import name_of
from data.words import folded
from metrics.text import Text

HOLIDAY, SCHOOL_HOLIDAY, STRIKE = "holiday", "school_holiday", "strike"
CLOSURE, EVENT, SCHOOL_YEAR = "closure", "event", "school_year"
KIND_NAMES: Final = {
    HOLIDAY: Text("Jour férié", "Public holiday"),
    SCHOOL_HOLIDAY: Text("Vacances scolaires", "School holiday"),
    STRIKE: Text("Grève", "Strike"),
    CLOSURE: Text("Fermeture", "Closure"),
    EVENT: Text("Évènement", "Event"),
    SCHOOL_YEAR: Text("Année scolaire", "School year"),
}
NAME, KIND, ZONE = "name", "kind", "zone"
LONGEST_ZONE = 40
_HEAD = 60  # rows looked at
_CONTACTS: Final = frozenset((Trace.EMAIL, Trace.PHONE, Trace.ADDRESS))
_YES: Final = frozenset(("1", "1.0", "oui", "o", "x", "vrai", "true", "yes", "y", "si"))
_NO: Final = frozenset(("", "0", "0.0", "non", "n", "faux", "false", "no"))
_KINDS: Final = {
    **{text.fr.lower(): kind for kind, text in KIND_NAMES.items()},
    **{text.en.lower(): kind for kind, text in KIND_NAMES.items()},
    "férié": HOLIDAY,
    "vacances": SCHOOL_HOLIDAY,
    "événement": EVENT,
    "fermé": CLOSURE,
}
# Words of a name that tell its kind, the first found.
_NAMED: Final = (
    ("greve", STRIKE),
    ("strike", STRIKE),
    ("vacances", SCHOOL_HOLIDAY),
    ("school holiday", SCHOOL_HOLIDAY),
    ("jour ferie", HOLIDAY),
    ("public holiday", HOLIDAY),
    ("fermeture", CLOSURE),
    ("fermee", CLOSURE),
    ("closure", CLOSURE),
)


def _mark(name: str, *titles: str) -> Field:
    """A column that says yes or no of each day."""
    return Field(name, Holds.CHOICE, KIND_NAMES[name], "1", (), whole=titles)


_MARKS: Final = (
    _mark(STRIKE, "greve", "jour de greve", "greves", "sciopero"),
    _mark(SCHOOL_HOLIDAY, "vacances", "vacances scolaires", "school holidays"),
    _mark(HOLIDAY, "ferie", "jour ferie", "est ferie", "festivo"),
    _mark(CLOSURE, "fermeture", "ferme", "closed", "chiusura"),
)
FIELDS: Final = (
    *(one for one in PERIODS if one.name in (DATE, STARTS, ENDS, SEASON)),
    Field(
        NAME,
        Holds.TEXT,
        Text("Nom", "Name"),
        "Vacances de la Toussaint",
        (
            *("vacances nom", "nom des vacances", "nom jour ferie", "nom du jour ferie", "evenement"),
            *("nom de l evenement", "nom evenement", "event name"),
        ),
        whole=(
            *("nom", "name", "libelle", "intitule", "titre", "description", "note", "notes", "event", "designation"),
            *("evento", "label"),
        ),
    ),
    Field(
        KIND,
        Holds.CHOICE,
        Text("Nature", "Kind"),
        "vacances scolaires",
        ("type d evenement", "type evenement", "nature de l evenement", "event type"),
        choices=_KINDS,
        constant=True,
        whole=("type", "nature"),
    ),
    Field(
        ZONE,
        Holds.TEXT,
        Text("Zone", "Zone"),
        "B",
        ("zone scolaire", "zone de vacances", "zones"),
        constant=True,
    ),
    *_MARKS,
)
_KIND_FIELD: Final = next(one for one in FIELDS if one.name == KIND)


def read_calendar(tables: Sequence[Table], context: Context) -> Reading:
    """Every event once: a day that the file repeats is told, and is one event still."""
    tally = Tally()
    events: dict[CalendarEventRead, None] = {}
    for table in tables:
        with tally.findings.on(table.sheet):
            before, periods = tally.rows, PeriodColumns.of(table, context)
            is_read = _can_be_read(table, periods, tally)
            for number, cells in table.rows(tally):
                row = RowCells(table, tally, number, cells, is_wrong=not is_read)
                event = _event(row, periods) if is_read else None
                if row.is_wrong:
                    row.refuse()
                elif event is None:
                    tally.aside += 1
                elif event in events:
                    tally.findings.warning_alike("repeated_event", number, None)
                else:
                    events[event] = None
            tell_no_rows(table, tally, before)
    facts = Facts(events=tuple(events))
    return counted(Reading(Kind.CALENDAR, "", 0, 0, (), (), facts=facts), tally, tables)


CALENDAR_READ = KindRead(Kind.CALENDAR, FIELDS, read_calendar)


def _can_be_read(table: Table, periods: PeriodColumns, tally: Tally) -> bool:
    """Told: no column says when, or rows are persons: an address to write to is not one, a name or a number is."""
    head = [cells for _, cells in islice(table.rows(Tally()), _HEAD)]
    personal = personal_columns([column.header for column in table.columns], head)
    persons = [place for place, trace in personal.items() if trace not in _CONTACTS]
    if persons:
        tally.findings.error("one_row_per_person", table.header_row, table.columns[persons[0]].header)
    if not periods.states_something:
        tally.findings.error("missing_column", table.header_row, DATE, None, example="31/12/2024")
    return periods.states_something and not persons


def _event(row: RowCells, periods: PeriodColumns) -> CalendarEventRead | None:
    """None: a day that every mark says is nothing, or something of the row is wrong."""
    period = row.period(periods)
    marks = [one.name for one in _MARKS if row.table.place(one.name) is not None]
    yes = [name for name in marks if row.read(name, _says_yes)]
    kind = row.read(KIND, lambda cell: meaning_of(cell, _KIND_FIELD))
    zone = row.read(ZONE, _zone)
    name, season = row.read(NAME, name_of) or "", row.read(SEASON, name_of) or ""
    if row.is_wrong or period is None or (marks and not yes):
        return None
    kind = kind or (yes[0] if yes else _kind_of(name, season))
    shown = name or " ".join(filter(None, (KIND_NAMES[kind].fr, season if kind == SCHOOL_YEAR else "")))
    return CalendarEventRead(period.starts_on, period.ends_on, shortened(shown, LONGEST_NAME) or shown, kind, zone)


def _kind_of(name: str, season: str) -> str:
    if not name:
        return SCHOOL_YEAR if season else EVENT
    words = folded(name)
    return next((kind for word, kind in _NAMED if word in words), EVENT)


def _says_yes(cell: Cell) -> bool:
    """CellError: `unknown_code`, `formula_no_cache`."""
    text = text_of(cell)
    if folded(text) not in _YES | _NO:
        raise CellError("unknown_code", text[:LONGEST], allowed="1, 0, oui, non")
    return folded(text) in _YES


def _zone(cell: Cell) -> str | None:
    """CellError: `too_long`."""
    text = name_of(cell)
    if len(text) > LONGEST_ZONE:
        raise CellError("too_long", text[:LONGEST], limit=LONGEST_ZONE)
    return text or None
