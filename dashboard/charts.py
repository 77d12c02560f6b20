"""One description of a chart, and its readings: the figure on the page and the table of the same numbers."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

import plotly.graph_objects as go

from dashboard import formats
from dashboard.locale import Language, language, t
from metrics.units import EUROS, EUROS_A_YEAR, PERCENT, PERCENT_OF_A_YEAR, YEARS, Unit
from metrics.values import Value

INK = "#161616"
GRID = "#e4dfea"
FONT = '"Source Sans", sans-serif'  # the one Streamlit draws the page with
PALETTE = ("#4b3f9e", "#b8560b", "#1280a8", "#8a2a6d", "#7d6a00", "#3f6fd1")
# Colour is never the only carrier: each series has its own dash or pattern too.
DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot")
PATTERNS = ("", "/", ".", "\\", "x", "-")
FOREMOST: Mapping[str, Any] = {"color": PALETTE[0], "width": 4, "dash": "solid"}
BEHIND: Mapping[str, Any] = {"color": "#767676", "width": 1.25}
FEWEST_PLACES = 5
LONGEST_ON_ONE_LINE = 14  # characters of the name of a step
CONFIG: Mapping[str, Any] = {"displayModeBar": False}
LEFT = 52  # pixels, of « −2,5M€ »: left to Plotly, the margin is known once all is drawn, and all is drawn again
_FIGURES = 128  # kept
_NO_TEMPLATE = go.layout.Template()  # Streamlit's is long, is read at each drawing, and says nothing that we do not say
Drawn = TypeVar("Drawn", bound=Hashable)


class Kind(StrEnum):
    LINES = "lines"
    BARS = "bars"
    WATERFALL = "waterfall"


@dataclass(frozen=True)
class Series:
    """Values in the order of the chart's categories; an absence leaves a gap and is said in the table."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Mark:
    """A threshold or a target drawn across the chart, in the unit shown."""

    value: float
    label: str


@dataclass(frozen=True)
class Chart:
    """What a chart says. message: one sentence, also its text for those who do not see it.

    totals: of a waterfall, the ranks of the categories that are a level and not a change; parts: of those that share
    out the level before them, written without the sign of the step down. ceiling: where the drawing ends, when values
    beyond would flatten all others; the table has them. foremost: of lines, the rank of the series that the chart is
    about; the others are drawn behind it, thin and grey. gap: what the table has where a value is absent, if not why.
    voted: the ranks of the categories that no account tells yet, drawn hollow.
    """

    kind: Kind
    title: str
    message: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    unit: Unit
    marks: tuple[Mark, ...] = ()
    totals: frozenset[int] = frozenset()
    parts: frozenset[int] = frozenset()
    ceiling: float | None = None
    foremost: int | None = None
    gap: str | None = None
    voted: frozenset[int] = frozenset()


def figure(drawn: Drawn, describe: Callable[[Drawn], dict[str, Any]]) -> go.Figure:
    """What `describe` gives as Plotly's own object, made once: of a dict, Plotly checks each part at each drawing."""
    return _figure(drawn, describe, language())


@lru_cache(maxsize=_FIGURES)
def _figure(drawn: Drawn, describe: Callable[[Drawn], dict[str, Any]], _language: Language) -> go.Figure:
    return go.Figure(describe(drawn)).update_layout(template=_NO_TEMPLATE)


def plotly(chart: Chart) -> dict[str, Any]:
    """The chart as Plotly describes it, in the current language."""
    traces = [_trace(chart, rank, series) for rank, series in enumerate(chart.series)]
    if chart.kind is Kind.WATERFALL:
        traces.append(_written(chart))
    return {"data": traces, "layout": _layout(chart)}


def table(chart: Chart) -> list[dict[str, str]]:
    """The same numbers as rows of text, one per category."""
    return [
        {"": category} | {series.name: _said(series.values[rank], chart) for series in chart.series}
        for rank, category in enumerate(chart.categories)
    ]


def _trace(chart: Chart, rank: int, series: Series) -> dict[str, Any]:
    colour = PALETTE[rank % len(PALETTE)]
    trace: dict[str, Any] = {
        "name": series.name,
        "x": list(chart.categories),
        "y": [_drawn(value, chart.unit) for value in series.values],
        "customdata": [_said(value, chart) for value in series.values],
        "hovertemplate": t("show.pair", name="%{x}", value="%{customdata}<extra>%{fullData.name}</extra>"),
    }
    if chart.kind is Kind.WATERFALL:
        return trace | _steps(chart)
    if chart.kind is Kind.BARS:
        shape = PATTERNS[rank % len(PATTERNS)]
        pattern = {"shape": shape, "fillmode": "overlay", "fgcolor": "#ffffff", "fgopacity": 0.5, "size": 7}
        marker = {"color": colour, "pattern": pattern}
        return trace | {"type": "bar", "marker": _hollow_bars(chart, marker) if chart.voted else marker}
    line: Mapping[str, Any] = {"color": colour, "width": 2.5, "dash": DASHES[rank % len(DASHES)]}
    if chart.foremost is not None:
        line = FOREMOST if rank == chart.foremost else {**BEHIND, "dash": DASHES[(rank + 1) % len(DASHES)]}
        trace["marker"] = {"color": line["color"], "size": 8 if rank == chart.foremost else 4}
    if chart.voted:
        symbols = ["circle-open" if rank in chart.voted else "circle" for rank in range(len(chart.categories))]
        trace["marker"] = {"size": 9, **trace.get("marker", {}), "symbol": symbols}
    return trace | {"type": "scatter", "mode": "lines+markers", "line": dict(line), "connectgaps": False}


