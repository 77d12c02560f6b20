"""Lines that repeat one another: an account book may hold two alike, but not a block pasted twice."""

from collections.abc import Hashable, Sequence

from data.importers.findings import Findings
from data.importers.reading import LineRead

BLOCK = 3  # lines, not all alike, that follow one another as earlier lines do


def without_pasted_lines(lines: Sequence[LineRead], findings: Findings, column: str) -> tuple[LineRead, ...]:
    """The lines, less those of a block pasted twice, each told as an error.

    A block is `BLOCK` lines or more, not all alike, repeating earlier ones in the same order. A line
    alike on its own is kept and told: real accounts of départements hold some. Lines that carry no
    amount harm nobody twice and are not looked at.
    """
    counted = [line for line in lines if any(line.amounts.values())]
    facts = [_fact(line) for line in counted]
    pasted = _in_repeated_blocks(facts)
    first: dict[Hashable, int] = {}
    for rank, fact in enumerate(facts):
        original = pasted.get(rank, first.setdefault(fact, rank))
        line, parts = counted[rank], {"first": counted[original].row}
        if rank in pasted:
            findings.error("duplicate_row", line.row, column, line.account, **parts)
        elif original != rank:
            findings.warning("same_row", line.row, column, line.account, **parts)
    dropped = {id(counted[rank]) for rank in pasted}
    return tuple(line for line in lines if id(line) not in dropped)


def _fact(line: LineRead) -> Hashable:
    """All that a line states, but its row."""
    key = (line.section, line.direction, line.nature, line.chapter, line.account, line.function, line.operation)
    return (key, line.label, tuple(line.amounts.items()))


def _in_repeated_blocks(facts: Sequence[Hashable]) -> dict[int, int]:
    """Rank of each line in a block that repeats an earlier one → the rank it repeats."""
    starts: dict[tuple[Hashable, ...], int] = {}
    repeated: dict[int, int] = {}
    for rank in range(len(facts) - BLOCK + 1):
        window = tuple(facts[rank : rank + BLOCK])
        start = starts.setdefault(window, rank)
        if rank - start >= BLOCK and len(set(window)) > 1:
            repeated |= {rank + step: start + step for step in range(BLOCK)}
    return repeated
