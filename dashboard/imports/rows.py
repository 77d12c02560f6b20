"""The rows of the file as they were read, searched by words or by number; one opened is put right or left out."""

from collections.abc import Iterable, Sequence

import pandas as pd
import streamlit as st

from dashboard import formats, importing
from dashboard.importing import Understood, refusal_sentence
from dashboard.imports import document_lines, mending, row_words
from dashboard.imports.doubts import Doubt, Mended
from dashboard.imports.held import Held
from dashboard.imports.mending import At, Edited
from dashboard.imports.widgets import one_of
from dashboard.locale import t
from dashboard.safe import plain
from data.importers.browsing import RowFound, RowsFound, Search
from data.importers.reading import Problem, Severity, TableFound
from data.refused import Refused

HEIGHT = 320  # pixels
MOST_TOLD = 200  # rows whose own words stand beside their problem


def show(one: Held, found: Understood, edited: Edited) -> Edited:
    """The choices, with the rows that the person opened and changed here."""
    if not found.reading.tables:
        document_lines.show(one, found.reading)
        return edited
    if not row_words.may_be_shown(found) or not row_words.places_of(found.reading):
        return edited
    st.header(t("imports.rows_title"))
    search = _search(one, found)
    try:
        rows = one.once(f"rows-{search}", lambda: importing.rows(found, search))
    except Refused as refused:
        st.error(refusal_sentence(refused), icon=":material/block:")
        return edited
    chosen = _table(one, found, rows, search)
    drafts: dict[At, Mended] = one.once("drafts", dict)
    if chosen is not None:
        _open(one, found, chosen, drafts)
    return edited.with_mended(list(drafts.values()))


def own_words(one: Held, found: Understood, doubts: Iterable[Doubt]) -> dict[At, str]:
    """What the rows of some problems say of themselves, so that nobody has to look them up."""
    if not row_words.may_be_shown(found):
        return {}
    wanted = [(doubt.sheet or "", row) for doubt in doubts for row in doubt.rows[:1]][:MOST_TOLD]
    return one.once(f"own-words-{wanted}", lambda: _own_words(found, wanted)) if wanted else {}


def _own_words(found: Understood, wanted: Sequence[At]) -> dict[At, str]:
    try:
        rows = importing.rows(found, Search(row_words.places_of(found.reading), rows=tuple(wanted))).rows
    except Refused:
        return {}  # the problem is told all the same
    tables = _by_sheet(found)
    return {
        (row.sheet or "", row.row): row_words.own_words(row, tables[row.sheet or ""], found.reading) for row in rows
    }


def _search(one: Held, found: Understood) -> Search:
    """Words, a row to start from, and a sheet where there are several."""
    tables = found.reading.tables
    sheets = [table.sheet or "" for table in tables]
    words, number, *sheet = st.columns([4, 2, 3] if len(sheets) > 1 else [4, 2])
    sought = words.text_input(
        t("imports.rows_search"), key=one.key("rows-words"), placeholder=t("imports.rows_search_for")
    )
    first = number.number_input(t("imports.rows_from"), 1, None, None, key=one.key("rows-from"), step=1)
    only = one_of(one, "rows-sheet", t("imports.sheet"), sheets, None, sheet[0]) if sheet else ""
    return Search(row_words.places_of(found.reading), (sought or "").strip(), only or "", int(first or 0))


def _table(one: Held, found: Understood, rows: RowsFound, search: Search) -> RowFound | None:
    """The row chosen by a click or the keyboard; else the one whose number was asked for."""
    if not rows.rows:
        st.info(t("imports.rows_none"), icon=":material/search_off:")
        return None
    st.caption(_counted(found, rows))
    shown = one.once(f"shown-{search}", lambda: _frame(found, rows.rows))
    event = st.dataframe(
        shown,
        key=one.key(f"rows-{hash(search)}"),
        height=min(HEIGHT, 38 + 35 * len(shown)),
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        alt=t("imports.rows_alt"),
    )
    ranks: list[int] = event.selection.rows
    if ranks and ranks[0] < len(rows.rows):
        return rows.rows[ranks[0]]
    return rows.rows[0] if search.first and rows.rows[0].row == search.first else None


def _counted(found: Understood, rows: RowsFound) -> str:
    shown = formats.number(len(rows.rows))
    if rows.count is not None and rows.count > len(rows.rows):
        return t("imports.rows_first_of", shown=shown, n=formats.number(rows.count))
    if rows.count is not None:
        return t("imports.rows_all", n=rows.count, shown=shown)
    return t("imports.rows_first", shown=shown, n=formats.number(found.reading.rows))


