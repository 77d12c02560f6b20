"""What every spreadsheet becomes before it is understood: sheets of cells, row by row, nothing converted.

The n-th row given is row n as a person counts it, blank rows included, and so for columns.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Final

from data.importers.reading import Problem


class Uncached(Enum):
    """A formula whose result no spreadsheet ever computed: neither blank nor zero."""

    FORMULA = "formula"


UNCACHED: Final = Uncached.FORMULA

# A spreadsheet's error stays its text: « #REF! ». A blank cell is None or "".
Cell = str | int | float | bool | date | datetime | time | timedelta | Uncached | None
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Marks:
    """What a workbook says about cells beside their values. Rows and columns are counted from 1."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column


@dataclass(frozen=True)
class Sheet:
    """One sheet. `rows` may be called again and again; each call reads from the first row on.

    name: None for the single table of a CSV. size: rows where they are known beforehand, for a progress bar.
    """

    name: str | None
    rows: Callable[[], Iterator[Row]]
    marks: Marks = Marks()
    is_hidden: bool = False
    size: int | None = None


@dataclass(frozen=True)
class Book:
    """A file as sheets, with what was found on the way (encoding guessed, hidden sheet, wrong extension…).

    form: csv, xlsx, xls, ods. encoding, separator: of a CSV, else "".
    """

    form: str
    sheets: tuple[Sheet, ...]
    encoding: str = ""
    separator: str = ""
    problems: tuple[Problem, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
