"""Fetch, then compute, for the financial health page."""

from functools import lru_cache

from dashboard.answers import Town
from data import budget_queries
from data.database import reading
from data.queries import DocumentRow
from metrics.finance.debt import DebtProfile, profile


@lru_cache(maxsize=256)
def debt_profile(town: Town, document: DocumentRow) -> DebtProfile | None:
    """None where the document has no loan annex: then nothing is known of the debt, and it is not zero."""
    with reading(town.engine) as session:
        loans = budget_queries.loans(session, town.id, document.id)
    return None if loans is None else profile(loans)
