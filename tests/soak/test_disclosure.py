"""R13 on thousands of invented tables, new ones each time: nothing withheld comes back."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.disclosure.table import Table
from tests.metrics.disclosure import invented
from tests.metrics.disclosure.laws import LAWS, a_snapshot_gives_nothing_back

pytestmark = pytest.mark.soak
MANY = settings(max_examples=1_000, deadline=None, derandomize=False, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@MANY
@given(table=invented.tables())
def test_a_protected_table_keeps_the_law(law: Callable[[Table], None], table: Table) -> None:
    law(table)


@MANY
@given(data=st.data())
def test_two_snapshots_give_nothing_back(data: st.DataObject) -> None:
    before = data.draw(invented.tables())
    a_snapshot_gives_nothing_back(before, data.draw(invented.grown(before)))
