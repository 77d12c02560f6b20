"""Units of the figures, and the dimensions that let Python refuse a formula whose unit is wrong.

Amounts of money are integer cents everywhere inside; a unit says how the plain quotient of a
formula is turned into what is shown.
"""

from dataclasses import dataclass
from fractions import Fraction

from metrics.text import Text


@dataclass(frozen=True)
class Dimension:
    """Exponents of euro, inhabitant and year: a yearly flow of euros is Dimension(euro=1, year=-1)."""

    euro: int = 0
    inhabitant: int = 0
    year: int = 0

    def __truediv__(self, other: "Dimension") -> "Dimension":
        return Dimension(self.euro - other.euro, self.inhabitant - other.inhabitant, self.year - other.year)


@dataclass(frozen=True)
class Unit:
    """How a quantity of one dimension is shown: `plain × scale`, with `decimals` digits and a symbol."""

    name: str
    symbol: Text
    dimension: Dimension
    scale: Fraction
    decimals: int


class UnitMismatch(TypeError):
    """A formula adds or equates quantities of different dimensions."""


FLOW = Dimension(euro=1, year=-1)
STOCK = Dimension(euro=1)
PEOPLE = Dimension(inhabitant=1)

_CENTS = Fraction(1, 100)
_PERCENT = Text("%", "%")
_PER_HEAD = Text("€/hab.", "€ per inhabitant")

EUROS_A_YEAR = Unit("euros_a_year", Text("€", "€"), FLOW, _CENTS, 2)
EUROS = Unit("euros", Text("€", "€"), STOCK, _CENTS, 2)
INHABITANTS = Unit("inhabitants", Text("habitants", "inhabitants"), PEOPLE, Fraction(1), 0)
EUROS_A_YEAR_PER_INHABITANT = Unit("euros_a_year_per_inhabitant", _PER_HEAD, FLOW / PEOPLE, _CENTS, 2)
EUROS_PER_INHABITANT = Unit("euros_per_inhabitant", _PER_HEAD, STOCK / PEOPLE, _CENTS, 2)
PERCENT = Unit("percent", _PERCENT, Dimension(), Fraction(100), 2)
PERCENT_OF_A_YEAR = Unit("percent_of_a_year", _PERCENT, STOCK / FLOW, Fraction(100), 2)
YEARS = Unit("years", Text("années", "years"), STOCK / FLOW, Fraction(1), 1)
DAYS = Unit("days", Text("jours", "days"), STOCK / FLOW, Fraction(365), 0)
