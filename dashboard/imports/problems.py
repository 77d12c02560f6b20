"""What is wrong or doubtful, errors first, each mended in place where that can be: a cell put right, a row left out."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboard.importing import Understood
from dashboard.imports import edits, marked, mending, row_words, rows, verdicts
from dashboard.imports.change import OF_THE_LAYOUT
from dashboard.imports.doubts import parted
from dashboard.imports.held import Held
from dashboard.imports.mending import Edited
from dashboard.locale import t
from dashboard.safe import plain
from data.importers.choices import Choices
from data.importers.reading import Severity

PROBLEMS_SHOWN = 100


def show(one: Held, found: Understood, asked: Choices) -> Edited:
    """Every problem in a sentence; the choices with what the person mends."""
    st.header(t("imports.problems"))
    if not found.problems:
        st.success(t("imports.no_problem"), icon=":material/check:")
    edited = _errors(one, found, Edited(_counting_persons(one, found, asked)))
    edited = _warnings(one, found, edited)
    if found.reading.tables:
        edits.show(one, found, edited.choices)
    if found.problems:
        marked.offer(one, found)
    return edited


def _counting_persons(one: Held, found: Understood, asked: Choices) -> Choices:
    """Rows that are persons are never kept; what may be kept is how many they are."""
    if not (found.choices.aggregate or row_words.are_persons(found)):
        return asked
    accepted = st.checkbox(t("imports.count_persons"), found.choices.aggregate, key=one.key("aggregate"))
    return replace(asked, aggregate=accepted)


def _errors(one: Held, found: Understood, edited: Edited) -> Edited:
    doubts, apart = parted(found, Severity.ERROR)
    if not (doubts or apart):
        return edited
    if verdicts.is_known(found):
        st.info(plain(" ".join(apart)), icon=":material/task_alt:")
        return edited
    st.error(t("imports.mend_here" if found.reading.tables else "imports.mend_file"), icon=":material/block:")
    st.subheader(t("imports.errors", n=len(doubts) + len(apart)))
    _list(apart)
    if any(problem.code in OF_THE_LAYOUT for problem in found.reading.errors):
        st.caption(t("imports.mend_above", section=t("imports.change")))
    edited = mending.mend(one, doubts, "errors", edited, rows.own_words(one, found, doubts))
    if len(doubts) > mending.CARDS:  # a grid cuts its sentences short
        with st.expander(t("imports.one_by_one"), icon=":material/list:"):
            _list([doubt.sentence for doubt in doubts])
    return edited


def _warnings(one: Held, found: Understood, edited: Edited) -> Edited:
    doubts, apart = parted(found, Severity.WARNING)
    if not (doubts or apart):
        return edited
    st.subheader(t("imports.warnings", n=len(doubts) + len(apart)))
    _list([*apart, *(doubt.sentence for doubt in doubts)])
    if not doubts:
        return edited
    with st.expander(t("imports.mend_warnings"), icon=":material/edit:"):
        return mending.mend(one, doubts, "warnings", edited, rows.own_words(one, found, doubts))


def _list(sentences: Sequence[str]) -> None:
    if sentences:
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences[:PROBLEMS_SHOWN]))
    if len(sentences) > PROBLEMS_SHOWN:
        st.caption(t("imports.more_problems", n=len(sentences) - PROBLEMS_SHOWN))
