"""Where a person mends what a file holds: a small form for each doubt while they are few, a grid when they are many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st
from streamlit.elements.lib.column_types import ColumnConfig

from dashboard.imports import choosing
from dashboard.imports.doubts import Doubt, Mended
from dashboard.imports.held import Held
from dashboard.locale import t
from dashboard.safe import plain
from data.importers.choices import Choices

CARDS = 20  # beyond, a grid: quicker with a mouse or a paste, harder to hear read aloud
LONGEST_TEXT = 200
At = tuple[str, int]  # a sheet's name or "", a row
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


def mend(one: Held, doubts: Sequence[Doubt], name: str, edited: Edited, words: Mapping[At, str]) -> Edited:
    """words: what the doubtful rows say of themselves."""
    if len(doubts) > CARDS:
        return edited.with_mended(_grid(one, doubts, name, words))
    return edited.with_mended([_card(one, doubt, f"{name}-{rank}", words) for rank, doubt in enumerate(doubts)])


def words_of(doubt: Doubt, words: Mapping[At, str]) -> str:
    return words.get((doubt.sheet or "", doubt.rows[0]), "")


def _card(one: Held, doubt: Doubt, name: str, words: Mapping[At, str]) -> Mended:
    with st.container(border=True):
        st.markdown(plain(doubt.sentence))
        if own := words_of(doubt, words):
            st.caption(t("imports.row_says", row=doubt.rows[0], words=plain(own)))
        return fields(one, doubt, name)


def fields(one: Held, doubt: Doubt, name: str, before: Mended | None = None) -> Mended:
    """before: what was said of it already, where its fields were put away meanwhile."""
    said = before or Mended(doubt)
    instead, excluded, reason = st.columns([3, 2, 3], vertical_alignment="bottom")
    text = ""
    if doubt.column or not doubt.rows:
        label = t("imports.instead") if not doubt.rows else t("imports.instead_at", rows=doubt.rows_named)
        text = instead.text_input(label, said.instead, key=one.key(f"{name}-instead"), max_chars=LONGEST_TEXT) or ""
    label = t("imports.exclude", n=max(1, len(doubt.rows)))
    is_excluded = excluded.checkbox(label, said.is_excluded, key=one.key(f"{name}-exclude"))
    why = reason.text_input(
        t("imports.reason"),
        said.reason,
        key=one.key(f"{name}-reason"),
        max_chars=LONGEST_TEXT,
        disabled=not is_excluded,
    )
    mended = Mended(doubt, text, is_excluded, why or "")
    if mended.lacks_reason:
        reason.caption(f":material/error: {t('imports.reason_required')}")
    return mended


def _grid(one: Held, doubts: Sequence[Doubt], name: str, words: Mapping[At, str]) -> list[Mended]:
    """One row for each doubt. Empty columns are left out, as that of the sheets of a CSV."""
    st.caption(t("imports.grid_how"))
    edited = st.data_editor(
        pd.DataFrame([_grid_row(doubt, words) for doubt in doubts]),
        key=one.key(f"{name}-grid"),
        hide_index=True,
        disabled=["sheet", "rows", "own", "column", "text", "wrong"],
        column_config=_grid_config(has_sheets=any(doubt.sheet for doubt in doubts)),
        alt=t("imports.grid_alt"),
    )
    return [
        Mended(doubt, row["instead"] or "", bool(row["exclude"]), row["reason"] or "")
        for doubt, row in zip(doubts, edited.to_dict("records"), strict=True)
    ]


def _grid_row(doubt: Doubt, words: Mapping[At, str]) -> dict[str, str | bool]:
    return {
        "sheet": doubt.sheet or "",
        "rows": doubt.rows_named,
        "own": words_of(doubt, words),
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
        "own": text(t("imports.row_own"), width="medium"),
        "text": text(t("imports.cell_text")),
        "wrong": text(t("imports.wrong"), width="large"),
        "instead": text(t("imports.instead"), max_chars=LONGEST_TEXT),
        "exclude": st.column_config.CheckboxColumn(t("imports.exclude_row"), width="small"),
        "reason": text(t("imports.reason"), max_chars=LONGEST_TEXT),
    }
