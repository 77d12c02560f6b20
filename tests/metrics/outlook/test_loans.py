"""Loans to the cent: what a reader can check by hand, what a reference program finds, what must always hold."""

from decimal import ROUND_HALF_UP, Decimal

import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.outlook.formulas import Entered, nearest
from metrics.outlook.levers import percent
from metrics.outlook.loans import Covering, FirstPayment, LoanTerms, Profile, first_charge
from metrics.outlook.refusal import Refused
from metrics.units import EUROS
from tests.metrics.outlook.schedules import Payment, schedule

THOUSAND = 100_000


def test_constant_capital_repays_the_same_part_each_year() -> None:
    terms = LoanTerms(4, percent("2"), Profile.CAPITAL)
    assert schedule(100 * THOUSAND, terms, drawn=2026)[1:] == (
        Payment(2027, 2 * THOUSAND, 25 * THOUSAND, 75 * THOUSAND),
        Payment(2028, 150_000, 25 * THOUSAND, 50 * THOUSAND),
        Payment(2029, 1 * THOUSAND, 25 * THOUSAND, 25 * THOUSAND),
        Payment(2030, 50_000, 25 * THOUSAND, 0),
    )


def test_the_last_payment_takes_what_rounding_left() -> None:
    parts = [payment.capital for payment in schedule(10_000, LoanTerms(3, 0), drawn=2026)]
    assert parts == [0, 3_333, 3_333, 3_334]


def test_a_loan_repaid_at_the_end_pays_interest_until_then() -> None:
    terms = LoanTerms(3, percent("5"), Profile.BULLET)
    paid = [(payment.interest, payment.capital) for payment in schedule(10_000, terms, drawn=2026)]
    assert paid == [(0, 0), (500, 0), (500, 0), (500, 10_000)]


def test_half_a_cent_of_interest_goes_away_from_zero() -> None:
    terms = LoanTerms(1, percent("1"), Profile.BULLET)
    assert [schedule(amount, terms, drawn=2026)[1].interest for amount in (149, 150, 249, 250)] == [1, 2, 2, 3]
    assert [nearest(cents, 2) for cents in (-3, -1, 1, 3)] == [-2, -1, 1, 2]


@pytest.mark.parametrize(
    ("first", "paid"),
    [
        (FirstPayment.NEXT_YEAR, [(2026, 0, 0), (2027, 400, 5_000), (2028, 200, 5_000)]),
        (FirstPayment.HALF_YEAR, [(2026, 200, 0), (2027, 400, 5_000), (2028, 200, 5_000)]),
        (FirstPayment.SAME_YEAR, [(2026, 400, 5_000), (2027, 200, 5_000)]),
    ],
)
def test_the_year_in_which_a_loan_is_drawn_pays_as_its_convention_says(
    first: FirstPayment, paid: list[tuple[int, int, int]]
) -> None:
    terms = LoanTerms(2, percent("4"), Profile.CAPITAL, first)
    found = [(one.year, one.interest, one.capital) for one in schedule(10_000, terms, drawn=2026)]
    assert found == paid


@pytest.mark.parametrize("years", [1, 2, 7, 15, 20, 25, 40])
@pytest.mark.parametrize("rate", ["0.55", "1.48", "3.455", "4", "6.125"])
def test_a_constant_annuity_is_that_of_numpy_financial(rate: str, years: int) -> None:
    """The payment to the cent; interest and capital of each year within the cents that yearly rounding can move."""
    amount = 123_456_789
    payments = schedule(amount, LoanTerms(years, percent(rate)), drawn=2026)[1:]
    plain = float(Decimal(rate) / 100)
    expected = Decimal(float(-npf.pmt(plain, years, amount))).quantize(Decimal(1), ROUND_HALF_UP)
    for order, payment in enumerate(payments, start=1):
        drift = (1 + plain) ** order * order
        if order < years:
            assert payment.interest + payment.capital == expected
        assert payment.interest == pytest.approx(float(-npf.ipmt(plain, order, years, amount)), abs=drift)
        assert payment.capital == pytest.approx(float(-npf.ppmt(plain, order, years, amount)), abs=drift)
    assert payments[-1].due == 0


terms = st.builds(
    LoanTerms,
    years=st.integers(2, 40),
    rate=st.integers(0, 15).map(lambda points: points * 1_000_000 + 123_456),
    profile=st.sampled_from(Profile),
    first=st.sampled_from(FirstPayment),
)


@given(amount=st.integers(1, 10**12), terms=terms)
def test_the_capital_repaid_is_the_loan_to_the_cent(amount: int, terms: LoanTerms) -> None:
    payments = schedule(amount, terms, drawn=2026)
    assert sum(payment.capital for payment in payments) == amount
    due = amount
    for payment in payments:
        assert payment.capital >= 0
        due -= payment.capital
        assert payment.due == due
    assert due == 0


@given(need=st.integers(1, 10**12), terms=terms)
def test_a_loan_that_covers_leaves_what_was_lacking_once_its_first_year_is_paid(need: int, terms: LoanTerms) -> None:
    loan = Covering(*(Entered(0, EUROS),) * 3, terms.profile, terms.first).of(need, terms.rate, terms.years)
    first = schedule(loan, terms, drawn=2026)[0]
    assert -1 <= loan - first.interest - first.capital - need <= 2
    if terms.first is FirstPayment.NEXT_YEAR:
        assert loan == need


def test_nothing_is_borrowed_where_nothing_is_lacking() -> None:
    loan = Covering(*(Entered(0, EUROS),) * 3, Profile.ANNUITY, FirstPayment.HALF_YEAR)
    assert [loan.of(need, percent("4"), 10) for need in (-5_000, 0)] == [0, 0]


def test_what_a_euro_borrowed_costs_within_its_own_year() -> None:
    assert first_charge(LoanTerms(10, percent("4"))) == 0
    assert float(first_charge(LoanTerms(10, percent("4"), first=FirstPayment.HALF_YEAR))) == 0.02
    in_parts = LoanTerms(10, percent("4"), Profile.CAPITAL, FirstPayment.SAME_YEAR)
    assert float(first_charge(in_parts)) == pytest.approx(0.14)
    annuity = LoanTerms(10, percent("4"), Profile.ANNUITY, FirstPayment.SAME_YEAR)
    assert float(first_charge(annuity)) == pytest.approx(float(-npf.pmt(0.04, 10, 1)))


@pytest.mark.parametrize(
    ("years", "rate", "first", "why"),
    [
        (0, 0, FirstPayment.NEXT_YEAR, "dure au moins un an ; la durée donnée est 0"),
        (-3, 0, FirstPayment.NEXT_YEAR, "la durée donnée est -3"),
        (10, -1, FirstPayment.NEXT_YEAR, "ne peut pas être négatif"),
        (1, 0, FirstPayment.SAME_YEAR, "serait remboursé l'année où il est encaissé"),
    ],
)
def test_a_loan_that_cannot_be_is_refused_in_a_sentence(years: int, rate: int, first: FirstPayment, why: str) -> None:
    with pytest.raises(Refused) as refused:
        LoanTerms(years, rate, Profile.ANNUITY, first)
    assert why in refused.value.why.fr
