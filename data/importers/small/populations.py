"""Inhabitants of a town by year: its own table, or a national list of communes of which its row alone is kept.

The municipal population and the total one, which legal ratios use, are two figures; a title that says neither is not
guessed. Titles are those of INSEE (PMUN, PTOT), of the DGCL and of towns.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from data.facts import Facts, PopulationRead
from data.importers.cells import count_of, is_blank, text_of
from data.importers.fields import Field, Holds
from data.importers.grid import UNCACHED, Cell
from data.importers.kinds import Kind
from data.importers.numbers import LONGEST, CellError
from data.importers.periods.fields import period_in
from data.importers.periods.period import FIRST_YEAR, YEARS_AHEAD
from data.importers.reading import Problem, Reading, Severity
from data.importers.small.row_cells import RowCells, counted, meaning_of, tell_no_rows
from data.importers.table import Context, KindRead, Table, Tally
from data.importers.usage.cells import ABSENT
from data.importers.usage.places import name_of
from data.words import folded, title_key
from metrics.text import Text

MUNICIPAL, TOTAL = "municipal", "total"
YEAR, KIND, COUNT, SIREN, INSEE, TERRITORY, SOURCE = "year", "kind", "count", "siren", "insee", "territory", "source"
_KINDS: Final = {
    "municipale": MUNICIPAL,
    "totale": TOTAL,
    "population municipale": MUNICIPAL,
    "population totale": TOTAL,
    "municipal": MUNICIPAL,
    "total": TOTAL,
    "pmun": MUNICIPAL,
    "ptot": TOTAL,
}
FIELDS: Final = (
    Field(
        YEAR,
        Holds.YEAR,
        Text("Année", "Year"),
        "2024",
        ("annee", "millesime", "annee de reference", "exercice", "year"),
        constant=True,
    ),
    Field(
        KIND,
        Holds.CHOICE,
        Text("Type de population", "Kind of population"),
        "municipale",
        ("type de population", "type population", "kind of population"),
        constant=True,
        choices=_KINDS,
        help=Text("Les ratios légaux emploient la population totale.", "Legal ratios use the total population."),
    ),
    Field(
        COUNT,
        Holds.COUNT,
        Text("Population", "Population"),
        "3446",
        (
            *("population", "nombre d habitants", "habitants", "pop", "population municipale", "population totale"),
            *("pop municipale", "pop totale", "pmun", "ptot", "population legale", "inhabitants", "popolazione"),
        ),
        required=True,
    ),
    Field(
        SIREN,
        Holds.CODE,
        Text("SIREN", "SIREN"),
        "219900012",
        ("code siren", "n siren", "numero siren", "siren commune", "siren de la commune"),
        whole=("siren",),
    ),
    Field(
        INSEE,
        Holds.CODE,
        Text("Code INSEE", "INSEE code"),
        "99001",
        ("code insee", "insee", "codgeo", "code commune", "code geographique", "depcom", "code de la commune"),
        whole=("com", "code", "insee com", "code geo"),
    ),
    Field(
        "name",
        Holds.TEXT,
        Text("Commune", "Town"),
        "Exempleville",
        ("nom de la commune", "libelle de la commune", "libgeo", "nom commune", "libelle commune", "town"),
        whole=("commune", "nom", "libelle", "ville", "collectivite"),
    ),
    Field(
        TERRITORY,
        Holds.CODE,
        Text("Code INSEE à retenir", "INSEE code to keep"),
        "99001",
        (),
        constant=True,
        help=Text("Dans une liste de communes sans SIREN.", "In a list of towns without SIREN."),
    ),
    Field(
        SOURCE,
        Holds.TEXT,
        Text("Source", "Source"),
        "INSEE, recensement",
        ("producteur", "origine"),
        constant=True,
        whole=("source",),
    ),
)
_BY_NAME: Final = {one.name: one for one in FIELDS}
_SAID = {"pmun": MUNICIPAL, "municipale": MUNICIPAL, "municipal": MUNICIPAL, "ptot": TOTAL, "totale": TOTAL}
_COUNTED_APART = ("pcap", "comptee a part", "compte a part")  # of the total, beside the municipal one
_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_SHORT_YEAR = re.compile(r"(?:pmun|ptot|pop|p)_?([0-9]{2})(?![0-9])")
_SIREN = re.compile(r"[0-9]{9}")


def given_in(header: str, _known: Collection[str]) -> Mapping[str, str]:
    """« PMUN2021 » → municipal, 2021; « 2019 » → 2019."""
    key = folded(header)
    if any(words in title_key(header) for words in _COUNTED_APART):
        return {}
    kinds = {kind for word, kind in _SAID.items() if re.search(rf"(?<![a-z]){word}(?![a-z])", key)}
    given = {KIND: kinds.pop()} if len(kinds) == 1 else {}
    years = set(_YEAR.findall(key)) or {f"20{short}" for short in _SHORT_YEAR.findall(key)}
    if len(years) == 1 and (given or "pop" in key or key.strip() in years):
        given[YEAR] = years.pop()
    return given


def constants_in(text: str) -> Mapping[str, str]:
    stated = period_in(text)
    return {YEAR: stated[YEAR]} if YEAR in stated else {}


def read_populations(tables: Sequence[Table], context: Context) -> Reading:
    """The populations of the town, whichever others the file gives."""
    tally, found = Tally(), _Found()
    for table in tables:
        with tally.findings.on(table.sheet):
            before = tally.rows
            wanted = _wanted(table, context, tally)
            if wanted is None or not _says_enough(table, tally):
                _refuse(table, tally)
            else:
                _read_rows(table, context, tally, wanted, found)
            tell_no_rows(table, tally, before)
    reading = Reading(Kind.POPULATION, "", 0, 0, (), (), facts=Facts(populations=tuple(found.facts)))
    return counted(reading, tally, tables)


POPULATION_READ = KindRead(
    Kind.POPULATION, FIELDS, read_populations, spread=COUNT, constants_in=constants_in, given_in=given_in
)


@dataclass(frozen=True)
class _Wanted:
    """Whose rows are kept: those with this code in this column; all where the file has no column of codes."""

    place: int | None = None
    code: str = ""

    def fits(self, cell: Cell) -> bool:
        return _code(cell, len(self.code)) == self.code


@dataclass
class _Found:
    facts: list[PopulationRead] = field(default_factory=list)
    first: dict[tuple[int, str], tuple[int, int]] = field(default_factory=dict)  # slot → row, count


def _wanted(table: Table, context: Context, tally: Tally) -> _Wanted | None:
    """None: it cannot be known which rows are the town's, and is told."""
    place, findings = table.place(SIREN), tally.findings
    town = context.town
    if place is not None and town is not None and _holds_sirens(table, place):
        codes = _codes(table, place, wanted=town.code)
        if town.code in codes:
            return _Wanted(place, town.code)
        other = next(iter(codes), "")
        parts = {"code": other, "expected": town.name}
        findings.add(Problem("wrong_tenant", Severity.ERROR, text=other, sheet=table.sheet, parts=parts))
        return None
    place = table.place(INSEE) if place is None else place
    if place is None:
        return _Wanted()
    chosen = context.choices.constants.get(TERRITORY, "").strip()
    codes = _codes(table, place, wanted=chosen)
    if chosen in codes:
        return _Wanted(place, chosen)
    if len(codes) == 1:
        return _Wanted(place, next(iter(codes)))
    title = table.columns[place].header
    findings.error("which_territory", table.header_row, title, chosen or None, example=next(iter(codes), ""))
    return None


