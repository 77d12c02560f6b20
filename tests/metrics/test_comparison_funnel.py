"""Small towns differ more: the limits widen as inhabitants grow fewer, and hold what they say they hold."""

import numpy as np
import pytest

from metrics.comparison.funnel import FAR, FEWEST, USUAL, Funnel, Standing, funnel, standing


def group(seed: int, *, n: int, between: float, within: float, heavy: bool = False) -> tuple[list[float], list[int]]:
    """Towns around 1000, whose variance is `between` and `within` over their inhabitants."""
    random = np.random.default_rng(seed)
    sizes = np.exp(random.uniform(np.log(500), np.log(20_000), n)).astype(int)
    noise = random.standard_t(4, n) / np.sqrt(2) if heavy else random.normal(size=n)
    values = 1000 + noise * np.sqrt(between + within / sizes)
    return values.tolist(), sizes.tolist()


def test_both_parts_of_the_variance_are_found_again() -> None:
    found = funnel(*group(1, n=6000, between=900.0, within=4e7), 1000)
    assert found is not None
    assert found.between == pytest.approx(900, rel=0.35)
    assert found.within == pytest.approx(4e7, rel=0.1)


@pytest.mark.parametrize("heavy", [False, True])
@pytest.mark.parametrize(("between", "within"), [(900.0, 4e7), (2500.0, 0.0), (0.0, 4e7)])
def test_limits_hold_95_towns_in_100_at_every_size(between: float, within: float, heavy: bool) -> None:
    values, sizes = group(2, n=4000, between=between, within=within, heavy=heavy)
    found = funnel(values, sizes, 1000)
    assert found is not None
    for smallest, largest in ((500, 1500), (1500, 6000), (6000, 20_000)):
        of_size = [(v, s) for v, s in zip(values, sizes, strict=True) if smallest <= s < largest]
        inside = sum(standing(v, s, found) is Standing.WITHIN for v, s in of_size) / len(of_size)
        assert 0.915 <= inside <= 0.975, (smallest, inside)


def test_a_far_town_does_not_widen_the_limits_that_show_it() -> None:
    values, sizes = group(3, n=60, between=100.0, within=1e6)
    before = funnel(values, sizes, 1000)
    after = funnel([*values, 9000.0], [*sizes, 5000], 1000)
    assert before is not None
    assert after is not None
    assert after.limits(5000)[1] < before.limits(5000)[1] * 1.03
    assert standing(9000.0, 5000, after) is Standing.FAR_HIGH


def test_limits_meet_around_the_centre_as_towns_grow() -> None:
    found = funnel(*group(4, n=500, between=100.0, within=1e7), 1000)
    assert found is not None
    widths = [high - low for low, high in map(found.limits, (500, 5000, 50_000))]
    assert widths == sorted(widths, reverse=True)
    low, high = found.limits(500, FAR)
    assert (low + high) / 2 == pytest.approx(1000)
    assert high - low == pytest.approx(widths[0] * FAR / USUAL)


@pytest.mark.parametrize(
    ("deviations", "where"),
    [
        (-3.2, Standing.FAR_LOW),
        (-2.5, Standing.LOW),
        (0, Standing.WITHIN),
        (2.5, Standing.HIGH),
        (3.2, Standing.FAR_HIGH),
    ],
)
def test_a_town_stands_beside_the_limits_of_its_size(deviations: float, where: Standing) -> None:
    found = funnel(*group(5, n=200, between=100.0, within=1e7), 1000)
    assert found is not None
    half = (found.limits(2000, 1.0)[1] - 1000) * deviations
    assert standing(1000 + half, 2000, found) is where


def test_fewer_than_ten_towns_have_no_limits() -> None:
    values, sizes = group(6, n=FEWEST - 1, between=100.0, within=1e6)
    assert funnel(values, sizes, 1000) is None


def test_towns_that_are_all_the_same_have_limits_that_meet() -> None:
    found = funnel([1000.0] * 20, list(range(500, 520)), 1000)
    assert found is not None
    assert found.limits(600) == pytest.approx((1000, 1000))


def test_limits_are_flat_where_size_changes_them_by_less_than_a_tenth() -> None:
    found = Funnel(1000, 100.0, 1e6, 40)  # half-widths before 1.96: 14.1 at 10 000, 11.8 at 25 000, 11.2 at 40 000
    assert found.is_flat(25_000, 40_000)
    assert not found.is_flat(10_000, 40_000)
