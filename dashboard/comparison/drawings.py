"""What the views of a comparison draw with: a drawing has its title, its sentence and the rows of the same numbers."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, wraps
from html import escape
from typing import Any, TypeVar

import streamlit as st

from dashboard import charts
from dashboard.charts import GRID, INK, LEFT, PALETTE
from dashboard.communes import territories
from dashboard.comparison import read, sentences
from dashboard.comparison.answers import Question
from dashboard.formats import NO_BREAK
from dashboard.locale import Language, language, t
from dashboard.plots import plot
from dashboard.safe import plain
from dashboard.show import same_numbers
from metrics.comparison.figures import PeerFigure
from metrics.units import EUROS_A_YEAR_PER_INHABITANT, EUROS_PER_INHABITANT, Unit

TOWN, OTHERS = PALETTE[1], PALETTE[0]
AXIS = {"tickfont": {"color": INK, "size": 13}, "gridcolor": GRID, "zeroline": False, "fixedrange": True}
# Its foot above the plot: on a telephone it grows upwards, and covers nothing.
LEGEND = {"orientation": "h", "y": 1.02, "yanchor": "bottom", "font": {"color": INK}}
PER_INHABITANT = (EUROS_A_YEAR_PER_INHABITANT, EUROS_PER_INHABITANT)
_KEPT = 32  # drawings
Made = TypeVar("Made")


@dataclass(frozen=True, eq=False)
class Drawing:
    """message: one sentence, also its text for those who do not see it. rows: the same numbers, as text."""

    title: str
    message: str
    figure: Mapping[str, Any]
    rows: Sequence[Mapping[str, str]]
    numeric: Sequence[str]


def once(make: Callable[..., Made]) -> Callable[..., Made]:
    """What is drawn of answers is made once for each language: the page runs anew at every choice."""

    @lru_cache(maxsize=_KEPT)
    def made(_language: Language, *answers: Hashable) -> Made:
        return make(*answers)

    @wraps(make)
    def kept(*answers: Hashable) -> Made:
        return made(language(), *answers)

    return kept


def show(drawing: Drawing, question: Question, key: str, on_click: Callable[[], None] | None = None) -> None:
    st.header(drawing.title)
    st.write(plain(drawing.message))
    plot(charts.figure(drawing, _described), drawing.message, key, on_click)
    same_numbers(key, lambda: drawing.rows, drawing.numeric, file_of(question, drawing.title))


def file_of(question: Question, what: str) -> tuple[str, ...]:
    """What a file of a question's figures is named after. what: its title, which tells the indicator and the year."""
    return (question.town.authority.name, t(f"comparison.group_{question.group}"), what)


def _described(drawing: Drawing) -> dict[str, Any]:
    return dict(drawing.figure)


def axis(unit: Unit) -> dict[str, Any]:
    """An axis of values, written as the language writes numbers, with the sign of money where it is money."""
    money = {"ticksuffix": f"{NO_BREAK}€"} if language() == "fr" else {"tickprefix": "€"}
    return AXIS | {"tickformat": ","} | (money if unit in PER_INHABITANT else charts.unit_of_ticks(unit))


def name_of(question: Question, one: PeerFigure) -> str:
    known = territories(question.town).name(read.siren(question, one))
    return known or one.name or one.code


def layout(height: int) -> dict[str, Any]:
    return {
        "height": height,
        "margin": {"l": LEFT, "r": 8, "t": 8, "b": 32},
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
    return in_chart(t("show.pair", name=name_of(question, one), value=value_of(question, one)))


def value_of(question: Question, one: PeerFigure) -> str:
    if one.value is None:
        return t("comparison.none")
    return sentences.written(one.value, question.indicator.unit)
