"""A journal of orders counts whole over its days: what a newer file of them leaves out counts no more."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data import known, migrations, models, store
from data.database import connect, reading
from data.differences import difference
from data.facts import Facts, PaymentOrderRead
from data.store import Delivery
from tests.data.deliveries import SIRET, TOWN, file_named
from tests.data.test_standing import new_town

NEW_YEAR = date(2025, 1, 1)
Said = Mapping[tuple[int, str], int]  # (day of January, account) → euros


@pytest.fixture
def engine(database_url: str) -> Engine:
    engine = connect(database_url)
    migrations.upgrade(engine)
    return engine


def journal(said: Said, direction: str = "D", year: int = 2025) -> Delivery:
    orders = [
        PaymentOrderRead(
            SIRET, year, NEW_YEAR + timedelta(days=day - 1), direction, "F", "011", account, None, None, euros * 100
        )
        for (day, account), euros in said.items()
    ]
    return Delivery(TOWN, file_named(), "payment_orders", facts=Facts(orders=orders))


def recorded(engine: Engine, delivery: Delivery, at: datetime | None = None) -> int:
    return store.record(engine, delivery, author="agent", at=at).import_id


def counted(session: Session, direction: str = "D", as_known_on: datetime | None = None) -> dict[tuple[int, str], int]:
    o = models.PaymentOrder
    rows = session.execute(
        select(o.issued_on, o.account, o.amount).where(
            known.counts(session, 1, o, as_known_on), o.direction == direction
        )
    ).all()
    found = {((day - NEW_YEAR).days + 1, account): cents // 100 for day, account, cents in rows}
    assert len(found) == len(rows)
    return found


def now(engine: Engine, direction: str = "D") -> dict[tuple[int, str], int]:
    with reading(engine) as session:
        return counted(session, direction)


def test_an_order_that_the_next_export_leaves_out_counts_no_more(engine: Engine) -> None:
    recorded(engine, journal({(2, "60611"): 10, (3, "6132"): 5, (9, "6132"): 7}))
    again = recorded(engine, journal({(1, "60611"): 1, (2, "60611"): 10, (5, "60612"): 3}))
    assert now(engine) == {(1, "60611"): 1, (2, "60611"): 10, (5, "60612"): 3, (9, "6132"): 7}
    store.undo(engine, 1, again, by="agent")
    assert now(engine) == {(2, "60611"): 10, (3, "6132"): 5, (9, "6132"): 7}


def test_what_is_paid_and_what_is_received_are_two_journals_and_so_are_two_years(engine: Engine) -> None:
    recorded(engine, journal({(2, "60611"): 10}))
    recorded(engine, journal({(1, "7067"): 4, (9, "7067"): 5}, direction="R"))
    recorded(engine, journal({(2, "6132"): 8}, year=2024))  # an order of January that belongs to the year before
    assert now(engine) == {(2, "60611"): 10, (2, "6132"): 8}
    assert now(engine, "R") == {(1, "7067"): 4, (9, "7067"): 5}


def test_a_journal_as_it_was_known_can_be_asked_again(engine: Engine) -> None:
    start = datetime(2025, 2, 1, tzinfo=UTC)
    recorded(engine, journal({(2, "60611"): 10, (3, "6132"): 5}), at=start)
    second = recorded(engine, journal({(1, "60611"): 1, (4, "60611"): 2}), at=start + timedelta(days=10))
    store.undo(engine, 1, second, by="agent", at=start + timedelta(days=20))

    def asked(days: int) -> dict[tuple[int, str], int]:
        with reading(engine) as session:
            return counted(session, as_known_on=start + timedelta(days=days))

    first = {(2, "60611"): 10, (3, "6132"): 5}
    assert [asked(days) for days in (-1, 5, 15, 25)] == [{}, first, {(1, "60611"): 1, (4, "60611"): 2}, first]


def test_what_would_no_longer_count_is_told_before_it_is_confirmed(engine: Engine) -> None:
    recorded(engine, journal({(2, "60611"): 10, (3, "6132"): 5, (9, "6132"): 7}))
    with reading(engine) as session:
        [of_orders] = difference(session, journal({(1, "60611"): 1, (2, "60611"): 11, (5, "60612"): 3}), 1).facts
    assert (of_orders.new, of_orders.changed, of_orders.same, of_orders.gone) == (2, 1, 0, 1)
    with reading(engine) as session:
        [fewer] = difference(session, journal({(2, "60611"): 10, (9, "6132"): 7}), 1).facts
    assert (fewer.new, fewer.changed, fewer.same, fewer.gone) == (0, 0, 2, 1)
    assert not fewer.changes_nothing


def test_the_same_orders_again_are_refused(engine: Engine) -> None:
    recorded(engine, journal({(2, "60611"): 10, (3, "6132"): 5}))
    with pytest.raises(store.Refused, match="already_imported"):
        recorded(engine, journal({(3, "6132"): 5, (2, "60611"): 10}))
    assert now(engine) == {(2, "60611"): 10, (3, "6132"): 5}


SAID = st.dictionaries(
    st.tuples(st.integers(1, 6), st.sampled_from(["60611", "6132"])), st.integers(1, 5), min_size=1, max_size=5
)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(st.lists(st.one_of(SAID, st.integers(0, 9)), min_size=2, max_size=7))
def test_imports_and_undoings_in_any_order_leave_what_the_standing_files_say(steps: list[Said | int]) -> None:
    """A number undoes one of the imports that stand; against a plain list of what each said."""
    engine = new_town()
    standing: dict[int, Said] = {}
    for step in steps:
        if not isinstance(step, int):
            if step not in standing.values():
                standing[recorded(engine, journal(step))] = step
        elif standing:
            undone = sorted(standing)[step % len(standing)]
            store.undo(engine, 1, undone, by="agent")
            del standing[undone]
        expected: dict[tuple[int, str], int] = {}
        for _, said in sorted(standing.items()):
            days = [day for day, _ in said]
            outside = {key: euros for key, euros in expected.items() if not min(days) <= key[0] <= max(days)}
            expected = outside | dict(said)
        if standing or expected:
            assert now(engine) == expected
            with reading(engine) as session:
                assert counted(session, as_known_on=datetime.now(UTC)) == expected
