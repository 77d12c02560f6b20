"""Orders of the demonstration town, month by month: to the cent what its accounts execute.

Wages fall each month, energy follows the winter, works end with the year, interest comes by quarters; a part of
December's bills is ordered in January. Of the running year, only what is issued so far.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from data.demo.ledger import EURO, Key, Year
from data.demo.programmes import operation_of
from data.facts import PaymentOrderRead
from metrics.nomenclature import ChartOfAccounts, Nature, Section, chapter_of, section_of

ISSUED_UNTIL = date(2026, 9, 30)  # of the running year
LATE = date(1, 1, 20)  # in the January after, for bills of December
LATE_SHARE = 0.5
NOISE, LEAST = 0.1, 0.2
RESULTS = ("001", "002")  # taken over by a line of the budget: no order is issued
CANCELLED, CANCELLED_FROM = 500 * EURO, "6068"  # ordered by mistake in May, cancelled, ordered again in June
MISTAKE, REPAIR = 5, 6  # months
EVERY_MONTH = (1.0,) * 12
QUARTERS = (0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1)
WINTER = (1.7, 1.8, 1.6, 1.3, 0.9, 0.6, 0.5, 0.4, 0.5, 0.8, 1.2, 0.7)
SCHOOL = (1.1, 1.0, 1.1, 0.9, 1.0, 1.1, 0.8, 0.1, 0.7, 1.2, 1.1, 0.9)
WORKS = (0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 0.6, 1.1, 1.5, 1.9, 2.6)
BILLS = (0.5, 0.8, 1.0, 1.0, 1.0, 1.1, 1.1, 0.8, 1.0, 1.1, 1.2, 1.4)
TWICE = (0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0)
SUMMER_AND_END = (0, 0, 0, 0, 0, 0.3, 0, 0, 0, 0, 0.3, 0.4)
AFTER_THE_VOTE = (0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0)
YEAR_END = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)
# The rhythm of an account is that of its longest beginning here.
_RHYTHMS: Mapping[str, Sequence[float]] = {
    "6": BILLS,
    "60612": WINTER,
    "60623": SCHOOL,
    **dict.fromkeys(("64", "6336", "6218", "65311"), EVERY_MONTH),
    **dict.fromkeys(("655", "65736", "661"), QUARTERS),
    "6574": TWICE,
    "7": EVERY_MONTH,
    **dict.fromkeys(("706", "7066", "7067"), SCHOOL),
    "747": SUMMER_AND_END,
    "1068": AFTER_THE_VOTE,
    "1641": QUARTERS,
    "10": TWICE,
    "13": SUMMER_AND_END,
    "16": TWICE,
    "2": WORKS,
}


@dataclass(frozen=True)
class Journal:
    """Whose orders these are. chart_of: a year → its chart. has_operations: whether works bear their operation."""

    budget_code: str
    years: Sequence[Year]
    chart_of: Callable[[int], ChartOfAccounts]
    has_operations: bool


def orders_of(journal: Journal, random: Random) -> Iterator[PaymentOrderRead]:
    for year in journal.years:
        chart = journal.chart_of(year.year)
        for key, line in sorted(year.lines.items()):
            if line.executed and key.account not in RESULTS:
                for day, cents in _issued(key, line.executed, year.year, random):
                    if day <= ISSUED_UNTIL:
                        yield _order(journal, year.year, chart, key, day, cents)


def landing(journal: Journal, year: int) -> dict[tuple[str, str, str], int]:
    """What a year ends at, by section, direction and chapter: the truth that an estimate tries to meet."""
    chart = journal.chart_of(year)
    found: dict[tuple[str, str, str], int] = {}
    for key, line in next(one for one in journal.years if one.year == year).lines.items():
        if line.executed and key.account not in RESULTS:
            section, chapter = _placed(chart, key)
            place = (str(section), str(key.direction), chapter or "")
            found[place] = found.get(place, 0) + line.executed
    return found


def _issued(key: Key, executed: int, year: int, random: Random) -> Iterator[tuple[date, int]]:
    """The days of a line's orders, each with its cents: their sum is what is executed."""
    months = _by_month(executed, _weights(key, random))
    day = random.randint(3, 28)
    for month, cents in enumerate(months, start=1):
        late = round(cents * LATE_SHARE) if month == 12 and key.account.startswith(("60", "61", "21")) else 0
        for on, part in ((_weekday(date(year, month, day)), cents - late), (LATE.replace(year=year + 1), late)):
            if part:
                yield on, part
        if key.account == CANCELLED_FROM and months[MISTAKE - 1] and month in (MISTAKE, REPAIR):
            apart = day - 5 if day > 14 else day + 5  # never on the same weekday as the line's own order
            yield _weekday(date(year, month, apart)), CANCELLED if month == REPAIR else -CANCELLED


def _weights(key: Key, random: Random) -> list[float]:
    if key.nature is Nature.ORDER:
        return list(YEAR_END)
    longest = max((start for start in _RHYTHMS if key.account.startswith(start)), key=len)
    return [weight * max(LEAST, random.gauss(1, NOISE)) for weight in _RHYTHMS[longest]]


def _by_month(total: int, weights: Sequence[float]) -> list[int]:
    """A total over the months by weight, to the cent: the last month with any takes what rounding leaves."""
    parts = [round(total * weight / sum(weights)) for weight in weights]
    last = max(month for month, weight in enumerate(weights) if weight)
    parts[last] += total - sum(parts)
    return parts


def _weekday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))


def _order(journal: Journal, year: int, chart: ChartOfAccounts, key: Key, day: date, cents: int) -> PaymentOrderRead:
    section, chapter = _placed(chart, key)
    return PaymentOrderRead(
        budget_code=journal.budget_code,
        year=year,
        issued_on=day,
        direction=str(key.direction),
        section=str(section),
        chapter=chapter,
        account=key.account,
        function=key.function or None,
        operation=operation_of(key, year) if journal.has_operations else None,
        amount=cents,
    )


def _placed(chart: ChartOfAccounts, key: Key) -> tuple[Section, str | None]:
    chapter = chapter_of(chart, key.account, key.direction, key.nature, None)
    return section_of(chart, key.account, chapter), chapter
