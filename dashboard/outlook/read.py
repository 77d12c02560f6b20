"""Fetch, then compute, for the outlook page. Answers are cached by the town, which carries its data version."""

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import pandas as pd

from dashboard import read
from dashboard.answers import Town, TownBudget
from dashboard.locale import Language, language, t
from dashboard.outlook.answers import LONGEST, Offer, Opened, Place, Plan, Start, Told, plan_as_data, plan_from_data
from data import budget_queries, money_queries, scenarios
from data.database import reading
from data.scenarios import Draft, Saved
from metrics.documents import BudgetKind, Step
from metrics.finance.debt import LoanState
from metrics.finance.given import POPULATION
from metrics.finance.programmes import Programme
from metrics.finance.statistics import DEBT_REPAID, FINANCIAL_CHARGES
from metrics.language import Amount, Indicator, leaves, marks_in_force
from metrics.nomenclature import Section
from metrics.outlook.annex import Annex, read_annex
from metrics.outlook.base import ASKED, BaseYear, amounts_in, base_year
from metrics.outlook.current import LeftOver, Voted, left_over, voted
from metrics.outlook.fans import Fan, fan
from metrics.outlook.foreseen import Foreseen, as_foreseen, beside_taxes, foresee, foresee_saving, uncertain
from metrics.outlook.goal import Answer, Change, Goal, seek
from metrics.outlook.levers import Scenario
from metrics.outlook.marks import Mark
from metrics.outlook.past import PastYear, eligible_spending, trend
from metrics.outlook.projection import Projection, project
from metrics.outlook.refusal import Refused
from metrics.text import Text

DRAWS = 500
_PLACES, _PROJECTIONS, _FANS = 64, 256, 32  # answers kept
NO_ANNEX = Text(
    "L'état de la dette n'est pas joint à ce compte : l'encours est inconnu, ce qui n'est pas zéro. Saisir l'encours "
    "au 31 décembre, ou importer le document avec ses annexes.",
    "The statement of debt is not joined to this account: what is owed is unknown, which is not zero. Enter what was "
    "owed on 31 December, or import the document with its annexes.",
)
_AMOUNTS = tuple(leaf for leaf in leaves(*ASKED) if isinstance(leaf, Amount))


@lru_cache(maxsize=_PLACES)
def past(place: Place) -> tuple[PastYear, ...]:
    """The closed years up to the base year, the oldest first."""
    documents = {one.id for one in read.closed_accounts(place.town, place.budget.id) if one.year <= place.year}
    table = read.amounts(place.town, _AMOUNTS)
    table = table[table["document_id"].isin(documents)].sort_values("year")
    found = zip(table["year"], table[POPULATION.name], amounts_in(table), strict=True)
    return tuple(PastYear(int(year), None if pd.isna(people) else int(people), of) for year, people, of in found)


def years_of(place: Place) -> tuple[list[int], list[int]]:
    """The years that the past is read from, and later ones that have a budget but no closed account."""
    closed = {one.year for one in read.closed_accounts(place.town, place.budget.id)}
    every = {one.year for one in read.documents_of(place.town, place.budget.id)}
    return [one.year for one in past(place)], sorted(year for year in every - closed if year > place.year)


@lru_cache(maxsize=_PLACES)
def programmes(place: Place) -> tuple[Programme, ...]:
    """Those of investment, as votes until the end of the first projected year leave them."""
    with reading(place.town.engine) as session:
        every = money_queries.programmes(session, place.town.id).get(place.budget.code, ())
    known = (one.known_at_end_of(place.year + 1) for one in every if one.section is Section.INVESTMENT)
    return tuple(one for one in known if one)


@lru_cache(maxsize=_PLACES)
def begun(place: Place) -> LeftOver:
    """What the last account carries over to the first projected year, besides that of programmes that go on in it."""
    going_on = [one for one in programmes(place) if one.in_force.credits.get(place.year + 1)]
    return left_over(_carried_out(place), {one.operation for one in going_on if one.operation})


@lru_cache(maxsize=_PLACES)
def _carried_out(place: Place) -> pd.DataFrame:
    with reading(place.town.engine) as session:
        return budget_queries.carried_out(session, place.town.id, place.document.id)


@lru_cache(maxsize=_PLACES)
def voted_next(place: Place) -> Voted | None:
    """What is voted for the first projected year; None where it has no initial budget, or is closed already."""
    year = place.year + 1
    of_year = {one.step for one in read.documents_of(place.town, place.budget.id) if one.year == year}
    if Step.INITIAL not in of_year or Step.CLOSED in of_year:
        return None
    with reading(place.town.engine) as session:
        lines = budget_queries.year_lines(session, place.town.id, [place.budget.id], year)
    return voted(lines, year, _carried_out(place))


@lru_cache(maxsize=_PLACES)
def base(place: Place, told: Told) -> BaseYear | Text:
    """The base year, or the sentence that says why there is none."""
    years, states = past(place), read.loans(place.town, place.document)
    if states is None and told.debt is None:
        return NO_ANNEX
    annex = read_annex(states, place.year) if states is not None else _told_debt(years[-1], told.debt or 0)
    usual = eligible_spending(years, range(place.year - 1, place.year + 1))
    try:
        return base_year(
            place.year,
            years[-1].amounts,
            annex,
            kind=BudgetKind(place.budget.kind),
            population=years[-1].population,
            taxes=told.taxes,
            working_capital=told.working_capital,
            eligible={**usual, **dict(told.eligible)},
        )
    except Refused as refused:
        return refused.why


