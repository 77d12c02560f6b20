"""What each family of the accounts would come to by a forecast tried on its own past, and how far off that may be."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from metrics.language import Source
from metrics.outlook.base import families_in
from metrics.outlook.families import BY_NAME, Family
from metrics.outlook.fans import Uncertain
from metrics.outlook.forecast import Forecast, Method, NoForecast, forecast
from metrics.outlook.levers import Chosen, Scenario
from metrics.outlook.origins import Origin, OriginKind
from metrics.outlook.past import PastYear
from metrics.outlook.projection import Projection
from metrics.text import Text

RANKS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
METHOD_LABELS = {
    Method.FLAT: Text("moyenne de ce qui est connu", "mean of what is known"),
    Method.SEASONAL_NAIVE: Text("comme l'année précédente", "as the year before"),
    Method.THETA: Text("Theta", "Theta"),
    Method.ETS: Text("lissage exponentiel (ETS)", "exponential smoothing (ETS)"),
}
_NAME = Text("Prévision", "Forecast")
_SOURCE = Text("prévision « {method} », essayée sur les comptes passés", 'forecast "{method}", tried on past accounts')


@dataclass(frozen=True)
class Foreseen:
    """A family and its forecast from the year after `last`, in cents. points: by year, what is known."""

    family: Family
    points: Mapping[int, int]
    found: Forecast | NoForecast

    @property
    def last(self) -> int:
        return max(self.points)


def origin_of(found: Forecast) -> Origin:
    method = METHOD_LABELS[found.method]
    return Origin(OriginKind.FORECAST, source=Source(_SOURCE.fill(method=method), legal=False))


def foresee(past: Sequence[PastYear], horizon: int) -> tuple[Foreseen, ...]:
    """Every family with something in the base year. past: closed years, the oldest first; a missing year is a gap."""
    cut = {one.year: families_in(one.amounts) for one in past}
    years = range(past[0].year, past[-1].year + 1)
    return tuple(
        found
        for family in BY_NAME.values()
        if (found := _family(family, {year: (cut.get(year) or {}).get(family.name) for year in years}, horizon))
        and found.points[found.last]
    )


def _family(family: Family, series: Mapping[int, int | None], horizon: int) -> Foreseen | None:
    points = {year: amount for year, amount in series.items() if amount is not None}
    if not points or max(points) != max(series):
        return None
    values = [None if amount is None else float(amount) for amount in series.values()]
    return Foreseen(family, points, forecast(values, season=1, horizon=horizon))


def as_foreseen(trend: Scenario, foreseen: Iterable[Foreseen]) -> Scenario:
    """The trend, with the families that a forecast knows at the level it gives."""
    levels = {
        one.family.name: tuple(
            Chosen(one.last + ahead, round(point), origin_of(one.found))
            for ahead, point in enumerate(one.found.points, start=1)
        )
        for one in foreseen
        if isinstance(one.found, Forecast)
    }
    return replace(trend, name=_NAME.fr, levels=levels)


def uncertain(projection: Projection, foreseen: Iterable[Foreseen]) -> tuple[Uncertain, ...]:
    """Each family around its projected level, as widely as its forecast would have missed.

    The scenario says where a family goes; the past says how far off a forecast of it would have been.
    """
    return tuple(
        _around(projection, one, one.found)
        for one in foreseen
        if isinstance(one.found, Forecast) and one.family.name in projection.model.rows
    )


def _around(projection: Projection, one: Foreseen, found: Forecast) -> Uncertain:
    levels = projection.series(one.family.name)
    widths = {rank: found.quantile(rank) for rank in RANKS}
    years = projection.model.years[: len(found.points)]
    quantiles = {
        year: tuple((rank, levels[year] + round(widths[rank][ahead] - found.points[ahead])) for rank in RANKS)
        for ahead, year in enumerate(years)
    }
    return Uncertain(one.family.name, quantiles, origin_of(found))


def share_of_naive(found: Forecast) -> Fraction | None:
    """The error of the method shown over that of « as the year before »; None where nothing was tried."""
    tried = {one.method: one.mase for one in found.candidates}
    naive = tried.get(Method.SEASONAL_NAIVE)
    if not naive or found.method not in tried:
        return None
    return Fraction(tried[found.method] / naive).limit_denominator(1000)
