"""A figure on the page, and the table of its numbers that stands folded beneath it."""

from collections.abc import Callable, Collection, Mapping, Sequence

import plotly.graph_objects as go
import streamlit as st

from dashboard import tables
from dashboard.charts import CONFIG
from dashboard.locale import t


def plot(figure: go.Figure, alt: str, key: str, on_click: Callable[[], None] | None = None) -> None:
    """alt: what it says, for those who do not see it. on_click: told of a click on a point, held under `key`."""
    st.plotly_chart(
        figure,
        theme=None,
        key=key,
        config=dict(CONFIG),
        alt=alt,
        on_select=on_click or "ignore",
        selection_mode="points",
    )


def same_numbers(key: str, rows: Callable[[], Sequence[Mapping[str, str]]], numeric: Collection[str]) -> None:
    """The table, made once it is opened: one that nobody reads is drawn, and looked at by the browser, for nothing."""
    numbers = st.expander(t("show.same_numbers"), key=f"{key}-numbers", on_change="rerun")
    if numbers.open:
        numbers.html(tables.html(rows(), numeric))
