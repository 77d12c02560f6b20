"""The demonstration town's programmes, orders and estimates bear out its budgets, to the cent."""

from collections import defaultdict
from datetime import date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Engine

from data import demo, money_queries, queries
from data.database import reading
from data.demo import estimates
from data.demo.orders import ISSUED_UNTIL, RESULTS
from data.demo.programmes import PROGRAMMES
from data.facts import PaymentOrderRead
from data.importers.reading import DocumentRead
from data.queries import AuthorityRow
from metrics.documents import Column, Step

MAIN = "21990002400015"


@pytest.fixture(scope="module")
def documents() -> list[DocumentRead]:
    return demo.budget_documents()


@pytest.fixture(scope="module")
def orders() -> list[PaymentOrderRead]:
    return demo.payment_orders()


@pytest.fixture(scope="module")
def town(demonstration: Engine) -> AuthorityRow:
    with reading(demonstration) as session:
        return queries.authorities(session)[0]


Place = tuple[str, int, str, str | None, str, str | None, str | None]


def test_the_orders_of_closed_years_are_what_their_accounts_execute(
    documents: list[DocumentRead], orders: list[PaymentOrderRead]
) -> None:
    executed: dict[Place, int] = defaultdict(int)
    for document in documents:
        if document.step is Step.CLOSED and document.year in demo.ORDER_YEARS:
            for line in document.lines:
                place = (document.budget_code, document.year, str(line.direction), line.chapter)
                executed[*place, line.account, line.function, line.operation] += line.amounts.get(Column.EXECUTED, 0)
    issued: dict[Place, int] = defaultdict(int)
    for order in orders:
        place = (order.budget_code, order.year, order.direction, order.chapter)
        issued[*place, order.account, order.function, order.operation] += order.amount
    closed = {place: cents for place, cents in issued.items() if place[1] < 2026}
    assert closed == {place: cents for place, cents in executed.items() if cents and place[4] not in RESULTS}


def test_orders_have_a_rhythm_that_years_share(orders: list[PaymentOrderRead]) -> None:
    def share(chapter: str, year: int, months: range) -> float:
        of_chapter = [
            o for o in orders if (o.budget_code, o.chapter, o.year, o.direction) == (MAIN, chapter, year, "D")
        ]
        within = sum(o.amount for o in of_chapter if o.issued_on.month in months and o.issued_on.year == year)
        return within / sum(o.amount for o in of_chapter)

    for year in (2023, 2024, 2025):
        assert 0.7 < share("012", year, range(1, 10)) < 0.8
        assert share("21", year, range(1, 10)) < 0.6
    assert any(o.issued_on.year == o.year + 1 for o in orders)
    assert any(o.amount < 0 for o in orders)


def test_the_running_year_stops_where_orders_are_known_and_lands_beyond(orders: list[PaymentOrderRead]) -> None:
    running = [order for order in orders if (order.budget_code, order.year) == (MAIN, 2026)]
    assert max(order.issued_on for order in running) <= ISSUED_UNTIL
    truth, issued = demo.landing(), defaultdict[tuple[str, str, str | None], int](int)
    for order in running:
        issued[order.section, order.direction, order.chapter] += order.amount
    for place in (("F", "D", "011"), ("F", "D", "012"), ("I", "D", "21"), ("F", "R", "731")):
        assert 0.2 * truth[place] < issued[place] < 0.9 * truth[place]


def of_operations(documents: list[DocumentRead]) -> dict[tuple[str, int, Step], dict[Column, int]]:
    """Operation, year and step → cents by column, of the main budget."""
    amounts: dict[tuple[str, int, Step], dict[Column, int]] = defaultdict(lambda: defaultdict(int))
    lines = ((d, line) for d in documents for line in d.lines if d.budget_code == MAIN and line.operation)
    for document, line in lines:
        for column, cents in line.amounts.items():
            amounts[str(line.operation), document.year, document.step][column] += cents
    return amounts


def test_votes_repeat_the_past_open_their_year_and_plan_the_rest(
    demonstration: Engine, town: AuthorityRow, documents: list[DocumentRead]
) -> None:
    amounts = of_operations(documents)
    with reading(demonstration) as session:
        votes = money_queries.votes(session, town.id)
    assert [len(one.votes) for one in PROGRAMMES] == [3, 3, 1]
    assert len(votes) == 7
    for vote in votes:
        assert (vote.planned, vote.section, vote.budget_code) == (vote.authorised, "I", MAIN)
        for credit in vote.credits:
            if credit.year < vote.voted_on.year:
                assert credit.cents == amounts[str(vote.operation), credit.year, Step.CLOSED][Column.EXECUTED]
            elif credit.year == vote.voted_on.year:
                assert credit.cents == amounts[str(vote.operation), credit.year, Step.INITIAL][Column.OPENED]


