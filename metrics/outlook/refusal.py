"""What a projection cannot be made from, and how its figures are quoted in the sentence that says so."""

from fractions import Fraction

from metrics.refusal import Refused
from metrics.text import Text
from metrics.units import Unit
from metrics.values import round_half_up

__all__ = ["Refused", "number", "shown"]


def shown(value: int, unit: Unit) -> Text:
    """A figure of a projection as a sentence quotes it: « 3,5 % », « 700 000 € »; English sets 3.5% close."""
    plain = number(value, unit)
    space = "" if unit.symbol.en == "%" else "\u00a0"
    return Text(f"{plain.fr}\u00a0{unit.symbol.fr}", f"{plain.en}{space}{unit.symbol.en}")


def number(value: int, unit: Unit) -> Text:
    """The same without its unit, digits in threes as each language writes them."""
    exact = round_half_up(Fraction(value) * unit.scale, unit.decimals)
    english = f"{exact:,f}"
    english = english.rstrip("0").rstrip(".") if "." in english else english
    return Text(english.replace(",", "\u202f").replace(".", ","), english)
