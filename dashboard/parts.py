"""Parts of a whole as areas. The page shows the table of the same numbers."""

from dataclasses import dataclass
from fractions import Fraction
from textwrap import wrap
from typing import Any

from dashboard import charts, formats
from dashboard.locale import t
from metrics.values import round_half_up

LINE = 22  # characters: Plotly shrinks a label until its longest line fits
SMALLEST = 10  # points of a label: a smaller one is left to the table
WHOLE = "*"  # the id of what all parts add up to


@dataclass(frozen=True)
class Part:
    """One part, in cents. code: what a click on it chooses."""

    code: str
    name: str
    cents: int


@dataclass(frozen=True)
class Parts:
    """A whole and its parts. message: one sentence, also the text for those who do not see the areas."""

    title: str
    message: str
    whole: str
    parts: tuple[Part, ...]

    @property
    def drawn(self) -> tuple[Part, ...]:
        """Areas hold no amount below zero: the table alone shows those."""
        return tuple(part for part in self.parts if part.cents > 0)


def plotly(parts: Parts) -> dict[str, Any]:
    drawn = parts.drawn
    total = sum(part.cents for part in drawn)
    values = [total, *(part.cents for part in drawn)]
    trace = {
        "type": "treemap",
        "ids": [WHOLE, *(part.code for part in drawn)],
        "labels": [parts.whole, *(_lines(part.name) for part in drawn)],
        "parents": ["", *([WHOLE] * len(drawn))],
        "values": [cents / 100 for cents in values],
        "customdata": [[formats.euros_rounded(cents), *_shares(cents, total)] for cents in values],
        "branchvalues": "total",
        "texttemplate": "%{label}<br>%{customdata[0]}<br>%{customdata[1]}",
        "hovertemplate": t("show.pair", name="%{label}", value="%{customdata[0]} (%{customdata[2]})<extra></extra>"),
        "marker": {"colors": ["#ffffff", *_colours(len(drawn))], "line": {"color": "#ffffff", "width": 2}},
        "textfont": {"family": charts.FONT, "size": 14},
        "pathbar": {"visible": False},
        "sort": True,
    }
    layout = {
        "height": 420,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0},
        "uniformtext": {"minsize": SMALLEST, "mode": "hide"},
    }
    return {"data": [trace], "layout": layout}


def _shares(cents: int, total: int) -> tuple[str, str]:
    """Of an area as it is written on it, and as it is said beside it."""
    exact = Fraction(cents * 100, total) if total else Fraction(0)
    return formats.percent(round_half_up(exact, 0)), formats.percent(round_half_up(exact, 1))


def _lines(name: str) -> str:
    return "<br>".join(wrap(name, LINE))


def _colours(n: int) -> list[str]:
    return [charts.PALETTE[rank % len(charts.PALETTE)] for rank in range(n)]
