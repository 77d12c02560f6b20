"""Lines that repeat one another: an account book may hold two alike, but not a block pasted twice."""

from collections.abc import Hashable, Mapping, Sequence

from data.importers.findings import Findings
from data.importers.reading import LineRead

BLOCK = 3  # lines, not all alike, that repeat earlier lines one after the other, in whatever order
FEWEST, SHARE = 3, 0.02  # lines repeated anywhere, and their share of the document, that are no coincidence


def without_pasted_lines(lines: Sequence[LineRead], findings: Findings, column: str) -> tuple[LineRead, ...]:
    """The lines, less those pasted twice, each told as an error.

    Pasted: `BLOCK` lines or more in a row that repeat earlier ones, or so many here and there that it is no
    coincidence. A line alike on its own is kept and told: real accounts of départements hold some. Lines that carry
    no amount harm nobody twice and are not looked at.
    """
    counted = [line for line in lines if any(line.amounts.values())]
    facts = [_fact(line) for line in counted]
    first: dict[Hashable, int] = {}
    originals = {rank: first[fact] for rank, fact in enumerate(facts) if first.setdefault(fact, rank) != rank}
    pasted = _pasted(facts, originals)
    for rank, original in originals.items():
        line, parts = counted[rank], {"first": counted[original].row}
        with findings.on(line.sheet):
            if rank in pasted:
                findings.error("duplicate_row", line.row, column, line.account, **parts)
            else:
                findings.warning("same_row", line.row, column, line.account, **parts)
    dropped = {id(counted[rank]) for rank in pasted}
    return tuple(line for line in lines if id(line) not in dropped)


def _fact(line: LineRead) -> Hashable:
    """All that a line states, but its row."""
    key = (line.section, line.direction, line.nature, line.chapter, line.account, line.function, line.operation)
    return (key, line.label, tuple(line.amounts.items()))


def _pasted(facts: Sequence[Hashable], originals: Mapping[int, int]) -> set[int]:
    """Ranks of the lines pasted twice, among those that repeat an earlier line."""
    if len({facts[rank] for rank in originals}) >= FEWEST and len(originals) >= SHARE * len(facts):
        return set(originals)
    pasted: set[int] = set()
    run: list[int] = []
    for rank in [*originals, len(facts) + 1]:
        if run and rank != run[-1] + 1:
            if len(run) >= BLOCK and len({facts[one] for one in run}) > 1:
                pasted.update(run)
            run = []
        run.append(rank)
    return pasted
