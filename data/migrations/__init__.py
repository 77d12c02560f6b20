"""The schema's history, applied from code so that no command line tool is needed."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine


class NewerDatabase(Exception):
    """The database was brought to a schema that this version of the product does not know."""


def bring_up_to_date(engine: Engine) -> None:
    """Migrate where the schema is older than this version's. NewerDatabase: it is newer, and left as it is."""
    stands_at = current(engine)
    if stands_at is not None and stands_at not in _revisions():
        raise NewerDatabase(stands_at)
    if stands_at != head():
        upgrade(engine)


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring a database, empty or of any earlier version, to a revision; each step whole or absent."""
    with engine.execution_options(writes=True).begin() as connection:
        command.upgrade(_configuration(connection), revision)


def downgrade(engine: Engine, revision: str = "base") -> None:
    with engine.execution_options(writes=True).begin() as connection:
        command.downgrade(_configuration(connection), revision)


def current(engine: Engine) -> str | None:
    """The revision a database stands at; None for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    return ScriptDirectory.from_config(_configuration()).get_current_head()


def _revisions() -> set[str]:
    return {script.revision for script in ScriptDirectory.from_config(_configuration()).walk_revisions()}


def _configuration(connection: Connection | None = None) -> Config:
    configuration = Config(attributes={"connection": connection})
    configuration.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    configuration.set_main_option("path_separator", "os")
    return configuration
