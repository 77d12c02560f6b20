"""Whatever a cell holds: an answer or a declared error, and never another amount or day than the one written."""

import re
import string
from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.importers import cells, readers
from data.importers.grid import UNCACHED
from data.importers.numbers import CellError, cents, exact
from data.importers.titles import Titles

pytestmark = pytest.mark.soak
MANY = settings(max_examples=20_000, derandomize=False)
NO_AMOUNT = {"bad_number", "ambiguous_number", "formula_error", "sign", "currency"}
FORMULA = "formula_no_cache"

SPACES = " \u00a0\u202f\u2009\t\u2007\u3000\n"
SIGNS = "-+\u2212\u2013\u2014()"
NUMBER_LIKE = st.text(string.digits + SPACES + SIGNS + ".,'’\"€$£%#eEkKM_/:xX١２²½", max_size=24)
AMOUNTS = st.integers(-(10**15) + 1, 10**15 - 1)  # cents, as far as an amount goes
TEXTS = NUMBER_LIKE | st.text(max_size=40)
DAY_LIKE = st.from_regex(r"[0-9]{1,4}[-/.][0-9]{1,2}[-/.][0-9]{1,4}([T ][0-9:.]{0,12}Z?)?", fullmatch=True)
CELLS = st.one_of(
    *(st.none(), st.just(UNCACHED), st.booleans(), st.integers(), st.floats(), st.dates(), st.datetimes()),
    *(st.times(), st.timedeltas(), TEXTS, DAY_LIKE, st.from_regex(r"(19|20)[0-9]{6}", fullmatch=True)),
)
KNOWN = [(read, Titles(read.fields)) for read in readers.KINDS]
TITLES = st.text(max_size=40) | st.sampled_from(
    [title for read, _ in KNOWN for field in read.fields for title in (field.name, *field.headers)]
)


def outcome(convert, *arguments, **named):
    """What was read and None, or None and the code of the declared error."""
    try:
        return convert(*arguments, **named), None
    except CellError as error:
        return None, error.code


def plainly(text: str) -> Decimal:
    """The amount a person reads: the last mark parts the decimals, the others group thousands."""
    bare = re.sub(r"[\s€+]", "", text.replace("\u2212", "-"))
    whole, mark, decimals = re.fullmatch(r"(.*?)(?:([.,])([0-9]*))?", bare.strip("-")).groups()
    digits = re.sub("[.,]", "", whole)
    return Decimal(f"{'-' if '-' in bare else ''}{digits}.{decimals if mark else '0'}")


@MANY
@given(TEXTS)
def test_any_text_is_the_amount_it_says_or_a_cell_error(text):
    read, code = outcome(cents, text)
    assert code in NO_AMOUNT if read is None else Decimal(read) == plainly(text) * 100


@MANY
@given(TEXTS)
def test_any_text_is_the_number_it_says_or_a_cell_error(text):
    read, code = outcome(exact, text)
    assert code in NO_AMOUNT if read is None else read == plainly(text.replace("%", ""))


@MANY
@given(TEXTS)
def test_a_cell_error_quotes_the_cell(text):
    try:
        cents(text)
    except CellError as error:
        quoted = error.text
    else:
        return
    assert quoted == text[:60]


@MANY
@given(
    AMOUNTS,
    st.sampled_from([("", "."), ("", ","), (" ", ","), ("\u00a0", ","), ("\u202f", ","), (".", ","), (",", ".")]),
    st.sampled_from(["{}", " {} ", "{} €", "{}€", "+{}", "\u00a0{}\u00a0€"]),
    st.sampled_from(["-{}", "- {}", "\u2212{}", "{}-"]),
)
def test_an_amount_survives_every_honest_writing(amount, marks, around, minus):
    thousands, decimal = marks
    whole, parts = divmod(abs(amount), 100)
    text = f"{whole:,}".replace(",", thousands) + f"{decimal}{parts:02d}"
    if amount < 0:
        text, around = minus.format(text), around.replace("+", "")
    assert cents(around.format(text)) == amount


@MANY
@given(CELLS, st.sampled_from(sorted(cells.SCALES)), st.booleans())
def test_any_cell_is_an_amount_or_a_cell_error(cell, unit, typed):
    read, code = outcome(cells.amount_of, cell, unit, typed=typed)
    if code is not None:
        assert code in {*NO_AMOUNT, FORMULA}
    elif read is None:
        assert cells.is_blank(cell)
    else:
        assert abs(read.cents) < 10**18
        assert read.remark in {None, "number_as_text", "sign", "rounded"}


@MANY
@given(st.floats(-1e13, 1e13, exclude_min=True, exclude_max=True), st.sampled_from(sorted(cells.SCALES)))
def test_a_number_that_is_rounded_says_so(number, unit):
    read = cells.amount_of(number, unit)
    away = abs(Decimal(read.cents) - Decimal(repr(number)) * cells.SCALES[unit] * 100)
    assert away <= Decimal("0.5") if read.remark == "rounded" else away <= Decimal("0.0001")


@MANY
@given(CELLS)
def test_any_cell_is_a_count_or_a_cell_error(cell):
    read, code = outcome(cells.count_of, cell)
    assert code in {None, "bad_count", *NO_AMOUNT - {"bad_number"}, FORMULA}
    assert read is None or read >= 0


@MANY
@given(CELLS)
def test_any_cell_is_a_number_or_a_cell_error(cell):
    read, code = outcome(cells.number_of, cell)
    assert code in {None, *NO_AMOUNT, FORMULA}
    assert read is None or read.is_finite()


@MANY
@given(CELLS)
def test_any_cell_is_a_text_or_a_formula_without_result(cell):
    read, code = outcome(cells.text_of, cell)
    assert code == FORMULA if read is None else isinstance(read, str)


@MANY
@given(CELLS, st.booleans())
def test_any_cell_is_a_day_or_a_cell_error(cell, month_first):
    read, code = outcome(cells.day_of, cell, month_first=month_first)
    assert code in {None, "bad_date", FORMULA}
    assert read is None or type(read) is date
    assert not isinstance(cell, datetime) or read == cell.date()


@MANY
@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%Y%m%d"]))
def test_a_day_survives_its_writings(day, writing):
    assert cells.day_of(f" {day.strftime(writing)} ") == day
    assert cells.day_of(day.strftime("%m/%d/%Y"), month_first=True) == day


@MANY
@given(TITLES, st.sampled_from(range(len(KNOWN))))
def test_any_title_names_a_field_of_its_kind_or_none(title, rank):
    read, titles = KNOWN[rank]
    named = titles.named(title)
    assert named is None or named.field in read.fields
