"""Questions asked of the facts. Each takes a session and plain values, and returns plain values or frames."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
    extract,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased

from data import models, sql
from data.standing import DOCUMENT_SLOT, Layers, layers, lines_counting
from metrics.documents import BudgetKind, Column, Step
from metrics.finance.given import DEBT, DECLARED_DEBT, OPENING_DEBT, POPULATION, TAX_POTENTIAL, TREASURY
from metrics.language import COLUMNS, Amount, Given, Indicator

DEBT_DECLARED = "ValEncDettePop"  # ratio 5 as documents declare it, euros per inhabitant
TAX_POTENTIAL_DECLARED = "PotFisc"
OBSERVATORY = "observatory"  # the kind of an authority that holds figures of many others


@dataclass(frozen=True)
class SuppliedRow:
    """Who says a figure that a town supplies, and the import that brought it."""

    source: str
    file_name: str
    author: str
    recorded_at: datetime


@dataclass(frozen=True)
class AuthorityRow:
    id: int
    code: str
    name: str
    is_fictional: bool
    data_version: int


@dataclass(frozen=True)
class DocumentRow:
    """A budget document and where it came from: its last file, of `parts` whose lines count in it."""

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
    parts: int = 1


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
    file_hash: str
    kept_hash: str | None  # of the copy kept without persons
    source: str | None


@dataclass(frozen=True)
class LineBehind:
    """A budget line that enters an amount: its place in the file and what it brings, in cents, signed.

    The file is another than the document's where the document completes an earlier one.
    """

    row: int
    section: str
    direction: str
    chapter: str | None
    account: str
    function: str | None
    label: str | None
    brings: int
    sheet: str | None
    file_name: str
    is_corrected: bool = False  # a person put a cell of the row right before confirming


def authorities(session: Session) -> list[AuthorityRow]:
    """The towns; an observatory is none, though its facts are kept as theirs are (`data.observatory`)."""
    a = models.Authority
    rows = session.execute(_authorities().where(a.kind != OBSERVATORY).order_by(a.is_fictional, a.name))
    return [AuthorityRow(*row) for row in rows]


def authority(session: Session, authority_id: int) -> AuthorityRow:
    return AuthorityRow(*session.execute(_authorities().where(models.Authority.id == authority_id)).one())


def authority_of_code(session: Session, code: str) -> AuthorityRow | None:
    row = session.execute(_authorities().where(models.Authority.code == code)).one_or_none()
    return None if row is None else AuthorityRow(*row)


def documents(session: Session, authority_id: int, as_known_on: datetime | None = None) -> list[DocumentRow]:
    """The documents that count, newest year first; with `as_known_on`, those that counted at that moment."""
    d, line = models.BudgetDocument, models.BudgetLine
    if as_known_on is None:
        current = select(d.id, d.described_by).where(d.authority_id == authority_id, d.is_current)
        return _documents(session, authority_id, dict(session.execute(current).all()), line.counts_in)
    known = _known(session, authority_id, as_known_on)
    found = _documents(session, authority_id, {one.head: one.described_by for one in known}, line.document_id)
    completed = {one.head: one for one in known if len(one.counting) > 1}
    return [
        replace(row, lines=sum(counts for _, counts in lines_counting(session, authority_id, completed[row.id])))
        if row.id in completed
        else row
        for row in found
    ]


def _known(session: Session, authority_id: int, moment: datetime) -> list[Layers]:
    """The documents that counted at a past moment, slot by slot."""
    d, i = models.BudgetDocument, models.Import
    rows = session.execute(
        select(d.id, d.is_partial, *(getattr(d, name) for name in DOCUMENT_SLOT))
        .join(i, and_(i.authority_id == d.authority_id, i.id == d.import_id))
        .where(
            d.authority_id == authority_id,
            i.recorded_at <= moment,
            or_(i.undone_at.is_(None), i.undone_at > moment),
        )
    )
    slots: dict[tuple[Any, ...], list[tuple[int, bool]]] = defaultdict(list)
    for document, is_partial, *slot in rows:
        slots[tuple(slot)].append((document, is_partial))
    return [found for standing in slots.values() if (found := layers(standing))]


def _documents(
    session: Session, authority_id: int, described: Mapping[int, int | None], counted_in: Any
) -> list[DocumentRow]:
    """described: head → the document that describes it. counted_in: the column of lines that names their head."""
    if not described:
        return []
    d, b, i, base = models.BudgetDocument, models.Budget, models.Import, aliased(models.BudgetDocument)
    line = models.BudgetLine
    counting = and_(line.authority_id == d.authority_id, counted_in == d.id)
    lines = select(func.count()).where(counting).scalar_subquery()
    parts = select(func.count(line.document_id.distinct())).where(counting).scalar_subquery()
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
            base.standard,
            base.variant,
            base.is_unified_account,
            func.coalesce(d.voted_on, base.voted_on),
            func.coalesce(d.population, base.population),
            lines,
            i.id,
            i.file_name,
            i.recorded_at,
            i.author,
            parts,
        )
        .join(b, and_(b.authority_id == d.authority_id, b.id == d.budget_id))
        .join(i, and_(i.authority_id == d.authority_id, i.id == d.import_id))
        .join(base, and_(base.authority_id == d.authority_id, base.id == case(described, value=d.id)))
        .where(d.authority_id == authority_id, d.id.in_(described))
        .order_by(b.kind.desc(), b.code, d.year.desc(), d.step, d.number)
    )
    return [DocumentRow(*values) for values in map(tuple, rows)]


def document_table(authority_id: int | None = None) -> FromClause:
    """One row per document that counts, with the figures no line holds: what `data.sql` computes amounts on.

    authority_id None: every authority. Amounts in cents; a missing figure is NULL. What a partial document does not
    state is taken from the one that it completes.
    """
    d, b, base = models.BudgetDocument, models.Budget, aliased(models.BudgetDocument)
    population = func.coalesce(d.population, base.population, _population())
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
            base.standard,
            base.is_whole,
            population.label(POPULATION.name),
            func.coalesce(_own_debt(base), _supplied(DEBT)).label(DEBT.name),
            _debt(base, models.Loan.opening_balance).label(OPENING_DEBT.name),
            (_declared_cents(base, DEBT_DECLARED) * population).label(DECLARED_DEBT.name),
            func.coalesce(_own_tax_potential(base), _supplied(TAX_POTENTIAL)).label(TAX_POTENTIAL.name),
            _treasury().label(TREASURY.name),
        )
        .join(b, and_(b.authority_id == d.authority_id, b.id == d.budget_id))
        .join(base, and_(base.authority_id == d.authority_id, base.id == d.described_by))
        .where(of_authority, d.is_current)
        .subquery("documents")
    )


def figures_supplied(session: Session, authority_id: int, document_id: int) -> dict[str, SuppliedRow]:
    """The figures of a document that it does not state itself and that the town supplies, by name."""
    d, b, base = models.BudgetDocument, models.Budget, aliased(models.BudgetDocument)
    v, i = models.IndicatorValue, models.Import
    own = {DEBT.name: _own_debt(base), TAX_POTENTIAL.name: _own_tax_potential(base)}
    is_unsaid = or_(*(and_(v.indicator == name, figure.is_(None)) for name, figure in own.items()))
    rows = session.execute(
        select(v.indicator, v.source, i.file_name, i.author, i.recorded_at)
        .join(d, and_(d.authority_id == v.authority_id, _is_of_its_year(v, d)))
        .join(b, and_(b.authority_id == d.authority_id, b.id == d.budget_id))
        .join(base, and_(base.authority_id == d.authority_id, base.id == func.coalesce(d.described_by, d.id)))
        .join(i, and_(i.authority_id == v.authority_id, i.id == v.import_id))
        .where(d.authority_id == authority_id, d.id == document_id, b.kind == str(BudgetKind.MAIN))
        .where(v.is_current, v.value.is_not(None), is_unsaid)
    )
    return {name: SuppliedRow(source, file, author, moment) for name, source, file, author, moment in rows}


def amount_table(session: Session, authority_id: int, amounts: tuple[Amount, ...]) -> pd.DataFrame:
    """Every document that counts of one authority, with the amounts asked; integers are pandas Int64."""
    return _frame(session, sql.amounts_query(document_table(authority_id), amounts))


def indicator_table(session: Session, indicator: Indicator, amounts: tuple[Amount, ...]) -> pd.DataFrame:
    """One indicator for every document of every authority, computed by the database in one query."""
    table = sql.amounts_query(document_table(), amounts).subquery("amounts")
    return _frame(session, sql.indicator_query(indicator, table))


def declared_figures(session: Session, authority_id: int, document_id: int) -> dict[str, tuple[Decimal, str]]:
    """What a document states about itself, or else the one it completes: code → (value, text as printed)."""
    f, d = models.DeclaredFigure, models.BudgetDocument
    rows = session.execute(
        select(f.code, f.value, f.text)
        .join(d, and_(d.authority_id == f.authority_id, func.coalesce(d.described_by, d.id) == f.document_id))
        .where(d.authority_id == authority_id, d.id == document_id)
    )
    return {code: (value, text) for code, value, text in rows}


def lines_behind(session: Session, authority_id: int, document_id: int, amount: Amount) -> list[LineBehind]:
    """The lines that count in a document and enter an amount, largest first."""
    line, head, base = models.BudgetLine, models.BudgetDocument, aliased(models.BudgetDocument)
    own, imported = aliased(models.BudgetDocument), models.Import
    taken = sql.signs(amount, base.standard)
    rows = session.execute(
        select(line, head.step, taken, imported.file_name)
        .join(head, and_(head.authority_id == line.authority_id, head.id == line.counts_in))
        .join(base, and_(base.authority_id == head.authority_id, base.id == head.described_by))
        .join(own, and_(own.authority_id == line.authority_id, own.id == line.document_id))
        .join(imported, and_(imported.authority_id == own.authority_id, imported.id == own.import_id))
        .where(line.authority_id == authority_id, line.counts_in == document_id, taken != 0)
    )
    behind = [_line_behind(row, sign, COLUMNS[amount.stage, Step(step)], name) for row, step, sign, name in rows]
    return sorted((line for line in behind if line.brings), key=lambda line: -abs(line.brings))


def imports(session: Session, authority_id: int) -> list[ImportRow]:
    """Every import of an authority, undone ones too, newest first."""
    i = models.Import
    rows = session.execute(
        select(
            i.id,
            i.kind,
            i.file_name,
            i.file_size,
            i.author,
            i.recorded_at,
            i.undone_at,
            i.undone_by,
            i.summary,
            i.file_hash,
            i.kept_hash,
            i.source,
        )
        .where(i.authority_id == authority_id)
        .order_by(i.id.desc())
    )
    return [ImportRow(*row) for row in rows]


def remembered(session: Session, authority_id: int, shape: str) -> dict[str, Any] | None:
    """The choices last made for files of one shape, as `store.remember` was given them."""
    m = models.ImportMapping
    return session.scalar(select(m.choices).where(m.authority_id == authority_id, m.shape == shape))


def main_budget_code(session: Session, authority_id: int) -> str | None:
    """The public identifier of an authority's main budget, once one of its documents is stored."""
    b = models.Budget
    return session.scalar(select(b.code).where(b.authority_id == authority_id, b.kind == str(BudgetKind.MAIN)))


