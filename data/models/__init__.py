"""The facts, grain first. Every fact's key starts with its authority; money is integer cents.

Nothing is overwritten. Facts come in imports; an import may be undone, and a later import of the
same document supersedes or completes the earlier one. What counts is therefore a rule over imports
(`data.standing`), and the columns `is_current`, `counts_in` and `described_by` are only its cache.
"""

from data.models.base import Authority, Base, Fact, Sourced
from data.models.budgets import Budget, BudgetDocument, BudgetLine, DeclaredFigure, Loan, Population
from data.models.imports import AuditEvent, Import, ImportMapping
from data.models.ledgers import BalanceLine, LandingEstimate, PaymentOrder, ProgrammeCredit
from data.models.policies import IndicatorValue, Intervention, Policy, ReadingMark, Scenario, Target
from data.models.published import PeerGroup, PeerQuantile, PublishedAccount, PublishedFigure, RollupState
from data.models.use import CalendarEvent, Facility, Service, UsageRecord

__all__ = [
    "AuditEvent",
    "Authority",
    "BalanceLine",
    "Base",
    "Budget",
    "BudgetDocument",
    "BudgetLine",
    "CalendarEvent",
    "DeclaredFigure",
    "Facility",
    "Fact",
    "Import",
    "ImportMapping",
    "IndicatorValue",
    "Intervention",
    "LandingEstimate",
    "Loan",
    "PaymentOrder",
    "PeerGroup",
    "PeerQuantile",
    "Policy",
    "Population",
    "ProgrammeCredit",
    "PublishedAccount",
    "PublishedFigure",
    "ReadingMark",
    "RollupState",
    "Scenario",
    "Service",
    "Sourced",
    "Target",
    "UsageRecord",
]
