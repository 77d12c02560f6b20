"""Goal seek: the smallest change of one lever that brings a figure to its goal, or that none does.

The change is sought outwards from nothing, on both sides, by dividing the interval: that finds the smallest one where
more of the same change never undoes it, which is looked at too (`Found.steady`).
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from metrics.language import Indicator
from metrics.outlook.choices import held, levers_of
from metrics.outlook.levers import Chosen, Lever
from metrics.outlook.marks import Bound, holds
from metrics.outlook.origins import Origin, OriginKind
from metrics.outlook.projection import Projection, project
from metrics.outlook.refusal import Refused
from metrics.outlook.trials import Trials, column, trials
from metrics.text import Text
from metrics.units import Unit

PARTS = 16  # into how many an interval is divided at a time
_NO_YEAR = Text(
    "Choisir au moins une année projetée pour l'objectif et pour le levier.",
    "Choose at least one projected year for the goal and for the lever.",
)
_NO_STEP = Text("Le pas de la recherche doit être supérieur à zéro.", "The step of the search must be above zero.")
_UNKNOWN = Text("Aucun levier ne s'appelle « {name} ».", 'No lever is called "{name}".')


@dataclass(frozen=True)
class Goal:
    """A figure kept on the right side of a value, given in the unit shown (years, %, euros), in every year named.

    subject: an indicator, or a row by its name.
    """

    subject: Indicator | str
    bound: Bound
    value: Fraction
    years: tuple[int, ...]


@dataclass(frozen=True)
class Change:
    """What may be added to a lever, the same in each year named, in the integers of its unit.

    low, high: the bounds of the change, below and above nothing; step: how finely it is sought.
    """

    lever: str
    years: tuple[int, ...]
    low: int
    high: int
    step: int = 1


@dataclass(frozen=True)
class AlreadyMet:
    projection: Projection


@dataclass(frozen=True)
class Found:
    """added: to the lever in each year of the change. steady: no larger change within the bounds misses the goal."""

    added: int
    projection: Projection
    steady: bool


@dataclass(frozen=True)
class OutOfReach:
    """No change tried meets the goal; the projections at both ends show how far they lead."""

    low: int
    high: int
    at_low: Projection
    at_high: Projection


Answer = AlreadyMet | Found | OutOfReach


def seek(projection: Projection, goal: Goal, change: Change) -> Answer:
    """Refused: the goal or the change names no projected year, or no lever."""
    _check(projection, goal, change)
    if _met(_at(projection, change, [0]), goal)[0]:
        return AlreadyMet(projection)
    low, high = _within_lever(projection, change)
    found = [side for limit in (low, high) if (side := _outwards(projection, goal, change, limit))]
    if found:
        added, steady = min(found, key=lambda side: abs(side[0]))
        return Found(added, changed(projection, change, added), steady)
    return OutOfReach(low, high, *(changed(projection, change, end) for end in (low, high)))


def changed(projection: Projection, change: Change, added: int) -> Projection:
    """The projection of the same scenario with the change made; what is changed bears its origin."""
    base, scenario = projection.base, projection.scenario
    choices = tuple(
        Chosen(year, choice.value + added, Origin(OriginKind.GOAL))
        if year in change.years
        else replace(choice, year=year)
        for year, choice in held(base, scenario, projection.model.years)[change.lever].items()
    )
    levers = {**scenario.levers, change.lever: choices}
    return project(base, replace(scenario, levers=levers), len(projection.model.years))


def _outwards(projection: Projection, goal: Goal, change: Change, limit: int) -> tuple[int, bool] | None:
    """The smallest change towards a limit that meets the goal, and whether all larger ones tried do."""
    sign = 1 if limit > 0 else -1

    def met(steps: list[int]) -> list[bool]:
        return _met(_at(projection, change, [sign * change.step * step for step in steps]), goal)

    farthest = abs(limit) // change.step
    if farthest == 0:
        return None
    tried = _divided(0, farthest)
    reached = met(tried)
    if not any(reached):
        return None
    first = reached.index(True)
    return sign * change.step * _narrowed(met, tried[first - 1] if first else 0, tried[first]), all(reached[first:])


def _narrowed(met: Callable[[list[int]], list[bool]], missed: int, reached: int) -> int:
    """Between a number of steps that misses the goal and one that reaches it: the first that does."""
    while reached - missed > 1:
        tried = _divided(missed, reached)
        first = met(tried).index(True)
        missed, reached = tried[first - 1] if first else missed, tried[first]
    return reached


def _divided(missed: int, reached: int) -> list[int]:
    """Numbers of steps beyond `missed`, up to `reached`, evenly apart."""
    parts = min(PARTS, reached - missed)
    return [missed + (reached - missed) * part // parts for part in range(1, parts + 1)]


def _at(projection: Projection, change: Change, added: list[int]) -> Trials:
    instead = {
        (change.lever, year): column([projection.figures[change.lever, year] + more for more in added])
        for year in change.years
    }
    return trials(projection, instead, len(added))


def _met(tried: Trials, goal: Goal) -> list[bool]:
    unit = _unit(tried.projection, goal.subject)
    years = [tried.values(goal.subject, year) for year in goal.years]
    return [all(holds(value, goal.bound, goal.value, unit) for value in trial) for trial in zip(*years, strict=True)]


def _unit(projection: Projection, subject: Indicator | str) -> Unit:
    return projection.model.rows[subject].unit if isinstance(subject, str) else subject.unit


def _within_lever(projection: Projection, change: Change) -> tuple[int, int]:
    """The bounds of the change, drawn in so that the lever stays within its own."""
    lever: Lever = levers_of(projection.base)[change.lever]
    values = [projection.figures[change.lever, year] for year in change.years]
    low, high = max(change.low, lever.low - min(values)), min(change.high, lever.high - max(values))
    return min(low, 0), max(high, 0)


def _check(projection: Projection, goal: Goal, change: Change) -> None:
    if change.lever not in levers_of(projection.base):
        raise Refused(_UNKNOWN.fill(name=change.lever))
    projected = set(projection.model.years)
    for years in (goal.years, change.years):
        if not years or not projected.issuperset(years):
            raise Refused(_NO_YEAR)
    if change.step < 1:
        raise Refused(_NO_STEP)
