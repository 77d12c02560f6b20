"""The formulas of a projection written out: in words for a passport, and as a workbook holds them, live.

In a workbook amounts are euros and rates are plain numbers (3.5 % is 0.035), so that a cell shows what the screen
shows. ROUND there rounds halves away from zero, as `formulas.nearest` does here.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

from metrics.language import Indicator, Labelled
from metrics.outlook.formulas import (
    DAYS_IN_A_YEAR,
    ONE,
    Annuity,
    Cell,
    Entered,
    ForDays,
    Formula,
    Greatest,
    Grown,
    IfAtMost,
    Key,
    Share,
    Smallest,
    Split,
    Total,
)
from metrics.outlook.loans import Covering, FirstPayment, Profile
from metrics.outlook.refusal import shown
from metrics.outlook.rows import Model
from metrics.text import Text
from metrics.units import DAYS, PERCENT, Unit
from metrics.values import round_half_up

Address = Callable[[Key], str]  # where a workbook keeps the figure of a row and a year: « Projection!F12 »

_PLAIN_RATE = Fraction(1, ONE)


def as_cell(model: Model, key: Key, address: Address) -> Decimal | str:
    """What a workbook puts in a cell: a number for a figure that was entered, else the text of a formula.

    Formulas use the English names of functions and commas, as workbook files hold them whatever their language.
    """
    formula = model.formula(key)
    if isinstance(formula, Entered):
        return plain(formula.amount, formula.unit)
    return "=" + _spreadsheet(formula, address, _decimals(model.rows[key[0]].unit))


def as_ratio(indicator: Indicator, year: int, address: Address) -> str:
    """The formula of a ratio; it shows nothing where its denominator is not above zero."""
    sides = (indicator.numerator, indicator.denominator)
    over, under = (address((side.name, year)) for side in sides if isinstance(side, Labelled))
    scale = f"*{DAYS_IN_A_YEAR}" if indicator.unit == DAYS else ""
    return f'=IF({under}>0,{over}/{under}{scale},"")'


def plain(value: int, unit: Unit) -> Decimal:
    """A figure as a workbook holds it: euros, a plain rate, a count."""
    return round_half_up(Fraction(value) * _scale(unit), _decimals(unit))


def in_words(model: Model, key: Key) -> Text:
    """The formula of a cell, with the labels of the rows that it reads and their years where these are others."""
    formula = model.formula(key)
    fr, en = (_said(model, formula, key[1], language) for language in ("fr", "en"))
    return Text(fr, en)


def _scale(unit: Unit) -> Fraction:
    """Of the integers of a unit to the figure in a workbook, where a percentage is a plain number."""
    return unit.scale / 100 if unit.symbol == PERCENT.symbol else unit.scale


def _decimals(unit: Unit) -> int:
    scale = _scale(unit)
    return len(str(scale.denominator)) - 1


# Of formulas that are no more than their parts in a pattern; the rounded ones are rounded to the unit of their row.
_PATTERNS: dict[type[Formula], str] = {
    Greatest: "MAX({},{})",
    Smallest: "MIN({},{})",
    IfAtMost: "IF({}<={},{},{})",
}
_ROUNDED_PATTERNS: dict[type[Formula], str] = {
    ForDays: f"{{}}*{{}}/{DAYS_IN_A_YEAR}",
    Annuity: "PMT({1},{2},-{0})",
    Split: "{}/{}",
}


def _spreadsheet(formula: Formula, at: Address, decimals: int) -> str:
    within = _spreadsheet if type(formula) in _PATTERNS else _operand
    parts = [within(part, at, decimals) for part in formula.parts()]
    match formula:
        case Cell(row=row, year=year):
            return at((row, year))
        case Entered(amount=amount, unit=unit):
            return f"{plain(amount, unit).normalize():f}"
        case Total(terms=terms):
            return _joined([sign for sign, _ in terms], parts, "+", "-")
        case Covering():
            return _covering(formula, parts, decimals)
    if type(formula) in _PATTERNS:
        return _PATTERNS[type(formula)].format(*parts)
    return f"ROUND({_product(formula, parts)},{decimals})"


def _product(formula: Formula, parts: list[str]) -> str:
    """What is rounded, before it is."""
    match formula:
        case Share(over=over):
            return "*".join(parts) + (f"/{over}" if over > 1 else "")
        case Grown():
            return f"{parts[0]}*(1+{'+'.join(parts[1:])})"
    return _ROUNDED_PATTERNS[type(formula)].format(*parts)


def _covering(formula: Covering, parts: list[str], decimals: int) -> str:
    """The loan of a year; `of` says the same exactly."""
    need, rate, years = parts
    if formula.first is FirstPayment.NEXT_YEAR:
        return f"MAX({need},0)"
    charge = f"{rate}/2"
    if formula.first is FirstPayment.SAME_YEAR:
        repaid = {Profile.CAPITAL: f"1/{years}+{rate}", Profile.BULLET: rate}
        charge = repaid.get(formula.profile, f"PMT({rate},{years},-1)")
    return f"MAX(ROUNDUP(ROUND({need},{decimals})/(1-({charge})),{decimals}),0)"


def _operand(part: Formula, at: Address, decimals: int) -> str:
    text = _spreadsheet(part, at, decimals)
    return f"({text})" if isinstance(part, Total) else text


def _joined(signs: list[int], parts: list[str], plus: str, minus: str) -> str:
    """A sum; the first term bears no plus."""
    text = "".join((plus if sign > 0 else minus) + part for sign, part in zip(signs, parts, strict=True))
    return text.removeprefix(plus) or "0"


_PREVIOUS = {"fr": "{label} de l'année précédente", "en": "{label} of the year before"}
_EXTREMES = (Greatest, Smallest)
_OF_YEAR = {"fr": "{label} de {year}", "en": "{label} of {year}"}
_SENTENCES: dict[type[Formula], dict[str, str]] = {
    Greatest: {"fr": "le plus grand de {} et {}", "en": "the greatest of {} and {}"},
    Smallest: {"fr": "le plus petit de {} et {}", "en": "the smallest of {} and {}"},
    IfAtMost: {"fr": "si {} ≤ {} : {}, sinon {}", "en": "if {} ≤ {}: {}, otherwise {}"},
    ForDays: {"fr": "{} × {} ÷ 365", "en": "{} × {} ÷ 365"},
    Split: {"fr": "{} ÷ {}", "en": "{} ÷ {}"},
    Annuity: {"fr": "échéance constante de {} au taux {} sur {}", "en": "constant annuity of {} at {} over {}"},
    Covering: {
        "fr": "emprunt qui apporte {}, sa propre charge de l'année comprise ; rien s'il ne manque rien",
        "en": "loan that brings {}, its own charge of the year included; nothing where nothing is lacking",
    },
}


def _compared(formula: Formula) -> Iterator[Formula]:
    """What the greatest or smallest is taken of: the greatest of a greatest is one of all."""
    for part in formula.parts():
        if type(part) is type(formula):
            yield from _compared(part)
        else:
            yield part


def _said(model: Model, formula: Formula, year: int, language: str) -> str:
    parts = [_part_said(model, part, year, language) for part in formula.parts()]
    match formula:
        case Cell():
            return _cell_said(model, formula, year, language)
        case Entered(amount=amount, unit=unit):
            return str(getattr(shown(amount, unit), language))
        case Total(terms=terms):
            return _joined([sign for sign, _ in terms], parts, " + ", " − ").strip()
        case Share(over=over):
            return " × ".join(parts) + (f" ÷ {over}" if over > 1 else "")
        case Grown():
            return f"{parts[0]} × (1 + {' + '.join(parts[1:])})"
    if type(formula) in _EXTREMES:
        *first, last = (_part_said(model, part, year, language) for part in _compared(formula))
        parts = [", ".join(first), last]
    return _SENTENCES[type(formula)][language].format(*parts)


def _cell_said(model: Model, cell: Cell, year: int, language: str) -> str:
    label = getattr(model.rows[cell.row].label, language)
    named = f"« {label} »" if language == "fr" else f'"{label}"'
    if cell.year == year:
        return named
    template = _PREVIOUS if cell.year == year - 1 else _OF_YEAR
    return template[language].format(label=named, year=cell.year)


def _part_said(model: Model, part: Formula, year: int, language: str) -> str:
    text = _said(model, part, year, language)
    return f"({text})" if isinstance(part, Total) else text
