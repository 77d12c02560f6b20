"""From bytes to a stored import: what is understood, what stands against it, and what is said."""

from datetime import date, timedelta

import pytest

from dashboard import importing, locale, read
from dashboard.config import Settings
from data import demo, store, uploads
from data.demo.sample import FILE as SAMPLE
from data.demo.sample import TOWN, YEAR
from data.importers.choices import Choices
from data.importers.kinds import Kind
from data.importers.table import Town
from data.refused import Refused

VALDORE = Town("219900037", "", "Valdoré")


def understood(engine, content=None, expected=None):
    dropped = importing.Dropped.of_bytes(SAMPLE.name, content or SAMPLE.read_bytes())
    return importing.understand(engine, dropped, expected and importing.town_of(engine, expected))


def codes(found):
    return [problem.code for problem in found.problems]


def test_understanding_stores_nothing(no_town):
    found = understood(no_town)
    (document,) = found.reading.documents
    assert (document.authority_name, document.year, len(document.lines)) == (TOWN.authority_name, YEAR, 48)
    assert not found.refused
    assert read.towns(no_town) == ()


def test_totals_are_those_of_the_lines(no_town):
    (document,) = understood(no_town).reading.documents
    totals = importing.totals_of(document)
    assert sum(total.lines for total in totals) == len(document.lines)
    assert {(str(total.section), str(total.direction)) for total in totals} == {
        ("F", "D"), ("F", "R"), ("I", "D"), ("I", "R"),
    }  # fmt: skip


def test_the_same_bytes_again_are_refused_by_whom_and_when(no_town, spoken):
    importing.confirm(no_town, understood(no_town), "Camille")
    again = understood(no_town)
    assert again.refused
    assert "already_imported" in codes(again)
    (problem,) = [problem for problem in again.problems if problem.code == "already_imported"]
    assert "Camille" in spoken("fr", importing.problem_sentence, problem)
    with pytest.raises(Refused, match="has_errors"):
        importing.confirm(no_town, again, "Camille")


def test_a_file_stored_meanwhile_is_refused_at_the_last_moment(no_town, spoken):
    first, second = understood(no_town), understood(no_town)
    importing.confirm(no_town, first, "Camille")
    with pytest.raises(Refused) as refused:
        importing.confirm(no_town, second, "Dominique")
    assert refused.value.code == "already_imported"
    assert spoken("fr", importing.refusal_sentence, refused.value)


def test_storing_tells_how_far_it_is(no_town):
    days = (date(2023, 1, 1) + timedelta(day) for day in range(600))
    rows = [f"{day};Piscine {place};{place}" for day in days for place in range(10)]
    dropped = importing.Dropped.of_bytes("piscines.csv", "\n".join(["date;site;entrées", *rows]).encode())
    found = importing.understand(no_town, dropped, VALDORE)
    told = []
    importing.confirm(no_town, found, "Camille", progress=told.append)
    assert told == [5000 / 6000, 1.0]


def table(engine, text, name="mesures.csv", **choices):
    dropped = importing.Dropped.of_bytes(name, text.encode())
    return importing.understand(engine, dropped, VALDORE, choices=Choices(**choices) if choices else None)


def test_a_file_that_was_corrected_may_come_again(no_town):
    first, corrected = "annee;population_municipale\n2024;1200\n", "annee;population_municipale\n2024;1250\n"
    for text in (first, corrected, first):
        importing.confirm(no_town, table(no_town, text), "Camille")
        assert codes(table(no_town, text)) == ["already_imported"]


def test_a_file_may_be_read_as_two_kinds(no_town):
    text = "indicateur;date;valeur\nentrées;2024-01-11;12\n"
    as_use = {"kind": Kind.USAGE, "columns": {"indicateur": "measure", "valeur": "quantity"}}
    for choices in ({"kind": Kind.VALUES}, as_use | {"constants": {"service": "Piscine"}}):
        found = table(no_town, text, **choices)
        assert "already_imported" not in codes(found)
        importing.confirm(no_town, found, "Camille")
        assert "already_imported" in codes(table(no_town, text, **choices))


def test_an_import_that_was_undone_may_come_again(no_town):
    receipt = importing.confirm(no_town, understood(no_town), "Camille")
    (town,) = read.towns(no_town)
    store.undo(no_town, town.id, receipt.import_id, by="Camille")
    assert not understood(no_town).refused


def test_a_siret_of_another_town_typed_in_the_form_accuses_the_form(demonstration, spoken):
    (town,) = read.towns(demonstration)
    text = "Exercice;Étape;Section;Sens;Compte;Voté\n2025;BP;F;D;60611;100,00\n"
    dropped = importing.Dropped.of_bytes("bp.csv", text.encode())
    choices = Choices(constants={"siret": "21560046100010"})
    expected = importing.town_of(demonstration, town.authority)
    found = importing.understand(demonstration, dropped, expected, choices=choices)
    assert [one.code for one in found.problems if one.severity == "error"] == ["typed_siret_elsewhere"]
    said = spoken("fr", importing.problem_sentence, found.problems[-1])
    assert "21560046100010" in said
    assert "le fichier n'est pas en cause" in said


def test_the_file_of_another_town_names_both(demonstration, spoken):
    (town,) = read.towns(demonstration)
    found = understood(demonstration, expected=town.authority)
    assert codes(found) == ["wrong_tenant"]
    for language in locale.LANGUAGES:
        said = spoken(language, importing.problem_sentence, found.problems[0])
        assert TOWN.authority_name in said
        assert demo.NAME in said


@pytest.mark.parametrize("year", [b"1900", b"2999", b"abcd"])
def test_an_impossible_year_is_refused(no_town, spoken, year):
    content = SAMPLE.read_bytes().replace(b'<Exer V="2024"/>', b'<Exer V="%s"/>' % year)
    found = understood(no_town, content)
    assert found.refused
    assert any(year.decode() in spoken("fr", importing.problem_sentence, problem) for problem in found.problems)


def test_choices_are_proposed_for_the_next_file_of_the_same_shape(no_town):
    importing.confirm(no_town, understood(no_town), "Camille")
    (town,) = read.towns(no_town)
    here = importing.town_of(no_town, town.authority)
    visits = "jour;piscine;nb\n{}-01-11;Tilleuls;{}\n"
    choices = Choices(
        kind=Kind.USAGE, columns={"nb": "quantity", "piscine": "facility"}, constants={"service": "Sports"}
    )

    def dropped(year, count):
        return importing.Dropped.of_bytes("visites.csv", visits.format(year, count).encode())

    first = importing.understand(no_town, dropped(2023, 12), here, choices=choices)
    importing.confirm(no_town, first, "Camille")
    second = importing.understand(no_town, dropped(2024, 15), here)
    assert second.remembered
    assert second.choices == choices.remembered
    assert second.reading.records[0].rows == 1

    forgotten = importing.understand(no_town, dropped(2024, 15), here, choices=Choices(kind=Kind.USAGE))
    assert not forgotten.remembered


def test_the_received_file_is_kept_with_its_import(no_town, tmp_path, monkeypatch):
    monkeypatch.setattr(importing, "settings", lambda: Settings("", folder=tmp_path))
    importing.confirm(no_town, understood(no_town), "Camille")
    (town,) = read.towns(no_town)
    (row,) = read.imports(town)
    kept = uploads.kept(tmp_path / "uploads", TOWN.authority_code, row.kept_hash)
    assert kept is not None
    assert b"LigneBudget" in kept
