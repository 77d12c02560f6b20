"""What the comparison page asks, and the answers that its views share."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dashboard.answers import Town
from data.comparison_queries import Base
from metrics.comparison import BY_NAME
from metrics.comparison import structure as structures
from metrics.comparison.figures import GroupFigure, PeerFigure
from metrics.comparison.groups import Group
from metrics.comparison.nearest import Nearest
from metrics.comparison.position import Coverage, Detail, Place
from metrics.comparison.structure import Structure
from metrics.language import Indicator
from metrics.text import Text
from metrics.values import Value


class Origin(StrEnum):
    """Where the town's own figure comes from."""

    NATIONAL = "national"  # the same file as its peers'
    PUBLISHED = "published"  # a published file that speaks of the town alone
    LEDGER = "ledger"  # computed here, from its own closed account


@dataclass(frozen=True)
class Question:
    """One comparison: a town, on one indicator of one base in one year, with one group. All of it scalars.

    data: the observatory. weights: by the name of a structure. wanted: how many nearest peers. listed: code of an own
    group.
    """

    town: Town
    data: Town
    base: Base
    name: str
    year: int
    group: Group
    weights: tuple[tuple[str, int], ...] = ()
    wanted: int = 20
    listed: str = ""

    @property
    def indicator(self) -> Indicator:
        return BY_NAME[self.name]

    @property
    def structure(self) -> dict[Structure, int]:
        """The variables that count, with their weights: never the outcome itself."""
        weights = {structures.BY_NAME[name]: weight for name, weight in self.weights}
        return structures.chosen(weights, self.indicator)


@dataclass(frozen=True)
class Own:
    """The town's own figure of a year. plain: the quotient before the unit's scale."""

    year: int
    value: Value
    plain: float | None
    population: int | None
    stratum: str
    status: str | None
    origin: Origin
    code: str  # as the figures name it


@dataclass(frozen=True, eq=False)
class Members:
    """A group of peers. codes: of whom, by SIREN; None for all accounts of a stratum. expected: how many they are."""

    group: Group
    label: Text
    expected: int
    stratum: str | None = None
    codes: tuple[str, ...] | None = None
    nearest: Nearest | None = None

    @property
    def differences(self) -> Mapping[str, float]:
        return {} if self.nearest is None else {peer.code: peer.difference for peer in self.nearest.peers}


@dataclass(frozen=True, eq=False)
class Position:
    """The town beside its group in one year. figures: of the members, the town among them if it is one."""

    question: Question
    own: Own | None
    members: Members
    together: GroupFigure
    coverage: Coverage
    place: Place | None
    above: float | None  # share of the other members that the town's figure exceeds
    figures: tuple[PeerFigure, ...] = field(repr=False)

    @property
    def detail(self) -> Detail:
        return self.coverage.detail


@dataclass(frozen=True)
class YearBeside:
    """A year of the series: the town, and how its group was spread."""

    year: int
    own: Own | None
    together: GroupFigure
    coverage: Coverage
    place: Place | None
