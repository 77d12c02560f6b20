"""The figures of the rule, and the words for what is withheld."""

from enum import IntEnum, StrEnum
from fractions import Fraction
from typing import Final

from metrics.text import Text

THRESHOLD: Final = 11  # people: the rule for tax data on persons (DGFiP), in INSEE's manual of table protection
FEWEST_UNITS: Final = 3  # establishments, INSEE's manual
GREATEST_SHARE: Final = Fraction(85, 100)  # of one establishment, same manual


class Nature(IntEnum):
    """What a count, or the title that parts it, tells; a cell tells what the most telling of them does."""

    ACTIVITY = 0  # of a place: entries, meals, hours; months, sites: any count is published
    PERSONS = 1  # an attribute of people: age band, district, school
    SENSITIVE = 2  # one of which even a zero tells something: benefit, fee band


NATURE_LABELS = {
    Nature.ACTIVITY: Text("activité d'un lieu", "activity of a place"),
    Nature.PERSONS: Text("caractéristique de personnes", "attribute of people"),
    Nature.SENSITIVE: Text("caractéristique sensible", "sensitive attribute"),
}


class Why(StrEnum):
    """Why a cell is withheld. For the town alone: a reader who knew it would know that the count is small."""

    PRIMARY = "primary"
    COMPLEMENTARY = "complementary"  # so that none of the others comes back
    KEPT = "kept"  # withheld in what has been published already


WHY_LABELS = {
    Why.PRIMARY: Text("effectif sous le seuil", "count under the threshold"),
    Why.COMPLEMENTARY: Text("protège un autre effectif", "protects another count"),
    Why.KEPT: Text("déjà non communiqué", "withheld before"),
}

# What everybody reads, the same for every cell.
SECRECY = Text(
    "Non communiqué, pour que personne ne puisse être reconnu.", "Withheld, so that nobody can be recognised."
)


class ThresholdLowered(ValueError):
    """A town may raise the threshold, never lower it."""

    def __init__(self, asked: int) -> None:
        super().__init__(f"the threshold is {THRESHOLD} or more, not {asked}")
        self.asked = asked

    @property
    def sentence(self) -> Text:
        return Text(
            "Le seuil de secret ne peut pas descendre sous {least} : {asked} est trop bas. Indiquer {least} ou plus.",
            "The secrecy threshold cannot go below {least}: {asked} is too low. Enter {least} or more.",
        ).fill(least=str(THRESHOLD), asked=str(self.asked))


def allowed(threshold: int) -> int:
    """The threshold itself; ThresholdLowered under that of the house."""
    if threshold < THRESHOLD:
        raise ThresholdLowered(threshold)
    return threshold
