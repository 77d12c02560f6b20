"""What a document leaves unsaid is missing from the figures, never zero: in memory, on SQLite and on PostgreSQL."""

import pandas as pd
import pytest
from sqlalchemy import Engine

from data import migrations, queries, store
from data.database import connect, reading
from metrics.documents import Column, Step
from metrics.evaluate import MISSING
from metrics.finance import BY_NAME
from metrics.language import Amount, Lines, leaves, sides_of
from metrics.nomenclature import Direction, Section
from tests.data.deliveries import account, line

GROSS = BY_NAME["gross_saving"]
BOTH = [
    line("6068", 700, 2),
    line("7311", 1000, 3, direction=Direction.REVENUE, chapter="73"),
]


@pytest.fixture
def engine(database_url: str) -> Engine:
    engine = connect(database_url)
    migrations.upgrade(engine)
    return engine


def figure(engine: Engine, lines, **stated) -> tuple[int | None, bool]:
    """Gross saving in euros, or None, and whether it is told as missing."""
    store.record(engine, account(lines, **stated), author="test")
    needed = tuple(leaf for leaf in leaves(*GROSS.quantities) if isinstance(leaf, Amount))
    with reading(engine) as session:
        (row,) = queries.indicator_table(session, GROSS, needed).to_dict("records")
    return (None if pd.isna(row["value"]) else round(row["value"] / 100)), row["unmet"] == MISSING


def test_a_document_that_holds_both_sides_has_its_saving(engine):
    assert figure(engine, BOTH, is_whole=False) == (300, False)


def test_a_file_of_expenditure_alone_gives_no_saving(engine):
    assert figure(engine, BOTH[:1], is_whole=False) == (None, True)


def test_a_document_known_to_be_whole_has_a_side_of_zero(engine):
    assert figure(engine, BOTH[:1], is_whole=True) == (-700, False)


def test_an_amount_that_the_file_says_is_not_known_is_missing_from_every_figure_it_enters(engine):
    unknown = line("66111", None, 4, chapter="66", absent="executed")
    assert figure(engine, [*BOTH, unknown], is_whole=True) == (None, True)


def test_an_amount_of_another_column_that_is_not_known_changes_nothing(engine):
    voted = line("66111", 10, 4, chapter="66", absent="voted")
    assert figure(engine, [*BOTH, voted], is_whole=True) == (290, False)


def test_a_budget_that_prints_proposals_alone_has_no_voted_figure(engine):
    proposed = [
        line("6068", None, 2, amounts={Column.PROPOSED: 70_000}),
        line("7311", None, 3, amounts={Column.PROPOSED: 100_000}, direction=Direction.REVENUE, chapter="73"),
    ]
    assert figure(engine, proposed, step=Step.INITIAL) == (None, True)


def test_an_amendment_that_does_not_print_the_budget_before_it_leads_to_no_known_budget(engine):
    change = [
        line("6068", None, 2, amounts={Column.VOTED: 100}),
        line("7311", None, 3, amounts={Column.VOTED: 100}, direction=Direction.REVENUE),
    ]
    assert figure(engine, change, step=Step.AMENDING, number=1) == (None, True)


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        (Lines(("M57",), direction=Direction.REVENUE, accounts=("7",)), {("F", "R")}),
        (Lines(("M57",), direction=Direction.EXPENDITURE, accounts=("20", "21")), {("I", "D")}),
        (Lines(("M57",), section=Section.OPERATING, direction=Direction.REVENUE), {("F", "R")}),
        (Lines(("M57",), direction=Direction.REVENUE, accounts=("103", "775")), {("F", "R"), ("I", "R")}),
        (Lines(("M57",)), {("F", "D"), ("F", "R"), ("I", "D"), ("I", "R")}),
    ],
)
def test_the_sides_that_a_choice_takes_lines_from(choice, expected):
    assert sides_of(choice) == expected
