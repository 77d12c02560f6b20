"""Always in sight at the foot of the page: how the file stands, and the two buttons that read it again or store it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.importing import Understood
from dashboard.imports import choosing, done, doubts, queue, verdicts
from dashboard.imports.held import Held
from dashboard.imports.mending import REASON, Edited
from dashboard.locale import t
from data.importers.reading import Severity


def follow(one: Held, found: Understood, edited: Edited) -> None:
    """Nothing is stored that was not read: changes are read before they can be confirmed."""
    pending = choosing.changes(found.choices, edited.choices)
    one.pending = edited.choices if pending else None
    is_mended = not (found.refused or pending or edited.wanted)
    with st.bottom:
        said, *seen, again, confirm = st.columns(
            [4, 2, 2, 2] if queue.waiting_in(one) else [5, 2, 2], vertical_alignment="center"
        )
        said.markdown(_place(one) + _state(found, edited, pending))
        for place in seen:
            _seen(one, found, place, is_mended=is_mended)
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
            disabled=not is_mended,
            width="stretch",
        )
    if wants_again and edited.wanted != REASON:
        one.asked = edited.choices
        st.rerun()
    if wants_store and is_mended:
        done.confirm(one, found)


def _place(one: Held) -> str:
    """« Fichier 2 sur 6 · », where several wait."""
    known = queue.queue()
    if known is None or known.of(one) is None:
        return ""
    return f"**{t('imports.queue_of', n=known.number(one), of=len(known.files))}** · "


def _seen(one: Held, found: Understood, place: DeltaGenerator, *, is_mended: bool) -> None:
    """Looked at: it may be stored with the other ready ones, and the next file is opened."""
    if not place.button(
        t("imports.queue_seen"),
        key=one.key("seen"),
        icon=":material/task_alt:",
        disabled=not is_mended,
        help=t("imports.queue_seen_help"),
        width="stretch",
    ):
        return
    queue.accept(one, found)
    queue.open_next()
    st.rerun()


def _state(found: Understood, edited: Edited, pending: int) -> str:
    """In words and a sign, colour aside."""
    if edited.wanted:
        return f":material/edit: {t(edited.wanted)}"
    if pending:
        return f":material/refresh: {t('imports.state_pending', n=pending)}"
    if verdicts.is_known(found):
        return f":material/task_alt: {t('imports.verdict_known')}"
    if found.refused:
        return f":material/block: {t('imports.state_errors', n=doubts.count(found, Severity.ERROR))}"
    if found.problems:
        return f":material/visibility: {t('imports.state_warnings', n=doubts.count(found, Severity.WARNING))}"
    return f":material/check: {t('imports.state_ready')}"
