"""What counts is the newest standing import of each slot; partial documents complete, complete ones replace."""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data import migrations, models, queries, store
from data.database import connect, reading
from data.facts import CalendarEventRead, Facts, PopulationRead
from data.importers.reading import DeclaredRead, LoanRead
from data.standing import Layers, layers
from data.store import Delivery, Refused
from metrics.documents import Column
from metrics.finance.given import DEBT, POPULATION
from metrics.language import Amount, Lines, Source
from metrics.nomenclature import Direction
from metrics.text import Text
from tests.data.deliveries import FIRST_DAY, PLACES, TOWN, account, figures, file_named, line, spooled, visits

SPENT = Amount(
    label=Text("Dépenses", "Spent"),
    lines=(Lines(("M57",), direction=Direction.EXPENDITURE),),
    source=Source(Text("essai", "test"), legal=False),
)


@pytest.fixture
def engine(database_url: str) -> Engine:
    engine = connect(database_url)
    migrations.upgrade(engine)
    return engine


def euros(engine: Engine, year: int = 2024) -> dict[str, int | None]:
    """Account → euros executed, over the lines that count in the document of a year."""
    with reading(engine) as session:
        return executed(session).get(year, {})


def executed(session: Session) -> dict[int, dict[str, int | None]]:
    d, b = models.BudgetDocument, models.BudgetLine
    rows = session.execute(
        select(d.year, b.account, b.executed).join(
            b, (b.authority_id == d.authority_id) & (b.counts_in == d.id) & d.is_current
        )
    )
    found: dict[int, dict[str, int | None]] = {}
    for year, code, cents in rows:
        found.setdefault(year, {})[code] = None if cents is None else cents // 100
    return found


