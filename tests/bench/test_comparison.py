"""Peers over all of France: our rollups beside DuckDB on the raw published rows, the same questions in turn.

A generated national file (35 000 communes × 10 years, 18 figures each) is stored as an import is, on SQLite and on
PostgreSQL; DuckDB holds the same rows as they are published. Asked: how an indicator is spread over the largest stratum
in each year, the same of an own group of 300 communes that no rollup knows, and every figure of that stratum in one
year (the dots of the funnel). Figures must be equal; ratios are printed.
"""

import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy import Engine

from data import comparison_queries, migrations, rollups, store
from data.comparison_queries import Base
from data.database import connect, reading
from data.demo import nation
from data.importers.kinds import Kind
from data.importers.spool import Records
from data.observatory import FICTIONAL
from data.store import Delivery, ReceivedFile
from metrics.comparison.figures import GroupFigure, group_figure
from metrics.comparison.indicators import BY_NAME

pytestmark = pytest.mark.bench
COMMUNES, YEARS, SEED = 35_000, range(2015, 2025), 7
STRATUM, LOWEST, HIGHEST = "4", 500, 1999
OWN = 300
RUNS = 9
BASE, SPENT = Base("ofgl", "main"), BY_NAME["operating_expenditure_per_inhabitant"]
TEXTS = ("subject_code", "indicator", "scope", "unit", "value")

# One row an account from the raw rows, then the question itself.
ACCOUNTS = """
WITH accounts AS (
    SELECT subject_code, year,
           max(cents) FILTER (WHERE indicator = 'Dépenses de fonctionnement') AS over,
           max(CAST(value AS BIGINT)) FILTER (WHERE indicator = 'population') AS under
    FROM published_figure
    WHERE indicator IN ('Dépenses de fonctionnement', 'population') {which}
    GROUP BY subject_code, year
)
"""
SPREAD = """
SELECT year, count(*), count(over / under) FILTER (WHERE under > 0),
       quantile_cont(over / under, [0.1, 0.25, 0.5, 0.75, 0.9]) FILTER (WHERE under > 0), sum(over), sum(under)
FROM accounts WHERE over IS NOT NULL AND {of} GROUP BY year ORDER BY year
"""
ONE_BY_ONE = "SELECT subject_code, over / under FROM accounts WHERE over IS NOT NULL AND {of}"
OF_STRATUM = f"under BETWEEN {LOWEST} AND {HIGHEST}"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Records:
    """The rows of the national file, as an importer spools them."""
    country = nation.nation(COMMUNES, YEARS, SEED)
    return nation.records(nation.figures(country), tmp_path_factory.mktemp("nation"))


@pytest.fixture(scope="module")
def group(file: Records) -> list[str]:
    codes = nation.nation(COMMUNES, YEARS, SEED).codes
    return sorted(random.Random(SEED).sample(codes, OWN))  # noqa: S311 (a choice of communes, not a secret)


@pytest.fixture(scope="module")
def raw(file: Records) -> Iterator[Any]:
    """A connection to DuckDB, with the published rows as they are."""
    connection = pytest.importorskip("duckdb").connect()
    kept = ("subject_code", "scope", "year", "indicator", "unit", "cents", "value")
    types = [pa.string() if name in TEXTS else pa.int64() for name in kept]
    for rank, columns in enumerate(file.chunks()):
        of = dict(zip(file.columns, columns, strict=True))
        arrays = [pa.array(of[name], type=kind) for name, kind in zip(kept, types, strict=True)]
        connection.register("chunk", pa.table(arrays, names=list(kept)))
        verb = "CREATE TABLE published_figure AS" if rank == 0 else "INSERT INTO published_figure"
        connection.execute(f"{verb} SELECT * FROM chunk")  # noqa: S608 (two constants)
    yield connection
    connection.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def stored(request: pytest.FixtureRequest, tmp_path: Path, file: Records) -> tuple[Engine, int]:
    """The file imported; what it cost is printed, with the share of the rollups."""
    url = f"sqlite:///{tmp_path / 'nation.sqlite'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    engine = connect(url)
    migrations.upgrade(engine)
    start = time.perf_counter()
    with pytest.MonkeyPatch.context() as patch:
        spent: list[float] = []
        patch.setattr(store.rollups, "refresh", timed_into(spent, rollups.refresh))
        delivery = Delivery(FICTIONAL, ReceivedFile.of("nation", b"nation"), Kind.AGGREGATES, records=[file])
        receipt = store.record(engine, delivery, author="bench")
    whole = time.perf_counter() - start
    print(f"\n{request.param}: {file.rows} figures stored in {whole:.0f} s, of which rollups {sum(spent):.0f} s")
    return engine, receipt.authority_id


