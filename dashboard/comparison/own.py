"""The town's own figure: as national files publish it, else its own file, else its own closed account."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

import numpy as np

from dashboard import read as documents_read
from dashboard.answers import Figure, Town
from dashboard.communes import siren_of, territories
from dashboard.comparison.answers import Origin, Own, Question
from data import comparison_queries
from data.comparison_queries import Base
from data.database import reading
from metrics.comparison.figures import PeerFigure
from metrics.comparison.groups import Group, Outside, apart
from metrics.comparison.names import Producer
from metrics.documents import BudgetKind, Step
from metrics.values import Absence

_SERIES = 64  # answers kept
LEDGER = Base(str(Producer.OFGL), "main")  # the base that a town's own closed account can stand beside


@lru_cache(maxsize=_SERIES)
def own_series(town: Town, data: Town, base: Base, name: str) -> Mapping[int, Own]:
    """By year."""
    question = Question(town, data, base, name, 0, Group.STRATUM)
    codes = territories(town).codes(siren_of(town))
    found = {own.year: own for own in _from_ledger(question)}
    for place, origin in ((town, Origin.PUBLISHED), (data, Origin.NATIONAL)):
        for figure in figures_of(question, codes=codes, place=place):
            found[figure.year] = _published(figure, question, origin)
    return found


def series_of(question: Question) -> Mapping[int, Own]:
    return own_series(question.town, question.data, question.base, question.name)


def own_of(question: Question) -> Own | None:
    """Of the year asked."""
    return series_of(question).get(question.year)


def stratum_of(question: Question) -> str | None:
    """The band of the town in the year asked, else in the nearest year known, else by its last legal population."""
    series = series_of(question)
    if series:
        nearest = min(series, key=lambda year: (abs(year - question.year), -year))
        return series[nearest].stratum
    return _band(question.town, _last_population(question.town))


def ledger_figure(question: Question) -> Figure | None:
    """The same figure from the town's own closed account of the year, where it has one."""
    return next((one for one in _closed(question) if one.year == question.year), None)


def figures_of(
    question: Question,
    *,
    codes: Iterable[str] | None = None,
    stratum: str | None = None,
    years: Sequence[int] | None = None,
    place: Town | None = None,
) -> list[PeerFigure]:
    """The indicator on published accounts of the base. place: the observatory, unless a town of its own files."""
    where = place or question.data
    with reading(where.engine) as session:
        return comparison_queries.figures(
            session,
            where.id,
            question.base,
            question.indicator,
            codes=None if codes is None else list(codes),
            stratum=stratum,
            years=years,
        )


def _published(figure: PeerFigure, question: Question, origin: Origin) -> Own:
    value = figure.read(question.indicator)
    return Own(figure.year, value, figure.value, figure.population, figure.stratum, figure.status, origin, figure.code)


def _from_ledger(question: Question) -> Iterator[Own]:
    for figure in _closed(question):
        if figure.value.absence is not Absence.MISSING:
            exact, people = figure.exact, figure.document.population
            plain = None if exact is None else float(exact / figure.indicator.unit.scale)
            band, code = _band(question.town, people), siren_of(question.town)
            yield Own(figure.year, figure.value, plain, people, band, None, Origin.LEDGER, code)


def _closed(question: Question) -> Iterator[Figure]:
    """The figures of the town's closed accounts, where the base is of main budgets."""
    if question.base != LEDGER:
        return
    for document in documents_read.documents(question.town):
        if document.step == Step.CLOSED and document.budget_kind == BudgetKind.MAIN:
            yield documents_read.figure(question.indicator, question.town, document)


def _band(town: Town, people: int | None) -> str:
    if apart(siren_of(town)) is not None:
        return str(Outside.APART)
    return str(Outside.UNKNOWN) if people is None else territories(town).strata.of(people).code


def _last_population(town: Town) -> int | None:
    communes, code = territories(town).communes, siren_of(town)
    people = communes["population"].get(code) if code in communes.index else None
    return None if people is None or np.isnan(people) else int(people)
