"""Where a file is dropped, and for which town."""

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from dashboard.importing import Dropped
from dashboard.imports import done
from dashboard.imports.held import Held, held, hold, let_go
from dashboard.locale import t
from data.importers.sandbox import LARGEST_FILE, MEBIBYTE

ACCEPTED = ("xml", "csv", "txt", "tsv", "xlsx", "xlsm", "xls", "ods", "gz")
_TURN = "imports-turn"


def zone() -> Held | None:
    """The zone, always in reach; the file in hand, None while there is none."""
    file = st.file_uploader(
        t("imports.drop"),
        type=list(ACCEPTED),
        key=f"imports-file-{_turn()}",
        max_upload_size=LARGEST_FILE // MEBIBYTE,
    )
    st.caption(t("imports.accepted"))
    if file is not None:
        _take(file)
    return held()


def put_away() -> None:
    """The button that sets the file in hand aside; nothing of it was stored."""
    if st.button(t("imports.put_away"), key="imports-put-away", type="tertiary", icon=":material/close:"):
        let_go()
        st.rerun()


def _take(file: UploadedFile) -> None:
    """The file goes to disk and leaves the server's memory; the zone is empty again, ready for another."""
    done.forget()
    hold(Dropped.of_bytes(file.name, file.getvalue()))
    context = get_script_run_ctx()
    if context is not None and isinstance(context.uploaded_file_mgr, MemoryUploadedFileManager):
        context.uploaded_file_mgr.remove_file(context.session_id, file.file_id)
    st.session_state[_TURN] = _turn() + 1
    st.rerun()


def _turn() -> int:
    return int(st.session_state.get(_TURN, 0))
