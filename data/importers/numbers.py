"""Amounts as people and programs write them, read strictly: exact cents, or an error that quotes the cell.

Only the digits 0 to 9 count: `Decimal` alone would take « ١٢ », « 1_000 » or « NaN ». Nothing is rounded.
"""

import re
from decimal import Decimal
from typing import Any

LONGEST = 60  # characters of a cell that a message quotes
_NARROW_SPACES = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009\t", " "))
_AS_PROGRAMS_WRITE = re.compile(r"(-?[0-9]{1,13})(?:\.([0-9]{2}))?")
_NUMBER = re.compile(
    r"""
    (?P<whole> [0-9]{1,13}
             | [0-9]{1,3} (?:[ ][0-9]{3}){1,4}
             | [0-9]{1,3} (?:\.[0-9]{3}){1,4} (?=,)
             | [0-9]{1,3} (?:,[0-9]{3}){1,4} (?=\.) )
    (?: [.,] (?P<decimals>[0-9]{1,12}) )?
    """,
    re.VERBOSE,
)
_THOUSAND_OR_THREE_DECIMALS = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}-?")
_SPREADSHEET_ERROR = re.compile(r"#[A-ZÉ0-9/]+[!?]?|#+|Err:[0-9]+", re.IGNORECASE)
_IN_PARENTHESES = re.compile(r"\(([^()]*[0-9][^()]*)\)")
_CURRENCY = re.compile(r"\b(?:chf|usd|gbp|brl|cad|jpy|cny|xof|xaf|xpf|mad|dzd|tnd)\b|[$£¥]", re.IGNORECASE)


class CellError(ValueError):
    """A cell that cannot be read; code and text are those of a `Problem`."""

    def __init__(self, code: str, text: str, **parts: Any) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text
        self.parts = parts


def cents(text: str) -> int:
    """« 1 234,56 € » → 123456.

    CellError: `formula_error` for a spreadsheet's error, `sign` for accounting parentheses, with the part `read`,
    `ambiguous_number` for « 1.234 », a thousand or three decimals, `currency` for another money than the euro,
    `bad_number` for anything else that is not an amount in euros and cents.
    """
    if plain := _AS_PROGRAMS_WRITE.fullmatch(text):
        return int(plain[1] + (plain[2] or "00"))
    bare = _without(text, "€")
    if _THOUSAND_OR_THREE_DECIMALS.fullmatch(bare):
        raise CellError("ambiguous_number", text[:LONGEST])
    whole, decimals = _parts(bare, text)
    if decimals[2:].strip("0"):
        raise CellError("bad_number", text[:LONGEST])
    return int(whole + decimals[:2].ljust(2, "0"))


def exact(text: str) -> Decimal:
    """A number with any decimals, « 48,80 % » or « 3 446 ». CellError as `cents`, but for `ambiguous_number`."""
    whole, decimals = _parts(_without(text, "€%"), text)
    return Decimal(f"{whole}.{decimals}")


def _without(text: str, marks: str) -> str:
    """The text without its outer spaces and one currency or percent sign; a trailing minus comes first."""
    bare = text.translate(_NARROW_SPACES).replace("\u2212", "-").strip()
    if bare and bare[-1] in marks:
        bare = bare[:-1].rstrip()
    if bare.endswith("-") and not bare.startswith("-"):
        bare = f"-{bare[:-1].rstrip()}"
    return bare


def _parts(bare: str, text: str) -> tuple[str, str]:
    """Signed whole digits, and decimals."""
    sign, unsigned = ("-", bare[1:].lstrip()) if bare.startswith("-") else ("", bare.removeprefix("+"))
    match = _NUMBER.fullmatch(unsigned)
    if match is None:
        raise _what_is_wrong(text.strip(), text[:LONGEST])
    return sign + re.sub("[ .,]", "", match["whole"]), match["decimals"] or ""


def _what_is_wrong(bare: str, text: str) -> CellError:
    if _SPREADSHEET_ERROR.fullmatch(bare):
        return CellError("formula_error", text)
    if inner := _IN_PARENTHESES.fullmatch(bare):
        return CellError("sign", text, read="-" + inner[1].strip(" -"))
    return CellError("currency" if _CURRENCY.search(bare) else "bad_number", text)
