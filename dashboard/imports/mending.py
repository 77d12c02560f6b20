"""Where a person mends what a file holds: a small form for each doubt while they are few, a grid when they are many."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator
from streamlit.elements.lib.column_types import ColumnConfig

from dashboard.importing import Understood
from dashboard.imports import choosing
from dashboard.imports.doubts import Doubt, Mended
from dashboard.imports.held import Held
from dashboard.imports.widgets import one_of
from dashboard.locale import t
from dashboard.safe import plain
from data.importers.choices import Choices
from data.importers.reading import Problem, Severity, TableFound

CARDS = 20  # beyond, a grid: quicker with a mouse or a paste, harder to hear read aloud
LONGEST_TEXT = 200
REASON = "imports.state_reason"


@dataclass(frozen=True)
class Edited:
    """The choices so far. wanted: key of the sentence that says which answer is missing; empty for none."""

    choices: Choices
    wanted: str = ""

    def with_mended(self, mended: Sequence[Mended]) -> "Edited":
        choices = choosing.corrected(self.choices, [one for each in mended for one in each.corrections])
        choices = choosing.excluding(choices, [one for each in mended for one in each.exclusions])
        lacks_reason = any(each.lacks_reason for each in mended)
        return Edited(choices, self.wanted or (REASON if lacks_reason else ""))


def mend(one: Held, doubts: Sequence[Doubt], name: str, edited: Edited) -> Edited:
    if len(doubts) > CARDS:
        return edited.with_mended(_grid(one, doubts, name))
    return edited.with_mended([_card(one, doubt, f"{name}-{rank}") for rank, doubt in enumerate(doubts)])


def elsewhere(one: Held, found: Understood, edited: Edited) -> Edited:
    """Any other cell or row that the person knows to be wrong."""
    tables = found.reading.tables
    with st.expander(t("imports.mend_elsewhere"), icon=":material/edit_note:"):
        sheets = st.columns([2, 1, 2]) if len(tables) > 1 else st.columns([1, 2])
        *columns, left, right = sheets
        table = _table(one, tables, *columns)
        row = left.number_input(t("imports.row"), table.header_row + 1, None, None, key=one.key("elsewhere-row"))
        titles = [column.header for column in table.columns if column.header]
        title = one_of(one, "elsewhere-column", t("imports.title"), titles, None, right)
        problem = Problem("", Severity.WARNING, None if row is None else int(row), title, sheet=table.sheet)
        doubt = Doubt(problem, table.sheet, () if row is None else (int(row),), title or "")
        return edited.with_mended([_fields(one, doubt, "elsewhere")])


def _table(one: Held, tables: Sequence[TableFound], *place: DeltaGenerator) -> TableFound:
    """The one there is, or the one chosen at the place for it."""
    if not place:
        return tables[0]
    names = [table.sheet or "" for table in tables]
    name = one_of(one, "elsewhere-sheet", t("imports.sheet"), names, names[0], *place)
    return tables[names.index(name or names[0])]


def _card(one: Held, doubt: Doubt, name: str) -> Mended:
    with st.container(border=True):
        st.markdown(plain(doubt.sentence))
        return _fields(one, doubt, name)


def _fields(one: Held, doubt: Doubt, name: str) -> Mended:
    instead, excluded, reason = st.columns([3, 2, 3], vertical_alignment="bottom")
    text = ""
    if doubt.column or not doubt.rows:
        label = t("imports.instead") if not doubt.rows else t("imports.instead_at", rows=doubt.rows_named)
        text = instead.text_input(label, key=one.key(f"{name}-instead"), max_chars=LONGEST_TEXT) or ""
    label = t("imports.exclude", n=max(1, len(doubt.rows)))
    is_excluded = excluded.checkbox(label, key=one.key(f"{name}-exclude"))
    why = reason.text_input(
        t("imports.reason"), key=one.key(f"{name}-reason"), max_chars=LONGEST_TEXT, disabled=not is_excluded
    )
    mended = Mended(doubt, text, is_excluded, why or "")
    if mended.lacks_reason:
        reason.caption(f":material/error: {t('imports.reason_required')}")
    return mended


def _grid(one: Held, doubts: Sequence[Doubt], name: str) -> list[Mended]:
    """One row for each doubt. Empty columns are left out, as that of the sheets of a CSV."""
    st.caption(t("imports.grid_how"))
    edited = st.data_editor(
        pd.DataFrame([_grid_row(doubt) for doubt in doubts]),
        key=one.key(f"{name}-grid"),
        hide_index=True,
        disabled=["sheet", "rows", "column", "text", "wrong"],
        column_config=_grid_config(has_sheets=any(doubt.sheet for doubt in doubts)),
        alt=t("imports.grid_alt"),
    )
    return [
        Mended(doubt, row["instead"] or "", bool(row["exclude"]), row["reason"] or "")
        for doubt, row in zip(doubts, edited.to_dict("records"), strict=True)
    ]


def _grid_row(doubt: Doubt) -> dict[str, str | bool]:
    return {
        "sheet": doubt.sheet or "",
        "rows": doubt.rows_named,
        "column": doubt.column or doubt.problem.column or "",
        "text": doubt.problem.text or "",
        "wrong": doubt.short_sentence,
        "instead": "",
        "exclude": False,
        "reason": "",
    }


def _grid_config(*, has_sheets: bool) -> dict[str, ColumnConfig | None]:
    text = st.column_config.TextColumn
    return {
        "sheet": text(t("imports.sheet")) if has_sheets else None,
        "rows": text(t("imports.row"), width="small"),
        "column": text(t("imports.title")),
        "text": text(t("imports.cell_text")),
        "wrong": text(t("imports.wrong"), width="large"),
        "instead": text(t("imports.instead"), max_chars=LONGEST_TEXT),
        "exclude": st.column_config.CheckboxColumn(t("imports.exclude_row"), width="small"),
        "reason": text(t("imports.reason"), max_chars=LONGEST_TEXT),
    }
