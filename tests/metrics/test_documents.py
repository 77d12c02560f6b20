"""An amount that a document does not print is missing, or cannot be there at all; totals add what it prints."""

import pytest

from metrics.documents import Column, Step, applies
from metrics.finance.totals import ControlTotal, CountedLine, control_columns, control_totals
from metrics.language import COLUMNS, Stage
from metrics.nomenclature import Direction, Nature, Section


@pytest.mark.parametrize(
    ("column", "step", "can"),
    [
        (Column.EXECUTED, Step.CLOSED, True),
        (Column.EXECUTED, Step.INITIAL, False),
        (Column.CARRIED_OUT, Step.AMENDING, False),
        (Column.COMMITTED, Step.CLOSED, True),
        (Column.COMMITTED, Step.INITIAL, False),
        (Column.PREVIOUS, Step.CLOSED, False),
        (Column.VOTED, Step.SUPPLEMENTARY, True),
    ],
)
def test_an_empty_amount_is_missing_only_where_the_step_can_carry_it(column: Column, step: Step, can: bool) -> None:
    assert applies(column, step) is can


def test_an_account_is_more_final_than_any_budget_and_an_amendment_than_the_vote() -> None:
    by_finality = sorted(Step, key=lambda step: step.finality)
    assert by_finality == [Step.INITIAL, Step.SUPPLEMENTARY, Step.AMENDING, Step.CLOSED]


def test_every_step_is_read_by_amounts_it_can_carry() -> None:
    for (_, step), columns in COLUMNS.items():
        assert all(applies(column, step) for column in columns)
    assert {step for _, step in COLUMNS} == set(Step)
    assert {stage for stage, _ in COLUMNS} == set(Stage)


def test_control_totals_part_sections_sides_and_book_entries() -> None:
    lines = [
        CountedLine(Section.OPERATING, Direction.EXPENDITURE, Nature.REAL, 300),
        CountedLine(Section.OPERATING, Direction.EXPENDITURE, Nature.ORDER, 20),
        CountedLine(Section.INVESTMENT, Direction.REVENUE, Nature.REAL, 50),
    ]
    assert control_totals(lines) == (
        ControlTotal(Section.OPERATING, Direction.EXPENDITURE, 2, 320, 300),
        ControlTotal(Section.INVESTMENT, Direction.REVENUE, 1, 50, 50),
    )
    assert control_columns(Step.AMENDING) == (Column.VOTED,)
    assert control_columns(Step.CLOSED) == (Column.EXECUTED,)
