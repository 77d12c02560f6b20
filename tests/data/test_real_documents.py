"""Real documents, kept beside the repository: every line, every published total, every broken file's verdict."""

import csv
from collections import Counter

import pytest

from data.importers.totem.document import COLUMNS
from metrics.documents import BudgetKind, Column, Step
from metrics.nomenclature import Direction, Nature, Section
from tests.reading import read_file

LINES = {
    "crach-principal-CA-2021-M14": 196,
    "crach-principal-BP-2022-M14": 201,
    "crach-principal-DM2-2021-M14": 185,
    "crach-lotissement-BP-2022-M14": 21,
    "crach-lotissement-DM1-2022-M14": 20,
}
F, I = Section.OPERATING, Section.INVESTMENT  # noqa: E741 (their letters in every French budget)
D, R = Direction.EXPENDITURE, Direction.REVENUE


@pytest.fixture(scope="module")
def totem(shared):
    """The reading of a real document, by its name."""
    return lambda name: read_file((shared / "data/totem/xml" / f"{name}.xml").read_bytes())


@pytest.fixture(scope="module")
def scdl(shared):
    return lambda name: read_file((shared / "data/totem/scdl" / f"{name}.scdl.csv").read_bytes())


@pytest.fixture(scope="module")
def broken(shared):
    return lambda name: read_file((shared / "data/totem/invalid" / name).read_bytes())


@pytest.mark.parametrize("name", LINES)
def test_every_line_is_read_and_nothing_is_asked(totem, name):
    reading = totem(name)
    assert (reading.rows, len(list(reading.lines))) == (LINES[name], LINES[name])
    assert (reading.totals_skipped, reading.rows_refused, reading.problems) == (0, 0, ())


@pytest.mark.parametrize("name", LINES)
def test_the_same_document_in_both_formats_gives_the_same_lines(totem, scdl, name):
    assert [_facts(line) for line in totem(name).lines] == [_facts(line) for line in scdl(name).lines]
    (first,), (second,) = totem(name).documents, scdl(name).documents
    for field in ("authority_code", "authority_kind", "budget_code", "budget_kind", "year", "step", "nomenclature"):
        assert getattr(first, field) == getattr(second, field), field


def _facts(line):
    key = (line.section, line.direction, line.nature, line.chapter, line.account, line.function, line.operation)
    return (*key, dict(line.amounts))


def test_the_heads_of_real_documents(totem):
    (amendment,) = totem("crach-principal-DM2-2021-M14").documents
    (annex,) = totem("crach-lotissement-DM1-2022-M14").documents
    assert (amendment.step, amendment.number, amendment.budget_kind) == (Step.AMENDING, 2, BudgetKind.MAIN)
    assert (annex.step, annex.number, annex.budget_kind) == (Step.AMENDING, 1, BudgetKind.ANNEX)
    assert (annex.budget_code, annex.authority_code, annex.geographic_code) == ("21560046100085", "215600461", "56046")
    assert (amendment.authority_kind, amendment.nomenclature.variant) == ("commune", "M14_COM_500_3500")


def test_published_totals_to_the_cent(totem, shared):
    readings = {name: totem(name) for name in LINES}
    with (shared / "data/totem/expected_aggregates.csv").open(encoding="utf-8") as published:
        rows = list(csv.DictReader(published))
    found = {_place(row): _total(readings[row["document"]], row["amount_field"], row["aggregate"]) for row in rows}
    assert len(found) == 57
    assert found == {_place(row): round(100 * float(row["value"])) for row in rows}


def _place(row):
    return (row["document"], row["amount_field"], row["aggregate"])


def _total(reading, amount_field, aggregate):
    (document,) = reading.documents
    counts = {
        "population": document.population,
        "lignes_budget_avec_nature": reading.rows,
        "lignes_budget_toutes": reading.rows,
    }
    if aggregate in counts:
        return 100 * counts[aggregate]
    return sum(line.amounts.get(COLUMNS[amount_field], 0) for line in document.lines if AGGREGATES[aggregate](line))


def _side(section, direction, *, real=False):
    """Lines of one side of a section; real operations leave out the balances carried over and transferred."""

    def belongs(line):
        counted = not real or (line.nature is Nature.REAL and line.account not in ("001", "002", "021", "023"))
        return (line.section, line.direction) == (section, direction) and counted

    return belongs


def _real(direction, *accounts, besides=()):
    def belongs(line):
        return (
            line.direction is direction
            and line.nature is Nature.REAL
            and line.account.startswith(accounts)
            and not line.account.startswith(tuple(besides))
        )

    return belongs


AGGREGATES = {
    "depenses_fonctionnement_total": _side(F, D),
    "recettes_fonctionnement_total": _side(F, R),
    "depenses_investissement_total": _side(I, D),
    "recettes_investissement_total": _side(I, R),
    "depenses_reelles_fonctionnement": _side(F, D, real=True),
    "recettes_reelles_fonctionnement": _side(F, R, real=True),
    "travaux_en_regie_72": lambda line: line.account.startswith("72") and line.direction is R,
    "depenses_equipement_20_21_23_hors_204": _real(D, "20", "21", "23", besides=("204",)),
    "subventions_equipement_204": _real(D, "204"),
    "charges_personnel_chapitre_012": lambda line: line.chapter == "012",
    "charges_financieres_66": _real(D, "66"),
    "remboursement_capital_16_hors_165": _real(D, "16", besides=("165",)),
    "depots_165_debit": _real(D, "165"),
    "impositions_directes_7311": _real(R, "7311"),
    "dgf_741": _real(R, "741"),
    "cessions_775": _real(R, "775"),
}


