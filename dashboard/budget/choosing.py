"""What the budget page is about: a perimeter, a year, a side. The choice stands in the address."""

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import choose, read
from dashboard.answers import Town
from dashboard.budget import read as budget_read
from dashboard.budget.answers import BudgetYear, Side
from dashboard.locale import say, t
from metrics.nomenclature import DIRECTION_LABELS, SECTION_LABELS, Direction, Section

REAL, ALL = "reelles", "toutes"
OF_A_SIDE = ("execution", "ledger", "landing", "time")  # one section, in one direction
VIEWS = ("execution", "ledger", "result", "landing", "programmes", "time", "funding")
ANY_SIDE = Side(Section.OPERATING, Direction.EXPENDITURE, real_only=True)  # of views that show them all


@dataclass(frozen=True, eq=False)
class BudgetChoice:
    """A year of a perimeter, and the side that charts of one side show."""

    of: BudgetYear
    side: Side
    view: str

    def file_of(self, *more: str) -> tuple[str, ...]:
        """What a file of the page's figures is named after."""
        of = self.of
        side = (say(SECTION_LABELS[self.side.section]), say(DIRECTION_LABELS[self.side.direction]))
        place = (of.town.authority.name, of.perimeter.name, str(of.year))
        return (*place, *(side if self.view in OF_A_SIDE else ()), t(f"budget.view_{self.view}"), *more)


def budget() -> BudgetChoice | Town | None:
    """The choice of the page's first rows; the town alone where it has no document; None without a town."""
    place, below = st.container(), st.container()
    with below:
        view, real_only = _views_and_operations()
    with place:
        columns = st.columns([3, 3, 2, 2, 2] if view in OF_A_SIDE else [3, 3, 2])
    with columns[0]:
        town = choose.town()
    if town is None or not read.budgets(town):
        return town
    of = _year_of(town, columns[1:3])
    side = _side(columns[3:], real_only) if view in OF_A_SIDE else ANY_SIDE
    return BudgetChoice(of, side, view)


def _year_of(town: Town, columns: Sequence[DeltaGenerator]) -> BudgetYear:
    perimeters = budget_read.perimeters(town)
    with columns[0]:
        perimeter = choose.one_of(t("choose.budget"), perimeters, "budget", lambda one: one.code, lambda one: one.name)
    years = budget_read.years(town, perimeter)
    with columns[1]:
        first = read.last_closed_year(town, perimeter.ids[0])  # of several budgets, the main one's
        year = choose.one_of(t("choose.year"), years, "annee", str, str, first)
    return budget_read.budget_year(town, perimeter, year)


def _side(columns: Sequence[DeltaGenerator], real_only: bool) -> Side:
    with columns[0]:
        section = choose.one_of(t("budget.section"), tuple(Section), "section", str, _section)
    with columns[1]:
        direction = choose.one_of(t("budget.direction"), tuple(Direction), "sens", str, _direction)
    return Side(section, direction, real_only)


def _views_and_operations() -> tuple[str, bool]:
    """The view, and whether it leaves out book entries; only views of one side ask."""
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    with left:
        view = choose.tab(t("budget.view"), VIEWS, "vue", lambda one: t(f"budget.view_{one}"))
    if view not in OF_A_SIDE:
        return view, True
    with right:
        operations = choose.tab(
            t("budget.operations"), (REAL, ALL), "operations", lambda one: t(f"budget.operations_{one}")
        )
    return view, operations == REAL


def _section(section: Section) -> str:
    return say(SECTION_LABELS[section])


def _direction(direction: Direction) -> str:
    return say(DIRECTION_LABELS[direction])
