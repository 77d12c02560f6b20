"""Multi-year programmes: what a vote authorises in all (AP, in operating AE) and plans to pay each year (CP).

Long (one row a year) or as the annex prints it: a row for each programme, a column for each year. The votes of a
programme are its history. Where the credits of a vote do not add up to its authorisation, both sums are told.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final, NamedTuple

from data.facts import Facts, ProgrammeCreditRead
from data.importers.booking import (
    BUDGET,
    OPERATION,
    SECTION,
    WHICH_BUDGET,
    YEAR,
    Budgets,
    budget_in,
    choice_in,
    code_in,
    year_in,
)
from data.importers.booking import FIELDS as BOOKING
from data.importers.budget.rows import euros, says_total
from data.importers.cells import day_of, is_blank
from data.importers.fields import Field, Holds
from data.importers.findings import Remarks
from data.importers.grid import Cell
from data.importers.kinds import Kind
from data.importers.lines import LONGEST_NAME, shortened
from data.importers.numbers import LONGEST, CellError
from data.importers.periods.fields import day_in
from data.importers.periods.period import FIRST_YEAR
from data.importers.reading import Reading
from data.importers.small.row_cells import RowCells, counted, states, tell_missing, tell_no_rows
from data.importers.table import Context, KindRead, Table, Tally
from data.importers.titles import without_year
from data.importers.usage.places import name_of
from data.words import folded, title_key
from metrics.nomenclature import Section
from metrics.text import Text

PROGRAMME, NAME, VOTED_ON, AUTHORISED, CREDIT = "programme", "name", "voted_on", "authorised", "credit"
EARLIER, LATER, PAID = "earlier", "later", "paid"
LONGEST_PROGRAMME = 60
FARTHEST = 30  # years ahead that a programme may plan
_SECTIONS: Final = {
    "investissement": Section.INVESTMENT,
    "fonctionnement": Section.OPERATING,
    "AP": Section.INVESTMENT,
    "AE": Section.OPERATING,
    "AP/CP": Section.INVESTMENT,
    "AE/CP": Section.OPERATING,
    "autorisation de programme": Section.INVESTMENT,
    "autorisation d'engagement": Section.OPERATING,
    "investment": Section.INVESTMENT,
    "operating": Section.OPERATING,
}
FIELDS: Final = (
    Field(
        PROGRAMME,
        Holds.CODE,
        Text("Numéro de programme", "Programme number"),
        "AP-2024-1",
        (
            *("numero de programme", "programme number", "n programme", "n de programme", "code programme"),
            *("n ap", "n de l ap", "numero ap", "numero de l ap", "numero d ap", "code ap", "ap n", "reference ap"),
            *("n ae", "numero ae", "code ae", "n autorisation", "numero d autorisation", "numero de l autorisation"),
            *("code autorisation", "n d ap"),
        ),
        whole=("programme", "n", "numero", "code"),
    ),
    Field(
        NAME,
        Holds.TEXT,
        Text("Nom du programme", "Programme name"),
        "Rénovation énergétique des écoles",
        (
            *("nom du programme", "programme name", "libelle du programme", "libelle programme", "intitule programme"),
            *("intitule du programme", "libelle ap", "libelle de l ap", "intitule de l ap", "intitule ap"),
            *("nom de l ap", "objet de l ap", "designation de l ap", "libelle de l autorisation"),
            *("autorisation de programme", "autorisations de programme"),
        ),
        whole=("libelle", "intitule", "nom", "designation", "objet", "name"),
    ),
    BOOKING[BUDGET],
    replace(
        BOOKING[SECTION],
        label=Text("Section", "Section"),
        example="investissement",
        headers=("section", "ap ou ae", "type d autorisation", "nature de l autorisation", "type autorisation"),
        choices=_SECTIONS,
        short={"i": Section.INVESTMENT, "f": Section.OPERATING},
    ),
    replace(BOOKING[OPERATION], constant=False),
    Field(
        VOTED_ON,
        Holds.DATE,
        Text("Date de la délibération", "Date of the vote"),
        "28/03/2024",
        (
            *("date de la deliberation", "date of the vote", "date deliberation", "date de deliberation"),
            *("date du vote", "date de vote", "date vote", "date du conseil", "date de l ap", "vote le", "votee le"),
            *("date d approbation", "date de creation", "date de la decision", "date de revision"),
        ),
        required=True,
        constant=True,
        whole=("deliberation", "date"),
    ),
    Field(
        AUTHORISED,
        Holds.AMOUNT,
        Text("Montant autorisé", "Amount authorised"),
        "300000",
        (
            *("montant autorise", "amount authorised", "montant de l ap", "montant ap", "montant des ap", "ap votee"),
            *("ap votees", "montant de l ae", "montant ae", "ae votee", "montant de l autorisation", "total ap"),
            *("montant de l autorisation de programme", "ap vote", "autorisation votee", "montant total de l ap"),
            *("ap actualisee", "ap revisee", "nouvelle ap", "montant du programme", "cout du programme"),
            *("montant de l operation", "total cumule", "ap totale", "montant total"),
        ),
        required=True,
    ),
    BOOKING[YEAR],
    Field(
        CREDIT,
        Holds.AMOUNT,
        Text("Crédit de paiement", "Payment credit"),
        "300000",
        (
            *("credit de paiement", "payment credit", "credits de paiement", "cp", "montant cp", "montant du cp"),
            *("cp vote", "cp votes", "cp prevus", "cp prevu", "cp previsionnels", "cp ouverts", "repartition cp"),
            *("montant des cp",),
        ),
        required=True,
    ),
    Field(
        EARLIER,
        Holds.AMOUNT,
        Text("CP des années antérieures", "Credits of earlier years"),
        "150000",
        (
            *("cp anterieurs", "credits de paiement anterieurs", "cp annees anterieures", "cp exercices anterieurs"),
            *("realisations anterieures", "realise anterieur", "realise anterieurement", "cp realises anterieurement"),
            *("cp deja realises", "realisations cumulees", "cp anterieurs realisations cumulees"),
        ),
        in_template=False,
    ),
    Field(
        LATER,
        Holds.AMOUNT,
        Text("CP au-delà", "Credits beyond"),
        "250000",
        (
            *("au dela", "cp au dela", "cp ulterieurs", "credits de paiement ulterieurs", "exercices suivants"),
            *("annees suivantes", "cp exercices suivants", "reste a financer", "restes a financer", "cp restants"),
        ),
        in_template=False,
    ),
    Field(
        PAID,
        Holds.AMOUNT,
        Text("CP réalisés", "Credits used"),
        "148000",
        (
            *("cp realises", "cp realise", "cp mandates", "cp mandate", "cp consommes", "cp consomme", "cp payes"),
            *("credits de paiement realises", "credits de paiement mandates", "credits de paiement consommes"),
            *("realise cp", "mandate cp", "realise", "mandate", "realisations"),
        ),
        in_template=False,
    ),
)
_BY_NAME: Final = {one.name: one for one in FIELDS}
_OF_A_VOTE = re.compile(r"\b(?:deliberation|conseil|seance|votee?s?|vote du|adoptee?s?)\b")
_OPERATING = re.compile(r"\s*AE(?![A-Z])", re.IGNORECASE)


def given_in(header: str, _known: Collection[str]) -> Mapping[str, str]:
    """« 2025 » → the credit of that year."""
    year, rest = without_year(title_key(header))
    return {YEAR: year} if year and rest in ("", "exercice", "annee", "budget", "year") else {}


def constants_in(text: str) -> Mapping[str, str]:
    """« Délibération du 28 mars 2024 » → the day of the vote."""
    day = day_in(text) if _OF_A_VOTE.search(folded(text)) else None
    return {**budget_in(text), **({} if day is None else {VOTED_ON: day.isoformat()})}


def read_programmes(tables: Sequence[Table], context: Context) -> Reading:
    """Every credit of every vote; one that the file gives twice is an error."""
    votes = _Votes(context)
    for table in tables:
        votes.read(table)
    facts = Facts(programmes=tuple(votes.credits()))
    return counted(Reading(Kind.PROGRAMMES, "", 0, 0, (), (), facts=facts), votes.tally, tables)


PROGRAMMES_READ = KindRead(
    Kind.PROGRAMMES, FIELDS, read_programmes, spread=CREDIT, constants_in=constants_in, given_in=given_in
)


class _Key(NamedTuple):
    budget: str
    programme: str
    voted_on: date


@dataclass
class _Vote:
    """As its first row states it. beside: cents of years that the file does not name."""

    row: RowCells
    name: str
    section: str
    operation: str | None
    authorised: int
    credits: dict[int, tuple[int, RowCells]] = field(default_factory=dict)
    beside: int = 0


class _Votes:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.tally = Tally()
        self._budgets = Budgets(context.town)
        self._remarks = Remarks(self.tally.findings)
        self._votes: dict[_Key, _Vote] = {}

    def read(self, table: Table) -> None:
        tally = self.tally
        with tally.findings.on(table.sheet):
            before, lacking = tally.rows, self._lacking(table)
            for number, cells in table.rows(tally):
                row = RowCells(table, tally, number, cells, is_wrong=lacking)
                if not lacking and self._is_aside(row):
                    tally.aside += 1
                elif not lacking:
                    self._read_row(row)
                if row.is_wrong:
                    row.refuse()
            tell_no_rows(table, tally, before)
            self._remarks.tell()
            self._tell_aside(table)

    def credits(self) -> list[ProgrammeCreditRead]:
        """All of them, once the sums of each vote are compared."""
        for key, vote in self._votes.items():
            self._compare(key, vote)
        return [
            ProgrammeCreditRead(
                budget_code=key.budget,
                programme=key.programme,
                name=vote.name,
                section=str(vote.section),
                operation=vote.operation,
                voted_on=key.voted_on,
                year=year,
                authorised=vote.authorised,
                credit=cents,
                sheet=row.table.sheet,
                row=row.number,
            )
            for key, vote in self._votes.items()
            for year, (cents, row) in vote.credits.items()
        ]

    def _lacking(self, table: Table) -> bool:
        """Whether nothing in the table states one of the things that a row cannot do without."""
        given = [table.columns[place].given for place in table.places(CREDIT)]
        told = [
            *([] if states(table, PROGRAMME) or states(table, NAME) else [_BY_NAME[PROGRAMME]]),
            *([] if states(table, YEAR) or all(YEAR in one for one in given) else [_BY_NAME[YEAR]]),
            *([] if states(table, BUDGET) or self._budgets.main else [WHICH_BUDGET]),
        ]
        tell_missing(table, self.tally, told)
        return bool(told) or not (given and table.places(AUTHORISED) and states(table, VOTED_ON))

    def _is_aside(self, row: RowCells) -> bool:
        """A printed total of programmes."""
        named = [row.cell(name) for name in (PROGRAMME, NAME)]
        return any(isinstance(cell, str) and says_total(cell) for cell in named)

    def _read_row(self, row: RowCells) -> None:
        budget, voted_on = row.read(BUDGET, self._budgets.code), row.read(VOTED_ON, self._day)
        name, programme = row.read(NAME, _name), row.read(PROGRAMME, _programme)
        section = row.read(SECTION, lambda cell: choice_in(cell, _BY_NAME[SECTION]))
        operation, authorised = row.read(OPERATION, code_in), row.money(row.table.place(AUTHORISED), self._remarks)
        if not row.is_wrong and authorised is None:
            row.tell_blank(_BY_NAME[AUTHORISED])
        if not row.is_wrong and not (programme or name):
            row.tell_blank(_BY_NAME[PROGRAMME])
        if row.is_wrong or budget is None or voted_on is None or authorised is None:
            return
        code = programme or str(name)[:LONGEST_PROGRAMME]
        stated = _Vote(row, name or code, section or _section_of(code), operation, authorised)
        vote = self._votes.setdefault(_Key(budget, code, voted_on), stated)
        if self._agree(vote, stated, row):
            self._add(vote, row)

    def _agree(self, vote: _Vote, stated: _Vote, row: RowCells) -> bool:
        """Told: the row states another authorisation than the first of its vote, or another name."""
        if vote.authorised != stated.authorised:
            parts = {"first": str(vote.row.number), "read": euros(vote.authorised)}
            row.tell(row.table.title(AUTHORISED), CellError("two_authorised", euros(stated.authorised), **parts))
            return False
        if stated.name != vote.name and not is_blank(row.cell(NAME)):
            self.tally.findings.warning_alike("names_vary", row.number, row.table.title(NAME))
        return True

    def _add(self, vote: _Vote, row: RowCells) -> None:
        planned = [one for place in row.table.places(CREDIT) if (one := self._credit(row, place)) is not None]
        if not planned and not row.is_wrong:
            row.tell_blank(_BY_NAME[CREDIT])
        for year, cents, title in planned:
            first = vote.credits.setdefault(year, (cents, row))
            if first[1] is not row:
                row.tell_twice(title, first[1].number, is_same=first[0] == cents)
        beside = (row.money(row.table.place(name), self._remarks) for name in (EARLIER, LATER))
        vote.beside += sum(filter(None, beside))

    def _credit(self, row: RowCells, place: int) -> tuple[int, int, str] | None:
        """Year, cents and title; None where nothing is planned that year, or where it cannot be read."""
        column = row.table.columns[place]
        cents = row.money(place, self._remarks)
        year = None if cents is None else row.read(YEAR, self._year, column.given.get(YEAR))
        return None if cents is None or year is None else (year, cents, column.header)

    def _compare(self, key: _Key, vote: _Vote) -> None:
        """Told with both sums: the credits of a vote that are not its authorisation."""
        planned = sum(cents for cents, _ in vote.credits.values()) + vote.beside
        if planned == vote.authorised or self.tally.findings.errors:
            return
        with self.tally.findings.on(vote.row.table.sheet):
            parts = {"date": key.voted_on.strftime("%d/%m/%Y"), "authorised": euros(vote.authorised)}
            title = vote.row.table.title(AUTHORISED)
            self.tally.findings.warning(
                "programme_sum", vote.row.number, title, vote.name[:LONGEST], planned=euros(planned), **parts
            )

    def _tell_aside(self, table: Table) -> None:
        """Amounts that are of no one year, or that lines of the accounts give, are not kept; they are told."""
        aside = [table.title(name) for name in (EARLIER, LATER, PAID) if table.place(name) is not None]
        if aside:
            self.tally.findings.warning("of_no_one_year", table.header_row, None, ", ".join(aside))

    def _day(self, cell: Cell) -> date:
        """CellError: `blank_cell`, `bad_date`, `year_out_of_range`."""
        day = day_of(cell)
        if day is None:
            raise CellError("blank_cell", "", example=_BY_NAME[VOTED_ON].example)
        last = self.context.today.year + 1
        if not FIRST_YEAR <= day.year <= last:
            raise CellError("year_out_of_range", day.isoformat(), first=FIRST_YEAR, last=last)
        return day

    def _year(self, cell: Cell) -> int:
        """CellError: `blank_cell`, as `booking.year_in`."""
        year = year_in(cell, self.context.today.year + FARTHEST)
        if year is None:
            raise CellError("blank_cell", "", example=_BY_NAME[YEAR].example)
        return year


def _programme(cell: Cell) -> str | None:
    """CellError: `too_long`."""
    code = name_of(cell)
    if len(code) > LONGEST_PROGRAMME:
        raise CellError("too_long", code[:LONGEST], limit=LONGEST_PROGRAMME)
    return code or None


def _name(cell: Cell) -> str | None:
    return shortened(name_of(cell), LONGEST_NAME)


def _section_of(code: str) -> str:
    """« AE-2024-2 » is an authorisation of operating expenditure; others are of investment."""
    return Section.OPERATING if _OPERATING.match(code) else Section.INVESTMENT
