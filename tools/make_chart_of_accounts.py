"""Makes data/reference/chart_of_accounts.csv.gz from the published charts of accounts, one row a year and code.

    python tools/make_chart_of_accounts.py ../shared/data/nomenclature/plans_de_comptes_2013_2024.csv.gz

Years in which an entry did not change are folded into one row, and two labels are corrected. The same source gives the
same bytes.
"""

import csv
import gzip
import io
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "data" / "reference" / "chart_of_accounts.csv.gz"
KINDS = {("nature", "compte"): "account", ("nature", "chapitre"): "chapter", ("fonction", "fonction"): "function"}
COLUMNS = {
    "norme": "standard",
    "declinaison": "variant",
    "code": "code",
    "libelle": "label",
    "section": "section",
    "chapitre_dr": "chapter_expenditure",
    "chapitre_rr": "chapter_revenue",
    "chapitre_does": "chapter_between_expenditure",
    "chapitre_roes": "chapter_between_revenue",
    "chapitre_dois": "chapter_within_expenditure",
    "chapitre_rois": "chapter_within_revenue",
}
# The developed chart of 2024 kept two labels of 2023; the abridged one and that of 2025 name these accounts anew.
CORRECTED = {
    ("M57_D", "2024", "657361"): "Collectivité de rattachement",
    ("M57_D", "2024", "657363"): "CCAS/CIAS",
}
HEADER = ("kind", *COLUMNS.values(), "valid_from", "valid_to")


def table(source: Iterable[Mapping[str, str]]) -> bytes:
    """The whole reference table, gzip without a date."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    writer.writerows(sorted(_folded(source)))
    return gzip.compress(text.getvalue().encode(), mtime=0)


def _folded(source: Iterable[Mapping[str, str]]) -> Iterator[tuple[str, ...]]:
    years: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for row in source:
        kind = KINDS.get((row["axe"], row["objet"]))
        if kind:
            label = CORRECTED.get((row["declinaison"], row["exercice"], row["code"]), row["libelle"])
            told = {**row, "libelle": label}
            entry = (kind, *(" ".join(told[column].split()) for column in COLUMNS))
            years[entry].add(int(row["exercice"]))
    for entry, valid in years.items():
        for first, last in _runs(valid):
            yield (*entry, str(first), str(last))


def _runs(years: set[int]) -> Iterator[tuple[int, int]]:
    first = last = min(years)
    for year in sorted(years)[1:]:
        if year != last + 1:
            yield first, last
            first = year
        last = year
    yield first, last


if __name__ == "__main__":
    with gzip.open(sys.argv[1], "rt", encoding="utf-8") as published:
        TARGET.write_bytes(table(csv.DictReader(published)))
