"""What storing would change is told line by line and fact by fact, before anything is stored."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data import migrations, models, queries, store
from data.database import connect, reading
from data.differences import Difference, difference
from data.facts import Facts, IndicatorValueRead, PopulationRead, UsageRead
from data.importers.reading import LineRead
from data.line_differences import Change
from data.store import Delivery
from metrics.documents import Column
from metrics.values import Absence
from tests.data.deliveries import PLACES, TOWN, account, document, figures, file_named, line, visits


@pytest.fixture
def engine(database_url: str) -> Engine:
    engine = connect(database_url)
    migrations.upgrade(engine)
    return engine


def against(engine: Engine, delivery: Delivery) -> Difference:
    with reading(engine) as session:
        authority = store.authority_named(session, TOWN.code)
        return difference(session, delivery, authority and authority.id)


def recorded(engine: Engine, delivery: Delivery) -> None:
    store.record(engine, delivery, author="agent")


def test_of_a_town_not_stored_yet_all_is_new(engine: Engine, tmp_path: Path) -> None:
    [document] = against(engine, account({"60611": 10, "60612": 20})).documents
    assert (document.earlier, document.added, document.changes) == (None, 2, ())
    [usage] = against(engine, visits(tmp_path, {(0, None): 1, (1, None): 2})).facts
    assert (usage.table, usage.new, usage.changes) == ("usage_record", 2, ())


def test_a_corrected_document_is_told_line_by_line(engine: Engine) -> None:
    recorded(engine, account({"60611": 10, "60612": 20, "6132": 30, "6135": None}, file="compte.xml"))
    found = against(engine, account({"60611": 10, "60612": 25, "615": 5, "6135": 7}))
    [document] = found.documents
    assert document.earlier is not None
    assert document.earlier.file_name == "compte.xml"
    assert (document.added, document.changed, document.unchanged, document.removed) == (1, 2, 1, 1)
    executed = Column.EXECUTED
    assert {
        (one.account, one.change, (one.before or {}).get(executed), (one.after or {}).get(executed))
        for one in document.changes
    } == {
        ("60612", Change.CHANGED, 20_00, 25_00),
        ("6135", Change.CHANGED, None, 7_00),
        ("6132", Change.REMOVED, 30_00, None),
        ("615", Change.ADDED, None, 5_00),
    }
    assert document.repeated == 3
    assert not found.changes_nothing
    assert found.repeats is None


def test_a_partial_document_takes_no_line_away(engine: Engine) -> None:
    recorded(engine, account({"60611": 10, "60612": 20}))
    recorded(engine, account({"6132": 30}, complete=False))
    [document] = against(engine, account({"60612": 25}, complete=False)).documents
    assert (document.added, document.changed, document.unchanged, document.removed) == (0, 1, 0, 0)
    [document] = against(engine, account({"60612": 25})).documents
    assert document.removed == 2


def test_exact_amounts_replaced_by_rounded_ones_are_counted_apart(engine: Engine) -> None:
    def cents(**amounts: int) -> list[LineRead]:
        return [line(code[1:], None, amounts={Column.EXECUTED: amount}) for code, amount in amounts.items()]

    recorded(engine, account(cents(a60611=898_511_48, a60612=20_00, a6132=1_500_70)))
    [document] = against(engine, account(cents(a60611=898_511_00, a60612=20_00, a6132=2_000_00))).documents
    assert (document.changed, document.rounded, document.rounded_to) == (2, 1, 1_00)
    [thousands] = against(engine, account(cents(a60611=899_000_00, a60612=0, a6132=2_000_00))).documents
    assert (thousands.rounded, thousands.rounded_to) == (3, 100_000)
    [exact] = against(engine, account(cents(a60611=898_511_40, a60612=20_00, a6132=1_500_70))).documents
    assert (exact.changed, exact.rounded) == (1, 0)


def test_of_two_documents_of_one_file_one_completes_and_the_other_replaces(engine: Engine) -> None:
    for year in (2023, 2024):
        recorded(engine, account({"60611": 10, "60612": 20}, year))
    both = [document({"60612": 25}, year) for year in (2023, 2024)]
    delivery = replace(account({}), documents=both, partial=(both[0].slot,))
    assert [one.removed for one in against(engine, delivery).documents] == [0, 1]
    recorded(engine, delivery)
    with reading(engine) as session:
        counting = {one.year: one.lines for one in queries.documents(session, 1)}
    assert counting == {2023: 2, 2024: 1}


def test_lines_of_one_key_are_compared_by_their_sum(engine: Engine) -> None:
    recorded(engine, account([line("60611", 10), line("60611", 5, row=2)]))
    [document] = against(engine, account({"60611": 15})).documents
    assert (document.unchanged, document.changes) == (1, ())


def test_the_same_facts_name_the_import_that_brought_them(engine: Engine, tmp_path: Path) -> None:
    recorded(engine, account({"60611": 10, "60612": 20}, file="compte.xml"))
    recorded(engine, visits(tmp_path, {(0, "north"): 1, (1, None): None}, file="visites.csv"))
    recorded(engine, Delivery(TOWN, file_named("insee"), "population", facts=populations(100)))
    for delivery, name in (
        (account({"60612": 20, "60611": 10}), "compte.xml"),
        (account({"1": 1}, file="compte.xml"), "compte.xml"),
        (visits(tmp_path, {(1, None): None, (0, "north"): 1}), "visites.csv"),
        (Delivery(TOWN, file_named(), "population", facts=populations(100)), "insee"),
    ):
        found = against(engine, delivery)
        assert found.repeats is not None
        assert found.repeats.file_name == name
    part = against(engine, visits(tmp_path, {(0, "north"): 1}))
    assert (part.changes_nothing, part.repeats) == (True, None)


def test_facts_that_were_corrected_since_are_no_repetition(engine: Engine, tmp_path: Path) -> None:
    for first, corrected in (
        (account({"60611": 10}, file="compte.xml"), account({"60611": 20})),
        (visits(tmp_path, {(0, None): 1}, file="visites.csv"), visits(tmp_path, {(0, None): 2})),
        (Delivery(TOWN, file_named("insee"), "population", facts=populations(100)), others(200)),
    ):
        recorded(engine, first)
        recorded(engine, corrected)
        found = against(engine, first)
        assert (found.repeats, found.changes_nothing) == (None, False)
        assert against(engine, replace(first, file=file_named())).repeats is None
        recorded(engine, first)
        assert against(engine, first).repeats is not None


def test_the_same_bytes_of_another_kind_are_no_repetition(engine: Engine) -> None:
    recorded(engine, account({"60611": 10}, file="classeur"))
    assert against(engine, Delivery(TOWN, file_named("classeur"), "population", facts=populations(100))).repeats is None


def others(n: int) -> Delivery:
    return Delivery(TOWN, file_named(), "population", facts=populations(n))


def populations(n: int) -> Facts:
    return Facts(populations=[PopulationRead(2024, "total", n, "INSEE")])


def test_visits_are_compared_by_day_and_place(engine: Engine, tmp_path: Path) -> None:
    recorded(engine, visits(tmp_path, {(0, "north"): 1, (0, None): 2, (1, None): None, (2, None): 4}))
    later = {(0, "north"): 1, (0, None): 3, (1, None): 5, (2, None): None, (3, None): 6}
    [usage] = against(engine, visits(tmp_path, later)).facts
    assert (usage.new, usage.changed, usage.same) == (1, 3, 1)
    said = [
        (one.row, one.about["starts_on"].day, one.before and one.before["quantity"], one.after["quantity"])
        for one in usage.changes
    ]
    assert said == [(3, 1, 2000, 3000), (4, 2, None, 5000), (5, 3, 4000, None), (6, 4, None, 6000)]
    first = usage.changes[0]
    assert (first.about["service"], first.about["facility"], first.about["measure"]) == ("Médiathèque", None, "visits")


def test_published_figures_are_compared_by_indicator_and_year(engine: Engine, tmp_path: Path) -> None:
    recorded(engine, figures(tmp_path, {("debt", 2023): 100, ("debt", 2024): 200}))
    [found] = against(engine, figures(tmp_path, {("debt", 2024): 250, ("debt", 2025): 1})).facts
    assert (found.new, found.changed, found.same) == (1, 1, 0)
    assert [(one.before and one.before["cents"], one.after["cents"]) for one in found.changes] == [
        (200, 250),
        (None, 1),
    ]


def test_what_is_entered_by_hand_is_compared_too(engine: Engine) -> None:
    def entered(value: str, n: int | None) -> Delivery:
        day = date(2024, 1, 5)
        values = [IndicatorValueRead("satisfaction", day, day, Decimal(value), None, "enquête")]
        absence = Absence.MISSING if n is None else None
        usage = [UsageRead("library", "north", "visits", day, day, quantity=n, absence=absence)]
        return Delivery(TOWN, file_named(), "entry", facts=replace(PLACES, usage=usage, indicator_values=values))

    recorded(engine, entered("7.5", 10))
    tables = {one.table: (one.new, one.changed, one.same) for one in against(engine, entered("7.5", None)).facts}
    assert tables == {"indicator_value": (0, 0, 1), "usage_record": (0, 1, 0)}


def test_nothing_stays_of_a_comparison(engine: Engine, tmp_path: Path) -> None:
    recorded(engine, visits(tmp_path, {(0, None): 2}))
    with reading(engine) as session:
        for _ in range(2):
            difference(session, visits(tmp_path, {(0, None): 3}), 1)
    with reading(engine) as session:
        assert session.query(models.UsageRecord).count() == 1
        assert session.query(models.Import).count() == 1


def test_only_the_first_differences_are_kept(engine: Engine, tmp_path: Path) -> None:
    recorded(engine, visits(tmp_path, dict.fromkeys(((day, None) for day in range(1200)), 1)))
    [usage] = against(engine, visits(tmp_path, dict.fromkeys(((day, None) for day in range(1200)), 2))).facts
    assert (usage.changed, len(usage.changes)) == (1200, 500)


def test_a_column_that_the_new_file_lacks_is_told_once_and_changes_no_line(engine):
    stored = [line("6068", None, 2, amounts={Column.VOTED: 5_000, Column.EXECUTED: 4_000})]
    recorded(engine, account(stored))
    (found,) = against(engine, account([line("6068", 40, 2)], file="again")).documents
    assert (found.changed, found.unchanged, found.lost) == (0, 1, (Column.VOTED,))
    assert not found.changes_nothing


def test_a_line_without_the_detail_that_counts_already_would_count_twice(engine):
    detailed = [line("2313", 30, 2, operation="101"), line("2313", 10, 3, operation="102")]
    recorded(engine, account(detailed))
    (completing,) = against(engine, account([line("2313", 40, 7)], complete=False, file="again")).documents
    (replacing,) = against(engine, account([line("2313", 40, 7)], file="again")).documents
    assert completing.coarser == (7,)
    assert replacing.coarser == ()
