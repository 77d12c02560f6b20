"""Real national files through the importers, the rollups and the indicator language, against what they publish.

Seven cities 2017-2024 (identities to the euro), the 76 reference groups 2014-2017 (identities to the cent) and the
national averages that the OFGL's own application prints for them.
"""

import csv
import gzip
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from sqlalchemy import Engine

from data import comparison_queries, migrations, models, observatory, store
from data.comparison_queries import Base
from data.database import connect, reading
from data.importers.choices import Choices
from data.importers.readers import read_path
from data.importers.table import Context
from data.store import Delivery, ReceivedFile
from metrics.comparison.figures import PeerFigure, group_figure
from metrics.comparison.indicators import BY_NAME
from metrics.language import Indicator
from metrics.values import round_half_up
from tests.reading import TODAY

CITIES = "data/ofgl/ofgl_grandes_villes_2017_2024.csv"
GROUPS = "data/ofgl/ofgl_communes_groupes_reference_2014_2017.csv"
AVERAGES = "data/ofgl/ofgl_communes_moyennes_nationales_2014_2017.csv"
COMMUNES = "data/territoires/communes_2026.csv.gz"
YEARS_OF_POPULATION = range(2021, 2025)
# Column of the published averages → our indicator.
PRINTED = {
    "dep_fonc_eur_hab": "operating_expenditure_per_inhabitant",
    "rec_fonc_eur_hab": "operating_revenue_per_inhabitant",
    "dep_equip_eur_hab": "equipment_expenditure_per_inhabitant",
    "dette_eur_hab": "debt_per_inhabitant",
    "remboursement_eur_hab": "debt_repaid_per_inhabitant",
    "emprunt_eur_hab": "new_borrowing_per_inhabitant",
    "epn_eur_hab": "net_saving_per_inhabitant",
    "dep_invest_eur_hab": "capital_expenditure_per_inhabitant",
    "rec_invest_eur_hab": "capital_revenue_per_inhabitant",
    "epargne_brute_eur_hab": "gross_saving_per_inhabitant",
    "taux_epargne_brute_pct": "gross_saving_rate",
    "capacite_desendettement_annees": "debt_payback",
    "taux_endettement_pct": "debt_ratio",
}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def engine(database_url: str) -> Engine:
    engine = connect(database_url)
    migrations.upgrade(engine)
    return engine


@pytest.fixture
def imported(engine: Engine, tmp_path: Path) -> Callable[..., int]:
    """Stores a file as the product does; the id of the observatory it went to."""

    def imported(path: Path, name: str | None = None) -> int:
        folder = tmp_path / f"spool-{path.stem}"
        folder.mkdir()
        reading_ = read_path(path, Context(Choices(), name or path.name, TODAY, None, folder, lambda _share: None))
        assert reading_.errors == ()
        file = ReceivedFile.of(path.name, path.read_bytes())
        destination = observatory.destination(reading_)
        assert destination == observatory.NATIONAL
        return store.record(engine, Delivery.of_reading(reading_, file, destination), author="essai").authority_id

    return imported


def asked(engine: Engine, authority_id: int, base: Base, indicator: Indicator) -> list[PeerFigure]:
    with reading(engine) as session:
        return comparison_queries.figures(session, authority_id, base, indicator)


def accounts(engine: Engine, authority_id: int) -> list[models.PublishedAccount]:
    from sqlalchemy import select

    with reading(engine) as session:
        account = models.PublishedAccount
        return list(session.scalars(select(account).where(account.authority_id == authority_id)))


def test_identities_hold_on_every_reference_group_to_the_cent(shared: Path, engine: Engine, imported) -> None:  # type: ignore[no-untyped-def]
    authority_id = imported(shared / GROUPS)
    found = [one for one in accounts(engine, authority_id) if one.scope == "main"]
    assert len(found) == 76
    for one in found:
        saved = one.operating_revenue - one.operating_expenditure  # type: ignore[operator]
        assert one.gross_saving == saved
        assert abs(one.net_saving - (saved - one.debt_repaid)) <= 1  # type: ignore[operator]
        change = (
            one.capital_revenue_without_borrowing  # type: ignore[operator]
            + one.new_borrowing
            + saved
            - one.capital_expenditure_without_debt_repayment
            - one.debt_repaid
        )
        assert abs(one.change_in_working_capital - change) <= 2  # type: ignore[operator]  # three sums of published cents


def test_published_averages_are_sums_over_sums_of_the_groups(shared: Path, engine: Engine, imported) -> None:  # type: ignore[no-untyped-def]
    authority_id = imported(shared / GROUPS)
    base = Base("ofgl", "main")
    compared = 0
    for printed, name in PRINTED.items():
        indicator = BY_NAME[name]
        figures = asked(engine, authority_id, base, indicator)
        for row in rows_of(shared / AVERAGES):
            members = [one for one in figures if one.year == int(row["annee"]) and is_of(one, row["groupe"])]
            together = group_figure(int(row["annee"]), members)
            shown = Fraction(*exactly(together.numerator, together.denominator)) * indicator.unit.scale
            assert round_half_up(shown, 2) == Decimal(row[printed]), (name, row)
            compared += 1
    assert compared == 12 * len(PRINTED)


