"""Where the scenario leads: the savings ladder, the debt, the funding and the working capital, year by year."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

import streamlit as st

from dashboard import choose, formats, tables
from dashboard import show as shown
from dashboard.charts import Chart, Kind, Series
from dashboard.charts import Mark as DrawnMark
from dashboard.locale import say, t
from dashboard.outlook import current, drawing, read, sentences, trace, workbook
from dashboard.outlook.answers import Outlook
from dashboard.safe import plain
from metrics.finance.statistics import (
    BORROWED,
    DEBT_PAYBACK,
    GROSS_SAVING,
    GROSS_SAVING_RATE,
    MANAGEMENT_SAVING,
    NET_SAVING,
)
from metrics.language import Indicator
from metrics.outlook.figures import FIRST_READ, WORKING_CAPITAL
from metrics.outlook.marks import Mark, crossings
from metrics.outlook.projection import Projection
from metrics.outlook.real_balance import LACKING, READING
from metrics.units import EUROS, EUROS_A_YEAR, Unit
from metrics.values import Absence, Value, round_half_up

CHARTS = {
    "epargne": "outlook.chart_epargne",
    "desendettement": "outlook.chart_desendettement",
    "financement": "outlook.chart_financement",
    "reserves": "outlook.chart_reserves",
}
READ = (GROSS_SAVING_RATE, DEBT_PAYBACK)  # whose marks are looked at
LADDER = (MANAGEMENT_SAVING.name, GROSS_SAVING.name, NET_SAVING.name)
FUNDING = {"financing_need": "outlook.before_borrowing", BORROWED.name: "outlook.new_loans"}
RESERVES = (WORKING_CAPITAL.name, "target")


def show(outlook: Outlook, projection: Projection) -> None:
    marks = read.marks(outlook.place.town, READ)
    of_past = read.years_of(outlook.place)
    if is_alone := len(of_past[0]) == 1:
        st.warning(sentences.alone(of_past[0]), icon=":material/warning:")
    shown.headline(sentences.headline(projection))
    _warnings(projection, of_past, marks, is_alone=is_alone)
    current.show(outlook, projection)
    st.caption(t("outlook.thousands"))
    with st.container(key="outlook-years"):
        st.html(tables.html(table(projection), [str(year) for year in projection.years]))
    st.caption(say(READING))
    _download(outlook, projection)
    _charts(projection, marks)
    trace.show(projection)


def _warnings(
    projection: Projection, of_past: tuple[list[int], list[int]], marks: Sequence[Mark], *, is_alone: bool
) -> None:
    for sentence in sentences.of_past(*of_past):
        st.caption(sentence)
    if below := sentences.below_nothing(projection):
        st.warning(below)
    if broken := sentences.unbalanced(projection):
        st.warning(broken)
    if idle := sentences.without_running_cost(projection):
        st.caption(plain(idle))
    if little := sentences.squeezed(projection):
        st.caption(plain(little))
    found = crossings(projection, marks)
    if not found:
        _no_mark(is_good=not (is_alone or broken))
        return
    alarm = any(sentences.is_alarm(crossing.mark) for crossing in found)
    (st.warning if alarm else st.write)("\n".join(f"- {plain(one)}" for one in sentences.crossed(marks, found)))


def _no_mark(*, is_good: bool) -> None:
    """Nothing is a success where growth was read nowhere, or where the law's balance is broken."""
    if is_good:
        st.success(t("outlook.no_mark_crossed"), icon=":material/check:")
    else:
        st.write(t("outlook.no_mark_crossed"))


def table(projection: Projection) -> list[dict[str, str]]:
    """Amounts in thousands of euros, so that the years stand side by side."""
    return [_row(projection, one) for one in FIRST_READ]


def _row(projection: Projection, one: str | Indicator) -> dict[str, str]:
    if isinstance(one, Indicator):
        found = projection.values(one)
        cells = {str(year): formats.short_figure(found[year], one.unit) for year in projection.years}
        return {t("outlook.row"): say(one.label)} | cells
    amounts = projection.series(one)
    if one == LACKING:
        return {t("outlook.row"): t("outlook.real_balance")} | _balanced(projection, amounts)
    row = projection.model.rows[one]
    cells = {str(year): thousands(amounts[year]) if year in amounts else "" for year in projection.years}
    return {t("outlook.row"): say(row.label)} | cells


def _balanced(projection: Projection, lacking: Mapping[int, int]) -> dict[str, str]:
    """In words: a row of zeros would not say that zero is what the law asks for."""
    met = t("outlook.real_balance_met")
    return {
        str(year): ""
        if year not in lacking
        else t("outlook.real_balance_lacks", amount=thousands(lacking[year]))
        if lacking[year]
        else met
        for year in projection.years
    }


def thousands(cents: int) -> str:
    return formats.number(round_half_up(Fraction(cents, 100_000), 0))


