"""A town that does not exist, so that each page has something true to its kind to show.

Everything comes from a seed: the same seed gives the same town, to the cent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from data.demo import estimates, items, orders, plan, programmes, published, services
from data.demo.documents import Budget, DeclaredErrors, documents_of, with_declared_ratios
from data.demo.ledger import EURO, BudgetPlan, Loan, Year, years_of
from data.demo.orders import Journal
from data.facts import Facts, PaymentOrderRead, PopulationRead
from data.importers.reading import DocumentRead
from data.reference import chart_of_accounts
from data.reference.territories import Territories
from data.store import AuthorityRead, Delivery, ReceivedFile
from metrics.documents import BudgetKind
from metrics.nomenclature import ChartOfAccounts, Nomenclature

SEED = 2026
CODE, NAME, GEOGRAPHIC_CODE = "219900024", "Rocheclaire-sur-Sonde", "99002"
AUTHORITY = AuthorityRead(CODE, NAME, geographic_code=GEOGRAPHIC_CODE, is_fictional=True)
SOURCE = "Ville fictive, engendrée par le produit pour la démonstration"
SOURCES = f"{SOURCE}\nFictional town, made by the product for the demonstration"  # as imports keep them
YEARS = range(2016, 2027)  # ten closed years and one voted
ORDER_YEARS = range(2021, 2027)  # five closed years and the running one
M57_SINCE = 2022
ERRORS = DeclaredErrors(debt_of_1_january=2019, deposits_counted=2023)

_MILLION = 1_000_000 * EURO
LOANS = (
    Loan(2008, 9 * _MILLION, 3.9, 20),
    Loan(2012, 6 * _MILLION, 3.4, 20),
    Loan(2014, 4 * _MILLION, 2.6, 20),
    Loan(2016, 1 * _MILLION, 1.4, 15),
    Loan(2018, 1 * _MILLION, 1.5, 15),
    Loan(2019, 2 * _MILLION, 1.1, 20),
    Loan(2020, 2_500_000 * EURO, 0.8, 20),
    Loan(2021, 1 * _MILLION, 0.9, 20),
    Loan(2023, 1 * _MILLION, 3.3, 20),
    Loan(2025, 1 * _MILLION, 3.1, 20),
    Loan(2015, 2 * _MILLION, 2.0, 25, guaranteed=True),
)
WATER_LOANS = (Loan(2010, 2 * _MILLION, 3.2, 20), Loan(2019, 600_000 * EURO, 1.2, 20))


@dataclass(frozen=True)
class _Plan:
    budget: Budget
    plan: BudgetPlan
    before: Nomenclature
    since: Nomenclature

    def nomenclature(self, year: int) -> Nomenclature:
        return self.since if year >= M57_SINCE else self.before

    def chart(self, year: int) -> ChartOfAccounts:
        return chart_of_accounts(self.nomenclature(year), year)


def _budget(code: str, name: str, kind: BudgetKind) -> Budget:
    return Budget(CODE, NAME, GEOGRAPHIC_CODE, code, name, kind)


_M49, _M43 = Nomenclature("M4", "M49_D"), Nomenclature("M4", "M43_D")
_PLANS = (
    _Plan(
        _budget("21990002400015", "Budget principal", BudgetKind.MAIN),
        BudgetPlan(
            items.MAIN_OPERATING,
            items.MAIN_INVESTMENT,
            LOANS,
            620,
            "6811",
            ("28135", "281351"),
            60,
            "2315",
            M57_SINCE,
            True,
            5_200,
        ),
        Nomenclature("M14", "M14_COM_SUP3500"),
        Nomenclature("M57", "M57_D"),
    ),
    _Plan(
        _budget("21990002400023", "Eau potable", BudgetKind.ANNEX),
        BudgetPlan(
            items.WATER_OPERATING,
            items.WATER_INVESTMENT,
            WATER_LOANS,
            240,
            "6811",
            ("281531",) * 2,
            0,
            "2315",
            None,
            False,
            250,
        ),
        _M49,
        _M49,
    ),
    _Plan(
        _budget("21990002400031", "Transport urbain", BudgetKind.ANNEX),
        BudgetPlan(
            items.BUS_OPERATING, items.BUS_INVESTMENT, (), 45, "6811", ("28182",) * 2, 0, "2182", None, False, 200
        ),
        _M43,
        _M43,
    ),
)


DELIVERIES = len(YEARS) + len(ORDER_YEARS) + 4  # as `deliveries` gives them, the observatory's among them


def deliveries(seed: int = SEED) -> Iterator[Delivery]:
    """The town as imports: its plan and populations, one file of documents a year, one of usage records, its programmes
    and estimates, one journal of orders a year.

    And, for the observatory, the national file that it and its invented neighbours are published in.
    """
    yield _delivery(seed, "plan-de-mandat", "demo_plan", facts=_plan_facts())
    documents = budget_documents(seed)
    for year in YEARS:
        of_year = [document for document in documents if document.year == year]
        yield _delivery(seed, f"documents-budgetaires-{year}", "demo_documents", documents=of_year)
    yield _delivery(seed, "frequentation-2018-2025", "demo_usage", facts=_usage_facts(seed))
    yield _delivery(seed, "programmes-et-estimations", "demo_money", facts=_money_facts(seed))
    issued = payment_orders(seed)
    for year in ORDER_YEARS:
        of_budget_year = [order for order in issued if order.year == year]
        yield _delivery(seed, f"mandats-et-titres-{year}", "demo_orders", facts=Facts(orders=of_budget_year))
    yield published.delivery(documents, SOURCES, seed)


def budget_documents(seed: int = SEED) -> list[DocumentRead]:
    """Every budget document of the town, the main budget's with its declared ratios."""
    found: list[DocumentRead] = []
    for one, years in zip(_PLANS, _ledgers(seed), strict=True):
        nomenclatures = {year: one.nomenclature(year) for year in YEARS}
        documents = list(documents_of(one.budget, years, nomenclatures, one.plan.loans, POPULATIONS))
        is_main = one.budget.kind is BudgetKind.MAIN
        found += with_declared_ratios(documents, ERRORS) if is_main else documents
    return found


