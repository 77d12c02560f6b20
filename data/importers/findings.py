"""What a reader finds wrong on its way through a file."""

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from data.importers.numbers import LONGEST, CellError
from data.importers.reading import CENTS, Problem, Severity

ROWS_NAMED = 20
ROWS_KEPT = 1_000  # of problems alike: enough to mark a workbook's cells
MOST_KEPT = 2_000  # problems; a file of a million rows may be wrong in each
# Errors of cells that come in numbers: the rows of each are told together.
TOLD_ALIKE: Final = frozenset(
    (
        *("bad_date", "blank_cell", "code_format", "date_conflict", "formula_no_cache", "insee_format", "other_budget"),
        *("several_budgets", "siren_format", "too_long", "unknown_code", "year_out_of_range"),
    )
)
_Alike = tuple[object, ...]


@dataclass
class _Group:
    first: Problem
    n: int = 0
    rows: list[int] = field(default_factory=list)

    def add(self, row: int | None) -> None:
        self.n += 1
        if row is not None and len(self.rows) < ROWS_KEPT:
            self.rows.append(row)

    def told(self) -> Problem:
        named_rows = named(self.rows, self.n)
        return replace(self.first, parts={**self.first.parts, "n": self.n, "rows": named_rows}, rows=tuple(self.rows))


@dataclass
class Findings:
    """Problems met so far, on the sheet named by `sheet`.

    Those told as alike differ by their row only: they make one problem, at the first of their rows,
    with the parts `n` (how many) and `rows` (« 2, 9, 23… »). Beyond `MOST_KEPT` problems the rest is counted by code.
    """

    sheet: str | None = None
    errors: int = 0
    told: int = 0  # of any severity
    _single: list[Problem] = field(default_factory=list)
    _alike: dict[_Alike, _Group] = field(default_factory=dict)
    _beyond: Counter[tuple[str, Severity]] = field(default_factory=Counter)

    def error(
        self, code: str, row: int | None, column: str | None = None, text: str | None = None, **parts: object
    ) -> None:
        self._keep(Problem(code, Severity.ERROR, row, column, text, self.sheet, parts))

    def warning(
        self, code: str, row: int | None, column: str | None = None, text: str | None = None, **parts: object
    ) -> None:
        self._keep(Problem(code, Severity.WARNING, row, column, text, self.sheet, parts))

    def error_alike(
        self, code: str, row: int | None, column: str | None, text: str | None = None, **parts: object
    ) -> None:
        self._group(Problem(code, Severity.ERROR, row, column, text, self.sheet, parts))

    def warning_alike(
        self, code: str, row: int | None, column: str | None, text: str | None = None, **parts: object
    ) -> None:
        self._group(Problem(code, Severity.WARNING, row, column, text, self.sheet, parts))

    def cell_error(self, row: int, title: str | None, error: CellError) -> None:
        """What is wrong with a cell, with its like where such errors come in numbers."""
        told = self.error_alike if error.code in TOLD_ALIKE else self.error
        told(error.code, row, title, error.text, **error.parts)

    @contextmanager
    def on(self, sheet: str | None) -> Iterator[None]:
        """What is told within is told of this sheet."""
        before, self.sheet = self.sheet, sheet
        try:
            yield
        finally:
            self.sheet = before

    def add(self, problem: Problem) -> None:
        """A problem told elsewhere, as it is."""
        self._keep(problem)

    def all(self) -> tuple[Problem, ...]:
        """By row, those of the whole file first; last, how many more there are of each code."""
        told = [*self._single, *(group.told() for group in self._alike.values())]
        told.sort(key=lambda problem: problem.row or 0)
        more = [
            Problem("more_problems", severity, text=code, parts={"n": n})
            for (code, severity), n in self._beyond.items()
        ]
        return (*told, *more)

    def _keep(self, problem: Problem) -> None:
        self.told += 1
        self.errors += problem.severity is Severity.ERROR
        if self._is_full():
            self._beyond[problem.code, problem.severity] += 1
        else:
            self._single.append(problem)

    def _group(self, problem: Problem) -> None:
        alike = (problem.code, problem.severity, problem.sheet, problem.column, problem.text, *problem.parts.items())
        group = self._alike.get(alike)
        if group is None:
            if self._is_full():
                self._keep(problem)
                return
            group = self._alike[alike] = _Group(problem)
        self.told += 1
        self.errors += problem.severity is Severity.ERROR
        group.add(problem.row)

    def _is_full(self) -> bool:
        return len(self._single) + len(self._alike) >= MOST_KEPT


class _Reread(NamedTuple):
    row: int
    text: str
    read: str | int


@dataclass
class Remarks:
    """Cells read otherwise than they stand, told once a column and remark with all their rows.

    A minus written another way is told at once: each may be meant otherwise.
    """

    findings: Findings
    _met: dict[tuple[str | None, str, str], list[_Reread]] = field(default_factory=dict)
    _counts: Counter[tuple[str | None, str, str]] = field(default_factory=Counter)

    def add(self, code: str, row: int, title: str, text: str, read: str | int) -> None:
        """read: cents, else what it was taken for."""
        if code == "sign":
            self.findings.warning("sign", row, title, text[:LONGEST], **_in_parts(read))
            return
        alike = (self.findings.sheet, title, code)
        self._counts[alike] += 1
        met = self._met.setdefault(alike, [])
        if len(met) < ROWS_KEPT or row < met[-1].row:
            insort(met, _Reread(row, text[:LONGEST], read), key=lambda one: one.row)
            del met[ROWS_KEPT:]

    def tell(self) -> None:
        for alike, met in self._met.items():
            (sheet, title, code), n = alike, self._counts[alike]
            row, text, read = met[0]
            rows = tuple(one.row for one in met)
            parts = {**_in_parts(read), "n": n, "rows": named(rows, n)}
            self.findings.add(Problem(code, Severity.WARNING, row, title, text, sheet, parts, rows))
        self._met.clear()
        self._counts.clear()


def _in_parts(read: str | int) -> dict[str, object]:
    return {f"read{CENTS}" if isinstance(read, int) else "read": read}


def named(rows: Iterable[object], n: int | None = None) -> str:
    """« 2, 9, 23… »; n: how many there are, where not all are given."""
    kept = list(rows)
    return ", ".join(map(str, kept[:ROWS_NAMED])) + ("…" if (n or len(kept)) > ROWS_NAMED else "")
