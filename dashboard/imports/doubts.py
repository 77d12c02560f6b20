"""The cells that problems are about, and what a person writes instead or leaves out."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dashboard import importing
from dashboard.importing import Understood
from dashboard.locale import t
from data.importers.choices import Correction
from data.importers.findings import named
from data.importers.reading import Problem, Severity, TableFound


@dataclass(frozen=True)
class Doubt:
    """One problem that stands in rows of a table, all alike: what is said of one is said of each.

    column: the header under which its cells can be put right; empty where only whole rows can be left out.
    """

    problem: Problem
    sheet: str | None
    rows: tuple[int, ...]
    column: str

    @property
    def rows_named(self) -> str:
        return named(self.rows)

    @property
    def sentence(self) -> str:
        return importing.problem_sentence(self.problem)

    @property
    def short_sentence(self) -> str:
        """For where its sheet is named beside it."""
        return importing.problem_sentence(replace(self.problem, sheet=None))


@dataclass(frozen=True)
class Mended:
    """What a person says about a doubt: a text to read instead, or why its rows are left out."""

    doubt: Doubt
    instead: str = ""
    is_excluded: bool = False
    reason: str = ""

    @property
    def lacks_reason(self) -> bool:
        return self.is_excluded and not self.reason.strip()

    @property
    def corrections(self) -> list[Correction]:
        text = self.instead.strip()
        if self.is_excluded or not text or not self.doubt.column:
            return []
        was = (self.doubt.problem.text or "") if len(self.doubt.rows) > 1 else ""
        return [Correction(self.doubt.sheet, row, self.doubt.column, text, was) for row in self.doubt.rows]

    @property
    def exclusions(self) -> list[Correction]:
        if not self.is_excluded or self.lacks_reason:
            return []
        return [Correction(self.doubt.sheet, row, text=self.reason.strip()) for row in self.doubt.rows]


def doubts_of(found: Understood, severity: Severity) -> list[Doubt]:
    """The problems of that severity that a person can mend here, in the order they are told."""
    every = (_doubt(problem, found.reading.tables) for problem in found.problems if problem.severity is severity)
    return [doubt for doubt in every if doubt is not None]


def beyond(problems: Iterable[Problem], doubts: Sequence[Doubt]) -> list[Problem]:
    """The problems that are no doubt: mended in the file, or by other choices."""
    mendable = {id(doubt.problem) for doubt in doubts}
    return [problem for problem in problems if id(problem) not in mendable]


def count(found: Understood, severity: Severity) -> int:
    """How many things are to be mended or checked, as they are listed: one that several sheets share is one."""
    doubts, apart = parted(found, severity)
    return len(doubts) + len(apart)


def parted(found: Understood, severity: Severity) -> tuple[list[Doubt], list[str]]:
    """What can be mended here, and the sentences of the rest."""
    doubts = doubts_of(found, severity)
    return doubts, _told(beyond([problem for problem in found.problems if problem.severity is severity], doubts))


def _told(problems: Sequence[Problem]) -> list[str]:
    """Their sentences; what is said alike of several sheets is said once."""
    sheets: dict[str, list[str]] = defaultdict(list)
    for problem in problems:
        sheets[importing.problem_sentence(replace(problem, sheet=None))] += [problem.sheet] if problem.sheet else []
    return [_of_sheets(sentence, named) for sentence, named in sheets.items()]


def _of_sheets(sentence: str, sheets: Sequence[str]) -> str:
    return t("problem_place.sheet", sheet=" », « ".join(sheets), sentence=sentence) if sheets else sentence


def _doubt(problem: Problem, tables: Sequence[TableFound]) -> Doubt | None:
    table = _table_of(problem, tables)
    rows = problem.rows or (() if problem.row is None else (problem.row,))
    if table is None or not rows or min(rows) <= table.header_row:
        return None
    if problem.severity is Severity.WARNING and len(rows) > 1:  # read already, each by a text of its own
        return None
    titles = {column.header for column in table.columns if column.header}
    return Doubt(problem, table.sheet, rows, problem.column if problem.column in titles else "")


def _table_of(problem: Problem, tables: Sequence[TableFound]) -> TableFound | None:
    """By its sheet; a problem that names none is of the one table there is."""
    if problem.sheet is None and len(tables) == 1:
        return tables[0]
    return next((table for table in tables if table.sheet == problem.sheet), None)
