"""How each year closes: saving, what is lacking to hold the working capital, the loan that brings it, the debt.

What a year lacks is read before its own loan, so that no figure depends on itself: the target in days counts the
operating expenditure without the interest of the year's own loan, and `Covering` makes up for what that loan costs
at once.
"""

from collections.abc import Iterable, Mapping

from metrics.finance.given import DEBT
from metrics.finance.statistics import (
    BORROWED,
    CAPITAL_EXPENDITURE,
    CAPITAL_REVENUE,
    DEBT_REPAID,
    FINANCIAL_CHARGES,
    GROSS_SAVING,
    MANAGEMENT_SAVING,
    NET_SAVING,
    OPERATING_EXPENDITURE,
    OPERATING_REVENUE,
    WORKING_CAPITAL_CHANGE,
)
from metrics.language import Labelled
from metrics.outlook.annex import ExistingLoan
from metrics.outlook.base import BaseYear
from metrics.outlook.figures import WORKING_CAPITAL
from metrics.outlook.formulas import Cell, Entered, ForDays, Formula, Greatest, Smallest, Total, minus, plus
from metrics.outlook.levers import Excess, Scenario
from metrics.outlook.loans import NOTHING, Covering, Loan, NewLoan, loan_row
from metrics.outlook.operating import expenditure_parts, revenue_parts, sum_of
from metrics.outlook.rows import Group, Sheet
from metrics.text import Text
from metrics.units import EUROS, EUROS_A_YEAR

OTHER_FINANCIAL = "other_financial_charges"
_LABELS = {
    "interest_existing": Text("Intérêts des emprunts en cours", "Interest on existing loans"),
    "interest_new": Text("Intérêts des emprunts nouveaux", "Interest on new loans"),
    "interest_first": Text("Intérêts de l'emprunt de l'année", "Interest on the year's own loan"),
    "expenditure_before_loan": Text(
        "Dépenses de fonctionnement avant l'emprunt de l'année", "Operating expenditure before the year's own loan"
    ),
    "capital_existing": Text("Capital des emprunts en cours", "Capital of existing loans"),
    "capital_new": Text("Capital des emprunts nouveaux", "Capital of new loans"),
    "capital_first": Text("Capital de l'emprunt de l'année", "Capital of the year's own loan"),
    "repaid_before_loan": Text(
        "Capital remboursé avant l'emprunt de l'année", "Capital repaid before the year's own loan"
    ),
    "financing_need": Text(
        "Besoin de financement avant emprunt (négatif : excédent)", "Funding need before borrowing (negative: surplus)"
    ),
    "target": Text("Fonds de roulement visé", "Target working capital"),
    WORKING_CAPITAL.name: Text("Fonds de roulement", "Working capital"),
    "lacking": Text(
        "Manque pour tenir le fonds de roulement visé (négatif : excédent)",
        "Lacking to hold the target working capital (negative: excess)",
    ),
    "early_repayment": Text("Remboursement anticipé", "Early repayment"),
    "sources": Text("Ressources de l'année", "Sources of the year"),
    "uses": Text("Emplois de l'année", "Uses of the year"),
    "balance_check": Text(
        "Contrôle : fonds de roulement d'ouverture + ressources − emplois − clôture",
        "Check: opening working capital + sources − uses − closing",
    ),
    "debt_check": Text("Contrôle : dette − somme des emprunts", "Check: debt − sum of the loans"),
}
_SOURCES = (OPERATING_REVENUE.name, CAPITAL_REVENUE.name, BORROWED.name)
_USES = (OPERATING_EXPENDITURE.name, CAPITAL_EXPENDITURE.name, DEBT_REPAID.name, "early_repayment")
_STOCKS = ("target", "lacking", "debt_check", DEBT.name, WORKING_CAPITAL.name)


def declare_closing(sheet: Sheet, base: BaseYear, scenario: Scenario) -> None:
    _Closing(sheet, base, scenario).declare()


