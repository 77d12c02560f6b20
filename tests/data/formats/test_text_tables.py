"""Text tables: encodings told apart by how words read, separators by the first lines, rows as a spreadsheet counts them."""

import csv
import io
import random
import tracemalloc

import pytest

from data.importers.choices import Choices
from data.importers.formats.charset import NAMES

FRENCH = """exercice;chapitre;libellé;montant
2024;011;Énergie – électricité;12,50
2024;65;Subventions aux associations – œuvres culturelles;1 234,00
2024;012;Rémunération des élèves à l'école, où ça paraît sûr;3,00
2024;66;« Fêtes » de Noël, naïveté, goûter;4,00
2024;70;Tarif réduit (n° 2) : 5,00 €;5,00
"""


def rows_of(text, separator=";"):
    return [tuple(line.split(separator)) for line in text.splitlines()]


def warned(book):
    return [(problem.code, problem.text, problem.parts.get("encoding")) for problem in book.problems]


# Encodings


@pytest.mark.parametrize(
    ("codec", "name", "is_told"),
    [
        ("utf-8", "UTF-8", False),
        ("utf-8-sig", "UTF-8", False),
        ("utf-16", "UTF-16", False),
        ("utf-16-le", "UTF-16LE", True),
        ("utf-16-be", "UTF-16BE", True),
        ("cp1252", "windows-1252", True),
        ("mac_roman", "MacRoman", True),
    ],
)
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
def test_french_is_read_in_any_encoding(opened, codec, name, is_told, line_break):
    book = opened(FRENCH.replace("\n", line_break).encode(codec))
    assert list(book.sheets[0].rows()) == rows_of(FRENCH)
    assert (book.encoding, book.separator) == (name, ";")
    assert warned(book) == ([("encoding", "libellé", name)] if is_told else [])


def test_the_mark_of_big_endian_utf_16_is_read(opened):
    book = opened("\ufeff".encode("utf-16-be") + FRENCH.encode("utf-16-be"))
    assert (list(book.sheets[0].rows()), book.problems) == (rows_of(FRENCH), ())


@pytest.mark.parametrize(
    ("codec", "name", "lost"),
    [("cp850", "CP850", "–œ€"), ("iso8859-15", "ISO-8859-15", "–")],
)
def test_encodings_with_fewer_letters_are_told_apart_too(opened, codec, name, lost):
    text = FRENCH
    for letter in lost:
        text = text.replace(letter, "e" if letter == "œ" else "-")
    book = opened(text.encode(codec))
    assert list(book.sheets[0].rows()) == rows_of(text)
    assert book.encoding == name


WORDS = (
    "Énergie électricité à l'école élémentaire, État civil, équipement, crèche, piscine des Tilleuls, médiathèque, fêtes "
    "et cérémonies, voirie, théâtre, bâtiments, où, dû, goûter, façade, français, reçu, hôpital, contrôle, île, "
    "maîtrise, Noël, naïf, ÉCLAIRAGE PUBLIC, TRÉSORERIE, FÊTES, DÉPENSES À CARACTÈRE GÉNÉRAL, élèves, impôts, intérêts"
)


@pytest.mark.parametrize("codec", ["cp1252", "mac_roman", "cp850"])
def test_a_few_words_are_enough(opened, codec):
    words = WORDS.replace(",", "").split()
    chosen = random.Random(7)  # noqa: S311
    for _ in range(60):
        sample = chosen.sample([word for word in words if not word.isascii()], 3)
        text = "a;b\n" + "".join(f"{word};1\n" for word in sample)
        assert opened.rows(text.encode(codec)) == rows_of(text), sample


@pytest.mark.parametrize("letter", "éèêçâôîûù")
@pytest.mark.parametrize("codec", ["cp1252", "mac_roman"])
def test_one_letter_within_words_is_enough(opened, codec, letter):
    text = f"a;b\ncr{letter}me;1\n"
    assert opened.rows(text.encode(codec)) == rows_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "Órgão;Dotação\nSecretaria de Educação;1\nSaúde;2\n",
        "biblioteca;città\nAlessandria;più\n",
        "Straße;Größe\nMünchen;1\n",
        "año;población\nmañana;1\n",
    ],
)
def test_other_languages_of_europe_are_read(opened, text):
    assert opened.rows(text.encode("cp1252")) == rows_of(text)
    assert opened.rows(text.encode()) == rows_of(text)


def test_a_sign_alone_beyond_ascii_is_told(opened):
    book = opened("a;b\n12 €;1\n".encode("cp1252"))
    assert list(book.sheets[0].rows())[1] == ("12 €", "1")
    assert warned(book) == [("encoding", "€", "windows-1252")]


def test_ascii_needs_no_word(opened):
    assert opened(b"a;b\n1;2\n").problems == ()


