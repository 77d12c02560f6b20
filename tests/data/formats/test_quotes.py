"""Quotation marks: honest ones keep separators and line breaks in a cell; a lone one is named where it opens."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from data.importers.choices import Choices

HEADER = "exercice;libelle;montant"
ROWS = [f"2024;Ligne {n};{n},50" for n in range(2, 12)]


def with_rows(changes, header=HEADER, line_break="\n"):
    """A table whose rows of these numbers are replaced."""
    rows = [changes.get(n, row) for n, row in enumerate(ROWS, 2)]
    return (line_break.join([header, *rows]) + line_break).encode()


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    ("row", "column"), [('"2024;Eau;1,50', "exercice"), ('2024;"Eau;1,50', "libelle"), ('2024;Eau;"1,50', "montant")]
)
@pytest.mark.parametrize("number", [2, 5, 11])
def test_a_lone_quotation_mark_is_named_by_row_and_column(opened, row, column, number, line_break):
    problem = opened.refusal(with_rows({number: row}, line_break=line_break))
    assert (problem.code, problem.row, problem.column) == ("quote", number, column)
    assert problem.text.startswith('"')
    assert "\n" not in problem.text


@pytest.mark.parametrize(
    "changes",
    [
        {4: '2024;"Eau;1,50', 5: '2024;Gaz";1,50'},
        {4: '2024;"Eau;1,50', 6: '2024;Gaz";1,50'},
        {4: '2024;"Eau;1,50', 5: '2024;Gaz;1,50"'},
        {4: '2024;"Eau;1,50', 9: '2024;"Gaz";1,50'},
        {4: '2024;"Eau;1,50', 9: '2024;"Gaz; électricité";1,50'},
        {4: '2024;"Eau;1,50', 6: '2024;"";1,50', 9: '2024;Gaz";1,50'},
        {4: '2024;"Eau" froide;1,50'},
        {4: '2024;"Eau" ;1,50'},
        {4: '2024;"Eau;1,50', 5: '2024;Gaz";1,50', 8: '2024;"Bois";1,50'},
    ],
)
def test_one_that_another_closes_further_down_is_named_where_it_opens(opened, changes):
    problem = opened.refusal(with_rows(changes))
    assert (problem.code, problem.row, problem.column) == ("quote", 4, "libelle")


def test_the_row_is_counted_as_a_spreadsheet_does(opened):
    problem = opened.refusal(with_rows({3: '2024;"Eau\nfroide";1,50', 5: '2024;"Gaz;1,50'}))
    assert (problem.row, problem.column) == (5, "libelle")


def test_a_title_may_stand_above_the_table(opened):
    problem = opened.refusal(b"Budget 2024\n\n" + with_rows({4: '2024;"Eau;1,50'}))
    assert (problem.row, problem.column) == (6, "libelle")


def test_a_quotation_mark_far_down_a_large_table_is_named(opened):
    rows = [f"2024;Ligne {n};{n},50" for n in range(2, 60_000)]
    rows[50_000] = '2024;"Eau;1,50'
    problem = opened.refusal("\n".join([HEADER, *rows]).encode())
    assert (problem.code, problem.row, problem.column) == ("quote", 50_002, "libelle")


@pytest.mark.parametrize(
    "changes",
    [
        {4: '2024;"Eau; assainissement";1,50'},
        {4: '2024;"Eau\nassainissement";1,50'},
        {4: '2024;"Eau;\nassainissement;\n; fin";1,50'},
        {4: '2024;"Eau dite ""froide""";1,50'},
        {4: '"2024";"";"1,50"'},
        {4: '2024;Tuyau de 5";1,50', 7: '2024;Tuyau de 6";1,50'},
        {4: '2024;le "grand" bain;1,50'},
        {4: '2024;"Rue A, 1 ; bât. B\n57000 Metz ; France";1,50', 5: '2024;"Rue C\n57000 Metz";1,50'},
        {4: '"2024";"Eau\r\n\r\nfroide";"1,50"'},
    ],
)
def test_honest_quotation_marks_are_read_as_the_csv_module_reads_them(opened, changes):
    content = with_rows(changes)
    expected = [tuple(row) for row in csv.reader(io.StringIO(content.decode(), newline=""), delimiter=";")]
    assert opened.rows(content) == expected
    assert len(expected) == 11


def test_titles_of_two_lines_are_titles(opened):
    content = with_rows({}, header='exercice;libelle;"montant\nvoté"')
    assert opened.rows(content)[0] == ("exercice", "libelle", "montant\nvoté")


def test_notes_of_two_lines_beside_one_cell_are_read(opened):
    content = b'date,note\n2024,"un, deux\ntrois, quatre"\n2025,"cinq\nsix"\n'
    assert opened.rows(content)[1] == ("2024", "un, deux\ntrois, quatre")


def test_a_cell_beyond_what_the_csv_module_holds_is_named(opened):
    content = b'a;"b"\n1;2\n' + b"x" * 140_000 + b";3\n"
    problem = opened.refusal(content)
    assert (problem.code, problem.row) == ("too_long", 3)


@pytest.mark.parametrize("codec", ["cp1252", "mac_roman", "utf-16", "utf-8-sig"])
def test_quotes_are_found_in_any_encoding(opened, codec):
    content = with_rows({4: '2024;"Énergie; électricité";1,50', 7: '2024;"Élections;1,50'}).decode().encode(codec)
    problem = opened.refusal(content)
    assert (problem.code, problem.row, problem.column) == ("quote", 7, "libelle")


# A cell of line breaks alone is also what two lone quotation marks leave between them: it is refused, so left out here.
OF_LINES = st.text('ab\n\r"é', max_size=8).filter(lambda text: not text or text.strip("\r\n"))
CELLS = st.one_of(st.text("ab é€'0123,.=-\"\t", max_size=8), OF_LINES, st.text('ab;"é', max_size=8))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    rows=st.integers(2, 5).flatmap(lambda width: st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1)),
    quoting=st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    codec=st.sampled_from(["utf-8-sig", "utf-16"]),
)
def test_whatever_the_csv_module_writes_is_read_as_it_was(opened, rows, quoting, codec):
    rows = [["titre"] * len(rows[0]), *rows]
    text = io.StringIO()
    csv.writer(text, delimiter=";", quoting=quoting).writerows(rows)
    assert opened.rows(text.getvalue().encode(codec), choices=Choices(separator=";")) == [tuple(row) for row in rows]


def test_no_message_shows_what_stands_under_the_title_of_a_person(opened):
    problem = opened.refusal(with_rows({4: '2024;"Alix;1,50'}, header="exercice;prenom;montant"))
    assert (problem.code, problem.row, problem.column, problem.text) == ("quote", 4, "prenom", "…")
