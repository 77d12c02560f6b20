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
    """Those of each budget that the page is about, the largest authorisation first."""
    by_budget = _programmes(of.town)
    found = [one for budget in of.perimeter.budgets for one in by_budget.get(budget.code, ())]
    return sorted(found, key=lambda one: -one.in_force.total)


def votes(of: BudgetYear, programme: str) -> list[Vote]:
    """The votes of one programme, the oldest first."""
    codes = {budget.code for budget in of.perimeter.budgets}
    return [one for one in _votes(of.town) if one.budget_code in codes and one.programme == programme]


@lru_cache(maxsize=_TOWNS)
def _programmes(town: Town) -> dict[str, list[Programme]]:
    with reading(town.engine) as session:
        return money_queries.programmes(session, town.id)


@lru_cache(maxsize=_TOWNS)
def _votes(town: Town) -> tuple[Vote, ...]:
    with reading(town.engine) as session:
        return tuple(money_queries.votes(session, town.id))
