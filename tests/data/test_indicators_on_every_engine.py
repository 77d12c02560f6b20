"""One declaration, one answer: in memory, on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from data.database import connect
from metrics.finance import BY_NAME
from metrics.finance.legal import DEBT_PER_INHABITANT
from tests.engines import InMemory, InSql, Reader, values

DEBT_PAYBACK = BY_NAME["debt_payback"]
MANAGEMENT_SAVING = BY_NAME["management_saving"]
NET_SAVING = BY_NAME["net_saving"]


@pytest.fixture(params=["pandas", "sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def reader(request: pytest.FixtureRequest) -> Iterator[Reader]:
    if request.param == "pandas":
        yield InMemory()
        return
    url = "sqlite://" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    engine = connect(url)
    yield InSql(engine)
    engine.dispose()


def test_a_town_that_saves_nothing_has_no_debt_payback_period(reader: Reader) -> None:
    given = """
        insee | debt_outstanding | operating_revenue | operating_expenditure
        99001 |       12 000 000 |        10 000 000 |             8 500 000
        99002 |        5 000 000 |         7 000 000 |             7 200 000
        99003 |        5 000 000 |         7 000 000 |             7 000 000
    """
    assert values(reader, DEBT_PAYBACK, given) == {"99001": 8.0, "99002": None, "99003": None}


def test_a_missing_amount_leaves_the_figure_missing_and_never_counts_as_zero(reader: Reader) -> None:
    given = """
        insee | debt_outstanding | operating_revenue | operating_expenditure
        99001 |                  |        10 000 000 |             8 500 000
        99002 |                0 |        10 000 000 |             8 500 000
    """
    assert values(reader, DEBT_PAYBACK, given) == {"99001": None, "99002": 0.0}


def test_an_aggregate_that_the_source_publishes_is_taken_at_its_word(reader: Reader) -> None:
    given = """
        insee | gross_saving | debt_repaid | operating_revenue
        99001 |    1 500 000 |     400 000 |        10 000 000
    """
    assert values(reader, NET_SAVING, given) == {"99001": 1_100_000.0}


def test_loans_repaid_to_be_borrowed_again_are_taken_off_the_capital_repaid(reader: Reader) -> None:
    given = """
        insee | gross_saving | debit_of_account_16 | debit_of_account_16449 | credit_of_account_16449 | debit_of_account_166 | credit_of_account_166
        99001 |    1 000 000 |             700 000 |                300 000 |                 200 000 |                    0 |                     0
        99002 |    1 000 000 |             700 000 |                        |                 200 000 |                    0 |                     0
    """
    assert values(reader, NET_SAVING, given) == {"99001": 500_000.0, "99002": None}


def test_management_saving_is_gross_saving_before_financial_charges(reader: Reader) -> None:
    given = """
        insee | operating_revenue | operating_expenditure | financial_charges
        99001 |        10 000 000 |             8 500 000 |           200 000
    """
    assert values(reader, MANAGEMENT_SAVING, given) == {"99001": 1_700_000.0}


def test_an_annex_budget_and_an_empty_town_have_no_ratio_per_inhabitant(reader: Reader) -> None:
    given = """
        insee | debt_outstanding | population | budget_kind
        99001 |        3 000 000 |      2 000 | main
        99002 |        3 000 000 |      2 000 | annex
        99003 |        3 000 000 |          0 | main
    """
    assert values(reader, DEBT_PER_INHABITANT, given) == {"99001": 1_500.0, "99002": None, "99003": None}
