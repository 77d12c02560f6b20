"""Whom a town is compared with: the population bands of the law, and authorities that no band may hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from metrics.text import Text


class Group(StrEnum):
    """The ways of choosing peers, each another question."""

    STRATUM = "stratum"  # all communes of the population band
    DEPARTMENT = "department"  # those of the band in the same département
    NEAREST = "nearest"  # the most alike in structure
    OWN = "own"  # a list that the town keeps


class Outside(StrEnum):
    """Why an account is in no population band."""

    UNKNOWN = "unknown"  # the population of the year is
    APART = "apart"
    GROUPING = "grouping"
    OTHER = "other"  # a group of authorities, a budget of its own…


@dataclass(frozen=True)
class Stratum:
    """One population band, both ends included; highest None: no upper end. members: communes it holds."""

    code: str
    lowest: int
    highest: int | None
    members: int

    @property
    def label(self) -> Text:
        if self.highest is None:
            return Text(
                f"{_fr(self.lowest)} habitants et plus",
                f"{self.lowest:,} inhabitants and over",
            )
        if not self.lowest:
            return Text(f"moins de {_fr(self.highest + 1)} habitants", f"under {self.highest + 1:,} inhabitants")
        return Text(
            f"{_fr(self.lowest)} à {_fr(self.highest)} habitants",
            f"{self.lowest:,} to {self.highest:,} inhabitants",
        )


@dataclass(frozen=True)
class Strata:
    """Bands that leave no gap, smallest first, as a source drew them in a year."""

    year: int
    source: Text
    bands: tuple[Stratum, ...]

    def __post_init__(self) -> None:
        ends = [band.highest for band in self.bands]
        starts = [band.lowest for band in self.bands]
        follows = [end is not None and end + 1 == start for end, start in zip(ends, starts[1:], strict=False)]
        if starts[0] != 0 or ends[-1] is not None or not all(follows):
            raise ValueError("population bands overlap or leave a gap")

    def of(self, population: int) -> Stratum:
        return next(band for band in reversed(self.bands) if population >= band.lowest)

    def named(self, code: str) -> Stratum | None:
        return next((band for band in self.bands if band.code == code), None)


# Codes of authorities whose accounts hold more than a commune's: left out of every band, and said.
APART: Mapping[str, Text] = {
    "217500016": Text(
        "Paris est à la fois une commune et un département : ses comptes ne se comparent pas à ceux d'une strate de "
        "communes.",
        "Paris is both a commune and a département: its accounts do not compare with those of a band of communes.",
    )
}
APART_BY_PLACE: Mapping[str, str] = {"75056": "217500016"}  # in France, INSEE code → SIREN


def apart(code: str) -> Text | None:
    """Why an authority stands in no band; None for all others. code: SIREN or INSEE code."""
    return APART.get(APART_BY_PLACE.get(code, code))


def _fr(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")
