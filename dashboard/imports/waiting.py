"""The list of files dropped together: what each is, how it stands, and two ways on: one by one, or all the ready."""

import streamlit as st

from dashboard.importing import Understood
from dashboard.imports import done, queue
from dashboard.imports.held import Held, held, understood
from dashboard.imports.queue import Fate, Queue, Waiting
from dashboard.imports.verdicts import Outcome
from dashboard.locale import t
from dashboard.safe import plain
from data.importers.table import Town

_ICONS = {
    Outcome.READY: ":material/check_circle:",
    Outcome.CHECK: ":material/visibility:",
    Outcome.MEND: ":material/edit:",
    Outcome.ASKED: ":material/help:",
    Outcome.KNOWN: ":material/history:",
    Outcome.REFUSED: ":material/block:",
}
_SEEN = ":material/task_alt:"
_ADDRESS = "fichiers"  # how many files wait, in the address
_BEGUN = "imports-begun"


def read(expected: Town | None) -> None:
    """Each file once, in its limited child; a click meanwhile leaves the rest to the next run."""
    found = queue.queue()
    if found is None:
        return
    unread = found.unread
    for one in unread:
        one.judge(understood(one.held, expected or one.held.town, _told(found, one)))
        one.held.put_down()
    if unread:
        found.in_order()
        if held() is None or len(unread) > 1:
            queue.open_next()


def judge(one: Held, found: Understood) -> None:
    """As it was read now, where it is one of several."""
    queue.judge(one, found)


def _told(found: Queue, one: Waiting) -> str:
    """« Lecture du fichier 2 sur 6 : bp.xml »."""
    n = found.number(one.held)
    return t("imports.queue_reading", n=n, of=len(found.files), file=plain(one.name))


def show() -> None:
    found = queue.queue()
    if found is None:
        return
    left = len(found.unsettled)
    st.header(t("imports.queue", n=len(found.files)))
    if found.left_out:
        st.warning(t("imports.queue_left_out", files=plain(", ".join(found.left_out))), icon=":material/content_copy:")
    if found.stopped:
        st.error(found.stopped, icon=":material/block:")
    elif found.stored and not found.running:
        st.success(t("imports.queue_stored", n=found.stored), icon=":material/done_all:")
    for rank, one in enumerate(found.files):
        _file(rank, one)
    with st.container(horizontal=True):
        _buttons(found, left)


def run_on(expected: Town | None) -> None:
    """While the ready ones are stored: read the next of them again and store it, or stop where it is ready no more."""
    found = queue.queue()
    if found is None or not found.running:
        return
    if not found.ready:
        found.running = False
        queue.open_next()
        return
    one = found.ready[0]
    queue.open_file(one)
    read_again = understood(one.held, expected or one.held.town, _told(found, one))
    one.judge(read_again)
    if one.is_ready:
        done.confirm(one.held, read_again)
    queue.stop(one.held, t("imports.queue_changed"))


def begin() -> None:
    """A page loaded anew has lost what waited: the address says how many files did."""
    if _BEGUN not in st.session_state:
        st.session_state[_BEGUN] = st.query_params.get(_ADDRESS, "")


def mark_address() -> None:
    found = queue.queue()
    n = int(held() is not None) if found is None else len(found.unsettled)
    if n and st.query_params.get(_ADDRESS) != str(n):
        st.query_params[_ADDRESS] = str(n)
    elif not n and _ADDRESS in st.query_params:
        del st.query_params[_ADDRESS]


def tell_lost() -> None:
    """Until files are dropped."""
    lost = st.session_state[_BEGUN]
    if held() is not None or queue.queue() is not None:
        st.session_state[_BEGUN] = ""
    elif lost.isdecimal():
        st.warning(t("imports.queue_lost", n=int(lost)), icon=":material/refresh:")


def _file(rank: int, one: Waiting) -> None:
    """What it is and how it stands, in words and a sign, colour aside; the one in hand is named so."""
    name, state, way = st.columns([5, 3, 1], vertical_alignment="center")
    is_open = one.held is held()
    what = "" if one.verdict is None else one.verdict.what
    title = f"**{rank + 1}. {plain(one.name)}**"
    name.markdown(f"{title}  \n{plain(what)}" if what else title)
    state.markdown(_state(one))
    if one.fate is Fate.WAITING and one.verdict is not None and one.verdict.why:
        state.caption(plain(one.verdict.why))
    if one.fate is Fate.WAITING and way.button(
        t("imports.queue_is_open" if is_open else "imports.queue_open"),
        key=f"imports-open-{one.held.dropped.file.sha256}",
        type="tertiary",
        icon=":material/folder_open:",
        disabled=is_open,
        help=t("imports.queue_open_help", file=plain(one.name)),
    ):
        queue.open_file(one)
        st.rerun()


def _state(one: Waiting) -> str:
    if one.fate is Fate.STORED:
        return f":material/check: {t('imports.verdict_stored')}"
    if one.fate is Fate.UNDONE:
        return f":material/undo: {t('imports.verdict_undone')}"
    if one.verdict is None:
        return f":material/hourglass_empty: {t('imports.verdict_unread')}"
    if one.is_ready and one.verdict.told:
        return f"{_SEEN} {t('imports.verdict_seen')}"
    return f"{_ICONS[one.verdict.outcome]} {one.verdict.words}"


def _buttons(found: Queue, left: int) -> None:
    ready = len(found.ready)
    if ready and st.button(
        t("imports.queue_store", n=ready), key="imports-store-ready", type="primary", icon=":material/done_all:"
    ):
        found.running, found.stopped, found.stored = True, "", 0
        st.rerun()
    if st.button(
        t("imports.queue_put_away" if left else "imports.queue_close"),
        key="imports-queue-close",
        type="tertiary",
        icon=":material/close:",
    ):
        queue.drop_all()
        st.rerun()
