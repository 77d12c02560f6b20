"""What a cell counts, in thousandths of the measure's unit, or why it counts nothing: a blank, « NA », « fermé ».

Visits, loans and meals are whole; tonnes, hours and kilometres have decimals. Nothing is negative. Zero is a count.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, NamedTuple

from data.importers.absences import DASHES, adding
from data.importers.cells import amount_of, is_blank, quantity_in, text_of
from data.importers.grid import Cell
from data.importers.numbers import LONGEST, CellError
from data.importers.usage.words import split
from data.words import folded
from metrics.values import Absence

MILLI = 1000
MOST_TEXTS = 100_000  # kept once read
_LARGEST = 10**15  # thousandths
# Of a counter that is out of order, a program that holds no count, a place that is closed, a sample too small to say.
ABSENT: Final = adding(
    {
        **dict.fromkeys(("null", "none", "nan", "vide", "?", "??"), Absence.MISSING),
        **dict.fromkeys(("absent", "non compte", "en panne", "hs"), Absence.MISSING),
        **dict.fromkeys(("ferme", "fermee", "fermes", "fermeture", "ferie"), Absence.NOT_APPLICABLE),
        **dict.fromkeys(("closed", "chiuso", "cerrado"), Absence.NOT_APPLICABLE),
        **dict.fromkeys(("ns", "n.s."), Absence.WITHHELD),
    }
)
_THREE_DIGITS = re.compile(r"[0-9]{1,3}[.,][0-9]{3}")
_WITH_DECIMALS: Final = (
    "tonne tonnes tonnage tonnages t kg kilo kilos km kms kilometre kilometres m3 m³ h heure heures hour hours kwh mwh",
    "litre litres hl ha hectare hectares m2 m² ore horas metre metres",
)
_UNITS_WITH_DECIMALS: Final = frozenset(word for words in _WITH_DECIMALS for word in words.split())


class Quantity(NamedTuple):
    """thousandths is None exactly where absence says why; remark: a code for what a person must see."""

    thousandths: int | None
    absence: str | None = None
    remark: str | None = None


class Fraction(CellError):
    """Part of a unit of something that is counted whole: `bad_count`."""

    def __init__(self, text: str) -> None:
        super().__init__("bad_count", text)


MISSING: Final = Quantity(None, Absence.MISSING)


def has_decimals(*titles: str | None) -> bool:
    """Whether the words of a title name a unit that has decimals: tonnes, hours, kilometres, cubic metres."""
    return any(word in _UNITS_WITH_DECIMALS for title in titles if title for word in split(title))


def quantity_of(cell: Cell, *, decimals: bool = False, mark: str = "", typed: bool = False) -> Quantity:
    """mark: the decimal mark of the column, where « 12.345 » is known to be three decimals.

    typed: figures are numbers in this form of file. Fraction, CellError: `bad_count`, `ambiguous_number`,
    `formula_error`, `formula_no_cache`.
    """
    if is_blank(cell):
        return MISSING
    if not isinstance(cell, str):
        return _thousandths(_of_typed(cell), text_of(cell), decimals=decimals)
    text = cell.strip()
    if text.isascii() and text.isdecimal() and len(text) <= 12:
        return Quantity(int(text) * MILLI, remark="number_as_text" if typed else None)
    word = folded(text)
    if word in ABSENT:
        return Quantity(None, ABSENT[word])
    if text in DASHES:  # a spreadsheet may print a zero so: told, never counted
        return Quantity(None, Absence.MISSING, "dash")
    read = _thousandths(_of_text(text, mark), text, decimals=decimals)
    return read._replace(remark="number_as_text") if typed and read.remark is None else read


def plain(thousandths: int | None) -> str:
    """12500 → 12.5; empty for none."""
    if thousandths is None:
        return ""
    whole, rest = divmod(abs(thousandths), MILLI)
    text = f"{whole}.{rest:03d}".rstrip("0").rstrip(".")
    return f"-{text}" if thousandths < 0 else text


class Quantities(dict[Cell, tuple[int | None, str | None] | None]):
    """Thousandths and absence by cell, read once; None for a cell that needs care: an error, or something to tell."""

    def __init__(self, *, decimals: bool, typed: bool) -> None:
        super().__init__()
        self.decimals = decimals
        self.mark = ""
        self.typed = typed

    def read(self, cell: Cell, *, decimals: bool = False) -> Quantity:
        """decimals: those of the row's own measure. CellError as `quantity_of`."""
        return quantity_of(cell, decimals=self.decimals or decimals, mark=self.mark, typed=self.typed)

    def decide(self, *, decimals: bool, mark: str) -> None:
        """What the whole column showed of its numbers."""
        self.decimals, self.mark = decimals, mark
        self.clear()

    def of_typed(self, cell: Cell) -> tuple[int | None, str | None] | None:
        """As a look-up; but True, which is 1 to a dictionary, is no number."""
        return None if isinstance(cell, bool) else self[cell]

    def __missing__(self, cell: Cell) -> tuple[int | None, str | None] | None:
        if len(self) >= MOST_TEXTS:
            self.clear()
        try:
            found = self.read(cell)
        except CellError:
            plain = None
        else:
            plain = found[:2] if found.remark is None else None
        self[cell] = plain
        return plain


