"""What parts the cells of a text table, and under which titles they stand: by its first lines."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

SEPARATORS: Final = ";,\t|"
LINES: Final = 200  # looked at
_DECLARED = re.compile(r"sep=(.)\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """width: cells that most rows have. titles: the first row of that width. figures: places of those under which
    figures stand.

    is_declared: the first line is « sep=; », meant for spreadsheet programs, which do not count it as a row.
    """

    separator: str
    is_declared: bool
    width: int
    widest: int
    titles: tuple[str, ...]
    figures: tuple[int, ...] = ()

    def title(self, place: int) -> str | None:
        return self.titles[place] or None if place < len(self.titles) else None


def dialect_of(lines: Sequence[str], chosen: str) -> Dialect:
    """chosen: the separator that a person says, "" for none."""
    declared = _DECLARED.fullmatch(lines[0]) if lines else None
    below = lines[1:] if declared else lines
    separator = chosen or (declared[1] if declared else max(SEPARATORS, key=lambda one: _fit(below, one)))
    rows = _rows(below, separator)
    width = _width(rows)
    titles, *below_titles = [row for row in rows if len(row) == width] or [[]]
    widest = max(map(len, rows), default=0)
    figures = tuple(place for place in range(len(titles)) if _are_figures([row[place] for row in below_titles]))
    return Dialect(separator, declared is not None, width, widest, tuple(map(str.strip, titles)), figures)


def _fit(lines: Sequence[str], separator: str) -> float:
    """How many cells most rows have, how many rows do, and how early: decimal commas are in no title."""
    rows = _rows(lines, separator)
    width = _width(rows)
    if width < 2:
        return 0
    like_most = [len(row) == width for row in rows]
    return width * sum(like_most) / len(rows) / (1 + like_most.index(True))


def _rows(lines: Sequence[str], separator: str) -> list[list[str]]:
    return [cells for line in lines if any(map(str.strip, cells := _cells(line, separator)))]


def _cells(line: str, separator: str) -> list[str]:
    """A lone quotation mark is taken as it stands, lest it hide the lines below it."""
    if line.count('"') % 2 or '"' not in line:
        return line.rstrip("\r\n").split(separator)
    return next(csv.reader([line], delimiter=separator), [])


def _are_figures(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and sum(map(holds_no_words, filled)) * 10 >= len(filled) * 9


def holds_no_words(cell: str) -> bool:
    """Digits and no letter: an amount, a code or a day."""
    return not any(map(str.isalpha, cell)) and any(map(str.isdigit, cell))


def _width(rows: Sequence[Sequence[str]]) -> int:
    widths = Counter(map(len, rows))
    return max(widths, key=lambda width: (widths[width], width), default=0)
