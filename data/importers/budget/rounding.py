"""How far the rounding of printed amounts may put a sum from its parts."""

from collections.abc import Iterable


def rounding(amounts: Iterable[int | None], unit: str) -> int:
    """In cents: one, or one of the last digit that amounts in thousands print."""
    if unit != "thousands":
        return 1
    printed = [amount for amount in amounts if amount]
    return next((last for last in (100_000, 10_000, 1_000, 100) if all(amount % last == 0 for amount in printed)), 1)
