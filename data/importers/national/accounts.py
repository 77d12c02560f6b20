"""The DGFiP individual accounts: the quantities of each commune or grouping and year, beside those of its stratum.

Wide exports have one row a commune and 205 to 250 columns; sheets put into a table have one row a quantity. Amounts are
thousand euros, of the main budget. Source of the columns: « Comptes individuels des communes », DGFiP,
data.economie.gouv.fr; their meaning: `data.reference.individual_accounts`.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import Final

from data.importers.cells import count_of, text_of
from data.importers.choices import ASIDE
from data.importers.fields import Field, Holds
from data.importers.grid import Cell
from data.importers.kinds import Kind
from data.importers.national.published import (
    BY_INHABITANT,
    EUROS,
    IN_PERCENT,
    INHABITANTS,
    LONGEST_INDICATOR,
    PER_INHABITANT,
    PERCENT,
    POPULATION,
    UNKNOWN,
    About,
    Column,
    FigureReader,
    Subject,
    kind_of,
    read_figures,
    unit_named,
)
from data.importers.national.stated import insee_in, name_in, siren_in, year_in
from data.importers.numbers import LONGEST, CellError
from data.importers.reading import ColumnFound, Reading
from data.importers.spool import Spool
from data.importers.table import Context, KindRead, Table, Tally
from data.reference.individual_accounts import Measure, meanings, titles
from data.words import folded
from metrics.text import Text

_UNITS = {Measure.AMOUNT: EUROS, Measure.PER_INHABITANT: PER_INHABITANT, Measure.PERCENT: PERCENT}
_SUFFIXES = {EUROS: "", PER_INHABITANT: BY_INHABITANT, PERCENT: IN_PERCENT}
_ITEM = "item"
_IN_THOUSANDS = Text("En milliers d'euros, comme la DGFiP les imprime.", "In thousands of euros, as the DGFiP prints.")


def _of_exports(
    name: str, holds: Holds, label: Text, example: str, *headers: str, whole: tuple[str, ...] = ()
) -> Field:
    return Field(name, holds, label, example, headers, whole=whole, in_template=False)


FIELDS: Final = (
    Field(
        "year",
        Holds.YEAR,
        Text("Exercice", "Year"),
        "2024",
        ("exer", "exercice", "annee"),
        True,
        constant=True,
        whole=("an",),
    ),
    Field("siren", Holds.CODE, Text("SIREN", "SIREN"), "219900012", ("siren",)),
    Field("insee", Holds.CODE, Text("Code INSEE", "INSEE code"), "99001", ("code insee", "insee", "depcom")),
    _of_exports(
        "department_code",
        Holds.CODE,
        Text("Département (3 caractères)", "Département (3 characters)"),
        "099",
        whole=("dep", "departement"),
    ),
    _of_exports("commune_code", Holds.CODE, Text("Commune (3 caractères)", "Commune (3 characters)"), "001", "icom"),
    Field("name", Holds.TEXT, Text("Nom", "Name"), "EXEMPLEVILLE", ("inom", "lbudg"), whole=("commune", "nom")),
    Field("population", Holds.COUNT, Text("Population", "Population"), "3446", ("pop1", "population")),
    _of_exports("group_size", Holds.TEXT, Text("Strate de population", "Population band"), "", "nomsst1"),
    _of_exports("group_taxes", Holds.TEXT, Text("Régime du groupement", "Grouping's taxation"), "", "nomsst2"),
    Field("stratum", Holds.TEXT, Text("Strate", "Stratum"), "communes de 250 à 500 hab", (), whole=("strate",)),
    Field(_ITEM, Holds.TEXT, Text("Rubrique", "Item"), "Charges de personnel", ("rubrique",), required=True),
    Field("amount", Holds.AMOUNT, Text("Montant", "Amount"), "1336,52", ("montant keur",), help=_IN_THOUSANDS),
    Field("per_inhabitant", Holds.NUMBER, Text("Euros par habitant", "Euros per inhabitant"), "533", ("eur par hab",)),
    Field(
        "average",
        Holds.NUMBER,
        Text("Moyenne de la strate par habitant", "Stratum average per inhabitant"),
        "717",
        ("moyenne strate eur par hab",),
    ),
    Field("ratio", Holds.NUMBER, Text("Ratio en %", "Ratio in %"), "54,18", ("ratio pct",)),
    Field(
        "average_ratio",
        Holds.NUMBER,
        Text("Ratio moyen de la strate en %", "Stratum ratio in %"),
        "33,76",
        ("moyenne strate ratio pct",),
    ),
)
# The columns of a table that has one row a quantity: field → unit, whether the figure is the stratum's.
_OF_ITEMS = {
    "amount": (EUROS, False),
    "per_inhabitant": (PER_INHABITANT, False),
    "average": (PER_INHABITANT, True),
    "ratio": (PERCENT, False),
    "average_ratio": (PERCENT, True),
}
_SCOPE = "main"
_OVERSEAS = re.compile(r"10[1-6]")  # of the DGFiP: 101 is Guadeloupe, 971
_CODE = re.compile(r"[0-9]{1,3}|0?2[AB]")
_MARKS = re.compile(r"^(?:dont\s*:?\s*|[+=]\s*)|\s*=\s*(?:caf|[a-z](?:\s*[-=]\s*[a-z])*)$")


def read_accounts(tables: Sequence[Table], context: Context) -> Reading:
    def reader(table: Table, tally: Tally, spool: Spool) -> FigureReader:
        unit = unit_named(table, context, FIELDS, "thousands")
        if unit != table.unit:
            with tally.findings.on(table.sheet):
                tally.findings.warning("unit", table.header_row, None, unit)
        return _Accounts(table, tally, spool, context, unit)

    return read_figures(Kind.ACCOUNTS, tables, context, reader)


def given_in(header: str, known: Collection[str]) -> Mapping[str, str]:
    """Of a wide export: the variable that a column's title names."""
    variable = folded(header)
    return {"indicator": variable} if variable in meanings() and _ITEM not in known else {}


