"""The file that one session has dropped, what was read of it and what the person asks for, kept from run to run.

Nothing is shared between sessions. The file's folder on disk goes when another file takes its place, or with the
session.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import choose, importing, read
from dashboard.importing import Dropped, Understood
from dashboard.imports.storing import Storing
from dashboard.locale import t
from data.importers.choices import Choices
from data.importers.table import Town

Answer = TypeVar("Answer")
_HELD, _READINGS = "imports-held", "imports-readings"


@dataclass
class Held:
    """asked: a person's choices; None for those remembered of the last file of this shape, else as detected.

    reading: how many files were read in this session; it names the page's widgets, so that those of an earlier
    reading never speak for this one. town: whose facts they are, where a person says so of this file alone. siren: what
    that town is known by beforehand, of published data. completes: by slot, whether the file completes a document it
    lacks lines of, or replaces it; without those of which nothing was said. storing: what became of it once confirmed.
    pending: the choices as the person has them now, where the file was not read by them yet.
    """

    dropped: Dropped
    asked: Choices | None = None
    found: Understood | None = None
    read_for: Any = None
    reading: int = 0
    town: Town | None = None
    siren: str = ""
    completes: dict[str, bool] = field(default_factory=dict)
    storing: Storing | None = None
    pending: Choices | None = None
    answers: dict[str, Any] = field(default_factory=dict)

    def key(self, name: str) -> str:
        """Of a widget of this reading."""
        return f"imports-{self.reading}-{name}"

    def once(self, name: str, compute: Callable[[], Answer]) -> Answer:
        """What a reading adds up to, worked out once however often the page is drawn."""
        if name not in self.answers:
            self.answers[name] = compute()
        answer: Answer = self.answers[name]
        return answer

    def put_down(self) -> None:
        """Looked at no more: what was read of it goes; what was chosen stays, for when it is read again."""
        self.asked, self.pending = self.pending or self.asked, None
        self.found, self.read_for = None, None
        self.answers.clear()


def held() -> Held | None:
    found: Held | None = st.session_state.get(_HELD)
    return found


def hold(dropped: Dropped, siren: str = "") -> None:
    st.session_state[_HELD] = Held(dropped, siren=siren)


def put_in_hand(one: Held) -> None:
    st.session_state[_HELD] = one


def let_go() -> None:
    st.session_state.pop(_HELD, None)


def understood(one: Held, expected: Town | None, told: str = "") -> Understood:
    """The file as it stands against what is stored now: read again only when that, the town or the choices changed.

    told: beside the bar while it is read.
    """
    place = st.bottom.empty()  # always there, so that what follows keeps its place from run to run
    now = (None if expected is None else expected.code, _versions(), one.asked)
    if one.found is None or one.read_for != now:
        _read(one, expected, place, told or t("imports.reading"))
        one.read_for = now
        place.empty()
    if one.found is None:
        raise RuntimeError("a reading that ends gives what it found")
    return one.found


def _read(one: Held, expected: Town | None, place: DeltaGenerator, told: str) -> None:
    bar = place.progress(0.0, text=told)

    def tell(share: float) -> None:
        bar.progress(min(max(share, 0.0), 1.0), text=told)

    engine = choose.database()
    one.found = importing.understand(engine, one.dropped, expected, choices=one.asked, progress=tell)
    one.answers.clear()
    one.reading = st.session_state[_READINGS] = st.session_state.get(_READINGS, 0) + 1


def _versions() -> tuple[tuple[int, int], ...]:
    """Of every place that a file may go to."""
    engine = choose.database()
    national = (read.observatory(engine, is_fictional=fictional) for fictional in (False, True))
    places = (*read.towns(engine), *filter(None, national))
    return tuple((place.id, place.authority.data_version) for place in places)
