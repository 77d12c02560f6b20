"""Amounts of establishments: three of them and 85 %, and an attacker who is one of them."""

from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.disclosure.establishments import Contribution, is_disclosive, protect_establishments
from metrics.disclosure.protected import WITHHELD
from metrics.disclosure.rules import GREATEST_SHARE, Nature, Why
from metrics.disclosure.table import TOTAL, Dimension
from metrics.values import Value
from tests.metrics.disclosure.attacker import intervals

TRADES = Dimension("trade", ("baker", "bank", "bar"), Nature.PERSONS)
YEARS = Dimension("year", ("2024", "2025"), Nature.ACTIVITY)
UNITS = "abcdef"


@pytest.mark.parametrize(
    ("amounts", "disclosive"),
    [
        ({}, False),
        ({"a": 10}, True),
        ({"a": 10, "b": 10}, True),
        ({"a": 10, "b": 10, "c": 10}, False),
        ({"a": 85, "b": 10, "c": 5}, False),
        ({"a": 86, "b": 10, "c": 4}, True),
    ],
)
def test_fewer_than_three_or_over_85_percent(amounts: dict[str, int], disclosive: bool) -> None:
    assert is_disclosive(amounts) is disclosive


def rents(**trades: tuple[int, ...]) -> list[Contribution]:
    """Rents by trade, each of an establishment of its own."""
    return [
        Contribution(f"{trade} {i}", (trade,), amount)
        for trade, amounts in trades.items()
        for i, amount in enumerate(amounts)
    ]


def test_a_bank_alone_takes_the_smallest_other_trade_along() -> None:
    protected = protect_establishments((TRADES,), rents(baker=(300, 200, 100), bank=(900,), bar=(400, 300, 200, 100)))
    assert protected.withheld == {("bank",): Why.PRIMARY, ("baker",): Why.COMPLEMENTARY}
    assert protected.value((TOTAL,)) == Value(2500, 1)


def test_two_alone_do_not_protect_each_other() -> None:
    """The bank would subtract its own rent from what the total leaves, and have the baker's."""
    protected = protect_establishments((TRADES,), rents(baker=(500,), bank=(900,), bar=(400, 300, 200, 100)))
    assert set(protected.withheld) == {("baker",), ("bank",), ("bar",)}


def test_an_establishment_present_each_year_counts_once() -> None:
    each = [Contribution(unit, ("baker", year), 100) for unit in "ab" for year in YEARS.categories]
    protected = protect_establishments((TRADES, YEARS), each)
    assert protected.value(("baker", TOTAL)) == WITHHELD
    assert protected.value(("bar", "2024")) == Value(0, 1)


def test_an_amount_below_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="only amounts above zero"):
        Contribution("a", ("baker",), -5)


@st.composite
def contributions(draw) -> list[Contribution]:
    cells = st.sampled_from(list(product(TRADES.categories, YEARS.categories)))
    drawn = draw(
        st.dictionaries(st.tuples(st.sampled_from(UNITS), cells), st.integers(1, 500), min_size=1, max_size=20)
    )
    return [Contribution(unit, cell, amount) for (unit, cell), amount in drawn.items()]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(each=contributions())
def test_no_establishment_gets_another_within_15_percent(each: list[Contribution]) -> None:
    protected = protect_establishments((TRADES, YEARS), each)
    assert protected.exposed == frozenset()
    for insider in [None, *sorted({one.unit for one in each})]:
        own = [cell for cell in protected.table.cells if _inside(each, cell) == {insider}]
        found = intervals(protected, known={protected.table.key(cell) for cell in own})
        for cell in (one for one, why in protected.withheld.items() if why is Why.PRIMARY and one not in own):
            low, high = found[0, protected.table.key(cell)]
            had = sum(protected.table.count(part) for part in _parts(each, cell) if part in own)
            rest = protected.table.count(cell) - had
            assert low - had <= max(rest * GREATEST_SHARE, len(_parts(each, cell) - set(own)))
            assert high - had >= rest / GREATEST_SHARE


def _parts(each, cell):
    return {one.cell for one in each if all(label in {TOTAL, own} for own, label in zip(one.cell, cell, strict=True))}


def _inside(each, cell):
    return {one.unit for one in each if one.cell in _parts(each, cell)}
