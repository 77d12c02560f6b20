"""Where a projected figure comes from: its formula in words, what it reads, and who chose what was chosen."""

import streamlit as st

from dashboard import choose, tables
from dashboard.locale import say, t
from dashboard.outlook import origins
from dashboard.safe import plain
from metrics.finance.statistics import GROSS_SAVING
from metrics.outlook.projection import Projection
from metrics.outlook.rows import GROUP_LABELS, Group, Row
from metrics.outlook.written import in_words
from metrics.text import Text

ROW, YEAR = "ligne", "an"
BOX = "outlook-trace-box"
NOT_PROJECTED = Text("La projection commence après l'année de base.", "The projection starts after the base year.")


def show(projection: Projection) -> None:
    asked = any(key in st.query_params for key in (ROW, YEAR)) or bool(st.session_state.get(BOX))
    box = st.expander(t("outlook.trace"), expanded=asked, key=BOX, on_change="rerun")
    if box.open:
        with box:
            _figure(projection)


def open_year(year: str) -> None:
    """Only in a callback."""
    choose.take(YEAR, year)
    st.session_state[BOX] = True


def _figure(projection: Projection) -> None:
    rows = [row for row in projection.model.rows.values() if row.group is not Group.CHECKS]
    left, right = st.columns([3, 1])
    start = projection.model.rows[GROSS_SAVING.name]
    with left:
        row = choose.one_of(t("outlook.row"), rows, ROW, lambda one: one.name, _row_name, start)
    years = [year for year in projection.years if year in row.cells]
    with right:
        year = choose.one_of(t("choose.year"), years, YEAR, str, str, years[-1])
    figure = origins.figure(projection.figures[row.name, year], row.unit)
    st.write(f"**{plain(say(row.label))}, {year}{t('outlook.colon')} {figure}**")
    origin = projection.origin(row.name, year)
    if origin is not None:
        st.write(plain(origins.of(origin)))
    elif year == projection.base.year and not projection.model.needs[row.name, year]:
        st.write(t("outlook.from_account", year=year))
    else:
        st.write(plain(say(in_words(projection.model, (row.name, year)))))
    _parts(projection, row, year)


def _parts(projection: Projection, row: Row, year: int) -> None:
    rows = projection.model.rows
    cells = [
        {
            t("outlook.row"): say(rows[name].label),
            t("choose.year"): str(of_year),
            t("outlook.figure"): origins.figure(projection.figures[name, of_year], rows[name].unit),
            t("outlook.origin"): _origin(projection, name, of_year),
        }
        for name, of_year in sorted(projection.model.needs[row.name, year], key=lambda key: (-key[1], key[0]))
    ]
    if cells:
        st.html(tables.html(cells, [t("outlook.figure")]))


def _origin(projection: Projection, row: str, year: int) -> str:
    origin = projection.origin(row, year)
    return "" if origin is None else origins.of(origin)


def _row_name(row: Row) -> str:
    return f"{say(GROUP_LABELS[row.group])} · {say(row.label)}"