def _frame(found: Understood, rows: Sequence[RowFound]) -> pd.DataFrame:
    reading, tables = found.reading, _by_sheet(found)
    understood = row_words.understood_of(reading, {(row.sheet or "", row.row) for row in rows})
    states = _states(found)
    written = []
    for row in rows:
        at = (row.sheet or "", row.row)
        written.append(
            {
                **({t("imports.sheet"): row.sheet or ""} if len(tables) > 1 else {}),
                t("imports.row"): str(row.row),
                t("imports.row_state"): states.get(at) or _state_of_others(found, at in understood),
                **_corrected(found, row, row_words.cells_of(row, tables[row.sheet or ""], reading)),
                t("imports.read_as"): understood.get(at, ""),
            }
        )
    frame = pd.DataFrame(written).fillna("")
    return frame if frame[t("imports.read_as")].any() else frame.drop(columns=t("imports.read_as"))


def _corrected(found: Understood, row: RowFound, cells: dict[str, str]) -> dict[str, str]:
    """The text that was read in the place of the cell's, where somebody put it right."""
    for edit in found.choices.corrections:
        if (edit.sheet, edit.row) == (row.sheet, row.row) and edit.column in cells:
            cells[edit.column] = edit.text
    return cells


def _states(found: Understood) -> dict[At, str]:
    """Of the rows that somebody changed, or that are refused."""
    refused = {
        (problem.sheet or _only_sheet(found), row): t("imports.row_refused")
        for problem in found.reading.errors
        for row in (problem.rows or (() if problem.row is None else (problem.row,)))
    }
    corrected = {(edit.sheet or "", edit.row): t("imports.row_corrected") for edit in found.choices.corrections}
    excluded = {(edit.sheet or "", edit.row): t("imports.row_excluded") for edit in found.choices.exclusions}
    return {**corrected, **refused, **excluded}


def _state_of_others(found: Understood, is_understood: bool) -> str:
    """A row that is no line is a total, a title or a note; of facts that do not say their rows, nothing is said."""
    reading = found.reading
    if is_understood or (not reading.totals_skipped and not reading.rows_refused):
        return t("imports.row_read")
    return t("imports.row_aside") if reading.documents else ""


def _open(one: Held, found: Understood, row: RowFound, drafts: dict[At, Mended]) -> None:
    """The row's own words, and what is to be read instead; kept while another row is opened, until it is read."""
    at, table = (row.sheet or "", row.row), _by_sheet(found)[row.sheet or ""]
    before = drafts.get(at)
    name = f"row-{row.sheet}-{row.row}"
    titles = [column.header for column in row_words.columns_of(table, found.reading).values() if column.header]
    cells = row_words.cells_of(row, table, found.reading)
    with st.container(border=True):
        st.markdown(t("imports.row_figure", what=f"**{_named(row)}**", figure=plain(_said(cells))))
        understood = row_words.understood_of(found.reading, {at}).get(at)
        if understood:
            st.caption(t("imports.row_figure", what=t("imports.read_as"), figure=plain(understood)))
        asked = one_of(
            one,
            f"{name}-column",
            t("imports.cell_to_mend"),
            titles,
            before.doubt.column if before else None,
            st.columns(2)[0],
        )
        problem = Problem("", Severity.WARNING, row.row, asked, cells.get(asked or ""), sheet=row.sheet)
        mended = mending.fields(one, Doubt(problem, table.sheet, (row.row,), asked or ""), name, before)
    if mended.corrections or mended.is_excluded:
        drafts[at] = mended
    else:
        drafts.pop(at, None)
    if drafts:
        st.caption(f":material/edit: {t('imports.rows_changed', n=len(drafts))}")


def _named(row: RowFound) -> str:
    if row.sheet is None:
        return t("imports.row_numbered", row=row.row)
    return t("imports.row_numbered_of", row=row.row, sheet=plain(row.sheet))


def _said(cells: dict[str, str]) -> str:
    return " · ".join(f"{name} {text}" for name, text in cells.items() if text)


def _by_sheet(found: Understood) -> dict[str, TableFound]:
    return {table.sheet or "": table for table in found.reading.tables}


def _only_sheet(found: Understood) -> str:
    """A problem that names no sheet is of the one there is."""
    tables = found.reading.tables
    return (tables[0].sheet or "") if len(tables) == 1 else ""
