"""The table of individual accounts that ships is the one its script makes, and names every published column."""

import csv
import importlib.util
from pathlib import Path

import pytest

from data.reference.individual_accounts import Meaning, Measure, meanings

ROOT = Path(__file__).resolve().parent.parent.parent
DICTIONARY = "data/dgfip/dictionnaire_variables_comptes_individuels.csv"
IDENTITY = {"an", "dep", "icom", "inom", "reg", "pop1", "nomsst1", "nomsst2", "siren", "lbudg", "exer"}


def test_the_shipped_table_is_made_of_the_published_dictionary(shared: Path) -> None:
    specification = importlib.util.spec_from_file_location("make", ROOT / "tools" / "make_individual_accounts.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    with (shared / DICTIONARY).open(encoding="utf-8", newline="") as published:
        assert module.table(csv.DictReader(published)) == module.TARGET.read_bytes()


def test_every_variable_of_the_dictionary_has_a_meaning(shared: Path) -> None:
    with (shared / DICTIONARY).open(encoding="utf-8", newline="") as published:
        codes = {entry["codeCle"] for entry in csv.DictReader(published)} - IDENTITY
    assert codes <= set(meanings())


@pytest.mark.parametrize("year", [2013, 2014, 2017, 2018])
def test_every_column_published_is_a_quantity_or_says_whose_it_is(shared: Path, year: int) -> None:
    path = shared / f"data/dgfip/comptes_individuels_export_{year}.csv"
    titles = path.read_text(encoding="utf-8").splitlines()[0].split(";")
    assert {title for title in titles if title not in meanings()} <= IDENTITY | {"", "column_220"}


def test_prefixes_say_whose_a_quantity_is_and_in_which_unit() -> None:
    known = meanings()
    assert known["fin"] == Meaning("fin", Measure.AMOUNT)
    assert known["ffin"] == Meaning("fin", Measure.PER_INHABITANT)
    assert known["mfin"] == Meaning("fin", Measure.PER_INHABITANT, of_stratum=True)
    assert known["rmfin"] == Meaning("fin", Measure.PERCENT, of_stratum=True)
    assert known["raff"] == Meaning("raff", Measure.AMOUNT)
    assert known["mtmtafnb"] == Meaning("tafnb", Measure.PERCENT, of_stratum=True, is_rate=True)
    assert known["pftothab"] == Meaning("pftot", Measure.PER_INHABITANT)
