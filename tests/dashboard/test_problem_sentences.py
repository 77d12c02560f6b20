"""Every problem that a reader can find has a sentence, whole in both languages, that names its place."""

import ast
from pathlib import Path

import pytest

from dashboard import locale
from dashboard.importing import problem_sentence
from dashboard.locale import typeset
from data.importers.reading import Problem, Severity
from tests.data.totem_text import budget, document, line, loan, loans
from tests.reading import read_file

ROOT = Path(__file__).resolve().parents[2]
TELLERS = {
    "Problem",
    "CellError",
    "error",
    "warning",
    "error_alike",
    "warning_alike",
    "_of_header",
    "refused",
    "refused_sheet",
    "refused_cell",
}
OF_THE_CHILD = {"too_heavy", "too_slow", "unforeseen"}  # told by the sandbox of a child that died
# A sentence for a problem that names no column, or no row either, or a column that one value may stand for.
SUFFIXES = ("_row", "_file", "_constant")


def words_in(folder):
    """Every text written in the code of a room, from which a code may be composed or chosen."""
    for file in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Constant(str(text)):
                    yield text


def codes_told():
    """The first argument of each call that tells a problem, where it is written out."""
    for file in (ROOT / "data/importers").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(name) | ast.Attribute(attr=name), args=[ast.Constant(str(code)), *_]):
                    if name in TELLERS and " " not in code:
                        yield code


def sentences():
    return {key.removeprefix("problem.") for key in locale.catalogue() if key.startswith("problem.")}


def test_every_code_told_has_a_sentence():
    said = {name for code in sentences() for name in (code, *(code.removesuffix(suffix) for suffix in SUFFIXES))}
    assert (set(codes_told()) | OF_THE_CHILD) - said == set()


def test_every_sentence_has_a_code():
    written = {*words_in("data/importers"), *words_in("dashboard")}
    left = {code for code in sentences() if code not in written}
    assert {code for code in left if not any(code.removesuffix(suffix) in written for suffix in SUFFIXES)} == set()


@pytest.mark.parametrize("language", locale.LANGUAGES)
@pytest.mark.parametrize("code", sorted(sentences()))
def test_every_sentence_is_whole_and_names_the_place_it_is_for(spoken, language, code):
    parts = {name: name.upper() for name in locale.placeholders(say_of(language, code))} | {"n": 2}
    sentence = spoken(language, locale.t, f"problem.{code}", **parts)
    assert sentence[-1] in ".?)»”"
    assert ("ROW" in sentence) >= code.endswith("_row")


def say_of(language, code):
    text = locale.catalogue()[f"problem.{code}"].text
    return text.fr if language == "fr" else text.en


HEADER = "BGT_NATDEC,BGT_ANNEE,BGT_SIRET,BGT_NOM,BGT_CONTNAT,BGT_NATURE,BGT_FONCTION,BGT_OPBUDG,BGT_CODRD,BGT_MTREAL"
ROW = "CA,2024,21990001200015,Exempleville,11,60611,20,réel,D,10.00"
FILES = [
    b"",
    b"%PDF",
    b"\xff\xfe\x00\xd8",
    document(prolog="<!DOCTYPE d>").encode(),
    document(root="Facture").encode(),
    document().encode(),
    document(budget(line("60611")))[:-30].encode(),
    document(budget(line("60611"), siret="1", year="x", step="99", nomenclature="M57")).encode(),
    document(budget(line("60611"), year="1900"), budget(line("60611"), year="1900"), encoding="UTF-16", N="é�").encode(),
    document(
        budget(
            *[line(account, MtReal="5.00") for account in ("60611", "60612", "9999") * 2],
            line("60611", MtReal="5.00"),
            line("60611", "X", MtReal="x"),
            line("60611", OpBudg="2", MtReal="1.234"),
            line("eau", Fonction="0" * 20, MtReal="#REF!"),
            siret="21560046100011",
            step="02",
            annexes=loans(loan("01", MtIntExer="(1)")),
        )
    ).encode(),
    document(budget(line("60611", MtReal="5.00"), line("6156", MtReal="1.00"), line("60611", MtReal="5.00"))).encode(),
    HEADER.encode(),
    f"{HEADER},BGT_NOM\n{ROW},x".encode(),
    f"{HEADER}\n{ROW},x".encode(),
    f'{HEADER}\n"{ROW}'.encode(),
    f"{HEADER}\n{ROW}\x07".encode(),
    HEADER.replace("BGT_CODRD,", "").encode(),
    f"{HEADER}\n{ROW}\n{ROW.replace('CA', 'DM').replace('D,', 'débit,')}\n{ROW.replace('60611', '')}\n".encode("cp1252"),
    f"{HEADER}\n{ROW.replace('20,réel', ',réel')}\n{ROW.replace('60611', 'TOTAL')}\n{ROW.replace('2199', '2100')}\n".encode(),
    f"{HEADER}\n{ROW.replace('11,60611', '011,6061').replace('CA', 'DM')}\n{ROW.replace('10.00', '9.00').replace('60611', 'TOTAL').replace('11,', '011,').replace('CA', 'DM')}".encode(),
]  # fmt: skip


@pytest.mark.parametrize("language", locale.LANGUAGES)
@pytest.mark.parametrize("content", FILES)
def test_a_problem_is_said_whole_and_names_its_place(spoken, content, language):
    problems = read_file(content).problems
    assert problems
    for problem in problems:
        sentence = spoken(language, problem_sentence, problem)
        assert "None" not in sentence
        assert problem.row is None or str(problem.row) in sentence
        assert problem.column is None or problem.column in sentence


@pytest.mark.parametrize(
    ("language", "code", "text", "words"),
    [
        ("fr", "unit", "thousands", "« milliers d'euros »"),
        ("en", "unit", "thousands", "“thousands of euros”"),
        ("en", "counted_rows", "lignes", "“rows”"),
    ],
)
def test_a_code_of_ours_is_said_in_words(spoken, language, code, text, words):
    problem = Problem(code, Severity.WARNING, 4, None, text, parts={"rows_read": 1, "records": 1})
    assert typeset(words) in spoken(language, problem_sentence, problem)
