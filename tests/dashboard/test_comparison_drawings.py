"""What a comparison draws and lists: the same numbers in charts, tables and files."""

import csv
import io
import re
from pathlib import Path

import pytest
from sqlalchemy import Engine

from dashboard import read as answers
from dashboard.answers import Town
from dashboard.comparison import funnels, maps, members, read, sentences, spread
from dashboard.comparison.answers import Origin
from dashboard.comparison.called import towns_called
from dashboard.comparison.own import own_series
from dashboard.locale import typeset
from data import demo, peer_groups, store
from data.reference.territories import france
from data.store import AuthorityRead
from metrics.comparison.groups import Group
from metrics.comparison.indicators import BY_NAME
from tests.dashboard.comparisons import (
    LIMITS,
    LYON,
    OFGL,
    PAYBACK,
    SPENT,
    asked,
    published,
    registered,
    strata_of,
)
from tests.data.national import national


@pytest.fixture
def town(demonstration: Engine) -> Town:
    (town,) = answers.towns(demonstration)
    return town


def test_the_line_of_the_year_holds_the_numbers_of_its_table(town: Town) -> None:
    found = read.position(asked(town))
    assert found is not None
    drawing = spread.of_the_year(found)
    spread_of = found.together.spread
    assert spread_of is not None
    drawn = sorted({x for trace in drawing.figure["data"] for x in trace["x"]})
    plain = (spread_of.p10, spread_of.q1, spread_of.median, spread_of.q3, spread_of.p90, found.own.plain)  # type: ignore[union-attr]
    assert drawn == pytest.approx(sorted(value / 100 for value in plain))  # type: ignore[operator]
    assert [list(row.values())[1] for row in drawing.rows] == [
        sentences.written(value, BY_NAME[SPENT].unit)  # type: ignore[arg-type]
        for value in plain
    ]
    assert drawing.message.startswith(sentences.headline(found))


def test_the_years_hold_the_numbers_of_their_table(town: Town) -> None:
    question = asked(town)
    series = read.series(question)
    drawing = spread.over_the_years(question, series)
    assert [one.year for one in series] == list(range(2018, 2026))
    assert drawing.figure["layout"]["xaxis"]["type"] == "category"
    town_line = drawing.figure["data"][-1]
    assert [row["Année"] for row in drawing.rows] == [str(year) for year in range(2025, 2017, -1)]
    shown = [row[town.authority.name] for row in drawing.rows]
    assert shown == [sentences.written(y * 100, question.indicator.unit) for y in reversed(town_line["y"])]
    assert drawing.message == "Rocheclaire-sur-Sonde est au-dessus de la médiane 8 années sur 8."
    assert all(re.fullmatch("[○●│]{7}", row["Place"]) for row in drawing.rows)


def test_a_year_whose_group_is_hidden_is_a_gap_and_a_word(no_town: Engine, tmp_path: Path) -> None:
    town = registered(no_town, "210100046", "Ambérieu-en-Bugey")
    published(
        no_town, tmp_path, "code | year | population | operating_expenditure\n210100046 | 2025 | 15 930 | 20 000 000"
    )
    question = asked(town)
    drawing = spread.over_the_years(question, read.series(question))
    assert [trace["y"] for trace in drawing.figure["data"][:4]] == [[None]] * 4
    assert drawing.rows[0]["Médiane"] == "non montré"
    assert drawing.rows[0]["Comptes connus"] == "1 sur 570"


def test_the_funnel_draws_the_members_between_limits(town: Town) -> None:
    question = asked(town)
    found, limits = read.position(question), read.funnel_of(question)
    assert found is not None
    assert limits is not None
    drawing = funnels.funnel(found, limits[0], sentences.funnel(*limits, found))
    *lines, dots, own = drawing.figure["data"]
    assert len(lines) == 4
    assert demo.CODE not in [point[0] for point in dots["customdata"]]
    assert own["customdata"][0][0] == demo.CODE
    assert len(drawing.rows) == len(dots["x"]) + 1 == sum(one.value is not None for one in found.figures)
    assert drawing.figure["layout"]["xaxis"]["type"] == "log"


