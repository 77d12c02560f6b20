"""Chapters printed as rows, and subtotals that no word names: told from lines by their place and their exact sum.

Three layouts: a chapter on each line; a column that holds chapters and accounts mixed (« Chap / art »); chapters on
rows of their own, above or below their accounts.
"""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from data.importers.budget.codes import SINGLE_ACCOUNT_CHAPTERS
from data.importers.budget.rows import Entry, Role, is_code, title_states
from data.importers.budget.sums import SharedSums, Sums
from metrics.nomenclature import ChartOfAccounts, Direction, Nature, chapter_of

MOST = 0.8  # share of the accounts that must belong to the chapter written above them for it to hold down to the next


def resolve(entries: Sequence[Entry], chart: ChartOfAccounts, *, is_summary: bool) -> None:
    """Give each row of a table its last role, and its chapter where a row of its own states it.

    is_summary: the table sums up others of the file, chapter by chapter; none of its rows is a line.
    """
    if not entries:
        return
    is_structured = _place_chapters(entries, chart)
    if is_summary:
        _set_aside(entries)
        return
    _resolve_subtotals(entries, chart, is_structured)
    _resolve_groupings(entries)


def is_mixed(entries: Sequence[Entry], chart: ChartOfAccounts) -> bool:
    """Whether one column holds the chapters and their accounts."""
    grid = entries[0].grid
    if grid.has("article_code"):
        return True
    if grid.has("account") and grid.has("chapter"):
        return False
    codes = [entry.account or entry.chapter for entry in entries]
    heads = sum(1 for code, following in pairwise(codes) if _is_head(code, following, chart))
    articles = sum(1 for code in codes if is_code(code) and not _is_chapter(code, chart))
    return heads > 0 and articles >= heads


def _place_chapters(entries: Sequence[Entry], chart: ChartOfAccounts) -> bool:
    """Whether chapters stand on rows of their own."""
    if is_mixed(entries, chart):
        return _split_mixed(entries, chart)
    grid = entries[0].grid
    blank = [entry for entry in entries if entry.role is Role.LINE and not entry.chapter]
    if grid.is_scdl or not grid.has("chapter") or not blank:
        return False
    if any(entry.role is Role.HEAD for entry in entries):
        _fill(entries, (Role.HEAD,))
        return True
    if _are_written_once(entries, chart):
        _fill(entries, (Role.LINE,))
    return False


def _split_mixed(entries: Sequence[Entry], chart: ChartOfAccounts) -> bool:
    """Part chapters from accounts; back to lines where most « chapters » do not print the sum of their block."""
    coded = [
        entry for entry in entries if entry.role in (Role.LINE, Role.HEAD) and is_code(entry.account or entry.chapter)
    ]
    if not coded:
        return False
    for entry in coded:
        entry.account, entry.chapter, entry.role = entry.account or entry.chapter, "", Role.LINE
    is_below = not _is_chapter(coded[0].account, chart) and _is_chapter(coded[-1].account, chart)
    _part(coded[::-1] if is_below else coded, chart)
    if entries[0].grid.has("article_code") or _heads_are_sums(entries):
        return True
    for entry in coded:
        entry.account, entry.chapter, entry.role = entry.account or entry.chapter, "", Role.LINE
    return False


def _part(coded: Sequence[Entry], chart: ChartOfAccounts) -> None:
    """Walk from each chapter over its accounts. A code given twice is the chapter, then its only account."""
    chapter, stated_on = "", 0
    previous: Entry | None = None
    for entry, following in zip(coded, [*(one.account for one in coded[1:]), ""], strict=True):
        code = entry.account
        is_repeated = previous is not None and previous.role is Role.HEAD and code == chapter
        if not is_repeated and _is_head(code, following, chart):
            entry.role, entry.account, entry.chapter = Role.HEAD, "", code
            chapter, stated_on = code, entry.number
        elif not is_repeated and _is_chapter(code, chart) and not (chapter and code.startswith(chapter)):
            entry.chapter, chapter = code, ""  # a chapter that no account details
        else:
            entry.chapter, entry.stated_on = chapter, stated_on
        previous = entry


def _is_head(code: str, following: str, chart: ChartOfAccounts) -> bool:
    if not following or not _is_chapter(code, chart):
        return False
    if code == following:
        return True
    padded = code if code in chart.chapter_labels else code.zfill(3)
    if padded in SINGLE_ACCOUNT_CHAPTERS:
        return False
    if _is_chapter(following, chart) and not (len(following) > 2 and following.startswith(code)):
        return False
    # 204 and 731 are chapters where accounts of theirs follow, 656 is an account within 65.
    return len(code) < 3 or code.startswith("0") or following.startswith(code)


def _is_chapter(code: str, chart: ChartOfAccounts) -> bool:
    """Whether a code is a chapter, or one that lost its zero: no budget has lines on the bare accounts 11, 12 or 40."""
    labels = chart.chapter_labels
    return code in labels or (len(code) < 3 and code.isdigit() and code.zfill(3) in labels)


def _heads_are_sums(entries: Sequence[Entry]) -> bool:
    sums = Sums(entries)
    heads = [rank for rank, entry in enumerate(entries) if entry.role is Role.HEAD and not entry.is_nil]
    return bool(heads) and 2 * sum(map(sums.covers, heads)) > len(heads)


