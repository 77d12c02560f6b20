"""Which rows of a table print a sum of others: found by place and by exact cents, never by likeness."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from data.importers.budget.rows import Entry, Role

# What a total may share with the lines it adds up.
SHARED = ("siret", "year", "step", "budget", "section", "direction", "chapter", "function")
NEAR = 200  # bounds looked at on each side of a total
Vector = tuple[int, ...]


class Run(NamedTuple):
    """Blocks that follow one another: their sum by column, and the ranks of their rows."""

    sums: Vector
    ranks: range


class Sums:
    """Running sums of the lines of one table, kept at the bounds of its blocks: another chapter, section or side, a
    title, a printed total.
    """

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.width = len(entries[0].amounts) if entries else 0
        self._before: dict[int, Vector] = {}
        self._after: dict[int, Vector] = {}
        self._starts: list[int] = []  # rank of the first row after each bound
        self._at: dict[int, int] = {}  # rank of the bound at each row that is no line
        self._bounds: list[Vector] = []
        self._by_value: list[dict[int, list[int]]] = [defaultdict(list) for _ in range(self.width)]
        self._run()

    def covers(self, rank: int) -> bool:
        """Whether the row prints the sum of a run of blocks right above or right below it.

        Amounts that it does not print are not compared. A row of zeros covers a block without amounts.
        """
        printed = self.entries[rank].amounts
        first = next((column for column, amount in enumerate(printed) if amount), None)
        if first is None:
            return self.entries[rank].is_nil and not any(self._block(rank))
        here, amount = self._before[rank], printed[first] or 0
        above = self._by_value[first].get(here[first] - amount, ())
        below = self._by_value[first].get(here[first] + amount, ())
        return any(_equal(printed, self._bounds[bound], here) for bound in above) or any(
            _equal(printed, here, self._bounds[bound]) for bound in below
        )

    def _block(self, rank: int) -> Vector:
        """The sum of the lines from a row down to the next row that is none."""
        after = next(
            (self._before[later] for later in range(rank + 1, len(self.entries)) if later in self._before), None
        )
        end = self._bounds[-1] if after is None else after
        return tuple(last - first for first, last in zip(self._before[rank], end, strict=True))

    def nearest(self, rank: int, margin: int) -> "Run | None":
        """The run of blocks above or below whose sum the row prints in most columns; None where it prints none.

        Of several, the one with most amounts equal to the cent, then within the margin, then the closest.
        """
        printed, here, at = self.entries[rank].amounts, self._before[rank], self._at[rank]
        above = (Run(_minus(here, self._bounds[one]), range(self._starts[one], rank)) for one in self._near(at, -1))
        below = (Run(_minus(self._bounds[one], here), range(rank, self._starts[one])) for one in self._near(at, 1))
        best = max((*above, *below), key=lambda run: _agreement(printed, run.sums, margin), default=None)
        return best if best is not None and any(_agreement(printed, best.sums, margin)) else None

    def _near(self, at: int, way: int) -> Sequence[int]:
        """Ranks of the bounds next to one, the closest first."""
        return range(at + way, max(-1, at - NEAR) if way < 0 else min(len(self._bounds), at + NEAR), way)

    def _run(self) -> None:
        running, last = [0] * self.width, None
        for rank, entry in enumerate(self.entries):
            if entry.role is not Role.LINE:
                self._before[rank] = self._bound(running, rank)
                self._at[rank] = len(self._bounds) - 1
                last = None
                continue
            block = (entry.chapter, entry.text("section"), entry.text("direction"))
            if block != last:
                self._bound(running, rank)
                last = block
            for column, amount in enumerate(entry.amounts):
                if amount:
                    running[column] += amount
        self._bound(running, len(self.entries))

    def _bound(self, running: list[int], rank: int) -> Vector:
        sums = tuple(running)
        if not self._bounds or self._bounds[-1] != sums:
            for column, value in enumerate(sums):
                self._by_value[column][value].append(len(self._bounds))
            self._bounds.append(sums)
            self._starts.append(rank)
        return sums


class SharedSums:
    """Sums of the lines that share what a row states."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._lines = [entry for entry in entries if entry.role is Role.LINE]
        self._sums: dict[tuple[str, ...], dict[tuple[str, ...], list[int]]] = {}

    def covers(self, entry: Entry) -> bool:
        """Whether the row prints the sum of the lines that share all it states, or exactly that and no more."""
        stated = tuple(name for name in SHARED if _stated(entry, name))
        is_printed = any(amount is not None for amount in entry.amounts)
        return is_printed and any(_equals(entry.amounts, self._of(entry, names)) for names in (stated, SHARED))

    def _of(self, entry: Entry, names: tuple[str, ...]) -> list[int] | None:
        if names not in self._sums:
            self._sums[names] = self._summed(names)
        return self._sums[names].get(tuple(_stated(entry, name) for name in names))

    def _summed(self, names: tuple[str, ...]) -> dict[tuple[str, ...], list[int]]:
        sums: dict[tuple[str, ...], list[int]] = {}
        for line in self._lines:
            of_line = sums.setdefault(tuple(_stated(line, name) for name in names), [0] * len(line.amounts))
            for column, amount in enumerate(line.amounts):
                of_line[column] += amount or 0
        return sums


def _stated(entry: Entry, name: str) -> str:
    if name == "chapter":
        return entry.chapter
    return entry.function if name == "function" else entry.text(name)


def _minus(end: Vector, start: Vector) -> Vector:
    return tuple(last - first for first, last in zip(start, end, strict=True))


def _agreement(printed: Sequence[int | None], sums: Vector, margin: int) -> tuple[int, int]:
    """How many amounts other than zero are equal, and how many within the margin."""
    pairs = [(amount, total) for amount, total in zip(printed, sums, strict=True) if amount]
    return sum(amount == total for amount, total in pairs), sum(
        abs(amount - total) <= margin for amount, total in pairs
    )


def _equal(printed: Sequence[int | None], start: Vector, end: Vector) -> bool:
    return all(amount is None or end[column] - start[column] == amount for column, amount in enumerate(printed))


def _equals(printed: Sequence[int | None], sums: Sequence[int] | None) -> bool:
    if sums is None:
        return False
    return all(amount is None or amount == total for amount, total in zip(printed, sums, strict=True))