def _holds_sirens(table: Table, place: int) -> bool:
    codes = (_code(cells[place]) for _, cells in islice(table.rows(Tally()), 20))
    return all(_SIREN.fullmatch(code) for code in codes if code)


def _codes(table: Table, place: int, *, wanted: str) -> list[str]:
    """The first two codes of a column, or the wanted one where it is there."""
    codes: dict[str, None] = {}
    for _, cells in table.rows(Tally()):
        code = _code(cells[place], len(wanted))
        if code and code == wanted:
            return [wanted]
        if code and len(codes) < 2:
            codes[code] = None
    return list(codes)


def _code(cell: Cell, length: int = 0) -> str:
    """« 1001 », a number that lost its zero, is 01001; a formula never computed is no code."""
    text = "" if is_blank(cell) or cell is UNCACHED else text_of(cell).replace(" ", "")
    return text.zfill(length or 5) if text.isdecimal() and len(text) == 4 else text


def _says_enough(table: Table, tally: Tally) -> bool:
    """Told: no column, title or choice says the year, or which of the two populations."""
    given = [table.columns[place].given for place in table.places(COUNT)]
    lacking = [
        name
        for name in (YEAR, KIND)
        if table.place(name) is None and name not in table.constants and not all(name in one for one in given)
    ]
    for name in lacking:
        example, title = _BY_NAME[name].example, _BY_NAME[name].headers[0]
        tally.findings.error("missing_column", table.header_row, title, None, example=example)
    return not lacking


