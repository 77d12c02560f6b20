"""R1 and R2: whatever breaks, an import is whole or absent, what was acknowledged stays, and the next one works."""

import os
import resource
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, select, text

from data import database, migrations, models, refused, store, transactions
from data.database import connect, reading, writing
from data.refused import Refused
from tests.conftest import PostgresServer
from tests.data.crashes import deliveries, kill_at_random, violations
from tests.data.deliveries import account
from tests.data.wire import Wire

KILLS = 20  # on each engine


@pytest.fixture
def engine(database_url: str) -> Engine:
    engine = connect(database_url)
    migrations.upgrade(engine)
    return engine


def test_a_writer_killed_at_random_moments_leaves_nothing_partial(database_url: str, tmp_path: Path) -> None:
    engine = connect(database_url)
    migrations.upgrade(engine)
    engine.dispose()
    kill_at_random(database_url, tmp_path / "spools", KILLS, seed=1)


def number_of_imports(engine: Engine) -> int:
    with reading(engine) as session:
        return len(session.scalars(select(models.Import.id)).all())


@contextmanager
def failing_at(engine: Engine, number: int) -> Iterator[list[int]]:
    """Statement `number` fails as if the disk or the server did; the list counts the statements met."""
    met: list[int] = []

    def fail(*_: object) -> None:
        met.append(1)
        if len(met) == number:
            error = engine.dialect.loaded_dbapi.OperationalError("injected")
            if engine.dialect.name == "sqlite":
                error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise error

    event.listen(engine, "before_cursor_execute", fail)
    try:
        yield met
    finally:
        event.remove(engine, "before_cursor_execute", fail)


def refusal_of(do: Callable[[], object]) -> str | None:
    try:
        do()
    except Refused as why:
        return why.code
    return None


def test_each_statement_that_fails_in_turn_leaves_all_or_nothing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "PATIENCE", 0.0)
    given = deliveries(tmp_path, seed=2)
    first = store.record(engine, next(given), author="agent")
    second, tried = next(given), 0
    for do in (
        lambda: store.record(engine, second, author="agent"),
        lambda: store.undo(engine, first.authority_id, first.import_id, by="agent"),
    ):
        for number in range(1, 200):
            before = number_of_imports(engine)
            with failing_at(engine, number) as met:
                code = refusal_of(do)
            assert violations(engine) == []
            if len(met) < number:
                break
            if code is not None:  # a statement that only asks what was done may fail unheard
                tried += 1
                assert code in ("disk_full", "connection_lost")
                assert number_of_imports(engine) == before
    assert tried > 20
    assert number_of_imports(engine) == 2
    assert violations(engine) == []


def in_a_process(work: Callable[[], str]) -> str:
    """What work says, done in a process of its own whose limits end with it."""
    heard, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            said = work()
        except BaseException as error:  # noqa: BLE001 (told to the test)
            said = repr(error)
        os.write(told, said.encode())
        os._exit(0)
    os.close(told)
    with os.fdopen(heard) as words:
        said = words.read()
    os.waitpid(pid, 0)
    return said


def test_a_full_disk_is_a_sentence_and_the_next_import_works(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'town.sqlite'}"
    engine = connect(url)
    migrations.upgrade(engine)
    given = deliveries(tmp_path / "spools", seed=3)
    store.record(engine, next(given), author="agent")
    delivery, codes = next(given), []
    engine.dispose()

    def try_within(room: int) -> str:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, most))
        own = connect(url)
        try:
            store.record(own, delivery, author="agent")
        except Refused as why:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            after = store.record(own, account({"60611": room}, file=f"{room}"), author="agent")
            return f"{why.code} then import {after.import_id}"
        return "stored"

    for room in range(8_192, 2**22, 40_960):
        codes.append(in_a_process(lambda room=room: try_within(room)))
        assert violations(engine) == []
        engine.dispose()
        if codes[-1] == "stored":
            break
    assert codes[-1] == "stored"
    assert codes[:-1] == [f"disk_full then import {number}" for number in range(2, len(codes) + 1)]
    assert len(codes) > 3


def test_a_locked_database_is_a_sentence_soon(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = connect(database_url)
    migrations.upgrade(engine)
    store.record(engine, account({"60611": 1}), author="agent")
    impatient = connect(database_url)
    monkeypatch.setattr(database, "WAIT_FOR_WRITERS", "SET LOCAL lock_timeout = '200ms'")
    if impatient.dialect.name == "sqlite":
        event.listen(impatient, "connect", lambda raw, _record: raw.execute("PRAGMA busy_timeout = 200"))
    with writing(engine) as holder:
        holder.execute(text("UPDATE authority SET data_version = data_version"))
        with pytest.raises(Refused, match="busy"):
            store.record(impatient, account({"60611": 2}), author="agent")
        with pytest.raises(Refused, match="busy"):
            store.undo(impatient, 1, 1, by="agent")
        assert number_of_imports(impatient) == 1  # readers do not wait
    store.record(impatient, account({"60611": 2}), author="agent")
    assert violations(engine) == []


def test_no_writer_waits_longer_than_a_person_does() -> None:
    waits = [*(p for p in database.SQLITE_PRAGMAS if "busy_timeout" in p), database.WAIT_FOR_WRITERS]
    assert waits == ["PRAGMA busy_timeout = 5000", "SET LOCAL lock_timeout = '8s'"]
    patience = database.POSTGRESQL_PATIENCE
    assert patience["keepalives_idle"] + patience["keepalives_interval"] * patience["keepalives_count"] <= 8
    assert transactions.PATIENCE + patience["connect_timeout"] <= 8


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ("53100", "disk_full"),
        ("55P03", "busy"),
        ("57P01", "connection_lost"),
        ("08006", "connection_lost"),
        ("53200", "storage_failed"),
    ],
)
def test_what_postgresql_says_becomes_a_code(state: str, code: str) -> None:
    import psycopg

    engine = connect("postgresql://nobody@/nothing")
    with pytest.raises(Refused, match=code), refused.storage_errors_refused(engine):
        raise psycopg.errors.lookup(state)("injected")


