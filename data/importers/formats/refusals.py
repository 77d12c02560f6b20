"""The refusals that several forms of file share."""

from data.importers.reading import Problem, Severity, Unreadable

MEBIBYTE = 2**20


def refused(code: str, text: str | None = None, **parts: object) -> Unreadable:
    """For the whole file."""
    return Unreadable(Problem(code, Severity.ERROR, text=text, parts=parts))


def refused_sheet(code: str, sheet: str, **parts: object) -> Unreadable:
    return Unreadable(Problem(code, Severity.ERROR, sheet=sheet, parts=parts))


def refused_cell(code: str, row: int | None, column: str | None, text: str | None, **parts: object) -> Unreadable:
    """column: its title."""
    return Unreadable(Problem(code, Severity.ERROR, row, column, text, parts=parts))
