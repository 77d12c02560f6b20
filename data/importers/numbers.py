"""Amounts as people and programs write them, read strictly: exact cents, or an error that quotes the cell.

Only the digits 0 to 9 count, `Decimal` alone would take « ١٢ », « 1_000 » or « NaN ». Nothing is rounded.
"""

import re
from decimal import Decimal
from typing import Any

_SPACES = str.maketrans("", "", " \u00a0\u202f\u2009\t")
_PLAIN = re.compile(r"(-?)([0-9]{1,15})(?:[.,]([0-9]{1,12}))?")
_GROUPED = re.compile(r"(-?)([0-9]{1,3}(?:\.[0-9]{3})+),([0-9]{1,12})")
_SPREADSHEET_ERROR = re.compile(r"#[A-ZÉ/0]+[!?]?|#N/A", re.IGNORECASE)
_IN_PARENTHESES = re.compile(r"\(.*[0-9].*\)")
LONGEST = 60


class CellError(ValueError):
    """A cell that cannot be read; code and text are those of a `Problem`."""

    def __init__(self, code: str, text: str, **parts: Any) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.parts = parts


def cents(text: str) -> int:
    """« 1 234,56 » → 123456.

    CellError: `formula_error` for a spreadsheet's error, `sign` for accounting parentheses, `bad_number`
    for anything that is not an amount in euros and cents.
    """
    decimal = exact(text)
    scaled = decimal.scaleb(2)
    if scaled != scaled.to_integral_value():
        raise CellError("bad_number", text[:LONGEST])
    return int(scaled)


def exact(text: str) -> Decimal:
    """A number with any decimals, sign first or last, euro or percent sign aside. CellError as `cents`."""
    bare = _bare(text)
    match = _PLAIN.fullmatch(bare) or _GROUPED.fullmatch(bare)
    if match is None:
        raise CellError(_what_is_wrong(text), text[:LONGEST])
    sign, whole, decimals = match.groups()
    return Decimal(f"{sign}{whole.replace('.', '')}.{decimals or '0'}")


def _bare(text: str) -> str:
    bare = text[: 4 * LONGEST].translate(_SPACES).replace("\u2212", "-").rstrip("€%")
    return f"-{bare[:-1]}" if bare.endswith("-") else bare.removeprefix("+")


def _what_is_wrong(text: str) -> str:
    if _SPREADSHEET_ERROR.fullmatch(text.strip()):
        return "formula_error"
    return "sign" if _IN_PARENTHESES.fullmatch(text.strip()) else "bad_number"
