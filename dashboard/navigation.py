"""The pages of the product, in the order of the navigation."""

from typing import NamedTuple


class PageEntry(NamedTuple):
    """One page: its file in `pages/`, its title's key in the catalogue, its address, never translated."""

    file: str
    title: str
    slug: str


PAGES = (
    PageEntry("overview.py", "nav.overview", "vue-d-ensemble"),
    PageEntry("financial_health.py", "nav.financial_health", "sante-financiere"),
    PageEntry("imports.py", "nav.imports", "imports"),
    PageEntry("glossary.py", "nav.glossary", "glossaire"),
)
HOME = PAGES[0]
