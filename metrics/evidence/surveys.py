"""What a survey allows to say: shares with their intervals, or why there are none.

Interval: E. B. Wilson, 1927, on the effective number of answers. Design effect: L. Kish, Survey Sampling, 1965.
Only a sample drawn at random has either: of an open form or of quotas, nobody knows how far those who answered are from
the others. Under 100 answers no published score: rule of DINUM for online procedures. Under 30, no percentage.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import inf, sqrt
from statistics import NormalDist
from typing import Final

from metrics.refusal import Refused
from metrics.text import Text
from metrics.values import Absence, Value

LEVEL: Final = 0.95
DEVIATIONS: Final = NormalDist().inv_cdf((1 + LEVEL) / 2)  # 1.96
FEWEST_FOR_A_SHARE: Final = 30  # a rule of the house
FEWEST_FOR_A_SCORE: Final = 100
STEPS: Final = 5  # of an answer from the worst, 1, to the best: 0, 2.5, 5, 7.5 and 10 out of 10
UNEVEN: Final = 2.0  # design effect from which weights are told to cost half of the answers


class Mode(StrEnum):
    """How those who answered were found."""

    RANDOM = "random"  # drawn from a list of the population
    QUOTA = "quota"  # sought until each category was filled
    OPEN = "open"  # whoever wished to answer


MODE_LABELS = {
    Mode.RANDOM: Text("échantillon tiré au hasard", "sample drawn at random"),
    Mode.QUOTA: Text("échantillon par quotas", "quota sample"),
    Mode.OPEN: Text("formulaire ouvert à tous", "form open to all"),
}


@dataclass(frozen=True)
class Interval:
    """Bounds of a share, each from 0 to 1."""

    low: float
    high: float


def wilson(share: float, n: float) -> Interval:
    """The interval of a share at `LEVEL`. n: answers above zero, or the number that they are worth; may be infinite."""
    if n == inf:
        return Interval(share, share)
    square = DEVIATIONS**2 / n
    middle = (share + square / 2) / (1 + square)
    half = DEVIATIONS / (1 + square) * sqrt(share * (1 - share) / n + square / (4 * n))
    return Interval(max(0.0, min(share, middle - half)), min(1.0, max(share, middle + half)))


def margin(share: float, n: int, population: int | None = None, design_effect: float = 1.0) -> float:
    """Half the width of the plain interval of a share, from 0 to 1: what is called the margin of error.

    z·√(p(1-p)/n)·√((N-n)/(N-1))·√deff, the second root being 1 for a population that is not known or has no end.
    Refused: more answers than inhabitants.
    """
    return DEVIATIONS * sqrt(share * (1 - share) / effective_answers(n, population, design_effect))


def effective_answers(n: int, population: int | None = None, design_effect: float = 1.0) -> float:
    """The answers of an unweighted sample of an endless population that tell as much; infinite where all answered."""
    if population is None:
        return n / design_effect
    if n > population:
        raise Refused(MORE_THAN_ALL.fill(n=str(n), population=str(population)))
    return inf if n == population else n / design_effect * (population - 1) / (population - n)


def design_effect(weights: Sequence[float]) -> float:
    """n·Σw² ÷ (Σw)²: by how much unequal weights multiply the variance; 1 where all are equal."""
    return len(weights) * sum(weight**2 for weight in weights) / sum(weights) ** 2


def score(counts: Mapping[int, int]) -> Value:
    """The mean mark out of 10 of answers in five steps. counts: step from 1, the worst, to 5 → answers.

    Withheld under `FEWEST_FOR_A_SCORE` answers. Refused: another step.
    """
    for step in counts:
        if not 1 <= step <= STEPS:
            raise Refused(NO_SUCH_STEP.fill(step=str(step)))
    n = sum(counts.values())
    if n < FEWEST_FOR_A_SCORE:
        return Value(None, None, Absence.WITHHELD, FEW_FOR_A_SCORE.fill(n=str(n)))
    return Value(*(sum(mark(step) * of_step for step, of_step in counts.items()) / n).as_integer_ratio())


def mark(step: int) -> Fraction:
    """The mark out of 10 of an answer in five steps: 1 → 0, 2 → 2.5, … 5 → 10."""
    return Fraction(10 * (step - 1), STEPS - 1)


def cautions(mode: Mode, n: int, design_effect: float = 1.0) -> tuple[Text, ...]:
    """What is to be said beside the results, the weightiest first."""
    said = {
        OPEN_FORM: mode is Mode.OPEN,
        QUOTAS: mode is Mode.QUOTA,
        NO_SHARE: n < FEWEST_FOR_A_SHARE,
        FEW_ANSWERS: FEWEST_FOR_A_SHARE <= n < FEWEST_FOR_A_SCORE,
        UNEVEN_WEIGHTS: mode is Mode.RANDOM and design_effect >= UNEVEN,
    }
    worth = str(round(n / design_effect))
    return tuple(text.fill(n=str(n), worth=worth) for text, holds in said.items() if holds)


MORE_THAN_ALL: Final = Text(
    "{n} réponses pour une population de {population}. Corriger la population, ou enlever les réponses en double.",
    "{n} answers for a population of {population}. Correct the population, or take out repeated answers.",
)
NO_SUCH_STEP: Final = Text(
    "La réponse {step} n'est pas sur l'échelle. Écrire un entier de 1 (le moins bon) à 5 (le meilleur).",
    "The answer {step} is not on the scale. Write a whole number from 1 (the worst) to 5 (the best).",
)
FEW_FOR_A_SCORE: Final = Text(
    "{n} réponses : une note se publie à partir de 100.", "{n} answers: a score is published from 100 on."
)
NO_SHARE: Final = Text("{n} réponses : pas de pourcentage sous 30.", "{n} answers: no percentage under 30.")
FEW_ANSWERS: Final = Text(
    "{n} réponses seulement : les écarts de quelques points ne disent rien.",
    "Only {n} answers: differences of a few points tell nothing.",
)
OPEN_FORM: Final = Text(
    "Formulaire ouvert : {n} personnes ont choisi de répondre. Sans échantillon, il n'y a pas de marge d'erreur.",
    "Open form: {n} people chose to answer. Without a sample, there is no margin of error.",
)
QUOTAS: Final = Text(
    "Échantillon par quotas de {n} réponses : la marge d'erreur d'un tirage au hasard ne s'y applique pas.",
    "Quota sample of {n} answers: the margin of error of a random draw does not apply to it.",
)
UNEVEN_WEIGHTS: Final = Text(
    "Les poids sont très inégaux : {n} réponses en valent {worth}.",
    "The weights are very unequal: {n} answers are worth {worth}.",
)