def _hollow_bars(chart: Chart, marker: dict[str, Any]) -> dict[str, Any]:
    """The same bars, those of a vote white within their outline; what hatches the series stays."""
    ranks, colour = range(len(chart.categories)), marker["color"]
    ink = ["#ffffff" if rank not in chart.voted else colour for rank in ranks]
    return {
        "color": [colour if rank not in chart.voted else "#ffffff" for rank in ranks],
        "line": {"color": colour, "width": [0 if rank not in chart.voted else 2 for rank in ranks]},
        "pattern": marker["pattern"] | {"fgcolor": ink},
    }


def _said(value: Value, chart: Chart) -> str:
    return chart.gap if chart.gap and value.absence else formats.figure(value, chart.unit)


def _steps(chart: Chart) -> dict[str, Any]:
    """Steps up and down from one level to the next: the sign written on each says what its colour does."""
    return {
        "type": "waterfall",
        "measure": ["total" if rank in chart.totals else "relative" for rank in range(len(chart.categories))],
        "connector": {"line": {"color": INK, "width": 1, "dash": "dot"}},
        "increasing": {"marker": {"color": PALETTE[2]}},
        "decreasing": {"marker": {"color": PALETTE[1]}},
        "totals": {"marker": {"color": PALETTE[0]}},
    }


def _written(chart: Chart) -> dict[str, Any]:
    """The amount of each step above its bar, where no axis and no other bar stands."""
    (series,), level, tops = chart.series, 0.0, []
    for rank, value in enumerate(series.values):
        step = _drawn(value, chart.unit) or 0.0
        before, level = (0.0, step) if rank in chart.totals else (level, level + step)
        tops.append(max(before, level))
    return {
        "type": "scatter",
        "mode": "text",
        "x": list(chart.categories),
        "y": tops,
        "text": _amounts(chart, series),
        "textposition": "top center",
        "textfont": {"color": INK, "size": 13},
        "hoverinfo": "skip",
        "showlegend": False,
        "cliponaxis": False,
    }


def _amounts(chart: Chart, series: Series) -> list[str]:
    """In one unit, and in decimals at which the steps add up as they are read."""
    cents = [value.numerator or 0 for value in series.values]
    write = formats.added_up(cents, chart.totals)
    return [write(-one if rank in chart.parts else one) for rank, one in enumerate(cents)]


def _layout(chart: Chart) -> dict[str, Any]:
    axis = {"tickfont": {"color": INK, "size": 13}, "gridcolor": GRID, "zerolinecolor": INK, "fixedrange": True}
    return {
        "height": 340,
        "margin": {"l": LEFT, "r": 8, "t": 8, "b": 32},
        "separators": ",\u202f" if language() == "fr" else ".,",
        "font": {"color": INK, "size": 13, "family": FONT},
        "legend": {"orientation": "h", "y": 1.02, "yanchor": "bottom", "font": {"color": INK}},
        "showlegend": len(chart.series) > 1,
        "barmode": "group",
        # A year is a category: as a number it would be drawn between its neighbours.
        "xaxis": axis | {"type": "category", "showgrid": False} | _places(chart),
        "yaxis": axis | _heights(chart) | unit_of_ticks(chart.unit),
        "shapes": [_line_across(mark) for mark in chart.marks],
        "annotations": [_label_of(mark) for mark in chart.marks],
    }


def _line_across(mark: Mark) -> dict[str, Any]:
    line = {"color": INK, "width": 1, "dash": "dash"}
    return {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": mark.value, "y1": mark.value, "line": line}


def _label_of(mark: Mark) -> dict[str, Any]:
    place = {"xref": "paper", "x": 1, "xanchor": "right", "y": mark.value, "yanchor": "bottom"}
    return place | {"text": mark.label, "showarrow": False, "font": {"color": INK, "size": 12}}


def _places(chart: Chart) -> dict[str, Any]:
    """The horizontal axis: one year alone must not fill it, and the names of steps must fit on a telephone."""
    spare = max(0, FEWEST_PLACES - len(chart.categories)) / 2
    span: dict[str, Any] = {"range": [-0.5 - spare, len(chart.categories) - 0.5 + spare]}
    if chart.kind is not Kind.WATERFALL:
        return span
    names = {"tickvals": list(chart.categories), "ticktext": [_on_two_lines(name) for name in chart.categories]}
    return span | names | {"automargin": True}


def _on_two_lines(name: str) -> str:
    """Cut at the space nearest its middle where it is long."""
    spaces = [place for place, character in enumerate(name) if character == " "]
    if len(name) <= LONGEST_ON_ONE_LINE or not spaces:
        return name
    cut = min(spaces, key=lambda place: abs(2 * place - len(name)))
    return f"{name[:cut]}<br>{name[cut + 1 :]}"


def _heights(chart: Chart) -> dict[str, Any]:
    return {"rangemode": "tozero"} if chart.ceiling is None else {"range": [0, chart.ceiling]}


def unit_of_ticks(unit: Unit) -> dict[str, str]:
    """Beside Plotly's own thousands (k) and millions (M)."""
    french = language() == "fr"
    if unit in (EUROS, EUROS_A_YEAR):
        return {"ticksuffix": f"{formats.NO_BREAK}€"} if french else {"tickprefix": "€"}
    if unit in (PERCENT, PERCENT_OF_A_YEAR):
        return {"ticksuffix": f"{formats.NO_BREAK}%" if french else "%"}
    if unit is YEARS:
        return {"ticksuffix": f"{formats.NO_BREAK}{'ans' if french else 'years'}"}
    return {}


def _drawn(value: Value, unit: Unit) -> float | None:
    exact = value.exact(unit)
    return None if exact is None else float(exact)
