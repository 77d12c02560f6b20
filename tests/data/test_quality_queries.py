"""What the facts lack and what can be typed, asked of both engines."""

from datetime import date

import pytest

from data import demo, entry_queries, migrations, quality_queries, store
from data.database import connect, reading
from data.facts import Facts, IndicatorValueRead, PopulationRead, ServiceRead, TargetRead, UsageRead
from data.queries import authorities
from data.store import Delivery, ReceivedFile
from metrics.documents import BudgetKind, Step
from metrics.nomenclature import Section
from metrics.values import Absence

MARCH, APRIL = (date(2025, 3, 1), date(2025, 3, 31)), (date(2025, 4, 1), date(2025, 4, 30))
FACTS = Facts(
    populations=[PopulationRead(2024, "total", 900, "INSEE"), PopulationRead(2025, "total", 910, "INSEE")],
    services=[ServiceRead("piscine", "Piscine", "pool"), ServiceRead("musee", "Musée", "museum")],
    usage=[
        UsageRead("piscine", None, "entrees", *MARCH, quantity=12_000, fees=350),
        UsageRead("piscine", None, "entrees", *APRIL, absence=Absence.MISSING),
    ],
    indicator_values=[IndicatorValueRead("satisfaction", *MARCH, None, Absence.WITHHELD, "enquête")],
    targets=[TargetRead("satisfaction", 2026, "final", 80, "conseil")],
)


@pytest.fixture
def town(database_url):
    """A session on a town with one voted budget and a few facts, and the town."""
    engine = connect(database_url)
    migrations.upgrade(engine)
    voted = next(d for d in demo.budget_documents() if d.budget_kind is BudgetKind.MAIN and d.step is Step.INITIAL)
    store.record(engine, Delivery(demo.AUTHORITY, ReceivedFile.of("f", b"1"), "test", [voted], FACTS), author="test")
    with reading(engine) as session:
        yield session, authorities(session)[0]
    engine.dispose()


def test_the_questions_of_data_quality(town):
    session, authority = town
    votes = quality_queries.section_votes(session, authority.id)
    assert {vote.section for vote in votes} == set(Section)
    assert all(vote.expenditure == vote.revenue > 0 for vote in votes)
    (declared,) = quality_queries.declared_ratios(session, authority.id).values()
    assert {"ValDepRFonc", "ValEncDettePop"} <= set(declared)
    assert "64111" in {used.account for used in quality_queries.accounts_used(session, authority.id)}
    assert quality_queries.inferred_lines(session, authority.id) == []
    assert quality_queries.published(session, authority) == []

    (pool,) = quality_queries.usage_series(session, authority.id)
    assert (pool.service_name, pool.measure, pool.fed.missing, pool.fed.last_missing) == (
        "Piscine",
        "entrees",
        1,
        APRIL[0],
    )
    assert (pool.facility_name, pool.fed.missing_in) == (None, {2025: 1})
    assert (len(pool.fed.series.months), pool.fed.series.last, pool.fed.series.period) == (2, APRIL[1], 1)
    (survey,) = quality_queries.value_series(session, authority.id)
    assert (survey.indicator, survey.fed.missing) == ("satisfaction", 0)


def test_what_can_be_typed_comes_back_as_it_was_stored(town):
    session, authority = town
    museum, pool = entry_queries.services(session, authority.id)
    assert (museum.measures, pool.measures, pool.facilities) == ((), ("entrees",), ())
    assert entry_queries.usage_years(session, authority.id, "piscine", "entrees") == [2025]
    assert entry_queries.usage(session, authority.id, "piscine", "entrees", 2025) == FACTS.usage
    assert entry_queries.usage(session, authority.id, "piscine", "entrees", 2024) == []
    assert entry_queries.values(session, authority.id) == FACTS.indicator_values
    assert entry_queries.targets(session, authority.id) == FACTS.targets
    assert entry_queries.populations(session, authority.id) == FACTS.populations[::-1]
