"""The language of a projection: every yearly figure is a small formula over named rows and years.

All figures are integers: cents, hundred-millionths for a rate (`ONE` is 100 %), years, days, inhabitants. A product
is rounded at once to the unit of its row, to the nearest, halves away from zero, as a spreadsheet's ROUND does: so a
workbook made of the same formulas gives the same cents, and each year balances by addition alone.

One formula is read on plain integers, or on columns of them (draws, trial values of a goal) that stay exact.
`metrics.outlook.written` says the same formulas in words and as a spreadsheet writes them.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from metrics.outlook.origins import Origin
from metrics.text import Text
from metrics.units import Dimension, Unit

ONE = 10**8  # a rate of 100 %
RATE = Unit("rate", Text("%", "%"), Dimension(), Fraction(100, ONE), 6)
YEARS_COUNTED = Unit("years_counted", Text("ans", "years"), Dimension(year=1), Fraction(1), 0)
DAYS_COUNTED = Unit("days_counted", Text("jours", "days"), Dimension(year=1), Fraction(1), 0)
DAYS_IN_A_YEAR = 365

Key = tuple[str, int]  # a row and a year
Number = Any  # an int, or a numpy column of Python ints (dtype object): never a float
Read = Callable[[Key], Number]

ROUNDING = Text(
    "Intérêts et produits arrondis au centime le plus proche ; le demi-centime s'éloigne de zéro.",
    "Interest and products rounded to the nearest cent; half a cent goes away from zero.",
)


class Formula(ABC):
    """A figure of one year, made of its parts by `of`."""

    @abstractmethod
    def of(self, *values: int) -> int: ...

    def parts(self) -> tuple["Formula", ...]:
        return ()

    def value(self, read: Read) -> Number:
        return each(self.of, *(part.value(read) for part in self.parts()))

    def keys(self) -> Iterator[Key]:
        """The cells it reads."""
        for part in self.parts():
            yield from part.keys()


@dataclass(frozen=True)
class Cell(Formula):
    """The figure of a row in a year."""

    row: str
    year: int

    def of(self, *values: int) -> int:
        return values[0]

    def value(self, read: Read) -> Number:
        return read((self.row, self.year))

    def keys(self) -> Iterator[Key]:
        yield self.row, self.year


@dataclass(frozen=True)
class Entered(Formula):
    """A figure that no formula gives: of the base year, or chosen. origin: who or what chose it."""

    amount: int
    unit: Unit
    origin: Origin | None = None

    def of(self, *values: int) -> int:
        return self.amount


@dataclass(frozen=True)
class Total(Formula):
    """Sums and differences; of nothing it is zero."""

    terms: tuple[tuple[int, Formula], ...]

    def parts(self) -> tuple[Formula, ...]:
        return tuple(part for _, part in self.terms)

    def of(self, *values: int) -> int:
        return sum(sign * value for (sign, _), value in zip(self.terms, values, strict=True))

    def value(self, read: Read) -> Number:
        return sum((sign * part.value(read) for sign, part in self.terms), start=0)


@dataclass(frozen=True)
class Share(Formula):
    """A rate of an amount, rounded; over: the share of a year's rate that counts, as a divisor."""

    amount: Formula
    rate: Formula
    over: int = 1

    def parts(self) -> tuple[Formula, ...]:
        return (self.amount, self.rate)

    def of(self, *values: int) -> int:
        amount, rate = values
        return nearest(amount * rate, ONE * self.over)


@dataclass(frozen=True)
class Grown(Formula):
    """An amount increased by the sum of some rates, rounded."""

    amount: Formula
    rates: tuple[Formula, ...]

    def parts(self) -> tuple[Formula, ...]:
        return (self.amount, *self.rates)

    def of(self, *values: int) -> int:
        amount, *rates = values
        return nearest(amount * (ONE + sum(rates)), ONE)


@dataclass(frozen=True)
class ForDays(Formula):
    """The part of a yearly amount that a number of days takes, rounded."""

    amount: Formula
    days: Formula

    def parts(self) -> tuple[Formula, ...]:
        return (self.amount, self.days)

    def of(self, *values: int) -> int:
        amount, days = values
        return nearest(amount * days, DAYS_IN_A_YEAR)


@dataclass(frozen=True)
class Greatest(Formula):
    left: Formula
    right: Formula

    def parts(self) -> tuple[Formula, ...]:
        return (self.left, self.right)

    def of(self, *values: int) -> int:
        return max(values)


@dataclass(frozen=True)
class Smallest(Formula):
    left: Formula
    right: Formula

    def parts(self) -> tuple[Formula, ...]:
        return (self.left, self.right)

    def of(self, *values: int) -> int:
        return min(values)


@dataclass(frozen=True)
class IfAtMost(Formula):
    """`then` where `left` does not exceed `right`, `otherwise` elsewhere."""

    left: Formula
    right: Formula
    then: Formula
    otherwise: Formula

    def parts(self) -> tuple[Formula, ...]:
        return (self.left, self.right, self.then, self.otherwise)

    def of(self, *values: int) -> int:
        left, right, then, otherwise = values
        return then if left <= right else otherwise


@dataclass(frozen=True)
class Annuity(Formula):
    """The yearly payment that repays an amount with its interest in a number of years, rounded."""

    amount: Formula
    rate: Formula
    years: Formula

    def parts(self) -> tuple[Formula, ...]:
        return (self.amount, self.rate, self.years)

    def of(self, *values: int) -> int:
        amount, rate, years = values
        return nearest(amount * annuity_sides(rate, years)[0], annuity_sides(rate, years)[1])


@dataclass(frozen=True)
class Split(Formula):
    """An amount in equal yearly parts, rounded."""

    amount: Formula
    years: Formula

    def parts(self) -> tuple[Formula, ...]:
        return (self.amount, self.years)

    def of(self, *values: int) -> int:
        return nearest(*values)


def plus(*parts: Formula, less: Iterable[Formula] = ()) -> Total:
    """A sum; the terms of sums that it is made of become its own."""
    return Total(
        (*(term for part in parts for term in _terms(1, part)), *(term for part in less for term in _terms(-1, part)))
    )


def minus(whole: Formula, *parts: Formula) -> Total:
    return plus(whole, less=parts)


def _terms(sign: int, part: Formula) -> Iterator[tuple[int, Formula]]:
    if isinstance(part, Total):
        yield from ((sign * own, term) for own, term in part.terms)
    else:
        yield sign, part


def nearest(numerator: int, denominator: int) -> int:
    """The quotient rounded to the nearest integer, halves away from zero. denominator: above zero."""
    units = (2 * abs(numerator) + denominator) // (2 * denominator)
    return units if numerator >= 0 else -units


def annuity_sides(rate: int, years: int) -> tuple[int, int]:
    """The constant annuity of one, exactly: r(1+r)^n / ((1+r)^n − 1), or 1/n without interest."""
    if rate == 0:
        return 1, years
    grown = (ONE + rate) ** years
    return rate * grown, ONE * (grown - ONE**years)


def each(of: Callable[..., int], *values: Number) -> Number:
    """A function of integers applied to integers, or line by line where some are columns."""
    if any(isinstance(value, np.ndarray) for value in values):
        return np.frompyfunc(of, len(values), 1)(*values)
    return of(*values)
