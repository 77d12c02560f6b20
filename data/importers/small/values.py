"""Values of indicators that no file of the town's accounts gives, and the targets set for them.

An indicator is named by a free code, or by the name or label of a declared one. Long (one row a value) or wide: the
periods, or the indicators, are the titles of columns. A missing value is typed, never zero.
"""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any, Final, Generic, Protocol, TypeVar

from data.facts import Facts, IndicatorValueRead, TargetRead
from data.importers.cells import is_blank, number_of, text_of
from data.importers.fields import Field, Holds
from data.importers.grid import Cell
from data.importers.kinds import Kind
from data.importers.numbers import LONGEST, CellError
from data.importers.periods.columns import PeriodColumns
from data.importers.periods.fields import PERIODS, YEAR, period_in
from data.importers.periods.period import FIRST_YEAR, Part, Unit, read, stated_in
from data.importers.reading import Reading
from data.importers.small.row_cells import RowCells, counted, filled_name, meaning_of, tell_no_rows
from data.importers.table import Context, KindRead, Table, Tally
from data.importers.usage.cells import ABSENT, is_ambiguous
from data.importers.usage.places import name_of
from data.importers.usage.words import period_field, split, stated
from data.words import folded
from metrics.text import Text
from metrics.values import Absence

INDICATOR, VALUE, SOURCE, ROLE = "indicator", "value", "source", "role"
LONGEST_INDICATOR = 80
_FARTHEST_TARGET = 50  # years ahead
_INDICATOR = Field(
    INDICATOR,
    Holds.TEXT,
    Text("Indicateur", "Indicator"),
    "taux_satisfaction",
    (
        *("indicateur", "indicateur id", "id indicateur", "code indicateur", "nom de l indicateur", "nom indicateur"),
        *("libelle indicateur", "indicator", "indicator id", "indicator name", "indicatore", "indicador"),
    ),
    constant=True,
)
_VALUE = Field(
    VALUE,
    Holds.NUMBER,
    Text("Valeur", "Value"),
    "48,8",
    ("valeur", "resultat", "valeur de l indicateur", "value", "valore", "valor"),
    help=Text("Un nombre, ou NA, sans objet, non communiqué.", "A number, or NA, not applicable, withheld."),
)
_SOURCE = Field(
    SOURCE,
    Holds.TEXT,
    Text("Source", "Source"),
    "Enquête auprès des usagers, juin 2024",
    ("origine", "producteur", "source de la donnee"),
    constant=True,
    whole=("source",),
)
VALUE_FIELDS: Final = (_INDICATOR, *(one for one in PERIODS if one.name != "day"), _VALUE, _SOURCE)
BASELINE, INTERIM, FINAL = "baseline", "interim", "final"
_ROLES: Final = {
    "référence": BASELINE,
    "intermédiaire": INTERIM,
    "finale": FINAL,
    "valeur de référence": BASELINE,
    "situation de départ": BASELINE,
    "départ": BASELINE,
    "initiale": BASELINE,
    "baseline": BASELINE,
    "jalon": INTERIM,
    "cible intermédiaire": INTERIM,
    "interim": INTERIM,
    "milestone": INTERIM,
    "cible finale": FINAL,
    "cible": FINAL,
    "objectif": FINAL,
    "final": FINAL,
    "target": FINAL,
}
TARGET_FIELDS: Final = (
    _INDICATOR,
    next(one for one in PERIODS if one.name == YEAR),
    Field(
        ROLE,
        Holds.CHOICE,
        Text("Rôle", "Role"),
        "finale",
        ("role de la cible", "type de cible", "nature de la cible", "target role"),
        constant=True,
        choices=_ROLES,
        whole=("role", "type"),
        help=Text(
            "Référence de départ, étape intermédiaire ou cible finale.", "Baseline, interim mark or final target."
        ),
    ),
    Field(
        VALUE,
        Holds.NUMBER,
        Text("Valeur", "Value"),
        "55",
        ("valeur", "valeur cible", "valeur de la cible", "value", "target value"),
        whole=("cible", "objectif", "target"),
    ),
    _SOURCE,
)
_ROLE_FIELD: Final = next(one for one in TARGET_FIELDS if one.name == ROLE)
_EXAMPLES: Final = {one.name: one.example for one in (*VALUE_FIELDS, *TARGET_FIELDS)}
_TITLES: Final = {INDICATOR: "indicateur", YEAR: "annee", VALUE: "valeur"}
_Fact = TypeVar("_Fact")


