"""Totals that a usage table prints, compared with what its rows and columns add up to; never corrected."""

from collections.abc import Sequence

from data.importers.findings import Findings
from data.importers.grid import Row
from data.importers.numbers import CellError
from data.importers.usage.cells import plain, quantity_of
from data.importers.usage.columns import TOTAL, Counts
from data.importers.usage.fields import MEASURE
from data.importers.usage.repeats import QUANTITY
from data.importers.usage.rows import Record, RowReader

_ROWS_KEPT = 1_000


class RowTotals:
    """A column that should be the sum of the others of its row: payant + gratuit = total."""

    def __init__(self, reader: RowReader, counts: Counts) -> None:
        self.reader = reader
        columns = counts.columns
        self._total = next((n for n, one in enumerate(columns) if one.given.get(MEASURE) == TOTAL), None)
        self._parts = [n for n in range(len(columns)) if n != self._total]
        self._printed = counts.totals
        self._agree = 0
        self._differ: list[int] = []

    def __bool__(self) -> bool:
        return len(self._parts) > 1 and (self._total is not None or bool(self._printed))

    def check(self, number: int, cells: Row, made: Sequence[Record | None]) -> None:
        parts = [_quantity(made[n]) for n in self._parts]
        total = _quantity(made[self._total]) if self._total is not None else self._printed_in(cells)
        if total is None or None in parts:
            return
        if total == sum(part for part in parts if part is not None):
            self._agree += 1
        elif len(self._differ) < _ROWS_KEPT:
            self._differ.append(number)

    def tell(self) -> None:
        """Only where most rows agree: else the total is that of something else."""
        if not self._differ or self._agree < len(self._differ):
            return
        header = self.reader.columns[self._total].counted.header if self._total is not None else self._printed[0].header
        for number in self._differ:
            self.reader.tally.findings.warning_alike("parts_mismatch", number, header)

    def _printed_in(self, cells: Row) -> int | None:
        try:
            return quantity_of(cells[self._printed[0].place], decimals=True).thousandths
        except CellError:
            return None


def check_total_rows(reader: RowReader) -> None:
    """Each printed total against the rows since the one before it, or against all rows above it."""
    printed = list(reader.total_rows)
    if not printed or MEASURE in reader.label_names:  # measures of one column do not add up
        return
    findings = reader.tally.findings
    since, above = [0] * len(reader.columns), [0] * len(reader.columns)
    for number, _, made in reader.again():
        while printed and printed[0][0] < number:
            _compare(reader, findings, *printed.pop(0), since, above)
            since = [0] * len(since)
        for n, record in enumerate(made):
            since[n] += _quantity(record) or 0
            above[n] += _quantity(record) or 0
    for row, cells in printed:
        _compare(reader, findings, row, cells, since, above)
        since = [0] * len(since)


def _compare(
    reader: RowReader, findings: Findings, row: int, cells: Row, since: Sequence[int], above: Sequence[int]
) -> None:
    for n, column in enumerate(reader.columns):
        try:
            total = quantity_of(cells[column.counted.place], decimals=True).thousandths
        except CellError:
            continue  # an average, or a remark
        if total is not None and total not in (since[n], above[n]):
            parts = {"printed": plain(total), "sum": plain(since[n] or above[n])}
            findings.warning("total_mismatch", row, None, column.counted.header, **parts)


def _quantity(record: Record | None) -> int | None:
    found = None if record is None else record[QUANTITY]
    return found if isinstance(found, int) else None
