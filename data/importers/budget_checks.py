"""What the figures of a document say against one another: columns swapped, a sign turned, a vote that does not balance.

Nothing is refused here: each doubt is one sentence that a person reads before the lines are stored.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from data.importers.budget_rows import euros
from data.importers.findings import Findings
from data.importers.reading import DocumentRead, LineRead
from metrics.documents import Column
from metrics.nomenclature import Direction, Section

FEWEST_LINES = 5  # of both amounts, for their order to say something
MOST = 0.9  # share of the expenditure lines that exceed their credits, where columns are swapped
FEWEST_NEGATIVE = 3
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
    if not document.step.is_difference:
        _check_order(document.lines, title, findings)
        _check_signs(document.lines, title, findings)
        _check_balance(document, findings)
        _check_sizes(document.lines, title, findings)


def _check_order(lines: Sequence[LineRead], title: Title, findings: Findings) -> None:
    """Money committed or paid above what was voted on nearly every line: the columns may be swapped."""
    spent = [line for line in lines if line.direction is Direction.EXPENDITURE]
    for less, more in _ORDERS:
        pairs = [(line.amounts.get(less), line.amounts.get(more)) for line in spent]
        apart = [(small, large) for small, large in pairs if small and large and small != large]
        above = sum(small > large for small, large in apart)
        if len(apart) >= FEWEST_LINES and above >= MOST * len(apart):
            findings.warning(
                "suspicious_amounts", None, None, None, less=title(less), more=title(more), above=above, n=len(apart)
            )
            return


def _check_signs(lines: Sequence[LineRead], title: Title, findings: Findings) -> None:
    for direction in Direction:
        side = [line for line in lines if line.direction is direction]
        turned = [column for column in Column if _are_negative(line.amounts.get(column) for line in side)]
        if turned:
            columns = ", ".join(map(title, turned))
            findings.warning("sign", None, None, columns, direction=str(direction), n=len(side))


def _are_negative(amounts: Iterable[int | None]) -> bool:
    counted = [amount for amount in amounts if amount]
    return len(counted) >= FEWEST_NEGATIVE and all(amount < 0 for amount in counted)


def _check_balance(document: DocumentRead, findings: Findings) -> None:
    """A section is voted in balance, orders and results carried over included (CGCT, L. 1612-4)."""
    for section in Section:
        gaps = [_gap(document.lines, section, columns) for columns in _VOTES]
        known = [gap for gap in gaps if gap is not None]
        if known and all(spent != received for spent, received in known):
            spent, received = known[0]
            findings.warning(
                "balance", None, None, None, section=str(section), spent=euros(spent), received=euros(received)
            )


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
    for line in lines:
        executed, voted = line.amounts.get(Column.EXECUTED, 0), line.amounts.get(Column.VOTED, 0)
        credited = max(voted, line.amounts.get(Column.OPENED, 0))
        if credited > 0 and executed >= TIMES * credited and executed > _large(lines):
            findings.sheet = line.sheet
            findings.warning(
                "suspicious_amounts", line.row, title(Column.EXECUTED), euros(executed), credited=euros(credited)
            )
    findings.sheet = None


def _large(lines: Sequence[LineRead]) -> int:
    """An amount that weighs: a hundredth of all that is executed."""
    return sum(abs(line.amounts.get(Column.EXECUTED, 0)) for line in lines) // 100
