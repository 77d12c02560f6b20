"""What a scenario starts from while nobody has chosen: the town's own past, each value with the years it comes from.

A growth is the mean of the years known, ends compared: simple enough to be checked by hand. Investment goes on at its
mean, the programmes already voted first.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from metrics.finance.debt import FIXED, LoanState
from metrics.finance.programmes import Programme
from metrics.finance.statistics import CAPITAL_EXPENDITURE, CAPITAL_REVENUE, CLOSING_RESULT, EQUIPMENT
from metrics.finance.statistics import OPERATING_EXPENDITURE as SPENT
from metrics.language import Labelled
from metrics.outlook.annex import existing_loan
from metrics.outlook.base import families_in
from metrics.outlook.current import LeftOver
from metrics.outlook.families import CAPITAL_GRANTS, DISPOSALS, FCTVA_RECEIVED
from metrics.outlook.formulas import DAYS_IN_A_YEAR, ONE, RATE, nearest
from metrics.outlook.levers import LEFT_OVER, LEVERS, RECURRING, Chosen, Project, Scenario, every_year, percent
from metrics.outlook.origins import Origin, OriginKind
from metrics.outlook.refusal import shown
from metrics.text import Text
from metrics.units import EUROS

YEARS_KEPT = 10  # of growth
RECENT = 5  # years of investment, which moves with the mandates
STEEPEST = percent("10")  # a year: steeper growth is an accident, which no town keeps up
FINEST = percent("0.01")
_OTHER_REVENUE = "other_capital_revenue"
USUAL_RATE, USUAL_YEARS = percent("3.5"), 20  # of a loan, where the town has none to tell

_MEAN = Text("moyenne annuelle de {first} à {last}", "yearly mean from {first} to {last}")
_CAPPED = Text(
    "moyenne annuelle de {first} à {last}, bornée ; observée {observed}",
    "yearly mean from {first} to {last}, bounded; observed {observed}",
)
_OF_TAXES = Text("celle des impôts et taxes, {note}", "that of taxes, {note}")
_SHARE = Text("part observée de {first} à {last}", "share observed from {first} to {last}")
_LOWEST = Text("plus bas tenu de {first} à {last}", "lowest held from {first} to {last}")
_LOAN_RATE = Text("taux moyen payé sur les emprunts en cours", "mean rate paid on existing loans")
_LATEST_RATE = Text(
    "taux de l'emprunt le plus récent, de {year} (ligne {row} de l'annexe)",
    "rate of the latest loan, of {year} (row {row} of the annex)",
)
_LOAN_YEARS = Text("durée moyenne des emprunts en cours", "mean duration of existing loans")
_USUAL = Text("hypothèse à vérifier auprès des banques", "an assumption to be checked with banks")
_RECURRING_NOTE = Text(
    "moyenne des dépenses d'équipement de {first} à {last}, programmes votés compris",
    "mean equipment expenditure from {first} to {last}, voted programmes included",
)
_CARRIED = Text(
    "restes à réaliser du compte {year}, dépenses et subventions attendues",
    "carried over by the account of {year}, spending and grants expected",
)
_GRANTS_BESIDE = Text(
    "{note}, et {amount} de subventions restant à recevoir que le plan ne compte pas avec les restes à réaliser",
    "{note}, and {amount} of grants still to come that the plan does not hold with what is carried over",
)
_VOTED = Text("crédits de paiement votés le {day}", "payment credits voted on {day}")
# The lever of each family that holds all of its past growth: accounts do not part it into prices and volumes.
_GROWN_BY = {
    "other_taxes": "other_taxes_growth",
    "state_grant": "state_grant_growth",
    "other_grants": "other_grants_growth",
    "services": "services_growth",
    "other_revenue": "other_revenue_growth",
    "staff_costs": "staff_growth",
    "purchases": "purchases_growth",
    "interventions": "interventions_growth",
    "other_expenditure": "other_expenditure_growth",
}


@dataclass(frozen=True, eq=False)
class PastYear:
    """A closed year: the amounts of `base.NEEDED`, `DETAILED` and `OBSERVED` by name, in cents; None where missing."""

    year: int
    population: int | None
    amounts: Mapping[str, int | None]

    def amount(self, one: Labelled) -> int | None:
        return self.amounts.get(one.name)


def trend(
    past: Sequence[PastYear],
    loans: Sequence[LoanState],
    programmes: Iterable[Programme],
    horizon: int,
    *,
    name: str,
    recurring: str,
    begun: LeftOver | None = None,
    left_over: str = "",
) -> Scenario:
    """The scenario in which all goes on as before. past: closed years up to the base year, the oldest first.

    recurring: what the investment that goes on at its mean is called. begun: what the last account carries over;
    left_over: what that is called.
    """
    base = past[-1].year
    years = range(base + 1, base + horizon + 1)
    growths = {**_families_grown(past), "population_growth": _growth(_series(past, lambda one: one.population))}
    levers = {name: every_year(years, *found) for name, found in growths.items() if found}
    levers["bases_growth"] = tuple(map(_of_taxes, levers.get("other_taxes_growth", ())))
    carried = {**_capital(past[-RECENT:]), **_target(past), **_loan_terms(loans, base)}
    levers |= {name: (Chosen(base + 1, *found),) for name, found in carried.items()}
    share = refunded_share(past)
    voted = tuple(found for one in programmes if (found := _programme(one, years, share)))
    works = (_begun(begun, base, left_over, share),) if begun and begun.spending > 0 else ()
    if begun and (beside := grants_beside(begun)):
        levers[_OTHER_REVENUE] = tuple(_with_grants(levers[_OTHER_REVENUE], beside, years))
    plan = (*_recurring(past, (*works, *voted), years, recurring), *works, *voted)
    return Scenario(name=name, levers=levers, projects=plan)


def eligible_spending(past: Sequence[PastYear], years: Iterable[int]) -> dict[int, int]:
    """The spending of some years on which VAT is refunded: the usual share of their equipment expenditure."""
    share = refunded_share(past)
    spent = {one.year: one.amount(EQUIPMENT) or 0 for one in past}
    return {year: nearest(spent.get(year, 0) * share, ONE) for year in years}


def refunded_share(past: Sequence[PastYear]) -> int:
    """Of equipment expenditure, the part on which VAT came back two years later; all of it where nobody knows.

    None of it where nothing ever came back, as for a service that deducts the VAT it pays.
    """
    spent = {one.year: one.amount(EQUIPMENT) for one in past}
    pairs = [(one.amount(FCTVA_RECEIVED), spent.get(one.year - 2)) for one in past]
    known = [(refund, before) for refund, before in pairs if refund is not None and before and before > 0]
    if not known:
        return ONE
    rate = LEVERS["fctva_rate"].default or ONE
    eligible = Fraction(sum(refund for refund, _ in known) * ONE, rate)
    return min(ONE, round(eligible * ONE / sum(before for _, before in known)))


def yearly_growth(series: Mapping[int, int]) -> int | None:
    """The growth a year, from the first year to the last, as a rate; None where it would mean nothing."""
    first, last = min(series, default=0), max(series, default=0)
    if first == last or series[first] <= 0 or series[last] <= 0:
        return None
    grown: float = (series[last] / series[first]) ** (1 / (last - first)) - 1
    return round(grown * ONE / FINEST) * FINEST


def _families_grown(past: Sequence[PastYear]) -> dict[str, tuple[int, Origin] | None]:
    cut = {one.year: families for one in past if (families := families_in(one.amounts))}
    kept = list(cut)[-YEARS_KEPT:]
    return {lever: _growth({year: cut[year][family] for year in kept}) for family, lever in _GROWN_BY.items()}


def _of_taxes(growth: Chosen) -> Chosen:
    """The accounts tell what all taxes brought, from which bases are not parted: the origin says so."""
    note = _OF_TAXES.fill(note=growth.origin.note) if growth.origin.note else None
    return replace(growth, origin=replace(growth.origin, note=note))


def _growth(series: Mapping[int, int]) -> tuple[int, Origin] | None:
    observed = yearly_growth(series)
    if observed is None:
        return None
    kept = max(-STEEPEST, min(STEEPEST, observed))
    note = _MEAN if kept == observed else _CAPPED
    span = {"first": str(min(series)), "last": str(max(series))}
    return kept, _from_past(
        note.fill(**span) if kept == observed else note.fill(**span, observed=shown(observed, RATE))
    )


def _series(past: Sequence[PastYear], of: Callable[[PastYear], int | None]) -> dict[int, int]:
    found = {one.year: of(one) for one in past[-YEARS_KEPT:]}
    return {year: amount for year, amount in found.items() if amount is not None}


def _capital(recent: Sequence[PastYear]) -> dict[str, tuple[int, Origin]]:
    """What comes and goes beside the plan, and the grants that the plan may hope for."""
    equipment, granted = (_total(recent, one) for one in (EQUIPMENT, CAPITAL_GRANTS))
    beside = _total(recent, CAPITAL_EXPENDITURE) - equipment
    received = _total(recent, CAPITAL_REVENUE) - granted - sum(_total(recent, o) for o in (FCTVA_RECEIVED, DISPOSALS))
    rate = min(ONE, nearest(granted * ONE, equipment)) if equipment > 0 and granted > 0 else 0
    mean = _from_past(_span(_MEAN, recent))
    return {
        "subsidy_rate": (nearest(rate, FINEST) * FINEST, _from_past(_span(_SHARE, recent))),
        "other_capital_expenditure": (_mean(beside, recent), mean),
        _OTHER_REVENUE: (_mean(received, recent), mean),
    }


def _target(past: Sequence[PastYear]) -> dict[str, tuple[int, Origin]]:
    days = [
        nearest(held * DAYS_IN_A_YEAR, spent)
        for one in past[-YEARS_KEPT:]
        if (held := one.amount(CLOSING_RESULT)) is not None and (spent := one.amount(SPENT) or 0) > 0
    ]
    lowest = max(0, min(LEVERS["target_days"].high, min(days, default=0)))
    return {"target_days": (lowest, _from_past(_span(_LOWEST, past[-YEARS_KEPT:])))}


def _loan_terms(states: Sequence[LoanState], year: int) -> dict[str, tuple[int, Origin]]:
    own = [state for state in states if not state.is_guarantee and state.closing]
    usual = Origin(OriginKind.DEFAULT, note=_USUAL)
    return {
        "loan_rate": _latest_rate(own, year)
        or _weighted([(existing_loan(one, year).rate, one.closing or 0) for one in own], _LOAN_RATE, FINEST)
        or (USUAL_RATE, usual),
        "loan_years": _weighted([(whole, one.closing or 0) for one in own if (whole := _lasts(one, year))], _LOAN_YEARS)
        or (USUAL_YEARS, usual),
    }


def _latest_rate(own: Sequence[LoanState], year: int) -> tuple[int, Origin] | None:
    """What banks asked for last: the mean of old contracts says what they asked for years ago.

    A loan contracted in the year may be repaid from the next; a later first year is a slip of the annex.
    """
    dated = [(one.first_year, one) for one in own if one.first_year is not None and one.first_year <= year + 1]
    rates = {(first, one.row): _rate_of(one, year) for first, one in dated}
    latest = max((place for place, rate in rates.items() if rate > 0), default=None)
    if latest is None:
        return None
    note = _LATEST_RATE.fill(year=str(latest[0]), row=str(latest[1]))
    return max(FINEST, nearest(rates[latest], FINEST) * FINEST), _from_past(note)


def _rate_of(state: LoanState, year: int) -> int:
    """The rate of the contract where it is fixed, else the one that was paid."""
    if state.rate_kind == FIXED and state.rate:
        return percent(state.rate)
    return existing_loan(state, year).rate


def _lasts(state: LoanState, year: int) -> int | None:
    """The whole duration of a loan, in years."""
    if state.first_year is None or state.remaining_years is None:
        return None
    return max(1, year - state.first_year + round(state.remaining_years))


def _weighted(known: Sequence[tuple[int, int]], note: Text, finest: int = 1) -> tuple[int, Origin] | None:
    weight = sum(due for _, due in known)
    if not weight:
        return None
    mean = Fraction(sum(figure * due for figure, due in known), weight)
    return max(finest, round(mean / finest) * finest), _from_past(note)


def _recurring(past: Sequence[PastYear], known: Iterable[Project], years: range, label: str) -> tuple[Project, ...]:
    """What the mean leaves once the projects already known are taken; no project where it leaves nothing."""
    share, known = refunded_share(past), tuple(known)
    mean = _mean(_total(past[-RECENT:], EQUIPMENT), past[-RECENT:])
    taken = {year: sum(one.spending.get(year, 0) for one in known) for year in years}
    spending = {year: left for year in years if (left := mean - taken[year]) > 0}
    origin = _from_past(_span(_RECURRING_NOTE, past[-RECENT:]))
    recurring = Project(code=RECURRING, label=label, spending=spending, origin=origin, eligible_share=share)
    return (recurring,) if spending else ()


def _begun(works: LeftOver, base: int, label: str, share: int) -> Project:
    """Paid in the first year, with the grants that the account still expects for them."""
    return Project(
        code=LEFT_OVER,
        label=label,
        spending={base + 1: works.spending},
        origin=_from_past(_CARRIED.fill(year=str(base))),
        subsidy_rate=_granted_rate(works),
        eligible_share=share,
    )


def grants_beside(works: LeftOver) -> int:
    """Of the grants still to come, what the rate of their works does not bring: the excess, or what it rounds off.

    Cents, of the first year. Nothing where the account takes grants back.
    """
    return max(0, works.grants) - nearest(works.spending * _granted_rate(works), ONE)


def _granted_rate(works: LeftOver) -> int:
    """Never above what is to come, so that what it leaves is never below nothing."""
    return max(0, min(ONE, works.grants * ONE // works.spending)) if works.spending > 0 else 0


def _with_grants(usual: Sequence[Chosen], grants: int, years: range) -> Iterator[Chosen]:
    """The other capital revenue of each year, which the first one's grants add to, and the year after goes back to."""
    (mean,) = usual
    note = mean.origin.note or Text("", "")
    told = _GRANTS_BESIDE.fill(note=note, amount=shown(grants, EUROS))
    yield Chosen(mean.year, mean.value + grants, replace(mean.origin, note=told))
    if len(years) > 1:
        yield replace(mean, year=years[1])


def _programme(one: Programme, years: range, share: int) -> Project | None:
    """What is still to be paid of a programme, as its last vote plans it."""
    planned = {year: cents for year, cents in one.in_force.credits.items() if year in years and cents > 0}
    if not planned:
        return None
    note = _VOTED.fill(day=f"{one.in_force.voted_on:%d/%m/%Y}")
    code = "".join(sign if sign.isalnum() else "_" for sign in one.code.lower())
    origin = Origin(OriginKind.PAST, note=note)
    return Project(code=code, label=one.name, spending=planned, origin=origin, eligible_share=share)


def _total(past: Sequence[PastYear], one: Labelled) -> int:
    return sum(year.amount(one) or 0 for year in past)


def _mean(total: int, past: Sequence[PastYear]) -> int:
    """In whole thousands of euros, and never below nothing."""
    thousand = 100_000
    return max(0, nearest(total, len(past) * thousand) * thousand)


def _span(note: Text, past: Sequence[PastYear]) -> Text:
    return note.fill(first=str(past[0].year), last=str(past[-1].year))


def _from_past(note: Text) -> Origin:
    return Origin(OriginKind.PAST, note=note)
