"""What counted at a past moment: the rule of `data.standing` asked again of the imports that stood then."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from data import journals, models
from data.standing import SLOTS


def counts(session: Session, authority_id: int, model: type[Any], as_known_on: datetime | None) -> ColumnElement[bool]:
    """The condition under which a fact of an authority counts, now or at that moment."""
    if as_known_on is None:
        return and_(model.authority_id == authority_id, model.is_current)
    stood = stood_on(as_known_on)
    if model in journals.JOURNALS:
        counted = journals.counting(model, journals.standing_days(session, authority_id, model, stood))
        return and_(model.authority_id == authority_id, counted)
    imported = select(models.Import.id).where(models.Import.authority_id == authority_id, stood)
    newest = (
        select(func.max(model.id))
        .where(model.authority_id == authority_id, model.import_id.in_(imported))
        .group_by(*(getattr(model, name) for name in SLOTS[model]))
    )
    return and_(model.authority_id == authority_id, model.id.in_(newest))


def stood_on(moment: datetime) -> ColumnElement[bool]:
    """Whether an import was there, and not undone."""
    i = models.Import
    return and_(i.recorded_at <= moment, or_(i.undone_at.is_(None), i.undone_at > moment))
