"""What became of the credits: each amount from the document that prints it, nothing counted twice."""

from fractions import Fraction

import pytest

from metrics.finance.execution import Credits, credits_by, credits_in, credits_of_lines
from tests.metrics.budget_text import lines

YEAR = """
    step     | number | voted | previous | carried_in | opened | executed | carried_out
    initial  | 0      | 1000  |          | 200        | 1200   |          |
    amending | 1      | 100   | 1200     |            |        |          |
    amending | 2      | -50   | 1300     |            |        |          |
    closed   | 0      | 1050  |          | 200        | 1250   | 900      | 150
"""


def euros(**amounts):
    names = ("initial", "amended", "carried_in", "opened", "executed", "carried_out")
    return Credits(**{name: None if (a := amounts.get(name)) is None else a * 100 for name in names})


def test_a_closed_year_says_what_became_of_every_euro() -> None:
    found = credits_in(credits_of_lines(lines(YEAR)))
    assert found == euros(initial=1000, amended=50, carried_in=200, opened=1250, executed=900, carried_out=150)
    assert found.cancelled == 200 * 100


def test_the_rate_of_execution_is_on_opened_credits_not_on_the_vote() -> None:
    found = credits_in(credits_of_lines(lines(YEAR)))
    assert found.rate == Fraction(900, 1250)


def test_before_the_account_is_closed_opened_credits_are_the_votes_and_what_is_carried_over() -> None:
    running = lines("\n".join(YEAR.strip().splitlines()[:-1]))
    found = credits_in(credits_of_lines(running))
    assert found == euros(initial=1000, amended=50, carried_in=200, opened=1250)
    assert found.cancelled is None
    assert found.rate is None


def test_an_amendment_alone_opens_what_stood_before_it_and_what_it_changes() -> None:
    alone = lines("""
        step     | number | voted | previous
        amending | 1      | 100   | 1200
        amending | 2      | -50   | 1300
    """)
    assert credits_in(credits_of_lines(alone)).opened == 1250 * 100


def test_a_closed_account_without_opened_credits_opens_its_vote_and_what_was_carried_over() -> None:
    closed = lines("""
        step   | voted | carried_in | executed
        closed | 100   | 20         | 90
    """)
    assert credits_in(credits_of_lines(closed)).opened == 120 * 100


@pytest.mark.parametrize(("opened", "rate"), [("0", None), ("", None), ("-5", None), ("10", Fraction(1, 2))])
def test_nothing_opened_has_no_rate(opened: str, rate: Fraction | None) -> None:
    table = lines(f"step | opened | executed\nclosed | {opened} | 5")
    assert credits_in(credits_of_lines(table)).rate == rate


def test_credits_add_up_by_chapter_and_a_missing_code_is_a_group_of_its_own() -> None:
    table = lines("""
        step   | chapter | function | opened | executed
        closed | 011     | 020      | 100    | 90
        closed | 011     |          | 50     | 40
        closed | 012     | 020      | 200    | 200
    """)
    by_function = credits_by(credits_of_lines(table), ["function"]).set_index("function", drop=False)
    assert by_function.loc["020", "opened"] == 300 * 100
    assert by_function[by_function["function"].isna()]["executed"].tolist() == [40 * 100]
    assert credits_by(credits_of_lines(table), ["chapter"])["opened"].tolist() == [150 * 100, 200 * 100]


def test_a_line_that_only_one_document_holds_is_not_lost() -> None:
    table = lines("""
        step     | account | voted | executed
        initial  | 6068    | 10    |
        amending | 6135    | 5     |
        closed   | 6226    |       | 3
    """)
    found = credits_of_lines(table)
    assert found["account"].tolist() == ["6226", "6068", "6135"]


def test_no_line_has_no_credits() -> None:
    nothing = credits_in(credits_of_lines(lines(YEAR).iloc[:0]))
    assert nothing == euros()


def test_a_credit_that_a_closed_account_says_nothing_of_is_cancelled_whole() -> None:
    table = lines("""
        step   | account | opened | executed
        closed | 6068    | 100    | 90
        closed | 022     | 50     |
    """)
    each = credits_by(credits_of_lines(table), ["account"]).set_index("account")
    assert each["executed"].to_dict() == {"022": 0, "6068": 90 * 100}
    assert credits_in(credits_of_lines(table)).cancelled == (10 + 50) * 100


def test_a_result_printed_as_opened_alone_was_taken_over_so() -> None:
    table = lines("""
        step   | direction | account | opened | executed
        closed | R         | 7411    | 1000   | 1000
        closed | R         | 002     | 500    |
    """)
    found = credits_in(credits_of_lines(table))
    assert (found.executed, found.cancelled) == (1_500_00, 0)
