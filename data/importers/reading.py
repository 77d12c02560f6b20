"""What was understood of a file, before anything is stored.

Every row of the file is understood, a printed total left aside, left out by a person, or a problem, so that the
counts add up. Amounts are integer cents; None is an amount the file does not print.
"""

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from data.facts import Facts
from data.importers.spool import Records
from metrics.documents import BudgetKind, Column, Step
from metrics.nomenclature import Direction, Nature, Nomenclature, Section

ROUNDING, LEFT_OUT = "rounding", "left_out"  # why a printed total and its lines differ
CENTS = "_cents"  # ends the names of parts that are amounts


class Severity(StrEnum):
    ERROR = "error"  # nothing of the file may be stored
    WARNING = "warning"  # repaired or inferred: a person must see it before it is stored


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where, in parts: the screen composes the sentence from its code.

    row counts as a person sees the file (the header is a row too); column is the header's text or
    the element's name; text is the cell as it stands. Row and column are None for the whole file. rows: of
    problems alike told as one, all their rows, up to `findings.ROWS_KEPT`.
    parts: what the sentence names beside them. An amount is integer cents, under its name and `CENTS`, in the money of
    the part `currency`: euros without it, unknown where it is empty.
    """

    code: str
    severity: Severity
    row: int | None = None
    column: str | None = None
    text: str | None = None
    sheet: str | None = None
    parts: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class LineRead:
    row: int
    section: Section
    direction: Direction
    nature: Nature
    chapter: str | None
    account: str
    function: str | None
    operation: str | None
    label: str | None  # as a table states it; of a TOTEM document, only where the chart of accounts knows none
    inferred: str | None  # names of what the file left out, joined by a space: "section chapter"
    amounts: Mapping[Column, int]  # only the amounts the file prints
    sheet: str | None = None
    absent: str | None = None  # the columns whose amount the file says is not known, joined by a space


@dataclass(frozen=True, slots=True)
class DeclaredRead:
    """A figure the document states about itself, and the text it prints for it."""

    value: Decimal
    text: str


@dataclass(frozen=True, slots=True)
class LoanRead:
    """A row of the loan annex: amounts in cents, rate in percent, no name of anybody."""

    row: int
    category: str  # "own" or "guaranteed"
    initial_amount: int | None
    opening_balance: int | None
    closing_balance: int | None
    capital_repaid: int | None
    interest_paid: int | None
    rate: Decimal | None
    rate_kind: str | None
    risk_class: str | None
    remaining_years: Decimal | None
    first_year: int | None


@dataclass(frozen=True)
class DocumentRead:
    """One budget document of one budget, as its file states it."""

    authority_code: str
    authority_name: str
    authority_kind: str  # commune, grouping, departement, other
    geographic_code: str | None
    budget_code: str
    budget_name: str
    budget_kind: BudgetKind
    year: int
    step: Step
    number: int  # of an amending document within its year; 0 where there is only one
    nomenclature: Nomenclature
    is_unified_account: bool
    produced_on: date | None
    voted_on: date | None
    population: int | None
    lines: tuple[LineRead, ...]
    declared: Mapping[str, DeclaredRead] = field(default_factory=dict)
    loans: tuple[LoanRead, ...] | None = None  # None: the document has no loan annex; (): no loan
    is_whole: bool = False  # states every side of its budget: one without a line is a side of zero

    @property
    def slot(self) -> str:
        """What names it among the documents of its town: one at a time counts."""
        return f"{self.budget_code} {self.year} {self.step} {self.number}"


@dataclass(frozen=True)
class ColumnFound:
    """One column of a table: its header as printed, the field it was taken for, the first texts in it.

    given: what its header states for every cell (year, measure, facility…), where columns stand for values.
    """

    letter: str  # as spreadsheets name it: A, B… AA
    header: str
    field: str | None
    samples: tuple[str, ...]
    given: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @property
    def name(self) -> str:
        """What a person's choices call it: its title, or its letter where it has none."""
        return self.header or self.letter

    @property
    def is_titled(self) -> bool:
        """Its letter stands for a title as soon as the column is read."""
        return self.header not in ("", self.letter)


@dataclass(frozen=True)
class TableFound:
    """One table as it was understood, for a person to check.

    constants: what holds for all its rows, by field. said: where each comes from, as in `table.Table`. unit: of its
    amounts; empty where none was looked for.
    """

    sheet: str | None
    header_row: int
    rows: int
    columns: tuple[ColumnFound, ...]
    constants: Mapping[str, str] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""


@dataclass(frozen=True)
class PrintedTotal:
    """A total that the file prints, and what its lines give; amounts in cents.

    because: why they differ, where that is known: `ROUNDING`, `LEFT_OUT` by a person.
    """

    place: str  # « chapitre 011 », « section F, dépenses »
    column: str
    printed: int
    computed: int
    sheet: str | None = None
    row: int | None = None
    because: str = ""


@dataclass(frozen=True)
class Reading:
    """The whole of a file. rows = rows_understood + totals_skipped + rows_refused + rows_excluded, always."""

    kind: str  # of `kinds.Kind`; "unknown" where nothing could be read
    encoding: str
    rows: int
    totals_skipped: int  # printed totals, titles and notes among the rows
    documents: tuple[DocumentRead, ...]
    problems: tuple[Problem, ...]
    details: Mapping[str, Any] = field(default_factory=dict)  # of the form: separator, editor, annexes left aside…
    rows_refused: int = 0  # rows with an error, or of a document whose head has one
    rows_excluded: int = 0  # left out by a person, with a reason
    rows_understood: int | None = None  # None: one line a row, as in budget documents
    facts: Facts = field(default_factory=Facts)
    records: tuple[Records, ...] = ()  # facts too many to hold, kept in a file until they are stored
    tables: tuple[TableFound, ...] = ()
    printed_totals: tuple[PrintedTotal, ...] = ()
    shape: str = ""  # fingerprint of the titles: files of one shape are read alike

    def __post_init__(self) -> None:
        aside = self.totals_skipped + self.rows_refused + self.rows_excluded
        if self.rows != self.understood + aside:
            raise ValueError(f"{self.rows} rows, {self.understood} understood and {aside} left aside or refused")

    @property
    def understood(self) -> int:
        """Rows that became facts."""
        if self.rows_understood is not None:
            return self.rows_understood
        return sum(len(document.lines) for document in self.documents)

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity is Severity.WARNING)

    @property
    def refused(self) -> bool:
        return bool(self.errors)

    @property
    def lines(self) -> Iterable[LineRead]:
        return (line for document in self.documents for line in document.lines)


class Unreadable(Exception):
    """The file as a whole cannot be read; carries its problems."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems
