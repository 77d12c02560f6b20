"""The lists of authorities that a town compares itself with: by name, each version kept with who drew it up."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from data import models
from data.refused import Refused
from data.rows import Ids
from data.transactions import audit, lock, transact

FEWEST, MOST = 2, 1_000  # members
LONGEST_NAME = 80
_group = models.PeerGroup


@dataclass(frozen=True)
class GroupRow:
    """The version of a list that counts. members: SIRENs. made: how it was drawn up."""

    code: str
    version: int
    name: str
    members: tuple[str, ...]
    made: Mapping[str, Any]
    author: str
    recorded_at: datetime


def of(session: Session, authority_id: int) -> list[GroupRow]:
    """The lists that a town keeps, by name; retired ones left out."""
    g = _group
    rows = session.execute(
        select(g.code, g.version, g.name, g.members, g.made, g.author, g.recorded_at)
        .where(g.authority_id == authority_id, g.is_current)
        .order_by(g.name, g.code)
    )
    return [
        GroupRow(code, version, name, tuple(members), *rest) for code, version, name, members, *rest in rows if members
    ]


def versions(session: Session, authority_id: int, code: str) -> list[GroupRow]:
    """Every version of a list, newest first; the one that retired it has no member."""
    g = _group
    rows = session.execute(
        select(g.code, g.version, g.name, g.members, g.made, g.author, g.recorded_at)
        .where(g.authority_id == authority_id, g.code == code)
        .order_by(g.version.desc())
    )
    return [GroupRow(code, version, name, tuple(members), *rest) for code, version, name, members, *rest in rows]


def save(
    engine: Engine, authority_id: int, name: str, members: Sequence[str], made: Mapping[str, Any], *, author: str
) -> str:
    """Keep a list, or the next version of the list of that name; its code.

    Refused: `group_name` for none, `group_members` for fewer than two members or more than a thousand, and what
    `data.refused` tells of storage.
    """
    named = " ".join(name.split())[:LONGEST_NAME]
    kept = list(dict.fromkeys(members))
    if not named:
        raise Refused("group_name")
    if not FEWEST <= len(kept) <= MOST:
        raise Refused("group_members", n=len(kept), fewest=FEWEST, most=MOST)
    values = {"code": code_of(named), "name": named, "members": kept, "made": dict(made), "author": author}
    return _write(engine, authority_id, values)


def retire(engine: Engine, authority_id: int, code: str, *, author: str) -> None:
    """Stop offering a list; its versions stay. Refused: `no_such_group`."""
    with Session(engine) as session:
        known = next((one for one in of(session, authority_id) if one.code == code), None)
    if known is None:
        raise Refused("no_such_group", group=code)
    _write(engine, authority_id, {"code": code, "name": known.name, "members": [], "made": {}, "author": author})


def code_of(name: str) -> str:
    """« Nos voisines » → « nos-voisines »: what stands in an address."""
    bare = "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60] or "liste"


def _write(engine: Engine, authority_id: int, values: Mapping[str, Any]) -> str:
    """The next version of a list."""
    at, code, members = datetime.now(UTC), str(values["code"]), values["members"]

    def keep(session: Session) -> str:
        lock(session, authority_id)
        of_code = (_group.authority_id == authority_id, _group.code == code)
        version = (session.scalar(select(func.max(_group.version)).where(*of_code)) or 0) + 1
        session.execute(update(_group).where(*of_code).values(is_current=False))
        row = dict(values) | {"version": version, "recorded_at": at, "is_current": True}
        group_id = Ids(session, authority_id).insert(_group, [row])
        audit(
            session,
            authority_id,
            ("peer_group", group_id),
            at=at,
            actor=values["author"],
            action="group" if members else "retire_group",
            detail={"version": version, "members": len(members)},
        )
        return code

    def look_up(session: Session) -> str | None:
        of_code = (_group.authority_id == authority_id, _group.code == code, _group.recorded_at == at)
        return session.scalar(select(_group.code).where(*of_code))

    return transact(engine, keep, look_up)
