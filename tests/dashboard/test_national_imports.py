"""A file that speaks of several authorities goes to the observatory, whichever town it was dropped for, and says so."""

from sqlalchemy import Engine

from dashboard import importing, read
from dashboard.importing import Dropped
from data import demo, observatory, store
from data.importers.choices import Choices
from data.importers.kinds import Kind
from data.importers.table import Town

HERE = Town("216901231", "21690123100011", "Lyon")
TITLES = "annee;siren;agregat;montant;ptot"
LYON, MARSEILLE = "2024;216901231;Epargne brute;120000000,00;526912", "2024;211300553;Epargne brute;90000000,00;880000"


def dropped(*rows: str, name: str = "ofgl.csv") -> Dropped:
    return Dropped.of_bytes(name, "\n".join([TITLES, *rows, ""]).encode())


def test_figures_of_several_authorities_go_to_the_observatory(no_town: Engine) -> None:
    found = importing.understand(no_town, dropped(LYON, MARSEILLE), HERE)
    assert found.problems == ()
    assert observatory.destination(found.reading) == observatory.NATIONAL
    receipt = importing.confirm(no_town, found, "essai")
    assert read.authority(no_town, receipt.authority_id).authority.name == "Données nationales"
    assert read.towns(no_town) == ()
    data = read.observatory(no_town, is_fictional=False)
    assert data is not None
    assert [one.file_name for one in read.imports(data)] == ["ofgl.csv"]
    assert read.observatory(no_town, is_fictional=True) is None


def test_they_need_no_town_to_be_named(no_town: Engine) -> None:
    found = importing.understand(no_town, dropped(LYON, MARSEILLE), None)
    assert found.problems == ()
    assert importing.confirm(no_town, found, "essai").facts == 4


def test_figures_of_one_authority_stay_with_the_town_they_were_dropped_for(no_town: Engine) -> None:
    found = importing.understand(no_town, dropped(LYON), HERE)
    assert observatory.destination(found.reading) is None
    importing.confirm(no_town, found, "essai")
    assert [one.authority.name for one in read.towns(no_town)] == ["Lyon"]
    without = importing.understand(no_town, dropped(MARSEILLE), None)
    assert [problem.code for problem in without.problems] == ["no_town"]


def test_annex_budgets_are_no_other_authorities(no_town: Engine) -> None:
    titles = "annee;siren;lbudg;type_de_budget;agregat;montant"
    rows = [
        "2024;216901231;LYON;Budget principal;Epargne brute;120,00",
        "2024;216901231;EAU;Budget annexe;Epargne brute;2,00",
        "2024;216901231;PARKINGS;Budget annexe;Epargne brute;1,00",
    ]
    file = Dropped.of_bytes("ofgl.csv", "\n".join([titles, *rows, ""]).encode())
    found = importing.understand(no_town, file, HERE)
    assert observatory.destination(found.reading) is None


def test_invented_figures_go_to_an_observatory_of_their_own(no_town: Engine) -> None:
    rows = [row.replace("216901231", "219950001").replace("211300553", "219950002") for row in (LYON, MARSEILLE)]
    found = importing.understand(no_town, dropped(*rows), HERE)
    assert observatory.destination(found.reading) == observatory.FICTIONAL
    importing.confirm(no_town, found, "essai")
    assert read.observatory(no_town, is_fictional=False) is None
    mixed = importing.understand(no_town, dropped(LYON, rows[1]), HERE)
    assert observatory.destination(mixed.reading) == observatory.NATIONAL


def test_the_same_national_file_is_refused_whichever_town_it_is_dropped_for(no_town: Engine) -> None:
    importing.confirm(no_town, importing.understand(no_town, dropped(LYON, MARSEILLE), HERE), "essai")
    other = Town("211300553", "", "Marseille")
    again = importing.understand(no_town, dropped(LYON, MARSEILLE), other)
    assert [problem.code for problem in again.problems] == ["already_imported"]


def test_choices_made_for_a_national_file_are_proposed_for_the_next(no_town: Engine) -> None:
    choices = Choices(kind=Kind.AGGREGATES, unit="thousands")
    importing.confirm(no_town, importing.understand(no_town, dropped(LYON, MARSEILLE), HERE, choices=choices), "essai")
    following = [row.replace("2024;", "2023;") for row in (LYON, MARSEILLE)]
    found = importing.understand(no_town, dropped(*following), Town("211300553", "", "Marseille"))
    assert found.remembered
    assert found.choices.unit == "thousands"


def test_undoing_a_national_import_leaves_nothing_to_compare_with(no_town: Engine) -> None:
    receipt = importing.confirm(no_town, importing.understand(no_town, dropped(LYON, MARSEILLE), HERE), "essai")
    store.undo(no_town, receipt.authority_id, receipt.import_id, by="essai")
    data = read.observatory(no_town, is_fictional=False)
    assert data is not None
    assert [one.undone_by for one in read.imports(data)] == ["essai"]


def test_an_observatory_is_no_town_to_choose(demonstration: Engine) -> None:
    assert [town.authority.code for town in read.towns(demonstration)] == [demo.CODE]
    assert read.observatory(demonstration, is_fictional=True) is not None
