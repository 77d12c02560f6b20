"""The ledger of a budget year: from what was voted at first, through each amendment, to what became of it.

The steps add up: those up to `OPENED` make the credits opened, those below it take them down to zero.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import pandas as pd

from metrics.documents import Column, Step
from metrics.finance.execution import Credits
from metrics.text import Text


class Move(StrEnum):
    BEFORE = "before"  # where the initial budget is not known: what stood before the first amendment known
    INITIAL = "initial"
    CARRIED_IN = "carried_in"
    SUPPLEMENTARY = "supplementary"
    AMENDING = "amending"
    UNEXPLAINED = "unexplained"
    OPENED = "opened"
    EXECUTED = "executed"
    CARRIED_OUT = "carried_out"
    TRANSFER = "transfer"  # between sections: opened, and executed by no order
    CANCELLED = "cancelled"


MOVE_LABELS = {
    Move.BEFORE: Text("Budget avant modification", "Budget before amendment"),
    Move.INITIAL: Text("Budget primitif", "Initial budget"),
    Move.CARRIED_IN: Text("Restes à réaliser N-1", "Carried over from N-1"),
    Move.SUPPLEMENTARY: Text("Budget supplémentaire", "Supplementary budget"),
    Move.AMENDING: Text("Décision modificative", "Amending decision"),
    Move.UNEXPLAINED: Text("Décisions non importées", "Decisions not imported"),
    Move.OPENED: Text("Crédits ouverts", "Credits opened"),
    Move.EXECUTED: Text("Réalisé", "Executed"),
    Move.CARRIED_OUT: Text("Restes à réaliser au 31/12", "To carry over on 31 December"),
    Move.TRANSFER: Text("Virement entre sections", "Transfer between sections"),
    Move.CANCELLED: Text("Crédits annulés", "Credits cancelled"),
}
_CHANGES = {Step.SUPPLEMENTARY: Move.SUPPLEMENTARY, Step.AMENDING: Move.AMENDING}


@dataclass(frozen=True)
class LedgerStep:
    """A move of a ledger, in cents. number, voted_on: of the document that made it, where one did.

    raised, lowered: what an amendment adds to some lines and takes off others; it may move much and change nothing.
    """

    move: Move
    amount: int
    number: int = 0
    voted_on: date | None = None
    raised: int = 0
    lowered: int = 0


@dataclass(frozen=True)
class Ledger:
    """The moves in order. They hold one `OPENED`, whose amount is the sum of those before it."""

    steps: tuple[LedgerStep, ...]

    @property
    def opened(self) -> int:
        return next(step.amount for step in self.steps if step.move is Move.OPENED)

    @property
    def unexplained(self) -> int:
        """What the closed account opened beyond the decisions known; 0 where the chain is complete."""
        return sum(step.amount for step in self.steps if step.move is Move.UNEXPLAINED)


def ledger(documents: pd.DataFrame, of: Credits, transfer: int = 0) -> Ledger | None:
    """The moves of some credits over a year; None where nothing was opened or no document says what.

    documents: one row per document of the year: step, number, voted_on (date or None), the sums of some lines by
    `Column`, and of what they add (raised) and take off (lowered), Int64 cents. of: the credits of the same lines.
    transfer: what of them was opened to pass to the other section.
    """
    if of.opened is None:
        return None
    risen = tuple(_risen(documents, of))
    missing = of.opened - sum(step.amount for step in risen)
    gap = (LedgerStep(Move.UNEXPLAINED, missing),) if missing else ()
    return Ledger((*risen, *gap, LedgerStep(Move.OPENED, of.opened), *_became(of, transfer)))


def _risen(documents: pd.DataFrame, of: Credits) -> Iterator[LedgerStep]:
    changes = [one for one in _in_order(documents) if Step(one.step) in _CHANGES]
    initial = documents[documents["step"] == Step.INITIAL]
    if of.initial is not None:
        yield LedgerStep(Move.INITIAL, of.initial, voted_on=_day(initial["voted_on"].iloc[0]))
    elif changes and not pd.isna(before := getattr(changes[0], Column.PREVIOUS)):
        yield LedgerStep(Move.BEFORE, int(before))
    if of.initial is not None and of.carried_in:
        yield LedgerStep(Move.CARRIED_IN, of.carried_in)
    for one in changes:
        changed = getattr(one, Column.VOTED)
        if not pd.isna(changed) and (one.raised or one.lowered):
            what = (_CHANGES[Step(one.step)], int(changed), int(one.number), _day(one.voted_on))
            yield LedgerStep(*what, int(one.raised), int(one.lowered))


def _became(of: Credits, transfer: int) -> Iterator[LedgerStep]:
    if of.executed is None or of.cancelled is None:
        return
    yield LedgerStep(Move.EXECUTED, -of.executed)
    if of.carried_out:
        yield LedgerStep(Move.CARRIED_OUT, -of.carried_out)
    if transfer:
        yield LedgerStep(Move.TRANSFER, -transfer)
    if cancelled := of.cancelled - transfer:
        yield LedgerStep(Move.CANCELLED, -cancelled)


def _in_order(documents: pd.DataFrame) -> list[Any]:
    """By the day of the vote where all say it, else supplementary budgets first, then by number."""
    rows: list[Any] = list(documents.itertuples(index=False))
    if all(_day(row.voted_on) is not None for row in rows):
        return sorted(rows, key=lambda row: (row.voted_on, row.number))
    return sorted(rows, key=lambda row: (row.step != Step.SUPPLEMENTARY, row.number))


def _day(value: object) -> date | None:
    return value if isinstance(value, date) and not pd.isna(value) else None
