"""How much of the way to its target an indicator has gone, and a policy over its indicators."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Final

from metrics.policies.targets import TargetPath
from metrics.refusal import Refused
from metrics.text import Text
from metrics.values import ABSENCE_LABELS, Absence, Value


@dataclass(frozen=True)
class Contribution:
    """One indicator of a policy: how much it weighs among the others, and its progress, of which an absence is one."""

    label: Text
    weight: Decimal | Fraction | int
    progress: Value

    def __post_init__(self) -> None:
        if isinstance(self.weight, float):
            raise TypeError("a weight is exact: Fraction or Decimal, not float")
        if self.weight <= 0:
            raise Refused(NO_WEIGHT.fill(label=self.label, weight=str(self.weight)))


@dataclass(frozen=True)
class PolicyProgress:
    """The weighted mean of the progress of a policy's indicators.

    missing: the inputs without which it is withheld. beyond: those past their final target, which make up in the mean
    for others that are not there yet.
    """

    value: Value
    missing: tuple[Text, ...]
    beyond: tuple[Text, ...]


def progress(path: TargetPath, value: Fraction | Value) -> Value:
    """(value - baseline) ÷ (final - baseline), exact: below 0 where it went back, above 1 past the target.

    value: in the unit of the targets, or the absence of one, which stays as it is. Where baseline and final target are
    equal there is no way to go, and the figure says so.
    """
    if isinstance(value, Value):
        return _absent(value)
    if path.baseline is None:
        return Value(None, None, Absence.MISSING, NO_BASELINE)
    if path.final is None:
        return Value(None, None, Absence.MISSING, NO_FINAL)
    span = path.final.exact - path.baseline.exact
    if span == 0:
        return Value(None, None, Absence.NOT_APPLICABLE, NO_WAY_TO_GO.fill(value=_number(path.final.value)))
    return _of(Fraction(value - path.baseline.exact) / span)


def weighted_progress(contributions: Sequence[Contribution]) -> PolicyProgress:
    """Withheld where any input is missing: a mean of the others would pass for the policy's.

    Nothing is cut at 0 or 1 on the way, so that the mean can be counted again from its parts.
    """
    if not contributions:
        return PolicyProgress(Value(None, None, Absence.MISSING, NO_INDICATOR), (), ())
    lacking = [one for one in contributions if one.progress.absence is not None]
    known = [(one, _exact(one.progress)) for one in contributions if one.progress.absence is None]
    beyond = tuple(one.label for one, gone in known if gone > 1)
    if lacking:
        why = WITHHELD.fill(inputs=_listed([_lack(one) for one in lacking]))
        return PolicyProgress(Value(None, None, Absence.WITHHELD, why), tuple(one.label for one in lacking), beyond)
    total = sum((Fraction(one.weight) for one in contributions), start=Fraction(0))
    mean = sum((Fraction(one.weight) * gone for one, gone in known), start=Fraction(0)) / total
    return PolicyProgress(_of(mean), (), beyond)


def progress_in_words(value: Value) -> Text:
    """« 62 % du chemin » : between 0 and 100 %, rounded down, so that a target is said to be reached once it is."""
    if value.absence is not None:
        label, why = ABSENCE_LABELS[value.absence], value.why or NO_VALUE
        return Text(f"{label.fr.capitalize()} : {why.fr}", f"{label.en.capitalize()}: {why.en}")
    gone = _exact(value)
    if gone < 0:
        return BACK
    if gone >= 1:
        return REACHED if gone == 1 else PASSED
    return UNDER_WAY.fill(percent=str(floor(gone * 100)))


def _absent(value: Value) -> Value:
    if value.absence is None:
        raise ValueError("a value is handed over as a fraction in the unit of the targets")
    return Value(None, None, value.absence, value.why)


def _of(figure: Fraction) -> Value:
    return Value(figure.numerator, figure.denominator)


def _exact(value: Value) -> Fraction:
    return Fraction(value.numerator or 0, value.denominator or 1)


def _lack(one: Contribution) -> Text:
    why = one.progress.why or NO_VALUE
    return Text(f"{one.label.fr} ({_inside(why.fr)})", f"{one.label.en} ({_inside(why.en)})")


def _inside(sentence: str) -> str:
    """A sentence as it stands between brackets."""
    return sentence[:1].lower() + sentence[1:].rstrip(".")


def _listed(parts: Sequence[Text]) -> Text:
    return Text(" ; ".join(part.fr for part in parts), "; ".join(part.en for part in parts))


def _number(value: Decimal) -> Text:
    plain = f"{value:f}"
    return Text(plain.replace(".", ","), plain)


NO_VALUE: Final = Text("Aucune valeur n'est connue.", "No value is known.")
NO_BASELINE: Final = Text("La référence de départ n'est pas fixée.", "The baseline is not set.")
NO_FINAL: Final = Text("La cible finale n'est pas fixée.", "The final target is not set.")
NO_INDICATOR: Final = Text("La politique n'a aucun indicateur.", "The policy has no indicator.")
NO_WAY_TO_GO: Final = Text(
    "La référence et la cible finale valent toutes deux {value} : il n'y a pas de chemin à mesurer. Corriger l'une des"
    " deux, ou suivre l'écart à la cible s'il s'agit de maintenir un niveau.",
    "The baseline and the final target are both {value}: there is no way to measure. Correct one of them, or follow the"
    " distance to the target if a level is to be kept.",
)
NO_WEIGHT: Final = Text(
    "« {label} » a un poids de {weight}. Écrire un poids au-dessus de zéro, ou enlever l'indicateur de la politique.",
    "“{label}” has a weight of {weight}. Write a weight above zero, or take the indicator out of the policy.",
)
WITHHELD: Final = Text(
    "L'avancement d'ensemble ne se calcule pas sans : {inputs}.",
    "Overall progress cannot be told without: {inputs}.",
)
BACK: Final = Text(
    "0 % du chemin : la valeur a reculé par rapport à la référence",
    "0% of the way: the value has gone back from the baseline",
)
UNDER_WAY: Final = Text("{percent} % du chemin", "{percent}% of the way")
REACHED: Final = Text("100 % du chemin : la cible finale est atteinte", "100% of the way: the final target is reached")
PASSED: Final = Text("100 % du chemin : la cible finale est dépassée", "100% of the way: the final target is passed")
