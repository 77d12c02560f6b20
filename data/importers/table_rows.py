"""The rows of a table below its header: blank ones left out, put right as a person asked, checked for their width."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from data.importers.absences import DASHES
from data.importers.cells import as_typed, is_blank, looks_a_figure, text_of
from data.importers.choices import Choices, Correction
from data.importers.grid import Cell, Marks, Row, Sheet
from data.importers.numbers import CellError
from data.importers.reading import ColumnFound
from data.importers.table import Tally
from data.words import title_key

TOLD_EVERY = 20_000  # rows between two words of progress
LONGEST_SAMPLE = 60
FEWEST_TITLES = 2
FIRST_ROWS = 60
OTHER_SEPARATORS = ",;\t|"


@dataclass(frozen=True)
class Edits:
    """Cells put right and rows left out by a person, on one sheet. figures: places of numbers, in a workbook."""

    cells: Mapping[tuple[int, int], Correction]
    rows: frozenset[int]
    figures: frozenset[int] = frozenset()

    @classmethod
    def of(
        cls, choices: Choices, sheet: str | None, columns: Sequence[ColumnFound], figures: Iterable[int] = ()
    ) -> "Edits":
        places = {column.letter: place for place, column in enumerate(columns) if not column.header}
        places |= {column.header: place for place, column in enumerate(columns) if column.header}
        cells = {
            (one.row, places[one.column]): one
            for one in choices.corrections
            if one.sheet == sheet and one.column in places
        }
        rows = frozenset(one.row for one in choices.exclusions if one.sheet == sheet)
        return cls(cells, rows, frozenset(figures))

    def __bool__(self) -> bool:
        return bool(self.cells or self.rows)

    def cell(self, row: int, place: int, cell: Cell) -> Cell:
        """What to read at a place, given what stands there."""
        edit = self.cells.get((row, place))
        if edit is None or (edit.was and not _says(cell, edit.was)):
            return cell
        return as_typed(edit.text) if place in self.figures else edit.text


def _says(cell: Cell, beginning: str) -> bool:
    try:
        return text_of(cell).startswith(beginning)
    except CellError:
        return False


def rows_of(
    sheet: Sheet,
    header_row: int,
    columns: Sequence[ColumnFound],
    *,
    edits: Edits,
    separator: str,
    progress: Callable[[float], None],
    personal: Collection[int],
) -> Callable[[Tally], Iterator[tuple[int, Row]]]:
    """What `Table.rows` calls. personal: ranks of the columns that identify persons, whose cells no message shows."""
    reader = _Rows(sheet, header_row, columns, edits, separator, progress, frozenset(personal))
    return reader.read


@dataclass(frozen=True)
class _Rows:
    sheet: Sheet
    header_row: int
    columns: Sequence[ColumnFound]
    edits: Edits
    separator: str
    progress: Callable[[float], None]
    personal: frozenset[int]

    def read(self, tally: Tally) -> Iterator[tuple[int, Row]]:
        tally.findings.sheet = self.sheet.name
        self._tell_hidden(tally)
        filled = _Filled(self.sheet.marks, self.header_row)
        width, first_title = len(self.columns), self.columns[0].header
        for number, cells, after_blank in self._met(filled):
            tally.rows += 1
            if number in self.edits.rows:
                tally.excluded += 1
                tally.left_out.append((self.sheet.name, number, cells[:width] + (None,) * (width - len(cells))))
            elif after_blank or len(cells) != width or cells[0] == first_title:
                fitting = self._fitting(number, cells, tally)
                if fitting is not None:
                    yield number, fitting
            else:
                yield number, cells
        filled.tell(tally, self.columns, self.personal)

    def _met(self, filled: "_Filled") -> Iterator[tuple[int, Row, bool]]:
        """The rows below the header that are not blank, put right, and whether a blank one came before."""
        size, changed, after_blank = self.sheet.size, bool(self.edits) or filled.any, False
        rows = enumerate(self.sheet.rows(), start=1)
        for number, cells in islice(rows, self.header_row, None):
            if not any(cells) and all(map(is_blank, cells)):
                after_blank = True
                continue
            if size and not number % TOLD_EVERY:
                self.progress(min(1.0, number / size))
            yield number, self._edited(number, filled.row(number, cells)) if changed else cells, after_blank
            after_blank = False

    def _edited(self, number: int, cells: Row) -> Row:
        wide = cells if self.sheet.name is None else cells + (None,) * (len(self.columns) - len(cells))
        return tuple(self.edits.cell(number, place, cell) for place, cell in enumerate(wide))

    def _fitting(self, number: int, cells: Row, tally: Tally) -> Row | None:
        """The row as wide as the header; None for one that is another thing, which is told and counted."""
        width = len(self.columns)
        if self._is_header_again(cells):
            tally.aside += 1
            return None
        if self._is_another_header(cells):
            tally.refused += 1
            tally.findings.error("several_tables", number, None, _shown(cells[0], 0, self.personal))
            return None
        if self.sheet.name is not None or len(cells) == width:
            return cells[:width] + (None,) * (width - len(cells))
        filled = [cell for cell in cells if not is_blank(cell)]
        if len(cells) == self._usual_width and self._differs_by_blanks(cells):
            return cells[:width] + (None,) * (width - len(cells))
        if len(filled) == 1 and not _holds_separators(filled[0]):
            tally.aside += 1
            tally.findings.warning("note_row", number, None, _shown(filled[0], cells.index(filled[0]), self.personal))
            return None
        return self._mended(number, cells, tally)

    def _differs_by_blanks(self, cells: Row) -> bool:
        """Whether what a row has more than the header is blank, or what it has less bears no title."""
        beyond = (column.header for column in self.columns[len(cells) :])
        return all(map(is_blank, cells[len(self.columns) :])) and not any(beyond)

    @cached_property
    def _usual_width(self) -> int:
        """Cells of most rows: some programs end each with a separator. A row longer on its own has shifted."""
        first = islice(self.sheet.rows(), self.header_row, self.header_row + FIRST_ROWS)
        widths = Counter(len(cells) for cells in first if any(cells))
        return widths.most_common(1)[0][0] if widths else len(self.columns)

    def _mended(self, number: int, cells: Row, tally: Tally) -> Row | None:
        """One cut at the end of its row is read whole; one cut elsewhere has moved others: refused, its cell named."""
        places, width = _where_it_was_cut(cells, self.columns), len(self.columns)
        if places == [width - 1]:
            whole = _joined(cells, places[0], len(cells) - width, self.separator)
            shown = _shown(whole[places[0]], places[0], self.personal)
            tally.findings.warning("cut_text", number, self.columns[places[0]].header, shown)
            return whole
        tally.refused += 1
        title = self.columns[places[-1]].header if places else None
        tally.findings.error("row_shape", number, title, None, cells=len(cells), columns=width)
        return None

    def _is_header_again(self, cells: Row) -> bool:
        titles = [title_key(column.header) for column in self.columns if column.header]
        said = [title_key(cell) for cell in cells if isinstance(cell, str) and cell.strip()]
        return len(titles) > 1 and said == titles

    def _is_another_header(self, cells: Row) -> bool:
        """Words under every title of figures, and no figure at all: another table begins."""
        said = [(cell, column) for cell, column in zip(cells, self.columns, strict=False) if not is_blank(cell)]
        over_figures = [cell for cell, column in said if _figures(column)]
        return len(over_figures) >= FEWEST_TITLES and not any(_may_be_a_figure(cell) for cell, _ in said)

    def _tell_hidden(self, tally: Tally) -> None:
        marks, told = self.sheet.marks, tally.findings
        for row in sorted(marks.hidden_rows):
            if row > self.header_row:
                told.warning("hidden_content", row, None, None)
        for place, column in enumerate(self.columns, start=1):
            if place in marks.hidden_columns and column.header:
                told.warning("hidden_content", self.header_row, column.header, None)


class _Filled:
    """Merged cells under the header: what stands once stands for each row of its range."""

    def __init__(self, marks: Marks, header_row: int) -> None:
        self._ranges = [one for one in marks.merged if one[2] > one[0] > header_row]
        self._first: dict[int, dict[int, int]] = {}  # column → row within a range → first row of the range
        for first, column, last, _ in self._ranges:
            self._first.setdefault(column - 1, {}).update(dict.fromkeys(range(first, last + 1), first))
        self._values: dict[tuple[int, int], Cell] = {}

    @property
    def any(self) -> bool:
        return bool(self._ranges)

    def row(self, number: int, cells: Row) -> Row:
        changed = list(cells)
        for place, rows in self._first.items():
            first = rows.get(number)
            if first is None or place >= len(changed):
                continue
            if number == first:
                self._values[place, first] = changed[place]
            else:
                changed[place] = self._values.get((place, first))
        return tuple(changed)

    def tell(self, tally: Tally, columns: Sequence[ColumnFound], personal: Collection[int]) -> None:
        for first, column, last, _ in self._ranges:
            if column <= len(columns) and columns[column - 1].header:
                value = self._values.get((column - 1, first))
                text = _shown(value, column - 1, personal) if value is not None else ""
                tally.findings.warning("merged_cells", first, columns[column - 1].header, text, last=last)


def _shown(cell: Cell, place: int, personal: Collection[int]) -> str:
    """The beginning of a cell for a message; « … » for all that would name a person."""
    return "…" if place in personal else str(cell)[:LONGEST_SAMPLE]


def _holds_separators(cell: Cell) -> bool:
    return isinstance(cell, str) and any(cell.count(separator) > 1 for separator in OTHER_SEPARATORS)


def _where_it_was_cut(cells: Row, columns: Sequence[ColumnFound]) -> list[int]:
    """The text columns that an unquoted separator may have cut: those where joining the pieces fits all the others."""
    extra = len(cells) - len(columns)
    places = [place for place, column in enumerate(columns) if extra > 0 and not _figures(column)]
    return [place for place in places if _fits(_joined(cells, place, extra, " "), columns)]


def _joined(cells: Row, place: int, extra: int, separator: str) -> Row:
    pieces = separator.join(str(cell) for cell in cells[place : place + extra + 1])
    return (*cells[:place], pieces, *cells[place + extra + 1 :])


def _fits(cells: Row, columns: Sequence[ColumnFound]) -> bool:
    """Figures, and nothing but figures, under the titles that hold figures."""
    under = [cell for cell, column in zip(cells, columns, strict=True) if _figures(column) and not is_blank(cell)]
    return all(map(_may_be_a_figure, under))


def _figures(column: ColumnFound) -> bool:
    return bool(column.samples) and sum(map(_may_be_a_figure, column.samples)) * 2 >= len(column.samples)


def _may_be_a_figure(cell: Cell) -> bool:
    """A dash too, which stands for none."""
    return looks_a_figure(cell) or (isinstance(cell, str) and cell.strip() in DASHES)
