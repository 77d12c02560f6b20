"""Rows stored by the thousand: all of them, in order, and nothing where drawing them fails."""

import threading

import pytest
from sqlalchemy import text

from data.bulk import VALUES_A_STATEMENT, ahead, bulk_insert, insert_chunks
from data.database import connect, writing

COLUMNS = ("number", "said")


@pytest.fixture
def engine(tmp_path):
    engine = connect(f"sqlite:///{tmp_path / 'bulk.sqlite'}")
    with writing(engine) as session:
        session.execute(text("CREATE TABLE told (number INTEGER, said TEXT)"))
    return engine


def stored(engine):
    with writing(engine) as session:
        return [tuple(row) for row in session.execute(text("SELECT number, said FROM told ORDER BY rowid"))]


@pytest.mark.parametrize("rows", [0, 1, 4_999, 5_001, VALUES_A_STATEMENT // 2, VALUES_A_STATEMENT + 1])
def test_rows_are_stored_whatever_their_number(engine, rows):
    told = [(number, f"row {number}" if number % 3 else None) for number in range(rows)]
    with writing(engine) as session:
        bulk_insert(session, "told", COLUMNS, iter(told))
    assert stored(engine) == told


def test_chunks_of_unequal_lengths_follow_one_another(engine):
    chunks = [[range(first, last), ["x"] * (last - first)] for first, last in ((0, 20_000), (20_000, 20_001))]
    with writing(engine) as session:
        insert_chunks(session, "told", COLUMNS, chunks)
    assert stored(engine) == [(number, "x") for number in range(20_001)]


def test_nothing_is_stored_where_drawing_a_chunk_fails(engine):
    def drawn():
        yield [range(10), ["x"] * 10]
        raise OSError("gone")

    with pytest.raises(OSError, match="gone"), writing(engine) as session:
        insert_chunks(session, "told", COLUMNS, drawn())
    assert stored(engine) == []


def test_the_next_thing_is_made_while_this_one_is_used():
    made = threading.Event()

    def things():
        yield 1
        made.set()
        yield 2

    drawn = ahead(things())
    assert next(drawn) == 1
    assert made.wait(timeout=5)
    assert list(drawn) == [2]
