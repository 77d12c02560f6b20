"""python-calamine, asked for a workbook's sheets: each is parsed once, its rows numbered from the sheet's first."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import python_calamine

from data.importers.formats.refusals import refused
from data.importers.grid import Row

_SUFFIXES = {".xlsx", ".xlsm", ".xlam", ".xls", ".xla", ".xlsb", ".ods"}  # by which the library chooses its reader
_HIDDEN = (python_calamine.SheetVisibleEnum.Hidden, python_calamine.SheetVisibleEnum.VeryHidden)


@dataclass
class Workbook:
    """form: xlsx, xls or ods, as its bytes say."""

    path: Path
    form: str
    _sheets: dict[int, Any] = field(default_factory=dict)
    _opened: Any = None

    @property
    def names(self) -> list[str]:
        return list(self._workbook().sheet_names)

    def is_hidden(self, rank: int) -> bool:
        return self._workbook().sheets_metadata[rank].visible in _HIDDEN

    def is_table(self, rank: int) -> bool:
        """Neither a chart nor a macro's sheet."""
        return bool(self._workbook().sheets_metadata[rank].typ == python_calamine.SheetTypeEnum.WorkSheet)

    def merged(self, rank: int) -> tuple[tuple[int, int, int, int], ...]:
        """First row, first column, last row, last column, from 1; none where the form of file does not say."""
        ranges = self.sheet(rank).merged_cell_ranges or []
        return tuple((top + 1, left + 1, bottom + 1, right + 1) for (top, left), (bottom, right) in ranges)

    def rows(self, rank: int) -> Iterator[Row]:
        """Row 1 of the sheet first, column A first; as wide as the widest row."""
        sheet = self.sheet(rank)
        rows = sheet.iter_rows()
        if sheet.start is None or sheet.start[1] == 0:
            return map(tuple, rows)
        left = ("",) * sheet.start[1]
        return (left + tuple(row) for row in rows)

    def height(self, rank: int) -> int:
        end = self.sheet(rank).end
        return 0 if end is None else int(end[0]) + 1

    def sheet(self, rank: int) -> Any:
        if rank not in self._sheets:
            workbook = self._workbook()
            with _failures():
                self._sheets[rank] = workbook.get_sheet_by_index(rank)
        return self._sheets[rank]

    def _workbook(self) -> Any:
        if self._opened is None:
            with _failures():
                self._opened = self._open()
        return self._opened

    def _open(self) -> Any:
        suffix = self.path.suffix.lower()
        if suffix not in _SUFFIXES or suffix == f".{self.form}":
            return python_calamine.CalamineWorkbook.from_path(self.path)
        with self.path.open("rb") as file:
            return python_calamine.CalamineWorkbook.from_filelike(file)


@contextmanager
def _failures() -> Iterator[None]:
    try:
        yield
    except python_calamine.PasswordError:
        raise refused("encrypted") from None
    except (python_calamine.CalamineError, OSError):
        raise refused("corrupt") from None
    except BaseException as error:
        # The library's own bugs on a damaged file; no subclass of Exception.
        if type(error).__name__ == "PanicException":
            raise refused("corrupt") from None
        raise