def _fill(entries: Sequence[Entry], stated_by: tuple[Role, ...]) -> None:
    """Give lines without a chapter that of the row above; below, where chapters close their block."""
    first = next(entry for entry in entries if entry.role in (Role.HEAD, Role.LINE))
    is_below = Role.HEAD in stated_by and first.role is Role.LINE and not first.chapter
    chapter, stated_on = "", 0
    for entry in reversed(entries) if is_below else entries:
        if entry.role in stated_by and entry.chapter:
            chapter, stated_on = entry.chapter, entry.number
        elif entry.role is Role.LINE and not entry.chapter:
            entry.chapter, entry.stated_on, entry.is_filled = chapter, stated_on, Role.LINE in stated_by


def _are_written_once(entries: Sequence[Entry], chart: ChartOfAccounts) -> bool:
    """Whether a chapter holds down to the next one: most accounts below it belong to it."""
    chapter, agree, known = "", 0, 0
    for entry in entries:
        if entry.role is not Role.LINE:
            continue
        chapter = entry.chapter or chapter
        own = {chapter_of(chart, entry.account, side, Nature.REAL, None) for side in Direction} - {None}
        if not entry.chapter and own:
            known += 1
            agree += chapter in own or chapter.zfill(3) in own
    return known > 0 and agree >= MOST * known


def _set_aside(entries: Iterable[Entry]) -> None:
    for entry in entries:
        entry.role = Role.TOTAL if entry.has_amounts else Role.ASIDE


def _resolve_subtotals(entries: Sequence[Entry], chart: ChartOfAccounts, is_structured: bool) -> None:
    """Rows with a chapter and no account of their own, or no code at all."""
    for entry in entries:
        if _is_a_chapter_as_account(entry, chart):
            entry.role, entry.chapter = Role.HEAD, entry.account
    asked = [rank for rank, entry in enumerate(entries) if entry.role in (Role.HEAD, Role.BARE)]
    if not asked:
        return
    sums, shared = Sums(entries), SharedSums(entries)
    details = {entry.chapter for entry in entries if entry.role is Role.LINE and entry.account}
    proved = {rank for rank in asked if sums.covers(rank) or shared.covers(entries[rank])}
    heads = [rank for rank in asked if entries[rank].role is Role.HEAD and entries[rank].has_amounts]
    are_sums = is_structured or 2 * sum(rank in proved for rank in heads) > max(2, len(heads))
    for rank in asked:
        entry, is_detailed = entries[rank], entries[rank].chapter in details
        if entry.role is Role.BARE:
            is_total = rank in proved or entry.is_nil or bool(title_states(entry.said))
        elif entry.is_nil:
            is_total = is_structured or is_detailed or not entry.account
        else:
            is_total = is_detailed and (rank in proved or are_sums)
        entry.role = (Role.TOTAL if entry.has_amounts else Role.ASIDE) if is_total else Role.LINE
        if entry.role is Role.LINE and not entry.account and _stands_alone(entry, is_structured):
            entry.account = entry.chapter


def _is_a_chapter_as_account(entry: Entry, chart: ChartOfAccounts) -> bool:
    """Whether a row bears a chapter where its account should be: its line, or its subtotal."""
    account = entry.account
    if entry.role is not Role.LINE or not account or not entry.has_amounts:
        return False
    if account.zfill(3) in SINGLE_ACCOUNT_CHAPTERS:
        return False
    return account == entry.chapter or (not entry.chapter and account in chart.chapter_labels)


def _stands_alone(entry: Entry, is_structured: bool) -> bool:
    """Whether a chapter without account is the line itself: the balances carried over, or one that nothing details."""
    return bool(entry.chapter) and (is_structured or entry.chapter in SINGLE_ACCOUNT_CHAPTERS)


def _resolve_groupings(entries: Sequence[Entry]) -> None:
    """Accounts that print the sum of those below them in the chart: « 60 », over « 6042 » and « 60611 ».

    One account alone under another of the same amount proves nothing, unless the table groups elsewhere.
    """
    lines = [entry for entry in entries if entry.role is Role.LINE]
    found = [*_groupings(lines), *_groupings(lines[::-1])]
    if any(children > 1 for _, children in found):
        for entry, _ in found:
            entry.role = Role.TOTAL


def _groupings(lines: Sequence[Entry]) -> Iterable[tuple[Entry, int]]:
    """Each line that prints the sum of the deeper accounts that follow it, and how many they are."""
    for rank, (entry, following) in enumerate(pairwise(lines)):
        if entry.is_nil or not _is_under(following, entry):
            continue
        under = []
        for deeper in lines[rank + 1 :]:
            if not _is_under(deeper, entry):
                break
            under.append(deeper)
        leaves = [
            one
            for one, after in zip(under, [*under[1:], None], strict=True)
            if after is None or not _is_under(after, one)
        ]
        columns = range(len(entry.amounts))
        if all((entry.amounts[column] or 0) == sum(leaf.amounts[column] or 0 for leaf in leaves) for column in columns):
            yield entry, len(leaves)


def _is_under(entry: Entry, parent: Entry) -> bool:
    return (
        len(entry.account) > len(parent.account)
        and entry.account.startswith(parent.account)
        and entry.chapter == parent.chapter
        and entry.function == parent.function
    )
