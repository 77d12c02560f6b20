"""Main and annex budgets as one: what one budget pays to another is neither spent nor received by the town.

Accounts: OFGL, methodology for communes and groupings, May 2018. Each names one side of a flow. It is taken off where
it stands, and the same amount off the other direction, where the charts do not say which account received it.
"""

from dataclasses import dataclass

import pandas as pd

from metrics.documents import BudgetKind, Column
from metrics.nomenclature import Direction


@dataclass(frozen=True)
class CrossedFlow:
    """Accounts of a budget that hold what it pays to, or receives from, another budget of the same town."""

    kind: BudgetKind
    accounts: tuple[str, ...]


CROSSED = (
    CrossedFlow(BudgetKind.MAIN, ("6521", "67441", "657363", "657364", "204163", "204164", "2041533", "2041534")),
    CrossedFlow(BudgetKind.ANNEX, ("6215", "6287", "672", "6522", "62871", "70871")),
)
COUNTERPART = "crossed"  # the account of a line that takes a flow off the other direction
_OPPOSITE = {str(Direction.EXPENDITURE): str(Direction.REVENUE), str(Direction.REVENUE): str(Direction.EXPENDITURE)}


def is_crossed(lines: pd.DataFrame) -> pd.Series:
    """Which lines are flows between budgets: one bool per row. lines: with budget_kind and account."""
    found = pd.Series(False, index=lines.index)
    for flow in CROSSED:
        found |= (lines["budget_kind"] == str(flow.kind)) & lines["account"].str.startswith(flow.accounts)
    return found


def consolidated(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines of several budgets without what they pay each other.

    lines: as `execution` takes them, with budget_kind. Returned: the lines that are no crossed flow, and one line of
    account `COUNTERPART` for each that is one, which takes its amounts off the other direction of its section.
    """
    crossed = is_crossed(lines)
    other = lines[crossed].copy()
    other["direction"] = other["direction"].map(_OPPOSITE)
    other["account"] = COUNTERPART
    other[[name for name in ("chapter", "function", "operation") if name in other]] = None
    other[[str(column) for column in Column if str(column) in other]] *= -1
    return pd.concat([lines[~crossed], other], ignore_index=True)
