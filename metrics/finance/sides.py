"""What a document that lacks a side of its budget, its revenue or a section, leaves without a figure."""

from collections.abc import Collection

from metrics.finance import INDICATORS
from metrics.language import Amount, ClosedAccount, Indicator, MainBudget, Side, leaves


def without_figure(
    present: Collection[Side], standard: str, *, is_main: bool, is_closed: bool
) -> tuple[tuple[Indicator, ...], tuple[Indicator, ...]]:
    """The indicators that such a document could have, whole; and those of them that the sides present do not give."""
    asked = tuple(one for one in INDICATORS if _may_have(one, standard, is_main=is_main, is_closed=is_closed))
    return asked, tuple(one for one in asked if not _sides(one) <= set(present))


def _may_have(indicator: Indicator, standard: str, *, is_main: bool, is_closed: bool) -> bool:
    if not is_main and any(isinstance(need, MainBudget) for need in indicator.needs):
        return False
    if not is_closed and any(isinstance(need, ClosedAccount) for need in indicator.needs):
        return False
    amounts = [leaf for leaf in leaves(*indicator.quantities) if isinstance(leaf, Amount)]
    return bool(amounts) and all(standard in amount.standards for amount in amounts)


def _sides(indicator: Indicator) -> set[Side]:
    return {side for leaf in leaves(*indicator.quantities) if isinstance(leaf, Amount) for side in leaf.sides}
