"""The operating rows: each family grows from the year before by its levers; taxes are rate × base."""

from collections.abc import Iterable

from metrics.finance.given import POPULATION
from metrics.outlook.base import BaseYear
from metrics.outlook.families import Family, Side, of_side
from metrics.outlook.formulas import RATE, Cell, Entered, Formula, Grown, Share, Total, plus
from metrics.outlook.levers import Scenario, Tax
from metrics.outlook.rows import Group, Sheet
from metrics.text import Text
from metrics.units import EUROS_A_YEAR, INHABITANTS

_SIDES = {Side.REVENUE: Group.REVENUE, Side.EXPENDITURE: Group.EXPENDITURE}
_BASE = Text("Bases : {tax}", "Base: {tax}")
_RATE = Text("Taux voté : {tax}", "Voted rate: {tax}")
_PRODUCT = Text("Produit : {tax}", "Product: {tax}")


def declare_operating(sheet: Sheet, base: BaseYear, scenario: Scenario) -> None:
    """The population, the taxes and the families; the totals come once the plan and the loans have their rows."""
    if base.population is not None:
        sheet.yearly(
            POPULATION.name,
            POPULATION.label,
            INHABITANTS,
            Group.REVENUE,
            lambda year: Grown(Cell(POPULATION.name, year - 1), (Cell("population_growth", year),)),
            Entered(base.population, INHABITANTS),
        )
    for tax in base.taxes:
        _declare_tax(sheet, tax)
    for side in Side:
        for family in of_side(side):
            _declare_family(sheet, family, base, scenario)


def revenue_parts(base: BaseYear, scenario: Scenario) -> tuple[str, ...]:
    """The rows that add up to operating revenue."""
    taxes = (f"tax_{tax.code}_product" for tax in base.taxes)
    families = (family.name for family in of_side(Side.REVENUE))
    return (*taxes, *families, *(f"{project.row}_revenue" for project in scenario.projects))


def expenditure_parts(scenario: Scenario) -> tuple[str, ...]:
    """The rows that add up to operating expenditure, without loan interest."""
    families = (family.name for family in of_side(Side.EXPENDITURE))
    return (*families, *(f"{project.row}_running_cost" for project in scenario.projects))


def sum_of(sheet: Sheet, names: Iterable[str], year: int) -> Total:
    """The sum of those of the rows that have a figure in a year."""
    return plus(*(Cell(name, year) for name in names if sheet.has(name, year)))


def _declare_tax(sheet: Sheet, tax: Tax) -> None:
    base, rate, product = (f"tax_{tax.code}_{part}" for part in ("base", "rate", "product"))
    growth = ("bases_revaluation", "bases_growth")
    sheet.yearly(
        base,
        _BASE.fill(tax=tax.label),
        EUROS_A_YEAR,
        Group.REVENUE,
        lambda year: Grown(Cell(base, year - 1), tuple(Cell(lever, year) for lever in growth)),
        Entered(tax.base, EUROS_A_YEAR),
    )
    sheet.yearly(
        rate,
        _RATE.fill(tax=tax.label),
        RATE,
        Group.REVENUE,
        lambda year: plus(Cell(rate, year - 1), Cell(tax.lever.name, year)),
        Entered(tax.rate, RATE),
    )
    cells: dict[int, Formula] = {year: Share(Cell(base, year), Cell(rate, year)) for year in sheet.all_years}
    sheet.row(product, _PRODUCT.fill(tax=tax.label), EUROS_A_YEAR, Group.REVENUE, cells)


def _declare_family(sheet: Sheet, family: Family, base: BaseYear, scenario: Scenario) -> None:
    levels = {choice.year: choice for choice in scenario.levels.get(family.name, ())}

    def each(year: int) -> Formula:
        if choice := levels.get(year):
            return Entered(choice.value, EUROS_A_YEAR, choice.origin)
        before = Cell(family.name, year - 1)
        grown = Grown(before, tuple(Cell(lever, year) for lever in family.growth)) if family.growth else before
        return plus(grown, Cell(family.step, year))

    amount = Entered(base.families[family.name], EUROS_A_YEAR)
    label = family.called(without_bases=not base.taxes)
    sheet.yearly(family.name, label, EUROS_A_YEAR, _SIDES[family.side], each, amount)
