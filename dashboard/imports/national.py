"""National open data: a town begins with its SIREN alone. What is fetched is read and confirmed like any file."""

from collections.abc import Sequence

import streamlit as st

from dashboard import formats, importing
from dashboard.answers import Town
from dashboard.config import settings
from dashboard.importing import Dropped
from dashboard.imports import done
from dashboard.imports.held import hold
from dashboard.locale import say, t
from dashboard.safe import plain
from data.connectors.client import Unavailable
from data.connectors.fetch import Wanted, fetch
from data.connectors.fetched import Fetched
from data.importers.kinds import KIND_LABELS

_FOUND, _REFUSED, _SIREN = "imports-national-found", "imports-national-refused", "imports-national-siren"
_LABELS = {
    Wanted.AGGREGATES: "imports.national_aggregates",
    Wanted.POPULATIONS: "imports.national_populations",
    Wanted.ACCOUNTS: "imports.national_accounts",
    Wanted.BALANCE: "imports.national_balance",
}


def offer(town: Town | None) -> None:
    """Drawn when it is opened; nothing is asked of another host before the button."""
    section = st.expander(t("imports.national"), icon=":material/public:", key="imports-national", on_change="rerun")
    if not section.open:
        return
    with section:
        st.write(t("imports.national_how"))
        if not settings().open_data:
            st.info(importing.refusal_sentence(Unavailable("open_data_off")), icon=":material/cloud_off:")
            return
        _ask(town)
        if refused := st.session_state.get(_REFUSED):
            st.warning(refused, icon=":material/cloud_off:")
        for rank, fetched in enumerate(st.session_state.get(_FOUND, ())):
            _fetched(rank, fetched)


def _ask(town: Town | None) -> None:
    code = "" if town is None or town.authority.is_fictional else town.authority.code
    left, right = st.columns([1, 3])
    siren = left.text_input(t("imports.siren"), code, max_chars=9, key="imports-siren", placeholder="123456789")
    wanted = right.multiselect(
        t("imports.national_what"),
        list(Wanted),
        default=[Wanted.AGGREGATES, Wanted.POPULATIONS],
        format_func=lambda one: t(_LABELS[one]),
        key="imports-national-wanted",
    )
    if st.button(t("imports.national_fetch"), key="imports-national-fetch", icon=":material/cloud_download:"):
        _fetch((siren or "").strip(), wanted)


def _fetch(siren: str, wanted: Sequence[Wanted]) -> None:
    bar = st.progress(0.0, text=t("imports.national_fetching"))

    def tell(share: float) -> None:
        bar.progress(min(share, 1.0), text=t("imports.national_fetching"))

    for outcome in (_FOUND, _REFUSED):
        st.session_state.pop(outcome, None)
    try:
        st.session_state[_FOUND] = fetch(siren, wanted, tell, folder=settings().downloads, sites=settings().sites)
        st.session_state[_SIREN] = siren
    except Unavailable as unavailable:
        st.session_state[_REFUSED] = importing.refusal_sentence(unavailable)
    bar.empty()


def _fetched(rank: int, fetched: Fetched) -> None:
    """One file that was found, with whose figures they are and what they cannot say."""
    with st.container(border=True):
        left, right = st.columns([4, 1], vertical_alignment="center")
        rows = formats.number(fetched.rows)
        left.markdown(
            f"**{say(KIND_LABELS[fetched.kind])}** · {t('imports.national_rows', name=plain(fetched.name), rows=rows)}"
        )
        left.caption(plain(say(fetched.source.said)))
        if right.button(t("imports.national_read"), key=f"imports-national-read-{rank}", icon=":material/visibility:"):
            done.forget()
            hold(Dropped.of_bytes(fetched.name, fetched.content, fetched.source.text), st.session_state[_SIREN])
            st.rerun()
