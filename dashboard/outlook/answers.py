"""What the outlook page is about: a base year, what a person added to it, a scenario, and what they project."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dashboard.answers import Town, TownBudget
from data.queries import DocumentRow
from data.scenarios import Saved
from metrics.outlook.base import BaseYear
from metrics.outlook.levers import Scenario, Tax
from metrics.outlook.projection import Projection
from metrics.outlook.stored import as_data, from_data
from metrics.text import Text

LONGEST = 10  # years that the page projects


class Start(StrEnum):
    """The scenarios that every town has before anybody saves one. No saved name begins by their sign."""

    TREND = "@tendance"
    FORECAST = "@prevision"


@dataclass(frozen=True)
class Place:
    """The closed account from which a projection starts."""

    town: Town
    budget: TownBudget
    document: DocumentRow

    @property
    def year(self) -> int:
        return self.document.year


@dataclass(frozen=True)
class Told:
    """What a person adds to the accounts, in cents: None or nothing where the accounts and the annex speak alone.

    debt: where no loan annex says it. eligible: by year, the spending of the past on which VAT will be refunded.
    """

    debt: int | None = None
    working_capital: int | None = None
    taxes: tuple[Tax, ...] = ()
    eligible: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, eq=False)
class Plan:
    """A scenario with what was added to its base: what is saved, and what is worked on."""

    scenario: Scenario
    told: Told = field(default_factory=Told)

    @property
    def text(self) -> str:
        """The same for the same plan: a key of what is computed from it."""
        return json.dumps(plan_as_data(self), sort_keys=True)


@dataclass(frozen=True)
class Offer:
    """A scenario that may be opened. saved: None for those that every town has."""

    code: str
    saved: Saved | None = None


@dataclass(frozen=True, eq=False)
class Opened:
    """The scenario that the address names. saved: None for those that every town has."""

    code: str
    plan: Plan
    saved: Saved | None = None


@dataclass(frozen=True, eq=False)
class Outlook:
    """plan: as it was opened, or as it has been changed since. why: the sentence that says what no projection has."""

    place: Place
    horizon: int
    opened: Opened
    plan: Plan
    base: BaseYear | None
    projection: Projection | None
    why: Text | None = None

    @property
    def is_changed(self) -> bool:
        return self.plan.text != self.opened.plan.text

    @property
    def years(self) -> range:
        return range(self.place.year + 1, self.place.year + self.horizon + 1)


def plan_as_data(plan: Plan) -> dict[str, Any]:
    """As JSON holds it; integers stay what they are."""
    told = plan.told
    taxes = [
        {"code": tax.code, "fr": tax.label.fr, "en": tax.label.en, "base": tax.base, "rate": tax.rate}
        for tax in told.taxes
    ]
    return {
        "scenario": as_data(plan.scenario),
        "debt": told.debt,
        "working_capital": told.working_capital,
        "taxes": taxes,
        "eligible": {str(year): cents for year, cents in told.eligible},
    }


def plan_from_data(data: Mapping[str, Any]) -> Plan:
    """KeyError, TypeError or ValueError where the data are no plan."""
    taxes = tuple(Tax(one["code"], Text(one["fr"], one["en"]), one["base"], one["rate"]) for one in data["taxes"])
    eligible = tuple(sorted((int(year), cents) for year, cents in data["eligible"].items()))
    told = Told(data["debt"], data["working_capital"], taxes, eligible)
    return Plan(from_data(data["scenario"]), told)