def _download(outlook: Outlook, projection: Projection) -> None:
    whose = f"{outlook.place.town.authority.name}, {outlook.place.budget.name}"
    st.download_button(
        t("outlook.workbook"),
        lambda: workbook.of(projection, whose),
        workbook.name(outlook.place.town, projection),
        workbook.TYPE,
        on_click="ignore",
        icon=":material/download:",
        help=t("outlook.workbook_help"),
    )


def _charts(projection: Projection, marks: Sequence[Mark]) -> None:
    """One at a time: what a browser mounts is what a visit of the page waits for."""
    chosen = choose.tab(t("outlook.charts"), tuple(CHARTS), "graphiques", lambda one: t(CHARTS[one]))
    drawn: Mapping[str, Callable[[], Chart]] = {
        "epargne": lambda: ladder(projection),
        "desendettement": lambda: payback(projection, marks),
        "financement": lambda: funding(projection),
        "reserves": lambda: reserves(projection),
    }
    key = f"outlook-chart-{chosen}"
    shown.chart(drawn[chosen](), key, on_click=lambda: _open_year(key))


def _open_year(key: str) -> None:
    """A click on a year opens it, as the list of years below does."""
    points = st.session_state[key].selection.points
    if points:
        trace.open_year(str(points[0]["x"]))


def ladder(projection: Projection) -> Chart:
    net = projection.series(NET_SAVING)
    lacking = [year for year in projection.model.years if net[year] < 0]
    key = "outlook.ladder_lacking" if lacking else "outlook.ladder_message"
    message = t(
        key,
        when=sentences.when(lacking),
        net=formats.euros_compact(net[projection.years[-1]]),
        last=projection.years[-1],
    )
    return _of_rows(projection, Kind.BARS, t("outlook.ladder"), message, LADDER, EUROS_A_YEAR)


def payback(projection: Projection, marks: Sequence[Mark]) -> Chart:
    """The years that have no saving leave a gap; those far above every mark leave the drawing by its top."""
    found = projection.values(DEBT_PAYBACK)
    of_payback = [mark.threshold for mark in marks if mark.indicator is DEBT_PAYBACK]
    highest = drawing.top_of(of_payback)
    exact = {year: value.exact(DEBT_PAYBACK.unit) for year, value in found.items()}
    beyond = [year for year, figure in exact.items() if figure is not None and figure > highest]
    return Chart(
        Kind.LINES,
        say(DEBT_PAYBACK.label),
        _payback_message(projection, found, beyond),
        tuple(map(str, projection.years)),
        (Series(say(DEBT_PAYBACK.label), tuple(found[year] for year in projection.years)),),
        DEBT_PAYBACK.unit,
        tuple(DrawnMark(float(mark.value), say(mark.label)) for mark in of_payback),
        ceiling=highest,
    )


def _payback_message(projection: Projection, found: dict[int, Value], beyond: list[int]) -> str:
    absent = [year for year in projection.years if found[year].absence is not None]
    known = {year: value.exact(DEBT_PAYBACK.unit) or 0 for year, value in found.items() if value.absence is None}
    parts = []
    if known:
        worst = max(known, key=lambda year: known[year])
        parts.append(t("outlook.payback_worst", year=worst, value=sentences.short(found[worst], DEBT_PAYBACK.unit)))
    if beyond:
        parts.append(t("outlook.payback_beyond", when=sentences.when(beyond)))
    if absent:
        parts.append(t("outlook.payback_absent", when=sentences.when(absent)))
    return " ".join(parts)


def funding(projection: Projection) -> Chart:
    need = projection.series("financing_need")
    total = sum(need.values())
    borrowed = sum(amount for year, amount in projection.series(BORROWED).items() if year in need)
    key = "outlook.funding_message" if total > 0 else "outlook.funding_surplus"
    message = t(key, need=formats.euros_compact(abs(total)), borrowed=formats.euros_compact(borrowed))
    series = tuple(Series(t(name), _values(projection, row)) for row, name in FUNDING.items())
    years = tuple(map(str, projection.years))
    return Chart(Kind.BARS, t("outlook.funding"), message, years, series, EUROS_A_YEAR)


def reserves(projection: Projection) -> Chart:
    held = projection.series(WORKING_CAPITAL)
    first, *_, last = projection.years
    message = t(
        "outlook.reserves_message",
        first=first,
        last=last,
        start=formats.euros_compact(held[first]),
        end=formats.euros_compact(held[last]),
    )
    return _of_rows(projection, Kind.LINES, t("outlook.reserves"), message, RESERVES, EUROS)


def _of_rows(projection: Projection, kind: Kind, title: str, message: str, rows: Iterable[str], unit: Unit) -> Chart:
    series = tuple(Series(say(projection.model.rows[row].label), _values(projection, row)) for row in rows)
    return Chart(kind, title, message, tuple(map(str, projection.years)), series, unit)


def _values(projection: Projection, row: str) -> tuple[Value, ...]:
    amounts = projection.series(row)
    return tuple(
        Value(amounts[year], 1) if year in amounts else Value(None, None, Absence.NOT_APPLICABLE, trace.NOT_PROJECTED)
        for year in projection.years
    )
