"""Scenarios side by side: what they choose differently, and what that changes, year by year."""

from dataclasses import dataclass
from fractions import Fraction

from metrics.language import Indicator
from metrics.outlook.choices import held, levers_of
from metrics.outlook.levers import Chosen, Lever, Project
from metrics.outlook.projection import Projection
from metrics.outlook.refusal import Refused
from metrics.text import Text
from metrics.values import Value

_OTHER_BASE = Text(
    "« {left} » et « {right} » ne partent pas de la même année de base : les comparer n'aurait pas de sens.",
    '"{left}" and "{right}" do not start from the same base year: comparing them would mean nothing.',
)


@dataclass(frozen=True)
class LeverDifference:
    """A lever that two scenarios choose differently in a year; each choice bears its origin."""

    lever: Lever
    year: int
    reference: Chosen
    other: Chosen


@dataclass(frozen=True)
class ValueDifference:
    """gap: other less reference, in the unit shown; None where one of the two has no value."""

    year: int
    reference: Value
    other: Value
    gap: Fraction | None


@dataclass(frozen=True)
class Comparison:
    """Two projections of one base year, over the years that both cover."""

    reference: Projection
    other: Projection
    years: tuple[int, ...]

    def amounts(self, row: str) -> dict[int, int]:
        """Other less reference, in the integers of the row's unit."""
        left, right = self.reference.series(row), self.other.series(row)
        return {year: right[year] - left[year] for year in self.years if year in left and year in right}

    def values(self, indicator: Indicator) -> tuple[ValueDifference, ...]:
        left, right = self.reference.values(indicator), self.other.values(indicator)
        return tuple(
            ValueDifference(year, left[year], right[year], _gap(indicator, left[year], right[year]))
            for year in self.years
        )

    def levers(self) -> tuple[LeverDifference, ...]:
        """Every lever whose value differs, in the order of the levers."""
        projected = [year for year in self.years if year != self.reference.base.year]
        left, right = (held(one.base, one.scenario, projected) for one in (self.reference, self.other))
        return tuple(
            LeverDifference(lever, year, left[name][year], right[name][year])
            for name, lever in levers_of(self.reference.base).items()
            for year in projected
            if left[name][year].value != right[name][year].value
        )

    def projects(self) -> tuple[tuple[Project | None, Project | None], ...]:
        """Projects that differ, or that one of the two has alone, as (reference, other)."""
        left, right = ({p.code: p for p in one.scenario.projects} for one in (self.reference, self.other))
        codes = dict.fromkeys((*left, *right))
        return tuple((left.get(code), right.get(code)) for code in codes if left.get(code) != right.get(code))


def compare(reference: Projection, other: Projection) -> Comparison:
    """Refused: the two do not start from the same figures."""
    if reference.base != other.base:
        raise Refused(_OTHER_BASE.fill(left=reference.scenario.name, right=other.scenario.name))
    return Comparison(reference, other, tuple(year for year in reference.years if year in other.years))


def _gap(indicator: Indicator, left: Value, right: Value) -> Fraction | None:
    sides = left.exact(indicator.unit), right.exact(indicator.unit)
    return None if sides[0] is None or sides[1] is None else sides[1] - sides[0]
