"""OpenDocument spreadsheets: what a row or a cell stands for is counted before it is believed."""

from datetime import date, datetime, time

import pytest

from data.importers.grid import UNCACHED
from tests.data.formats.made import number_cell, ods, row, table, text_cell, told

BLANK = "<table:table-cell/>"


def valued(kind, attribute, value, text):
    return f'<table:table-cell office:value-type="{kind}" office:{attribute}="{value}"><text:p>{text}</text:p></table:table-cell>'


def repeated(cell, times):
    return cell.replace("<table:table-cell", f'<table:table-cell table:number-columns-repeated="{times}"', 1)


def of_one_row(opened, cells):
    return opened.rows(ods(table(row(cells))))[0]


def test_values_keep_their_kind(opened):
    cells = (
        number_cell("12.5")
        + text_cell("011")
        + valued("date", "date-value", "2024-01-11", "11/01/24")
        + valued("date", "date-value", "2024-01-11T12:00:00", "11/01/24")
        + valued("time", "time-value", "PT06H00M00S", "06:00")
        + valued("boolean", "boolean-value", "true", "VRAI")
        + valued("percentage", "value", "0.12", "12 %")
        + valued("currency", "value", "3", "3 €")
    )
    noon = datetime.fromisoformat("2024-01-11T12:00")
    assert of_one_row(opened, cells) == (12.5, "011", date(2024, 1, 11), noon, time(6), True, 0.12, 3.0)


def test_rows_and_columns_are_counted_from_the_first_of_the_sheet(opened):
    above = row(repeated(BLANK, 3), 'table:number-rows-repeated="2"')
    below = row(repeated(BLANK, 16_384), 'table:number-rows-repeated="1048573"')
    sheet = table(above + row(repeated(BLANK, 2) + repeated(text_cell("x"), 2)) + below)
    assert opened.rows(ods(sheet)) == [("",) * 4, ("",) * 4, ("", "", "x", "x")]


def test_repeated_rows_are_rows(opened):
    content = ods(table(row(number_cell("1"), 'table:number-rows-repeated="3"') + row(text_cell("fin"))))
    assert opened.rows(content) == [(1.0,), (1.0,), (1.0,), ("fin",)]


def test_comments_are_no_part_of_a_text(opened):
    cell = '<table:table-cell office:value-type="string"><office:annotation><text:p>à revoir</text:p></office:annotation><text:p>a<text:s/>b</text:p></table:table-cell>'
    assert of_one_row(opened, cell) == ("a b",)


def test_rows_of_titles_and_groups_count(opened):
    sheet = f"<table:table-header-rows>{row(text_cell('a'))}</table:table-header-rows><table:table-row-group>{row(text_cell('b'))}</table:table-row-group>"
    assert opened.rows(ods(table(sheet))) == [("a",), ("b",)]


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"><text:p>#DIV/0!</text:p>', "#DIV/0!"),
        ('table:formula="of:=X" office:value-type="float" office:value="0" calcext:value-type="error"><text:p>Err:502</text:p>', "Err:502"),
        ('table:formula="of:=1/0" office:value-type="float" office:value="0"><text:p>#N/A</text:p>', "#N/A"),
        ('table:formula="of:=1+1">', UNCACHED),
        ('table:formula="of:=1+1" office:value-type="float">', UNCACHED),
        ('table:formula="of:=1+1" office:value-type="float" office:value="2"><text:p>2</text:p>', 2.0),
        ('table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value="">', ""),
        ("><text:p>60611</text:p>", "60611"),
        ('office:value-type="float"><text:p>12</text:p>', "12"),
    ],
)  # fmt: skip
def test_what_the_parser_leaves_blank_is_given(opened, cell, read):
    """Errors, formulas never computed, texts without a kind."""
    assert of_one_row(opened, f"<table:table-cell {cell}</table:table-cell>{text_cell('z')}") == (read, "z")


def test_a_formula_never_computed_may_be_repeated(opened):
    cell = '<table:table-cell table:number-columns-repeated="2" table:formula="of:=1"/>'
    content = ods(table(row(number_cell("1")) + row(cell, 'table:number-rows-repeated="2"')))
    assert opened.rows(content) == [(1.0,), (UNCACHED, UNCACHED), (UNCACHED, UNCACHED)]


def test_hidden_rows_columns_and_sheets_are_marked(opened):
    columns = '<table:table-column/><table:table-column table:number-columns-repeated="2" table:visibility="collapse"/><table:table-column table:number-columns-repeated="16381"/>'
    rows = (
        row(text_cell("a"))
        + row(text_cell("b"), 'table:visibility="collapse"')
        + row(text_cell("c"), 'table:visibility="filter"')
        + row(BLANK, 'table:visibility="collapse"')
    )
    hidden = '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>'
    content = ods(table(columns + rows) + table(row(text_cell("x")), "Cachée", 'table:style-name="ta2"'), styles=hidden)
    first, second = opened(content).sheets
    assert (first.marks.hidden_rows, first.marks.hidden_columns) == ({2, 3}, {2, 3})
    assert (first.is_hidden, second.is_hidden) == (False, True)