def test_the_latest_vote_is_in_force_and_so_was_an_earlier_one(demonstration: Engine, town: AuthorityRow) -> None:
    with reading(demonstration) as session:
        votes = money_queries.votes(session, town.id)
    in_force = money_queries.votes_in_force(votes)
    assert [(one.programme, one.voted_on.year) for one in in_force] == [
        ("AP-2017-1", 2022),
        ("AP-2023-1", 2026),
        ("AP-2026-1", 2026),
    ]
    before = money_queries.votes_in_force(votes, on=date(2024, 1, 1))
    assert [(one.programme, one.voted_on.year) for one in before] == [("AP-2017-1", 2022), ("AP-2023-1", 2023)]


def test_what_is_paid_of_a_programme_is_what_its_operation_executes(
    demonstration: Engine, town: AuthorityRow, documents: list[DocumentRead]
) -> None:
    amounts = of_operations(documents)
    with reading(demonstration) as session:
        library, schools, _ = money_queries.programmes(session, town.id)[MAIN]
    assert (library.code, library.operation, library.planned.voted_on.year) == ("AP-2017-1", "101", 2017)
    for programme, years in ((library, range(2017, 2023)), (schools, range(2023, 2026))):
        for year in years:
            executed = amounts[str(programme.operation), year, Step.CLOSED][Column.EXECUTED]
            assert programme.executed[year] == executed
    assert library.remaining(2025) == library.in_force.total - sum(library.executed.values())
    running = schools.executed[2026]  # what orders come to until September
    assert 0 < running < schools.in_force.credits[2026]
    assert schools.drift == schools.in_force.total - 759_800_00


def test_estimates_draw_near_the_truth_as_the_year_goes(demonstration: Engine, town: AuthorityRow) -> None:
    with reading(demonstration) as session:
        every = money_queries.estimates(session, town.id)
    truth = demo.landing()
    off = {
        (one.chapter, one.estimated_on): abs(one.cents / truth[one.section, one.direction, one.chapter] - 1)
        for one in every
    }
    assert len(every) == 2 * len(estimates.BIASES)
    for (_, _, chapter), _, in_june, _ in estimates.BIASES:
        assert abs(off[chapter, estimates.JUNE] - abs(in_june)) < 0.01
        assert off[chapter, estimates.SEPTEMBER] <= off[chapter, estimates.JUNE] + 0.01
    in_force = money_queries.estimates_in_force(every)
    assert {one.estimated_on for one in in_force} == {estimates.SEPTEMBER}
    in_july = money_queries.estimates_in_force(every, on=date(2026, 7, 1))
    assert {one.estimated_on for one in in_july} == {estimates.JUNE}


def test_orders_by_month_and_chapter_and_the_orders_behind_a_month(
    demonstration: Engine, town: AuthorityRow, orders: list[PaymentOrderRead]
) -> None:
    with reading(demonstration) as session:
        monthly = money_queries.orders_by_month(session, town.id, [2025, 2026])
        december = next(
            one
            for one in monthly
            if (one.budget_code, one.year, one.month, one.chapter, one.direction) == (MAIN, 2025, 12, "011", "D")
        )
        behind = money_queries.orders_behind(session, town.id, december)
        days = money_queries.ordered_days(session, town.id)
    assert sum(one.cents for one in monthly) == sum(order.amount for order in orders if order.year in (2025, 2026))
    assert sum(one.cents for one in behind) == december.cents
    assert {one.issued_on.year for one in behind} == {2025, 2026}
    assert {one.place.file_name for one in behind} == {"mandats-et-titres-2025 (fictif)"}
    running = next(one for one in days if (one.budget_code, one.year, one.direction) == (MAIN, 2026, "D"))
    assert date(2026, 9, 1) < running.last <= ISSUED_UNTIL


def test_the_town_reads_its_staff_by_a_mark_of_its_own(demonstration: Engine, town: AuthorityRow) -> None:
    with reading(demonstration) as session:
        (mark,) = money_queries.marks(session, town.id)
    assert (mark.indicator, mark.label, mark.value) == ("personnel_share", "plafond que la ville se donne", Decimal(62))
    assert "fictif" in mark.source


def test_nothing_was_known_before_it_was_imported(demonstration: Engine, town: AuthorityRow) -> None:
    with reading(demonstration) as session:
        first = min(done.recorded_at for done in queries.imports(session, town.id))
        before = datetime(first.year - 1, 1, 1, tzinfo=first.tzinfo)
        assert money_queries.votes(session, town.id, as_known_on=before) == []
        assert money_queries.orders_by_month(session, town.id, [2025], as_known_on=before) == []
        now = max(done.recorded_at for done in queries.imports(session, town.id))
        assert money_queries.votes(session, town.id, as_known_on=now) == money_queries.votes(session, town.id)
        of_2025 = money_queries.orders_by_month(session, town.id, [2025])
        assert money_queries.orders_by_month(session, town.id, [2025], as_known_on=now) == of_2025
