"""A reader who wants the withheld counts: she writes down every sum of the table and asks a linear programme.

Written from what anybody sees, without the code that protects: labels, shown counts, what has been published before.
"""

import math
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from metrics.disclosure.protected import Protected
from metrics.disclosure.rules import Nature
from metrics.disclosure.table import TOTAL, Cell, Dimension, Key, Table

Interval = tuple[float, float]
Named = tuple[int, Key]  # a cell at a moment: 0 now, 1 and on before


def sums(table: Table) -> Iterator[tuple[Cell, list[Cell]]]:
    """Each margin, and the cells that it adds up along one dimension."""
    for place, dimension in enumerate(table.dimensions):
        others = [d.labels if d is not dimension else ("",) for d in table.dimensions]
        for cell in product(*others):
            for label, parts in _parts(dimension).items():
                yield _with(cell, place, label), [_with(cell, place, part) for part in parts]


def _parts(dimension: Dimension) -> dict[str, list[str]]:
    return {TOTAL: list(dimension.categories)} | {label: list(parts) for label, parts in dimension.groups.items()}


def _with(cell: Cell, place: int, label: str) -> Cell:
    return (*cell[:place], label, *cell[place + 1 :])


def least(protected: Protected, cell: Cell) -> int:
    """What she knows a withheld count to reach: a zero is shown unless it is sensitive or nothing beside it is shown."""
    if protected.table.nature[protected.table.place(cell)] == Nature.SENSITIVE:
        return 0
    return int(not nothing_is_shown(protected, cell))


def nothing_is_shown(protected: Protected, cell: Cell) -> bool:
    """Whether every part of the activity that the cell is a part of is withheld."""
    table = protected.table
    if table.counted is not Nature.ACTIVITY:
        return False
    around = [
        [label] if dimension.nature is Nature.ACTIVITY else dimension.categories
        for dimension, label in zip(table.dimensions, cell, strict=True)
    ]
    return all(one in protected.withheld or protected.table.count(one) == 0 for one in product(*around))


@dataclass
class Attack:
    """Unknown counts and what she writes down of them: sums that hold, and counts that only grew since a snapshot."""

    unknown: dict[Named, int]  # a withheld cell: its column
    bounds: list[tuple[int, None]]
    equal: list[tuple[dict[int, int], int]]
    at_most: list[tuple[dict[int, int], int]]

    def interval(self, named: Named) -> Interval:
        found = []
        for sign in (1, -1):
            answer = linprog(
                sign * _row({self.unknown[named]: 1}, len(self.unknown)),
                A_eq=self._matrix(self.equal),
                b_eq=[total for _, total in self.equal] or None,
                A_ub=self._matrix(self.at_most),
                b_ub=[total for _, total in self.at_most] or None,
                bounds=self.bounds,
            )
            assert answer.status in {0, 3}, answer.message
            found.append(round(sign * answer.fun, 6) if answer.status == 0 else sign * -math.inf)
        return found[0], found[1]

    def _matrix(self, rows):
        return csr_matrix([_row(row, len(self.unknown)) for row, _ in rows]) if rows else None


def _row(weights: Mapping[int, int], size: int) -> NDArray[np.float64]:
    row = np.zeros(size)
    for column, weight in weights.items():
        row[column] = weight
    return row


def intervals(
    *pages: Protected,
    older: Iterable[Protected] = (),
    known: Collection[Key] = (),
    least_in: Protected | None = None,
) -> dict[Named, Interval]:
    """For each withheld cell, by page (0) or snapshot (1, 2, …), the counts that all that is shown leaves possible.

    pages: tables of the same count. older: snapshots of it, in which nobody was counted who is not counted now.
    known: cells of the pages that she has from elsewhere. least_in: the page that tells her the least of each count.
    """
    attack = Attack({}, [], [], [])
    shown = _write_down(attack, 0, pages, known, least_in)
    for moment, snapshot in enumerate(older, start=1):
        before = _write_down(attack, moment, [snapshot], (), None)
        attack.at_most += _grew(attack, moment, before, shown)
    return {named: attack.interval(named) for named in attack.unknown}


def _write_down(
    attack: Attack, moment: int, pages: Iterable[Protected], known: Collection[Key], least_in: Protected | None
) -> dict[Key, int]:
    """Add what the pages of one moment tell; the counts that they show."""
    shown: dict[Key, int] = {}
    for page in pages:
        shown |= {page.table.key(c): page.table.count(c) for c in page.table.cells if _is_seen(page, c, known)}
    for page in pages:
        for cell in page.withheld:
            if (key := page.table.key(cell)) not in shown and (moment, key) not in attack.unknown:
                attack.unknown[moment, key] = len(attack.bounds)
                attack.bounds.append((least(least_in or page, cell), None))
    for page in pages:
        for margin, parts in sums(page.table):
            attack.equal.append(_sum(attack, moment, shown, [page.table.key(c) for c in (margin, *parts)]))
    attack.equal = [row for row in attack.equal if row[0]]
    return shown


def _is_seen(page: Protected, cell: Cell, known: Collection[Key]) -> bool:
    return cell not in page.withheld or page.table.key(cell) in known


def _sum(attack: Attack, moment: int, shown: Mapping[Key, int], keys: list[Key]) -> tuple[dict[int, int], int]:
    """The first less all others is nothing."""
    weights: dict[int, int] = defaultdict(int)
    total = 0
    for i, key in enumerate(keys):
        sign = -1 if i else 1
        if key in shown:
            total -= sign * shown[key]
        else:
            weights[attack.unknown[moment, key]] += sign
    return {column: weight for column, weight in weights.items() if weight}, total


def _grew(attack: Attack, moment: int, before: Mapping[Key, int], now: Mapping[Key, int]) -> Iterator:
    """What was counted then is no more than what is counted now."""
    for key in {key for at, key in attack.unknown if at == moment} | set(before):
        then, since = attack.unknown.get((moment, key)), attack.unknown.get((0, key))
        weights = {column: sign for column, sign in ((then, 1), (since, -1)) if column is not None}
        if weights and (since is not None or key in now):
            yield weights, now.get(key, 0) - before.get(key, 0)
