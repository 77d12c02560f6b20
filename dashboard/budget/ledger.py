"""The amendment ledger: from the first vote, through each amendment, to what became of the credits."""

from collections.abc import Callable

import streamlit as st

from dashboard import formats
from dashboard import show as shown
from dashboard.budget import read
from dashboard.budget.answers import BudgetYear, Side
from dashboard.budget.choosing import BudgetChoice
from dashboard.budget.execution import side_name
from dashboard.charts import Chart, Kind, Series
from dashboard.locale import t
from metrics.finance.amendments import MOVE_LABELS, Ledger, LedgerStep, Move
from metrics.units import EUROS_A_YEAR
from metrics.values import Value

_LEVELS = (Move.INITIAL, Move.BEFORE, Move.OPENED)
_BECAME = (Move.EXECUTED, Move.CARRIED_OUT, Move.TRANSFER, Move.CANCELLED)


def show(choice: BudgetChoice) -> None:
    found = read.year_ledger(choice.of, choice.side)
    if found is None:
        st.info(t("budget.no_ledger", year=choice.of.year))
        return
    shown.chart(waterfall(choice.of, choice.side, found), key="budget-ledger", with_table=False)
    if found.unexplained:
        st.warning(t("budget.unexplained", amount=formats.euros(found.unexplained)))
    amounts = [t(f"budget.{key}") for key in ("raised", "lowered", "amount")]
    shown.table([_row(step) for step in found.steps], amounts, choice.file_of())


def waterfall(of: BudgetYear, side: Side, ledger: Ledger) -> Chart:
    opened, last = _opened_at(ledger), len(ledger.steps)
    return Chart(
        Kind.WATERFALL,
        t("budget.view_ledger"),
        sentence(of, side, ledger),
        tuple(step_name(step) for step in ledger.steps),
        (Series(t("budget.credits"), tuple(Value(step.amount, 1) for step in ledger.steps)),),
        EUROS_A_YEAR,
        totals=frozenset({opened}),
        parts=frozenset(range(opened + 1, last)),
    )


def _opened_at(ledger: Ledger) -> int:
    return next(rank for rank, step in enumerate(ledger.steps) if step.move is Move.OPENED)


def sentence(of: BudgetYear, side: Side, ledger: Ledger) -> str:
    """How far the year's decisions moved the first vote, and what was opened in the end."""
    amended = [step for step in ledger.steps if step.move in (Move.AMENDING, Move.SUPPLEMENTARY)]
    moved, write = sum(step.amount for step in amended), _writer(ledger)
    return t(
        "budget.ledger_sentence" if amended else "budget.ledger_untouched",
        year=of.year,
        what=side_name(side),
        first=write(ledger.steps[0].amount),
        n=len(amended),
        moved=f"+{write(moved)}" if moved > 0 else write(moved),
        opened=write(ledger.opened),
    )


def _writer(ledger: Ledger) -> Callable[[int], str]:
    """The one of the chart, so that the sentence says what is drawn."""
    return formats.added_up([step.amount for step in ledger.steps], {_opened_at(ledger)})


def step_name(step: LedgerStep) -> str:
    return formats.numbered(MOVE_LABELS[step.move], step.number)


def _row(step: LedgerStep) -> dict[str, str]:
    return {
        t("budget.step"): step_name(step),
        t("budget.voted_on"): formats.long_date(step.voted_on) if step.voted_on else "",
        t("budget.raised"): formats.signed_euros(step.raised) if step.raised else "",
        t("budget.lowered"): formats.signed_euros(step.lowered) if step.lowered else "",
        t("budget.amount"): _amount(step),
    }


def _amount(step: LedgerStep) -> str:
    """A level as it is, a decision with its sign, what became of the credits as the amount that it is."""
    if step.move in _LEVELS:
        return formats.euros(step.amount)
    return formats.euros(-step.amount) if step.move in _BECAME else formats.signed_euros(step.amount)
