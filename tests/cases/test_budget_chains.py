"""The chain of a budget year on real documents: each amendment leads from the budget before it to the next one.

Crach 2021 (Morbihan): figures that its documents print. Paris: voted budgets by function, beside an independent sum.
"""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from dashboard import importing, read
from dashboard.answers import Town
from dashboard.budget import read as budget_read
from dashboard.budget.answers import Axis, BudgetYear, Side
from data import migrations
from data.database import connect
from data.importers.choices import Choices
from data.importers.table import Town as OfFile
from metrics.finance.amendments import Move
from metrics.nomenclature import Direction, Section

CHAIN = (
    *("crach-principal-DM2-2021-M14", "crach-principal-CA-2021-M14"),
    *("crach-lotissement-BP-2022-M14", "crach-lotissement-DM1-2022-M14"),
)


def bring(engine, path: Path, town: OfFile | None = None) -> None:
    dropped = importing.Dropped.of_bytes(path.name, path.read_bytes())
    importing.confirm(engine, importing.understand(engine, dropped, town, choices=Choices()), "agent")


@pytest.fixture
def crach(database_url: str, shared: Path) -> Town:
    engine = connect(database_url)
    migrations.upgrade(engine)
    for name in CHAIN:
        bring(engine, shared / "data" / "totem" / "xml" / f"{name}.xml")
    (town,) = read.towns(engine)
    return town


def year_of(town: Town, kind: str, year: int) -> BudgetYear:
    (perimeter,) = [p for p in budget_read.perimeters(town) if [b.kind for b in p.budgets] == [kind]]
    return budget_read.budget_year(town, perimeter, year)


def moves(of: BudgetYear, direction: Direction) -> dict[Move, int]:
    """Sums by move over both sections, all operations."""
    found: dict[Move, int] = defaultdict(int)
    for section in Section:
        ledger = budget_read.year_ledger(of, Side(section, direction, real_only=False))
        for step in ledger.steps if ledger else ():
            found[step.move] += step.amount
    return found


@pytest.mark.parametrize("direction", list(Direction))
def test_the_amendment_leads_from_the_budget_before_it_to_the_credits_of_the_account(
    crach: Town, direction: Direction
) -> None:
    found = moves(year_of(crach, "main", 2021), direction)
    assert found[Move.OPENED] == 640_353_681
    assert found[Move.BEFORE] + found[Move.AMENDING] == 640_353_681
    assert found[Move.UNEXPLAINED] == 0


def test_votes_and_what_was_carried_over_are_the_credits_opened_inside_the_account(crach: Town) -> None:
    closed = year_of(crach, "main", 2021).lines
    closed = closed[closed["step"] == "closed"]
    for direction in Direction:
        side = closed[closed["direction"] == direction]
        assert int(side["voted"].sum()) + int(side["carried_in"].sum()) == int(side["opened"].sum()) == 640_353_681


def test_the_first_amendment_of_the_housing_estate_starts_from_its_initial_budget(crach: Town) -> None:
    estate = year_of(crach, "annex", 2022)
    initial, amending = (estate.lines[estate.lines["step"] == step] for step in ("initial", "amending"))
    for direction in Direction:
        voted = initial[initial["direction"] == direction]["voted"].sum()
        before = amending[amending["direction"] == direction]["previous"].sum()
        assert int(voted) == int(before) == 312_390_060
    for direction in Direction:
        found = moves(estate, direction)
        assert found[Move.INITIAL] == 312_390_060
        assert found[Move.INITIAL] + found[Move.AMENDING] == found[Move.OPENED]


@pytest.mark.parametrize("year", [2020, 2024])
def test_paris_votes_by_function_and_its_sums_are_those_of_the_file(tmp_path: Path, shared: Path, year: int) -> None:
    path = shared / "data" / "paris-budget" / f"paris_budget_vote_{year}.csv"
    engine = connect(f"sqlite:///{tmp_path / 'paris.sqlite'}")
    migrations.upgrade(engine)
    bring(engine, path, OfFile("217500016", "21750001600019", "Paris"))
    (town,) = read.towns(engine)
    of = year_of(town, "main", year)
    assert budget_read.has_codes(of, Axis.FUNCTION)
    for side, cents in expected_of_paris(path).items():
        shown = budget_read.breakdown(of, Side(*side, real_only=False), Axis.CHAPTER, None)
        assert {row.code: row.credits.initial for row in shown.rows} == cents


def expected_of_paris(path: Path) -> dict[tuple[Section, Direction], dict[str, int]]:
    """By section and direction: cents by chapter, with the csv module and Decimal alone."""
    sections = {"F": Section.OPERATING, "I": Section.INVESTMENT}
    sums: dict[tuple[Section, Direction], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            section = sections[row["section"][0].upper()]
            direction = Direction.EXPENDITURE if row["sens_flux"][0].upper() == "D" else Direction.REVENUE
            sums[section, direction][row["chapitre_code"]] += int(Decimal(row["montant"]) * 100)
    return {side: dict(by_chapter) for side, by_chapter in sums.items()}
