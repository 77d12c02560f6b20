"""The year-end landing: what each chapter will come to, from how earlier years ended, and how far off that was."""

from collections.abc import Sequence

import streamlit as st

from dashboard import formats
from dashboard import show as shown
from dashboard.budget import landings
from dashboard.budget.answers import ChapterLanding, Ordered
from dashboard.budget.choosing import BudgetChoice
from dashboard.budget.execution import side_name
from dashboard.charts import Chart, Kind, Series
from dashboard.locale import t
from dashboard.safe import plain
from metrics.finance.landing import LEVEL, Landing, LeftOut, Miss, Rhythm
from metrics.nomenclature import Direction
from metrics.text import Text
from metrics.units import EUROS_A_YEAR
from metrics.values import Absence, Value, round_half_up

MOST_YEARS = 4  # drawn month by month
NOT_YET = Text("Les mandats et titres de ce mois ne sont pas encore connus.", "The orders of that month are not known.")


def show(choice: BudgetChoice) -> None:
    of, side = choice.of, choice.side
    rows = landings.landings(of, side)
    if not rows:
        st.info(t("budget.nothing", side=side_name(side), year=of.year))
        return
    total = rows[-1]
    st.header(sentence(choice, total))
    st.caption(method(choice))
    if out := landings.years_left_out(of, side):
        st.warning(left_out_sentence(out))
    _chapters(choice, rows)
    _by_month(choice)
    if isinstance(total.landing, Landing) and total.landing.back_test:
        st.header(t("budget.back_test"))
        st.write(_back_test(total.landing))
        misses = [_miss(miss) for miss in total.landing.back_test]
        shown.table(misses, _miss_titles(), choice.file_of(t("budget.back_test")))


def sentence(choice: BudgetChoice, total: ChapterLanding) -> str:
    what, year = side_name(choice.side), choice.of.year
    if not isinstance(total.landing, Landing):
        return t(f"budget.no_landing_{total.landing}", what=what, year=year)
    told = {
        "what": what,
        "year": year,
        "projected": formats.euros_compact(total.landing.projected),
        "low": formats.euros_compact(total.landing.low),
        "high": formats.euros_compact(total.landing.high),
    }
    if choice.of.is_closed:
        return t("budget.landed_sentence", **told, executed=formats.euros_compact(total.executed or 0))
    return t("budget.landing_sentence", **told, opened=formats.euros_compact(total.opened or 0))


def method(choice: BudgetChoice) -> str:
    """What the projections rest on: the credits alone, or also the orders of the year so far."""
    level, months = formats.percent(round(LEVEL * 100)), landings.known_months(choice.of, choice.side)
    if not months:
        return t("budget.landing_method", level=level)
    return t("budget.landing_method_monthly", level=level, month=formats.month_name(months))


def left_out_sentence(out: Sequence[LeftOut]) -> str:
    """The past years without a whole journal, each with what is missing of it."""
    return t("budget.left_out", n=len(out), years=t("budget.between").join(map(_left_out, out)))


def _left_out(one: LeftOut) -> str:
    if one.journal is None:
        return t("budget.left_out_none", year=one.year)
    told = {
        "year": one.year,
        "first": formats.short_date(one.journal.first),
        "last": formats.short_date(one.journal.last),
        "ordered": formats.euros_compact(one.journal.ordered),
    }
    if one.executed is None:
        return t("budget.left_out_open", **told)
    return t("budget.left_out_short", **told, executed=formats.euros_compact(one.executed))


def expected_sentence(rows: Sequence[ChapterLanding]) -> str:
    """What departments expect of the chapters they speak of, beside what these are projected to; empty for none."""
    spoken = [row for row in rows if row.expected and isinstance(row.landing, Landing)]
    if not spoken:
        return ""
    return t(
        "budget.expected_sentence",
        n=len(spoken),
        expected=formats.euros_compact(sum(row.expected.cents for row in spoken if row.expected)),
        projected=formats.euros_compact(
            sum(row.landing.projected for row in spoken if isinstance(row.landing, Landing))
        ),
    )


def beyond_sentence(rows: Sequence[ChapterLanding]) -> str:
    """The chapters whose departments expect more than the credits opened; empty for none."""
    beyond = [
        t(
            "budget.beyond",
            name=plain(row.name),
            expected=formats.euros_rounded(row.expected.cents),
            opened=formats.euros_rounded(row.opened or 0),
            more=formats.euros_rounded(row.expected.cents - (row.opened or 0)),
        )
        for row in rows
        if row.expected and row.expected.cents > (row.opened or 0)
    ]
    return t("budget.beyond_sentence", n=len(beyond), chapters=t("budget.between").join(beyond)) if beyond else ""


