"""The developers' difficult files and real ones: how each opens; what their cells mean is for others to test."""

import csv
import gzip
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from data.importers.choices import Choices
from data.importers.formats import open_book
from data.importers.formats.sniff import Form, form_of
from data.importers.grid import UNCACHED
from data.importers.reading import Unreadable

REFUSED = {
    "csv_zero_byte.csv": ("empty_file", None, None),
    "csv_stray_quote.csv": ("quote", 5, "libelle"),
    "password_protected.xlsx": ("encrypted", None, None),
    "html_table_named.xls": ("unsupported_type", None, None),
    "macro.xlsm": ("macro", None, None),
    "truncated.xlsx": ("corrupt", None, None),
    "wide_16384_columns.xlsx": ("too_many_columns", None, None),
    "zip_bomb.xlsx": ("zip_bomb", None, None),
    "zip_bomb_small.xlsx": ("zip_bomb", None, None),
    "xml_entity_bomb.xlsx": ("xml_entity", None, None),
}
TOLD = {
    "csv_cp1252.csv": [("encoding", "Énergie")],
    "csv_macroman.csv": [("encoding", "Énergie")],
    "csv_named.xlsx": [("wrong_type", "csv")],
}


@pytest.fixture(scope="module")
def files(shared):
    folder = shared / "data/bad-inputs/files"
    return {path.name: path for path in sorted(folder.iterdir())}


def opened(path):
    return open_book(path, path.name, Choices())


def test_each_difficult_file_opens_or_says_why_not(files):
    refused, told = {}, {}
    for name, path in files.items():
        if form_of(path) is Form.XML:
            continue
        try:
            book = opened(path)
            assert all(any(map(any, list(sheet.rows()))) for sheet in book.sheets), name
            if book.problems:
                told[name] = [(problem.code, problem.text) for problem in book.problems]
        except Unreadable as unreadable:
            (problem,) = unreadable.problems
            refused[name] = (problem.code, problem.row, problem.column)
    assert refused == REFUSED
    assert told == TOLD


def test_text_tables_in_four_encodings_hold_the_same_rows(files):
    first = list(opened(files["ok_budget_fr.csv"]).sheets[0].rows())
    assert len(first) == 29
    for name in ("csv_cp1252.csv", "csv_macroman.csv", "csv_utf16le_tab.txt"):
        assert list(opened(files[name]).sheets[0].rows()) == first


def test_workbooks_of_three_forms_hold_the_same_rows(files):
    xlsx, xls, ods = (opened(files[name]).sheets[0] for name in ("ok_budget.xlsx", "old_excel.xls", "libreoffice.ods"))
    as_texts = [[[str(c).removesuffix(".0") for c in row] for row in sheet.rows()] for sheet in (xlsx, xls, ods)]
    assert len(as_texts[0]) == 29
    assert as_texts[0] == as_texts[1] == as_texts[2]


def test_what_a_workbook_hides_or_merges_is_marked(files):
    shown, hidden = opened(files["hidden_rows_and_sheet.xlsx"]).sheets
    assert (shown.marks.hidden_rows, shown.is_hidden, hidden.is_hidden) == ({7, 8, 16}, False, True)
    assert (2, 6, 10, 6) in opened(files["merged_chapter_cells.xlsx"]).sheets[0].marks.merged


def test_errors_and_formulas_never_computed_stand_in_their_cells(files):
    errors = {c for row in opened(files["formula_errors.xlsx"]).sheets[0].rows() for c in row if str(c).startswith("#")}
    assert errors == {"#REF!", "#DIV/0!", "#N/A"}
    rows = list(opened(files["formula_without_cached_value.xlsx"]).sheets[0].rows())
    assert [n for n, row in enumerate(rows, 1) if UNCACHED in row] == [2, 3]
    assert rows[1][9] is UNCACHED
    computed = list(opened(files["formula_with_cached_value.xlsx"]).sheets[0].rows())
    assert not any(UNCACHED in row for row in computed)


def test_dates_of_1904_and_false_extents_are_right(files):
    assert list(opened(files["usage_dates_1904.xlsx"]).sheets[0].rows())[1][0] == date(2024, 1, 11)
    assert len(list(opened(files["dimension_too_small.xlsx"]).sheets[0].rows())) == 29


# The peak that the kernel keeps for a program, not for the process that was its parent before.
REFUSES = """
import sys
from pathlib import Path
from data.importers.choices import Choices
from data.importers.formats import open_book
from data.importers.reading import Unreadable
try:
    open_book(Path(sys.argv[1]), "a", Choices())
except Unreadable:
    print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")))
"""


@pytest.mark.parametrize("name", ["zip_bomb.xlsx", "xml_entity_bomb.xlsx", "wide_16384_columns.xlsx"])
def test_a_bomb_is_refused_in_little_memory(files, name):
    if not Path("/proc/self/status").exists():
        pytest.skip("the peak of memory is read in /proc")
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-c", REFUSES, files[name]]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=root)
    assert int(done.stdout) < 60 * 1024


def test_real_text_tables_hold_the_rows_of_the_csv_module(shared):
    paths = [*(shared / "data/usages").glob("*.csv*"), *(shared / "data/ailleurs").glob("*.csv")]
    assert len(paths) > 10
    for path in paths:
        book = opened(path)
        opener = gzip.open if path.suffix == ".gz" else open
        with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
            expected = [tuple(row) for row in csv.reader(file, delimiter=book.separator)]
        rows = [row if any(row) else () for row in book.sheets[0].rows()]
        assert rows == [row if any(row) else () for row in expected], path.name
        assert book.problems == ()


def test_real_workbooks_hold_the_cells_that_openpyxl_reads(shared):
    paths = list((shared / "data").glob("*/xlsx/*.xlsx"))
    assert paths
    for path in paths:
        workbook = openpyxl.load_workbook(path, data_only=True)
        for sheet, other in zip(opened(path).sheets, workbook.worksheets, strict=True):
            cells = {
                (n, m): c for n, row in enumerate(sheet.rows(), 1) for m, c in enumerate(row, 1) if c not in ("", None)
            }
            expected = {
                (c.row, c.column): c.value for row in other.iter_rows() for c in row if c.value not in (None, "")
            }
            assert cells == expected, (path.name, sheet.name)
            assert sheet.is_hidden == (other.sheet_state != "visible")
            assert set(sheet.marks.merged) == {
                (one.min_row, one.min_col, one.max_row, one.max_col) for one in other.merged_cells.ranges
            }
