"""Published figures become accounts and quantiles with each import, and stop being so when it is taken back."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select, update

from data import comparison_queries, migrations, models, observatory, rollups, store
from data.comparison_queries import Base
from data.database import connect, reading, writing
from metrics.comparison.figures import group_figure
from metrics.comparison.groups import Outside
from metrics.comparison.indicators import BY_NAME, COMPARED
from metrics.comparison.names import AGGREGATES
from metrics.values import Absence
from tests.data.national import national

OFGL = Base("ofgl", "main")
RATE, PAYBACK = BY_NAME["gross_saving_rate"], BY_NAME["debt_payback"]
SPENT = BY_NAME["operating_expenditure_per_inhabitant"]


@pytest.fixture
def engine(database_url: str) -> Engine:
    engine = connect(database_url)
    migrations.upgrade(engine)
    return engine


def stored(engine: Engine, *deliveries: store.Delivery) -> tuple[int, list[int]]:
    """The observatory's id, and those of the imports."""
    receipts = [store.record(engine, delivery, author="essai") for delivery in deliveries]
    return receipts[-1].authority_id, [receipt.import_id for receipt in receipts]


def accounts(engine: Engine, *columns: str) -> list[tuple[Any, ...]]:
    account = models.PublishedAccount
    in_order = (account.producer, account.scope, account.subject_code, account.year)
    with reading(engine) as session:
        rows = session.execute(select(*(getattr(account, name) for name in columns)).order_by(*in_order))
        return [tuple(row) for row in rows]


