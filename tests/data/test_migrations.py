"""The schema's history goes up, down and up again on both engines, and ends at the models."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from data import migrations
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


def test_every_facts_key_starts_with_its_authority() -> None:
    for table in Base.metadata.sorted_tables:
        if table.name != "authority":
            assert [column.name for column in table.primary_key][:2] == ["authority_id", "id"], table.name


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
