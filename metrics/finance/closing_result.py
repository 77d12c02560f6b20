"""The result that a closed account ends with, section by section, and what the council has to do with it.

The result of the operating section first meets the financing need of the investment section, by account 1068; the rest
stays in operating (002) or follows the council's wish. CGCT, art. L. 2311-5 and R. 2311-11 to R. 2311-13.
"""

from dataclasses import dataclass

import pandas as pd

from metrics.finance.results import balance, is_result
from metrics.nomenclature import Direction, Section


@dataclass(frozen=True)
class SectionResult:
    """One section of a closed account, in cents, book entries counted; a deficit is below zero.

    brought: the result of the years before. due_in, due_out: what is carried over to the next year, each way.
    """

    received: int
    spent: int
    brought: int
    due_in: int
    due_out: int

    @property
    def of_year(self) -> int:
        return self.received - self.spent

    @property
    def closing(self) -> int:
        return self.of_year + self.brought

    @property
    def carried_over(self) -> int:
        return self.due_in - self.due_out

    @property
    def with_carried_over(self) -> int:
        return self.closing + self.carried_over


@dataclass(frozen=True)
class ClosingResult:
    operating: SectionResult
    investment: SectionResult

    @property
    def financing_need(self) -> int:
        """What the investment section lacks once what it still owes and is owed is counted; 0 for none."""
        return max(0, -self.investment.with_carried_over)

    @property
    def to_reserves(self) -> int:
        """The least that goes to account 1068: what meets the financing need, as far as the operating result goes."""
        return min(max(0, self.operating.closing), self.financing_need)

    @property
    def to_operating(self) -> int:
        """What is left for account 002, or for more reserves as the council decides; a deficit as it is."""
        return self.operating.closing - self.to_reserves


def closing_result(credits_of_year: pd.DataFrame) -> ClosingResult | None:
    """None where the account leaves out what a section received or spent: its result is then not known.

    credits_of_year: those of a closed year, as `execution.credits_of_lines` gives them, of one budget.
    """
    year = credits_of_year[~is_result(credits_of_year) & credits_of_year["executed"].notna()]
    sides = {
        (str(section), str(direction)) for section, direction in zip(year["section"], year["direction"], strict=True)
    }
    sections = {section for section, _ in sides} | {str(Section.OPERATING)}
    if any((section, str(direction)) not in sides for section in sections for direction in Direction):
        return None
    return ClosingResult(
        *(_of_section(credits_of_year, section) for section in (Section.OPERATING, Section.INVESTMENT))
    )


def _of_section(table: pd.DataFrame, section: Section) -> SectionResult:
    of_section = table[table["section"] == section]
    brought = is_result(of_section)
    year, before = of_section[~brought], of_section[brought]
    voted = before["initial"].fillna(0) + before["amended"].fillna(0)  # where the account does not print the result
    taken_over = before.assign(cents=before["executed"].fillna(before["opened"]).fillna(voted))
    return SectionResult(
        received=_sum(year, Direction.REVENUE, "executed"),
        spent=_sum(year, Direction.EXPENDITURE, "executed"),
        brought=balance(taken_over, "cents"),
        due_in=_sum(year, Direction.REVENUE, "carried_out"),
        due_out=_sum(year, Direction.EXPENDITURE, "carried_out"),
    )


def _sum(table: pd.DataFrame, direction: Direction, amount: str) -> int:
    return int(table.loc[table["direction"] == direction, amount].fillna(0).sum())
