"""What can be typed by hand: each form's reader and columns, and facts as the rows of its grid."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from dashboard import formats
from dashboard.answers import Town
from dashboard.locale import language, say, t
from dashboard.read import budgets
from data import entry_queries as queries
from data.database import reading
from data.facts import (
    EstimateRead,
    Facts,
    IndicatorValueRead,
    MarkRead,
    PopulationRead,
    ProgrammeCreditRead,
    TargetRead,
    UsageRead,
)
from data.importers import absences
from data.importers.booking import ACCOUNT, BUDGET, CHAPTER, DIRECTION, OPERATION, SECTION, YEAR
from data.importers.entry import Cells
from data.importers.fields import Field
from data.importers.reading import Reading
from data.importers.small.estimates import AMOUNT, DEPARTMENT, ESTIMATED_ON, ESTIMATES_READ
from data.importers.small.marks import LABEL as MARK
from data.importers.small.marks import MARKS_READ
from data.importers.small.populations import POPULATION_READ
from data.importers.small.programmes import AUTHORISED, CREDIT, NAME, PROGRAMME, PROGRAMMES_READ, VOTED_ON
from data.importers.small.values import INDICATOR, TARGETS_READ, VALUES_READ
from data.importers.table import KindRead
from data.importers.usage.fields import FACILITY, MEASURE, SERVICE
from data.importers.usage.table import USAGE_READ
from metrics.finance import BY_NAME
from metrics.measures import in_words
from metrics.values import Absence

Fact = Any  # of data.facts: a value, a target, a population or a count
# In the address: the entry of a list that names none of the rest, and what of a grid is shown.
OTHER, EVERY = "autre", "tous"
SHOWN, ALL, MISSING, TO_COMPLETE = "releves", "tous", "manquants", "a-completer"
YEARS, INDICATORS = "annees", "indicateurs"  # what a link asks for, parted by commas


@dataclass(frozen=True, eq=False)
class Form:
    """One kind of fact. slug: in the address. columns: fields in the order of the grid. slot: what a fact is about.

    has_absence: whether having no figure is a fact of its own; else there is nothing to store without one.
    """

    slug: str
    title: str
    read: KindRead
    columns: tuple[str, ...]
    slot: tuple[str, ...]
    has_absence: bool

    def field(self, name: str) -> Field:
        return next(one for one in self.read.fields if one.name == name)


@dataclass(frozen=True)
class Place:
    """What one grid is about. constants: what its rows all share: an indicator, or a service and a measure.

    facilities: code and name of the places of the service. year: of the counts shown; None for every year.
    only_missing: of these, the counts marked missing alone. wanted: what a link opened the page for: years of
    populations, names of indicators without a target, months over.
    """

    town: Town
    form: Form
    constants: tuple[tuple[str, str], ...] = ()
    facilities: tuple[tuple[str, str], ...] = ()
    year: int | None = None
    only_missing: bool = False
    wanted: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        said = dict(self.constants)
        return tuple(name for name in self.form.columns if name not in said)

    @property
    def titles(self) -> dict[str, str]:
        """Field → title of its column, in the current language."""
        return {name: say(self.form.field(name).label) for name in self.columns}


VALUES = Form(
    "valeurs",
    "entry.values",
    VALUES_READ,
    (INDICATOR, "date", "value", "source"),
    (INDICATOR, "starts_on", "ends_on"),
    has_absence=True,
)
TARGETS = Form(
    "cibles",
    "entry.targets",
    TARGETS_READ,
    (INDICATOR, "year", "role", "value", "source"),
    (INDICATOR, "year", "role"),
    has_absence=False,
)
USAGE = Form(
    "frequentation",
    "entry.usage",
    USAGE_READ,
    (SERVICE, MEASURE, FACILITY, "date", "quantity", "fees", "channel", "audience"),
    (SERVICE, FACILITY, MEASURE, "starts_on", "ends_on", "channel", "audience"),
    has_absence=True,
)
POPULATIONS = Form(
    "populations",
    "entry.populations",
    POPULATION_READ,
    ("year", "kind", "count", "source"),
    ("year", "kind"),
    has_absence=False,
)
# Fields that say how much of what a row is about.
FIGURES = ("quantity", "fees", "value", "count", AUTHORISED, CREDIT, AMOUNT)
PROGRAMMES = Form(
    "autorisations",
    "entry.programmes",
    PROGRAMMES_READ,
    (PROGRAMME, NAME, OPERATION, VOTED_ON, AUTHORISED, YEAR, CREDIT, SECTION, BUDGET),
    (BUDGET, PROGRAMME, VOTED_ON, YEAR),
    has_absence=False,
)
ESTIMATES = Form(
    "atterrissages",
    "entry.estimates",
    ESTIMATES_READ,
    (YEAR, DIRECTION, CHAPTER, ACCOUNT, AMOUNT, ESTIMATED_ON, DEPARTMENT, BUDGET),
    (BUDGET, YEAR, CHAPTER, DIRECTION, SECTION, ACCOUNT, DEPARTMENT, ESTIMATED_ON),
    has_absence=False,
)
MARKS = Form(
    "reperes",
    "entry.marks",
    MARKS_READ,
    (INDICATOR, MARK, "value", "source"),
    (INDICATOR, "label"),
    has_absence=False,
)
FORMS = (USAGE, VALUES, TARGETS, POPULATIONS, PROGRAMMES, ESTIMATES, MARKS)


def known(place: Place) -> list[Fact]:
    """The facts that stand, of what the grid shows."""
    with reading(place.town.engine) as session:
        found = list(_KNOWN[place.form.slug](session, place))
    return [fact for fact in found if fact.absence is Absence.MISSING] if place.only_missing else found


def known_of(facts: Iterable[Fact], place: Place) -> list[Fact]:
    """The facts that stand, of whatever these are about: of another year, or of a service named in the grid."""
    places = {place_of(fact, place) for fact in facts}
    return [fact for one in sorted(places, key=repr) for fact in known(replace(place, **dict(one)))]


def place_of(fact: Fact, place: Place) -> tuple[tuple[str, Any], ...]:
    """Where a grid of that form would show a fact, as what differs of its place."""
    shared: tuple[tuple[str, str], ...] = place.constants
    year = place.year
    if place.form is USAGE:
        shared, year = ((SERVICE, fact.service), (MEASURE, fact.measure)), fact.starts_on.year
    elif place.form is VALUES:
        shared = ((INDICATOR, fact.indicator),)
    return (("constants", shared), ("year", year), ("only_missing", False))


def facts_of(read: Reading) -> list[Fact]:
    """Whatever a reading of one of the forms brings."""
    facts = read.facts
    small = (facts.indicator_values, facts.targets, facts.populations, facts.programmes, facts.estimates, facts.marks)
    return [*(fact for found in small for fact in found), *_usage_of(read)]


def facts_with(read: Reading, facts: Sequence[Fact]) -> Facts:
    """These facts alone, with the services and places that they name."""
    return Facts(
        services=read.facts.services,
        facilities=read.facts.facilities,
        indicator_values=_of(IndicatorValueRead, facts),
        targets=_of(TargetRead, facts),
        populations=_of(PopulationRead, facts),
        programmes=_of(ProgrammeCreditRead, facts),
        estimates=_of(EstimateRead, facts),
        marks=_of(MarkRead, facts),
        usage=_of(UsageRead, facts),
    )


def slot_of(fact: Fact, form: Form) -> tuple[object, ...]:
    return tuple(getattr(fact, name) for name in form.slot)


def cells_of(fact: Fact, place: Place) -> Cells:
    """A fact as a row of the grid."""
    return tuple(_text_of(fact, name, place) for name in place.columns)


def _of(kind: type[Any], facts: Sequence[Fact]) -> list[Any]:
    return [fact for fact in facts if isinstance(fact, kind)]


def _usage_of(read: Reading) -> list[UsageRead]:
    services, facilities = read.facts.services, read.facts.facilities
    found = []
    for records in read.records:
        for row in records.read():
            said: dict[str, Any] = dict(zip(records.columns, row, strict=True))
            place = said["facility"]
            found.append(
                UsageRead(
                    service=services[said["service"]].code,
                    facility=None if place is None else facilities[place].code,
                    measure=said["measure"],
                    starts_on=date.fromisoformat(said["starts_on"]),
                    ends_on=date.fromisoformat(said["ends_on"]),
                    channel=said["channel"],
                    audience=said["audience"],
                    quantity=said["quantity"],
                    absence=Absence(said["absence"]) if said["absence"] else None,
                    fees=said["fees"],
                )
            )
    return found


def _known_usage(session: Any, place: Place) -> list[UsageRead]:
    said = dict(place.constants)
    if SERVICE not in said or MEASURE not in said or place.year is None:
        return []
    return queries.usage(session, place.town.id, said[SERVICE], said[MEASURE], place.year)


def _known_values(session: Any, place: Place) -> list[IndicatorValueRead]:
    wanted = dict(place.constants).get(INDICATOR)
    return [one for one in queries.values(session, place.town.id) if one.indicator == wanted]


def _known_marks(session: Any, place: Place) -> list[MarkRead]:
    wanted = dict(place.constants).get(INDICATOR)
    return [one for one in queries.marks(session, place.town.id) if wanted in (None, one.indicator)]


def _known_targets(session: Any, place: Place) -> list[TargetRead]:
    wanted = dict(place.constants).get(INDICATOR)
    return [one for one in queries.targets(session, place.town.id) if wanted in (None, one.indicator)]


_KNOWN: Mapping[str, Callable[[Any, Place], Sequence[Fact]]] = {
    USAGE.slug: _known_usage,
    VALUES.slug: _known_values,
    TARGETS.slug: _known_targets,
    POPULATIONS.slug: lambda session, place: queries.populations(session, place.town.id),
    PROGRAMMES.slug: lambda session, place: queries.programmes(session, place.town.id),
    ESTIMATES.slug: lambda session, place: queries.estimates(session, place.town.id),
    MARKS.slug: _known_marks,
}


def _text_of(fact: Fact, name: str, place: Place) -> str:
    write = _WRITERS.get(name)
    return _plain_text(fact, name) if write is None else write(fact, name, place)


def _plain_text(fact: Fact, name: str) -> str:
    said = getattr(fact, _ATTRIBUTES.get(name, name))
    if isinstance(said, date):
        return formats.short_date(said)
    return "" if said is None else str(said)


def _indicator_name(fact: Fact, _name: str, _place: Place) -> str:
    return say(BY_NAME[fact.indicator].label if fact.indicator in BY_NAME else in_words(fact.indicator))


def _budget_name(fact: Fact, _name: str, place: Place) -> str:
    """Its name, where no other budget of the town has it; else its SIRET."""
    known = budgets(place.town)
    names = [one.name for one in known]
    return next(
        (one.name for one in known if one.code == fact.budget_code and names.count(one.name) == 1), fact.budget_code
    )


_ATTRIBUTES = {MARK: "label"}  # of a fact, where the column has another name
# Decimals that a stored integer stands for.
_NUMBERS = {"quantity": 3, "fees": 2, "value": 0, "count": 0, AUTHORISED: 2, CREDIT: 2, AMOUNT: 2}
_WRITERS: Mapping[str, Callable[[Fact, str, Place], str]] = {
    "date": lambda fact, _name, _place: period_text(fact.starts_on, fact.ends_on),
    FACILITY: lambda fact, _name, place: dict(place.facilities).get(fact.facility, fact.facility or ""),
    INDICATOR: _indicator_name,
    BUDGET: _budget_name,
    **dict.fromkeys(_NUMBERS, lambda fact, name, _place: _number_text(fact, name)),
    **dict.fromkeys(
        ("role", "kind", DIRECTION, SECTION),
        lambda fact, name, place: word_of(place.form.field(name), getattr(fact, name)),
    ),
}


def _number_text(fact: Fact, name: str) -> str:
    stored = getattr(fact, name)
    if stored is None:
        absence = getattr(fact, "absence", None) if name in ("quantity", "value") else None
        return say(absences.NAMES[absence]) if absence else ""
    return number_text(Decimal(stored).scaleb(-_NUMBERS[name]))


def number_text(number: Decimal) -> str:
    """A number as one types it: no group of thousands, the language's decimal mark, no zero at the end."""
    text = format(number.normalize(), "f")
    return text.replace(".", ",") if language() == "fr" else text


def period_text(starts_on: date, ends_on: date) -> str:
    """A period as its reader knows it again: « 15/03/2025 », « mars 2025 », « 2025 », « du … au … »."""
    if starts_on == ends_on:
        return formats.short_date(starts_on)
    next_day = ends_on + timedelta(days=1)
    if starts_on.day == 1 and next_day.day == 1:
        months = (next_day.year - starts_on.year) * 12 + next_day.month - starts_on.month
        if months == 1:
            return formats.month(starts_on)
        if months == 12 and starts_on.month == 1:
            return str(starts_on.year)
    return t("entry.period", first=formats.short_date(starts_on), last=formats.short_date(ends_on))


def word_of(field: Field, meaning: str) -> str:
    """The first word that means it: « finale » for final. English words come last among a field's."""
    words = [word for word, meant in field.choices.items() if meant == meaning]
    return words[0] if language() == "fr" else meaning if meaning in words else words[-1]
