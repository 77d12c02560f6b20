"""What a reader finds wrong on its way through a file."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from data.importers.reading import Problem, Severity

ROWS_NAMED = 20
_Alike = tuple[object, ...]


@dataclass
class Findings:
    """Problems met so far.

    Those told as alike differ by their row only: they make one problem, at the first of their rows,
    with the parts `n` (how many) and `rows` (« 2, 9, 23… »).
    """

    _single: list[Problem] = field(default_factory=list)
    _alike: dict[_Alike, list[Problem]] = field(default_factory=dict)
    errors: int = 0

    def error(
        self, code: str, row: int | None, column: str | None = None, text: str | None = None, **parts: object
    ) -> None:
        self.errors += 1
        self._single.append(Problem(code, Severity.ERROR, row, column, text, parts=parts))

    def warning(self, code: str, row: int | None, column: str | None, text: str | None, **parts: object) -> None:
        self._single.append(Problem(code, Severity.WARNING, row, column, text, parts=parts))

    def error_alike(self, code: str, row: int, column: str, text: str, **parts: object) -> None:
        self.errors += 1
        self._group(Problem(code, Severity.ERROR, row, column, text, parts=parts))

    def warning_alike(self, code: str, row: int, column: str, text: str, **parts: object) -> None:
        self._group(Problem(code, Severity.WARNING, row, column, text, parts=parts))

    def all(self) -> tuple[Problem, ...]:
        """By row, those of the whole file first."""
        told = [*self._single, *map(_as_one, self._alike.values())]
        return tuple(sorted(told, key=lambda problem: problem.row or 0))

    def _group(self, problem: Problem) -> None:
        alike = (problem.code, problem.severity, problem.column, problem.text, *problem.parts.items())
        self._alike.setdefault(alike, []).append(problem)


def _as_one(alike: list[Problem]) -> Problem:
    rows = [problem.row for problem in alike]
    return replace(alike[0], parts={**alike[0].parts, "n": len(rows), "rows": named(rows)})


def named(rows: Iterable[object]) -> str:
    """« 2, 9, 23… »"""
    kept = list(rows)
    return ", ".join(map(str, kept[:ROWS_NAMED])) + ("…" if len(kept) > ROWS_NAMED else "")
