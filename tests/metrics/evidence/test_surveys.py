"""What a survey allows to say: intervals as textbooks give them, and nothing where there is no sample."""

from fractions import Fraction
from math import inf, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from metrics.evidence.surveys import (
    DEVIATIONS,
    Interval,
    Mode,
    cautions,
    design_effect,
    effective_answers,
    margin,
    mark,
    score,
    wilson,
)
from metrics.refusal import Refused
from metrics.values import Absence


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_that_of_statsmodels(counted: tuple[int, int]) -> None:
    count, n = counted
    found = wilson(count / n, n)
    assert (found.low, found.high) == pytest.approx(proportion_confint(count, n, method="wilson"), abs=1e-12)


def test_nobody_out_of_thirty_does_not_mean_nobody() -> None:
    assert wilson(0, 30) == Interval(0, pytest.approx(0.1135, abs=1e-4))
    assert wilson(1, 30) == Interval(pytest.approx(0.8865, abs=1e-4), 1)


@pytest.mark.parametrize(
    ("share", "n", "population", "effect", "points"),
    [
        (0.5, 400, None, 1, 4.9),
        (0.5, 400, 2000, 1, 4.38),
        (0.5, 400, 400, 1, 0),
        (0.5, 1, 1, 1, 0),
        (0.5, 400, None, 4, 9.8),
        (0.1, 400, None, 1, 2.94),
        (0, 400, None, 1, 0),
    ],
)
def test_the_margin_shrinks_with_the_part_of_the_town_that_answered(share, n, population, effect, points) -> None:
    assert margin(share, n, population, effect) * 100 == pytest.approx(points, abs=0.005)


def test_the_margin_is_the_formula_of_the_guides() -> None:
    p, n, population, effect = 0.3, 350, 1800, 1.4
    formula = DEVIATIONS * sqrt(p * (1 - p) / n) * sqrt((population - n) / (population - 1)) * sqrt(effect)
    assert margin(p, n, population, effect) == pytest.approx(formula, rel=1e-12)


def test_all_having_answered_leaves_nothing_open() -> None:
    assert effective_answers(50, 50) == inf
    assert wilson(0.3, effective_answers(50, 50)) == Interval(0.3, 0.3)


def test_more_answers_than_inhabitants_are_refused_in_a_sentence() -> None:
    with pytest.raises(Refused, match="51 answers for a population of 50"):
        margin(0.5, 51, 50)


@pytest.mark.parametrize(
    ("weights", "effect"), [([1, 1, 1], 1), ([2.5, 2.5], 1), ([1, 1, 2], 18 / 16), ([1, 0.5], 10 / 9)]
)
def test_unequal_weights_cost_answers(weights: list[float], effect: float) -> None:
    assert design_effect(weights) == pytest.approx(effect)
    assert effective_answers(len(weights), None, effect) == pytest.approx(
        sum(weights) ** 2 / sum(w**2 for w in weights)
    )


def test_answers_in_five_steps_are_marks_out_of_ten() -> None:
    assert [float(mark(step)) for step in range(1, 6)] == [0, 2.5, 5, 7.5, 10]


def test_a_score_is_the_mean_mark_and_exact() -> None:
    found = score({1: 10, 2: 0, 3: 20, 4: 40, 5: 33})
    assert Fraction(found.numerator, found.denominator) == Fraction(20 * 5 + 40 * 15 // 2 + 33 * 10, 103)


def test_a_score_is_published_from_a_hundred_answers_on() -> None:
    withheld = score({5: 99})
    assert (withheld.absence, withheld.numerator) == (Absence.WITHHELD, None)
    assert withheld.why.fr == "99 réponses : une note se publie à partir de 100."
    assert score({5: 100}).numerator == 10
    assert score({}).absence is Absence.WITHHELD


@pytest.mark.parametrize("step", [0, 6])
def test_a_step_that_the_scale_does_not_have_is_refused(step: int) -> None:
    with pytest.raises(Refused, match=f"The answer {step} is not on the scale"):
        score({step: 200})


@pytest.mark.parametrize(
    ("mode", "n", "effect", "said"),
    [
        (Mode.RANDOM, 400, 1.2, []),
        (Mode.RANDOM, 100, 1, []),
        (Mode.RANDOM, 99, 1, ["Only 99 answers"]),
        (Mode.RANDOM, 30, 1, ["Only 30 answers"]),
        (Mode.RANDOM, 29, 1, ["29 answers: no percentage under 30"]),
        (Mode.RANDOM, 400, 2.5, ["The weights are very unequal: 400 answers are worth 160"]),
        (Mode.OPEN, 400, 2.5, ["Open form: 400 people chose to answer"]),
        (Mode.QUOTA, 60, 1, ["Quota sample of 60 answers", "Only 60 answers"]),
    ],
)
def test_cautions_are_said_beside_the_results(mode: Mode, n: int, effect: float, said: list[str]) -> None:
    found = [text.en for text in cautions(mode, n, effect)]
    assert len(found) == len(said)
    assert all(text.startswith(start) for text, start in zip(found, said, strict=True))
