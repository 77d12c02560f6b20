"""Scenarios side by side: what each leads to, and what two of them choose and bring differently."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby

import streamlit as st

from dashboard import choose, formats, tables
from dashboard import show as shown
from dashboard.charts import Chart, Kind, Series
from dashboard.charts import Mark as DrawnMark
from dashboard.locale import say, t
from dashboard.outlook import choosing, drawing, origins, read, results, sentences
from dashboard.outlook.answers import Outlook, Plan
from dashboard.safe import plain
from metrics.finance.given import DEBT
from metrics.finance.statistics import BORROWED, DEBT_PAYBACK, GROSS, GROSS_SAVING
from metrics.outlook.levers import Project
from metrics.outlook.marks import crossings
from metrics.outlook.projection import Projection
from metrics.outlook.refusal import Refused
from metrics.outlook.scenarios import Comparison, compare
from metrics.text import Text
from metrics.units import EUROS_A_YEAR
from metrics.values import Value

OTHER = "avec"
NEED = "financing_need"
MOST = 6  # lines of a chart that stay apart
Named = tuple[str, Projection]


def show(outlook: Outlook, projection: Projection) -> None:
    others, refusals = _others(outlook)
    for refusal in refusals:
        st.caption(refusal)
    every = [(_own_name(outlook), projection), *others]
    st.header(t("outlook.scenarios"))
    rows = [_summary(outlook, name, one) for name, one in every]
    st.html(tables.html(rows, list(rows[0])[1:]))
    for saved in choosing.from_other_years(outlook.place):
        st.caption(t("outlook.other_year", name=plain(saved.name), year=saved.base_year))
    if not others:
        st.info(t("outlook.nothing_to_compare"))
        return
    few = every[:MOST]
    drawn: Mapping[str, Callable[[], Chart]] = {
        "desendettement": lambda: payback(few, outlook),
        "epargne": lambda: saving(few),
        "financement": lambda: need(few),
    }
    chosen = choose.tab(t("outlook.charts"), tuple(drawn), "dessin", lambda one: t(results.CHARTS[one]))
    shown.chart(drawn[chosen](), f"outlook-compare-{chosen}")
    _pair(projection, others)


def _own_name(outlook: Outlook) -> str:
    name = choosing.name(outlook.opened)
    return t("outlook.changed_name", name=name) if outlook.is_changed else name


def _others(outlook: Outlook) -> tuple[list[Named], list[str]]:
    """The other scenarios of the place on the same base, what was added to it included; or why one cannot be read."""
    found, refusals = [], []
    for offer in choosing.offered(outlook.place):
        same, name = offer.code == outlook.opened.code, choosing.name(offer)
        opened = read.opened(outlook.place, offer)
        if opened is None or (same and not outlook.is_changed):
            continue
        one = read.projected(outlook.place, Plan(opened.plan.scenario, outlook.plan.told), outlook.horizon)
        if isinstance(one, Text):
            refusals.append(t("show.pair", name=plain(name), value=say(one)))
        else:
            found.append((t("outlook.as_saved", name=name) if same and opened.saved else name, one))
    return found, refusals


def _summary(outlook: Outlook, name: str, one: Projection) -> dict[str, str]:
    last, gross = one.years[-1], one.series(GROSS_SAVING)
    paybacks = one.values(DEBT_PAYBACK)
    marks = read.marks(outlook.place.town, results.READ)
    alarms = {crossing.year for crossing in crossings(one, marks) if crossing.mark.indicator is DEBT_PAYBACK}
    projected = one.model.years
    return {
        t("outlook.scenario"): name,
        t("outlook.saving_of", year=last): formats.euros_compact(gross[last]),
        t("outlook.payback_of", year=last): sentences.short(paybacks[last], DEBT_PAYBACK.unit),
        t("outlook.debt_of", year=last): formats.euros_compact(one.series(DEBT)[last]),
        t("outlook.need_of_all"): formats.euros_compact(sum(one.series(NEED).values())),
        t("outlook.borrowed_of_all"): formats.euros_compact(sum(one.series(BORROWED)[year] for year in projected)),
        t("outlook.alarms"): sentences.ranges(sorted(alarms)) or t("outlook.never"),
    }


def payback(every: Sequence[Named], outlook: Outlook) -> Chart:
    marks = [mark.threshold for mark in read.marks(outlook.place.town, [DEBT_PAYBACK])]
    series = tuple(Series(name, tuple(one.values(DEBT_PAYBACK).values())) for name, one in every)
    return Chart(
        Kind.LINES,
        say(DEBT_PAYBACK.label),
        _fastest(every),
        tuple(map(str, every[0][1].years)),
        series,
        DEBT_PAYBACK.unit,
        tuple(DrawnMark(float(mark.value), say(mark.label)) for mark in marks),
        ceiling=drawing.top_of(marks),
    )


def _fastest(every: Sequence[Named]) -> str:
    last, unit = every[0][1].years[-1], DEBT_PAYBACK.unit
    ends = {name: exact for name, one in every if (exact := one.values(DEBT_PAYBACK)[last].exact(unit)) is not None}
    if not ends:
        return t("outlook.compare_no_payback", year=last)
    best = min(ends, key=lambda name: ends[name])
    return t("outlook.compare_payback", name=best, year=last, value=formats.short(ends[best], unit))


def saving(every: Sequence[Named]) -> Chart:
    series = tuple(
        Series(name, tuple(Value(cents, 1) for cents in one.series(GROSS_SAVING).values())) for name, one in every
    )
    last = every[0][1].years[-1]
    best = max(every, key=lambda named: named[1].series(GROSS_SAVING)[last])
    message = t(
        "outlook.compare_saving",
        name=best[0],
        year=last,
        amount=formats.euros_compact(best[1].series(GROSS_SAVING)[last]),
    )
    return Chart(
        Kind.LINES,
        say(GROSS.label),
        message,
        tuple(map(str, every[0][1].years)),
        series,
        EUROS_A_YEAR,
    )


def need(every: Sequence[Named]) -> Chart:
    """What each year asks for before borrowing."""
    first, years = every[0][1], [str(year) for year in every[0][1].model.years]
    series = tuple(Series(name, tuple(Value(cents, 1) for cents in one.series(NEED).values())) for name, one in every)
    totals = {name: sum(one.series(NEED).values()) for name, one in every}
    least = min(totals, key=lambda name: totals[name])
    key = "outlook.compare_need" if totals[least] > 0 else "outlook.compare_surplus"
    message = t(key, name=least, amount=formats.euros_compact(abs(totals[least])))
    return Chart(Kind.BARS, say(first.model.rows[NEED].label), message, tuple(years), series, EUROS_A_YEAR)


def _pair(projection: Projection, others: Sequence[Named]) -> None:
    st.header(t("outlook.differences"))
    names = [name for name, _ in others]
    chosen = choose.one_of(t("outlook.compare_with"), names, OTHER, str, str)
    other = dict(others)[chosen]
    try:
        found = compare(projection, other)
    except Refused as refused:
        st.info(say(refused.why))
        return
    st.write("\n".join(f"- {plain(sentence)}" for sentence in differences(chosen, found)))
    st.html(tables.html(_gaps(found), [str(year) for year in found.years]))
    choices = _choices(found)
    if choices:
        st.html(tables.html(choices, [t("outlook.here"), t("outlook.there")]))
    else:
        st.caption(t("outlook.same_levers"))


def differences(name: str, found: Comparison) -> list[str]:
    """What the other scenario brings, in sentences: saving, payback, what it asks to borrow."""
    last = found.years[-1]
    gap = found.amounts(GROSS_SAVING.name)[last]
    payback = found.values(DEBT_PAYBACK)[-1]
    need = sum(amount for year, amount in found.amounts(NEED).items())
    return [
        t(f"outlook.saving_{_side(gap)}", name=name, year=last, amount=formats.euros_compact(abs(gap))),
        _payback_moves(name, payback.gap, last),
        t(f"outlook.need_{_side(need)}", name=name, year=last, amount=formats.euros_compact(abs(need))),
    ]


def _side(gap: Fraction | int) -> str:
    return "same" if gap == 0 else "more" if gap > 0 else "less"


def _payback_moves(name: str, gap: Fraction | None, year: int) -> str:
    if gap is None:
        return t("outlook.payback_no_gap", name=name, year=year)
    shown_gap = formats.short(abs(gap), DEBT_PAYBACK.unit)
    return t(f"outlook.payback_{_side(round(gap, 1))}", name=name, year=year, gap=shown_gap)


def _gaps(found: Comparison) -> list[dict[str, str]]:
    rows = (GROSS_SAVING.name, NEED, BORROWED.name, DEBT.name)
    table = []
    for row in rows:
        gaps = found.amounts(row)
        cells = {str(year): _signed(gaps[year]) if year in gaps else "" for year in found.years}
        table.append({t("outlook.gap_thousands"): say(found.reference.model.rows[row].label)} | cells)
    return table


def _signed(cents: int) -> str:
    return f"+{results.thousands(cents)}" if cents > 0 else results.thousands(cents)


def _choices(found: Comparison) -> list[dict[str, str]]:
    """Each lever chosen otherwise, its years together where the two values stay the same; then the projects."""
    rows = []
    by_choice = groupby(found.levers(), key=lambda one: (one.lever.name, one.reference.value, one.other.value))
    for _, group in by_choice:
        same = list(group)
        first = same[0]
        here, there = (origins.figure(one.value, first.lever.unit) for one in (first.reference, first.other))
        years = sentences.ranges([one.year for one in same])
        rows.append(_choice(say(first.lever.label), years, here, there, origins.of(first.other.origin)))
    return [*rows, *_levels(found), *map(_project, found.projects())]


def _levels(found: Comparison) -> Iterator[dict[str, str]]:
    """Families that only one of the two holds at the level of a forecast, or that both hold at other levels."""
    left, right = (one.scenario.levels for one in (found.reference, found.other))
    last = found.years[-1]
    for name in dict.fromkeys((*left, *right)):
        if left.get(name) != right.get(name):
            row = found.reference.model.rows[name]
            here, there = (one.series(name)[last] for one in (found.reference, found.other))
            origin = next((one.origin for one in right.get(name, ())), None)
            said = origins.of(origin) if origin else t("outlook.by_levers")
            yield _choice(
                say(row.label), str(last), origins.figure(here, row.unit), origins.figure(there, row.unit), said
            )


def _project(pair: tuple[Project | None, Project | None]) -> dict[str, str]:
    left, right = pair
    label = next(one.label for one in pair if one is not None)
    return _choice(label, "", _spent(left), _spent(right), origins.of(right.origin) if right else "")


def _choice(*cells: str) -> dict[str, str]:
    titles = ("outlook.lever", "choose.year", "outlook.here", "outlook.there", "outlook.origin")
    return dict(zip(map(t, titles), cells, strict=True))


def _spent(project: Project | None) -> str:
    if project is None:
        return t("outlook.not_planned")
    return formats.euros_rounded(sum(project.spending.values()))