class _Closing:
    """The rows that close each year, in the order in which one reads the other."""

    def __init__(self, sheet: Sheet, base: BaseYear, scenario: Scenario) -> None:
        self.sheet, self.base, self.scenario = sheet, base, scenario
        self.years = sheet.years
        self.early = scenario.excess is Excess.EARLY_REPAYMENT
        self.existing = base.annex.loans
        self.new = tuple(_new_loan(year, scenario) for year in sheet.years)
        self.loans: tuple[Loan, ...] = (*self.existing, *self.new)

    def declare(self) -> None:
        self._declare_loans()
        for part in ("interest", "capital"):
            self._declare_charge(part)
        self._declare_operating_totals()
        self._declare_need()
        self._declare_borrowing()
        self._declare_debt()
        self._declare_saving()
        self._declare_working_capital()
        self._declare_checks()

    def _declare_loans(self) -> None:
        for loan in self.loans:
            loan.declare(self.sheet, repaid_early=self.early)
        if self.early:
            _declare_early(self.sheet, self.existing, self.new)

    def _declare_charge(self, part: str) -> None:
        """Of the loans in force before the projection, of those drawn in earlier years, of the year's own."""
        names = [f"{loan.name}_{part}" for loan in self.existing]
        existing: dict[int, Formula] = {year: sum_of(self.sheet, names, year) for year in self.years}
        if part == "interest":
            existing[self.sheet.base_year] = Entered(self.base.annex.interest, EUROS_A_YEAR)
        self._row(f"{part}_existing", existing)
        self._row(f"{part}_new", {year: self._of_new(part, year, own=False) for year in self.years})
        self._row(f"{part}_first", {year: self._of_new(part, year, own=True) for year in self.years})

    def _of_new(self, part: str, year: int, *, own: bool) -> Total:
        loans = (loan for loan in self.new if (loan.drawn == year if own else loan.drawn < year))
        return sum_of(self.sheet, [f"{loan.name}_{part}" for loan in loans], year)

    def _declare_operating_totals(self) -> None:
        revenue = revenue_parts(self.base, self.scenario)
        spent = (*expenditure_parts(self.scenario), "interest_existing", "interest_new")
        self._row(OPERATING_REVENUE, self._sums(revenue), Group.REVENUE)
        self._row("expenditure_before_loan", self._sums(spent), Group.EXPENDITURE)
        self._row(OPERATING_EXPENDITURE, self._sums(("expenditure_before_loan", "interest_first")), Group.EXPENDITURE)
        interest = ("interest_existing", "interest_new", "interest_first", OTHER_FINANCIAL)
        self._row(FINANCIAL_CHARGES, self._sums(interest), Group.EXPENDITURE)

    def _declare_need(self) -> None:
        """What the year's capital spending and repayments ask beyond its own receipts and saving."""
        repaid = ("capital_existing", "capital_new")
        asked = (CAPITAL_EXPENDITURE.name, "repaid_before_loan", "expenditure_before_loan")
        brought = (CAPITAL_REVENUE.name, OPERATING_REVENUE.name)
        self._row("repaid_before_loan", {year: sum_of(self.sheet, repaid, year) for year in self.years})
        need: dict[int, Formula] = {year: _net(year, asked, brought) for year in self.years}
        self._row("financing_need", need, Group.BALANCE)

    def _declare_borrowing(self) -> None:
        """The loan of the year is what is lacking to hold the target; what stands above it may repay loans."""
        self._row("target", {year: _target(year) for year in self.years}, Group.BALANCE)
        lacking: dict[int, Formula] = {
            year: plus(Cell("target", year), Cell("financing_need", year), less=(_held_before(year),))
            for year in self.years
        }
        self._row("lacking", lacking, Group.BALANCE)
        loans: dict[int, Formula] = {year: self._loan(year) for year in self.years}
        borrowed = Entered(self.base.borrowed, EUROS_A_YEAR)
        self._row(BORROWED, {self.sheet.base_year: borrowed, **loans}, Group.BALANCE)
        self._row("early_repayment", {year: self._repaid_early(year) for year in self.years}, Group.BALANCE)

    def _loan(self, year: int) -> Formula:
        need, rate, years = _cells(("lacking", "loan_rate", "loan_years"), year)
        return Covering(need, rate, years, self.scenario.profile, self.scenario.first)

    def _repaid_early(self, year: int) -> Formula:
        if not self.early:
            return NOTHING
        excess = Greatest(minus(NOTHING, Cell("lacking", year)), NOTHING)
        return Smallest(excess, minus(Cell(DEBT.name, year - 1), Cell("repaid_before_loan", year)))

    def _declare_debt(self) -> None:
        base = self.sheet.base_year
        repaid = ("repaid_before_loan", "capital_first")
        own: dict[int, Formula] = {year: sum_of(self.sheet, repaid, year) for year in self.years}
        self._row(DEBT_REPAID, {base: Entered(self.base.debt_repaid, EUROS_A_YEAR), **own})
        debt: dict[int, Formula] = {
            year: plus(
                Cell(DEBT.name, year - 1),
                Cell(BORROWED.name, year),
                less=_cells((DEBT_REPAID.name, "early_repayment"), year),
            )
            for year in self.years
        }
        due = sum_of(self.sheet, [f"{loan.name}_due" for loan in self.existing], base)
        self._row(DEBT, {base: due, **debt})

    def _declare_saving(self) -> None:
        years = self.sheet.all_years
        gross = {year: _net(year, (OPERATING_REVENUE.name,), (OPERATING_EXPENDITURE.name,)) for year in years}
        net = {year: _net(year, (GROSS_SAVING.name,), (DEBT_REPAID.name,)) for year in years}
        managed = {year: plus(*_cells((GROSS_SAVING.name, FINANCIAL_CHARGES.name), year)) for year in years}
        self._row(MANAGEMENT_SAVING, managed, Group.SAVING)
        self._row(GROSS_SAVING, gross, Group.SAVING)
        self._row(NET_SAVING, net, Group.SAVING)

    def _declare_working_capital(self) -> None:
        self._row("sources", self._sums(_SOURCES), Group.BALANCE)
        self._row("uses", self._sums(_USES), Group.BALANCE)
        added = (GROSS_SAVING.name, CAPITAL_REVENUE.name, BORROWED.name)
        taken = (CAPITAL_EXPENDITURE.name, DEBT_REPAID.name)
        change: dict[int, Formula] = {
            year: plus(_net(year, added, taken), less=[Cell("early_repayment", year)] if year in self.years else ())
            for year in self.sheet.all_years
        }
        self._row(WORKING_CAPITAL_CHANGE, change, Group.BALANCE)
        held: dict[int, Formula] = {
            year: plus(_held_before(year), Cell(WORKING_CAPITAL_CHANGE.name, year)) for year in self.years
        }
        base = Entered(self.base.working_capital, EUROS)
        self._row(WORKING_CAPITAL.name, {self.sheet.base_year: base, **held}, Group.BALANCE)

    def _declare_checks(self) -> None:
        """Each is zero; both come by another road than the figures they check."""
        balance = {
            year: plus(_held_before(year), Cell("sources", year), less=_cells(("uses", WORKING_CAPITAL.name), year))
            for year in self.years
        }
        loans = [f"{loan.name}_due" for loan in self.loans]
        debt = {year: minus(Cell(DEBT.name, year), *sum_of(self.sheet, loans, year).parts()) for year in self.years}
        self._row("balance_check", balance, Group.CHECKS)
        self._row("debt_check", debt, Group.CHECKS)

    def _sums(self, names: Iterable[str]) -> dict[int, Formula]:
        names = tuple(names)
        return {year: sum_of(self.sheet, names, year) for year in self.sheet.all_years}

    def _row(self, what: str | Labelled, cells: Mapping[int, Formula], group: Group = Group.DEBT) -> None:
        name, label = (what, _LABELS[what]) if isinstance(what, str) else (what.name, what.label)
        self.sheet.row(name, label, EUROS if name in _STOCKS else EUROS_A_YEAR, group, cells)


