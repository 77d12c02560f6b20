"""The chart of accounts that ships is the one its script makes of the published charts."""

import csv
import gzip
import importlib.util
from pathlib import Path

import pytest

from data.reference import chart_of_accounts, known_nomenclatures
from metrics.nomenclature import ORDER_CHAPTERS, Direction, Nomenclature

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_shipped_table_is_made_of_the_published_one(shared: Path) -> None:
    specification = importlib.util.spec_from_file_location("make", ROOT / "tools" / "make_chart_of_accounts.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    source = shared / "data" / "nomenclature" / "plans_de_comptes_2013_2024.csv.gz"
    with gzip.open(source, "rt", encoding="utf-8") as published:
        made = gzip.decompress(module.table(csv.DictReader(published)))
    assert made == gzip.decompress(module.TARGET.read_bytes())


@pytest.mark.parametrize("standard", ["M57", "M52"])
@pytest.mark.parametrize(("axis", "begins"), [("nature", "0"), ("fonction", "9")])
def test_chapters_of_book_entries_are_those_that_the_published_charts_book_them_in(
    shared: Path, standard: str, axis: str, begins: str
) -> None:
    """By nature, then by function: the chapters of the four columns of book entries."""
    source = shared / "data" / "nomenclature" / "plans_de_comptes_2013_2024.csv.gz"
    columns = ("chapitre_does", "chapitre_roes", "chapitre_dois", "chapitre_rois")
    with gzip.open(source, "rt", encoding="utf-8") as published:
        booked = {
            row[column]
            for row in csv.DictReader(published)
            if row["norme"] == standard and row["axe"] == axis and row["objet"] == "compte"
            for column in columns
        }
    transfers = {"021", "023"}  # told by their account
    assert booked - {""} - transfers == {chapter for chapter in ORDER_CHAPTERS if chapter.startswith(begins)}


def test_a_chart_outside_the_years_known_is_the_nearest_one() -> None:
    abridged = Nomenclature("M57", "M57_A")
    assert abridged in known_nomenclatures()
    assert [chart_of_accounts(abridged, year).year for year in (2015, 2023, 2031)] == [2022, 2023, 2024]
    taxes = chart_of_accounts(abridged, 2024).account("73111")
    assert taxes is not None
    assert taxes.real[Direction.REVENUE] == "731"


@pytest.mark.parametrize("variant", ["M57_A", "M57_D"])
@pytest.mark.parametrize(
    ("year", "labels"),
    [
        (2023, ("Caisse des écoles", "CCAS", "à caractère administratif", "à caractère industriel et commercial")),
        (2024, ("Collectivité de rattachement", "Budgets annexes et régies", "CCAS/CIAS", "Caisse des écoles")),
    ],
)
def test_grants_to_attached_bodies_changed_account_in_2024(variant: str, year: int, labels: tuple[str, ...]) -> None:
    chart = chart_of_accounts(Nomenclature("M57", variant), year)
    assert tuple(chart.account_label(f"65736{digit}") for digit in (1, 2, 3, 4)) == labels
