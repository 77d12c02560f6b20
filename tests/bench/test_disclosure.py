"""How long a town's table takes to protect: twelve months, eight districts, five age bands, full or thin."""

import time
from itertools import product

import numpy as np
import pytest

from metrics.disclosure.protection import protect
from metrics.disclosure.rules import Nature
from metrics.disclosure.table import TOTAL, Dimension, Table

pytestmark = pytest.mark.bench
SIZES = {"month": (12, Nature.ACTIVITY), "district": (8, Nature.PERSONS), "age": (5, Nature.PERSONS)}
WEIGHTS = [[9, 9, 9, 8, 8, 7, 5, 4, 10, 10, 10, 8], [30, 20, 15, 12, 9, 7, 5, 2], [6, 22, 18, 36, 18]]


@pytest.mark.parametrize("visits", [500, 1_000, 3_000, 6_000, 12_000, 60_000])
def test_a_library(visits):
    dimensions = tuple(
        Dimension(name, tuple(f"{name} {i}" for i in range(size)), nature) for name, (size, nature) in SIZES.items()
    )
    shares = np.multiply.outer(np.multiply.outer(*WEIGHTS[:2]), WEIGHTS[2])
    counts = np.random.default_rng(visits).poisson(visits * shares / shares.sum()).ravel().tolist()
    inside = product(*(dimension.categories for dimension in dimensions))
    table = Table(dimensions, dict(zip(inside, counts, strict=True)))
    wall, processor = time.perf_counter(), time.process_time()
    protected = protect(table)
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    margins = sum(TOTAL in cell for cell in protected.withheld)
    assert protected.exposed == frozenset()
    print(
        f"\n{visits} visits: {processor * 1000:.0f} ms of processor, {wall * 1000:.0f} ms in all, "
        f"{len(protected.withheld)} of {len(table.cells)} cells withheld, {margins} of them margins"
    )
