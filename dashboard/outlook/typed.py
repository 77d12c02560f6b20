"""A lever as a person types it: one value for all years, or one a year with « ; » between them."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from dashboard.locale import language, t
from data.importers import numbers
from metrics.outlook.formulas import RATE
from metrics.outlook.levers import Chosen, Lever, percent
from metrics.outlook.origins import Origin
from metrics.outlook.refusal import number
from metrics.units import EUROS, EUROS_A_YEAR, Unit

BETWEEN = ";"


class NotAFigure(ValueError):
    """The sentence says what was typed, and what to type instead."""


def holds_on(lever: Lever) -> bool:
    """Whether the last value typed goes on: an amount in euros that does not carry is of its year alone."""
    return lever.carries or lever.unit is not EUROS_A_YEAR


def written(figure: int, unit: Unit) -> str:
    """A figure as it may be typed again: no comma between thousands, which would be read as decimals."""
    french = number(figure, unit).fr
    return french if language() == "fr" else french.replace(",", ".")


def decimal(plain_number: Decimal | int) -> str:
    """A plain number as it may be typed again."""
    text = str(plain_number)
    return text.replace(".", ",") if language() == "fr" else text


def text_of(lever: Lever, values: Mapping[int, int]) -> str:
    """What is held year by year, as short as it can be typed. values: every projected year, in order."""
    held = list(values.values())
    ending = held[-1] if holds_on(lever) else 0
    while len(held) > 1 and held[-1] == ending and held[-2] == ending:
        held.pop()
    if len(held) > 1 and held[-1] == 0 and not holds_on(lever):
        held.pop()
    return f" {BETWEEN} ".join(written(value, lever.unit) for value in held)


def chosen(text: str, lever: Lever, years: Iterable[int], origin: Origin) -> tuple[Chosen, ...]:
    """The choices typed, one a year. NotAFigure."""
    typed = [figure(part, lever.unit) for part in text.split(BETWEEN)]
    years = list(years)
    if len(typed) > len(years):
        raise NotAFigure(t("outlook.too_many_years", n=len(years), first=years[0], last=years[-1]))
    rest = typed[-1] if holds_on(lever) else 0
    return tuple(
        Chosen(year, value, origin) for year, value in zip(years, _filled(typed, rest, len(years)), strict=True)
    )


def figure(text: str, unit: Unit) -> int:
    """In the integers of the unit. NotAFigure."""
    try:
        if unit in (EUROS, EUROS_A_YEAR):
            return numbers.cents(text)
        read = numbers.exact(text)
    except numbers.CellError as error:
        raise NotAFigure(t("outlook.not_a_figure", text=text.strip())) from error
    return percent(read) if unit is RATE else _whole(read, text)


def whole(text: str) -> int:
    """A count. NotAFigure."""
    try:
        return _whole(numbers.exact(text), text)
    except numbers.CellError as error:
        raise NotAFigure(t("outlook.not_a_figure", text=text.strip())) from error


def _whole(read: Decimal, text: str) -> int:
    if read != read.to_integral_value():
        raise NotAFigure(t("outlook.not_whole", text=text.strip()))
    return int(read)


def _filled(typed: list[int], rest: int, count: int) -> list[int]:
    return typed + [rest] * (count - len(typed))