def by_month(choice: BudgetChoice, years: Sequence[Ordered]) -> Chart:
    """Orders added up month after month: the running year beside those before it."""
    series = tuple(Series(str(one.year), tuple(_month(one, rank) for rank in range(12))) for one in years)
    names = tuple(formats.short_month(number) for number in range(1, 13))
    message = _month_sentence(choice, years)
    return Chart(
        Kind.LINES,
        t("budget.by_month"),
        message,
        names,
        series,
        EUROS_A_YEAR,
        foremost=len(series) - 1,
        gap=t("budget.to_come"),
    )


def _month(one: Ordered, rank: int) -> Value:
    known = rank < len(one.by_month)
    return Value(one.by_month[rank], 1) if known else Value(None, None, Absence.MISSING, NOT_YET)


def _month_sentence(choice: BudgetChoice, years: Sequence[Ordered]) -> str:
    now, months = years[-1], len(years[-1].by_month)
    told = {
        "what": side_name(choice.side),
        "month": formats.month_name(months),
        "year": now.year,
        "now": formats.euros_compact(now.by_month[-1]),
    }
    if len(years) == 1 or years[-2].by_month[months - 1] <= 0:
        return t(f"budget.month_alone_{choice.side.direction}", **told)
    before = years[-2]
    change = formats.signed_share(now.by_month[-1] - before.by_month[months - 1], before.by_month[months - 1])
    return t(f"budget.month_sentence_{choice.side.direction}", **told, change=change, before=before.year)


def _by_month(choice: BudgetChoice) -> None:
    years = landings.ordered(choice.of, choice.side)
    if years and years[-1].year == choice.of.year:
        chart = by_month(choice, years[-MOST_YEARS:])
        shown.chart(chart, key="budget-months", of=choice.file_of(chart.title))


def _chapters(choice: BudgetChoice, rows: Sequence[ChapterLanding]) -> None:
    has_estimates = any(row.expected for row in rows)
    has_rhythms = any(isinstance(row.landing, Landing) and row.landing.rhythm is Rhythm.MONTHLY for row in rows)
    if said := expected_sentence(rows):
        st.write(said)
    if choice.side.direction is Direction.EXPENDITURE and (said := beyond_sentence(rows)):
        st.warning(said)
    written = [_row(row) | _beside(row, choice.of.is_closed, has_estimates, has_rhythms) for row in rows]
    if has_rhythms:
        written[-1][t("budget.rhythm")] = t("budget.rhythm_sum")
    shown.table(written, _titles(), choice.file_of())


def _row(row: ChapterLanding) -> dict[str, str]:
    cells = {t("budget.code"): row.name, t("budget.opened"): formats.euros_rounded(row.opened or 0)}
    if not isinstance(row.landing, Landing):
        why = t(f"budget.why_{row.landing}")
        return cells | {t("budget.projected"): why, t("budget.low"): "", t("budget.high"): "", t("budget.error"): ""}
    return cells | {
        t("budget.projected"): formats.euros_rounded(row.landing.projected),
        t("budget.low"): formats.euros_rounded(row.landing.low),
        t("budget.high"): formats.euros_rounded(row.landing.high),
        t("budget.error"): _error(row.landing),
    }


def _beside(row: ChapterLanding, is_closed: bool, has_estimates: bool, has_rhythms: bool) -> dict[str, str]:
    """What else is known of a chapter, in columns that every row of the table then has."""
    cells = {}
    if has_rhythms:
        cells[t("budget.rhythm")] = t(f"budget.rhythm_{row.landing.rhythm}") if isinstance(row.landing, Landing) else ""
    if has_estimates:
        cells[t("budget.expected")] = formats.euros_rounded(row.expected.cents) if row.expected else ""
        cells[t("budget.expected_by")] = _spoken_by(row)
    if is_closed:
        cells[t("budget.executed")] = formats.euros_rounded(row.executed or 0)
    return cells


def _spoken_by(row: ChapterLanding) -> str:
    if row.expected is None:
        return ""
    return " · ".join((*row.expected.departments, formats.short_date(row.expected.on)))


def _titles() -> list[str]:
    keys = ("opened", "projected", "low", "high", "error", "expected", "executed")
    return [t(f"budget.{key}") for key in keys]


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
