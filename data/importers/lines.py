"""A budget line as its file states it, completed by the chart of accounts where the file leaves something out."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from data.importers.findings import Findings
from data.importers.reading import LineRead
from metrics.documents import Column
from metrics.nomenclature import ChartOfAccounts, Direction, Nature, Section, Transfer, chapter_of, section_of

LONGEST_LABEL = 300
LONGEST_NAME = 200
_ACCOUNT = re.compile(r"[0-9][0-9A-Za-z.-]*")
LONGEST_CODE = 16
CHAPTER_WITH_ZERO = 3  # digits of the chapters that stand for an account, such as 022


@dataclass(frozen=True)
class Stated:
    """What one row says; None for what it leaves out."""

    row: int
    direction: Direction
    nature: Nature
    transfer: Transfer | None
    section: Section | None
    chapter: str | None
    account: str
    function: str | None
    operation: str | None
    label: str | None
    amounts: Mapping[Column, int]


def placed(stated: Stated, chart: ChartOfAccounts) -> LineRead:
    """The line with its section and chapter, stated or else those of its account."""
    chapter = stated.chapter or chapter_of(chart, stated.account, stated.direction, stated.nature, stated.transfer)
    given = (("chapter", stated.chapter), ("section", stated.section))
    return LineRead(
        row=stated.row,
        section=stated.section or section_of(chart, stated.account, chapter),
        direction=stated.direction,
        nature=stated.nature,
        chapter=chapter,
        account=stated.account,
        function=stated.function,
        operation=stated.operation,
        label=stated.label,
        inferred=" ".join(name for name, value in given if value is None) or None,
        amounts=stated.amounts,
    )


def check_account(account: str, row: int, column: str, chart: ChartOfAccounts, findings: Findings) -> None:
    """An account is a number of a class from 1 on; one that the chart does not know is kept and told."""
    if not _ACCOUNT.fullmatch(account):
        findings.error("account_format", row, column, account[:60])
    elif account.startswith("0") and len(account) != CHAPTER_WITH_ZERO:
        findings.error_alike("account_zero", row, column, account[:60])
    elif chart.account(account) is None and not chart.knows(account):
        findings.warning_alike("unknown_account", row, column, account)


def check_length(code: str, row: int, column: str, findings: Findings, limit: int = LONGEST_CODE) -> None:
    if len(code) > limit:
        findings.error("too_long", row, column, f"{code[:60]}…", limit=limit)


def tell_cut(label: str, row: int, column: str, findings: Findings) -> None:
    """A label of which only the beginning can be kept."""
    if len(label) > LONGEST_LABEL:
        findings.warning_alike("label_cut", row, column, None, length=len(label), limit=LONGEST_LABEL)


def shortened(text: str | None, longest: int) -> str | None:
    """The text, its end replaced by « … » where it is too long; None for an empty one."""
    if not text or len(text) <= longest:
        return text or None
    return text[: longest - 1] + "…"
