"""Excel 97 workbooks, made of records by hand."""

import struct

import pytest

from data.importers.grid import UNCACHED
from tests.data.formats.made import SECTOR, compound, label, number, record, told, xls


def formula(row, column, result, flags=0):
    return record(0x0006, struct.pack("<HHH8sHIH", row, column, 0, result, flags, 0, 0))


def error(row, column, code):
    return record(0x0205, struct.pack("<HHHBB", row, column, 0, code, 1))


BLANK_RESULT = b"\x03\0\0\0\0\0\xff\xff"
ERROR_RESULT = b"\x02\0\x07\0\0\0\xff\xff"


def test_rows_and_columns_are_counted_from_the_first_of_the_sheet(opened):
    assert opened.rows(xls(label(2, 1, "é") + number(3, 2, 2.5))) == [
        ("",) * 3,
        ("",) * 3,
        ("", "é", ""),
        ("", "", 2.5),
    ]


@pytest.mark.parametrize(("code", "text"), [(0x00, "#NULL!"), (0x07, "#DIV/0!"), (0x17, "#REF!"), (0x2A, "#N/A")])
def test_an_error_cell_is_its_text_never_a_blank(opened, code, text):
    assert opened.rows(xls(label(0, 0, "a") + error(0, 1, code))) == [("a", text)]


def test_an_error_as_a_result_is_its_text(opened):
    assert opened.rows(xls(label(0, 0, "a") + formula(0, 1, ERROR_RESULT))) == [("a", "#DIV/0!")]


def test_where_every_result_is_a_blank_nothing_was_computed(opened):
    assert opened.rows(xls(label(0, 0, "a") + formula(1, 1, BLANK_RESULT))) == [("a", ""), ("", UNCACHED)]


def test_a_blank_result_beside_others_is_a_blank(opened):
    sheet = label(0, 0, "a") + formula(0, 1, struct.pack("<d", 2.5)) + formula(1, 1, BLANK_RESULT)
    assert [row for row in opened.rows(xls(sheet)) if any(row)] == [("a", 2.5)]


def test_hidden_rows_columns_and_sheets_are_marked(opened):
    hidden_row = record(0x0208, struct.pack("<HHHHHHI", 1, 0, 1, 0x00FF, 0, 0, 0x20))
    hidden_below = record(0x0208, struct.pack("<HHHHHHI", 9, 0, 1, 0x00FF, 0, 0, 0x20))
    hidden_column = record(0x007D, struct.pack("<HHHHHH", 2, 3, 2560, 0, 1, 0))
    sheet = hidden_column + hidden_row + hidden_below + label(0, 0, "a") + label(1, 0, "b")
    first, second = opened(xls(sheet, label(0, 0, "c"), states={2: 1})).sheets
    assert (first.marks.hidden_rows, first.marks.hidden_columns) == ({2}, {3, 4})
    assert (first.is_hidden, second.is_hidden) == (False, True)


def test_merged_cells_are_marked(opened):
    sheet = label(0, 0, "a") + record(0x00E5, struct.pack("<HHHHH", 1, 0, 2, 0, 0))
    assert opened(xls(sheet)).sheets[0].marks.merged == ((1, 1, 3, 1),)


def test_a_sheet_full_to_its_last_row_was_probably_cut(opened):
    assert told(opened(xls(label(0, 0, "a") + label(65_535, 0, "b")))) == [("too_many_rows", 65_536)]


@pytest.mark.parametrize(
    ("sheet", "code"),
    [
        (label(0, 0, "a") + label(65_535, 255, "b"), "too_many_rows"),
        (label(0, 0xFFFF, "a"), "too_many_columns"),
        (record(0x00BD, struct.pack("<HHHIH", 0, 0, 0, 0, 0xFFFE)), "too_many_columns"),
        (b"", "no_rows"),
    ],
)
def test_its_extent_is_bounded_before_it_is_parsed(opened, sheet, code):
    assert opened.refusal(xls(sheet)).code == code


def test_more_texts_than_the_file_can_hold_are_refused_before_it_is_parsed(opened):
    many = record(0x00FC, struct.pack("<II", 0xFFFFFFF0, 0xFFFFFFF0))
    assert opened.refusal(xls(label(0, 0, "a"), globals_=many)).code == "corrupt"


def test_a_locked_workbook_is_refused(opened):
    assert opened.refusal(xls(label(0, 0, "a"), globals_=record(0x002F, bytes(6)))).code == "encrypted"


def test_macros_are_refused(opened):
    assert opened.refusal(xls(label(0, 0, "a"), VBA=b"x")).code == "macro"


def test_a_workbook_cut_anywhere_is_refused(opened):
    content = xls(label(0, 0, "a") + number(1, 0, 2))
    for size in range(8, 1536, 37):
        assert opened.refusal(content[:size]).code in {"corrupt", "unsupported_type", "no_rows"}


def test_a_chain_of_sectors_without_end_is_refused(opened):
    content = bytearray(compound({"Workbook": b"x"}))
    struct.pack_into("<I", content, SECTOR + 4 * 2, 2)  # the first sector of the stream follows itself
    assert opened.refusal(bytes(content)).code == "corrupt"


def test_a_changed_byte_never_ends_the_process(opened):
    content = xls(label(0, 0, "a") + number(1, 0, 2.5) + formula(2, 0, BLANK_RESULT))
    for place in [*range(100), *range(SECTOR * 2, SECTOR * 2 + 300), *range(SECTOR * 3, SECTOR * 3 + 250)]:
        spoilt = bytearray(content)
        spoilt[place] = 0xFF
        problem = opened.try_(bytes(spoilt))
        assert problem is None or problem.code
