"""Control totals of a budget document: what a person compares with the printed pages before confirming."""

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.documents import Column, Step
from metrics.language import COLUMNS, Stage
from metrics.nomenclature import Direction, Nature, Section


@dataclass(frozen=True)
class ControlTotal:
    """Lines of one section and direction added up, in cents: all of them, and the real operations alone."""

    section: Section
    direction: Direction
    lines: int
    total: int
    real: int


@dataclass(frozen=True)
class CountedLine:
    """What a control total needs of a line."""

    section: Section
    direction: Direction
    nature: Nature
    amount: int


def control_totals(lines: Iterable[CountedLine]) -> tuple[ControlTotal, ...]:
    """One total per section and direction present, operating first and expenditure first."""
    found = list(lines)
    return tuple(
        _total(section, direction, of_pair)
        for section in Section
        for direction in Direction
        if (of_pair := [line for line in found if (line.section, line.direction) == (section, direction)])
    )


def control_columns(step: Step) -> tuple[Column, ...]:
    """The columns whose sum a document of this step prints at the foot of its pages."""
    return (Column.VOTED,) if step.is_difference else COLUMNS[Stage.VOTED, step]


def _total(section: Section, direction: Direction, lines: list[CountedLine]) -> ControlTotal:
    real = sum(line.amount for line in lines if line.nature is Nature.REAL)
    return ControlTotal(section, direction, len(lines), sum(line.amount for line in lines), real)
