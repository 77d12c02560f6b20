"""How far a policy has come: exact, not cut in the figure, and withheld where an input is missing."""

from decimal import Decimal
from fractions import Fraction

import pytest

from metrics.policies.progress import Contribution, progress, progress_in_words, weighted_progress
from metrics.policies.targets import Role, Target, TargetPath
from metrics.refusal import Refused
from metrics.text import Text
from metrics.values import Absence, Value


def path(baseline: str | None, final: str | None) -> TargetPath:
    ends = ((2020, Role.BASELINE, baseline), (2026, Role.FINAL, final))
    return TargetPath.of(Target(year, role, Decimal(value)) for year, role, value in ends if value is not None)


def exact(value: Value) -> Fraction:
    assert value.absence is None
    return Fraction(value.numerator, value.denominator)


@pytest.mark.parametrize(
    ("baseline", "final", "value", "gone", "said"),
    [
        ("9", "12", "10", Fraction(1, 3), "33 % du chemin"),
        ("12", "9", "11.5", Fraction(1, 6), "16 % du chemin"),
        ("9", "12", "9", Fraction(0), "0 % du chemin"),
        ("9", "12", "11.999", Fraction(2999, 3000), "99 % du chemin"),
        ("9", "12", "12", Fraction(1), "100 % du chemin : la cible finale est atteinte"),
        ("9", "12", "15", Fraction(2), "100 % du chemin : la cible finale est dépassée"),
        ("9", "12", "8", Fraction(-1, 3), "0 % du chemin : la valeur a reculé par rapport à la référence"),
        ("-3", "-1", "-2", Fraction(1, 2), "50 % du chemin"),
    ],
)
def test_progress_is_exact_and_only_its_words_stop_at_the_ends(baseline, final, value, gone, said) -> None:
    found = progress(path(baseline, final), Fraction(value))
    assert exact(found) == gone
    assert progress_in_words(found).fr == said


def test_a_level_to_be_kept_has_no_progress_and_says_what_to_do() -> None:
    found = progress(path("10.5", "10.5"), Fraction(11))
    assert found.absence is Absence.NOT_APPLICABLE
    assert found.why.fr.startswith("La référence et la cible finale valent toutes deux 10,5 : il n'y a pas de chemin")
    assert "follow the distance to the target" in found.why.en


@pytest.mark.parametrize(
    ("ends", "value", "why"),
    [
        ((None, "12"), Fraction(1), "The baseline is not set."),
        (("9", None), Fraction(1), "The final target is not set."),
    ],
)
def test_what_progress_lacks_is_its_reason(ends, value, why) -> None:
    found = progress(path(*ends), value)
    assert (found.absence, found.why.en) == (Absence.MISSING, why)
    assert progress_in_words(found).en == f"Missing: {why}"


@pytest.mark.parametrize("absence", list(Absence))
def test_an_absence_keeps_its_type_and_its_reason(absence: Absence) -> None:
    late = Text("L'enquête est en retard.", "The survey is late.")
    assert progress(path("9", "12"), Value(3, None, absence, late)) == Value(None, None, absence, late)


def test_a_figure_is_handed_over_in_the_unit_of_its_targets() -> None:
    with pytest.raises(ValueError, match="unit"):
        progress(path("9", "12"), Value(10, 1))


def share(label: str, weight: object, gone: str | None) -> Contribution:
    missing = Value(None, None, Absence.MISSING, Text("Aucune valeur pour 2024.", "No value for 2024."))
    figure = missing if gone is None else Value(*Fraction(gone).as_integer_ratio())
    return Contribution(Text(label, label), weight, figure)


def test_a_policy_has_come_as_far_as_its_indicators_by_their_weights() -> None:
    found = weighted_progress([share("repas", 3, "1/2"), share("délai", Decimal("1.5"), "-1/3"), share("coût", 1, "2")])
    assert exact(found.value) == (Fraction(3, 2) - Fraction(1, 2) + 2) / Fraction(11, 2)
    assert (found.missing, [label.fr for label in found.beyond]) == ((), ["coût"])


def test_one_missing_input_withholds_the_whole_and_is_named() -> None:
    found = weighted_progress([share("repas", 99, "1/2"), share("délai", 1, None)])
    assert (found.value.absence, found.value.numerator) == (Absence.WITHHELD, None)
    assert [label.fr for label in found.missing] == ["délai"]
    assert found.value.why == Text(
        "L'avancement d'ensemble ne se calcule pas sans : délai (aucune valeur pour 2024).",
        "Overall progress cannot be told without: délai (no value for 2024).",
    )


def test_a_level_to_be_kept_is_a_missing_input_too() -> None:
    kept = Contribution(Text("dette", "debt"), 1, progress(path("10", "10"), Fraction(10)))
    assert weighted_progress([share("repas", 1, "1/2"), kept]).value.absence is Absence.WITHHELD


def test_a_policy_without_an_indicator_has_no_progress() -> None:
    found = weighted_progress([])
    assert (found.value.absence, found.value.why.en) == (Absence.MISSING, "The policy has no indicator.")


def test_a_weight_is_above_zero_and_exact() -> None:
    with pytest.raises(Refused, match="“repas” has a weight of 0"):
        share("repas", 0, "1/2")
    with pytest.raises(TypeError):
        share("repas", 0.5, "1/2")
