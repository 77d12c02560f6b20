"""What a project costs for each place that it offers, to build it and to run it."""

from dataclasses import dataclass

from metrics.outlook.levers import Project
from metrics.outlook.projection import Projection
from metrics.text import Text
from metrics.values import Absence, Value

_NO_CAPACITY = Text("La capacité du projet n'est pas connue.", "The capacity of the project is not known.")
_NO_PLACE = Text("Le projet n'offre aucune place.", "The project offers no place.")
_NOT_OPEN = Text("Le projet n'ouvre pas pendant la projection.", "The project does not open within the projection.")


@dataclass(frozen=True)
class ProjectFigures:
    """Totals over the projection, in cents; the figures for one place are cents over places.

    left_to_pay: spending less grants and VAT refund received within the projection. running_cost: of the first full
    year of use, less its revenue.
    """

    project: Project
    spent: int
    received: int
    left_to_pay: int
    running_cost: Value
    spent_a_place: Value
    running_cost_a_place: Value


def project_figures(projection: Projection, project: Project) -> ProjectFigures:
    def total(part: str) -> int:
        row = f"{project.row}_{part}"
        return sum(projection.series(row).values()) if row in projection.model.rows else 0

    spent, received = total("spent"), total("subsidy") + total("fctva")
    running = _running_cost(projection, project)
    return ProjectFigures(
        project,
        spent,
        received,
        spent - received,
        running,
        _a_place(Value(spent, 1), project),
        _a_place(running, project),
    )


def _running_cost(projection: Projection, project: Project) -> Value:
    if project.opening is None or project.opening not in projection.model.years:
        return Value(None, None, Absence.NOT_APPLICABLE, _NOT_OPEN)
    cost, revenue = (
        projection.series(f"{project.row}_{part}")[project.opening] for part in ("running_cost", "revenue")
    )
    return Value(cost - revenue, 1)


def _a_place(amount: Value, project: Project) -> Value:
    if amount.absence is not None:
        return amount
    if project.capacity is None:
        return Value(amount.numerator, None, Absence.MISSING, _NO_CAPACITY)
    if project.capacity == 0:
        return Value(amount.numerator, 0, Absence.NOT_APPLICABLE, _NO_PLACE)
    return Value(amount.numerator, project.capacity)
