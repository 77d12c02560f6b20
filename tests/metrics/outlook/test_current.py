"""The year under way: what the last account carries over, and what votes of the next year come to."""

import pandas as pd

from metrics.documents import Column, Step
from metrics.outlook.current import LeftOver, left_over, voted


def lines(*rows: tuple[str, str, str | None, int], operation: str | None = None) -> pd.DataFrame:
    columns = ["direction", "chapter", "account", "carried_out"]
    return pd.DataFrame(rows, columns=columns).astype({"carried_out": "Int64"}).assign(operation=operation)


def test_works_left_over_are_paid_and_their_grants_expected() -> None:
    found = left_over(
        lines(
            ("D", "23", "2313", 300),
            ("D", "20", None, 100),
            ("D", "16", "1641", 50),
            ("R", "13", "1321", 120),
            ("R", "16", "1641", 500),
            ("R", "10", "10222", 70),
            ("D", "204", "2041582", 900),  # grants paid go on at their mean
        ),
        (),
    )
    assert found == LeftOver(400, 120), "loans close the projection, and the VAT refund follows the spending"
    assert left_over(lines(), ()) == LeftOver(0, 0)


def test_works_of_a_programme_that_goes_on_are_left_to_its_payment_credits() -> None:
    table = pd.concat([lines(("D", "23", "2313", 300), operation="102"), lines(("D", "21", "2135", 80))])
    assert left_over(table, {"102"}) == LeftOver(80, 0)
    assert left_over(table, {"103"}) == LeftOver(380, 0)


def test_a_budget_of_one_side_or_without_accounts_is_not_compared() -> None:
    assert voted(INITIAL[INITIAL["direction"] == "D"], 2026) is None
    assert voted(INITIAL.assign(account=INITIAL["chapter"]), 2026) is None


def vote(step: Step, number: int, *rows: tuple[str, str, str, int, int | None]) -> pd.DataFrame:
    """Rows of section, direction, account, voted, previous."""
    table = pd.DataFrame(
        [
            {"section": section, "direction": direction, "nature": "real", "chapter": account[:2], "account": account}
            | {str(column): None for column in Column}
            | {str(Column.VOTED): amount, str(Column.PREVIOUS): before}
            for section, direction, account, amount, before in rows
        ]
    ).astype({str(column): "Int64" for column in Column})
    return table.assign(step=str(step), number=number, standard="M57", document_id=number + 1)


INITIAL = vote(
    Step.INITIAL,
    0,
    ("F", "R", "73111", 1_000, None),
    ("F", "D", "64111", 600, None),
    ("I", "D", "2313", 400, None),
    ("I", "R", "1641", 200, None),
)
CHANGE = vote(Step.AMENDING, 1, ("I", "D", "2313", 50, 400), ("F", "D", "64111", -10, 600))


def test_each_vote_adds_to_the_initial_budget_and_what_stood_before_is_not_counted_twice() -> None:
    found = voted(pd.concat([INITIAL, CHANGE], ignore_index=True), 2026)
    assert found is not None
    assert (found.year, found.changes) == (2026, 1)
    assert found.amounts["operating_revenue"] == 1_000
    assert found.amounts["operating_expenditure"] == 590
    assert found.amounts["capital_expenditure_without_debt_repayment"] == 450
    assert found.amounts["new_borrowing"] == 200


def test_a_change_without_its_initial_budget_is_no_budget() -> None:
    assert voted(CHANGE, 2026) is None
