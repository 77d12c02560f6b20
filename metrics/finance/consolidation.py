"""Main and annex budgets as one: what one budget pays to another is neither spent nor received by the town.

Accounts: OFGL, methodology for communes and groupings, May 2018. Each names one side of a flow. It is taken off where
it stands, and the same amount off the other direction, from the family of accounts that the budget instructions M14,
M57 and M4 book the other half in: the flow itself does not say which account of the family received it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from metrics.documents import BudgetKind, Column
from metrics.nomenclature import Direction


@dataclass(frozen=True)
class CrossedFlow:
    """Accounts of a budget that hold what it pays to, or receives from, another budget of the same town.

    accounts: each with the family that holds the other half, in the other direction of the same section.
    """

    kind: BudgetKind
    accounts: Mapping[str, str]


CROSSED = (
    CrossedFlow(
        BudgetKind.MAIN,
        {
            "6521": "75",  # a deficit taken over: 7552
            "67441": "74",
            "657363": "74",
            "657364": "74",
            "204163": "13",
            "204164": "13",
            "2041533": "13",
            "2041534": "13",
        },
    ),
    CrossedFlow(
        BudgetKind.ANNEX,
        {
            "6215": "70",  # staff made available: 70841
            "62871": "70",
            "6287": "70",  # costs reimbursed: 70872
            "672": "75",  # a surplus handed over: 7551, 7561
            "6522": "75",
            "70871": "62",  # costs that the main budget reimburses: 62872
        },
    ),
)
COUNTERPART = "crossed"  # the chapter of a line that takes a flow off the other direction
_OPPOSITE = {str(Direction.EXPENDITURE): str(Direction.REVENUE), str(Direction.REVENUE): str(Direction.EXPENDITURE)}


def is_crossed(lines: pd.DataFrame) -> pd.Series:
    """Which lines are flows between budgets: one bool per row. lines: with budget_kind and account."""
    found = pd.Series(False, index=lines.index)
    for flow in CROSSED:
        found |= (lines["budget_kind"] == str(flow.kind)) & lines["account"].str.startswith(tuple(flow.accounts))
    return found


def consolidated(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines of several budgets without what they pay each other.

    lines: as `execution` takes them, with budget_kind. Returned: the lines that are no crossed flow, and one line of
    chapter `COUNTERPART` for each that is one, which takes its amounts off the other direction of its section.
    """
    crossed = is_crossed(lines)
    other = lines[crossed].copy()
    other["account"] = [_other_half(*line) for line in zip(other["budget_kind"], other["account"], strict=True)]
    other["direction"] = other["direction"].map(_OPPOSITE)
    other[[name for name in ("function", "operation") if name in other]] = None
    other["chapter"] = COUNTERPART
    other[[str(column) for column in Column if str(column) in other]] *= -1
    return pd.concat([lines[~crossed], other], ignore_index=True)


def _other_half(kind: str, account: str) -> str:
    """The family of accounts of the other half of a crossed flow; the longest account known says it."""
    known = {code: family for flow in CROSSED if str(flow.kind) == kind for code, family in flow.accounts.items()}
    return known[max((code for code in known if account.startswith(code)), key=len)]
