"""Programmes, orders, estimates and marks as they count: superseded, undone, asked again as they were known."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine

from data import migrations, money_queries, store
from data.database import connect, reading
from data.differences import difference
from data.facts import EstimateRead, Facts, MarkRead, PaymentOrderRead, ProgrammeCreditRead
from data.money_queries import MonthlySum, OrderedDays
from data.refused import Refused
from data.store import Delivery
from tests.data.deliveries import SIRET, TOWN, file_named

START = datetime(2025, 3, 1, tzinfo=UTC)
CREDIT = ProgrammeCreditRead(SIRET, "AP-1", "École", "I", "101", date(2024, 3, 28), 2024, 100_00, 40_00, "AP", 2)
ESTIMATE = EstimateRead(SIRET, 2025, "F", "D", "011", None, "Finances", date(2025, 6, 1), 90_00, None, 2)
MARK = MarkRead("debt_payback", "plafond", Decimal("9.5"), "règlement", None, 2)
ORDER = PaymentOrderRead(SIRET, 2024, date(2024, 2, 1), "D", "F", "011", "60612", None, None, 10_00, None, 2)


@pytest.fixture
def engine(database_url: str) -> Engine:
    engine = connect(database_url)
    migrations.upgrade(engine)
    return engine


def recorded(engine: Engine, days: int = 0, **facts: Sequence[Any]) -> int:
    delivery = Delivery(TOWN, file_named(), "money", facts=Facts(**facts))
    return store.record(engine, delivery, author="agent", at=START + timedelta(days=days)).import_id


def test_a_vote_is_corrected_completed_and_taken_back(engine: Engine) -> None:
    later = replace(CREDIT, year=2025, credit=60_00, row=3)
    recorded(engine, programmes=[CREDIT, later])
    corrected = recorded(engine, 1, programmes=[replace(CREDIT, credit=30_00), replace(later, year=2026, credit=10_00)])

    def planned(as_known_on: datetime | None = None) -> list[tuple[int, int]]:
        with reading(engine) as session:
            return [
                (one.year, one.cents) for vote in money_queries.votes(session, 1, as_known_on) for one in vote.credits
            ]

    assert planned() == [(2024, 30_00), (2025, 60_00), (2026, 10_00)]
    assert planned(START) == [(2024, 40_00), (2025, 60_00)]
    store.undo(engine, 1, corrected, by="agent")
    assert planned() == [(2024, 40_00), (2025, 60_00)]


def test_the_history_of_a_programme_is_its_votes_and_the_latest_is_in_force(engine: Engine) -> None:
    adjusted = replace(CREDIT, voted_on=date(2025, 3, 27), authorised=120_00, credit=120_00, name="École Ferry")
    annex = replace(CREDIT, budget_code="21990004000029")
    recorded(engine, programmes=[adjusted, CREDIT, annex])
    with reading(engine) as session:
        votes = money_queries.votes(session, 1)
    said = [(one.budget_code[-5:], one.name, one.voted_on.year, one.authorised, one.planned) for one in votes]
    assert said == [
        ("00011", "École", 2024, 100_00, 40_00),
        ("00011", "École Ferry", 2025, 120_00, 120_00),
        ("00029", "École", 2024, 100_00, 40_00),
    ]
    assert (votes[0].section, votes[0].operation) == ("I", "101")
    assert (votes[0].credits[0].place.sheet, votes[0].credits[0].place.row) == ("AP", 2)
    assert [one.voted_on.year for one in money_queries.votes_in_force(votes)] == [2025, 2024]


def test_orders_by_month_and_the_late_ones_of_a_year_in_its_december(engine: Engine) -> None:
    late = replace(ORDER, issued_on=date(2025, 1, 20), amount=5_00, row=3)
    december = replace(ORDER, issued_on=date(2024, 12, 3), amount=-2_00, row=4)
    received = replace(ORDER, direction="R", chapter="70", account="7067", amount=7_00)
    unknown = replace(ORDER, chapter=None, account="99999", amount=1_00)
    recorded(engine, orders=[ORDER, late, december, received, unknown, replace(ORDER, year=2023)])
    with reading(engine) as session:
        monthly = money_queries.orders_by_month(session, 1, [2024])
        assert sorted(monthly, key=lambda one: (one.direction, one.month, one.chapter or "")) == [
            MonthlySum(SIRET, 2024, 2, "F", "D", None, 1_00),
            MonthlySum(SIRET, 2024, 2, "F", "D", "011", 10_00),
            MonthlySum(SIRET, 2024, 12, "F", "D", "011", 3_00),
            MonthlySum(SIRET, 2024, 2, "F", "R", "70", 7_00),
        ]
        behind = {one: money_queries.orders_behind(session, 1, one) for one in monthly}
        assert money_queries.ordered_days(session, 1) == [
            OrderedDays(SIRET, 2024, "D", date(2024, 2, 1), date(2025, 1, 20)),
            OrderedDays(SIRET, 2024, "R", date(2024, 2, 1), date(2025, 1, 20)),
            OrderedDays(SIRET, 2023, "D", date(2024, 2, 1), date(2024, 2, 1)),
        ]
    assert all(sum(row.cents for row in rows) == one.cents for one, rows in behind.items())
    in_december = next(rows for one, rows in behind.items() if one.month == 12)
    assert [(row.issued_on, row.account, row.place.row) for row in in_december] == [
        (date(2024, 12, 3), "60612", 4),
        (date(2025, 1, 20), "60612", 3),
    ]


def test_a_file_goes_as_far_for_both_directions_and_another_file_for_its_own_alone(engine: Engine) -> None:
    receipt = replace(ORDER, direction="R", chapter="70", account="7067", amount=7_00)
    until_september = replace(ORDER, issued_on=date(2024, 9, 28), row=3)
    recorded(engine, orders=[ORDER, until_september, receipt])
    recorded(engine, 1, orders=[replace(ORDER, issued_on=date(2024, 10, 30), row=4)])
    with reading(engine) as session:
        assert [(one.direction, one.last) for one in money_queries.ordered_days(session, 1)] == [
            ("D", date(2024, 10, 30)),
            ("R", date(2024, 9, 28)),
        ]


def test_each_department_s_latest_word_on_a_chapter_is_in_force(engine: Engine) -> None:
    september = date(2025, 9, 1)
    of_accounts = [
        replace(ESTIMATE, department="Écoles", account=account, estimated_on=day, amount=cents)
        for account, day, cents in (
            ("60623", date(2025, 6, 1), 5_00),
            ("6068", date(2025, 6, 1), 4_00),
            ("60623", september, 7_00),
        )
    ]
    recorded(engine, estimates=[ESTIMATE, replace(ESTIMATE, estimated_on=september, amount=80_00), *of_accounts])
    with reading(engine) as session:
        every = money_queries.estimates(session, 1)
    in_force = money_queries.estimates_in_force(every)
    assert {(one.department, one.account, one.cents) for one in in_force} == {
        ("Finances", None, 80_00),
        ("Écoles", "60623", 7_00),
    }
    in_june = money_queries.estimates_in_force(every, on=date(2025, 6, 30))
    assert sum(one.cents for one in in_june) == 99_00
    assert len(every) == 5


def test_an_estimate_and_a_mark_are_corrected_and_taken_back(engine: Engine) -> None:
    recorded(engine, estimates=[ESTIMATE], marks=[MARK])
    second = recorded(engine, 1, estimates=[replace(ESTIMATE, amount=95_00)], marks=[replace(MARK, value=Decimal(10))])

    def now() -> tuple[list[int], list[Decimal]]:
        with reading(engine) as session:
            amounts = [one.cents for one in money_queries.estimates(session, 1)]
            return amounts, [one.value for one in money_queries.marks(session, 1)]

    assert now() == ([95_00], [Decimal(10)])
    store.undo(engine, 1, second, by="agent")
    assert now() == ([90_00], [Decimal("9.5")])


@pytest.mark.parametrize(
    "facts",
    [{"programmes": [CREDIT]}, {"estimates": [ESTIMATE]}, {"marks": [MARK]}, {"orders": [ORDER]}],
    ids=["programmes", "estimates", "marks", "orders"],
)
def test_the_same_facts_from_another_place_of_another_file_are_refused(engine: Engine, facts: dict[str, Any]) -> None:
    recorded(engine, **facts)
    moved = {name: [replace(one, row=9, sheet="Feuille 2") for one in kept] for name, kept in facts.items()}
    with pytest.raises(Refused, match="already_imported"):
        recorded(engine, 1, **moved)
    with reading(engine) as session:
        [compared] = difference(session, Delivery(TOWN, file_named(), "money", facts=Facts(**moved)), 1).facts
    assert (compared.new, compared.changed, compared.same) == (0, 0, 1)


def test_two_facts_of_one_file_that_speak_of_the_same_are_refused(engine: Engine) -> None:
    with pytest.raises(Refused, match="repeated") as refused:
        recorded(engine, programmes=[CREDIT, replace(CREDIT, credit=1, row=7)])
    assert refused.value.parts == {"what": f"{SIRET} · AP-1 · 2024-03-28 · 2024", "first": 2, "last": 7}
