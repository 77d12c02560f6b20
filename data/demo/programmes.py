"""The multi-year programmes of the demonstration town: votes that the lines of its budgets bear out.

A vote repeats what was executed in the years before it, opens what its own year's budget opens, and plans the rest.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from data.demo.ledger import EURO, Key, Year
from data.facts import ProgrammeCreditRead
from metrics.nomenclature import Direction, Section


@dataclass(frozen=True)
class Vote:
    """planned: year → thousand euros, of the years after the vote."""

    voted_on: date
    planned: Mapping[int, int]


@dataclass(frozen=True)
class Programme:
    """Works on some accounts and functions, in some years: those are the lines of its operation."""

    code: str
    name: str
    operation: str
    accounts: tuple[str, ...]
    functions: tuple[str, ...]
    years: range
    votes: tuple[Vote, ...]

    def holds(self, key: Key, year: int) -> bool:
        is_spent = (key.section, key.direction) == (Section.INVESTMENT, Direction.EXPENDITURE)
        return is_spent and year in self.years and key.account in self.accounts and key.function in self.functions


PROGRAMMES = (
    Programme(
        "AP-2017-1",
        "Nouvelle médiathèque",
        "101",
        ("2313",),
        ("321", "313"),
        range(2017, 2024),
        (
            Vote(date(2017, 3, 28), {2018: 600, 2019: 2_400, 2020: 2_600, 2021: 1_200}),
            Vote(date(2020, 3, 28), {2021: 1_900}),
            Vote(date(2022, 3, 28), {}),
        ),
    ),
    Programme(
        "AP-2023-1",
        "Rénovation énergétique des écoles",
        "102",
        ("21351",),
        ("211", "212"),
        range(2023, 2031),
        (
            Vote(date(2023, 3, 28), {2024: 190, 2025: 190, 2026: 190}),
            Vote(date(2025, 3, 28), {2026: 195, 2027: 190}),
            Vote(date(2026, 3, 28), {2027: 185}),
        ),
    ),
    Programme(
        "AP-2026-1",
        "Ludothèque et auditorium",
        "103",
        ("2313",),
        ("313",),
        range(2026, 2031),
        (Vote(date(2026, 3, 28), {2027: 1_800, 2028: 600}),),
    ),
)


def operation_of(key: Key, year: int) -> str | None:
    """The equipment operation that a line of the main budget belongs to."""
    return next((one.operation for one in PROGRAMMES if one.holds(key, year)), None)


def credits_of(budget_code: str, years: Sequence[Year]) -> Iterator[ProgrammeCreditRead]:
    """Every credit of every vote. years: of the main budget."""
    by_year = {year.year: year for year in years}
    for programme in PROGRAMMES:
        for vote in programme.votes:
            credits_voted = _credits(programme, vote, by_year)
            for year, cents in credits_voted.items():
                yield ProgrammeCreditRead(
                    budget_code=budget_code,
                    programme=programme.code,
                    name=programme.name,
                    section=str(Section.INVESTMENT),
                    operation=programme.operation,
                    voted_on=vote.voted_on,
                    year=year,
                    authorised=sum(credits_voted.values()),
                    credit=cents,
                )


def _credits(programme: Programme, vote: Vote, years: Mapping[int, Year]) -> dict[int, int]:
    """Cents by year: executed before the vote, opened by the budget of its year, planned after."""
    first = programme.votes[0].voted_on.year
    before = {year: _total(programme, years[year], "executed") for year in range(first, vote.voted_on.year)}
    now = {vote.voted_on.year: _total(programme, years[vote.voted_on.year], "opened")}
    return before | now | {year: thousands * 1000 * EURO for year, thousands in vote.planned.items()}


def _total(programme: Programme, year: Year, amount: str) -> int:
    held = (line for key, line in year.lines.items() if programme.holds(key, year.year))
    return sum(getattr(line, amount) for line in held)
