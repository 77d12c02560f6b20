"""The money of a town as other files say it: balances, orders, multi-year programmes, estimates. Amounts are cents."""

from datetime import date

from sqlalchemy import BigInteger, Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from data.models.base import Base, Sourced, one_of, within_authority
from metrics.nomenclature import Direction, Section


class BalanceLine(Sourced, Base):
    """One account of one budget in the accountant's balance of a year, as the DGFiP publishes it: cents.

    Opening balance + budget operations + other operations = closing balance, debit less credit; book
    entries (order) are among the budget operations. NULL is an amount that the file leaves blank.
    """

    __tablename__ = "balance_line"
    subject_code: Mapped[str] = mapped_column(String(32))  # SIREN of the authority whose budget it is
    budget_code: Mapped[str] = mapped_column(String(32))
    budget_kind: Mapped[str | None] = mapped_column(String(16))
    budget_name: Mapped[str | None] = mapped_column(String(200))
    year: Mapped[int]
    standard: Mapped[str | None] = mapped_column(String(16))
    function: Mapped[str | None] = mapped_column(String(32))
    account: Mapped[str] = mapped_column(String(32))
    status: Mapped[str | None] = mapped_column(String(16))  # as the producer words it: DEF once final
    opening_debit: Mapped[int | None] = mapped_column(BigInteger)
    opening_credit: Mapped[int | None] = mapped_column(BigInteger)
    budget_debit: Mapped[int | None] = mapped_column(BigInteger)
    budget_credit: Mapped[int | None] = mapped_column(BigInteger)
    other_debit: Mapped[int | None] = mapped_column(BigInteger)
    other_credit: Mapped[int | None] = mapped_column(BigInteger)
    order_debit: Mapped[int | None] = mapped_column(BigInteger)
    order_credit: Mapped[int | None] = mapped_column(BigInteger)
    closing_debit: Mapped[int | None] = mapped_column(BigInteger)
    closing_credit: Mapped[int | None] = mapped_column(BigInteger)
    is_current: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        within_authority("import", "import_id"),
        Index("ix_balance_line_slot", "authority_id", "budget_code", "year", "account"),
    )


class ProgrammeCredit(Sourced, Base):
    """The payment credit of one year, as one vote of a multi-year programme plans it: AP/CP, in operating AE/CP.

    The votes of a programme are its history; the latest is in force. `authorised` is the whole of a vote's
    authorisation, the same on each of its years.
    """

    __tablename__ = "programme_credit"
    budget_code: Mapped[str] = mapped_column(String(32))
    programme: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    section: Mapped[str] = mapped_column(String(1))
    operation: Mapped[str | None] = mapped_column(String(32))  # the equipment operation that the lines bear
    voted_on: Mapped[date] = mapped_column(Date)
    year: Mapped[int]
    authorised: Mapped[int] = mapped_column(BigInteger)
    credit: Mapped[int] = mapped_column(BigInteger)
    is_current: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        within_authority("import", "import_id"),
        one_of("section", Section),
        Index("ix_programme_credit_slot", "authority_id", "budget_code", "programme", "voted_on", "year"),
    )


class PaymentOrder(Sourced, Base):
    """What the orders of one day, to pay (mandats) or to receive (titres), add up to on one account: never for whom.

    `year` is the budget year, which orders of the following January may still belong to. The amount is signed: what
    was cancelled is taken off.
    """

    __tablename__ = "payment_order"
    budget_code: Mapped[str] = mapped_column(String(32))
    year: Mapped[int]
    issued_on: Mapped[date] = mapped_column(Date)
    direction: Mapped[str] = mapped_column(String(1))
    section: Mapped[str] = mapped_column(String(1))
    chapter: Mapped[str | None] = mapped_column(String(32))
    account: Mapped[str] = mapped_column(String(32))
    function: Mapped[str | None] = mapped_column(String(32))
    operation: Mapped[str | None] = mapped_column(String(32))
    amount: Mapped[int] = mapped_column(BigInteger)
    is_current: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        within_authority("import", "import_id"),
        one_of("direction", Direction),
        one_of("section", Section),
        Index("ix_payment_order_slot", "authority_id", "budget_code", "year", "direction", "issued_on", "account"),
    )


class LandingEstimate(Sourced, Base):
    """What a department expects a chapter, or an account of it, to come to by the year's end, as it says one day."""

    __tablename__ = "landing_estimate"
    budget_code: Mapped[str] = mapped_column(String(32))
    year: Mapped[int]
    section: Mapped[str] = mapped_column(String(1))
    direction: Mapped[str] = mapped_column(String(1))
    chapter: Mapped[str] = mapped_column(String(32))
    account: Mapped[str | None] = mapped_column(String(32))
    department: Mapped[str | None] = mapped_column(String(200))  # whose estimate it is
    estimated_on: Mapped[date] = mapped_column(Date)
    amount: Mapped[int] = mapped_column(BigInteger)
    is_current: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        within_authority("import", "import_id"),
        one_of("section", Section),
        one_of("direction", Direction),
        Index("ix_landing_estimate_slot", "authority_id", "budget_code", "year", "chapter"),
    )
