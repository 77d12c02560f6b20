"""The money of a town as its budget documents say it. Amounts are cents."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, Integer, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from data.columns import ExactDecimal
from data.models.base import Base, Fact, Sourced, one_of, within_authority
from metrics.documents import BudgetKind, Step
from metrics.nomenclature import Direction, Nature, Section


class Population(Sourced, Base):
    """Inhabitants of one year; `kind` is municipal or total, and legal ratios use the total."""

    __tablename__ = "population"
    year: Mapped[int]
    kind: Mapped[str] = mapped_column(String(16))
    count: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(Text)
    is_current: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        within_authority("import", "import_id"),
        CheckConstraint("kind IN ('municipal', 'total')", name="kind_known"),
        CheckConstraint("count >= 0", name="count_not_negative"),
        Index(None, "authority_id", "year", "kind"),
    )


class Budget(Fact, Base):
    """A main or annex budget; `code` is its public identifier (in France, the SIRET)."""

    __tablename__ = "budget"
    code: Mapped[str] = mapped_column(String(32))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16))

    __table_args__ = (UniqueConstraint("authority_id", "code"), one_of("kind", BudgetKind))


class BudgetDocument(Sourced, Base):
    """One step of one budget year. `number` orders several amending documents of a year; 0 elsewhere.

    A partial document completes the earlier ones of its slot (budget, year, step, number), a complete one
    replaces them. The newest is the head of the slot: it alone is current, and figures are told of it.
    """

    __tablename__ = "budget_document"
    budget_id: Mapped[int] = mapped_column(BigInteger)
    year: Mapped[int]
    step: Mapped[str] = mapped_column(String(16))
    number: Mapped[int] = mapped_column(default=0)
    standard: Mapped[str] = mapped_column(String(16))  # the chart of accounts: M14, M57, M4…
    variant: Mapped[str] = mapped_column(String(32))  # as the document names it: M57_A, M14_COM_SUP3500…
    is_unified_account: Mapped[bool] = mapped_column(default=False)  # a CFU, which replaces CA and compte de gestion
    produced_on: Mapped[date | None] = mapped_column(Date)
    voted_on: Mapped[date | None] = mapped_column(Date)
    population: Mapped[int | None]  # total population as the document states it
    has_loan_annex: Mapped[bool] = mapped_column(default=False)  # an annex without a loan is a debt of zero
    is_partial: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_whole: Mapped[bool] = mapped_column(default=False, server_default=false())  # states every side of its budget
    is_current: Mapped[bool] = mapped_column(default=True)
    described_by: Mapped[int | None] = mapped_column(BigInteger)  # of a head: the document it completes, or itself

    __table_args__ = (
        within_authority("budget", "budget_id"),
        within_authority("import", "import_id"),
        one_of("step", Step),
        CheckConstraint("year BETWEEN 1980 AND 2100", name="year_plausible"),
        Index(None, "authority_id", "budget_id", "year", "step"),
    )


class BudgetLine(Fact, Base):
    """One line of one document. The amounts are those of `metrics.documents.Column`, in cents.

    NULL is an amount the document does not print: not applicable where the step cannot carry it
    (`metrics.documents.applies`), missing elsewhere. It is never zero. The account is empty in budgets
    that are voted by function alone.
    """

    __tablename__ = "budget_line"
    document_id: Mapped[int] = mapped_column(BigInteger)
    counts_in: Mapped[int | None] = mapped_column(BigInteger)  # the head it counts in; NULL where it does not count
    row: Mapped[int]  # rank of the line in the file, as a person counts them
    sheet: Mapped[str | None] = mapped_column(String(200))
    section: Mapped[str] = mapped_column(String(1))
    direction: Mapped[str] = mapped_column(String(1))
    nature: Mapped[str] = mapped_column(String(8))
    chapter: Mapped[str | None] = mapped_column(String(32))
    account: Mapped[str] = mapped_column(String(32))
    function: Mapped[str | None] = mapped_column(String(32))
    operation: Mapped[str | None] = mapped_column(String(32))
    label: Mapped[str | None] = mapped_column(String(300))  # where the chart of accounts has none
    inferred: Mapped[str | None] = mapped_column(String(32))  # what the file left out and the chart gave
    absent: Mapped[str | None] = mapped_column(String(80))  # names of the amounts that the file says are not known
    previous: Mapped[int | None] = mapped_column(BigInteger)
    carried_in: Mapped[int | None] = mapped_column(BigInteger)
    proposed: Mapped[int | None] = mapped_column(BigInteger)
    voted: Mapped[int | None] = mapped_column(BigInteger)
    opened: Mapped[int | None] = mapped_column(BigInteger)
    committed: Mapped[int | None] = mapped_column(BigInteger)
    executed: Mapped[int | None] = mapped_column(BigInteger)
    carried_out: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        within_authority("budget_document", "document_id"),
        one_of("section", Section),
        one_of("direction", Direction),
        one_of("nature", Nature),
        Index(None, "authority_id", "document_id"),
        Index(None, "authority_id", "counts_in"),
    )


class DeclaredFigure(Fact, Base):
    """A figure that the document itself states (a legal ratio, a national average its editor typed)."""

    __tablename__ = "declared_figure"
    document_id: Mapped[int] = mapped_column(BigInteger)
    code: Mapped[str] = mapped_column(String(40))  # as in the document: ValDepRFonc, MoyNatDepRFonc, PotFin…
    value: Mapped[Any] = mapped_column(ExactDecimal)
    text: Mapped[str] = mapped_column(String(60))  # as the document prints it

    __table_args__ = (
        within_authority("budget_document", "document_id"),
        UniqueConstraint("authority_id", "document_id", "code"),
    )


class Loan(Fact, Base):
    """One row of the loan annex, without lender, object or contract: amounts in cents, rate in percent."""

    __tablename__ = "loan"
    document_id: Mapped[int] = mapped_column(BigInteger)
    row: Mapped[int]
    category: Mapped[str] = mapped_column(String(16))
    initial_amount: Mapped[int | None] = mapped_column(BigInteger)
    opening_balance: Mapped[int | None] = mapped_column(BigInteger)  # capital still due on 1 January
    closing_balance: Mapped[int | None] = mapped_column(BigInteger)  # capital still due on 31 December
    capital_repaid: Mapped[int | None] = mapped_column(BigInteger)
    interest_paid: Mapped[int | None] = mapped_column(BigInteger)
    rate: Mapped[Any | None] = mapped_column(ExactDecimal)
    rate_kind: Mapped[str | None] = mapped_column(String(8))  # code of the annex: F fixed, V variable…
    risk_class: Mapped[str | None] = mapped_column(String(8))  # Gissler structure, A to F
    remaining_years: Mapped[Any | None] = mapped_column(ExactDecimal)
    first_year: Mapped[int | None]

    __table_args__ = (
        within_authority("budget_document", "document_id"),
        CheckConstraint("category IN ('own', 'guaranteed')", name="category_known"),
        Index(None, "authority_id", "document_id"),
    )
