"""How much of the money rules have taken, and what one more rule would take, from whom."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from metrics.language import Side
from metrics.policies.allocation import Allocation, Cents, Numbers, Sum, Take, parts_of_whole, sums_by_side, takes_of
from metrics.policies.rules import AllocationRule, in_order


@dataclass(frozen=True)
class Coverage:
    """What rules took of one side of the budget; taken and unassigned add up to the total.

    A line of which a part is taken is among the lines of both. The share counts amounts without their sign, so that
    it stays between 0 and 1 where amounts below zero are among them; it is taken ÷ total where there are none, and
    None where no amount is anything but zero.
    """

    total: Sum
    taken: Sum
    unassigned: Sum
    share: Fraction | None


@dataclass(frozen=True)
class Preview:
    """What a rule would take, by side of the budget, once added to the others.

    from_rules: what each other rule, by its number, would lose of it; from_unassigned: the rest. They add up to what
    is taken. short: what the rule asks for and does not get. Sides where there is nothing are left out.
    """

    takes: Mapping[Side, Sum]
    from_rules: Mapping[int, Mapping[Side, Sum]]
    from_unassigned: Mapping[Side, Sum]
    short: Mapping[Side, Sum]


def coverage(allocation: Allocation, amount: str) -> dict[Side, Coverage]:
    """By section and direction, for one of the amounts."""
    pieces, taken = allocation.pieces, allocation.pieces["rule"].notna()
    totals, of_taken = sums_by_side(pieces, amount), sums_by_side(pieces[taken], amount)
    unassigned, shares = sums_by_side(pieces[~taken], amount), _shares(pieces, taken, amount)
    return {
        side: Coverage(total, _or_nothing(of_taken, side), _or_nothing(unassigned, side), shares[side])
        for side, total in totals.items()
    }


def preview(lines: pd.DataFrame, rules: Iterable[AllocationRule], rule: AllocationRule, amount: str) -> Preview:
    """What `rule` would take among the rules of a town: a new one, or a change of the one that bears its number.

    lines, amount: as `allocate`.
    """
    others = [other for other in rules if other.number != rule.number]
    whole = parts_of_whole([*others, rule])
    selected = lines.iloc[takes_of(lines, [rule], whole)[0].at]
    cents = Cents(selected, [amount], whole)
    before, after = (_by_number(takes_of(selected, in_order(some), whole)) for some in (others, [*others, rule]))
    own = after[rule.number]
    losses = _losses(before, after, _spread(own.got, cents), cents)
    sums = {number: _sums(selected, at, lost, cents) for number, (at, lost) in losses.items() if len(at)}
    return Preview(
        takes=_sums(selected, own.got.at, cents.between(own.got)[0], cents),
        from_unassigned=sums.pop(None, {}),
        from_rules={number: of_rule for number, of_rule in sums.items() if number is not None},
        short=_sums(selected, own.short.at, cents.between(own.short)[0], cents),
    )


def _losses(
    before: Mapping[int | None, Take], after: Mapping[int | None, Take], own: Numbers, cents: Cents
) -> dict[int | None, tuple[Numbers, Numbers]]:
    """Of each rule, and of what is unassigned (None): on which lines its share falls, and by how many cents.

    A rule whose share stays may still be rounded otherwise by a cent: that is no loss, and the last whose share falls
    on the line bears it, so that losses add up to `own`, what the rule takes of each line.
    """
    rest, last = own.copy(), np.full(len(own), -1)
    losses = {}
    for turn, (number, had) in enumerate(before.items()):
        at = np.flatnonzero(_shares_of(had, len(own)) > _shares_of(after[number], len(own)))
        lost = (_spread(had, cents) - _spread(after[number], cents))[at]
        rest[at] -= lost
        last[at] = turn
        losses[number] = at, lost
    return {
        number: (at, lost + np.where(last[at] == turn, rest[at], 0))
        for turn, (number, (at, lost)) in enumerate(losses.items())
    }


def _by_number(takes: Iterable[Take]) -> dict[int | None, Take]:
    return {take.rule.number if take.rule else None: take for take in takes}


def _spread(take: Take, cents: Cents) -> Numbers:
    """The cents of a take, on each of the lines; 0 on those it has nothing of."""
    spread: Numbers = np.zeros(cents.absent.shape[1], dtype=np.int64)
    spread[take.at] = cents.between(take)[0]
    return spread


def _shares_of(take: Take, lines: int) -> Numbers:
    shares: Numbers = np.zeros(lines, dtype=take.after.dtype)
    shares[take.at] = take.after - take.before
    return shares


def _sums(lines: pd.DataFrame, at: Numbers, taken: Numbers, cents: Cents) -> dict[Side, Sum]:
    pieces = lines[["section", "direction"]].iloc[at].assign(cents=pd.arrays.IntegerArray(taken, cents.absent[0, at]))
    return sums_by_side(pieces, "cents")


def _or_nothing(sums: Mapping[Side, Sum], side: Side) -> Sum:
    return sums.get(side, Sum(0, 0))


def _shares(pieces: pd.DataFrame, taken: pd.Series, amount: str) -> dict[Side, Fraction | None]:
    sizes = pieces[["section", "direction"]].assign(cents=pieces[amount].abs())
    every, of_taken = sums_by_side(sizes, "cents"), sums_by_side(sizes[taken], "cents")
    return {
        side: Fraction(_or_nothing(of_taken, side).cents or 0, total.cents) if total.cents else None
        for side, total in every.items()
    }
