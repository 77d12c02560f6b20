"""Excel workbooks: what stands in them is given as it stands, row by row; what could hurt is refused before parsing."""

import io
from datetime import date, datetime, time

import openpyxl
import pytest

from data.importers.grid import UNCACHED
from tests.data.formats.made import (
    MAIN,
    RELATIONS,
    STRICT_MAIN,
    STRICT_RELATIONS,
    cell,
    changed,
    told,
    worksheet,
    xlsx,
    xlsx_parts,
    zipped,
)

STYLES = f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="21"/><xf numFmtId="10"/></cellXfs></styleSheet>'


def saved(fill):
    """A workbook that openpyxl writes."""
    workbook = openpyxl.Workbook()
    fill(workbook)
    made = io.BytesIO()
    workbook.save(made)
    return made.getvalue()


# Values


def test_numbers_texts_and_truths_keep_their_kind(opened):
    content = xlsx(
        '<row r="1"><c r="A1"><v>1234.56</v></c><c r="B1" t="inlineStr"><is><t>011</t></is></c><c r="C1" t="b"><v>1</v></c><c r="D1" t="str"><v>60611</v></c></row>'
    )
    assert opened.rows(content) == [(1234.56, "011", True, "60611")]


def test_dates_times_and_percentages_are_read_by_their_formats(opened):
    content = xlsx(
        '<row r="1"><c r="A1" s="1"><v>45302</v></c><c r="B1" s="2"><v>45302.5</v></c><c r="C1" s="3"><v>0.25</v></c><c r="D1" s="4"><v>0.12</v></c></row>',
        styles=STYLES,
    )
    noon = datetime.fromisoformat("2024-01-11T12:00")
    assert opened.rows(content) == [(date(2024, 1, 11), noon, time(6), 0.12)]


def test_dates_of_a_1904_workbook_are_not_four_years_early(opened):
    rows = '<row r="1"><c r="A1" s="1"><v>43840</v></c></row>'
    assert opened.rows(xlsx(rows, styles=STYLES, before='<workbookPr date1904="1"/>')) == [(date(2024, 1, 11),)]


def test_rows_and_columns_are_counted_from_the_first_of_the_sheet(opened):
    content = xlsx('<row r="3"><c r="C3"><v>1</v></c></row><row r="5"><c r="D5"><v>2</v></c></row>')
    assert opened.rows(content) == [("",) * 4, ("",) * 4, ("", "", 1.0, ""), ("",) * 4, ("", "", "", 2.0)]


def test_the_extent_that_a_sheet_announces_is_not_believed(opened):
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 30))
    content = xlsx(worksheet(rows, before='<dimension ref="A1:A10"/>'))
    assert len(opened.rows(content)) == 29


def test_rows_may_be_read_again(opened):
    sheet = opened(xlsx('<row r="1">' + cell("A1", "a") + "</row>")).sheets[0]
    assert list(sheet.rows()) == list(sheet.rows()) == [("a",)]


