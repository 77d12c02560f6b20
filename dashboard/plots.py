"""A figure on the page."""

from collections.abc import Callable

import plotly.graph_objects as go
import streamlit as st

from dashboard.charts import CONFIG


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
