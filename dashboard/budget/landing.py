"""The year-end landing: what each chapter will come to, from how earlier years ended, and how far off that was."""

import streamlit as st

from dashboard import formats, tables
from dashboard.budget import read
from dashboard.budget.answers import ChapterLanding
from dashboard.budget.choosing import BudgetChoice
from dashboard.budget.execution import side_name
from dashboard.locale import t
from metrics.finance.landing import LEVEL, Landing, Miss
from metrics.values import round_half_up


def show(choice: BudgetChoice) -> None:
    of, side = choice.of, choice.side
    rows = read.landings(of, side)
    if not rows:
        st.info(t("budget.nothing", side=side_name(side), year=of.year))
        return
    total = rows[-1]
    st.header(sentence(choice, total))
    st.caption(t("budget.landing_method", level=formats.percent(round(LEVEL * 100))))
    st.html(tables.html([_row(row, of.is_closed) for row in rows], _titles(of.is_closed)))
    if isinstance(total.landing, Landing) and total.landing.back_test:
        st.header(t("budget.back_test"))
        st.write(_back_test(total.landing))
        st.html(tables.html([_miss(miss) for miss in total.landing.back_test], _miss_titles()))


def sentence(choice: BudgetChoice, total: ChapterLanding) -> str:
    what, year = side_name(choice.side), choice.of.year
    if not isinstance(total.landing, Landing):
        return t(f"budget.no_landing_{total.landing}", what=what, year=year)
    return t(
        "budget.landing_sentence",
        what=what,
        year=year,
        projected=formats.euros_compact(total.landing.projected),
        low=formats.euros_rounded(total.landing.low),
        high=formats.euros_rounded(total.landing.high),
        opened=formats.euros_compact(total.opened or 0),
    )


def _row(row: ChapterLanding, is_closed: bool) -> dict[str, str]:
    cells = {t("budget.code"): row.name, t("budget.opened"): formats.euros_rounded(row.opened or 0)}
    if isinstance(row.landing, Landing):
        cells |= {
            t("budget.projected"): formats.euros_rounded(row.landing.projected),
            t("budget.low"): formats.euros_rounded(row.landing.low),
            t("budget.high"): formats.euros_rounded(row.landing.high),
            t("budget.error"): _error(row.landing),
        }
    else:
        why = t(f"budget.why_{row.landing}")
        cells |= {t("budget.projected"): why, t("budget.low"): "", t("budget.high"): "", t("budget.error"): ""}
    if is_closed:
        cells[t("budget.executed")] = formats.euros_rounded(row.executed or 0)
    return cells


def _titles(is_closed: bool) -> list[str]:
    keys = ("budget.opened", "budget.projected", "budget.low", "budget.high", "budget.error")
    return [t(key) for key in (*keys, *(("budget.executed",) if is_closed else ()))]


def _error(landing: Landing) -> str:
    mean = landing.mean_error
    return "" if mean is None else formats.percent(round_half_up(mean * 100, 1))


def _back_test(landing: Landing) -> str:
    return t(
        "budget.back_test_sentence",
        n=len(landing.back_test),
        error=_error(landing),
        inside=landing.covered,
    )


def _miss(miss: Miss) -> dict[str, str]:
    return {
        t("budget.year"): str(miss.year),
        t("budget.projected"): formats.euros_rounded(miss.projected),
        t("budget.low"): formats.euros_rounded(miss.low),
        t("budget.high"): formats.euros_rounded(miss.high),
        t("budget.executed"): formats.euros_rounded(miss.executed),
        t("budget.gap"): "" if miss.error is None else formats.percent(round_half_up(miss.error * 100, 1)),
    }


def _miss_titles() -> list[str]:
    return [t(key) for key in ("budget.projected", "budget.low", "budget.high", "budget.executed", "budget.gap")]
