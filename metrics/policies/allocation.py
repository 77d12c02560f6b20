"""Which part of each budget line goes where: rules take their shares, and what no rule takes stays unassigned.

Used twice: rules take lines to services (what a service costs), then rules take the pieces to policies, where a rule
may select on the service (`to_services`).

- Each rule takes its share of the whole line, whatever the rules before it took.
- The most precise takes first (`rules.in_order`): operation, service, function, account, chapter, budget, section,
  direction; of two on the same criterion the longer code; of two that are equal the oldest.
- No line gives more than itself: a rule gets what is left. What it asked for and did not get is told (`findings`).
- What is left in the end is unassigned; no rule takes it by default.
- Cents: after each rule the sum of what a line gave is its share rounded half away from zero, and the rule got the
  difference. So the pieces of a line are the line to the cent, in every amount, below zero too.

Why so: `docs/decisions/where-a-line-belongs.md`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import lcm
from typing import Any, Final

import numpy as np
import pandas as pd

from metrics.documents import Column
from metrics.finance.execution import AMOUNTS
from metrics.finance.results import is_result
from metrics.language import Side
from metrics.nomenclature import Direction, Nature, Section
from metrics.policies.rules import BEGINNINGS, AllocationRule, in_order

KNOWN_AMOUNTS: Final = tuple(dict.fromkeys([*map(str, Column), *AMOUNTS]))
_FITS: Final = 2**30  # with shares in at most so many parts, twice the square of a share fits 64 bits
Numbers = np.ndarray[Any, np.dtype[Any]]


@dataclass(frozen=True)
class Sum:
    """Some lines added up, in cents; None where none of them has the amount."""

    lines: int
    cents: int | None


class FindingKind(StrEnum):
    CAPPED = "capped"  # rules before it left less than it asked for
    SELECTS_NOTHING = "selects_nothing"
    NOT_IN_FORCE = "not_in_force"  # none of the lines is of its years


@dataclass(frozen=True)
class Allocation:
    """pieces: the lines taken apart, in their order. Columns and index are those of the lines, so that a piece is found
    by the label of its line; the amounts are those of the piece; beside them, rule (its number) and target, NA for what
    is unassigned. short: the same shape, what rules asked for and did not get.
    """

    rules: tuple[AllocationRule, ...]
    amounts: tuple[str, ...]
    pieces: pd.DataFrame
    short: pd.DataFrame
    idle: Mapping[int, FindingKind]  # number of a rule that selects no line → why

    @property
    def unassigned(self) -> pd.DataFrame:
        return self.pieces[self.pieces["rule"].isna()]


@dataclass(frozen=True)
class Finding:
    """What a person should know of a rule. sums: what it did not get, by side of the budget; empty without a line."""

    kind: FindingKind
    rule: AllocationRule
    sums: Mapping[Side, Sum]


@dataclass(frozen=True)
class Take:
    """What one rule takes, or what is left (rule None): of the lines at `at`, the shares from `before` to `after`.

    Shares are counted in parts of the whole. wanted: up to where the rule would have gone had enough been left.
    """

    rule: AllocationRule | None
    at: Numbers
    before: Numbers
    after: Numbers
    wanted: Numbers

    @property
    def got(self) -> "Take":
        """Without the lines that had nothing left."""
        return self._where(self.after > self.before)

    @property
    def short(self) -> "Take":
        """What it did not get, from the end of the line to where it would have gone."""
        short = self._where(self.wanted > self.after)
        return Take(short.rule, short.at, short.after, short.wanted, short.wanted)

    def _where(self, kept: Numbers) -> "Take":
        return Take(self.rule, self.at[kept], self.before[kept], self.after[kept], self.wanted[kept])


def real_operations(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines whose money policies share out: no book entry, no result of earlier years. lines: nature, account."""
    return lines[(lines["nature"] == Nature.REAL) & ~is_result(lines)]


