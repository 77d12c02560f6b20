"""A town that does not exist, whose figures a reader can check in her head: all in thousands of euros."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from metrics.documents import BudgetKind
from metrics.outlook.annex import Annex, ExistingLoan
from metrics.outlook.base import BaseYear
from metrics.outlook.families import FAMILIES
from metrics.outlook.levers import Chosen, Project, Scenario, Tax, every_year, percent
from metrics.outlook.loans import Profile
from metrics.outlook.origins import entered
from metrics.text import Text

BASE = 2025
THOUSAND = 100_000  # euros, in cents
AGENT = entered("Mme Le Goff")

REVENUE = {"other_taxes": 1_000, "state_grant": 2_000, "other_grants": 500, "services": 1_000, "other_revenue": 500}
EXPENDITURE = {
    "staff_costs": 4_000,
    "purchases": 2_000,
    "interventions": 1_000,
    "other_expenditure": 800,
    "other_financial_charges": 0,
}
LAND_TAX = Tax("land", Text("Foncier bâti", "Built land"), 10_000 * THOUSAND, percent("50"))


def town(**changes: object) -> BaseYear:
    """5 000 of land tax and 5 000 of other revenue, 7 800 spent and 200 of interest: 2 000 saved; 6 000 owed."""
    base = BaseYear(
        year=BASE,
        kind=BudgetKind.MAIN,
        population=10_000,
        taxes=(LAND_TAX,),
        families={name: amount * THOUSAND for name, amount in (REVENUE | EXPENDITURE).items()},
        annex=Annex((loan(6_000, percent("2"), 600),), 200 * THOUSAND),
        working_capital=1_000 * THOUSAND,
        capital_expenditure=3_000 * THOUSAND,
        equipment=3_000 * THOUSAND,
        capital_revenue=500 * THOUSAND,
        fctva=400 * THOUSAND,
        disposals=0,
        debt_repaid=600 * THOUSAND,
        borrowed=1_000 * THOUSAND,
        eligible={BASE - 1: 0, BASE: 0},
    )
    return replace(base, **changes)  # type: ignore[arg-type]


def loan(due: int, rate: int, capital: int, *, row: int = 1, moving: bool = False) -> ExistingLoan:
    """Repaid by equal parts of capital; amounts in thousands of euros."""
    return ExistingLoan(row, due * THOUSAND, rate, moving, Profile.CAPITAL, capital * THOUSAND, None, 0)


def debt_free(**changes: object) -> BaseYear:
    return town(annex=Annex(), **changes)


def scenario(years: Iterable[int] = (), *, projects: tuple[Project, ...] = (), **levers: object) -> Scenario:
    """Loans at 4 % over 10 years unless told; a lever is a percentage or an amount for all the years named."""
    chosen = {name: every_year(years, int(value), AGENT) for name, value in levers.items()}  # type: ignore[call-overload]
    first = BASE + 1
    terms: Mapping[str, tuple[Chosen, ...]] = {
        "loan_rate": (Chosen(first, percent("4"), AGENT),),
        "loan_years": (Chosen(first, 10, AGENT),),
    }
    return Scenario(name="tendance", levers={**terms, **chosen}, projects=projects)


def with_levers(one: Scenario, **levers: tuple[Chosen, ...]) -> Scenario:
    return replace(one, levers={**one.levers, **levers})


def pool(**changes: object) -> Project:
    """A pool of 4 000 built in two years, a quarter of it granted, open from 2028 for 300 a year, 100 of it tickets."""
    project = Project(
        code="pool",
        label="Piscine",
        spending={2026: 3_000 * THOUSAND, 2027: 1_000 * THOUSAND},
        origin=AGENT,
        subsidy_rate=percent("25"),
        opening=2028,
        running_cost=300 * THOUSAND,
        revenue=100 * THOUSAND,
        capacity=200,
    )
    return replace(project, **changes)  # type: ignore[arg-type]


assert {family.name for family in FAMILIES} == {*REVENUE, *EXPENDITURE}
