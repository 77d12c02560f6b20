"""The grid and what may be pasted beside it. Every cell is text: a column of numbers would read « 12,5 » as 125."""

import pandas as pd
import streamlit as st

from dashboard.entry import drafts, indicators
from dashboard.entry.forms import Place
from dashboard.locale import say, t
from data.importers.entry import TITLES_ROW, Cells, pasted
from data.importers.small.values import INDICATOR, SOURCE, VALUE

ROW_HEIGHT, MOST_ROWS_SEEN = 35, 12  # pixels; rows beyond are scrolled to
LONGEST_CELL, LONGEST_PASTE = 300, 100_000  # characters


def edit(place: Place) -> tuple[Cells, ...]:
    """The rows as they stand in the grid, blank ones included."""
    st.caption(t("entry.how" if place.form.has_absence else "entry.how_plain"))
    draft = drafts.draft_of(place)
    titles = place.titles
    numbers = pd.RangeIndex(TITLES_ROW + 1, TITLES_ROW + 1 + len(draft.base))
    frame = pd.DataFrame(draft.base, columns=list(titles.values()), index=numbers, dtype="str")
    if INDICATOR in titles:
        frame[t("entry.unit")] = [_unit_of(row, place) for row in draft.base]
    seen = min(len(frame) + 2, MOST_ROWS_SEEN)
    edited = st.data_editor(
        frame,
        key=draft.widget,
        num_rows="dynamic",
        hide_index=False,
        height=seen * ROW_HEIGHT,
        alt=t("entry.grid", title=t(place.form.title)),
        disabled=[t("entry.unit")],
        column_config={
            title: st.column_config.TextColumn(
                _titled(place, name),
                width="medium" if name == SOURCE else None,  # as wide as its texts, it would hide the units
                help=_help(place, name),
                max_chars=LONGEST_CELL,
            )
            for name, title in titles.items()
        },
    )
    rows = edited[list(titles.values())].itertuples(index=False, name=None)
    draft.rows = tuple(tuple(map(_text, row)) for row in rows)
    return draft.typed if place.form.has_absence else draft.rows


def paste(place: Place) -> None:
    """Where rows copied from a spreadsheet can be put, by keyboard too."""
    with st.expander(t("entry.paste")):
        key = f"paste-{drafts.draft_of(place).widget}"
        st.text_area(
            t("entry.paste_here"),
            key=key,
            height=140,
            max_chars=LONGEST_PASTE,
            help=t("entry.paste_help", titles=", ".join(place.titles.values())),
        )
        st.button(
            t("entry.paste_add"),
            key="entry-paste",
            icon=":material/content_paste_go:",
            on_click=_add,
            args=(place, key),
        )


def _add(place: Place, key: str) -> None:
    drafts.add(place, pasted(str(st.session_state.get(key) or ""), place.form.read, place.titles))


def _titled(place: Place, name: str) -> str:
    """The title of a column, with the unit of its figures where all have the same."""
    title, unit = place.titles[name], indicators.unit(dict(place.constants).get(INDICATOR, ""))
    return t("entry.in_unit", title=title, unit=unit) if name == VALUE and unit else title


def _unit_of(row: Cells, place: Place) -> str:
    return indicators.unit(indicators.named(dict(zip(place.columns, row, strict=True))[INDICATOR], place.town))


def _help(place: Place, name: str) -> str:
    field = place.form.field(name)
    example = t("entry.example", example=field.example)
    return example if field.help is None else f"{say(field.help)} {example}"


def _text(cell: object) -> str:
    """A cell never filled in is None, or not a number."""
    return cell.strip() if isinstance(cell, str) else ""
