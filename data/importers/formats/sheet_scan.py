"""What the XML of a sheet says that python-calamine does not: its extent before memory is asked for, error cells,
formulas without a result, hidden rows and columns, merged cells.

Searched as bytes: a sheet of 100 000 rows is 62 MB, and a parser's events would cost more than the reading itself. Each
search is for something rare; where it is found, the rows around it are looked at closely. Sheets whose writer prefixes
names, quotes with « ' » or puts spaces around « = » are rewritten first.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from data.importers.formats.refusals import MEBIBYTE, refused
from data.importers.formats.sheets import LONGEST_ROW, MOST_COLUMNS, Scan
from data.importers.grid import UNCACHED

_ROOT = re.compile(rb"<(?:([\w.-]+):)?worksheet[\s>]")
_ODD = re.compile(rb"<(?:[\w.-]+:)?(?:c|row|f|v|col|mergeCell)(?:[\t\r\n]|\s[^<>]*?(?:[\t\r\n]|\s=|=\s))")
_ATTRIBUTE = re.compile(rb"""\s+([\w:.-]+)\s*=\s*(?:"([^"<>]*)"|'([^'"<>]*)')""")
_ROW = re.compile(rb"<row([^>]*)>")
_NUMBER = re.compile(rb'\sr="(\d{1,9})"')
_HIDDEN_ROW = re.compile(rb'<row(\s(?:[^>]*?\s)?hidden="(?:1|true)"[^>]*?)(?:/>|>(.*?)</row>)', re.DOTALL)
_COLUMN = re.compile(rb"<col\s([^<>]*)>")
_MERGED = re.compile(rb'<mergeCell\s[^<>]*?ref="([A-Z]{1,3})(\d{1,9}):([A-Z]{1,3})(\d{1,9})"')
_CELL = re.compile(rb"<c(?:\s([^<>]*?))?/?>")
_VALUES = re.compile(rb'([\w:.-]+)="([^"]*)"')
_PLACE = re.compile(rb'(?:^|\s)r="([A-Z]{1,4})(\d{1,9})"')
_FILLED = re.compile(rb'<c\s(?:[^<>]*?\s)?r="([A-Z]{1,4})\d+"[^<>]*(?<!/)>\s*<[vif]')
_UNPLACED = re.compile(rb"<c(?:\s(?![^<>]*\br=)[^<>]*)?>")
_SOMETHING = re.compile(rb"<(?:v|is|f)[\s/>]")
_ERROR = re.compile(rb'\st="e"')
_VALUE = re.compile(rb"<v[^<>]*>([^<]*)</v>")
_OPEN_FORMULA = re.compile(
    rb"<f(?:\s[^<>]*)?(?:/>|>[^<]*</f>)\s*(?:<v>(0)</v>|(<v[^<>]*/>|<v[^<>]*></v>)|</c>)"  # result 0, blank, none
)
_RESULT = re.compile(rb"(?:</f>|<f\s[^<>]*/>)\s*<v>(?!0?</v>)")  # of a formula, other than 0
_ELSEWHERE = re.compile(rb"<f[^<>]*>(?:[^<]*[^\w\].<])?\[\d+\][^<]*!")


@dataclass(frozen=True)
class Wanted:
    """recalculated: the workbook has programs compute every formula again, so that a 0 stored everywhere is no result.

    linked: it knows other workbooks.
    """

    recalculated: bool = False
    linked: bool = False


def scan(pieces: Iterator[bytes], wanted: Wanted = Wanted()) -> Scan:
    """What one sheet holds.

    Unreadable: `corrupt` where rows are not in order, `zip_bomb` for a row without end.
    """
    first = next(pieces, b"")
    root = _ROOT.search(first)
    if root is None:
        raise refused("corrupt")
    scanner = _Scanner(root[1], wanted, is_odd=_ODD.search(first) is not None)
    last = b""
    for block in _whole_rows(chain([first], pieces), scanner.row_tag):
        scanner.read(last)
        last = block
    scanner.end(last)
    return scanner.found


