"""Sums of a stored budget document, for a person to compare with the document she is about to store."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data import models
from data.queries import DocumentRow
from metrics.documents import Column, Step
from metrics.nomenclature import Direction, Section

Sums = dict[tuple[Section, Direction], int]


@dataclass(frozen=True)
class Compared:
    """A document stored, and its sums by section and direction, in cents."""

    document: DocumentRow
    sums: Sums


def sums_of(session: Session, authority_id: int, document_id: int, columns: Sequence[Column]) -> Sums:
    """The columns added up by section and direction, over the lines that count in a document.

    An amount not printed adds nothing.
    """
    line = models.BudgetLine
    rows = session.execute(
        select(line.section, line.direction, *(func.sum(getattr(line, column)) for column in columns))
        .where(line.authority_id == authority_id, line.counts_in == document_id)
        .group_by(line.section, line.direction)
    )
    return {
        (Section(section), Direction(direction)): sum(int(one or 0) for one in cents)
        for section, direction, *cents in rows
    }


def before(documents: Sequence[DocumentRow], budget_code: str, year: int, step: Step) -> DocumentRow | None:
    """What a document is compared with: the same step a year before, else the budget of its own year."""
    wanted = ((year - 1, step), (year, Step.INITIAL))
    of_budget = [one for one in documents if one.budget_code == budget_code]
    for wanted_year, wanted_step in wanted:
        if (wanted_year, wanted_step) == (year, step):
            continue
        found = [one for one in of_budget if (one.year, one.step) == (wanted_year, wanted_step)]
        if found:
            return max(found, key=lambda one: one.number)
    return None
