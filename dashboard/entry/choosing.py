"""What a person types: the form, then the indicator, or the service with its measure and year; in the address."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import streamlit as st

from dashboard import choose, formats
from dashboard.answers import Town
from dashboard.entry import drafts, indicators, started
from dashboard.entry.forms import (
    ALL,
    ESTIMATES,
    EVERY,
    FORMS,
    INDICATORS,
    MISSING,
    OTHER,
    POPULATIONS,
    PROGRAMMES,
    SHOWN,
    TARGETS,
    TO_COMPLETE,
    USAGE,
    VALUES,
    YEARS,
    Fact,
    Form,
    Place,
)
from dashboard.formats import in_order
from dashboard.locale import say, t
from data import entry_queries as queries
from data.database import reading
from data.entry_queries import ServiceRow
from data.importers.small.values import INDICATOR
from data.importers.usage.fields import MEASURE, SERVICE
from metrics.finance import BY_NAME
from metrics.finance.given import SUPPLIED
from metrics.measures import measure_name
from metrics.values import Absence

_TOWNS = 64  # answers kept for the towns looked at last
_MOST_WANTED = 40


def place(town: Town) -> Place:
    """From as many lists as the form needs."""
    form = choose.one_of(t("entry.what"), FORMS, "objet", lambda one: one.slug, lambda one: t(one.title))
    if form is USAGE:
        return _of_service(town)
    if form in (PROGRAMMES, ESTIMATES):
        return Place(town, form)
    if form is POPULATIONS:
        return Place(town, form, wanted=tuple(filter(_is_year, _asked(YEARS))))
    return _of_indicator(town, form)


def open_on(place: Place, facts: Sequence[Fact]) -> None:
    """Make the page show what was just stored, where its grid does not; only in a callback.

    Of several years, the last is opened on.
    """
    if place.form is USAGE and not any(_shows(place, fact) for fact in facts):
        last = max(facts, key=lambda fact: fact.starts_on)
        for key, code in (("service", last.service), ("mesure", last.measure), ("annee", str(last.starts_on.year))):
            choose.take(key, code)
    elif place.form is VALUES and not place.constants and facts:
        choose.take("indicateur", facts[0].indicator)


def open_year(place: Place, year: int) -> None:
    """Carry the rows typed for another year to the grid of that year; only in a callback."""
    rows = drafts.of_other_years(place)[year]
    drafts.move(place, rows, replace(place, year=year, only_missing=False, wanted=()))
    choose.take("annee", str(year))
    choose.take(SHOWN, ALL)


def _shows(place: Place, fact: Fact) -> bool:
    shared = {SERVICE: fact.service, MEASURE: fact.measure}
    return fact.starts_on.year == place.year and all(shared.get(name) == said for name, said in place.constants)


def _of_indicator(town: Town, form: Form) -> Place:
    supplied = indicators.supplied(town)
    every = supplied | indicators.aimed(town) | set(BY_NAME)
    offered = {VALUES: supplied | set(SUPPLIED), TARGETS: every}.get(form, frozenset(BY_NAME))
    # Those that hold values come before the figures that a town may supply and has not.
    names = sorted(offered, key=lambda one: (form is VALUES and one not in supplied, in_order(indicators.label(one))))
    last = OTHER if form is VALUES else EVERY
    options = [*names, last] if form is VALUES else [last, *names]
    name = choose.one_of(t("entry.indicator"), options, "indicateur", str, _indicator_name)
    wanted = [one for one in _asked(INDICATORS) if one in offered and name in (one, last)] if form is TARGETS else []
    return Place(town, form, () if name == last else ((INDICATOR, name),), wanted=tuple(wanted))


def _of_service(town: Town) -> Place:
    services = {one.code: one for one in _services(town)}
    code = choose.one_of(t("entry.service"), [*services, OTHER], "service", str, lambda one: _named(services, one))
    if code == OTHER:
        return Place(town, USAGE)
    service = services[code]
    measures = _measure_names(service.measures)
    measure = choose.one_of(t("entry.measure"), [*measures, OTHER], "mesure", str, lambda one: _called(measures, one))
    if measure == OTHER:
        return Place(town, USAGE, ((SERVICE, code),), service.facilities)
    found = Place(town, USAGE, ((SERVICE, code), (MEASURE, measure)), service.facilities)
    year = choose.one_of(t("choose.year"), _years(found, code, measure), "annee", str, str)
    return _shown(replace(found, year=year), code, measure)


def _shown(place: Place, service: str, measure: str) -> Place:
    """The counts of a year: all, those marked missing alone, or with a row for each period over and not counted."""
    missing = _missing(place.town, service, measure, place.year or 0)
    options = [ALL, *([MISSING] if missing else []), TO_COMPLETE]

    def name(code: str) -> str:
        return t(_SHOWN[code], n=missing)

    shown = choose.one_of(t("entry.shown"), options, SHOWN, str, name)
    wanted = started.months_over(place.year or 0, formats.today()) if shown == TO_COMPLETE else ()
    return replace(place, only_missing=shown == MISSING, wanted=wanted)


_SHOWN = {ALL: "entry.shown_all", MISSING: "entry.shown_missing", TO_COMPLETE: "entry.shown_to_complete"}


@lru_cache(maxsize=_TOWNS)
def _services(town: Town) -> tuple[ServiceRow, ...]:
    with reading(town.engine) as session:
        return tuple(queries.services(session, town.id))


@lru_cache(maxsize=_TOWNS)
def _counted_years(town: Town, service: str, measure: str) -> tuple[int, ...]:
    with reading(town.engine) as session:
        return tuple(queries.usage_years(session, town.id, service, measure))


@lru_cache(maxsize=_TOWNS)
def _missing(town: Town, service: str, measure: str, year: int) -> int:
    """How many counts of a year are marked missing."""
    with reading(town.engine) as session:
        found = queries.usage(session, town.id, service, measure, year)
    return sum(one.absence is Absence.MISSING for one in found)


def _years(place: Place, service: str, measure: str) -> list[int]:
    """From the first that holds counts to this one, and those for which something is typed; latest first."""
    counted, this = _counted_years(place.town, service, measure), formats.today().year
    return sorted({*counted, *range(min(counted, default=this), this + 1), *drafts.years(place)}, reverse=True)


def _asked(key: str) -> list[str]:
    """What a link asks for; untrusted."""
    return list(dict.fromkeys(str(st.query_params.get(key, "")).split(",")))[:_MOST_WANTED]


def _is_year(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) == 4


def _named(services: dict[str, ServiceRow], code: str) -> str:
    return services[code].name if code in services else t("entry.other_service")


def _measure_names(codes: Sequence[str]) -> dict[str, str]:
    """Measures by their words; two that are called alike bear their code too."""
    names = {code: say(measure_name(code)) for code in codes}
    alike = Counter(names.values())
    return {code: name if alike[name] == 1 else f"{name} ({code})" for code, name in names.items()}


def _called(measures: dict[str, str], code: str) -> str:
    return measures.get(code) or t("entry.other_measure")


def _indicator_name(name: str) -> str:
    if name == OTHER:
        return t("entry.other_indicator")
    return t("entry.every_indicator") if name == EVERY else indicators.label(name)
