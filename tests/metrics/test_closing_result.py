"""With what an account ends, and the least that goes to reserves: by hand, and on a real account."""

import pandas as pd
import pytest

from metrics.documents import Column, Step
from metrics.finance.closing_result import ClosingResult, closing_result
from metrics.finance.execution import KEY, credits_of_lines
from metrics.finance.results import is_transfer
from tests.metrics.budget_text import lines
from tests.reading import read_file

ACCOUNT = """
    step   | section | direction | nature | account | opened | executed | carried_out
    closed | F       | D         | real   | 6068    | 800    | 700      |
    closed | F       | D         | order  | 6811    | 100    | 100      |
    closed | F       | R         | real   | 73111   | 850    | 900      |
    closed | F       | R         | real   | 002     | 50     |          |
    closed | I       | D         | real   | 2313    | 400    | 300      | 80
    closed | I       | D         | real   | 001     | 40     | 40       |
    closed | I       | R         | order  | 28188   | 100    | 100      |
    closed | I       | R         | real   | 1321    | 120    | 60       | 30
"""


def known(table: pd.DataFrame) -> ClosingResult:
    found = closing_result(credits_of_lines(table))
    assert found is not None
    return found


def test_each_section_ends_with_its_year_and_the_years_before() -> None:
    found = known(lines(ACCOUNT))
    operating, investment = found.operating, found.investment
    assert (operating.of_year, operating.brought, operating.closing) == (100_00, 50_00, 150_00)
    assert (investment.of_year, investment.brought, investment.closing) == (-140_00, -40_00, -180_00)
    assert (investment.carried_over, investment.with_carried_over) == (-50_00, -230_00)
    assert (found.financing_need, found.to_reserves, found.to_operating) == (230_00, 150_00, 0)


@pytest.mark.parametrize(
    ("revenue", "need", "reserves", "operating"), [("1200", 230, 230, 220), ("700", 230, 0, -50), ("800", 230, 50, 0)]
)
def test_reserves_take_what_investment_needs_as_far_as_the_result_goes(revenue, need, reserves, operating) -> None:
    text = ACCOUNT.replace("850    | 900 ", f"850    | {revenue} ")
    found = known(lines(text))
    assert (found.financing_need, found.to_reserves, found.to_operating) == (
        need * 100,
        reserves * 100,
        operating * 100,
    )


def test_investment_in_surplus_needs_nothing() -> None:
    found = known(lines(ACCOUNT.replace("120    | 60 ", "120    | 460")))
    assert (found.financing_need, found.to_reserves, found.to_operating) == (0, 0, 150_00)


def test_the_next_budget_of_a_real_commune_takes_over_what_its_account_ends_with(shared) -> None:
    def of(name, step):
        reading = read_file((shared / "data/totem/xml" / f"{name}.xml").read_bytes())
        rows = [{key: getattr(line, key) for key in KEY} | dict(line.amounts) for line in reading.lines]
        table = pd.DataFrame(rows).reindex(columns=[*KEY, *map(str, Column)])
        return table.astype(dict.fromkeys(map(str, Column), "Int64")).assign(step=step, number=0, budget_id=1)

    account, budget = of("crach-principal-CA-2021-M14", Step.CLOSED), of("crach-principal-BP-2022-M14", Step.INITIAL)
    found, opened = (
        closing_result(credits_of_lines(account)),
        budget[budget["voted"] != 0].set_index("account")["voted"],
    )
    assert found.operating.closing == opened["1068"] + opened["002"] == 151_140_425
    assert found.investment.closing == opened["001"] == 18_273_654
    assert found.to_reserves == 7_892_744 <= opened["1068"]


@pytest.mark.parametrize("side", ["F       | D", "F       | R", "I       | D", "I       | R"])
def test_an_account_that_leaves_a_side_out_has_no_result(side) -> None:
    text = "\n".join(row for row in ACCOUNT.strip().splitlines() if side not in row)
    assert closing_result(credits_of_lines(lines(text))) is None


def test_a_result_that_the_account_does_not_print_is_that_of_the_budget() -> None:
    without = "\n".join(row for row in ACCOUNT.strip().splitlines() if "| 002 " not in row)
    voted = lines("step | direction | account | voted\ninitial | R | 002 | 50")
    assert known(pd.concat([lines(without), voted])).operating.brought == 50_00


def test_a_budget_voted_by_function_names_its_transfer_by_its_chapter() -> None:
    of_chapters = pd.DataFrame(
        {"account": ["023", "", None, "6135", "23"], "chapter": ["023", "953", "951", "011", "23"]}
    )
    assert list(is_transfer(of_chapters)) == [True, True, True, False, False]
