"""Rows that repeat an earlier one of their file, whatever the file's length."""

from data.importers.grid import Row

REMEMBERED = 300_000  # rows; beyond them the oldest are forgotten, so that memory stays bounded


class Repeats:
    """Remembers rows by the fingerprint of all their cells."""

    def __init__(self) -> None:
        self._rows: dict[int, int] = {}

    def first(self, number: int, cells: Row) -> int | None:
        """The number of the earlier row with the very same cells; None for a new one."""
        rows = self._rows
        earlier = rows.setdefault(hash(cells), number)
        if earlier != number:
            return earlier
        if len(rows) > REMEMBERED:
            rows.clear()
        return None
