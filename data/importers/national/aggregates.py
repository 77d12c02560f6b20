"""Published aggregates of local finance, one row a figure or one column an aggregate.

The OFGL's bases (`ofgl-base-communes`, `-consolidee`, data.ofgl.fr): a row an authority, a year (a date there), an
aggregate and a budget. Its older tables: a row an authority or a group, a column an aggregate, `_ba` for annex
budgets. A city's own: « annee, bloc, agregat, montant »; a dashboard's: « annee, indicateur_id, valeur, source ».
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from data.importers.cells import count_of, is_blank, text_of
from data.importers.fields import Field, Holds
from data.importers.grid import Cell
from data.importers.kinds import Kind
from data.importers.national.published import (
    BY_INHABITANT,
    EUROS,
    INHABITANTS,
    LONGEST_INDICATOR,
    PER_INHABITANT,
    PERCENT,
    POPULATION,
    THOUSANDS,
    UNKNOWN,
    YEARS,
    About,
    Column,
    FigureReader,
    Subject,
    Told,
    kind_of,
    read_figures,
)
from data.importers.national.stated import filled, insee_in, name_in, siren_in, year_in
from data.importers.numbers import LONGEST, CellError
from data.importers.reading import ColumnFound, Reading
from data.importers.spool import Spool
from data.importers.table import Context, KindRead, Table, Tally
from data.importers.titles import units_named
from data.words import folded, title_key
from metrics.text import Text

_INDICATOR = "indicator"
_SCOPES = {
    "budget principal": "main",
    "bp": "main",
    "budget annexe": "annex",
    "budgets annexes": "annex",
    "ba": "annex",
    "consolidé": "consolidated",
    "budget consolidé": "consolidated",
    "budgets consolidés": "consolidated",
    "budget principal et budgets annexes": "consolidated",
}
_UNITS = {
    "€": EUROS,
    "euro": EUROS,
    "euros": EUROS,
    "eur": EUROS,
    "€/hab": PER_INHABITANT,
    "€ / hab": PER_INHABITANT,
    "euros par habitant": PER_INHABITANT,
    "euros/hab": PER_INHABITANT,
    "%": PERCENT,
    "pourcent": PERCENT,
    "années": YEARS,
    "ans": YEARS,
    "habitants": INHABITANTS,
}
_BY_WORD = {folded(word): scope for word, scope in _SCOPES.items()}
_BY_WORD_OF_UNIT = {folded(word): unit for word, unit in _UNITS.items()}


_Titles = tuple[str, ...]


def _field(name: str, holds: Holds, label: Text, example: str, *headers: str, whole: _Titles = ()) -> Field:
    return Field(name, holds, label, example, headers, whole=whole)


def _of_exports(name: str, holds: Holds, label: Text, example: str, *headers: str, whole: _Titles = ()) -> Field:
    return Field(name, holds, label, example, headers, whole=whole, in_template=False)


GROUPS: Final = (
    _field(
        "group", Holds.TEXT, Text("Groupe", "Group"), "10 000 hab et plus", "groupe de reference", whole=("groupe",)
    ),
    _of_exports(
        "band",
        Holds.TEXT,
        Text("Strate de population", "Population band"),
        "10 000 à 19 999",
        *("strate population", "strate16", "tranche population", "gfp tranche population"),
        whole=("strate",),
    ),
    _of_exports(
        "ten_thousand",
        Holds.TEXT,
        Text("10 000 habitants et plus", "10,000 inhabitants and over"),
        "1",
        "dix mille hab et plus",
    ),
    _of_exports("mountain", Holds.TEXT, Text("Montagne", "Mountain"), "1", whole=("montagne",)),
    _of_exports("tourist", Holds.TEXT, Text("Touristique", "Tourist"), "1", whole=("touristique",)),
    _of_exports("metropolis", Holds.TEXT, Text("Métropole", "Metropolis"), "1", whole=("metropole",)),
    _of_exports(
        "metropolis_paris", Holds.TEXT, Text("Métropole d'Île-de-France", "Paris region"), "1", "metropolehidf"
    ),
)
FIELDS: Final = (
    Field(
        "year",
        Holds.YEAR,
        Text("Exercice", "Year"),
        "2024",
        ("exer", "exercice", "annee"),
        constant=True,
        whole=("an",),
    ),
    _field("siren", Holds.CODE, Text("SIREN", "SIREN"), "219900012", "siren", "code siren collectivite"),
    _field(
        "insee",
        Holds.CODE,
        Text("Code INSEE", "INSEE code"),
        "99001",
        "insee",
        "code insee",
        "code insee collectivite",
        "insee code",
    ),
    _of_exports("place", Holds.CODE, Text("Code actuel", "Present code"), "99001", "com code", "code insee commune"),
    _field(
        "name",
        Holds.TEXT,
        Text("Nom", "Name"),
        "Exempleville",
        "com name",
        "nom commune",
        "nom collectivite",
        whole=("commune", "nom", "name"),
    ),
    _of_exports(
        "grouping",
        Holds.CODE,
        Text("SIREN du groupement", "Grouping's SIREN"),
        "",
        "siren epci",
        "epci code",
        "code siren epci",
    ),
    _of_exports("grouping_name", Holds.TEXT, Text("Groupement", "Grouping"), "", "epci name", "nom epci"),
    _of_exports("budget", Holds.TEXT, Text("Budget", "Budget"), "EXEMPLEVILLE", "lbudg", "libelle budget"),
    Field(
        "scope",
        Holds.CHOICE,
        Text("Type de budget", "Kind of budget"),
        "Budget principal",
        ("type de budget", "type budget", "kind of budget"),
        choices=_SCOPES,
    ),
    *GROUPS,
    _of_exports("block", Holds.TEXT, Text("Bloc", "Block"), "fonctionnement", whole=("bloc",)),
    Field(
        _INDICATOR,
        Holds.TEXT,
        Text("Agrégat", "Aggregate"),
        "Epargne brute",
        ("agregat", "indicateur id", "id indicateur", "aggregate"),
        required=True,
    ),
    _field("amount", Holds.AMOUNT, Text("Montant", "Amount"), "1234,56", "montant", "montant en euros"),
    _of_exports("amount_main", Holds.AMOUNT, Text("Budget principal", "Main budget"), "1234,56", "montant bp"),
    _of_exports("amount_annex", Holds.AMOUNT, Text("Budgets annexes", "Annex budgets"), "1234,56", "montant ba"),
    _of_exports(
        "flows", Holds.AMOUNT, Text("Flux croisés", "Crossed flows"), "0,00", "montant flux", "montant flux bp ba"
    ),
    _field(
        "per_inhabitant",
        Holds.NUMBER,
        Text("Euros par habitant", "Euros per inhabitant"),
        "894,52",
        *("euros par habitant", "montant en € par habitant", "montant par habitant", "euros per inhabitant"),
    ),
    _field("value", Holds.NUMBER, Text("Valeur", "Value"), "12,5", whole=("valeur",)),
    _field("unit", Holds.TEXT, Text("Unité", "Unit"), "%", whole=("unite",)),
    _field(
        "population", Holds.COUNT, Text("Population", "Population"), "3446", "ptot", "population", "population totale"
    ),
    _field("source", Holds.TEXT, Text("Source", "Source"), "OFGL", whole=("source",)),
    _field(
        "status",
        Holds.TEXT,
        Text("État des comptes", "Status of the accounts"),
        "définitif",
        whole=("statut", "etat des comptes", "status of the accounts"),
    ),
)
# By these words the title of a column names an aggregate of local finance.
_FINANCE = re.compile(
    r"\b(?:dep|depenses?|rec|recettes?|produits|charges|dette|encours|annuite|emprunts?|remb|remboursements?|epargne|epn"
    r"|caf|cessions|fctva|planfctva|sub|subventions?|dotations?|dgf|concours|taxes?|impots|fiscalite|amendes?|frais|achats"
    r"|fonds|roul|roulement|fc|flux|capacite|desendettement|endettement|relance|equip|equipement|compte[0-9]+"
    r"|terrains|constructions|reseaux|biens?)\b"
)
_UNIT_WORDS = (
    (re.compile(r" (?:eur|euros|€) (?:par )?(?:hab|habitant|habitants)$"), PER_INHABITANT),
    (re.compile(r" (?:pct|%|pourcent)$"), PERCENT),
    (re.compile(r" (?:annees|ans)$"), YEARS),
    (re.compile(r" (?:eur|euros|€|keur|k€)$"), EUROS),
)
_A_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
# Euros have two decimals; those that print four or five are thousands of euros, to the cent.
_THOUSANDS = re.compile(r"-?(?:[0-9]+[.,][0-9]{4,5}|[0-9]{4,}[.,][0-9]{3})")
_ANNEX = " ba"
_FLOWS = " (flux croisés)"
_LONGEST_UNIT = 24
_LONGEST_STATUS = 16
_MOST_SOURCES = 20


def read_aggregates(tables: Sequence[Table], context: Context) -> Reading:
    def reader(table: Table, tally: Tally, spool: Spool) -> FigureReader:
        with tally.findings.on(table.sheet):
            unit = _unit(table, context, tally)
            return _Aggregates(table, tally, spool, context, unit)

    return read_figures(Kind.AGGREGATES, tables, context, reader)


def given_in(header: str, known: Collection[str]) -> Mapping[str, str]:
    """The aggregate that a column's title names; beside a column of aggregates, the year."""
    if _INDICATOR in known:
        return {"year": header.strip()} if _A_YEAR.fullmatch(header.strip()) else {}
    return {_INDICATOR: header.strip()} if _FINANCE.search(title_key(header)) else {}


