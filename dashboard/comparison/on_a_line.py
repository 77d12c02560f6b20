"""One line of values: a stretch of it, a value marked on it, the town's diamond."""

from typing import Any

from dashboard.charts import INK
from dashboard.comparison import sentences
from dashboard.comparison.drawings import OTHERS, axis, in_chart, layout, shown, town_marker
from dashboard.locale import t
from metrics.units import Unit

HEIGHT, SPARE = 170, 24  # pixels; SPARE at each end, for a name as long as the line is short
PALE = "#a9a2d8"
LABEL_SHIFT = 34  # pixels from the line: the tick ends before


def frame(unit: Unit, *marks: dict[str, Any]) -> dict[str, Any]:
    """marks: as `own_label` and `tick_label`."""
    return layout(HEIGHT) | {
        "margin": {"l": SPARE, "r": SPARE, "t": 8, "b": 32},
        "xaxis": axis(unit),
        "yaxis": {"visible": False, "range": [-0.6, 0.6], "fixedrange": True},
        "annotations": list(marks),
    }


def bar(low: float, high: float, unit: Unit, name: str, width: int) -> dict[str, Any]:
    written = f"{sentences.written(low, unit)} – {sentences.written(high, unit)}"
    return {
        "type": "scatter",
        "mode": "lines",
        "name": name,
        "x": shown([low, high], unit),
        "y": [0, 0],
        "line": {"color": PALE if width > 10 else OTHERS, "width": width},
        "hovertemplate": t("show.pair", name=name, value=f"{written}<extra></extra>"),
    }


def tick(value: float, unit: Unit, name: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": shown([value], unit),
        "y": [0],
        "marker": {"symbol": "line-ns", "size": 30, "color": INK, "line": {"width": 3, "color": INK}},
        "hovertemplate": t("show.pair", name=name, value=f"{sentences.written(value, unit)}<extra></extra>"),
        "cliponaxis": False,
    }


def diamond(value: float, unit: Unit, name: str) -> dict[str, Any]:
    place = {"x": shown([value], unit), "y": [0], "customdata": [["", sentences.written(value, unit)]]}
    return town_marker(name) | place | {"cliponaxis": False}


def own_label(value: float, name: str, unit: Unit) -> dict[str, Any]:
    """Above the bars, where the tick does not reach."""
    return _label(value, unit, f"<b>{in_chart(name)}</b>", LABEL_SHIFT)


def tick_label(value: float, name: str, unit: Unit) -> dict[str, Any]:
    """Below the tick."""
    return _label(value, unit, name, -LABEL_SHIFT)


def _label(value: float, unit: Unit, name: str, shift: int) -> dict[str, Any]:
    return {
        "x": value * float(unit.scale),
        "y": 0,
        "yshift": shift,
        "showarrow": False,
        "text": f"{name} {sentences.short(value, unit)}",
        "font": {"color": INK, "size": 13},
    }
