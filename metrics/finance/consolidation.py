"""Main and annex budgets as one: what one budget pays to another is neither spent nor received by the town.

Accounts: OFGL, methodology for communes and groupings, May 2018; where M57 changed since, the accounts that its charts
name alike. Each names one side of a flow. It is taken off where it stands, and the same amount off the other direction,
from the family of accounts that the budget instructions M14, M57 and M4 book the other half in: the flow itself does
not say which account of the family received it.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from metrics.documents import BudgetKind, Column
from metrics.nomenclature import Direction


@dataclass(frozen=True)
class CrossedFlow:
    """Accounts of a budget that hold what it pays to, or receives from, another budget of the same town.

    accounts: each with the family that holds the other half, in the other direction of the same section. standard: the
    charts of accounts in which they mean so. since, until: the first and the last year in which they do.
    """

    kind: BudgetKind
    standard: str
    accounts: Mapping[str, str]
    since: int | None = None
    until: int | None = None

    def holds_in(self, years: pd.Series) -> pd.Series:
        """Which of the years its accounts mean so in."""
        return years.between(self.since or -math.inf, self.until or math.inf)


# A deficit taken over (6521, 65821, 65823) is received on 7552, 75822 or 776; a surplus handed over (6522, 65822, 672)
# on 7551, 75821 or 7561; staff made available (6215, in M57 now 6211) on 7084; costs reimbursed (62871) on 70872; a
# grant of M57 now on 757361, or on 74 by an annex under M4. What the main budget owes for costs (70871) and staff
# (70841) is its 62872 and 6212.
_CHANGED = 2024  # from here on, M57 has accounts apart for bodies that are legal persons, and moved others
CROSSED = (
    CrossedFlow(
        BudgetKind.MAIN,
        "M14",
        {"6521": "75", "67441": "74", "657363": "74", "657364": "74", "204163": "13", "204164": "13"},
    ),
    CrossedFlow(BudgetKind.MAIN, "M57", {"65821": "75", "65823": "77", "2041533": "13", "2041534": "13"}),
    CrossedFlow(BudgetKind.MAIN, "M57", {"657363": "74", "657364": "74", "6573641": "74"}, until=_CHANGED - 1),
    CrossedFlow(BudgetKind.MAIN, "M57", {"65736211": "75", "65736221": "74"}, since=_CHANGED),
    CrossedFlow(BudgetKind.ANNEX, "M14", {"6215": "70", "62871": "70", "6522": "75", "70871": "62"}),
    CrossedFlow(BudgetKind.ANNEX, "M57", {"62871": "70", "65822": "75", "70871": "62"}),
    CrossedFlow(BudgetKind.ANNEX, "M57", {"6215": "70"}, until=_CHANGED - 1),
    CrossedFlow(BudgetKind.ANNEX, "M57", {"6211": "70", "70841": "62"}, since=_CHANGED),
    CrossedFlow(BudgetKind.ANNEX, "M4", {"6215": "70", "6287": "70", "62871": "70", "672": "75", "70871": "62"}),
)
_WHOLE = frozenset({"6287", "657364"})  # accounts whose other sub-accounts are of third parties
COUNTERPART = "crossed"  # the chapter of a line that takes a flow off the other direction
_OPPOSITE = {str(Direction.EXPENDITURE): str(Direction.REVENUE), str(Direction.REVENUE): str(Direction.EXPENDITURE)}


def is_crossed(lines: pd.DataFrame) -> pd.Series:
    """Which lines are flows between budgets: one bool per row. lines: with year, budget_kind, standard and account.

    What a budget pays to one that has no line in the year is kept: nobody received it there.
    """
    found = pd.Series(False, index=lines.index)
    for flow in CROSSED:
        of_kind = (lines["budget_kind"] == str(flow.kind)) & (lines["standard"] == flow.standard)
        of_kind &= flow.holds_in(lines["year"])
        whole = tuple(code for code in flow.accounts if code in _WHOLE)
        within = tuple(code for code in flow.accounts if code not in _WHOLE)
        found |= of_kind & (lines["account"].isin(whole) | lines["account"].str.startswith(within))
    return found & (lines.groupby("year")["budget_kind"].transform("nunique") > 1)


def consolidated(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines of several budgets without what they pay each other.

    lines: as `execution` takes them, with what `is_crossed` asks. Returned: those that are no crossed flow, and one of
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
