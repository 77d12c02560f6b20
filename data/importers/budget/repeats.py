"""Columns that repeat one group's total on each of its rows: adding them up would count a group once for each row."""

from collections import Counter
from collections.abc import Sequence

from data.importers.budget.rows import Entry, Role
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
    amounts: dict[str, int | None] = {}
    rows: Counter[str] = Counter()
    for entry in lines:
        group, amount = entry.text(name), entry.amounts[rank]
        if amounts.setdefault(group, amount) != amount:
            return False
        rows[group] += 1
    several = {group: n for group, n in rows.items() if n > 1}
    repeated = sum(several.values())
    return (
        all(amounts[group] for group in several)
        and len({amounts[group] for group in several}) > 1
        and repeated - len(several) >= FEWEST_REPEATS
        and 2 * repeated >= len(lines)
    )
