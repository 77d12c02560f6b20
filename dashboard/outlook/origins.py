"""Figures of a projection and where they come from, as people read them."""

from dataclasses import replace

from dashboard import formats
from dashboard.locale import say
from metrics.outlook.formulas import RATE, nearest
from metrics.outlook.origins import Origin, origin_in_words
from metrics.outlook.refusal import shown
from metrics.units import EUROS, EUROS_A_YEAR, Unit

FINEST = 100  # of a rate


def figure(value: int, unit: Unit) -> str:
    """« 12 345,67 € », « 1,83 % », « 20 ans »; a rate to the ten-thousandth of a percent."""
    value = nearest(value, FINEST) * FINEST if unit is RATE else value
    return formats.euros(value) if unit in (EUROS, EUROS_A_YEAR) else say(shown(value, unit))


def of(origin: Origin) -> str:
    """Whose choice it is; the user of this computer is called so."""
    return say(origin_in_words(replace(origin, by=formats.author(origin.by)) if origin.by else origin))
