"""The HTML document that opens the product, made from Streamlit's own.

Streamlit's says lang="en" whatever the page speaks, holds an inline script that a strict content
policy refuses, and advertises an interface that is switched off here.
"""

import re
from functools import cache
from pathlib import Path

import streamlit

from dashboard.locale import Language

STREAMLIT_STATIC = Path(streamlit.__file__).parent / "static"
SHELL = Path(__file__).with_name("static")

NO_SCRIPT = {
    "fr": "Activez JavaScript dans le navigateur pour ouvrir ce tableau de bord.",
    "en": "Turn on JavaScript in the browser to open this dashboard.",
}
# Fetched while the page connects, since every page draws a chart and Plotly is the largest script by far.
EARLY_SCRIPTS = ("PlotlyChart",)


class UnexpectedDocument(RuntimeError):
    """Streamlit's document is not the one this module knows how to change."""


@cache
def document(language: Language) -> str:
    """The page's HTML in that language.

    UnexpectedDocument: a piece to replace is not there exactly once, as after an upgrade of Streamlit.
    """
    html = (STREAMLIT_STATIC / "index.html").read_text(encoding="utf-8")
    for pattern, replacement in (
        (r'<html lang="en">', f'<html lang="{language}">'),
        (r"<title>Streamlit</title>", "<title>Mandature</title>"),
        (r'<link rel="service-desc"[^>]*>', ""),
        (r"<script>\s*window\.prerenderReady = false\s*</script>", _head()),
        (r"<noscript>.*?</noscript>", f"<noscript><p>{NO_SCRIPT[language]}</p></noscript>"),
    ):
        html = _replace_once(pattern, replacement, html)
    return re.sub(r"<!--.*?-->\s*", "", html, flags=re.DOTALL)


def _replace_once(pattern: str, replacement: str, html: str) -> str:
    html, count = re.subn(pattern, lambda _: replacement, html, flags=re.DOTALL)
    if count != 1:
        raise UnexpectedDocument(f"{pattern} found {count} times in Streamlit's document")
    return html


def _head() -> str:
    early = [
        f'<link rel="modulepreload" crossorigin href="./static/js/{script.name}">'
        for name in EARLY_SCRIPTS
        for script in (STREAMLIT_STATIC / "static" / "js").glob(f"{name}.*.js")
    ]
    ours = ['<link rel="stylesheet" href="./shell/shell.css">', '<script src="./shell/shell.js" defer></script>']
    return "\n    ".join(ours + early)
