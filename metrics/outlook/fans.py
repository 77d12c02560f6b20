"""Fans: a projection under draws of what is uncertain, and the bands in which each year's figures fall.

Each uncertain row is given by its quantiles year by year, as a forecast gives them. A draw keeps one rank along the
years of a row (persistence 1, the default): errors add up rather than cancel out, which gives the widest, most
cautious bands. Rows are drawn independently of one another.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, sqrt
from statistics import NormalDist

import numpy as np
import numpy.typing as npt

from metrics.language import Better, Indicator
from metrics.outlook.choices import levers_of
from metrics.outlook.formulas import Key, Number
from metrics.outlook.marks import Mark
from metrics.outlook.origins import Origin
from metrics.outlook.projection import Projection
from metrics.outlook.refusal import Refused
from metrics.outlook.trials import Trials, column, trials
from metrics.text import Text
from metrics.values import Value

Ranks = npt.NDArray[np.float64]

_UNKNOWN = Text("Aucune ligne projetée « {row} » en {year}.", 'No projected row "{row}" in {year}.')
_NOT_RISING = Text(
    "« {row} », {year} : il faut au moins deux quantiles, de rangs et de valeurs croissants.",
    '"{row}", {year}: at least two quantiles are needed, of rising ranks and values.',
)


@dataclass(frozen=True)
class Uncertain:
    """quantiles: for each year, ranks between 0 and 1 and their values, both rising, in the integers of the row."""

    row: str
    quantiles: Mapping[int, tuple[tuple[float, int], ...]]
    origin: Origin


@dataclass(frozen=True)
class Fan:
    """The draws of a projection. seed: the same one gives the same draws."""

    trials: Trials
    seed: int
    persistence: float

    @property
    def years(self) -> tuple[int, ...]:
        return self.trials.projection.model.years

    def quantile(self, subject: str | Indicator, year: int, rank: Fraction) -> Value:
        """The figure of one draw: the smallest that this share of the draws does not exceed.

        Draws in which an indicator has no value count as its worst.
        """
        return self.bands(subject, [rank], [year])[year][rank]

    def bands(
        self, subject: str | Indicator, ranks: Iterable[Fraction], years: Iterable[int] = ()
    ) -> dict[int, dict[Fraction, Value]]:
        """years: all, where none is named."""
        ranks, found = tuple(ranks), {}
        for year in tuple(years) or self.years:
            ordered = _ordered(subject, self.trials.values(subject, year))
            found[year] = {rank: ordered[max(0, ceil(rank * len(ordered)) - 1)] for rank in ranks}
        return found

    def without_value(self, indicator: Indicator, year: int) -> Fraction:
        """The share of draws in which the indicator does not exist."""
        values = self.trials.values(indicator, year)
        return Fraction(sum(value.absence is not None for value in values), len(values))

    def chance(self, mark: Mark, year: int) -> Fraction:
        """The share of draws in which the mark is crossed in a year."""
        values = self.trials.values(mark.indicator, year)
        return Fraction(sum(mark.crossed(value) for value in values), len(values))


def fan(
    projection: Projection,
    uncertain: Iterable[Uncertain],
    *,
    draws: int = 1000,
    seed: int = 0,
    persistence: float = 1.0,
) -> Fan:
    """Refused: quantiles that do not rise, or of a row that is not projected.

    persistence: correlation of a row's ranks from one year to the next, 0 (each year anew) to 1 (the same rank).
    """
    generator = np.random.default_rng(seed)
    instead: dict[Key, Number] = {}
    for one in uncertain:
        _check(projection, one)
        ranks = _ranks(generator, len(one.quantiles), draws, persistence)
        for year, normal in zip(sorted(one.quantiles), ranks, strict=True):
            instead[one.row, year] = column(_drawn(projection, one, year, normal))
    return Fan(trials(projection, instead, draws), seed, persistence)


def _ranks(generator: np.random.Generator, years: int, draws: int, persistence: float) -> list[Ranks]:
    """Standard normal ranks of each draw, year after year."""
    fresh = generator.standard_normal((years, draws))
    ranks = [fresh[0]]
    for new in fresh[1:]:
        ranks.append(persistence * ranks[-1] + sqrt(1 - persistence**2) * new)
    return ranks


def _drawn(projection: Projection, one: Uncertain, year: int, normal: Ranks) -> list[int]:
    """The values at some ranks: straight lines between the quantiles, on the scale of normal ranks, and beyond them.

    A lever stays within its bounds.
    """
    levels, values = zip(*one.quantiles[year], strict=True)
    known = np.array([NormalDist().inv_cdf(level) for level in levels])
    segment = np.clip(np.searchsorted(known, normal) - 1, 0, len(known) - 2)
    heights = np.array(values, dtype=np.float64)
    slope = (heights[segment + 1] - heights[segment]) / (known[segment + 1] - known[segment])
    found = heights[segment] + slope * (normal - known[segment])
    lever = levers_of(projection.base).get(one.row)
    if lever is not None:
        found = np.clip(found, lever.low, lever.high)
    return [round(figure) for figure in found.tolist()]


def _ordered(subject: str | Indicator, values: list[Value]) -> list[Value]:
    """From the smallest to the greatest; those without a value at the worse end."""
    known = [value for value in values if value.absence is None]
    absent = [value for value in values if value.absence is not None]
    known.sort(key=lambda value: Fraction(value.numerator or 0, value.denominator or 1))
    worst_first = isinstance(subject, Indicator) and subject.better is Better.HIGHER
    return absent + known if worst_first else known + absent


def _check(projection: Projection, one: Uncertain) -> None:
    rows = projection.model.rows
    for year, quantiles in one.quantiles.items():
        if one.row not in rows or year not in rows[one.row].cells or year not in projection.model.years:
            raise Refused(_UNKNOWN.fill(row=one.row, year=str(year)))
        levels, values = [level for level, _ in quantiles], [value for _, value in quantiles]
        within = all(0 < level < 1 for level in levels)
        if len(quantiles) < 2 or not within or sorted(set(levels)) != levels or sorted(values) != values:
            raise Refused(_NOT_RISING.fill(row=rows[one.row].label, year=str(year)))