def everything(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    with reading(engine) as session:
        return {
            table.__tablename__: sorted(map(repr, session.execute(select(*table.__table__.columns))))
            for table in (models.PublishedAccount, models.PeerQuantile)
        }


def test_a_figure_of_each_name_stands_in_its_column(engine: Engine, tmp_path: Path) -> None:
    stored(
        engine,
        national(
            tmp_path,
            """
            code      | year | population | operating_revenue | operating_expenditure | "Encours de dette" | "Inconnu"
            219950001 | 2024 | 1 000      | 2 000 000         | 1 700 000             | 900 000            | 5
            """,
        ),
    )
    found = accounts(engine, "producer", "scope", "year", "population", "operating_revenue", "debt_outstanding")
    assert found == [("ofgl", "main", 2024, 1000, 200_000_000, 90_000_000)]


def test_an_aggregate_not_published_is_made_of_those_that_are(engine: Engine, tmp_path: Path) -> None:
    stored(
        engine,
        national(
            tmp_path,
            """
            code      | year | operating_revenue | operating_expenditure | financial_charges | debt_repaid | gross_saving
            219950001 | 2024 | 2 000             | 1 700                 | 20                | 100         |
            219950002 | 2024 | 2 000             | 1 700                 |                   | 100         | 301
            219950003 | 2024 | 2 000             |                       | 20                | 100         |
            """,
        ),
    )
    found = accounts(engine, "gross_saving", "management_saving", "net_saving")
    assert found == [(30_000, 32_000, 20_000), (30_100, None, 20_100), (None, None, None)]


def test_what_is_published_as_absent_stays_absent(engine: Engine, tmp_path: Path) -> None:
    stored(
        engine,
        national(
            tmp_path,
            """
            code      | year | operating_revenue | debt_outstanding
            219950001 | 2024 | 2 000             | missing
            219950002 | 2024 | 0                 | 10
            """,
        ),
    )
    assert accounts(engine, "operating_revenue", "debt_outstanding") == [(200_000, None), (0, 1000)]


def test_an_amount_with_parts_of_a_cent_is_rounded_to_the_cent(engine: Engine, tmp_path: Path) -> None:
    stored(
        engine,
        national(
            tmp_path,
            """
            code      | year | operating_revenue | debt_outstanding
            219950001 | 2024 | 1.234567          | -2.5000049
            """,
        ),
    )
    assert accounts(engine, "operating_revenue", "debt_outstanding") == [(123_457, -250_000)]


def test_two_producers_and_two_scopes_are_never_mixed(engine: Engine, tmp_path: Path) -> None:
    text = """
        code      | year | scope        | "dette"
        219950001 | 2024 | {scope} | {amount}
        """
    stored(
        engine,
        national(tmp_path, text.format(scope="main", amount="1")),
        national(tmp_path, text.format(scope="consolidated", amount="2")),
        national(
            tmp_path,
            """
            code  | year | "dette" | "caf" | "prod"
            99501 | 2024 | 3       | 4     | 5
            """,
            kind="dgfip_accounts",
        ),
    )
    found = accounts(
        engine, "producer", "scope", "subject_code", "debt_outstanding", "gross_saving", "operating_revenue"
    )
    assert found == [
        ("dgfip", "main", "99501", 300, 400, None),
        ("ofgl", "consolidated", "219950001", 200, None, None),
        ("ofgl", "main", "219950001", 100, None, None),
    ]


def test_the_population_of_the_year_gives_the_band(engine: Engine, tmp_path: Path) -> None:
    stored(
        engine,
        national(
            tmp_path,
            """
            code      | year | kind     | population | operating_revenue
            217500016 | 2024 | commune  | 2 149 216  | 1
            219950001 | 2023 | commune  | 9 999      | 1
            219950001 | 2024 | commune  | 10 000     | 1
            219950002 | 2024 | commune  |            | 1
            219950003 | 2024 | commune  | 0          | 1
            249900001 | 2024 | grouping | 50 000     | 1
            nom:abc   | 2024 | group    | 50 000     | 1
            """,
        ),
    )
    assert accounts(engine, "subject_code", "year", "stratum") == [
        ("217500016", 2024, Outside.APART),
        ("219950001", 2023, "7"),
        ("219950001", 2024, "8"),
        ("219950002", 2024, Outside.UNKNOWN),
        ("219950003", 2024, "1"),
        ("249900001", 2024, Outside.GROUPING),
        ("nom:abc", 2024, Outside.OTHER),
    ]


TWELVE = "\n".join(
    ["code | year | population | operating_revenue | operating_expenditure | debt_outstanding"]
    + [f"2199500{n:02} | 2024 | 600 | {1000 + n} | {900 + n * n} | {'' if n == 5 else 300}" for n in range(1, 13)]
)


def test_quantiles_and_sums_are_those_of_the_figures_themselves(engine: Engine, tmp_path: Path) -> None:
    authority_id, _ = stored(engine, national(tmp_path, TWELVE))
    with reading(engine) as session:
        for indicator in COMPARED:
            (of_stratum,) = comparison_queries.stratum_figures(session, authority_id, OFGL, indicator, "4")
            figures = comparison_queries.figures(session, authority_id, OFGL, indicator, stratum="4")
            ours = group_figure(2024, figures)
            assert of_stratum == ours, indicator.name
            assert of_stratum.members == 12


def test_a_figure_that_is_missing_and_one_that_does_not_exist_are_counted_apart(engine: Engine, tmp_path: Path) -> None:
    """Saving 1000 + n - 900 - n² is below zero from n = 11 on; the debt of the fifth is not published."""
    authority_id, _ = stored(engine, national(tmp_path, TWELVE))
    with reading(engine) as session:
        (found,) = comparison_queries.stratum_figures(session, authority_id, OFGL, PAYBACK, "4")
        by_code = {f.code: f.read(PAYBACK) for f in comparison_queries.figures(session, authority_id, OFGL, PAYBACK)}
    assert (found.members, found.known, found.spread and found.spread.n) == (12, 11, 9)
    assert by_code["219950005"].absence is Absence.MISSING
    assert by_code["219950011"].absence is Absence.NOT_APPLICABLE
    assert by_code["219950011"].why == PAYBACK.needs[0].why
    assert by_code["219950005"].why is not None
    assert "dette" in by_code["219950005"].why.fr


def test_a_commune_without_inhabitants_has_no_figure_per_inhabitant_and_counts_in_the_sum(
    engine: Engine, tmp_path: Path
) -> None:
    authority_id, _ = stored(
        engine,
        national(
            tmp_path,
            """
            code      | year | population | operating_expenditure
            219950001 | 2024 | 0          | 100
            219950002 | 2024 | 10         | 300
            """,
        ),
    )
    with reading(engine) as session:
        (found,) = comparison_queries.stratum_figures(session, authority_id, OFGL, SPENT, "1")
    assert (found.known, found.numerator, found.denominator) == (2, 40_000, 10)
    assert found.spread is not None
    assert (found.spread.n, found.spread.median) == (1, 3000.0)


def test_an_annex_budget_has_no_figure_per_inhabitant(engine: Engine, tmp_path: Path) -> None:
    authority_id, _ = stored(
        engine,
        national(
            tmp_path,
            """
            code      | year | scope | population | operating_expenditure
            219950001 | 2024 | annex | 100        | 100
            """,
        ),
    )
    with reading(engine) as session:
        (found,) = comparison_queries.figures(session, authority_id, Base("ofgl", "annex"), SPENT)
    assert found.read(SPENT).why is not None
    assert "budget annexe" in found.read(SPENT).why.fr  # type: ignore[union-attr]


FIRST = """
    code      | year | population | operating_revenue | operating_expenditure
    219950001 | 2023 | 300        | 100               | 80
    219950001 | 2024 | 300        | 100               | 85
    219950002 | 2024 | 300        | 200               | 150
    """
CORRECTED = """
    code      | year | population | operating_revenue | operating_expenditure
    219950001 | 2024 | 700        | 100               | 90
    219950003 | 2024 | 300        | 100               | 70
    """
MORE = """
    code      | year | debt_outstanding
    219950001 | 2024 | 50
    219950002 | 2023 | 60
    """


def test_a_correction_replaces_what_it_touches_and_nothing_else(engine: Engine, tmp_path: Path) -> None:
    authority_id, (_, second) = stored(engine, national(tmp_path, FIRST), national(tmp_path, CORRECTED))
    columns = ("subject_code", "year", "stratum", "operating_expenditure")
    assert accounts(engine, *columns) == [
        ("219950001", 2023, "3", 8000),
        ("219950001", 2024, "4", 9000),
        ("219950002", 2024, "3", 15_000),
        ("219950003", 2024, "3", 7000),
    ]
    store.undo(engine, authority_id, second, by="essai")
    assert accounts(engine, *columns) == [
        ("219950001", 2023, "3", 8000),
        ("219950001", 2024, "3", 8500),
        ("219950002", 2024, "3", 15_000),
    ]
    with reading(engine) as session:
        years = comparison_queries.stratum_figures(session, authority_id, OFGL, RATE, "3")
        assert [(one.year, one.members, one.numerator, one.denominator) for one in years] == [
            (2023, 1, 2000, 10_000),
            (2024, 2, 6500, 30_000),
        ]
        assert comparison_queries.stratum_figures(session, authority_id, OFGL, RATE, "4") == []


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(["first", "corrected", "more", "undo first", "undo corrected"]))
def test_whatever_came_and_went_rollups_are_those_made_anew(tmp_path: Path, steps: list[str]) -> None:
    engine = connect("sqlite://")
    migrations.upgrade(engine)
    imports: dict[str, tuple[int, int]] = {}
    for step in steps:
        if not step.startswith("undo"):
            text = {"first": FIRST, "corrected": CORRECTED, "more": MORE}[step]
            receipt = store.record(engine, national(tmp_path, text), author="essai")
            imports[step] = receipt.authority_id, receipt.import_id
        elif (name := step.removeprefix("undo ")) in imports:
            store.undo(engine, *imports[name], by="essai")
    kept = everything(engine)
    with writing(engine) as session:
        rollups.rebuild(session, next(iter(imports.values()))[0])
    assert everything(engine) == kept
    engine.dispose()


