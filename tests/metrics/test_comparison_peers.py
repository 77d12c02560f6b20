"""The nearest towns: alike in structure, never in what is compared; and what their structure leads to expect."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from metrics.comparison.expected import Expected, Lack, expected
from metrics.comparison.indicators import BY_NAME, COMPARED
from metrics.comparison.nearest import Likeness, likeness, nearest
from metrics.comparison.structure import (
    CENTRALITY,
    GRANTS,
    GROWTH,
    POPULATION_SIZE,
    STRUCTURE,
    TAXES,
    chosen,
)

WEIGHTS = {POPULATION_SIZE: 3, GROWTH: 1}


def towns(text: str) -> pd.DataFrame:
    header, *rows = [line.split() for line in text.strip().splitlines()]
    values = [[np.nan if cell == "?" else float(cell) for cell in row[1:]] for row in rows]
    return pd.DataFrame(values, index=[row[0] for row in rows], columns=header[1:])


SIX = """
    code  population growth
    ours  1000       0
    twin  1000       0
    near  1100       0
    grows 1000       3
    large 4000       0
    hides ?          0
"""


def test_the_nearest_are_the_most_alike_and_the_town_is_not_its_own_peer() -> None:
    found = nearest(towns(SIX), "ours", WEIGHTS, 3)
    assert found is not None
    assert found.codes == ("twin", "near", "grows")
    assert (found.peers[0].difference, found.candidates) == (0.0, 4)


def test_the_difference_is_the_weighted_quadratic_mean_of_standardised_ones() -> None:
    """By hand, over the four candidates: the deviation of growth (0, 0, 3, 0) is 1.5, that of ln population 0.678751."""
    found = nearest(towns(SIX), "ours", WEIGHTS, 10)
    assert found is not None
    differences = {peer.code: peer.difference for peer in found.peers}
    assert differences["grows"] == pytest.approx(1.0)  # 3 / 1.5 = 2, of which √(1 × 2² / 4)
    assert differences["large"] == pytest.approx(1.768788, abs=1e-6)  # ln 4 / 0.678751 = 2.042420, × √(3 / 4)


def test_a_town_far_from_all_others_does_not_widen_the_scale_it_is_measured_by() -> None:
    """A town of 3 % growth beside four of 0, 1, 0, 1: their deviation is 1 / √3, with the town it would be 1.22."""
    table = towns("code growth\n ours 3\n a 0\n b 1\n c 0\n d 1")
    found = nearest(table, "ours", {GROWTH: 1}, 4)
    assert found is not None
    assert found.balance[0].to_candidates == pytest.approx(2.5 * np.sqrt(3))


def test_a_weight_changes_the_peers() -> None:
    table = towns(SIX).drop(index=["twin", "near"])
    by_size = nearest(table, "ours", {POPULATION_SIZE: 3, GROWTH: 1}, 1)
    by_growth = nearest(table, "ours", {POPULATION_SIZE: 1, GROWTH: 3}, 1)
    assert by_size is not None
    assert by_growth is not None
    assert (by_size.codes, by_growth.codes) == (("grows",), ("large",))


def test_a_variable_unknown_of_the_town_is_left_aside_and_said() -> None:
    table = towns(SIX)
    found = nearest(table, "ours", {**WEIGHTS, CENTRALITY: 2}, 2)
    assert found is not None
    assert found.unknown == (CENTRALITY,)
    assert found.codes == ("twin", "near")
    assert nearest(table, "hides", {POPULATION_SIZE: 1}, 2) is None
    assert nearest(table, "absent", WEIGHTS, 2) is None


def test_a_variable_that_is_the_same_everywhere_has_no_weight_and_is_said() -> None:
    """Left in, its difference of 0 would be averaged with the others': the index of all would be the smaller for it."""
    table = towns(SIX).assign(growth=1.0)
    found, without = (nearest(table, "ours", weights, 5) for weights in (WEIGHTS, {POPULATION_SIZE: 3}))
    assert found is not None
    assert without is not None
    assert found.codes == ("grows", "twin", "near", "large")
    assert found.peers == without.peers
    assert found.constant == (GROWTH,)
    growth = next(one for one in found.balance if one.structure is GROWTH)
    assert (growth.weight, growth.to_peers) == (0, None)


def test_nobody_is_nearer_where_nothing_parts_two_candidates() -> None:
    one, two = towns("code growth\n ours 1\n a 2"), towns("code growth\n ours 1\n a 2\n b 4")
    assert nearest(one, "ours", {GROWTH: 1}, 5) is None
    assert nearest(two.assign(growth=2.0), "ours", {GROWTH: 1}, 5) is None
    found = nearest(two, "ours", {GROWTH: 1}, 5)
    assert found is not None
    assert found.codes == ("a", "b")


