"""The schema's history goes up, down and up again on both engines, and ends at the models."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, MetaData, insert, inspect, select
from sqlalchemy.exc import IntegrityError

from data import migrations, store
from data.database import connect
from data.models import Base


def test_migrations_go_up_down_and_up_again(database_url: str) -> None:
    engine = connect(database_url)
    migrations.upgrade(engine)
    assert migrations.current(engine) == migrations.head()
    migrations.downgrade(engine)
    assert migrations.current(engine) is None
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    migrations.upgrade(engine)
    assert set(Base.metadata.tables) <= set(inspect(engine).get_table_names())


def test_the_migrations_end_at_the_models(database_url: str) -> None:
    engine = connect(database_url)
    migrations.upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def checks_of(engine: Engine) -> set[str]:
    inspector = inspect(engine)
    tables = inspector.get_table_names()
    return {str(check["name"]) for table in tables for check in inspector.get_check_constraints(table)}


def test_the_migrations_keep_every_check(database_url: str) -> None:
    engine = connect(database_url)
    migrations.upgrade(engine)
    declared = {
        str(check.name)
        for table in Base.metadata.tables.values()
        for check in table.constraints
        if check.__visit_name__.endswith("check_constraint")
    }
    assert checks_of(engine) == declared


NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)
OF_IMPORT = {"kind": "totem", "file_name": "a.xml", "file_size": 1, "author": "agent", "recorded_at": NOON}
OF_DOCUMENT = {"budget_id": 1, "year": 2024, "step": "closed", "number": 0, "standard": "M57", "variant": "M57_D"}
OF_LINE = {"row": 1, "section": "F", "direction": "D", "nature": "real", "account": "60611", "function": "020"}


def stored(engine: Engine, facts: dict[str, list[dict[str, Any]]]) -> None:
    """Rows laid down in the schema as it stands, whatever the models say by now."""
    tables = MetaData()
    tables.reflect(engine)
    with engine.execution_options(writes=True).begin() as connection:
        for table, rows in facts.items():
            connection.execute(insert(tables.tables[table]), rows)


def read(engine: Engine, table: str, *columns: str) -> list[tuple[Any, ...]]:
    tables = MetaData()
    tables.reflect(engine, only=[table])
    found = tables.tables[table].c
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*(found[c] for c in columns)).order_by(found.id))]


def a_town_of_the_first_schema() -> dict[str, list[dict[str, Any]]]:
    """A closed account and its correction, and a count of visits."""
    key = {"authority_id": 1}
    flags = {"is_unified_account": False, "has_loan_annex": False, "row": None}
    return {
        "authority": [
            {"id": 1, "code": "219900010", "name": "Essai", "kind": "commune", "country": "FR"}
            | {"is_fictional": True, "data_version": 2}
        ],
        "import": [key | OF_IMPORT | {"id": i, "file_hash": str(i), "summary": {"lines": 1}} for i in (1, 2)],
        "budget": [key | {"id": 1, "code": "21990001000013", "name": "Budget principal", "kind": "main"}],
        "budget_document": [
            key | OF_DOCUMENT | flags | {"id": i, "import_id": i, "is_current": i == 2} for i in (1, 2)
        ],
        "budget_line": [key | OF_LINE | {"id": i, "document_id": i, "executed": 100 * i} for i in (1, 2)],
        "service": [key | {"id": 1, "import_id": 2, "code": "library", "name": "Médiathèque", "kind": "library"}],
        "usage_record": [
            key
            | {"id": i, "import_id": 2, "service_id": 1, "measure": "visits", "quantity": 1000 * i, "is_current": True}
            | {"starts_on": date(2024, i, 1), "ends_on": date(2024, i, 28)}
            for i in (1, 2)
        ],
    }


def test_a_stored_town_keeps_its_figures_through_every_migration(database_url: str) -> None:
    engine = connect(database_url)
    migrations.upgrade(engine, "0001")
    stored(engine, a_town_of_the_first_schema())
    for _ in range(2):
        migrations.upgrade(engine)
        assert read(engine, "budget_line", "executed", "counts_in", "committed") == [(100, None, None), (200, 2, None)]
        assert read(engine, "budget_document", "is_partial", "described_by") == [(False, None), (False, 2)]
        assert read(engine, "import", "brought") == [({},), ({"service": [1, 1], "usage_record": [1, 2]},)]
        migrations.downgrade(engine, "0001")
        assert read(engine, "budget_line", "executed", "function") == [(100, "020"), (200, "020")]
        assert read(engine, "usage_record", "quantity") == [(1000,), (2000,)]


def test_a_file_imported_anew_is_undone_before_its_migration(database_url: str) -> None:
    engine = connect(database_url)
    migrations.upgrade(engine)
    town = a_town_of_the_first_schema()
    both = [row | {"file_hash": "1"} for row in town["import"]]
    stored(engine, {"authority": town["authority"], "import": both})
    with pytest.raises(IntegrityError):
        migrations.downgrade(engine, "0002")
    assert migrations.current(engine) != "0002"
    store.undo(engine, 1, 1, by="agent")
    migrations.downgrade(engine, "0002")
    migrations.upgrade(engine)
    assert read(engine, "import", "file_hash") == [("1",), ("1",)]


ROLLUPS = {"published_account", "peer_quantile", "rollup_state"}


def test_every_facts_key_starts_with_its_authority() -> None:
    for table in Base.metadata.sorted_tables:
        key = [column.name for column in table.primary_key]
        if table.name in ROLLUPS:
            assert key[0] == "authority_id", table.name
        elif table.name != "authority":
            assert key[:2] == ["authority_id", "id"], table.name


def test_references_between_facts_carry_the_authority() -> None:
    for table in Base.metadata.sorted_tables:
        for reference in table.foreign_key_constraints:
            if reference.referred_table.name != "authority":
                assert reference.column_keys[0] == "authority_id", reference.name


def test_sqlite_keeps_what_it_acknowledged(tmp_path) -> None:  # type: ignore[no-untyped-def]
    engine = connect(f"sqlite:///{tmp_path / 'town.sqlite'}")
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
