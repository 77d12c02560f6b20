"""What the last action did, and what can be done next: said until another file is dropped."""

from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass

import streamlit as st

from dashboard import choose, importing, locale, read
from dashboard.answers import Town
from dashboard.formats import LOCAL_USER
from dashboard.health.views import RATIOS
from dashboard.importing import Understood
from dashboard.imports import queue
from dashboard.imports.brought import Brought
from dashboard.imports.held import Held, held, let_go
from dashboard.imports.storing import Storing
from dashboard.locale import t
from dashboard.navigation import COMPARISON, FINANCIAL_HEALTH, HOME, PageEntry, link
from dashboard.safe import plain
from data import store
from data.importers.kinds import Kind
from data.refused import Refused
from data.store import Receipt

_DONE, _REFUSED, _LATER, _OPEN_ON = "imports-done", "imports-refused", "imports-refused-later", "imports-open-on"
_Next = tuple[PageEntry, str, Mapping[str, str] | None]  # a page, the link's words, what the page opens on
_NEXT: dict[str, _Next] = {
    # What a budget document is read for first: the ratios it declares, beside those of its lines.
    **dict.fromkeys((Kind.TOTEM, Kind.SCDL, Kind.BUDGET), (FINANCIAL_HEALTH, "imports.to_health", {"vue": RATIOS})),
    **dict.fromkeys((Kind.AGGREGATES, Kind.ACCOUNTS), (COMPARISON, "imports.to_comparison", None)),
}


@dataclass(frozen=True)
class Stored:
    """An import just confirmed; undone: taken back since."""

    authority_id: int
    import_id: int
    kind: str
    sentence: str
    file: str
    undone: bool = False


def confirm(one: Held, found: Understood) -> None:
    """Store what was shown, once however often it is asked for; the next run of the page follows it."""
    one.storing = one.storing or Storing(choose.database(), found, LOCAL_USER)
    st.rerun()


def follow() -> None:
    """While the file in hand is stored, how far it is; then the page opens on the town it went to."""
    one = held()
    if one is None or one.storing is None:
        return
    storing = one.storing
    bar = st.bottom.progress(storing.share, text=t("imports.storing"))
    while not storing.ends():
        bar.progress(storing.share, text=t("imports.storing"))
    _settle(one, storing)
    st.rerun()


def _settle(one: Held, storing: Storing) -> None:
    """Keep what is to be said. The file is let go last: a click that ends the run before leaves that to the next."""
    why_not = storing.receipt.exception()
    if why_not is None:
        _stored(one, storing.found, storing.receipt.result())
        return
    if isinstance(why_not, Refused):
        st.session_state[_REFUSED] = importing.refusal_sentence(why_not)
    queue.stop(one, importing.refusal_sentence(why_not) if isinstance(why_not, Refused) else t("imports.queue_fault"))
    one.storing = None
    if not isinstance(why_not, Refused):
        raise why_not


def _stored(one: Held, found: Understood, receipt: Receipt) -> None:
    place = read.authority(choose.database(), receipt.authority_id)
    name, file = place.authority.name, found.file.name
    brought = Brought(found.reading.kind, receipt.documents, receipt.lines, receipt.facts)
    sentence = t("imports.stored", town=plain(name), what=brought.words, file=plain(file))
    forget()
    queue.tell_stored(one, receipt.authority_id, receipt.import_id)
    st.session_state[_DONE] = Stored(receipt.authority_id, receipt.import_id, found.reading.kind, sentence, file)
    if place in read.towns(choose.database()):
        st.session_state[_OPEN_ON] = place.authority.code
    let_go()
    queue.open_next()


def undo(town: Town, import_id: int, file: str) -> None:
    """As a callback: what the import brought stops counting before the page is drawn again."""
    forget()
    try:
        store.undo(town.engine, town.id, import_id, by=LOCAL_USER)
    except Refused as refused:
        st.session_state[_REFUSED] = importing.refusal_sentence(refused)
        return
    queue.tell_undone(town.id, import_id)
    sentence = t("imports.undone", file=plain(file))
    st.session_state[_DONE] = Stored(town.id, import_id, "", sentence, file, undone=True)


def open_town() -> None:
    """Before the towns are listed: the page opens on the one just imported for."""
    if code := st.session_state.pop(_OPEN_ON, None):
        choose.open_on(code)


def later(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """What makes a file for a download button: in a thread of its own, once the page is drawn.

    That there is no file, the browser says at once, in Streamlit's words (`shell.js` has them in French); why, the next
    run of the page.
    """
    language = locale.language()
    refusals: list[Refused] = st.session_state.setdefault(_LATER, [])

    def made() -> bytes:
        locale.use(language)
        try:
            return make()
        except Refused as refused:
            refusals.append(refused)
            raise

    return lambda: copy_context().run(made)


def announce(*places: Town | None) -> None:
    """places: where imports can be undone from here."""
    later_ones = map(importing.refusal_sentence, st.session_state.get(_LATER, ()))
    for refused in dict.fromkeys(filter(None, (st.session_state.get(_REFUSED), *later_ones))):
        st.error(refused, icon=":material/block:")
    stored: Stored | None = st.session_state.get(_DONE)
    if stored is None:
        return
    st.success(stored.sentence, icon=":material/undo:" if stored.undone else ":material/check:")
    if stored.undone:
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        entry, label, address = _NEXT.get(stored.kind, (HOME, "imports.to_overview", None))
        link(entry, t(label), ":material/arrow_forward:", address)
        town = next((one for one in places if one is not None and one.id == stored.authority_id), None)
        if town is not None:
            st.button(
                t("imports.undo_this"),
                key="imports-undo-last",
                type="tertiary",
                icon=":material/undo:",
                on_click=undo,
                args=(town, stored.import_id, stored.file),
            )


def forget() -> None:
    for outcome in (_DONE, _REFUSED, _LATER):
        st.session_state.pop(outcome, None)
