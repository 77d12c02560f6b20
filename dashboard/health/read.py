"""Fetch, then compute, for the financial health page."""

from functools import lru_cache

from dashboard import read
from dashboard.answers import Town
from data.queries import DocumentRow
from metrics.finance.debt import DebtProfile, profile
from metrics.outlook.extinction import Extinction, extinction


@lru_cache(maxsize=256)
def debt_profile(town: Town, document: DocumentRow) -> DebtProfile | None:
    """None where the document has no loan annex: then nothing is known of the debt, and it is not zero."""
    loans = read.loans(town, document)
    return None if loans is None else profile(loans)


@lru_cache(maxsize=256)
def loans_to_their_end(town: Town, document: DocumentRow) -> Extinction | None:
    """None where the document has no loan annex."""
    loans = read.loans(town, document)
    return None if loans is None else extinction(loans, document.year)