ACCOUNTS_READ = KindRead(Kind.ACCOUNTS, FIELDS, read_accounts, spread=_ITEM, given_in=given_in)


class _Accounts(FigureReader):
    identity = (
        *("year", "siren", "insee", "department_code", "commune_code", "name", "population"),
        *("group_size", "group_taxes", "stratum", _ITEM),
    )

    def columns(self) -> Iterator[Column]:
        for place, found in enumerate(self.table.columns):
            meaning = meanings().get(self._variable(found))
            if meaning:
                whose, unit = meaning.of_stratum, _UNITS[meaning.measure]
                suffix = "" if meaning.is_rate else _SUFFIXES[unit]
                yield Column(place, found.header, meaning.variable, unit, of_group=whose, once=whose, suffix=suffix)
        for name, (unit, whose) in _OF_ITEMS.items():
            at = self.place(name)
            if at is not None:
                title = self.table.columns[at].header
                yield Column(at, title, unit=unit, of_group=whose, once=whose, suffix=_SUFFIXES[unit])
        at = self.place("population")
        if at is not None:
            yield Column(at, self.table.columns[at].header, POPULATION, INHABITANTS, UNKNOWN, once=True)

    def _variable(self, column: ColumnFound) -> str:
        """The variable of a column; also of one that was blank at the top of the file, so seen as holding nothing."""
        if column.given:
            return column.given.get("indicator", "")
        is_left = column.field is not None or self.context.choices.columns.get(column.header) == ASIDE
        return "" if is_left or self.place(_ITEM) is not None else folded(column.header)

    def about(self, cells: Mapping[str, Cell]) -> About:
        name = self.value("name", cells["name"], name_in)
        subject, repaired = self._subject(cells, name)
        group = Subject.named(self._group(cells) or f"strate de {name or subject.code}", "group")
        inhabitants = self.value("population", cells["population"], count_of)
        return About(
            subject=subject,
            group=group,
            year=self.value("year", cells["year"], lambda cell: year_in(cell, self.context.today.year)),
            indicator=self.value(_ITEM, cells[_ITEM], _item),
            scope=_SCOPE,
            inhabitants=None if inhabitants is None else str(inhabitants),
            repaired=repaired,
        )

    def _subject(self, cells: Mapping[str, Cell], name: str | None) -> tuple[Subject, tuple[tuple[str, str, str], ...]]:
        """The SIREN, else the INSEE code, stated or made of the département and the commune's three characters."""
        siren = self.value("siren", cells["siren"], siren_in)
        if siren:
            return Subject(siren, name, "commune" if text_of(cells["commune_code"]) else kind_of(siren)), ()
        insee = text_of(cells["insee"])
        if insee:
            return Subject(self.value("insee", insee, insee_in), name, "commune"), ()
        code, repaired = self.value(
            "commune_code", cells["commune_code"], lambda cell: _of_parts(cells["department_code"], cell)
        )
        return Subject(code, name, "commune"), repaired

    def _group(self, cells: Mapping[str, Cell]) -> str | None:
        parts = (name_in(cells[field]) for field in ("group_size", "group_taxes", "stratum"))
        return name_in(" ".join(part for part in parts if part))


def _of_parts(department: Cell, commune: Cell) -> tuple[str, tuple[tuple[str, str, str], ...]]:
    """« 068 », « 376 » → 68376, and which part had lost its zeros. CellError: `insee_format`."""
    parts = {"department_code": text_of(department), "commune_code": text_of(commune)}
    if not all(_CODE.fullmatch(text) for text in parts.values()):
        raise CellError("insee_format", " ".join(parts.values())[:LONGEST])
    full = {name: text.zfill(3) for name, text in parts.items()}
    repaired = tuple((name, text, full[name]) for name, text in parts.items() if full[name] != text)
    start = "97" if _OVERSEAS.fullmatch(full["department_code"]) else full["department_code"][1:]
    return start + full["commune_code"], repaired


def _item(cell: Cell) -> str | None:
    """The quantity that a printed title names, by its code where it has one."""
    text = name_in(cell, LONGEST_INDICATOR)
    return None if text is None else _by_title().get(_bare(text), text)


def _bare(title: str) -> str:
    text = folded(title).rstrip(" .…,")
    while (shorter := _MARKS.sub("", text)) != text:
        text = shorter
    return text


@cache
def _by_title() -> Mapping[str, str]:
    return {_bare(title): variable for title, variable in titles()}
