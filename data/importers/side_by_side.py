"""Two tables on the same rows of a sheet, as expenditure beside revenue: told from their titles."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from data.importers.fields import Holds
from data.importers.titles import EXACT, Named
from data.words import title_key


class Title(NamedTuple):
    """One title of a row. text: without the group above it. is_amount: whether figures of money stand below."""

    text: str
    named: Named | None
    is_amount: bool


def second_table(titles: Sequence[Title], states: Callable[[str], Mapping[str, str]]) -> tuple[int, int] | None:
    """The places where both begin: a column of codes that comes again, amounts after it each time; None for one table.

    states: what a title says beside the field it names, such as a side.
    """
    first: dict[str, int] = {}
    for place, title in enumerate(titles):
        if title.named is None or title.named.field.holds is not Holds.CODE:
            continue
        start = first.setdefault(title.named.field.name, place)
        between, after = titles[start:place], titles[place:]
        if _has_amounts(between) and _has_amounts(after) and _may_both_begin(titles[start], title, states):
            return start, place
    return None


def _has_amounts(titles: Sequence[Title]) -> bool:
    return any(title.is_amount for title in titles)


def _may_both_begin(first: Title, second: Title, states: Callable[[str], Mapping[str, str]]) -> bool:
    """« Compte » and « Article », « Compte dépenses » and « Compte recettes »; not « Compte », « Compte de tiers »."""
    return (
        title_key(first.text) == title_key(second.text)
        or states(first.text) != states(second.text)
        or all(one.named is not None and one.named.strength >= EXACT for one in (first, second))
    )
