"""For random small ledgers, pandas, SQLite and PostgreSQL agree to the cent on every declared indicator."""

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, insert, select
from sqlalchemy.orm import Session

from data import migrations, models, queries
from data.database import connect
from metrics.documents import BudgetKind, Column, Step
from metrics.evaluate import DOCUMENT_KEY, amount_totals, evaluate
from metrics.finance import INDICATORS
from metrics.language import Amount, leaves
from metrics.nomenclature import Direction, Nature, Section

AMOUNTS = tuple(
    leaf for leaf in leaves(*(q for indicator in INDICATORS for q in indicator.quantities)) if isinstance(leaf, Amount)
)
# Every branch of every rule: accounts taken, left out, on the wrong side, and one that nothing takes.
ACCOUNTS = [
    "002",
    "023",
    "022",
    "60611",
    "6218",
    "6331",
    "6411",
    "6419",
    "65541",
    "66111",
    "675",
    "6811",
    "7022",
    "722",
    "7311",
    "73111",
    "73123",
    "7411",
    "741",
    "775",
    "7761",
    "7788",
    "10222",
    "10226",
    "10229",
    "1068",
    "1323",
    "139",
    "1641",
    "16449",
    "165",
    "166",
    "1688",
    "2031",
    "204132",
    "2135",
    "2315",
    "236",
    "237",
    "238",
    "27",
    "4541",
    "4551",
    "4561",
    "4581",
    "481",
    "021",
]

cents = st.one_of(st.none(), st.integers(min_value=-(10**4), max_value=10**12))
line = st.fixed_dictionaries(
    {
        "section": st.sampled_from([str(s) for s in Section]),
        "direction": st.sampled_from([str(d) for d in Direction]),
        "nature": st.sampled_from([str(n) for n in Nature]),
        "chapter": st.sampled_from([None, "012", "011", "16", "21"]),
        "account": st.sampled_from(ACCOUNTS),
        "absent": st.sampled_from([None, None, None, None, None, None, "executed", "voted opened"]),
        **{str(column): cents for column in Column},
    }
)
document = st.fixed_dictionaries(
    {
        "standard": st.sampled_from(["M14", "M57", "M4", "M52"]),
        "step": st.sampled_from([str(step) for step in Step]),
        "kind": st.sampled_from([str(kind) for kind in BudgetKind]),
        "is_whole": st.booleans(),
        "population": st.one_of(st.none(), st.integers(min_value=0, max_value=10**6)),
        "debt": st.one_of(st.none(), st.integers(min_value=0, max_value=10**12)),
        "lines": st.lists(line, max_size=25),
    }
)


@pytest.fixture
def engine(database_url: str) -> Engine:
    engine = connect(database_url)
    migrations.upgrade(engine)
    return engine


GIVEN_DATABASE = {"suppress_health_check": [HealthCheck.function_scoped_fixture]}
ledgers = st.lists(document, min_size=6, max_size=10)


@settings(max_examples=6, **GIVEN_DATABASE)
@given(ledger=ledgers)
def test_every_indicator_agrees_to_the_cent(engine: Engine, ledger: list[dict]) -> None:
    _agrees_on(engine, ledger)


@pytest.mark.soak
@settings(max_examples=300, **GIVEN_DATABASE)
@given(ledger=ledgers)
def test_every_indicator_agrees_to_the_cent_on_many_ledgers(engine: Engine, ledger: list[dict]) -> None:
    _agrees_on(engine, ledger)


def _agrees_on(engine: Engine, ledger: list[dict]) -> None:
    with Session(engine) as session:
        _store(session, ledger)
        documents = queries.amount_table(session, 1, ())
        in_memory = amount_totals(_lines(session), documents, AMOUNTS).set_index("document_id", drop=False)
        for indicator in INDICATORS:
            expected = evaluate(indicator, in_memory)
            found = queries.indicator_table(session, indicator, AMOUNTS).set_index("document_id")
            for column in ("numerator", "denominator", "unmet"):
                pd.testing.assert_series_equal(
                    found[column].reindex(expected.index),
                    expected[column],
                    check_names=False,
                    obj=f"{indicator.name} {column}",
                )
            _value_is_the_quotient(found)
        session.rollback()


def _value_is_the_quotient(found: pd.DataFrame) -> None:
    computed = found[found["unmet"].isna()]
    quotient = computed["numerator"].astype(float) / computed["denominator"].astype(float)
    pd.testing.assert_series_equal(computed["value"].astype(float), quotient, check_names=False, rtol=1e-12)


def _lines(session: Session) -> pd.DataFrame:
    line = models.BudgetLine
    columns = [
        *(getattr(line, key) for key in DOCUMENT_KEY),
        line.section,
        line.direction,
        line.nature,
        line.chapter,
        line.account,
        line.absent,
        *(getattr(line, column) for column in Column),
    ]
    frame = pd.DataFrame(session.execute(select(*columns)).all(), columns=[c.key for c in columns])
    return frame.astype({str(column): "Int64" for column in Column})


def _store(session: Session, ledger: list[dict]) -> None:
    session.add(models.Authority(id=1, code="219900001", name="Essai"))
    session.flush()
    session.execute(insert(models.Import), [_import()])
    line_id = 0
    for number, read in enumerate(ledger, start=1):
        key = {"authority_id": 1, "id": number}
        session.execute(insert(models.Budget), [key | {"code": str(number), "name": "Budget", "kind": read["kind"]}])
        session.execute(insert(models.BudgetDocument), [key | _document(number, read)])
        if read["debt"] is not None:
            loan = {"document_id": number, "row": 1, "category": "own", "closing_balance": read["debt"]}
            session.execute(insert(models.Loan), [key | loan])
        for values in read["lines"]:
            line_id += 1
            row = {"authority_id": 1, "id": line_id, "document_id": number, "counts_in": number, "row": line_id}
            session.execute(insert(models.BudgetLine), [row | values])


def _document(number: int, read: dict) -> dict:
    return {
        "import_id": 1,
        "budget_id": number,
        "year": 2024,
        "step": read["step"],
        "number": 0,
        "standard": read["standard"],
        "variant": read["standard"],
        "is_whole": read["is_whole"],
        "is_unified_account": False,
        "is_current": True,
        "described_by": number,
        "population": read["population"],
        "has_loan_annex": read["debt"] is not None,
    }


def _import() -> dict:
    from datetime import UTC, datetime

    return {
        "authority_id": 1,
        "id": 1,
        "kind": "test",
        "file_name": "essai",
        "file_hash": "0",
        "file_size": 0,
        "author": "test",
        "recorded_at": datetime(2024, 1, 1, tzinfo=UTC),
        "summary": {},
    }
