"""Main and annex budgets as one: what one pays to the other is counted in neither."""

from metrics.finance.consolidation import COUNTERPART, consolidated
from metrics.finance.execution import credits_by, credits_of_lines
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


def executed(table):
    by = credits_by(credits_of_lines(table), ["direction"]).set_index("direction")["executed"]
    return {direction: int(cents) / 100 for direction, cents in by.items()}


def test_a_grant_from_the_main_budget_to_an_annex_is_neither_spent_nor_received() -> None:
    together = lines(BOTH)
    assert executed(together) == {"D": 1500, "R": 1850}
    assert executed(consolidated(together)) == {"D": 1300, "R": 1650}


def test_the_balance_is_the_same_with_and_without_crossed_flows() -> None:
    before, after = executed(lines(BOTH)), executed(consolidated(lines(BOTH)))
    assert after["R"] - after["D"] == before["R"] - before["D"]


def test_the_flow_is_named_where_it_is_taken_off() -> None:
    taken = consolidated(lines(BOTH))
    other = taken[taken["account"] == COUNTERPART]
    assert other[["direction", "executed"]].values.tolist() == [["R", -200 * 100]]
    assert "657364" not in set(taken["account"])


def test_the_same_account_in_the_other_kind_of_budget_is_no_crossed_flow() -> None:
    annex = lines(BOTH.replace("main        | closed | D         | 65", "annex       | closed | D         | 65"))
    assert executed(consolidated(annex)) == executed(annex)
