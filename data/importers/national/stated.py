"""What the rows of national files state of whom they are about and when, read strictly."""

import re
from dataclasses import dataclass, field
from typing import Final

from data.importers.cells import is_blank, text_of
from data.importers.findings import ROWS_KEPT, Findings, named
from data.importers.grid import Cell
from data.importers.identity import FIRST_YEAR
from data.importers.lines import LONGEST_NAME, shortened
from data.importers.numbers import LONGEST, CellError
from data.importers.reading import Problem, Severity

TOLD_ALIKE: Final = {
    "bad_date",
    "blank_cell",
    "code_format",
    "insee_format",
    "siren_format",
    "unknown_code",
    "year_out_of_range",
}
_YEAR = re.compile(r"([0-9]{4})(?:-01-01(?:T.*)?)?")
_INSEE = re.compile(r"[0-9][0-9AB][0-9]{3}")
_SIREN = re.compile(r"[0-9]{9}")


def filled(cell: Cell, example: str) -> str:
    """The text of a cell that must have one. CellError: `blank_cell`."""
    if is_blank(cell):
        raise CellError("blank_cell", "", example=example)
    return text_of(cell)


def year_in(cell: Cell, this_year: int) -> int:
    """A year, alone or as its first day. CellError: `blank_cell`, `bad_date`, `year_out_of_range`."""
    text = filled(cell, "2024")
    found = _YEAR.fullmatch(text)
    if found is None:
        raise CellError("bad_date", text[:LONGEST])
    year = int(found[1])
    if not FIRST_YEAR <= year <= this_year:
        raise CellError("year_out_of_range", text, first=FIRST_YEAR, last=this_year)
    return year


def siren_in(cell: Cell) -> str | None:
    """Nine digits; None for a blank. CellError: `siren_format`."""
    text = text_of(cell)
    if text and not _SIREN.fullmatch(text):
        raise CellError("siren_format", text[:LONGEST])
    return text or None


def insee_in(cell: Cell) -> str:
    """Five characters: 01001, 2A004. CellError: `insee_format`."""
    text = text_of(cell)
    if not _INSEE.fullmatch(text):
        raise CellError("insee_format", text[:LONGEST])
    return text


def name_in(cell: Cell, longest: int = LONGEST_NAME) -> str | None:
    return shortened(" ".join(text_of(cell).split()), longest)


@dataclass
class _Met:
    first: Problem
    rows: list[int] = field(default_factory=list)
    n: int = 0


@dataclass
class Reread:
    """Amounts read otherwise than they are written, told once a column and remark with all their rows."""

    findings: Findings
    _met: dict[tuple[str, str], _Met] = field(default_factory=dict)

    def add(self, row: int, title: str, cell: Cell, remark: str, cents: int) -> None:
        """A minus written another way is told at once: each may be meant otherwise."""
        text = str(cell).strip()[:LONGEST]
        if remark == "sign":
            self.findings.warning("sign", row, title, text, read_cents=cents)
            return
        problem = Problem(remark, Severity.WARNING, row, title, text, self.findings.sheet, {"read_cents": cents})
        met = self._met.setdefault((title, remark), _Met(problem))
        met.n += 1
        if len(met.rows) < ROWS_KEPT:
            met.rows.append(row)

    def tell(self) -> None:
        for met in self._met.values():
            one = met.first
            parts = {**one.parts, "n": met.n, "rows": named(met.rows, met.n)}
            self.findings.add(
                Problem(one.code, one.severity, one.row, one.column, one.text, one.sheet, parts, tuple(met.rows))
            )
        self._met.clear()
