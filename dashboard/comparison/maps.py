"""Where the members of a group lie, by the side of the median they are on."""

from collections.abc import Sequence
from typing import Any

from dashboard.charts import PALETTE
from dashboard.communes import siren_of
from dashboard.comparison import read
from dashboard.comparison.answers import Position, Question
from dashboard.comparison.drawings import (
    LEGEND,
    Drawing,
    in_chart,
    layout,
    name_of,
    once,
    said_of,
    town_marker,
    value_of,
)
from dashboard.comparison.places import Place, departement_name, place_of
from dashboard.locale import say, t
from data.reference.territories import outlines
from metrics.comparison.figures import PeerFigure

SHORTEST, TALLEST, PAPER, LAND = 360, 620, "#fbfaf7", "#efecf6"
USUAL_WIDTH = 1000  # pixels of a column, to choose a height by
NARROWING = 1.45  # of a degree of longitude beside one of latitude, in the middle of France
MARGIN, LEAST = 0.06, 0.04  # around the towns: a share of their span, and degrees
NARROWEST = 0.3  # degrees shown of towns that all lie in one place
WEST, EAST, SOUTH, NORTH = -5.6, 9.8, 41.0, 51.6  # of the outlines that are drawn
# Below the median, at it, above it: a shape and a colour each.
SIDES = {-1: ("triangle-down", PALETTE[2]), 0: ("circle", "#767676"), 1: ("triangle-up", PALETTE[3])}
_Placed = tuple[PeerFigure, Place]


@once
def on_the_map(found: Position) -> Drawing | None:
    """The members whose place is drawn; None where there is none."""
    question, spread = found.question, found.together.spread
    drawn = read.drawn(found)
    placed = [(one, place) for one in drawn if (place := _place(question, read.siren(question, one)))]
    if not placed or spread is None:
        return None
    median = spread.median if found.detail else None
    key = "comparison.map_message" if found.detail else "comparison.map_hidden"
    message = t(key, n=len(placed), group=say(found.members.label))
    if len(drawn) > len(placed):
        message += " " + t("comparison.map_without", n=len(drawn) - len(placed))
    return Drawing(
        t("comparison.map_title", label=say(question.indicator.label), year=question.year),
        message,
        {"data": _traces(question, placed, median), "layout": _frame(_all_places(question, placed))},
        [_row(question, one, place, median) for one, place in placed],
        [say(question.indicator.label)],
    )


def _traces(question: Question, placed: Sequence[_Placed], median: float | None) -> list[dict[str, Any]]:
    traces = [] if question.town.authority.is_fictional else [_outlines()]
    if median is None:
        traces.append(_points(question, placed, t("comparison.members"), SIDES[0]))
    for side, shape in SIDES.items() if median is not None else ():
        of_side = [(one, place) for one, place in placed if _side(one, median) == side]
        traces += [_points(question, of_side, t(f"comparison.side_{side}"), shape)] if of_side else []
    own = siren_of(question.town)
    place = _place(question, own)
    if place is not None:
        name = question.town.authority.name
        at = {"x": [place.longitude], "y": [place.latitude], "customdata": [[own, in_chart(name)]]}
        traces.append(town_marker(name) | at)
    return traces


def _points(question: Question, of: Sequence[_Placed], name: str, shape: tuple[str, str]) -> dict[str, Any]:
    symbol, colour = shape
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": [place.longitude for _, place in of],
        "y": [place.latitude for _, place in of],
        "customdata": [[read.siren(question, one), said_of(question, one)] for one, _ in of],
        "hovertemplate": "%{customdata[1]}<extra></extra>",
        "marker": {"symbol": symbol, "size": 10, "color": colour, "line": {"width": 1, "color": "#ffffff"}},
    }


def _outlines() -> dict[str, Any]:
    """All départements as one trace, their pieces parted by gaps."""
    x: list[float | None] = []
    y: list[float | None] = []
    for piece in outlines():
        x += [*piece.longitudes, None]
        y += [*piece.latitudes, None]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": t("comparison.departements"),
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": LAND,
        "line": {"color": "#b9b3c6", "width": 0.8},
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _all_places(question: Question, placed: Sequence[_Placed]) -> list[Place]:
    """Those of the members, and of the town where it is none."""
    own = _place(question, siren_of(question.town))
    return [*(place for _, place in placed), *([] if own is None else [own])]


def _frame(places: Sequence[Place]) -> dict[str, Any]:
    """Framed on the towns: those of one département fill the map, as tall as they need in a column of usual width."""
    hidden = {"visible": False, "fixedrange": True}
    x, y = _span([place.longitude for place in places]), _span([place.latitude for place in places])
    needed = USUAL_WIDTH * NARROWING * (y[1] - y[0]) / (x[1] - x[0])
    return layout(round(min(max(needed, SHORTEST), TALLEST))) | {
        "margin": {"l": 0, "r": 0, "t": 8, "b": 0},
        "plot_bgcolor": PAPER,
        "showlegend": True,
        "legend": LEGEND,
        "xaxis": hidden | {"range": x},
        "yaxis": hidden | {"range": y, "scaleanchor": "x", "scaleratio": NARROWING},
    }


def _span(degrees: Sequence[float]) -> list[float]:
    low, high = min(degrees), max(degrees)
    around = max((high - low) * MARGIN + LEAST, (NARROWEST - (high - low)) / 2)
    return [low - around, high + around]


def _place(question: Question, siren: str) -> Place | None:
    """On the mainland or in Corsica, whose outlines are drawn; of an invented nation, anywhere."""
    place = place_of(question.town, siren)
    if place is None or question.town.authority.is_fictional:
        return place
    return place if WEST < place.longitude < EAST and SOUTH < place.latitude < NORTH else None


def _side(one: PeerFigure, median: float | None) -> int:
    """-1 below the median, 1 above it."""
    if median is None or one.value is None:
        return 0
    return (one.value > median) - (one.value < median)


def _row(question: Question, one: PeerFigure, place: Place, median: float | None) -> dict[str, str]:
    side = t("comparison.hidden") if median is None else t(f"comparison.side_{_side(one, median)}")
    return {
        t("comparison.commune"): name_of(question, one),
        t("comparison.departement"): departement_name(place.departement),
        say(question.indicator.label): value_of(question, one),
        t("comparison.median"): side,
    }