def budget_names(session: Session, authority_id: int) -> tuple[tuple[str, str], ...]:
    """The public identifier and the name of each budget of an authority, the main one first."""
    b = models.Budget
    rows = session.execute(select(b.code, b.name).where(b.authority_id == authority_id).order_by(b.kind.desc(), b.code))
    return tuple((code, name) for code, name in rows)


def _authorities() -> Select[int, str, str, bool, int]:
    a = models.Authority
    return select(a.id, a.code, a.name, a.is_fictional, a.data_version)


def _population() -> ColumnElement[Any]:
    p, d = models.Population, models.BudgetDocument
    return (
        select(func.max(p.count))
        .where(p.authority_id == d.authority_id, p.year == d.year, p.kind == "total", p.is_current)
        .scalar_subquery()
    )


def _treasury() -> ColumnElement[Any]:
    """Debit less credit of account 515 at the end of the document's year; NULL without a balance of that budget."""
    line, d, b = models.BalanceLine, models.BudgetDocument, models.Budget
    balance = func.coalesce(line.closing_debit, 0) - func.coalesce(line.closing_credit, 0)
    of_budget = and_(line.authority_id == d.authority_id, line.budget_code == b.code, line.year == d.year)
    return (
        select(cast(func.sum(balance), BigInteger))
        .where(of_budget, func.substr(line.account, 1, 3) == "515", line.is_current)
        .scalar_subquery()
    )


