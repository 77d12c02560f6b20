"""The tables of territories that ship are those their script makes, and hold what the published sources hold."""

import csv
import gzip
import importlib.util
import math
from pathlib import Path

import pytest

from data.reference.territories import france, outlines, strata

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = "data/territoires"


@pytest.fixture(scope="module")
def script():  # type: ignore[no-untyped-def]
    specification = importlib.util.spec_from_file_location("make", ROOT / "tools" / "make_territories.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_the_shipped_tables_are_made_of_the_published_sources(shared: Path, script) -> None:  # type: ignore[no-untyped-def]
    made = script.made(shared / FOLDER)
    assert {path: path.read_bytes() for path in made} == made


def test_every_commune_with_a_siren_is_there_with_its_population(shared: Path) -> None:
    with gzip.open(shared / FOLDER / "communes_2026.csv.gz", "rt", encoding="utf-8", newline="") as file:
        published = {row["siren"]: row for row in csv.DictReader(file) if row["siren"]}
    ours = france().communes
    assert set(ours.index) == set(published)
    for siren, row in published.items():
        population = row["pop_totale_ed2026"]
        assert ours.loc[siren, "insee"] == row["code_insee"]
        assert (
            math.isnan(ours.loc[siren, "population"])
            if not population
            else ours.loc[siren, "population"] == int(population)
        )  # type: ignore[arg-type]


def test_bands_are_those_of_the_law_and_count_every_commune_once(shared: Path) -> None:
    with (shared / FOLDER / "strates_population.csv").open(encoding="utf-8", newline="") as file:
        published = [row for row in csv.DictReader(file) if row["strate_no"]]
    bands = strata().bands
    assert [band.code for band in bands] == [row["strate_no"] for row in published]
    assert [band.lowest for band in bands] == [0, 100, 200, 500, 2000, 3500, 5000, 10_000, 20_000, 50_000, 100_000]
    communes = france().communes
    assert sum(band.members for band in bands) == communes["population"].notna().sum()
    # The published counts are of municipal populations, which are a little smaller.
    for band, row in zip(bands, published, strict=True):
        assert band.members == pytest.approx(int(row["nb_communes_2026"]), rel=0.03)


def test_a_commune_is_found_by_both_its_codes() -> None:
    known = france()
    assert known.siren("75056") == known.siren("217500016") == "217500016"
    assert known.codes("217500016") == ("217500016", "75056")
    assert known.codes("244400404") == ("244400404",)  # a grouping has no INSEE code
    assert (known.name("215600461"), known.name("244400404")) == ("Crach", None)


@pytest.mark.parametrize(
    ("siren", "longitude", "latitude"),
    [("217500016", 2.35, 48.86), ("211300553", 5.4, 43.3), ("216901231", 4.83, 45.76), ("219740115", 55.45, -20.9)],
)
def test_a_commune_is_where_it_is(siren: str, longitude: float, latitude: float) -> None:
    commune = france().communes.loc[siren]
    assert commune["longitude"] == pytest.approx(longitude, abs=0.05)
    assert commune["latitude"] == pytest.approx(latitude, abs=0.05)


def test_a_density_is_that_of_the_published_areas() -> None:
    """Paris 105 km², Lyon 48 km², Marseille 241 km²: areas of INSEE, approached here."""
    communes = france().communes
    for siren, area in (("217500016", 105.4), ("216901231", 47.9), ("211300553", 240.6)):
        assert communes.loc[siren, "population"] / communes.loc[siren, "density"] == pytest.approx(area, rel=0.02)  # type: ignore[operator]


def test_a_commune_that_others_joined_has_no_growth_of_its_own() -> None:
    communes = france().communes
    joined = communes[communes["merged"].notna()]
    assert len(joined) == 320
    assert joined["growth"].isna().all()
    assert communes["growth"].notna().mean() > 0.98


def test_the_share_of_a_grouping_is_one_over_all_its_communes() -> None:
    communes = france().communes
    shares = communes[communes["grouping"] == "200043123"]["centrality"]
    assert shares.sum() == pytest.approx(1)


def test_outlines_are_closed_and_stay_in_france() -> None:
    drawn = outlines()
    assert len({one.code for one in drawn}) == 96
    for one in drawn:
        assert (one.longitudes[0], one.latitudes[0]) == (one.longitudes[-1], one.latitudes[-1])
        assert all(-5.5 < x < 10 for x in one.longitudes)
        assert all(41 < y < 51.5 for y in one.latitudes)
