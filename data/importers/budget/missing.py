"""What a table of budget lines cannot do without, and what can be taken from elsewhere, told either way."""

from collections.abc import Iterator, Sequence

from data.importers.budget.fields import BY_NAME
from data.importers.budget.grid import Grid
from data.importers.budget.rows import Entry, Role
from data.importers.budget.words import YEAR_BEFORE, side_in
from data.importers.findings import Findings
from data.importers.table import Context
from data.importers.titles import tell_missing_column, units_named


def tell_missing(
    grid: Grid, entries: Sequence[Entry], context: Context, findings: Findings, unsaid: Findings, is_abroad: bool
) -> None:
    """An error for each thing without which no row can be read.

    unsaid: takes what can be asked once the rest is read: whose budget it is.
    """
    findings.sheet = unsaid.sheet = grid.table.sheet
    lines = [entry for entry in entries if entry.role in (Role.LINE, Role.HEAD, Role.BARE)]
    for name in _missing(grid, lines, context, is_abroad=is_abroad):
        told = unsaid if name == "siret" else findings
        tell_missing_column(BY_NAME[name], grid.title(name), grid.table.header_row, told)


def tell_units(grid: Grid, findings: Findings) -> None:
    """A unit that the titles of some amounts name and others do not: none may be guessed for those."""
    named = [(slot.title, next(iter(units_named([slot.title])), None)) for slot in grid.slots]
    units = {unit for _, unit in named}
    if len(units) > 1 and units - {None, "euros"}:
        title, unit = next((title, unit) for title, unit in named if unit not in (None, "euros"))
        findings.error("unit", grid.table.header_row, title, unit)


def tell_inferred(grid: Grid, entries: Sequence[Entry], findings: Findings, *, is_abroad: bool) -> None:
    """A warning for each column that the chart of accounts stands in for. entries: with their last roles."""
    findings.sheet = grid.table.sheet
    lines = [entry for entry in entries if entry.role is Role.LINE]
    if is_abroad and lines and not _is_said(grid, lines, "section"):
        findings.warning("no_section", grid.table.header_row, None)
    for name in _inferred(grid, lines) if lines and not is_abroad else ():
        findings.warning("missing_column", grid.table.header_row, None, grid.title(name))


def _missing(grid: Grid, lines: Sequence[Entry], context: Context, *, is_abroad: bool) -> Iterator[str]:
    if grid.is_scdl and not grid.states("step"):
        yield "step"
    if not _is_said(grid, lines, "year") and not all(group.year not in (None, YEAR_BEFORE) for group in grid.groups):
        yield "year"
    if not grid.states("siret") and context.town is None:
        yield "siret"
    if not _is_said(grid, lines, "direction") and not _sides_are_said(grid, lines):
        yield "direction"
    by_function = is_abroad and grid.has("function")
    if not (by_function or any(grid.has(name) for name in ("account", "article_code"))) and not _holds_accounts(lines):
        yield "account"
    if not grid.slots:
        yield "executed" if grid.is_scdl else "voted"


def _inferred(grid: Grid, lines: Sequence[Entry]) -> Iterator[str]:
    if not _is_said(grid, lines, "section"):
        yield "section"
    if not grid.has("chapter") and not any(entry.chapter for entry in lines):
        yield "chapter"
    if grid.is_scdl and not grid.states("movement"):
        yield "movement"


def _is_said(grid: Grid, lines: Sequence[Entry], name: str) -> bool:
    """By a column, by the title of the table, by the titles of amounts, or by a title above each row."""
    if grid.states(name) or (name == "section" and all(group.section for group in grid.groups)):
        return True
    return bool(lines) and all(entry.above.get(name) for entry in lines)


def _sides_are_said(grid: Grid, lines: Sequence[Entry]) -> bool:
    if grid.groups and all(group.direction for group in grid.groups):
        return True
    return bool(lines) and all(side_in(entry.text("section")).get("direction") for entry in lines)


def _holds_accounts(lines: Sequence[Entry]) -> bool:
    """Whether the column of chapters holds accounts too: they are longer than any chapter."""
    return any(len(entry.chapter) > 3 and entry.chapter.isdigit() for entry in lines)