def test_the_map_draws_members_by_the_side_they_are_on(town: Town) -> None:
    found = read.position(asked(town, group=Group.NEAREST))
    assert found is not None
    drawing = maps.on_the_map(found)
    assert drawing is not None
    names = [trace["name"] for trace in drawing.figure["data"]]
    assert names == ["au-dessous", "au-dessus", town.authority.name]
    assert len({trace["marker"]["symbol"] for trace in drawing.figure["data"]}) == 3  # a shape, not colour alone
    assert len(drawing.rows) == 20
    assert drawing.message.startswith("Carte de 20 membres du groupe")


def test_the_map_of_real_towns_has_outlines_and_says_who_is_off_it(no_town: Engine, tmp_path: Path) -> None:
    town = registered(no_town, *LYON)
    cities = {
        "216901231": "Lyon",
        "211300553": "Marseille",
        "213105554": "Toulouse",
        "213302441": "x",
        "219740115": "y",
    }
    rows = [f"{code} | 2025 | 200 000 | {100 + rank}" for rank, code in enumerate(cities)]
    published(no_town, tmp_path, "\n".join(["code | year | population | operating_expenditure", *rows]))
    code = peer_groups.save(no_town, town.id, "Villes", list(cities), {"by": "hand"}, author="essai")
    town = next(one for one in answers.towns(no_town) if one.authority.code == LYON[0])
    found = read.position(asked(town, group=Group.OWN, listed=code))
    assert found is not None
    drawing = maps.on_the_map(found)
    assert drawing is not None
    outline, *points = drawing.figure["data"]
    assert (outline["fill"], outline["x"].count(None)) == ("toself", 102)
    assert drawing.figure["layout"]["yaxis"]["scaleanchor"] == "x"
    placed = [code for trace in points for code, _ in trace["customdata"]]
    assert "211300553" in placed
    assert "219740115" not in placed
    assert "1 autre est hors de la carte" in drawing.message


def test_the_map_is_framed_on_the_towns_and_holds_the_town_itself(town: Town) -> None:
    found = read.position(asked(town, group=Group.NEAREST))
    assert found is not None
    drawing = maps.on_the_map(found)
    assert drawing is not None
    for axis, letter in (("xaxis", "x"), ("yaxis", "y")):
        degrees = [at for trace in drawing.figure["data"] for at in trace[letter]]
        low, high = drawing.figure["layout"][axis]["range"]
        assert low < min(degrees)
        assert high > max(degrees)
        assert high - low <= 1.2 * (max(degrees) - min(degrees)) + 0.1
    assert demo.CODE in [code for trace in drawing.figure["data"] for code, _ in trace["customdata"]]


def test_the_map_of_a_hidden_group_tells_no_side(no_town: Engine, tmp_path: Path) -> None:
    town = registered(no_town, *LYON)
    text = "code | year | population | operating_expenditure\n216901231 | 2025 | 526 912 | 5\n211300553 | 2025 | 880 000 | 9"
    published(no_town, tmp_path, text)
    found = read.position(asked(town))
    assert found is not None
    drawing = maps.on_the_map(found)
    assert drawing is not None
    assert [trace["name"] for trace in drawing.figure["data"]] == ["Départements", "Membres", "Lyon"]
    assert {row["Médiane"] for row in drawing.rows} == {"non montré"}
    assert "trop peu connu" in drawing.message


def test_words_of_a_file_are_no_markup_in_a_chart(no_town: Engine, tmp_path: Path) -> None:
    town = registered(no_town, *LYON)
    rows = "\n".join(f"99999000{n} | 2025 | 200 000 | <a href='x'>{n}</a> | {100 + n}" for n in range(8))
    lyon = "216901231 | 2025 | 526 912 | Lyon | 500"
    published(no_town, tmp_path, "\n".join(["code | year | population | name | operating_expenditure", lyon, rows]))
    codes = [f"99999000{n}" for n in range(8)]
    code = peer_groups.save(no_town, town.id, "Liste", codes, {"by": "hand"}, author="essai")
    town = next(one for one in answers.towns(no_town) if one.authority.code == LYON[0])
    found = read.position(asked(town, group=Group.OWN, listed=code))
    assert found is not None
    drawing = funnels.funnel(found, LIMITS, "")
    said = [text for trace in drawing.figure["data"] for _, text in trace.get("customdata", [])]
    assert any("&lt;a href=" in text for text in said)
    assert not any("<a" in text for text in said)


