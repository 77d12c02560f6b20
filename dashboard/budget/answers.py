"""What the budget page shows: a perimeter, a year of it, its credits by code."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import pandas as pd

from dashboard.answers import Town, TownBudget
from metrics.documents import Step
from metrics.finance.execution import Credits, is_closed
from metrics.finance.landing import Landing, NoLanding
from metrics.nomenclature import ChartOfAccounts, Direction, Section
from metrics.text import Text


class Axis(StrEnum):
    """What lines are added up by."""

    CHAPTER = "chapter"
    FUNCTION = "function"
    ACCOUNT = "account"
    OPERATION = "operation"


AXIS_LABELS = {
    Axis.CHAPTER: Text("Chapitre", "Chapter"),
    Axis.FUNCTION: Text("Fonction", "Function"),
    Axis.ACCOUNT: Text("Nature", "Account"),
    Axis.OPERATION: Text("Opération", "Operation"),
}
# What a code of each axis opens on: its own finer codes, or the accounts below it.
FINER = {
    Axis.CHAPTER: Axis.ACCOUNT,
    Axis.FUNCTION: Axis.FUNCTION,
    Axis.ACCOUNT: Axis.ACCOUNT,
    Axis.OPERATION: Axis.ACCOUNT,
}
# How much of a code the first level shows: a domain of functions is one digit, an account's family two.
DIGITS = {Axis.FUNCTION: 1, Axis.ACCOUNT: 2}


@dataclass(frozen=True)
class Perimeter:
    """One budget, or several as one, without what they pay each other."""

    code: str
    name: str
    budgets: tuple[TownBudget, ...]

    @property
    def is_consolidated(self) -> bool:
        return len(self.budgets) > 1

    @property
    def ids(self) -> tuple[int, ...]:
        return tuple(budget.id for budget in self.budgets)


@dataclass(frozen=True)
class Side:
    """The lines that a page is about. real_only: without book entries, which move no cash."""

    section: Section
    direction: Direction
    real_only: bool


@dataclass(frozen=True, eq=False)
class BudgetYear:
    """One year of a perimeter, read once. lines, credits: as `metrics.finance.execution` says."""

    town: Town
    perimeter: Perimeter
    year: int
    lines: pd.DataFrame
    credits: pd.DataFrame
    charts: tuple[ChartOfAccounts, ...]

    @property
    def is_closed(self) -> bool:
        """Whether the account of every budget of the perimeter is closed."""
        return is_closed(self.lines)

    @property
    def running(self) -> tuple[str, ...]:
        """The names of the budgets whose account is not closed, where those of others are; else none."""
        closed = set(self.lines.loc[self.lines["step"] == Step.CLOSED, "budget_id"])
        known = set(self.lines["budget_id"])
        return tuple(one.name for one in self.perimeter.budgets if one.id in known - closed) if closed else ()


@dataclass(frozen=True)
class CodeRow:
    """The credits of one code of an axis; an empty code is that of lines without one."""

    code: str
    name: str
    credits: Credits


@dataclass(frozen=True)
class Breakdown:
    """Credits by code, largest first, and their sum. inside: the code that was opened, where one was.

    apart: what no order executes, results taken over and transfers between sections; beside the sum and not in it.
    """

    axis: Axis
    inside: CodeRow | None
    rows: tuple[CodeRow, ...]
    total: Credits
    apart: tuple[CodeRow, ...] = ()

    @property
    def names(self) -> Mapping[str, str]:
        return {row.code: row.name for row in self.rows}


@dataclass(frozen=True)
class Expected:
    """What departments expect a chapter to come to by the year's end, in cents. on: the day of the latest word."""

    cents: int
    departments: tuple[str, ...]
    on: date


@dataclass(frozen=True)
class ChapterLanding:
    """Where a chapter, or the whole side, is heading. executed: of a year already closed, to compare."""

    code: str
    name: str
    opened: int | None
    executed: int | None
    landing: Landing | NoLanding
    expected: Expected | None = None


@dataclass(frozen=True)
class Ordered:
    """What the orders of one year come to by the end of each month from January, in cents."""

    year: int
    by_month: tuple[int, ...]
