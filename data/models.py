"""The facts, grain first. Every fact's key starts with its authority; money is integer cents.

Nothing is overwritten. Facts come in imports; an import may be undone, and a later import of the
same document supersedes or completes the earlier one. What counts is therefore a rule over imports
(`data.standing`), and the columns `is_current`, `counts_in` and `described_by` are only its cache.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

from data.columns import ExactDecimal, UtcDateTime
from metrics.documents import BudgetKind, Step
from metrics.nomenclature import Direction, Nature, Section
from metrics.values import Absence


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcDateTime, dict[str, Any]: JSON}


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """A column that holds only the values of an enumeration."""
    allowed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({allowed})", name=f"{column}_known")


def within_authority(table: str, *columns: str, **options: Any) -> ForeignKeyConstraint:
    """A reference to a fact of the same authority."""
    local = ["authority_id", *columns]
    return ForeignKeyConstraint(local, [f"{table}.authority_id", f"{table}.id"], **options)


class Authority(Base):
    """A commune, a grouping, a département… `code` is its public identifier (in France, the SIREN)."""

    __tablename__ = "authority"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(32), default="commune")
    country: Mapped[str] = mapped_column(String(2), default="FR")
    geographic_code: Mapped[str | None] = mapped_column(String(16))  # in France, the INSEE code
    is_fictional: Mapped[bool] = mapped_column(default=False)
    data_version: Mapped[int] = mapped_column(Integer, default=0)  # raised by every import, in every cache key


class Fact:
    """A row of one authority; ids are given out under the authority's lock (`data.store`)."""

    @declared_attr
    def authority_id(cls) -> Mapped[int]:  # noqa: N805
        return mapped_column(ForeignKey("authority.id"), primary_key=True, sort_order=-2)

    @declared_attr
    def id(cls) -> Mapped[int]:  # noqa: N805
        key = BigInteger().with_variant(Integer, "sqlite")
        return mapped_column(key, primary_key=True, autoincrement=False, sort_order=-1)


class Sourced(Fact):
    """A fact that an import brought, at a place of its file."""

    import_id: Mapped[int] = mapped_column(BigInteger)
    sheet: Mapped[str | None] = mapped_column(String(200))
    row: Mapped[int | None] = mapped_column(Integer)  # as a person counts them in the file, from 1


class Import(Fact, Base):
    """One file, or one entry by hand, confirmed by a person in one transaction."""

    __tablename__ = "import"
    kind: Mapped[str] = mapped_column(String(32))
    file_name: Mapped[str] = mapped_column(String(255))
    file_hash: Mapped[str] = mapped_column(String(64))  # SHA-256 of the bytes received
    file_size: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str | None] = mapped_column(Text)  # producer and licence, where the facts are published
    author: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[str | None] = mapped_column(String(200))
    summary: Mapped[dict[str, Any]]  # what was understood: counts and control totals, as shown and confirmed
    content_hash: Mapped[str | None] = mapped_column(String(64))  # of the facts brought, whatever their order
    kept_hash: Mapped[str | None] = mapped_column(String(64))  # of the copy kept without persons (`data.uploads`)
    brought: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))  # table → ids

    __table_args__ = (
        Index("ix_import_content", "authority_id", "content_hash"),
        Index("ix_import_file", "authority_id", "file_hash"),
    )


class ImportMapping(Fact, Base):
    """How a person had files of one shape read; proposed again for the next of them."""

    __tablename__ = "import_mapping"
    shape: Mapped[str] = mapped_column(String(64))  # fingerprint of the titles
    kind: Mapped[str] = mapped_column(String(32))
    choices: Mapped[dict[str, Any]]
    author: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("authority_id", "shape"),)


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


class Service(Sourced, Base):
    """A public service whose use is counted: library, canteen, pool… Its import is the first that named it."""

    __tablename__ = "service"
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))

    __table_args__ = (within_authority("import", "import_id"), UniqueConstraint("authority_id", "code"))


