"""What a projection cannot be made from: a sentence says what is wrong, where, and what to choose instead."""

from fractions import Fraction

from metrics.text import Text
from metrics.units import Unit
from metrics.values import round_half_up


class Refused(ValueError):
    """The choices do not make a projection; `why` is a sentence in both languages."""

    def __init__(self, why: Text) -> None:
        super().__init__(why.en)
        self.why = why


def shown(value: int, unit: Unit) -> Text:
    """A figure of a projection as a sentence quotes it: « 3,5 % », « 700 000 € »."""
    plain = number(value, unit)
    return Text(f"{plain.fr}\u00a0{unit.symbol.fr}", f"{plain.en}\u00a0{unit.symbol.en}")


def number(value: int, unit: Unit) -> Text:
    """The same without its unit, digits in threes as each language writes them."""
    exact = round_half_up(Fraction(value) * unit.scale, unit.decimals)
    english = f"{exact:,f}"
    english = english.rstrip("0").rstrip(".") if "." in english else english
    return Text(english.replace(",", "\u202f").replace(".", ","), english)
