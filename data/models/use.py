"""The use of services: what is offered where, what was counted, and days that explain a count. Nobody is in it."""

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Date, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.columns import ExactDecimal
from data.models.base import Base, Sourced, one_of, within_authority
from metrics.values import Absence


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
