"""Allocation rules written in one line each, for tests a reader can check in her head."""

from fractions import Fraction

from metrics.policies.rules import AllocationRule, Selector


def rule(number, target, share, *, first=None, last=None, **criteria):
    """share: as a percentage, or as a fraction written « 1/3 »."""
    exact = Fraction(share) if "/" in str(share) else Fraction(str(share)) / 100
    return AllocationRule(
        number=number, target=target, share=exact, first=first, last=last, selector=Selector(**criteria)
    )
