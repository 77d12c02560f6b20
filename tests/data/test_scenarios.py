"""A scenario is kept version by version: a change is a new row, what is put away can be read and brought back."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data import migrations, models, queries, scenarios, store
from data.database import connect, reading
from data.refused import Refused
from data.scenarios import Draft, Saved
from tests.data.deliveries import account

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
PRUDENT = {"taxes": {"growth": "1.5"}, "investment": [{"year": 2027, "cents": 120_000_00}]}


@pytest.fixture
def engine(database_url: str) -> Engine:
    """A town with one budget and one closed account."""
    engine = connect(database_url)
    migrations.upgrade(engine)
    store.record(engine, account({"60611": 10}), author="agent")
    return engine


def draft(levers: dict[str, Any] | None = None, name: str = "Prudent") -> Draft:
    return Draft(name, budget_id=1, base_year=2024, levers=PRUDENT if levers is None else levers, base_document_id=1)


def saved(engine: Engine, one: Draft, days: int = 0) -> Saved:
    return scenarios.save(engine, 1, one, author="agent", at=NOON + timedelta(days=days))


def in_use(engine: Engine, *, archived: bool = False) -> list[tuple[str, int]]:
    with reading(engine) as session:
        return [(one.name, one.version) for one in scenarios.listed(session, 1, archived=archived)]


def test_a_scenario_comes_back_as_it_was_saved(engine: Engine) -> None:
    one = saved(engine, draft())
    with reading(engine) as session:
        assert scenarios.versions(session, 1, "Prudent") == [one]
        assert scenarios.versions(session, 1, "Ambitieux") == []
    assert (one.name, one.version, one.levers, one.base_year, one.base_document_id) == ("Prudent", 1, PRUDENT, 2024, 1)


def test_a_change_is_a_new_version_and_the_earlier_ones_stay(engine: Engine) -> None:
    first = saved(engine, draft())
    second = saved(engine, draft({"taxes": {"growth": "2"}}, name="  Prudent "), days=1)
    saved(engine, draft(name="Ambitieux"), days=2)
    assert second.version == 2
    assert in_use(engine) == [("Ambitieux", 1), ("Prudent", 2)]
    with reading(engine) as session:
        assert scenarios.versions(session, 1, "Prudent") == [second, first]


def test_what_says_the_same_already_is_not_saved_twice(engine: Engine) -> None:
    one = saved(engine, draft())
    assert saved(engine, draft(), days=1) == one
    assert in_use(engine) == [("Prudent", 1)]


def test_what_is_put_away_is_out_of_the_list_and_can_be_brought_back(engine: Engine) -> None:
    saved(engine, draft())
    scenarios.archive(engine, 1, "Prudent", by="maire", at=NOON + timedelta(days=1))
    assert (in_use(engine), in_use(engine, archived=True)) == ([], [("Prudent", 1)])
    with reading(engine) as session:
        (kept,) = scenarios.versions(session, 1, "Prudent")
    assert (kept.archived_at, kept.archived_by, kept.levers) == (NOON + timedelta(days=1), "maire", PRUDENT)
    assert saved(engine, draft(), days=2).version == 2
    assert (in_use(engine), in_use(engine, archived=True)) == ([("Prudent", 2)], [])


def test_a_name_is_needed_and_only_what_is_there_can_be_put_away(engine: Engine) -> None:
    for name in ("", "   ", "x" * 121):
        with pytest.raises(Refused, match="scenario_name"):
            saved(engine, draft(name=name))
    with pytest.raises(Refused, match="no_scenario"):
        scenarios.archive(engine, 1, "Prudent", by="agent")
    saved(engine, draft())
    scenarios.archive(engine, 1, "Prudent", by="agent")
    with pytest.raises(Refused, match="no_scenario"):
        scenarios.archive(engine, 1, "Prudent", by="agent")


def test_each_saving_is_audited_and_raises_the_data_version(engine: Engine) -> None:
    with reading(engine) as session:
        before = queries.authorities(session)[0].data_version
    saved(engine, draft())
    scenarios.archive(engine, 1, "Prudent", by="maire", at=NOON)
    with reading(engine) as session:
        e = models.AuditEvent
        events = session.execute(
            select(e.action, e.actor, e.object_id, e.detail).where(e.object_kind == "scenario").order_by(e.id)
        ).all()
        assert queries.authorities(session)[0].data_version == before + 2
    assert events == [("save", "agent", 1, {"version": 1}), ("archive", "maire", 1, {})]
