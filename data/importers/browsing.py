"""What a person looks for among the rows of a file, and what the limited child answers (`row_search`).

Only the cells of the places asked for leave the child, so that a column that identifies somebody never does.
"""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Place:
    """A table of the file. places: ranks of the columns that may be shown, from 0."""

    sheet: str | None
    header_row: int
    places: tuple[int, ...]


@dataclass(frozen=True)
class Search:
    """What is looked for below the titles: rows from a number on that bear every word, or the rows named.

    sheet: of one table alone; "" for all. rows: (sheet's name or "", row) pairs, which make the rest of no account.
    """

    tables: tuple[Place, ...]
    words: str = ""
    sheet: str = ""
    first: int = 0
    rows: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class RowFound:
    """cells: of the places asked for, in their order; numbers as numbers, the rest as a person reads it."""

    sheet: str | None
    row: int
    cells: tuple[Any, ...]


@dataclass(frozen=True)
class RowsFound:
    """count: how many rows answer in all; None where nobody had to read them all."""

    rows: tuple[RowFound, ...] = ()
    count: int | None = None
