"""Hand entry behind its page: facts as rows and back, what is new or corrected, one import that can be undone."""

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dashboard import read
from dashboard.entry import checking, forms, started
from dashboard.entry.forms import ESTIMATES, MARKS, POPULATIONS, PROGRAMMES, TARGETS, USAGE, VALUES, Place
from data import demo, migrations, money_queries, store
from data import entry_queries as queries
from data.database import connect, reading
from data.importers.periods import period as periods
from data.refused import Refused

TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def without_budgets(tmp_path_factory):
    """A database of the demonstration town without its budgets."""
    path = tmp_path_factory.mktemp("entry") / "town.sqlite"
    engine = connect(f"sqlite:///{path}")
    migrations.upgrade(engine)
    for delivery in demo.deliveries():
        if delivery.kind != "demo_documents":
            store.record(engine, delivery, author="démonstration")
    engine.dispose()
    return path


@pytest.fixture
def town(without_budgets, tmp_path):
    return the_town(connect(f"sqlite:///{shutil.copy(without_budgets, tmp_path)}"))


def the_town(engine):
    (found,) = read.towns(engine)
    return found


def places(town):
    """A grid of each form, on something known."""
    with reading(town.engine) as session:
        services = {one.code: one for one in queries.services(session, town.id)}
    yield Place(town, VALUES, (("indicator", "satisfaction_accueil"),))
    yield Place(town, TARGETS)
    yield Place(town, TARGETS, (("indicator", "debt_payback"),))
    yield Place(town, POPULATIONS)
    yield Place(town, PROGRAMMES)
    yield Place(town, ESTIMATES)
    yield Place(town, MARKS)
    yield Place(town, MARKS, (("indicator", "personnel_share"),))
    for service, measure in (
        ("cantines", "canteen.repas_servis"),
        ("dechets", "waste.tonnes"),
        ("etat-civil", "civil.demandes"),
        ("piscine", "pool.entrees"),
    ):
        facilities = services[service].facilities
        yield Place(town, USAGE, (("service", service), ("measure", measure)), facilities, 2025)


def rows_of(place):
    return tuple(forms.cells_of(fact, place) for fact in forms.known(place))


def changed(rows, rank, **cells):
    """The rows with some cells of one written again; cells: place of the column → text."""
    new = list(rows[rank])
    for column, text in cells.items():
        new[int(column[1:])] = text
    return (*rows[:rank], tuple(new), *rows[rank + 1 :])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_is_known_reads_again_as_it_is(town, spoken, language):
    for place in places(town):
        rows = spoken(language, rows_of, place)
        assert rows
        checked = spoken(language, checking.check, place, rows, TODAY, language)
        assert (checked.problems, checked.same, checked.gone) == ((), len(rows), 0)
        assert (checked.new, checked.corrected) == ((), ())


PERIODS = [
    (date(2025, 3, 15), date(2025, 3, 15)),
    (date(2025, 2, 1), date(2025, 2, 28)),
    (date(2024, 8, 1), date(2024, 8, 31)),
    (date(2025, 1, 1), date(2025, 12, 31)),
    (date(2025, 1, 1), date(2025, 3, 31)),
    (date(2025, 9, 1), date(2026, 8, 31)),
    (date(2025, 12, 29), date(2026, 1, 4)),
]


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("period", PERIODS)
def test_a_period_is_written_as_it_is_read(spoken, language, period):
    found = periods.read(spoken(language, forms.period_text, *period))
    assert (found.starts_on, found.ends_on) == period


@pytest.mark.parametrize(
    ("number", "french", "english"),
    [("12.50", "12,5", "12.5"), ("1234567", "1234567", "1234567"), ("0", "0", "0"), ("1E+3", "1000", "1000")],
)
def test_a_number_is_written_to_be_typed_again(spoken, number, french, english):
    assert spoken("fr", forms.number_text, Decimal(number)) == french
    assert spoken("en", forms.number_text, Decimal(number)) == english


def test_a_correction_supersedes_and_comes_back_when_it_is_undone(town):
    place = Place(town, POPULATIONS)
    rows = changed(rows_of(place), 0, c2="12 191")
    checked = checking.check(place, rows, TODAY, "fr")
    ((before, after),) = checked.corrected
    assert (before.count, after.count, checked.new) == (12_190, 12_191, ())

    receipt = checking.store(place, checked, TODAY, "test")
    now = the_town(town.engine)
    assert forms.known(Place(now, POPULATIONS))[0].count == 12_191
    (last, *_) = read.imports(now)
    assert (last.kind, last.file_name, receipt.facts) == ("population", "Saisie du 24 novembre 2026", 1)

    store.undo(town.engine, town.id, receipt.import_id, by="test")
    assert forms.known(Place(the_town(town.engine), POPULATIONS))[0].count == 12_190


