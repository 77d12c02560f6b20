"""Crach: the loan annex of the 2021 account, carried on one year, beside the annex of the 2022 budget."""

from dataclasses import fields
from pathlib import Path

import pytest

from data.importers.totem.document import read_totem
from metrics.outlook.annex import LoanFigures, read_annex
from metrics.outlook.formulas import RATE
from metrics.outlook.loans import Profile
from metrics.outlook.rows import Figures, Group, Sheet, evaluate
from metrics.text import Text


def printed(shared: Path, name: str) -> list[LoanFigures]:
    content = (shared / "data" / "totem" / "xml" / f"crach-principal-{name}-M14.xml").read_bytes()
    (document,) = read_totem(content).documents
    names = [field.name for field in fields(LoanFigures)]
    return [LoanFigures(**{name: getattr(loan, name) for name in names}) for loan in document.loans or ()]


@pytest.fixture
def carried_on(shared: Path) -> dict[int, Figures]:
    """What 2022 becomes, by loan of the annex of 2021."""
    sheet = Sheet(2021, 25)
    sheet.entered("variable_rate_shift", Text("v", "v"), RATE, Group.LEVERS, dict.fromkeys(sheet.years, 0))
    annex = read_annex(printed(shared, "CA-2021"), 2021)
    for loan in annex.loans:
        loan.declare(sheet, repaid_early=False)
    assert [loan.profile for loan in annex.loans].count(Profile.CAPITAL) == 2
    return {loan.row: evaluate(sheet.model()) for loan in annex.loans}


def test_the_next_year_is_the_one_that_the_town_printed(shared: Path, carried_on: dict[int, Figures]) -> None:
    """Capital within 0.1 %, loan by loan; interest too, save the loan whose rate was raised in between."""
    before = {loan.row: loan for loan in printed(shared, "CA-2021")}
    after = {(loan.initial_amount, loan.first_year): loan for loan in printed(shared, "BP-2022")}
    assert len(carried_on) == 6
    for row, found in carried_on.items():
        expected = after[before[row].initial_amount, before[row].first_year]
        assert found[f"annex_{row}_capital", 2022] == pytest.approx(expected.capital_repaid, rel=0.001)
        if expected.rate_kind == "F":
            assert found[f"annex_{row}_interest", 2022] == pytest.approx(expected.interest_paid or 0, rel=0.002)


def test_every_loan_ends_when_the_annex_says(shared: Path, carried_on: dict[int, Figures]) -> None:
    remaining = {loan.row: loan.remaining_years for loan in printed(shared, "CA-2021")}
    for row, found in carried_on.items():
        payments = sum(found[f"annex_{row}_capital", year] > 0 for year in range(2022, 2047))
        assert payments - 1 <= (remaining[row] or 0) <= payments
