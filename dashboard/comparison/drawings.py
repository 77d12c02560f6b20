"""What the views of a comparison draw with: a drawing has its title, its sentence and the rows of the same numbers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import streamlit as st

from dashboard import charts, tables
from dashboard.charts import GRID, INK, PALETTE
from dashboard.comparison import read, sentences
from dashboard.comparison.answers import Question
from dashboard.comparison.places import territories
from dashboard.locale import language, t
from dashboard.safe import plain
from metrics.comparison.figures import PeerFigure
from metrics.units import Unit

TOWN, OTHERS = PALETTE[1], PALETTE[0]
AXIS = {"tickfont": {"color": INK, "size": 13}, "gridcolor": GRID, "zeroline": False, "automargin": True}
LEGEND = {"orientation": "h", "y": 1.12, "font": {"color": INK}}


@dataclass(frozen=True, eq=False)
class Drawing:
    """message: one sentence, also its text for those who do not see it. rows: the same numbers, as text."""

    title: str
    message: str
    figure: Mapping[str, Any]
    rows: Sequence[Mapping[str, str]]
    numeric: Sequence[str]


def show(drawing: Drawing, key: str, on_select: Callable[[], None] | None = None) -> None:
    st.header(drawing.title)
    st.write(plain(drawing.message))
    st.plotly_chart(
        dict(drawing.figure),
        theme=None,
        key=key,
        config=dict(charts.CONFIG),
        alt=drawing.message,
        on_select=on_select or "ignore",
        selection_mode="points",
    )
    with st.expander(t("show.same_numbers")):
        st.html(tables.html(drawing.rows, drawing.numeric))


def name_of(question: Question, one: PeerFigure) -> str:
    known = territories(question.town).name(read.siren(question, one))
    return known or one.name or one.code


def layout(height: int) -> dict[str, Any]:
    return {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 32},
        "separators": ",\u202f" if language() == "fr" else ".,",
        "font": {"color": INK, "size": 13, "family": charts.FONT},
        "showlegend": False,
        "hovermode": "closest",
        "dragmode": False,
    }


def shown(values: Sequence[float | None], unit: Unit) -> list[float | None]:
    """In the unit shown."""
    return [None if value is None else value * float(unit.scale) for value in values]


def in_chart(text: str) -> str:
    """Words from a file, where Plotly would read markup."""
    return escape(text, quote=False)


def town_marker(name: str) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": in_chart(name),
        "marker": {"symbol": "diamond", "size": 15, "color": TOWN, "line": {"width": 2, "color": INK}},
        "hovertemplate": "%{customdata[1]}<extra>%{fullData.name}</extra>",
    }


def said_of(question: Question, one: PeerFigure) -> str:
    """What a dot says when it is pointed at."""
    return in_chart(f"{name_of(question, one)} : {value_of(question, one)}")


def value_of(question: Question, one: PeerFigure) -> str:
    if one.value is None:
        return t("comparison.none")
    return sentences.written(one.value, question.indicator.unit)
