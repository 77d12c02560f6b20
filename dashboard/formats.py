"""Figures as people read them, in the current language: 1 234 567,89 € or €1,234,567.89.

Money comes as integer cents, everything else as Decimal or int, and nothing passes through a float.
An absence is written as its word, never as a number.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import wraps
from typing import TypeVar

from babel.dates import format_date, get_month_names

from dashboard.locale import grouped, language, say, t
from data.words import folded
from metrics import units
from metrics.documents import STEP_LABELS, Step
from metrics.text import Text
from metrics.units import Unit
from metrics.values import ABSENCE_LABELS, Absence, Value, round_half_up

N = TypeVar("N")
Number = Decimal | int
NO_BREAK = "\u00a0"
EURO = "EUR"
LOCAL_USER = "local"  # the author of what is done on the pages, which know no account
_DECIMALS = (1, 2, 3, 4)
SCALES = ((10**9, Text("Md€", "bn")), (10**6, Text("M€", "M")), (10**3, Text("k€", "k")))


def _or_word(write: Callable[[N], str]) -> Callable[[N | Absence], str]:
    """The same function, which writes an absence too."""

    @wraps(write)
    def written(number: N | Absence) -> str:
        return say(ABSENCE_LABELS[number]) if isinstance(number, Absence) else write(number)

    return written


@_or_word
def euros(cents: int) -> str:
    """To the cent: 1 234 567,89 €."""
    return _currency(Decimal(cents).scaleb(-2))


def money(cents: int, currency: str) -> str:
    """To the cent, in any money: 1 234,56 USD; the bare figure where it is not known which."""
    if currency == EURO:
        return euros(cents)
    return f"{grouped(Decimal(cents).scaleb(-2))}{NO_BREAK}{currency}".rstrip(NO_BREAK)


@_or_word
def euros_rounded(cents: int) -> str:
    """To the nearest euro, half away from zero: 1 234 568 €."""
    return _currency(round_half_up(Fraction(cents, 100), 0))


@_or_word
def euros_compact(cents: int) -> str:
    """To one decimal of the thousand, million or billion that suits: 1,2 M€."""
    for scale, symbol in SCALES:
        amount = round_half_up(Fraction(cents, 100 * scale), 1)
        if abs(amount) >= 1:
            return _scaled(amount, symbol)
    return euros_rounded(cents)


def added_up(steps: Sequence[int], totals: Collection[int] = ()) -> Callable[[int], str]:
    """A writer in one unit, with the fewest decimals at which steps add up as they are read and none becomes zero.

    steps: in cents. totals: the ranks of those that are the level reached; the others move it. Whole euros where no
    such decimals are found.
    """
    largest = max(map(abs, steps), default=0)
    unit = next(((scale, symbol) for scale, symbol in SCALES if largest >= 100 * scale), None)
    if unit is None:
        return euros_rounded
    scale, symbol = unit
    for decimals in _DECIMALS:
        read = [round_half_up(Fraction(cents, 100 * scale), decimals) for cents in steps]
        end = round_half_up(Fraction(_end(steps, totals)) / (100 * scale), decimals)
        if (
            all(read[rank] == _end(read[:rank], totals) for rank in totals)
            and _end(read, totals) == end
            and _none_lost(steps, read)
        ):
            return lambda cents: _scaled(round_half_up(Fraction(cents, 100 * scale), decimals), symbol)
    return euros_rounded


def _end(steps: Sequence[Number], totals: Collection[int]) -> Number:
    """The level that steps reach."""
    return sum(one for rank, one in enumerate(steps) if rank not in totals)


def _none_lost(steps: Sequence[int], read: Sequence[Decimal]) -> bool:
    return all(bool(one) == bool(cents) for one, cents in zip(read, steps, strict=True))


def signed_euros(cents: int) -> str:
    """To the cent, with its sign: +1 234,50 €."""
    return f"+{euros(cents)}" if cents > 0 else euros(cents)


def signed_euros_rounded(cents: int) -> str:
    """As `euros_rounded`, with its sign."""
    return f"+{euros_rounded(cents)}" if cents > 0 else euros_rounded(cents)


def signed_euros_compact(cents: int) -> str:
    """As `euros_compact`, with its sign."""
    return f"+{euros_compact(cents)}" if cents > 0 else euros_compact(cents)


@_or_word
def euros_per_inhabitant(amount: Number) -> str:
    """An amount in euros for each inhabitant, with the decimals it comes with."""
    return t("unit.euros_per_inhabitant", amount=_currency(amount))


@_or_word
def percent(rate: Number) -> str:
    """A rate already out of a hundred, with the decimals it comes with: 69,29 %."""
    return f"{grouped(rate)}{NO_BREAK}%" if language() == "fr" else f"{grouped(rate)}%"


def share(part: int, whole: int) -> str:
    """A part of a whole to one decimal of a percent; nothing is no share of nothing."""
    return percent(round_half_up(Fraction(part, whole) * 100, 1)) if whole else ""


def signed_share(part: int, whole: int) -> str:
    """As `share`, with its sign: +4,2 %."""
    return f"+{share(part, whole)}" if part > 0 else share(part, whole)


@_or_word
def years(duration: Number) -> str:
    return t("unit.years", n=duration)


@_or_word
def days(duration: Number) -> str:
    return t("unit.days", n=duration)


@_or_word
def inhabitants(count: Number) -> str:
    return t("unit.inhabitants", n=count)


@_or_word
def number(value: Number) -> str:
    """A bare number, digits grouped, with the decimals it comes with."""
    return grouped(value)


def counted(thousandths: int) -> Decimal:
    """A quantity of use in its unit, with the decimals it has."""
    exact = Decimal(thousandths).scaleb(-3)
    return exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()


def quantity(thousandths: int) -> str:
    """1 200, or 12,5 where it is no whole number."""
    return grouped(counted(thousandths))


def figure(value: Value, unit: Unit) -> str:
    """A computed figure with its unit, rounded as official documents print it, or its absence in words."""
    shown = value.shown(unit)
    if shown is None:
        return say(ABSENCE_LABELS[value.absence or Absence.MISSING])
    return WRITERS[unit](shown)


def short_figure(value: Value, unit: Unit) -> str:
    """The figure as a card shows it at a glance: 2,5 M€, 1 000 €/hab., 13,0 %."""
    exact = value.exact(unit)
    if exact is None:
        return say(ABSENCE_LABELS[value.absence or Absence.MISSING])
    return short(exact, unit)


def short(exact: Fraction, unit: Unit) -> str:
    """A number in its unit, rounded to what can be read across a table."""
    if unit in (units.EUROS, units.EUROS_A_YEAR):
        return euros_compact(round(exact * 100))
    if unit in PER_INHABITANT:
        return t("unit.short_per_inhabitant", amount=_currency(round_half_up(exact, 0)))
    return WRITERS[unit](round_half_up(exact, min(1, unit.decimals)))


def bare(unit: Unit) -> Callable[[Number], str]:
    """The writer of a unit for narrow tables: euros per inhabitant are plain euros, the row says the rest."""
    return _currency if unit in PER_INHABITANT else WRITERS[unit]


def short_date(day: date) -> str:
    """15/03/2025, in both languages: the order is the one French documents use."""
    return format_date(day, "dd/MM/yyyy", locale=language())


def long_date(day: date) -> str:
    """15 mars 2025; the first of a month is an ordinal in French."""
    written = format_date(day, "d MMMM yyyy", locale=language())
    return written.replace("1 ", "1er ", 1) if language() == "fr" and day.day == 1 else written


def document_name(step: Step | str, number: int) -> str:
    """« Décision modificative 2 », « Compte clos (CA ou CFU) »."""
    return numbered(STEP_LABELS[Step(step)], number)


def numbered(name: Text, number: int) -> str:
    """number: 0 for what comes once."""
    return f"{say(name)} {number}" if number else say(name)


def day_of(at: datetime) -> date:
    """The day of an instant where the server stands: at 23:30 UTC, people in France are already on the next."""
    return at.astimezone().date()


def today() -> date:
    """The day that people here are on."""
    return day_of(datetime.now(UTC))


def moment(at: datetime) -> str:
    """« 24 novembre 2026 à 9 h 05 », where the server stands."""
    there = at.astimezone()
    time = t("unit.hour", hour=there.hour, minute=f"{there:%M}")
    return t("unit.moment", date=long_date(day_of(at)), time=time)


def listed(parts: Iterable[str]) -> str:
    """« un ; deux », each of several words: by a semicolon as the language sets it."""
    return ("\u202f; " if language() == "fr" else "; ").join(parts)


def author(name: str) -> str:
    """Who did something; of an installation without accounts, whoever sits there."""
    return t("unit.local_author") if name == LOCAL_USER else name


def month(day: date) -> str:
    """mars 2025"""
    return format_date(day, "MMMM yyyy", locale=language())


def month_name(number: int) -> str:
    """septembre. number: 1 to 12"""
    return str(get_month_names("wide", "stand-alone", language())[number])


def short_month(number: int) -> str:
    """sept. number: 1 to 12"""
    return str(get_month_names("abbreviated", "stand-alone", language())[number])


def in_order(text: str) -> tuple[tuple[int, str], ...]:
    """A key to sort names as people do: ratio 2 before ratio 10, É with E."""
    parts = re.split(r"([0-9]+)", folded(text))
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in parts)


def _currency(amount: Number) -> str:
    if language() == "fr":
        return f"{grouped(amount)}{NO_BREAK}€"
    return f"-€{grouped(-amount)}" if amount < 0 else f"€{grouped(amount)}"


def _scaled(amount: Decimal, symbol: Text) -> str:
    if language() == "fr":
        return f"{grouped(amount)}{NO_BREAK}{symbol.fr}"
    return f"{_currency(amount)}{symbol.en}"


PER_INHABITANT = (units.EUROS_PER_INHABITANT, units.EUROS_A_YEAR_PER_INHABITANT)
WRITERS: dict[Unit, Callable[[Number], str]] = {
    units.EUROS: _currency,
    units.EUROS_A_YEAR: _currency,
    units.EUROS_PER_INHABITANT: euros_per_inhabitant,
    units.EUROS_A_YEAR_PER_INHABITANT: euros_per_inhabitant,
    units.PERCENT: percent,
    units.PERCENT_OF_A_YEAR: percent,
    units.YEARS: years,
    units.DAYS: days,
    units.INHABITANTS: inhabitants,
}
