"""The database behind one URL: SQLite by default, PostgreSQL when asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.orm import Session

SQLITE_PRAGMAS = (
    "PRAGMA busy_timeout = 5000",  # milliseconds that a writer waits for another
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # NORMAL can lose the last commits at a power cut
    "PRAGMA foreign_keys = ON",
)

# A server that died or a cut wire is known within 8 seconds, not after the two hours of the system's defaults.
POSTGRESQL_PATIENCE = {
    "connect_timeout": 3,
    "keepalives_idle": 2,
    "keepalives_interval": 1,
    "keepalives_count": 3,
    "tcp_user_timeout": 4000,
}
WAIT_FOR_WRITERS = "SET LOCAL lock_timeout = '8s'"  # that a writer of PostgreSQL waits for another


def connect(url: str) -> Engine:
    """An engine on a database that may not exist yet; for SQLite the folder is made."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return _connect_postgresql(parsed.set(drivername="postgresql+psycopg"))
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session for queries; whatever it changed is dropped."""
    with Session(engine) as session:
        yield session


@contextmanager
def writing(engine: Engine) -> Iterator[Session]:
    """One transaction: all of it is stored when the block ends, nothing when it raises."""
    with Session(engine.execution_options(writes=True), expire_on_commit=False) as session, session.begin():
        yield session


def _connect_postgresql(url: URL) -> Engine:
    patience = {name: value for name, value in POSTGRESQL_PATIENCE.items() if name not in url.query}
    engine = create_engine(url, pool_pre_ping=True, connect_args=patience)
    event.listen(engine, "begin", _begin_postgresql)
    return engine


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("writes", False):
        connection.exec_driver_sql(WAIT_FOR_WRITERS)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own BEGIN comes too late and is deferred: a read that turns into a write then
    # fails at once as "locked". So transactions are opened by _begin_sqlite alone.
    connection.isolation_level = None
    for pragma in SQLITE_PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
