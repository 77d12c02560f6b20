"""What confirming would change of what counts now: lines added, changed, gone, each with its figures."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import streamlit as st

from dashboard import formats, tables
from dashboard.importing import Understood
from dashboard.imports import fact_changes
from dashboard.imports.held import Held
from dashboard.imports.mending import Edited
from dashboard.locale import say, t
from dashboard.safe import plain
from data.line_differences import Change, DocumentDifference, LineChange
from metrics.documents import COLUMN_LABELS, Column
from metrics.nomenclature import DIRECTION_LABELS, SECTION_LABELS, Direction, Section

SHOWN = 300  # changes of one document
_CHANGES = {
    Change.REMOVED: "imports.change_removed",
    Change.CHANGED: "imports.change_changed",
    Change.ADDED: "imports.change_added",
}


def show(one: Held, found: Understood, edited: Edited) -> Edited:
    """The choices, and of each document that the file lacks lines of, whether it completes or replaces it."""
    difference = found.difference
    if difference is None:
        return edited
    st.header(t("imports.difference"))
    earlier = [document for document in difference.documents if document.earlier is not None]
    if not earlier and not any(facts.changed or facts.same or facts.gone for facts in difference.facts):
        st.caption(t("imports.all_new"))
        return edited
    if difference.changes_nothing:
        st.info(t("imports.changes_nothing"), icon=":material/equal:")
    for document in earlier:
        _named(document)
        edited = _complete(one, found, document, edited)
        _document(document)
    for facts in difference.facts:
        fact_changes.show(facts)
    return edited


def _complete(one: Held, found: Understood, document: DocumentDifference, edited: Edited) -> Edited:
    """Asked of each document that would lose lines, and never answered for the person."""
    slot = document.slot
    is_partial = slot in found.choices.partial
    if not document.removed and not is_partial:
        return edited
    said = True if is_partial else one.completes.get(slot)
    options = [True, False]
    answer = st.radio(
        t("imports.partial", n=document.removed) if document.removed else t("imports.partial_chosen"),
        options,
        None if said is None else options.index(said),
        format_func=lambda completes: t("imports.partial_completes" if completes else "imports.partial_replaces"),
        key=one.key(f"complete-{slot}"),
    )
    if answer is None:
        return replace(edited, wanted=edited.wanted or "imports.state_partial")
    one.completes[slot] = answer
    others = tuple(known for known in edited.choices.partial if known != slot)
    return replace(edited, choices=replace(edited.choices, partial=(*others, slot) if answer else others))


def _named(document: DocumentDifference) -> None:
    name = formats.document_name(document.step, document.number)
    st.subheader(t("imports.against", document=name, year=document.year, budget=plain(document.budget_name)))
    if document.earlier is not None:
        date = formats.long_date(formats.day_of(document.earlier.recorded_at))
        st.caption(t("imports.against_file", file=plain(document.earlier.file_name), date=date))


def _document(document: DocumentDifference) -> None:
    counts = {
        t("imports.lines_added"): formats.number(document.added),
        t("imports.lines_changed"): formats.number(document.changed),
        t("imports.lines_removed"): formats.number(document.removed),
        t("imports.lines_unchanged"): formats.number(document.unchanged),
    }
    st.html(tables.html([{t("imports.lines"): t("imports.count"), **counts}], list(counts)))
    rows = list(_rows(document.changes))
    if rows:
        with st.expander(t("imports.line_by_line"), expanded=len(rows) <= 20):
            figures = [t("imports.stored_now"), t("imports.would_be"), t("imports.gap")]
            st.html(tables.html(rows[:SHOWN], figures))
            _beyond(document, shown=min(len(rows), SHOWN))


def _beyond(document: DocumentDifference, *, shown: int) -> None:
    """Those that are counted only."""
    more = document.added + document.changed + document.removed - len(document.changes)
    more += max(0, sum(1 for _ in _rows(document.changes)) - shown)
    if more > 0:
        st.caption(t("imports.more_changes", n=more))


def _rows(changes: Iterable[LineChange]) -> Iterator[dict[str, str]]:
    """One row for each amount that differs; lines that go first, then those that change."""
    for change in sorted(changes, key=lambda one: list(_CHANGES).index(one.change)):
        for column in Column:
            before, after = (_amount(amounts, column) for amounts in (change.before, change.after))
            if before != after:
                yield _row(change, column, before, after)


def _amount(amounts: Mapping[Column, int] | None, column: Column) -> int | None:
    return None if amounts is None else amounts.get(column)


def _row(change: LineChange, column: Column, before: int | None, after: int | None) -> dict[str, str]:
    gap = (after or 0) - (before or 0)
    return {
        t("imports.what_changes"): t(_CHANGES[change.change]),
        t("total.section"): say(SECTION_LABELS[Section(change.section)]),
        t("total.direction"): say(DIRECTION_LABELS[Direction(change.direction)]),
        t("imports.chapter"): change.chapter or "",
        t("imports.account"): change.account,
        t("imports.function"): change.function or "",
        t("imports.label"): change.label or "",
        t("imports.amount"): say(COLUMN_LABELS[column]),
        t("imports.stored_now"): "" if before is None else formats.euros(before),
        t("imports.would_be"): "" if after is None else formats.euros(after),
        t("imports.gap"): formats.euros(gap),
    }