def test_a_credit_is_corrected_and_a_vote_is_added(town):
    place = Place(town, PROGRAMMES)
    rows = rows_of(place)
    last = next(rank for rank, row in enumerate(rows) if row[0] == "AP-2026-1" and row[5] == "2028")
    authorised = {f"c{place.columns.index('authorised')}": "3800000"}
    raised = rows
    for rank, row in enumerate(rows):
        raised = changed(raised, rank, **authorised) if row[0] == "AP-2026-1" else raised
    short = checking.check(place, raised, TODAY, "fr")
    assert [problem.code for problem in short.problems] == ["programme_sum"]
    credit = place.columns.index("credit")
    others = sum(int(row[credit].split(",")[0]) for row in rows if row[0] == "AP-2026-1" and row[5] != "2028")
    whole = changed(raised, last, **{f"c{credit}": str(3_800_000 - others)})
    checked = checking.check(place, whole, TODAY, "fr")
    assert (checked.problems, len(checked.corrected), checked.new) == ((), 3, ())
    checking.store(place, checked, TODAY, "test")
    (vote,) = (one for one in votes_of(town) if one.programme == "AP-2026-1")
    assert (vote.planned, vote.authorised) == (380_000_000, 380_000_000)


def test_a_new_estimate_is_in_force_beside_the_earlier_ones(town):
    place = Place(town, ESTIMATES)
    row = ("2026", "dépense", "011", "", "3 500 000", "15/11/2026", "Services techniques", "")
    known = rows_of(place)
    checked = checking.check(place, (*known, (*row[:7], known[0][7])), TODAY, "fr")
    assert (checked.problems, len(checked.new), checked.corrected) == ((), 1, ())
    checking.store(place, checked, TODAY, "test")
    with reading(town.engine) as session:
        every = money_queries.estimates(session, town.id)
    of_chapter = [one for one in money_queries.estimates_in_force(every) if one.chapter == "011"]
    assert [(one.estimated_on, one.cents) for one in of_chapter] == [(date(2026, 11, 15), 350_000_000)]
    assert len([one for one in every if one.chapter == "011"]) == 3


def votes_of(town):
    with reading(town.engine) as session:
        return money_queries.votes_in_force(money_queries.votes(session, town.id))


def test_only_what_changes_is_stored(town):
    place = next(place for place in places(town) if ("measure", "pool.entrees") in place.constants)
    rows = (
        *changed(rows_of(place), 0, c2="manquant", c3=""),
        ("Piscine des Deux-Rives", "janvier 2026", "7 100", "", "", ""),
    )
    checked = checking.check(place, rows, TODAY, "fr")
    assert (len(checked.new), len(checked.corrected), checked.same) == (1, 1, len(rows) - 2)
    assert checking.store(place, checked, TODAY, "test").facts == 2
    with reading(town.engine) as session:
        (added,) = queries.usage(session, town.id, "piscine", "pool.entrees", 2026)
    assert (added.facility, added.quantity) == ("bassin", 7_100_000)


def test_a_new_place_is_added_beside_those_known(town):
    place = next(place for place in places(town) if ("measure", "pool.entrees") in place.constants)
    rows = (("Bassin d'été", "juillet 2026", "0", "", "", ""),)
    checked = checking.check(place, rows, TODAY, "fr")
    assert checked.gone == len(rows_of(place))
    checking.store(place, checked, TODAY, "test")
    with reading(town.engine) as session:
        services = {one.code: one for one in queries.services(session, town.id)}
    assert [name for _, name in services["piscine"].facilities] == ["Bassin d'été", "Piscine des Deux-Rives"]


def test_a_town_without_services_gets_its_first(town):
    place = Place(town, USAGE)
    rows = (("Ludothèque", "entrées", "Maison des jeux", "mars 2026", "120", "", "", ""),)
    checked = checking.check(place, rows, TODAY, "fr")
    assert checked.problems == ()
    checking.store(place, checked, TODAY, "test")
    with reading(town.engine) as session:
        (found,) = queries.usage(session, town.id, "ludotheque", "entrees", 2026)
    assert (found.facility, found.quantity) == ("maison-des-jeux", 120_000)


def test_a_value_without_a_source_is_said_by_its_entry(town):
    place = Place(town, VALUES, (("indicator", "satisfaction_accueil"),))
    checked = checking.check(place, (("2026", "78,5", ""),), TODAY, "fr")
    (value,) = checked.new
    assert (value.value, value.source) == (Decimal("78.5"), "Saisie du 24 novembre 2026")


def test_an_indicator_shown_in_words_keeps_its_name(town):
    place = Place(town, TARGETS)
    rows = (
        ("Satisfaction accueil", "2031", "finale", "90", ""),
        ("Capacité de désendettement", "2031", "finale", "8", ""),
    )
    checked = checking.check(place, rows, TODAY, "fr")
    assert [one.indicator for one in checked.new] == ["satisfaction_accueil", "debt_payback"]
    assert checked.unknown == {}


