"""What is already known of the first projected year: the works left over from the last account, and what was voted.

A projection says all that a year pays and receives; a vote leaves out what is carried over from the year before. Both
are compared on one perimeter: real operations (no transfer 023 and 021), without results brought forward (001, 002,
1068), capital with what the last account carries over, counted once. A disposal is voted on 024 and booked on 775: it
is the same revenue. Unforeseen expenditure (022, 020) is a reserve on which nothing is ever paid: it stands apart.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd

from metrics.documents import Column, Step
from metrics.evaluate import DOCUMENT_KEY, amount_totals
from metrics.finance.results import is_result
from metrics.finance.statistics import (
    BORROWED,
    CAPITAL_EXPENDITURE,
    CAPITAL_REVENUE,
    DEBT_REPAID,
    OPERATING_EXPENDITURE,
    OPERATING_REVENUE,
)
from metrics.language import Amount, Labelled, leaves
from metrics.nomenclature import Direction, Nature, Section
from metrics.outlook.base import ASKED, amounts_in
from metrics.outlook.families import DISPOSALS

LONGEST_CHAPTER = 3  # digits
VOTES = (Step.INITIAL, Step.SUPPLEMENTARY, Step.AMENDING)
# What is voted, and the row of the projection that it is compared with.
COMPARED: Mapping[Labelled, str] = {
    **{one: one.name for one in (OPERATING_REVENUE, OPERATING_EXPENDITURE, CAPITAL_EXPENDITURE, CAPITAL_REVENUE)},
    DISPOSALS: "disposals",
    **{one: one.name for one in (BORROWED, DEBT_REPAID)},
}
UNFORESEEN = {Section.OPERATING: "022", Section.INVESTMENT: "020"}  # chapters, and the accounts that bear their names
PLANNED_DISPOSALS, DISPOSED = "024", "775"
_AMOUNTS = tuple(leaf for leaf in leaves(*ASKED) if isinstance(leaf, Amount))
# Funds, grants received, loans, grants paid, shares and claims, works for others: beside the plan, or no spending.
_NOT_WORKS = ("10", "13", "16", "204", "26", "27", "45")
_GRANTS = "13"  # loans, the VAT refund and disposals are levers of their own


@dataclass(frozen=True)
class LeftOver:
    """Works ordered and not paid when the account was closed, and the grants still to come for them, in cents."""

    spending: int
    grants: int


class CarriedOver(StrEnum):
    """Where a voted year holds what the last account carries over."""

    BESIDE = "beside"  # apart from the votes, whether they took it up already or not
    WITHIN = "within"  # in the votes: they took up the results of the account and print nothing apart
    NOTHING = "nothing"  # the account carries nothing over, or does not say it


@dataclass(frozen=True)
class Voted:
    """What a year may spend and is to receive, in cents. changes: votes after the first.

    amounts: of `COMPARED`, by name: votes, and what is carried over. carried: the part of them that is carried over,
    none where votes hold it already. unforeseen: reserves, which are in no amount.
    """

    year: int
    changes: int
    amounts: Mapping[str, int]
    carried: Mapping[str, int]
    carried_over: CarriedOver
    unforeseen: Mapping[Section, int]


def left_over(lines: pd.DataFrame, promised: Collection[str]) -> LeftOver:
    """What the plan must hold beside programmes.

    lines: real lines of the capital section; direction, chapter, account, operation (text, may be missing) and
    carried_out. promised: operations of programmes, whose payment credits hold what is left of them.
    """
    lines = lines[~lines["operation"].isin(promised)]
    code = _code(lines)
    spent = lines["direction"] == Direction.EXPENDITURE
    works, grants = spent & ~code.str.startswith(_NOT_WORKS), ~spent & code.str.startswith(_GRANTS)
    left = lines[str(Column.CARRIED_OUT)]
    return LeftOver(*(int(left[chosen].sum()) for chosen in (works, grants)))


def voted(lines: pd.DataFrame, year: int, carried: pd.DataFrame) -> Voted | None:
    """lines: those of a year, as `metrics.finance.execution` takes them.

    carried: what the account of the year before carries over, as `left_over` takes it. None without an initial budget
    that votes both sides of the operating section, by account.
    """
    votes = lines[lines["step"].isin(VOTES)]
    if not _tells_operations(votes):
        return None
    where, booked = _carried_over(votes, carried), _as_booked(votes)
    alone = _amounts(booked)
    whole = alone
    if where is CarriedOver.BESIDE:
        whole = _amounts(pd.concat([booked, _as_booked(_as_votes(carried, votes))]))
    return Voted(
        year,
        changes=len(votes.loc[votes["step"] != Step.INITIAL, ["step", "number"]].drop_duplicates()),
        amounts=whole,
        carried={name: cents - alone[name] for name, cents in whole.items() if cents != alone[name]},
        carried_over=where,
        unforeseen={section: cents for section in UNFORESEEN if (cents := _unforeseen(votes, section))},
    )


def _tells_operations(votes: pd.DataFrame) -> bool:
    operating = votes[(votes["step"] == Step.INITIAL) & (votes["section"] == Section.OPERATING)]
    both_sides = set(operating["direction"]) == set(map(str, Direction))
    return both_sides and bool(votes["account"].str.len().gt(LONGEST_CHAPTER).any())


def _carried_over(votes: pd.DataFrame, carried: pd.DataFrame) -> CarriedOver:
    """The law has results and what is carried over taken up together, by the initial or the supplementary budget."""
    if not carried[str(Column.CARRIED_OUT)].fillna(0).any():
        return CarriedOver.NOTHING
    took_up = is_result(votes) & votes[str(Column.VOTED)].fillna(0).ne(0) | votes["step"].eq(Step.SUPPLEMENTARY)
    printed = votes[str(Column.CARRIED_IN)].fillna(0).ne(0)
    return CarriedOver.WITHIN if took_up.any() and not printed.any() else CarriedOver.BESIDE


def _as_votes(carried: pd.DataFrame, votes: pd.DataFrame) -> pd.DataFrame:
    """The stock of the account alone: what votes print of it in a column of their own is the same money."""
    amounts = {str(column): pd.array([pd.NA] * len(carried), dtype="Int64") for column in Column}
    head = {"section": str(Section.INVESTMENT), "nature": str(Nature.REAL), "step": str(Step.INITIAL)}
    found = carried.assign(**amounts | head, standard=votes["standard"].iloc[0])
    found[str(Column.VOTED)] = carried[str(Column.CARRIED_OUT)]
    return found


def _as_booked(votes: pd.DataFrame) -> pd.DataFrame:
    """Disposals on the account that they will be booked on; where both are voted, it is the same sale written twice."""
    code = _code(votes)
    planned = code.eq(PLANNED_DISPOSALS)
    booked = votes.assign(account=code.mask(planned, DISPOSED))
    return booked[~code.str.startswith(DISPOSED)] if planned.any() else booked


def _amounts(votes: pd.DataFrame) -> dict[str, int]:
    """By name, as the account of the year would be read."""
    key = dict.fromkeys(DOCUMENT_KEY, 1)
    own = votes.drop(columns=["standard", "step"]).assign(**key, absent=None)
    own[str(Column.PREVIOUS)] = pd.array([pd.NA] * len(own), dtype="Int64")  # the initial budget holds it already
    head = {"standard": votes["standard"].iloc[0], "step": str(Step.INITIAL), "is_whole": True}
    (found,) = amounts_in(amount_totals(own, pd.DataFrame([key | head]), _AMOUNTS))
    return {one.name: amount for one in COMPARED if (amount := found[one.name]) is not None}


def _unforeseen(votes: pd.DataFrame, section: Section) -> int:
    reserved = _code(votes).eq(UNFORESEEN[section]) & votes["section"].eq(section)
    return int(votes.loc[reserved & votes["direction"].eq(Direction.EXPENDITURE), str(Column.VOTED)].sum())


def _code(lines: pd.DataFrame) -> pd.Series:
    """The account, or the chapter of a line that is told by chapter alone."""
    account = lines["account"].fillna("")
    return account.where(account.ne(""), lines["chapter"].fillna(""))
