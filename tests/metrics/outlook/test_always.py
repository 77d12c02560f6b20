"""What must hold whatever the levers: balance to the cent, debts that are the sum of their loans, one answer twice."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.outlook.base import BaseYear
from metrics.outlook.formulas import Key
from metrics.outlook.levers import Scenario
from metrics.outlook.projection import project
from metrics.outlook.rows import evaluate
from metrics.outlook.trials import column
from tests.metrics.outlook import invented
from tests.metrics.outlook.laws import LAWS

Law = Callable[[BaseYear, Scenario, int], None]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@settings(max_examples=30)
@given(base=invented.towns(), scenario=invented.scenarios(), horizon=st.integers(1, invented.LONGEST))
def test_a_projection_keeps_the_law(law: Law, base: BaseYear, scenario: Scenario, horizon: int) -> None:
    law(base, scenario, horizon)


@settings(max_examples=15)
@given(
    base=invented.towns(),
    scenario=invented.scenarios(),
    moved=st.lists(st.integers(-5_000_000, 5_000_000), min_size=2, max_size=4),
)
def test_a_column_of_trials_gives_what_each_trial_gives_alone(
    base: BaseYear, scenario: Scenario, moved: list[int]
) -> None:
    found = project(base, scenario, 4)
    keys: list[Key] = [(row, year) for row in ("inflation", "state_grant_growth") for year in found.model.years[:2]]
    together = evaluate(found.model, {key: column(moved) for key in keys}, found.figures)
    for rank, value in enumerate(moved):
        alone = evaluate(found.model, dict.fromkeys(keys, value))
        assert {key: figure if isinstance(figure, int) else figure[rank] for key, figure in together.items()} == alone
