"""The town beside its group: fetched, then computed, each answer cached by its question."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard.answers import Town
from dashboard.communes import siren_of, territories
from dashboard.comparison.answers import Members, Own, Position, Question, YearBeside
from dashboard.comparison.own import figures_of, own_of, series_of, stratum_of
from dashboard.comparison.peers import every_group, members, structure
from data import comparison_queries
from data.comparison_queries import PublishedRow
from data.database import reading
from metrics.comparison.expected import Expected, Lack, expected
from metrics.comparison.figures import GroupFigure, PeerFigure, group_figure
from metrics.comparison.funnel import Funnel, Standing, funnel, standing
from metrics.comparison.groups import Group
from metrics.comparison.names import AGGREGATES, NAMINGS, PRODUCERS, Naming, Producer, naming_of
from metrics.comparison.nearest import FEWEST
from metrics.comparison.position import Coverage, Place, place, share_below
from metrics.comparison.robustness import Reading, Survival, survival
from metrics.language import Expression, Indicator
from metrics.text import Text

_QUESTIONS = 16  # answers kept: that of the largest stratum holds thirteen thousand figures
YEARS_ASKED_AGAIN = 4
DOTS = 300  # drawn, and listed, of a larger group: even over their sizes


@lru_cache(maxsize=_QUESTIONS)
def position(question: Question) -> Position | None:
    """None where there is no such group."""
    group = members(question)
    if group is None:
        return None
    own, figures = own_of(question), _of_members(question, group)
    together = group_figure(question.year, figures)
    coverage = together.coverage(group.expected)
    found = _place(own, together, coverage)
    others = [one.value for one in figures if one.value is not None and siren(question, one) != siren_of(question.town)]
    above = None if found is None or own is None or own.plain is None else float(share_below(own.plain, others))
    return Position(question, own, group, together, coverage, found, above, figures)


@lru_cache(maxsize=_QUESTIONS)
def series(question: Question) -> tuple[YearBeside, ...]:
    """The town beside its group, year by year; peers of a list are those of the year asked."""
    group = members(question)
    if group is None:
        return ()
    return tuple(_beside(one, series_of(question).get(one.year), group) for one in _over_years(question, group))


@lru_cache(maxsize=_QUESTIONS)
def funnel_of(question: Question) -> tuple[Funnel, Standing | None] | None:
    """The limits around the median of the group, and where the town stands; None with too few members."""
    found = position(question)
    if found is None or found.together.spread is None or not found.detail:
        return None
    sized = [(one.value, one.population) for one in found.figures if one.value is not None and one.population]
    limits = funnel([value for value, _ in sized], [size for _, size in sized], found.together.spread.median)
    own = found.own
    if limits is None or own is None or own.plain is None or not own.population:
        return None if limits is None else (limits, None)
    return limits, standing(own.plain, own.population, limits)


@lru_cache(maxsize=_QUESTIONS)
def expectation(question: Question) -> Expected | Lack:
    """What the structure of the town leads to expect, among all accounts of its stratum."""
    own, town = own_of(question), siren_of(question.town)
    if own is None or own.plain is None:
        return Lack.TOWN_UNKNOWN
    figures = figures_of(question, stratum=stratum_of(question), years=[question.year])
    values = {siren(question, one): one.value for one in figures if one.value is not None}
    outcome = pd.Series(values | {town: own.plain}, dtype="float64")
    return expected(outcome, structure(question), town, question.structure)


def readings(question: Question) -> tuple[Reading, ...]:
    """The place of the town in every group and year that can be asked, whichever group the question is of."""
    return _readings(replace(question, group=Group.STRATUM, wanted=FEWEST, listed=""))


@lru_cache(maxsize=_QUESTIONS)
def _readings(question: Question) -> tuple[Reading, ...]:
    own = series_of(question)
    years = [year for year in sorted(own, reverse=True) if year <= question.year][:YEARS_ASKED_AGAIN]
    found = []
    for name, group in every_group(question):
        by_year = {one.year: one for one in _over_years(question, group)}
        for year in years:
            beside = None if year not in by_year else _beside(by_year[year], own.get(year), group)
            found.append(Reading(name, year, None if beside is None else beside.place))
    return tuple(found)


def survival_of(question: Question) -> Survival | None:
    """None where the town has no place to begin with."""
    found = position(question)
    if found is None or found.place is None:
        return None
    return survival(found.place, readings(question))


@lru_cache(maxsize=_QUESTIONS)
def rows_behind(question: Question, code: str, place_: Town) -> tuple[PublishedRow, ...]:
    """Where the amounts behind a figure were read. code: as the figures name the authority."""
    with reading(place_.engine) as session:
        found = comparison_queries.rows_behind(session, place_.id, question.base, code, question.year, AGGREGATES)
    return tuple(found)


def namings(question: Question) -> list[Naming]:
    """The ways of naming of the producer."""
    return [one for one in NAMINGS if one.producer == question.base.producer]


def source_of(question: Question, row: PublishedRow) -> Text:
    """Who publishes figures under such a name, where the import does not say."""
    found = naming_of(question.base.producer, row.indicator)
    return PRODUCERS[Producer(question.base.producer)] if found is None else found.source.text


def aggregates_of(indicator: Indicator) -> set[str]:
    """The names of the aggregates that a figure may be read from: those of its formula, and what they are made of."""
    return {name for quantity in indicator.quantities for name in _names_in(quantity)}


def _names_in(quantity: Expression) -> Iterator[str]:
    yield getattr(quantity, "name", "")
    for part in quantity.parts():
        yield from _names_in(part)


def drawn(found: Position) -> tuple[PeerFigure, ...]:
    """The members that are drawn and listed: all of them, or of a large group some at every size; the town always."""
    valued = sorted(
        (one for one in found.figures if one.value is not None), key=lambda one: (one.population or 0, one.code)
    )
    if len(valued) <= DOTS:
        return tuple(valued)
    kept = {round(rank) for rank in np.linspace(0, len(valued) - 1, DOTS)}
    own = siren_of(found.question.town)
    return tuple(one for rank, one in enumerate(valued) if rank in kept or siren(found.question, one) == own)


def siren(question: Question, figure: PeerFigure) -> str:
    """Of whom a figure is, whichever code its file has for them."""
    return territories(question.town).siren(figure.code)


def _of_members(question: Question, group: Members) -> tuple[PeerFigure, ...]:
    years = [question.year]
    if group.codes is None:
        return tuple(figures_of(question, stratum=group.stratum, years=years))
    return tuple(figures_of(question, codes=_codes(question, group), years=years))


def _over_years(question: Question, group: Members) -> list[GroupFigure]:
    if group.codes is None:
        place_ = (question.data.id, question.base, question.indicator, group.stratum or "")
        with reading(question.data.engine) as session:
            return comparison_queries.stratum_figures(session, *place_)
    figures = figures_of(question, codes=_codes(question, group))
    years = sorted({one.year for one in figures})
    return [group_figure(year, [one for one in figures if one.year == year]) for year in years]


def _codes(question: Question, group: Members) -> list[str]:
    known = territories(question.town)
    return [code for one in group.codes or () for code in known.codes(one)]


def _beside(together: GroupFigure, own: Own | None, group: Members) -> YearBeside:
    coverage = together.coverage(group.expected)
    return YearBeside(together.year, own, together, coverage, _place(own, together, coverage))


def _place(own: Own | None, together: GroupFigure, coverage: Coverage) -> Place | None:
    if own is None or own.plain is None or together.spread is None:
        return None
    return place(own.plain, together.spread, coverage.detail)
