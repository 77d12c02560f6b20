"""Drop a budget document, see what was understood, confirm; and take any import back."""

import streamlit as st

from dashboard import choose, import_page, read, show
from dashboard.locale import t

town = choose.town()
show.heading(t("nav.imports"), town, t("imports.fictional"))
import_page.announce_last()
dropped = import_page.drop(town)
if dropped is not None:
    import_page.understood(dropped)
if town is not None:
    st.header(t("imports.done"))
    import_page.history(read.imports(town), town)
