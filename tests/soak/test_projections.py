"""Thousands of invented towns and scenarios, new ones each time: the projection keeps every law it declares."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.outlook.base import BaseYear
from metrics.outlook.levers import Scenario
from tests.metrics.outlook import invented
from tests.metrics.outlook.laws import LAWS

pytestmark = pytest.mark.soak
Law = Callable[[BaseYear, Scenario, int], None]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@settings(max_examples=1_000, derandomize=False, suppress_health_check=[HealthCheck.too_slow])
@given(base=invented.towns(), scenario=invented.scenarios(), horizon=st.integers(1, invented.LONGEST))
def test_a_projection_keeps_the_law(law: Law, base: BaseYear, scenario: Scenario, horizon: int) -> None:
    law(base, scenario, horizon)
