"""The router: chooses the language, then the page that the address names."""

import sys
from pathlib import Path

import streamlit as st

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:  # `streamlit run` puts this folder there, not the project's
    sys.path.insert(0, str(ROOT))

from dashboard import choose, locale  # noqa: E402
from dashboard.locale import LANGUAGES, Language  # noqa: E402
from dashboard.navigation import PAGES, page  # noqa: E402


def choose_language() -> Language:
    """The language named in the address, changed by the switch at the top of every page."""
    with st.container(key="language"):
        return st.segmented_control(
            "Langue · Language",
            LANGUAGES,
            default=locale.DEFAULT,
            required=True,
            key="lang",
            bind="query-params",
            label_visibility="collapsed",
        )


st.set_page_config(page_title="Mandature", layout="wide")
locale.follow(lambda: st.session_state.get("lang", locale.DEFAULT))
locale.use(choose_language())
shown = st.navigation([page(entry) for entry in PAGES], position="top")
choose.begin(shown.url_path)
shown.run()
choose.write_address()
