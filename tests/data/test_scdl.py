"""SCDL budgets as real files are: what has one reading is repaired and told, the rest is refused and named."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.importers.budget.fields import AMOUNTS as COLUMN_OF
from data.importers.budget.fields import FIELDS, SCDL
from data.importers.names import clean_name
from metrics.documents import BudgetKind, Column, Step
from metrics.nomenclature import Direction, Nature, Section
from tests.reading import read_file

TITLES = {title: field.name for field in FIELDS for title in field.headers if title.startswith(SCDL)}
HEADER = tuple(title.upper().replace(" ", "_") for title in TITLES)
AMOUNTS = {title.upper().replace(" ", "_"): COLUMN_OF[name] for title, name in TITLES.items() if name in COLUMN_OF}
REQUIRED = ("BGT_NATDEC", "BGT_ANNEE", "BGT_SIRET", "BGT_NATURE", "BGT_CODRD")
SIRET = "21990001200015"
USUAL = {
    "BGT_NATDEC": "Compte administratif",
    "BGT_ANNEE": "2024",
    "BGT_SIRET": SIRET,
    "BGT_NOM": "EXEMPLEVILLE",
    "BGT_CONTNAT": "011",
    "BGT_NATURE": "60611",
    "BGT_SECTION": "fonctionnement",
    "BGT_OPBUDG": "réel",
    "BGT_CODRD": "dépense",
    "BGT_MTREAL": "10.00",
}


def row(**cells):
    """A usual row, but for the cells named without their BGT_."""
    return USUAL | {f"BGT_{name}": value for name, value in cells.items()}


def table(*rows, header=HEADER, separator=","):
    written = io.StringIO()
    lines = csv.writer(written, delimiter=separator, lineterminator="\r\n")
    lines.writerow(header)
    lines.writerows([each.get(name, "") for name in header] for each in rows)
    return written.getvalue()


def read(text, encoding="utf-8"):
    return read_file(text.encode(encoding))


def verdicts(reading):
    return [
        (problem.code, str(problem.severity), problem.row, problem.column, problem.text) for problem in reading.problems
    ]


def test_a_line_is_read_as_its_file_states_it():
    reading = read(table(row(FONCTION="020", OPERATION="12", MTPREV="20.00", CREDOUV="25")))
    (found,) = reading.lines
    assert (found.row, found.section, found.direction) == (2, Section.OPERATING, Direction.EXPENDITURE)
    assert (found.nature, found.chapter, found.account) == (Nature.REAL, "011", "60611")
    assert (found.function, found.operation, found.inferred) == ("020", "12", None)
    assert found.amounts == {Column.EXECUTED: 1000, Column.VOTED: 2000, Column.OPENED: 2500}
    assert reading.problems == ()


def test_the_head_of_a_document():
    (found,) = read(table(row())).documents
    assert (found.authority_code, found.budget_code, found.authority_name) == (SIRET[:9], SIRET, "EXEMPLEVILLE")
    assert (found.authority_kind, found.budget_kind, found.year) == ("commune", BudgetKind.MAIN, 2024)
    assert (found.step, found.number, found.population, found.loans) == (Step.CLOSED, 0, None, None)


@pytest.mark.parametrize("name", list(AMOUNTS))
def test_every_amount_has_its_column(name):
    (found,) = read(table(row(MTREAL="") | {name: "1.00"})).lines
    assert found.amounts == {AMOUNTS[name]: 100}


@pytest.mark.parametrize(
    ("words", "step", "unified"),
    [
        ("budget primitif", Step.INITIAL, False),
        ("BUDGET  SUPPLEMENTAIRE", Step.SUPPLEMENTARY, False),
        ("Décision modificative", Step.AMENDING, False),
        ("compte administratif", Step.CLOSED, False),
        ("Compte financier unique", Step.CLOSED, True),
        ("CFU", Step.CLOSED, True),
        ("bp", Step.INITIAL, False),
    ],
)
def test_steps_as_people_write_them(words, step, unified):
    (found,) = read(table(row(NATDEC=words))).documents
    assert (found.step, found.is_unified_account) == (step, unified)


def test_abbreviations_are_read_and_told_with_their_rows():
    reading = read(table(row(CODRD="D"), row(NATURE="60612", CODRD="D"), row(NATURE="73111", CONTNAT="731", CODRD="R")))
    assert [(told.text, told.parts["read"], told.parts["n"], told.parts["rows"]) for told in reading.warnings] == [
        ("D", "dépense", 2, "2, 3"),
        ("R", "recette", 1, "4"),
    ]
    assert (reading.refused, len(list(reading.lines))) == (False, 3)


@pytest.mark.parametrize("separator", list(",;\t|"))
def test_separators(separator):
    assert [line.account for line in read(table(row(), separator=separator)).lines] == ["60611"]
    announced = f"sep={separator}\r\n" + table(row(), separator=separator)
    assert [line.row for line in read(announced).lines] == [2]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_utf8_asks_nothing(encoding):
    assert read(table(row()), encoding).problems == ()


def test_another_encoding_is_told_with_a_word_to_look_at():
    reading = read(table(row(NOM="Égletons")), "cp1252")
    (told,) = reading.problems
    assert (told.code, told.parts["encoding"], reading.encoding) == ("encoding", "windows-1252", "windows-1252")
    assert told.text == "Égletons"


def test_an_encoding_that_a_mark_announces_asks_nothing():
    reading = read(table(row(NOM="Égletons")), "utf-16")
    assert (reading.problems, reading.encoding) == ((), "UTF-16")


def test_titles_whatever_their_case_accents_and_spaces():
    header = [f" {name.lower().replace('_', ' ')} " for name in HEADER]
    text = table(row()).replace(",".join(HEADER), ",".join(header))
    assert [line.account for line in read(text).lines] == ["60611"]


def test_amounts_in_french():
    (found,) = read(table(row(MTREAL="1 234,56"), separator=";")).lines
    assert found.amounts == {Column.EXECUTED: 123456}


def test_a_receipt_without_section_nor_chapter_finds_both_in_the_chart():
    reading = read(table(row(NATURE="73111", CONTNAT="", SECTION="", CODRD="recette")))
    (found,) = reading.lines
    assert (found.section, found.chapter, found.inferred) == (Section.OPERATING, "731", "chapter section")
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("year", "accounts", "variant"),
    [
        ("2022", ["60611", "73111", "7398"], "M14_COM_500_3500"),
        ("2022", ["6061", "73111", "65748"], "M57_A"),
        ("2024", ["6061", "73111", "65748"], "M57_A"),
        ("2024", ["6061", "70111", "70611"], "M49_D"),
        ("2027", ["6061", "73111", "65748"], "M57_A"),
    ],
)
def test_the_nomenclature_is_the_one_that_knows_the_accounts(year, accounts, variant):
    rows = [row(NATDEC="budget primitif", ANNEE=year, NATURE=account, CONTNAT="") for account in accounts]
    reading = read(table(*rows))
    assert reading.documents[0].nomenclature.variant == variant
    assert list(reading.details["nomenclatures"].values()) == [f"{variant} (3/3)"]


def test_charts_that_know_as_much_are_told():
    (told,) = read(table(row(NATURE="6061", CONTNAT="011"))).warnings
    assert told.code == "ambiguous_nomenclature"


def test_a_printed_total_is_left_aside_told_and_compared():
    rows = [row(MTREAL="10.00"), row(NATURE="60612", MTREAL="20.00"), _total(MTREAL="30.00"), _total(MTREAL="31.00")]
    reading = read(table(*rows))
    assert verdicts(reading) == [
        ("total_row", "warning", 4, "BGT_CONTNAT_LABEL", "TOTAL CHAPITRE 011"),
        ("total_mismatch", "warning", 5, "BGT_MTREAL", "31.00"),
    ]
    assert reading.problems[1].parts["sum_cents"] == 3000
    assert (reading.rows, reading.totals_skipped, len(list(reading.lines))) == (4, 2, 2)


def _total(**cells):
    return row(CONTNAT_LABEL="TOTAL CHAPITRE 011", NATURE="", OPBUDG="", **cells)


def test_a_row_without_account_that_is_no_total_is_refused():
    reading = read(table(row(), row(NATURE="", CONTNAT_LABEL="Charges à caractère général", MTREAL="11.00")))
    assert verdicts(reading) == [("blank_cell", "error", 3, "BGT_NATURE", "")]
    assert reading.rows_refused == 1


def test_a_row_without_account_that_prints_the_sum_of_its_chapter_is_a_total():
    reading = read(table(row(), row(NATURE="60612"), row(NATURE="", CONTNAT_LABEL="Charges générales", MTREAL="20.00")))
    assert verdicts(reading) == [("total_row", "warning", 4, "BGT_CONTNAT_LABEL", "Charges générales")]
    assert [(total.place, total.printed, total.computed) for total in reading.printed_totals] == [
        ("F D 011", 2000, 2000)
    ]


def test_lost_zeros_of_chapters_and_balances_are_found_again():
    rows = [
        row(CONTNAT="11"),
        row(CONTNAT="13", NATURE="6419", CODRD="recette"),
        row(CONTNAT="13", NATURE="1321", SECTION="investissement", CODRD="recette"),
        row(CONTNAT="2", NATURE="2", NATURE_LABEL="Résultat de fonctionnement reporté", CODRD="recette"),
        row(CONTNAT="22", NATURE="22", NATURE_LABEL="Dépenses imprévues"),
        row(CONTNAT="20", NATURE="2031", SECTION="investissement"),
        row(NATURE="7398", CONTNAT="14"),
    ]
    reading = read(table(*rows))
    assert [(line.chapter, line.account) for line in reading.lines] == [
        ("011", "60611"), ("013", "6419"), ("13", "1321"), ("002", "002"), ("022", "022"), ("20", "2031"), ("014", "7398"),
    ]  # fmt: skip
    assert {(told.row, told.column, told.text, told.parts["read"]) for told in reading.warnings} == {
        (2, "BGT_CONTNAT", "11", "011"),
        (3, "BGT_CONTNAT", "13", "013"),
        (5, "BGT_NATURE", "2", "002"),
        (5, "BGT_CONTNAT", "2", "002"),
        (6, "BGT_NATURE", "22", "022"),
        (6, "BGT_CONTNAT", "22", "022"),
        (8, "BGT_CONTNAT", "14", "014"),
    }


def test_a_function_that_may_have_lost_its_zero_is_never_guessed():
    reading = read(table(row(CONTNAT="11", FONCTION="20"), row(NATURE="65748", CONTNAT="65", FONCTION="311")))
    assert [(told.code, told.row, told.text, told.parts["other"]) for told in reading.errors] == [
        ("ambiguous_function", 2, "20", "020")
    ]
    assert read(table(row(CONTNAT="011", FONCTION="20"))).refused is False


@pytest.mark.parametrize(
    ("cells", "code", "column", "text"),
    [
        ({"SIRET": "2,199E+13"}, "code_format", "BGT_SIRET", "2,199E+13"),
        ({"SIRET": "2199000120001"}, "code_format", "BGT_SIRET", "2199000120001"),
        ({"SIRET": ""}, "code_format", "BGT_SIRET", ""),
        ({"ANNEE": "22"}, "bad_date", "BGT_ANNEE", "22"),
        ({"ANNEE": "1900"}, "year_out_of_range", "BGT_ANNEE", "1900"),
        ({"NATDEC": "compte de gestion"}, "unknown_code", "BGT_NATDEC", "compte de gestion"),
        ({"CODRD": "débit"}, "unknown_code", "BGT_CODRD", "débit"),
        ({"CODRD": ""}, "blank_cell", "BGT_CODRD", ""),
        ({"SECTION": "trésorerie"}, "unknown_code", "BGT_SECTION", "trésorerie"),
        ({"NATURE": "eau"}, "account_format", "BGT_NATURE", "eau"),
        ({"OPERATION": "Réfection de la toiture"}, "too_long", "BGT_OPERATION", "Réfection de la toiture…"),
        ({"MTREAL": "douze"}, "bad_number", "BGT_MTREAL", "douze"),
        ({"MTREAL": "1.234"}, "ambiguous_number", "BGT_MTREAL", "1.234"),
        ({"MTREAL": "#REF!"}, "formula_error", "BGT_MTREAL", "#REF!"),
        ({"MTREAL": "(1 200,00)"}, "sign", "BGT_MTREAL", "(1 200,00)"),
    ],
)
def test_a_cell_that_cannot_be_read_names_its_row_and_column(cells, code, column, text):
    reading = read(table(row(), row(NATURE="60612") | row(**{"NATURE": "60612", **cells})))
    assert verdicts(reading) == [(code, "error", 3, column, text)]
    assert (len(list(reading.lines)), reading.rows_refused) == (1, 1)


def test_a_siret_written_with_spaces_is_read():
    assert read(table(row(SIRET="219 900 012 00015"))).documents[0].budget_code == SIRET


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_column_is_named(name):
    reading = read(table(row(), header=[column for column in HEADER if column != name]))
    assert verdicts(reading) == [("missing_column", "error", 1, name, None)]


def test_a_file_without_amount_misses_a_column():
    reading = read(table(row(), header=[name for name in HEADER if name not in AMOUNTS]))
    assert verdicts(reading) == [("missing_column", "error", 1, "BGT_MTREAL", None)]


def test_a_column_given_twice_is_refused():
    reading = read(table(row(), header=(*HEADER, "BGT_MTREAL")))
    assert verdicts(reading) == [("duplicate_header", "error", 1, "BGT_MTREAL", None)]


def test_columns_beyond_the_schema_are_left_aside_and_named():
    assert read(table(row(), header=(*HEADER, "NOTE"))).details["columns_left_aside"] == ["NOTE"]


def test_a_header_alone_is_refused():
    assert verdicts(read(table())) == [("no_rows", "error", 1, "BGT_NATURE", None)]


def test_totals_alone_are_no_document():
    assert verdicts(read(table(_total(MTREAL="1.00")))) == [("no_rows", "error", 1, "BGT_NATURE", None)]


def test_letters_lost_upstream_are_told():
    (told,) = read(table(row(NOM="\ufffdgletons"))).problems
    assert (told.code, told.parts["n"]) == ("mojibake", 1)


def test_a_row_with_another_number_of_cells_has_shifted():
    told = read(table(row(), row(NATURE_LABEL="Eau")).replace("Eau", "Eau, assainissement")).errors
    assert [(one.code, one.row, one.parts) for one in told] == [
        ("row_shape", 3, {"cells": len(HEADER) + 1, "columns": len(HEADER)})
    ]


def test_a_stray_quote_names_its_row():
    text = table(row(), row(NATURE_LABEL="Eau"), row()).replace(",Eau,", ',"Eau,')
    assert [told[:4] for told in verdicts(read(text))] == [("quote", "error", 3, "BGT_NATURE_LABEL")]


def test_an_invisible_character_names_its_row():
    assert verdicts(read(table(row(), row(NOM="Exemple\x07ville")))) == [
        ("control_character", "error", 3, "BGT_NOM", "U+0007")
    ]


def test_blank_rows_count_as_a_spreadsheet_shows_them():
    text = table(row(), row(NATURE="60612")).replace("\r\n", "\r\n\r\n" + "," * (len(HEADER) - 1) + "\r\n", 1)
    assert [line.row for line in read(text).lines] == [4, 5]


def test_several_documents_in_one_file():
    rows = [row(), row(ANNEE="2023"), row(NATDEC="budget primitif"), row(SIRET="21990001200023", NATURE="6068")]
    found = read(table(*rows)).documents
    assert [(each.budget_code[-2:], each.year, str(each.step)) for each in found] == [
        ("15", 2023, "closed"), ("15", 2024, "closed"), ("15", 2024, "initial"), ("23", 2024, "closed"),
    ]  # fmt: skip
    assert found[3].budget_kind is BudgetKind.ANNEX


def test_a_file_of_several_towns_is_refused():
    (told,) = read(table(row(), row(), row(SIRET="21990002000014"))).errors
    assert (told.code, told.row, told.parts["n"]) == ("several_authorities", 4, 2)


def test_an_amending_decision_is_told_to_have_no_number():
    reading = read(table(row(NATDEC="décision modificative")))
    assert [problem.code for problem in reading.warnings] == ["unnumbered_amendment"]
    assert reading.documents[0].number == 1


def test_a_block_pasted_twice_is_refused_with_both_rows():
    block = [row(NATURE=account) for account in ("60611", "60612", "60621")]
    reading = read(table(*block, row(NATURE="6156"), *block))
    assert [(told.code, told.row, told.parts["first"]) for told in reading.errors] == [
        ("duplicate_row", 6, 2),
        ("duplicate_row", 7, 3),
        ("duplicate_row", 8, 4),
    ]
    assert (len(list(reading.lines)), reading.rows_refused) == (4, 3)


def test_lines_alike_one_by_one_are_kept_and_told():
    reading = read(table(row(), row(NATURE="60612"), row(), row(NATURE="6156"), row(NATURE="60612")))
    assert [(told.code, told.row, told.parts["first"]) for told in reading.warnings] == [
        ("same_row", 4, 2),
        ("same_row", 6, 3),
    ]
    assert len(list(reading.lines)) == 5


@pytest.mark.parametrize(
    ("content", "code", "text"),
    [
        (b"", "empty_file", None),
        (b" \r\n ", "empty_file", None),
        (b"PK\x03\x04rest", "corrupt", None),
        (b"%PDF-1.7", "unsupported_type", "pdf"),
        (b"<!DOCTYPE html><html></html>", "unsupported_type", "html"),
        (b"\x00\x01\x02\x03", "unsupported_type", "binary"),
        (b"couleur;forme\r\na;b\r\n", "header", None),
        (b"Bonjour", "header", None),
        (b"\xff\xfe\x00\xd8", "encoding_unknown", None),
    ],
)
def test_a_file_of_another_kind_is_named(content, code, text):
    reading = read_file(content)
    assert [(problem.code, problem.text) for problem in reading.problems] == [(code, text)]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\budget.csv", "budget.csv"),
        ("bud\x00get\u202e.csv\n", "budget.csv"),
        ("é" * 300, "é" * 255),
        ("..", "fichier"),
        ("", "fichier"),
    ],
)
def test_a_name_is_never_a_path(sent, kept):
    assert clean_name(sent) == kept


def test_a_header_that_took_a_row_in_makes_every_row_too_short():
    whole = table(row(), row(), row())
    found = read_file(whole.replace("\r\n", ",", 1).encode())
    assert [problem.row for problem in found.errors if problem.code == "row_shape"] == [2, 3]
    assert found.documents == ()


@settings(max_examples=300)
@given(st.data())
def test_a_damaged_file_never_raises(data):
    whole = table(row(), _total(MTREAL="10.00"), row(CONTNAT="12", NATURE="64111", NATURE_LABEL="Été"), row()).encode()
    start = data.draw(st.integers(0, len(whole) - 1))
    end = data.draw(st.integers(start, min(start + 40, len(whole))))
    read_file(whole[:start] + data.draw(st.binary(max_size=12)) + whole[end:])


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content):
    read_file(content)
