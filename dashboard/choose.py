"""What a page is about: a town, one of its budgets, a year and a step. The choice stands in the address.

A value in the address is untrusted: one that the town does not have gives way to the first choice.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import streamlit as st
from sqlalchemy import Engine

from dashboard import formats, read
from dashboard.answers import Town, TownBudget
from dashboard.config import settings
from dashboard.locale import t
from dashboard.safe import plain
from data.database import connect
from data.queries import DocumentRow
from metrics.documents import Step

Option = TypeVar("Option")
# In the session: the page shown, as the router names it, and what its lists say.
_PAGE, _SAID = "page", "choose-said"
LONGEST_UNKNOWN = 40  # characters of what a link asks for in vain


@dataclass(frozen=True)
class Choice:
    """One budget document of one town."""

    town: Town
    budget: TownBudget
    document: DocumentRow

    @property
    def year(self) -> int:
        return self.document.year

    @property
    def step(self) -> Step:
        return Step(self.document.step)

    def file_of(self, *more: str) -> tuple[str, ...]:
        """What a file of the document's figures is named after."""
        document = formats.document_name(self.document.step, self.document.number)
        return (self.town.authority.name, self.budget.name, str(self.year), document, *more)


def begin(page: str) -> None:
    """Before a page is run. page: its address."""
    st.session_state[_PAGE] = page
    st.session_state[_SAID] = {}


def write_address() -> None:
    """Once a page has run: what its lists say goes into the address at once, since each change of it costs a moment."""
    said: dict[str, str] = st.session_state[_SAID]
    if any(st.query_params.get(key) != chosen for key, chosen in said.items()):
        st.query_params.update(said)


def open_on(town_code: str) -> None:
    """Make the pages open on a town; only before their lists are drawn, as in a callback."""
    st.session_state[_widget("commune")] = town_code


@cache
def database() -> Engine:
    return connect(settings().database_url)


def town() -> Town | None:
    """The town chosen; None while there is none to choose."""
    known = read.towns(database())
    if not known:
        return None
    return one_of(t("choose.town"), known, "commune", lambda one: one.authority.code, _town_name)


def document() -> Choice | Town | None:
    """The document chosen, from a row of lists; the town alone where it has none yet; None without a town."""
    columns = st.columns([3, 3, 2, 3])
    with columns[0]:
        chosen = town()
    if chosen is None or not read.budgets(chosen):
        return chosen
    with columns[1]:
        budget = one_of(t("choose.budget"), read.budgets(chosen), "budget", lambda b: b.code, lambda b: b.name)
    known = read.documents_of(chosen, budget.id)
    years = sorted({d.year for d in known}, reverse=True)
    with columns[2]:
        year = one_of(t("choose.year"), years, "annee", str, str, read.last_closed_year(chosen, budget.id))
    of_year = sorted((d for d in known if d.year == year), key=_finality, reverse=True)
    with columns[3]:
        step = one_of(t("choose.step"), of_year, "etape", lambda d: f"{d.step}-{d.number}", _document_name)
    return Choice(chosen, budget, step)


def one_of(
    label: str,
    options: Sequence[Option],
    key: str,
    code: Callable[[Option], str],
    name: Callable[[Option], str],
    first: Option | None = None,
) -> Option:
    """One of some options from a list, the choice kept in the address under `key`. first: what it opens on."""
    by_code = {code(option): option for option in options}
    widget = _widget(key)
    unknown = None
    if st.session_state.get(widget) not in by_code:
        unknown = _unknown(key, by_code)
        st.session_state[widget] = _asked(key, by_code, code(first if first is not None else options[0]))
    chosen = st.selectbox(
        label,
        list(by_code),
        key=widget,
        format_func=lambda one: name(by_code[one]) if one in by_code else one,
        filter_mode=None,
    )
    if unknown:
        st.caption(t("choose.unknown", asked=plain(unknown[:LONGEST_UNKNOWN])))
    _keep(key, chosen)
    return by_code[chosen]


def held(options: Sequence[Option], key: str, code: Callable[[Option], str], first: Option) -> Option:
    """What `one_of` would answer, while its list is folded away and not drawn."""
    by_code = {code(option): option for option in options}
    chosen = _asked(key, by_code, code(first))
    _keep(key, chosen)
    return by_code[chosen]


def tab(label: str, options: Sequence[str], key: str, name: Callable[[str], str]) -> str:
    """One of a few views of a page, always in sight, the choice kept in the address under `key`."""
    widget = _widget(key)
    if st.session_state.get(widget) not in options:
        st.session_state[widget] = _asked(key, options, options[0])
    pressed = st.segmented_control(
        label, options, key=widget, format_func=name, required=True, label_visibility="collapsed"
    )
    chosen = pressed or options[0]
    _keep(key, chosen)
    return chosen


def typed(label: str, key: str, start: str) -> str:
    """A text, kept in the address under `key`. start: what it opens on."""
    widget = _widget(key)
    if widget not in st.session_state:
        st.session_state[widget] = st.query_params.get(key) or start
    text: str = st.text_input(label, key=widget)
    _keep(key, text)
    return text


def take(key: str, code: str) -> None:
    """Choose an option of the list of that key, as a click on a chart does; only in a callback."""
    st.session_state[_widget(key)] = code


def _keep(key: str, chosen: str) -> None:
    """Streamlit's own binding leaves defaults out of the address: another town tomorrow would change the link."""
    st.session_state[key] = chosen
    st.session_state[_SAID][key] = chosen


def _asked(key: str, offered: Collection[str], start: str) -> str:
    """What the address asks for, else what was chosen on another page, else the start; only what is offered."""
    asked = (str(st.query_params.get(key)), str(st.session_state.get(key)))
    return next((one for one in asked if one in offered), start)


def _unknown(key: str, offered: Collection[str]) -> str | None:
    """What a link asks for and is not offered. What this session wrote itself is no link: other lists changed it."""
    asked = st.query_params.get(key)
    return asked if asked and asked not in offered and asked != st.session_state.get(key) else None


def _widget(key: str) -> str:
    """Each page has its own list: one taken over from another page would open on its first entry."""
    return f"choose-{key}-{st.session_state.get(_PAGE, '')}"


def _document_name(document: DocumentRow) -> str:
    return formats.document_name(document.step, document.number)


def _finality(document: DocumentRow) -> tuple[int, int]:
    return Step(document.step).finality, document.number


def _town_name(town: Town) -> str:
    return t("choose.fictional", name=town.authority.name) if town.authority.is_fictional else town.authority.name
