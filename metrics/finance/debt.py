"""The profile of a debt, from the loan annex: rates, risk, maturity. Guarantees are another matter and stay apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from metrics.text import Text

FIXED = "F"
RATE_LABELS = {
    "F": Text("Taux fixe", "Fixed rate"),
    "V": Text("Taux variable", "Variable rate"),
    "C": Text("Taux complexe", "Structured rate"),
}
RATE_UNKNOWN = Text("Taux non précisé", "Rate not stated")
RATE_OTHER = Text("Autre taux (code {code})", "Other rate (code {code})")
RISK_LABELS = {
    "A": Text("A · taux fixe ou variable simple", "A · simple fixed or variable rate"),
    "B": Text("B · barrière simple", "B · simple barrier"),
    "C": Text("C · option d'échange", "C · swap option"),
    "D": Text("D · multiplicateur jusqu'à 3", "D · multiplier up to 3"),
    "E": Text("E · multiplicateur jusqu'à 5", "E · multiplier up to 5"),
    "F": Text("F · autres structures", "F · other structures"),
}
BUCKETS = ((5, Text("5 ans au plus", "5 years or less")), (10, Text("5 à 10 ans", "5 to 10 years")),
           (20, Text("10 à 20 ans", "10 to 20 years")), (None, Text("Plus de 20 ans", "Over 20 years")))  # fmt: skip


@dataclass(frozen=True)
class LoanState:
    """One loan at the end of a year: cents, rate in percent, years left; None where the annex prints nothing."""

    row: int
    is_guarantee: bool
    opening: int | None
    closing: int | None
    capital: int | None
    interest: int | None
    rate: Decimal | None
    rate_kind: str | None
    risk_class: str | None
    remaining_years: Decimal | None
    first_year: int | None


@dataclass(frozen=True)
class DebtProfile:
    """The town's own debt on 31 December, in cents; parts are (code, cents), largest first.

    mean_rate: percent, weighted by what is due. mean_years: left, weighted alike. Each is None where no loan says;
    the shares told by `rated` and `dated` say how much of the debt does. unsaid: own loans of an annex in which none
    prints what is due: the debt is then unknown.
    """

    due: int
    loans: int
    capital: int
    interest: int
    mean_rate: Fraction | None
    rated: int
    mean_years: Fraction | None
    dated: int
    by_rate: tuple[tuple[str | None, int], ...]
    by_risk: tuple[tuple[str | None, int], ...]
    by_maturity: tuple[tuple[Text | None, int], ...]
    guaranteed: int
    guarantees: int
    unsaid: int = 0

    @property
    def annuity(self) -> int:
        return self.capital + self.interest


def rate_label(code: str | None) -> Text:
    """A code that annexes bear beside the three of the model is told as it stands."""
    return RATE_LABELS.get(code) or RATE_OTHER.fill(code=code) if code else RATE_UNKNOWN


def profile(loans: Iterable[LoanState]) -> DebtProfile:
    found = list(loans)
    own = [loan for loan in found if not loan.is_guarantee]
    guarantees = [loan for loan in found if loan.is_guarantee]
    rated, dated = [one for one in own if one.rate is not None], [one for one in own if one.remaining_years is not None]
    return DebtProfile(
        due=_due(own),
        loans=sum(bool(loan.closing) for loan in own),
        capital=sum(loan.capital or 0 for loan in own),
        interest=sum(loan.interest or 0 for loan in own),
        mean_rate=_weighted([(loan.closing, loan.rate) for loan in rated]),
        rated=_due(rated),
        mean_years=_weighted([(loan.closing, loan.remaining_years) for loan in dated]),
        dated=_due(dated),
        by_rate=_parts((loan.rate_kind, loan.closing) for loan in own),
        by_risk=_parts((loan.risk_class, loan.closing) for loan in own),
        by_maturity=_by_maturity(own),
        guaranteed=_due(guarantees),
        guarantees=len(guarantees),
        unsaid=len(own) if all(loan.closing is None for loan in own) else 0,
    )


def _due(loans: Iterable[LoanState]) -> int:
    return sum(loan.closing or 0 for loan in loans)


def _weighted(pairs: Iterable[tuple[int | None, Decimal | None]]) -> Fraction | None:
    known = [(cents, value) for cents, value in pairs if cents and value is not None]
    total = sum(cents for cents, _ in known)
    return sum((cents * Fraction(value) for cents, value in known), Fraction(0)) / total if total else None


def _parts(pairs: Iterable[tuple[str | None, int | None]]) -> tuple[tuple[str | None, int], ...]:
    sums: dict[str | None, int] = {}
    for code, cents in pairs:
        if cents:
            sums[code] = sums.get(code, 0) + cents
    return tuple(sorted(sums.items(), key=lambda part: -part[1]))


def _by_maturity(loans: Iterable[LoanState]) -> tuple[tuple[Text | None, int], ...]:
    """In the order of the buckets; loans without a term last."""
    sums: dict[Text | None, int] = {}
    for loan in loans:
        bucket = None if loan.remaining_years is None else _bucket(loan.remaining_years)
        sums[bucket] = sums.get(bucket, 0) + (loan.closing or 0)
    return tuple((label, sums[label]) for label in (*(name for _, name in BUCKETS), None) if sums.get(label))


def _bucket(years: Decimal) -> Text:
    return next(label for most, label in BUCKETS if most is None or years <= most)
