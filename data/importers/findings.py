"""What a reader finds wrong on its way through a file."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from data.importers.reading import Problem, Severity

ROWS_NAMED = 20
ROWS_KEPT = 1_000  # of problems alike: enough to mark a workbook's cells
MOST_KEPT = 2_000  # problems; a file of a million rows may be wrong in each
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


def named(rows: Iterable[object], n: int | None = None) -> str:
    """« 2, 9, 23… »; n: how many there are, where not all are given."""
    kept = list(rows)
    return ", ".join(map(str, kept[:ROWS_NAMED])) + ("…" if (n or len(kept)) > ROWS_NAMED else "")
