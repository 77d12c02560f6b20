"""Fetch the multi-year commitments of a perimeter. Answers are cached by the town, which carries its data version."""

from functools import lru_cache

from dashboard.answers import Town
from dashboard.budget.answers import BudgetYear
from data import money_queries
from data.database import reading
from data.money_queries import Vote
from metrics.finance.programmes import Programme

_TOWNS = 8  # kept, those looked at last


def of_perimeter(of: BudgetYear) -> list[Programme]:
    """Those of each budget of the page, as the end of its year knew them; the largest authorisation first."""
    by_budget = _programmes(of.town)
    every = (one for budget in of.perimeter.budgets for one in by_budget.get(budget.code, ()))
    known = (one.known_at_end_of(of.year) for one in every)
    return sorted((one for one in known if one), key=lambda one: -one.in_force.total)


def names_of_operation(of: BudgetYear, operation: str) -> list[str]:
    """Of the programmes that an operation carries out: budget documents give its number alone."""
    return [one.name for one in of_perimeter(of) if one.operation == operation]


def votes(of: BudgetYear, programme: str) -> list[Vote]:
    """The votes of one programme until the end of the year, the oldest first."""
    codes = {budget.code for budget in of.perimeter.budgets}
    every = (one for one in _votes(of.town) if one.budget_code in codes and one.programme == programme)
    return [one for one in every if one.voted_on.year <= of.year]


@lru_cache(maxsize=_TOWNS)
def _programmes(town: Town) -> dict[str, list[Programme]]:
    with reading(town.engine) as session:
        return money_queries.programmes(session, town.id)


@lru_cache(maxsize=_TOWNS)
def _votes(town: Town) -> tuple[Vote, ...]:
    with reading(town.engine) as session:
        return tuple(money_queries.votes(session, town.id))