def value_given_in(header: str, known: Collection[str]) -> Mapping[str, str]:
    """« 2023 » or « T1 2024 » → a period; another title → an indicator, where no column names them.

    Words of the use of services are left to tables of use.
    """
    if found := _whole_period(header):
        return found
    words = split(header)
    is_number = not words or words[0] in ("id", "code", "numero", "n")
    is_other = INDICATOR in known or is_number or stated(header) is not None
    return {} if is_other else {INDICATOR: " ".join(header.split())}


def target_given_in(header: str, known: Collection[str]) -> Mapping[str, str]:
    """« Cible finale 2028 » → its role and year."""
    found = stated_in(" ".join(header.split()))
    phrase, rest = found or ("", header)
    given = _whole_period(phrase) if phrase else {}
    given = given if set(given) <= {YEAR} else {}
    meant = _ROLE_FIELD.meaning(rest)
    if meant is not None and ROLE not in known:
        return {**given, ROLE: " ".join(rest.split())}
    return given if not rest or meant is not None else {}


def constants_in(text: str) -> Mapping[str, str]:
    return period_in(text)


def read_values(tables: Sequence[Table], context: Context) -> Reading:
    """Every value of every indicator. A value that the file gives twice is an error."""
    found: _Slots[IndicatorValueRead] = _Slots(context)
    for table in tables:
        _read_table(table, found, _Values(table, found))
    facts = Facts(indicator_values=tuple(found.facts))
    return counted(Reading(Kind.VALUES, "", 0, 0, (), (), facts=facts), found.tally, tables)


def read_targets(tables: Sequence[Table], context: Context) -> Reading:
    """The targets of each indicator: where it starts from, its marks on the way, what it should reach."""
    found: _Slots[TargetRead] = _Slots(context)
    for table in tables:
        _read_table(table, found, _Targets(table, found))
    facts = Facts(targets=tuple(found.facts))
    return counted(Reading(Kind.TARGETS, "", 0, 0, (), (), facts=facts), found.tally, tables)


VALUES_READ = KindRead(
    Kind.VALUES, VALUE_FIELDS, read_values, spread=VALUE, constants_in=constants_in, given_in=value_given_in
)
TARGETS_READ = KindRead(
    Kind.TARGETS, TARGET_FIELDS, read_targets, spread=VALUE, constants_in=constants_in, given_in=target_given_in
)


class _Slots(Generic[_Fact]):
    """Facts of one file, and the row that first spoke of the same thing as another."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.tally = Tally()
        self.facts: list[_Fact] = []
        self._spellings: dict[str, str] = {}
        self._first: dict[tuple[Any, ...], tuple[int, object]] = {}

    def indicator(self, cell: Cell) -> str:
        """One spelling for an indicator; the name of a declared one. CellError: `blank_cell`, `too_long`."""
        text = filled_name(cell, _EXAMPLES[INDICATOR], LONGEST_INDICATOR)
        return declared_indicators().get(folded(text)) or self._spellings.setdefault(folded(text), text)

    def keep(self, fact: _Fact, slot: tuple[Any, ...], value: object, row: RowCells, title: str) -> None:
        """Told: the same thing said before, with the same value or another."""
        here = (row.number, value)
        earlier = self._first.setdefault(slot, here)
        if earlier is here:
            self.facts.append(fact)
            return
        row.tell_twice(title, earlier[0], is_same=earlier[1] == value)


class _Reader(Protocol):
    def lacking(self) -> Sequence[str]:
        """Fields that nothing in the table states."""

    def read(self, row: RowCells, place: int) -> None:
        """One cell of figures: a fact, or something told."""


def _read_table(table: Table, found: _Slots[Any], reader: _Reader) -> None:
    tally = found.tally
    with tally.findings.on(table.sheet):
        before, lacking = tally.rows, [*reader.lacking(), *(() if table.places(VALUE) else (VALUE,))]
        for name in lacking:
            title = _TITLES.get(name, name)
            tally.findings.error("missing_column", table.header_row, title, None, example=_EXAMPLES[name])
        for number, cells in table.rows(tally):
            row = RowCells(table, tally, number, cells, is_wrong=bool(lacking))
            for place in () if lacking else table.places(VALUE):
                reader.read(row, place)
            if row.is_wrong:
                row.refuse()
        tell_no_rows(table, tally, before)


def _states(table: Table, name: str) -> bool:
    """Whether a column, the whole table or every title of its figures says something."""
    given = [table.columns[place].given for place in table.places(VALUE)]
    return (
        table.place(name) is not None or name in table.constants or (bool(given) and all(name in one for one in given))
    )


class _Values:
    def __init__(self, table: Table, found: _Slots[IndicatorValueRead]) -> None:
        self.table = table
        self.found = found
        titles = [title for place in table.places(VALUE) if (title := self._title(place))]
        self.periods = PeriodColumns.of(table, found.context, titles=titles)

    def lacking(self) -> Sequence[str]:
        has_titles = all(map(self._title, self.table.places(VALUE)))
        lacks_period = not self.periods.states_something and not has_titles
        return [*(() if _states(self.table, INDICATOR) else (INDICATOR,)), *((YEAR,) if lacks_period else ())]

    def read(self, row: RowCells, place: int) -> None:
        column = self.table.columns[place]
        period = row.period(self.periods, self._title(place))
        indicator = row.read(INDICATOR, self.found.indicator, column.given.get(INDICATOR))
        source = row.read(SOURCE, name_of)
        try:
            value, absence = value_of(row.cells[place])
        except CellError as error:
            row.tell(column.header, error)
            return
        if period is None or indicator is None or source is None:
            return
        if period.starts_on > self.found.context.today and is_blank(row.cells[place]):
            return  # a year to come has no value yet
        source = source or self.found.context.file_name
        fact = IndicatorValueRead(indicator, period.starts_on, period.ends_on, value, absence, source)
        self.found.keep(fact, (indicator, period.starts_on, period.ends_on), (value, absence), row, column.header)

    def _title(self, place: int) -> str | None:
        """The words of a column's title that state a period."""
        given = self.table.columns[place].given
        return next((words for name, words in given.items() if name != INDICATOR), None)