class Facility(Sourced, Base):
    """A place where a service is given. Capacity is people at once; coordinates are WGS 84 degrees."""

    __tablename__ = "facility"
    service_id: Mapped[int] = mapped_column(BigInteger)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    capacity: Mapped[int | None]
    weekly_hours: Mapped[Any | None] = mapped_column(ExactDecimal)
    opened_on: Mapped[date | None] = mapped_column(Date)
    closed_on: Mapped[date | None] = mapped_column(Date)
    latitude: Mapped[Any | None] = mapped_column(ExactDecimal)
    longitude: Mapped[Any | None] = mapped_column(ExactDecimal)

    __table_args__ = (
        within_authority("import", "import_id"),
        within_authority("service", "service_id"),
        UniqueConstraint("authority_id", "service_id", "code"),
    )


class UsageRecord(Sourced, Base):
    """What was counted of one measure over one period. Two measures never add up; no row is a person.

    The period runs from `starts_on` to `ends_on`, both included. `quantity` is in thousandths of the
    measure's unit, so that tonnes add up as exactly as visits; it is NULL exactly where `absence`
    says why.
    """

    __tablename__ = "usage_record"
    service_id: Mapped[int] = mapped_column(BigInteger)
    facility_id: Mapped[int | None] = mapped_column(BigInteger)
    measure: Mapped[str] = mapped_column(String(60))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    channel: Mapped[str | None] = mapped_column(String(40))
    audience: Mapped[str | None] = mapped_column(String(60))
    quantity: Mapped[int | None] = mapped_column(BigInteger)
    absence: Mapped[str | None] = mapped_column(String(16))
    fees: Mapped[int | None] = mapped_column(BigInteger)  # cents
    is_current: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        within_authority("import", "import_id"),
        within_authority("service", "service_id"),
        within_authority("facility", "facility_id"),
        one_of("absence", Absence),
        CheckConstraint("(quantity IS NULL) = (absence IS NOT NULL)", name="quantity_or_absence"),
        CheckConstraint("starts_on <= ends_on", name="period_ordered"),
        Index("ix_usage_record_slot", "authority_id", "service_id", "measure", "facility_id", "starts_on"),
    )


class Policy(Sourced, Base):
    """A node of the mandate plan; the town names its levels (axis, objective, action…)."""

    __tablename__ = "policy"
    parent_id: Mapped[int | None] = mapped_column(BigInteger)
    level: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(300))
    objective: Mapped[str | None] = mapped_column(Text)
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)

    __table_args__ = (
        within_authority("import", "import_id"),
        within_authority("policy", "parent_id"),
        UniqueConstraint("authority_id", "code"),
    )


class Intervention(Sourced, Base):
    """A measure taken: what changed, where, and on which day. What evaluation looks for the effect of."""

    __tablename__ = "intervention"
    policy_id: Mapped[int | None] = mapped_column(BigInteger)
    service_id: Mapped[int | None] = mapped_column(BigInteger)
    facility_id: Mapped[int | None] = mapped_column(BigInteger)
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(300))
    description: Mapped[str | None] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Date)

    __table_args__ = (
        within_authority("import", "import_id"),
        within_authority("policy", "policy_id"),
        within_authority("service", "service_id"),
        within_authority("facility", "facility_id"),
    )


class IndicatorValue(Sourced, Base):
    """A value supplied by hand or by a connector, in the unit shown. NULL exactly where `absence` says why."""

    __tablename__ = "indicator_value"
    indicator: Mapped[str] = mapped_column(String(80))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    value: Mapped[Any | None] = mapped_column(ExactDecimal)
    absence: Mapped[str | None] = mapped_column(String(16))
    source: Mapped[str] = mapped_column(Text)
    is_current: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        within_authority("import", "import_id"),
        one_of("absence", Absence),
        CheckConstraint("(value IS NULL) = (absence IS NOT NULL)", name="value_or_absence"),
        Index(None, "authority_id", "indicator", "starts_on"),
    )


class Target(Sourced, Base):
    """What an indicator should reach in a year: the baseline it starts from, interim marks, the final one."""

    __tablename__ = "target"
    indicator: Mapped[str] = mapped_column(String(80))
    year: Mapped[int]
    role: Mapped[str] = mapped_column(String(16))
    value: Mapped[Any] = mapped_column(ExactDecimal)
    source: Mapped[str] = mapped_column(Text)
    is_current: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        within_authority("import", "import_id"),
        CheckConstraint("role IN ('baseline', 'interim', 'final')", name="role_known"),
        Index(None, "authority_id", "indicator", "year"),
    )


