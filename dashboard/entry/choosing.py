"""What a person types: the form, then the indicator, or the service with its measure and year; in the address."""

from datetime import UTC, date, datetime
from functools import lru_cache

import streamlit as st

from dashboard import choose
from dashboard.answers import Town
from dashboard.entry.forms import FORMS, POPULATIONS, USAGE, VALUES, Form, Place
from dashboard.locale import say, t
from data import entry_queries as queries
from data.database import reading
from data.entry_queries import ServiceRow
from data.importers.small.values import INDICATOR
from data.importers.usage.fields import MEASURE, SERVICE
from metrics.finance import BY_NAME

OTHER, EVERY = "autre", "tous"
_TOWNS = 64  # answers kept for the towns looked at last


def today() -> date:
    return datetime.now(UTC).date()


def place(town: Town) -> Place:
    """From as many lists as the form needs."""
    form = choose.one_of(t("entry.what"), FORMS, "objet", lambda one: one.slug, lambda one: t(one.title))
    if form is USAGE:
        return _of_service(town)
    if form is POPULATIONS:
        return Place(town, form, year=_year_asked())
    return _of_indicator(town, form)


def _of_indicator(town: Town, form: Form) -> Place:
    supplied, aimed = _indicators(town)
    names = sorted(supplied, key=_label) if form is VALUES else sorted(supplied | aimed | set(BY_NAME), key=_label)
    last = OTHER if form is VALUES else EVERY
    options = [*names, last] if form is VALUES else [last, *names]
    name = choose.one_of(t("entry.indicator"), options, "indicateur", str, _indicator_name)
    return Place(town, form, () if name == last else ((INDICATOR, name),))


def _of_service(town: Town) -> Place:
    services = {one.code: one for one in _services(town)}
    code = choose.one_of(t("entry.service"), [*services, OTHER], "service", str, lambda one: _named(services, one))
    if code == OTHER:
        return Place(town, USAGE)
    service = services[code]
    measure = choose.one_of(t("entry.measure"), [*service.measures, OTHER], "mesure", str, _or_other)
    if measure == OTHER:
        return Place(town, USAGE, ((SERVICE, code),), service.facilities)
    year = choose.one_of(t("choose.year"), _years(town, service, measure), "annee", str, str)
    return Place(town, USAGE, ((SERVICE, code), (MEASURE, measure)), service.facilities, year)


@lru_cache(maxsize=_TOWNS)
def _indicators(town: Town) -> tuple[frozenset[str], frozenset[str]]:
    """Those with supplied values, and those with a target."""
    with reading(town.engine) as session:
        supplied, aimed = queries.values(session, town.id), queries.targets(session, town.id)
    return frozenset(one.indicator for one in supplied), frozenset(one.indicator for one in aimed)


@lru_cache(maxsize=_TOWNS)
def _services(town: Town) -> tuple[ServiceRow, ...]:
    with reading(town.engine) as session:
        return tuple(queries.services(session, town.id))


@lru_cache(maxsize=_TOWNS)
def _counted_years(town: Town, service: str, measure: str) -> tuple[int, ...]:
    with reading(town.engine) as session:
        return tuple(queries.usage_years(session, town.id, service, measure))


def _years(town: Town, service: ServiceRow, measure: str) -> list[int]:
    """Those that hold counts, and this one."""
    return sorted({*_counted_years(town, service.code, measure), today().year}, reverse=True)


def _year_asked() -> int | None:
    """Of the population that a link asks for; untrusted."""
    asked = str(st.query_params.get("annee", ""))
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else None


def _named(services: dict[str, ServiceRow], code: str) -> str:
    return services[code].name if code in services else t("entry.other_service")


def _or_other(measure: str) -> str:
    return t("entry.other_measure") if measure == OTHER else measure


def _indicator_name(name: str) -> str:
    if name == OTHER:
        return t("entry.other_indicator")
    return t("entry.every_indicator") if name == EVERY else _label(name)


def _label(name: str) -> str:
    return say(BY_NAME[name].label) if name in BY_NAME else name