def test_merged_cells_are_marked(opened):
    merged = text_cell("011", 'table:number-rows-spanned="2" table:number-columns-spanned="1"')
    sheet = row(text_cell("x") + merged) + row(text_cell("y") + "<table:covered-table-cell/>")
    (only,) = opened(ods(table(sheet))).sheets
    assert only.marks.merged == ((1, 2, 2, 2),)
    assert list(only.rows()) == [("x", "011"), ("y", "")]


def test_copies_of_tables_elsewhere_are_left_aside(opened):
    source = '<table:table-source xlink:href="file:///autre.ods" xmlns:xlink="x"/>'
    hidden = '<style:style style:name="ta9" style:family="table"><style:table-properties table:display="false"/></style:style>'
    cache = table(source + row(number_cell("9")), "'file:///autre.ods'#Feuille1", 'table:style-name="ta9"')
    links = f"<table:dde-links><table:dde-link>{table(row(number_cell('5')), 'DDE')}</table:dde-link></table:dde-links>"
    cell = '<table:table-cell table:formula="of:=\'file:///autre.ods\'#$Feuille1.A1" office:value-type="float" office:value="9"><text:p>9</text:p></table:table-cell>'
    book = opened(ods(table(row(cell)) + cache + links, styles=hidden))
    assert [(sheet.name, list(sheet.rows())) for sheet in book.sheets] == [("Feuille1", [(9.0,)])]
    assert told(book) == [("external_link", 1)]


def test_a_table_within_a_cell_is_no_sheet(opened):
    inner = f'<table:table-cell><table:table table:is-sub-table="true">{row(number_cell("7"))}</table:table></table:table-cell>'
    book = opened(ods(table(row(text_cell("a") + inner) + row(text_cell("b")))))
    assert [(sheet.name, sheet.size) for sheet in book.sheets] == [("Feuille1", 2)]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (row(repeated(text_cell("x"), 16_384), 'table:number-rows-repeated="1048576"'), "too_many_columns"),
        (row(repeated(text_cell("x"), 600), 'table:number-rows-repeated="1048576"'), "too_many_rows"),
        (
            row(BLANK, 'table:number-rows-repeated="1048575"') + row(repeated(BLANK, 16_383) + text_cell("x")),
            "too_many_columns",
        ),
        (row(BLANK, 'table:number-rows-repeated="999999999999"') + row(text_cell("x")), "too_many_rows"),
        (row(text_cell("x") * 703), "too_many_columns"),
        (row(text_cell("x"), 'table:number-rows-repeated="beaucoup"'), "corrupt"),
        ("", "no_rows"),
    ],
)
def test_what_repetitions_make_together_is_bounded(opened, rows, code):
    assert opened.refusal(ods(table(rows))).code == code


def test_a_sheet_full_to_its_last_row_was_probably_cut(opened):
    content = ods(table(row(BLANK, 'table:number-rows-repeated="1048575"') + row(text_cell("x"))))
    assert told(opened(content)) == [("too_many_rows", 1_048_576)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (ods(table(row(text_cell("a"))), prolog='<!DOCTYPE a [<!ENTITY x "y">]>'), "xml_entity"),
        (ods(table(row(text_cell("a"))), **{"settings.xml": "<!DOCTYPE a><a/>"}), "xml_entity"),
        (ods(table(row(text_cell("a"))), **{"Basic/Standard/Module1.xml": "<a/>"}), "macro"),
        (ods(table(row(text_cell("a"))), manifest="<a><manifest:encryption-data/></a>"), "encrypted"),
        (ods(table("<table:table-row>")), "corrupt"),
        (ods(row(text_cell("a"))), "corrupt"),
    ],
)
def test_what_is_refused_in_any_workbook_is_refused_here(opened, content, code):
    assert opened.refusal(content).code == code


def test_rows_counted_as_bytes_are_those_an_xml_parser_counts(opened, monkeypatch):
    """Long enough for many blocks; what is unusual stands here and there."""
    unusual = {
        700: row(number_cell("1"), 'table:visibility="collapse"'),
        1500: row(repeated(BLANK, 9) + number_cell("2")) + row(BLANK, 'table:number-rows-repeated="40"'),
        2500: row('<table:table-cell table:formula="of:=1"/>') + row(text_cell("x", 'table:number-rows-spanned="2"')),
        3500: "</table:table>" + '<table:table table:name="Autre"><table:table-column table:visibility="collapse"/>',
        4000: row("") + row(BLANK * 3) + row(repeated(number_cell("3"), 4) + repeated(BLANK, 16_000)),
        4500: row('<table:table-cell><text:p>sans type</text:p></table:table-cell>'),
        4999: row(repeated(text_cell("y"), 30)),
    }  # fmt: skip
    dated = valued("date", "date-value", "2024-01-01", "1/1") + valued("boolean", "boolean-value", "true", "VRAI")
    usual = row(text_cell("a" * 40) + number_cell("1.5") + repeated(number_cell("7"), 2) + dated + repeated(BLANK, 3))
    content = ods(table("".join(unusual.get(n, usual) for n in range(5_000))))
    fast = opened(content).sheets
    fed = []
    monkeypatch.setattr("data.importers.formats.ods._is_plain", lambda block: fed.append(len(block)))
    slow = opened(content).sheets
    assert len(fed) > 10
    assert [(one.name, one.size, one.marks, list(one.rows())) for one in fast] == [
        (one.name, one.size, one.marks, list(one.rows())) for one in slow
    ]
    assert [one.size for one in fast] == [3541, 1501]