def column_number(letters: bytes) -> int:
    """A → 1, Z → 26, AA → 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _whole_rows(pieces: Iterator[bytes], row_tag: bytes) -> Iterator[bytes]:
    """The sheet, cut before the first tag of a row; the last piece holds what follows the rows."""
    kept: list[bytes] = []
    size = 0
    for piece in pieces:
        cut = _last_tag(piece, row_tag)
        if cut < 0:
            kept.append(piece)
            size += len(piece)
            if size > LONGEST_ROW:
                raise refused("zip_bomb", members=1, unpacked=size // MEBIBYTE)
            continue
        yield b"".join([*kept, memoryview(piece)[:cut]])
        kept, size = [piece[cut:]], len(piece) - cut
    yield b"".join(kept)


def _last_tag(piece: bytes, tag: bytes) -> int:
    """Where the last row begins; not « rowBreaks »."""
    place, after = piece.rfind(tag), len(tag)
    while place >= 0 and piece[place + after : place + after + 1] not in (b" ", b">", b"/", b"\t", b"\r", b"\n"):
        place = piece.rfind(tag, 0, place)
    return place


@lru_cache
def _beyond(column: int) -> re.Pattern[bytes]:
    """A cell to the right of a column, whatever it holds; before AA, columns are not told apart."""
    first, second = divmod(max(column, 26) - 1, 26)
    if column <= 26:
        return re.compile(rb' r="[A-Z]{2}')
    wider = [b"[A-Z]"]
    if first < 26:
        wider.append(b"(?<=[%c-Z][A-Z])" % (65 + first))
    if second < 25:
        wider.append(b"(?<=%c[%c-Z])" % (64 + first, 66 + second))
    return re.compile(rb' r="[A-Z]{2}(?:' + b"|".join(wider) + rb")")


class _Scanner:
    def __init__(self, prefix: bytes | None, wanted: Wanted, is_odd: bool) -> None:
        self.found = Scan()
        self.row_tag = b"<" + prefix + b":row" if prefix else b"<row"
        self._prefix = prefix + b":" if prefix else b""
        self._wanted = wanted
        self._is_odd = is_odd
        self._numbers: list[int] = []  # of the rows of the block at hand
        self._has_formulas = False
        self._zeros: list[tuple[int, int]] | None = [] if wanted.recalculated else None
        self._has_unplaced: bool | None = None

    def read(self, block: bytes) -> None:
        """Whole rows, and before the first what precedes them."""
        block = self._plain(block)
        if self.found.last_numbered == 0:
            self._hidden_columns(block)
        attributes = _ROW.findall(block)
        if not attributes:
            return
        self._number(attributes)
        if b"hidden=" in b"".join(attributes):
            self._hidden_rows(block)
        # Every error of a spreadsheet begins with « # », which is rare and found at the speed of memory.
        if b"#" in block and _ERROR.search(block):
            self._errors(block)
        if b"f" in block and (b"</f>" in block or (self._has_formulas and b"<f" in block)):
            self._open_formulas(block)
        self._widen(block)
        self._lengthen(block)

    def end(self, block: bytes) -> None:
        """The last row and what follows the rows."""
        rows, mark, tail = self._plain(block).partition(b"</sheetData>")
        self.read(rows)
        found = self.found
        for left, top, right, bottom in _MERGED.findall(mark + tail):
            found.merged.append((int(top), column_number(left), int(bottom), column_number(right)))
        for place in self._zeros or ():
            found.patch(*place, UNCACHED)

    def _plain(self, block: bytes) -> bytes:
        if self._prefix:
            block = block.replace(b"<" + self._prefix, b"<").replace(b"</" + self._prefix, b"</")
        if self._is_odd or (b"'" in block and b"='" in block):
            block = _ATTRIBUTE.sub(rb' \1="\2\3"', block)
        return block

    def _hidden_columns(self, block: bytes) -> None:
        for attributes in _COLUMN.findall(block):
            values = dict(_VALUES.findall(attributes))
            if values.get(b"hidden") in (b"1", b"true"):
                last = min(int(values[b"max"]), MOST_COLUMNS)
                self.found.hidden_columns.update(range(int(values[b"min"]), last + 1))

    def _number(self, attributes: list[bytes]) -> None:
        before = self.found.last_numbered
        numbers = list(map(int, _NUMBER.findall(b"".join(attributes))))
        if len(numbers) < len(attributes):
            numbers = _counted(attributes, before)
        if numbers[0] <= before or numbers != sorted(set(numbers)):
            raise refused("corrupt")
        self._numbers, self.found.last_numbered = numbers, numbers[-1]

    def _hidden_rows(self, block: bytes) -> None:
        """Those that hold something."""
        for attributes, cells in _HIDDEN_ROW.findall(block):
            number = _NUMBER.search(attributes)
            if number is not None and _SOMETHING.search(cells):
                self.found.hidden_rows.add(int(number[1]))

    def _errors(self, block: bytes) -> None:
        for error in _ERROR.finditer(block):
            start = block.rfind(b"<c", 0, error.start())
            tag_end, end = block.find(b">", start), block.find(b"</c>", start)
            if error.end() <= tag_end < end:
                value = _VALUE.search(block, tag_end, end)
                self.found.patch(*self._place(block, start), value[1].decode("utf-8", "replace") if value else "#")

    def _open_formulas(self, block: bytes) -> None:
        """Those without a result. A blank result is one for a text: the formula gave no letter."""
        self._has_formulas = True
        if self._zeros is not None and _RESULT.search(block):
            self._zeros = None
        for formula in _OPEN_FORMULA.finditer(block):
            zero, blank = formula.groups()
            start = block.rfind(b"<c", 0, formula.start())
            is_text = b't="str"' in block[start : formula.start()]
            if zero and self._zeros is not None:
                self._zeros.append(self._place(block, start))
            elif not zero and not (blank and is_text):
                self.found.patch(*self._place(block, start), UNCACHED)
        if self._wanted.linked:
            self.found.elsewhere += [self._row(block, one.start()) for one in _ELSEWHERE.finditer(block)]

    def _widen(self, block: bytes) -> None:
        found = self.found
        is_first = self._has_unplaced is None
        if is_first:
            self._has_unplaced = _UNPLACED.search(block) is not None
        if self._has_unplaced:
            counted = max(len(_CELL.findall(row)) for row in block.split(b"</row>"))
            found.last_column = max(found.last_column, counted)
        if is_first or (found.last_column <= MOST_COLUMNS and _beyond(found.last_column).search(block)):
            letters = map(column_number, set(_FILLED.findall(block)))
            found.last_column = max([found.last_column, *letters])

    def _lengthen(self, block: bytes) -> None:
        value = _last_filled(block, b"</v>", 0)
        value = max(value, _last_filled(block, b"</t>", max(value, 0)))
        something = value
        for tag in _SOMETHING.finditer(block, max(value, 0)):
            something = tag.start()
        if value >= 0:
            self.found.last_value = self._row(block, value)
        if something >= 0:
            self.found.last_row = max(self.found.last_row, self._row(block, something))

    def _row(self, block: bytes, place: int) -> int:
        """Number of the row that a place of the block is in."""
        return self._numbers[-1 - len(_ROW.findall(block, place))]

    def _place(self, block: bytes, start: int) -> tuple[int, int]:
        """Row and column of the cell whose tag begins at `start`; one that does not say follows the one before it."""
        end = block.find(b">", start) + 1
        if (own := _PLACE.search(block, start + 2, end)) is not None:
            return int(own[2]), column_number(own[1])
        column = 0
        for attributes in _CELL.findall(block, block.rfind(b"<row", 0, start), end):
            own = _PLACE.search(attributes)
            column = column_number(own[1]) if own else column + 1
        return self._row(block, start), column


def _counted(attributes: list[bytes], before: int) -> list[int]:
    """Row numbers where some rows do not say theirs: each follows the one before it."""
    numbers = []
    for one in attributes:
        own = _NUMBER.search(one)
        before = int(own[1]) if own else before + 1
        numbers.append(before)
    return numbers


def _last_filled(block: bytes, tag: bytes, after: int) -> int:
    """Where the last element that is not empty ends; -1 without any."""
    place = block.rfind(tag, after)
    while place > 0 and block[place - 1 : place] == b">":
        place = block.rfind(tag, after, place)
    return place
