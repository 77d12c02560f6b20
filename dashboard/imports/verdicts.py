"""What a reading comes to, in a word: stored as it is, looked at first, mended first, or never."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dashboard import formats, importing
from dashboard.importing import Understood
from dashboard.imports import doubts
from dashboard.imports.declared import kind_label
from dashboard.imports.held import Held
from dashboard.locale import t
from data.importers.reading import Problem, Severity
from metrics.documents import Step

KNOWN = "already_imported"
_ORDER = {step: rank for rank, step in enumerate(Step)}


class Outcome(StrEnum):
    READY = "ready"
    CHECK = "check"  # may be stored once somebody has looked at what is told of it
    MEND = "mend"  # cells to put right
    ASKED = "asked"  # a question to answer
    KNOWN = "known"
    REFUSED = "refused"


_WORDS = {
    Outcome.READY: "imports.verdict_ready",
    Outcome.CHECK: "imports.verdict_check",
    Outcome.MEND: "imports.verdict_mend",
    Outcome.ASKED: "imports.verdict_asked",
    Outcome.KNOWN: "imports.verdict_known",
    Outcome.REFUSED: "imports.verdict_refused",
}


@dataclass(frozen=True)
class Verdict:
    """n: how many things are to be mended or checked. told: what a person must have looked at, as fingerprints of the
    problems. documents: name, year, step and number of each. rank: where it stands among others.
    """

    outcome: Outcome
    n: int
    kind: str
    documents: tuple[tuple[str, int, Step, int], ...]
    told: tuple[str, ...]
    against: Problem | None = None  # where nothing can be done about it here

    @property
    def may_be_stored(self) -> bool:
        return self.outcome in (Outcome.READY, Outcome.CHECK)

    @property
    def is_final(self) -> bool:
        """Nothing can be done about it here."""
        return self.outcome in (Outcome.KNOWN, Outcome.REFUSED)

    @property
    def words(self) -> str:
        return t(_WORDS[self.outcome], n=self.n)

    @property
    def why(self) -> str:
        return "" if self.against is None else importing.problem_sentence(self.against)

    @property
    def what(self) -> str:
        """« Budget principal · 2024 · budget primitif », the first of several documents; else the kind."""
        if not self.documents:
            return kind_label(self.kind)
        (name, year, step, number), *others = self.documents
        words = f"{name} · {year} · {formats.document_name(step, number)}"
        return f"{words} {t('imports.and_documents', n=len(others))}" if others else words

    @property
    def rank(self) -> tuple[int, int, int]:
        """Year, step, number of its first document; files of other kinds come after."""
        return min(((year, _ORDER[step], number) for _, year, step, number in self.documents), default=(9999, 0, 0))


def verdict_of(one: Held, found: Understood) -> Verdict:
    outcome = _outcome(one, found)
    severity = Severity.WARNING if outcome is Outcome.CHECK else Severity.ERROR
    return Verdict(
        outcome,
        doubts.count(found, severity),
        found.reading.kind,
        tuple((one.budget_name, one.year, one.step, one.number) for one in found.reading.documents),
        tuple(f"{problem.code} {problem.sheet} {problem.row} {problem.column}" for problem in found.problems),
        next(iter(_errors(found)), None) if outcome in (Outcome.KNOWN, Outcome.REFUSED) else None,
    )


def is_known(found: Understood) -> bool:
    """Whether the only thing against a file is that it is stored already: there is nothing to mend."""
    return {problem.code for problem in _errors(found)} == {KNOWN}


def _errors(found: Understood) -> Iterator[Problem]:
    return (problem for problem in found.problems if problem.severity is Severity.ERROR)


def _outcome(one: Held, found: Understood) -> Outcome:
    if any(problem.code == KNOWN for problem in found.problems):
        return Outcome.KNOWN
    if found.refused:
        return Outcome.MEND if _can_be_mended(found) else Outcome.REFUSED
    if _is_asked(one, found):
        return Outcome.ASKED
    return Outcome.CHECK if found.problems else Outcome.READY


def _can_be_mended(found: Understood) -> bool:
    """A table by its cells and columns; what lacks only an answer, by that."""
    return bool(found.reading.tables) or any(problem.code == "no_town" for problem in found.problems)


def _is_asked(one: Held, found: Understood) -> bool:
    """Whether some document would lose lines, and nobody has said that it may."""
    documents = () if found.difference is None else found.difference.documents
    return any(document.removed and one.completes.get(document.slot, True) for document in documents)
