"""Documents and facts as rows: each under its authority, with the import that brought it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, insert, select
from sqlalchemy.orm import Session

from data import models
from data.bulk import bulk_insert
from data.facts import Facts
from data.importers.reading import DocumentRead, LineRead
from metrics.documents import Column

_LINE_FIELDS = ("row", "sheet", "chapter", "account", "function", "operation", "label", "inferred", "absent")
_LINE_CODES = ("section", "direction", "nature")
_LINE_COLUMNS = ("authority_id", "id", "document_id", "counts_in", *_LINE_FIELDS, *_LINE_CODES, *map(str, Column))


class Ids:
    """Gives out the ids of one authority's facts, upwards, under the lock of its data version."""

    def __init__(self, session: Session, authority_id: int) -> None:
        self.session = session
        self.authority_id = authority_id
        self._first: dict[type[Any], int] = {}
        self._last: dict[type[Any], int] = {}

    @property
    def given(self) -> dict[str, tuple[int, int]]:
        """The first and last id given out, by table."""
        return {model.__tablename__: (first, self._last[model]) for model, first in self._first.items()}

    def take(self, model: type[Any]) -> int:
        return self.reserve(model, 1)

    def reserve(self, model: type[Any], n: int) -> int:
        """The first of n ids that follow one another."""
        if model not in self._last:
            largest = select(func.max(model.id)).where(model.authority_id == self.authority_id)
            self._last[model] = self.session.scalar(largest) or 0
        first = self._last[model] + 1
        self._first.setdefault(model, first)
        self._last[model] += n
        return first

    def insert(self, model: type[Any], rows: Iterable[Mapping[str, Any]]) -> int:
        """Store rows under new ids; the id of the last one, 0 for none."""
        numbered = [dict(row) | {"authority_id": self.authority_id, "id": self.take(model)} for row in rows]
        if not numbered:
            return 0
        self.session.execute(insert(model), numbered)
        return int(numbered[-1]["id"])


def store_document(
    session: Session,
    ids: Ids,
    import_id: int,
    document: DocumentRead,
    *,
    is_partial: bool,
    progress: Callable[[int], None],
) -> None:
    """progress: told, by another thread, the lines stored since the last time."""
    document_id = ids.take(models.BudgetDocument)
    budget_id = _budget(session, ids, document)
    session.execute(
        insert(models.BudgetDocument),
        [
            {
                "authority_id": ids.authority_id,
                "id": document_id,
                "import_id": import_id,
                "budget_id": budget_id,
                "year": document.year,
                "step": str(document.step),
                "number": document.number,
                "standard": document.nomenclature.standard,
                "variant": document.nomenclature.variant,
                "is_unified_account": document.is_unified_account,
                "produced_on": document.produced_on,
                "voted_on": document.voted_on,
                "population": document.population,
                "has_loan_annex": document.loans is not None,
                "is_partial": is_partial,
                "is_whole": document.is_whole,
                "is_current": False,
            }
        ],
    )
    _lines(session, ids, document_id, document.lines, progress)
    of_document = {"authority_id": ids.authority_id, "document_id": document_id}
    ids.insert(
        models.DeclaredFigure,
        (of_document | {"code": code, "value": d.value, "text": d.text} for code, d in document.declared.items()),
    )
    ids.insert(models.Loan, (of_document | _fields(loan) for loan in document.loans or ()))


def _lines(
    session: Session, ids: Ids, document_id: int, lines: Sequence[LineRead], progress: Callable[[int], None]
) -> None:
    """A new document is the newest of its slot: all its lines count in it."""
    if not lines:
        return
    key, first = (ids.authority_id, document_id), ids.reserve(models.BudgetLine, len(lines))
    rows = (_line_row(line, number, key) for number, line in enumerate(lines, start=first))
    bulk_insert(session, models.BudgetLine.__tablename__, _LINE_COLUMNS, rows, progress)


def _line_row(line: LineRead, number: int, key: tuple[int, int]) -> tuple[Any, ...]:
    authority_id, document_id = key
    fields = (getattr(line, name) for name in _LINE_FIELDS)
    codes = (str(getattr(line, name)) for name in _LINE_CODES)
    return (authority_id, number, document_id, document_id, *fields, *codes, *map(line.amounts.get, Column))