class PublishedFigure(Sourced, Base):
    """A figure that a national producer publishes, of this authority, of another, or of a group of them.

    It is money in cents, another number, or absent: exactly one of the three. A main budget, an annex and
    their consolidation are three scopes, which never add up.
    """

    __tablename__ = "published_figure"
    subject_code: Mapped[str] = mapped_column(String(32))  # SIREN, INSEE code… of whom the figure is about
    subject_name: Mapped[str | None] = mapped_column(String(200))
    subject_kind: Mapped[str] = mapped_column(String(32))
    scope: Mapped[str] = mapped_column(String(16))
    year: Mapped[int]
    period: Mapped[str | None] = mapped_column(String(16))  # within the year, where it is a part of it
    indicator: Mapped[str] = mapped_column(String(80))
    unit: Mapped[str] = mapped_column(String(24))
    cents: Mapped[int | None] = mapped_column(BigInteger)
    value: Mapped[Any | None] = mapped_column(ExactDecimal)
    absence: Mapped[str | None] = mapped_column(String(16))
    status: Mapped[str | None] = mapped_column(String(16))  # as the producer words it: final, provisional…
    is_current: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        within_authority("import", "import_id"),
        one_of("absence", Absence),
        CheckConstraint(
            "(cents IS NOT NULL AND value IS NULL AND absence IS NULL)"
            " OR (cents IS NULL AND value IS NOT NULL AND absence IS NULL)"
            " OR (cents IS NULL AND value IS NULL AND absence IS NOT NULL)",
            name="cents_value_or_absence",
        ),
        Index("ix_published_figure_slot", "authority_id", "subject_code", "indicator", "year"),
    )


