"""What the projection starts from: the families of the closed account, its loans, and what a person adds to them."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboard import formats, tables
from dashboard.locale import say, t
from dashboard.navigation import FINANCIAL_HEALTH, IMPORTS, link
from dashboard.outlook import changes, drafts, levers, origins, read, typed
from dashboard.outlook.answers import Outlook
from dashboard.safe import plain
from metrics.documents import BudgetKind
from metrics.outlook.annex import ExistingLoan
from metrics.outlook.base import BaseYear, tax_product
from metrics.outlook.families import BY_NAME, Side
from metrics.outlook.formulas import RATE
from metrics.outlook.levers import Tax
from metrics.outlook.loans import PROFILE_LABELS
from metrics.text import Text
from metrics.units import EUROS

TAXES = {
    "built": Text("Taxe foncière sur les propriétés bâties", "Tax on built property"),
    "unbuilt": Text("Taxe foncière sur les propriétés non bâties", "Tax on unbuilt property"),
    "second_homes": Text("Taxe d'habitation sur les résidences secondaires", "Housing tax on second homes"),
}
_SIDES = {Side.REVENUE: "outlook.revenue", Side.EXPENDITURE: "outlook.expenditure"}


def show(outlook: Outlook, base: BaseYear) -> None:
    st.header(sentence(outlook, base))
    if base.kind is not BudgetKind.MAIN:
        st.info(t("outlook.annex_budget"))
    for column, side in zip(st.columns(2), Side, strict=True):
        with column:
            st.subheader(t(_SIDES[side]))
            st.html(tables.html(_families(base, side), [t("outlook.amount")]))
    st.html(tables.html(_capital(base), [t("outlook.amount")]))
    _loans(base.annex.loans)
    for note in (*base.notes, *base.annex.left_aside):
        st.caption(plain(say(note)))
    town = outlook.place.town.authority.code
    address = {"commune": town, "budget": outlook.place.budget.code, "annee": str(base.year)}
    link(FINANCIAL_HEALTH, t("outlook.to_account", year=base.year), ":material/account_balance:", address)
    _told(outlook, base)


def refused(outlook: Outlook) -> None:
    """No base year: why, and the way to have one."""
    st.warning(say(outlook.why) if outlook.why else "")
    if outlook.why is read.NO_ANNEX:
        with st.form("outlook-debt"):
            st.text_input(t("outlook.debt_owed", year=outlook.place.year), key="outlook-told-debt")
            st.form_submit_button(t("outlook.apply"), type="primary", on_click=_tell_debt, args=(outlook,))
    link(IMPORTS, t("show.to_imports"), ":material/upload_file:")


def sentence(outlook: Outlook, base: BaseYear) -> str:
    of_budget = {"year": base.year, "budget": plain(outlook.place.budget.name)}
    held = formats.euros_compact(base.working_capital)
    if not base.annex.loans:
        return t("outlook.base_sentence_no_loan", held=held, **of_budget)
    debt = formats.euros_compact(base.debt)
    return t("outlook.base_sentence", n=len(base.annex.loans), debt=debt, held=held, **of_budget)


def _families(base: BaseYear, side: Side) -> list[dict[str, str]]:
    taxes = [(say(tax.label), tax_product(tax)) for tax in base.taxes] if side is Side.REVENUE else []
    families = [
        (say(f.called(without_bases=not base.taxes)), base.families[f.name]) for f in BY_NAME.values() if f.side is side
    ]
    loans = [(t("outlook.interest"), base.annex.interest)] if side is Side.EXPENDITURE else []
    rows = [*taxes, *families, *loans]
    return [_amount(t("outlook.family"), name, cents) for name, cents in rows] + [
        _amount(t("outlook.family"), t("outlook.total"), sum(cents for _, cents in rows))
    ]


def _capital(base: BaseYear) -> list[dict[str, str]]:
    known = {
        "capital_expenditure": base.capital_expenditure,
        "equipment": base.equipment,
        "capital_revenue": base.capital_revenue,
        "fctva": base.fctva,
        "debt_repaid": base.debt_repaid,
        "borrowed": base.borrowed,
        "working_capital": base.working_capital,
        "debt": base.debt,
    }
    rows = [_amount(t("outlook.capital"), t(f"outlook.base_{name}"), cents) for name, cents in known.items()]
    return rows + [
        _amount(t("outlook.capital"), t("outlook.base_eligible", year=year), cents)
        for year, cents in sorted(base.eligible.items())
    ]


def _amount(title: str, name: str, cents: int) -> dict[str, str]:
    return {title: name, t("outlook.amount"): formats.euros(cents)}


def _loans(found: Sequence[ExistingLoan]) -> None:
    st.subheader(t("outlook.loans"))
    if not found:
        st.write(t("outlook.no_loan"))
        return
    rows = [
        {
            t("outlook.loan"): say(loan.label),
            t("outlook.due"): formats.euros_rounded(loan.due),
            t("outlook.rate_paid"): origins.figure(loan.rate, RATE),
            t("outlook.repaid_by"): say(PROFILE_LABELS[loan.profile]),
            t("outlook.instalment"): formats.euros_rounded(loan.instalment),
            t("outlook.last_payment"): str(loan.end or ""),
            t("outlook.assumed"): " ".join(say(one) for one in loan.assumed),
        }
        for loan in found
    ]
    st.html(tables.html(rows, [t("outlook.due"), t("outlook.rate_paid"), t("outlook.instalment")]))


def _told(outlook: Outlook, base: BaseYear) -> None:
    """What no account says: the bases and rates of taxes, the working capital of the balance sheet, refunds to come."""
    st.header(t("outlook.told"))
    st.caption(t("outlook.told_why"))
    stamp = levers.fingerprint(outlook)
    by_code = {tax.code: tax for tax in base.taxes}
    with st.form(f"outlook-told-{stamp}"):
        for code, label in TAXES.items():
            _tax_fields(code, say(label), by_code.get(code), stamp)
        for year, cents in sorted(base.eligible.items()):
            st.text_input(
                t("outlook.base_eligible", year=year), typed.written(cents, EUROS), key=_key(str(year), stamp)
            )
        held = outlook.plan.told.working_capital
        st.text_input(
            t("outlook.told_working_capital"),
            "" if held is None else typed.written(held, EUROS),
            key=_key("held", stamp),
            help=t("outlook.told_working_capital_help"),
        )
        st.form_submit_button(t("outlook.apply"), type="primary", on_click=_tell, args=(outlook, base, stamp))


def _tax_fields(code: str, label: str, tax: Tax | None, stamp: str) -> None:
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        st.text_input(
            t("outlook.tax_base", tax=label),
            typed.written(tax.base, EUROS) if tax else "",
            key=_key(f"{code}-base", stamp),
        )
    with right:
        st.text_input(
            t("outlook.tax_rate", tax=label),
            typed.written(tax.rate, RATE) if tax else "",
            key=_key(f"{code}-rate", stamp),
        )


def _tell(outlook: Outlook, base: BaseYear, stamp: str) -> None:
    try:
        told = replace(
            outlook.plan.told,
            taxes=tuple(_taxes(stamp)),
            working_capital=_cents("held", stamp),
            eligible=tuple(
                (year, cents)
                for year, usual in sorted(base.eligible.items())
                if (cents := _cents(str(year), stamp) or 0) != usual or year in dict(outlook.plan.told.eligible)
            ),
        )
    except typed.NotAFigure as wrong:
        drafts.wrong(str(wrong))
        return
    changes.tell(outlook, told)


def _taxes(stamp: str) -> list[Tax]:
    """Those whose base and rate are both typed."""
    found = []
    for code, label in TAXES.items():
        base, rate = (st.session_state[_key(f"{code}-{part}", stamp)].strip() for part in ("base", "rate"))
        if base and rate:
            found.append(Tax(code, label, typed.figure(base, EUROS), typed.figure(rate, RATE)))
        elif base or rate:
            raise typed.NotAFigure(t("outlook.half_a_tax", tax=say(label)))
    return found


def _cents(name: str, stamp: str) -> int | None:
    text = st.session_state[_key(name, stamp)].strip()
    return typed.figure(text, EUROS) if text else None


def _tell_debt(outlook: Outlook) -> None:
    try:
        debt = typed.figure(st.session_state["outlook-told-debt"], EUROS)
    except typed.NotAFigure as wrong:
        drafts.wrong(str(wrong))
        return
    changes.tell(outlook, replace(outlook.plan.told, debt=debt))


def _key(name: str, stamp: str) -> str:
    return f"outlook-told-{name}-{stamp}"