def counted(session: Session) -> dict[tuple[int, str | None], int | None]:
    u, f = models.UsageRecord, models.Facility
    rows = session.execute(
        select(u.starts_on, f.code, u.quantity)
        .outerjoin(f, (f.authority_id == u.authority_id) & (f.id == u.facility_id))
        .where(u.is_current)
    ).all()
    found = {((day - FIRST_DAY).days, place): None if n is None else n // 1000 for day, place, n in rows}
    assert len(found) == len(rows)
    return found


def published(session: Session) -> dict[tuple[str, int], int]:
    f = models.PublishedFigure
    rows = session.execute(select(f.indicator, f.year, f.cents).where(f.is_current)).all()
    found = {(indicator, year): cents for indicator, year, cents in rows}
    assert len(found) == len(rows)
    return found


def recorded(engine: Engine, delivery: Delivery, **options: Any) -> store.Receipt:
    return store.record(engine, delivery, author="agent", **options)


def undone(engine: Engine, receipt: store.Receipt) -> None:
    store.undo(engine, receipt.authority_id, receipt.import_id, by="agent")


@pytest.mark.parametrize(
    ("standing", "counting", "described_by"),
    [
        ([(1, False)], (1,), 1),
        ([(1, False), (2, False)], (2,), 2),
        ([(1, False), (2, True)], (1, 2), 1),
        ([(3, True), (1, False), (2, True)], (1, 2, 3), 1),
        ([(1, False), (2, True), (3, False)], (3,), 3),
        ([(1, True), (2, True)], (1, 2), 2),
        ([(1, True), (2, False), (3, True)], (2, 3), 2),
    ],
)
def test_the_newest_complete_document_and_the_partial_ones_after_it_count(
    standing: list[tuple[int, bool]], counting: tuple[int, ...], described_by: int
) -> None:
    assert layers(standing) == Layers(counting, described_by)


def test_nothing_counts_where_nothing_stands() -> None:
    assert layers([]) is None


def test_a_partial_file_replaces_the_lines_it_repeats_and_adds_the_others(engine: Engine) -> None:
    recorded(engine, account({"60611": 10, "60612": 20}))
    partial = recorded(engine, account({"60612": 25, "6132": 5}, complete=False))
    assert euros(engine) == {"60611": 10, "60612": 25, "6132": 5}
    undone(engine, partial)
    assert euros(engine) == {"60611": 10, "60612": 20}


def test_lines_of_one_key_are_replaced_together(engine: Engine) -> None:
    recorded(engine, account([line("60611", 10), line("60611", 5, row=2), line("60611", 7, function="020")]))
    recorded(engine, account([line("60611", 1)], complete=False))
    with reading(engine) as session:
        head = queries.documents(session, 1)[0]
        behind = queries.lines_behind(session, 1, head.id, SPENT)
    assert [(one.function, one.brings) for one in behind] == [("020", 700), (None, 100)]
    assert head.lines == 2


def test_a_complete_file_takes_the_place_of_all_its_layers(engine: Engine) -> None:
    recorded(engine, account({"60611": 10}))
    recorded(engine, account({"60612": 20}, complete=False))
    whole = recorded(engine, account({"6132": 5}))
    assert euros(engine) == {"6132": 5}
    undone(engine, whole)
    assert euros(engine) == {"60611": 10, "60612": 20}


def test_an_import_below_is_undone_and_its_lines_leave_the_layers(engine: Engine) -> None:
    base = recorded(engine, account({"60611": 10, "60612": 20}))
    recorded(engine, account({"60612": 25}, complete=False))
    undone(engine, base)
    assert euros(engine) == {"60612": 25}


def test_a_partial_document_is_described_by_the_one_it_completes(engine: Engine) -> None:
    loan = LoanRead(3, "own", None, None, 500_00, None, None, None, None, None, None, None)
    declared = {"ValDepRFonc": DeclaredRead(value=Decimal("12.5"), text="12,50")}
    recorded(engine, account({"60611": 10}, population=1000, declared=declared, loans=(loan,), file="compte.xml"))
    recorded(engine, account({"60612": 20}, complete=False, file="suite.csv"))
    with reading(engine) as session:
        [row] = queries.documents(session, 1)
        assert (row.population, row.file_name, row.lines) == (1000, "suite.csv", 2)
        assert queries.declared_figures(session, 1, row.id)["ValDepRFonc"][1] == "12,50"
        amounts = queries.amount_table(session, 1, (SPENT,))
        assert amounts[[POPULATION.name, DEBT.name, SPENT.name]].to_numpy().tolist() == [[1000, 500_00, 30_00]]
        behind = queries.lines_behind(session, 1, row.id, SPENT)
        assert [(one.account, one.file_name) for one in behind] == [("60612", "suite.csv"), ("60611", "compte.xml")]


def test_layers_as_they_were_known_can_be_asked_again(engine: Engine) -> None:
    start = datetime(2025, 3, 1, tzinfo=UTC)
    recorded(engine, account({"60611": 10, "60612": 20}), at=start)
    partial = recorded(engine, account({"60612": 25, "6132": 5}, complete=False), at=start + timedelta(days=10))
    store.undo(engine, 1, partial.import_id, by="agent", at=start + timedelta(days=20))

    def known(days: int) -> list[tuple[int, int]]:
        with reading(engine) as session:
            found = queries.documents(session, 1, as_known_on=start + timedelta(days=days))
            return [(one.import_id, one.lines) for one in found]

    assert [known(days) for days in (-1, 5, 15, 25)] == [[], [(1, 2)], [(2, 3)], [(1, 2)]]


def test_an_amount_committed_is_kept(engine: Engine) -> None:
    recorded(engine, account([line("60611", 10, amounts={Column.COMMITTED: 12_00, Column.EXECUTED: 10_00})]))
    with reading(engine) as session:
        assert session.scalar(select(models.BudgetLine.committed)) == 12_00


def test_a_budget_voted_by_function_alone_has_no_account(engine: Engine) -> None:
    recorded(engine, account([line("", 10, function="933-PROTECTION-CIVILE-AMT12")]))
    with reading(engine) as session:
        assert session.execute(select(models.BudgetLine.account, models.BudgetLine.function)).all() == [
            ("", "933-PROTECTION-CIVILE-AMT12")
        ]


def test_visits_supersede_by_day_and_place(engine: Engine, tmp_path: Path) -> None:
    recorded(engine, visits(tmp_path, {(0, "north"): 10, (0, "south"): 20, (0, None): 30, (1, "north"): None}))
    later = recorded(engine, visits(tmp_path, {(0, "south"): 21, (0, None): 31, (1, "north"): 11, (2, None): 5}))
    with reading(engine) as session:
        assert counted(session) == {
            (0, "north"): 10,
            (0, "south"): 21,
            (0, None): 31,
            (1, "north"): 11,
            (2, None): 5,
        }
    undone(engine, later)
    with reading(engine) as session:
        assert counted(session) == {(0, "north"): 10, (0, "south"): 20, (0, None): 30, (1, "north"): None}


def test_the_receipt_counts_every_fact(engine: Engine, tmp_path: Path) -> None:
    told: list[float] = []
    receipt = recorded(engine, visits(tmp_path, {(day, None): day for day in range(6000)}), progress=told.append)
    assert (receipt.documents, receipt.lines, receipt.facts) == (0, 0, 6000)
    assert told == [5000 / 6000, 1.0]


def test_storing_lines_tells_how_far_it_is(engine: Engine, tmp_path: Path) -> None:
    told: list[float] = []
    lines = account({str(60_000 + n): n for n in range(6000)})
    used = visits(tmp_path, {(day, None): day for day in range(2000)})
    recorded(engine, replace(lines, facts=used.facts, records=used.records, kind="both"), progress=told.append)
    assert told == [5000 / 8000, 6000 / 8000, 1.0]


@pytest.mark.parametrize(
    "make", [lambda f: account({"60611": 10, "60612": 20}), lambda f: visits(f, {(0, None): 1, (1, None): 2})]
)
def test_the_same_facts_in_another_order_are_refused_and_the_earlier_import_named(
    engine: Engine, tmp_path: Path, make: Callable[[Path], Delivery]
) -> None:
    recorded(engine, make(tmp_path))
    again = reordered(tmp_path, make)
    with pytest.raises(Refused, match="already_imported") as refused:
        recorded(engine, again)
    with reading(engine) as session:
        assert refused.value.parts["name"] == queries.imports(session, 1)[0].file_name
        assert len(queries.imports(session, 1)) == 1
    store.undo(engine, 1, 1, by="agent")
    recorded(engine, again)


def reordered(folder: Path, make: Callable[[Path], Delivery]) -> Delivery:
    """The same facts the other way round, in another file."""
    if make(folder).documents:
        return account({"60612": 20, "60611": 10})
    return visits(folder, {(1, None): 2, (0, None): 1})


def test_other_facts_of_the_same_sums_are_not_the_same(engine: Engine, tmp_path: Path) -> None:
    recorded(engine, visits(tmp_path, {(0, None): 1, (1, None): 2}))
    recorded(engine, visits(tmp_path, {(0, None): 2, (1, None): 1}))
    recorded(engine, visits(tmp_path, {(2, None): 2, (3, None): 1}))
    with reading(engine) as session:
        assert counted(session) == {(0, None): 2, (1, None): 1, (2, None): 2, (3, None): 1}


def test_what_speaks_twice_of_the_same_thing_is_refused_whole(engine: Engine, tmp_path: Path) -> None:
    rows = [(row, None, 0, 0, "visits", "2024-01-05", "2024-01-05", None, None, 1000, None, None) for row in (7, 12)]
    twice = Delivery(TOWN, file_named(), "usage", facts=PLACES, records=[spooled(tmp_path, "usage_record", rows)])
    with pytest.raises(Refused, match="repeated") as refused:
        recorded(engine, twice)
    assert refused.value.parts == {"what": "visits · 2024-01-05 · 2024-01-05", "first": 7, "last": 12}
    populations = [PopulationRead(2024, "total", n, "INSEE") for n in (100, 200)]
    with pytest.raises(Refused, match="repeated"):
        recorded(engine, Delivery(TOWN, file_named(), "population", facts=Facts(populations=populations)))
    with reading(engine) as session:
        assert queries.authorities(session) == []


def test_a_spool_that_is_gone_or_cut_is_refused(engine: Engine, tmp_path: Path) -> None:
    gone = visits(tmp_path, {(0, None): 1})
    Path(gone.records[0].path).unlink()
    cut = visits(tmp_path, {(day, None): 1 for day in range(7000)})
    spool = Path(cut.records[0].path)
    spool.write_text(spool.read_text(encoding="utf-8").splitlines(keepends=True)[0], encoding="utf-8")
    broken = visits(tmp_path, {(0, None): 1})
    Path(broken.records[0].path).write_text("[[2,null", encoding="utf-8")
    for delivery in (gone, cut, broken):
        with pytest.raises(Refused, match="reading_lost"):
            recorded(engine, delivery)
    with reading(engine) as session:
        assert counted(session) == {}


def test_events_of_a_calendar_count_once(engine: Engine) -> None:
    holidays = CalendarEventRead(date(2024, 2, 10), date(2024, 2, 26), "Hiver", "school_holiday", "B")
    strike = CalendarEventRead(date(2024, 3, 1), date(2024, 3, 1), "Grève", "strike")
    recorded(engine, Delivery(TOWN, file_named(), "calendar", facts=Facts(events=[holidays])))
    recorded(engine, Delivery(TOWN, file_named(), "calendar", facts=Facts(events=[strike, holidays])))
    with reading(engine) as session:
        e = models.CalendarEvent
        assert session.execute(select(e.name, e.import_id).where(e.is_current).order_by(e.starts_on)).all() == [
            ("Hiver", 2),
            ("Grève", 2),
        ]


def test_what_a_person_chose_for_a_shape_is_proposed_again(engine: Engine) -> None:
    recorded(engine, account({"60611": 10}))
    with reading(engine) as session:
        version = queries.authorities(session)[0].data_version
        assert queries.remembered(session, 1, "a" * 64) is None
    store.remember(engine, 1, "a" * 64, {"kind": "usage", "columns": {"nb": "quantity"}}, "agent")
    store.remember(engine, 1, "a" * 64, {"kind": "usage", "columns": {"nb": ""}}, "maire")
    store.remember(engine, 1, "b" * 64, {"kind": None}, "agent")
    with reading(engine) as session:
        assert queries.remembered(session, 1, "a" * 64) == {"kind": "usage", "columns": {"nb": ""}}
        assert queries.remembered(session, 2, "a" * 64) is None
        assert queries.authorities(session)[0].data_version == version


ACCOUNTS = ("60611", "60612", "6132")
FILES = st.sampled_from(["", "{said}"])  # another file each time, or that of the same facts
DAYS = st.tuples(st.integers(0, 3), st.sampled_from([None, "north", "south"]))


@cache
def migrated() -> Engine:
    engine = connect("sqlite://")
    migrations.upgrade(engine)
    return engine


def new_town() -> Engine:
    """An empty database in memory, copied: to migrate each anew takes longer than what is tried on it."""
    engine = connect("sqlite://")
    source, target = (one.raw_connection().driver_connection for one in (migrated(), engine))
    source.backup(target)  # type: ignore[union-attr]
    return engine


class Town(RuleBasedStateMachine):
    """Imports of all kinds and undoings in any order, against plain dicts kept import by import."""

    @initialize()
    def start(self) -> None:
        self.engine = new_town()
        self.folder = tempfile.TemporaryDirectory()
        self.accounts: dict[int, tuple[int, bool, dict[str, int | None]]] = {}  # import → year, complete, lines
        self.visits: dict[int, dict[tuple[int, str | None], int | None]] = {}
        self.figures: dict[int, dict[tuple[str, int], int]] = {}

    def teardown(self) -> None:
        if hasattr(self, "folder"):
            self.folder.cleanup()

    @rule(
        year=st.sampled_from([2022, 2023]),
        complete=st.booleans(),
        lines=st.dictionaries(st.sampled_from(ACCOUNTS), st.integers(1, 2) | st.none(), min_size=1),
        file=FILES,
    )
    def import_account(self, year: int, complete: bool, lines: dict[str, int | None], file: str) -> None:
        said = (year, complete, lines)
        delivery = account(lines, year, complete=complete, file=file.format(said=said))
        self._record(delivery, said, self.accounts)

    @rule(counted=st.dictionaries(DAYS, st.integers(0, 2) | st.none(), min_size=1, max_size=6), file=FILES)
    def import_visits(self, counted: dict[tuple[int, str | None], int | None], file: str) -> None:
        delivery = visits(Path(self.folder.name), counted, file=file.format(said=counted))
        self._record(delivery, counted, self.visits)

    @rule(
        said=st.dictionaries(st.tuples(st.sampled_from("ab"), st.just(2024)), st.integers(-1, 1), min_size=1),
        file=FILES,
    )
    def import_figures(self, said: dict[tuple[str, int], int], file: str) -> None:
        self._record(figures(Path(self.folder.name), said, file=file.format(said=said)), said, self.figures)

    @rule(choice=st.integers(0, 50))
    def undo(self, choice: int) -> None:
        standing = sorted([*self.accounts, *self.visits, *self.figures])
        if standing:
            import_id = standing[choice % len(standing)]
            store.undo(self.engine, 1, import_id, by="agent")
            for kept in (self.accounts, self.visits, self.figures):
                kept.pop(import_id, None)

    @invariant()
    def what_counts_is_what_was_never_undone(self) -> None:
        with reading(self.engine) as session:
            assert executed(session) == self._expected_accounts()
            assert counted(session) == _newest(self.visits)
            assert published(session) == _newest(self.figures)
            heads = {row.year: row.lines for row in queries.documents(session, 1)}
            assert heads == {year: len(lines) for year, lines in self._expected_accounts().items()}

    def _record(self, delivery: Delivery, said: Any, kept: dict[int, Any]) -> None:
        """Refused where the same facts were imported and count as a whole, and only there."""
        if not _counts_wholly(said, kept):
            kept[recorded(self.engine, delivery).import_id] = said
            return
        with pytest.raises(Refused, match="already_imported"):
            recorded(self.engine, delivery)

    def _expected_accounts(self) -> dict[int, dict[str, int | None]]:
        found: dict[int, dict[str, int | None]] = {}
        for _, (year, complete, lines) in sorted(self.accounts.items()):
            found[year] = lines if complete else found.get(year, {}) | lines
        return found


def _counts_wholly(said: Any, kept: dict[int, Any]) -> bool:
    newest_first = sorted(kept.items(), reverse=True)
    return any(
        said == other and not any(_replaces(later, other) for _, later in newest_first[:rank])
        for rank, (_, other) in enumerate(newest_first)
    )


def _replaces(later: Any, earlier: Any) -> bool:
    """Whether some of what an import said no longer counts after a later one."""
    if isinstance(earlier, dict):
        return not later.keys().isdisjoint(earlier)
    (year, _, lines), (year_after, complete, lines_after) = earlier, later
    return year == year_after and (complete or _replaces(lines_after, lines))


def _newest(brought: dict[int, dict[Any, Any]]) -> dict[Any, Any]:
    found: dict[Any, Any] = {}
    for _, said in sorted(brought.items()):
        found |= said
    return found


TOLERANT = {"suppress_health_check": list(HealthCheck)}
TestTown = Town.TestCase
TestTown.settings = settings(max_examples=12, stateful_step_count=20, **TOLERANT)


@pytest.mark.soak
def test_what_counts_after_thousands_of_imports_and_undoings() -> None:
    run_state_machine_as_test(Town, settings=settings(max_examples=400, stateful_step_count=40, **TOLERANT))
