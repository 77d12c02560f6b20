"""The profile of a debt: weights are what is due, guarantees stay apart, silence is not zero."""

from decimal import Decimal
from fractions import Fraction

from metrics.finance.debt import BUCKETS, LoanState, profile

BANK = LoanState(1, False, 1100, 1000, 100, 30, Decimal("3"), "F", "A", Decimal("8"), 2014)
SMALL = LoanState(2, False, 520, 500, 20, 5, Decimal("1.5"), "V", "B", Decimal("25"), 2020)
SILENT = LoanState(3, False, None, 500, None, None, None, None, None, None, None)
REPAID = LoanState(4, False, 50, None, 50, 1, Decimal("4"), "F", "A", None, 2004)
GUARANTEE = LoanState(5, True, 9000, 8000, 1000, 200, Decimal("2"), "F", "A", Decimal("30"), 2010)


def test_the_mean_rate_is_weighted_by_what_is_due_and_says_of_how_much() -> None:
    found = profile([BANK, SMALL, SILENT, REPAID, GUARANTEE])
    assert found.due == 2000
    assert found.mean_rate == Fraction(3000 + 750, 1500)
    assert found.rated == 1500
    assert found.mean_years == Fraction(8000 + 12_500, 1500)


def test_the_annuity_holds_the_loans_repaid_in_the_year() -> None:
    found = profile([BANK, SMALL, SILENT, REPAID])
    assert (found.capital, found.interest, found.annuity) == (170, 36, 206)
    assert found.loans == 3


def test_guarantees_are_no_debt_of_the_town() -> None:
    found = profile([BANK, GUARANTEE])
    assert found.due == 1000
    assert (found.guaranteed, found.guarantees) == (8000, 1)


def test_parts_add_up_to_the_debt_and_what_is_not_stated_is_a_part() -> None:
    found = profile([BANK, SMALL, SILENT])
    for parts in (found.by_rate, found.by_risk, found.by_maturity):
        assert sum(cents for _, cents in parts) == found.due
    assert found.by_rate == (("F", 1000), ("V", 500), (None, 500))
    assert found.by_maturity == ((BUCKETS[1][1], 1000), (BUCKETS[3][1], 500), (None, 500))


def test_no_loan_is_a_debt_of_zero_without_a_mean() -> None:
    found = profile([])
    assert (found.due, found.mean_rate, found.mean_years, found.by_risk) == (0, None, None, ())
