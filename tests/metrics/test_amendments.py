"""The ledger of a budget year adds up, and says what it does not know."""

from datetime import date

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from metrics.documents import Column
from metrics.finance.amendments import LedgerStep, Move, ledger
from metrics.finance.execution import Credits, credits_in, credits_of_lines
from tests.metrics.budget_text import lines

YEAR = """
    step     | number | voted_on   | voted | previous | carried_in | opened | executed | carried_out
    initial  | 0      | 2024-03-28 | 1000  |          | 200        | 1200   |          |
    amending | 1      | 2024-06-30 | 100   | 1200     |            |        |          |
    amending | 2      | 2024-11-25 | -50   | 1300     |            |        |          |
    closed   | 0      | 2025-06-25 | 1050  |          | 200        | 1250   | 900      | 150
"""


def documents(table: pd.DataFrame) -> pd.DataFrame:
    keys = ["step", "number", "voted_on"]
    changed = table["voted"].fillna(0)
    table = table.assign(raised=changed.clip(lower=0), lowered=changed.clip(upper=0))
    found = table.groupby(keys)[[*(str(c) for c in Column), "raised", "lowered"]].sum(min_count=1).reset_index()
    found["voted_on"] = [date.fromisoformat(day) for day in found["voted_on"]]
    return found


def steps(text: str) -> list[tuple[Move, int, float]]:
    table = lines(text)
    found = ledger(documents(table), credits_in(credits_of_lines(table)))
    assert found is not None
    return [(step.move, step.number, step.amount / 100) for step in found.steps]


def test_from_the_vote_to_what_became_of_it() -> None:
    assert steps(YEAR) == [
        (Move.INITIAL, 0, 1000),
        (Move.CARRIED_IN, 0, 200),
        (Move.AMENDING, 1, 100),
        (Move.AMENDING, 2, -50),
        (Move.OPENED, 0, 1250),
        (Move.EXECUTED, 0, -900),
        (Move.CARRIED_OUT, 0, -150),
        (Move.CANCELLED, 0, -200),
    ]


def test_an_amendment_that_was_not_imported_is_a_step_of_its_own() -> None:
    without_second = "\n".join(row for row in YEAR.strip().splitlines() if "2024-11-25" not in row)
    assert (Move.UNEXPLAINED, 0, -50) in steps(without_second)


def test_an_amendment_that_moves_credits_and_changes_no_total_is_a_step() -> None:
    table = lines("""
        step     | number | voted_on   | account | voted
        initial  | 0      | 2024-03-28 | 6068    | 1000
        amending | 1      | 2024-06-30 | 6068    | -70
        amending | 1      | 2024-06-30 | 6135    | 70
        amending | 2      | 2024-09-30 | 6135    | 0
    """)
    found = ledger(documents(table), credits_in(credits_of_lines(table)))
    assert found is not None
    assert found.steps[1:] == (
        LedgerStep(Move.AMENDING, 0, 1, date(2024, 6, 30), raised=7000, lowered=-7000),
        LedgerStep(Move.OPENED, 100_000),
    )


def test_without_the_initial_budget_the_ledger_starts_before_the_first_amendment_known() -> None:
    without_initial = "\n".join(row for row in YEAR.strip().splitlines() if "initial" not in row)
    assert steps(without_initial)[:2] == [(Move.BEFORE, 0, 1200), (Move.AMENDING, 1, 100)]


def test_a_running_year_ends_with_the_credits_opened() -> None:
    running = "\n".join(YEAR.strip().splitlines()[:-1])
    assert steps(running)[-1] == (Move.OPENED, 0, 1250)


def test_what_passes_to_the_other_section_is_not_cancelled() -> None:
    of = Credits(1000, None, None, 1000, 700, None)
    found = ledger(documents(lines(YEAR)), of, transfer=250)
    assert found is not None
    assert [(step.move, step.amount) for step in found.steps[-3:]] == [
        (Move.EXECUTED, -700),
        (Move.TRANSFER, -250),
        (Move.CANCELLED, -50),
    ]


def test_nothing_opened_has_no_ledger() -> None:
    nothing = Credits(None, None, None, None, None, None)
    assert ledger(documents(lines(YEAR)).iloc[:0], nothing) is None


amounts = st.integers(-(10**9), 10**9)


@given(initial=amounts, carried=amounts, changes=st.lists(amounts, max_size=4), executed=amounts, left=amounts,
       opened=amounts)  # fmt: skip
def test_the_steps_add_up_whatever_the_documents_say(
    initial: int, carried: int, changes: list[int], executed: int, left: int, opened: int
) -> None:
    of = Credits(initial, sum(changes), carried, opened, executed, left)
    rows = [
        ("initial", 0, date(2024, 3, 1), initial),
        *(("amending", n, date(2024, 6, n), c) for n, c in enumerate(changes, 1)),
    ]
    table = pd.DataFrame(rows, columns=["step", "number", "voted_on", "voted"]).astype({"voted": "Int64"})
    table["previous"] = pd.array([None] * len(table), dtype="Int64")
    table = table.assign(raised=table["voted"].clip(lower=0), lowered=table["voted"].clip(upper=0))
    found = ledger(table, of)
    assert found is not None
    at = [step.move for step in found.steps].index(Move.OPENED)
    assert sum(step.amount for step in found.steps[:at]) == found.opened == opened
    assert found.opened + sum(step.amount for step in found.steps[at + 1 :]) == 0
