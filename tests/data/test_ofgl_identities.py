"""Published aggregates obey the declared formulas to the cent, in memory and by one SQL query a formula."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pandas as pd
import pytest

from data.database import connect
from metrics.finance.statistics import NET, WORKING_CAPITAL
from tests.engines import InMemory, InSql, Reader

# The source's columns, in thousand euros, under the names that the formulas know.
NAMES = {
    "rec_fonc": "operating_revenue",
    "dep_fonc": "operating_expenditure",
    "remboursement": "debt_repaid",
    "emprunt": "new_borrowing",
    "rec_invest": "capital_revenue_without_borrowing",
    "dep_invest": "capital_expenditure_without_debt_repayment",
}
PUBLISHED = {"epn": NET, "var_fon_roul": WORKING_CAPITAL}


@pytest.fixture(params=["pandas", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def reader(request: pytest.FixtureRequest) -> Iterator[Reader]:
    if request.param == "pandas":
        yield InMemory()
        return
    url = "sqlite://" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = connect(url)
    yield InSql(engine)
    engine.dispose()


def cents(thousands: str) -> int:
    return int((Decimal(thousands) * 100_000).quantize(Decimal(1), ROUND_HALF_UP))


def aggregates(file: Path) -> pd.DataFrame:
    """Rows of a file of aggregates, numbered, every amount in cents."""
    read = pd.read_csv(file, dtype=str)
    table = pd.DataFrame({"row": [str(number) for number in range(len(read))]})
    for column, name in NAMES.items():
        table[name] = pd.array([cents(value) for value in read[column]], dtype="Int64")
    for column in PUBLISHED.keys() & set(read.columns):
        table[f"published_{column}"] = pd.array([cents(value) for value in read[column]], dtype="Int64")
    return table


@pytest.mark.parametrize(
    ("name", "rows", "published"),
    [
        ("ofgl_epci_agregats_2014_2017.csv.gz", 5141, "epn"),
        ("ofgl_communes_groupes_reference_2014_2017.csv", 76, "epn"),
        ("ofgl_communes_groupes_reference_2014_2017.csv", 76, "var_fon_roul"),
    ],
)
def test_a_published_aggregate_is_the_one_the_formula_gives(
    reader: Reader, shared: Path, name: str, rows: int, published: str
) -> None:
    table = aggregates(shared / "data" / "ofgl" / name)
    found = reader.sides(PUBLISHED[published], table)
    assert len(table) == len(found) == rows
    expected = dict(zip(table["row"], table[f"published_{published}"], strict=True))
    wrong = {row: (sides[0], expected[row]) for row, sides in found.items() if abs(sides[0] - expected[row]) > 1}
    assert not wrong
    assert all(unmet is None for _, _, unmet in found.values())


def test_working_capital_of_every_grouping_is_computed_from_its_aggregates(reader: Reader, shared: Path) -> None:
    table = aggregates(shared / "data" / "ofgl" / "ofgl_epci_agregats_2014_2017.csv.gz")
    found = reader.sides(WORKING_CAPITAL, table)
    of = {name: dict(zip(table["row"], table[name], strict=True)) for name in NAMES.values()}
    for row, (change, _, unmet) in found.items():
        received = (
            of["capital_revenue_without_borrowing"][row] + of["new_borrowing"][row] + of["operating_revenue"][row]
        )
        spent = (
            of["capital_expenditure_without_debt_repayment"][row]
            + of["debt_repaid"][row]
            + of["operating_expenditure"][row]
        )
        assert (change, unmet) == (received - spent, None)