def exactly(numerator: int | None, denominator: int | None) -> tuple[int, int]:
    assert numerator is not None
    assert denominator is not None
    return numerator, denominator


def is_of(figure: PeerFigure, group: str) -> bool:
    """« 10 000 hab et plus », « moins de 10 000 hab », « ensemble »."""
    large = (figure.name or "").startswith("10 000 habitants et plus : 1")
    return group == "ensemble" or large == (group == "10 000 hab et plus")


def test_the_population_of_a_group_is_that_of_its_rows(shared: Path, engine: Engine, imported) -> None:  # type: ignore[no-untyped-def]
    authority_id = imported(shared / GROUPS)
    per_head = asked(engine, authority_id, Base("ofgl", "main"), BY_NAME["debt_per_inhabitant"])
    for row in rows_of(shared / AVERAGES):
        of_year = [one for one in per_head if one.year == int(row["annee"]) and is_of(one, row["groupe"])]
        assert sum(one.population or 0 for one in of_year) == int(row["population"])


@pytest.fixture
def cities(shared: Path, engine: Engine, imported, tmp_path: Path) -> int:  # type: ignore[no-untyped-def]
    """The seven cities, with the legal populations that their file leaves out."""
    authority_id: int = imported(shared / CITIES)
    sirens = {row["siren"] for row in rows_of(shared / CITIES)}
    with gzip.open(shared / COMMUNES, "rt", encoding="utf-8", newline="") as file:
        known = {row["siren"]: row for row in csv.DictReader(file) if row["siren"] in sirens}
    lines = ["siren;annee;agregat;valeur;unite"]
    lines += [
        f"{siren};{year};population;{row[f'pop_totale_ed{year}']};habitants"
        for siren, row in known.items()
        for year in YEARS_OF_POPULATION
    ]
    path = tmp_path / "populations.csv"
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")
    assert imported(path) == authority_id
    return authority_id


def test_identities_hold_on_every_city_and_year_to_the_euro(shared: Path, engine: Engine, cities: int) -> None:
    found = {(one.subject_code, one.year): one for one in accounts(engine, cities)}
    printed = {(r["siren"], int(r["annee"]), r["agregat"]): int(r["montant_eur"]) for r in rows_of(shared / CITIES)}
    assert len(found) == 7 * 8
    for (siren, year), account in found.items():
        assert account.gross_saving == printed[siren, year, "epargne_brute"] * 100
        assert abs(account.gross_saving - (account.operating_revenue - account.operating_expenditure)) <= 100  # type: ignore[operator]
        spent = printed[siren, year, "depenses_fonctionnement"] + printed[siren, year, "depenses_investissement"]
        assert abs(printed[siren, year, "depenses_totales"] - spent + account.debt_repaid // 100) <= 1  # type: ignore[operator]
        assert account.net_saving == account.gross_saving - account.debt_repaid  # type: ignore[operator]


def test_euros_per_inhabitant_are_those_published(shared: Path, engine: Engine, cities: int) -> None:
    """To the decimal printed, where the population of the year is known to us."""
    printed = {
        (r["siren"], int(r["annee"]), r["agregat"]): Decimal(r["euros_par_habitant"]) for r in rows_of(shared / CITIES)
    }
    names = {"frais_personnel": "staff_costs_per_inhabitant", "encours_dette": "debt_per_inhabitant"}
    compared = 0
    for published, name in names.items():
        for one in asked(engine, cities, Base("ofgl", "unknown"), BY_NAME[name]):
            if one.year in YEARS_OF_POPULATION:
                shown = one.read(BY_NAME[name]).exact(BY_NAME[name].unit)
                assert shown is not None
                assert round_half_up(shown, 1) == printed[one.code, one.year, published], (one, name)
                compared += 1
    assert compared == 2 * 7 * len(YEARS_OF_POPULATION)


def test_edge_cases_of_the_cities_have_their_reason(engine: Engine, cities: int) -> None:
    payback = BY_NAME["debt_payback"]
    figures = {(one.name, one.year): one for one in asked(engine, cities, Base("ofgl", "unknown"), payback)}
    paris = figures["Paris", 2020].read(payback)
    assert (paris.absence, paris.why) == ("not_applicable", payback.needs[0].why)
    assert figures["Paris", 2020].stratum == "apart"
    assert {figures[name, 2024].stratum for name in ("Lyon", "Marseille", "Bordeaux")} == {"11"}
    assert figures["Lyon", 2017].stratum == "unknown"


def test_a_file_of_groupings_gives_one_account_a_grouping_and_scope(
    shared: Path, engine: Engine, imported, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "ofgl_epci.csv"
    path.write_bytes(gzip.decompress((shared / "data/ofgl/ofgl_epci_agregats_2014_2017.csv.gz").read_bytes()))
    authority_id = imported(path)
    found = accounts(engine, authority_id)
    of_main = [one for one in found if one.scope == "main"]
    assert len(of_main) == 5141
    assert {one.stratum for one in found} == {"grouping"}
    for one in of_main:
        expected = one.operating_revenue - one.operating_expenditure - one.debt_repaid  # type: ignore[operator]
        assert abs(one.net_saving - expected) <= 1  # type: ignore[operator]
