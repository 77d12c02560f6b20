"""The same projection told another way: a plain loop over the years, with decimals, that knows no row and no formula.

Written from the rules, not from the code: it is what the declared rows are compared with.
"""

from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal, localcontext

from metrics.outlook.base import BaseYear
from metrics.outlook.levers import LEVERS, Excess, Project, Scenario, Tax
from metrics.outlook.loans import FirstPayment, Profile

Year = dict[str, Decimal]
ONE = Decimal(10**8)
GROWTH = {
    "other_taxes": ("other_taxes_growth",),
    "state_grant": ("state_grant_growth",),
    "other_grants": ("other_grants_growth",),
    "services": ("services_growth", "tariffs", "use"),
    "other_revenue": ("other_revenue_growth",),
    "staff_costs": ("staff_growth", "wage_measures", "wage_drift", "staff_numbers"),
    "purchases": ("purchases_growth", "inflation", "purchases_volume"),
    "interventions": ("interventions_growth",),
    "other_expenditure": ("other_expenditure_growth",),
    "other_financial_charges": (),
}
RECEIVED = ("other_taxes", "state_grant", "other_grants", "services", "other_revenue")


def cents(figure: Decimal) -> Decimal:
    return figure.quantize(Decimal(1), ROUND_HALF_UP)


class Levers:
    """What each lever holds in a year."""

    def __init__(self, scenario: Scenario, taxes: tuple[Tax, ...]) -> None:
        self.known = {**LEVERS, **{tax.lever.name: tax.lever for tax in taxes}}
        self.chosen = scenario.levers

    def __call__(self, name: str, year: int) -> Decimal:
        lever = self.known[name]
        past = [one for one in self.chosen.get(name, ()) if one.year == year or (lever.carries and one.year < year)]
        value = max(past, key=lambda one: one.year).value if past else lever.default
        assert value is not None
        return Decimal(value)

    def rate(self, name: str, year: int) -> Decimal:
        return self(name, year) / ONE


class Debt:
    """One loan as it is repaid: what is due, at which rate, by which instalment."""

    def __init__(self, due: Decimal, rate: Decimal, profile: Profile, instalment: Decimal, last: int | None) -> None:
        self.due, self.rate, self.profile, self.instalment, self.last = due, rate, profile, instalment, last

    @classmethod
    def drawn(cls, amount: Decimal, rate: Decimal, years: int, scenario: Scenario, year: int) -> "Debt":
        first = year if scenario.first is FirstPayment.SAME_YEAR else year + 1
        instalment = {
            Profile.ANNUITY: cents(amount * annuity(rate, years)),
            Profile.CAPITAL: cents(amount / years),
            Profile.BULLET: Decimal(0),
        }[scenario.profile]
        return cls(amount, rate, scenario.profile, instalment, first + years - 1)

    def pay(self, year: int) -> tuple[Decimal, Decimal]:
        """Interest and capital of a year."""
        interest = cents(self.due * self.rate)
        capital = {
            Profile.ANNUITY: max(Decimal(0), self.instalment - interest),
            Profile.CAPITAL: self.instalment,
            Profile.BULLET: Decimal(0),
        }[self.profile]
        capital = self.due if self.last is not None and year >= self.last else min(capital, self.due)
        self.due -= capital
        return interest, capital


def annuity(rate: Decimal, years: int) -> Decimal:
    return rate / (1 - (1 + rate) ** -years) if rate else Decimal(1) / years


def first_charge(rate: Decimal, years: int, scenario: Scenario) -> Decimal:
    match scenario.first, scenario.profile:
        case FirstPayment.NEXT_YEAR, _:
            return Decimal(0)
        case FirstPayment.HALF_YEAR, _:
            return rate / 2
        case _, Profile.ANNUITY:
            return annuity(rate, years)
        case _, Profile.CAPITAL:
            return rate + Decimal(1) / years
    return rate


def simulate(base: BaseYear, scenario: Scenario, horizon: int) -> dict[int, Year]:
    with localcontext(prec=60):
        return _simulate(base, scenario, horizon)


