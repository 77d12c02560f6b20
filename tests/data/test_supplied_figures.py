"""A debt or a tax potential that no document states, supplied by the town: in memory, on SQLite and on PostgreSQL."""

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from sqlalchemy import Engine

from data import migrations, queries, store
from data.database import connect, reading
from data.facts import Facts, IndicatorValueRead
from data.importers.reading import DeclaredRead, LoanRead
from data.store import Delivery
from metrics.documents import BudgetKind
from metrics.evaluate import values
from metrics.finance import BY_NAME
from metrics.finance.given import DEBT, TAX_POTENTIAL
from metrics.language import Amount, leaves
from metrics.nomenclature import Direction, Section
from metrics.values import Absence
from tests.data.deliveries import TOWN, account, file_named, line
from tests.reading import read_file

DEBT_RATIO = BY_NAME["legal_11_debt_ratio"]
SALES = line("70311", 2_000, 2, direction=Direction.REVENUE, chapter="70")
TAXES = line("73111", 500, 3, direction=Direction.REVENUE, chapter="731")
OWED = LoanRead(1, "own", 900_00, 800_00, 700_00, 100_00, 0, None, None, None, None, None)


@pytest.fixture
def engine(database_url: str) -> Engine:
    engine = connect(database_url)
    migrations.upgrade(engine)
    return engine


def supply(engine, name, value, year=2024, absence=None):
    fact = IndicatorValueRead(name, date(year, 1, 1), date(year, 12, 31), value, absence, "Tableau de la dette")
    delivery = Delivery(TOWN, file_named(), "indicator_values", facts=Facts(indicator_values=[fact]))
    store.record(engine, delivery, author="Ana")


def stored(engine, **stated):
    store.record(engine, account([SALES, TAXES], **stated), author="test")


def figures(engine, figure):
    """Of each document, in euros; and the same by the indicator that divides by revenue, in SQL and in memory."""
    amounts = tuple(leaf for leaf in leaves(*DEBT_RATIO.quantities) if isinstance(leaf, Amount))
    with reading(engine) as session:
        authority = store.authority_named(session, TOWN.code)
        table = queries.amount_table(session, authority.id, amounts)
        in_sql = queries.indicator_table(session, DEBT_RATIO, amounts)
    in_memory = [one.numerator for one in values(DEBT_RATIO, table)]
    assert [None if pd.isna(one) else int(one) for one in in_sql["numerator"]] == in_memory
    return [None if pd.isna(cents) else int(cents) / 100 for cents in table[figure.name]]


def test_a_debt_without_a_statement_is_the_one_that_the_town_supplies(engine):
    stored(engine)
    assert figures(engine, DEBT) == [None]
    supply(engine, DEBT.name, Decimal("5812345.67"))
    assert figures(engine, DEBT) == [5_812_345.67]


def test_the_documents_own_figure_comes_first(engine):
    stored(engine, loans=(OWED,), declared={"PotFisc": DeclaredRead(Decimal(300), "300")})
    supply(engine, DEBT.name, Decimal(999))
    supply(engine, TAX_POTENTIAL.name, Decimal(888))
    assert (figures(engine, DEBT), figures(engine, TAX_POTENTIAL)) == ([700], [300])


def test_a_tax_potential_left_at_zero_is_the_one_supplied(engine):
    stored(engine, declared={"PotFisc": DeclaredRead(Decimal(0), "0")})
    supply(engine, TAX_POTENTIAL.name, Decimal(888))
    assert figures(engine, TAX_POTENTIAL) == [888]


def test_a_debt_of_zero_is_a_debt_and_one_that_is_missing_is_none(engine):
    stored(engine)
    supply(engine, DEBT.name, None, absence=Absence.MISSING)
    assert figures(engine, DEBT) == [None]
    supply(engine, DEBT.name, Decimal(0))
    assert figures(engine, DEBT) == [0]


def test_a_figure_supplied_is_of_its_own_year_and_of_the_main_budget(engine):
    stored(engine)
    supply(engine, DEBT.name, Decimal(10), year=2023)
    assert figures(engine, DEBT) == [None]
    store.record(engine, account([SALES], budget_code="21990004000029", budget_kind=BudgetKind.ANNEX), author="test")
    supply(engine, DEBT.name, Decimal(20), year=2024)
    assert sorted(figures(engine, DEBT), key=str) == [20, None]


def test_who_supplies_a_figure_is_known_only_where_it_counts(engine):
    stored(engine)
    supply(engine, DEBT.name, Decimal(10))
    stored(engine, year=2023, loans=(OWED,))
    supply(engine, DEBT.name, Decimal(20), year=2023)
    with reading(engine) as session:
        authority = store.authority_named(session, TOWN.code)
        documents = {one.year: one.id for one in queries.documents(session, authority.id)}
        said = {year: queries.figures_supplied(session, authority.id, document) for year, document in documents.items()}
    assert {year: {name: (one.source, one.author) for name, one in rows.items()} for year, rows in said.items()} == {
        2024: {DEBT.name: ("Tableau de la dette", "Ana")},
        2023: {},
    }


@pytest.mark.parametrize("name", ["Encours de la dette", "dette", "debt_outstanding", DEBT.label.fr])
def test_a_file_of_values_names_the_debt_as_towns_do(name):
    reading = read_file(f"indicateur;annee;valeur\n{name};2024;5 812 345,67\n".encode(), "valeurs.csv")
    (fact,) = reading.facts.indicator_values
    assert (fact.indicator, fact.value) == (DEBT.name, Decimal("5812345.67"))


def test_sections_are_not_needed_for_a_debt(engine):
    store.record(engine, account([line("60611", 5, 2, section=Section.OPERATING)], is_whole=False), author="test")
    supply(engine, DEBT.name, Decimal(10))
    assert figures(engine, DEBT) == [10]
