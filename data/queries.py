"""Questions asked of the facts. Each takes a session and plain values, and returns plain values or frames."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    Numeric,
    Select,
    and_,
    case,
    cast,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from data import models, sql
from metrics.documents import Column, Step
from metrics.finance.given import DEBT, DECLARED_DEBT, OPENING_DEBT, POPULATION, TAX_POTENTIAL
from metrics.language import COLUMNS, Amount, Indicator

DEBT_DECLARED = "ValEncDettePop"  # ratio 5 as documents declare it, euros per inhabitant
TAX_POTENTIAL_DECLARED = "PotFisc"


@dataclass(frozen=True)
class AuthorityRow:
    id: int
    code: str
    name: str
    is_fictional: bool
    data_version: int


@dataclass(frozen=True)
class DocumentRow:
    """A budget document and where it came from."""

    id: int
    budget_id: int
    budget_code: str
    budget_name: str
    budget_kind: str
    year: int
    step: str
    number: int
    standard: str
    variant: str
    is_unified_account: bool
    voted_on: date | None
    population: int | None
    lines: int
    import_id: int
    file_name: str
    recorded_at: datetime
    author: str


@dataclass(frozen=True)
class ImportRow:
    id: int
    kind: str
    file_name: str
    file_size: int
    author: str
    recorded_at: datetime
    undone_at: datetime | None
    undone_by: str | None
    summary: dict[str, Any]


@dataclass(frozen=True)
class TargetRow:
    indicator: str
    year: int
    role: str
    value: Decimal
    source: str


@dataclass(frozen=True)
class LineBehind:
    """A budget line that enters an amount: its place in the file and what it brings, in cents, signed."""

    row: int
    section: str
    direction: str
    chapter: str | None
    account: str
    function: str | None
    label: str | None
    brings: int


def authorities(session: Session) -> list[AuthorityRow]:
    a = models.Authority
    rows = session.execute(
        select(a.id, a.code, a.name, a.is_fictional, a.data_version).order_by(a.is_fictional, a.name)
    )
    return [AuthorityRow(*row) for row in rows]


def documents(session: Session, authority_id: int, as_known_on: datetime | None = None) -> list[DocumentRow]:
    """The documents that count, newest year first; with `as_known_on`, those that counted at that moment."""
    d, b, i = models.BudgetDocument, models.Budget, models.Import
    line = models.BudgetLine
    of_document = and_(line.authority_id == d.authority_id, line.document_id == d.id)
    lines = select(func.count()).select_from(line).where(of_document).scalar_subquery()
    rows = session.execute(
        select(
            d.id,
            b.id,
            b.code,
            b.name,
            b.kind,
            d.year,
            d.step,
            d.number,
            d.standard,
            d.variant,
            d.is_unified_account,
            d.voted_on,
            d.population,
            lines,
            i.id,
            i.file_name,
            i.recorded_at,
            i.author,
        )
        .join(b, and_(b.authority_id == d.authority_id, b.id == d.budget_id))
        .join(i, and_(i.authority_id == d.authority_id, i.id == d.import_id))
        .where(d.authority_id == authority_id, counts(as_known_on))
        .order_by(b.kind.desc(), b.code, d.year.desc(), d.step, d.number)
    )
    return [DocumentRow(*values) for values in map(tuple, rows)]


def counts(as_known_on: datetime | None) -> ColumnElement[bool] | InstrumentedAttribute[bool]:
    """Which budget documents count: the newest standing one of each budget, year, step and number."""
    d = models.BudgetDocument
    if as_known_on is None:
        return d.is_current
    other, i = aliased(d), models.Import
    standing = and_(
        i.authority_id == other.authority_id,
        i.id == other.import_id,
        i.recorded_at <= as_known_on,
        or_(i.undone_at.is_(None), i.undone_at > as_known_on),
    )
    newest = (
        select(func.max(other.id))
        .join(i, standing)
        .where(other.authority_id == d.authority_id)
        .group_by(other.budget_id, other.year, other.step, other.number)
    )
    return d.id.in_(newest)


def document_table(authority_id: int | None = None) -> FromClause:
    """One row per document that counts, with the figures no line holds: what `data.sql` computes amounts on.

    authority_id None: every authority. Amounts in cents; a missing figure is NULL.
    """
    d, b = models.BudgetDocument, models.Budget
    population = func.coalesce(d.population, _population())
    of_authority = true() if authority_id is None else d.authority_id == authority_id
    return (
        select(
            d.authority_id,
            d.id.label("document_id"),
            d.budget_id,
            b.kind.label("budget_kind"),
            d.year,
            d.step,
            d.number,
            d.standard,
            population.label(POPULATION.name),
            _debt(models.Loan.closing_balance).label(DEBT.name),
            _debt(models.Loan.opening_balance).label(OPENING_DEBT.name),
            (_declared_cents(DEBT_DECLARED) * population).label(DECLARED_DEBT.name),
            func.nullif(_declared_cents(TAX_POTENTIAL_DECLARED), 0).label(TAX_POTENTIAL.name),
        )
        .join(b, and_(b.authority_id == d.authority_id, b.id == d.budget_id))
        .where(of_authority, d.is_current)
        .subquery("documents")
    )


def amount_table(session: Session, authority_id: int, amounts: tuple[Amount, ...]) -> pd.DataFrame:
    """Every document that counts of one authority, with the amounts asked; integers are pandas Int64."""
    return _frame(session, sql.amounts_query(document_table(authority_id), amounts))


def indicator_table(session: Session, indicator: Indicator, amounts: tuple[Amount, ...]) -> pd.DataFrame:
    """One indicator for every document of every authority, computed by the database in one query."""
    table = sql.amounts_query(document_table(), amounts).subquery("amounts")
    return _frame(session, sql.indicator_query(indicator, table))


def declared_figures(session: Session, authority_id: int, document_id: int) -> dict[str, tuple[Decimal, str]]:
    """What a document states about itself: code → (value, text as printed)."""
    f = models.DeclaredFigure
    rows = session.execute(
        select(f.code, f.value, f.text).where(f.authority_id == authority_id, f.document_id == document_id)
    )
    return {code: (value, text) for code, value, text in rows}


def lines_behind(session: Session, authority_id: int, document_id: int, amount: Amount) -> list[LineBehind]:
    """The lines of a document that enter an amount, largest first."""
    line, document = models.BudgetLine, models.BudgetDocument
    taken = sql.signs(amount, document.standard)
    rows = session.execute(
        select(line, document.step, taken)
        .join(document, and_(document.authority_id == line.authority_id, document.id == line.document_id))
        .where(line.authority_id == authority_id, line.document_id == document_id, taken != 0)
    )
    behind = [_line_behind(row, sign, COLUMNS[amount.stage, Step(step)]) for row, step, sign in rows]
    return sorted((line for line in behind if line.brings), key=lambda line: -abs(line.brings))


def imports(session: Session, authority_id: int) -> list[ImportRow]:
    """Every import of an authority, undone ones too, newest first."""
    i = models.Import
    rows = session.execute(
        select(i.id, i.kind, i.file_name, i.file_size, i.author, i.recorded_at, i.undone_at, i.undone_by, i.summary)
        .where(i.authority_id == authority_id)
        .order_by(i.id.desc())
    )
    return [ImportRow(*row) for row in rows]


def targets(session: Session, authority_id: int) -> list[TargetRow]:
    t = models.Target
    rows = session.execute(
        select(t.indicator, t.year, t.role, t.value, t.source)
        .where(t.authority_id == authority_id, t.is_current)
        .order_by(t.indicator, t.year)
    )
    return [TargetRow(*row) for row in rows]


def _population() -> ColumnElement[Any]:
    p, d = models.Population, models.BudgetDocument
    return (
        select(func.max(p.count))
        .where(p.authority_id == d.authority_id, p.year == d.year, p.kind == "total", p.is_current)
        .scalar_subquery()
    )


def _debt(balance: Any) -> ColumnElement[Any]:
    """The sum of a balance over the town's own loans; NULL where the document has no loan annex.

    A loan repaid in full has no balance printed and adds nothing; an annex in which no loan at all
    prints it does not state the debt.
    """
    loan, d = models.Loan, models.BudgetDocument
    own = and_(loan.authority_id == d.authority_id, loan.document_id == d.id, loan.category == "own")
    stated = func.sum(balance)
    total = case((func.count() == 0, 0), else_=cast(stated, BigInteger))
    return case((d.has_loan_annex, select(total).where(own).scalar_subquery()))


def _declared_cents(code: str) -> ColumnElement[Any]:
    f, d = models.DeclaredFigure, models.BudgetDocument
    cents = cast(func.round(cast(f.value, Numeric) * 100), BigInteger)
    return (
        select(cents).where(f.authority_id == d.authority_id, f.document_id == d.id, f.code == code).scalar_subquery()
    )


def _line_behind(line: models.BudgetLine, sign: int, columns: tuple[Column, ...]) -> LineBehind:
    amount: int = sum(getattr(line, column) or 0 for column in columns)
    return LineBehind(
        line.row, line.section, line.direction, line.chapter, line.account, line.function, line.label, sign * amount
    )


def _frame(session: Session, query: Select[Any]) -> pd.DataFrame:
    result = session.execute(query)
    frame = pd.DataFrame(result.all(), columns=list(result.keys()))
    integers = [name for name in frame if name not in ("budget_kind", "step", "standard", "value")]
    return frame.astype(dict.fromkeys(integers, "Int64"))
