"""Multi-year commitments (autorisations de programme, crédits de paiement): planned, adjusted, executed, remaining."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from metrics.nomenclature import Section


@dataclass(frozen=True)
class Schedule:
    """What one vote of the council authorised, in cents: in all, and as payment credits by year."""

    voted_on: date
    total: int
    credits: Mapping[int, int]

    @property
    def unallotted(self) -> int:
        """Authorised without a year: 0 where the credits add up, as they should."""
        return self.total - sum(self.credits.values())


@dataclass(frozen=True)
class Programme:
    """One commitment over the years. schedules: oldest vote first, at least one. executed: cents by year."""

    code: str
    name: str
    operation: str | None
    schedules: tuple[Schedule, ...]
    executed: Mapping[int, int]
    section: Section = Section.INVESTMENT  # a commitment of operating is an AE, with its CP

    @property
    def planned(self) -> Schedule:
        return self.schedules[0]

    @property
    def in_force(self) -> Schedule:
        return self.schedules[-1]

    @property
    def drift(self) -> int:
        """What the council added to its first vote, in cents."""
        return self.in_force.total - self.planned.total

    def executed_until(self, year: int) -> int:
        return sum(cents for of_year, cents in self.executed.items() if of_year <= year)

    def remaining(self, year: int) -> int:
        """Still to be paid after a year, in cents; below zero where more was spent than authorised."""
        return self.in_force.total - self.executed_until(year)

    def unplanned(self, year: int) -> int:
        """Left after a year beyond the credits of the years to come, in cents; below zero where they plan more."""
        return self.remaining(year) - sum(cents for of_year, cents in self.in_force.credits.items() if of_year > year)

    @property
    def last_paid(self) -> int | None:
        """The last year with a payment."""
        return max((year for year, cents in self.executed.items() if cents), default=None)

    def unspent(self, year: int) -> int | None:
        """The credit of a year that was not spent in it; None where the schedule in force has none."""
        credit = self.in_force.credits.get(year)
        return None if credit is None else credit - self.executed.get(year, 0)

    def known_at_end_of(self, year: int) -> "Programme | None":
        """As it stood on 31 December: later votes and payments left out. None before its first vote."""
        voted = tuple(one for one in self.schedules if one.voted_on.year <= year)
        paid = {of_year: cents for of_year, cents in self.executed.items() if of_year <= year}
        return replace(self, schedules=voted, executed=paid) if voted else None

    @property
    def years(self) -> range:
        """From the first year of a credit or a payment to the last one."""
        known = {*self.executed, *(year for schedule in self.schedules for year in schedule.credits)}
        return range(min(known), max(known) + 1) if known else range(0)


def due_by_year(programmes: Iterable[Programme], after: int) -> dict[int, int]:
    """The payment credits in force for the years after one, added up: what is already promised of the years to come."""
    promised: dict[int, int] = {}
    for programme in programmes:
        for year, cents in programme.in_force.credits.items():
            if year > after:
                promised[year] = promised.get(year, 0) + cents
    return dict(sorted(promised.items()))
