"""Imports are whole or absent, supersede without erasing, and can be undone, also after later ones."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from data import migrations, models, queries, store
from data.database import connect, reading
from data.demo import deliveries
from data.store import Delivery, ReceivedFile, Refused
from tests.data.totem_text import budget, document, line
from tests.reading import read_file

TOWN = "219900040"  # of the invented département 99
SIRET = "21990004000011"


@pytest.fixture
def engine(database_url: str) -> Engine:
    engine = connect(database_url)
    migrations.upgrade(engine)
    return engine


def account(euros: int, *, year: int = 2024) -> Delivery:
    """A closed account of one line, whose bytes differ with its amount."""
    content = document(budget(line("60611", MtReal=f"{euros}.00"), siret=SIRET, year=str(year), step="09")).encode()
    read = read_file(content)
    assert not read.refused, read.problems
    return Delivery.of_reading(read, ReceivedFile.of(f"compte-{year}-{euros}.xml", content))


def counted(engine: Engine) -> dict[int, int]:
    """Year → cents executed, over what counts."""
    d, b = models.BudgetDocument, models.BudgetLine
    with reading(engine) as session:
        rows = session.execute(
            select(d.year, func.sum(b.executed))
            .join(b, (b.authority_id == d.authority_id) & (b.counts_in == d.id))
            .group_by(d.year)
        ).all()
    return {year: int(total) for year, total in rows}


def test_the_same_bytes_are_refused_until_their_import_is_undone(engine: Engine) -> None:
    receipt = store.record(engine, account(10), author="agent")
    with pytest.raises(Refused, match="already_imported"):
        store.record(engine, account(10), author="agent")
    store.undo(engine, receipt.authority_id, receipt.import_id, by="agent")
    store.record(engine, account(10), author="agent")
    assert counted(engine) == {2024: 1000}


def test_a_correction_supersedes_and_its_undoing_brings_back(engine: Engine) -> None:
    store.record(engine, account(10), author="agent")
    corrected = store.record(engine, account(20), author="agent")
    assert counted(engine) == {2024: 2000}
    store.undo(engine, corrected.authority_id, corrected.import_id, by="agent")
    assert counted(engine) == {2024: 1000}


def test_an_import_is_undone_after_later_ones(engine: Engine) -> None:
    first = store.record(engine, account(10), author="agent")
    store.record(engine, account(20, year=2023), author="agent")
    store.undo(engine, first.authority_id, first.import_id, by="agent")
    assert counted(engine) == {2023: 2000}
    with pytest.raises(Refused, match="already_undone"):
        store.undo(engine, first.authority_id, first.import_id, by="agent")


def test_what_was_known_at_a_past_moment_can_be_asked_again(engine: Engine) -> None:
    start = datetime(2025, 3, 1, tzinfo=UTC)
    first = store.record(engine, account(10), author="agent", at=start)
    second = store.record(engine, account(20), author="agent", at=start + timedelta(days=10))
    store.undo(engine, first.authority_id, second.import_id, by="agent", at=start + timedelta(days=20))

    def known(days: int) -> list[int]:
        with reading(engine) as session:
            found = queries.documents(session, first.authority_id, as_known_on=start + timedelta(days=days))
            return [document.import_id for document in found]

    assert [known(-1), known(5), known(15), known(25)] == [
        [],
        [first.import_id],
        [second.import_id],
        [first.import_id],
    ]


def test_an_import_that_fails_half_way_leaves_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    store.record(engine, account(10), author="agent")

    def fail(*_: Any) -> None:
        raise RuntimeError("the disk is gone")

    with monkeypatch.context() as broken:
        broken.setattr(store.standing, "count_in", fail)
        with pytest.raises(RuntimeError):
            store.record(engine, account(20), author="agent")
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(models.Import)) == 1
        assert session.scalar(select(func.count()).select_from(models.BudgetLine)) == 1
    store.record(engine, account(20), author="agent")
    assert counted(engine) == {2024: 2000}


def test_two_writers_at_once_store_both(engine: Engine) -> None:
    store.record(engine, account(1), author="agent")
    failures: list[BaseException] = []

    def write(year: int) -> None:
        try:
            store.record(engine, account(5, year=year), author="agent")
        except BaseException as error:  # noqa: BLE001 (told to the test)
            failures.append(error)

    writers = [threading.Thread(target=write, args=(year,)) for year in range(2010, 2016)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failures
    assert counted(engine) == {2024: 100} | dict.fromkeys(range(2010, 2016), 500)


def test_every_import_and_undoing_is_in_the_audit_trail(engine: Engine) -> None:
    receipt = store.record(engine, account(10), author="agent")
    store.undo(engine, receipt.authority_id, receipt.import_id, by="maire")
    with reading(engine) as session:
        events = session.execute(select(models.AuditEvent.actor, models.AuditEvent.action)).all()
    assert [tuple(event) for event in events] == [("agent", "import"), ("maire", "undo")]


def test_the_demonstration_town_is_stored_whole(engine: Engine) -> None:
    receipts = [store.record(engine, delivery, author="demo") for delivery in deliveries()]
    with reading(engine) as session:
        assert session.scalar(select(func.count()).select_from(models.BudgetLine)) == sum(r.lines for r in receipts)
        assert session.scalar(select(models.Authority.is_fictional)) is True
        assert (
            session.scalar(select(func.count()).select_from(models.UsageRecord).where(~models.UsageRecord.is_current))
            == 0
        )
