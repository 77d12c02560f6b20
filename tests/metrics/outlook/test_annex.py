"""What one year of the loan annex says of the years to come; the last test reads a real annex and the next one."""

from decimal import Decimal

import pytest

from metrics.finance.debt import LoanState
from metrics.outlook.annex import (
    AT_THE_END,
    CONTRACT_RATE,
    NO_END,
    NO_RATE,
    NO_YEARS,
    STARTS_NEXT_YEAR,
    Annex,
    ExistingLoan,
    existing_loan,
    read_annex,
    years_to_repay,
)
from metrics.outlook.formulas import RATE
from metrics.outlook.levers import percent
from metrics.outlook.loans import Profile
from metrics.outlook.rows import Figures, Group, Sheet, evaluate
from metrics.text import Text

YEAR = 2025
THOUSAND = 100_000


def figures(**changes: object) -> LoanState:
    """100 due on 1 January at 2 %, 10 repaid, 9 years left by equal parts of capital; thousands of euros."""
    printed: dict[str, object] = {
        "row": 7,
        "is_guarantee": False,
        "opening": 100 * THOUSAND,
        "closing": 90 * THOUSAND,
        "capital": 10 * THOUSAND,
        "interest": 2 * THOUSAND,
        "rate": Decimal("2"),
        "rate_kind": "F",
        "risk_class": "A",
        "remaining_years": Decimal("9"),
        "first_year": 2015,
    }
    return LoanState(**(printed | changes))  # type: ignore[arg-type]


def carried_on(loan: ExistingLoan, years: int, shift: int = 0) -> Figures:
    sheet = Sheet(YEAR, years)
    sheet.entered("variable_rate_shift", Text("v", "v"), RATE, Group.LEVERS, dict.fromkeys(sheet.years, shift))
    loan.declare(sheet, repaid_early=False)
    return evaluate(sheet.model())


def test_equal_parts_of_capital_are_told_from_the_years_that_remain() -> None:
    loan = existing_loan(figures(), YEAR)
    assert (loan.profile, loan.instalment, loan.assumed) == (Profile.CAPITAL, 10 * THOUSAND, ())
    found = carried_on(loan, 9)
    assert found["annex_7_interest", 2026] == 180_000
    assert [found["annex_7_due", year] for year in (2026, 2033, 2034)] == [80 * THOUSAND, 10 * THOUSAND, 0]


def test_a_constant_annuity_is_told_from_the_years_that_remain() -> None:
    """10 000 borrowed at 4 % over 10 years: the annuity is 1 232.91; after 4 of them, 6 463.07 is due."""
    loan = existing_loan(
        figures(
            opening=740_004,
            closing=646_313,
            capital=93_691,
            interest=29_600,
            remaining_years=Decimal("6"),
        ),
        YEAR,
    )
    assert (loan.profile, loan.instalment) == (Profile.ANNUITY, 123_291)
    found = carried_on(loan, 7)
    assert found["annex_7_interest", 2026] + found["annex_7_capital", 2026] == 123_291
    assert found["annex_7_due", 2030] == pytest.approx(118_549, abs=10)
    assert found["annex_7_due", 2032] == 0


def test_the_rate_is_the_one_paid_not_the_one_of_the_contract() -> None:
    assert existing_loan(figures(rate=Decimal("0.55")), YEAR).rate == percent("2")


def test_without_a_full_year_of_interest_the_contract_gives_the_rate_and_it_is_said() -> None:
    loan = existing_loan(figures(interest=None, rate=Decimal("3.455")), YEAR)
    assert (loan.rate, loan.assumed) == (percent("3.455"), (CONTRACT_RATE,))


def test_a_loan_without_interest_costs_none() -> None:
    assert existing_loan(figures(interest=None, rate=Decimal(0)), YEAR).rate == 0
    unknown = existing_loan(figures(interest=None, rate=None), YEAR)
    assert (unknown.rate, unknown.assumed) == (0, (NO_RATE,))


def test_without_remaining_years_the_annuity_goes_on_and_it_is_said() -> None:
    loan = existing_loan(figures(remaining_years=None), YEAR)
    assert (loan.profile, loan.instalment, loan.assumed) == (Profile.ANNUITY, 12 * THOUSAND, (NO_YEARS,))


def test_a_recent_loan_begins_the_next_year() -> None:
    drawn = {"opening": 0, "capital": 0, "interest": 0, "first_year": YEAR}
    loan = existing_loan(figures(**drawn, closing=10_000, rate=Decimal(0), remaining_years=Decimal("3.5")), YEAR)
    assert (loan.profile, loan.instalment, loan.assumed) == (Profile.ANNUITY, 2_500, (STARTS_NEXT_YEAR,))


def test_an_old_loan_that_repays_nothing_is_repaid_at_its_end() -> None:
    loan = existing_loan(figures(closing=100 * THOUSAND, capital=0, remaining_years=Decimal("2")), YEAR)
    assert (loan.profile, loan.end, loan.assumed) == (Profile.BULLET, 2027, (AT_THE_END,))
    found = carried_on(loan, 3)
    assert [found["annex_7_due", year] for year in (2026, 2027, 2028)] == [100 * THOUSAND, 0, 0]
    assert [found["annex_7_interest", year] for year in (2026, 2027, 2028)] == [2 * THOUSAND, 2 * THOUSAND, 0]


def test_a_moving_rate_follows_the_lever_and_never_falls_below_zero() -> None:
    loan = existing_loan(figures(rate_kind="V"), YEAR)
    assert carried_on(loan, 1, percent("1"))["annex_7_interest", 2026] == 270_000
    assert carried_on(loan, 1, percent("-5"))["annex_7_interest", 2026] == 0
    assert carried_on(existing_loan(figures(), YEAR), 1, percent("1"))["annex_7_interest", 2026] == 180_000


def test_loans_of_others_and_loans_repaid_stay_out_but_their_interest_was_paid() -> None:
    repaid = figures(row=8, closing=None, capital=100 * THOUSAND)
    annex = read_annex([figures(), repaid, figures(row=9, is_guarantee=True)], YEAR)
    assert [loan.row for loan in annex.loans] == [7]
    assert annex.interest == 4 * THOUSAND
    assert read_annex([], YEAR) == Annex()


def test_a_loan_whose_end_nobody_knows_stays_due_and_it_is_said() -> None:
    loan = existing_loan(figures(capital=None, remaining_years=None), YEAR)
    assert (loan.profile, loan.end, loan.assumed) == (Profile.BULLET, None, (NO_END,))
    found = carried_on(loan, 20)
    assert [found["annex_7_due", year] for year in (2026, 2045)] == [90 * THOUSAND] * 2


def test_a_row_without_a_balance_is_left_aside_by_its_number() -> None:
    annex = read_annex([figures(), figures(row=8, opening=None, closing=None)], YEAR)
    assert [loan.row for loan in annex.loans] == [7]
    assert [said.fr for said in annex.left_aside] == [
        "Emprunt de l'annexe, ligne 8 : aucun capital restant dû n'est donné ; cet emprunt n'est pas compté."
    ]


def test_how_many_annuities_repay_a_debt() -> None:
    assert years_to_repay(300, 0, 100) == 3
    assert years_to_repay(250, 0, 100) == Decimal("2.5")
    assert years_to_repay(1_000, percent("10"), 100) == 100  # the interest takes all of it: never
