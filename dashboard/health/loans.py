"""The loans behind the debt: how it dies out if nothing new is borrowed, then each loan, the largest first."""

from fractions import Fraction

import streamlit as st

from dashboard import formats
from dashboard import show as shown
from dashboard.charts import Chart, Kind, Series
from dashboard.choose import Choice
from dashboard.health import read
from dashboard.locale import say, t
from metrics.finance.debt import rate_label
from metrics.outlook.extinction import DebtYear, Extinction, LoanCourse
from metrics.outlook.formulas import ONE
from metrics.outlook.loans import PROFILE_LABELS
from metrics.units import EUROS
from metrics.values import Value, round_half_up

KEY = "extinction"


def show(choice: Choice) -> None:
    found = read.loans_to_their_end(choice.town, choice.document)
    if found is None or not found.loans:
        return
    _course(found, choice)
    _list(found, choice)


def sentence(found: Extinction) -> str:
    """When half of the debt and when all of it is repaid, or what nobody knows the end of."""
    first, last = found.years[0], found.years[-1]
    due = formats.euros_compact(first.due)
    if first is last:
        return t("health.extinction_unknown", due=due, year=first.year)
    if found.endless:
        left = formats.euros_compact(found.endless)
        return t("health.extinction_endless", due=due, year=first.year, left=left, end=last.year)
    return t("health.extinction_sentence", due=due, year=first.year, half=found.halved_in, end=last.year)


def chart(found: Extinction) -> Chart:
    return Chart(
        Kind.BARS,
        t("health.extinction"),
        sentence(found),
        tuple(str(one.year) for one in found.years),
        (Series(t("health.due"), tuple(Value(one.due, 1) for one in found.years)),),
        EUROS,
    )


def _course(found: Extinction, choice: Choice) -> None:
    shown.chart(chart(found), KEY, with_table=False)
    amounts, of = list(_year(found.years[0]))[1:], choice.file_of(t("health.extinction"))
    shown.same_numbers(KEY, lambda: [_year(one) for one in found.years], amounts, of)
    said = [t("health.extinction_how")]
    if found.moving:
        said.append(t("health.extinction_moving", due=formats.euros_compact(found.moving), year=found.years[0].year))
    if found.unsaid:
        said.append(t("health.extinction_unsaid", n=found.unsaid))
    st.caption(" ".join(said))


def _year(one: DebtYear) -> dict[str, str]:
    return {
        "": str(one.year),
        t("health.annuity"): formats.euros_rounded(one.annuity),
        t("health.debt_capital"): formats.euros_rounded(one.capital),
        t("health.debt_interest"): formats.euros_rounded(one.interest),
        t("health.due"): formats.euros_rounded(one.due),
    }


def _list(found: Extinction, choice: Choice) -> None:
    st.header(t("health.loans"))
    st.caption(t("health.loans_source"))
    numeric = [t(key) for key in ("health.due", "health.rate_paid", "health.annuity")]
    shown.table([_row(one) for one in found.loans], numeric, choice.file_of(t("health.loans")))
    for one in found.loans:
        if one.loan.assumed:
            what = " ".join(say(said) for said in one.loan.assumed)
            st.caption(t("show.pair", name=_name(one), value=what))


def _name(course: LoanCourse) -> str:
    return t("health.loan_row", row=course.state.row)


def _row(course: LoanCourse) -> dict[str, str]:
    state, loan = course.state, course.loan
    return {
        t("health.loan"): _name(course),
        t("health.drawn"): str(state.first_year or ""),
        t("health.due"): formats.euros_rounded(loan.due),
        t("health.annuity"): formats.euros_rounded((state.capital or 0) + (state.interest or 0)),
        t("health.rate"): say(rate_label(state.rate_kind)),
        t("health.rate_paid"): formats.percent(round_half_up(Fraction(loan.rate * 100, ONE), 2)),
        t("health.repaid_by"): say(PROFILE_LABELS[loan.profile]),
        t("health.last_payment"): str(course.ends_in or t("health.no_end")),
    }