def test_a_fault_of_ours_stays_one() -> None:
    engine = connect("sqlite://")
    with (
        pytest.raises(Exception, match="no such table"),
        refused.storage_errors_refused(engine),
        reading(engine) as session,
    ):
        session.execute(text("SELECT 1 FROM absent"))


@pytest.fixture
def wire(postgres_server: PostgresServer) -> Iterator[Wire]:
    wire = Wire(postgres_server.folder)
    yield wire
    wire.close()


@pytest.fixture
def far(postgres_url: str, wire: Wire) -> Iterator[Engine]:
    """A database that is reached through a wire; it knows a town, and a pooled connection is open."""
    near = connect(postgres_url)
    migrations.upgrade(near)
    store.record(near, account({"60611": 1}), author="agent")
    near.dispose()
    far = connect(f"postgresql://mandature@127.0.0.1:{wire.port}/{near.url.database}?sslmode=disable")
    with reading(far) as session:
        session.execute(text("SELECT 1"))
    yield far
    far.dispose()


def once_at_commit(fault: str) -> Callable[[bytes], str | None]:
    left = [fault]
    return lambda said: left.pop() if left and b"COMMIT" in said else None


@pytest.mark.postgres
def test_a_lost_reply_to_a_commit_is_looked_up_and_never_stored_twice(wire: Wire, far: Engine) -> None:
    wire.fault = once_at_commit("lose the reply")
    receipt = store.record(far, account({"60611": 2}, file="compte"), author="agent")
    assert (receipt.import_id, receipt.lines) == (2, 1)
    assert number_of_imports(far) == 2
    wire.fault = once_at_commit("lose the reply")
    store.undo(far, receipt.authority_id, receipt.import_id, by="agent")
    with pytest.raises(Refused, match="already_undone"):
        store.undo(far, receipt.authority_id, receipt.import_id, by="agent")
    assert violations(far) == []


@pytest.mark.postgres
def test_a_commit_that_never_arrived_is_told_and_can_be_done_again(
    wire: Wire, far: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "PATIENCE", 0.5)
    wire.fault = once_at_commit("cut")
    delivery = account({"60611": 2})
    with pytest.raises(Refused, match="connection_lost"):
        store.record(far, delivery, author="agent")
    assert number_of_imports(far) == 1
    store.record(far, delivery, author="agent")
    assert violations(far) == []


@pytest.mark.postgres
def test_a_database_that_does_not_come_back_is_told_in_time(
    wire: Wire, far: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "PATIENCE", 0.3)
    losing = once_at_commit("lose the reply")

    def fault(said: bytes) -> str | None:
        outcome = losing(said)
        wire.is_down |= outcome is not None
        return outcome

    wire.fault = fault
    delivery = account({"60611": 2})
    with pytest.raises(Refused, match="connection_lost"):
        store.record(far, delivery, author="agent")
    wire.is_down = False
    with pytest.raises(Refused, match="already_imported"):
        store.record(far, delivery, author="agent")
    assert number_of_imports(far) == 2


@pytest.mark.postgres
def test_a_wire_cut_among_the_rows_leaves_nothing(wire: Wire, far: Engine, tmp_path: Path) -> None:
    left = ["cut"]
    wire.fault = lambda said: left.pop() if left and b"visits" in said else None
    delivery = next(deliveries(tmp_path, seed=4))
    with pytest.raises(Refused, match="connection_lost"):
        store.record(far, delivery, author="agent")
    assert not left
    assert number_of_imports(far) == 1
    store.record(far, delivery, author="agent")
    assert violations(far) == []


@pytest.mark.postgres
def test_a_server_that_restarts_at_once_costs_at_most_the_import_under_way(
    postgres_server: PostgresServer, postgres_url: str
) -> None:
    # The tests' server may else lose the last commits, for speed.
    engine = connect(f"{postgres_url}&options=-c%20synchronous_commit%3Don")
    migrations.upgrade(engine)
    store.record(engine, account({"60611": 1}), author="agent")
    postgres_server.restart_at_once()
    store.record(engine, account({"60611": 2}), author="agent")  # on the pooled connection, which is gone

    started: list[int] = []

    def restart_at_the_lines(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO budget_document") and not started:
            started.append(1)
            postgres_server.restart_at_once()

    event.listen(engine, "before_cursor_execute", restart_at_the_lines)
    with pytest.raises(Refused, match="connection_lost"):
        store.record(engine, account({"60611": 3}, file="pendant"), author="agent")
    assert number_of_imports(engine) == 2
    store.record(engine, account({"60611": 3}, file="pendant"), author="agent")
    assert violations(engine) == []
    engine.dispose()
