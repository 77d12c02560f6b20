"""Small imports of a town that does not exist: documents, counts of visits, published figures."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import count
from pathlib import Path

from data.facts import FacilityRead, Facts, ServiceRead
from data.importers.reading import DocumentRead, LineRead
from data.importers.spool import Records, Spool, Value
from data.store import AuthorityRead, Delivery, ReceivedFile
from metrics.documents import BudgetKind, Column, Step
from metrics.nomenclature import Direction, Nature, Nomenclature, Section

TOWN = AuthorityRead("219900040", "Exempleville", is_fictional=True)
SIRET = "21990004000011"
USAGE_COLUMNS = (
    *("row", "sheet", "service", "facility", "measure", "starts_on", "ends_on"),
    *("channel", "audience", "quantity", "absence", "fees"),
)
FIGURE_COLUMNS = (
    *("row", "sheet", "subject_code", "subject_name", "subject_kind", "scope", "year"),
    *("indicator", "unit", "cents", "value", "absence", "status"),
)
FIRST_DAY = date(2024, 1, 1)
PLACES = Facts(
    services=[ServiceRead("library", "Médiathèque", "library")],
    facilities=[FacilityRead("library", code, f"Site {code}") for code in ("north", "south")],
)
_names = count(1)


def file_named(name: str = "") -> ReceivedFile:
    """A file whose bytes differ from those of every other, unless it is named."""
    name = name or f"fichier-{next(_names)}"
    return ReceivedFile.of(name, name.encode())


def line(account: str, euros: int | None, row: int = 1, **stated: object) -> LineRead:
    """A real operating expenditure, of which only the amount executed is printed."""
    amounts = {} if euros is None else {Column.EXECUTED: euros * 100}
    fields = {"section": Section.OPERATING, "direction": Direction.EXPENDITURE, "nature": Nature.REAL, "chapter": "011"}
    empty = {"function": None, "operation": None, "label": None, "inferred": None}
    return LineRead(**{"row": row, "account": account, "amounts": amounts} | fields | empty | stated)  # type: ignore[arg-type]


def document(lines: Mapping[str, int | None] | list[LineRead], year: int = 2024, **stated: object) -> DocumentRead:
    """A closed account. lines: account → euros executed, or the lines themselves."""
    if not isinstance(lines, list):
        lines = [line(account, euros, row) for row, (account, euros) in enumerate(lines.items(), start=2)]
    fields = {
        "authority_code": TOWN.code,
        "authority_name": TOWN.name,
        "authority_kind": "commune",
        "geographic_code": None,
        "budget_code": SIRET,
        "budget_name": "Budget principal",
        "budget_kind": BudgetKind.MAIN,
        "step": Step.CLOSED,
        "number": 0,
        "nomenclature": Nomenclature("M57", "M57_D"),
        "is_unified_account": False,
        "produced_on": None,
        "voted_on": None,
        "population": None,
        "is_whole": True,
    }
    return DocumentRead(**fields | {"year": year, "lines": tuple(lines)} | stated)  # type: ignore[arg-type]


def account(
    lines: Mapping[str, int | None] | list[LineRead],
    year: int = 2024,
    *,
    complete: bool = True,
    file: str = "",
    **stated: object,
) -> Delivery:
    read = document(lines, year, **stated)
    return Delivery(TOWN, file_named(file), "budget_table", [read], complete=complete)


def visits(folder: Path, counted: Mapping[tuple[int, str | None], int | None], file: str = "") -> Delivery:
    """Visits of the library. counted: (day after 1 January 2024, facility) → visits, None where missing."""
    ranks = {place.code: rank for rank, place in enumerate(PLACES.facilities)} | {None: None}
    rows = [
        (row, None, 0, ranks[place], "visits", _day(day), _day(day), None, None, *_quantity(n), None)
        for row, ((day, place), n) in enumerate(counted.items(), start=2)
    ]
    return Delivery(TOWN, file_named(file), "usage", facts=PLACES, records=[spooled(folder, "usage_record", rows)])


def figures(folder: Path, published: Mapping[tuple[str, int], int], file: str = "") -> Delivery:
    """Published figures of the town's main budget. published: (indicator, year) → cents."""
    rows = [
        (row, None, TOWN.code, TOWN.name, "commune", "main", year, indicator, "euros", cents, None, None, "final")
        for row, ((indicator, year), cents) in enumerate(published.items(), start=2)
    ]
    return Delivery(TOWN, file_named(file), "aggregates", records=[spooled(folder, "published_figure", rows)])


def spooled(folder: Path, table: str, rows: list[tuple[Value, ...]]) -> Records:
    columns = {"usage_record": USAGE_COLUMNS, "published_figure": FIGURE_COLUMNS}[table]
    own = folder / f"lecture-{next(_names)}"
    own.mkdir(parents=True)
    with Spool(own, table, columns) as spool:
        for row in rows:
            spool.add(row)
    return spool.records


def _day(number: int) -> str:
    return (FIRST_DAY + timedelta(days=number)).isoformat()


def _quantity(n: int | None) -> tuple[int | None, str | None]:
    return (None, "missing") if n is None else (n * 1000, None)