def test_the_members_leave_as_data(town: Town) -> None:
    found = read.position(asked(town, PAYBACK))
    assert found is not None
    rows = list(csv.DictReader(io.StringIO(members.as_csv(found))))
    assert len(rows) == len(found.figures)
    own = next(row for row in rows if row["code"] == demo.CODE)
    assert own["Capacité de désendettement [années]"] == "5.1"
    assert int(own["numerator"]) / int(own["denominator"]) == pytest.approx(found.own.plain)  # type: ignore[union-attr]


def test_the_list_of_nearest_members_begins_with_the_most_alike(town: Town) -> None:
    found = read.position(asked(town, group=Group.NEAREST))
    assert found is not None
    rows, numeric = members.table(found)
    differences = [float(row["Indice de différence"].replace(",", ".")) for row in rows]
    assert differences == sorted(differences)
    assert set(numeric) <= set(rows[0])


def test_a_variable_that_parts_nobody_is_said_and_does_not_choose(no_town: Engine, tmp_path: Path, spoken) -> None:  # type: ignore[no-untyped-def]
    """Twelve communes of one population: they are chosen by what else is known of them."""
    published(no_town, tmp_path, strata_of("15 000", 12))
    town = registered(no_town, "210100046", "Ambérieu-en-Bugey")
    own = "code | year | population | operating_expenditure\n210100046 | 2025 | 15 930 | 20 000 000"
    published(no_town, tmp_path, own)
    found = read.position(asked(town, group=Group.NEAREST))
    assert found is not None
    said = spoken("fr", lambda: list(sentences.cautions(found)))
    assert any("sans poids dans l'indice de différence" in note and "population." in note for note in said)
    assert typeset("Choisies sur : population (") not in spoken("fr", sentences.members, found)
    assert any(
        note.endswith("without weight in the difference index: population.")
        for note in spoken("en", lambda: list(sentences.cautions(found)))
    )


def test_towns_are_called_by_code_or_by_name() -> None:
    text = "Marseille (13055), 213105554; 2a004 Ajaccio et encore 13055. Tél. 0123456\nsaint etienne (42)\n\nRENNES"
    called = towns_called(text, france())
    saint_etienne, rennes = france().siren("42218"), france().siren("35238")
    assert called.members == ("211300553", "213105554", france().siren("2A004"), saint_etienne, rennes)
    assert (called.unknown, called.ambiguous) == ((), ())


def test_a_name_that_several_towns_bear_asks_for_its_departement() -> None:
    called = towns_called("Saint-Denis\nSaint-Denis (93)\nSaint-Denis (Seine-Saint-Denis)\nNulleville", france())
    assert called.members == (france().siren("93066"),)
    assert (called.unknown, called.ambiguous) == (("Nulleville",), ("Saint-Denis",))


def test_a_file_of_its_own_stands_in_before_the_ledger(no_town: Engine, tmp_path: Path) -> None:
    """A published file that speaks of one town stays with it, and still stands beside its peers."""
    published(no_town, tmp_path, strata_of("15 000", 6))
    own = AuthorityRead("210100046", "Ambérieu-en-Bugey")
    text = "code | year | population | operating_expenditure\n210100046 | 2025 | 15 930 | 20 000 000"
    store.record(no_town, national(tmp_path, text, authority=own), author="essai")
    town = next(one for one in answers.towns(no_town) if one.authority.code == own.code)
    question = asked(town)
    found = own_series(town, question.data, OFGL, SPENT)[2025]
    assert (found.origin, found.stratum) == (Origin.PUBLISHED, "8")
    position = read.position(question)
    assert position is not None
    assert any("importé pour elle seule" in note for note in sentences.cautions(position))
