"""The files dropped together, in the order they are treated, and what became of each; one session's alone.

The files are on disk. Of a reading that is not the one looked at, only its verdict is kept: a file is read again when
it is opened, and before it is stored.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

import streamlit as st

from dashboard.importing import Dropped, Understood
from dashboard.imports.held import Held, held, let_go, put_in_hand
from dashboard.imports.verdicts import Verdict, verdict_of
from dashboard.locale import t
from dashboard.safe import plain
from data.importers.sandbox import MEBIBYTE

_QUEUE = "imports-queue"
MOST_FILES = 100
LARGEST_TOGETHER = 1024 * MEBIBYTE  # bytes on disk


class Fate(StrEnum):
    """What became of a file beside what was read of it."""

    WAITING = "waiting"
    STORED = "stored"
    UNDONE = "undone"


@dataclass
class Waiting:
    """seen: the problems that a person has looked at and accepted; None until she says so. stored: (town, import)."""

    held: Held
    verdict: Verdict | None = None
    fate: Fate = Fate.WAITING
    seen: tuple[str, ...] | None = None
    stored: tuple[int, int] | None = None

    @property
    def name(self) -> str:
        return self.held.dropped.file.name

    @property
    def is_ready(self) -> bool:
        """Nothing stands against it that nobody has looked at."""
        verdict = self.verdict
        if self.fate is not Fate.WAITING or verdict is None or self.held.pending is not None:
            return False
        if not verdict.may_be_stored:
            return False
        return set(verdict.told) <= set(self.seen or ())

    @property
    def is_settled(self) -> bool:
        return self.fate is not Fate.WAITING or (self.verdict is not None and self.verdict.is_final)

    def judge(self, found: Understood) -> Verdict:
        self.verdict = verdict_of(self.held, found)
        return self.verdict


@dataclass
class Queue:
    """running: whether the ready ones are being stored one after the other. stopped: why that ended before its end.

    stored: how many it stored. left_out: names of files that came when there were too many.
    """

    files: list[Waiting] = field(default_factory=list)
    running: bool = False
    stopped: str = ""
    stored: int = 0
    left_out: tuple[str, ...] = ()

    @property
    def unread(self) -> list[Waiting]:
        return [one for one in self.files if one.verdict is None]

    @property
    def ready(self) -> list[Waiting]:
        """A budget before what amends it, year after year."""
        return sorted((one for one in self.files if one.is_ready), key=_rank)

    @property
    def unsettled(self) -> list[Waiting]:
        return sorted((one for one in self.files if not one.is_settled), key=_rank)

    def of(self, one: Held | None) -> Waiting | None:
        return next((waiting for waiting in self.files if waiting.held is one), None)

    def number(self, one: Held) -> int:
        """Its place in the list, from 1."""
        return 1 + next(rank for rank, waiting in enumerate(self.files) if waiting.held is one)

    def in_order(self) -> None:
        self.files.sort(key=_rank)


def queue() -> Queue | None:
    """None where files come one at a time."""
    found: Queue | None = st.session_state.get(_QUEUE)
    return found


def waiting_in(one: Held) -> Waiting | None:
    found = queue()
    return None if found is None else found.of(one)


def put_in(files: Iterable[Dropped]) -> None:
    """Behind those that wait already, the one in hand among them; each content once."""
    found = queue()
    if found is None or not found.unsettled:
        found = st.session_state[_QUEUE] = Queue()
        one = held()
        if one is not None:
            found.files.append(Waiting(one))
    known = {waiting.held.dropped.file.sha256 for waiting in found.files}
    left_out, size = [], sum(waiting.held.dropped.file.size for waiting in found.files)
    for dropped in files:
        size += dropped.file.size
        if dropped.file.sha256 in known or len(found.files) >= MOST_FILES or size > LARGEST_TOGETHER:
            size -= dropped.file.size
            left_out.append(dropped.file.name)
            continue
        known.add(dropped.file.sha256)
        found.files.append(Waiting(Held(dropped)))
    found.left_out, found.stopped = tuple(left_out), ""


def open_file(one: Waiting) -> None:
    """Look at one; of the one looked at before, only what was chosen and its verdict are kept."""
    before = held()
    if before is not None and before is not one.held:
        _put_down(before)
    put_in_hand(one.held)


def _put_down(one: Held) -> None:
    """What was changed of it is read before it is judged again."""
    waiting = waiting_in(one)
    if waiting is not None and one.pending is not None:
        waiting.verdict = None
    one.put_down()


def accept(one: Held, found: Understood) -> None:
    """A person has looked at what is told of it."""
    waiting = waiting_in(one)
    if waiting is not None:
        waiting.seen = waiting.judge(found).told


def judge(one: Held, found: Understood) -> None:
    if (waiting := waiting_in(one)) is not None:
        waiting.judge(found)


def open_next() -> None:
    """The first that waits for somebody, else none."""
    found = queue()
    if found is not None and found.unsettled:
        asked = [one for one in found.unsettled if not one.is_ready]
        open_file((asked or found.unsettled)[0])


def let_go_of(one: Held) -> None:
    """Set it aside: nothing of it was stored."""
    found = queue()
    if found is not None:
        found.files = [waiting for waiting in found.files if waiting.held is not one]
        if not found.files:
            st.session_state.pop(_QUEUE)


def drop_all() -> None:
    """Set every file aside; what is stored stays so."""
    let_go()
    st.session_state.pop(_QUEUE, None)


def tell_stored(one: Held, authority_id: int, import_id: int) -> None:
    found, waiting = queue(), waiting_in(one)
    if found is not None and waiting is not None:
        waiting.fate, waiting.stored = Fate.STORED, (authority_id, import_id)
        one.put_down()
        found.stored += found.running


def stop(one: Held, why: str) -> None:
    """At the first that fails: what is stored stays, the others wait."""
    found = queue()
    if found is not None and found.running:
        found.running = False
        name = plain(one.dropped.file.name)
        found.stopped = t("imports.queue_stopped", file=name, why=why, n=found.stored, left=len(found.unsettled))


def tell_undone(authority_id: int, import_id: int) -> None:
    found = queue()
    for one in () if found is None else found.files:
        if one.stored == (authority_id, import_id):
            one.fate = Fate.UNDONE


def _rank(one: Waiting) -> tuple[object, ...]:
    return (one.verdict is None, () if one.verdict is None else one.verdict.rank, one.name)
