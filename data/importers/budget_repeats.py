"""Columns that repeat one group's total on each of its rows: adding them up would count a group once for each row."""

from collections import defaultdict
from collections.abc import Sequence

from data.importers.budget_rows import Entry, Role
from data.importers.findings import Findings

GROUPS = ("function", "function_label", "chapter", "chapter_label", "section", "direction", "operation")
FEWEST_REPEATS = 3  # rows beyond the first of their group


def leave_repeated_totals(entries: Sequence[Entry], findings: Findings) -> None:
    """Take out of the rows the amounts of such columns, and tell each."""
    if not entries or len(entries[0].grid.slots) < 2:
        return
    grid, lines = entries[0].grid, [entry for entry in entries if entry.role is Role.LINE]
    for rank, slot in enumerate(grid.slots):
        by = next((name for name in GROUPS if grid.has(name) and _repeats(lines, rank, name)), None)
        if by is None:
            continue
        findings.warning("repeated_total", grid.table.header_row, slot.title, None, by=grid.title(by))
        for entry in entries:
            entry.amounts[rank] = None
            entry.faults = [fault for fault in entry.faults if fault.place != slot.place]
            entry.remarks = [remark for remark in entry.remarks if remark.place != slot.place]


def _repeats(lines: Sequence[Entry], rank: int, name: str) -> bool:
    """Whether each group of several rows bears one amount, not always the same; groups make most of the table."""
    amounts: dict[str, list[int | None]] = defaultdict(list)
    for entry in lines:
        amounts[entry.text(name)].append(entry.amounts[rank])
    several = [values for values in amounts.values() if len(values) > 1]
    if any(len(set(values)) > 1 or not values[0] for values in several):
        return False
    rows = sum(map(len, several))
    return (
        len({values[0] for values in several}) > 1 and rows - len(several) >= FEWEST_REPEATS and 2 * rows >= len(lines)
    )