def _told_debt(year: PastYear, debt: int) -> Annex:
    """One loan of what a person says is owed, repaid and paid for as the account of the year says."""
    if not debt:
        return Annex()
    repaid, interest = (year.amount(one) or 0 for one in (DEBT_REPAID, FINANCIAL_CHARGES))
    return read_annex(
        [LoanState(1, False, debt + repaid, debt, repaid, interest, None, None, None, None, None)], year.year
    )


@lru_cache(maxsize=_PLACES)
def foreseen(place: Place) -> tuple[Foreseen, ...]:
    """The families of the accounts, each with its forecast."""
    years = past(place)
    return foresee(years, min(LONGEST, len(years)))


@lru_cache(maxsize=_PLACES)
def foreseen_saving(place: Place) -> Foreseen | None:
    years = past(place)
    return foresee_saving(years, min(LONGEST, len(years)))


def start(place: Place, which: Start) -> Plan:
    """One of the scenarios that every town has; over the longest horizon, so that it can be read over any."""
    return _start(place, which, language())


@lru_cache(maxsize=_PLACES)
def _start(place: Place, which: Start, _language: Language) -> Plan:
    named = {
        "name": t("outlook.trend"),
        "recurring": t("outlook.recurring"),
        "left_over": t("outlook.left_over", year=place.year),
    }
    scenario = trend(
        past(place),
        read.loans(place.town, place.document) or (),
        programmes(place),
        LONGEST,
        begun=begun(place),
        **named,
    )
    return Plan(scenario if which is Start.TREND else as_foreseen(scenario, foreseen(place)))


def usual(place: Place) -> Scenario:
    """What each lever holds while nobody has chosen."""
    return start(place, Start.TREND).scenario


def projected(place: Place, plan: Plan, horizon: int) -> Projection | Text:
    """The projection, or the sentence that says why there is none."""
    return _projected(place, plan.text, horizon)


@lru_cache(maxsize=_PROJECTIONS)
def _projected(place: Place, plan: str, horizon: int) -> Projection | Text:
    read_plan = plan_from_data(json.loads(plan))
    known = base(place, read_plan.told)
    if isinstance(known, Text):
        return known
    try:
        return project(known, beside_taxes(read_plan.scenario, known), horizon)
    except Refused as refused:
        return refused.why


def fan_of(place: Place, plan: Plan, horizon: int) -> Fan | None:
    """None where saving has no forecast."""
    return _fan(place, plan.text, horizon)


@lru_cache(maxsize=_FANS)
def _fan(place: Place, plan: str, horizon: int) -> Fan | None:
    projection = _projected(place, plan, horizon)
    if isinstance(projection, Text):
        return None
    saving = foreseen_saving(place)
    bears = uncertain(projection, saving) if saving else None
    return fan(projection, [bears], draws=DRAWS) if bears else None


def sought(place: Place, plan: Plan, horizon: int, goal: Goal, change: Change) -> Answer | Text:
    """What change meets a goal, or the sentence that says why it cannot be sought."""
    return _sought(place, plan.text, horizon, goal, change)


@lru_cache(maxsize=_PLACES)
def _sought(place: Place, plan: str, horizon: int, goal: Goal, change: Change) -> Answer | Text:
    projection = _projected(place, plan, horizon)
    if isinstance(projection, Text):
        return projection
    try:
        return seek(projection, goal, change)
    except Refused as refused:
        return refused.why


def marks(town: Town, indicators: Sequence[Indicator]) -> tuple[Mark, ...]:
    """The declared thresholds and the town's own."""
    return tuple(
        Mark(one, threshold)
        for one in indicators
        for threshold in marks_in_force(one.thresholds, read.own_marks(town, one))
    )


def listed(town: Town, budget: TownBudget) -> tuple[Saved, ...]:
    """The newest version of each scenario of a budget in use, by name."""
    with reading(town.engine) as session:
        return tuple(one for one in scenarios.listed(session, town.id) if one.budget_id == budget.id)


def versions(town: Town, name: str) -> tuple[Saved, ...]:
    """The newest first."""
    with reading(town.engine) as session:
        return tuple(scenarios.versions(session, town.id, name))


def opened(place: Place, offer: Offer) -> Opened | None:
    """None where it was written by a later version of the product, or by another program."""
    if offer.saved is None:
        return Opened(offer.code, start(place, Start(offer.code)))
    try:
        return Opened(offer.code, plan_from_data(offer.saved.levers), offer.saved)
    except (KeyError, TypeError, ValueError):
        return None


def keep(place: Place, name: str, plan: Plan, author: str) -> Saved:
    """data.refused.Refused: what no name may be, and what storage cannot do."""
    named = Plan(replace(plan.scenario, name=" ".join(name.split())), plan.told)
    draft = Draft(name.lstrip("@"), place.budget.id, place.year, plan_as_data(named), place.document.id)
    return scenarios.save(place.town.engine, place.town.id, draft, author=author)


def put_away(place: Place, name: str, by: str) -> None:
    scenarios.archive(place.town.engine, place.town.id, name, by=by)
