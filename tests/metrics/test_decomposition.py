"""The cost of a service split into volume, mix and price, on figures a reader can check in her head."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.use.decomposition import Method, Split, Year, split

POOLS = st.dictionaries(st.sampled_from("abc"), st.builds(Year, st.integers(0, 10**9), st.integers(-(10**6), 10**9)))


def test_twice_the_use_at_the_same_cost_is_all_volume() -> None:
    found = split({"a": Year(100, 1000), "b": Year(100, 3000)}, {"a": Year(200, 2000), "b": Year(200, 6000)})
    assert found == Split(4000, 0, 0, Method.LOGARITHMIC)


def test_a_dearer_use_is_all_price() -> None:
    found = split({"a": Year(100, 1000)}, {"a": Year(100, 1500)})
    assert found == Split(0, 0, 500, Method.LOGARITHMIC)


def test_use_that_moves_to_the_dearer_place_is_mix() -> None:
    found = split({"a": Year(100, 1000), "b": Year(100, 3000)}, {"a": Year(50, 500), "b": Year(150, 4500)})
    assert found is not None
    assert found.change == 1000
    assert abs(found.mix - 1000) <= 1
    assert (abs(found.volume), abs(found.price)) <= (1, 1)


def test_a_place_that_opens_is_volume_and_mix_and_no_price() -> None:
    found = split({"a": Year(100, 1000)}, {"a": Year(100, 1000), "b": Year(100, 3000)})
    assert found is not None
    assert (found.method, found.price, found.change) == (Method.MEANS, 0, 3000)


def test_what_a_closed_place_goes_on_costing_is_price() -> None:
    found = split({"a": Year(100, 1000), "b": Year(100, 1000)}, {"a": Year(200, 2000), "b": Year(0, 300)})
    assert found == Split(0, 0, 300, Method.MEANS)


def test_without_any_use_there_is_no_cost_per_use() -> None:
    assert split({"a": Year(0, 1000)}, {"a": Year(10, 1000)}) is None
    assert split({}, {}) is None


def test_use_below_zero_is_no_use() -> None:
    with pytest.raises(ValueError, match="below zero"):
        split({"a": Year(-1, 1000)}, {"a": Year(10, 1000)})


@given(POOLS, POOLS)
def test_the_parts_add_up_to_the_cent(before: dict[str, Year], after: dict[str, Year]) -> None:
    found = split(before, after)
    if found is not None:
        assert found.change == sum(one.cost for one in after.values()) - sum(one.cost for one in before.values())
