"""The amendment ledger: from the first vote, through each amendment, to what became of the credits."""

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
    opened = next(rank for rank, step in enumerate(ledger.steps) if step.move is Move.OPENED)
    return Chart(
        Kind.WATERFALL,
        t("budget.view_ledger"),
        sentence(of, side, ledger),
        tuple(step_name(step) for step in ledger.steps),
        (Series(t("budget.credits"), tuple(Value(step.amount, 1) for step in ledger.steps)),),
        EUROS_A_YEAR,
        totals=frozenset({opened}),
    )


def sentence(of: BudgetYear, side: Side, ledger: Ledger) -> str:
    """How far the year's decisions moved the first vote, and what was opened in the end."""
    amended = [step for step in ledger.steps if step.move in (Move.AMENDING, Move.SUPPLEMENTARY)]
    return t(
        "budget.ledger_sentence" if amended else "budget.ledger_untouched",
        year=of.year,
        what=side_name(side),
        first=formats.euros_compact(ledger.steps[0].amount),
        n=len(amended),
        moved=formats.signed_euros_compact(sum(step.amount for step in amended)),
        opened=formats.euros_compact(ledger.opened),
    )


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
    """A level as it is, a move with its sign."""
    is_level = step.move in (Move.INITIAL, Move.BEFORE, Move.OPENED)
    return formats.euros(step.amount) if is_level else formats.signed_euros(step.amount)