def _debt(document: Any, balance: Any) -> ColumnElement[Any]:
    """The sum of a balance over the town's own loans; NULL where the document has no loan annex.

    A loan repaid in full has no balance printed and adds nothing; an annex in which no loan at all
    prints it does not state the debt.
    """
    loan = models.Loan
    own = and_(loan.authority_id == document.authority_id, loan.document_id == document.id, loan.category == "own")
    stated = func.sum(balance)
    total = case((func.count() == 0, 0), else_=cast(stated, BigInteger))
    return case((document.has_loan_annex, select(total).where(own).scalar_subquery()))


def _own_debt(document: Any) -> ColumnElement[Any]:
    return _debt(document, models.Loan.closing_balance)


def _own_tax_potential(document: Any) -> ColumnElement[Any]:
    """Editors write 0 where it was not filled in."""
    return func.nullif(_declared_cents(document, TAX_POTENTIAL_DECLARED), 0)


def _supplied(figure: Given) -> ColumnElement[Any]:
    """What the town supplies of a figure for the year of its main budget's document; NULL where it does not."""
    v, d, b = models.IndicatorValue, models.BudgetDocument, models.Budget
    cents = cast(func.round(cast(v.value, Numeric) * 100), BigInteger)
    value = (
        select(func.max(cents))
        .where(v.authority_id == d.authority_id, v.indicator == figure.name, _is_of_its_year(v, d), v.is_current)
        .scalar_subquery()
    )
    return case((b.kind == str(BudgetKind.MAIN), value))


