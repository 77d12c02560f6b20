"""Amounts are read to the cent from any honest writing, and never guessed."""

import string
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers.numbers import CellError, cents, exact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1234.56", 123456),
        ("1234,5", 123450),
        ("0", 0),
        ("007", 700),
        ("1 234,56", 123456),
        ("1\u00a0234\u00a0567,89", 123456789),
        ("1\u202f234,56 €", 123456),
        ("1.234,56", 123456),
        ("1,234.56", 123456),
        ("-12,50", -1250),
        ("- 12,50", -1250),
        ("12,50-", -1250),
        ("\u221212.5", -1250),
        ("+12", 1200),
        ("1234.5600", 123456),
        ("0.000", 0),
        (" 12 ", 1200),
    ],
)
def test_honest_writings_of_an_amount(text, expected):
    assert cents(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_number"),
        ("douze", "bad_number"),
        ("NaN", "bad_number"),
        ("inf", "bad_number"),
        ("1_000", "bad_number"),
        ("١٢", "bad_number"),
        ("１２", "bad_number"),
        ("1e5", "bad_number"),
        ("2,15E+13", "bad_number"),
        ("12 34", "bad_number"),
        ("1 23,4", "bad_number"),
        ("12,345.6,7", "bad_number"),
        ("--5", "bad_number"),
        ("-5-", "bad_number"),
        ("5.", "bad_number"),
        (".5", "bad_number"),
        ("12 %", "bad_number"),
        ("1,2 k€", "bad_number"),
        ("€", "bad_number"),
        ("1234.567", "bad_number"),
        ("12.3456", "bad_number"),
        ("99999999999999", "bad_number"),
        ("1" + " " * 200 + "9", "bad_number"),
        ("1.234", "ambiguous_number"),
        ("-1,234", "ambiguous_number"),
        ("1.000", "ambiguous_number"),
        ("#REF!", "formula_error"),
        ("#N/A", "formula_error"),
        ("#DIV/0!", "formula_error"),
        ("#VALEUR!", "formula_error"),
        ("#NOM?", "formula_error"),
        ("########", "formula_error"),
        ("Err:502", "formula_error"),
        ("(1 200,00)", "sign"),
        ("1 200,00 CHF", "currency"),
        ("$1,200.00", "currency"),
    ],
)
def test_what_is_no_amount_says_why_and_quotes_the_cell(text, code):
    with pytest.raises(CellError) as refused:
        cents(text)
    assert (refused.value.code, refused.value.text) == (code, text[:60])


@pytest.mark.parametrize(
    ("text", "expected"),
    [("48,80 %", "48.80"), ("3 446", "3446"), ("730,46", "730.46"), ("3.455", "3.455"), ("-0,5", "-0.5")],
)
def test_a_declared_figure_keeps_its_decimals(text, expected):
    assert exact(text) == Decimal(expected)


AMOUNTS = st.integers(-(10**14), 10**14)  # up to a thousand billion euros
FRENCH_SPACES = st.sampled_from([" ", "\u00a0", "\u202f", ""])


def _euros(amount: int, thousands: str, decimal: str) -> str:
    whole, decimals = divmod(abs(amount), 100)
    return f"{'-' if amount < 0 else ''}{whole:,}".replace(",", thousands) + f"{decimal}{decimals:02d}"


@given(AMOUNTS, FRENCH_SPACES)
def test_cents_survive_french_text(amount, space):
    assert cents(_euros(amount, space, ",")) == amount


@given(AMOUNTS, st.sampled_from([(",", "."), (".", ","), ("", ".")]))
def test_cents_survive_english_and_continental_text(amount, marks):
    thousands, decimal = marks
    assert cents(_euros(amount, thousands, decimal)) == amount


def _code(text):
    try:
        cents(text)
    except CellError as error:
        return error.code
    return None


@given(st.text(string.digits + " .,-()€%#e\u00a0\u2212_") | st.text())
def test_any_text_is_cents_or_a_cell_error(text):
    assert _code(text) in {None, "bad_number", "ambiguous_number", "formula_error", "sign", "currency"}
