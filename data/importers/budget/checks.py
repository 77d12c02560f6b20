"""What the figures of a document say against one another: columns swapped, a sign turned, a vote that does not balance.

Nothing is refused here: each doubt is one sentence that a person reads before the lines are stored.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence

from data.importers.budget.charts import OTHER
from data.importers.budget.rows import euros
from data.importers.findings import Findings
from data.importers.reading import DocumentRead, LineRead
from metrics.documents import Column, Step
from metrics.nomenclature import Direction, Section

FEWEST_LINES = 5  # of both amounts, for their order to say something
MOST = 0.9  # share of the expenditure lines that exceed their credits, where columns are swapped
FEWEST_NEGATIVE = 3
SLIPS = (10, 100, 1000)  # what a lost or added decimal mark multiplies by
TIMES = 50  # how many times its credits a line is executed, where a decimal mark was lost
# Each pair: what cannot exceed the other on most lines of expenditure.
_ORDERS = (
    (Column.EXECUTED, Column.OPENED),
    (Column.EXECUTED, Column.VOTED),
    (Column.COMMITTED, Column.VOTED),
    (Column.EXECUTED, Column.COMMITTED),
)
Title = Callable[[Column], str]


def check(document: DocumentRead, title: Title, findings: Findings) -> None:
    """title: the header of the column that holds an amount, as the file prints it."""
    findings.sheet = None
    if document.step.is_difference:
        return
    present = {column for line in document.lines for column in line.amounts}
    _check_order(document.lines, present, title, findings)
    _check_signs(document.lines, present, title, findings)
    if document.nomenclature.standard != OTHER:  # abroad, sections are not voted in balance
        _check_balance(document, present, title, findings)
    if Column.EXECUTED in present:
        _check_sizes(document.lines, title, findings)
    elif document.step is Step.CLOSED and present:
        findings.warning("nothing_executed", None, None, str(document.year))


def _check_order(lines: Sequence[LineRead], present: Collection[Column], title: Title, findings: Findings) -> None:
    """Money committed or paid above what was voted on nearly every line: the columns may be swapped."""
    spent = [line for line in lines if line.direction is Direction.EXPENDITURE]
    for less, more in _ORDERS:
        if less not in present or more not in present:
            continue
        pairs = [(line.amounts.get(less), line.amounts.get(more)) for line in spent]
        apart = [(small, large) for small, large in pairs if small and large and small != large and small > 0 < large]
        above = sum(small > large for small, large in apart)
        if len(apart) >= FEWEST_LINES and above >= MOST * len(apart):
            findings.warning(
                "suspicious_amounts", None, None, None, less=title(less), more=title(more), above=above, n=len(apart)
            )
            return


def _check_signs(lines: Sequence[LineRead], present: Collection[Column], title: Title, findings: Findings) -> None:
    for direction in Direction:
        side = [line for line in lines if line.direction is direction]
        turned = [column for column in sorted(present) if _are_negative([line.amounts.get(column) for line in side])]
        if turned:
            columns = ", ".join(map(title, turned))
            findings.warning("sign", None, None, columns, direction=str(direction), n=len(side))


def _are_negative(amounts: Iterable[int | None]) -> bool:
    counted = [amount for amount in amounts if amount]
    return len(counted) >= FEWEST_NEGATIVE and all(amount < 0 for amount in counted)


def _check_balance(document: DocumentRead, present: Collection[Column], title: Title, findings: Findings) -> None:
    """A section is voted in balance, orders and results carried over included (CGCT, L. 1612-4)."""
    for section in Section:
        votes = [columns for columns in _VOTES if columns[-1] in present]
        gaps = [_gap(document.lines, section, columns) for columns in votes]
        known = [gap for gap in gaps if gap is not None]
        if known and all(spent != received for spent, received in known):
            spent, received = known[0]
            findings.warning(
                "balance", None, None, None, section=str(section), spent_cents=spent, received_cents=received
            )
            _point_at_slips(document.lines, section, spent - received, title, findings)


def _point_at_slips(lines: Sequence[LineRead], section: Section, gap: int, title: Title, findings: Findings) -> None:
    """Name the cells that, their decimal mark moved, would put the section in balance to the cent."""
    for line in lines:
        voted = line.amounts.get(Column.VOTED, 0)
        excess = gap if line.direction is Direction.EXPENDITURE else -gap
        for times in SLIPS if line.section is section and voted else ():
            meant, rest = divmod(voted, times)
            if rest == 0 and voted - meant == excess:
                _tell_slip(line, meant, title, findings)
            elif voted - voted * times == excess:
                _tell_slip(line, voted * times, title, findings)
    findings.sheet = None


def _tell_slip(line: LineRead, meant: int, title: Title, findings: Findings) -> None:
    findings.sheet = line.sheet
    voted = line.amounts[Column.VOTED]
    findings.warning("decimal_slip", line.row, title(Column.VOTED), euros(voted), text_cents=voted, meant_cents=meant)


_VOTES = ((Column.VOTED,), (Column.OPENED,), (Column.VOTED, Column.CARRIED_IN))


def _gap(lines: Sequence[LineRead], section: Section, columns: Sequence[Column]) -> tuple[int, int] | None:
    """What is voted on each side of a section; None where one side has no amount."""
    sums: Counter[Direction] = Counter()
    for line in lines:
        if line.section is section:
            sums[line.direction] += sum(line.amounts.get(column, 0) for column in columns)
    spent, received = sums[Direction.EXPENDITURE], sums[Direction.REVENUE]
    return (spent, received) if spent > 0 and received > 0 else None


def _check_sizes(lines: Sequence[LineRead], title: Title, findings: Findings) -> None:
    """An amount executed many times over its credits: a decimal mark may be lost in one cell."""
    weighs = sum(abs(line.amounts.get(Column.EXECUTED, 0)) for line in lines) // 100
    for line in lines:
        executed, voted = line.amounts.get(Column.EXECUTED, 0), line.amounts.get(Column.VOTED, 0)
        credited = max(voted, line.amounts.get(Column.OPENED, 0))
        if credited > 0 and executed >= TIMES * credited and executed > weighs:
            findings.sheet = line.sheet
            parts = {"text_cents": executed, "credited_cents": credited}
            findings.warning("suspicious_amounts", line.row, title(Column.EXECUTED), euros(executed), **parts)
    findings.sheet = None
