"""Main and annex budgets as one: what one pays to the other is counted in neither."""

import pytest

from data.reference import chart_of_accounts
from metrics.finance.consolidation import COUNTERPART, CROSSED, consolidated, is_crossed
from metrics.finance.execution import credits_by, credits_in, credits_of_lines, is_closed
from metrics.finance.families import by_family
from metrics.nomenclature import Nomenclature
from tests.metrics.budget_text import lines

BOTH = """
    budget_kind | step   | direction | chapter | account  | executed
    main        | closed | D         | 011     | 6068     | 1000
    main        | closed | D         | 65      | 657364   | 200
    main        | closed | R         | 73      | 73111    | 1500
    annex       | closed | D         | 011     | 6061     | 300
    annex       | closed | R         | 74      | 7475     | 200
    annex       | closed | R         | 70      | 7018     | 150
"""

PLACE = {"standard": "M14", "year": 2021}


def executed(table):
    by = credits_by(credits_of_lines(table), ["direction"]).set_index("direction")["executed"]
    return {direction: int(cents) / 100 for direction, cents in by.items()}


def test_a_grant_from_the_main_budget_to_an_annex_is_neither_spent_nor_received() -> None:
    together = lines(BOTH, **PLACE)
    assert executed(together) == {"D": 1500, "R": 1850}
    assert executed(consolidated(together)) == {"D": 1300, "R": 1650}


def test_the_balance_is_the_same_with_and_without_crossed_flows() -> None:
    before, after = executed(lines(BOTH, **PLACE)), executed(consolidated(lines(BOTH, **PLACE)))
    assert after["R"] - after["D"] == before["R"] - before["D"]


def test_the_flow_is_named_where_it_is_taken_off() -> None:
    taken = consolidated(lines(BOTH, **PLACE))
    other = taken[taken["chapter"] == COUNTERPART]
    assert other[["direction", "account", "executed"]].values.tolist() == [["R", "74", -200 * 100]]
    assert "657364" not in set(taken["account"])


def test_the_same_account_in_the_other_kind_of_budget_is_no_crossed_flow() -> None:
    annex = lines(
        BOTH.replace("main        | closed | D         | 65", "annex       | closed | D         | 65"), **PLACE
    )
    assert executed(consolidated(annex)) == executed(annex)


def test_families_of_all_budgets_as_one_hold_what_the_town_itself_received_and_spent() -> None:
    taken = consolidated(lines(BOTH, **PLACE))
    sums = {family.name: cents / 100 for family, cents in by_family(credits_of_lines(taken), "executed").items()}
    assert sums == {"taxes": 1500, "grants": 0, "services": 150, "purchases": 1300}


@pytest.mark.parametrize("flow", CROSSED)
def test_the_other_half_of_a_flow_stands_in_its_own_section(flow) -> None:
    capital = {account: family for account, family in flow.accounts.items() if account.startswith("2")}
    assert set(capital.values()) <= {"13"}
    assert all(family[0] in "67" for account, family in flow.accounts.items() if account not in capital)


def test_a_budget_without_its_account_keeps_its_credits_when_another_is_closed() -> None:
    table = lines("""
        budget_id | step     | account | voted | opened | executed
        1         | initial  | 6068    | 100   |        |
        1         | closed   | 6068    |       | 110    | 90
        2         | initial  | 6135    | 40    |        |
        2         | amending | 6135    | 5     |        |
    """)
    found = credits_in(credits_of_lines(table))
    assert (found.initial, found.opened, found.executed, found.rate) == (14_000, 15_500, None, None)
    assert not is_closed(table)
    assert is_closed(table[table["budget_id"] == "1"])


@pytest.mark.parametrize(
    ("kind", "standard", "year", "account", "crossed"),
    [
        ("main", "M14", 2021, "6521", True),
        ("main", "M57", 2022, "6521", False),  # school fees
        ("main", "M57", 2023, "657363", True),
        ("main", "M57", 2024, "657363", False),  # the social centre, which is no budget of the town
        ("main", "M57", 2023, "657364", True),
        ("main", "M57", 2023, "6573641", True),
        ("main", "M57", 2023, "6573643", False),  # holders of a concession
        ("main", "M57", 2024, "657364", False),  # the school fund
        ("main", "M57", 2023, "657362", False),  # the social centre, until then
        ("main", "M57", 2024, "657362", False),  # annex budgets or legal persons of their own
        ("main", "M57", 2024, "65736211", True),
        ("main", "M57", 2025, "65736221", True),
        ("main", "M57", 2024, "65736212", False),  # a legal person of its own
        ("main", "M57", 2023, "65736211", False),  # no account yet
        ("main", "M57", 2023, "65823", True),
        ("main", "M57", 2024, "65821", True),
        ("annex", "M57", 2023, "6215", True),
        ("annex", "M57", 2024, "6215", False),  # staff of another commune
        ("annex", "M57", 2024, "6211", True),
        ("annex", "M57", 2024, "70841", True),
        ("annex", "M57", 2023, "70841", False),  # charged to an annex budget, by the main one
        ("annex", "M4", 2024, "6215", True),
        ("annex", "M4", 2022, "6287", True),
        ("annex", "M4", 2024, "62878", False),  # third parties
    ],
)
def test_an_account_is_a_flow_between_budgets_where_its_chart_means_so(kind, standard, year, account, crossed) -> None:
    table = lines(f"""
        budget_kind | account
        {kind}      | {account}
        {"annex" if kind == "main" else "main"} | 6068
    """, standard=standard, year=year)  # fmt: skip
    assert is_crossed(table).tolist() == [crossed, False]


@pytest.mark.parametrize("flow", CROSSED)
def test_an_account_bears_one_name_in_all_the_years_that_it_is_a_flow(flow) -> None:
    variant = {"M14": "M14_COM_SUP3500", "M57": "M57_D", "M4": "M4"}[flow.standard]
    charts = [
        chart_of_accounts(Nomenclature(flow.standard, variant), year)
        for year in range(flow.since or 2013, (flow.until or 2024) + 1)
    ]
    for account in flow.accounts:
        assert len({label.casefold() for chart in charts if (label := chart.account_label(account))}) == 1, account


GRANTS = """
    budget_kind | standard | direction | chapter | account  | executed
    main        | M57      | D         | 65      | 65736211 | 200
    main        | M57      | D         | 65      | 65736221 | 80
    main        | M57      | D         | 65      | 657363   | 50
    main        | M57      | R         | 731     | 73111    | 900
    annex       | M57      | R         | 75      | 757361   | 200
    annex       | M4       | R         | 74      | 74       | 80
"""


def test_a_grant_of_2024_is_taken_off_the_family_of_the_annex_that_receives_it() -> None:
    taken = consolidated(lines(GRANTS, step="closed", year=2024))
    assert executed(taken) == {"D": 50, "R": 900}
    sums = {family.name: cents / 100 for family, cents in by_family(credits_of_lines(taken), "executed").items()}
    assert sums == {"taxes": 900, "grants": 0, "other_revenue": 0, "transfers": 50}


def test_what_is_paid_to_a_budget_without_any_line_is_kept() -> None:
    alone = lines(BOTH, **PLACE)
    alone = alone[alone["budget_kind"] == "main"]
    assert executed(consolidated(alone)) == executed(alone)
