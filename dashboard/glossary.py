"""The glossary: each indicator's question, formula, rule and source, from its declaration."""

import unicodedata
from collections.abc import Iterator

import streamlit as st

from dashboard import formats, sentences
from dashboard.locale import say, t
from metrics.comparison import OF_COMPARISON
from metrics.finance import INDICATORS
from metrics.language import FAMILY_LABELS, Amount, Family, Indicator, leaves
from metrics.words import formula_in_words, lines_in_words

FEW = 3  # entries that a search leaves, shown open
EVERY = (*INDICATORS, *OF_COMPARISON)


def entries(wanted: str) -> None:
    """The indicators whose name or question holds the words wanted, family by family."""
    found = [indicator for indicator in EVERY if _holds(indicator, wanted)]
    if not found:
        st.info(t("glossary.none"))
    for family in Family:
        of_family = [indicator for indicator in found if indicator.family is family]
        if of_family:
            st.header(say(FAMILY_LABELS[family]))
        for indicator in of_family:
            _entry(indicator, opened=len(found) <= FEW)


def _entry(indicator: Indicator, *, opened: bool) -> None:
    """What a folded entry holds is drawn once somebody opens it: the page has dozens."""
    title = f"{say(indicator.label)} — {say(indicator.question)}"
    entry = st.expander(title, expanded=opened, key=f"glossary-{indicator.name}-{opened}", on_change="rerun")
    if entry.open:
        with entry:
            _computed(indicator)


def _computed(indicator: Indicator) -> None:
    st.write(t("glossary.formula", formula=say(formula_in_words(indicator.formula))))
    st.write(t("glossary.unit", unit=say(indicator.unit.symbol)))
    st.write(t("glossary.source", source=say(indicator.source.text)))
    if indicator.obligation is not None:
        st.write(t("passport.required_from", n=indicator.obligation.population))
    if indicator.caution is not None:
        st.write(say(indicator.caution))
    for rule in _rules(indicator):
        st.caption(rule)
    for mark in indicator.thresholds:
        st.caption(sentences.mark(mark, indicator.unit))


def _rules(indicator: Indicator) -> Iterator[str]:
    for leaf in leaves(*indicator.quantities):
        if isinstance(leaf, Amount):
            yield f"{say(leaf.label)} — " + formats.listed(say(rule) for rule in lines_in_words(leaf))
        else:
            yield f"{say(leaf.label)} — {say(leaf.origin)}"


def _holds(indicator: Indicator, wanted: str) -> bool:
    text = _folded(f"{say(indicator.label)} {say(indicator.question)} {indicator.name}")
    return all(word in text for word in _folded(wanted).split())


def _folded(text: str) -> str:
    """Lower case without accents, so that « epargne » finds « Épargne »."""
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
