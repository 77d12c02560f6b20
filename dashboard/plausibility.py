"""Documents about to be stored, weighed by their town: a wrong unit or another town's file is told, never refused."""

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from dashboard import formats
from data import control_sums, entry_queries, queries
from data.importers.reading import DocumentRead, Problem, Severity
from data.queries import DocumentRow
from metrics.documents import BudgetKind
from metrics.finance.plausible import Doubt, Size, doubt
from metrics.finance.totals import ControlTotal, CountedLine, control_columns, control_totals
from metrics.nomenclature import Direction, Section

_CODES = {
    Doubt.TOO_MUCH: "too_much_per_inhabitant",
    Doubt.TOO_LITTLE: "too_little_per_inhabitant",
    Doubt.JUMP: "jump",
}
OPERATING = (Section.OPERATING, Direction.EXPENDITURE)


def doubts(session: Session, authority_id: int | None, documents: Sequence[DocumentRead]) -> Iterator[Problem]:
    """authority_id: None for a town that is not stored yet, whose documents have only their own population."""
    stored = [] if authority_id is None else queries.documents(session, authority_id)
    for document in documents:
        if document.step.is_difference:
            continue
        size = _size(session, authority_id, document, stored)
        found = doubt(size, is_main=document.budget_kind is BudgetKind.MAIN)
        if found is not None:
            yield _told(found, size, document)


def _size(session: Session, authority_id: int | None, document: DocumentRead, stored: Sequence[DocumentRow]) -> Size:
    spent = sum(total.real for total in control_totals(_counted(document)) if _is_operating(total))
    people = document.population or _inhabitants(session, authority_id, document.year)
    return Size(spent, people, _spent_before(session, authority_id, document, stored))


def _counted(document: DocumentRead) -> Iterator[CountedLine]:
    columns = control_columns(document.step)
    for line in document.lines:
        cents = sum(line.amounts.get(column) or 0 for column in columns)
        yield CountedLine(line.section, line.direction, line.nature, cents)


def _is_operating(total: ControlTotal) -> bool:
    return (total.section, total.direction) == OPERATING


def _inhabitants(session: Session, authority_id: int | None, year: int) -> int | None:
    """The total population of the year nearest."""
    known = [] if authority_id is None else entry_queries.populations(session, authority_id)
    total = [one for one in known if one.kind == "total"]
    return min(total, key=lambda one: abs(one.year - year)).count if total else None


def _spent_before(
    session: Session, authority_id: int | None, document: DocumentRead, stored: Sequence[DocumentRow]
) -> int | None:
    """By the same step a year earlier, book entries included; None where it is not stored."""
    wanted = (document.budget_code, document.year - 1, str(document.step))
    found = next((one for one in stored if (one.budget_code, one.year, one.step) == wanted), None)
    if authority_id is None or found is None:
        return None
    sums = control_sums.sums_of(session, authority_id, found.id, control_columns(document.step))
    return sums.get(OPERATING)


def _told(found: Doubt, size: Size, document: DocumentRead) -> Problem:
    parts = {"year": document.year, "spent": formats.euros_compact(size.spent)}
    if found is Doubt.JUMP:
        parts["before"] = formats.euros_compact(size.spent_before or 0)
    else:
        parts["each"] = formats.euros_rounded(size.spent // (size.inhabitants or 1))
        parts["people"] = formats.inhabitants(size.inhabitants or 0)
    return Problem(_CODES[found], Severity.WARNING, text=document.budget_name, parts=parts)