class _Targets:
    def __init__(self, table: Table, found: _Slots[TargetRead]) -> None:
        self.table = table
        self.found = found

    def lacking(self) -> Sequence[str]:
        return [name for name in (INDICATOR, YEAR, ROLE) if not _states(self.table, name)]

    def read(self, row: RowCells, place: int) -> None:
        column = self.table.columns[place]
        if is_blank(row.cells[place]):
            return  # no target set
        indicator = row.read(INDICATOR, self.found.indicator, column.given.get(INDICATOR))
        year = row.read(YEAR, self._year, column.given.get(YEAR))
        role = row.read(ROLE, _role, column.given.get(ROLE))
        source = row.read(SOURCE, name_of)
        try:
            value, _ = value_of(row.cells[place])
        except CellError as error:
            row.tell(column.header, error)
            return
        if value is None or indicator is None or year is None or role is None or source is None:
            return
        fact = TargetRead(indicator, year, role, value, source or self.found.context.file_name)
        self.found.keep(fact, (indicator, year, role), value, row, column.header)

    def _year(self, cell: Cell) -> int:
        """CellError: `blank_cell`, `bad_date`, `year_out_of_range`."""
        if is_blank(cell):
            raise CellError("blank_cell", "", example=_EXAMPLES[YEAR])
        found = read(text_of(cell))
        if isinstance(found, Part) or found.unit is not Unit.YEAR:
            raise CellError("bad_date", text_of(cell)[:LONGEST])
        year, last = found.starts_on.year, self.found.context.today.year + _FARTHEST_TARGET
        if not FIRST_YEAR <= year <= last:
            raise CellError("year_out_of_range", text_of(cell)[:LONGEST], first=FIRST_YEAR, last=last)
        return year


def value_of(cell: Cell) -> tuple[Decimal | None, Absence | None]:
    """A value, else why there is none. CellError: `bad_number`, `ambiguous_number`, `formula_error`…"""
    if is_blank(cell):
        return None, Absence.MISSING
    text = text_of(cell)
    if isinstance(cell, str) and (word := ABSENT.get(folded(text))) is not None:
        return None, Absence(word)
    if isinstance(cell, str) and is_ambiguous(text.removesuffix("%").strip()):
        raise CellError("ambiguous_number", text[:LONGEST])
    if not isinstance(cell, str | int | float) or isinstance(cell, bool):
        raise CellError("bad_number", text[:LONGEST])
    return number_of(cell), None


def _role(cell: Cell) -> str:
    role = meaning_of(cell, _ROLE_FIELD)
    if role is None:
        raise CellError("blank_cell", "", example=_ROLE_FIELD.example)
    return role


def _whole_period(header: str) -> dict[str, str]:
    found = stated_in(" ".join(header.split()))
    return {period_field(found[0]): found[0]} if found and not found[1] else {}


@cache
def declared_indicators() -> Mapping[str, str]:
    """The declared indicators, and the figures that a town may supply, by their names and labels."""
    from metrics.finance import INDICATORS  # noqa: PLC0415 (only a file of values waits for it)
    from metrics.finance.given import SUPPLIED  # noqa: PLC0415

    texts = {one.name: (one.name, one.label.fr, one.label.en) for one in INDICATORS} | {
        name: (name, one.label.fr, one.label.en, *one.supplied_as) for name, one in SUPPLIED.items()
    }
    return {folded(text): name for name, said in texts.items() for text in said}