def _simulate(base: BaseYear, scenario: Scenario, horizon: int) -> dict[int, Year]:
    lever = Levers(scenario, base.taxes)
    families = {name: Decimal(amount) for name, amount in base.families.items()}
    taxes = {tax.code: (Decimal(tax.base), Decimal(tax.rate)) for tax in base.taxes}
    loans = [
        Debt(Decimal(one.due), one.rate / ONE, one.profile, Decimal(one.instalment), one.end)
        for one in sorted(base.annex.loans, key=lambda one: (-one.rate, one.row))
    ]
    held, prices, found = Decimal(base.working_capital), dict[str, dict[str, Decimal]](), dict[int, Year]()
    for year in range(base.year + 1, base.year + horizon + 1):
        grow(families, lever, year)
        products = grow_taxes(taxes, lever, year)
        costs, revenues = use(scenario.projects, prices, lever, year)
        spent, received = capital(base, scenario, lever, year)
        payments = [loan.pay(year) for loan in loans]
        interest, repaid = (sum((one[side] for one in payments), Decimal(0)) for side in (0, 1))
        revenue = products + sum(families[name] for name in RECEIVED) + revenues
        current = sum(amount for name, amount in families.items() if name not in RECEIVED) + costs + interest
        target = max(cents(current * lever("target_days", year) / 365), lever("target_amount", year))
        lacking = target - (held + revenue - current + received - spent - repaid)
        rate, years = lever.rate("loan_rate", year), int(lever("loan_years", year))
        borrowed = max(Decimal(0), lacking) / (1 - first_charge(rate, years, scenario))
        borrowed = borrowed.quantize(Decimal(1), ROUND_CEILING)
        new, own = Debt.drawn(borrowed, rate, years, scenario, year), (Decimal(0), Decimal(0))
        if scenario.first is FirstPayment.SAME_YEAR:
            own = new.pay(year)
        if scenario.first is FirstPayment.HALF_YEAR:
            own = cents(borrowed * rate / 2), Decimal(0)
        early = repay_early(loans, -lacking) if scenario.excess is Excess.EARLY_REPAYMENT else Decimal(0)
        loans.append(new)
        saving = revenue - current - own[0]
        held += saving + received + borrowed - spent - repaid - own[1] - early
        found[year] = {
            "operating_revenue": revenue,
            "operating_expenditure": current + own[0],
            "financial_charges": interest + own[0] + families["other_financial_charges"],
            "gross_saving": saving,
            "net_saving": saving - repaid - own[1],
            "capital_expenditure_without_debt_repayment": spent,
            "capital_revenue_without_borrowing": received,
            "debt_repaid": repaid + own[1],
            "new_borrowing": borrowed,
            "early_repayment": early,
            "debt_outstanding": sum((loan.due for loan in loans), Decimal(0)),
            "cumulated_closing_result": held,
        }
    return found


def grow(families: Year, lever: Levers, year: int) -> None:
    for name, growth in GROWTH.items():
        rate = sum((lever.rate(one, year) for one in growth), Decimal(0))
        families[name] = cents(families[name] * (1 + rate)) + lever(f"{name}_step", year)


def grow_taxes(taxes: dict[str, tuple[Decimal, Decimal]], lever: Levers, year: int) -> Decimal:
    growth = lever.rate("bases_revaluation", year) + lever.rate("bases_growth", year)
    for code, (base, rate) in taxes.items():
        taxes[code] = cents(base * (1 + growth)), rate + lever(f"tax_rate_{code}", year)
    return sum((cents(base * rate / ONE) for base, rate in taxes.values()), Decimal(0))


def use(
    projects: tuple[Project, ...], prices: dict[str, dict[str, Decimal]], lever: Levers, year: int
) -> tuple[Decimal, Decimal]:
    """Running cost and revenue of the projects open in a year."""
    for project in projects:
        if project.opening == year:
            prices[project.code] = {"cost": Decimal(project.running_cost), "revenue": Decimal(project.revenue)}
        elif project.code in prices:
            for name, levers in (
                ("cost", ("purchases_growth", "inflation")),
                ("revenue", ("services_growth", "tariffs")),
            ):
                growth = sum(lever.rate(one, year) for one in levers)
                prices[project.code][name] = cents(prices[project.code][name] * (1 + growth))
    return tuple(sum((one[name] for one in prices.values()), Decimal(0)) for name in ("cost", "revenue"))  # type: ignore[return-value]


def capital(base: BaseYear, scenario: Scenario, lever: Levers, year: int) -> tuple[Decimal, Decimal]:
    """Capital spending and receipts of a year, without the debt."""

    def done(project: Project, when: int) -> Decimal:
        """What is spent on a project; nothing before the projection."""
        planned = project.spending.get(when, 0)
        return cents(planned * lever.rate("completion_rate", when)) if planned and when > base.year else Decimal(0)

    spent = sum((done(project, year) for project in scenario.projects), Decimal(0))
    received = lever("disposals", year) + lever("other_capital_revenue", year)
    for project in scenario.projects:
        paid = year - project.subsidy_lag
        if granted := done(project, paid):
            own = project.subsidy_rate
            received += cents(granted * (lever("subsidy_rate", paid) if own is None else own) / ONE)
        lag = scenario.fctva_lag if project.fctva_lag is None else project.fctva_lag
        eligible = cents(done(project, year - lag) * project.eligible_share / ONE)
        received += cents(eligible * lever.rate("fctva_rate", year))
    before = year - scenario.fctva_lag
    if before <= base.year:
        received += cents(base.eligible[before] * lever.rate("fctva_rate", year))
    return spent + lever("other_capital_expenditure", year), received


def repay_early(loans: list[Debt], excess: Decimal) -> Decimal:
    left = max(Decimal(0), excess)
    for loan in loans:
        part = min(left, loan.due)
        loan.due, left = loan.due - part, left - part
    return max(Decimal(0), excess) - left