def _new_loan(year: int, scenario: Scenario) -> NewLoan:
    amount, rate, years = _cells((BORROWED.name, "loan_rate", "loan_years"), year)
    return NewLoan(year, amount, rate, years, scenario.profile, scenario.first)


def _target(year: int) -> Formula:
    spent, days, amount = _cells(("expenditure_before_loan", "target_days", "target_amount"), year)
    return Greatest(ForDays(spent, days), amount)


def _cells(names: Iterable[str], year: int) -> list[Cell]:
    return [Cell(name, year) for name in names]


def _net(year: int, add: Iterable[str], less: Iterable[str]) -> Total:
    return plus(*_cells(add, year), less=_cells(less, year))


def _held_before(year: int) -> Cell:
    return Cell(WORKING_CAPITAL.name, year - 1)


def _declare_early(sheet: Sheet, existing: Iterable[ExistingLoan], new: Iterable[NewLoan]) -> None:
    """Who is repaid first: existing loans, dearest first, then new ones, oldest first."""
    dearest = sorted(existing, key=lambda loan: (-loan.rate, loan.row))
    inline: tuple[Loan, ...] = (*dearest, *new)
    names: list[str] = []
    for loan in inline:
        years = [year for year in sheet.years if not isinstance(loan, NewLoan) or year > loan.drawn]
        cells: dict[int, Formula] = {
            year: Smallest(
                minus(Cell(f"{loan.name}_due", year - 1), Cell(f"{loan.name}_capital", year)),
                minus(Cell("early_repayment", year), *sum_of(sheet, names, year).parts()),
            )
            for year in years
        }
        group = Group.NEW_LOANS if isinstance(loan, NewLoan) else Group.EXISTING_LOANS
        loan_row(sheet, loan.name, loan.label, "early", cells, group)
        names.append(f"{loan.name}_early")
