"""From a dropped file to a stored import: understand, show, confirm; the page and the command line share it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Engine

from dashboard import formats
from dashboard.locale import t
from data import store
from data.database import reading as session_on
from data.importers.detect import clean_name, read_file
from data.importers.reading import DocumentRead, Problem, Reading, Severity
from data.queries import AuthorityRow
from data.store import Delivery, Receipt, ReceivedFile, Refused
from metrics.documents import Column
from metrics.finance.totals import ControlTotal, CountedLine, control_columns, control_totals


@dataclass(frozen=True)
class Understood:
    """A file as it was read, and what stands against storing it for the town it was dropped for."""

    file: ReceivedFile
    reading: Reading
    problems: tuple[Problem, ...]  # of the reading, then of the place it would go to

    @property
    def refused(self) -> bool:
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def understand(engine: Engine, name: str, content: bytes, expected: AuthorityRow | None) -> Understood:
    """Read a file and compare it with what is stored; nothing is stored.

    expected: the town it must belong to; None where the file's own town may be added.
    """
    file, read = ReceivedFile.of(clean_name(name), content), read_file(content)
    return Understood(file, read, (*read.problems, *_against_place(engine, file, read, expected)))


def confirm(engine: Engine, understood: Understood, author: str) -> Receipt:
    """Store what was shown. Refused: something stands against it, or came to stand against it meanwhile."""
    if understood.refused:
        raise Refused("has_errors")
    return store.record(engine, Delivery.of_reading(understood.reading, understood.file), author=author)


def totals_of(document: DocumentRead) -> tuple[ControlTotal, ...]:
    """Sums by section and direction, of the column a document of this step is read by."""
    columns = control_columns(document.step)
    return control_totals(
        CountedLine(line.section, line.direction, line.nature, _sum_of(line.amounts, columns))
        for line in document.lines
    )


def problem_sentence(problem: Problem) -> str:
    """What is wrong, where, and what to do, in the current language."""
    parts = {"row": problem.row, "column": problem.column, "text": problem.text} | dict(problem.parts)
    return t(f"problem.{problem.code}", **parts)


def refusal_sentence(refused: Refused) -> str:
    parts = {name: _shown(value) for name, value in refused.parts.items()}
    return t(f"refused.{refused.code}", **parts)


def _against_place(
    engine: Engine, file: ReceivedFile, read: Reading, expected: AuthorityRow | None
) -> Iterable[Problem]:
    for document in read.documents[:1]:
        if expected is not None and document.authority_code != expected.code:
            yield Problem(
                "wrong_tenant",
                Severity.ERROR,
                text=document.authority_name,
                parts={"code": document.authority_code, "expected": expected.name},
            )
        yield from _already_there(engine, file, document.authority_code)


def _already_there(engine: Engine, file: ReceivedFile, authority_code: str) -> Iterable[Problem]:
    with session_on(engine) as session:
        authority = store.authority_named(session, authority_code)
        earlier = authority and store.standing_import(session, authority.id, file.sha256)
        if earlier:
            parts = {"by": earlier.author, "date": formats.long_date(earlier.recorded_at.date())}
            yield Problem("already_imported", Severity.ERROR, text=earlier.file_name, parts=parts)


def _sum_of(amounts: Mapping[Column, int], columns: tuple[Column, ...]) -> int:
    return sum(amounts.get(column) or 0 for column in columns)


def _shown(value: object) -> object:
    return formats.long_date(value.date()) if hasattr(value, "date") else value
