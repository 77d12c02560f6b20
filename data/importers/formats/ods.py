"""An OpenDocument spreadsheet (.ods): guarded by its text before it is parsed, its values by python-calamine.

A row or a cell may say that it stands for a million of its kind: what they make together is counted first. Rows
that say nothing unusual are counted as bytes: an XML parser's events would take ten times what their reading takes.
"""

import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from data.importers.findings import Findings
from data.importers.formats.archive import Archive
from data.importers.formats.calamine import Workbook
from data.importers.formats.refusals import MEBIBYTE, refused, refused_sheet
from data.importers.formats.sheets import LONGEST_ROW, MOST_CELLS, MOST_COLUMNS, Found, Scan, refuse_extents, tables
from data.importers.formats.xml_parts import LARGEST_SMALL, Events, checked
from data.importers.grid import UNCACHED, Book, Cell

LAST_ROW: Final = 1_048_576
_CELLS = ("table:table-cell", "table:covered-table-cell")
_HIDDEN = ("collapse", "filter")
_ROW, _ROW_END = b"<table:table-row", b"</table:table-row>"
# What sends a block of rows to the XML parser.
_UNUSUAL = (
    *(b"table:formula", b"-spanned", b"covered-", b"visibility", b"rows-repeated", b'calcext:value-type="error'),
    *(b"<table:table ", b"<!", b"<?"),
)
_TYPED_VALUES = (
    *(b'office:value-type="string"', b'office:value="', b'office:date-value="', b'office:time-value="'),
    b'office:boolean-value="',
)
_REPEATED = re.compile(rb'<table:table-cell[^>]*?number-columns-repeated="(\d{1,9})"')
_WORD = re.compile(rb"<text:p[^>]*>[^<\s]")
_ERROR = re.compile(r"#[A-Z][A-Z0-9/]*[!?]?|Err:[0-9]{3}")
_MOST_TIMES = 2**31
_VALUES = {"date": "office:date-value", "time": "office:time-value", "boolean": "office:boolean-value"}


def read_ods(path: Path, archive: Archive) -> Book:
    """Unreadable: `corrupt`, `encrypted`, `macro`, `xml_entity`, `unsupported_type`, `zip_bomb`, `too_many_columns`,
    `too_many_rows`, `no_rows`.
    """
    _refuse_locked(archive)
    content = archive.find("content.xml")
    if content is None:
        raise refused("corrupt")
    for member in archive.members.values():
        if member is not content:
            pieces = archive.pieces(member)
            deque(checked(pieces, is_read=False) if member.name.endswith(".xml") else pieces, 0)
    reader = _Content()
    reader.read(checked(archive.pieces(content)))
    workbook = Workbook(path, "ods")
    hidden = {name for rank, name in enumerate(workbook.names) if workbook.is_hidden(rank)}
    found = [Found(one.name, one.name in hidden, one.scan, one.is_own(hidden)) for one in reader.sheets]
    refuse_extents(found)
    findings = Findings()
    return Book("ods", tables(workbook, found, findings, LAST_ROW), problems=findings.all())


def _refuse_locked(archive: Archive) -> None:
    manifest = archive.find("meta-inf/manifest.xml")
    if manifest is not None and b"encryption-data" in archive.content(manifest, LARGEST_SMALL):
        raise refused("encrypted")
    if any(name.startswith(("basic/", "scripts/")) for name in archive.members):
        raise refused("macro")


@dataclass
class _Table:
    """A table on its way. row: first of those that the row at hand stands for; rows: how many."""

    name: str
    is_dde: bool
    is_linked: bool = False
    scan: Scan = field(default_factory=Scan)
    row: int = 1
    rows: int = 0
    is_row_hidden: bool = False
    column: int = 0  # last one counted, of the row at hand
    columns: int = 0  # counted in the list of columns

    def is_own(self, hidden: Collection[str]) -> bool:
        """Neither of the copies that programs keep of tables elsewhere: out of sight, or of a living link."""
        return not self.is_dde and not (self.is_linked and self.name in hidden)

    def next_row(self, attributes: Mapping[str, str]) -> None:
        self.row += self.rows
        self.rows = _times(attributes, "table:number-rows-repeated")
        self.is_row_hidden = attributes.get("table:visibility") in _HIDDEN
        self.column = 0
        self.scan.last_numbered = self.row + self.rows - 1

    def plain_rows(self, rows: Sequence[bytes]) -> None:
        """Rows neither hidden nor repeated, whose cells are typed values or blanks, some of them repeated."""
        first = self.row + self.rows
        filled = [(width, number) for number, row in enumerate(rows, first) if (width := _width(row))]
        if filled:
            last = filled[-1][1]
            self.scan.reach(last, max(filled)[0])
            self.scan.last_value = next(
                (n for _, n in reversed(filled) if _holds(rows[n - first])), self.scan.last_value
            )
        self.row, self.rows, self.is_row_hidden = first + len(rows) - 1, 1, False
        self.scan.last_numbered = self.row

    def next_columns(self, attributes: Mapping[str, str]) -> None:
        first = self.columns + 1
        self.columns += _times(attributes, "table:number-columns-repeated")
        if attributes.get("table:visibility") in _HIDDEN:
            self.scan.hidden_columns.update(range(first, min(self.columns, MOST_COLUMNS) + 1))

    def next_cell(self, attributes: Mapping[str, str], text: str) -> None:
        first = self.column + 1
        self.column += _times(attributes, "table:number-columns-repeated")
        kind = attributes.get("office:value-type", "")
        if not (kind or text or "table:formula" in attributes):
            return
        last_row = self.row + self.rows - 1
        if last_row * self.column > MOST_CELLS:
            self._refuse_extent(last_row)
        self.scan.reach(last_row, self.column)
        self._mark(attributes, first)
        patch = _patch(attributes, kind, text)
        if patch is not None:
            for row in range(self.row, last_row + 1):
                for column in range(first, self.column + 1):
                    self.scan.patch(row, column, patch)
        elif kind != "string" or text:
            self.scan.last_value = last_row

    def _mark(self, attributes: Mapping[str, str], column: int) -> None:
        scan, row = self.scan, self.row
        if self.is_row_hidden:
            scan.hidden_rows.update(range(row, row + self.rows))
        down, right = (_times(attributes, f"table:number-{way}-spanned") for way in ("rows", "columns"))
        if down > 1 or right > 1:
            scan.merged.append((row, column, row + down - 1, column + right - 1))
        if "'file:" in attributes.get("table:formula", ""):
            scan.elsewhere.append(row)

    def _refuse_extent(self, last_row: int) -> None:
        if self.column > MOST_COLUMNS:
            raise refused_sheet("too_many_columns", self.name, columns=self.column, limit=MOST_COLUMNS)
        raise refused_sheet("too_many_rows", self.name, last=last_row, columns=self.column, limit=MOST_CELLS)