class Fees(dict[Cell, tuple[int | None] | None]):
    """Cents by cell, read once, None among them where there are none; None alone for a cell that needs care."""

    def __init__(self, unit: str, *, typed: bool) -> None:
        super().__init__()
        self.unit = unit
        self.typed = typed

    def read(self, cell: Cell) -> tuple[int | None, str | None]:
        """Cents and remark. CellError as `cells.amount_of`."""
        if isinstance(cell, str) and (folded(cell) in ABSENT or cell.strip() in DASHES):
            return None, None
        read = amount_of(cell, self.unit, typed=self.typed)
        return (None, None) if read is None else (read.cents, read.remark)

    def __missing__(self, cell: Cell) -> tuple[int | None] | None:
        if len(self) >= MOST_TEXTS:
            self.clear()
        try:
            cents, remark = self.read(cell)
        except CellError:
            remark = "error"
        self[cell] = None if remark else (cents,)
        return self[cell]


def is_ambiguous(text: str) -> bool:
    """« 1.234 » and « 1,234 »: a thousand, or three decimals."""
    return _THREE_DIGITS.fullmatch(text) is not None and not text.startswith("0")


class Writing(NamedTuple):
    """How the numbers of a column are written: whether most have decimals, and the mark before those."""

    decimals: bool
    mark: str


def writing_of(texts: list[str]) -> Writing:
    """What all cells of a column show together of what « 12,345 » may mean in one of them.

    A mark that is seen before one, two or four digits, or after a zero, is that of decimals.
    """
    numbers = [text for text in texts if re.fullmatch(r"[0-9][0-9 \u00a0\u202f]*(?:[.,][0-9]+)?", text)]
    fractions = [text for text in numbers if _is_fraction(text)]
    marks = {
        found[0] for text in fractions if (found := re.search(r"[.,]", text)) and not _THREE_DIGITS.fullmatch(text)
    }
    marks |= {text[1] for text in fractions if re.match(r"0[.,]", text)}
    return Writing(len(fractions) * 2 > len(numbers), marks.pop() if len(marks) == 1 else "")


def _is_fraction(text: str) -> bool:
    _, _, decimals = text.replace(",", ".").partition(".")
    return bool(decimals.strip("0"))


def _of_typed(cell: Cell) -> Decimal:
    number = quantity_in(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None
    if number is None:
        raise CellError("bad_count", text_of(cell)[:LONGEST])
    return number


def _of_text(text: str, mark: str) -> Decimal:
    if is_ambiguous(text) and (not mark or mark not in text):
        raise CellError("ambiguous_number", text[:LONGEST])
    if "%" in text or "€" in text:
        raise CellError("bad_count", text[:LONGEST])
    number = quantity_in(text)
    if number is None:
        raise CellError("bad_count", text[:LONGEST])
    return number


def _thousandths(number: Decimal, text: str, *, decimals: bool) -> Quantity:
    if number < 0 or not number.is_finite() or number * MILLI >= _LARGEST:
        raise CellError("bad_count", text[:LONGEST])
    if not decimals and number != number.to_integral_value():
        raise Fraction(text[:LONGEST])
    exact = number * MILLI
    whole = exact.to_integral_value(ROUND_HALF_UP)
    # A spreadsheet's binary arithmetic leaves dust beyond the ninth decimal: not a rounding.
    return Quantity(int(whole), remark="rounded_quantity" if abs(exact - whole) > Decimal("0.000001") else None)
