"""Every problem that a reader can find has a sentence, whole in both languages, that names its place."""

import ast
from pathlib import Path

import pytest

from dashboard import locale
from dashboard.importing import problem_sentence
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
OF_THE_PLACE = {"already_imported", "wrong_tenant"}  # found by the dashboard, which knows what is stored
CELL_ERRORS = {"formula_error", "sign", "bad_number"}  # chosen by an expression


def codes_told():
    """The first argument of each call that tells a problem."""
    for file in (ROOT / "data/importers").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(name) | ast.Attribute(attr=name), args=[ast.Constant(str(code)), *_]):
                    if name in TELLERS:
                        yield code


SUFFIXES = ("_row", "_file")  # a sentence for a problem that names no column, or no row either


def code_of(key):
    code = key.removeprefix("problem.")
    return next((code.removesuffix(suffix) for suffix in SUFFIXES if code.endswith(suffix)), code)


def test_every_code_has_a_sentence_and_every_sentence_a_code():
    sentences = {code_of(key) for key in locale.catalogue() if key.startswith("problem.")}
    assert sentences == set(codes_told()) | OF_THE_PLACE | CELL_ERRORS


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


def test_the_files_above_meet_almost_every_problem():
    met = {problem.code for content in FILES for problem in read_file(content).problems}
    assert set(codes_told()) - met <= {"size"}
