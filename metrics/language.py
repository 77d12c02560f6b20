"""The language of indicators: a formula is data, from which every reading of it is drawn.

A formula is a tree over named amounts. A leaf is either a sum of budget lines (`Amount`, which says
which lines, dated by nomenclature) or a figure that comes from elsewhere (`Given`, such as a
population). Sums and differences stay integer cents; a ratio is divided once, at the end, and its
two sides stay apart until then, since the ratio of a group of towns is a sum over a sum.

`metrics.evaluate` reads the same tree on data frames, `data.sql` as one query for many
authorities, `metrics.words` as a sentence.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from metrics.documents import Column, Step
from metrics.nomenclature import Direction, Nature, Section
from metrics.text import Text
from metrics.units import EUROS_A_YEAR, PEOPLE, Dimension, Unit, UnitMismatch


@dataclass(frozen=True)
class Lines:
    """A choice of budget lines under the charts of accounts named; codes stand for all that begin with them.

    sign: +1 when the lines add to the amount, -1 when they are taken off.
    """

    standards: tuple[str, ...]
    sign: int = 1
    section: Section | None = None
    direction: Direction | None = None
    nature: Nature | None = None
    accounts: tuple[str, ...] = ()
    without_accounts: tuple[str, ...] = ()
    chapters: tuple[str, ...] = ()
    without_chapters: tuple[str, ...] = ()


Side = tuple[Section, Direction]


def sides_of(choice: Lines) -> frozenset[Side]:
    """The sides of a budget that a choice takes lines from: accounts of classes 6 and 7 are operating."""
    operating = {code[:1] in "67" for code in choice.accounts}
    by_accounts = {Section.OPERATING if one else Section.INVESTMENT for one in operating} or set(Section)
    sections = by_accounts if choice.section is None else {choice.section}
    directions = set(Direction) if choice.direction is None else {choice.direction}
    return frozenset((section, direction) for section in sections for direction in directions)


class Stage(StrEnum):
    """Which of a line's amounts is read before the account is closed."""

    VOTED = "voted"
    OPENED = "opened"  # where the law counts what is carried over from the year before


# The column of a line that is its amount, for each step. A document of differences is read as the
# budget it leads to: what stood before it, plus what it changes.
COLUMNS: dict[tuple[Stage, Step], tuple[Column, ...]] = {
    (Stage.VOTED, Step.INITIAL): (Column.VOTED,),
    (Stage.VOTED, Step.SUPPLEMENTARY): (Column.PREVIOUS, Column.VOTED),
    (Stage.VOTED, Step.AMENDING): (Column.PREVIOUS, Column.VOTED),
    (Stage.VOTED, Step.CLOSED): (Column.EXECUTED,),
    (Stage.OPENED, Step.INITIAL): (Column.OPENED,),
    (Stage.OPENED, Step.SUPPLEMENTARY): (Column.PREVIOUS, Column.VOTED),
    (Stage.OPENED, Step.AMENDING): (Column.PREVIOUS, Column.VOTED),
    (Stage.OPENED, Step.CLOSED): (Column.EXECUTED,),
}


class Expression(ABC):
    """A quantity in integer cents (or inhabitants), built from named amounts by +, - and `Least`."""

    @property
    @abstractmethod
    def dimension(self) -> Dimension: ...

    def __add__(self, other: "Expression") -> "Sum":
        return Sum(((1, self), (1, other)))

    def __sub__(self, other: "Expression") -> "Sum":
        return Sum(((1, self), (-1, other)))

    def __truediv__(self, other: "Expression") -> "Ratio":
        return Ratio(self, other)

    def named(self, fr: str, en: str) -> "Named":
        return Named(self, Text(fr, en))

    def parts(self) -> tuple["Expression", ...]:
        return ()


class Labelled(Expression):
    """A quantity that people call by name; tables know it by the identifier of that name."""

    label: Text

    @property
    def name(self) -> str:
        return identifier(self.label)