def allocate(lines: pd.DataFrame, rules: Iterable[AllocationRule], amounts: Sequence[str] | None = None) -> Allocation:
    """The lines taken apart by the rules.

    lines: one label of the index each; section, direction, and year, budget_code, service… where a rule looks at them
    (KeyError without). amounts: columns of integer cents, NA where nothing is printed; if None, all of `KNOWN_AMOUNTS`.
    """
    ordered = in_order(rules)
    named = tuple(name for name in KNOWN_AMOUNTS if name in lines) if amounts is None else tuple(amounts)
    whole = parts_of_whole(ordered)
    takes, cents = takes_of(lines, ordered, whole), Cents(lines, named, whole)
    return Allocation(
        rules=tuple(ordered),
        amounts=named,
        pieces=_pieces(lines, [take.got for take in takes], cents),
        short=_pieces(lines, [take.short for take in takes], cents),
        idle={take.rule.number: _why_idle(take.rule, lines) for take in takes if take.rule and not len(take.at)},
    )


def to_services(allocation: Allocation) -> pd.DataFrame:
    """The pieces as lines to be taken further: `service` and `service_rule` say who took each, NA where nobody did."""
    return allocation.pieces.rename(columns={"target": "service", "rule": "service_rule"})


def findings(allocation: Allocation, amount: str) -> list[Finding]:
    """The rules that a person should look at again, in the order in which they take; cents are of this amount."""
    short = sums_by_rule(allocation.short, amount)
    kinds = dict.fromkeys(short, FindingKind.CAPPED) | dict(allocation.idle)
    told = [rule for rule in allocation.rules if rule.number in kinds]
    return [Finding(kinds[rule.number], rule, short.get(rule.number, {})) for rule in told]


def sums_by_rule(pieces: pd.DataFrame, amount: str) -> dict[int, dict[Side, Sum]]:
    """The pieces that rules took, by their numbers."""
    taken = pieces[pieces["rule"].notna()]
    return {int(str(number)): sums_by_side(of_rule, amount) for number, of_rule in taken.groupby("rule")}


def sums_by_side(pieces: pd.DataFrame, amount: str) -> dict[Side, Sum]:
    """Pieces added up by section and direction, a line counting once however many pieces it has there."""
    found = {}
    for section, direction in pieces[["section", "direction"]].drop_duplicates().itertuples(index=False):
        cents = pieces.loc[(pieces["section"] == section) & (pieces["direction"] == direction), amount]
        total = cents.sum(min_count=1)
        found[Section(section), Direction(direction)] = Sum(
            cents.index.nunique(), None if pd.isna(total) else int(total)
        )
    return found


def parts_of_whole(rules: Iterable[AllocationRule]) -> int:
    """Into how many parts a line is divided so that every rule takes a whole number of them."""
    return lcm(*(rule.exact.denominator for rule in rules))


