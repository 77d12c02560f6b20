"""Many rows into one table, inside the session's transaction, in bounded memory: as fast as the engine takes them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, column, insert
from sqlalchemy import table as table_named
from sqlalchemy.orm import Session

VALUES_A_STATEMENT = 32_000  # SQLite takes 32 766. What a statement changes is noted for its own undoing: few are best
ROWS_AT_ONCE = 5_000
Chunk = Sequence[Sequence[Any]]  # some rows, column by column
_T = TypeVar("_T")
_END: Any = object()


def bulk_insert(
    session: Session,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    progress: Callable[[int], None] | None = None,
) -> None:
    """Store rows: `insert_chunks` for those that come one by one.

    progress: told, by the thread that draws them, the rows stored since the last time.
    """
    insert_chunks(session, table, columns, _by_columns(rows, progress))


def _by_columns(rows: Iterable[Sequence[Any]], progress: Callable[[int], None] | None) -> Iterator[Chunk]:
    for batch in batches(rows, ROWS_AT_ONCE):
        yield tuple(zip(*batch, strict=True))
        if progress is not None:
            progress(len(batch))


def insert_chunks(session: Session, table: str, columns: Sequence[str], chunks: Iterable[Chunk]) -> None:
    """Store rows as they are.

    table: its name. chunks: drawn by another thread while the engine stores the one before, so they may ask nothing
    of the session. Values in the order of `columns`, as the engine keeps them: dates and decimals as text, booleans
    as 0 or 1.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        _copy(connection, table, columns, chunks)
    else:
        _insert(connection, table, tuple(columns), chunks)


def _insert(connection: Connection, table: str, columns: tuple[str, ...], chunks: Iterable[Chunk]) -> None:
    one = _statement(table, columns, connection.dialect)
    for values in ahead(_values(chunks, len(columns))):
        connection.exec_driver_sql(_of_many(one, len(values) // len(columns)), values)


def _values(chunks: Iterable[Chunk], width: int) -> Iterator[tuple[Any, ...]]:
    """The values of as many rows as one statement takes, row after row."""
    at_once = VALUES_A_STATEMENT // width
    for chunk in chunks:
        rows = len(chunk[0])
        for first in range(0, rows, at_once):
            values = [None] * (min(at_once, rows - first) * width)
            for place, column_read in enumerate(chunk):
                values[place::width] = column_read[first : first + at_once]
            yield tuple(values)


def _statement(table: str, columns: tuple[str, ...], dialect: Dialect) -> str:
    bare = table_named(table, *map(column, columns))  # without the defaults of the columns not given
    return str(insert(bare).compile(dialect=dialect))


@lru_cache(maxsize=32)
def _of_many(one: str, rows: int) -> str:
    """The statement for many rows: its place holders repeated, which SQLAlchemy takes half a second to write."""
    insertion, values = one.rsplit(" VALUES ", 1)
    return f"{insertion} VALUES {', '.join([values] * rows)}"


def _copy(connection: Connection, table: str, columns: Sequence[str], chunks: Iterable[Chunk]) -> None:
    from psycopg import sql  # noqa: PLC0415 (a town on SQLite never waits for it)

    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    cursor: Any = connection.connection.cursor()
    with cursor, cursor.copy(statement) as copy:
        for chunk in ahead(chunks):
            for row in zip(*chunk, strict=True):
                copy.write_row(row)


def ahead(things: Iterable[_T]) -> Iterator[_T]:
    """The same things, each made by another thread while the one before is used."""
    source = iter(things)
    with ThreadPoolExecutor(max_workers=1) as other:
        coming = other.submit(next, source, _END)
        while (thing := coming.result()) is not _END:
            coming = other.submit(next, source, _END)
            yield thing


def batches(things: Iterable[_T], size: int) -> Iterator[list[_T]]:
    source = iter(things)
    while batch := list(islice(source, size)):
        yield batch
