"""What a person changes on the import page, as choices: only what she changed, and never without her reason."""

from dataclasses import replace

import pytest

from dashboard.imports import choosing
from dashboard.imports.declared import given_words
from dashboard.imports.doubts import Doubt, Mended, beyond, doubts_of
from dashboard.imports.mending import Edited
from data.importers.choices import ASIDE, Choices, Correction
from data.importers.kinds import Kind
from data.importers.reading import ColumnFound, Problem, Severity, TableFound

SHEET = "Budget 2024"
COLUMNS = (ColumnFound("A", "Compte", "account", ("60611",)), ColumnFound("B", "Voté", "voted", ("12,00",)))
TABLE = TableFound(SHEET, 4, 20, COLUMNS)
READ = {"Compte": "account", "Voté": "voted", "Note": ASIDE}


def problem(row, column="Voté", **more):
    return Problem("bad_number", Severity.ERROR, row, column, "douze", SHEET, **more)


class Found:
    """As much of what was understood as doubts are looked for in."""

    def __init__(self, *problems, tables=(TABLE,)):
        self.problems = problems
        self.reading = type("Reading", (), {"tables": tables})()


def doubts(*problems, tables=(TABLE,)):
    return doubts_of(Found(*problems, tables=tables), Severity.ERROR)


@pytest.mark.parametrize(
    ("chosen", "columns"),
    [
        (READ, {}),
        (READ | {"Note": "label"}, {"Note": "label"}),
        (READ | {"Compte": ASIDE}, {"Compte": ASIDE}),
    ],
)
def test_a_column_is_chosen_only_where_it_was_changed(chosen, columns):
    assert choosing.with_columns(Choices(), READ, chosen).columns == columns


def test_an_earlier_choice_of_a_column_holds_until_it_is_changed():
    asked = Choices(columns={"Note": "label"})
    read = READ | {"Note": "label"}
    assert choosing.with_columns(asked, read, read) is asked
    assert choosing.with_columns(asked, read, read | {"Note": ASIDE}).columns == {"Note": ASIDE}


@pytest.mark.parametrize(
    ("chosen", "constants"),
    [
        ({"year": "2024", "siret": ""}, {}),
        ({"year": "2023", "siret": ""}, {"year": "2023"}),
        ({"year": "2024", "siret": "21990002400015"}, {"siret": "21990002400015"}),
    ],
)
def test_a_constant_is_chosen_only_where_the_file_says_otherwise(chosen, constants):
    assert choosing.with_constants(Choices(), {"year": "2024"}, chosen).constants == constants


def test_a_constant_emptied_is_the_files_own_again():
    asked = Choices(constants={"year": "2023"})
    assert choosing.with_constants(asked, {"year": "2023"}, {"year": ""}).constants == {}


def test_another_kind_starts_without_the_columns_of_the_first():
    asked = Choices(kind=Kind.BUDGET, unit="cents", columns={"Voté": "voted"}, constants={"year": "2024"})
    assert choosing.as_kind(asked, Kind.BUDGET) is asked
    assert choosing.as_kind(asked, Kind.USAGE) == Choices(kind=Kind.USAGE, unit="cents")


def test_the_row_of_the_titles_is_kept_by_sheet():
    asked = choosing.with_header_row(Choices(), SHEET, 4, 6)
    assert asked.header_rows == {SHEET: 6}
    assert choosing.with_header_row(Choices(), None, 4, 6).header_rows == {"": 6}
    assert choosing.with_header_row(Choices(), None, 4, 4) == Choices()


def test_a_cell_put_right_twice_keeps_its_last_text():
    first, last = (Correction(SHEET, 12, "Voté", text) for text in ("12", "13"))
    asked = choosing.corrected(choosing.corrected(Choices(), [first]), [last])
    assert asked.corrections == (last,)


def test_what_was_edited_can_be_taken_back():
    cell, row = Correction(SHEET, 12, "Voté", "12"), Correction(SHEET, 18, text="copiée deux fois")
    asked = Choices(corrections=(cell,), exclusions=(row,))
    assert choosing.without(asked, [cell]) == Choices(exclusions=(row,))
    assert choosing.without(asked, [row]) == Choices(corrections=(cell,))


@pytest.mark.parametrize(
    ("asked", "n"),
    [
        (Choices(), 0),
        (Choices(unit="cents"), 1),
        (Choices(columns={"Note": "label"}, constants={"year": "2024"}, header_rows={SHEET: 6}), 3),
        (Choices(corrections=(Correction(SHEET, 12, "Voté", "12"), Correction(SHEET, 13, "Voté", "12"))), 2),
    ],
)
def test_changes_are_counted_as_a_person_made_them(asked, n):
    assert choosing.changes(Choices(), asked) == n
    assert choosing.changes(asked, Choices()) == n


def test_a_cell_put_right_again_is_one_change():
    before, after = (Choices(corrections=(Correction(SHEET, 12, "Voté", text),)) for text in ("12", "13"))
    assert choosing.changes(before, after) == 1


def test_a_doubt_stands_under_its_title_in_its_table():
    (doubt,) = doubts(problem(12))
    assert (doubt.sheet, doubt.rows, doubt.column) == (SHEET, (12,), "Voté")


def test_problems_alike_are_one_doubt_over_all_their_rows():
    (doubt,) = doubts(problem(12, rows=(12, 14, 19)))
    mended = Mended(doubt, instead=" 0 ")
    assert {one.was for one in mended.corrections} == {"douze"}
    assert [(one.row, one.column, one.text) for one in mended.corrections] == [
        (row, "Voté", "0") for row in (12, 14, 19)
    ]


def test_what_is_read_in_many_rows_already_is_not_overwritten_by_one_text():
    told = replace(problem(12, rows=(12, 14)), severity=Severity.WARNING)
    assert doubts_of(Found(told), Severity.WARNING) == []


@pytest.mark.parametrize("column", [None, "Montant"])
def test_a_problem_of_no_column_can_only_leave_its_row_out(column):
    (doubt,) = doubts(problem(12, column))
    assert Mended(doubt, instead="0").corrections == []
    assert Mended(doubt, is_excluded=True, reason="note").exclusions == [Correction(SHEET, 12, text="note")]


@pytest.mark.parametrize("row", [None, 1, 4])
def test_what_stands_above_the_rows_is_mended_elsewhere(row):
    found = problem(row)
    assert doubts(found) == []
    assert beyond([found], []) == [found]


def test_a_problem_without_a_sheet_is_of_the_one_table_there_is():
    of_no_sheet = replace(problem(12), sheet=None)
    assert [doubt.sheet for doubt in doubts(of_no_sheet)] == [SHEET]
    assert doubts(of_no_sheet, tables=(TABLE, replace(TABLE, sheet="Autre"))) == []


def test_a_row_is_not_left_out_before_its_reason_is_said():
    mended = Mended(Doubt(problem(12), SHEET, (12,), "Voté"), instead="0", is_excluded=True, reason=" ")
    assert (mended.corrections, mended.exclusions) == ([], [])
    edited = Edited(Choices()).with_mended([mended])
    assert edited == Edited(Choices(), wanted="imports.state_reason")


def test_what_a_title_states_is_said_in_words(spoken):
    given = {"step": "amending", "stage": "voted", "direction": "D", "year": "2024"}
    assert spoken("fr", given_words, given) == "Décision modificative · Voté · Dépenses · 2024"
    assert spoken("fr", given_words, {"facility": "voted"}) == "voted"
