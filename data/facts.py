"""Facts that are not budget documents, as an import brings them: plain values that name each other by code.

Field names are those of `data.models`. Quantities are thousandths of the measure's unit, fees are cents. Where a fact
stands in its file is no part of what it says.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from metrics.values import Absence


@dataclass(frozen=True, slots=True)
class PopulationRead:
    year: int
    kind: str  # municipal or total
    count: int
    source: str


@dataclass(frozen=True, slots=True)
class ServiceRead:
    code: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class FacilityRead:
    service: str
    code: str
    name: str
    capacity: int | None = None
    weekly_hours: Decimal | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None


@dataclass(frozen=True, slots=True)
class UsageRead:
    """quantity is None exactly where absence says why."""

    service: str
    facility: str | None
    measure: str
    starts_on: date
    ends_on: date
    channel: str | None = None
    audience: str | None = None
    quantity: int | None = None
    absence: Absence | None = None
    fees: int | None = None


@dataclass(frozen=True, slots=True)
class PolicyRead:
    """Parents come before their children."""

    parent: str | None
    level: str
    code: str
    name: str
    objective: str | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class InterventionRead:
    policy: str | None
    service: str | None
    facility: str | None
    code: str
    name: str
    description: str | None
    starts_on: date


@dataclass(frozen=True, slots=True)
class IndicatorValueRead:
    indicator: str
    starts_on: date
    ends_on: date
    value: Decimal | None
    absence: Absence | None
    source: str


@dataclass(frozen=True, slots=True)
class TargetRead:
    indicator: str
    year: int
    role: str  # baseline, interim or final
    value: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class CalendarEventRead:
    """Days that explain a count: holiday, school_holiday, strike, closure, event or school_year; both ends included."""

    starts_on: date
    ends_on: date
    name: str
    kind: str
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeCreditRead:
    """What one vote of a programme authorises in all, and plans to pay in one year; amounts in cents."""

    budget_code: str
    programme: str
    name: str
    section: str
    operation: str | None
    voted_on: date
    year: int
    authorised: int
    credit: int
    sheet: str | None = field(default=None, compare=False)
    row: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PaymentOrderRead:
    """What the orders of one day add up to on one account, in signed cents."""

    budget_code: str
    year: int
    issued_on: date
    direction: str
    section: str
    chapter: str | None
    account: str
    function: str | None
    operation: str | None
    amount: int
    sheet: str | None = field(default=None, compare=False)
    row: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class EstimateRead:
    """What a department expects a chapter, or an account of it, to come to by the year's end; cents."""

    budget_code: str
    year: int
    section: str
    direction: str
    chapter: str
    account: str | None
    department: str | None
    estimated_on: date
    amount: int
    sheet: str | None = field(default=None, compare=False)
    row: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class MarkRead:
    """A threshold of the town itself, in the unit that the indicator is shown in."""

    indicator: str
    label: str
    value: Decimal
    source: str
    sheet: str | None = field(default=None, compare=False)
    row: int | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Facts:
    populations: Sequence[PopulationRead] = ()
    services: Sequence[ServiceRead] = ()
    facilities: Sequence[FacilityRead] = ()
    usage: Sequence[UsageRead] = ()
    policies: Sequence[PolicyRead] = ()
    interventions: Sequence[InterventionRead] = ()
    indicator_values: Sequence[IndicatorValueRead] = ()
    targets: Sequence[TargetRead] = ()
    events: Sequence[CalendarEventRead] = ()
    programmes: Sequence[ProgrammeCreditRead] = ()
    orders: Sequence[PaymentOrderRead] = ()
    estimates: Sequence[EstimateRead] = ()
    marks: Sequence[MarkRead] = ()
