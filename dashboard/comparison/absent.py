"""A base or a year that does not hold the town: which was asked, and the way to one that does."""

import streamlit as st

from dashboard.comparison import choosing, peers, sentences
from dashboard.comparison.answers import Question
from dashboard.locale import t
from dashboard.navigation import IMPORTS, link
from dashboard.safe import plain


def show_way_out(question: Question) -> None:
    parts = {
        "town": plain(question.town.authority.name),
        "base": plain(sentences.base_name(question.base)),
        "year": question.year,
    }
    found = next(peers.with_town(question), None)
    if found is None:
        st.info(t("comparison.absent_everywhere", **parts), icon=":material/person_search:")
        link(IMPORTS, t("show.to_imports"), ":material/upload_file:")
        return
    base, year = found
    st.info(t("comparison.absent", **parts), icon=":material/person_search:")
    label = t("comparison.absent_see", base=sentences.base_name(base), year=year)
    st.button(label, key="comparison-way-out", on_click=choosing.look_at, args=found, icon=":material/arrow_forward:")
