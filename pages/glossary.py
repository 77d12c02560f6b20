"""Every indicator as it is computed, drawn from the declarations."""

import streamlit as st

from dashboard import glossary, show
from dashboard.locale import t

show.heading(t("nav.glossary"), None)
st.write(t("glossary.intro"))
wanted = st.text_input(t("glossary.find"), key="cherche", bind="query-params")
glossary.entries(wanted or "")
