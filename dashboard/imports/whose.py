"""Of which authority a file is, where it does not say so itself: the one chosen, or a new one that the person names."""

import re

import streamlit as st

from dashboard import choose, importing
from dashboard.answers import Town
from dashboard.importing import Understood
from dashboard.imports.held import Held
from dashboard.locale import t
from dashboard.safe import plain
from data.importers import table

_SIREN = re.compile(r"[0-9]{9}")
LONGEST_NAME = 100


def expected(town: Town | None) -> table.Town | None:
    """The town that files must belong to; None where each may bring its own, or is said to be of another."""
    if town is None or town.authority.is_fictional:
        return None
    question = t("imports.only_this_town", town=plain(town.authority.name))
    if not st.toggle(question, value=True, key="imports-own"):
        return None
    return importing.town_of(choose.database(), town.authority)


def ask(one: Held, found: Understood) -> None:
    """Who the facts are about, of a file that cannot say it: a form, since both answers are needed together."""
    if not any(problem.code == "no_town" for problem in found.problems):
        return
    with st.form(one.key("whose")):
        st.markdown(t("imports.whose"))
        left, middle, right = st.columns([2, 4, 2], vertical_alignment="bottom")
        siren = left.text_input(t("imports.siren"), one.siren, max_chars=9, key=one.key("whose-siren"))
        name = middle.text_input(t("imports.authority_name"), max_chars=LONGEST_NAME, key=one.key("whose-name"))
        said = right.form_submit_button(t("imports.whose_say"), icon=":material/refresh:", width="stretch")
        if said and _SIREN.fullmatch(siren.strip()) and name.strip():
            one.town = table.Town(siren.strip(), "", name.strip())
            st.rerun()
        if said:
            st.markdown(f":material/error: {t('imports.whose_wanted')}")
