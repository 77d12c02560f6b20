"""What the budget page is about: a perimeter, a year, a side. The choice stands in the address."""

from dataclasses import dataclass

import streamlit as st

from dashboard import choose, read
from dashboard.answers import Town
from dashboard.budget import read as budget_read
from dashboard.budget.answers import BudgetYear, Side
from dashboard.locale import say, t
from metrics.nomenclature import DIRECTION_LABELS, SECTION_LABELS, Direction, Section

REAL, ALL = "reelles", "toutes"
VIEWS = ("execution", "ledger", "landing", "programmes", "time", "funding")


@dataclass(frozen=True, eq=False)
class BudgetChoice:
    """A year of a perimeter, and the side that charts of one side show."""

    of: BudgetYear
    side: Side
    view: str


def budget() -> BudgetChoice | Town | None:
    """The choice of the page's first row; the town alone where it has no document; None without a town."""
    columns = st.columns([3, 3, 2, 2, 2])
    with columns[0]:
        town = choose.town()
    if town is None or not read.budgets(town):
        return town
    perimeters = budget_read.perimeters(town)
    with columns[1]:
        perimeter = choose.one_of(t("choose.budget"), perimeters, "budget", lambda one: one.code, lambda one: one.name)
    years = budget_read.years(town, perimeter)
    with columns[2]:
        year = choose.one_of(t("choose.year"), years, "annee", str, str, budget_read.last_closed(town, perimeter))
    with columns[3]:
        section = choose.one_of(t("budget.section"), tuple(Section), "section", str, _section)
    with columns[4]:
        direction = choose.one_of(t("budget.direction"), tuple(Direction), "sens", str, _direction)
    view, operations = _views_and_operations()
    side = Side(section, direction, real_only=operations == REAL)
    return BudgetChoice(budget_read.budget_year(town, perimeter, year), side, view)


def _views_and_operations() -> tuple[str, str]:
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        view = choose.tab(t("budget.view"), VIEWS, "vue", lambda one: t(f"budget.view_{one}"))
    with right:
        operations = choose.tab(
            t("budget.operations"), (REAL, ALL), "operations", lambda one: t(f"budget.operations_{one}")
        )
    return view, operations


def _section(section: Section) -> str:
    return say(SECTION_LABELS[section])


def _direction(direction: Direction) -> str:
    return say(DIRECTION_LABELS[direction])