def timed_into(spent: list[float], work: Callable[..., None]) -> Callable[..., None]:
    def run(*arguments: Any) -> None:
        start = time.perf_counter()
        work(*arguments)
        spent.append(time.perf_counter() - start)

    return run


def stratum_of_ours(engine: Engine, authority_id: int) -> list[GroupFigure]:
    with reading(engine) as session:
        return comparison_queries.stratum_figures(session, authority_id, BASE, SPENT, STRATUM)


def group_of_ours(engine: Engine, authority_id: int, codes: list[str]) -> list[GroupFigure]:
    with reading(engine) as session:
        figures = comparison_queries.figures(session, authority_id, BASE, SPENT, codes=codes)
    years = sorted({one.year for one in figures})
    return [group_figure(year, [one for one in figures if one.year == year]) for year in years]


def dots_of_ours(engine: Engine, authority_id: int) -> dict[str, float | None]:
    with reading(engine) as session:
        of_year = comparison_queries.figures(session, authority_id, BASE, SPENT, stratum=STRATUM, years=[YEARS[-1]])
    return {one.code: one.value for one in of_year}


def spread_of_raw(raw: Any, codes: list[str] | None = None) -> list[Any]:
    if codes is None:
        return raw.execute(ACCOUNTS.format(which="") + SPREAD.format(of=OF_STRATUM)).fetchall()
    question = ACCOUNTS.format(which="AND subject_code IN (SELECT unnest(?))") + SPREAD.format(of="true")
    return raw.execute(question, [codes]).fetchall()


def dots_of_raw(raw: Any) -> dict[str, float]:
    question = ACCOUNTS.format(which=f"AND year = {YEARS[-1]}") + ONE_BY_ONE.format(of=OF_STRATUM)
    return dict(raw.execute(question).fetchall())


def test_a_stratum_and_an_own_group(stored: tuple[Engine, int], raw: Any, group: list[str]) -> None:
    engine, authority_id = stored
    same_spread(stratum_of_ours(engine, authority_id), spread_of_raw(raw))
    same_spread(group_of_ours(engine, authority_id, group), spread_of_raw(raw, group))
    assert dots_of_ours(engine, authority_id) == pytest.approx(dots_of_raw(raw), rel=1e-12)
    report(
        engine.dialect.name,
        {
            "stratum, 10 years": (partial(stratum_of_ours, engine, authority_id), partial(spread_of_raw, raw)),
            "own group of 300, 10 years": (
                partial(group_of_ours, engine, authority_id, group),
                partial(spread_of_raw, raw, group),
            ),
            "every figure of a stratum, 1 year": (
                partial(dots_of_ours, engine, authority_id),
                partial(dots_of_raw, raw),
            ),
        },
    )


def same_spread(ours: list[GroupFigure], theirs: list[Any]) -> None:
    assert [one.year for one in ours] == [row[0] for row in theirs] == list(YEARS)
    for one, (_, known, figures, quantiles, over, under) in zip(ours, theirs, strict=True):
        assert one.spread is not None
        spread = one.spread
        assert (one.known, spread.n, one.numerator, one.denominator) == (known, figures, over, under)
        assert (spread.p10, spread.q1, spread.median, spread.q3, spread.p90) == pytest.approx(quantiles, rel=1e-12)


def report(engine: str, questions: dict[str, tuple[Callable[[], Any], Callable[[], Any]]]) -> None:
    """Both sides of each question in turn, the first round left out."""
    for name, (ours, theirs) in questions.items():
        pairs = [(milliseconds(ours), milliseconds(theirs)) for _ in range(RUNS + 1)][1:]
        mine, raw = median(one for one, _ in pairs), median(other for _, other in pairs)
        verdict = "no slower" if mine <= raw else "SLOWER"
        print(
            f"{engine:10} {name:34} {mine:8.1f} ms, DuckDB on raw rows {raw:8.1f} ms, ratio {mine / raw:.2f} ({verdict})"
        )


def milliseconds(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