def test_a_text_that_no_encoding_makes_words_of_is_refused(opened):
    assert opened.refusal(b"a;b\n\xb9\xb2\xb3\xb4\xc0\xc1;1\n\xb9\xdb\xdc\xcd;2\n").code == "encoding_unknown"


def test_an_accent_far_down_a_large_file_is_found(opened):
    text = "a;b\n" + "1;2\n" * 300_000 + "école;1\n"
    assert opened.rows(text.encode("cp1252"))[-1] == ("école", "1")
    assert opened.rows(text.encode())[-1] == ("école", "1")


def test_a_byte_that_is_not_utf_8_is_named_with_its_cell(opened):
    spoilt = FRENCH.encode().replace("élèves".encode(), b"\xe9l\xc3\xa8ves")
    problem = opened.refusal(spoilt)
    assert (problem.code, problem.row, problem.column, problem.parts["encoding"]) == ("encoding", 4, "libellé", "UTF-8")
    assert "\ufffdlèves" in problem.text


def test_a_text_cut_in_the_middle_of_a_letter_is_refused(opened):
    problem = opened.refusal(FRENCH.encode().partition(b"culturelles")[0] + "é".encode()[:1])
    assert (problem.code, problem.row) == ("encoding", 3)


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("utf-16", "UTF-16LE"),
        ("utf-16", "UTF-16"),
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("cp1252", "windows-1252"),
    ],
)
def test_an_encoding_may_be_chosen(opened, codec, name):
    book = opened(FRENCH.encode(codec), choices=Choices(encoding=name))
    assert (list(book.sheets[0].rows()), book.problems) == (rows_of(FRENCH), ())


def test_a_chosen_encoding_that_is_not_the_file_s_is_refused(opened):
    problem = opened.refusal(FRENCH.encode("cp1252"), choices=Choices(encoding="UTF-8"))
    assert (problem.code, problem.row) == ("encoding", 1)
    assert opened.refusal(b"a;b\n", choices=Choices(encoding="rot13")).code == "encoding_unknown"


def test_every_encoding_offered_can_be_chosen(opened):
    for name in NAMES:
        codec = name.replace("MacRoman", "mac_roman")
        assert opened.rows("a;b\né;1\n".encode(codec), choices=Choices(encoding=name)) == [("a", "b"), ("é", "1")]


# What no text may hold, what was spoilt before


@pytest.mark.parametrize(
    ("control", "text"), [("\0", "U+0000"), ("\x07", "U+0007"), ("\x1b", "U+001B"), ("\x7f", "U+007F")]
)
@pytest.mark.parametrize("codec", ["utf-8", "cp1252", "mac_roman", "utf-16"])
def test_a_control_character_is_named_with_its_cell(opened, control, text, codec):
    problem = opened.refusal(FRENCH.replace("goûter", f"goû{control}ter").encode(codec))
    assert (problem.code, problem.row, problem.column, problem.text) == ("control_character", 5, "libellé", text)


def test_its_row_is_counted_as_a_spreadsheet_does(opened):
    content = b'a;b\n"un\ndeux";1\n\nx\x07;2\n'
    problem = opened.refusal(content)
    assert (problem.row, problem.column) == (4, "a")


def test_letters_written_in_two_are_told_with_their_rows(opened):
    text = FRENCH.replace("Énergie – électricité", "Énergie – électricité".encode().decode("cp1252", "replace"))
    text = text.replace("goûter", "goûter".encode().decode("latin-1"))
    book = opened(text.encode())
    (problem,) = book.problems
    assert (problem.code, problem.row, problem.rows) == ("mojibake", 2, (2, 5))
    assert list(book.sheets[0].rows()) == rows_of(text)


def test_lost_letters_are_told(opened):
    (problem,) = opened(FRENCH.replace("élèves", "�lèves").encode()).problems
    assert (problem.code, problem.row, problem.text) == ("mojibake", 4, "�lèves")


@pytest.mark.parametrize(
    "text", ["EDUCAÇÃO", "Â l'École", "SÃO PAULO", "IRMÃ;x", "12\u00a0€", "À\u00a0voir", "ﬁn", "Łódź"]
)
def test_honest_letters_are_not_taken_for_spoilt_ones(opened, text):
    assert opened(f"a;b\n{text};1\n".encode()).problems == ()


# Separators


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("title", ["", "Budget 2024, commune d'Exempleville\n\n"])
def test_the_separator_is_found(opened, separator, title):
    text = title + "date|service|nombre\n2024-01-01|Piscine|12\n2024-01-02|Accueil|7\n".replace("|", separator)
    book = opened(text.encode())
    assert book.separator == separator
    assert list(book.sheets[0].rows())[-1] == ("2024-01-02", "Accueil", "7")


def test_decimal_commas_are_no_separators(opened):
    assert opened(b"date;montant\n2024;1,5\n2024;2,5\n2024;3,5\n").separator == ";"
    assert opened("chapitre\tvoté\tréalisé\n011\t1,5\t1,4\n012\t2,5\t2,4\n".encode()).separator == "\t"


