"""What the town's departments expect the year to end at, chapter by chapter, on the day they say so (atterrissage).

A department's latest word on a chapter is in force; the earlier ones are kept. Of one day, a department speaks of a
chapter as a whole, or of accounts within it: not of both, which would count them twice.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from data.facts import EstimateRead, Facts
from data.importers.booking import (
    ACCOUNT,
    BUDGET,
    CHAPTER,
    DIRECTION,
    SECTION,
    WHICH_BUDGET,
    YEAR,
    Budgets,
    Charts,
    booked,
    budget_in,
    choice_in,
    code_in,
    nearest_chapters,
    with_zero,
    year_in,
)
from data.importers.booking import FIELDS as BOOKING
from data.importers.budget.rows import says_total
from data.importers.budget.words import constants_in as words_of_a_budget
from data.importers.cells import day_of
from data.importers.fields import Field, Holds
from data.importers.findings import Remarks
from data.importers.grid import Cell
from data.importers.kinds import Kind
from data.importers.lines import LONGEST_NAME, check_account
from data.importers.numbers import LONGEST, CellError
from data.importers.periods.fields import day_in
from data.importers.reading import Reading
from data.importers.small.row_cells import RowCells, counted, states, tell_missing, tell_no_rows
from data.importers.table import Context, KindRead, Table, Tally
from data.importers.usage.places import name_of
from data.words import folded
from metrics.nomenclature import Direction
from metrics.text import Text

ESTIMATED_ON, AMOUNT, DEPARTMENT = "estimated_on", "amount", "department"
_SIDES: Final = {
    "dépense": Direction.EXPENDITURE,
    "recette": Direction.REVENUE,
    "dépenses": Direction.EXPENDITURE,
    "recettes": Direction.REVENUE,
    "expenditure": Direction.EXPENDITURE,
    "revenue": Direction.REVENUE,
}
FIELDS: Final = (
    BOOKING[BUDGET],
    replace(BOOKING[YEAR], required=True),
    replace(BOOKING[SECTION], headers=("section", "section budgetaire")),
    replace(BOOKING[DIRECTION], required=True, choices=_SIDES),
    BOOKING[CHAPTER],
    BOOKING[ACCOUNT],
    Field(
        DEPARTMENT,
        Holds.TEXT,
        Text("Service estimateur", "Estimating department"),
        "Direction des finances",
        (
            *("service estimateur", "estimating department", "service gestionnaire", "gestionnaire", "auteur"),
            *("service auteur", "estime par", "pole", "department"),
        ),
        constant=True,
        whole=("service",),
    ),
    Field(
        ESTIMATED_ON,
        Holds.DATE,
        Text("Date de l'estimation", "Date of the estimate"),
        "30/09/2024",
        (
            *("date de l estimation", "date of the estimate", "date d estimation", "date estimation", "estime le"),
            *("date d atterrissage", "situation au", "arrete au", "date de situation", "estimated on"),
        ),
        required=True,
        constant=True,
    ),
    Field(
        AMOUNT,
        Holds.AMOUNT,
        Text("Montant estimé", "Estimated amount"),
        "1500000",
        (
            *("montant estime", "estimated amount", "atterrissage", "atterrissage prevu", "estimation", "estime"),
            *("estimation d atterrissage", "atterrissage estime", "prevision d atterrissage", "projection"),
            *("montant d atterrissage", "realise previsionnel", "realise estime", "prevision de realisation"),
            *("execution previsionnelle", "estimate", "landing", "forecast"),
        ),
        required=True,
    ),
)
_BY_NAME: Final = {one.name: one for one in FIELDS}
_OF_AN_ESTIMATE = re.compile(r"\b(?:atterrissage|estimations?|estimee?s?|situation|arretee?s?|projections?)\b")


def constants_in(text: str) -> Mapping[str, str]:
    """« Atterrissage 2025 estimé au 30 septembre 2025 – dépenses » → its day, its year, its side."""
    said = {name: value for name, value in words_of_a_budget(text).items() if name in (YEAR, SECTION, DIRECTION)}
    day = day_in(text) if _OF_AN_ESTIMATE.search(folded(text)) else None
    return {**said, **budget_in(text), **({} if day is None else {ESTIMATED_ON: day.isoformat()})}


def read_estimates(tables: Sequence[Table], context: Context) -> Reading:
    """Every estimate; one that the file gives twice is an error."""
    estimates = _Estimates(context)
    for table in tables:
        estimates.read(table)
    facts = Facts(estimates=tuple(estimates.placed()))
    return counted(Reading(Kind.ESTIMATES, "", 0, 0, (), (), facts=facts), estimates.tally, tables)


ESTIMATES_READ = KindRead(Kind.ESTIMATES, FIELDS, read_estimates, constants_in=constants_in)


class _Said(NamedTuple):
    """What a row states of its estimate; the chart completes it once all codes are known."""

    row: RowCells
    budget: str
    year: int
    direction: Direction
    section: str | None
    chapter: str | None
    account: str | None
    department: str | None
    estimated_on: date
    cents: int


class _Estimates:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.tally = Tally()
        self._budgets = Budgets(context.town)
        self._charts = Charts(context.town)
        self._remarks = Remarks(self.tally.findings)
        self._said: list[_Said] = []

    def read(self, table: Table) -> None:
        tally = self.tally
        with tally.findings.on(table.sheet):
            before, lacking = tally.rows, self._lacking(table)
            for number, cells in table.rows(tally):
                row = RowCells(table, tally, number, cells, is_wrong=lacking)
                if not lacking and any(isinstance(cell, str) and says_total(cell) for cell in cells):
                    tally.aside += 1
                    continue
                if not lacking:
                    self._read_row(row)
                if row.is_wrong:
                    row.refuse()
            tell_no_rows(table, tally, before)
            self._remarks.tell()

    def placed(self) -> list[EstimateRead]:
        """All of them, each in its chapter; what cannot be placed, or is said twice, is refused and told."""
        found: dict[tuple[object, ...], EstimateRead] = {}
        rows: dict[tuple[object, ...], _Said] = {}
        for said in self._said:
            with self.tally.findings.on(said.row.table.sheet):
                read = self._placed(said)
                if read is not None and self._is_new(read, said, rows):
                    found[_slot(read)] = read
                if said.row.is_wrong:
                    said.row.refuse()
        return list(found.values())

    def _lacking(self, table: Table) -> bool:
        """Whether nothing in the table states one of the things that a row cannot do without."""
        told = [
            *([] if states(table, CHAPTER) or states(table, ACCOUNT) else [_BY_NAME[CHAPTER]]),
            *([] if states(table, BUDGET) or self._budgets.main else [WHICH_BUDGET]),
        ]
        tell_missing(table, self.tally, told)
        stated = all(states(table, name) for name in (YEAR, DIRECTION, ESTIMATED_ON, AMOUNT))
        return bool(told) or not stated

    def _read_row(self, row: RowCells) -> None:
        budget, year = row.read(BUDGET, self._budgets.code), row.read(YEAR, self._year)
        direction, section = row.read(DIRECTION, self._direction), row.read(SECTION, _section)
        chapter, account = row.read(CHAPTER, code_in), row.read(ACCOUNT, code_in)
        department, day = row.read(DEPARTMENT, _department), row.read(ESTIMATED_ON, self._day)
        cents = row.money(row.table.place(AMOUNT), self._remarks)
        if not row.is_wrong and cents is None:
            row.tell_blank(_BY_NAME[AMOUNT])
        if not row.is_wrong and not (chapter or account):
            row.tell_blank(_BY_NAME[CHAPTER])
        if row.is_wrong or budget is None or year is None or direction is None or day is None or cents is None:
            return
        if day > self.context.today:
            self.tally.findings.warning_alike("future_day", row.number, row.table.title(ESTIMATED_ON))
        self._charts.see(budget, year, account, None, chapter)
        self._said.append(
            _Said(row, budget, year, direction, section, chapter, account, department or None, day, cents)
        )

    def _placed(self, said: _Said) -> EstimateRead | None:
        """None where no chapter is stated and the account has none, which is told."""
        chart, row = self._charts.of(said.budget, said.year), said.row
        chapter = with_zero(said.chapter, chart)
        self._tell_codes(said, chapter)
        where = booked(chart, said.account, said.direction, section=said.section, chapter=chapter)
        if where.chapter is None:
            row.tell_blank(_BY_NAME[CHAPTER])
            return None
        return EstimateRead(
            budget_code=said.budget,
            year=said.year,
            section=str(where.section),
            direction=str(said.direction),
            chapter=where.chapter,
            account=said.account,
            department=said.department,
            estimated_on=said.estimated_on,
            amount=said.cents,
            sheet=row.table.sheet,
            row=row.number,
        )

    def _tell_codes(self, said: _Said, chapter: str | None) -> None:
        """A zero that a spreadsheet took from a chapter; codes that the chart does not know, which are kept."""
        row, chart, findings = said.row, self._charts.of(said.budget, said.year), self.tally.findings
        if chapter != said.chapter:
            findings.warning_alike("leading_zero", row.number, row.table.title(CHAPTER), said.chapter, read=chapter)
        elif chapter is not None and (allowed := nearest_chapters(chapter, chart)):
            findings.warning_alike("unknown_chapter", row.number, row.table.title(CHAPTER), chapter, allowed=allowed)
        if said.account is not None:
            check_account(said.account, row.number, row.table.title(ACCOUNT), chart, findings)

    def _is_new(self, read: EstimateRead, said: _Said, rows: dict[tuple[object, ...], _Said]) -> bool:
        """Told: an estimate said before, or a chapter said as a whole and by its accounts too."""
        whole = _slot(replace(read, account=None))
        rival = rows.get(_slot(read)) or (rows.get(whole) if read.account else rows.get((*whole, "accounts")))
        if rival is not None:
            said.row.tell_twice(said.row.table.title(AMOUNT), rival.row.number, is_same=_same(rival, said))
            return False
        rows[_slot(read)] = said
        if read.account:
            rows.setdefault((*whole, "accounts"), said)
        return True

    def _year(self, cell: Cell) -> int:
        """CellError: `blank_cell`, as `booking.year_in`."""
        year = year_in(cell, self.context.today.year + 1)
        if year is None:
            raise CellError("blank_cell", "", example=_BY_NAME[YEAR].example)
        return year

    def _direction(self, cell: Cell) -> Direction:
        """CellError: `blank_cell`, `unknown_code`."""
        said = choice_in(cell, _BY_NAME[DIRECTION])
        if said is None:
            raise CellError("blank_cell", "", example=_BY_NAME[DIRECTION].example)
        return Direction(said)

    def _day(self, cell: Cell) -> date:
        """CellError: `blank_cell`, `bad_date`."""
        day = day_of(cell)
        if day is None:
            raise CellError("blank_cell", "", example=_BY_NAME[ESTIMATED_ON].example)
        return day


def _section(cell: Cell) -> str | None:
    return choice_in(cell, _BY_NAME[SECTION])


def _department(cell: Cell) -> str:
    """CellError: `too_long`."""
    name = name_of(cell)
    if len(name) > LONGEST_NAME:
        raise CellError("too_long", name[:LONGEST], limit=LONGEST_NAME)
    return name


def _slot(read: EstimateRead) -> tuple[object, ...]:
    return (
        *(read.budget_code, read.year, read.section, read.direction, read.chapter),
        *(read.account, read.department, read.estimated_on),
    )


def _same(one: _Said, other: _Said) -> bool:
    return (one.account, one.cents) == (other.account, other.cents)
