"""From M14 to M57: what can be read across the change, and how much cannot."""

from fractions import Fraction

import pytest

from data.reference import bridge, chart_of_accounts
from metrics.finance.bridge import bridged, by_chapter
from metrics.nomenclature import Nomenclature
from tests.metrics.budget_text import lines

M14 = chart_of_accounts(Nomenclature("M14", "M14_COM_SUP3500"), 2022)
M57 = chart_of_accounts(Nomenclature("M57", "M57_D"), 2024)


@pytest.mark.parametrize(
    ("account", "direction", "chapter"),
    [
        ("6068", "D", "011"),
        ("64111", "D", "012"),
        ("6574", "D", "65"),  # its code changed
        ("7331", "R", "731"),  # the household waste tax left chapter 73
        ("73111", "R", "731"),
        ("6521", "D", None),  # the deficit of an annex budget; school fees in M57
        ("6531", "D", "65"),
        ("657361", "D", "65"),  # the school fund; the town itself in M57
        ("657362", "D", "65"),  # the social centre; annex budgets in M57
        ("657363", "D", "65"),  # attached bodies; the social centre in M57
        ("657364", "D", "65"),  # the same, commercial; the school fund in M57
        ("2313", "D", "23"),
    ],
)
def test_an_account_of_m14_is_shown_under_its_chapter_of_m57(account: str, direction: str, chapter: str | None) -> None:
    assert by_chapter(M14, M57, bridge("account"))(account, direction, "real") == chapter


def test_every_code_of_the_bridges_is_one_of_both_charts() -> None:
    functions, accounts = bridge("function"), bridge("account")
    assert set(functions) <= set(M14.function_labels)
    assert set(functions.values()) <= set(M57.function_labels)
    assert all(M14.knows(old) and M57.knows(new) for old, new in accounts.items())


SERIES = """
    year | standard | code | amount
    2022 | M14      | 281  | 60
    2022 | M14      |      | 40
    2023 | M57      | 281  | 70
"""


def test_a_series_across_the_change_says_how_much_of_it_is_bridged() -> None:
    table = lines(SERIES)
    table["year"], table["amount"] = table["year"].astype(int), table["amount"].astype(int)
    before, after = bridged(table)
    assert before.amounts == {"281": 60}
    assert (before.aside, before.share, before.breaks) == (40, Fraction(60, 100), False)
    assert after.amounts == {"281": 70}
    assert (after.aside, after.share, after.breaks) == (0, Fraction(1), True)
