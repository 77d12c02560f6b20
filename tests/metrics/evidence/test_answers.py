"""Individual answers become counts and shares; small groups are withheld, and cannot be had by taking off."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from metrics.evidence.answers import NOT_STATED, Question, aggregate, shares_of_counts, withheld
from metrics.evidence.surveys import FEWEST_FOR_A_SHARE, Mode, margin
from metrics.refusal import Refused
from metrics.values import Absence

POOL = Question("pool", "Allez-vous à la piscine ?", ("oui", "non", "ne sait pas"))


def people(*groups: tuple[int, str | None, str | None, float]) -> pd.DataFrame:
    """groups: how many people, their answer, their district, their weight."""
    rows = [(answer, district, weight) for number, answer, district, weight in groups for _ in range(number)]
    return pd.DataFrame(rows, columns=["pool", "district", "weight"])


def told(shares, stratum=None):
    return {one.answer: one for one in shares if one.stratum == stratum}


def test_answers_are_counted_and_those_who_said_nothing_are_no_answer() -> None:
    answers = people((60, "oui", None, 1), (30, "non", None, 1), (25, None, None, 1))
    found = told(aggregate(answers, [POOL], Mode.RANDOM))
    assert {answer: (one.count, one.n) for answer, one in found.items()} == {
        "oui": (60, 90),
        "non": (30, 90),
        "ne sait pas": (0, 90),
    }
    assert found["oui"].share == pytest.approx(2 / 3)
    for answer, count in (("oui", 60), ("non", 30), ("ne sait pas", 0)):
        interval = found[answer].interval
        assert (interval.low, interval.high) == pytest.approx(proportion_confint(count, 90, method="wilson"), abs=1e-12)


def test_counts_that_were_typed_give_what_the_answers_behind_them_would() -> None:
    answers = people((60, "oui", None, 1), (30, "non", None, 1))
    typed = shares_of_counts(POOL, {"non": 30, "oui": 60}, Mode.RANDOM, population=500)
    assert typed == aggregate(answers, [POOL], Mode.RANDOM, population=500)
    with pytest.raises(Refused, match="“peut-être” is not one"):
        shares_of_counts(POOL, {"peut-être": 1}, Mode.RANDOM)


def test_weights_change_shares_and_widen_intervals() -> None:
    answers = people((60, "oui", None, 1), (60, "non", None, 3))
    found = told(aggregate(answers, [POOL], Mode.RANDOM, weight="weight"))["oui"]
    assert (found.count, found.n, found.share) == (60, 120, pytest.approx(0.25))
    worth = 240**2 / (60 * 1 + 60 * 9)  # 96 answers
    expected = proportion_confint(0.25 * worth, worth, method="wilson")
    assert (found.interval.low, found.interval.high) == pytest.approx(expected, abs=1e-12)


def test_a_part_of_the_town_that_answered_narrows_the_interval() -> None:
    answers = people((100, "oui", None, 1), (100, "non", None, 1))
    found = told(aggregate(answers, [POOL], Mode.RANDOM, population=400))["oui"].interval
    assert (found.high - found.low) / 2 == pytest.approx(margin(0.5, 200, 400), rel=0.01)


@pytest.mark.parametrize("mode", [Mode.OPEN, Mode.QUOTA])
def test_without_a_random_draw_there_is_no_interval(mode: Mode) -> None:
    found = told(aggregate(people((60, "oui", None, 1)), [POOL], mode))["oui"]
    assert (found.n, found.share, found.interval, found.absence) == (60, 1, None, None)


def test_under_thirty_answers_there_is_neither_percentage_nor_count() -> None:
    for one in aggregate(people((29, "oui", None, 1)), [POOL], Mode.RANDOM):
        assert (one.n, one.count, one.share, one.interval, one.absence) == (29, None, None, None, Absence.WITHHELD)
        assert one.why.en == "29 answers: no percentage under 30."


def test_each_district_has_its_own_shares_and_population() -> None:
    answers = people((40, "oui", "nord", 1), (10, "non", "nord", 1), (50, "non", "sud", 1), (40, "oui", None, 1))
    found = aggregate(answers, [POOL], Mode.RANDOM, stratum="district", populations={"nord": 50})
    assert told(found)["oui"].count == 80
    north = told(found, "nord")["oui"]
    assert (north.count, north.n, north.share) == (40, 50, 0.8)
    assert (north.interval.low, north.interval.high) == (0.8, 0.8)
    assert told(found, "sud")["oui"].share == 0
    assert told(found, NOT_STATED)["oui"].share == 1


def test_one_small_district_takes_another_with_it() -> None:
    answers = people((20, "oui", "nord", 1), (80, "non", "sud", 1), (60, "oui", "est", 1))
    found = aggregate(answers, [POOL], Mode.RANDOM, stratum="district")
    assert told(found)["oui"].count == 80
    assert told(found, "nord")["oui"].why.en == "20 answers: no percentage under 30."
    assert told(found, "est")["oui"].why.en.startswith("Withheld: the rest would give away")
    assert told(found, "est")["oui"].count is None
    assert told(found, "sud")["oui"].count == 0


def test_a_district_where_few_answered_one_question_is_withheld_for_that_one() -> None:
    bus = Question("bus", "Prenez-vous le bus ?", ("oui", "non"))
    answers = people((40, "oui", "nord", 1), (40, "oui", "sud", 1)).assign(
        bus=["oui"] * 20 + [None] * 20 + ["non"] * 40
    )
    found = aggregate(answers, [POOL, bus], Mode.RANDOM, stratum="district")
    assert [one.count for one in found if one.question == "pool"] == [80, 0, 0, 40, 0, 0, 40, 0, 0]
    assert [one.count for one in found if one.question == "bus"] == [20, 40, None, None, None, None]


@pytest.mark.parametrize(
    ("answers", "options", "said"),
    [
        (people((30, "oui", None, 1), (1, "peut-être", None, 1)), {}, "Answer no. 31, pool: “peut-être” is not one"),
        (people((1, "oui", None, 1), (1, "oui", None, 0)), {"weight": "weight"}, "Answer no. 2, weight: the weight"),
        (people((1, "oui", None, float("nan"))), {"weight": "weight"}, "Answer no. 1, weight: the weight is missing"),
        (people((1, "oui", None, float("inf"))), {"weight": "weight"}, "Answer no. 1, weight: the weight is missing"),
        (people((40, "oui", None, 1)), {"population": 39}, "40 answers for a population of 39"),
    ],
)
def test_what_cannot_be_added_up_is_refused_in_a_sentence(answers, options, said) -> None:
    with pytest.raises(Refused, match=said):
        aggregate(answers, [POOL], Mode.RANDOM, **options)


def test_nobody_answered() -> None:
    found = aggregate(people((5, None, "nord", 1)), [POOL], Mode.RANDOM, stratum="district")
    assert [(one.stratum, one.n, one.absence) for one in found] == [(None, 0, Absence.WITHHELD)] * 3


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=2), st.integers(1, 90), max_size=8))
def test_what_taking_off_would_tell_of_is_never_a_small_group(sizes: dict[str, int]) -> None:
    hidden = withheld(sizes)
    assert all(sizes[one] >= FEWEST_FOR_A_SHARE for one in sizes if one not in hidden)
    left = sum(sizes[one] for one in hidden)
    assert not hidden or left >= FEWEST_FOR_A_SHARE or hidden == set(sizes)
    assert bool(hidden) == any(size < FEWEST_FOR_A_SHARE for size in sizes.values())


@given(
    st.lists(
        st.tuples(st.sampled_from(POOL.answers), st.sampled_from("ns"), st.floats(0.1, 10)), min_size=60, max_size=120
    )
)
def test_counts_add_up_and_shares_make_a_whole(rows) -> None:
    answers = pd.DataFrame(rows, columns=["pool", "district", "weight"])
    found = aggregate(answers, [POOL], Mode.RANDOM, weight="weight", stratum="district")
    for stratum in {one.stratum for one in found}:
        of_group = told(found, stratum).values()
        if all(one.absence is None for one in of_group):
            assert {sum(one.count for one in of_group)} == {one.n for one in of_group}
            assert sum(one.share for one in of_group) == pytest.approx(1)
            assert all(0 <= one.interval.low <= one.share <= one.interval.high <= 1 for one in of_group)
