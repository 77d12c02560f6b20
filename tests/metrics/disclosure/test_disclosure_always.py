"""Whatever the counts, an attacker with a linear programme gets none of the withheld ones back (trust, R13)."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from metrics.disclosure.table import Table
from tests.metrics.disclosure import invented
from tests.metrics.disclosure.laws import LAWS, a_snapshot_gives_nothing_back

SOME = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
@SOME
@given(table=invented.tables())
def test_a_protected_table_keeps_the_law(law: Callable[[Table], None], table: Table) -> None:
    law(table)


@SOME
@given(data=st.data())
def test_two_snapshots_give_nothing_back(data: st.DataObject) -> None:
    before = data.draw(invented.tables())
    a_snapshot_gives_nothing_back(before, data.draw(invented.grown(before)))
