"""The arithmetic of loans: schedules to the cent.

Payments are yearly. Interest is the rate applied to the capital due on 1 January, rounded to the nearest cent
(`formulas.ROUNDING`); the instalment is fixed when the loan is drawn and the last payment takes what is left, as banks
do, so that the capital repaid is the loan to the cent. An early repayment shortens the loan: the instalment stays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from metrics.outlook.formulas import (
    ONE,
    RATE,
    YEARS_COUNTED,
    Annuity,
    Cell,
    Entered,
    Formula,
    Greatest,
    IfAtMost,
    Share,
    Smallest,
    Split,
    annuity_sides,
    minus,
)
from metrics.outlook.refusal import Refused
from metrics.outlook.rows import Group, Sheet
from metrics.text import Text
from metrics.units import EUROS, EUROS_A_YEAR


class Profile(StrEnum):
    """How a loan is repaid."""

    ANNUITY = "annuity"
    CAPITAL = "capital"
    BULLET = "bullet"


PROFILE_LABELS = {
    Profile.ANNUITY: Text("échéance constante", "constant annuity"),
    Profile.CAPITAL: Text("capital constant", "constant capital"),
    Profile.BULLET: Text("in fine", "repaid at the end"),
}


class FirstPayment(StrEnum):
    """What the year in which a loan is drawn pays for it."""

    NEXT_YEAR = "next_year"
    HALF_YEAR = "half_year"
    SAME_YEAR = "same_year"


FIRST_PAYMENT_LABELS = {
    FirstPayment.NEXT_YEAR: Text(
        "encaissé en fin d'année, première échéance l'année suivante",
        "drawn at the end of the year, first payment the next year",
    ),
    FirstPayment.HALF_YEAR: Text(
        "encaissé en milieu d'année : une demi-année d'intérêts, puis première échéance l'année suivante",
        "drawn in mid-year: half a year of interest, then first payment the next year",
    ),
    FirstPayment.SAME_YEAR: Text(
        "encaissé au 1er janvier, première échéance dans l'année",
        "drawn on 1 January, first payment within the year",
    ),
}
NOTHING = Entered(0, EUROS)
PARTS = {
    "instalment": Text("échéance", "instalment"),
    "interest": Text("intérêts", "interest"),
    "capital": Text("capital remboursé", "capital repaid"),
    "early": Text("remboursement anticipé", "early repayment"),
    "due": Text("capital restant dû", "capital still due"),
    "rate": Text("taux", "rate"),
}
_NEW_LOAN = Text("Emprunt {year}", "Loan of {year}")
_PART_OF = Text("{loan} : {part}", "{loan}: {part}")
_NO_DURATION = Text(
    "Un emprunt dure au moins un an ; la durée donnée est {years}. Choisir de 1 à 60 ans.",
    "A loan lasts at least one year; the duration given is {years}. Choose from 1 to 60 years.",
)
_NEGATIVE_RATE = Text(
    "Le taux d'un emprunt nouveau ne peut pas être négatif. Choisir 0 % ou plus.",
    "The rate of a new loan cannot be below zero. Choose 0 % or more.",
)
_ALL_REPAID_AT_ONCE = Text(
    "Avec une première échéance dans l'année, cet emprunt serait remboursé l'année où il est encaissé. Choisir une "
    "durée plus longue ou une première échéance l'année suivante.",
    "With a first payment within the year, this loan would be repaid in the year it is drawn. Choose a longer "
    "duration, or a first payment the next year.",
)


@dataclass(frozen=True)
class LoanTerms:
    """years: at least 1. rate: in hundred-millionths, not below zero."""

    years: int
    rate: int
    profile: Profile = Profile.ANNUITY
    first: FirstPayment = FirstPayment.NEXT_YEAR

    def __post_init__(self) -> None:
        if self.years < 1:
            raise Refused(_NO_DURATION.fill(years=str(self.years)))
        if self.rate < 0:
            raise Refused(_NEGATIVE_RATE)
        if first_charge(self) >= 1:
            raise Refused(_ALL_REPAID_AT_ONCE)


def first_charge(terms: LoanTerms) -> Fraction:
    """What one euro borrowed costs within the year it is drawn."""
    if terms.first is FirstPayment.NEXT_YEAR:
        return Fraction(0)
    if terms.first is FirstPayment.HALF_YEAR:
        return Fraction(terms.rate, 2 * ONE)
    if terms.profile is Profile.ANNUITY:
        return Fraction(*annuity_sides(terms.rate, terms.years))
    parts = terms.years if terms.profile is Profile.CAPITAL else 1
    repaid = terms.profile is Profile.CAPITAL or terms.years == 1
    return Fraction(repaid, parts) + Fraction(terms.rate, ONE)


@dataclass(frozen=True)
class Covering(Formula):
    """The loan that leaves an amount once its own first year is paid; nothing where nothing is lacking."""

    need: Formula
    rate: Formula
    years: Formula
    profile: Profile
    first: FirstPayment

    def parts(self) -> tuple[Formula, ...]:
        return (self.need, self.rate, self.years)

    def of(self, *values: int) -> int:
        need, rate, years = values
        if need <= 0:
            return 0
        kept = 1 - first_charge(LoanTerms(years, rate, self.profile, self.first))
        return -(-need * kept.denominator // kept.numerator)


class Loan(Protocol):
    """A loan that a projection carries: its rows are named after it."""

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> Text: ...

    def declare(self, sheet: Sheet, *, repaid_early: bool) -> None: ...


@dataclass(frozen=True)
class NewLoan:
    """A loan drawn in a projected year: its rows."""

    drawn: int
    amount: Formula
    rate: Formula
    years: Formula
    profile: Profile
    first: FirstPayment

    @property
    def name(self) -> str:
        return f"loan_{self.drawn}"

    @property
    def label(self) -> Text:
        return _NEW_LOAN.fill(year=str(self.drawn))

    @property
    def first_payment(self) -> int:
        return self.drawn if self.first is FirstPayment.SAME_YEAR else self.drawn + 1

    def declare(self, sheet: Sheet, *, repaid_early: bool) -> None:
        """repaid_early: whether a row of its own says what is repaid before its time."""
        later = [year for year in sheet.years if year > self.drawn]
        paid = [year for year in sheet.years if year >= self.first_payment]
        early = later if repaid_early else []
        repaid = {"capital": paid, "early": early}
        cells: dict[str, dict[int, Formula]] = {
            "instalment": self._instalment(),
            "interest": self._first_interest() | {year: Share(self._owed(year), self.rate) for year in later},
            "capital": {year: self._capital(year) for year in paid},
            "due": {
                year: minus(self._owed(year), *(self._cell(part, year) for part in repaid if year in repaid[part]))
                for year in (self.drawn, *later)
            },
        }
        for part, formulas in cells.items():
            loan_row(sheet, self.name, self.label, part, formulas, Group.NEW_LOANS)

    def _cell(self, part: str, year: int) -> Cell:
        return Cell(f"{self.name}_{part}", year)

    def _owed(self, year: int) -> Formula:
        """Before the payment of a year."""
        return self.amount if year == self.drawn else self._cell("due", year - 1)

    def _instalment(self) -> dict[int, Formula]:
        match self.profile:
            case Profile.ANNUITY:
                return {self.drawn: Annuity(self.amount, self.rate, self.years)}
            case Profile.CAPITAL:
                return {self.drawn: Split(self.amount, self.years)}
        return {}

    def _first_interest(self) -> dict[int, Formula]:
        match self.first:
            case FirstPayment.HALF_YEAR:
                return {self.drawn: Share(self.amount, self.rate, over=2)}
            case FirstPayment.SAME_YEAR:
                return {self.drawn: Share(self.amount, self.rate)}
        return {}

    def _capital(self, year: int) -> Formula:
        """The instalment's part, or all that is left when the last payment comes."""
        payment = Entered(year - self.first_payment + 1, YEARS_COUNTED)
        owed = self._owed(year)
        return IfAtMost(self.years, payment, owed, self._part(year, owed))

    def _part(self, year: int, owed: Formula) -> Formula:
        instalment = self._cell("instalment", self.drawn)
        match self.profile:
            case Profile.ANNUITY:
                return Smallest(owed, Greatest(minus(instalment, self._cell("interest", year)), NOTHING))
            case Profile.CAPITAL:
                return Smallest(owed, instalment)
        return NOTHING


def loan_row(sheet: Sheet, name: str, loan: Text, part: str, cells: Mapping[int, Formula], group: Group) -> None:
    """One row of a loan, where it has any figure; its label joins the loan and the part."""
    if cells:
        unit = {"due": EUROS, "rate": RATE}.get(part, EUROS_A_YEAR)
        sheet.row(f"{name}_{part}", _PART_OF.fill(loan=loan, part=PARTS[part]), unit, group, cells)