def test_rollups_made_by_other_declarations_are_made_anew(engine: Engine, tmp_path: Path) -> None:
    authority_id, _ = stored(engine, national(tmp_path, FIRST))
    kept = everything(engine)
    with writing(engine) as session:
        session.execute(update(models.PublishedAccount).values(operating_revenue=1))
        session.execute(update(models.RollupState).values(declarations="of an earlier version"))
        version = session.scalar(select(models.Authority.data_version).where(models.Authority.id == authority_id))
    rollups.bring_up_to_date(engine)
    assert everything(engine) == kept
    with reading(engine) as session:
        now = session.scalar(select(models.Authority.data_version).where(models.Authority.id == authority_id))
    assert now == (version or 0) + 1
    rollups.bring_up_to_date(engine)  # nothing is left to do
    with reading(engine) as session:
        assert session.scalar(select(models.Authority.data_version).where(models.Authority.id == authority_id)) == now


def test_facts_of_other_tables_leave_rollups_alone(engine: Engine, tmp_path: Path) -> None:
    stored(engine, national(tmp_path, FIRST))
    with writing(engine) as session:
        session.execute(update(models.PublishedAccount).values(operating_revenue=1))
        rollups.refresh(session, 1, {"usage_record": [1, 5]})
    assert {revenue for (revenue,) in accounts(engine, "operating_revenue")} == {1}


def test_every_aggregate_has_a_column() -> None:
    columns = {column.name for column in models.PublishedAccount.__table__.columns}
    about = {"authority_id", "producer", "scope", "subject_code", "subject_name", "subject_kind", "status", "stratum"}
    assert columns - about - {"year", "population"} == {aggregate.name for aggregate in AGGREGATES}


