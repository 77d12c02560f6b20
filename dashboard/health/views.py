"""The views of the financial health page, by the name that stands in its address."""

from collections.abc import Callable, Mapping

import streamlit as st

from dashboard import choose, finance_charts, passports, read
from dashboard import show as shown
from dashboard.answers import Figure
from dashboard.choose import Choice
from dashboard.health import debt, ladder, legal, loans
from dashboard.locale import t
from metrics.documents import BudgetKind, Step
from metrics.finance import BY_NAME, INDICATORS
from metrics.finance.legal import LEGAL_RATIOS
from metrics.finance.statistics import DEBT_PAYBACK, SAVINGS_LADDER
from metrics.language import Indicator

RATIOS = "ratios"
DEBT_FIGURES = (DEBT_PAYBACK, BY_NAME["legal_5_debt"], BY_NAME["legal_11_debt_ratio"])
OF_THE_YEAR, OVER_TIME = "annee", "annees"  # how savings are read


def choose_one() -> str:
    return choose.tab(t("health.view"), tuple(_VIEWS), "vue", lambda one: t(f"health.view_{one}"))


def show(choice: Choice, view: str) -> None:
    _VIEWS[view](choice)


def _savings(choice: Choice) -> None:
    rungs = {rung: read.figure(rung, choice.town, choice.document) for rung in ladder.RUNGS}
    steps = ladder.waterfall(rungs)
    over_time = finance_charts.savings_ladder(
        read.trajectories(SAVINGS_LADDER, choice.town, choice.document), choice.year
    )
    if steps is None:
        shown.chart(over_time, key="ladder", of=choice.file_of(over_time.title))
        return
    # One at a time: what a browser mounts is what a visit of the page waits for.
    drawn = {OF_THE_YEAR: (steps, "steps"), OVER_TIME: (over_time, "ladder")}
    reading = choose.tab(t("health.reading"), tuple(drawn), "lecture", lambda one: t(f"health.reading_{one}"))
    chart, key = drawn[reading]
    shown.chart(chart, key, of=choice.file_of(chart.title))
    if said := ladder.gross(choice.town, choice.document):
        st.caption(said)
    passports.fold(list(rungs.values()), choice.town)


def _debt(choice: Choice) -> None:
    (payback,) = read.trajectories([DEBT_PAYBACK], choice.town, choice.document)
    years = finance_charts.one_indicator(payback, choice.year)
    shown.chart(years, key="payback", of=choice.file_of(years.title))
    if choice.step != Step.CLOSED:
        st.caption(t("health.payback_before_loans"))
    passports.fold(_figures(choice, DEBT_FIGURES), choice.town)
    debt.show(choice)
    loans.show(choice)


def _ratios(choice: Choice) -> None:
    st.header(t("health.legal"))
    legal.show(_figures(choice, LEGAL_RATIOS), choice.document, choice.file_of(t("health.legal")))
    checks = read.checks(choice.town, choice.document)
    if choice.document.budget_kind == BudgetKind.MAIN or any(check.declared is not None for check in checks):
        st.header(t("health.declared"))
        shown.checks(checks, choice.file_of(t("health.declared")))


def _every_figure(choice: Choice) -> None:
    figures = _figures(choice, INDICATORS)
    st.header(t("health.figures"))
    shown.figures(figures, choice.file_of(t("health.figures")))
    passports.choose(figures, choice.town)
    shown.download(read.trajectories(INDICATORS, choice.town, choice.document), choice)
    st.header(t("health.thresholds"))
    shown.thresholds(figures, choice.file_of(t("health.thresholds")))


def _figures(choice: Choice, indicators: tuple[Indicator, ...]) -> list[Figure]:
    return [read.figure(indicator, choice.town, choice.document) for indicator in indicators]


_VIEWS: Mapping[str, Callable[[Choice], None]] = {
    "epargne": _savings,
    "dette": _debt,
    RATIOS: _ratios,
    "chiffres": _every_figure,
}
