"""An Excel 97 workbook (.xls): its records guarded and searched before it is parsed, its values by python-calamine.

Records and their fields: [MS-XLS], Microsoft's published specification.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.importers.findings import Findings
from data.importers.formats.calamine import Workbook
from data.importers.formats.compound import Compound
from data.importers.formats.refusals import refused
from data.importers.formats.sheets import Found, Scan, refuse_extents, tables
from data.importers.grid import UNCACHED, Book

LAST_ROW, LAST_COLUMN = 65_536, 256
_BEGIN, _END, _SHEET, _LOCKED, _TEXTS = 0x0809, 0x000A, 0x0085, 0x002F, 0x00FC
_SHORTEST_TEXT = 3  # bytes
_FORMULAS = frozenset({0x0006, 0x0206, 0x0406})
_VALUES = frozenset({0x0203, 0x0204, 0x00D6, 0x00FD, 0x027E})  # number, text, rich text, shared text, short number
_ROW_OF_NUMBERS, _ERROR, _ROW, _COLUMNS, _MERGED = 0x00BD, 0x0205, 0x0208, 0x007D, 0x00E5
_LOOKED_AT = _FORMULAS | _VALUES | {_ROW_OF_NUMBERS, _ERROR, _ROW, _COLUMNS, _MERGED}
_TWO, _FOUR, _LAST, _PLACE = (struct.Struct(form) for form in ("<HH", "<HHHH", "<H", "<I"))
_ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
_NO_NUMBER = b"\xff\xff"  # the last two bytes of a formula's result, where the first says what it is
_IS_ERROR, _IS_BLANK = 2, 3
_IS_HIDDEN_ROW, _IS_HIDDEN_COLUMN = 0x20, 0x1


@dataclass(frozen=True)
class _Listed:
    """A sheet as the list of sheets names it. start: place of its first record."""

    name: str
    start: int
    is_table: bool  # neither a chart nor macros


def read_xls(path: Path, compound: Compound) -> Book:
    """Unreadable: `corrupt`, `encrypted`, `too_many_columns`, `too_many_rows`, `no_rows`."""
    records = compound.stream("Workbook", "Book")
    try:
        listed = _sheets(records)
        scans = [_scan(records, one.start) for one in listed]
    except (struct.error, IndexError):
        raise refused("corrupt") from None
    # Before anything is asked of the parser, which reads all sheets at once, charts included.
    refuse_extents([Found(one.name, False, scan) for one, scan in zip(listed, scans, strict=True)])
    workbook = Workbook(path, "xls")
    if len(workbook.names) != len(listed):
        raise refused("corrupt")
    found = [
        Found(workbook.names[rank], workbook.is_hidden(rank), scans[rank])
        for rank, one in enumerate(listed)
        if one.is_table
    ]
    findings = Findings()
    return Book("xls", tables(workbook, found, findings, LAST_ROW), problems=findings.all())


def _records(content: bytes, start: int) -> Iterator[tuple[int, int, int]]:
    """Kind, place and size of each record, up to the end of the part that begins at `start`."""
    depth, place, last = 0, start, len(content) - _TWO.size
    unpack = _TWO.unpack_from
    while place <= last:
        kind, size = unpack(content, place)
        place += 4
        if kind in _LOOKED_AT:
            if depth == 1:
                yield kind, place, size
        elif kind == _BEGIN:
            depth += 1
        elif kind == _END:
            depth -= 1
            if not depth:
                return
        elif depth == 1:
            yield kind, place, size
        place += size
    raise IndexError(place)


def _sheets(content: bytes) -> list[_Listed]:
    """The parser asks at once for the memory of as many texts as the file says it has."""
    listed = []
    for kind, place, size in _records(content, 0):
        if kind == _LOCKED:
            raise refused("encrypted")
        if kind == _TEXTS and _PLACE.unpack_from(content, place + 4)[0] * _SHORTEST_TEXT > len(content):
            raise refused("corrupt")
        if kind == _SHEET:
            start = _PLACE.unpack_from(content, place)[0]
            listed.append(_Listed(_name(content[place + 6 : place + size]), start, content[place + 5] == 0))
    return listed


def _name(field: bytes) -> str:
    """Length, whether two bytes a letter, letters."""
    return field[2:].decode("utf-16-le" if field[1] & 1 else "cp1252", "replace")


def _scan(content: bytes, start: int) -> Scan:
    reader = _Records()
    reach, values = reader.reach, _VALUES
    for kind, place, size in _records(content, start):
        if kind in values:
            reach(*_TWO.unpack_from(content, place))
        elif kind in _LOOKED_AT:
            reader.read(kind, content[place : place + size])
    return reader.end()


class _Records:
    """Those of one sheet; rows and columns in them are counted from 0."""

    def __init__(self) -> None:
        self._scan = Scan()
        self._hidden: set[int] = set()
        self._blanks: list[tuple[int, int]] = []  # formulas whose result is a blank
        self._has_results = False

    def reach(self, row: int, column: int) -> None:
        """A value stands there."""
        scan = self._scan
        if row >= scan.last_value:
            scan.last_value = row + 1
        scan.reach(row + 1, column + 1)

    def read(self, kind: int, record: bytes) -> None:
        first, second = _TWO.unpack_from(record)
        if kind in _FORMULAS:
            self._formula(first, second, record)
        elif kind == _ROW_OF_NUMBERS:
            self.reach(first, _LAST.unpack_from(record, len(record) - 2)[0])
        elif kind == _ERROR:
            self._truth_or_error(first, second, record)
        elif kind == _MERGED:
            for top, bottom, left, right in _FOUR.iter_unpack(record[2 : 2 + first * 8]):
                self._scan.merged.append((top + 1, left + 1, bottom + 1, right + 1))
        else:
            self._hide(kind, first, second, record)

    def end(self) -> Scan:
        """Where every formula's result is a blank, no program ever computed them."""
        scan = self._scan
        if not self._has_results:
            for row, column in self._blanks:
                scan.patch(row + 1, column + 1, UNCACHED)
        scan.last_numbered = max([scan.last_row, *(row + 1 for row, _ in self._blanks)])
        scan.hidden_rows = {row for row in self._hidden if row <= scan.last_row}
        return scan

    def _formula(self, row: int, column: int, record: bytes) -> None:
        result = record[6:14]
        is_number = result[6:8] != _NO_NUMBER
        self._has_results |= is_number or result[0] != _IS_BLANK
        if is_number or result[0] not in (_IS_ERROR, _IS_BLANK):
            self.reach(row, column)
        elif result[0] == _IS_ERROR:
            self._scan.patch(row + 1, column + 1, _ERRORS.get(result[2], "#"))
        else:
            self._blanks.append((row, column))

    def _truth_or_error(self, row: int, column: int, record: bytes) -> None:
        value, is_error = record[6:8]
        if is_error:
            self._scan.patch(row + 1, column + 1, _ERRORS.get(value, "#"))
        else:
            self.reach(row, column)

    def _hide(self, kind: int, first: int, second: int, record: bytes) -> None:
        if kind == _ROW and record[12] & _IS_HIDDEN_ROW:
            self._hidden.add(first + 1)
        elif kind == _COLUMNS and record[8] & _IS_HIDDEN_COLUMN:
            self._scan.hidden_columns.update(range(first + 1, min(second, LAST_COLUMN - 1) + 2))
