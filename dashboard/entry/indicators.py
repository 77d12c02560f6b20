"""The indicators that can be named in a grid: those of the product, and those whose values the town supplies."""

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from functools import lru_cache

from dashboard.answers import Town
from dashboard.entry.forms import TARGETS, VALUES, Fact, Place
from dashboard.locale import say
from data import entry_queries as queries
from data.database import reading
from data.words import folded
from metrics.finance import BY_NAME
from metrics.finance.given import SUPPLIED
from metrics.measures import in_words

_TOWNS = 64  # answers kept for the towns looked at last
_LIKENESS, _MOST_ALIKE = 0.6, 3


@lru_cache(maxsize=_TOWNS)
def supplied(town: Town) -> frozenset[str]:
    """Those whose values the town supplies."""
    with reading(town.engine) as session:
        return frozenset(one.indicator for one in queries.values(session, town.id))


@lru_cache(maxsize=_TOWNS)
def aimed(town: Town) -> frozenset[str]:
    """Those for which the town has set a target."""
    with reading(town.engine) as session:
        return frozenset(one.indicator for one in queries.targets(session, town.id))


def label(name: str) -> str:
    """That of a declared indicator; of one that the town supplies, its code in words."""
    declared = BY_NAME.get(name) or SUPPLIED.get(name)
    return say(in_words(name) if declared is None else declared.label)


def named(text: str, town: Town) -> str:
    """The name of the indicator that a label means; any other text as it is."""
    known = {folded(label(name)): name for name in (*supplied(town), *aimed(town), *BY_NAME, *SUPPLIED)}
    return known.get(folded(text), text)


def unit(name: str) -> str:
    """The symbol of its unit; empty for one of the town's own, which has none here."""
    declared = BY_NAME.get(name) or SUPPLIED.get(name)
    return "" if declared is None else say(declared.unit.symbol)


def unknown(place: Place, facts: Sequence[Fact]) -> Mapping[str, tuple[str, ...]]:
    """The names among these facts that nobody knows yet, with the labels of those that look like them.

    A value may bring its own indicator: one that looks like none is taken as it is.
    """
    if place.form not in (VALUES, TARGETS):
        return {}
    known = {*BY_NAME, *SUPPLIED, *supplied(place.town), *aimed(place.town)}
    new = dict.fromkeys(fact.indicator for fact in facts if fact.indicator not in known)
    found = {name: _alike(name, known) for name in new}
    return found if place.form is TARGETS else {name: alike for name, alike in found.items() if alike}


def _alike(name: str, known: Collection[str]) -> tuple[str, ...]:
    labels = {folded(label(one)): label(one) for one in sorted(known, key=label)}
    return tuple(labels[found] for found in get_close_matches(folded(name), labels, _MOST_ALIKE, _LIKENESS))
