"""What a figure is once computed: a value, or one of three ways of having none. Zero is a value."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from metrics.text import Text
from metrics.units import Unit


class Absence(StrEnum):
    MISSING = "missing"
    NOT_APPLICABLE = "not_applicable"
    WITHHELD = "withheld"


ABSENCE_LABELS = {
    Absence.MISSING: Text("donnée manquante", "missing"),
    Absence.NOT_APPLICABLE: Text("sans objet", "not applicable"),
    Absence.WITHHELD: Text("non communiqué", "withheld"),
}


@dataclass(frozen=True)
class Value:
    """The two sides of a figure, in cents or inhabitants, and why there is none where there is none.

    numerator, denominator: integers; the denominator of a plain amount is 1. Either may be None.
    absence and why are both None for a value, both set otherwise.
    """

    numerator: int | None
    denominator: int | None
    absence: Absence | None = None
    why: Text | None = None

    def __post_init__(self) -> None:
        if (self.absence is None) != (self.why is None):
            raise ValueError("an absence needs its reason, and a value has none")

    def exact(self, unit: Unit) -> Fraction | None:
        """The figure as shown in this unit, without rounding; None for an absence."""
        if self.absence is not None or self.numerator is None or self.denominator is None:
            return None
        return Fraction(self.numerator, self.denominator) * unit.scale

    def shown(self, unit: Unit) -> Decimal | None:
        """The figure rounded half up to the unit's decimals, as official documents print it."""
        exact = self.exact(unit)
        return None if exact is None else round_half_up(exact, unit.decimals)


def round_half_up(value: Fraction, decimals: int) -> Decimal:
    """Round half away from zero, exactly: 0.125 to two decimals is 0.13, and -0.125 is -0.13."""
    scaled = abs(value) * 10**decimals
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-units if value < 0 else units).scaleb(-decimals)
