"""The investment plan: what each project costs, what is granted for it, and what it costs and brings in once open."""

from collections.abc import Mapping

from metrics.finance.statistics import CAPITAL_EXPENDITURE, CAPITAL_REVENUE, EQUIPMENT
from metrics.outlook.base import BaseYear
from metrics.outlook.families import FCTVA_RECEIVED
from metrics.outlook.formulas import RATE, Cell, Entered, Formula, Grown, Share
from metrics.outlook.levers import Project, Scenario
from metrics.outlook.operating import sum_of
from metrics.outlook.rows import Group, Sheet
from metrics.text import Text
from metrics.units import EUROS_A_YEAR

_LABEL = Text("{project} : {part}", "{project}: {part}")
_PARTS = {
    "planned": Text("dépense prévue", "planned spending"),
    "spent": Text("dépense", "spending"),
    "subsidy_rate": Text("taux de subvention", "subsidy rate"),
    "subsidy": Text("subventions reçues", "grants received"),
    "eligible_share": Text("part éligible au FCTVA", "share on which VAT is refunded"),
    "eligible": Text("dépense éligible au FCTVA", "spending on which VAT is refunded"),
    "fctva": Text("FCTVA", "VAT refund"),
    "running_cost": Text("coût de fonctionnement", "running cost"),
    "revenue": Text("recettes", "revenue"),
}
_RATES = ("subsidy_rate", "eligible_share")
_GRANTS = Text("Subventions d'investissement reçues", "Capital grants received")
_ELIGIBLE_BEFORE = Text("Dépenses éligibles au FCTVA avant la projection", "Eligible spending before the projection")
_REFUND_BEFORE = Text("FCTVA sur les dépenses d'avant la projection", "VAT refund on spending before the projection")


def declare_plan(sheet: Sheet, base: BaseYear, scenario: Scenario) -> None:
    for project in scenario.projects:
        _declare_spending(sheet, project)
        _declare_subsidy(sheet, project)
        _declare_project_refund(sheet, project, scenario.fctva_lag)
        _declare_use(sheet, project)
    _declare_earlier_refund(sheet, base, scenario.fctva_lag)
    _declare_totals(sheet, base, scenario)


def _declare_spending(sheet: Sheet, project: Project) -> None:
    planned = {year: amount for year, amount in project.spending.items() if year in sheet.years}
    _row(sheet, project, "planned", {y: Entered(amount, EUROS_A_YEAR, project.origin) for y, amount in planned.items()})
    _row(sheet, project, "spent", {y: Share(_cell(project, "planned", y), Cell("completion_rate", y)) for y in planned})


def _declare_subsidy(sheet: Sheet, project: Project) -> None:
    spent = _years(sheet, project, "spent")
    if project.subsidy_rate is None:
        rates: dict[int, Formula] = {year: Cell("subsidy_rate", year) for year in spent}
    else:
        rates = _same_rate(sheet, project, "subsidy_rate", project.subsidy_rate)
    shares = {year: Share(_cell(project, "spent", year), rates[year]) for year in spent}
    _row(sheet, project, "subsidy", _later(sheet, shares, project.subsidy_lag))


def _declare_project_refund(sheet: Sheet, project: Project, lag: int) -> None:
    lag = lag if project.fctva_lag is None else project.fctva_lag
    shares = _same_rate(sheet, project, "eligible_share", project.eligible_share)
    spent = _years(sheet, project, "spent")
    _row(sheet, project, "eligible", {year: Share(_cell(project, "spent", year), shares[year]) for year in spent})
    received = {year: Share(_cell(project, "eligible", year), Cell("fctva_rate", year + lag)) for year in spent}
    _row(sheet, project, "fctva", _later(sheet, received, lag))


def _declare_use(sheet: Sheet, project: Project) -> None:
    """From its opening on; the first year's amount is the one entered, later ones follow prices."""
    if project.opening is None:
        return
    for part, amount, levers in (
        ("running_cost", project.running_cost, ("purchases_growth", "inflation")),
        ("revenue", project.revenue, ("services_growth", "tariffs")),
    ):
        open_years = [year for year in sheet.years if year >= project.opening]
        cells: dict[int, Formula] = {
            year: Grown(_cell(project, part, year - 1), tuple(Cell(lever, year) for lever in levers))
            for year in open_years[1:]
        }
        opening = {year: Entered(amount, EUROS_A_YEAR, project.origin) for year in open_years[:1]}
        _row(sheet, project, part, opening | cells)


def _declare_earlier_refund(sheet: Sheet, base: BaseYear, lag: int) -> None:
    """Spending of the base year and before is refunded within the projection."""
    received = [year for year in sheet.years if year - lag <= base.year]
    eligible = {year - lag: base.eligible[year - lag] for year in received}
    if received:
        sheet.entered("eligible_before", _ELIGIBLE_BEFORE, EUROS_A_YEAR, Group.PROJECTS, eligible)
        cells = {year: Share(Cell("eligible_before", year - lag), Cell("fctva_rate", year)) for year in received}
        sheet.row("fctva_before", _REFUND_BEFORE, EUROS_A_YEAR, Group.PROJECTS, cells)


def _declare_totals(sheet: Sheet, base: BaseYear, scenario: Scenario) -> None:
    rows = [project.row for project in scenario.projects]

    def total(name: str, label: Text, parts: list[str], amount: int | None = None) -> None:
        entered = None if amount is None else Entered(amount, EUROS_A_YEAR)
        sheet.yearly(name, label, EUROS_A_YEAR, Group.CAPITAL, lambda year: sum_of(sheet, parts, year), entered)

    total(EQUIPMENT.name, EQUIPMENT.label, [f"{row}_spent" for row in rows], base.equipment)
    spent = [EQUIPMENT.name, "other_capital_expenditure"]
    total(CAPITAL_EXPENDITURE.name, CAPITAL_EXPENDITURE.label, spent, base.capital_expenditure)
    total("capital_grants", _GRANTS, [f"{row}_subsidy" for row in rows])
    refunds = [*(f"{row}_fctva" for row in rows), "fctva_before"]
    total(FCTVA_RECEIVED.name, FCTVA_RECEIVED.label, refunds, base.fctva)
    received = ["capital_grants", FCTVA_RECEIVED.name, "disposals", "other_capital_revenue"]
    total(CAPITAL_REVENUE.name, CAPITAL_REVENUE.label, received, base.capital_revenue)


def _same_rate(sheet: Sheet, project: Project, part: str, rate: int) -> dict[int, Formula]:
    """A rate of the project, written once, under each year of the projection."""
    first = sheet.years[0]
    _row(sheet, project, part, {first: Entered(rate, RATE, project.origin)})
    return dict.fromkeys(sheet.years, _cell(project, part, first))


def _later(sheet: Sheet, cells: Mapping[int, Formula], lag: int) -> dict[int, Formula]:
    """The cells, received some years later; what comes after the projection is out of it."""
    return {year + lag: formula for year, formula in cells.items() if year + lag in sheet.years}


def _years(sheet: Sheet, project: Project, part: str) -> list[int]:
    return [year for year in sheet.years if sheet.has(f"{project.row}_{part}", year)]


def _cell(project: Project, part: str, year: int) -> Cell:
    return Cell(f"{project.row}_{part}", year)


def _row(sheet: Sheet, project: Project, part: str, cells: Mapping[int, Formula]) -> None:
    if cells:
        label = _LABEL.fill(project=project.label, part=_PARTS[part])
        unit = RATE if part in _RATES else EUROS_A_YEAR
        sheet.row(f"{project.row}_{part}", label, unit, Group.PROJECTS, cells)
