"""What a comparison reads: groups, years, and the town's own figure."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from dashboard import read as answers
from dashboard.answers import Town
from dashboard.communes import territories
from dashboard.comparison import peers, read
from dashboard.comparison.answers import Origin
from dashboard.comparison.own import ledger_figure, own_series
from dashboard.comparison.peers import USUAL
from data import demo
from metrics.comparison.expected import Expected
from metrics.comparison.groups import Group
from tests.dashboard.comparisons import (
    OFGL,
    SPENT,
    WEIGHTS,
    asked,
)


@pytest.fixture
def town(demonstration: Engine) -> Town:
    (town,) = answers.towns(demonstration)
    return town


def test_every_group_and_year_gives_a_reading_of_its_own(town: Town) -> None:
    question = asked(town)
    found = read.readings(question)
    assert {one.year for one in found} == {2022, 2023, 2024, 2025}
    assert {one.group for one in found} == {"stratum", "department", "nearest-10", "nearest-20", "nearest-30"}
    own = next(one for one in found if (one.group, one.year) == ("stratum", 2025))
    position = read.position(question)
    assert position is not None
    assert own.place is position.place
    twenty = read.position(replace(question, group=Group.NEAREST))
    assert twenty is not None
    assert next(one.place for one in found if (one.group, one.year) == ("nearest-20", 2025)) is twenty.place
    told = read.survival_of(question)
    assert told is not None
    assert told.readings == sum(one.place is not None for one in found)


def test_nearest_peers_leave_the_town_out_and_never_see_the_outcome(town: Town) -> None:
    members = peers.members(asked(town, group=Group.NEAREST))
    assert members is not None
    assert members.nearest is not None
    assert demo.CODE not in (members.codes or ())
    assert len(members.codes or ()) == USUAL
    heavy = tuple((name, 3) for name, _ in WEIGHTS)
    by_taxes = asked(town, "operating_revenue_per_inhabitant", Group.NEAREST, weights=heavy)
    assert {one.name for one in by_taxes.structure} == {"population", "density", "growth", "centrality"}
    allowed = asked(town, "debt_per_inhabitant", Group.NEAREST, weights=heavy)
    assert {one.name for one in allowed.structure} >= {"local_taxes", "state_grants"}
    assert peers.members(allowed) is not None


def test_the_department_holds_the_communes_of_the_band_around_the_town(town: Town) -> None:
    members = peers.members(asked(town, group=Group.DEPARTMENT))
    assert members is not None
    communes = territories(town).communes.loc[list(members.codes or ())]
    assert set(communes["departement"]) == {"Sonde"}
    assert communes["population"].between(10_000, 19_999).all()
    assert demo.CODE in communes.index


def test_the_expected_figure_is_that_of_the_stratum_without_the_town(town: Town) -> None:
    found = read.expectation(asked(town))
    position = read.position(asked(town))
    assert isinstance(found, Expected)
    assert position is not None
    assert position.own is not None
    assert found.actual == position.own.plain
    assert found.n == sum(one.value is not None for one in position.figures) - 1
    assert found.low < found.value < found.high


def test_what_stands_in_a_ledger_is_what_was_published(town: Town) -> None:
    question = asked(town)
    figure, own = ledger_figure(question), own_series(town, question.data, OFGL, SPENT)[2025]
    assert figure is not None
    assert figure.value.exact(figure.indicator.unit) == own.value.exact(figure.indicator.unit)
    assert own.origin is Origin.NATIONAL
    rows = read.rows_behind(question, own.code, question.data)
    names = read.aggregates_of(question.indicator)
    assert {row.aggregate for row in rows if row.aggregate in names} == {"population", "operating_expenditure"}
    assert {row.file_name for row in rows} == {"agregats-des-communes-2018-2025 (fictif)"}


def test_a_large_group_is_drawn_at_every_size_with_the_town(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read.position(asked(town))
    assert found is not None
    monkeypatch.setattr(read, "DOTS", 10)
    drawn = read.drawn(found)
    assert demo.CODE in [one.code for one in drawn]
    assert len(drawn) in (10, 11)
    populations = [one.population or 0 for one in found.figures if one.value is not None]
    assert {min(populations), max(populations)} <= {one.population for one in drawn}
