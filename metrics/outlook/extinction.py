"""How a debt dies out if nothing new is borrowed: what is still due at the end of each year."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from metrics.finance.debt import LoanState
from metrics.outlook.annex import ExistingLoan, existing_loan, years_to_repay
from metrics.outlook.loans import Profile
from metrics.outlook.rows import Sheet, evaluate

LONGEST = 80  # years that anybody lends for: what is due beyond has no end


@dataclass(frozen=True)
class DebtYear:
    """What loans cost in a year, and what is due at its end; cents."""

    year: int
    capital: int
    interest: int
    due: int

    @property
    def annuity(self) -> int:
        return self.capital + self.interest


@dataclass(frozen=True)
class LoanCourse:
    """One loan: what the annex prints of it, how it is taken to go on, and its years after that of the annex."""

    state: LoanState
    loan: ExistingLoan
    years: tuple[DebtYear, ...]

    @property
    def ends_in(self) -> int | None:
        return next((one.year for one in self.years if not one.due), None)


@dataclass(frozen=True)
class Extinction:
    """The own loans of an annex to their end, each rate staying what was last paid.

    loans: those of which something is due, the largest first. years: that of the annex first, the last where nothing
    more is repaid. unsaid: loans of which the annex does not print what is due, left out.
    """

    loans: tuple[LoanCourse, ...]
    years: tuple[DebtYear, ...]
    unsaid: int

    @property
    def endless(self) -> int:
        """What stays due for ever, since the annex tells neither an end nor a repayment."""
        return self.years[-1].due

    @property
    def moving(self) -> int:
        """What is due at a rate that may move."""
        return sum(one.loan.due for one in self.loans if one.loan.moving)

    @property
    def halved_in(self) -> int | None:
        """The first year at whose end at most half is still due."""
        return next((one.year for one in self.years if 2 * one.due <= self.years[0].due), None)


def extinction(rows: Iterable[LoanState], year: int) -> Extinction:
    """year: of the annex, from whose last day the loans go on. Loans guaranteed to others stay out."""
    own = [state for state in rows if not state.is_guarantee]
    loans = sorted((_course(state, year) for state in own if state.closing), key=lambda one: -one.loan.due)
    capital, interest = sum(state.capital or 0 for state in own), sum(state.interest or 0 for state in own)
    first = DebtYear(year, capital, interest, sum(one.loan.due for one in loans))
    return Extinction(tuple(loans), _until_nothing_moves(first, loans), sum(_is_unsaid(state) for state in own))


def _is_unsaid(state: LoanState) -> bool:
    """Nothing is printed as due, and it is not that all of it was repaid in the year."""
    return state.closing is None and (state.opening is None or state.opening != (state.capital or 0))


def _course(state: LoanState, year: int) -> LoanCourse:
    """A loan until its end, or for as long as anybody lends."""
    loan = existing_loan(state, year)
    sheet = Sheet(year, _years_left(loan, year))
    replace(loan, moving=False).declare(sheet, repaid_early=False)  # no shift of rates: they stay
    figures = evaluate(sheet.model())
    parts = [f"{loan.name}_{part}" for part in ("capital", "interest", "due")]
    return LoanCourse(state, loan, tuple(DebtYear(one, *(figures[part, one] for part in parts)) for one in sheet.years))


def _years_left(loan: ExistingLoan, year: int) -> int:
    if loan.end is not None:
        return min(LONGEST, loan.end - year)
    if not loan.instalment:
        return LONGEST
    by_annuity, due = loan.profile is Profile.ANNUITY, loan.due
    payments = years_to_repay(due, loan.rate, loan.instalment) if by_annuity else Fraction(due, loan.instalment)
    return min(LONGEST, ceil(payments) + 1)  # cents rounded each year may be left for one payment more


def _until_nothing_moves(first: DebtYear, loans: Sequence[LoanCourse]) -> tuple[DebtYear, ...]:
    by_year: dict[int, list[DebtYear]] = {}
    for one in loans:
        for of_year in one.years:
            by_year.setdefault(of_year.year, []).append(of_year)
    years = (first, *(_total(year, by_year[year]) for year in sorted(by_year)))
    return years[: 1 + next(rank for rank, one in enumerate(years) if one.due == years[-1].due)]


def _total(year: int, found: Sequence[DebtYear]) -> DebtYear:
    return DebtYear(
        year, sum(one.capital for one in found), sum(one.interest for one in found), sum(one.due for one in found)
    )
