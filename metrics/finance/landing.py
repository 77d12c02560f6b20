"""Year-end landing: what the credits of a running year will come to, from how earlier years ended.

A rhythm is a share of something known now: of the credits opened, or of what was executed by the end of a month. The
projection is what is known times the mean share of the earlier years; the interval is Student's, for one more year.
The back-test projects each closed year from those before it, and says how far off it would have been.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction
from math import sqrt
from statistics import fmean, stdev
from typing import Any

FEWEST_YEARS = 3
LEVEL = 0.90
LAST_DAYS = timedelta(days=4)  # a month's last order may come before a weekend and a holiday that end it
A_YEAR = 12  # months


class Rhythm(StrEnum):
    OPENED = "opened"  # executed over the year ÷ credits opened
    MONTHLY = "monthly"  # executed over the year ÷ executed by the end of the month


class NoLanding(StrEnum):
    """Why there is no projection."""

    TOO_FEW_YEARS = "too_few_years"
    NOTHING_OPENED = "nothing_opened"
    NOTHING_EXECUTED = "nothing_executed"


@dataclass(frozen=True)
class PastYear:
    """A closed year, in cents. known: opened credits, or executed by the end of the month; executed: over the year.

    most: what may not be passed, the credits opened of expenditure; None for revenue, which has no such limit.
    """

    year: int
    known: int
    executed: int
    most: int | None = None


@dataclass(frozen=True)
class Miss:
    """A closed year as it would have been projected, in cents."""

    year: int
    projected: int
    low: int
    high: int
    executed: int
    most: int | None = None

    @property
    def inside(self) -> bool:
        return self.low <= self.executed <= self.high

    @property
    def error(self) -> Fraction | None:
        """Relative to what was executed; None for a year that executed nothing."""
        return None if self.executed == 0 else Fraction(self.projected - self.executed, abs(self.executed))


@dataclass(frozen=True)
class Landing:
    """A projection in cents, with its interval at `LEVEL`. back_test: oldest first, empty for the fewest years."""

    rhythm: Rhythm
    known: int
    projected: int
    low: int
    high: int
    years: tuple[int, ...]
    back_test: tuple[Miss, ...]

    @property
    def mean_error(self) -> Fraction | None:
        """The mean size of the errors that the back-test found, relative to what was executed."""
        errors = [abs(miss.error) for miss in self.back_test if miss.error is not None]
        return sum(errors, Fraction(0)) / len(errors) if errors else None

    @property
    def covered(self) -> int:
        return sum(miss.inside for miss in self.back_test)


def land(rhythm: Rhythm, known: int, past: Sequence[PastYear]) -> Landing | NoLanding:
    """Project a running year, as if nothing limited it. known: of the running year, as `PastYear.known`."""
    usable = sorted((one for one in past if one.known > 0), key=lambda one: one.year)
    if len(usable) < FEWEST_YEARS:
        return NoLanding.TOO_FEW_YEARS
    if known <= 0:
        return NoLanding.NOTHING_OPENED if rhythm is Rhythm.OPENED else NoLanding.NOTHING_EXECUTED
    missed = [_miss(usable[:rank], one) for rank, one in enumerate(usable) if rank >= FEWEST_YEARS]
    years = tuple(one.year for one in usable)
    return Landing(rhythm, known, *_projected(known, usable), years=years, back_test=tuple(missed))


def added(parts: Sequence[tuple[Landing | NoLanding, int]], whole: Landing | NoLanding) -> Landing | NoLanding:
    """The landing of a whole whose projection is the sum of its parts'.

    parts: each with the credits opened of it; one without a projection takes the rate of the whole. whole: projected
    on its own history, whose width is kept around the sum: what parts miss in both directions evens out there.
    """
    if not isinstance(whole, Landing):
        return whole
    known = [part for part, _ in parts if isinstance(part, Landing)]
    unknown = sum(opened for part, opened in parts if not isinstance(part, Landing))
    opened = sum(opened for _, opened in parts)
    share = whole.projected / opened if opened else 0.0
    projected = sum(part.projected for part in known) + round(unknown * share)
    low, high = _around(whole, projected)
    back_test = tuple(_added_miss(known, miss) for miss in whole.back_test)
    return replace(whole, projected=projected, low=low, high=high, back_test=back_test)


def within(landing: Landing | NoLanding, most: int | None) -> Landing | NoLanding:
    """A landing, and its closed years, that pass no limit. most: of the running year, as that of `PastYear`.

    What is already executed is no projection: where it passes the credits known, some decision is not imported.
    """
    if not isinstance(landing, Landing):
        return landing
    return replace(
        landing,
        **_limited(landing, None if most is None else max(most, landing.known)),
        back_test=tuple(replace(miss, **_limited(miss, miss.most)) for miss in landing.back_test),
    )


def _limited(one: Landing | Miss, most: int | None) -> dict[str, Any]:
    named = {"projected": one.projected, "low": one.low, "high": one.high}
    return {name: cents if most is None else min(most, cents) for name, cents in named.items()}


def _added_miss(parts: Sequence[Landing], whole: Miss) -> Miss:
    """A closed year of the whole; parts too young to be projected in it erred as the whole would have alone."""
    misses = [miss for part in parts for miss in part.back_test if miss.year == whole.year]
    others = whole.executed - sum(miss.executed for miss in misses)
    share = whole.projected / whole.executed if whole.executed else 0.0
    projected = sum(miss.projected for miss in misses) + round(others * share)
    low, high = _around(whole, projected)
    return replace(whole, projected=projected, low=low, high=high)


def _around(whole: Landing | Miss, projected: int) -> tuple[int, int]:
    """The interval of a projection, moved to stand around another."""
    moved = projected - whole.projected
    return max(0, whole.low + moved), whole.high + moved


@dataclass(frozen=True)
class Journal:
    """The orders of one side of a budget year: the days of the journal they stand in, and their sum in cents."""

    first: date
    last: date
    ordered: int


@dataclass(frozen=True)
class LeftOut:
    """A closed year that no rhythm of orders is read from: its journal does not hold all that the account says.

    journal: None where no order of the side is known. executed: as the account says; None where there is no account.
    """

    year: int
    journal: Journal | None
    executed: int | None


def left_out(year: int, journal: Journal | None, executed: int | None) -> LeftOut | None:
    """Why a past year cannot be read month by month; None where it can.

    It can where the orders come to what the account executed, or where the journal goes to the end of the year.
    """
    if journal and (journal.ordered == executed or whole_months(journal.first, journal.last, year) == A_YEAR):
        return None
    return LeftOut(year, journal, executed)


def whole_months(first: date, last: date, year: int) -> int:
    """The months from January that a journal of orders covers whole, 0 to 12. first, last: days of its orders."""
    if first > date(year, 1, 31) or last < first:
        return 0
    if last.year > year:
        return A_YEAR
    return last.month if (last + LAST_DAYS).month != last.month else last.month - 1


def better(landings: Mapping[Rhythm, Landing | NoLanding]) -> Landing | NoLanding:
    """The projection that erred least on closed years; the monthly one where neither was tried."""
    found = [landing for landing in landings.values() if isinstance(landing, Landing)]
    if not found:
        return next(iter(landings.values()))
    return min(found, key=lambda one: (one.mean_error is None, one.mean_error or 0, one.rhythm is Rhythm.OPENED))


def _miss(before: Sequence[PastYear], one: PastYear) -> Miss:
    return Miss(one.year, *_projected(one.known, before), executed=one.executed, most=one.most)


def _projected(known: int, past: Sequence[PastYear]) -> tuple[int, int, int]:
    """The projection and its interval, in cents; nothing lands below what a share of zero would give."""
    shares = [one.executed / one.known for one in past]
    mean, around = fmean(shares), _student(len(shares)) * stdev(shares) * sqrt(1 + 1 / len(shares))
    return round(known * mean), round(known * max(0.0, mean - around)), round(known * (mean + around))


def _student(years: int) -> float:
    """The quantile for one more year among `years`, at `LEVEL`."""
    from scipy.special import stdtrit  # noqa: PLC0415 (scipy is heavy, and most pages project nothing)

    return float(stdtrit(years - 1, (1 + LEVEL) / 2))