def test_texts_in_pieces_are_joined_and_pronunciations_left_out(opened):
    parts = xlsx_parts('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>')
    parts["xl/sharedStrings.xml"] = (
        f'<sst xmlns="{MAIN}"><si><r><t>Éner</t></r><r><rPr/><t xml:space="preserve">gie </t></r><rPh sb="0" eb="1"><t>x</t></rPh></si><si><t>&lt;b&gt;</t></si></sst>'
    )
    parts["xl/_rels/workbook.xml.rels"] = str(parts["xl/_rels/workbook.xml.rels"]).replace(
        "</Relationships>",
        f'<Relationship Id="s" Type="{RELATIONS}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    assert opened.rows(zipped(parts)) == [("Énergie ", "<b>")]


def test_a_workbook_of_openpyxl_is_read_as_it_was_written(opened):
    def fill(workbook):
        workbook.active.append(["chapitre", "montant", "le"])
        workbook.active.append(["011", 12.5, date(2024, 3, 1)])
        workbook.create_sheet("Vide")

    book = opened(saved(fill), "budget.xlsx")
    assert [sheet.size for sheet in book.sheets] == [2, 0]
    assert list(book.sheets[0].rows()) == [("chapitre", "montant", "le"), ("011", 12.5, date(2024, 3, 1))]
    assert book.problems == ()
    assert book.form == "xlsx"


# Ways of writing the same XML


def test_strict_open_xml_is_read(opened):
    def strict(parts):
        for name, content in parts.items():
            parts[name] = content.replace(MAIN.encode(), STRICT_MAIN.encode()).replace(
                RELATIONS.encode(), STRICT_RELATIONS.encode()
            )

    content = xlsx('<row r="1">' + cell("A1", "a") + '<c r="B1" t="e"><v>#N/A</v></c></row>')
    assert opened.rows(changed(content, strict)) == [("a", "#N/A")]


def test_prefixed_names_are_read(opened):
    sheet = f'<x:worksheet xmlns:x="{MAIN}"><x:sheetData><x:row r="1" hidden="1"><x:c r="A1" t="e"><x:v>#REF!</x:v></x:c><x:c r="B1"><x:f>1+1</x:f></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A1:A2"/></x:mergeCells></x:worksheet>'
    (only,) = opened(xlsx(sheet.encode())).sheets
    assert list(only.rows()) == [("#REF!", UNCACHED)]
    assert only.marks.hidden_rows == {1}
    assert only.marks.merged == ((1, 1, 2, 1),)


@pytest.mark.parametrize(
    "rows",
    [
        "<row r='1'><c t='e' r='A1'><v>#REF!</v></c><c r='B1'><f>1+1</f></c></row>",
        '<row\n r = "1" ><c\n\tt = "e" r = "A1" ><v>#REF!</v></c><c r = "B1"><f>1+1</f></c></row>',
        '<row spans="1:2" r="1"><c s="1" t="e" r="A1"><v>#REF!</v></c><c s="1" r="B1"><f>1+1</f></c></row>',
        '<row><c t="e"><v>#REF!</v></c><c><f>1+1</f><v></v></c></row>',
        '<row r="1"><c r="A1" t="e"><f>1/0</f><v>#REF!</v></c><c r="B1"><f t="shared" si="0" ref="B1:B2">1+1</f></c></row>',
        '<row r="1"><c r="A1" t="e"><f>1/0</f>\n<v>#REF!</v></c>\n<c r="B1"><f>1+1</f>\n<v/></c></row>',
    ],
)
def test_any_way_of_writing_a_cell_is_understood(opened, rows):
    assert opened.rows(xlsx(rows)) == [("#REF!", UNCACHED)]


def test_cells_that_do_not_say_their_place_follow_one_another(opened):
    content = xlsx(
        '<row r="2"><c r="B2"><v>1</v></c><c t="e"><v>#N/A</v></c></row><row><c><v>3</v></c><c/><c><f>1</f></c></row>'
    )
    assert opened.rows(content) == [("", "", ""), ("", 1.0, "#N/A"), (3.0, "", UNCACHED)]


def test_parts_may_be_named_from_the_root_and_in_other_letters(opened):
    def renamed(parts):
        rels = parts["xl/_rels/workbook.xml.rels"]
        parts["xl/_rels/workbook.xml.rels"] = rels.replace(b"worksheets/sheet1.xml", b"/xl/Worksheets/Sheet1.xml")

    assert opened.rows(changed(xlsx('<row r="1">' + cell("A1", "a") + "</row>"), renamed)) == [("a",)]


def test_sheets_keep_the_order_of_the_workbook_not_of_the_files(opened):
    def swapped(parts):
        rels = parts["xl/_rels/workbook.xml.rels"]
        rels = rels.replace(b"sheet1.xml", b"sheet9.xml").replace(b"sheet2.xml", b"sheet1.xml")
        parts["xl/_rels/workbook.xml.rels"] = rels.replace(b"sheet9.xml", b"sheet2.xml")

    content = xlsx(*['<row r="1">' + cell("A1", text) + '<c r="B1" t="e"><v>#REF!</v></c></row>' for text in "ab"])
    book = opened(changed(content, swapped))
    assert [(sheet.name, list(sheet.rows())) for sheet in book.sheets] == [
        ("Feuille1", [("b", "#REF!")]),
        ("Feuille2", [("a", "#REF!")]),
    ]


def test_sheets_of_charts_are_left_aside(opened):
    def chart(parts):
        rels = parts["xl/_rels/workbook.xml.rels"]
        parts["xl/_rels/workbook.xml.rels"] = rels.replace(
            b'worksheet" Target="worksheets/sheet1.xml"', b'chartsheet" Target="chartsheets/sheet1.xml"'
        )
        parts["xl/chartsheets/sheet1.xml"] = f'<chartsheet xmlns="{MAIN}"/>'.encode()

    book = opened(changed(xlsx("", '<row r="1">' + cell("A1", "a") + "</row>"), chart))
    assert [(sheet.name, list(sheet.rows())) for sheet in book.sheets] == [("Feuille2", [("a",)])]


# What calamine leaves blank


@pytest.mark.parametrize("error", ["#REF!", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#VALUE!"])
def test_an_error_cell_is_its_text_never_a_blank(opened, error):
    content = xlsx(f'<row r="1"><c r="A1"><v>1</v></c><c r="C1" t="e"><v>{error}</v></c></row>')
    assert opened.rows(content) == [(1.0, "", error)]


def test_words_that_look_like_marks_are_words(opened):
    text = 'voir t="e" et &lt;f&gt; # r="ZZZ1"'
    assert opened.rows(xlsx('<row r="1">' + cell("A1", text) + "</row>")) == [('voir t="e" et <f> # r="ZZZ1"',)]


def test_a_formula_without_a_result_is_not_a_blank(opened):
    def fill(workbook):
        workbook.active.append([2, 3, "=A1+B1"])
        workbook.active.append([2, None, "=A2", "=B2"])

    assert opened.rows(saved(fill)) == [(2.0, 3.0, UNCACHED), (2.0, "", UNCACHED, UNCACHED)]


def test_a_formula_without_a_result_may_stand_alone_below_the_last_value(opened):
    content = xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="B3"><f>1</f></c></row>')
    assert [row for row in opened.rows(content) if any(row)] == [(1.0,), ("", UNCACHED)]


def test_a_formula_with_its_result_gives_it(opened):
    content = xlsx(
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c><c r="C1"><f t="shared" si="0"/><v>0</v></c></row>'
    )
    assert opened.rows(content) == [(2.0, "", 0.0)]


def test_zeros_written_in_place_of_results_are_no_results(opened):
    """As xlsxwriter does, which asks for all formulas to be computed when the workbook is opened."""
    rows = '<row r="1"><c r="A1"><v>5</v></c><c r="B1"><f>A1</f><v>0</v></c><c r="C1"><f>A1</f><v>0</v></c></row>'
    asked = "<calcPr fullCalcOnLoad='1'/>"
    assert opened.rows(xlsx(rows, after=asked)) == [(5.0, UNCACHED, UNCACHED)]
    assert opened.rows(xlsx(rows)) == [(5.0, 0.0, 0.0)]
    computed = rows.replace("<f>A1</f><v>0</v></c></row>", "<f>A1</f><v>5</v></c></row>")
    assert opened.rows(xlsx(computed, after=asked)) == [(5.0, 0.0, 5.0)]


# What is hidden, merged, elsewhere


def test_hidden_rows_columns_and_sheets_are_marked(opened):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="2" hidden="1"><c r="A2"><v>1</v></c></row><row r="3" hidden="0"><c r="A3"><v>1</v></c></row><row r="4" hidden="true"/>'
    columns = '<cols><col min="1" max="2" width="9"/><col min="3" max="4" hidden="1"/><col min="9" max="16384" hidden="1"/></cols>'
    content = xlsx(worksheet(rows, before=columns), rows, rows, states={2: 'state="hidden"', 3: 'state="veryHidden"'})
    first, *others = opened(content).sheets
    assert first.marks.hidden_rows == {2}
    assert {3, 4} <= first.marks.hidden_columns
    assert not {1, 2, 5} & first.marks.hidden_columns
    assert [sheet.is_hidden for sheet in others] == [True, True]


def test_filtered_rows_are_hidden_rows(opened):
    def fill(workbook):
        for n in range(1, 6):
            workbook.active.append([n])
        workbook.active.row_dimensions[3].hidden = True

    assert opened(saved(fill)).sheets[0].marks.hidden_rows == {3}


def test_merged_cells_are_marked_wherever_they_are(opened):
    after = '<rowBreaks count="1"><brk id="1"/></rowBreaks>'
    merged = '<mergeCells count="2"><mergeCell ref="A1:A9"/><mergeCell ref="AA2:AB2"/></mergeCells>'
    content = xlsx(worksheet('<row r="1"><c r="A1"><v>1</v></c></row>', after=merged + after))
    assert opened(content).sheets[0].marks.merged == ((1, 1, 9, 1), (2, 27, 2, 28))


def test_cells_that_depend_on_another_workbook_are_told(opened):
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><f>{formula}</f><v>1</v></c></row>'
        for n, formula in enumerate(["[1]Feuil1!A1", "SUM('[2]Budget 2023'!A1:A9)", "Table1[2023]", "A1"], 1)
    )
    parts = {**xlsx_parts(rows), "xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    book = opened(zipped(parts))
    assert [(problem.code, problem.row, problem.parts["n"]) for problem in book.problems] == [("external_link", 1, 2)]
    assert opened(xlsx(rows)).problems == ()


def test_embedded_objects_are_told_and_not_opened(opened):
    parts = {**xlsx_parts('<row r="1"><c r="A1"><v>1</v></c></row>'), "xl/embeddings/oleObject1.bin": b"PK\x03\x04"}
    assert told(opened(zipped(parts))) == [("embedded_object", None)]


def test_power_query_may_keep_its_own_in_utf_16(opened):
    parts = {
        **xlsx_parts('<row r="1"><c r="A1"><v>1</v></c></row>'),
        "customXml/item1.xml": '<?xml version="1.0" encoding="utf-16"?><DataMashup/>'.encode("utf-16"),
    }
    assert opened.rows(zipped(parts)) == [(1.0,)]


# Limits


def test_a_cell_in_the_last_corner_is_refused_before_the_parser_asks_for_memory(opened):
    content = xlsx('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')
    assert opened.refusal(content).code == "too_many_columns"


def test_a_cell_far_below_a_wide_table_is_refused(opened):
    content = xlsx('<row r="1"><c r="Z1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    problem = opened.refusal(content)
    assert (problem.code, problem.sheet, problem.parts["last"]) == ("too_many_rows", "Feuille1", 1_048_576)


def test_sheets_are_counted_together(opened):
    one = '<row r="1"><c r="Z1"><v>1</v></c></row><row r="100000"><c r="A100000"><v>1</v></c></row>'
    assert opened.refusal(xlsx(one, one)).code == "too_many_rows"
    assert opened(xlsx(one)).sheets[0].size == 100_000


def test_the_last_column_that_is_read_is_zz(opened):
    assert len(opened.rows(xlsx('<row r="1"><c r="ZZ1"><v>1</v></c></row>'))[0]) == 702
    problem = opened.refusal(xlsx('<row r="1"><c r="AAA1"><v>1</v></c></row>'))
    assert (problem.code, problem.parts["columns"]) == ("too_many_columns", 703)


def test_sixteen_thousand_columns_are_refused_even_where_cells_do_not_say_their_place(opened):
    assert opened.refusal(xlsx("<row>" + "<c><v>1</v></c>" * 16_384 + "</row>")).code == "too_many_columns"


def test_blank_cells_that_only_have_a_colour_count_for_nothing(opened):
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row><row r="1048576"><c r="A1048576" s="1"/></row>'
    book = opened(xlsx(rows))
    assert list(book.sheets[0].rows()) == [(1.0,)]
    assert book.problems == ()


def test_a_wider_row_further_down_is_seen(opened):
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{"x" * 200}</t></is></c></row>' for n in range(1, 3000)
    )
    wide = rows + '<row r="3000"><c r="XFD3000"><v>1</v></c></row>'
    assert opened.refusal(xlsx(wide)).code == "too_many_columns"


def test_a_sheet_full_to_its_last_row_was_probably_cut(opened):
    content = xlsx('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576"><v>1</v></c></row>')
    assert told(opened(content)) == [("too_many_rows", 1_048_576)]


def test_a_workbook_without_a_filled_cell_is_refused(opened):
    assert opened.refusal(xlsx("")).code == "no_rows"
    assert opened.refusal(xlsx('<row r="1"><c r="A1" s="1"/></row>', "")).code == "no_rows"


def test_a_workbook_without_a_sheet_is_refused(opened):
    assert opened.refusal(xlsx()).code == "no_rows"


# Damage and traps


@pytest.mark.parametrize(
    "declaration", ['<!DOCTYPE a [<!ENTITY x "y">]>', "<!doctype a>", '<!DOCTYPE a SYSTEM "a.dtd">']
)
@pytest.mark.parametrize(
    "part",
    ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels", "docProps/app.xml"],
)
def test_a_document_type_is_refused_in_any_part(opened, part, declaration):
    parts = {"docProps/app.xml": "<Properties/>", **xlsx_parts('<row r="1"><c r="A1"><v>1</v></c></row>')}
    content = parts[part]
    text = content.decode() if isinstance(content, bytes) else content
    prolog, mark, root = text.rpartition("?>")
    parts[part] = prolog + mark + declaration + root
    assert opened.refusal(zipped(parts)).code == "xml_entity"


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_a_document_type_does_not_hide_in_utf_16(opened, codec):
    sheet = worksheet('<row r="1"><c r="A1"><v>1</v></c></row>').decode()
    sheet = sheet.partition("\n")[2]
    assert opened.refusal(xlsx(("<!DOCTYPE a>" + sheet).encode(codec))).code == "xml_entity"
    assert opened.refusal(xlsx(sheet.encode(codec))).code == "unsupported_type"


def test_a_document_type_after_a_long_comment_is_refused(opened):
    sheet = worksheet('<row r="1"><c r="A1"><v>1</v></c></row>').decode().partition("\n")[2]
    for length in range(131_040, 131_080):
        parts = {
            **xlsx_parts('<row r="1"><c r="A1"><v>1</v></c></row>'),
            "xl/theme/theme1.xml": f"<!--{'x' * length}--><!DOCTYPE a>{sheet}",
        }
        assert opened.refusal(zipped(parts)).code == "xml_entity"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row><row r="1"><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row></sheetData><sheetData><row r="2"><c r="A2"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="n"><v>douze</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>7</v></c></row>',
    ],
)
def test_a_sheet_that_programs_would_read_in_two_ways_is_refused(opened, rows):
    """Rows repeated or out of order, a second table of rows, a number that is none, a text that is nowhere."""
    assert opened.refusal(xlsx(rows)).code == "corrupt"


def test_a_sheet_cut_short_is_refused(opened):
    sheet = worksheet('<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A2"><v>2</v></c></row>')
    assert opened.refusal(xlsx(sheet[: sheet.index(b"A2")])).code == "corrupt"


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "_rels/.rels", "xl/_rels/workbook.xml.rels"]
)
def test_a_missing_part_is_refused(opened, part):
    parts = xlsx_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
    del parts[part]
    assert opened.refusal(zipped(parts)).code in {"corrupt", "no_rows"}


def test_macros_are_refused_by_their_part_or_by_their_type(opened):
    parts = xlsx_parts('<row r="1"><c r="A1"><v>1</v></c></row>')
    assert opened.refusal(zipped({**parts, "xl/vbaProject.bin": b"x"})).code == "macro"
    override = (
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/>'
    )
    typed = str(parts["[Content_Types].xml"]).replace("/>", f">{override}</Types>")
    assert opened.refusal(zipped({**parts, "[Content_Types].xml": typed})).code == "macro"
