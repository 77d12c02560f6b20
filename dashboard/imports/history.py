"""Every import of a town, newest first, each with its file and its undoing; those taken back stay, struck through."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import edits, formats, tables
from dashboard.answers import Town
from dashboard.config import settings
from dashboard.edits import Edit
from dashboard.importing import refusal_sentence
from dashboard.imports import done
from dashboard.imports.brought import Brought
from dashboard.imports.declared import kind_label, kind_of
from dashboard.imports.understood import size
from dashboard.locale import say, t
from dashboard.safe import plain
from data import uploads
from data.connectors.fetched import said_of
from data.queries import ImportRow
from data.refused import Refused

SHOWN = 5
_NATIONAL = "national-"


def show(imports: Sequence[ImportRow], town: Town) -> None:
    st.header(t("imports.history"))
    if not imports:
        st.write(t("imports.none"))
        return
    _imports(imports, town, "")


def show_national(imports: Sequence[ImportRow], observatory: Town) -> None:
    """Those of many authorities, which every town reads."""
    st.header(t("imports.national_history"))
    st.write(t("imports.national_history_what"))
    _imports(imports, observatory, _NATIONAL)


def _imports(imports: Sequence[ImportRow], town: Town, place: str) -> None:
    """place: begins the keys of these widgets, since ids are given out authority by authority."""
    key = f"imports-show-all{place}"
    everything = len(imports) <= SHOWN or st.toggle(t("imports.show_all", n=len(imports)), key=key)
    for imported in imports if everything else imports[:SHOWN]:
        _import(imported, town, place)


def _import(imported: ImportRow, town: Town, place: str) -> None:
    left, middle, right = st.columns([6, 1, 1], vertical_alignment="center")
    left.markdown(_line(imported))
    if imported.source and not town.authority.is_fictional:
        left.caption(plain(say(said_of(imported.source))))
    _edits(imported)
    if imported.kept_hash is not None:
        _file(imported, imported.kept_hash, town, middle, place)
    if imported.undone_at is None:
        column = right.container(horizontal_alignment="right")
        with column.popover(
            t("imports.undo"), icon=":material/undo:", type="tertiary", key=f"imports-undo-{place}{imported.id}"
        ):
            _undoing(imported, town, place)


def _file(imported: ImportRow, fingerprint: str, town: Town, column: DeltaGenerator, place: str) -> None:
    """The file as it is kept, read from the disk when it is asked for; where it is gone, the button says so."""
    whose = (settings().uploads, town.authority.code, fingerprint)
    is_there = uploads.is_there(*whose)
    told = t("imports.kept_help", size=size(imported.file_size)) if is_there else refusal_sentence(Refused("kept_gone"))

    def content() -> bytes:
        kept = uploads.kept(*whose)
        if kept is None:
            raise Refused("kept_gone")
        return kept

    column.container(horizontal_alignment="right").download_button(
        t("imports.kept"),
        done.later(content),
        imported.file_name,
        "application/octet-stream",
        key=f"imports-kept-{place}{imported.id}",
        type="tertiary",
        help=told,
        on_click="ignore",
        icon=":material/download:",
        disabled=not is_there,
    )


def _edits(imported: ImportRow) -> None:
    """Cells put right and rows left out before it was confirmed, with their reasons."""
    made = edits.of_import(imported.summary)
    if not made:
        return
    excluded = sum(edit.is_exclusion for edit in made)
    with st.expander(t("imports.edits_made", n=len(made) - excluded, excluded=excluded), icon=":material/edit:"):
        st.html(tables.html([_edit_row(edit) for edit in made]))


def _edit_row(edit: Edit) -> dict[str, str]:
    what = t("imports.left_out") if edit.is_exclusion else t("imports.put_right", column=edit.column)
    return {
        t("imports.row"): str(edit.row) if edit.sheet is None else f"{edit.row} ({edit.sheet})",
        t("imports.edit"): what,
        t("imports.edit_text"): edit.text,
    }


def _undoing(imported: ImportRow, town: Town, place: str) -> None:
    st.write(t("imports.undo_what", file=plain(imported.file_name)))
    st.button(
        t("imports.undo_yes"),
        key=f"undo-{place}{imported.id}",
        type="primary",
        on_click=done.undo,
        args=(town, imported.id, imported.file_name),
    )


def _line(imported: ImportRow) -> str:
    """« tableau budgétaire · budget.xlsx — 120 lignes, importé le 3 mars 2026 à 9 h 05 par A. Martin »."""
    kind, brought = kind_of(imported.kind), Brought.of_summary(imported.kind, imported.summary)
    line = t(
        "imports.line",
        kind="" if kind is None else f"{kind_label(kind)} · ",
        file=plain(imported.file_name),
        what=t("imports.line_what", what=brought.words) if brought.n else "",
        date=formats.moment(imported.recorded_at),
        author=plain(formats.author(imported.author)),
        number=imported.id,
    )
    if imported.undone_at is None:
        return line
    by = formats.author(imported.undone_by or "")
    undone = t("imports.undone_on", date=formats.moment(imported.undone_at), by=plain(by))
    return f"~~{line}~~ {undone}"