class PublishedAccount(Base):
    """What a producer published of one authority and year, one column an aggregate in cents (`data.rollups`).

    A rollup of the published figures that count, under the names that formulas know; NULL where nothing is published.
    producer and scope: figures of two of them are never mixed. stratum: the band of a commune's population, else why it
    is in none (`metrics.comparison.groups.Outside`).
    """

    __tablename__ = "published_account"
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    producer: Mapped[str] = mapped_column(String(16), primary_key=True)
    scope: Mapped[str] = mapped_column(String(16), primary_key=True)
    stratum: Mapped[str] = mapped_column(String(16), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    subject_code: Mapped[str] = mapped_column(String(32), primary_key=True)
    subject_name: Mapped[str | None] = mapped_column(String(200))
    subject_kind: Mapped[str] = mapped_column(String(32))
    status: Mapped[str | None] = mapped_column(String(16))
    population: Mapped[int | None] = mapped_column(BigInteger)
    operating_revenue: Mapped[int | None] = mapped_column(BigInteger)
    operating_expenditure: Mapped[int | None] = mapped_column(BigInteger)
    gross_saving: Mapped[int | None] = mapped_column(BigInteger)
    management_saving: Mapped[int | None] = mapped_column(BigInteger)
    net_saving: Mapped[int | None] = mapped_column(BigInteger)
    financial_charges: Mapped[int | None] = mapped_column(BigInteger)
    staff_costs: Mapped[int | None] = mapped_column(BigInteger)
    purchases_and_external_charges: Mapped[int | None] = mapped_column(BigInteger)
    local_taxes: Mapped[int | None] = mapped_column(BigInteger)
    state_grants: Mapped[int | None] = mapped_column(BigInteger)
    equipment_expenditure: Mapped[int | None] = mapped_column(BigInteger)
    capital_expenditure_without_debt_repayment: Mapped[int | None] = mapped_column(BigInteger)
    capital_revenue_without_borrowing: Mapped[int | None] = mapped_column(BigInteger)
    debt_repaid: Mapped[int | None] = mapped_column(BigInteger)
    new_borrowing: Mapped[int | None] = mapped_column(BigInteger)
    debt_outstanding: Mapped[int | None] = mapped_column(BigInteger)
    change_in_working_capital: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (
        UniqueConstraint(
            *("authority_id", "producer", "scope", "subject_code", "year"), name="uq_published_account_subject"
        ),
        {"sqlite_with_rowid": False},  # kept in the order of its key: a stratum's accounts of a year lie together
    )


class PeerQuantile(Base):
    """How one indicator is spread over one stratum and year: a rollup of the published accounts (`data.rollups`).

    members: accounts of the stratum. known: those with both sides of the figure, whose sums are `numerator` and
    `denominator`. figures: those for which it exists; the quantiles are plain quotients, NULL without any.
    """

    __tablename__ = "peer_quantile"
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    producer: Mapped[str] = mapped_column(String(16), primary_key=True)
    scope: Mapped[str] = mapped_column(String(16), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(80), primary_key=True)
    stratum: Mapped[str] = mapped_column(String(16), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    members: Mapped[int]
    known: Mapped[int]
    figures: Mapped[int]
    p10: Mapped[float | None] = mapped_column(Float(53))
    q1: Mapped[float | None] = mapped_column(Float(53))
    median: Mapped[float | None] = mapped_column(Float(53))
    q3: Mapped[float | None] = mapped_column(Float(53))
    p90: Mapped[float | None] = mapped_column(Float(53))
    numerator: Mapped[int | None] = mapped_column(BigInteger)
    denominator: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = ({"sqlite_with_rowid": False},)


class RollupState(Base):
    """By which declarations an authority's rollups were made: others, and they are made again (`data.rollups`)."""

    __tablename__ = "rollup_state"
    authority_id: Mapped[int] = mapped_column(ForeignKey("authority.id"), primary_key=True)
    declarations: Mapped[str] = mapped_column(String(64))  # fingerprint


class PeerGroup(Fact, Base):
    """A version of a list of authorities that a town compares itself with; a correction adds a version.

    made: how the list was drawn up (by hand, or by which weights and year); a group with no member is retired.
    """

    __tablename__ = "peer_group"
    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    members: Mapped[list[str]] = mapped_column(JSON)
    made: Mapped[dict[str, Any]]
    author: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
    is_current: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (UniqueConstraint("authority_id", "code", "version"),)


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


class CalendarEvent(Sourced, Base):
    """Days that explain a count; both ends included. Kinds: holiday, school_holiday, strike, closure, event…"""

    __tablename__ = "calendar_event"
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    zone: Mapped[str | None] = mapped_column(String(40))
    is_current: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        within_authority("import", "import_id"),
        CheckConstraint("starts_on <= ends_on", name="period_ordered"),
        Index("ix_calendar_event_slot", "authority_id", "starts_on"),
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


class ReadingMark(Sourced, Base):
    """A threshold that the town reads one of its indicators by, in the unit shown, and where it takes it from."""

    __tablename__ = "reading_mark"
    indicator: Mapped[str] = mapped_column(String(80))
    label: Mapped[str] = mapped_column(String(120))
    value: Mapped[Any] = mapped_column(ExactDecimal)
    source: Mapped[str] = mapped_column(Text)
    is_current: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        within_authority("import", "import_id"),
        Index("ix_reading_mark_slot", "authority_id", "indicator", "label"),
    )


class Scenario(Fact, Base):
    """One version of a named scenario of the outlook. A change is a new version; what is archived stays readable."""

    __tablename__ = "scenario"
    name: Mapped[str] = mapped_column(String(120))
    version: Mapped[int]
    budget_id: Mapped[int] = mapped_column(BigInteger)
    base_year: Mapped[int]  # the last year known, from which the projection starts
    base_document_id: Mapped[int | None] = mapped_column(BigInteger)
    levers: Mapped[dict[str, Any]]
    author: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    archived_by: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        within_authority("budget", "budget_id"),
        within_authority("budget_document", "base_document_id"),
        UniqueConstraint("authority_id", "name", "version"),
    )


class AuditEvent(Fact, Base):
    """Who did what, when, to which object; never what a file or a person says."""

    __tablename__ = "audit_event"
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(40))
    object_kind: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int | None] = mapped_column(BigInteger)
    detail: Mapped[dict[str, Any]]
