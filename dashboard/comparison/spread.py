"""How the group is spread: the town on the line of one year, then beside the middle of its group year by year."""

from collections.abc import Sequence
from typing import Any

from dashboard import formats
from dashboard.charts import INK, PALETTE
from dashboard.comparison import on_a_line, sentences
from dashboard.comparison.answers import Position, Question, YearBeside
from dashboard.comparison.drawings import (
    AXIS,
    LEGEND,
    OTHERS,
    TOWN,
    Drawing,
    axis,
    in_chart,
    layout,
    once,
    shown,
)
from dashboard.locale import say, t
from metrics.comparison.position import Detail, Spread
from metrics.units import Unit

BAND = "rgba(75, 63, 158, 0.18)"
QUANTILES = ("comparison.p10", "comparison.q1", "comparison.median", "comparison.q3", "comparison.p90")


@once
def of_the_year(found: Position) -> Drawing:
    """The group of one year on a line: tenths, quarters, median, and the town on it."""
    spread, question = found.together.spread, found.question
    if spread is None or not found.detail:
        raise ValueError("a group that is not shown is not drawn")
    unit = question.indicator.unit
    traces = [*_bars(spread, unit, found.detail), on_a_line.tick(spread.median, unit, t("comparison.median"))]
    if found.own is not None and found.own.plain is not None:
        traces.append(on_a_line.diamond(found.own.plain, unit, question.town.authority.name))
    median = on_a_line.tick_label(spread.median, t("comparison.median"), unit)
    labels = (on_a_line.own_label(value, name, unit) for name, value in _own_mark(found))
    frame = on_a_line.frame(unit, median, *labels)
    named = _quantiles(spread, found.detail)
    rows = [
        {t("comparison.mark"): name, say(question.indicator.label): sentences.written(value, unit)}
        for name, value in [*named, *_own_mark(found)]
    ]
    return Drawing(
        t("comparison.year_title", label=say(question.indicator.label), year=question.year),
        " ".join(filter(None, (sentences.headline(found), sentences.above(found)))),
        {"data": traces, "layout": frame},
        rows,
        [say(question.indicator.label)],
    )


@once
def over_the_years(question: Question, series: tuple[YearBeside, ...]) -> Drawing:
    """The town and the middle of its group, year by year; a year whose group is not shown has a gap."""
    years = [str(one.year) for one in series]
    unit = question.indicator.unit
    spreads = [one.together.spread if one.coverage.detail >= Detail.QUARTERS else None for one in series]
    medians = [one.together.spread.median if one.together.spread and one.coverage.detail else None for one in series]
    own = [one.own.plain if one.own else None for one in series]
    ratios = [_ratio(one) for one in series]
    lines = [
        _line(years, shown([s.q1 if s else None for s in spreads], unit), t("comparison.q1"), INK, "dot", 1)
        | {"showlegend": False},
        _line(years, shown([s.q3 if s else None for s in spreads], unit), t("comparison.middle_half"), INK, "dot", 1)
        | {"fill": "tonexty", "fillcolor": BAND},
        _line(years, shown(medians, unit), t("comparison.median"), OTHERS, "dash", 2.5),
        _line(years, shown(ratios, unit), t("comparison.ratio"), PALETTE[2], "dashdot", 1.5),
        _line(years, shown(own, unit), in_chart(question.town.authority.name), TOWN, "solid", 3)
        | {"mode": "lines+markers"},
    ]
    frame = layout(340) | {
        "legend": LEGEND,
        "showlegend": True,
        "xaxis": AXIS | {"type": "category", "showgrid": False},
        "yaxis": axis(unit),
    }
    rows = [_year_row(one, question) for one in reversed(series)]
    title = t("comparison.years_title", label=say(question.indicator.label))
    return Drawing(title, _years_message(question, series), {"data": lines, "layout": frame}, rows, list(rows[0])[1:])


def _bars(spread: Spread, unit: Unit, detail: Detail) -> list[dict[str, Any]]:
    bars = []
    if detail >= Detail.TENTHS:
        bars.append(on_a_line.bar(spread.p10, spread.p90, unit, t("comparison.eight_tenths"), 6))
    if detail >= Detail.QUARTERS:
        bars.append(on_a_line.bar(spread.q1, spread.q3, unit, t("comparison.middle_half"), 26))
    return bars


def _line(
    years: list[str], values: list[float | None], name: str, colour: str, dash: str, width: float
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": years,
        "y": values,
        "line": {"color": colour, "width": width, "dash": dash},
        "connectgaps": False,
    }


def _ratio(one: YearBeside) -> float | None:
    over, under = one.together.numerator, one.together.denominator
    return over / under if one.coverage.detail and over is not None and under else None


def _quantiles(spread: Spread, detail: Detail) -> list[tuple[str, float]]:
    """Those that a group of this size tells, lowest first, by their names."""
    values = (spread.p10, spread.q1, spread.median, spread.q3, spread.p90)
    told = {Detail.MEDIAN: 2, Detail.QUARTERS: 1, Detail.TENTHS: 0}[detail]
    named = [(t(key), value) for key, value in zip(QUANTILES, values, strict=True)]
    return named[told : len(named) - told]


def _own_mark(found: Position) -> list[tuple[str, float]]:
    own = found.own
    return [] if own is None or own.plain is None else [(found.question.town.authority.name, own.plain)]


def _year_row(one: YearBeside, question: Question) -> dict[str, str]:
    unit, spread, detail = question.indicator.unit, one.together.spread, one.coverage.detail
    known = dict(_quantiles(spread, detail)) if spread and detail else {}
    names = list(map(t, QUANTILES))
    ratio = _ratio(one)
    return {
        t("choose.year"): str(one.year),
        question.town.authority.name: _own_text(one, unit),
        t("comparison.place"): one.place.rail if one.place else "",
        **{name: sentences.written(known[name], unit) if name in known else t("comparison.hidden") for name in names},
        t("comparison.ratio"): t("comparison.hidden") if ratio is None else sentences.written(ratio, unit),
        t("comparison.known"): t("comparison.of", n=one.coverage.known, all=formats.number(one.coverage.expected)),
    }


def _own_text(one: YearBeside, unit: Unit) -> str:
    if one.own is None or one.own.plain is None:
        return t("comparison.none")
    return sentences.written(one.own.plain, unit)


def _years_message(question: Question, series: Sequence[YearBeside]) -> str:
    both = [one for one in series if one.place is not None]
    above = sum(one.place is not None and one.place.side > 0 for one in both)
    return t(
        "comparison.years_message",
        town=question.town.authority.name,
        above=above,
        n=len(both),
    )
