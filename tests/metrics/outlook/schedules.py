"""A loan by itself, year by year, from the rows that a projection lays down for it."""

from dataclasses import dataclass

from metrics.outlook.formulas import RATE, YEARS_COUNTED, Cell
from metrics.outlook.loans import LoanTerms, NewLoan
from metrics.outlook.rows import Group, Sheet, evaluate
from metrics.text import Text
from metrics.units import EUROS

LABEL = Text("emprunt", "loan")


@dataclass(frozen=True)
class Payment:
    """due: capital still owed once the year is paid."""

    year: int
    interest: int
    capital: int
    due: int


def schedule(amount: int, terms: LoanTerms, drawn: int) -> tuple[Payment, ...]:
    """Every year of a loan until it is repaid."""
    sheet = Sheet(drawn - 1, terms.years + 1)
    sheet.entered("amount", LABEL, EUROS, Group.NEW_LOANS, {drawn: amount})
    sheet.entered("rate", LABEL, RATE, Group.LEVERS, {drawn: terms.rate})
    sheet.entered("years", LABEL, YEARS_COUNTED, Group.LEVERS, {drawn: terms.years})
    loan = NewLoan(drawn, Cell("amount", drawn), Cell("rate", drawn), Cell("years", drawn), terms.profile, terms.first)
    loan.declare(sheet, repaid_early=False)
    figures = evaluate(sheet.model())
    last = loan.first_payment + terms.years - 1
    return tuple(
        Payment(year, *(figures.get((f"{loan.name}_{part}", year), 0) for part in ("interest", "capital", "due")))
        for year in range(drawn, last + 1)
    )