def _budget(session: Session, ids: Ids, document: DocumentRead) -> int:
    budget = models.Budget
    known = session.scalar(
        select(budget.id).where(budget.authority_id == ids.authority_id, budget.code == document.budget_code)
    )
    if known is not None:
        return known
    budget_id = ids.take(budget)
    row = {"authority_id": ids.authority_id, "id": budget_id, "code": document.budget_code}
    session.execute(insert(budget), [row | {"name": document.budget_name, "kind": str(document.budget_kind)}])
    return budget_id


def store_facts(session: Session, ids: Ids, import_id: int, facts: Facts) -> None:
    sourced = {"authority_id": ids.authority_id, "import_id": import_id}
    services = _services(session, ids, facts, sourced)
    facilities = _facilities(session, ids, facts, services, sourced)
    policies = _policies(session, ids, facts, sourced)
    ids.insert(models.Population, (sourced | _fields(p) for p in facts.populations))
    ids.insert(models.Target, (sourced | _fields(t) for t in facts.targets))
    ids.insert(models.CalendarEvent, (sourced | _fields(e) for e in facts.events))
    ids.insert(models.ProgrammeCredit, (sourced | _fields(c) for c in facts.programmes))
    ids.insert(models.PaymentOrder, (sourced | _fields(o) for o in facts.orders))
    ids.insert(models.LandingEstimate, (sourced | _fields(e) for e in facts.estimates))
    ids.insert(models.ReadingMark, (sourced | _fields(m) for m in facts.marks))
    ids.insert(
        models.IndicatorValue,
        (sourced | _fields(v) | {"absence": _text(v.absence)} for v in facts.indicator_values),
    )
    ids.insert(
        models.Intervention,
        (
            sourced
            | _fields(i, but=("policy", "service", "facility"))
            | {
                "policy_id": policies.get(i.policy),
                "service_id": services.get(i.service),
                "facility_id": facilities.get((i.service, i.facility)),
            }
            for i in facts.interventions
        ),
    )
    ids.insert(
        models.UsageRecord,
        (
            sourced
            | _fields(u, but=("service", "facility"))
            | {
                "service_id": services[u.service],
                "facility_id": facilities[u.service, u.facility] if u.facility else None,
                "absence": _text(u.absence),
            }
            for u in facts.usage
        ),
    )


def known_services(session: Session, authority_id: int) -> dict[str | None, int]:
    """Ids by code."""
    return _known(session, authority_id, models.Service)


def known_facilities(session: Session, authority_id: int) -> dict[tuple[str | None, str | None], int]:
    """Ids by the codes of service and facility."""
    facility, service = models.Facility, models.Service
    same = and_(service.authority_id == facility.authority_id, service.id == facility.service_id)
    rows = session.execute(
        select(service.code, facility.code, facility.id)
        .join(service, same)
        .where(facility.authority_id == authority_id)
    )
    return {(service_code, code): facility_id for service_code, code, facility_id in rows}


def _known(session: Session, authority_id: int, model: type[Any]) -> dict[str | None, int]:
    rows = session.execute(select(model.code, model.id).where(model.authority_id == authority_id))
    return dict(rows.all())


def _services(session: Session, ids: Ids, facts: Facts, sourced: Mapping[str, Any]) -> dict[str | None, int]:
    """The ids of services by their codes; those not known yet are stored."""
    known = known_services(session, ids.authority_id)
    for read in facts.services:
        if read.code not in known:
            known[read.code] = ids.insert(models.Service, [dict(sourced) | _fields(read)])
    return known


def _facilities(
    session: Session, ids: Ids, facts: Facts, services: Mapping[str | None, int], sourced: Mapping[str, Any]
) -> dict[tuple[str | None, str | None], int]:
    known = known_facilities(session, ids.authority_id)
    for read in facts.facilities:
        if (read.service, read.code) not in known:
            row = dict(sourced) | _fields(read, but=("service",)) | {"service_id": services[read.service]}
            known[read.service, read.code] = ids.insert(models.Facility, [row])
    return known


def _policies(session: Session, ids: Ids, facts: Facts, sourced: Mapping[str, Any]) -> dict[str | None, int]:
    """Policies come parents first."""
    model = models.Policy
    known = _known(session, ids.authority_id, model)
    for policy in facts.policies:
        if policy.code not in known:
            row = dict(sourced) | _fields(policy, but=("parent",)) | {"parent_id": known.get(policy.parent)}
            known[policy.code] = ids.insert(model, [row])
    return known


def _fields(read: Any, but: tuple[str, ...] = ()) -> dict[str, Any]:
    return {name: getattr(read, name) for name in read.__dataclass_fields__ if name not in but}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
