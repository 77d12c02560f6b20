"""What a person has typed and not yet stored: kept while she looks at other pages, apart for each grid."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from dashboard.entry import forms, started
from dashboard.entry.forms import FIGURES, Place
from data.importers.entry import Cells, is_blank_row
from data.importers.numbers import CellError
from data.importers.periods.fields import DATE
from data.importers.periods.period import Part, Period, read
from data.words import folded

SPARE_ROWS = 12  # blank rows at the end of a grid, to type or paste into
_DRAFTS, _TURN = "entry-drafts", "entry-turn"
_Key = tuple[object, ...]


@dataclass
class Draft:
    """base: what the grid opened on; the widget named `widget` holds what was changed since. rows: the whole as typed.

    opened_on: its filled rows then; started: those of them that lack their figure; version: of the town's data then.
    """

    widget: str
    base: tuple[Cells, ...]
    rows: tuple[Cells, ...]
    opened_on: tuple[Cells, ...]
    started: frozenset[Cells]
    version: int

    @property
    def is_changed(self) -> bool:
        return filled(self.rows) != self.opened_on

    @property
    def typed(self) -> tuple[Cells, ...]:
        """The rows, those that still lack their figure left blank: nobody said that it is missing."""
        return tuple(("",) * len(row) if row in self.started else row for row in self.rows)


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


def of_other_years(place: Place) -> Mapping[int, list[Cells]]:
    """The rows typed for other years than the one that the grid shows."""
    found: dict[int, list[Cells]] = defaultdict(list)
    if place.year is not None:
        draft = draft_of(place)
        for row in filled(draft.rows):
            year = _year_of(row, place)
            if row not in draft.opened_on and year not in (None, place.year):
                found[year or 0].append(row)
    return dict(sorted(found.items()))


def move(place: Place, rows: Sequence[Cells], other: Place) -> None:
    """Carry rows to another grid, in place of those that say the same thing there."""
    draft, target = draft_of(place), draft_of(other)
    moved = {_about(row, place): row for row in rows}
    stay = [moved.pop(_about(row, other), row) for row in filled(target.rows)]
    _reopen(draft, [row for row in filled(draft.rows) if row not in rows])
    _reopen(target, [*stay, *moved.values()])


def write_again(place: Place, before: str, after: str) -> None:
    """Write one text instead of another in every cell that is it."""
    draft = draft_of(place)
    _reopen(draft, [tuple(after if cell == before else cell for cell in row) for row in filled(draft.rows)])


def years(place: Place) -> set[int]:
    """The years of the grids like this one that hold something typed."""
    drafts: dict[_Key, Draft] = st.session_state.get(_DRAFTS, {})
    alike = [key for key, draft in drafts.items() if key[:3] == _key(place)[:3] and draft.is_changed]
    return {key[3] for key in alike if isinstance(key[3], int)}


def forget(place: Place) -> None:
    st.session_state.get(_DRAFTS, {}).pop(_key(place), None)


def filled(rows: Sequence[Cells]) -> tuple[Cells, ...]:
    return tuple(row for row in rows if not is_blank_row(row))


def _opened(place: Place, version: int) -> Draft:
    facts = forms.known(place)
    known, lacking = tuple(forms.cells_of(fact, place) for fact in facts), started.rows(place, facts)
    rows = _spared((*known, *lacking), place)
    return Draft(_widget(), rows, rows, filled(rows), frozenset(lacking), version)


def _reopen(draft: Draft, rows: Sequence[Cells]) -> None:
    kept = filled(rows)
    blank = ("",) * len(draft.base[0])
    draft.base = draft.rows = (*kept, *(blank,) * SPARE_ROWS)
    draft.widget = _widget()


def _spared(rows: Sequence[Cells], place: Place) -> tuple[Cells, ...]:
    blank = ("",) * len(place.columns)
    return (*rows, *(blank,) * SPARE_ROWS)


def _year_of(row: Cells, place: Place) -> int | None:
    when = _period(dict(zip(place.columns, row, strict=True)).get(DATE, ""))
    return when.starts_on.year if isinstance(when, Period) else None


def _about(row: Cells, place: Place) -> tuple[object, ...]:
    """What a row is about, however it is written."""
    said = dict(zip(place.columns, row, strict=True))
    return tuple(_period(text) if name == DATE else folded(text) for name, text in said.items() if name not in FIGURES)


def _period(text: str) -> Period | Part | str:
    try:
        return read(text)
    except CellError:
        return folded(text)


def _key(place: Place) -> _Key:
    return (place.town.authority.code, place.form.slug, place.constants, place.year, place.only_missing, place.wanted)


def _widget() -> str:
    st.session_state[_TURN] = int(st.session_state.get(_TURN, 0)) + 1
    return f"entry-grid-{st.session_state[_TURN]}"