def takes_of(lines: pd.DataFrame, ordered: Sequence[AllocationRule], whole: int) -> list[Take]:
    """What each rule takes, in turn, and what is left in the end. ordered: as `rules.in_order` gives them."""
    codes, taken = _Codes(lines), np.zeros(len(lines), dtype=_kind(whole))
    takes = []
    for rule in ordered:
        at = codes.selected(rule)
        before = taken[at]
        wanted = before + rule.exact.numerator * (whole // rule.exact.denominator)
        taken[at] = np.minimum(wanted, whole)
        takes.append(Take(rule, at, before, taken[at], wanted))
    left = np.flatnonzero(taken < whole)
    full = np.full(len(left), whole, dtype=taken.dtype)
    return [*takes, Take(None, left, taken[left], full, full)]


class Cents:
    """The amounts of lines, and the part of them that lies between two shares of the whole."""

    def __init__(self, lines: pd.DataFrame, amounts: Sequence[str], whole: int) -> None:
        columns = [lines[name].astype("Int64") for name in amounts]
        shape = (len(amounts), len(lines))
        self.amounts = tuple(amounts)
        self.absent = np.array([column.isna() for column in columns], dtype=bool).reshape(shape)
        cents = np.array([column.fillna(0) for column in columns], dtype=np.int64).reshape(shape)
        self._sign, self._whole = np.sign(cents), whole
        # Divided by the whole first, since an amount times a share may not fit 64 bits.
        size = np.abs(cents).astype(_kind(whole))
        self._quotient, self._rest = size // whole, size % whole

    def between(self, take: Take) -> Numbers:
        """One row an amount, one column a line of the take."""
        parts = self._up_to(take.at, take.after) - self._up_to(take.at, take.before)
        return parts.astype(np.int64) * self._sign[:, take.at]

    def _up_to(self, at: Numbers, share: Numbers) -> Numbers:
        """This share of the amounts without their sign, rounded half up."""
        rest = (2 * self._rest[:, at] * share + self._whole) // (2 * self._whole)
        found: Numbers = self._quotient[:, at] * share + rest
        return found


class _Codes:
    """The columns that rules look at, each as ranks among its few distinct codes, so that codes are compared once."""

    def __init__(self, lines: pd.DataFrame) -> None:
        self._lines = lines
        self._ranks: dict[str, tuple[Numbers, list[Any]]] = {}

    def selected(self, rule: AllocationRule) -> Numbers:
        """Where the lines stand that a rule selects."""
        kept = np.ones(len(self._lines), dtype=bool)
        if rule.first is not None or rule.last is not None:
            kept &= self._among("year", [rule.holds_in(int(year)) for year in self._known("year")])
        for name, code in rule.selector.criteria.items():
            known = map(str, self._known(name))
            kept &= self._among(name, [one.startswith(code) if name in BEGINNINGS else one == code for one in known])
        return np.flatnonzero(kept)

    def _known(self, name: str) -> list[Any]:
        if name not in self._ranks:
            ranks, known = pd.factorize(self._lines[name])
            self._ranks[name] = ranks, list(known)
        return self._ranks[name][1]

    def _among(self, name: str, hits: list[bool]) -> Numbers:
        """Which lines bear a code that is a hit; a line without a code, whose rank is -1, never does."""
        found: Numbers = np.array([*hits, False])[self._ranks[name][0]]
        return found


def _pieces(lines: pd.DataFrame, takes: Sequence[Take], cents: Cents) -> pd.DataFrame:
    """The lines at the takes, in the order of the lines and of each by turns, with the amounts that were taken."""
    at = np.concatenate([take.at for take in takes])
    turn = np.repeat(np.arange(len(takes)), [len(take.at) for take in takes])
    parts = np.concatenate([cents.between(take) for take in takes], axis=1)
    order = np.argsort(at, kind="stable")
    at, turn, parts = at[order], turn[order], parts[:, order]
    pieces = lines.iloc[at].copy()
    for name, part, absent in zip(cents.amounts, parts, cents.absent, strict=True):
        pieces[name] = pd.arrays.IntegerArray(part.copy(), absent[at])
    numbers = pd.array([take.rule.number if take.rule else None for take in takes], dtype="Int64")
    targets = pd.array([take.rule.target if take.rule else None for take in takes], dtype="str")
    return pieces.assign(rule=numbers.take(turn), target=targets.take(turn))


def _kind(whole: int) -> type[Any]:
    """64 bits where shares are of few enough parts; integers without a limit, slower, where they are not."""
    return np.int64 if whole < _FITS else object


def _why_idle(rule: AllocationRule, lines: pd.DataFrame) -> FindingKind:
    if rule.first is None and rule.last is None:
        return FindingKind.SELECTS_NOTHING
    in_force = any(rule.holds_in(int(year)) for year in lines["year"].unique())
    return FindingKind.SELECTS_NOTHING if in_force else FindingKind.NOT_IN_FORCE
