"""Columns that tell how the credits of a year came about: what each step voted, and what it all adds up to.

« BP », « DM », « Total voté » : the total is what a closed account calls credits opened. It is compared with its parts
row by row, and never taken for the vote of the first step.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from data.importers.budget.fields import AMOUNTS
from data.importers.budget.rounding import rounding
from data.importers.budget.words import Stated, header_states, is_ratio, stage_in, step_in, words_of
from data.importers.fields import Holds
from data.importers.titles import Named
from metrics.documents import Column, Step

CHANGES = (Step.SUPPLEMENTARY, Step.AMENDING)
_STEPS = (Step.INITIAL, *CHANGES)
_CARRIED = (Column.CARRIED_IN, Column.CARRIED_OUT)
_SPENT = (Column.COMMITTED, Column.EXECUTED)
_TOTAL = re.compile(r"\b(?:total|totaux|cumule?s?|ensemble)\b")
_OF_CREDITS = re.compile(r"\b(?:credits?|ouverts?|autorises?)\b")
_Key = tuple[str, str, str]  # year, section, side


@dataclass(frozen=True)
class Slot:
    """One column of amounts. column: None where the document's step decides which amount of a line it is."""

    place: int
    title: str
    column: Column | None


@dataclass(frozen=True)
class Part:
    """What one step voted. rank: of its slot."""

    rank: int
    step: Stated


@dataclass(frozen=True)
class Credits:
    """The slots of one year and side that add up, by rank. carried: what the year before left over, if printed.

    year: as the titles of its parts state it. total: None where the table prints none.
    """

    parts: tuple[Part, ...]
    carried: tuple[int, ...]
    total: int | None
    year: str | None

    @property
    def all_ranks(self) -> tuple[int, ...]:
        return self.ranks if self.total is None else (*self.ranks, self.total)

    @property
    def ranks(self) -> tuple[int, ...]:
        """Of all that adds up to the total."""
        return (*(part.rank for part in self.parts), *self.carried)


@dataclass(frozen=True)
class Compared:
    """Printed totals against the sum of `ranks`. off: row, printed, computed, where they differ; cents."""

    ranks: tuple[int, ...]
    rows: int
    off: tuple[tuple[int, int, int], ...]

    @property
    def is_no_sum(self) -> bool:
        """Whether most rows differ: the columns are something else than their titles say."""
        return 2 * len(self.off) > self.rows


def credits_of(slots: Sequence[Slot]) -> tuple[Credits, ...]:
    """Those of a table that hold a change of the first vote: a decision or a supplementary budget."""
    keys = _keys(slots)
    return tuple(_credits(slots, keys, key, parts) for key, parts in _parts(slots, keys).items())


def _parts(slots: Sequence[Slot], keys: Sequence[_Key]) -> dict[_Key, list[Part]]:
    """What each step voted, by year and side. Before a decision, « Voté » alone is the first vote."""
    found: dict[_Key, list[Part]] = defaultdict(list)
    for rank, slot in enumerate(slots):
        if (step := _voted_step(slot)) is not None:
            found[keys[rank]].append(Part(rank, step))
    changed = {key: _without_subtotals(parts) for key, parts in found.items() if any(map(_changes, parts))}
    for key, parts in changed.items():
        before = range(parts[0].rank)
        first = next((rank for rank in before if keys[rank] == key and _is_a_vote(slots[rank])), None)
        if _changes(parts[0]) and first is not None:
            parts.insert(0, Part(first, Stated(Step.INITIAL)))
    return changed


def _credits(slots: Sequence[Slot], keys: Sequence[_Key], key: _Key, parts: Sequence[Part]) -> Credits:
    of_key = [rank for rank, _ in enumerate(slots) if keys[rank] == key]
    total = next((rank for rank in of_key if slots[rank].column is Column.OPENED), None)
    carried = [rank for rank in of_key if slots[rank].column is Column.CARRIED_IN]
    return Credits(tuple(parts), tuple(carried), total, key[0] or None)


def _is_unspent(slots: Sequence[Slot], rank: int) -> bool:
    return all(slot.column not in _SPENT for slot in slots[:rank])


def _without_subtotals(parts: Sequence[Part]) -> list[Part]:
    """« Total DM » beside « DM 1 » and « DM 2 » is no decision of its own."""
    numbered = any(part.step.number for part in parts)
    return [part for part in parts if part.step.step is not Step.AMENDING or part.step.number or not numbered]


def _keys(slots: Sequence[Slot]) -> list[_Key]:
    """Year and side of each slot, as its title says; what says no year is of the year of the credits to its left."""
    keys: list[_Key] = []
    for rank, slot in enumerate(slots):
        year, section, direction = _key(slot.title)
        if not year and rank and _is_of_credits(slots, rank - 1) and _goes_with_credits(slots, rank):
            year = keys[-1][0]
        keys.append((year, section, direction))
    return keys