def test_the_balance_shows_what_choosing_peers_won() -> None:
    random = np.random.default_rng(1)
    table = pd.DataFrame(
        {"population": np.exp(random.normal(9, 1, 400)), "growth": random.normal(0, 1, 400)},
        index=[f"{n:03}" for n in range(400)],
    )
    town = str(table["population"].sort_values().index[380])
    found = nearest(table, town, WEIGHTS, 20)
    assert found is not None
    size = next(one for one in found.balance if one.structure is POPULATION_SIZE)
    assert size.to_candidates == pytest.approx(1.7, abs=0.4)
    assert abs(size.to_peers or 9) < 0.25
    assert size.likeness is not Likeness.UNLIKE


@pytest.mark.parametrize(
    ("difference", "said"),
    [
        (0.0, Likeness.ALIKE),
        (-0.1, Likeness.ALIKE),
        (0.11, Likeness.FAIRLY_ALIKE),
        (-0.25, Likeness.FAIRLY_ALIKE),
        (0.26, Likeness.UNLIKE),
        (-3.0, Likeness.UNLIKE),
    ],
)
def test_likeness_has_three_words(difference: float, said: Likeness) -> None:
    assert likeness(difference) is said


@pytest.mark.parametrize(("own", "said"), [(1.0, Likeness.ALIKE), (3.0, Likeness.UNLIKE)])
def test_without_a_scale_the_town_is_like_its_peers_or_it_is_not(own: float, said: Likeness) -> None:
    table = towns(SIX).assign(growth=1.0)
    table.loc["ours", "growth"] = own
    found = nearest(table, "ours", WEIGHTS, 5)
    assert found is not None
    growth = next(one for one in found.balance if one.structure is GROWTH)
    assert (growth.to_peers, growth.likeness) == (None, said)


def test_peers_are_never_chosen_by_the_outcome() -> None:
    weights = dict.fromkeys(STRUCTURE, 1)
    taken = chosen(weights, BY_NAME["local_taxes_per_inhabitant"])
    assert TAXES not in taken
    assert POPULATION_SIZE in taken
    for name in ("gross_saving_rate", "debt_payback", "operating_revenue_per_inhabitant"):
        assert not {TAXES, GRANTS} & chosen(weights, BY_NAME[name]).keys(), name
    assert {TAXES, GRANTS} <= chosen(weights, BY_NAME["debt_per_inhabitant"]).keys()


def test_a_weight_of_zero_leaves_a_variable_aside() -> None:
    assert chosen({POPULATION_SIZE: 0, GROWTH: 1}, COMPARED[0]) == {GROWTH: 1}


def invented(n: int, seed: int) -> tuple[pd.DataFrame, pd.Series]:
    """Towns whose figure depends on their structure, with as much that does not."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame(
        {"population": np.exp(random.normal(9, 0.6, n)), "growth": random.normal(0.5, 1, n)},
        index=[f"{code:04}" for code in range(n)],
    )
    outcome = 800 + 90 * np.log(table["population"]) - 30 * table["growth"] + random.normal(0, 100, n)
    return table, outcome


def test_what_is_expected_agrees_with_statsmodels() -> None:
    table, outcome = invented(120, 3)
    found = expected(outcome, table, "0000", WEIGHTS)
    assert isinstance(found, Expected)
    design = sm.add_constant(pd.DataFrame({"size": np.log(table["population"]), "growth": table["growth"]}))
    fitted = sm.OLS(outcome.iloc[1:], design.iloc[1:]).fit()
    prediction = fitted.get_prediction(design.iloc[:1])
    low, high = prediction.conf_int(obs=True, alpha=0.05)[0]
    assert found.value == pytest.approx(prediction.predicted_mean[0], rel=1e-9)
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-6)
    assert (found.n, found.explained) == (119, pytest.approx(fitted.rsquared, rel=1e-9))
    assert found.gap == pytest.approx(outcome.iloc[0] - found.value)


def test_the_interval_holds_a_town_like_the_others_95_times_in_100() -> None:
    inside = [
        not found.is_outside
        for seed in range(400)
        if isinstance(found := expected(*reversed(invented(60, seed)), "0007", WEIGHTS), Expected)
    ]
    assert len(inside) == 400
    assert 0.93 <= sum(inside) / len(inside) <= 0.98


def test_too_few_towns_lead_to_expect_nothing() -> None:
    table, outcome = invented(30, 3)
    assert expected(outcome, table, "0000", WEIGHTS) is Lack.TOO_FEW  # 29 others
    assert isinstance(expected(*reversed(invented(31, 3)), "0000", WEIGHTS), Expected)


def test_a_town_without_figure_or_structure_has_nothing_to_compare() -> None:
    table, outcome = invented(60, 3)
    assert expected(outcome.drop(index="0000"), table, "0000", WEIGHTS) is Lack.TOWN_UNKNOWN
    assert expected(outcome, table, "0000", {CENTRALITY: 1}) is Lack.NO_VARIABLE


def test_a_town_larger_than_all_others_is_told_to_be_beyond_what_was_seen() -> None:
    table, outcome = invented(60, 3)
    table.loc["0000", "population"] = 10**6
    found = expected(outcome, table, "0000", WEIGHTS)
    assert isinstance(found, Expected)
    assert found.beyond == (POPULATION_SIZE,)
