"""Crach (Morbihan, 3 446 inhabitants): every ratio its documents declare, beside the same from their lines.

The documents are read beside the repository; the figures expected are those that they print.
"""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard import importing, read
from dashboard.answers import Town
from data import migrations
from data.database import connect
from metrics.finance.checks import TOLERANCE, Check, Verdict

DOCUMENTS = ("crach-principal-CA-2021-M14", "crach-principal-BP-2022-M14")
NUMBERS = {"DepRFonc": 1, "ProdImpo": 2, "RecRFonc": 3, "DepEq": 4, "EncDettePop": 5, "DGFPop": 6, "DepPers": 7}
NUMBERS |= {"CoefMobPotFisc": 8, "DepFoncRemDette": 9, "DepEqB": 10, "EncDetteRecFonc": 11}


@pytest.fixture
def town(database_url: str, shared: Path) -> Town:
    """The town as its documents make it, through the road of the import page."""
    engine = connect(database_url)
    migrations.upgrade(engine)
    for name in DOCUMENTS:
        content = (shared / "data" / "totem" / "xml" / f"{name}.xml").read_bytes()
        importing.confirm(
            engine, importing.understand(engine, importing.Dropped.of_bytes(f"{name}.xml", content), None), "agent"
        )
    (town,) = read.towns(engine)
    return town


def checks_of(town: Town, name: str) -> dict[int, Check]:
    (document,) = [d for d in read.documents(town) if d.file_name == f"{name}.xml"]
    return {NUMBERS[check.ratio.code]: check for check in read.checks(town, document)}


def test_the_eighteen_declared_values_are_reproduced(town: Town, shared: Path) -> None:
    with (shared / "data" / "totem" / "expected_ratios.csv").open(encoding="utf-8") as table:
        expected = list(csv.DictReader(table))
    assert len(expected) == 18
    for row in expected:
        check = checks_of(town, row["document"])[int(row["ratio_no"])]
        declared = Decimal(row["declared_in_document"])
        assert check.declared == declared
        assert check.reproduced is not None
        assert abs(check.reproduced - declared) <= TOLERANCE, (row["document"], row["ratio_no"])
        assert check.verdict in (Verdict.AGREES, Verdict.EXPLAINED)


def test_the_debt_of_the_annex_stands_beside_the_one_declared(town: Town) -> None:
    checks = checks_of(town, "crach-principal-CA-2021-M14")
    shown = {number: checks[number].recomputed.shown(checks[number].indicator.unit) for number in (5, 11)}
    assert {number: checks[number].declared for number in (5, 11)} == {5: Decimal("643.93"), 11: Decimal("73.95")}
    assert shown == {5: Decimal("603.33"), 11: Decimal("69.29")}
    for number in (5, 11):
        assert any("1er janvier" in reading.why.fr for reading in checks[number].readings)
    assert any("ratio 5" in reading.why.fr for reading in checks[11].readings)


def test_a_ratio_left_at_zero_is_not_taken_for_a_statement(town: Town) -> None:
    assert checks_of(town, "crach-principal-CA-2021-M14")[8].verdict is Verdict.NOT_DECLARED
