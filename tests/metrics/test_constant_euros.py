"""Amounts in the prices of one year."""

from decimal import Decimal

import pytest

from data.reference import price_index
from metrics.finance.deflator import PriceIndex

INDEX = PriceIndex("an index", {2020: Decimal("100"), 2021: Decimal("110"), 2022: Decimal("99")}, {})


def test_an_amount_of_a_dearer_year_is_worth_less_in_the_prices_of_a_cheaper_one() -> None:
    assert INDEX.constant(11_000, 2021, 2020) == 10_000
    assert INDEX.constant(10_000, 2020, 2021) == 11_000
    assert INDEX.constant(10_000, 2020, 2020) == 10_000


def test_cents_are_rounded_half_away_from_zero() -> None:
    assert INDEX.constant(5, 2021, 2020) == 5  # 4.545… cents
    assert INDEX.constant(-15, 2020, 2021) == -17  # -16.5 cents


def test_a_year_without_an_index_is_refused() -> None:
    assert not INDEX.knows(2019)
    with pytest.raises(KeyError):
        INDEX.constant(1, 2019, 2020)


def test_every_year_of_the_french_index_has_its_source() -> None:
    index = price_index()
    assert index.averages[2015] == 100
    assert set(index.averages) == set(range(2010, index.last_year + 1)) == set(index.sources)
    assert all(index.sources.values())
