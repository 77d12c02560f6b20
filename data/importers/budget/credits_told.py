"""What is said of columns that add up: a total that its parts do not make, a decision that a document includes."""

from collections.abc import Collection, Sequence

from data.importers.budget.credits import Compared, Credits, compared, titles_of
from data.importers.budget.grid import Grid
from data.importers.budget.rows import Entry, euros
from data.importers.findings import ROWS_KEPT, Findings, named
from data.importers.reading import Problem, Severity
from metrics.documents import Step


def tell_credits(grid: Grid, lines: Sequence[Entry], included: Collection[int], findings: Findings) -> None:
    """lines: the rows of a table that became lines. included: the slots that its documents leave to their total."""
    rows = [(entry.number, entry.amounts) for entry in lines]
    for built in grid.credits:
        if built.total is None or not rows:
            continue
        found = compared(built, rows, grid.table.unit)
        if found.is_no_sum and not _is_asked(grid, built):
            _tell_no_sum(grid, built, found, findings)
            continue
        if found.off:
            _tell_off(grid, built, found, findings)
        _tell_aside(grid, built, found, lines, included, findings)


def _is_asked(grid: Grid, built: Credits) -> bool:
    """Whether a person said herself what one of the columns holds."""
    return any(grid.slots[rank].title in grid.asked for rank in built.all_ranks)


def _tell_no_sum(grid: Grid, built: Credits, found: Compared, findings: Findings) -> None:
    total, parts = _titles(grid, built, found)
    row, printed, computed = found.off[0]
    told = {"parts": parts, "sum_cents": computed, "text_cents": printed, "n": len(found.off), "of": found.rows}
    findings.error("credits_unclear", row, total, euros(printed), **told)


def _tell_off(grid: Grid, built: Credits, found: Compared, findings: Findings) -> None:
    total, parts = _titles(grid, built, found)
    rows = tuple(row for row, _, _ in found.off)
    row, printed, computed = found.off[0]
    told = {"parts": parts, "sum_cents": computed, "text_cents": printed, "n": len(rows), "rows": named(rows)}
    sheet = grid.table.sheet
    findings.add(Problem("credits_differ", Severity.WARNING, row, total, euros(printed), sheet, told, rows[:ROWS_KEPT]))


def _tell_aside(
    grid: Grid,
    built: Credits,
    found: Compared,
    lines: Sequence[Entry],
    included: Collection[int],
    findings: Findings,
) -> None:
    """Which columns are left aside, with the rows on which they were verified.

    Where the document is a closed account, the decisions that the total includes; else the total.
    """
    total, parts = _titles(grid, built, found)
    keeps_total = any(head is not None and head.step is Step.CLOSED for entry in lines for head in entry.heads or ())
    aside = [grid.slots[part.rank].title for part in built.parts if part.rank in included and keeps_total]
    told = {"parts": parts, "n": found.rows - len(found.off), "of": found.rows}
    for column in aside:
        findings.warning("included_decision", grid.table.header_row, column, total, **told)
    if not keeps_total:
        findings.warning("checked_total", grid.table.header_row, total, None, **told)


def _titles(grid: Grid, built: Credits, found: Compared) -> tuple[str, str]:
    total = "" if built.total is None else grid.slots[built.total].title
    return total, titles_of(grid.slots, found.ranks)
