"""Where a file is dropped, and for which town."""

from collections.abc import Sequence

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.importing import Dropped
from dashboard.imports import done, queue
from dashboard.imports.held import held, hold, let_go
from dashboard.locale import t
from data.importers.sandbox import LARGEST_FILE, MEBIBYTE

ACCEPTED = ("xml", "csv", "txt", "tsv", "xlsx", "xlsm", "xls", "ods", "gz")
_TURN = "imports-turn"


def zone() -> None:
    """Always in reach, for one file or many."""
    files = st.file_uploader(
        t("imports.drop"),
        type=list(ACCEPTED),
        key=f"imports-file-{_turn()}",
        max_upload_size=LARGEST_FILE // MEBIBYTE,
        accept_multiple_files=True,
    )
    st.caption(t("imports.accepted"))
    if files:
        _take(files)


def put_away() -> None:
    """The button that sets the file in hand aside; nothing of it was stored."""
    if st.button(t("imports.put_away"), key="imports-put-away", type="tertiary", icon=":material/close:"):
        one = held()
        if one is not None:
            queue.let_go_of(one)
        let_go()
        queue.open_next()
        st.rerun()


def _take(files: Sequence[UploadedFile]) -> None:
    """They go to disk and leave the server's memory; the zone is empty again, ready for others.

    A file alone takes the place of the one in hand, unless others wait: then it waits behind them.
    """
    done.forget()
    known = queue.queue()
    waits = known is not None and bool(known.unsettled)
    dropped = [_on_disk(file) for file in files]
    if len(dropped) > 1 or waits:
        queue.put_in(dropped)
    else:
        queue.drop_all()
        hold(dropped[0])
    st.session_state[_TURN] = _turn() + 1
    st.rerun()


def _on_disk(file: UploadedFile) -> Dropped:
    dropped = Dropped.of_bytes(file.name, file.getvalue())
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    return dropped


def _turn() -> int:
    return int(st.session_state.get(_TURN, 0))
