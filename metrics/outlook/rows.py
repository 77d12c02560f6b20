"""The rows of a projection, declared once: what a year's figure is made of, in which order, and its value.

From one declaration come the figures, their change under other levers, the bands of a fan, the formula in words and
the formula that a workbook holds.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from graphlib import TopologicalSorter

from metrics.outlook.formulas import Entered, Formula, Key, Number
from metrics.text import Text
from metrics.units import Unit

Figures = Mapping[Key, Number]


class Group(StrEnum):
    """The parts of the table, in the order they are read."""

    LEVERS = "levers"
    REVENUE = "revenue"
    EXPENDITURE = "expenditure"
    SAVING = "saving"
    PROJECTS = "projects"
    CAPITAL = "capital"
    BALANCE = "balance"
    DEBT = "debt"
    EXISTING_LOANS = "existing_loans"
    NEW_LOANS = "new_loans"
    CHECKS = "checks"


GROUP_LABELS = {
    Group.LEVERS: Text("Leviers", "Levers"),
    Group.REVENUE: Text("Recettes de fonctionnement", "Operating revenue"),
    Group.EXPENDITURE: Text("Dépenses de fonctionnement", "Operating expenditure"),
    Group.SAVING: Text("Épargne", "Saving"),
    Group.PROJECTS: Text("Plan d'investissement", "Investment plan"),
    Group.CAPITAL: Text("Investissement", "Capital"),
    Group.BALANCE: Text("Équilibre et fonds de roulement", "Balance and working capital"),
    Group.DEBT: Text("Dette", "Debt"),
    Group.EXISTING_LOANS: Text("Emprunts en cours", "Existing loans"),
    Group.NEW_LOANS: Text("Emprunts nouveaux", "New loans"),
    Group.CHECKS: Text("Contrôles", "Checks"),
}


@dataclass(frozen=True)
class Row:
    """One line of the table; it has a formula for each year in which it has a figure."""

    name: str
    label: Text
    unit: Unit
    group: Group
    cells: Mapping[int, Formula]


@dataclass(frozen=True)
class Model:
    """The declared rows of one projection. years: those projected, after the base year."""

    rows: Mapping[str, Row]
    base_year: int
    years: tuple[int, ...]

    def formula(self, key: Key) -> Formula:
        row, year = key
        return self.rows[row].cells[year]

    @cached_property
    def needs(self) -> Mapping[Key, frozenset[Key]]:
        """What each cell reads."""
        return {
            (row.name, year): frozenset(formula.keys())
            for row in self.rows.values()
            for year, formula in row.cells.items()
        }

    @cached_property
    def order(self) -> tuple[Key, ...]:
        """The cells, each after those it reads. CycleError: a figure depends on itself."""
        return tuple(TopologicalSorter(self.needs).static_order())

    def in_group(self, group: Group) -> tuple[Row, ...]:
        return tuple(row for row in self.rows.values() if row.group is group)


def evaluate(model: Model, instead: Figures | None = None, known: Figures | None = None) -> Figures:
    """The figure of every cell.

    instead: figures that take the place of what these cells declare, as integers or as columns of them; known: the
    figures of the same model without them, so that only what depends on them is computed again.
    """
    instead = instead or {}
    figures: dict[Key, Number] = {}
    moved: set[Key] = set()
    for key in model.order:
        if known is not None and key not in instead and moved.isdisjoint(model.needs[key]):
            figures[key] = known[key]
            continue
        moved.add(key)
        figures[key] = instead[key] if key in instead else model.formula(key).value(figures.__getitem__)
    return figures


class Sheet:
    """Where rows are laid down while a model is declared."""

    def __init__(self, base_year: int, horizon: int) -> None:
        self.base_year = base_year
        self.years = tuple(range(base_year + 1, base_year + horizon + 1))
        self._rows: dict[str, Row] = {}

    @property
    def all_years(self) -> tuple[int, ...]:
        return (self.base_year, *self.years)

    def row(self, name: str, label: Text, unit: Unit, group: Group, cells: Mapping[int, Formula]) -> None:
        if name in self._rows:
            raise ValueError(f"two rows are named {name}")
        self._rows[name] = Row(name, label.capitalised, unit, group, dict(cells))

    def yearly(
        self,
        name: str,
        label: Text,
        unit: Unit,
        group: Group,
        each: Callable[[int], Formula],
        base: Formula | None = None,
    ) -> None:
        """A row with one figure a year, and one for the base year where it is given."""
        cells = {} if base is None else {self.base_year: base}
        self.row(name, label, unit, group, cells | {year: each(year) for year in self.years})

    def entered(self, name: str, label: Text, unit: Unit, group: Group, amounts: Mapping[int, int]) -> None:
        self.row(name, label, unit, group, {year: Entered(amount, unit) for year, amount in amounts.items()})

    def has(self, name: str, year: int) -> bool:
        return name in self._rows and year in self._rows[name].cells

    def model(self) -> Model:
        model = Model(self._rows, self.base_year, self.years)
        _all_declared(model.needs)
        return model


def _all_declared(needs: Mapping[Key, Iterable[Key]]) -> None:
    missing = {key for read in needs.values() for key in read} - needs.keys()
    if missing:
        raise KeyError(f"no row declares {sorted(missing)}")
