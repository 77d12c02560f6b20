"""The lists a town compares itself with: every version is kept, with who drew it up; none is overwritten."""

import pytest
from sqlalchemy import Engine, select

from data import migrations, models, peer_groups, store
from data.database import connect, reading
from data.refused import Refused
from tests.data.deliveries import account

THREE = ["219950001", "219950002", "219950003"]
BY_HAND = {"by": "hand"}


@pytest.fixture
def engine(database_url: str) -> Engine:
    engine = connect(database_url)
    migrations.upgrade(engine)
    return engine


@pytest.fixture
def town(engine: Engine) -> int:
    return store.record(engine, account({"60611": 10}), author="essai").authority_id


def kept(engine: Engine, town: int) -> dict[str, tuple[str, ...]]:
    with reading(engine) as session:
        return {one.name: one.members for one in peer_groups.of(session, town)}


def test_a_list_is_kept_under_its_name(engine: Engine, town: int) -> None:
    code = peer_groups.save(engine, town, "  Nos   voisines ", [*THREE, THREE[0]], BY_HAND, author="agent")
    assert code == "nos-voisines"
    assert kept(engine, town) == {"Nos voisines": tuple(THREE)}
    with reading(engine) as session:
        (found,) = peer_groups.of(session, town)
    assert (found.version, found.made, found.author) == (1, BY_HAND, "agent")


def test_a_correction_is_another_version_and_the_first_one_stays(engine: Engine, town: int) -> None:
    code = peer_groups.save(engine, town, "Voisines", THREE, BY_HAND, author="agent")
    peer_groups.save(engine, town, "Voisines", THREE[:2], BY_HAND, author="autre")
    assert kept(engine, town) == {"Voisines": tuple(THREE[:2])}
    with reading(engine) as session:
        found = peer_groups.versions(session, town, code)
    assert [(one.version, len(one.members), one.author) for one in found] == [(2, 2, "autre"), (1, 3, "agent")]


def test_a_retired_list_is_no_longer_offered_and_its_versions_stay(engine: Engine, town: int) -> None:
    code = peer_groups.save(engine, town, "Voisines", THREE, BY_HAND, author="agent")
    peer_groups.retire(engine, town, code, author="agent")
    assert kept(engine, town) == {}
    with reading(engine) as session:
        assert [one.members for one in peer_groups.versions(session, town, code)] == [(), tuple(THREE)]
    peer_groups.save(engine, town, "Voisines", THREE, BY_HAND, author="agent")
    assert kept(engine, town) == {"Voisines": tuple(THREE)}
    with pytest.raises(Refused) as refused:
        peer_groups.retire(engine, town, "autre", author="agent")
    assert refused.value.code == "no_such_group"


@pytest.mark.parametrize(
    ("name", "members", "code"),
    [
        (" ", THREE, "group_name"),
        ("Seule", THREE[:1], "group_members"),
        ("Double", [THREE[0], THREE[0]], "group_members"),
        ("Pays", [f"{n:09}" for n in range(1001)], "group_members"),
    ],
)
def test_a_list_without_a_name_or_members_is_refused(
    engine: Engine, town: int, name: str, members: list[str], code: str
) -> None:
    with pytest.raises(Refused) as refused:
        peer_groups.save(engine, town, name, members, BY_HAND, author="agent")
    assert refused.value.code == code
    assert kept(engine, town) == {}


def test_what_was_done_is_written_down_and_answers_are_read_again(engine: Engine, town: int) -> None:
    with reading(engine) as session:
        before = session.scalar(select(models.Authority.data_version).where(models.Authority.id == town))
    code = peer_groups.save(engine, town, "Voisines", THREE, BY_HAND, author="agent")
    peer_groups.retire(engine, town, code, author="autre")
    event = models.AuditEvent
    with reading(engine) as session:
        rows = session.execute(
            select(event.action, event.actor, event.detail).where(event.object_kind == "peer_group").order_by(event.id)
        ).all()
        after = session.scalar(select(models.Authority.data_version).where(models.Authority.id == town))
    assert [tuple(row) for row in rows] == [
        ("group", "agent", {"version": 1, "members": 3}),
        ("retire_group", "autre", {"version": 2, "members": 0}),
    ]
    assert (before or 0) + 2 == after
