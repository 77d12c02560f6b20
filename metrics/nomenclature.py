"""The vocabulary of budget lines, and the rules of charts of accounts: which chapter, which section.

Charts are handed over as plain rows (`data.reference` reads them); nothing is opened here. Codes are
text: 011 and 11 are two codes. Rules: French budget instructions M14, M57, M4, M52.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from metrics.text import Text


class Section(StrEnum):
    OPERATING = "F"
    INVESTMENT = "I"


class Direction(StrEnum):
    EXPENDITURE = "D"
    REVENUE = "R"


class Nature(StrEnum):
    REAL = "real"  # cash comes in or goes out
    ORDER = "order"  # a book entry


class Transfer(StrEnum):
    """Where a book entry has its other half."""

    WITHIN = "within"  # in the same section
    BETWEEN = "between"  # in the other section


SECTION_LABELS = {
    Section.OPERATING: Text("Fonctionnement", "Operating"),
    Section.INVESTMENT: Text("Investissement", "Investment"),
}
DIRECTION_LABELS = {
    Direction.EXPENDITURE: Text("Dépenses", "Expenditure"),
    Direction.REVENUE: Text("Recettes", "Revenue"),
}
NATURE_LABELS = {
    Nature.REAL: Text("réelle", "real"),
    Nature.ORDER: Text("d'ordre", "book entry"),
}


@dataclass(frozen=True, order=True)
class Nomenclature:
    """A chart of accounts: its standard (M14, M57, M4, M52…) and its variant (M57_A abridged…)."""

    standard: str
    variant: str

    @classmethod
    def parse(cls, text: str) -> "Nomenclature":
        """From what a budget document prints: « M14-M14_COM_500_3500 », « M57-M57_A ».

        ValueError: no standard and variant parted by a hyphen.
        """
        standard, hyphen, variant = text.strip().partition("-")
        if not (standard and hyphen and variant):
            raise ValueError(text)
        return cls(standard, variant)


@dataclass(frozen=True)
class Account:
    """An account, and the chapter its operations are booked in: None where they are not allowed, or grouped."""

    code: str
    label: str
    real: Mapping[Direction, str | None]
    between: Mapping[Direction, str | None]
    within: Mapping[Direction, str | None]


@dataclass(frozen=True)
class ChartOfAccounts:
    """The chart of one nomenclature in one year.

    year: the year whose chart it is; not always the one asked for, since charts are known for some years only.
    """

    nomenclature: Nomenclature
    year: int
    accounts: Mapping[str, Account]
    chapter_labels: Mapping[str, str]
    chapter_sections: Mapping[str, Section]
    function_labels: Mapping[str, str]

    def account(self, code: str) -> Account | None:
        """The account, or the nearest one above it in the chart: 60611 stands under 6061, then 606."""
        for length in range(len(code), 1, -1):
            if code[:length] in self.accounts:
                return self.accounts[code[:length]]
        return None

    def below(self, code: str) -> list[Account]:
        """The accounts that a grouping account stands for."""
        return [account for known, account in self.accounts.items() if known != code and known.startswith(code)]

    def knows(self, code: str) -> bool:
        return code in self.accounts or code in self.chapter_labels

    def account_label(self, code: str) -> str | None:
        known = self.accounts.get(code)
        return known.label if known else self.chapter_labels.get(code)


# Codes that no chart places, or that stand for a chapter of their own.
_BALANCES = {
    "002": Section.OPERATING,
    "022": Section.OPERATING,
    "023": Section.OPERATING,
    "001": Section.INVESTMENT,
    "020": Section.INVESTMENT,
    "021": Section.INVESTMENT,
    "024": Section.INVESTMENT,
}
REFUNDS_OF_CHARGES = "013"
# Chapters whose operations are all book entries: those of a vote by nature, then those of a vote by function.
ORDER_CHAPTERS = frozenset({"040", "041", "042", "043", "925", "926", "946", "947", "951", "953"})
# How accounts and chapters of operating begin: classes 6 and 7, and chapters of a vote by function.
_OPERATING = ("6", "7", "93", "94", "952", "953")


def chapter_of(
    chart: ChartOfAccounts, account: str, direction: Direction, nature: Nature, transfer: Transfer | None
) -> str | None:
    """The chapter of a line whose file does not give it; None where the chart does not say."""
    if account in _BALANCES:
        return account
    known = chart.account(account)
    if known is None:
        return None
    if nature is Nature.ORDER:
        halves = ("within", "between") if transfer is Transfer.WITHIN else ("between", "within")
        booked = (_booked(chart, known, direction, half) for half in halves)
        return next((chapter for chapter in booked if chapter), None)
    if direction is Direction.REVENUE and account.startswith("6"):
        return known.real[direction] or REFUNDS_OF_CHARGES
    return _booked(chart, known, direction, "real")


def gives_chapter(chart: ChartOfAccounts, account: str, direction: Direction, nature: Nature) -> bool:
    """Whether the chart alone gives the chapter of a line, so that leaving it out of a file leaves nothing open.

    A book entry that could be booked within its section or between the two has two of them.
    """
    possible = {chapter_of(chart, account, direction, nature, transfer) for transfer in Transfer}
    return len(possible) == 1 and None not in possible


def gives_section(chart: ChartOfAccounts, account: str, chapter: str | None) -> bool:
    """Whether the chart knows the chapter or the account of a line, whose section is then no supposition."""
    return account in _BALANCES or chapter in chart.chapter_sections or chart.account(account) is not None


def _booked(chart: ChartOfAccounts, account: Account, direction: Direction, how: str) -> str | None:
    """The chapter of an account; of one that only groups others, the chapter they all share."""
    chapters: Mapping[Direction, str | None] = getattr(account, how)
    if chapters[direction] is not None:
        return chapters[direction]
    under = {getattr(inner, how)[direction] for inner in chart.below(account.code)} - {None}
    return under.pop() if len(under) == 1 else None


def section_of(chart: ChartOfAccounts, account: str, chapter: str | None) -> Section:
    """The section of a line: that of its chapter, else that of its account's class.

    Chapters of a vote by function stand in no chart; some have no account but themselves (951, 953).
    """
    if account in _BALANCES:
        return _BALANCES[account]
    if chapter is not None and chapter in chart.chapter_sections:
        return chart.chapter_sections[chapter]
    known = chapter if chapter and account[:1] in ("", "9") else account
    return Section.OPERATING if known.startswith(_OPERATING) else Section.INVESTMENT


def chart_of(nomenclature: Nomenclature, year: int, rows: Iterable[Mapping[str, str]]) -> ChartOfAccounts:
    """A chart from its rows: kind, code, label, section, and the six chapter columns (empty text for none)."""
    kept = list(rows)
    chapters = [row for row in kept if row["kind"] == "chapter"]
    return ChartOfAccounts(
        nomenclature,
        year,
        {row["code"]: _account(row) for row in kept if row["kind"] == "account"},
        {row["code"]: row["label"] for row in chapters},
        {row["code"]: Section(row["section"]) for row in chapters if row["section"]},
        {row["code"]: row["label"] for row in kept if row["kind"] == "function"},
    )


def _account(row: Mapping[str, str]) -> Account:
    return Account(row["code"], row["label"], _chapters(row, ""), _chapters(row, "between_"), _chapters(row, "within_"))


def _chapters(row: Mapping[str, str], how: str) -> dict[Direction, str | None]:
    return {
        Direction.EXPENDITURE: row[f"chapter_{how}expenditure"] or None,
        Direction.REVENUE: row[f"chapter_{how}revenue"] or None,
    }