def payment_orders(seed: int = SEED) -> list[PaymentOrderRead]:
    """The orders of the last closed years, and those issued so far of the running one, of every budget."""
    random = Random(seed + 2)  # noqa: S311 (figures, not secrets)
    return [order for journal in _journals(seed) for order in orders.orders_of(journal, random)]


def landing(seed: int = SEED) -> dict[tuple[str, str, str], int]:
    """What the main budget's running year ends at, by section, direction and chapter; nobody in the town knows."""
    return orders.landing(_journals(seed)[0], YEARS[-1])


def _ledgers(seed: int) -> list[list[Year]]:
    """The years of each budget, in the order of `_PLANS`."""
    random = Random(seed)  # noqa: S311 (figures, not secrets)
    return [list(years_of(one.plan, YEARS, random)) for one in _PLANS]


def _journals(seed: int) -> list[Journal]:
    return [
        Journal(
            one.budget.code,
            [year for year in years if year.year in ORDER_YEARS],
            one.chart,
            has_operations=one.plan.has_functions,
        )
        for one, years in zip(_PLANS, _ledgers(seed), strict=True)
    ]


POPULATIONS = {year: 11_820 + 37 * (year - 2016) for year in YEARS}


@cache
def territories(seed: int = SEED) -> Territories:
    """The town and its invented neighbours on their map."""
    return published.territories(CODE, NAME, POPULATIONS, seed)


def _plan_facts() -> Facts:
    populations = [
        PopulationRead(year, kind, count, SOURCE)
        for year, total in POPULATIONS.items()
        for kind, count in (("total", total), ("municipal", total - 210))
    ]
    return Facts(
        populations=populations,
        services=services.services(),
        facilities=services.facilities(),
        policies=plan.policies(),
        interventions=services.INTERVENTIONS,
        indicator_values=plan.indicator_values(),
        targets=plan.targets(),
    )


def _money_facts(seed: int) -> Facts:
    main, years = _PLANS[0].budget.code, _ledgers(seed)[0]
    return Facts(
        programmes=list(programmes.credits_of(main, years)),
        estimates=list(estimates.estimates_of(main, YEARS[-1], landing(seed))),
        marks=estimates.MARKS,
    )


def _usage_facts(seed: int) -> Facts:
    return Facts(usage=list(services.usage(Random(seed + 1))))  # noqa: S311 (figures, not secrets)


def _delivery(
    seed: int, name: str, kind: str, documents: Sequence[DocumentRead] = (), facts: Facts | None = None
) -> Delivery:
    file = ReceivedFile.of(f"{name} (fictif)", f"{CODE} {seed} {name}".encode())
    lines = sum(len(document.lines) for document in documents)
    records = len(facts.usage) + len(facts.orders) + len(facts.programmes) if facts else 0
    return Delivery(AUTHORITY, file, kind, documents, facts or Facts(), SOURCES, {"lines": lines or records})
