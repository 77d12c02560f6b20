"""What is being worked on: saved or not, under which name and version; saving, leaving and putting away."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import choose
from dashboard.formats import LOCAL_USER
from dashboard.locale import t
from dashboard.outlook import choosing, drafts, read
from dashboard.outlook.answers import Outlook, Start
from data.refused import Refused

BOX = "outlook-save-box"
_NAME = "outlook-save-name"
_ABOUT = {Start.TREND: "outlook.about_trend", Start.FORECAST: "outlook.about_forecast"}


def show(outlook: Outlook) -> None:
    saved = outlook.opened.saved
    st.caption(choosing.version_line(saved) if saved else t(_ABOUT[Start(outlook.opened.code)]))
    if outlook.is_changed:
        st.info(t("outlook.not_saved"), icon=":material/edit:")
    box = st.expander(t("outlook.save_and_more"), key=BOX, on_change="rerun")
    if box.open:  # a form that nobody opens is drawn for nothing
        _form(outlook, box)


def _form(outlook: Outlook, box: DeltaGenerator) -> None:
    saved = outlook.opened.saved
    with box:
        with st.form("outlook-save", border=False):
            st.text_input(t("outlook.save_name"), outlook.opened.code if saved else "", key=_NAME)
            st.form_submit_button(
                t("outlook.save"), type="primary", icon=":material/save:", on_click=_save, args=(outlook,)
            )
        with st.container(horizontal=True):
            if outlook.is_changed:
                st.button(t("outlook.drop_changes"), icon=":material/undo:", on_click=drafts.drop)
            if saved is not None:
                label = t("outlook.put_away")
                st.button(label, icon=":material/archive:", on_click=_put_away, args=(outlook, saved.name))


def _save(outlook: Outlook) -> None:
    try:
        kept = read.keep(outlook.place, st.session_state[_NAME], outlook.plan, LOCAL_USER)
    except Refused as refused:
        drafts.wrong(t(f"refused.{refused.code}", **refused.parts))
        return
    drafts.drop()
    choose.take("scenario", kept.name)
    choose.take("version", str(kept.id))
    drafts.done(t("outlook.saved", name=kept.name, version=kept.version))


def _put_away(outlook: Outlook, name: str) -> None:
    try:
        read.put_away(outlook.place, name, LOCAL_USER)
    except Refused as refused:
        drafts.wrong(t(f"refused.{refused.code}", **refused.parts))
        return
    drafts.drop()
    drafts.done(t("outlook.was_put_away", name=name))
