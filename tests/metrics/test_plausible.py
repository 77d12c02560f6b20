"""Money out of all proportion to its town is doubted; a poor or rich town is not."""

import pytest

from metrics.finance.plausible import Doubt, Size, doubt

TOWN = 8_000
MILLION = 100_000_000  # cents


@pytest.mark.parametrize(
    ("spent", "inhabitants", "before", "expected"),
    [
        (8 * MILLION, TOWN, None, None),
        (9_350 * MILLION, TOWN, None, Doubt.TOO_MUCH),  # another town's file
        (8_000 * MILLION, TOWN, 8 * MILLION, Doubt.TOO_MUCH),  # euros read as thousands
        (8 * MILLION // 1000, TOWN, None, Doubt.TOO_LITTLE),  # thousands read as euros
        (8 * MILLION, None, 7 * MILLION, None),
        (8_000 * MILLION, None, 8 * MILLION, Doubt.JUMP),
        (8 * MILLION, None, 8_000 * MILLION, Doubt.JUMP),
        (0, TOWN, None, None),
        (8 * MILLION, 0, None, None),
    ],
)
def test_what_is_doubted(spent: int, inhabitants: int | None, before: int | None, expected: Doubt | None) -> None:
    assert doubt(Size(spent, inhabitants, before), is_main=True) is expected


def test_an_annex_budget_is_weighed_by_its_own_past_alone() -> None:
    assert doubt(Size(9_350 * MILLION, TOWN, None), is_main=False) is None
    assert doubt(Size(80 * MILLION, TOWN, 1 * MILLION), is_main=False) is Doubt.JUMP