def test_the_figures_of_a_group_that_no_rollup_knows(engine: Engine, tmp_path: Path) -> None:
    authority_id, _ = stored(engine, national(tmp_path, TWELVE))
    with reading(engine) as session:
        asked = comparison_queries.figures(
            session, authority_id, OFGL, RATE, codes=["219950001", "219950012", "219959999"], years=[2023, 2024]
        )
    assert sorted(one.code for one in asked) == ["219950001", "219950012"]
    found = group_figure(2024, asked)
    assert (found.numerator, found.denominator) == ((1001 - 901 + 1012 - 1044) * 100, (1001 + 1012) * 100)


def test_more_codes_than_an_engine_takes_are_asked_in_turn(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority_id, _ = stored(engine, national(tmp_path, TWELVE))
    monkeypatch.setattr(comparison_queries, "AT_ONCE", 5)
    codes = [f"2199500{n:02}" for n in range(1, 13)]
    with reading(engine) as session:
        asked = comparison_queries.figures(session, authority_id, OFGL, RATE, codes=codes)
    assert sorted(one.code for one in asked) == codes


def test_a_figure_leads_to_its_file_and_row(engine: Engine, tmp_path: Path) -> None:
    first = national(tmp_path, FIRST, file="agregats.csv", source="OFGL, jeu d'essai")
    authority_id, (one, _) = stored(engine, first, national(tmp_path, CORRECTED))
    with reading(engine) as session:
        rows = comparison_queries.rows_behind(session, authority_id, OFGL, "219950002", 2024, AGGREGATES)
    assert [
        (r.aggregate, r.indicator, r.cents or r.value, r.row, r.import_id, r.file_name, r.source) for r in rows
    ] == [
        ("population", "population", "300", 4, one, "agregats.csv", "OFGL, jeu d'essai"),
        ("operating_revenue", "Recettes de fonctionnement", 20_000, 4, one, "agregats.csv", "OFGL, jeu d'essai"),
        ("operating_expenditure", "Dépenses de fonctionnement", 15_000, 4, one, "agregats.csv", "OFGL, jeu d'essai"),
    ]


def test_the_bases_held_say_their_years_and_sizes(engine: Engine, tmp_path: Path) -> None:
    authority_id, _ = stored(engine, national(tmp_path, FIRST))
    with reading(engine) as session:
        (held,) = comparison_queries.held(session, authority_id)
        assert (held.base, held.years) == (OFGL, [2023, 2024])
        assert held.accounts == {("3", 2023): 1, ("3", 2024): 2}
        assert comparison_queries.bases_of(session, authority_id, ["219950001"]) == {OFGL: [2023, 2024]}
        assert comparison_queries.bases_of(session, authority_id, ["nobody"]) == {}


def test_what_structure_needs_is_read_in_one_question(engine: Engine, tmp_path: Path) -> None:
    authority_id, _ = stored(engine, national(tmp_path, TWELVE))
    wanted = [aggregate for aggregate in AGGREGATES if aggregate.name in ("debt_outstanding", "local_taxes")]
    with reading(engine) as session:
        found = comparison_queries.amounts(session, authority_id, OFGL, 2024, "4", wanted)
    assert (len(found), found.loc["219950001", "population"], found.loc["219950001", "debt_outstanding"]) == (
        12,
        600,
        30_000,
    )
    assert found["local_taxes"].isna().all()


def test_invented_figures_never_stand_among_real_ones(engine: Engine, tmp_path: Path) -> None:
    stored(engine, national(tmp_path, FIRST))
    with reading(engine) as session:
        found = observatory.of(session, is_fictional=True)
        assert found is not None
        assert found.is_fictional
        assert observatory.of(session, is_fictional=False) is None


COUNTED = {
    "sqlite": "SELECT stat FROM sqlite_stat1 WHERE tbl = 'published_account'",
    "postgresql": "SELECT reltuples FROM pg_class WHERE relname = 'published_account' AND reltuples >= 0",
}


def test_a_large_import_has_the_engine_count_the_accounts(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Uncounted, those of a list were sought among all of a base."""
    figures = "code | year | operating_revenue\n219950001 | 2024 | 1\n219950002 | 2024 | 1"
    monkeypatch.setattr(rollups, "MANY", 1)
    stored(engine, national(tmp_path, figures))
    with engine.connect() as connection:
        assert connection.exec_driver_sql(COUNTED[engine.dialect.name]).all()
