"""What national producers publish of many authorities, how it is spread, and the lists towns compare with."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, Float, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.columns import ExactDecimal
from data.models.base import Base, Fact, Sourced, one_of, within_authority
from metrics.values import Absence


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
