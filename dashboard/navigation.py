"""The pages of the product, in the order of the navigation, and the links that lead to them."""

from collections.abc import Mapping
from typing import NamedTuple

import streamlit as st

from dashboard.config import ROOT
from dashboard.locale import t


class PageEntry(NamedTuple):
    """One page: its file in `pages/`, its title's key in the catalogue, its address, never translated."""

    file: str
    title: str
    slug: str


HOME = PageEntry("overview.py", "nav.overview", "vue-d-ensemble")
BUDGET = PageEntry("budget.py", "nav.budget", "budget")
FINANCIAL_HEALTH = PageEntry("financial_health.py", "nav.financial_health", "sante-financiere")
COMPARISON = PageEntry("comparison.py", "nav.comparison", "comparaison")
OUTLOOK = PageEntry("outlook.py", "nav.outlook", "prospective")
IMPORTS = PageEntry("imports.py", "nav.imports", "imports")
HAND_ENTRY = PageEntry("hand_entry.py", "nav.hand_entry", "saisie")
DATA_QUALITY = PageEntry("data_quality.py", "nav.data_quality", "qualite")
GLOSSARY = PageEntry("glossary.py", "nav.glossary", "glossaire")
PAGES = (HOME, BUDGET, FINANCIAL_HEALTH, COMPARISON, OUTLOOK, IMPORTS, HAND_ENTRY, DATA_QUALITY, GLOSSARY)


def page(entry: PageEntry) -> st.Page:
    return st.Page(ROOT / "pages" / entry.file, title=t(entry.title), url_path=entry.slug, default=entry is HOME)


def link(entry: PageEntry, label: str, icon: str, address: Mapping[str, str] | None = None) -> None:
    """A link within the product, which keeps the visitor's choices. address: what the page opens on instead."""
    st.page_link(page(entry), label=label, icon=icon, query_params=address)
