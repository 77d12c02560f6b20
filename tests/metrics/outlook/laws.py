"""What must hold of any projection: asked of a few invented ones in each run, of thousands in the long one."""

from metrics.outlook.base import BaseYear
from metrics.outlook.levers import Scenario
from metrics.outlook.loans import FirstPayment
from metrics.outlook.projection import Projection, project
from metrics.outlook.written import as_cell, plain
from tests.metrics.outlook.reference import simulate
from tests.metrics.outlook.spreadsheet import Spreadsheet


def every_year_balances(base: BaseYear, scenario: Scenario, horizon: int) -> None:
    """Opening working capital + all sources = all uses + closing working capital, from the figures themselves."""
    found = project(base, scenario, horizon)
    for year in found.model.years:
        at = {row: found.figures[row, year] for row in found.model.rows if (row, year) in found.figures}
        sources = at["operating_revenue"] + at["capital_revenue_without_borrowing"] + at["new_borrowing"]
        uses = at["operating_expenditure"] + at["capital_expenditure_without_debt_repayment"]
        uses += at["debt_repaid"] + at["early_repayment"]
        assert found.figures["cumulated_closing_result", year - 1] + sources == uses + at["cumulated_closing_result"]


def what_is_lacking_is_borrowed(base: BaseYear, scenario: Scenario, horizon: int) -> None:
    """The target is held to the cent, or within two where the loan also pays for its own first year."""
    found = project(base, scenario, horizon)
    for year in found.model.years:
        borrowed, early = found.figures["new_borrowing", year], found.figures["early_repayment", year]
        above = found.figures["cumulated_closing_result", year] - found.figures["target", year]
        assert min(borrowed, early) == 0
        assert max(borrowed, early) >= 0
        assert above >= -2
        assert borrowed == 0 or above <= 2
        assert borrowed == 0 or above == 0 or scenario.first is not FirstPayment.NEXT_YEAR


def the_debt_is_that_of_its_loans(base: BaseYear, scenario: Scenario, horizon: int) -> None:
    """And that of the year before, plus what is new, less what is repaid."""
    found = project(base, scenario, horizon)
    for year in found.model.years:
        rows = ("new_borrowing", "debt_repaid", "early_repayment", "debt_outstanding")
        new, repaid, early, debt = (found.figures[row, year] for row in rows)
        assert debt == found.figures["debt_outstanding", year - 1] + new - repaid - early
        assert debt == _sum_of_loans(found, "due", year)
        assert repaid == _sum_of_loans(found, "capital", year)
        assert early == _sum_of_loans(found, "early", year)


def a_plain_loop_says_the_same(base: BaseYear, scenario: Scenario, horizon: int) -> None:
    found = project(base, scenario, horizon)
    for year, expected in simulate(base, scenario, horizon).items():
        assert {row: found.figures[row, year] for row in expected} == expected


def a_workbook_says_the_same(base: BaseYear, scenario: Scenario, horizon: int) -> None:
    found = project(base, scenario, horizon)
    model = found.model
    sheet = Spreadsheet({key: as_cell(model, key, lambda key: f"'{key[0]}'!{key[1]}") for key in model.order})
    for key in model.order:
        unit = model.rows[key[0]].unit
        assert sheet.value(key) == plain(found.figures[key], unit), (key, model.formula(key))


LAWS = (
    every_year_balances,
    what_is_lacking_is_borrowed,
    the_debt_is_that_of_its_loans,
    a_plain_loop_says_the_same,
    a_workbook_says_the_same,
)


def _sum_of_loans(found: Projection, part: str, year: int) -> int:
    rows = [row for row in found.model.rows if row.startswith(("loan_2", "annex_")) and row.endswith(f"_{part}")]
    return sum(found.figures.get((row, year), 0) for row in rows)
