"""What holds for every table, told to the suite on some and to the soak on many."""

from collections import Counter
from itertools import product

from metrics.disclosure.protected import Protected
from metrics.disclosure.protection import protect
from metrics.disclosure.rules import THRESHOLD, Nature, Why
from metrics.disclosure.table import TOTAL, Cell, Table
from tests.metrics.disclosure.attacker import intervals, least, nothing_is_shown


def only_counts_of_people_are_withheld_and_no_small_one_is_shown(table: Table) -> None:
    protected = protect(table)
    for cell in table.cells:
        nature = table.nature[table.place(cell)]
        if nature == Nature.ACTIVITY:
            assert cell not in protected.withheld
        elif 0 < table.count(cell) < THRESHOLD:
            assert cell in protected.withheld


def a_sensitive_zero_is_shown_only_where_the_total_tells_it(table: Table) -> None:
    protected = protect(table)
    for cell in table.cells:
        sensitive = table.nature[table.place(cell)] == Nature.SENSITIVE
        if sensitive and not table.count(cell) and cell not in protected.withheld:
            assert any(not table.count(one) and _tells_nothing(table, one) for one in _around(table, cell))


def a_table_without_small_counts_is_shown_whole(table: Table) -> None:
    of_people = table.nature > Nature.ACTIVITY
    small = (table.array < THRESHOLD) & ((table.array > 0) | (table.nature == Nature.SENSITIVE))
    if not (of_people & small).any():
        assert protect(table).withheld == {}


def nothing_comes_back(table: Table) -> None:
    """Of all withheld cells, none has one count only; those that must have every count up to the threshold."""
    protected = protect(table)
    for (_, key), (low, high) in intervals(protected).items():
        cell = next(cell for cell in protected.withheld if table.key(cell) == key)
        if cell not in protected.exposed:
            assert high - low >= 1
            assert low <= table.count(cell) <= high
            if protected.withheld[cell] is Why.PRIMARY and not nothing_is_shown(protected, cell):
                assert low <= _least_inside(protected, cell)
                assert high >= min(THRESHOLD, _room(protected, cell))


def only_what_is_public_anyway_exposes(table: Table) -> None:
    """Where totals are people's, any of them may be withheld, and nothing is ever exposed."""
    if table.counted is not Nature.ACTIVITY:
        assert protect(table).exposed == frozenset()


def no_share_shows_how_few_are_left_out(table: Table) -> None:
    protected = protect(table)
    shown = [cell for cell in table.cells if cell not in protected.withheld]
    for part in shown:
        for whole in (one for one in _around(table, part) if one in shown and table.count(one)):
            left_out = table.count(whole) - table.count(part)
            if table.nature[table.place(part)] > Nature.ACTIVITY and 0 < left_out < THRESHOLD:
                assert protected.share(part, whole).absence is not None


def a_snapshot_gives_nothing_back(before: Table, now: Table) -> None:
    """She has both, and knows that nobody was taken out in between."""
    first = protect(before)
    second = protect(now, already_published=[first.published])
    exposed = {(1, before.key(cell)) for cell in first.exposed} | {(0, now.key(cell)) for cell in second.exposed}
    found = intervals(second, older=[first])
    assert [named for named, (low, high) in found.items() if high - low < 1 and named not in exposed] == []


def pages_of_one_count_give_nothing_back(table: Table) -> None:
    """The same people by each pair of dimensions, one page after the other."""
    pages: list[Protected] = []
    for place in range(len(table.dimensions) if len(table.dimensions) > 1 else 0):
        pages.append(protect(_summed_over(table, place), already_published=[page.published for page in pages]))
    exposed = {page.table.key(cell) for page in pages for cell in page.exposed}
    found = intervals(*pages)
    assert [key for (_, key), (low, high) in found.items() if high - low < 1 and key not in exposed] == []


LAWS = (
    only_counts_of_people_are_withheld_and_no_small_one_is_shown,
    a_sensitive_zero_is_shown_only_where_the_total_tells_it,
    a_table_without_small_counts_is_shown_whole,
    nothing_comes_back,
    only_what_is_public_anyway_exposes,
    no_share_shows_how_few_are_left_out,
    pages_of_one_count_give_nothing_back,
)


def _inside(table: Table, cell: Cell) -> list[Cell]:
    parts = (_members(d, label) for d, label in zip(table.dimensions, cell, strict=True))
    return list(product(*parts))


def _members(dimension, label):
    return dimension.categories if label == TOTAL else dimension.groups.get(label, (label,))


def _around(table: Table, cell: Cell) -> list[Cell]:
    """The cells that contain it."""
    inside = set(_inside(table, cell))
    return [one for one in table.cells if one != cell and inside <= set(_inside(table, one))]


def _tells_nothing(table: Table, cell: Cell) -> bool:
    return table.nature[table.place(cell)] < Nature.SENSITIVE


def _least_inside(protected: Protected, cell: Cell) -> int:
    inside = _inside(protected.table, cell)
    return sum(least(protected, one) for one in inside if one in protected.withheld or protected.table.count(one))


def _room(protected: Protected, cell: Cell) -> int:
    """What the activity that the cell is a part of leaves it, each other part being counted once at least."""
    table = protected.table
    if table.counted is not Nature.ACTIVITY:
        return THRESHOLD
    over = tuple(
        label if d.nature is Nature.ACTIVITY else TOTAL for d, label in zip(table.dimensions, cell, strict=True)
    )
    others = set(_inside(table, over)) - set(_inside(table, cell))
    return table.count(over) - sum(least(protected, one) for one in others if table.count(one))


def _summed_over(table: Table, place: int) -> Table:
    counts: Counter[Cell] = Counter()
    for cell, count in table.counts.items():
        counts[*cell[:place], *cell[place + 1 :]] += count
    return Table((*table.dimensions[:place], *table.dimensions[place + 1 :]), counts, table.counted)
