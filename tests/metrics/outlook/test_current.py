"""The year under way: what the last account carries over, and what votes of the next year come to."""

import pandas as pd

from metrics.documents import Column, Step
from metrics.nomenclature import Section
from metrics.outlook.current import CarriedOver, LeftOver, left_over, voted


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


NOTHING_CARRIED = lines()


def vote(step: Step, number: int, *rows: tuple[str, str, str, int, int | None], carried_in: int = 0) -> pd.DataFrame:
    """Rows of section, direction, account, voted, previous. carried_in: printed beside the vote of account 2313."""
    table = pd.DataFrame(
        [
            {"section": section, "direction": direction, "nature": "real", "chapter": account[:2], "account": account}
            | {str(column): None for column in Column}
            | {str(Column.VOTED): amount, str(Column.PREVIOUS): before}
            | ({str(Column.CARRIED_IN): carried_in} if account == "2313" and carried_in else {})
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
CARRIED = lines(("D", "23", "2313", 300), ("D", "204", "", 40), ("R", "13", "1321", 120), ("R", "16", "1641", 90))


def test_each_vote_adds_to_the_initial_budget_and_what_stood_before_is_not_counted_twice() -> None:
    found = voted(pd.concat([INITIAL, CHANGE], ignore_index=True), 2026, NOTHING_CARRIED)
    assert found is not None
    assert (found.year, found.changes) == (2026, 1)
    assert (found.carried_over, found.carried, found.unforeseen) == (CarriedOver.NOTHING, {}, {})
    assert found.amounts["operating_revenue"] == 1_000
    assert found.amounts["operating_expenditure"] == 590
    assert found.amounts["capital_expenditure_without_debt_repayment"] == 450
    assert found.amounts["new_borrowing"] == 200


def test_a_budget_of_one_side_or_without_accounts_is_not_compared() -> None:
    assert voted(INITIAL[INITIAL["direction"] == "D"], 2026, NOTHING_CARRIED) is None
    assert voted(INITIAL.assign(account=INITIAL["chapter"]), 2026, NOTHING_CARRIED) is None


def test_a_change_without_its_initial_budget_is_no_budget() -> None:
    assert voted(CHANGE, 2026, NOTHING_CARRIED) is None


SPENT, RECEIVED = "capital_expenditure_without_debt_repayment", "capital_revenue_without_borrowing"
TAKEN_UP = ("I", "R", "001", 70, None)  # the result of the year before


def test_what_the_account_carries_over_is_added_to_what_is_voted() -> None:
    """Works 300 and grants paid 40, grants 120, a loan signed and not drawn 90: the year pays and receives them too."""
    found = voted(INITIAL, 2026, CARRIED)
    assert found is not None
    assert found.carried_over is CarriedOver.BESIDE
    assert found.amounts == {
        "operating_revenue": 1_000,
        "operating_expenditure": 600,
        SPENT: 400 + 340,
        RECEIVED: 120,
        "asset_disposals": 0,
        "new_borrowing": 200 + 90,
        "debt_repaid": 0,
    }
    assert found.carried == {SPENT: 340, RECEIVED: 120, "new_borrowing": 90}


def test_what_is_carried_over_is_counted_once_however_many_votes_print_it() -> None:
    """Announced by the initial budget, and taken up again by the supplementary one with the results."""
    initial = INITIAL.assign(carried_in=pd.array([None, None, 300, None], dtype="Int64"))
    extra = vote(Step.SUPPLEMENTARY, 0, ("I", "D", "2313", 25, 400), TAKEN_UP, carried_in=300)
    for votes in (initial, pd.concat([INITIAL, extra]), pd.concat([initial, extra])):
        found = voted(votes, 2026, CARRIED)
        assert found is not None
        assert found.carried_over is CarriedOver.BESIDE
        assert found.carried[SPENT] == 340
        assert found.amounts[SPENT] == int(votes.loc[votes["account"] == "2313", "voted"].sum()) + 340


def test_a_supplementary_budget_that_holds_it_within_its_votes_is_taken_at_its_word() -> None:
    within = vote(Step.SUPPLEMENTARY, 0, ("I", "D", "2313", 300, 400), ("I", "R", "1321", 120, None))
    amended = vote(Step.AMENDING, 1, ("I", "D", "2313", 300, 400), TAKEN_UP)
    for change in (within, amended):
        found = voted(pd.concat([INITIAL, change]), 2026, CARRIED)
        assert found is not None
        assert (found.carried_over, found.carried) == (CarriedOver.WITHIN, {})
        assert found.amounts[SPENT] == 700, "the 300 of works are in the votes: not 1 040"
        assert found.amounts[RECEIVED] in {0, 120}, "a result brought forward is no revenue of the year"


def test_unforeseen_expenditure_is_a_reserve_apart_from_what_is_spent() -> None:
    reserves = vote(Step.INITIAL, 0, ("F", "D", "022", 45, None), ("I", "D", "020", 30, None))
    less = vote(Step.AMENDING, 1, ("F", "D", "022", -5, None))
    found = voted(pd.concat([INITIAL, reserves, less]), 2026, NOTHING_CARRIED)
    assert found is not None
    assert found.unforeseen == {Section.OPERATING: 40, Section.INVESTMENT: 30}
    assert (found.amounts["operating_expenditure"], found.amounts[SPENT]) == (600, 400)


def test_a_transfer_between_sections_is_in_no_amount() -> None:
    transfer = vote(Step.INITIAL, 0, ("F", "D", "023", 355, None), ("I", "R", "021", 355, None))
    assert voted(pd.concat([INITIAL, transfer]), 2026, CARRIED) == voted(INITIAL, 2026, CARRIED)
    transfer = transfer.assign(nature="order")
    assert voted(pd.concat([INITIAL, transfer]), 2026, CARRIED) == voted(INITIAL, 2026, CARRIED)


def test_a_sale_is_voted_on_024_and_booked_on_775_and_is_one_revenue() -> None:
    sale, booked = ("I", "R", "024", 80, None), ("F", "R", "775", 80, None)
    for rows in ((sale,), (booked,), (sale, booked)):
        found = voted(pd.concat([INITIAL, vote(Step.INITIAL, 0, *rows)]), 2026, NOTHING_CARRIED)
        assert found is not None
        assert (found.amounts["asset_disposals"], found.amounts[RECEIVED]) == (80, 80)
        assert found.amounts["operating_revenue"] == 1_000
    chapter_alone = lines(("R", "024", None, 15))
    found = voted(pd.concat([INITIAL, vote(Step.INITIAL, 0, booked)]), 2026, chapter_alone)
    assert found is not None
    assert (found.amounts["asset_disposals"], found.carried["asset_disposals"]) == (95, 15), "two sales"


def test_a_result_taken_over_is_no_revenue_of_the_year() -> None:
    before = vote(Step.INITIAL, 0, TAKEN_UP, ("F", "R", "002", 60, None), ("I", "R", "1068", 50, None))
    assert voted(pd.concat([INITIAL, before]), 2026, NOTHING_CARRIED) == voted(INITIAL, 2026, NOTHING_CARRIED)
