"""A town's own marks take the place of declared ones of the same label, or stand beside, on all that it is shown."""

from decimal import Decimal

import pytest
from sqlalchemy import Engine

from dashboard import finance_charts, read, sentences
from dashboard.answers import Figure, Town
from data import migrations, store
from data.database import connect
from data.facts import Facts, MarkRead
from data.store import Delivery
from metrics.finance import BY_NAME
from metrics.language import Source, Threshold, marks_in_force
from metrics.text import Text
from metrics.values import Value
from tests.data.deliveries import TOWN, account, file_named

PAYBACK, RATE = BY_NAME["debt_payback"], BY_NAME["gross_saving_rate"]
RULES = "Règlement financier"


@pytest.fixture
def engine(tmp_path) -> Engine:
    engine = connect(f"sqlite:///{tmp_path / 'town.sqlite'}")
    migrations.upgrade(engine)
    store.record(engine, account({"60611": 10}), author="agent")
    return engine


def marked(engine: Engine, *marks: tuple[str, str, str]) -> int:
    facts = Facts(marks=[MarkRead(name, label, Decimal(value), RULES) for name, label, value in marks])
    return store.record(engine, Delivery(TOWN, file_named(), "marks", facts=facts), author="agent").import_id


def the_town(engine: Engine) -> Town:
    (town,) = read.towns(engine)
    return town


def figure(engine: Engine, indicator=PAYBACK) -> Figure:
    town = the_town(engine)
    return read.figure(indicator, town, read.documents(town)[0])


def shown(engine: Engine, indicator=PAYBACK) -> list[tuple[str, object, str]]:
    return [(mark.label.fr, mark.value, mark.source.text.fr) for mark in figure(engine, indicator).marks]


def test_without_marks_of_its_own_a_town_is_read_by_the_declared_ones(engine):
    assert figure(engine).marks == PAYBACK.thresholds


def test_a_mark_of_the_same_label_takes_the_place_and_another_stands_beside(engine):
    marked(engine, ("debt_payback", "repère d'alerte", "10.5"), ("debt_payback", "plafond", "9"))
    practice, *_ = (mark.source.text.fr for mark in PAYBACK.thresholds)
    assert shown(engine) == [
        ("à surveiller", 8, practice),
        ("plafond", 9, RULES),
        ("repère d'alerte", Decimal("10.5"), RULES),
    ]
    assert figure(engine, RATE).marks == RATE.thresholds
    labels = [mark.label.en for mark in figure(engine).marks]
    assert labels == ["watch", "plafond", "warning mark"]


def test_undoing_a_mark_brings_the_declared_one_back(engine):
    undone = marked(engine, ("debt_payback", "repère d'alerte", "10"))
    store.undo(engine, 1, undone, by="agent")
    assert figure(engine).marks == PAYBACK.thresholds


def test_the_chart_draws_the_marks_of_the_town(engine):
    marked(engine, ("debt_payback", "plafond", "9.5"))
    town = the_town(engine)
    (trajectory,) = read.trajectories([PAYBACK], town, read.closed_accounts(town, read.budgets(town)[0].id)[0])
    assert [mark.value for mark in finance_charts.one_indicator(trajectory, 2024).marks] == [8, 9.5, 12]


def test_the_headline_reads_the_warning_mark_of_the_town_whatever_stands_beside(spoken, engine):
    marked(engine, ("debt_payback", "repère d'alerte", "10"), ("debt_payback", "au-delà", "15"))
    known = figure(engine)
    saving = Figure(RATE, Value(15, 100), known.document)
    payback = Figure(PAYBACK, Value(11 * 15, 15), known.document, known.own_marks)
    said = spoken("fr", sentences.headline, "Ville", saving, payback)
    assert "au-dessus du repère d'alerte de 10" in said.replace("\u202f", " ").replace("\xa0", " ")


def test_marks_are_compared_exactly():
    one = Threshold(Decimal("0.1"), Text("un", "one"), Source(Text("s", "s"), legal=False))
    two = Threshold(3, Text("deux", "two"), one.source)
    assert marks_in_force([two], [one]) == (one, two)
    assert one.exact * 30 == two.exact
