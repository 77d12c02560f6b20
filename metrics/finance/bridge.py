"""From one chart of accounts to the next: what of a series by chapter or function can be read across the change.

A line of the old chart is bridged where its account (or function) exists in the new chart with the same meaning, and
is then shown under the chapter (or function) that the new chart gives it. What is not bridged stays aside, and its
share is said: a series across the change is never joined in silence.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

from metrics.nomenclature import Account, ChartOfAccounts, Direction, Nature, chapter_of

SHORT = 3  # letters of a word that carries no meaning: de, des, aux…
Bridge = Callable[[str, str, str], str | None]  # account, direction, nature → the chapter in the new chart


@dataclass(frozen=True)
class Bridged:
    """One year of a series under the codes of the new chart, in cents.

    amounts: by code. aside: of lines that have no code there. breaks: the chart changed since the year before.
    """

    year: int
    amounts: Mapping[str, int]
    aside: int
    breaks: bool

    @property
    def total(self) -> int:
        return sum(self.amounts.values()) + self.aside

    @property
    def share(self) -> Fraction | None:
        """How much of the year's amounts is bridged; None for a year of nothing."""
        inside = sum(abs(cents) for cents in self.amounts.values())
        total = inside + abs(self.aside)
        return None if total == 0 else Fraction(inside, total)


def by_chapter(old: ChartOfAccounts, new: ChartOfAccounts, moved: Mapping[str, str]) -> Bridge:
    """The chapter that an account of the old chart has in the new one; None where it is no account there.

    moved: accounts whose code changed. Any other code stands for the same thing only where both charts call it so:
    6521 was the deficit of an annex budget and is now school fees.
    """

    def chapter(account: str, direction: str, nature: str) -> str | None:
        code = next((moved[account[:n]] for n in range(len(account), 3, -1) if account[:n] in moved), account)
        if code == account and not _same_meaning(old.account(account), new.account(account)):
            return None
        return chapter_of(new, code, Direction(direction), Nature(nature), None)

    return chapter


def bridged(lines: pd.DataFrame) -> list[Bridged]:
    """A series by year under the codes of the newest chart, oldest year first.

    lines: year, standard, code (under the newest chart, NA where it has none) and amount (cents).
    """
    found: list[Bridged] = []
    before: frozenset[str] | None = None
    for year in sorted(int(one) for one in lines["year"].unique()):
        of_year = lines[lines["year"] == year]
        standards = frozenset(of_year["standard"])
        amounts = of_year["amount"].groupby(of_year["code"]).sum()
        aside = int(of_year["amount"].sum()) - int(amounts.sum())
        breaks = before is not None and before != standards
        found.append(Bridged(year, {str(code): int(cents) for code, cents in amounts.items()}, aside, breaks))
        before = standards
    return found


def _same_meaning(before: Account | None, after: Account | None) -> bool:
    """Whether two charts call an account by mostly the same words."""
    if before is None or after is None or before.code != after.code:
        return False
    one, other = _words(before.label), _words(after.label)
    return one == other or len(one & other) * 2 >= min(len(one), len(other)) > 0


def _words(label: str) -> frozenset[str]:
    """The words that carry meaning, without their endings."""
    letters = "".join(c if c.isalpha() else " " for c in label.casefold())
    return frozenset(word[:6] for word in letters.split() if len(word) > SHORT)
