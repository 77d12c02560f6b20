"""Facts too many to hold in memory: written row by row while a file is read, read again when they are stored.

On disk a line is a chunk of rows, column by column, and a column of one value is that value alone: most facts of a
file share their service, their measure and what they lack, and half the time would go into writing it again.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TextIO

CHUNK = 5_000  # rows
Value = int | str | None


@dataclass(frozen=True)
class Records:
    """Rows of one table of facts, in a file. Dates are ISO texts, decimals plain texts, absences their words.

    table: the table's name. columns: its columns in the order of the rows, without authority, id and import;
    `service` and `facility` stand for ids and hold ranks in the reading's `facts.services` and `facts.facilities`.
    """

    table: str
    columns: tuple[str, ...]
    path: str
    rows: int

    def chunks(self) -> Iterator[list[list[Value]]]:
        """Some thousand rows at a time, column by column."""
        with Path(self.path).open(encoding="utf-8") as file:
            for line in file:
                rows, columns = json.loads(line)
                yield [column * rows if len(column) == 1 else column for column in columns]

    def of_rows(self, wanted: frozenset[int]) -> Iterator[tuple[Value, ...]]:
        """Those that stand in some rows of the file; chunks that hold none are passed over, hardly looked at."""
        if not wanted or self.columns[0] != "row":
            return
        with Path(self.path).open(encoding="utf-8") as file:
            for line in file:
                numbers = json.loads(line[line.index("[[") + 1 : line.index("]") + 1])
                if wanted.isdisjoint(numbers):
                    continue
                rows, columns = json.loads(line)
                whole = (column * rows if len(column) == 1 else column for column in columns)
                yield from (record for record in zip(*whole, strict=True) if record[0] in wanted)

    def read(self) -> Iterator[tuple[Value, ...]]:
        """Row by row."""
        for chunk in self.chunks():
            yield from zip(*chunk, strict=True)


class Spool:
    """Writes the rows of a `Records`; use as a context, then ask for `records`."""

    def __init__(self, folder: Path, table: str, columns: Sequence[str]) -> None:
        self.path = folder / f"{table}.jsonl"
        self.table = table
        self.columns = tuple(columns)
        self.rows = 0
        self._chunk: list[Sequence[Value]] = []
        self._file: TextIO | None = None

    def __enter__(self) -> "Spool":
        self._file = self.path.open("w", encoding="utf-8")
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _at: TracebackType | None
    ) -> None:
        self._write()
        if self._file is not None:
            self._file.close()

    def add(self, row: Sequence[Value]) -> None:
        self._chunk.append(row)
        if len(self._chunk) >= CHUNK:
            self._write()

    def add_all(self, rows: Sequence[Sequence[Value]]) -> None:
        """Many rows at once, as they are."""
        self._chunk.extend(rows)
        if len(self._chunk) >= CHUNK:
            self._write()

    @property
    def records(self) -> Records:
        return Records(self.table, self.columns, str(self.path), self.rows)

    def _write(self) -> None:
        if self._chunk and self._file is not None:
            columns = [_shortened(column) for column in zip(*self._chunk, strict=True)]
            chunk = (len(self._chunk), columns)
            self._file.write(json.dumps(chunk, ensure_ascii=False, separators=(",", ":")) + "\n")
            self.rows += len(self._chunk)
            self._chunk = []


def _shortened(column: tuple[Value, ...]) -> Sequence[Value]:
    return column[:1] if column.count(column[0]) == len(column) else column
