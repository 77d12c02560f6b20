"""Who pays for what: the year's revenue by family, and what it went to."""

from collections.abc import Mapping

import streamlit as st

from dashboard import charts, flows, formats
from dashboard.budget.answers import BudgetYear
from dashboard.budget.choosing import BudgetChoice
from dashboard.flows import Flow, Flows
from dashboard.locale import say, t
from dashboard.plots import plot
from dashboard.show import table
from metrics.finance.families import Family, by_family
from metrics.nomenclature import Direction

# The style sheet shows one of the two, by the width of the screen: names of flows overprint each other on a telephone.
WIDE, NARROW = "wide-only", "narrow-only"


def show(choice: BudgetChoice) -> None:
    found = funding(choice.of)
    if found is None:
        st.info(t("budget.no_funding", year=choice.of.year))
        return
    st.header(found.message)
    st.caption(t("budget.funding_scope"))
    with st.container(key=WIDE):
        plot(charts.figure(found, flows.plotly), found.message, "budget-flows")
    with st.container(key=NARROW):
        st.caption(t("budget.funding_narrow"))
    left, right = st.columns(2)
    amounts = [t("parts.amount"), t("parts.share")]
    for column, flow, title in ((left, found.sources, t("budget.from")), (right, found.uses, t("budget.to"))):
        with column:
            table(_rows(flow, title), amounts, choice.file_of(title))


def funding(of: BudgetYear) -> Flows | None:
    """Executed amounts of a closed year, opened ones before: real operations of both sections, with what evens them."""
    amount = "executed" if of.is_closed else "opened"
    sums = by_family(of.credits, amount)
    come, go = _sides(sums)
    if not come or not go:
        return None
    left = sum(flow.cents for flow in come) - sum(flow.cents for flow in go)
    if left > 0:
        go.append(Flow(t("budget.set_aside"), left))
    if left < 0:
        come.append(Flow(t("budget.drawn"), -left))
    message = _sentence(of, amount, sums, sum(flow.cents for flow in come))
    return Flows(t("budget.view_funding"), message, t("budget.middle"), tuple(come), tuple(go))


def _sides(sums: Mapping[Family, int]) -> tuple[list[Flow], list[Flow]]:
    """Where money comes from and goes to; a family below zero, of refunds above all, stands on the other side."""
    come: list[Flow] = []
    go: list[Flow] = []
    for family, cents in sums.items():
        side, other = (come, go) if family.direction is Direction.REVENUE else (go, come)
        if cents > 0:
            side.append(Flow(say(family.label), cents))
        if cents < 0:
            other.append(Flow(t("budget.negative_family", name=say(family.label)), -cents))
    return come, go


def _sentence(of: BudgetYear, amount: str, sums: Mapping[Family, int], total: int) -> str:
    """The largest source and use of the year's own money: results of earlier years are no revenue of it.

    total: what both tables below add up to, and so what their shares and these are of.
    """
    own = {family: cents for family, cents in sums.items() if not family.is_result}
    come, go = _sides(own)
    if not come or not go:
        return t("budget.funding_alone", year=of.year)
    return t(
        f"budget.funding_{amount}",
        year=of.year,
        source=_in_a_sentence(flows.largest(come).name),
        share=formats.share(flows.largest(come).cents, total),
        total=formats.euros_compact(total),
        use=_in_a_sentence(flows.largest(go).name),
        used=formats.share(flows.largest(go).cents, total),
    )


def _in_a_sentence(name: str) -> str:
    return name[:1].lower() + name[1:]


def _rows(side: tuple[Flow, ...], title: str) -> list[dict[str, str]]:
    total = sum(flow.cents for flow in side)
    return [
        {
            title: flow.name,
            t("parts.amount"): formats.euros(flow.cents),
            t("parts.share"): formats.share(flow.cents, total),
        }
        for flow in (*side, Flow(t("budget.total"), total))
    ]
