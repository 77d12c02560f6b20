"""Cells put right and rows left out so far, each of which can be read again as the file has it."""

from collections.abc import Sequence

import streamlit as st

from dashboard.importing import Understood
from dashboard.imports import choosing
from dashboard.imports.held import Held
from dashboard.locale import t
from dashboard.safe import plain
from data.importers.choices import Choices, Correction

SHOWN = 30


def show(one: Held, found: Understood, asked: Choices) -> None:
    """Those the file was read with. Taking one back reads the file again, with whatever else was changed."""
    done = (*found.choices.corrections, *found.choices.exclusions)
    if not done:
        return
    st.subheader(t("imports.edits", n=len(done)))
    for rank, edit in enumerate(done[:SHOWN]):
        left, right = st.columns([6, 1], vertical_alignment="center")
        left.markdown(_sentence(edit))
        label = t("imports.restore")
        place = right.container(horizontal_alignment="right")
        if place.button(
            label, key=one.key(f"restore-{rank}"), type="tertiary", icon=":material/undo:", help=_sentence(edit)
        ):
            _restore(one, asked, [edit])
    if len(done) > SHOWN:
        st.caption(t("imports.more_edits", n=len(done) - SHOWN))
    if len(done) > 1 and st.button(t("imports.restore_all"), key=one.key("restore-all"), icon=":material/undo:"):
        _restore(one, asked, done)


def _restore(one: Held, asked: Choices, edits: Sequence[Correction]) -> None:
    one.asked = choosing.without(asked, edits)
    st.rerun()


def _sentence(edit: Correction) -> str:
    row = str(edit.row) if edit.sheet is None else t("imports.row_of_sheet", row=edit.row, sheet=plain(edit.sheet))
    if edit.column:
        return t("imports.edit_cell", row=row, column=plain(edit.column), text=plain(edit.text))
    return t("imports.edit_row", row=row, reason=plain(edit.text))