def test_the_debt_of_the_loan_annex(totem):
    """603.33 euros per inhabitant: what the budget voted next states for the same 31 December."""
    (document,) = totem("crach-principal-CA-2021-M14").documents
    debt = sum(loan.closing_balance or 0 for loan in document.loans if loan.category == "own")
    assert debt / 100 / document.population == pytest.approx(603.33, abs=0.005)
    assert Counter(loan.category for loan in document.loans) == {"own": 7, "guaranteed": 7}


def test_declared_figures_of_a_real_document(totem):
    (document,) = totem("crach-principal-CA-2021-M14").documents
    assert (document.declared["ValEncDettePop"].text, document.declared["MoyNatDepRFonc"].text) == ("643,93", "578,00")


def test_the_account_of_a_departement(scdl):
    """Its repetitions are its own: nine carry no amount, the last is told and kept."""
    reading = scdl("departement-morbihan-CA-2021-M52")
    (document,) = reading.documents
    assert (len(document.lines), document.authority_kind, document.nomenclature.variant) == (1273, "departement", "M57")
    assert [(told.code, told.row, told.parts["first"]) for told in reading.problems] == [("same_row", 908, 295)]


BROKEN = {
    "totem_mauvais_siret.xml": ("code_format", 24, "IdEtab"),
    "totem_mauvaise_annee.xml": ("bad_date", 32, "Exer"),
    "totem_mauvaise_etape.xml": ("unknown_step", 31, "NatDec"),
    "totem_mauvaise_nomenclature.xml": ("unknown_nomenclature", 28, "Nomenclature"),
    "totem_tronque.xml": ("no_rows", 22, "Budget"),
    "scdl_colonne_sens_absente.csv": ("missing_column", 1, "BGT_CODRD"),
    "scdl_siret_13_chiffres.csv": ("code_format", 2, "BGT_SIRET"),
    "scdl_vide.csv": ("no_rows", 1, "BGT_NATURE"),
    "scdl_zeros_perdus_excel.csv": ("code_format", 2, "BGT_SIRET"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_with_its_place(broken, name):
    reading = broken(name)
    assert [(problem.code, problem.row, problem.column) for problem in reading.errors] == [BROKEN[name]]
    assert not list(reading.lines)


def test_errors_of_a_spreadsheet_are_each_named(broken):
    reading = broken("scdl_erreurs_de_tableur.csv")
    assert Counter(problem.code for problem in reading.errors) == {"formula_error": 26, "sign": 18}
    assert {problem.column for problem in reading.errors} == {"BGT_MTPREV"}
    assert reading.rows_refused == len({problem.row for problem in reading.errors}) == 44


def test_rows_pasted_twice_are_each_named(broken):
    reading = broken("scdl_lignes_en_double.csv")
    assert [(told.code, told.row, told.parts["first"]) for told in reading.errors] == [
        ("duplicate_row", rank + 201, rank) for rank in range(2, 27)
    ]


REPAIRED = {
    "scdl_cp1252_pointvirgule_virgule_decimale.csv": {"encoding": 1},
    # The label in row 104 holds the trace of a dash that an earlier program lost (U+0096).
    "scdl_valeurs_abregees.csv": {"abbreviation": 4, "mojibake": 1},
    "scdl_lignes_de_total_melangees.csv": {"total_row": 1, "mojibake": 1},
}


@pytest.mark.parametrize("name", REPAIRED)
def test_a_file_with_one_reading_is_repaired_and_told(broken, scdl, name):
    reading = broken(name)
    assert Counter(problem.code for problem in reading.warnings) == REPAIRED[name]
    assert not reading.refused
    assert [_facts(line) for line in reading.lines] == [
        _facts(line) for line in scdl("crach-principal-BP-2022-M14").lines
    ]


def test_zeros_that_a_spreadsheet_took_are_found_again_once_the_siret_is_right(shared, scdl):
    content = (shared / "data/totem/invalid/scdl_zeros_perdus_excel.csv").read_bytes()
    reading = read_file(content.replace(b'"2,15600461E+13"', b"21560046100010"))
    assert Counter(problem.code for problem in reading.problems) == {"leading_zero": 18, "mojibake": 1}
    assert [_facts(line) for line in reading.lines] == [
        _facts(line) for line in scdl("crach-principal-BP-2022-M14").lines
    ]


def test_no_difficult_file_raises(shared):
    for path in sorted((shared / "data/bad-inputs/files").iterdir()):
        reading = read_file(path.read_bytes(), path.name)
        assert reading.problems or reading.documents or reading.understood, path.name


@pytest.mark.parametrize("name", ["ok_totem.xml", "totem_annex_people.xml"])
def test_honest_files_are_accepted_without_a_question(shared, name):
    reading = read_file((shared / "data/bad-inputs/files" / name).read_bytes())
    (document,) = reading.documents
    assert reading.problems == ()
    assert len(document.lines) == 28
    assert sum(line.amounts[Column.VOTED] for line in document.lines) == 456291140
    assert sum(line.amounts[Column.EXECUTED] for line in document.lines) == 420059837
    assert "Exemplin" not in repr(reading)
    assert "Fictivon" not in repr(reading)
