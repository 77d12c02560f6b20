"""Fans: draws that a seed gives again, quantiles that are figures of real draws, worst cases kept among them."""

from fractions import Fraction

import pytest

from metrics.finance.statistics import DEBT_PAYBACK, GROSS_SAVING_RATE
from metrics.language import Source
from metrics.outlook.fans import Uncertain, fan
from metrics.outlook.levers import percent
from metrics.outlook.marks import marks_of
from metrics.outlook.origins import Origin, OriginKind
from metrics.outlook.projection import project
from metrics.outlook.refusal import Refused
from metrics.text import Text
from metrics.values import Absence
from tests.metrics.outlook.towns import THOUSAND, scenario, town

METHOD = Origin(OriginKind.FORECAST, source=Source(Text("ETS, vérifiée", "ETS, checked"), legal=False))
YEARS = (2026, 2027, 2028)
TENTH, HALF, NINE_TENTHS = Fraction(1, 10), Fraction(1, 2), Fraction(9, 10)
FOUND = project(town(), scenario(), 3)


def taxes(spread: int) -> Uncertain:
    """Other taxes of 1 000, more or less `spread` at the first and last tenth, in each year."""
    quantiles = tuple((rank, (1_000 + side * spread) * THOUSAND) for rank, side in ((0.1, -1), (0.5, 0), (0.9, 1)))
    return Uncertain("other_taxes", dict.fromkeys(YEARS, quantiles), METHOD)


def test_the_bands_of_what_is_drawn_are_those_that_were_given() -> None:
    drawn = fan(FOUND, [taxes(200)], draws=4_000)
    for year in YEARS:
        tenth, half, ninth = (
            drawn.quantile("other_taxes", year, rank).numerator or 0 for rank in (TENTH, HALF, NINE_TENTHS)
        )
        assert tenth == pytest.approx(800 * THOUSAND, rel=0.02)
        assert half == pytest.approx(1_000 * THOUSAND, rel=0.02)
        assert ninth == pytest.approx(1_200 * THOUSAND, rel=0.02)


def test_every_draw_balances_to_the_cent() -> None:
    drawn = fan(FOUND, [taxes(200)], draws=200)
    for year in YEARS:
        assert set(drawn.trials.column("balance_check", year)) == {0}
        assert set(drawn.trials.column("debt_check", year)) == {0}


def test_a_seed_gives_the_same_draws_and_another_gives_others() -> None:
    first, again, other = (fan(FOUND, [taxes(200)], draws=50, seed=seed) for seed in (1, 1, 2))
    columns = [one.trials.column("cumulated_closing_result", 2028) for one in (first, again, other)]
    assert columns[0] == columns[1]
    assert columns[0] != columns[2]


def test_a_draw_that_keeps_its_rank_spreads_wider_than_years_drawn_anew() -> None:
    """Three years at the same rank add up to three times one year; drawn anew they add up to about √3 of it."""

    def spread(persistence: float) -> int:
        drawn = fan(FOUND, [taxes(200)], draws=4_000, persistence=persistence)
        low, high = (
            drawn.quantile("cumulated_closing_result", 2028, rank).numerator or 0 for rank in (TENTH, NINE_TENTHS)
        )
        return high - low

    assert spread(1) == pytest.approx(3 * 400 * THOUSAND, rel=0.04)
    assert spread(0) == pytest.approx(3**0.5 * 400 * THOUSAND, rel=0.06)


def test_a_quantile_is_the_figure_of_a_draw() -> None:
    drawn = fan(FOUND, [taxes(200)], draws=101)
    values = sorted(drawn.trials.column("operating_revenue", 2026))
    assert drawn.quantile("operating_revenue", 2026, HALF).numerator == values[50]
    bands = drawn.bands("operating_revenue", (Fraction(0), Fraction(1)))
    assert bands.keys() == set(YEARS)
    assert [bands[2026][rank].numerator for rank in (Fraction(0), Fraction(1))] == [values[0], values[-1]]


def test_draws_without_a_payback_count_as_the_worst_of_all() -> None:
    """Revenue that may fall by 2 600 and more leaves no saving in about a tenth of the draws."""
    drawn = fan(FOUND, [taxes(2_600)], draws=1_000)
    share = drawn.without_value(DEBT_PAYBACK, 2026)
    assert Fraction(1, 20) < share < Fraction(1, 4)
    assert drawn.quantile(DEBT_PAYBACK, 2026, Fraction(1)).absence is Absence.NOT_APPLICABLE
    assert drawn.quantile(DEBT_PAYBACK, 2026, HALF).absence is None
    saving = drawn.quantile(GROSS_SAVING_RATE, 2026, Fraction(0)).exact(GROSS_SAVING_RATE.unit)
    assert saving is not None
    assert saving < 0
    eight, twelve = (drawn.chance(mark, 2026) for mark in marks_of([DEBT_PAYBACK]))
    assert share <= twelve <= eight < HALF


def test_a_lever_drawn_stays_within_its_bounds() -> None:
    rates = Uncertain("loan_rate", {2026: ((0.1, percent("0.5")), (0.9, percent("3")))}, METHOD)
    column = fan(FOUND, [rates], draws=1_000).trials.column("loan_rate", 2026)
    assert min(column) == 0
    assert max(column) > percent("3")


def test_years_without_quantiles_keep_their_figure() -> None:
    rates = Uncertain("inflation", {2027: ((0.1, 0), (0.9, percent("3")))}, METHOD)
    drawn = fan(FOUND, [rates], draws=10)
    assert set(drawn.trials.column("purchases", 2026)) == {2_000 * THOUSAND}
    assert len(set(drawn.trials.column("purchases", 2027))) > 1


@pytest.mark.parametrize(
    ("row", "year", "quantiles"),
    [
        ("other_taxes", 2026, ((0.5, 1),)),
        ("other_taxes", 2026, ((0.5, 1), (0.1, 2))),
        ("other_taxes", 2026, ((0.1, 2), (0.5, 1))),
        ("other_taxes", 2026, ((0.0, 1), (0.5, 2))),
        ("other_taxes", 2025, ((0.1, 1), (0.5, 2))),
        ("magic", 2026, ((0.1, 1), (0.5, 2))),
    ],
)
def test_quantiles_that_say_nothing_are_refused(row: str, year: int, quantiles: tuple[tuple[float, int], ...]) -> None:
    with pytest.raises(Refused):
        fan(FOUND, [Uncertain(row, {year: quantiles}, METHOD)])
