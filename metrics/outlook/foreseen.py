"""What each family of the accounts would come to by a forecast tried on its own past, and how far off that may be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from metrics.finance.statistics import (
    FINANCIAL_CHARGES,
    MANAGEMENT_SAVING,
    OPERATING_EXPENDITURE,
    OPERATING_REVENUE,
)
from metrics.language import Source
from metrics.outlook.base import BaseYear, families_in
from metrics.outlook.families import BY_NAME
from metrics.outlook.fans import Uncertain
from metrics.outlook.forecast import Forecast, Method, NoForecast, forecast
from metrics.outlook.levers import Chosen, Scenario
from metrics.outlook.origins import Origin, OriginKind
from metrics.outlook.past import PastYear
from metrics.outlook.projection import Projection
from metrics.text import Text

ALL_TAXES = "other_taxes"  # the family of the taxes, which holds all of them in the accounts
_BEARER = "other_revenue"  # the row that bears the error of saving
RANKS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
METHOD_LABELS = {
    Method.FLAT: Text("moyenne de ce qui est connu", "mean of what is known"),
    Method.SEASONAL_NAIVE: Text("comme l'année précédente", "as the year before"),
    Method.THETA: Text("Theta", "Theta"),
    Method.ETS: Text("lissage exponentiel (ETS)", "exponential smoothing (ETS)"),
}
_SOURCE = Text("« {method} », essayée sur les comptes passés", '"{method}", tried on past accounts')


@dataclass(frozen=True)
class Foreseen:
    """A series of the accounts in cents, by year, and its forecast from the year after `last`."""

    name: str
    label: Text
    points: Mapping[int, int]
    found: Forecast | NoForecast

    @property
    def last(self) -> int:
        return max(self.points)


def origin_of(found: Forecast) -> Origin:
    method = METHOD_LABELS[found.method]
    return Origin(OriginKind.FORECAST, source=Source(_SOURCE.fill(method=method), legal=False))


def foresee(past: Sequence[PastYear], horizon: int) -> tuple[Foreseen, ...]:
    """Every family that grows and has something in the base year; loan interest is no family's, the schedules say it.

    past: closed years, the oldest first; a missing year is a gap.
    """
    cut = {one.year: families_in(one.amounts) or {} for one in past}
    found = (
        _foresee(
            family.name,
            family.called(without_bases=True),
            {year: of.get(family.name) for year, of in cut.items()},
            horizon,
        )
        for family in BY_NAME.values()
        if family.growth
    )
    return tuple(one for one in found if one is not None and one.points[one.last])


def foresee_saving(past: Sequence[PastYear], horizon: int) -> Foreseen | None:
    """What operations leave before interest; None where the base year does not say."""
    parts = (OPERATING_REVENUE, OPERATING_EXPENDITURE, FINANCIAL_CHARGES)
    series = {}
    for one in past:
        revenue, spent, interest = (one.amount(part) for part in parts)
        known = revenue is not None and spent is not None and interest is not None
        series[one.year] = revenue - spent + interest if known else None  # type: ignore[operator]
    return _foresee(MANAGEMENT_SAVING.name, MANAGEMENT_SAVING.label, series, horizon)


def _foresee(name: str, label: Text, series: Mapping[int, int | None], horizon: int) -> Foreseen | None:
    points = {year: amount for year, amount in series.items() if amount is not None}
    if not points or max(points) != max(series):
        return None
    values = [points.get(year) for year in range(min(series), max(series) + 1)]
    found = forecast([None if one is None else float(one) for one in values], season=1, horizon=horizon)
    return Foreseen(name, label, points, found)


def beside_taxes(scenario: Scenario, base: BaseYear) -> Scenario:
    """Without the level that a forecast gives to all taxes together, where some have a base and a rate of their own."""
    if not base.taxes:
        return scenario
    return replace(scenario, levels={name: level for name, level in scenario.levels.items() if name != ALL_TAXES})


def as_foreseen(trend: Scenario, foreseen: Iterable[Foreseen]) -> Scenario:
    """The trend, with the families that a forecast knows at the level it gives."""
    levels = {
        one.name: tuple(
            Chosen(one.last + ahead, round(point), origin_of(one.found))
            for ahead, point in enumerate(one.found.points, start=1)
        )
        for one in foreseen
        if isinstance(one.found, Forecast)
    }
    return replace(trend, levels=levels)


def uncertain(projection: Projection, saving: Foreseen) -> Uncertain | None:
    """What operations leave each year, around what the scenario says, as widely as a forecast of it would have missed.

    The scenario says where saving goes; the past says how far off a forecast of it would have been. One series alone:
    prices move revenue and expenditure together, which families drawn apart would not. It is laid on other revenue.
    None where saving has no forecast.
    """
    found = saving.found
    if not isinstance(found, Forecast):
        return None
    levels = projection.series(_BEARER)
    widths = {rank: found.quantile(rank) for rank in RANKS}
    quantiles = {
        year: tuple((rank, levels[year] + round(widths[rank][ahead] - found.points[ahead])) for rank in RANKS)
        for ahead, year in enumerate(projection.model.years[: len(found.points)])
    }
    return Uncertain(_BEARER, quantiles, origin_of(found))


def share_of_naive(found: Forecast) -> Fraction | None:
    """The error of the method shown over that of « as the year before »; None where nothing was tried."""
    tried = {one.method: one.mase for one in found.candidates}
    naive = tried.get(Method.SEASONAL_NAIVE)
    if not naive or found.method not in tried:
        return None
    return Fraction(tried[found.method] / naive).limit_denominator(1000)