@dataclass(frozen=True)
class Amount(Labelled):
    """A sum of budget lines. A town whose document holds no such line has an amount of zero.

    It is missing where the document leaves something of it unsaid: prints the column on no line at all, holds no line
    of a side that the amount is taken from (unless the document is known to be whole), or says of one of its lines
    that the amount is not known.
    """

    label: Text
    lines: tuple[Lines, ...]
    source: "Source"
    stage: Stage = Stage.VOTED
    unit: Unit = EUROS_A_YEAR

    @property
    def dimension(self) -> Dimension:
        return self.unit.dimension

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides of a budget without which the amount is not known, in a fixed order."""
        return tuple(sorted(frozenset().union(*map(sides_of, self.lines))))

    @property
    def standards(self) -> frozenset[str]:
        """The charts of accounts under which this amount has a rule; under any other it is missing."""
        return frozenset(standard for lines in self.lines for standard in lines.standards)


@dataclass(frozen=True)
class Given(Labelled):
    """A figure that no budget line holds: a population, a debt read from the loan annex. May be missing.

    supplied_as: the other names under which a town that has no such document may supply it, in the unit shown, folded;
    none where it may not. The document's own figure comes first.
    """

    label: Text
    unit: Unit
    origin: Text
    source: "Source"
    supplied_as: tuple[str, ...] = ()

    @property
    def dimension(self) -> Dimension:
        return self.unit.dimension


@dataclass(frozen=True)
class Sum(Expression):
    terms: tuple[tuple[int, Expression], ...]

    def __post_init__(self) -> None:
        _same_dimension(*self.parts())

    @property
    def dimension(self) -> Dimension:
        return self.terms[0][1].dimension

    def __add__(self, other: Expression) -> "Sum":
        return replace(self, terms=(*self.terms, (1, other)))

    def __sub__(self, other: Expression) -> "Sum":
        return replace(self, terms=(*self.terms, (-1, other)))

    def parts(self) -> tuple[Expression, ...]:
        return tuple(part for _, part in self.terms)


@dataclass(frozen=True)
class Least(Expression):
    """The smaller of two quantities."""

    left: Expression
    right: Expression

    def __post_init__(self) -> None:
        _same_dimension(self.left, self.right)

    @property
    def dimension(self) -> Dimension:
        return self.left.dimension

    def parts(self) -> tuple[Expression, ...]:
        return (self.left, self.right)


@dataclass(frozen=True)
class Named(Labelled):
    """An aggregate with a name of its own. A source that publishes it under that name is taken at its word."""

    meaning: Expression
    label: Text

    @property
    def dimension(self) -> Dimension:
        return self.meaning.dimension

    def parts(self) -> tuple[Expression, ...]:
        return (self.meaning,)


@dataclass(frozen=True)
class Ratio:
    """One quantity over another; it has a value only where the denominator is above zero."""

    numerator: Expression
    denominator: Expression

    @property
    def dimension(self) -> Dimension:
        return self.numerator.dimension / self.denominator.dimension

    def parts(self) -> tuple[Expression, ...]:
        return (self.numerator, self.denominator)


Formula = Expression | Ratio


@dataclass(frozen=True)
class Source:
    """Where a rule comes from; law and custom must never look alike."""

    text: Text
    legal: bool


class Better(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    NEITHER = "neither"


class Family(StrEnum):
    """Two ways of counting that are never mixed in one chart."""

    LEGAL_RATIOS = "legal_ratios"  # gross, from budget documents
    STATISTICS = "statistics"  # net, as the national observatories publish


FAMILY_LABELS = {
    Family.LEGAL_RATIOS: Text("Ratios légaux (montants bruts)", "Legal ratios (gross amounts)"),
    Family.STATISTICS: Text("Agrégats statistiques (montants nets)", "Statistical aggregates (net amounts)"),
}


@dataclass(frozen=True)
class Positive:
    """The figure exists only where this quantity is above zero."""

    quantity: Expression
    why: Text


@dataclass(frozen=True)
class OfDocument:
    """A need on the document itself, whatever its lines."""

    why: Text


@dataclass(frozen=True)
class MainBudget(OfDocument):
    """The figure exists for a main budget only."""


@dataclass(frozen=True)
class ClosedAccount(OfDocument):
    """The figure exists once the account is closed: a vote is balanced by law."""


Need = Positive | OfDocument


@dataclass(frozen=True)
class Threshold:
    """A reading mark, in the unit shown; marks disagree between sources, so each carries its own."""

    value: int | Decimal
    label: Text
    source: Source

    @property
    def exact(self) -> Fraction:
        return Fraction(self.value)


def marks_in_force(declared: Iterable[Threshold], own: Iterable[Threshold]) -> tuple[Threshold, ...]:
    """The marks of a town: its own in the place of declared ones of the same label, or beside; the lowest first."""
    by_label = {mark.label.fr: mark for mark in declared} | {mark.label.fr: mark for mark in own}
    return tuple(sorted(by_label.values(), key=lambda mark: mark.exact))


@dataclass(frozen=True)
class Obligation:
    """Who must publish the figure: from `population` inhabitants on (≥)."""

    population: int
    source: Source


@dataclass(frozen=True, kw_only=True)
class Indicator:
    """One declared indicator. Nothing a mayor could ask about is optional."""

    name: str
    label: Text
    question: Text
    formula: Formula
    unit: Unit
    needs: tuple[Need, ...]
    better: Better
    thresholds: tuple[Threshold, ...]
    family: Family
    obligation: Obligation | None
    source: Source
    caution: Text | None

    def __post_init__(self) -> None:
        if self.formula.dimension != self.unit.dimension:
            raise UnitMismatch(f"{self.name}: formula is {self.formula.dimension}, unit {self.unit}")

    @property
    def numerator(self) -> Expression:
        return self.formula.numerator if isinstance(self.formula, Ratio) else self.formula

    @property
    def denominator(self) -> Expression | None:
        return self.formula.denominator if isinstance(self.formula, Ratio) else None

    @property
    def conditions(self) -> tuple[Need, ...]:
        """The needs declared, then the one that every ratio has: something to divide by."""
        if self.denominator is None:
            return self.needs
        stated = {need.quantity for need in self.needs if isinstance(need, Positive)}
        return self.needs if self.denominator in stated else (*self.needs, _divisible(self.denominator))

    @property
    def quantities(self) -> tuple[Expression, ...]:
        """Every quantity whose value decides the figure: both sides, and what the needs look at."""
        needed = tuple(need.quantity for need in self.needs if isinstance(need, Positive))
        return (*self.formula.parts(), *needed) if self.denominator else (self.numerator, *needed)


def leaves(*expressions: Expression) -> tuple[Amount | Given, ...]:
    """The amounts and given figures under some expressions, each once, in the order met."""
    return tuple(dict.fromkeys(leaf for expression in expressions for leaf in _walk(expression)))


def identifier(label: Text) -> str:
    """The column name of a quantity: its English label in lower case, words joined by underscores."""
    words = "".join(c if c.isalnum() else " " for c in label.en.lower())
    return "_".join(words.split())


def _walk(expression: Expression) -> Iterator[Amount | Given]:
    if isinstance(expression, Amount | Given):
        yield expression
    for part in expression.parts():
        yield from _walk(part)


def _same_dimension(*parts: Expression) -> None:
    if len({part.dimension for part in parts}) > 1:
        raise UnitMismatch(" and ".join(str(part.dimension) for part in parts))


def _divisible(denominator: Expression) -> Positive:
    if denominator.dimension == PEOPLE:
        return Positive(denominator, NO_INHABITANT)
    return Positive(denominator, _none_of(denominator.label) if isinstance(denominator, Labelled) else NOTHING_OF_IT)


def _none_of(label: Text) -> Text:
    """« Pas de recettes réelles de fonctionnement. »"""
    of = "d'" if label.fr[0].lower() in "aeéèêiouyh" else "de "
    return Text(f"Pas {of}{label.fr}.", f"No {label.en}.")


NO_INHABITANT = Text("La population est nulle.", "The population is zero.")
NOTHING_OF_IT = Text("Il n'y a rien à quoi rapporter ce montant.", "There is nothing to relate this amount to.")
