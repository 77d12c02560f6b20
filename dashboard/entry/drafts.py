"""What a person has typed and not yet stored: kept while she looks at other pages, apart for each grid."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.entry import forms
from dashboard.entry.forms import Place
from data.importers.entry import Cells, is_blank_row

SPARE_ROWS = 12  # blank rows at the end of a grid, to type or paste into
_DRAFTS, _TURN = "entry-drafts", "entry-turn"
_Key = tuple[object, ...]


@dataclass
class Draft:
    """base: what the grid opened on; the widget named `widget` holds what was changed since. rows: the whole as typed.

    opened_on: its filled rows then; version: of the town's data then.
    """

    widget: str
    base: tuple[Cells, ...]
    rows: tuple[Cells, ...]
    opened_on: tuple[Cells, ...]
    version: int

    @property
    def is_changed(self) -> bool:
        return filled(self.rows) != self.opened_on


def draft_of(place: Place) -> Draft:
    """The draft of a grid; opened again on its own rows where the page was left meanwhile."""
    drafts: dict[_Key, Draft] = st.session_state.setdefault(_DRAFTS, {})
    draft, version = drafts.get(_key(place)), place.town.authority.data_version
    if draft is None or (draft.version != version and not draft.is_changed):
        draft = drafts[_key(place)] = _opened(place, version)
    elif draft.widget not in st.session_state and draft.base != draft.rows:
        _reopen(draft, draft.rows)
    return draft


def add(place: Place, rows: Sequence[Cells]) -> None:
    """Put rows after those typed so far."""
    draft = draft_of(place)
    _reopen(draft, (*filled(draft.rows), *rows))


def forget(place: Place) -> None:
    st.session_state.get(_DRAFTS, {}).pop(_key(place), None)


def filled(rows: Sequence[Cells]) -> tuple[Cells, ...]:
    return tuple(row for row in rows if not is_blank_row(row))


def _opened(place: Place, version: int) -> Draft:
    known = tuple(forms.cells_of(fact, place) for fact in forms.known(place))
    rows = _spared((*known, *forms.started(place, known)), place)
    return Draft(_widget(), rows, rows, filled(rows), version)


def _reopen(draft: Draft, rows: Sequence[Cells]) -> None:
    kept = filled(rows)
    blank = ("",) * len(draft.base[0])
    draft.base = draft.rows = (*kept, *(blank,) * SPARE_ROWS)
    draft.widget = _widget()


def _spared(rows: Sequence[Cells], place: Place) -> tuple[Cells, ...]:
    blank = ("",) * len(place.columns)
    return (*rows, *(blank,) * SPARE_ROWS)


def _key(place: Place) -> _Key:
    return (place.town.authority.code, place.form.slug, place.constants, place.year)


def _widget() -> str:
    st.session_state[_TURN] = int(st.session_state.get(_TURN, 0)) + 1
    return f"entry-grid-{st.session_state[_TURN]}"
