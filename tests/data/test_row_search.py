"""Rows are looked up in the file that was read: those asked for, in the columns that may be shown."""

import io
from pathlib import Path

import openpyxl
import pytest

from data.importers import sandbox
from data.importers.browsing import Place, Search
from data.importers.choices import Choices
from data.importers.row_search import MOST

LINES = (
    "Article;Libellé;Agent;Voté\n"
    "60611;Eau et assainissement;Mme Dupont;1200,50\n"
    ";;;\n"
    "60612;Énergie;M. Martin;8400\n"
    "6156;Maintenance;Mme Dupont;2600\n"
)
SHOWN = Place(None, 1, (0, 1, 3))  # the column of agents is not


@pytest.fixture
def look_up(tmp_path: Path):
    def found(content, search, name="budget.csv"):
        path = tmp_path / "received"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return sandbox.browse(path, name, Choices(), search)

    return found


def numbers(found):
    return [one.row for one in found.rows]


@pytest.mark.parametrize(
    ("words", "rows"),
    [("", [2, 4, 5]), ("energie", [4]), ("EAU assain", [2]), ("6061", [2, 4]), ("1200.50", [2]), ("gaz", [])],
)
def test_rows_that_bear_every_word_whatever_its_case_accents_and_decimal_sign(look_up, words, rows):
    found = look_up(LINES, Search((SHOWN,), words))
    assert (numbers(found), found.count) == (rows, len(rows))


def test_a_column_that_is_not_shown_is_neither_given_nor_searched(look_up):
    assert numbers(look_up(LINES, Search((SHOWN,), "dupont"))) == []
    assert [one.cells for one in look_up(LINES, Search((SHOWN,), first=5)).rows] == [("6156", "Maintenance", "2600")]


def test_rows_named_are_given_in_the_order_of_the_file(look_up):
    assert numbers(look_up(LINES, Search((SHOWN,), rows=(("", 5), ("", 2), ("", 99))))) == [2, 5]


def test_the_first_rows_are_given_and_the_rest_counted_where_words_are_sought(look_up):
    many = "Article;Libellé;Agent;Voté\n" + "60611;Eau;Mme Dupont;1\n" * (MOST + 20)
    assert len(look_up(many, Search((SHOWN,))).rows) == MOST
    assert look_up(many, Search((SHOWN,))).count is None  # nobody read them all
    found = look_up(many, Search((SHOWN,), "eau"))
    assert (len(found.rows), found.count) == (MOST, MOST + 20)


def test_sheets_of_a_workbook_one_after_the_other_or_one_alone(look_up):
    book = openpyxl.Workbook()
    book.active.title = "Dépenses"
    for row in (("Compte", "Voté"), (60611, 1200.5), (6156, None)):
        book["Dépenses"].append(row)
    for row in (("Compte", "Voté"), (70688, 51800)):
        (book["Recettes"] if "Recettes" in book.sheetnames else book.create_sheet("Recettes")).append(row)
    content = io.BytesIO()
    book.save(content)
    tables = (Place("Dépenses", 1, (0, 1)), Place("Recettes", 1, (0, 1)))
    both = look_up(content.getvalue(), Search(tables), "budget.xlsx")
    assert [(one.sheet, one.row, one.cells) for one in both.rows] == [
        ("Dépenses", 2, (60611, 1200.5)),
        ("Dépenses", 3, (6156, "")),
        ("Recettes", 2, (70688, 51800)),
    ]
    assert numbers(look_up(content.getvalue(), Search(tables, sheet="Recettes"), "budget.xlsx")) == [2]


def test_a_file_that_cannot_be_opened_again_is_no_answer(look_up):
    assert look_up(b"%PDF-1.4", Search((SHOWN,)), "budget.pdf") is None
