"""The communes, the population bands they fall in and the outlines of the départements; README.md names the sources."""

import csv
import gzip
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

import pandas as pd

from data.reference import FOLDER
from metrics.comparison.groups import Strata, Stratum
from metrics.text import Text

COMMUNES, STRATA, OUTLINES = "communes.csv.gz", "strata.csv", "departement_outlines.csv.gz"
FIRST, LAST = 2021, 2026  # editions of the legal populations in the table
SOURCE = Text(
    f"ratios légaux (CGCT, art. R. 2313-1), populations totales légales {LAST} (INSEE, mises en forme par Etalab)",
    f"legal ratios (CGCT, art. R. 2313-1), legal total populations {LAST} (INSEE, prepared by Etalab)",
)
TEXTS = ("siren", "insee", "name", "departement", "grouping")
NUMBERS = (f"population_{FIRST}", f"population_{LAST}", "area", "longitude", "latitude", "merged")


@dataclass(frozen=True, eq=False)
class Territories:
    """The authorities of one country, as a page looks them up.

    communes: index the SIREN; insee, name, departement, grouping (texts), population (of the last edition), density,
    growth (% a year; unknown of a commune that others joined), centrality (share of the grouping), longitude, latitude,
    merged (communes that joined it since 2018). NaN where unknown.
    """

    communes: pd.DataFrame
    strata: Strata
    first: int = FIRST
    last: int = LAST

    def siren(self, code: str) -> str:
        """The SIREN of a commune named by SIREN or INSEE code; the code itself where it is no commune's."""
        return self._by_insee.get(code, code)

    def codes(self, siren: str) -> tuple[str, ...]:
        """The codes under which files name an authority: its SIREN, and the INSEE code of a commune."""
        if siren not in self.communes.index:
            return (siren,)
        insee = str(self.communes.loc[siren, "insee"])
        return (siren, insee) if insee else (siren,)

    def name(self, siren: str) -> str | None:
        return self._names.get(siren)

    def named(self, name: str) -> tuple[str, ...]:
        """The SIRENs of the communes of that name, whatever its capitals, accents and hyphens."""
        return self._by_name.get(folded(name), ())

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return {str(siren): str(name) for siren, name in self.communes["name"].items()}

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for siren, name in self.communes["name"].items():
            key = folded(str(name))
            found[key] = (*found.get(key, ()), str(siren))
        return found

    @cached_property
    def _by_insee(self) -> Mapping[str, str]:
        return {str(insee): str(siren) for siren, insee in self.communes["insee"].items() if insee}


@dataclass(frozen=True)
class Outline:
    """One piece of a département, as longitudes and latitudes."""

    code: str
    name: str
    longitudes: tuple[float, ...]
    latitudes: tuple[float, ...]


@cache
def france() -> Territories:
    return Territories(described(_communes()), strata())


@cache
def strata() -> Strata:
    with (FOLDER / STRATA).open(encoding="utf-8", newline="") as table:
        bands = tuple(_band(row) for row in csv.DictReader(table))
    return Strata(LAST, SOURCE, bands)


@cache
def outlines() -> tuple[Outline, ...]:
    with gzip.open(FOLDER / OUTLINES, "rt", encoding="utf-8", newline="") as table:
        return tuple(_outlines(csv.DictReader(table)))


def described(table: pd.DataFrame) -> pd.DataFrame:
    """A table of communes with what is worked out of it. table: TEXTS and NUMBERS, the SIREN among its columns."""
    first, last = (table[f"population_{year}"] for year in (FIRST, LAST))
    by_grouping = last.groupby(table["grouping"]).transform("sum").where(table["grouping"] != "")
    growth = ((last / first.where(first > 0)) ** (1 / (LAST - FIRST)) - 1) * 100
    found = table.assign(
        population=last,
        density=last / table["area"].where(table["area"] > 0),
        growth=growth.where(table["merged"].isna()),
        centrality=last / by_grouping.where(by_grouping > 0),
    )
    return found.drop(columns=[f"population_{FIRST}", f"population_{LAST}", "area"]).set_index("siren")


def folded(name: str) -> str:
    """« Saint-Étienne » and « saint etienne » alike."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", bare.replace("œ", "oe").replace("æ", "ae")))


def _communes() -> pd.DataFrame:
    types = dict.fromkeys(TEXTS, "str") | dict.fromkeys(NUMBERS, "float64")
    return pd.read_csv(
        FOLDER / COMMUNES, dtype=types, na_values={name: [""] for name in NUMBERS}, keep_default_na=False
    )


def _band(row: Mapping[str, str]) -> Stratum:
    highest = int(row["highest"]) if row["highest"] else None
    return Stratum(row["code"], int(row["lowest"]), highest, int(row["members"]))


def _outlines(rows: Iterator[Mapping[str, str]]) -> Iterator[Outline]:
    for row in rows:
        numbers = [int(text) / 100 for text in row["points"].split()]
        yield Outline(row["code"], row["name"], tuple(numbers[::2]), tuple(numbers[1::2]))
