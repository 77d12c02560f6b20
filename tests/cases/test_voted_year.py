"""The budget of Crach (Morbihan) for 2022 beside what its account of 2021 carries over: printed by both, counted once."""

from pathlib import Path

import pytest

from dashboard import importing, read
from dashboard.outlook import read as outlook_read
from dashboard.outlook.answers import Place
from data import budget_queries, migrations
from data.database import connect, reading
from data.importers.choices import Choices
from metrics.finance.statistics import BORROWED, CAPITAL_EXPENDITURE, CAPITAL_REVENUE, DEBT_REPAID
from metrics.nomenclature import Direction, Section
from metrics.outlook.current import CarriedOver
from metrics.outlook.families import DISPOSALS

ACCOUNT, BUDGET = "crach-principal-CA-2021-M14", "crach-principal-BP-2022-M14"
WORKS, GRANTS = 385_503_58, 123_839_60  # printed by both documents
UNFORESEEN = {Section.OPERATING: 15_000_00, Section.INVESTMENT: 91_624_91}


@pytest.fixture
def crach(database_url: str, shared: Path) -> Place:
    engine = connect(database_url)
    migrations.upgrade(engine)
    for name in (ACCOUNT, BUDGET):
        path = shared / "data" / "totem" / "xml" / f"{name}.xml"
        dropped = importing.Dropped.of_bytes(path.name, path.read_bytes())
        importing.confirm(engine, importing.understand(engine, dropped, None, choices=Choices()), "agent")
    (town,) = read.towns(engine)
    main = read.budgets(town)[0]
    return Place(town, main, read.closed_accounts(town, main.id)[0])


def test_what_account_and_budget_both_print_is_counted_once(crach: Place) -> None:
    with reading(crach.town.engine) as session:
        lines = budget_queries.year_lines(session, crach.town.id, [crach.budget.id], 2022)
    capital = lines[(lines["section"] == Section.INVESTMENT) & (lines["nature"] == "real")]
    printed = capital.groupby("direction")["carried_in"].sum()
    assert (printed[Direction.EXPENDITURE], printed[Direction.REVENUE]) == (WORKS, GRANTS)
    found = outlook_read.voted_next(crach)
    assert found is not None
    assert found.carried_over is CarriedOver.BESIDE
    assert found.carried == {CAPITAL_EXPENDITURE.name: WORKS, CAPITAL_REVENUE.name: GRANTS}
    assert found.unforeseen == UNFORESEEN
    assert found.amounts[DISPOSALS.name] == 30_000_00

    voted = capital.groupby("direction")["voted"].sum()
    spent = found.amounts[CAPITAL_EXPENDITURE.name] + found.amounts[DEBT_REPAID.name]
    assert spent - WORKS + UNFORESEEN[Section.INVESTMENT] == voted[Direction.EXPENDITURE], "each euro in one place"
    brought = capital[capital["account"].isin(["001", "1068"]) & (capital["direction"] == Direction.REVENUE)]["voted"]
    received = found.amounts[CAPITAL_REVENUE.name] + found.amounts[BORROWED.name]
    assert received - GRANTS + brought.sum() == voted[Direction.REVENUE]
