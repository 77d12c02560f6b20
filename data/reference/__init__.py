"""Small published tables of facts that ship with the product; README.md names their sources."""

import csv
import gzip
from collections import defaultdict
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from metrics.finance.deflator import PriceIndex
from metrics.nomenclature import ChartOfAccounts, Nomenclature, chart_of

FOLDER = Path(__file__).parent
Row = dict[str, str]


class UnknownNomenclature(LookupError):
    """No chart of accounts of that standard and variant; `known` lists the variants of the standard."""

    def __init__(self, nomenclature: Nomenclature, known: tuple[str, ...]) -> None:
        super().__init__(f"{nomenclature.standard}-{nomenclature.variant}")
        self.nomenclature = nomenclature
        self.known = known


@cache
def chart_of_accounts(nomenclature: Nomenclature, year: int) -> ChartOfAccounts:
    """The chart in force that year, or that of the nearest year known.

    UnknownNomenclature: a variant that no year knows.
    """
    rows = _rows_of(nomenclature)
    nearest = min(_years(rows), key=lambda known: (abs(known - year), known))
    return chart_of(nomenclature, nearest, [row for row in rows if _valid(row, nearest)])


def known_nomenclatures() -> tuple[Nomenclature, ...]:
    return tuple(sorted(_charts()))


def variants_of(standard: str) -> tuple[str, ...]:
    return tuple(known.variant for known in known_nomenclatures() if known.standard == standard)


def _rows_of(nomenclature: Nomenclature) -> list[Row]:
    if nomenclature not in _charts():
        raise UnknownNomenclature(nomenclature, variants_of(nomenclature.standard))
    return _charts()[nomenclature]


def _years(rows: list[Row]) -> set[int]:
    return {year for row in rows for year in range(int(row["valid_from"]), int(row["valid_to"]) + 1)}


def _valid(row: Row, year: int) -> bool:
    return int(row["valid_from"]) <= year <= int(row["valid_to"])


@cache
def _charts() -> dict[Nomenclature, list[Row]]:
    charts: dict[Nomenclature, list[Row]] = defaultdict(list)
    with gzip.open(FOLDER / "chart_of_accounts.csv.gz", "rt", encoding="utf-8") as table:
        for row in csv.DictReader(table):
            charts[Nomenclature(row["standard"], row["variant"])].append(row)
    return dict(charts)


@cache
def price_index() -> PriceIndex:
    """The consumer price index of France, base 2015."""
    rows = _table("price_index.csv")
    averages = {int(row["year"]): Decimal(row["index"]) for row in rows}
    return PriceIndex("INSEE, indice des prix à la consommation", averages, {int(r["year"]): r["source"] for r in rows})


@cache
def bridge(what: Literal["account", "function"]) -> dict[str, str]:
    """The codes of M14 that have another in M57 for the same object."""
    return {row["m14"]: row["m57"] for row in _table(f"{what}_bridge.csv")}


def _table(name: str) -> list[Row]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))
