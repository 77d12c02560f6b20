"""Widgets that the pieces of the page share."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.imports.held import Held
from dashboard.locale import t


def one_of(
    one: Held,
    name: str,
    label: str,
    options: Sequence[str],
    read: str | None,
    place: DeltaGenerator,
    *,
    shown: Callable[[str], str] = str,
) -> str | None:
    """A list that opens on what was read; None while nothing is chosen."""
    index = options.index(read) if read in options else None
    return place.selectbox(label, options, index, format_func=shown, key=one.key(name), placeholder=t("imports.choose"))


def cells(n: int, a_row: int) -> Iterator[DeltaGenerator]:
    """n places side by side, so many a row."""
    for start in range(0, n, a_row):
        yield from st.columns(a_row)[: n - start]


def with_read(options: Iterable[str], read: str) -> list[str]:
    """The options, what was read among them."""
    known = list(options)
    return known if not read or read in known else [read, *known]
