"""Book entries bear no cash: what one chapter spends another receives, to the cent (CGCT, M57 instruction).

Between sections 042 meets 040 and 023 meets 021; within a section 043 and 041 meet themselves. A transfer of 023 and
021 is voted and never executed. Of a budget voted by function, they are 946 and 926, 953 and 951, 947, 925.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from data.importers.findings import Findings
from data.importers.reading import DocumentRead, LineRead
from metrics.documents import Column, Step
from metrics.nomenclature import Direction, Section

Side = tuple[Section, Direction]
Sums = Mapping[tuple[Section, Direction, str], int]
_OF_VOTES = (Column.VOTED, Column.OPENED)
_TRANSFERS = frozenset({"021", "023"})  # chapters of a budget, and its accounts


@dataclass(frozen=True)
class Pair:
    """What spends and what receives the same sum: section and chapter of each."""

    spent: tuple[Section, str]
    received: tuple[Section, str]

    @property
    def sides(self) -> set[Side]:
        return {(self.spent[0], Direction.EXPENDITURE), (self.received[0], Direction.REVENUE)}

    def sums(self, sums: Sums) -> tuple[int, int]:
        (spending, spent), (receiving, received) = self.spent, self.received
        return (
            sums.get((spending, Direction.EXPENDITURE, spent), 0),
            sums.get((receiving, Direction.REVENUE, received), 0),
        )


def _pairs(operating: str, investment: str, within_operating: str, within_investment: str) -> tuple[Pair, ...]:
    """Chapters of what goes between the sections, both ways, and of what stays within each."""
    return (
        Pair((Section.OPERATING, operating), (Section.INVESTMENT, investment)),
        Pair((Section.INVESTMENT, investment), (Section.OPERATING, operating)),
        Pair((Section.OPERATING, within_operating), (Section.OPERATING, within_operating)),
        Pair((Section.INVESTMENT, within_investment), (Section.INVESTMENT, within_investment)),
    )


PAIRS = (*_pairs("042", "040", "043", "041"), *_pairs("946", "926", "947", "925"))
TRANSFERS = tuple(
    Pair((Section.OPERATING, given), (Section.INVESTMENT, taken)) for given, taken in (("023", "021"), ("953", "951"))
)


def tell_order_gaps(document: DocumentRead, findings: Findings, margin: int = 0) -> None:
    """A warning for each pair that does not meet, where the file holds both of its sides. margin: cents of rounding."""
    present = {(line.section, line.direction) for line in document.lines}
    for column in _columns(document):
        sums = _sums(document.lines, column)
        for pair in (*PAIRS, *TRANSFERS) if column in _OF_VOTES else PAIRS:
            _tell_gap(pair, pair.sums(sums), column, present, findings, margin)


def _columns(document: DocumentRead) -> Iterable[Column]:
    """What was executed where the account is closed, besides what was voted or opened."""
    printed = {column for line in document.lines for column in line.amounts}
    if document.step.is_difference:
        return {Column.VOTED} & printed
    votes = [column for column in reversed(_OF_VOTES) if column in printed][:1]
    return [*votes, *({Column.EXECUTED} & printed if document.step is Step.CLOSED else ())]


def _sums(lines: Iterable[LineRead], column: Column) -> Counter[tuple[Section, Direction, str]]:
    sums: Counter[tuple[Section, Direction, str]] = Counter()
    for line in lines:
        chapter = line.account if line.account in _TRANSFERS else line.chapter
        sums[line.section, line.direction, chapter or ""] += line.amounts.get(column, 0)
    return sums


def _tell_gap(
    pair: Pair, sums: tuple[int, int], column: Column, present: Collection[Side], findings: Findings, margin: int
) -> None:
    spent, received = sums
    if abs(spent - received) <= margin or not pair.sides <= set(present):
        return
    findings.sheet = None
    findings.warning(
        "order_gap",
        None,
        None,
        str(column),
        spending=pair.spent[1],
        receiving=pair.received[1],
        spent_cents=spent,
        received_cents=received,
        gap_cents=abs(spent - received),
    )
