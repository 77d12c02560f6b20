"""Documents and facts as rows: each under its authority, with the import that brought it."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import and_, func, insert, select
from sqlalchemy.orm import Session

from data import models
from data.facts import Facts
from data.importers.reading import DocumentRead, LineRead
from metrics.documents import Column


class Ids:
    """Gives out the ids of one authority's facts, upwards, under the lock of its data version."""

    def __init__(self, session: Session, authority_id: int) -> None:
        self.session = session
        self.authority_id = authority_id
        self._last: dict[type[Any], int] = {}

    def take(self, model: type[Any]) -> int:
        if model not in self._last:
            largest = select(func.max(model.id)).where(model.authority_id == self.authority_id)
            self._last[model] = self.session.scalar(largest) or 0
        self._last[model] += 1
        return self._last[model]

    def insert(self, model: type[Any], rows: Iterable[Mapping[str, Any]]) -> int:
        """Store rows under new ids; the id of the last one, 0 for none."""
        numbered = [dict(row) | {"authority_id": self.authority_id, "id": self.take(model)} for row in rows]
        if not numbered:
            return 0
        self.session.execute(insert(model), numbered)
        return int(numbered[-1]["id"])


def store_document(session: Session, ids: Ids, import_id: int, document: DocumentRead) -> None:
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
                "is_current": False,
            }
        ],
    )
    of_document = {"authority_id": ids.authority_id, "document_id": document_id}
    ids.insert(models.BudgetLine, (of_document | _line_row(line) for line in document.lines))
    ids.insert(
        models.DeclaredFigure,
        (of_document | {"code": code, "value": d.value, "text": d.text} for code, d in document.declared.items()),
    )
    ids.insert(models.Loan, (of_document | _fields(loan) for loan in document.loans or ()))


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


def _line_row(line: LineRead) -> dict[str, Any]:
    row = {name: value for name, value in _fields(line).items() if name != "amounts"}
    codes = {name: str(row[name]) for name in ("section", "direction", "nature")}
    return row | codes | {str(column): line.amounts.get(column) for column in Column}


def store_facts(session: Session, ids: Ids, import_id: int, facts: Facts) -> None:
    sourced = {"authority_id": ids.authority_id, "import_id": import_id}
    services = _by_code(session, ids, models.Service, facts.services, sourced)
    facilities = _facilities(session, ids, facts, services, sourced)
    policies = _policies(session, ids, facts, sourced)
    ids.insert(models.Population, (sourced | _fields(p) | {"is_current": False} for p in facts.populations))
    ids.insert(models.Target, (sourced | _fields(t) | {"is_current": False} for t in facts.targets))
    ids.insert(
        models.IndicatorValue,
        (sourced | _fields(v) | {"absence": _text(v.absence), "is_current": False} for v in facts.indicator_values),
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
                "is_current": False,
            }
            for u in facts.usage
        ),
    )


def _by_code(
    session: Session, ids: Ids, model: type[Any], read: Iterable[Any], sourced: Mapping[str, Any]
) -> dict[str | None, int]:
    """The ids of named things by their code; those not known yet are stored."""
    of_authority = model.authority_id == ids.authority_id
    known: dict[str | None, int] = dict(session.execute(select(model.code, model.id).where(of_authority)).all())
    for thing in read:
        if thing.code not in known:
            known[thing.code] = ids.insert(model, [dict(sourced) | _fields(thing)])
    return known


def _facilities(
    session: Session, ids: Ids, facts: Facts, services: Mapping[str | None, int], sourced: Mapping[str, Any]
) -> dict[tuple[str | None, str | None], int]:
    facility, service = models.Facility, models.Service
    same = and_(service.authority_id == facility.authority_id, service.id == facility.service_id)
    rows = session.execute(
        select(service.code, facility.code, facility.id)
        .join(service, same)
        .where(facility.authority_id == ids.authority_id)
    )
    known: dict[tuple[str | None, str | None], int] = {(row[0], row[1]): row[2] for row in rows}
    for read in facts.facilities:
        if (read.service, read.code) not in known:
            row = dict(sourced) | _fields(read, but=("service",)) | {"service_id": services[read.service]}
            known[read.service, read.code] = ids.insert(facility, [row])
    return known


def _policies(session: Session, ids: Ids, facts: Facts, sourced: Mapping[str, Any]) -> dict[str | None, int]:
    """Policies come parents first."""
    model = models.Policy
    rows = session.execute(select(model.code, model.id).where(model.authority_id == ids.authority_id))
    known: dict[str | None, int] = {row[0]: row[1] for row in rows}
    for policy in facts.policies:
        if policy.code not in known:
            row = dict(sourced) | _fields(policy, but=("parent",)) | {"parent_id": known.get(policy.parent)}
            known[policy.code] = ids.insert(model, [row])
    return known


def _fields(read: Any, but: tuple[str, ...] = ()) -> dict[str, Any]:
    return {name: getattr(read, name) for name in read.__dataclass_fields__ if name not in but}


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
