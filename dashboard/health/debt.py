"""The profile of the debt: rates, risk, maturity; guarantees apart."""

from collections.abc import Callable, Sequence
from fractions import Fraction

import streamlit as st

from dashboard import formats
from dashboard.choose import Choice
from dashboard.health import read
from dashboard.locale import say, t
from dashboard.show import table
from metrics.documents import Step
from metrics.finance.debt import RISK_LABELS, DebtProfile, rate_label
from metrics.text import Text
from metrics.values import round_half_up

_Named = Sequence[tuple[str, int]]
UNKNOWN = Text("Non précisé", "Not stated")


def show(choice: Choice) -> None:
    document = choice.document
    found = read.debt_profile(choice.town, document)
    st.header(t("health.debt"))
    if found is None:
        st.info(t("health.no_loan_annex"))
        return
    st.write(sentence(found, is_closed=document.step == Step.CLOSED))
    if found.guarantees:
        st.caption(t("health.guarantees", n=found.guarantees, due=formats.euros_compact(found.guaranteed)))
    if not found.due:
        return
    columns = st.columns(3)
    kinds = [(say(rate_label(code)), cents) for code, cents in found.by_rate]
    risks = [(say(RISK_LABELS.get(code or "", UNKNOWN)), cents) for code, cents in found.by_risk]
    terms = [(say(label or UNKNOWN), cents) for label, cents in found.by_maturity]
    named = ((t("health.by_rate"), kinds), (t("health.by_risk"), risks), (t("health.by_maturity"), terms))
    for column, (title, rows) in zip(columns, named, strict=True):
        with column:
            st.subheader(title)
            amounts = [t("parts.amount"), t("parts.share")]
            table(_rows(title, rows, found.due), amounts, choice.file_of(t("health.debt"), title))


def sentence(found: DebtProfile, *, is_closed: bool) -> str:
    """What is due, at what rate, for how long, and what it costs a year; of a budget, what is foreseen."""
    if found.unsaid:
        return t("health.debt_unsaid", n=found.unsaid)
    if not found.due:
        return t("health.no_debt")
    return t(
        "health.debt_sentence" if is_closed else "health.debt_foreseen",
        n=found.loans,
        due=formats.euros_compact(found.due),
        rate=_or_unknown(found.mean_rate, lambda rate: formats.percent(round_half_up(rate, 2))),
        years=_or_unknown(found.mean_years, lambda years: formats.years(round_half_up(years, 1))),
        annuity=formats.euros_compact(found.annuity),
        interest=formats.euros_compact(found.interest),
    )


def _or_unknown(value: Fraction | None, write: Callable[[Fraction], str]) -> str:
    return say(UNKNOWN).lower() if value is None else write(value)


def _rows(title: str, rows: _Named, total: int) -> list[dict[str, str]]:
    return [
        {title: name, t("parts.amount"): formats.euros_rounded(cents), t("parts.share"): formats.share(cents, total)}
        for name, cents in rows
    ]
