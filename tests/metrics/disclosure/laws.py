"""What holds for every table, told to the suite on some and to the soak on many."""

from collections import Counter
from itertools import product

from metrics.disclosure.protected import Protected
from metrics.disclosure.protection import protect
from metrics.disclosure.rules import THRESHOLD, Nature, Why
from metrics.disclosure.table import TOTAL, Cell, Table
from tests.metrics.disclosure.attacker import intervals, nothing_is_shown


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
    """No withheld cell has one count only. Those that the rule withholds may count anything up to the threshold.

    Or anything that is left by what is never withheld: the activity of the place, the zeros that are shown.
    """
    protected = protect(table)
    found, widest = intervals(protected), intervals(_nearly_all_withheld(protected), least_in=protected)
    for cell, why in protected.withheld.items():
        (low, high), (lowest, highest) = found[0, table.key(cell)], widest[0, table.key(cell)]
        assert low <= table.count(cell) <= high
        assert high - low >= 1 or cell in protected.exposed
        if why is Why.PRIMARY and not nothing_is_shown(protected, cell):
            assert low <= lowest
            assert high >= min(THRESHOLD, highest)


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


def _nearly_all_withheld(protected: Protected) -> Protected:
    table = protected.table
    of_people = [cell for cell in table.cells if table.nature[table.place(cell)] > Nature.ACTIVITY]
    may_be = [cell for cell in of_people if table.count(cell) or cell in protected.withheld]
    return Protected(table, protected.threshold, dict.fromkeys(may_be, Why.PRIMARY), frozenset())


def _summed_over(table: Table, place: int) -> Table:
    counts: Counter[Cell] = Counter()
    for cell, count in table.counts.items():
        counts[*cell[:place], *cell[place + 1 :]] += count
    return Table((*table.dimensions[:place], *table.dimensions[place + 1 :]), counts, table.counted)
