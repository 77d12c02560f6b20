"""Tables of invented counts: one to three dimensions, with groups, empty lines, and counts on both sides of eleven."""

from itertools import product

from hypothesis import strategies as st

from metrics.disclosure.rules import Nature
from metrics.disclosure.table import Dimension, Table

MOST_CELLS = 36  # inside, so that the attacker answers in a moment
COUNTS = st.one_of(st.just(0), st.integers(0, 4), st.integers(0, 14), st.integers(8, 14), st.integers(0, 80))
ROOMY = st.one_of(st.just(0), st.integers(1, 40), st.integers(11, 300))


@st.composite
def dimensions(draw, name: str, most: int) -> Dimension:
    size = draw(st.integers(1, most))
    labels = tuple(f"{name}{i}" for i in range(size))
    groups = {}
    if size > 2 and draw(st.booleans()):
        groups = {f"{name}-first": labels[:2]} | ({f"{name}-last": labels[1:]} if draw(st.booleans()) else {})
    return Dimension(name, labels, draw(st.sampled_from(Nature)), groups)


@st.composite
def tables(draw, counted: Nature | None = None) -> Table:
    """counted: any where None."""
    found, left = [], MOST_CELLS
    for name in "abc"[: draw(st.integers(1, 3))]:
        found.append(draw(dimensions(name, min(6, left))))
        left //= len(found[-1].categories)
    return draw(filled(tuple(found), draw(st.sampled_from(Nature)) if counted is None else counted))


@st.composite
def filled(draw, across: tuple[Dimension, ...], counted: Nature) -> Table:
    counts = draw(st.sampled_from([COUNTS, ROOMY]))
    inside = list(product(*(dimension.categories for dimension in across)))
    drawn = draw(st.lists(counts, min_size=len(inside), max_size=len(inside)))
    return Table(across, dict(zip(inside, drawn, strict=True)), counted)


@st.composite
def grown(draw, before: Table) -> Table:
    """The same table some days later: a few people more."""
    inside = list(product(*(dimension.categories for dimension in before.dimensions)))
    late = draw(st.dictionaries(st.sampled_from(inside), st.integers(1, 3), max_size=3))
    counts = {cell: before.count(cell) + late.get(cell, 0) for cell in inside}
    return Table(before.dimensions, counts, before.counted)