def constants_in(text: str) -> Mapping[str, str]:
    """What a title or a name states for all rows: its one year, and that main and annex budgets are put together."""
    years = set(_A_YEAR.findall(text))
    stated = {"year": years.pop()} if len(years) == 1 else {}
    return stated | ({"scope": "consolidé"} if "consolide" in folded(text) else {})


AGGREGATES_READ = KindRead(
    Kind.AGGREGATES, FIELDS, read_aggregates, spread=_INDICATOR, constants_in=constants_in, given_in=given_in
)


class _Wide(NamedTuple):
    """What the title of a column says of its aggregate: « dep_fonc_ba », « dette_eur_hab »."""

    indicator: str
    unit: str
    is_annex: bool

    @classmethod
    def of(cls, title: str) -> "_Wide":
        key, unit = title_key(title), EUROS
        for words, named in _UNIT_WORDS:
            if words.search(key):
                key, unit = words.sub("", key), named
                break
        bare = key.removesuffix(_ANNEX)
        return cls("_".join(bare.split())[:LONGEST_INDICATOR], unit, bare != key)


class _Aggregates(FigureReader):
    identity = (
        *("year", "siren", "insee", "place", "name", "grouping", "grouping_name", "budget", "scope"),
        *(field.name for field in GROUPS),
        *("block", _INDICATOR, "unit", "population", "status", "source"),
    )

    def __init__(self, table: Table, tally: Tally, spool: Spool, context: Context, unit: str) -> None:
        super().__init__(table, tally, spool, context, unit)
        self._has_years = any("year" in column.given for column in table.columns)
        self._names_a_subject = any(self.place(name) is not None for name in _SUBJECTS)
        self._tell_what_lacks()

    def columns(self) -> Iterator[Column]:
        yield from self._wide()
        together = None if self.place("amount_main") is None else "consolidated"
        for at in self.table.places("amount"):
            column = self.table.columns[at]
            yield Column(at, column.header, scope=together, year=_year_given(column))
        yield from self._one("amount_main", scope="main")
        yield from self._one("amount_annex", scope="annex")
        yield from self._one("flows", scope=together, suffix=_FLOWS)
        yield from self._one("per_inhabitant", unit=PER_INHABITANT, scope=together, suffix=BY_INHABITANT)
        yield from self._one("value", unit=None)
        yield from self._one("population", indicator=POPULATION, unit=INHABITANTS, scope=UNKNOWN, once=True)

    def _wide(self) -> Iterator[Column]:
        spread = [(at, one) for at, one in enumerate(self.table.columns) if one.field == _INDICATOR and one.given]
        named = {at: _Wide.of(one.header) for at, one in spread if _INDICATOR in one.given}
        with_annex = {one.indicator for one in named.values() if one.is_annex}
        for at, column in spread:
            wide = named.get(at)
            if wide is None:
                unit = EUROS if self.place("unit") is None else None
                yield Column(at, column.header, unit=unit, year=_year_given(column))
            else:
                scope = "annex" if wide.is_annex else "main" if wide.indicator in with_annex else UNKNOWN
                suffix = BY_INHABITANT if wide.unit == PER_INHABITANT else ""
                yield Column(at, column.header, wide.indicator, wide.unit, scope, suffix=suffix)

    def _one(self, name: str, **parts: Any) -> Iterator[Column]:
        at = self.place(name)
        if at is not None:
            yield Column(at, self.table.columns[at].header, **parts)

    def about(self, cells: Mapping[str, Cell]) -> About:
        scope = self.value("scope", cells["scope"], _scope)
        subject = self._subject(cells, scope)
        inhabitants = self.value("population", cells["population"], count_of)
        self._note_source(cells["source"])
        return About(
            subject=subject,
            group=subject,
            year=None if self._has_years else self.value("year", cells["year"], self._year),
            status=self.value("status", cells["status"], lambda cell: name_in(cell, _LONGEST_STATUS)),
            indicator=self._indicator(cells),
            scope=scope,
            unit=self.value("unit", cells["unit"], _unit_of),
            inhabitants=None if inhabitants is None else str(inhabitants),
        )

    def _year(self, cell: Cell) -> int:
        return year_in(cell, self.context.today.year)

    def _indicator(self, cells: Mapping[str, Cell]) -> str | None:
        if self.place(_INDICATOR) is None:
            return None
        text = self.value(_INDICATOR, cells[_INDICATOR], lambda cell: filled(cell, "Epargne brute"))
        block = name_in(cells["block"])
        return name_in(f"{block}/{text}" if block else text, LONGEST_INDICATOR)

    def _subject(self, cells: Mapping[str, Cell], scope: str) -> Subject:
        """The authority that a row names, by SIREN, INSEE code or grouping; else a group; else the town itself."""
        name, budget = name_in(cells["name"]), name_in(cells["budget"])
        siren = self.value("siren", cells["siren"], siren_in)
        insee = self._insee(cells)
        grouping = self.value("grouping", cells["grouping"], siren_in)
        if siren or insee:
            kind = "commune" if insee else kind_of(siren or "")
            among = name_in(cells["grouping_name"]) if kind == "grouping" else None
            code = siren or insee or ""
            if scope == "annex" and budget:
                return Subject.named(budget, "other", of=code)  # one of several: none is the town's annex budgets
            return Subject(code, name or among or budget, kind)
        if grouping:
            return Subject(grouping, name_in(cells["grouping_name"]) or budget, "grouping")
        return self._without_code(name, cells)

    def _insee(self, cells: Mapping[str, Cell]) -> str | None:
        field = "place" if is_blank(cells["insee"]) else "insee"
        return None if is_blank(cells[field]) else self.value(field, cells[field], insee_in)

    def _without_code(self, name: str | None, cells: Mapping[str, Cell]) -> Subject:
        if name:
            return Subject.named(name, "other")
        group = _group(cells)
        if group:
            return Subject.named(group, "group")
        town = self.context.town
        if town is None or self._names_a_subject:
            raise Told("siren", CellError("blank_cell", "", example="219900012"))
        return Subject(town.code, town.name, kind_of(town.code))

    def _note_source(self, cell: Cell) -> None:
        source = name_in(cell)
        if source and len(self.sources) < _MOST_SOURCES:
            self.sources.add(source)

    def _tell_what_lacks(self) -> None:
        findings, row = self.tally.findings, self.table.header_row
        if not self._has_years and self.place("year") is None and "year" not in self.table.constants:
            findings.error("missing_column", row, "annee", None, example="2024")
        if not self._names_a_subject and self.context.town is not None:
            findings.warning("subject_is_town", row, None, self.context.town.name)


