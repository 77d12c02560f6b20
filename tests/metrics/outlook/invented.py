"""Invented base years and scenarios, for properties that must always hold."""

from hypothesis import strategies as st

from metrics.outlook.annex import Annex, ExistingLoan
from metrics.outlook.base import BaseYear
from metrics.outlook.families import FAMILIES
from metrics.outlook.levers import LEVERS, Chosen, Excess, Project, Scenario, Tax
from metrics.outlook.loans import FirstPayment, Profile
from metrics.text import Text
from tests.metrics.outlook.towns import AGENT, BASE, town

LONGEST = 8
amounts = st.integers(0, 10**10)
rates = st.integers(0, 12_000_000)
YEARS = range(BASE + 1, BASE + LONGEST + 1)
GROWTH = sorted({lever for family in FAMILIES for lever in family.growth} | {"bases_revaluation", "bases_growth"})
STEPS = sorted(family.step for family in FAMILIES)
SHARES = ("completion_rate", "subsidy_rate", "fctva_rate")
EUROS = ("other_capital_expenditure", "other_capital_revenue", "disposals", "target_amount")


@st.composite
def loans(draw: st.DrawFn, row: int) -> ExistingLoan:
    profile = draw(st.sampled_from(Profile))
    due, rate = draw(amounts), draw(rates)
    instalment = due // draw(st.integers(1, 20)) + (due * rate // 10**8 if profile is Profile.ANNUITY else 0)
    end = BASE + draw(st.integers(1, 10)) if profile is Profile.BULLET else None
    return ExistingLoan(row, due, rate, False, profile, instalment, end, 0)


@st.composite
def towns(draw: st.DrawFn) -> BaseYear:
    owed = tuple(draw(loans(row)) for row in range(draw(st.integers(0, 3))))
    taxes = (Tax("land", Text("Foncier", "Land"), draw(amounts), draw(rates)),) if draw(st.booleans()) else ()
    return town(
        population=draw(st.none() | st.integers(0, 10**6)),
        taxes=taxes,
        families={family.name: draw(amounts) for family in FAMILIES},
        annex=Annex(owed, 0),
        working_capital=draw(st.integers(-(10**9), 10**10)),
        eligible={BASE - 1: draw(amounts), BASE: draw(amounts)},
    )


@st.composite
def projects(draw: st.DrawFn, code: str) -> Project:
    return Project(
        code=code,
        label=code,
        spending=draw(st.dictionaries(st.sampled_from(YEARS), amounts, max_size=4)),
        origin=AGENT,
        subsidy_rate=draw(st.none() | st.integers(0, 10**8)),
        subsidy_lag=draw(st.integers(0, 2)),
        eligible_share=draw(st.sampled_from([0, 33_333_333, 10**8])),
        fctva_lag=draw(st.none() | st.integers(0, 2)),
        opening=draw(st.none() | st.sampled_from(YEARS)),
        running_cost=draw(amounts),
        revenue=draw(amounts),
    )


def choices(values: st.SearchStrategy[int]) -> st.SearchStrategy[tuple[Chosen, ...]]:
    by_year = st.dictionaries(st.sampled_from(YEARS), values, max_size=3)
    return by_year.map(lambda chosen: tuple(Chosen(year, value, AGENT) for year, value in chosen.items()))


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    growth = st.integers(-15_000_000, 15_000_000)
    drawn = {
        **{name: draw(choices(growth)) for name in draw(st.sets(st.sampled_from(GROWTH), max_size=5))},
        **{
            name: draw(choices(st.integers(-(10**9), 10**9)))
            for name in draw(st.sets(st.sampled_from(STEPS), max_size=2))
        },
        **{name: draw(choices(st.integers(0, 10**8))) for name in draw(st.sets(st.sampled_from(SHARES)))},
        **{name: draw(choices(amounts)) for name in draw(st.sets(st.sampled_from(EUROS)))},
        "target_days": draw(choices(st.integers(0, 365))),
        "loan_rate": (Chosen(BASE + 1, draw(rates), AGENT), Chosen(BASE + 3, draw(rates), AGENT)),
        "loan_years": (Chosen(BASE + 1, draw(st.integers(2, 30)), AGENT),),
    }
    assert drawn.keys() <= LEVERS.keys()
    return Scenario(
        name="inventé",
        levers=drawn,
        projects=tuple(draw(projects(f"p{number}")) for number in range(draw(st.integers(0, 3)))),
        profile=draw(st.sampled_from(Profile)),
        first=draw(st.sampled_from(FirstPayment)),
        excess=draw(st.sampled_from(Excess)),
        fctva_lag=draw(st.integers(0, 2)),
    )