def _is_of_its_year(value: type[models.IndicatorValue], document: type[models.BudgetDocument]) -> ColumnElement[bool]:
    """Whether a value is of the whole year of a document."""
    days = ((value.starts_on, 1, 1), (value.ends_on, 12, 31))
    return and_(
        *(extract("year", day) == document.year for day, _, _ in days),
        *(extract("month", day) == month for day, month, _ in days),
        *(extract("day", day) == number for day, _, number in days),
    )


def _declared_cents(document: Any, code: str) -> ColumnElement[Any]:
    f = models.DeclaredFigure
    cents = cast(func.round(cast(f.value, Numeric) * 100), BigInteger)
    return (
        select(cents)
        .where(f.authority_id == document.authority_id, f.document_id == document.id, f.code == code)
        .scalar_subquery()
    )


def _line_behind(line: models.BudgetLine, sign: int, columns: tuple[Column, ...], file_name: str) -> LineBehind:
    amount: int = sum(getattr(line, column) or 0 for column in columns)
    return LineBehind(
        line.row,
        line.section,
        line.direction,
        line.chapter,
        line.account,
        line.function,
        line.label,
        sign * amount,
        line.sheet,
        file_name,
    )


def _frame(session: Session, query: Select[Any]) -> pd.DataFrame:
    result = session.execute(query)
    frame = pd.DataFrame(result.all(), columns=list(result.keys()))
    integers = [name for name in frame if name not in ("budget_kind", "step", "standard", "is_whole", "value")]
    return frame.astype(dict.fromkeys(integers, "Int64") | ({"is_whole": bool} if "is_whole" in frame else {}))
