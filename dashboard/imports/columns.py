"""What each column of a table holds, as a grid: its title, its first values, and the field it is read as."""

from collections.abc import Mapping, Sequence

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from dashboard.importing import Understood
from dashboard.imports import choosing
from dashboard.imports.declared import given_words, labels_of
from dashboard.imports.held import Held
from dashboard.locale import t
from data.importers.choices import ASIDE, Choices
from data.importers.reading import ColumnFound, TableFound

COLUMNS_SHOWN = 400


def choose(one: Held, found: Understood, asked: Choices) -> Choices:
    """One row for each title, whichever sheets bear it, and for what stands without one; only the field can change."""
    columns = _by_name(found.reading.tables)
    if not columns:
        return asked
    labels = labels_of(found.reading.kind)
    fields = {label: field for field, label in labels.items()}
    st.markdown(f"**{t('imports.columns')}**")
    shown = columns[:COLUMNS_SHOWN]
    edited = st.data_editor(
        pd.DataFrame([_column_row(column, labels) for column in shown]),
        key=one.key("columns"),
        hide_index=True,
        disabled=["letter", "title", "samples", "given"],
        column_config=_column_config(list(fields), has_given=any(column.given for column in shown)),
        alt=t("imports.columns_alt"),
    )
    if len(columns) > COLUMNS_SHOWN:
        st.caption(t("imports.columns_more", n=len(columns) - COLUMNS_SHOWN))
    read = {column.name: column.field or ASIDE for column in columns}
    chosen = {column.name: fields[label] for column, label in zip(shown, edited["field"], strict=True)}
    return choosing.with_columns(asked, read, chosen)


def _by_name(tables: Sequence[TableFound]) -> list[ColumnFound]:
    found: dict[str, ColumnFound] = {}
    for table in tables:
        for column in table.columns:
            if column.header or column.samples:
                found.setdefault(column.name, column)
    return list(found.values())


def _column_row(column: ColumnFound, labels: Mapping[str, str]) -> dict[str, str]:
    return {
        "letter": column.letter,
        "title": column.header if column.is_titled else t("imports.untitled", letter=column.letter),
        "samples": " · ".join(column.samples),
        "field": labels.get(column.field or ASIDE, labels[ASIDE]),
        "given": given_words(column.given),
    }


def _column_config(labels: Sequence[str], *, has_given: bool) -> dict[str, ColumnConfig | None]:
    """The fields by their labels, so that a screen reader hears the words that are seen."""
    return {
        "letter": st.column_config.TextColumn(t("imports.column"), width="small"),
        "title": st.column_config.TextColumn(t("imports.title"), width="medium"),
        "samples": st.column_config.TextColumn(t("imports.samples"), width="large"),
        "field": st.column_config.SelectboxColumn(t("imports.holds"), options=labels, required=True, width="medium"),
        "given": st.column_config.TextColumn(t("imports.given")) if has_given else None,
    }
