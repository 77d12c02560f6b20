"""What is already known of the first projected year: the works left over from the last account, and what was voted."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import pandas as pd

from metrics.documents import Column, Step
from metrics.evaluate import DOCUMENT_KEY, amount_totals
from metrics.finance.statistics import (
    BORROWED,
    CAPITAL_EXPENDITURE,
    CAPITAL_REVENUE,
    DEBT_REPAID,
    OPERATING_EXPENDITURE,
    OPERATING_REVENUE,
)
from metrics.language import Amount, Labelled, leaves
from metrics.nomenclature import Direction, Section
from metrics.outlook.base import ASKED, amounts_in

LONGEST_CHAPTER = 3  # digits
VOTES = (Step.INITIAL, Step.SUPPLEMENTARY, Step.AMENDING)
COMPARED: tuple[Labelled, ...] = (
    *(OPERATING_REVENUE, OPERATING_EXPENDITURE),
    *(CAPITAL_EXPENDITURE, CAPITAL_REVENUE, BORROWED, DEBT_REPAID),
)
_AMOUNTS = tuple(leaf for leaf in leaves(*ASKED) if isinstance(leaf, Amount))
# Funds, grants received, loans, grants paid, shares and claims, works for others: beside the plan, or no spending.
_NOT_WORKS = ("10", "13", "16", "204", "26", "27", "45")
_GRANTS = "13"  # loans, the VAT refund and disposals are levers of their own


@dataclass(frozen=True)
class LeftOver:
    """Works ordered and not paid when the account was closed, and the grants still to come for them, in cents."""

    spending: int
    grants: int


@dataclass(frozen=True)
class Voted:
    """What the votes of a year come to, in cents, without what is carried over. changes: votes after the first."""

    year: int
    changes: int
    amounts: Mapping[str, int]


def left_over(lines: pd.DataFrame, promised: Collection[str]) -> LeftOver:
    """What the plan must hold beside programmes.

    lines: real lines of the capital section; direction, chapter, account, operation (text, may be missing) and
    carried_out. promised: operations of programmes, whose payment credits hold what is left of them.
    """
    lines = lines[~lines["operation"].isin(promised)]
    code = lines["account"].fillna(lines["chapter"]).fillna("")
    spent = lines["direction"] == Direction.EXPENDITURE
    works, grants = spent & ~code.str.startswith(_NOT_WORKS), ~spent & code.str.startswith(_GRANTS)
    left = lines[str(Column.CARRIED_OUT)]
    return LeftOver(*(int(left[chosen].sum()) for chosen in (works, grants)))


def voted(lines: pd.DataFrame, year: int) -> Voted | None:
    """lines: those of a year, as `metrics.finance.execution` takes them.

    None without an initial budget that votes both sides of the operating section, by account.
    """
    votes = lines[lines["step"].isin(VOTES)]
    operating = votes[(votes["step"] == Step.INITIAL) & (votes["section"] == Section.OPERATING)]
    if (
        set(operating["direction"]) != set(map(str, Direction))
        or not votes["account"].str.len().gt(LONGEST_CHAPTER).any()
    ):
        return None
    key = dict.fromkeys(DOCUMENT_KEY, 1)
    own = votes.drop(columns=["standard", "step"]).assign(**key, absent=None)
    own[str(Column.PREVIOUS)] = pd.array([pd.NA] * len(own), dtype="Int64")  # the initial budget holds it already
    head = {"standard": votes["standard"].iloc[0], "step": str(Step.INITIAL), "is_whole": True}
    (found,) = amounts_in(amount_totals(own, pd.DataFrame([key | head]), _AMOUNTS))
    changes = len(votes.loc[votes["step"] != Step.INITIAL, ["step", "number"]].drop_duplicates())
    known = {one.name: amount for one in COMPARED if (amount := found[one.name]) is not None}
    return Voted(year, changes, known)
