"""What the budget page asks of the facts: the lines of a year, the closed years by code, the loans."""

from collections.abc import Collection
from typing import Any

import pandas as pd
from sqlalchemy import BigInteger, and_, cast, func, select
from sqlalchemy.orm import Session, aliased

from data.models import Budget, BudgetDocument, BudgetLine, Import, Loan
from metrics.documents import Column, Step
from metrics.finance.debt import LoanState
from metrics.finance.execution import KEY
from metrics.nomenclature import Nature, Section

_AMOUNTS = [str(column) for column in Column]


def year_lines(session: Session, authority_id: int, budgets: Collection[int], year: int) -> pd.DataFrame:
    """The lines that count in the documents of one year, as `metrics.finance.execution` takes them.

    Beside `KEY`, step, number and the amounts (Int64 cents): document_id, voted_on, budget_id, budget_kind, standard,
    variant, and where each line stands: label, file_name, sheet, row.
    """
    head, base, own = BudgetDocument, aliased(BudgetDocument), aliased(BudgetDocument)
    query = (
        select(
            *(getattr(BudgetLine, name) for name in (*KEY, "label", "row", "sheet", *_AMOUNTS)),
            head.id.label("document_id"),
            head.step,
            head.number,
            func.coalesce(head.voted_on, base.voted_on).label("voted_on"),
            head.budget_id,
            Budget.kind.label("budget_kind"),
            base.standard,
            base.variant,
            Import.file_name,
        )
        .join(head, and_(head.authority_id == BudgetLine.authority_id, head.id == BudgetLine.counts_in))
        .join(base, and_(base.authority_id == head.authority_id, base.id == head.described_by))
        .join(own, and_(own.authority_id == BudgetLine.authority_id, own.id == BudgetLine.document_id))
        .join(Import, and_(Import.authority_id == own.authority_id, Import.id == own.import_id))
        .join(Budget, and_(Budget.authority_id == head.authority_id, Budget.id == head.budget_id))
        .where(BudgetLine.authority_id == authority_id, head.budget_id.in_(budgets), head.year == year)
    )
    return _frame(session, query, _AMOUNTS)


def closed_years(session: Session, authority_id: int, budgets: Collection[int]) -> pd.DataFrame:
    """What closed accounts opened and executed, added up by year, budget and code.

    Columns: year, budget_id, budget_kind, standard, variant, section, direction, nature, chapter, account, function;
    opened, carried_in, voted and executed in Int64 cents, NA where no line prints the amount.
    """
    head, base = BudgetDocument, aliased(BudgetDocument)
    codes = [getattr(BudgetLine, name) for name in KEY if name != "operation"]
    of_year = [head.year, head.budget_id, Budget.kind.label("budget_kind"), base.standard, base.variant]
    sums = ("opened", "carried_in", "voted", "executed")
    query = (
        select(*of_year, *codes, *(cast(func.sum(getattr(BudgetLine, name)), BigInteger).label(name) for name in sums))
        .join(head, and_(head.authority_id == BudgetLine.authority_id, head.id == BudgetLine.counts_in))
        .join(base, and_(base.authority_id == head.authority_id, base.id == head.described_by))
        .join(Budget, and_(Budget.authority_id == head.authority_id, Budget.id == head.budget_id))
        .where(BudgetLine.authority_id == authority_id, head.budget_id.in_(budgets), head.step == str(Step.CLOSED))
        .group_by(head.year, head.budget_id, Budget.kind, base.standard, base.variant, *codes)
    )
    return _frame(session, query, list(sums))


def carried_out(session: Session, authority_id: int, document_id: int) -> pd.DataFrame:
    """What the real lines of the capital section of a document carry over.

    Columns: direction, chapter, account, operation and carried_out.
    """
    line = BudgetLine
    query = select(line.direction, line.chapter, line.account, line.operation, line.carried_out).where(
        line.authority_id == authority_id,
        line.counts_in == document_id,
        line.section == str(Section.INVESTMENT),
        line.nature == str(Nature.REAL),
        line.carried_out.is_not(None),
    )
    return _frame(session, query, ["carried_out"])


def loans(session: Session, authority_id: int, document_id: int) -> list[LoanState] | None:
    """The loan annex of a document, or else of the one it completes; empty without a loan, None without an annex."""
    head, base = BudgetDocument, aliased(BudgetDocument)
    has_annex = session.scalar(
        select(base.has_loan_annex)
        .join(head, and_(head.authority_id == base.authority_id, head.described_by == base.id))
        .where(head.authority_id == authority_id, head.id == document_id)
    )
    if not has_annex:
        return None
    rows = session.scalars(
        select(Loan)
        .join(head, and_(head.authority_id == Loan.authority_id, head.described_by == Loan.document_id))
        .where(Loan.authority_id == authority_id, head.id == document_id)
        .order_by(Loan.row)
    )
    return [_loan(row) for row in rows]


def _loan(row: Loan) -> LoanState:
    return LoanState(
        row.row,
        row.category == "guaranteed",
        row.opening_balance,
        row.closing_balance,
        row.capital_repaid,
        row.interest_paid,
        row.rate,
        row.rate_kind,
        row.risk_class,
        row.remaining_years,
        row.first_year,
    )


def _frame(session: Session, query: Any, amounts: list[str]) -> pd.DataFrame:
    result = session.execute(query)
    frame = pd.DataFrame(result.all(), columns=list(result.keys()))
    return frame.astype(dict.fromkeys(amounts, "Int64"))
