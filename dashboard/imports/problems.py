"""What is wrong or doubtful, errors first, each mended in place where that can be: a cell put right, a row left out."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboard import importing
from dashboard.importing import Understood
from dashboard.imports import edits, marked, mending
from dashboard.imports.doubts import beyond, doubts_of
from dashboard.imports.held import Held
from dashboard.imports.mending import Edited
from dashboard.locale import t
from dashboard.safe import plain
from data.importers.choices import Choices
from data.importers.reading import Problem, Severity

PROBLEMS_SHOWN = 100


def show(one: Held, found: Understood, asked: Choices) -> Edited:
    """Every problem in a sentence; the choices with what the person mends."""
    st.header(t("imports.problems"))
    errors = [problem for problem in found.problems if problem.severity is Severity.ERROR]
    warnings = [problem for problem in found.problems if problem.severity is Severity.WARNING]
    if not found.problems:
        st.success(t("imports.no_problem"), icon=":material/check:")
    edited = _errors(one, found, errors, Edited(asked))
    edited = _warnings(one, found, warnings, edited)
    if found.reading.tables:
        edited = mending.elsewhere(one, found, edited)
        edits.show(one, found, edited.choices)
    if found.problems:
        marked.offer(one, found)
    return edited


def _errors(one: Held, found: Understood, errors: Sequence[Problem], edited: Edited) -> Edited:
    if not errors:
        return edited
    st.error(t("imports.mend_here" if found.reading.tables else "imports.mend_file"), icon=":material/block:")
    doubts = doubts_of(found, Severity.ERROR)
    apart = _told(errors if len(doubts) > mending.CARDS else beyond(errors, doubts))
    st.subheader(t("imports.errors", n=len(apart) + (0 if len(doubts) > mending.CARDS else len(doubts))))
    _list(apart)
    return mending.mend(one, doubts, "errors", edited)


def _warnings(one: Held, found: Understood, warnings: Sequence[Problem], edited: Edited) -> Edited:
    if not warnings:
        return edited
    told = _told(warnings)
    st.subheader(t("imports.warnings", n=len(told)))
    _list(told)
    doubts = doubts_of(found, Severity.WARNING)
    if not doubts:
        return edited
    with st.expander(t("imports.mend_warnings"), icon=":material/edit:"):
        return mending.mend(one, doubts, "warnings", edited)


def _told(problems: Sequence[Problem]) -> list[str]:
    """Their sentences; what is said alike of several sheets is said once."""
    sheets: dict[str, list[str]] = defaultdict(list)
    for problem in problems:
        sheets[importing.problem_sentence(replace(problem, sheet=None))] += [problem.sheet] if problem.sheet else []
    return [
        t("problem_place.sheet", sheet=" », « ".join(named), sentence=sentence) if named else sentence
        for sentence, named in sheets.items()
    ]


def _list(sentences: Sequence[str]) -> None:
    if sentences:
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in sentences[:PROBLEMS_SHOWN]))
    if len(sentences) > PROBLEMS_SHOWN:
        st.caption(t("imports.more_problems", n=len(sentences) - PROBLEMS_SHOWN))
