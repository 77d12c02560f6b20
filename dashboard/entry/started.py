"""The rows that a link opened the page for: whole but for the figure, which nobody has typed yet."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from dashboard.entry import forms, indicators
from dashboard.entry.forms import POPULATIONS, TARGETS, USAGE, Fact, Place
from data import entry_queries as queries
from data.database import reading
from data.importers.entry import Cells
from data.importers.periods.period import Period, month
from data.importers.small.populations import TOTAL
from data.importers.small.values import FINAL, INDICATOR, ROLE
from data.importers.usage.fields import MEASURE, SERVICE

MOST = 400


def rows(place: Place, known: Sequence[Fact]) -> list[Cells]:
    """known: the facts that the grid shows."""
    start = _STARTS.get(place.form.slug)
    return start(place, known)[:MOST] if start is not None and place.wanted else []


def _populations(place: Place, known: Sequence[Fact]) -> list[Cells]:
    total = forms.word_of(place.form.field("kind"), TOTAL)
    years = {str(fact.year) for fact in known}
    return [(year, total, "", "") for year in place.wanted if year not in years]


def _targets(place: Place, _known: Sequence[Fact]) -> list[Cells]:
    final = forms.word_of(place.form.field(ROLE), FINAL)
    said = [{INDICATOR: indicators.label(name), ROLE: final} for name in place.wanted]
    return [tuple(row.get(name, "") for name in place.columns) for row in said]


def _usage(place: Place, known: Sequence[Fact]) -> list[Cells]:
    """One row for each period over and not counted, of whatever was counted in the last year that holds counts."""
    counted = known or _of_last_year(place)
    shapes = {(fact.facility, fact.channel, fact.audience): fact for fact in counted}
    there = {forms.slot_of(fact, USAGE) for fact in known}
    silent = [fact for shape in shapes.values() for fact in _silent(shape, place.wanted)]
    return [forms.cells_of(fact, place) for fact in silent if forms.slot_of(fact, USAGE) not in there]


def _of_last_year(place: Place) -> list[Fact]:
    said, before = dict(place.constants), place.year or 0
    with reading(place.town.engine) as session:
        years = queries.usage_years(session, place.town.id, said[SERVICE], said[MEASURE])
    last = next((year for year in years if year < before), None)
    return [] if last is None else forms.known(replace(place, year=last, only_missing=False))


def _silent(shape: Fact, months: Sequence[str]) -> Iterator[Fact]:
    """The periods alike that these months, « 2026-01 », make up; none of days or weeks, which are for a file."""
    length = _months(shape)
    for first in range(0, len(months) - length + 1, length) if length else ():
        starts, ends = _month(months[first]).starts_on, _month(months[first + length - 1]).ends_on
        yield replace(shape, starts_on=starts, ends_on=ends, quantity=None, absence=None, fees=None)


def _months(fact: Fact) -> int:
    """Whole months of its period; 0 for any other."""
    after = fact.ends_on + timedelta(days=1)
    if fact.starts_on.day != 1 or after.day != 1:
        return 0
    return int((after.year - fact.starts_on.year) * 12 + after.month - fact.starts_on.month)


def _month(text: str) -> Period:
    year, number = map(int, text.split("-"))
    return month(year, number)


def months_over(year: int, today: date) -> tuple[str, ...]:
    """« 2026-01 »…: those of a year that are over."""
    return tuple(f"{year}-{number:02d}" for number in range(1, 13) if (year, number) < (today.year, today.month))


_STARTS: Mapping[str, Callable[[Place, Sequence[Fact]], list[Cells]]] = {
    POPULATIONS.slug: _populations,
    TARGETS.slug: _targets,
    USAGE.slug: _usage,
}
