"""Always in sight at the foot of the page: how the file stands, and the two buttons that read it again or store it."""

import streamlit as st

from dashboard.importing import Understood
from dashboard.imports import choosing, done, problems
from dashboard.imports.held import Held
from dashboard.imports.mending import REASON, Edited
from dashboard.locale import t
from data.importers.reading import Severity


def follow(one: Held, found: Understood, edited: Edited) -> None:
    """Nothing is stored that was not read: changes are read before they can be confirmed."""
    pending = choosing.changes(found.choices, edited.choices)
    with st.bottom:
        said, again, confirm = st.columns([5, 2, 2], vertical_alignment="center")
        said.markdown(_state(found, edited, pending))
        wants_again = bool(found.reading.tables) and again.button(
            t("imports.read_again"),
            key=one.key("again"),
            type="primary" if pending else "secondary",
            icon=":material/refresh:",
            width="stretch",
        )
        wants_store = confirm.button(
            t("imports.confirm"),
            key="imports-confirm",
            type="secondary" if pending else "primary",
            icon=":material/check:",
            disabled=found.refused or bool(pending or edited.wanted),
            width="stretch",
        )
    if wants_again and edited.wanted != REASON:
        one.asked = edited.choices
        st.rerun()
    if wants_store and not (pending or edited.wanted):
        done.confirm(one, found)


def _state(found: Understood, edited: Edited, pending: int) -> str:
    """In words and a sign, colour aside."""
    if edited.wanted:
        return f":material/edit: {t(edited.wanted)}"
    if pending:
        return f":material/refresh: {t('imports.state_pending', n=pending)}"
    if found.refused:
        return f":material/block: {t('imports.state_errors', n=problems.count(found, Severity.ERROR))}"
    if found.problems:
        return f":material/visibility: {t('imports.state_warnings', n=problems.count(found, Severity.WARNING))}"
    return f":material/check: {t('imports.state_ready')}"
