"""The legal ratios, and which of them the law asks of a town of this size."""

from collections.abc import Sequence

import streamlit as st

from dashboard import formats
from dashboard.answers import Figure
from dashboard.locale import say, t
from dashboard.show import table
from data.queries import DocumentRow
from metrics.documents import BudgetKind


def show(figures: Sequence[Figure], document: DocumentRow, of: Sequence[str]) -> None:
    """of: what the file of the table is named after."""
    st.write(sentence(figures, document))
    if document.budget_kind != BudgetKind.MAIN:  # none is asked, nor has a meaning without a general budget
        return
    table([_row(figure, document.population) for figure in figures], [t("figure.value")], of)


def sentence(figures: Sequence[Figure], document: DocumentRow) -> str:
    """How many ratios the town must publish, from its population."""
    if document.budget_kind != BudgetKind.MAIN:
        return t("health.legal_annex")
    if document.population is None:
        return t("health.legal_unknown")
    asked = sum(is_asked(figure, document.population) is True for figure in figures)
    people = formats.inhabitants(document.population)
    return t("health.legal_asked" if asked else "health.legal_none", n=asked, people=people)


def is_asked(figure: Figure, population: int | None) -> bool | None:
    """Whether the law asks a town of that population for a ratio; None where the population is not known."""
    obligation = figure.indicator.obligation
    if obligation is None:
        return False
    return None if population is None else population >= obligation.population


def _row(figure: Figure, population: int | None) -> dict[str, str]:
    asked, obligation = is_asked(figure, population), figure.indicator.obligation
    key = "health.unknown" if asked is None else "health.asked" if asked else "health.not_asked"
    return {
        t("figure.indicator"): say(figure.indicator.label),
        t("figure.value"): formats.figure(figure.value, figure.indicator.unit),
        t("health.required"): t(key),
        t("health.from"): formats.inhabitants(obligation.population) if obligation else "",
        t("health.reason"): say(figure.value.why) if figure.value.why else "",
    }