def test_a_row_without_a_figure_is_told_and_not_stored(town):
    place = Place(town, POPULATIONS)
    checked = checking.check(place, (*rows_of(place), ("2027", "totale", "", "")), TODAY, "fr")
    assert (checked.empty, checked.changed) == (1, [])


def test_an_error_keeps_everything_from_being_stored(town):
    place = Place(town, POPULATIONS)
    checked = checking.check(place, (("2024", "totale", "douze", ""), ("2028", "totale", "12 300", "")), TODAY, "fr")
    assert [(problem.row, problem.column) for problem in checked.problems] == [(2, "Population")]
    assert checked.refused
    with pytest.raises(Refused, match="has_errors"):
        checking.store(place, checked, TODAY, "test")


def test_an_empty_grid_says_nothing(town):
    assert checking.check(Place(town, POPULATIONS), (("", " ", "", ""),), TODAY, "fr") is None


def started_rows(place):
    return started.rows(place, forms.known(place))


def test_the_rows_that_a_link_asks_for_lack_their_figure_alone(town):
    wanted = ("2025", "2030", "2031")
    assert started_rows(Place(town, POPULATIONS, wanted=wanted)) == [
        ("2030", "totale", "", ""),
        ("2031", "totale", "", ""),
    ]
    assert started_rows(Place(town, TARGETS, wanted=("gross_saving_rate",))) == [
        ("Taux d'épargne brute", "", "finale", "", "")
    ]
    alone = Place(town, TARGETS, (("indicator", "gross_saving_rate"),), wanted=("gross_saving_rate",))
    assert started_rows(alone) == [("", "finale", "", "")]


def test_a_row_is_started_for_each_month_over_and_not_counted(town):
    months = started.months_over(2026, TODAY)
    assert (months[0], months[-1]) == ("2026-01", "2026-10")
    pool = next(place for place in places(town) if ("measure", "pool.entrees") in place.constants)
    rows = started_rows(replace(pool, year=2026, wanted=months))
    assert rows[0] == ("Piscine des Deux-Rives", "janvier 2026", "", "", "", "")
    assert len(rows) == len(months)
    one = checking.check(pool, (("Piscine des Deux-Rives", "janvier 2026", "7 100", "", "", ""),), TODAY, "fr")
    checking.store(pool, one, TODAY, "test")
    again = started_rows(replace(pool, town=the_town(town.engine), year=2026, wanted=months))
    assert again == rows[1:]


def test_a_quarter_is_started_once_its_months_are_over(town):
    place = Place(town, USAGE, (("service", "ludotheque"), ("measure", "entrees")), year=2026, wanted=("2026-01",) * 4)
    whole = Place(town, USAGE)
    rows = [
        ("Ludothèque", "entrées", "", "T4 2025", "9", "", "", ""),
        ("Ludothèque", "entrées", "B", "3/3/2025", "9", *("",) * 3),
    ]
    checking.store(whole, checking.check(whole, tuple(rows), TODAY, "fr"), TODAY, "test")
    months = started.months_over(2026, date(2026, 6, 2))
    place = replace(place, town=the_town(town.engine), wanted=months)
    assert [row[1] for row in started_rows(place)] == ["du 01/01/2026 au 31/03/2026"]


def test_only_the_counts_marked_missing_may_be_shown(town):
    pool = next(place for place in places(town) if ("measure", "pool.entrees") in place.constants)
    rows = changed(rows_of(pool), 0, c2="manquant", c3="")
    checking.store(pool, checking.check(pool, rows, TODAY, "fr"), TODAY, "test")
    missing = replace(pool, town=the_town(town.engine), only_missing=True)
    ((place, month, word, *_),) = rows_of(missing)
    assert (place, word) == (rows[0][0], "manquant")
    found = checking.check(missing, ((place, month, "12", "", "", ""),), TODAY, "fr")
    assert (len(found.corrected), found.gone) == (1, 0)


def test_what_is_typed_for_another_year_is_set_beside_what_is_known_of_it(town):
    pool = next(place for place in places(town) if ("measure", "pool.entrees") in place.constants)
    (name, month, *_), *_ = rows_of(pool)
    found = checking.check(replace(pool, year=2026), ((name, month, "3", "", "", ""),), TODAY, "fr")
    ((before, after),) = found.corrected
    assert (before.starts_on.year, after.quantity, found.new) == (2025, 3_000, ())


def test_a_name_that_nobody_knows_is_asked_about_with_those_alike(town):
    rows = (("Taux epargne", "2028", "finale", "12", ""), ("satisfaction_accueil", "2028", "finale", "80", ""))
    found = checking.check(Place(town, TARGETS), rows, TODAY, "fr")
    assert found.unknown == {"Taux epargne": ("Taux d'épargne brute",)}
    values = checking.check(
        Place(town, VALUES), (("Taux epargne", "2025", "12", ""), ("Surveys", "2025", "1", "")), TODAY, "fr"
    )
    assert set(values.unknown) == {"Taux epargne"}  # a value may bring an indicator of its own
