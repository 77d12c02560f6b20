"""The loans in force, carried on from what the loan annex prints of each.

The annex gives one year of a loan, not its schedule. That year is enough: the rate is what was paid on what was due
(`Txinit`, the rate of the contract, is often no longer the one paid), and the instalment is what was paid. Whether
the instalment is an annuity or a part of capital is what best agrees with the years that the annex says remain.
Whatever is assumed is said.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING
from fractions import Fraction

from metrics.finance.debt import FIXED, LoanState
from metrics.outlook.formulas import (
    ONE,
    RATE,
    Cell,
    Entered,
    Formula,
    Greatest,
    Share,
    Smallest,
    annuity_sides,
    minus,
    nearest,
    plus,
)
from metrics.outlook.loans import NOTHING, Profile, loan_row
from metrics.outlook.rows import Group, Sheet
from metrics.text import Text
from metrics.units import EUROS, EUROS_A_YEAR

NEXT_TO_NOTHING = Fraction(1, 20)  # of a payment
FARTHEST = 100  # years after which a loan is taken never to end

_EXISTING = Text("Emprunt de l'annexe, ligne {row}", "Loan of the annex, row {row}")
NO_BALANCE = Text(
    "{loan} : aucun capital restant dû n'est donné ; cet emprunt n'est pas compté.",
    "{loan}: no capital still due is given; this loan is not counted.",
)
NO_END = Text(
    "Ni capital remboursé ni durée restante : l'emprunt reste dû sur toute la projection.",
    "Neither capital repaid nor years remaining: the loan stays due over the whole projection.",
)
CONTRACT_RATE = Text(
    "Taux du contrat : l'annexe ne donne pas les intérêts d'une année pleine.",
    "Rate of the contract: the annex gives no full year of interest.",
)
NO_RATE = Text(
    "Taux inconnu et aucun intérêt payé : aucun intérêt n'est compté.",
    "Unknown rate and no interest paid: no interest is counted.",
)
NO_YEARS = Text(
    "Durée restante inconnue : échéance constante jusqu'à extinction.",
    "Years remaining unknown: constant annuity until it is repaid.",
)
STARTS_NEXT_YEAR = Text(
    "Emprunt récent : échéance constante supposée dès l'année suivante.",
    "Recent loan: constant annuity assumed from the next year.",
)
AT_THE_END = Text(
    "Aucun capital remboursé dans l'année : remboursement supposé en une fois, à la fin.",
    "No capital repaid in the year: assumed to be repaid at once, at the end.",
)


@dataclass(frozen=True)
class ExistingLoan:
    """A loan as it goes on after the base year. instalment: capital and interest, or capital alone by its profile.

    end: the year of the last payment, which takes what is left; None where nobody knows it, and for a loan whose rate
    moves, repaid until nothing is left. paid_interest: of the base year. assumed: what the annex left to be guessed.
    """

    row: int
    due: int
    rate: int
    moving: bool
    profile: Profile
    instalment: int
    end: int | None
    paid_interest: int
    assumed: tuple[Text, ...] = ()

    @property
    def name(self) -> str:
        return f"annex_{self.row}"

    @property
    def label(self) -> Text:
        return _EXISTING.fill(row=str(self.row))

    def declare(self, sheet: Sheet, *, repaid_early: bool) -> None:
        """repaid_early: whether a row of its own says what is repaid before its time."""
        base = sheet.base_year
        repaid = ("capital", "early") if repaid_early else ("capital",)
        owed = {year: minus(self._owed(year), *(self._cell(part, year) for part in repaid)) for year in sheet.years}
        cells: dict[str, dict[int, Formula]] = {
            "rate": {base: Entered(self.rate, RATE)},
            "instalment": {base: Entered(self.instalment, EUROS_A_YEAR)},
            "interest": {base: Entered(self.paid_interest, EUROS_A_YEAR)}
            | {year: Share(self._owed(year), self._rate(base, year)) for year in sheet.years},
            "capital": {year: self._capital(base, year) for year in sheet.years},
            "due": {base: Entered(self.due, EUROS), **owed},
        }
        for part, formulas in cells.items():
            loan_row(sheet, self.name, self.label, part, formulas, Group.EXISTING_LOANS)

    def _cell(self, part: str, year: int) -> Cell:
        return Cell(f"{self.name}_{part}", year)

    def _owed(self, year: int) -> Formula:
        return self._cell("due", year - 1)

    def _rate(self, base: int, year: int) -> Formula:
        rate = self._cell("rate", base)
        return Greatest(plus(rate, Cell("variable_rate_shift", year)), Entered(0, RATE)) if self.moving else rate

    def _capital(self, base: int, year: int) -> Formula:
        owed, instalment = self._owed(year), self._cell("instalment", base)
        if self.end is not None and year >= self.end:
            return owed
        match self.profile:
            case Profile.ANNUITY:
                return Smallest(owed, Greatest(minus(instalment, self._cell("interest", year)), NOTHING))
            case Profile.CAPITAL:
                return Smallest(owed, instalment)
        return NOTHING


@dataclass(frozen=True)
class Annex:
    """The town's own loans that go on after the base year, and the interest that all of its loans cost in it.

    left_aside: the rows that say too little to be counted.
    """

    loans: tuple[ExistingLoan, ...] = ()
    interest: int = 0
    left_aside: tuple[Text, ...] = ()


def read_annex(rows: Iterable[LoanState], year: int) -> Annex:
    """What goes on of the loan annex of a year; loans guaranteed to others stay out."""
    own = [state for state in rows if not state.is_guarantee]
    return Annex(
        tuple(existing_loan(state, year) for state in own if _due(state)),
        sum(state.interest or 0 for state in own),
        tuple(NO_BALANCE.fill(loan=_EXISTING.fill(row=str(state.row))) for state in own if _due(state) is None),
    )


def existing_loan(state: LoanState, year: int) -> ExistingLoan:
    """A loan of which something is due."""
    rate, said = _rate_paid(state)
    found = _repayment(state, rate, year) if state.capital else _not_begun(state, rate, year)
    moving = state.rate_kind not in (None, FIXED)
    return ExistingLoan(
        state.row,
        _due(state) or 0,
        rate,
        moving,
        found.profile,
        found.instalment,
        None if moving and found.profile is not Profile.BULLET else found.end,
        state.interest or 0,
        (*said, *found.assumed),
    )


def _due(state: LoanState) -> int | None:
    if state.closing is not None or state.opening is None:
        return state.closing
    return state.opening - (state.capital or 0)


def _rate_paid(state: LoanState) -> tuple[int, tuple[Text, ...]]:
    """Interest of the year over what was due on 1 January; else the rate of the contract."""
    if state.opening and state.interest:
        return nearest(state.interest * ONE, state.opening), ()
    if state.rate is None:
        return 0, (NO_RATE,)
    rate = max(0, round(state.rate * (ONE // 100)))
    return rate, (CONTRACT_RATE,) if rate else ()


@dataclass(frozen=True)
class _Repayment:
    profile: Profile
    instalment: int
    end: int | None
    assumed: tuple[Text, ...] = ()


def _repayment(state: LoanState, rate: int, year: int) -> _Repayment:
    """Of the two ways of repaying, the one that takes the years that the annex says remain."""
    due, capital = _due(state) or 0, state.capital or 0
    annuity = capital + nearest((due + capital) * rate, ONE)
    by_annuity, by_capital = years_to_repay(due, rate, annuity), Fraction(due, capital)
    if state.remaining_years is None:
        return _Repayment(Profile.ANNUITY, annuity, _last_payment(year, by_annuity), (NO_YEARS,))
    remaining = Fraction(state.remaining_years)
    if abs(by_annuity - remaining) < abs(by_capital - remaining):
        return _Repayment(Profile.ANNUITY, annuity, _last_payment(year, by_annuity))
    return _Repayment(Profile.CAPITAL, capital, _last_payment(year, by_capital))


def _not_begun(state: LoanState, rate: int, year: int) -> _Repayment:
    if state.remaining_years is None:
        return _Repayment(Profile.BULLET, 0, None, (NO_END,))
    years = max(1, int(state.remaining_years.to_integral_value(ROUND_CEILING)))
    if not state.opening or (state.first_year or 0) >= year - 1:
        above, below = annuity_sides(rate, years)
        return _Repayment(
            Profile.ANNUITY, nearest((_due(state) or 0) * above, below), year + years, (STARTS_NEXT_YEAR,)
        )
    return _Repayment(Profile.BULLET, 0, year + years, (AT_THE_END,))


def _last_payment(year: int, payments: Fraction) -> int:
    """A remainder that is next to nothing is taken by the payment before."""
    whole = int(payments)
    return year + max(1, whole if payments - whole < NEXT_TO_NOTHING else whole + 1)


def years_to_repay(due: int, rate: int, annuity: int) -> Fraction:
    """How many annuities repay a debt; the last one counts for the part of it that is needed."""
    for years in range(FARTHEST):
        interest = nearest(due * rate, ONE)
        if due + interest <= annuity:
            return years + Fraction(due + interest, annuity)
        due -= annuity - interest
    return Fraction(FARTHEST)
