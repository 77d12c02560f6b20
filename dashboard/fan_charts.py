"""A fan: what is planned, the bands in which half and eight draws in ten fall, and the table of the same numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard import charts, formats
from dashboard.charts import Chart, Kind, Mark, Series
from dashboard.locale import t
from dashboard.plots import plot
from dashboard.safe import plain
from dashboard.show import same_numbers
from metrics.units import Unit
from metrics.values import Value

Ends = tuple[tuple[Value, ...], tuple[Value, ...]]
_FILLS = ("rgba(75, 63, 158, 0.15)", "rgba(75, 63, 158, 0.35)")


@dataclass(frozen=True)
class Bands:
    """Values in the order of the categories. wide, narrow: the lower and the upper ends of a band."""

    title: str
    message: str
    categories: tuple[str, ...]
    planned: tuple[Value, ...]
    wide: Ends
    narrow: Ends
    middle: tuple[Value, ...]
    unit: Unit
    ceiling: float | None = None
    marks: tuple[Mark, ...] = ()


def show(bands: Bands, key: str) -> None:
    st.header(bands.title)
    st.write(plain(bands.message))
    plot(charts.figure(bands, plotly), bands.message, key)
    same_numbers(key, lambda: table(bands), list(_columns(bands)), (bands.title,))


def plotly(bands: Bands) -> dict[str, Any]:
    drawn = charts.plotly(_lines(bands))
    edges = [
        *_band(bands, bands.wide, _FILLS[0], t("outlook.wide_band")),
        *_band(bands, bands.narrow, _FILLS[1], t("outlook.narrow_band")),
    ]
    layout = drawn["layout"] | {"showlegend": True}
    if bands.ceiling is None:
        layout["yaxis"] = layout["yaxis"] | {"rangemode": "normal"}
    return {"data": [*edges, *drawn["data"]], "layout": layout}


def table(bands: Bands) -> list[dict[str, str]]:
    columns = _columns(bands)
    return [
        {"": category} | {name: formats.figure(values[rank], bands.unit) for name, values in columns.items()}
        for rank, category in enumerate(bands.categories)
    ]


def _columns(bands: Bands) -> dict[str, Sequence[Value]]:
    return {
        t("outlook.planned"): bands.planned,
        t("outlook.rank_10"): bands.wide[0],
        t("outlook.rank_25"): bands.narrow[0],
        t("outlook.rank_50"): bands.middle,
        t("outlook.rank_75"): bands.narrow[1],
        t("outlook.rank_90"): bands.wide[1],
    }


def _lines(bands: Bands) -> Chart:
    series = (Series(t("outlook.planned"), bands.planned), Series(t("outlook.rank_50"), bands.middle))
    return Chart(
        Kind.LINES,
        bands.title,
        bands.message,
        bands.categories,
        series,
        bands.unit,
        bands.marks,
        ceiling=bands.ceiling,
    )


def _band(bands: Bands, ends: Ends, fill: str, name: str) -> list[dict[str, Any]]:
    """Two edges, the second filled down to the first; an end without a value stands at the top of the drawing."""
    low, high = ([_height(value, bands) for value in end] for end in ends)
    edge = {"type": "scatter", "mode": "lines", "x": list(bands.categories), "line": {"width": 0}, "hoverinfo": "skip"}
    return [
        edge | {"y": low, "showlegend": False},
        edge | {"y": high, "fill": "tonexty", "fillcolor": fill, "name": name},
    ]


def _height(value: Value, bands: Bands) -> float | None:
    exact = value.exact(bands.unit)
    if exact is None:
        return None if bands.ceiling is None else 2 * bands.ceiling
    return float(exact)