def _refuse(table: Table, tally: Tally) -> None:
    for _ in table.rows(tally):
        tally.refused += 1


def _read_rows(table: Table, context: Context, tally: Tally, wanted: _Wanted, found: _Found) -> None:
    others = 0
    for number, cells in table.rows(tally):
        row = RowCells(table, tally, number, cells)
        if wanted.place is not None and cells[wanted.place] is UNCACHED:
            row.tell(table.columns[wanted.place].header, CellError("formula_no_cache", ""))
            row.refuse()
            continue
        if wanted.place is not None and not wanted.fits(cells[wanted.place]):
            tally.aside += 1
            others += 1
            continue
        read = [(place, one) for place in table.places(COUNT) if (one := _population(row, place, context)) is not None]
        for place, one in [] if row.is_wrong else read:
            _keep(one, row, table.columns[place].header, found)
        if row.is_wrong:
            row.refuse()
        elif not read:
            tally.aside += 1
    if others and wanted.place is not None:
        title = table.columns[wanted.place].header
        tally.findings.warning("other_territories", table.header_row, title, wanted.code, n=others)


def _population(row: RowCells, place: int, context: Context) -> PopulationRead | None:
    """None: there is no figure in the cell, or something of the row is wrong."""
    column = row.table.columns[place]
    year = row.read(YEAR, lambda cell: _year(cell, context.today.year), column.given.get(YEAR))
    kind = row.read(KIND, _kind, column.given.get(KIND))
    source = row.read(SOURCE, name_of)
    try:
        count = _count(row.cells[place])
    except CellError as error:
        row.tell(column.header, error)
        return None
    if year is None or kind is None or count is None or source is None:
        return None
    return PopulationRead(year, kind, count, source or context.file_name)


def _year(cell: Cell, this_year: int) -> int:
    text = name_of(cell)
    found = re.fullmatch(r"([0-9]{4})(?:\.0|-01-01.*)?", text)
    if found is None:
        raise CellError("blank_cell" if not text else "bad_date", text[:LONGEST], example="2024")
    year, last = int(found[1]), this_year + YEARS_AHEAD
    if not FIRST_YEAR <= year <= last:
        raise CellError("year_out_of_range", text[:LONGEST], first=FIRST_YEAR, last=last)
    return year


def _kind(cell: Cell) -> str:
    kind = meaning_of(cell, _BY_NAME[KIND])
    if kind is None:
        raise CellError("blank_cell", "", example=_BY_NAME[KIND].example)
    return kind


def _count(cell: Cell) -> int | None:
    is_absent = isinstance(cell, str) and folded(cell) in ABSENT
    return None if is_absent else count_of(cell)


def _keep(read: PopulationRead, row: RowCells, title: str, found: _Found) -> None:
    earlier, count = found.first.setdefault((read.year, read.kind), (row.number, read.count))
    if earlier == row.number:
        found.facts.append(read)
        return
    row.tell_twice(title, earlier, is_same=count == read.count)
