"""The answers that pages, slides, documents and exports all show, so that a figure cannot differ between them."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy import Engine

from data.facts import TargetRead
from data.queries import AuthorityRow, DocumentRow, LineBehind, SuppliedRow
from metrics.documents import Maturity, Step, maturity_of
from metrics.language import Amount, Given, Indicator, Threshold, marks_in_force
from metrics.policies.targets import Role
from metrics.values import Value


@dataclass(frozen=True)
class Town:
    """An authority in a database, at a version of its data: the key of every cached answer."""

    engine: Engine
    authority: AuthorityRow

    @property
    def id(self) -> int:
        return self.authority.id


@dataclass(frozen=True)
class TownBudget:
    id: int
    code: str
    name: str
    kind: str


@dataclass(frozen=True)
class Figure:
    """One indicator read on one budget document."""

    indicator: Indicator
    value: Value
    document: DocumentRow
    own_marks: tuple[Threshold, ...] = ()  # those that the town sets itself

    @property
    def marks(self) -> tuple[Threshold, ...]:
        return marks_in_force(self.indicator.thresholds, self.own_marks)

    @property
    def year(self) -> int:
        return self.document.year

    @property
    def exact(self) -> Fraction | None:
        return self.value.exact(self.indicator.unit)

    @property
    def maturity(self) -> Maturity:
        return maturity_of(Step(self.document.step))


@dataclass(frozen=True)
class Trajectory:
    """One indicator over the years, oldest first, one document a year, with its targets.

    A year whose account is not closed is read on a vote: its figure's maturity says so.
    """

    indicator: Indicator
    figures: tuple[Figure, ...]
    targets: tuple[TargetRead, ...]
    own_marks: tuple[Threshold, ...] = ()

    @property
    def marks(self) -> tuple[Threshold, ...]:
        return marks_in_force(self.indicator.thresholds, self.own_marks)

    def at(self, year: int) -> Figure | None:
        return next((figure for figure in self.figures if figure.year == year), None)

    def until(self, year: int) -> tuple[Figure, ...]:
        return tuple(figure for figure in self.figures if figure.year <= year)

    def change(self, year: int) -> Fraction | None:
        """The difference to the year before, in the unit shown; None where either has no value."""
        now, before = self.at(year), self.at(year - 1)
        if now is None or before is None or now.exact is None or before.exact is None:
            return None
        return now.exact - before.exact

    def compares_alike(self, year: int) -> bool:
        """Whether a year and the one before are both accounts, or both votes: a vote is prudent, and no outcome."""
        now, before = self.at(year), self.at(year - 1)
        return now is not None and before is not None and now.maturity is before.maturity

    def target(self, year: int) -> TargetRead | None:
        """The mark that holds for a year: the first one set for that year or later, a baseline left aside."""
        marks = (target for target in self.targets if target.year >= year and target.role != Role.BASELINE)
        return next(marks, None)


@dataclass(frozen=True)
class Ingredient:
    """One leaf of a figure's formula: its value in cents (or inhabitants) and the lines that make it.

    supplied: who says it, where the town supplies what its document does not state.
    """

    leaf: Amount | Given
    value: int | None
    lines: tuple[LineBehind, ...]
    supplied: SuppliedRow | None = None


@dataclass(frozen=True)
class Passport:
    """What any figure must be able to answer about itself."""

    figure: Figure
    ingredients: tuple[Ingredient, ...]

    @property
    def number_of_lines(self) -> int:
        lines = (line for ingredient in self.ingredients for line in ingredient.lines)
        return len({(line.file_name, line.sheet, line.row) for line in lines})


@dataclass(frozen=True)
class Freshness:
    """How recent the facts are."""

    last_import: datetime | None
    last_closed_year: int | None
    last_voted_year: int | None
