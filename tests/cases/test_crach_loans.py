"""Crach: the loan annex of the 2021 account, carried on one year, beside the annex of the 2022 budget."""

from pathlib import Path

import pytest

from data.importers.totem.document import read_totem
from metrics.finance.debt import LoanState
from metrics.outlook.annex import read_annex
from metrics.outlook.formulas import RATE
from metrics.outlook.loans import Profile
from metrics.outlook.rows import Figures, Group, Sheet, evaluate
from metrics.text import Text


def printed(shared: Path, name: str) -> dict[tuple[int | None, int | None], LoanState]:
    """The town's own loans, known from one annex to the next by their amount and their first year."""
    content = (shared / "data" / "totem" / "xml" / f"crach-principal-{name}-M14.xml").read_bytes()
    (document,) = read_totem(content).documents
    return {
        (loan.initial_amount, loan.first_year): LoanState(
            loan.row,
            False,
            loan.opening_balance,
            loan.closing_balance,
            loan.capital_repaid,
            loan.interest_paid,
            loan.rate,
            loan.rate_kind,
            loan.risk_class,
            loan.remaining_years,
            loan.first_year,
        )
        for loan in document.loans or ()
        if loan.category == "own"
    }


@pytest.fixture
def carried_on(shared: Path) -> Figures:
    """What becomes of the loans of 2021."""
    sheet = Sheet(2021, 25)
    sheet.entered("variable_rate_shift", Text("v", "v"), RATE, Group.LEVERS, dict.fromkeys(sheet.years, 0))
    annex = read_annex(printed(shared, "CA-2021").values(), 2021)
    for loan in annex.loans:
        loan.declare(sheet, repaid_early=False)
    profiles = [loan.profile for loan in annex.loans]
    assert (len(profiles), profiles.count(Profile.CAPITAL)) == (6, 2)
    return evaluate(sheet.model())


def test_the_next_year_is_the_one_that_the_town_printed(shared: Path, carried_on: Figures) -> None:
    """Capital within 0.1 %, loan by loan; interest too, save the loan whose rate was raised in between."""
    before = printed(shared, "CA-2021")
    after = printed(shared, "BP-2022")
    assert len(after) == 6
    for loan, expected in after.items():
        row = before[loan].row
        assert carried_on[f"annex_{row}_capital", 2022] == pytest.approx(expected.capital, rel=0.001)
        if expected.rate_kind == "F":
            assert carried_on[f"annex_{row}_interest", 2022] == pytest.approx(expected.interest or 0, rel=0.002)


def test_every_loan_ends_when_the_annex_says(shared: Path, carried_on: Figures) -> None:
    for loan in printed(shared, "CA-2021").values():
        if loan.closing:
            payments = sum(carried_on[f"annex_{loan.row}_capital", year] > 0 for year in range(2022, 2047))
            assert payments - 1 <= (loan.remaining_years or 0) <= payments
