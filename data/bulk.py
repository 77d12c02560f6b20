"""Many rows into one table, inside the session's transaction, in bounded memory: as fast as the engine takes them."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, column, insert
from sqlalchemy import table as table_named
from sqlalchemy.orm import Session

VALUES_A_STATEMENT = 32_000  # SQLite takes 32 766. What a statement changes is noted for its own undoing: few are best
_Row = Sequence[Any]
_T = TypeVar("_T")


def bulk_insert(session: Session, table: str, columns: Sequence[str], rows: Iterable[_Row]) -> int:
    """Store rows as they are, and count them.

    table: its name. While rows are drawn, nothing else may be asked of the session.
    rows: values in the order of `columns`, as the engine keeps them: dates and decimals as text, booleans as 0 or 1.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        return _copy(connection, table, columns, rows)
    return _insert(connection, table, tuple(columns), rows)


def _insert(connection: Connection, table: str, columns: tuple[str, ...], rows: Iterable[_Row]) -> int:
    at_once = VALUES_A_STATEMENT // len(columns)
    one = _statement(table, columns, connection.dialect)
    stored = 0
    for batch in batches(rows, at_once):
        if len(batch) == at_once:
            connection.exec_driver_sql(_of_many(one, at_once), tuple(chain.from_iterable(batch)))
        else:
            connection.exec_driver_sql(one, [tuple(row) for row in batch])
        stored += len(batch)
    return stored


def _statement(table: str, columns: tuple[str, ...], dialect: Dialect) -> str:
    bare = table_named(table, *map(column, columns))  # without the defaults of the columns not given
    return str(insert(bare).compile(dialect=dialect))


@lru_cache(maxsize=32)
def _of_many(one: str, rows: int) -> str:
    """The statement for many rows: its place holders repeated, which SQLAlchemy takes half a second to write."""
    insertion, values = one.rsplit(" VALUES ", 1)
    return f"{insertion} VALUES {', '.join([values] * rows)}"


def _copy(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[_Row]) -> int:
    from psycopg import sql  # noqa: PLC0415 (a town on SQLite never waits for it)

    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    stored = 0
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
            stored += 1
    return stored


def batches(things: Iterable[_T], size: int) -> Iterator[list[_T]]:
    source = iter(things)
    while batch := list(islice(source, size)):
        yield batch