def named_beside(titles: Sequence[str], named: Sequence[Named | None]) -> Mapping[int, str]:
    """What titles name only beside the votes of each step, by place: their total, what the year before left over."""
    if not any(title and (step := step_in(title)) is not None and step.step in CHANGES for title in titles):
        return {}
    slots = [
        Slot(place, title, None if one is None else AMOUNTS.get(one.field.name))
        for place, (title, one) in enumerate(zip(titles, named, strict=True))
        if title and not is_ratio(title) and (one is None or one.field.holds is Holds.AMOUNT)
    ]
    keys = _keys(slots)
    parts = _parts(slots, keys)
    taken = {part.rank for of_key in parts.values() for part in of_key}
    free = [rank for rank, key in enumerate(keys) if key in parts and rank not in taken]
    totals = [rank for rank in free if _is_total(slots, rank)]
    carried = [rank for rank in free if rank < max(totals, default=0) and _may_be_carried_in(slots, rank)]
    return {slots[rank].place: str(Column.OPENED) for rank in totals} | {
        slots[rank].place: str(Column.CARRIED_IN) for rank in carried
    }


def _may_be_carried_in(slots: Sequence[Slot], rank: int) -> bool:
    """« RAR » among the credits, before they are spent; « RAR au 31/12 » is of this year's end."""
    is_of_the_end = "31" in words_of(slots[rank].title).split()
    return slots[rank].column is Column.CARRIED_OUT and _is_unspent(slots, rank) and not is_of_the_end


def _is_total(slots: Sequence[Slot], rank: int) -> bool:
    """« Total voté », « Crédits », « Voté »; a bare « Total » only right beside one of its parts."""
    slot = slots[rank]
    if slot.column not in (None, Column.VOTED, Column.OPENED) or _is_spent(slot.title) or _voted_step(slot):
        return False
    names_credits = stage_in(slot.title) is Column.VOTED or _OF_CREDITS.search(words_of(slot.title)) is not None
    return names_credits or (_says_total(slot.title) and rank > 0 and _is_of_credits(slots, rank - 1))


def _voted_step(slot: Slot) -> Stated | None:
    """The one step whose vote a column holds."""
    found = step_in(slot.title) if slot.column in (None, Column.VOTED) else None
    return found if found is not None and found.step in _STEPS and not _is_spent(slot.title) else None


def _is_a_vote(slot: Slot) -> bool:
    return slot.column is Column.VOTED and _voted_step(slot) is None and not _says_total(slot.title)


def _is_of_credits(slots: Sequence[Slot], rank: int) -> bool:
    return (slots[rank].column in _CARRIED and _is_unspent(slots, rank)) or _voted_step(slots[rank]) is not None


def _goes_with_credits(slots: Sequence[Slot], rank: int) -> bool:
    return _is_of_credits(slots, rank) or slots[rank].column is Column.OPENED or _says_total(slots[rank].title)


def _changes(part: Part) -> bool:
    return part.step.step in CHANGES


def titles_of(slots: Sequence[Slot], ranks: Iterable[int]) -> str:
    """« BP » + « DM »"""
    return " + ".join(f"« {slots[rank].title} »" for rank in ranks)


def compared(built: Credits, rows: Iterable[tuple[int, Sequence[int | None]]], unit: str) -> Compared:
    """rows: number and amounts by slot. What is carried over counts or not, as suits most rows."""
    kept = [(number, amounts) for number, amounts in rows if built.total is not None and amounts[built.total]]
    bare = tuple(part.rank for part in built.parts)
    margin = rounding((amounts[rank] for _, amounts in kept for rank in (built.total or 0, *built.ranks)), unit)
    tried = [_compared(built.total or 0, ranks, kept, margin) for ranks in dict.fromkeys((built.ranks, bare))]
    return min(tried, key=lambda one: len(one.off))


def _compared(
    total: int, ranks: tuple[int, ...], rows: Sequence[tuple[int, Sequence[int | None]]], margin: int
) -> Compared:
    sums = [(number, amounts[total] or 0, sum(amounts[rank] or 0 for rank in ranks)) for number, amounts in rows]
    return Compared(ranks, len(rows), tuple(one for one in sums if abs(one[1] - one[2]) > margin))


def _is_spent(title: str) -> bool:
    return stage_in(title) in _SPENT


def _says_total(title: str) -> bool:
    return _TOTAL.search(words_of(title)) is not None


def _key(title: str) -> _Key:
    stated = header_states(title)
    return stated.get("year", ""), stated.get("section", ""), stated.get("direction", "")
