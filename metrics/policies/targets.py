"""What an indicator should reach, year by year, and on which side of that path it is.

Between two years that have a target the path is a straight line; before the first there is none, after the last it
stays there. A straight line is a convention, since a town says where it wants to be, not how fast it goes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Final

from metrics.language import Better
from metrics.refusal import Refused
from metrics.text import Text

# So near the path, in parts of the way from baseline to final target, one is on it: a rule of the house.
NEAR: Final = Fraction(1, 20)


class Role(StrEnum):
    BASELINE = "baseline"  # where one starts from
    INTERIM = "interim"
    FINAL = "final"


@dataclass(frozen=True)
class Target:
    """value: in the unit shown."""

    year: int
    role: Role
    value: Decimal

    @property
    def exact(self) -> Fraction:
        return Fraction(self.value)


class Standing(StrEnum):
    AHEAD = "ahead"
    ON_PATH = "on_path"
    BEHIND = "behind"


STANDING_LABELS = {
    Standing.AHEAD: Text("en avance sur la trajectoire", "ahead of the path"),
    Standing.ON_PATH: Text("sur la trajectoire", "on the path"),
    Standing.BEHIND: Text("en retard sur la trajectoire", "behind the path"),
}


@dataclass(frozen=True)
class TargetPath:
    """The targets of one indicator in the order of years; at most one baseline, which is first, and one final, last.

    Refused: targets that contradict one another.
    """

    targets: tuple[Target, ...]

    def __post_init__(self) -> None:
        for earlier, later in pairwise(self.targets):
            if earlier.year >= later.year:
                raise Refused(TWICE_A_YEAR.fill(year=str(later.year)))
        _at_its_end(self.targets, Role.BASELINE, self.targets[:1])
        _at_its_end(self.targets, Role.FINAL, self.targets[-1:])

    @classmethod
    def of(cls, targets: Iterable[Target]) -> "TargetPath":
        """targets: in any order."""
        return cls(tuple(sorted(targets, key=lambda target: target.year)))

    @property
    def baseline(self) -> Target | None:
        return self._bearing(Role.BASELINE)

    @property
    def final(self) -> Target | None:
        return self._bearing(Role.FINAL)

    @property
    def span(self) -> Fraction | None:
        """From baseline to final target, signed; None without one of them, 0 where a level is to be kept."""
        if self.baseline is None or self.final is None:
            return None
        return self.final.exact - self.baseline.exact

    def at(self, year: int) -> Fraction | None:
        """What the path asks for in a year; None before its first target."""
        if not self.targets or year < self.targets[0].year:
            return None
        for start, end in pairwise(self.targets):
            if year < end.year:
                return start.exact + (end.exact - start.exact) * (year - start.year) / (end.year - start.year)
        return self.targets[-1].exact

    def standing(self, year: int, value: Fraction, better: Better) -> Standing | None:
        """Which side of the path a value of that year is on; None without a path, or where neither side is better.

        On the path: within `NEAR` of the whole way; exactly there, where no way is known or a level is to be kept.
        """
        asked = self.at(year)
        if asked is None or better is Better.NEITHER:
            return None
        gain = value - asked if better is Better.HIGHER else asked - value
        if abs(gain) <= abs(self.span or Fraction(0)) * NEAR:
            return Standing.ON_PATH
        return Standing.AHEAD if gain > 0 else Standing.BEHIND

    def _bearing(self, role: Role) -> Target | None:
        return next((target for target in self.targets if target.role is role), None)


def _at_its_end(targets: tuple[Target, ...], role: Role, end: tuple[Target, ...]) -> None:
    """Refuse a target of this role anywhere but at that end of the path."""
    for target in targets:
        if target.role is role and target not in end:
            raise Refused(OUT_OF_PLACE[role].fill(year=str(target.year)))


TWICE_A_YEAR: Final = Text(
    "Deux cibles portent sur {year}. Garder l'une des deux, ou changer l'année de l'autre.",
    "Two targets are set for {year}. Keep one of them, or change the year of the other.",
)
OUT_OF_PLACE: Final = {
    Role.BASELINE: Text(
        "La référence de départ est datée de {year}, après une autre cible. Corriger l'année, ou en garder une.",
        "The baseline is dated {year}, after another target. Correct the year, or keep one.",
    ),
    Role.FINAL: Text(
        "La cible finale est datée de {year}, avant une autre cible. Corriger l'année, ou en garder une.",
        "The final target is dated {year}, before another target. Correct the year, or keep one.",
    ),
}
