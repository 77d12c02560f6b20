"""Each member at its size, between limits that widen where inhabitants are few."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import formats
from dashboard.charts import INK, LEFT
from dashboard.communes import siren_of
from dashboard.comparison import read, sentences
from dashboard.comparison.answers import Position, Question
from dashboard.comparison.drawings import (
    AXIS,
    LEGEND,
    OTHERS,
    Drawing,
    axis,
    layout,
    name_of,
    once,
    said_of,
    shown,
    town_marker,
    value_of,
)
from dashboard.locale import say, t
from metrics.comparison.figures import PeerFigure
from metrics.comparison.funnel import FAR, USUAL, Funnel
from metrics.units import Unit

LIMIT_POINTS = 60


@once
def funnel(found: Position, limits: Funnel, message: str) -> Drawing:
    """Each member at its size, between limits that widen where inhabitants are few."""
    question, unit = found.question, found.question.indicator.unit
    drawn = [one for one in read.drawn(found) if one.population]
    own = siren_of(question.town)
    others = [one for one in drawn if read.siren(question, one) != own]
    sizes = [one.population or 1 for one in drawn] or [1]
    traces = [
        *_limit_lines(limits, min(sizes), max(sizes), unit),
        _dots(question, others, t("comparison.members"), {"color": OTHERS, "size": 7, "opacity": 0.65}),
    ]
    if found.own is not None and found.own.plain is not None and found.own.population:
        place = shown([found.own.plain], unit)
        traces.append(
            {
                **town_marker(question.town.authority.name),
                "x": [found.own.population],
                "y": place,
                "customdata": [[own, sentences.written(found.own.plain, unit)]],
            }
        )
    frame = layout(420) | {
        "margin": {"l": LEFT, "r": 8, "t": 8, "b": 52},
        "showlegend": True,
        "legend": LEGEND,
        "xaxis": AXIS
        | {"type": "log", "title": {"text": t("comparison.inhabitants")}, "tickformat": ",d", "nticks": 6},
        "yaxis": axis(unit),
    }
    rows = [_funnel_row(question, one, limits) for one in drawn]
    title = t("comparison.funnel_title", label=say(question.indicator.label), year=question.year)
    return Drawing(title, message, {"data": traces, "layout": frame}, rows, list(rows[0])[1:] if rows else [])


def _limit_lines(limits: Funnel, smallest: int, largest: int, unit: Unit) -> list[dict[str, Any]]:
    ratio = (largest / smallest) ** (1 / (LIMIT_POINTS - 1)) if largest > smallest else 1.0
    sizes = [smallest * ratio**rank for rank in range(LIMIT_POINTS)]
    drawn = ((USUAL, "usual", "dash"), (FAR, "far", "dot"))
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": t(f"comparison.limit_{name}"),
            "showlegend": side == 0,
            "legendgroup": name,
            "x": sizes,
            "y": shown([limits.limits(max(1, round(size)), deviations)[side] for size in sizes], unit),
            "line": {"color": INK, "width": 1.5, "dash": dash},
            "hoverinfo": "skip",
        }
        for deviations, name, dash in drawn
        for side in (0, 1)
    ]


def _dots(question: Question, of: Sequence[PeerFigure], name: str, marker: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [one.population for one in of],
        "y": shown([one.value for one in of], question.indicator.unit),
        "customdata": [[read.siren(question, one), said_of(question, one)] for one in of],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
        "marker": dict(marker),
    }


def _funnel_row(question: Question, one: PeerFigure, limits: Funnel) -> dict[str, str]:
    unit = question.indicator.unit
    low, high = limits.limits(one.population or 1)
    return {
        t("comparison.commune"): name_of(question, one),
        t("comparison.inhabitants"): formats.number(one.population or 0),
        say(question.indicator.label): value_of(question, one),
        t("comparison.limit_usual"): f"{sentences.short(low, unit)} – {sentences.short(high, unit)}",
    }
