"""Cells as spreadsheets hold them, typed or text, turned into what a field asks for; strictly, nothing guessed.

A remark names a reading that a person should know of: `number_as_text`, `sign` (a minus written another way),
`rounded` (a computed amount with parts of a cent).
"""

import re
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import NamedTuple

from data.importers.grid import UNCACHED, Cell
from data.importers.numbers import LONGEST, CellError, cents, exact

SCALES = {"euros": Decimal(1), "thousands": Decimal(1000), "cents": Decimal("0.01")}
_ISO = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:[T ][0-9:.]+Z?)?")
_SLASHED = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})(?: [0-9:.]+)?")
_COMPACT = re.compile(r"((?:19|20)[0-9]{2})([0-9]{2})([0-9]{2})")
_PARENTHESES = re.compile(r"\(\s*([^()]*[0-9][^()]*)\)")
_BEGINS_AS_A_FIGURE = re.compile(r"\s*(?:[0-9]|[-\u2212(].*[0-9])", re.DOTALL)
_ODD_MINUS = re.compile(r"[\u2212\u2013]|[0-9€ ]-\s*$")


class Read(NamedTuple):
    """An amount in cents, and the remark its cell deserves."""

    cents: int
    remark: str | None = None


def is_blank(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def looks_a_figure(cell: Cell) -> bool:
    """Whether a cell begins as figures do, at a glance: a number, « -12 », « (5) », « 1 234 € », but « 12 rue » too.

    A truth value is none, and neither is a dash. Whether a text is an amount or a count, only reading it tells.
    """
    if isinstance(cell, str):
        return _BEGINS_AS_A_FIGURE.match(cell) is not None
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def text_of(cell: Cell) -> str:
    """The cell as a person reads it: 60611.0 is « 60611 », a day is ISO; empty for a blank.

    CellError: `formula_no_cache`.
    """
    if isinstance(cell, str):
        return cell.strip()
    if cell is None:
        return ""
    if cell is UNCACHED:
        raise CellError("formula_no_cache", "")
    if isinstance(cell, bool):
        return "VRAI" if cell else "FAUX"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if not (cell.hour or cell.minute or cell.second) else cell.isoformat(" ")
    return str(cell)


def as_typed(text: str) -> Cell:
    """The number a spreadsheet would keep of a text typed in; the text where it is none, or could be two."""
    try:
        number = Decimal(cents(text)).scaleb(-2)
    except CellError:
        return text
    return int(number) if number == number.to_integral_value() else float(number)


def amount_of(cell: Cell, unit: str = "euros", *, typed: bool = False) -> Read | None:
    """An amount of money; None for a blank. unit: of `SCALES`. typed: figures are numbers in this form of file.

    CellError: `formula_no_cache`, `formula_error`, `ambiguous_number`, `bad_number`, `bad_number` for a day or a truth
    value, as `numbers.cents`.
    """
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _of_number(Decimal(repr(cell)), unit)
    if is_blank(cell):
        return None
    text = text_of(cell)
    if not isinstance(cell, str):
        raise CellError("bad_number", text[:LONGEST])
    return _of_text(text, unit, typed)


def number_of(cell: Cell) -> Decimal | None:
    """A number with any decimals; None for a blank. CellError as `numbers.exact`, `bad_number` for one without end."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _trimmed(_within_bounds(Decimal(repr(cell))))
    return None if is_blank(cell) else exact(text_of(cell))


def quantity_in(cell: Cell) -> Decimal | None:
    """As `number_of`, of something that is counted. CellError: `bad_count` instead of `bad_number`."""
    try:
        return number_of(cell)
    except CellError as error:
        raise CellError("bad_count", error.text) if error.code == "bad_number" else error from None


def count_of(cell: Cell) -> int | None:
    """A whole number that is not negative; None for a blank. CellError as `quantity_in`."""
    number = quantity_in(cell)
    if number is None:
        return None
    if number < 0 or number != number.to_integral_value():
        raise CellError("bad_count", text_of(cell)[:LONGEST])
    return int(number)


def day_of(cell: Cell, *, month_first: bool = False) -> date | None:
    """A day: ISO, « 31/12/2024 » day first, or a spreadsheet's own date; None for a blank. CellError: `bad_date`."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if is_blank(cell):
        return None
    return _day(text_of(cell), month_first)


@lru_cache(maxsize=65_536)
def _day(text: str, month_first: bool) -> date:
    if found := _ISO.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = found.groups()
    elif found := _SLASHED.fullmatch(text):
        first, second, year = found.groups()
        day, month = (second, first) if month_first else (first, second)
    else:
        raise CellError("bad_date", text[:LONGEST])
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise CellError("bad_date", text[:LONGEST]) from None


def _within_bounds(number: Decimal) -> Decimal:
    """The number, if a text could give it as well. CellError: `bad_number`, for NaN, infinity or over 13 digits."""
    if not number.is_finite() or abs(number) >= 10**13:
        raise CellError("bad_number", str(number)[:LONGEST])
    return number


def _of_number(number: Decimal, unit: str) -> Read:
    in_cents = _within_bounds(number) * SCALES[unit] * 100
    whole = in_cents.to_integral_value(ROUND_HALF_UP)
    # A spreadsheet's binary arithmetic leaves dust beyond the sixth decimal of a cent: not a rounding.
    return Read(int(whole), "rounded" if abs(in_cents - whole) > Decimal("0.0001") else None)


def _of_text(text: str, unit: str, typed: bool) -> Read:
    remark = "number_as_text" if typed else None
    if found := _PARENTHESES.fullmatch(text.replace("€", "").strip()):
        text, remark = f"-{found[1].strip()}", "sign"
    elif _ODD_MINUS.search(text):
        text, remark = text.replace("\u2013", "-"), "sign"
    if unit == "euros":
        return Read(cents(text), remark)
    read = _of_number(exact(text), unit)
    return Read(read.cents, read.remark or remark)


def _trimmed(number: Decimal) -> Decimal:
    whole = number.to_integral_value()
    return whole if number == whole else number
