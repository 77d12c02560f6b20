"""What is still due each year if nothing is borrowed; the last tests follow loans whose next years are known."""

from decimal import Decimal

import pytest

from dashboard import read
from metrics.finance.debt import LoanState, profile
from metrics.outlook.extinction import extinction
from tests.metrics.outlook.test_annex import THOUSAND, YEAR, figures
from tests.reading import read_file


def dues(*rows: LoanState) -> list[int]:
    return [one.due // THOUSAND for one in extinction(rows, YEAR).years]


def test_a_loan_dies_out_by_its_instalments() -> None:
    found = extinction([figures()], YEAR)
    assert [one.due // THOUSAND for one in found.years] == [90, 80, 70, 60, 50, 40, 30, 20, 10, 0]
    assert [one.year for one in found.years] == list(range(2025, 2035))
    first, second = found.years[:2]
    assert (first.capital, first.interest, first.annuity) == (10 * THOUSAND, 2 * THOUSAND, 12 * THOUSAND)
    assert (second.capital, second.interest) == (10 * THOUSAND, 180_000)
    assert (found.halved_in, found.endless, found.unsaid) == (2030, 0, 0)


def test_loans_add_up_the_largest_first_and_those_of_others_stay_out() -> None:
    short = figures(row=8, closing=20 * THOUSAND, remaining_years=Decimal(2))
    assert dues(short, figures(), figures(row=9, is_guarantee=True)) == [110, 90, 70, 60, 50, 40, 30, 20, 10, 0]
    assert [(one.state.row, one.ends_in) for one in extinction([short, figures()], YEAR).loans] == [
        (7, 2034),
        (8, 2027),
    ]


def test_what_repays_nothing_and_tells_no_end_stays_due() -> None:
    forever = figures(row=8, closing=5 * THOUSAND, capital=None, remaining_years=None)
    found = extinction([figures(), forever], YEAR)
    assert (found.years[-1].year, found.endless) == (2034, 5 * THOUSAND)
    assert dues(forever) == [5]
    assert found.loans[1].ends_in is None


def test_an_instalment_that_its_interest_takes_never_ends() -> None:
    found = extinction([figures(closing=1_000 * THOUSAND, opening=1_000 * THOUSAND, interest=100 * THOUSAND, capital=1,
                                remaining_years=None)], YEAR)  # fmt: skip
    assert found.endless > 0


def test_a_rate_that_moves_stays_what_was_paid_and_is_told() -> None:
    found = extinction([figures(rate_kind="V"), figures(row=8)], YEAR)
    assert found.moving == 90 * THOUSAND
    assert found.years[1].interest == 2 * 180_000
    assert found.years[-1].due == 0
    assert found.loans[0].ends_in == 2034


def test_a_loan_that_prints_nothing_due_is_left_out_and_counted_unless_the_year_repaid_it() -> None:
    repaid = figures(row=8, closing=None, capital=100 * THOUSAND)
    silent = [figures(row=9, closing=None), figures(row=10, closing=None, opening=None)]
    found = extinction([figures(), repaid, *silent], YEAR)
    assert (len(found.loans), found.unsaid) == (1, 2)


def test_without_a_loan_nothing_is_due() -> None:
    found = extinction([], YEAR)
    assert [(one.year, one.due) for one in found.years] == [(YEAR, 0)]
    assert found.halved_in == YEAR


def test_the_loans_of_an_invented_town_follow_the_schedule_that_its_generator_knows(demonstration) -> None:
    (town,) = read.towns(demonstration)
    accounts = {
        one.year: read.loans(town, one)
        for one in read.documents(town)
        if (one.step, one.budget_kind) == ("closed", "main")
    }
    found = extinction(accounts[2023] or (), 2023)
    known = {one.state.row for one in found.loans if not one.loan.assumed}
    assert len(known) > 5
    found = extinction([state for state in accounts[2023] or () if state.row in known], 2023)
    for ahead in (1, 2):
        later = [state for state in accounts[2023 + ahead] or () if state.row in known]
        assert found.years[ahead].due == sum(state.closing or 0 for state in later) > 0
        assert found.years[ahead].interest == sum(state.interest or 0 for state in later)


def test_the_loans_of_a_real_account_repay_what_the_next_budget_foresees(shared) -> None:
    def loans(name: str) -> tuple[LoanState, ...]:
        (one,) = read_file((shared / "data/totem/xml" / f"crach-principal-{name}-M14.xml").read_bytes()).documents
        return tuple(
            LoanState(
                loan.row, loan.category == "guaranteed", loan.opening_balance, loan.closing_balance, loan.capital_repaid,
                loan.interest_paid, loan.rate, loan.rate_kind, loan.risk_class, loan.remaining_years, loan.first_year,
            )
            for loan in one.loans or ()
        )  # fmt: skip

    found, budget = extinction(loans("CA-2021"), 2021), profile(loans("BP-2022"))
    assert found.years[1].capital == pytest.approx(budget.capital, rel=0.001)
    assert found.years[1].due == pytest.approx(budget.due, rel=0.001)
    assert found.years[-1].year == 2042  # of the thirty years that the longest contract says
