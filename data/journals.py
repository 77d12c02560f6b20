"""Which orders of a journal count: of each day, all those of the newest standing import whose days hold it.

An order that was rejected is absent from the next export of the same days. Were each fact replaced by its like alone,
it would go on counting for ever. The days of an import, for one budget, year and direction, run from its first order
to its last.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, or_, select, update
from sqlalchemy.orm import Session

from data import models

# What is kept apart in a journal, and the column of its days.
JOURNALS: Mapping[type[Any], tuple[tuple[str, ...], str]] = {
    models.PaymentOrder: (("budget_code", "year", "direction"), "issued_on"),
}
BY_TABLE: Mapping[str, type[Any]] = {model.__tablename__: model for model in JOURNALS}


@dataclass(frozen=True)
class Days:
    """Both included; of one part of a journal, as one import brings it."""

    part: tuple[Any, ...]
    first: date
    last: date
    import_id: int = 0


def refresh(session: Session, authority_id: int, model: type[Any], ids: tuple[int, int]) -> None:
    """Ask the rule again for the days of an import just stored or undone. ids: first and last of its facts."""
    standing = standing_days(session, authority_id, model, models.Import.undone_at.is_(None))
    for days in _days(session, model, and_(model.authority_id == authority_id, model.id.between(*ids))):
        counts = model.import_id == _newest(model, standing[days.part])
        session.execute(
            update(model)
            .where(model.authority_id == authority_id, within(model, days), model.is_current != counts)
            .values(is_current=counts)
            .execution_options(synchronize_session=False)
        )


def counting(model: type[Any], standing: Mapping[tuple[Any, ...], Sequence[Days]]) -> ColumnElement[bool]:
    """Whether a fact counts where these imports stand."""
    of_parts = (and_(_is_part(model, part), model.import_id == _newest(model, days)) for part, days in standing.items())
    return or_(literal(value=False), *of_parts)


def standing_days(
    session: Session, authority_id: int, model: type[Any], stands: ColumnElement[bool]
) -> Mapping[tuple[Any, ...], Sequence[Days]]:
    """The days of each import that stands, newest first, by part. stands: a condition on `models.Import`."""
    found: dict[tuple[Any, ...], list[Days]] = defaultdict(list)
    imported = select(models.Import.id).where(models.Import.authority_id == authority_id, stands)
    of_imports = and_(model.authority_id == authority_id, model.import_id.in_(imported))
    for days in sorted(_days(session, model, of_imports), key=lambda one: -one.import_id):
        found[days.part].append(days)
    return found


def within(model: type[Any], days: Days) -> ColumnElement[bool]:
    """Whether a fact is of the same part of the journal, and of one of these days."""
    return and_(_is_part(model, days.part), _day(model).between(days.first, days.last))


def _days(session: Session, model: type[Any], which: ColumnElement[bool]) -> list[Days]:
    part = [getattr(model, name) for name in JOURNALS[model][0]]
    ends = (func.min(_day(model)), func.max(_day(model)))
    rows = session.execute(select(*part, *ends, model.import_id).where(which).group_by(*part, model.import_id))
    return [Days(tuple(said), first, last, import_id) for *said, first, last, import_id in map(tuple, rows)]


def _newest(model: type[Any], days: Sequence[Days]) -> ColumnElement[int]:
    """The import whose orders of the row's day count; 0 for none. days: newest first."""
    holding = [(_day(model).between(one.first, one.last), one.import_id) for one in days]
    return case(*holding, else_=0) if holding else literal(0)


def _is_part(model: type[Any], part: tuple[Any, ...]) -> ColumnElement[bool]:
    return and_(*(getattr(model, name) == value for name, value in zip(JOURNALS[model][0], part, strict=True)))


def _day(model: type[Any]) -> Any:
    return getattr(model, JOURNALS[model][1])
