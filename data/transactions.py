"""One transaction at a time for each authority, whole or absent, with what was done written down beside it."""

import time
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from data import models
from data.database import writing
from data.refused import CONNECTION_LOST, Refused, storage_errors_refused
from data.rows import Ids

# How long a lost connection is tried again, to learn what became of the transaction; in seconds.
PATIENCE, PAUSE = 5.0, 0.25
_T = TypeVar("_T")


def transact(engine: Engine, work: Callable[[Session], _T], look_up: Callable[[Session], _T | None]) -> _T:
    """Do work in one transaction; where the connection is lost, look whether it was committed all the same.

    Refused: what `data.refused` tells of storage, with nothing stored; `connection_lost` also where nobody answers.
    """
    try:
        with storage_errors_refused(engine), writing(engine) as session:
            return work(session)
    except Refused as refused:
        if refused.code != CONNECTION_LOST or (found := _asked_again(engine, look_up)) is None:
            raise
        return found


def lock(session: Session, authority_id: int, *, raised: bool = True) -> None:
    """Make every other writer of this authority wait, and raise the data version that answers are cached by."""
    authority = models.Authority
    session.execute(
        update(authority).where(authority.id == authority_id).values(data_version=authority.data_version + int(raised))
    )


def audit(
    session: Session,
    authority_id: int,
    about: tuple[str, int],
    *,
    at: datetime,
    actor: str,
    action: str,
    detail: dict[str, Any],
) -> None:
    """about: the kind of the object, and its id."""
    event_id = Ids(session, authority_id).take(models.AuditEvent)
    session.add(
        models.AuditEvent(
            authority_id=authority_id,
            id=event_id,
            at=at,
            actor=actor,
            action=action,
            object_kind=about[0],
            object_id=about[1],
            detail=detail,
        )
    )


def _asked_again(engine: Engine, look_up: Callable[[Session], _T | None]) -> _T | None:
    """None where it was not committed, or where the database does not come back in time."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with storage_errors_refused(engine), writing(engine) as session:
                return look_up(session)
        except Refused:
            if time.monotonic() > deadline:
                return None
            time.sleep(PAUSE)