class _Content:
    """Reads content.xml; `sheets` grows with each table that is not within a cell of another."""

    def __init__(self) -> None:
        self.sheets: list[_Table] = []
        self._events = Events(self.start, self.end, self.text)
        self._is_dde = False
        self._cell: Mapping[str, str] | None = None  # attributes of the cell at hand
        self._words: list[str] = []
        self._aside = 0  # depth within a comment, or within a table that a cell holds

    def read(self, pieces: Iterator[bytes]) -> None:
        for block in _whole_rows(pieces):
            if self.sheets and self._cell is None and not self._aside and _is_plain(block):
                self._read_plain(block)
            else:
                self._events.feed(block)
        self._events.close()

    def _read_plain(self, block: bytes) -> None:
        """Rows, and between them whatever is no row."""
        rows: list[bytes] = []
        place = 0
        while (start := block.find(_ROW, place)) >= 0:
            if start > place:
                self._table.plain_rows(rows)
                rows = []
                self._events.feed(block[place:start])
            end = block.index(_ROW_END, start)
            rows.append(block[block.index(b">", start) + 1 : end])
            place = end + len(_ROW_END)
        self._table.plain_rows(rows)
        self._events.feed(block[place:])

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if self._aside or name == "office:annotation" or (name == "table:table" and self._cell is not None):
            self._aside += 1
        elif name in _CELLS:
            self._cell = attributes
            self._words.clear()
        elif name == "table:table-row":
            self._table.next_row(attributes)
        elif name == "table:table-column":
            self._table.next_columns(attributes)
        elif name == "table:table":
            self.sheets.append(_Table(attributes.get("table:name", ""), self._is_dde))
        elif name == "table:table-source":
            self._table.is_linked = True
        elif name == "table:dde-link":
            self._is_dde = True

    def end(self, name: str) -> None:
        if self._aside:
            self._aside -= 1
        elif name in _CELLS and self._cell is not None:
            self._table.next_cell(self._cell, "".join(self._words).strip())
            self._cell = None
        elif name == "table:dde-link":
            self._is_dde = False

    def text(self, text: str) -> None:
        if self._cell is not None and not self._aside:
            self._words.append(text)

    @property
    def _table(self) -> _Table:
        if not self.sheets:
            raise refused("corrupt")
        return self.sheets[-1]


def _whole_rows(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Cut after the last row that ends. Unreadable: `zip_bomb` for a row without end."""
    kept: list[bytes] = []
    size = 0
    for piece in pieces:
        cut = piece.rfind(_ROW_END) + len(_ROW_END)
        if cut >= len(_ROW_END):
            yield b"".join([*kept, memoryview(piece)[:cut]])
            kept, size = [piece[cut:]], len(piece) - cut
            continue
        kept.append(piece)
        size += len(piece)
        if size > LONGEST_ROW:
            raise refused("zip_bomb", members=1, unpacked=size // MEBIBYTE)
    yield b"".join(kept)


def _is_plain(block: bytes) -> bool:
    """Whether its rows only hold what `_Table.plain_rows` counts; each text has its kind, each kind its value."""
    if any(mark in block for mark in _UNUSUAL):
        return False
    typed, values = block.count(b"office:value-type="), 0
    for value in _TYPED_VALUES:
        values += block.count(value)
        if values == typed:
            break
    return values == typed == block.count(b"<text:p") and block.count(_ROW) == block.count(_ROW_END)


def _width(row: bytes) -> int:
    """Cells up to the last that is not blank."""
    end = len(row)
    while row.endswith(b"/>", 0, end):
        end = row.rfind(b"<", 0, end)
    width = row.count(b"<table:table-cell", 0, end)
    if width and b"repeated" in row:
        width += sum(int(times) - 1 for times in _REPEATED.findall(row, 0, end))
    return width


def _holds(row: bytes) -> bool:
    """A value, or a text that is not blank."""
    return b"office:value=" in row or _WORD.search(row) is not None


def _patch(attributes: Mapping[str, str], kind: str, text: str) -> Cell:
    """What the parser would leave blank; None where it gives the value."""
    is_formula = "table:formula" in attributes
    if attributes.get("calcext:value-type") == "error" or (is_formula and _ERROR.fullmatch(text)):
        return text or "#"
    if kind == "string" or attributes.get(_VALUES.get(kind, "office:value")):
        return None
    return UNCACHED if is_formula and not text else text


def _times(attributes: Mapping[str, str], name: str) -> int:
    try:
        return min(max(int(attributes.get(name, 1)), 1), _MOST_TIMES)
    except ValueError:
        raise refused("corrupt") from None
