"""Typed cells are read as strictly as texts."""

import math

import pytest

from data.importers.cells import amount_of, count_of, number_of
from data.importers.numbers import CellError


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf, 1e13, 10**400, 1e300])
@pytest.mark.parametrize(
    ("convert", "code"), [(amount_of, "bad_number"), (number_of, "bad_number"), (count_of, "bad_count")]
)
def test_a_number_without_end_is_no_figure(convert, code, number):
    with pytest.raises(CellError) as refused:
        convert(number)
    assert refused.value.code == code
    assert len(refused.value.text) <= 60
