"""A rule that takes a share of some budget lines to a target: a service, or a policy of the mandate plan."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from typing import Final

from metrics.nomenclature import Direction, Section
from metrics.refusal import Refused
from metrics.text import Text

# Codes that stand for all that begin with them; any other is that code and no other.
BEGINNINGS: Final = frozenset({"function", "account"})


@dataclass(frozen=True, kw_only=True)
class Selector:
    """The budget lines that bear all of these codes; what is None is not looked at. In the order of precision.

    function, account: the beginnings of codes. service: of parts of lines that rules took to a service before.
    """

    operation: str | None = None
    service: str | None = None
    function: str | None = None
    account: str | None = None
    chapter: str | None = None
    budget_code: str | None = None
    section: Section | None = None
    direction: Direction | None = None

    def __post_init__(self) -> None:
        if not self.criteria:
            raise Refused(SELECTS_EVERYTHING)
        if not all(self.criteria.values()):
            raise Refused(EMPTY_CODE)

    @property
    def criteria(self) -> dict[str, str]:
        """What is looked at: column → code."""
        given = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: str(code) for name, code in given.items() if code is not None}

    @property
    def precision(self) -> tuple[int, ...]:
        """The greater is the more precise: compared criterion by criterion, a longer beginning above a shorter one."""
        criteria = self.criteria
        return tuple(
            len(criteria.get(field.name, "")) if field.name in BEGINNINGS else int(field.name in criteria)
            for field in fields(self)
        )


@dataclass(frozen=True, kw_only=True)
class AllocationRule:
    """Takes `share` of each line selected to `target`, in the budget years `first` to `last`, None for no limit.

    number: which rule it is among those of a town, the lower the older. share: of the whole line, above 0 and up to 1.
    Refused: a share, years or a selector that make no rule.
    """

    number: int
    target: str
    selector: Selector
    share: Fraction | Decimal | int = 1
    first: int | None = None
    last: int | None = None

    def __post_init__(self) -> None:
        if isinstance(self.share, float):
            raise TypeError("a share is exact: Fraction or Decimal, not float")
        if not 0 < self.share <= 1:
            raise Refused(SHARE_OUT_OF_BOUNDS.fill(share=str(self.share)))
        if self.first is not None and self.last is not None and self.first > self.last:
            raise Refused(YEARS_REVERSED.fill(first=str(self.first), last=str(self.last)))

    @property
    def exact(self) -> Fraction:
        return Fraction(self.share)

    def holds_in(self, year: int) -> bool:
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)


def in_order(rules: Iterable[AllocationRule]) -> list[AllocationRule]:
    """As they take: the most precise first, of two that are equally precise the oldest; however they are handed over.

    ValueError: two rules of one number.
    """
    ordered = sorted(rules, key=lambda rule: ([-level for level in rule.selector.precision], rule.number))
    if len({rule.number for rule in ordered}) < len(ordered):
        raise ValueError("two rules bear the same number")
    return ordered


SELECTS_EVERYTHING: Final = Text(
    "Cette règle prendrait toutes les lignes. Choisir au moins un critère : fonction, compte, opération, service…",
    "This rule would take every line. Choose at least one criterion: function, account, operation, service…",
)
EMPTY_CODE: Final = Text(
    "Un critère de cette règle est vide. Écrire un code, ou enlever le critère.",
    "A criterion of this rule is empty. Write a code, or take the criterion away.",
)
SHARE_OUT_OF_BOUNDS: Final = Text(
    "La part {share} n'est pas entre 0 et 1. Écrire une part au-dessus de 0 et jusqu'à 1 (toute la ligne).",
    "The share {share} is not between 0 and 1. Write a share above 0 and up to 1 (the whole line).",
)
YEARS_REVERSED: Final = Text(
    "La règle finit en {last}, avant de commencer en {first}. Échanger les deux années.",
    "The rule ends in {last}, before it starts in {first}. Swap the two years.",
)
