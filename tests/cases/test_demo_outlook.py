"""The demonstration town, whose generator knows the truth: each closed year is a base, its loans foretell the next."""

from functools import cache

import pandas as pd
import pytest

from data import demo
from data.importers.reading import DocumentRead
from metrics.documents import BudgetKind, Column, Step
from metrics.evaluate import amount_totals
from metrics.finance.debt import LoanState
from metrics.finance.statistics import NET_SAVING, WORKING_CAPITAL_CHANGE
from metrics.language import Amount, leaves
from metrics.outlook.annex import STARTS_NEXT_YEAR, read_annex
from metrics.outlook.base import ASKED, BaseYear, amounts_in, base_year
from metrics.outlook.levers import Chosen, Scenario, percent
from metrics.outlook.origins import entered
from metrics.outlook.projection import project

AGENT = entered("agent")
YEARS = range(2017, 2025)


@cache
def accounts(kind: BudgetKind) -> dict[int, DocumentRead]:
    found = (document for delivery in demo.deliveries() for document in delivery.documents)
    return {one.year: one for one in found if one.step is Step.CLOSED and one.budget_kind is kind}


def base_of(document: DocumentRead) -> BaseYear:
    key = {"authority_id": 1, "document_id": 1}
    fields = ("section", "direction", "nature", "chapter", "account", "absent")
    rows = [
        key | {field: getattr(line, field) for field in fields} | {str(c): line.amounts.get(c) for c in Column}
        for line in document.lines
    ]
    lines = pd.DataFrame(rows).astype({str(column): "Int64" for column in Column})
    told = {"standard": document.nomenclature.standard, "step": str(document.step), "is_whole": document.is_whole}
    heads = pd.DataFrame([key | told])
    amounts = [leaf for leaf in leaves(*ASKED) if isinstance(leaf, Amount)]
    (read,) = amounts_in(amount_totals(lines, heads, amounts))
    annex = read_annex(map(_state, document.loans or ()), document.year)
    eligible = {document.year - 1: 0, document.year: 0}
    return base_year(
        document.year, read, annex, kind=document.budget_kind, population=document.population, eligible=eligible
    )


def untouched(base: BaseYear) -> Scenario:
    first = base.year + 1
    terms = {"loan_rate": (Chosen(first, percent("3"), AGENT),), "loan_years": (Chosen(first, 15, AGENT),)}
    return Scenario(name="tendance", levers=terms)


@pytest.mark.parametrize("year", YEARS)
def test_the_base_year_is_the_declared_one_to_the_cent(year: int) -> None:
    base = base_of(accounts(BudgetKind.MAIN)[year])
    found = project(base, untouched(base), 1)
    assert found.series(NET_SAVING)[year] == found.series("gross_saving")[year] - base.debt_repaid
    before = base_of(accounts(BudgetKind.MAIN)[year - 1]).working_capital
    assert base.working_capital - before == found.series(WORKING_CAPITAL_CHANGE)[year]


@pytest.mark.parametrize("year", YEARS)
def test_the_loans_of_a_year_repay_what_the_next_account_says(year: int) -> None:
    """Save a loan drawn within the year, of which the annex shows no payment yet: its annuity is a guess, and said."""
    base = base_of(accounts(BudgetKind.MAIN)[year])
    found = project(base, untouched(base), 1)
    after = {loan.row: loan for loan in accounts(BudgetKind.MAIN)[year + 1].loans or ()}
    known = [loan for loan in base.annex.loans if STARTS_NEXT_YEAR not in loan.assumed]
    assert len(known) >= 3
    for loan in known:
        assert found.figures[f"{loan.name}_capital", year + 1] == after[loan.row].capital_repaid
        assert found.figures[f"{loan.name}_interest", year + 1] == pytest.approx(after[loan.row].interest_paid, abs=2)


def test_a_public_service_is_cut_so_that_its_working_capital_moves_as_its_accounts_do() -> None:
    for year in YEARS:
        base, before = (base_of(accounts(BudgetKind.ANNEX)[one]) for one in (year, year - 1))
        found = project(base, untouched(base), 1)
        assert base.working_capital - before.working_capital == found.series(WORKING_CAPITAL_CHANGE)[year]
        assert base.families["state_grant"] == 0


def _state(loan: object) -> LoanState:
    names = ("opening_balance", "closing_balance", "capital_repaid", "interest_paid", "rate", "rate_kind", "risk_class")
    row, category, *figures = (
        getattr(loan, name) for name in ("row", "category", *names, "remaining_years", "first_year")
    )
    return LoanState(row, category == "guaranteed", *figures)
