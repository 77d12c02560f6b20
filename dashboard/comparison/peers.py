"""Whom the town is compared with: the members of each group, and what is known of their structure."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard.answers import Town
from dashboard.communes import siren_of, territories
from dashboard.comparison.answers import Members, Question
from dashboard.comparison.own import own_of, series_of, stratum_of
from dashboard.comparison.places import departement_name
from data import comparison_queries, peer_groups
from data.comparison_queries import Base, Held
from data.database import reading
from data.peer_groups import GroupRow
from metrics.comparison.groups import Group, Outside, apart
from metrics.comparison.indicators import LOCAL_TAXES, STATE_GRANTS
from metrics.comparison.nearest import FEWEST, MOST, nearest
from metrics.comparison.structure import GRANTS, POPULATION_SIZE, TAXES
from metrics.text import Text

_KEPT = 64  # answers
USUAL = 20  # nearest peers


@lru_cache(maxsize=_KEPT)
def held(data: Town) -> tuple[Held, ...]:
    """Every base of the observatory, the one with most accounts first."""
    with reading(data.engine) as session:
        return tuple(comparison_queries.held(session, data.id))


@lru_cache(maxsize=_KEPT)
def bases_of(town: Town, data: Town) -> frozenset[Base]:
    """The bases that hold the town."""
    with reading(data.engine) as session:
        return frozenset(comparison_queries.bases_of(session, data.id, territories(town).codes(siren_of(town))))


def years(question: Question) -> list[int]:
    """The years of a base, newest first, those of the town's own figures too."""
    return sorted({*_held_of(question).years, *series_of(question)}, reverse=True)


def last_year(question: Question) -> int:
    """The last year of which both the town and others are known; else the last of the others."""
    of_others = _held_of(question).years
    return max(set(of_others) & set(series_of(question)), default=of_others[-1])


def with_town(question: Question) -> Iterator[tuple[Base, int]]:
    """The bases that hold the town beside others, each with its last such year; the base asked first."""
    bases = [question.base, *(one.base for one in held(question.data))]
    for base in dict.fromkeys(bases):
        asked = replace(question, base=base)
        if years_ := set(_held_of(asked).years) & set(series_of(asked)):
            yield base, max(years_)


@lru_cache(maxsize=_KEPT)
def own_groups(town: Town) -> tuple[GroupRow, ...]:
    with reading(town.engine) as session:
        return tuple(peer_groups.of(session, town.id))


@lru_cache(maxsize=_KEPT)
def versions(town: Town, code: str) -> tuple[GroupRow, ...]:
    """Every version of a list, newest first."""
    with reading(town.engine) as session:
        return tuple(peer_groups.versions(session, town.id, code))


def has_group(question: Question, kind: Group) -> bool:
    return members(replace(question, group=kind)) is not None


@lru_cache(maxsize=_KEPT)
def members(question: Question) -> Members | None:
    """The group asked for; None where it does not exist for this town and year."""
    return _GROUPS[question.group](question)


def every_group(question: Question) -> Iterator[tuple[str, Members]]:
    """All that this town and year have, by name: its stratum, its département, nearest peers few to many, its lists."""
    for kind in (Group.STRATUM, Group.DEPARTMENT):
        found = members(replace(question, group=kind))
        if found is not None:
            yield str(kind), found
    for wanted in (FEWEST, USUAL, MOST):
        found = members(replace(question, group=Group.NEAREST, wanted=wanted))
        if found is not None:
            yield f"{Group.NEAREST}-{wanted}", found
    yield from ((group.name, _members_of(group)) for group in own_groups(question.town))


def structure(question: Question) -> pd.DataFrame:
    """What is known of the structure of every account of the town's stratum and year: index the SIREN."""
    own, stratum = own_of(question), stratum_of(question)
    people = None if own is None else own.population
    return _structure(question.town, question.data, question.base, question.year, (stratum or "", people))


@lru_cache(maxsize=_KEPT)
def _structure(town: Town, data: Town, base: Base, year: int, own: tuple[str, int | None]) -> pd.DataFrame:
    """own: the town's stratum and population."""
    (stratum, own_people), known = own, territories(town)
    with reading(data.engine) as session:
        amounts = comparison_queries.amounts(session, data.id, base, year, stratum, (STATE_GRANTS, LOCAL_TAXES))
    table = amounts.astype("Float64")
    people = table[POPULATION_SIZE.name]
    for one, amount in ((GRANTS, STATE_GRANTS), (TAXES, LOCAL_TAXES)):
        table[one.name] = table[amount.name] / 100 / people.where(people > 0)
    table.index = pd.Index([known.siren(str(code)) for code in table.index])
    if siren_of(town) not in table.index:
        table.loc[siren_of(town), POPULATION_SIZE.name] = own_people
    table = table[[POPULATION_SIZE.name, GRANTS.name, TAXES.name]]
    joined = table.join(known.communes[["density", "growth", "centrality"]])
    return joined[~joined.index.duplicated()]


def _held_of(question: Question) -> Held:
    return next(one for one in held(question.data) if one.base == question.base)


def _stratum(question: Question) -> Members | None:
    code = stratum_of(question) or ""
    band = territories(question.town).strata.named(code)
    if band is not None:
        label = Text(f"communes de {band.label.fr}", f"communes of {band.label.en}")
        return Members(Group.STRATUM, label, band.members, stratum=band.code)
    if code != Outside.GROUPING:
        return None
    counts = _held_of(question).accounts
    most = max((count for (stratum, _), count in counts.items() if stratum == code), default=0)
    label = Text("intercommunalités du fichier", "groupings of the file")
    return Members(Group.STRATUM, label, most, stratum=code)


def _department(question: Question) -> Members | None:
    known, siren = territories(question.town), siren_of(question.town)
    band = known.strata.named(stratum_of(question) or "")
    if band is None or siren not in known.communes.index:
        return None
    communes = known.communes
    departement = str(communes.loc[siren, "departement"])
    highest = np.inf if band.highest is None else band.highest
    within = communes["population"].between(band.lowest, highest) & (communes["departement"] == departement)
    codes = tuple(str(code) for code in communes.index[within] if apart(str(code)) is None)
    name = departement_name(departement)
    label = Text(f"communes de {band.label.fr} du département {name}", f"communes of {band.label.en} in {name}")
    return Members(Group.DEPARTMENT, label, len(codes), codes=codes)


def _nearest(question: Question) -> Members | None:
    if stratum_of(question) in (None, Outside.APART, Outside.UNKNOWN) or not question.structure:
        return None
    found = nearest(structure(question), siren_of(question.town), question.structure, question.wanted)
    if found is None:
        return None
    n = len(found.peers)
    label = Text(f"{n} communes les plus proches par leur structure", f"{n} towns most alike in structure")
    return Members(Group.NEAREST, label, n, codes=found.codes, nearest=found)


def _listed(question: Question) -> Members | None:
    group = next((one for one in own_groups(question.town) if one.code == question.listed), None)
    return None if group is None else _members_of(group)


def _members_of(group: GroupRow) -> Members:
    label = Text(f"communes de la liste « {group.name} »", f"towns of the list “{group.name}”")
    return Members(Group.OWN, label, len(group.members), codes=group.members)


_GROUPS = {
    Group.STRATUM: _stratum,
    Group.DEPARTMENT: _department,
    Group.NEAREST: _nearest,
    Group.OWN: _listed,
}
