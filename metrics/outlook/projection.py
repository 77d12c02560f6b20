"""A projection over several years, closed by borrowing: each year borrows what is lacking to hold its working capital.

`declare` lays the rows down, `project` evaluates them. Nothing is computed outside the rows: the balance of each year,
the schedules of the loans and the checks are formulas like the others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pandas as pd

from metrics.documents import Step
from metrics.evaluate import values
from metrics.language import Indicator, Labelled
from metrics.outlook.base import BaseYear
from metrics.outlook.choices import check, declare_levers
from metrics.outlook.closing import declare_closing
from metrics.outlook.formulas import Entered
from metrics.outlook.levers import RECURRING, Project, Scenario
from metrics.outlook.operating import declare_operating
from metrics.outlook.origins import Origin
from metrics.outlook.plan import declare_plan
from metrics.outlook.real_balance import LACKING, declare_real_balance
from metrics.outlook.refusal import shown
from metrics.outlook.rows import Figures, Model, Sheet, evaluate
from metrics.text import Text
from metrics.units import EUROS
from metrics.values import Value

_ASSUMED = Text("{loan} : {what}", "{loan}: {what}")
_BEYOND = Text(
    "{project} : {amount} de dépenses prévues après {last} restent hors de la projection.",
    "{project}: {amount} of spending planned after {last} stays out of the projection.",
)
_NO_RUNNING_COST = Text(
    "{project} : aucun coût de fonctionnement n'est compté une fois l'équipement ouvert.",
    "{project}: no running cost is counted once it is open.",
)
CHECKS = ("balance_check", "debt_check")


class Unbalanced(AssertionError):
    """A check row is not zero: the declaration itself is wrong, and no figure of it may be shown."""


@dataclass(frozen=True)
class Projection:
    """A base year carried on under a scenario."""

    base: BaseYear
    scenario: Scenario
    model: Model
    figures: Figures
    _values: dict[Indicator, dict[int, Value]] = field(default_factory=dict, compare=False, repr=False)

    @property
    def years(self) -> tuple[int, ...]:
        """The base year, then those projected."""
        return (self.base.year, *self.model.years)

    def series(self, row: str | Labelled) -> dict[int, int]:
        """A row's figure in each year that has one, in the integers of its unit."""
        name = row if isinstance(row, str) else row.name
        return {year: self.figures[name, year] for year in self.years if year in self.model.rows[name].cells}

    def values(self, indicator: Indicator) -> dict[int, Value]:
        """An indicator in each year, each absence with its reason; computed once."""
        if indicator not in self._values:
            table = table_of(self.model, self.figures, self.years, self.base)
            self._values[indicator] = dict(zip(self.years, values(indicator, table), strict=True))
        return self._values[indicator]

    @property
    def lacking(self) -> dict[int, int]:
        """What each projected year lacks to be in real balance, in cents; nothing where it is."""
        return self.series(LACKING)

    @property
    def without_running_cost(self) -> tuple[Project, ...]:
        """The projects that cost nothing once open, by what was said of them; renewals replace what already costs."""
        return tuple(one for one in self.scenario.projects if not one.renews and not one.is_run)

    @property
    def squeezed(self) -> dict[int, tuple[int, int]]:
        """Years in which projects leave less than half of the year's plan to renewals: what is left, and the plan.

        Planned amounts, in cents. Empty where no renewals are planned.
        """
        renewed = [one for one in self.scenario.projects if one.code == RECURRING]
        plan = {year: _planned(self.scenario.projects, year) for year in self.model.years}
        left = {year: _planned(renewed, year) for year in plan}
        return {year: (left[year], plan[year]) for year in plan if renewed and 2 * left[year] < plan[year]}

    @property
    def notes(self) -> tuple[Text, ...]:
        """What a reader must know: how the base year was cut, what was assumed of a loan, what falls beyond."""
        assumed = (_ASSUMED.fill(loan=loan.label, what=what) for loan in self.base.annex.loans for what in loan.assumed)
        idle = (_NO_RUNNING_COST.fill(project=project.label) for project in self.without_running_cost)
        return (*self.base.notes, *self.base.annex.left_aside, *assumed, *idle, *self._beyond())

    def _beyond(self) -> Iterator[Text]:
        last = self.model.years[-1]
        for project in self.scenario.projects:
            later = sum(amount for year, amount in project.spending.items() if year > last)
            if later:
                yield _BEYOND.fill(project=project.label, amount=shown(later, EUROS), last=str(last))

    def origin(self, row: str, year: int) -> Origin | None:
        """Where a figure that was chosen comes from; None for one that a formula gives."""
        formula = self.model.formula((row, year))
        return formula.origin if isinstance(formula, Entered) else None


def project(base: BaseYear, scenario: Scenario, horizon: int) -> Projection:
    """Refused: the scenario's choices do not make a projection. horizon: years after the base year."""
    model = declare(base, scenario, horizon)
    figures = evaluate(model)
    _balanced(model, figures)
    return Projection(base, scenario, model, figures)


def declare(base: BaseYear, scenario: Scenario, horizon: int) -> Model:
    check(base, scenario, horizon)
    sheet = Sheet(base.year, horizon)
    declare_levers(sheet, base, scenario)
    declare_operating(sheet, base, scenario)
    declare_plan(sheet, base, scenario)
    declare_closing(sheet, base, scenario)
    declare_real_balance(sheet)
    return sheet.model()


def table_of(model: Model, figures: Figures, years: Iterable[int], base: BaseYear) -> pd.DataFrame:
    """One row per year, one Int64 column per row of the projection that has a figure in any of them.

    A projected year is read as a closed one: what it holds is what would be executed.
    """
    years = list(years)
    named = {
        row.name: pd.array([figures.get((row.name, year)) for year in years], dtype="Int64")
        for row in model.rows.values()
        if any(year in row.cells for year in years)
    }
    return pd.DataFrame({**named, **document_of(base)}, index=years)


def document_of(base: BaseYear) -> dict[str, str]:
    """What indicators ask of the document that a year is read from."""
    return {"budget_kind": base.kind.value, "step": Step.CLOSED.value}


def _balanced(model: Model, figures: Figures) -> None:
    wrong = [(name, year) for name in CHECKS for year in model.years if figures[name, year]]
    if wrong:
        raise Unbalanced(f"not zero: {wrong}")


def _planned(projects: Iterable[Project], year: int) -> int:
    return sum(one.spending.get(year, 0) for one in projects)