_SUBJECTS = ("siren", "insee", "place", "name", "grouping", *(field.name for field in GROUPS))


def _year_given(column: ColumnFound) -> int | None:
    year = column.given.get("year")
    return None if year is None else int(year)


def _scope(cell: Cell) -> str:
    """CellError: `unknown_code`."""
    text = text_of(cell)
    scope = _BY_WORD.get(folded(text)) if text else UNKNOWN
    if scope is None:
        raise CellError("unknown_code", text[:LONGEST], allowed="budget principal, budget annexe, budget consolidé")
    return scope


def _unit_of(cell: Cell) -> str:
    """A unit known, or its own words; money in thousands stays in thousands."""
    text = name_in(cell, _LONGEST_UNIT)
    if text is None:
        return UNKNOWN
    key = folded(text)
    return _BY_WORD_OF_UNIT.get(key) or (THOUSANDS if units_named([key]) == {"thousands"} else text)


def _group(cells: Mapping[str, Cell]) -> str | None:
    """« 10 000 hab et plus »; of a group told by marks, each mark: « Montagne : 1 · Touristique : 0 »."""
    stated = [(field, name_in(cells[field.name])) for field in GROUPS]
    marks = [
        text if field.name in ("group", "band") else f"{field.label.fr} : {text}" for field, text in stated if text
    ]
    return name_in(" · ".join(marks))


def _unit(table: Table, context: Context, tally: Tally) -> str:
    """The unit of a table's amounts: chosen, named by their titles, or told by their decimals."""
    money = [column for column in table.columns if _is_money(column)]
    named = context.choices.unit or next(iter(units_named(title_key(column.header) for column in money)), "")
    if named and named != table.unit:
        tally.findings.warning("unit", table.header_row, None, named)
    samples = [sample.strip() for column in money for sample in column.samples]
    if named or table.unit != "euros" or not any(map(_THOUSANDS.fullmatch, samples)):
        return named or table.unit
    tally.findings.warning("unit_by_decimals", table.header_row, None)
    return "thousands"


def _is_money(column: ColumnFound) -> bool:
    is_wide = column.field == _INDICATOR and _INDICATOR in column.given
    return column.field in _AMOUNTS or (is_wide and _Wide.of(column.header).unit == EUROS)


_AMOUNTS = {field.name for field in FIELDS if field.holds is Holds.AMOUNT}
