"""What is kept of a received file: its bytes, or a copy that names nobody; found again by its fingerprint alone."""

import csv
import hashlib
import io
from pathlib import Path

import openpyxl
import pytest

from data import uploads
from data.importers import sandbox
from data.importers.choices import Choices
from data.importers.totem.people import without_people
from data.refused import Refused
from tests.reading import read_file

TOWN = "219900012"


def kept_copy(tmp_path: Path, content: bytes, name: str, personal=()) -> bytes:
    source = tmp_path / "received"
    source.write_bytes(content)
    made = sandbox.kept_copy(source, name, tmp_path, Choices(), personal)
    assert made is not None
    return made.read_bytes()


def test_a_file_is_found_again_by_its_fingerprint(tmp_path):
    source = tmp_path / "received"
    source.write_bytes(b"exercice;nature\n2024;60611\n")
    fingerprint = uploads.keep(tmp_path / "uploads", TOWN, source)
    assert fingerprint == hashlib.sha256(source.read_bytes()).hexdigest()
    assert uploads.kept(tmp_path / "uploads", TOWN, fingerprint) == source.read_bytes()
    assert uploads.keep(tmp_path / "uploads", TOWN, source) == fingerprint
    assert [path.name for path in (tmp_path / "uploads" / TOWN).iterdir()] == [fingerprint]


def test_a_folder_that_cannot_be_written_is_a_refusal(tmp_path):
    source = tmp_path / "received"
    source.write_bytes(b"x")
    (tmp_path / "uploads").write_bytes(b"a file where the folder should be")
    with pytest.raises(Refused) as refused:
        uploads.keep(tmp_path / "uploads", TOWN, source)
    assert refused.value.code == "disk_full"


def test_another_town_or_a_damaged_file_gives_nothing(tmp_path):
    source = tmp_path / "received"
    source.write_bytes(b"x")
    fingerprint = uploads.keep(tmp_path, TOWN, source)
    assert uploads.kept(tmp_path, "219900020", fingerprint) is None
    (tmp_path / TOWN / fingerprint).write_bytes(b"damaged")
    assert uploads.kept(tmp_path, TOWN, fingerprint) is None


@pytest.mark.parametrize("fingerprint", ["../../etc/passwd", "", "a/b"])
def test_a_fingerprint_is_never_a_path(tmp_path, fingerprint):
    assert uploads.kept(tmp_path, TOWN, fingerprint) is None


def test_a_town_is_never_a_path(tmp_path):
    with pytest.raises(ValueError, match=r"\.\."):
        uploads.kept(tmp_path, "../x", "abc")


def test_a_csv_loses_its_personal_columns_and_nothing_else(tmp_path):
    content = b"Visites;;;\ndate;nombre;nom;email\n2024-01-11;249;EXEMPLE;alix@example.org\n"
    made = kept_copy(tmp_path, content, "visites.csv", [["", "nom"], ["", "email"]])
    assert list(csv.reader(io.StringIO(made.decode()), delimiter=";")) == [
        ["Visites", ""],
        ["date", "nombre"],
        ["2024-01-11", "249"],
    ]


def test_a_workbook_loses_them_on_the_sheet_that_has_them(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Janvier"
    for row in (["date", "nombre", "nom"], ["2024-01-11", 249, "EXEMPLE"], ["=1+1", 3, "TEST"]):
        book.active.append(row)
    book.create_sheet("Aide").append(["nom", "du fichier"])
    content = io.BytesIO()
    book.save(content)
    made = openpyxl.load_workbook(io.BytesIO(kept_copy(tmp_path, content.getvalue(), "v.xlsx", [["Janvier", "nom"]])))
    assert [cell.value for cell in made["Janvier"][2]] == ["2024-01-11", 249]
    assert [cell.value for cell in made["Aide"][1]] == ["nom", "du fichier"]


def test_a_budget_document_loses_the_annexes_that_name_people_and_reads_the_same(shared, tmp_path):
    content = (shared / "data/bad-inputs/files/totem_annex_people.xml").read_bytes()
    made = kept_copy(tmp_path, content, "totem.xml")
    for name in ("Jeanne Exemplin", "Paul Fictivon"):
        assert name.encode() in content
        assert name.encode() not in made
    assert read_file(made).documents == read_file(content).documents


def test_real_documents_read_the_same_without_their_annexes(shared):
    for path in sorted((shared / "data/totem/xml").glob("*.xml")):
        content = path.read_bytes()
        assert read_file(without_people(content)).documents == read_file(content).documents
