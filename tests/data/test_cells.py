"""Typed cells are read as strictly as texts."""

import math

import pytest

from data.importers.cells import amount_of, count_of, looks_a_figure, number_of
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


@pytest.mark.parametrize(
    ("cell", "is_one"),
    [
        *((figure, True) for figure in (0, -5, 12.5, "0", " 12", "-12,5", "−3", "(1 234)", "1 234,50 €", "48 %")),
        *((begun, True) for begun in ("12 rue des Tilleuls", "31/12/2024")),  # told apart only when they are read
        *((other, False) for other in (None, "", "  ", "-", "—", "(en euros)", "Total 2024", "n.c.", True, False)),
    ],
)
def test_what_looks_a_figure(cell, is_one):
    assert looks_a_figure(cell) is is_one
