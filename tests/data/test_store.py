"""Imports are whole or absent, supersede without erasing, and can be undone, also after later ones."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from data import migrations, models, queries, store
from data.database import connect, reading
from data.demo import deliveries
from data.facts import Facts, IndicatorValueRead
from data.store import Delivery, ReceivedFile, Refused
from tests.data.deliveries import visits
from tests.data.totem_text import budget, document, line
from tests.reading import read_file

TOWN = "219900040"  # of the invented département 99
SIRET = "21990004000011"
NEW_YEAR = date(2024, 1, 1)


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


def test_a_file_that_was_corrected_is_imported_anew_as_a_correction(engine: Engine) -> None:
    for euros in (10, 20, 10):
        store.record(engine, account(euros), author="agent")
        assert counted(engine) == {2024: euros * 100}
        with pytest.raises(Refused, match="already_imported"):
            store.record(engine, account(euros), author="agent")
    store.undo(engine, 1, 3, by="agent")
    assert counted(engine) == {2024: 2000}
    store.undo(engine, 1, 2, by="agent")
    with pytest.raises(Refused, match="already_imported") as refused:
        store.record(engine, account(10), author="agent")
    assert refused.value.parts["name"] == "compte-2024-10.xml"


def test_a_file_is_refused_while_one_of_its_imports_counts_as_a_whole(engine: Engine, tmp_path: Path) -> None:
    both = {(0, None): 1, (1, None): 2}
    store.record(engine, visits(tmp_path, both, file="visites"), author="agent")
    store.record(engine, visits(tmp_path, {(1, None): 3}), author="agent")
    again = store.record(engine, visits(tmp_path, both, file="visites"), author="agent")
    for same in (visits(tmp_path, both, file="visites"), visits(tmp_path, both, file="other name")):
        with pytest.raises(Refused, match="already_imported"):
            store.record(engine, same, author="agent")
    assert (again.import_id, again.facts) == (3, 2)


def test_the_same_bytes_are_imported_for_two_kinds(engine: Engine, tmp_path: Path) -> None:
    values = [IndicatorValueRead("visits", NEW_YEAR, NEW_YEAR, Decimal(1), None, "comptage")]
    as_use = visits(tmp_path, {(0, None): 1}, file="classeur")
    as_values = Delivery(as_use.authority, as_use.file, "values", facts=Facts(indicator_values=values))
    for delivery in (as_use, as_values):
        store.record(engine, delivery, author="agent")
        with pytest.raises(Refused, match="already_imported"):
            store.record(engine, delivery, author="agent")


def at_once(*works: Callable[[], object]) -> list[str | None]:
    """What each work is refused for, all begun at the same moment."""
    together, found = threading.Barrier(len(works)), list[str | None]()

    def begin(work: Callable[[], object]) -> None:
        together.wait()
        try:
            work()
        except Refused as refused:
            found.append(refused.code)
        else:
            found.append(None)

    writers = [threading.Thread(target=begin, args=(work,)) for work in works]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return found


def test_those_who_confirm_the_same_file_at_once_end_with_one_import(engine: Engine) -> None:
    for euros in (10, 20, 10):  # of a town that is new; then a correction; then a file that was corrected
        codes = at_once(*[lambda: store.record(engine, account(euros), author="agent")] * 4)  # noqa: B023
        assert sorted(codes, key=str) == [None, *["already_imported"] * 3]
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
