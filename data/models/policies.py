"""What a town aims at and tries: its plan, its measures, values and targets of indicators, marks, scenarios."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.columns import ExactDecimal
from data.models.base import Base, Fact, Sourced, one_of, within_authority
from metrics.values import Absence


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
