"""What a file is comes from its bytes; a name that promises something else is told."""

import gzip

import pytest

from data.importers.formats.sniff import Form, form_of
from tests.data.formats.made import PACKAGE, cell, compound, ods, row, table, text_cell, told, xls, xlsx, zipped
from tests.data.formats.made import label as xls_label

CSV = "chapitre;montant\n011;12,50\n"
SHEET = '<row r="1">' + cell("A1", "a") + "</row>"


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b"", Form.EMPTY),
        (b"<?xml version='1.0'?><DocumentBudgetaire/>", Form.XML),
        (b"\xef\xbb\xbf\r\n <DocumentBudgetaire xmlns='x'>", Form.XML),
        (b"<ns:Document>", Form.XML),
        ("<?xml version='1.0'?><a/>".encode("utf-16"), Form.XML),
        ("<?xml version='1.0'?><a/>".encode("utf-16-le"), Form.XML),
        ("<?xml version='1.0'?><a/>".encode("utf-16-be"), Form.XML),
        (b"<!DOCTYPE html><p>", Form.HTML),
        (b"\n<HTML xmlns:x='y'><TABLE>", Form.HTML),
        (b"<?xml version='1.0'?>\n<!DOCTYPE html><html/>", Form.HTML),
        (b"<meta http-equiv='Content-Type'><table>", Form.HTML),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related", Form.HTML),
        (b'{"a": 1}', Form.JSON),
        (b'[{"a": 1}]', Form.JSON),
        (b"%PDF-1.7", Form.PDF),
        (b"\x89PNG\r\n\x1a\n", Form.PNG),
        (b"{\\rtf1", Form.RTF),
        (b"SQLite format 3\x00", Form.SQLITE),
        (bytes(range(256)) * 8, Form.BINARY),
        (bytes(100), Form.BINARY),
        (CSV.encode(), Form.TEXT),
        (CSV.encode("utf-16"), Form.TEXT),
        (CSV.encode("utf-16-be"), Form.TEXT),
        (CSV.encode().replace(b"12", b"1\x002"), Form.TEXT),
        ("Énergie;é\n".encode("mac_roman"), Form.TEXT),
        (b"{brut};[net]\n1;2\n", Form.TEXT),
        (b"ID;Pr\xc3\xa9nom\n1;2\n", Form.TEXT),
        (b"<5 ans;>5 ans\n1;2\n", Form.TEXT),
    ],
)
def test_the_first_bytes_say_the_form(tmp_path, content, form):
    path = tmp_path / "f"
    path.write_bytes(content)
    assert form_of(path) is form


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a", "a.dat", "budget 2024.v2"])
def test_a_name_that_keeps_its_promise_is_not_told(opened, name):
    assert opened(CSV.encode(), name).problems == ()


@pytest.mark.parametrize("name", ["a.xlsx", "A.XLS", "a.ods", "a.xml", "a.pdf"])
def test_a_text_table_under_another_name_is_read_and_told(opened, name):
    book = opened(CSV.encode(), name)
    assert book.form == "csv"
    assert told(book) == [("wrong_type", None)]


@pytest.mark.parametrize(
    ("content", "form", "own"),
    [
        (xlsx(SHEET), "xlsx", "a.xlsx"),
        (ods(table(row(text_cell("a")))), "ods", "a.ods"),
        (xls(xls_label(0, 0, "a")), "xls", "a.xls"),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.xls", "a.ods", "a.xlsx"])
def test_a_workbook_is_read_under_any_name(opened, tmp_path, content, form, own, name):
    opened.folder.joinpath(name).write_bytes(content)
    book = opened(content, name)
    assert (book.form, [list(sheet.rows()) for sheet in book.sheets]) == (form, [[("a",)]])
    assert told(book) == ([] if name == own else [("wrong_type", None)])


@pytest.mark.parametrize("suffix", [".csv", ".xls", ".ods", ".xlsx", ""])
@pytest.mark.parametrize(
    "content", [xlsx(SHEET), ods(table(row(text_cell("a")))), xls(xls_label(0, 0, "a"))], ids=["xlsx", "ods", "xls"]
)
def test_the_path_that_keeps_a_file_decides_nothing(tmp_path, content, suffix):
    from data.importers.choices import Choices
    from data.importers.formats import open_book

    path = tmp_path / f"kept{suffix}"
    path.write_bytes(content)
    assert list(open_book(path, "a", Choices()).sheets[0].rows()) == [("a",)]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "html"),
        (b"%PDF-1.7", "pdf"),
        (b'{"a": 1}', "json"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (bytes(100), "binary"),
        (b"<?xml version='1.0'?><a/>", "xml"),
        (compound({"WordDocument": b"x"}), "doc"),
        (compound({"Else": b"x"}), "xls, doc"),
        (
            zipped({"[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>', "word/document.xml": "<d/>"}),
            "docx",
        ),
        (zipped({"[Content_Types].xml": "<Types/>", "xl/workbook.bin": b"x"}), "xlsb"),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "application/vnd.oasis.opendocument.text"),
    ],
)
@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.csv", "a"])
def test_what_is_not_read_is_named(opened, content, text, name):
    problem = opened.refusal(content, name)
    assert (problem.code, problem.text) == ("unsupported_type", text)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \r\n\t\n", "\ufeff\n".encode("utf-16-le")])
def test_an_empty_file_is_refused(opened, content):
    assert opened.refusal(content).code == "empty_file"


def test_a_locked_workbook_is_refused(opened):
    assert opened.refusal(compound({"EncryptionInfo": b"x", "EncryptedPackage": b"x"}), "a.xlsx").code == "encrypted"


# Text tables packed by gzip


def test_a_packed_text_table_is_read(opened):
    book = opened(gzip.compress(CSV.encode()), "a.csv.gz")
    assert list(book.sheets[0].rows()) == [("chapitre", "montant"), ("011", "12,50")]
    assert book.problems == ()


def test_a_packed_text_table_may_be_in_any_encoding(opened):
    book = opened(gzip.compress("libellé;montant\nÉnergie;1\n".encode("utf-16")), "a.csv.gz")
    assert list(book.sheets[0].rows())[1] == ("Énergie", "1")


def test_a_packed_archive_is_refused(opened):
    packed = gzip.compress(CSV.encode())
    assert opened.refusal(gzip.compress(packed), "a.csv.gz.gz").code == "bad_member"
    assert opened.refusal(gzip.compress(xlsx(SHEET)), "a.xlsx.gz").code == "bad_member"
    assert opened.refusal(gzip.compress(b"%PDF"), "a.pdf.gz").code == "unsupported_type"
    assert opened.refusal(gzip.compress(b""), "a.csv.gz").code == "empty_file"


def test_a_packed_text_table_that_was_cut_or_changed_is_refused(opened):
    packed = gzip.compress(CSV.encode() * 50)
    for size in range(3, len(packed) - 1):
        assert opened.refusal(packed[:size]).code in {"corrupt", "unsupported_type", "empty_file"}
    assert opened.refusal(packed[:-8] + bytes(8)).code == "corrupt"


def test_a_packed_text_table_is_unpacked_within_a_limit(opened, monkeypatch):
    monkeypatch.setattr("data.importers.formats.text_source.MOST_UNPACKED", 100_000)
    assert opened.refusal(gzip.compress(CSV.encode() * 10_000)).code == "zip_bomb"
    assert len(opened.rows(gzip.compress(CSV.encode() * 1_000))) == 2_000