def test_lists_within_a_cell_are_no_rows(opened):
    assert opened(b"a,b,c\n1,2,x;y;z;t;u\n1,2,x;y;z;t;u\n").separator == ","


def test_lines_parted_otherwise_do_not_change_the_separator(opened):
    lines = ["a;b;c;d", *["1;2;3;4,5"] * 5, *["1,2,3,4.5"] * 4]
    assert opened("\n".join(lines).encode()).separator == ";"


def test_a_lone_quotation_mark_does_not_change_the_separator(opened):
    lines = ["a;b;c", '1;"x;3,5', *["1;y;3,5"] * 20]
    assert opened("\n".join(lines).encode()).separator == ";"


@pytest.mark.parametrize("line", ["sep=,\n", "SEP=,\r\n", "\ufeffsep=,\n"])
def test_a_declared_separator_is_obeyed_and_is_no_row(opened, line):
    book = opened((line + "a;b,c;d\n1;2,3;4\n").encode())
    assert book.separator == ","
    assert list(book.sheets[0].rows()) == [("a;b", "c;d"), ("1;2", "3;4")]


def test_a_declared_separator_is_no_row_in_a_quoted_table(opened):
    assert opened.rows(b'sep=;\n"a";"b;c"\n') == [("a", "b;c")]


def test_a_separator_may_be_chosen(opened):
    assert opened.rows(b"a;b,c\n1;2,3\n", choices=Choices(separator=",")) == [("a;b", "c"), ("1;2", "3")]


# Rows


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_blank_rows_count(opened, line_break, quote):
    text = f"a;{quote}b{quote}\n\n1;2\n;\n3;4\n".replace("\n", line_break)
    rows = opened.rows(text.encode())
    assert [(n, row) for n, row in enumerate(rows, 1) if any(row)] == [
        (1, ("a", "b")),
        (3, ("1", "2")),
        (5, ("3", "4")),
    ]


def test_rows_longer_or_shorter_than_others_are_given_as_they_are(opened):
    assert opened.rows(b"a;b\n1;2;3\n4\n") == [("a", "b"), ("1", "2", "3"), ("4",)]


def test_the_last_row_needs_no_line_break(opened):
    assert opened.rows(b"a;b\n1;2") == [("a", "b"), ("1", "2")]
    assert opened.rows(b"a;b\r1;2\r") == [("a", "b"), ("1", "2")]


def test_line_breaks_of_several_kinds_are_line_breaks(opened):
    assert opened.rows(b"a;b\r\n1;2\n3;4\r5;6") == [("a", "b"), ("1", "2"), ("3", "4"), ("5", "6")]


def test_other_signs_that_some_programs_break_lines_at_are_letters(opened):
    text = "a;b\nun\u2028deux\u0085;\x1c".replace("\x1c", "\u2029") + "\n"
    assert [len(row) for row in opened.rows(text.encode())] == [2, 2]


def test_cells_are_given_as_they_stand(opened):
    text = "a;b\n 011 ; NA\nNULL;1e5\n=1+1;<b>\n"
    assert opened.rows(text.encode()) == rows_of(text)


def test_the_rows_of_a_large_file_are_those_of_the_csv_module(opened):
    """Long enough that pieces of the file end anywhere: within a letter, a line break, a cell."""
    chosen = random.Random(3)  # noqa: S311
    text = "".join(
        f"{n};{'é' * chosen.randrange(60)};{chosen.randrange(10**6)},5;{'x' * chosen.randrange(9)}\r\n"
        for n in range(20_000)
    )
    expected = [tuple(row) for row in csv.reader(io.StringIO(text, newline=""), delimiter=";")]
    for codec in ("utf-8", "cp1252", "utf-16"):
        assert opened.rows(text.encode(codec)) == expected
    quoted = text.replace(";x", ';"x').replace("x\r\n", 'x"\r\n').replace('"x"\r\n', '"x"\r\n')
    assert opened.rows(quoted.encode()) == expected


def test_a_sheet_says_its_rows_for_a_progress_bar(opened):
    assert opened(FRENCH.encode()).sheets[0].size == 6


# Limits


def test_too_many_columns_are_refused(opened):
    assert opened.refusal((";".join("x" * 703) + "\n").encode()).code == "too_many_columns"
    assert len(opened.rows((";".join("x" * 702) + "\n").encode())[0]) == 702


def test_a_file_without_line_breaks_is_refused(opened):
    assert opened.refusal(b"a;b;" * 600_000).code == "too_long"


@pytest.mark.parametrize("codec", ["utf-8", "cp1252"])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_large_file_is_never_held_whole(opened, codec, quote):
    content = FRENCH.replace("Noël", f"{quote}Noël{quote}").encode(codec) * 10_000
    tracemalloc.start()
    for _ in opened(content).sheets[0].rows():
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < min(len(content), 2_000_000)
