"""Budget tables in every honest layout: each line read once, no total counted, each doubt told with its place."""

import csv
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.importing import problem_sentence
from dashboard.locale import typeset
from data.importers import layout
from data.importers.budget.table import KIND_READ
from data.importers.budget.words import constants_in, given_in
from data.importers.choices import Choices, Correction
from data.importers.grid import Book, Sheet
from data.importers.reading import Unreadable
from data.importers.table import Context, Town
from data.importers.titles import Titles
from metrics.documents import BudgetKind, Column, Step
from metrics.nomenclature import Direction, Nature, Section
from tests.reading import read_file

TOWN = Town("219900012", "21990001200015", "Exempleville")
CRACH = Town("215600461", "21560046100010", "CRACH")
TODAY = date(2025, 6, 2)
TITLES = ("exercice", "etape", "section", "sens", "chapitre", "nature", "fonction", "libelle", "montant_vote", "montant_realise")  # fmt: skip
EAU = ("2024", "CA", "F", "D", "011", "60611", "020", "Eau", "100,00", "90,00")
GAZ = ("2024", "CA", "F", "D", "011", "60612", "212", "Gaz", "200,00", "180,00")
PAYE = ("2024", "CA", "F", "D", "012", "64111", "020", "Titulaires", "500,00", "490,00")
AIDES = ("2024", "CA", "F", "D", "65", "65748", "313", "Subventions", "40,00", "40,00")
TAXES = ("2024", "CA", "F", "R", "731", "73111", "01", "Impôts", "840,00", "850,00")


def read(*rows, name="budget.xlsx", sheet="Feuil1", town=TOWN, typed=True, choices=None, more=()):
    """The reading of a workbook of one sheet, or more; of a CSV where not typed."""
    sheets = [(sheet if typed else None, rows), *more]
    book = Book(
        "xlsx" if typed else "csv",
        tuple(Sheet(title, lambda kept=kept: iter([tuple(row) for row in kept])) for title, kept in sheets),
    )
    context = Context(choices or Choices(), name, TODAY, town, Path(), lambda _share: None)
    found = layout.understand(book, context, (KIND_READ,))
    return found.read.read(found.tables, context)


def flat(*rows, titles=TITLES, **how):
    """A CSV with a chapter on each line, as most exports are."""
    return read(titles, *rows, typed=False, **how)


def facts(reading):
    """Row, section, side, chapter, account and amounts in euros of each line."""
    return [
        (line.row, f"{line.section}{line.direction}", line.chapter, line.account, euros(line)) for line in reading.lines
    ]


def euros(line):
    return {str(column): cents / 100 for column, cents in line.amounts.items()}


def told(reading):
    return [(problem.code, problem.row, problem.column) for problem in reading.problems]


def changed(row, **cells):
    return [cells.get(title, cell) for title, cell in zip(TITLES, row, strict=True)]


# What titles say


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("COMMUNE DE CRACH - COMPTE ADMINISTRATIF 2021", {"step": "closed", "year": "2021", "name": "CRACH"}),
        ("SECTION DE FONCTIONNEMENT - DÉPENSES", {"section": "F", "direction": "D"}),
        ("Fonct. dépenses", {"section": "F", "direction": "D"}),
        ("RI", {"section": "I", "direction": "R"}),
        ("CRACH BP 2022 (export papier)", {"step": "initial", "year": "2022"}),
        ("paris budget vote 2020", {"step": "initial", "year": "2020"}),
        ("Décision modificative n° 2 - 2023", {"step": "amending", "number": "2", "year": "2023"}),
        ("Budget primitif 2025 imprimé le 12/12/2024", {"step": "initial", "year": "2025"}),
        ("CA Saint-Brieuc BP 2024", {"step": "initial", "year": "2024"}),
        ("recife despesa 2024", {"year": "2024", "direction": "D"}),
        ("Budget annexe de l'eau - 2024 (M49)", {"year": "2024", "budget": "Budget annexe de l'eau", "nomenclature": "M49"}),
        ("Commune de Val - budget principal M57", {"name": "Val", "budget": "budget principal", "nomenclature": "M57"}),
        ("Budget annexe : Service de l'eau (M49)", {"budget": "Budget annexe : Service de l'eau", "nomenclature": "M49"}),
        ("Budget annexe - Lotissement Les Chênes - BP 2025", {"step": "initial", "year": "2025", "budget": "Budget annexe : Lotissement Les Chênes"}),
        ("Budget annexe - BP 2025", {"step": "initial", "year": "2025", "budget": "Budget annexe"}),
        ("SIRET : 219 900 012 00015", {"siret": "21990001200015"}),
        ("Montants en CHF", {"currency": "CHF"}),
        ("Édition du 02/04/2025", {}),
        ("Mairie - BP 45 - 56950 CRACH", {}),
        ("Export du 12 mai", {}),
        ("Budgets primitifs 2023 à 2025", {"step": "initial"}),
        ("Dépenses et recettes", {}),
    ],
)  # fmt: skip
def test_what_a_title_states(text, stated):
    assert constants_in(text) == stated


@pytest.mark.parametrize(
    ("header", "stated"),
    [
        ("2023", {"year": "2023"}),
        ("2023 / Voté", {"year": "2023", "stage": "voted"}),
        ("CA 2023", {"year": "2023", "step": "closed", "stage": "executed"}),
        ("DM 1", {"step": "amending", "number": "1", "stage": "voted"}),
        ("Recettes", {"direction": "R"}),
        ("Titres émis", {"direction": "R", "stage": "executed"}),
        ("Effectifs 2023", {}),
        ("Taux de réalisation 2023", {}),
        ("source_page", {}),
    ],
)
def test_what_the_title_of_a_spread_column_states(header, stated):
    assert given_in(header) == stated


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("BGT_MTREAL", "executed"), ("Chap / art (1)", "article_code"), ("Total (RAR + vote)", "opened"),
        ("RAR au 31/12", "carried_out"), ("Crédits ouverts (BP+DM+RAR N-1)", "opened"), ("RAR N-1", "carried_in"),
        ("Vote", "voted"), ("BP 2024", "voted"), ("montant_engage", "committed"), ("sens_flux", "direction"),
        ("nature_code", "account"), ("chapitre_libelle", "chapter_label"), ("Nature de l'opération", "movement"),
        ("amount_usd", "amount"), ("pago_brl", "executed"), ("codigo_funcao", "function"), ("object_code", "account"),
        ("Date du vote", "voted_on"),
    ],
)  # fmt: skip
def test_titles_that_files_give(header, field):
    assert Titles(KIND_READ.fields).named(header).field.name == field


# Flat tables


def test_an_export_is_read_without_a_question():
    reading = flat(EAU, TAXES, changed(EAU, nature="6068", montant_vote="740,00", montant_realise="700,00"))
    (document,) = reading.documents
    assert (document.authority_code, document.budget_code, document.authority_name) == (
        "219900012", "21990001200015", "Exempleville",
    )  # fmt: skip
    assert (document.year, document.step, document.budget_kind) == (2024, Step.CLOSED, BudgetKind.MAIN)
    assert facts(reading)[:2] == [
        (2, "FD", "011", "60611", {"voted": 100, "executed": 90}),
        (3, "FR", "731", "73111", {"voted": 840, "executed": 850}),
    ]
    assert [line.label for line in reading.lines][:2] == ["Eau", "Impôts"]
    assert reading.problems == ()


def test_a_file_of_no_town_asks_for_its_siret():
    assert told(flat(EAU, town=None)) == [("missing_column", 1, "siret")]


@pytest.mark.parametrize("title", ["exercice", "sens", "nature"])
def test_what_cannot_be_found_elsewhere_is_asked_for(title):
    place = TITLES.index(title)
    cut = [[*row[:place], *row[place + 1 :]] for row in (TITLES, EAU, GAZ)]
    reading = read(*cut, typed=False)
    assert told(reading) == [("missing_column", 1, title)]
    assert (reading.rows, reading.rows_refused) == (2, 2)


@pytest.mark.parametrize("title", ["section", "chapitre"])
def test_what_the_chart_gives_is_told(title):
    place = TITLES.index(title)
    reading = read(*[[*row[:place], *row[place + 1 :]] for row in (TITLES, EAU, GAZ)], typed=False)
    assert [(each.code, each.text) for each in reading.warnings if each.code == "missing_column"] == [
        ("missing_column", title)
    ]
    assert [fact[1:3] for fact in facts(reading)] == [("FD", "011"), ("FD", "011")]


def test_codes_with_their_labels_prefixes_and_decimals():
    rows = [
        changed(EAU, chapitre="011 - Charges à caractère général", nature="60611 Eau", fonction="Fonction 020"),
        changed(GAZ, chapitre="Chapitre 011", nature="60612.0", fonction=""),
        changed(TAXES, chapitre="Fiscalité locale", nature="Art. 73111"),
    ]
    reading = flat(*rows)
    assert [(line.chapter, line.account, line.function) for line in reading.lines] == [
        ("011", "60611", "020"), ("011", "60612", None), ("731", "73111", "01"),
    ]  # fmt: skip
    (decimal,) = [each for each in reading.warnings if each.code == "decimal_code"]
    assert (decimal.row, decimal.text, decimal.parts["read"]) == (3, "60612.0", "60612")


def test_words_for_section_and_side():
    reading = flat(changed(EAU, section="Fonctionnement", sens="Dépenses"), changed(TAXES, section="DF", sens="REC"))
    assert [fact[1] for fact in facts(reading)] == ["FD", "FR"]


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"exercice": "2042"}, "year_out_of_range", "exercice"),
        ({"exercice": "24"}, "bad_date", "exercice"),
        ({"etape": "XX"}, "unknown_code", "etape"),
        ({"sens": "X"}, "unknown_code", "sens"),
        ({"sens": ""}, "blank_cell", "sens"),
        ({"chapitre": "O11"}, "unknown_code", "chapitre"),
        ({"nature": ""}, "blank_cell", "nature"),
        ({"montant_vote": "env. 300"}, "bad_number", "montant_vote"),
        ({"montant_vote": "1.234"}, "ambiguous_number", "montant_vote"),
        ({"montant_vote": "12,00 CHF"}, "currency", "montant_vote"),
    ],
)
def test_a_cell_that_cannot_be_read_is_named(cells, code, column):
    reading = flat(EAU, GAZ, PAYE, changed(TAXES, **cells))
    assert [(each.code, each.row, each.column) for each in reading.errors] == [(code, 5, column)]
    assert reading.rows_refused == 1


ACCOUNTS = ("60611", "60612", "60621", "60622", "60623", "60624", "60628", "60631", "60632", "6068")


@pytest.mark.parametrize("account", ["060611", "020611", "06", "0"])
def test_an_account_that_begins_by_a_zero_is_refused_not_guessed(account):
    reading = flat(changed(EAU, nature=account), GAZ, PAYE)
    assert [(each.code, each.row, each.column, each.text) for each in reading.errors] == [
        ("account_zero", 2, "nature", account)
    ]


def test_accounts_that_all_begin_by_a_zero_are_no_codes_from_abroad():
    reading = flat(*[changed(EAU, nature=f"0{account}") for account in ACCOUNTS])
    assert [each.code for each in reading.errors] == ["account_zero"] * len(ACCOUNTS)


def test_chapters_that_stand_for_an_account_begin_by_a_zero():
    reading = flat(changed(EAU, chapitre="022", nature="022"), changed(PAYE, nature="012"))
    assert (reading.errors, [line.account for line in reading.lines]) == ((), ["022", "012"])


def test_a_label_too_long_to_be_kept_is_cut_and_told_with_its_length():
    reading = flat(changed(EAU, libelle="a" * 300), changed(GAZ, libelle="b" * 301), changed(PAYE, libelle="c" * 301))
    assert [len(line.label) for line in reading.lines] == [300, 300, 300]
    (cut,) = reading.problems
    assert (cut.code, cut.row, cut.column, cut.rows) == ("label_cut", 3, "libelle", (3, 4))
    assert (cut.parts["length"], cut.parts["limit"]) == (301, 300)


def test_a_cut_label_is_told_once_for_a_row_of_two_documents():
    titles = ("Sens", "Section", "Fonction", "Compte", "Libellé de la fonction", "BP 2023", "BP 2024")
    reading = read(titles, ("D", "F", "020", "60611", "a" * 301, 10.0, 11.0))
    assert [len(document.lines) for document in reading.documents] == [1, 1]
    assert ("label_cut", 2, "Libellé de la fonction") in told(reading)
    assert [each.parts["n"] for each in reading.warnings if each.code == "label_cut"] == [1]


def test_an_account_of_the_year_to_come_is_refused_by_the_day_of_import():
    assert flat(changed(EAU, exercice="2025")).errors == ()
    assert [each.code for each in flat(changed(EAU, exercice="2026")).errors] == ["year_out_of_range"]


@pytest.mark.parametrize("word", ["-", "—", "néant", "n.c."])
def test_a_dash_is_no_amount_and_told(word):
    reading = flat(changed(EAU, montant_vote=word), TAXES)
    assert facts(reading)[0][4] == {"executed": 90}
    assert ("blank_amount", 2, "montant_vote") in told(reading)


def _spent(*executed, **cells):
    return [
        changed(EAU, nature=account, montant_realise=amount, **cells)
        for account, amount in zip(ACCOUNTS, executed, strict=False)
    ]


def blank(reading):
    return [(each.column, each.rows) for each in reading.warnings if each.code == "blank_amount"]


def test_a_blank_amount_in_a_column_that_is_else_full_is_told():
    reading = flat(*_spent("1,00", "2,00", "", "4,00"))
    assert blank(reading) == [("montant_realise", (4,))]
    assert [euros(line).get("executed") for line in reading.lines] == [1, 2, None, 4]


def test_blank_amounts_are_told_together_with_dashes():
    reading = flat(*_spent("1,00", "-", "3,00", "4,00", "", *["6,00"] * 5))
    assert blank(reading) == [("montant_realise", (3, 6))]


@pytest.mark.parametrize(
    "rows",
    [
        _spent("1,00", "", "3,00", "", "5,00", ""),
        [*_spent(*["1,00"] * 9), *_spent(*[""] * 9, sens="R")],
        [*_spent(*["1,00"] * 9), *_spent("", "", chapitre="042")],
        [*_spent(*["1,00"] * 9), changed(EAU, chapitre="022", nature="022", montant_realise="")],
        [*_spent(*["1,00"] * 9, etape="DM1"), *_spent("", etape="DM1")],
        _spent("1,00", "2,00", ""),
    ],
    ids=["sparse", "one side", "book entries", "never executed", "differences", "too few to say"],
)
def test_a_blank_amount_is_not_told_where_blanks_are_usual(rows):
    assert blank(flat(*rows)) == []


def test_an_account_that_one_of_two_documents_lacks_is_no_blank_amount():
    rows = [("D", "F", account, 1.0, 2.0) for account in ACCOUNTS] + [("D", "F", "611", None, 2.0)]
    assert blank(read(("Sens", "Section", "Compte", "CA 2023", "CA 2024"), *rows)) == []
    sides = [(account, 1.0, None) for account in ACCOUNTS] + [("73111", None, 12.0)]
    assert blank(read(("Compte", "Dépenses", "Recettes"), *sides, sheet="CA 2024")) == []


def test_typed_cells_and_texts_among_them():
    rows = [[*EAU[:8], 100.0, "1 234,56 €"], [*GAZ[:8], -0.1, "(20,00)"], [*TAXES[:8], 99.9, 1.005]]
    reading = read(TITLES, *rows)
    assert [fact[4] for fact in facts(reading)] == [
        {"voted": 100, "executed": 1234.56}, {"voted": -0.1, "executed": -20}, {"voted": 99.9, "executed": 1.01},
    ]  # fmt: skip
    assert {("number_as_text", 2), ("sign", 3), ("rounded", 4)} <= {(each.code, each.row) for each in reading.warnings}


def test_a_cell_put_right_is_no_number_kept_as_text():
    rows = [[*EAU[:8], "cent", 90.0], [*GAZ[:8], "200,00", 180.0]]
    choices = Choices(corrections=(Correction("Feuil1", 2, "montant_vote", "100,00"),))
    reading = read(TITLES, *rows, choices=choices)
    assert [euros(line)["voted"] for line in reading.lines] == [100, 200]
    assert told(reading) == [("number_as_text", 3, "montant_vote")]


def test_rows_of_another_year_make_another_document_and_are_told():
    reading = flat(EAU, GAZ, changed(PAYE, exercice="2023"))
    assert [(document.year, len(document.lines)) for document in reading.documents] == [(2023, 1), (2024, 2)]
    assert ("several_years", 4, "exercice") in told(reading)


def test_an_annex_budget_brings_its_own_siret():
    titles = ("budget", *TITLES)
    rows = [("Budget principal", *EAU), ("Budget annexe Eau", *GAZ)]
    reading = read(titles, *rows, typed=False)
    assert [(each.code, each.row, each.text) for each in reading.errors] == [
        ("several_budgets", 3, "Budget annexe Eau")
    ]
    with_siret = [("SIRET", *titles), ("21990001200015", *rows[0]), ("21990001200023", *rows[1])]
    read_whole = read(*with_siret, typed=False)
    assert [document.budget_code for document in read_whole.documents] == ["21990001200015", "21990001200023"]
    assert not read_whole.refused


def test_functions_held_as_numbers_are_never_guessed():
    rows = [[*EAU[:6], 20.0, "Eau", 100.0, 90.0], [*GAZ[:6], "212", "Gaz", 200.0, 180.0]]
    assert [(each.code, each.row, each.text) for each in read(TITLES, *rows).errors] == [
        ("ambiguous_function", 2, "20")
    ]


def test_taxes_under_function_1_betray_zeros_that_a_text_lost():
    lost = [(*row[:6], row[6].lstrip("0"), *row[7:]) for row in (EAU, GAZ, TAXES)]
    assert [(each.code, each.text) for each in flat(*lost).errors] == [
        ("ambiguous_function", "20"),
        ("ambiguous_function", "1"),
    ]
    assert not flat(EAU, GAZ, TAXES).errors


# Totals


@pytest.mark.parametrize(
    ("where", "label", "code", "amounts"),
    [
        ("libelle", "TOTAL CHAPITRE 011", "total_row", ("300,00", "270,00")),
        ("libelle", "Sous-total", "total_row", ("300,00", "270,00")),
        ("exercice", "TOTAL", "total_row", ("300,00", "270,00")),
        ("libelle", "", "total_row", ("300,00", "270,00")),
    ],
)
def test_a_total_is_left_aside_by_its_words_or_by_its_sum(where, label, code, amounts):
    blank = dict.fromkeys(TITLES, "") | {where: label, "montant_vote": amounts[0], "montant_realise": amounts[1]}
    reading = flat(EAU, GAZ, changed(EAU, **blank), PAYE)
    assert [line.row for line in reading.lines] == [2, 3, 5]
    assert [each.code for each in reading.problems] == [code]
    assert (reading.rows, reading.totals_skipped) == (4, 1)
    assert {(total.printed, total.computed) for total in reading.printed_totals} == {(30000, 30000), (27000, 27000)}


def test_a_chapter_row_that_prints_its_sum_is_a_total_even_without_a_word():
    chapter = changed(EAU, nature="", fonction="", libelle="Charges à caractère général", montant_vote="300,00", montant_realise="270,00")  # fmt: skip
    assert [line.row for line in flat(chapter, EAU, GAZ, PAYE).lines] == [3, 4, 5]


def test_a_chapter_written_as_an_account_is_a_total_where_it_prints_the_sum_of_its_accounts():
    chapter = changed(EAU, chapitre="", nature="011", fonction="", montant_vote="300,00", montant_realise="270,00")
    alone = changed(AIDES, chapitre="", nature="65", fonction="")
    reading = flat(EAU, GAZ, chapter, PAYE, alone)
    assert [(line.row, line.chapter, line.account) for line in reading.lines] == [
        (2, "011", "60611"), (3, "011", "60612"), (5, "012", "64111"), (6, "65", "65"),
    ]  # fmt: skip


def test_a_row_without_account_whose_amount_is_no_sum_is_refused():
    lost = changed(EAU, nature="", libelle="Divers", montant_vote="7,00", montant_realise="7,00")
    assert [(each.code, each.row) for each in flat(EAU, GAZ, lost).errors] == [("blank_cell", 4)]


def test_a_row_without_a_code_whose_amount_cannot_be_read_is_no_total():
    blank = changed(EAU, **dict.fromkeys(TITLES, "") | {"montant_vote": "trente", "libelle": "Divers"})
    assert next((each.code, each.row) for each in flat(EAU, blank, GAZ).errors) == ("bad_number", 3)


def test_a_total_that_differs_names_its_row_and_both_amounts():
    total = changed(EAU, nature="", fonction="", libelle="TOTAL CHAPITRE 011", montant_vote="301,00", montant_realise="270,00")  # fmt: skip
    (mismatch,) = [each for each in flat(EAU, GAZ, total).problems if each.code == "total_mismatch"]
    assert (mismatch.row, mismatch.column, mismatch.text) == (4, "montant_vote", "301.00")
    assert mismatch.parts == {"text_cents": 30100, "sum_cents": 30000, "place": "F D 011", "gap_cents": 100}


@pytest.mark.parametrize("where", ["libelle", "chapitre", "nature", "section"])
@pytest.mark.parametrize(
    "words",
    [
        "Total chapitre 011",
        "Total 011",
        "TOTAL DU CHAPITRE 011 - Charges à caractère général",
        "Total chapitre n° 11",
        "Sous-total chap. 011",
    ],
)
@pytest.mark.parametrize("stated", [{}, {"exercice": "2024", "etape": "CA", "sens": "D"}], ids=["bare", "stated"])
def test_a_total_is_compared_with_the_chapter_it_names_wherever_it_names_it(where, words, stated):
    amounts = {"montant_vote": "301,00", "montant_realise": "270,00"}
    total = changed(EAU, **dict.fromkeys(TITLES, "") | amounts | stated | {where: words})
    reading = flat(EAU, GAZ, total, PAYE, TAXES)
    (mismatch,) = [each for each in reading.warnings if each.code in ("total_mismatch", "total_unchecked")]
    assert (mismatch.code, mismatch.row, mismatch.column) == ("total_mismatch", 4, "montant_vote")
    assert mismatch.parts["sum_cents"] == 30000


def test_a_total_is_compared_under_columns_that_part_the_sides():
    rows = [
        ("011", "60611", 10.0, None), ("011", "60612", 5.0, None), ("Total chapitre 011", None, 16.0, None),
        ("731", "73111", None, 12.0), ("731", "73112", None, 3.0), ("Total 731", None, None, 15.0),
        ("TOTAL", None, 15.0, 14.0),
    ]  # fmt: skip
    reading = read(("Chapitre", "Compte", "Dépenses", "Recettes"), *rows, sheet="CA 2024")
    mismatches = [each for each in reading.warnings if each.code == "total_mismatch"]
    assert [(each.row, each.column, each.parts["sum_cents"]) for each in mismatches] == [
        (4, "Dépenses", 1500), (8, "Recettes", 1500),
    ]  # fmt: skip
    assert "total_unchecked" not in {each.code for each in reading.warnings}


def test_a_chapter_s_total_written_under_the_accounts_is_no_line():
    total = changed(EAU, chapitre="", nature="011 - Total", libelle="", montant_vote="301,00", montant_realise="270,00")
    reading = flat(EAU, GAZ, total, PAYE)
    assert [line.row for line in reading.lines] == [2, 3, 5]
    assert ("total_mismatch", 4, "montant_vote") in told(reading)


def test_a_total_of_nothing_that_can_be_named_is_told():
    total = changed(
        EAU, **dict.fromkeys(TITLES, "") | {"libelle": "Total des charges courantes", "montant_vote": "9,00"}
    )
    assert ("total_unchecked", 3, None) in told(flat(EAU, total, GAZ))


def test_accounts_that_print_the_sum_of_those_below_them_are_totals():
    rows = [("60", 300.0), ("60611", 100.0), ("60612", 200.0), ("61", 7.0), ("611", 4.0), ("615", 3.0), ("61521", 1.0), ("61522", 2.0)]  # fmt: skip
    reading = read(("Chapitre", "Compte", "Voté"), *[("011", *row) for row in rows], sheet="BP 2024 dépenses fonct.")
    assert [line.account for line in reading.lines] == ["60611", "60612", "611", "61521", "61522"]


def test_a_sheet_that_sums_up_the_others_is_compared_and_never_counted():
    title = ("BP 2024 - Dépenses de fonctionnement",)
    detail = [title, ("Chapitre", "Article", "Voté"), ("011", "60611", 10.0), ("011", "60612", 20.0), ("012", "64111", 50.0)]  # fmt: skip
    summary = [title, ("Chapitre", "Libellé", "Voté"), ("011", "Charges", 30.0), ("012", "Personnel", 51.0)]
    reading = read(*summary, sheet="Récap", more=[("Détail", detail)])
    assert [line.account for line in reading.lines] == ["60611", "60612", "64111"]
    assert [(each.sheet, each.row, each.text) for each in reading.problems if each.code == "total_mismatch"] == [
        ("Récap", 4, "51.00")
    ]


@pytest.mark.parametrize(
    "titles", [("Montant", None), ("Dépenses", "Recettes"), ("Dépenses votées", "Recettes votées")]
)
def test_a_summary_is_compared_whatever_its_columns_are_called(titles):
    title = ("BP 2024 - fonctionnement",)
    detail = [title, ("Sens", "Chapitre", "Article", "Voté"), ("D", "011", "60611", 30.0), ("R", "731", "73111", 50.0)]
    taxes = (51.0, None) if titles[1] is None else (None, 51.0)
    summary = [title, ("Chapitre", "Libellé", *titles), ("011", "Charges", 30.0, None), ("731", "Impôts", *taxes)]
    reading = read(*summary, sheet="Récap", more=[("Détail", detail)])
    mismatches = [each for each in reading.warnings if each.code == "total_mismatch"]
    assert [(each.row, each.parts["sum_cents"]) for each in mismatches] == [(4, 5000)]


def test_a_summary_of_several_documents_is_told_as_unchecked():
    titles = ("Sens", "Section", "Chapitre", "Article", "BP 2024", "CA 2024")
    detail = [titles, ("D", "F", "011", "60611", 30.0, 28.0)]
    summary = [("Sens", "Section", "Chapitre", "BP 2024", "CA 2024"), ("D", "F", "011", 30.0, 28.0)]
    reading = read(*summary, sheet="Récap", more=[("Détail", detail)])
    assert {"total_unchecked", "total_mismatch"} & {each.code for each in reading.warnings} == {"total_unchecked"}


# Documents as they are printed

PRINTED = [
    ("COMPTE ADMINISTRATIF 2024",),
    ("DÉPENSES DE FONCTIONNEMENT",),
    ("Chapitre", "Article", "Libellé", "Crédits ouverts", "Réalisé"),
]
CHAPTER_011 = ("011", None, "Charges à caractère général", 300.0, 250.0)
ACCOUNTS_011 = [(None, "60611", "Eau", 100.0, 90.0), (None, "60612", "Gaz", 200.0, 160.0)]
CHAPTER_012 = ("012", None, "Charges de personnel", 500.0, 480.0)
ACCOUNTS_012 = [(None, "64111", "Titulaires", 500.0, 480.0)]
ALL = (None, None, "TOTAL", 800.0, 730.0)
LINES = [("60611", "011", 90), ("60612", "011", 160), ("64111", "012", 480)]


@pytest.mark.parametrize(
    "rows",
    [
        [CHAPTER_011, *ACCOUNTS_011, CHAPTER_012, *ACCOUNTS_012, ALL],
        [*ACCOUNTS_011, CHAPTER_011, *ACCOUNTS_012, CHAPTER_012, ALL],
    ],
    ids=["above", "below"],
)
def test_chapters_on_rows_of_their_own(rows):
    reading = read(*PRINTED, *rows)
    assert [(line.account, line.chapter, euros(line)["executed"]) for line in reading.lines] == LINES
    assert {total.place for total in reading.printed_totals} == {"F D 011", "F D 012", "F D"}
    assert all(total.printed == total.computed for total in reading.printed_totals)
    assert [each.code for each in reading.problems] == ["total_row"]


def test_chapters_and_accounts_in_one_column():
    rows = [
        ("Chap / art", "Libellé", "Vote", "Observations"),
        ("002", "Chapitre 002", 7.0, None),
        ("002", "Résultat reporté", 7.0, None),
        ("011", "Charges", 30.0, None),
        (60611, "Eau", 30.0, None),
        ("022", "Dépenses imprévues", 5.0, None),
        ("042", "Transferts", 9.0, None),
        (6811, "Dotations", 9.0, "op. d'ordre"),
        ("204", "Subventions", 3.0, None),
        (20422, "Bâtiments", 3.0, None),
        ("65", "Autres charges", 4.0, None),
        (656, "Groupes d'élus", 1.0, None),
        (6574, "Associations", 3.0, None),
        ("67", "Charges exceptionnelles", 0, None),
        (None, "TOTAL", 58.0, None),
        ("(1) Détailler par article.", None, None, None),
    ]
    reading = read(*rows, sheet="BP 2022 Fonct. dépenses")
    assert [(line.chapter, line.account, line.nature) for line in reading.lines] == [
        ("002", "002", Nature.REAL),
        ("011", "60611", Nature.REAL),
        ("022", "022", Nature.REAL),
        ("042", "6811", Nature.ORDER),
        ("204", "20422", Nature.REAL),
        ("65", "656", Nature.REAL),
        ("65", "6574", Nature.REAL),
    ]
    assert reading.rows == len(list(reading.lines)) + reading.totals_skipped


@pytest.mark.parametrize(
    ("chapter", "account", "direction", "section", "nature"),
    [
        ("900", "2313", "D", Section.INVESTMENT, Nature.REAL),
        ("923", "1641", "D", Section.INVESTMENT, Nature.REAL),
        ("925", "2313", "D", Section.INVESTMENT, Nature.ORDER),
        ("926", "281838", "R", Section.INVESTMENT, Nature.ORDER),
        ("951", "021", "R", Section.INVESTMENT, Nature.ORDER),
        ("951", "951", "R", Section.INVESTMENT, Nature.ORDER),
        ("954", "024", "R", Section.INVESTMENT, Nature.REAL),
        ("930", "60612", "D", Section.OPERATING, Nature.REAL),
        ("940", "73111", "R", Section.OPERATING, Nature.REAL),
        ("943", "66111", "D", Section.OPERATING, Nature.REAL),
        ("946", "6811", "D", Section.OPERATING, Nature.ORDER),
        ("946", "722", "R", Section.OPERATING, Nature.ORDER),
        ("947", "608", "D", Section.OPERATING, Nature.ORDER),
        ("953", "023", "D", Section.OPERATING, Nature.ORDER),
        ("953", "953", "D", Section.OPERATING, Nature.ORDER),
    ],
)
@pytest.mark.parametrize("stated", [True, False])
def test_chapters_of_a_vote_by_function_say_what_is_a_book_entry(chapter, account, direction, section, nature, stated):
    row = changed(EAU, section=section if stated else "", sens=direction, chapitre=chapter, nature=account, fonction="")
    (line,) = flat(row).lines
    assert (line.chapter, line.section, line.nature) == (chapter, section, nature)


def test_titles_among_the_rows_change_the_section_and_the_side():
    rows = [
        ("Compte", "Libellé", "Montant voté"),
        ("SECTION DE FONCTIONNEMENT",), ("Dépenses",), ("60611", "Eau", 10.0), ("Total dépenses", None, 10.0),
        ("Recettes",), ("73111", "Impôts", 10.0),
        ("SECTION D'INVESTISSEMENT",), ("Dépenses",), ("2051", "Logiciels", 7.0), ("Recettes",), ("10222", "FCTVA", 7.0),
        ("(1) Voir le budget primitif 2020",), ("1641", "Emprunt", 0.0),
    ]  # fmt: skip
    reading = read(*[(*row, None, None)[:3] for row in rows], sheet="BP 2024")
    assert [(fact[1], fact[3]) for fact in facts(reading)] == [
        ("FD", "60611"), ("FR", "73111"), ("ID", "2051"), ("IR", "10222"), ("IR", "1641"),
    ]  # fmt: skip
    assert [document.year for document in reading.documents] == [2024]


def test_a_chapter_written_once_holds_down_to_the_next_and_is_told():
    rows = [
        ("D", "011", "60611", 10.0),
        ("D", None, "60612", 20.0),
        ("D", "040", "2313", 5.0),
        ("D", None, "2315", 5.0),
    ]
    rows += [
        ("D", "012", "64111", 20.0),
        ("D", None, "6451", 20.0),
        ("D", None, "6453", 20.0),
        ("D", None, "6218", 1.0),
    ]
    reading = read(("Sens", "Chapitre", "Compte", "Réalisé"), *rows, sheet="CA 2024")
    assert [line.chapter for line in reading.lines] == ["011", "011", "040", "040", "012", "012", "012", "012"]
    assert ("chapter_inferred", 3, "Chapitre") in told(reading)


@pytest.mark.parametrize("lost", [False, True], ids=["codes as printed", "zeros lost"])
@pytest.mark.parametrize(
    ("printed", "source"),
    [
        ("crach-principal-BP-2022-presentation-texte.xlsx", "crach-principal-BP-2022-M14"),
        ("crach-principal-CA-2021-presentation.xlsx", "crach-principal-CA-2021-M14"),
    ],
)
def test_a_printed_document_gives_the_lines_of_its_data(shared, printed, source, lost):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.load_workbook(shared / "data/totem/xlsx" / printed)
    sheets = [(sheet.title, [_numbers(row, lost) for row in sheet.iter_rows(values_only=True)]) for sheet in book]
    reading = read(*sheets[0][1], sheet=sheets[0][0], more=sheets[1:], town=CRACH)
    data = read_file((shared / "data/totem/scdl" / f"{source}.scdl.csv").read_bytes())
    columns = {column for line in reading.lines for column in line.amounts}
    assert Counter(_line(line, columns) for line in reading.lines) == Counter(
        _line(line, columns) for line in data.lines
    )
    assert len(reading.printed_totals) > 100
    assert [total for total in reading.printed_totals if total.printed != total.computed] == []
    assert any(each.code == "leading_zero" for each in reading.problems) == lost


def _numbers(row, lost):
    first = float(row[0]) if lost and isinstance(row[0], str) and row[0].isdigit() else row[0]
    return tuple(float(cell) if isinstance(cell, int) else cell for cell in (first, *row[1:]))


def _line(line, columns):
    amounts = tuple(sorted((str(column), line.amounts.get(column) or 0) for column in columns))
    return (line.section, line.direction, line.nature, line.chapter, line.account, amounts)


# Years, steps and sides as columns


def test_years_and_steps_as_columns():
    titles = ("Sens", "Section", "Compte", "BP 2023", "CA 2023", "BP 2024")
    reading = read(titles, ("D", "F", "60611", 10.0, 9.5, 11.0), ("R", "F", "70311", 10.0, None, 11.0))
    found = {(document.year, document.step): [euros(line) for line in document.lines] for document in reading.documents}
    assert found == {
        (2023, Step.INITIAL): [{"voted": 10}, {"voted": 10}],
        (2023, Step.CLOSED): [{"executed": 9.5}],
        (2024, Step.INITIAL): [{"voted": 11}, {"voted": 11}],
    }
    assert (reading.rows, reading.understood) == (2, 2)


def test_the_year_before_and_the_decisions_of_a_year():
    titles = ("Sens", "Section", "Compte", "CA N-1", "BP N-1", "Voté")
    reading = read(titles, ("D", "F", "60611", 9.0, 10.0, 12.0), sheet="BP 2024")
    assert {(each.year, each.step): euros(each.lines[0]) for each in reading.documents} == {
        (2023, Step.CLOSED): {"executed": 9},
        (2024, Step.INITIAL): {"previous": 10, "voted": 12},
    }
    titles = ("Sens", "Section", "Compte", "BP 2024", "DM 1", "DM 2", "Total 2024")
    reading = read(titles, ("D", "F", "60611", 10.0, 2.0, 1.0, 13.0))
    assert {(each.step, each.number): euros(each.lines[0]) for each in reading.documents} == {
        (Step.INITIAL, 0): {"voted": 10},
        (Step.AMENDING, 1): {"voted": 2},
        (Step.AMENDING, 2): {"voted": 1},
    }
    assert ("checked_total", 1, "Total 2024") in told(reading)


def test_what_a_closed_account_recalls_of_its_votes_is_its_own():
    titles = ("Sens", "Section", "Compte", "BP 2024", "DM 2024", "Crédits ouverts", "Réalisé")
    reading = read(titles, ("D", "F", "60611", 10.0, 2.0, 12.0, 11.0), sheet="CA 2024")
    (document,) = reading.documents
    assert [euros(line) for line in document.lines] == [{"voted": 10, "opened": 12, "executed": 11}]
    assert ("included_decision", 1, "DM 2024") in told(reading)


@pytest.mark.parametrize("titles", [("Dépenses", "Recettes"), ("Mandats émis", "Titres émis")])
def test_sides_as_columns(titles):
    reading = read(("Compte", *titles), ("60611", 10.0, None), ("73111", None, 12.0), sheet="CA 2024")
    assert [(fact[1], fact[3], fact[4]) for fact in facts(reading)] == [
        ("FD", "60611", {"executed": 10}),
        ("FR", "73111", {"executed": 12}),
    ]


@pytest.mark.parametrize(
    ("titles", "second"),
    [
        (("Mandats émis", "Titres émis"), []),
        (("Mandats 2024", "Titres 2024"), []),
        (("Réalisé", "Exécuté"), ["Exécuté"]),
    ],
)
def test_columns_of_both_sides_do_not_repeat_each_other(titles, second):
    rows = (("Compte", *titles), ("60611", 10.0, None), ("73111", None, 12.0))
    book = Book("xlsx", (Sheet("CA 2024", lambda: iter(rows)),))
    context = Context(Choices(), "ca.xlsx", TODAY, TOWN, Path(), lambda _share: None)
    found = layout.understand(book, context, (KIND_READ,))
    assert [each.column for each in found.findings.all() if each.code == "second_column"] == second


OVER_BOTH = ("DÉPENSES", None, None, None, "RECETTES", None, None)
BOTH = [("60611", "Eau", 10.0, None, "73111", "Impôts", 15.0), ("60612", "Gaz", 5.0, None, "70311", "Ventes", None)]


@pytest.mark.parametrize(
    ("titles", "first", "second"),
    [
        ([OVER_BOTH, ("Compte", "Libellé", "Montant", None, "Compte", "Libellé", "Montant")], "DÉPENSES Compte", "RECETTES Compte"),
        ([OVER_BOTH, ("Article", "Libellé", "Voté", None, "Compte", "Intitulé", "Prévu")], "Article", "Compte"),
        ([("Compte", "Libellé", "Dépenses", None, "Compte", "Libellé", "Recettes")], "Compte", "Compte"),
        ([("Compte dépenses", "Libellé", "BP", None, "Compte recettes", "Libellé", "BP")], "Compte dépenses", "Compte recettes"),
    ],
    ids=["under groups", "other words", "sides over amounts", "sides in each title"],
)  # fmt: skip
def test_tables_side_by_side_are_refused_in_one_sentence(spoken, titles, first, second):
    with pytest.raises(Unreadable) as unreadable:
        read(*titles, *BOTH, sheet="BP 2024")
    (problem,) = unreadable.value.problems
    assert (problem.code, problem.row, problem.sheet) == ("side_by_side", len(titles), "BP 2024")
    assert typeset(f"colonnes A:C (« {first} ») et colonnes E:G (« {second} »)") in spoken(
        "fr", problem_sentence, problem
    )


def test_one_of_two_tables_may_be_read_alone():
    titles = ("Compte", "Libellé", "Dépenses", None, "Compte R", "Libellé R", "Recettes")
    aside = Choices(columns=dict.fromkeys(("Compte R", "Libellé R", "Recettes"), ""))
    assert [line.account for line in read(titles, *BOTH, sheet="BP 2024", choices=aside).lines] == ["60611", "60612"]


@pytest.mark.parametrize(
    "titles",
    [
        ("Compte", "Libellé", "Dépenses", "Recettes"),
        ("Compte", "Libellé", "Ancien compte", "Voté"),
        ("Compte", "Voté", "Réalisé", "Nature"),
        ("Compte", "Voté", "Compte de tiers", "Réalisé"),
    ],
)
def test_a_second_code_alone_makes_no_second_table(titles):
    reading = read(titles, ("60611", 1.0, 2.0, 3.0), sheet="CA 2024 Dépenses")
    assert {line.account for line in reading.lines} == {"60611"}


def test_a_bare_amount_takes_the_stage_of_the_step_and_is_told():
    titles = ("Sens", "Section", "Compte", "Montant")
    voted = read(titles, ("D", "F", "60611", 10.0), sheet="BP 2024")
    executed = read(titles, ("D", "F", "60611", 10.0), sheet="CA 2024")
    assert [euros(line) for reading in (voted, executed) for line in reading.lines] == [{"voted": 10}, {"executed": 10}]
    assert ("taken_as_voted", 1, "Montant") in told(voted)
    assert ("taken_as_executed", 1, "Montant") in told(executed)


def test_a_step_that_no_title_states_is_told():
    titles = ("Exercice", "Sens", "Section", "Compte", "Voté", "Réalisé")
    assert ("taken_as_closed", 1, None) in told(read(titles, ("2024", "D", "F", "60611", 10.0, 9.0)))
    reading = read(titles, ("2024", "D", "F", "60611", 10.0, None))
    assert ("taken_as_initial", 1, None) in told(reading)
    assert [document.step for document in reading.documents] == [Step.INITIAL]


# What the figures say


def _ca(*amounts, direction="D"):
    accounts = ("60611", "60612", "60621", "60622", "60623", "60624", "60628", "60631")
    return [
        changed(EAU, sens=direction, nature=account, montant_vote=voted, montant_realise=executed)
        for account, (voted, executed) in zip(accounts, amounts, strict=False)
    ]


def test_columns_that_seem_swapped_are_told():
    reading = flat(*_ca(*[(f"{n}0,00", f"{n}1,00") for n in range(1, 8)]))
    (doubt,) = [each for each in reading.warnings if each.code == "suspicious_amounts"]
    assert doubt.parts == {"less": "montant_realise", "more": "montant_vote", "above": 7, "n": 7}


def test_a_side_whose_amounts_are_all_negative_is_told_and_kept():
    reading = flat(*_ca(("10,00", "-9,00"), ("20,00", "-19,00"), ("30,00", "-29,00")))
    (doubt,) = [each for each in reading.warnings if each.code == "sign"]
    assert (doubt.text, doubt.parts["direction"]) == ("montant_realise", "D")
    assert [euros(line)["executed"] for line in reading.lines] == [-9, -19, -29]


def test_a_vote_out_of_balance_names_the_cell_whose_decimal_mark_moved():
    reading = flat(EAU, changed(GAZ, montant_vote="20000,00"), PAYE, AIDES, TAXES)
    assert ("balance", None, None) in told(reading)
    (slip,) = [each for each in reading.warnings if each.code == "decimal_slip"]
    assert (slip.row, slip.text, slip.parts["meant_cents"]) == (3, "20000.00", 20000)


def test_an_amount_far_above_its_credits_is_told():
    assert ("suspicious_amounts", 3, "montant_realise") in told(
        flat(EAU, changed(GAZ, montant_realise="18000,00"), PAYE)
    )


def test_an_amendment_may_be_negative_and_unbalanced():
    rows = [changed(row, etape="DM1", montant_vote="-5,00", montant_realise="") for row in (EAU, GAZ, PAYE, TAXES)]
    reading = flat(*rows)
    assert reading.problems == ()
    assert [(document.step, document.number) for document in reading.documents] == [(Step.AMENDING, 1)]


def test_lines_pasted_twice_are_found_in_any_order():
    rows = [EAU, GAZ, PAYE, AIDES, TAXES]
    reading = flat(*rows, GAZ, AIDES, EAU)
    assert [(each.code, each.row, each.parts["first"]) for each in reading.errors] == [
        ("duplicate_row", 7, 3), ("duplicate_row", 8, 5), ("duplicate_row", 9, 2),
    ]  # fmt: skip
    assert ("same_row", 7, "nature") in told(flat(*rows, GAZ))


# Money and units


def test_thousands_of_euros():
    reading = read(
        ("Montants en k€",), ("Sens", "Section", "Compte", "Voté"), ("D", "F", "60611", 10.5), sheet="BP 2024"
    )
    assert [line.amounts[Column.VOTED] for line in reading.lines] == [1_050_000]


def test_one_title_in_thousands_among_others_is_refused():
    titles = [title if title != "montant_vote" else "montant_vote (k€)" for title in TITLES]
    assert ("unit", 1, "montant_vote (k€)") in told(flat(EAU, titles=titles))


def test_another_money_is_refused_to_a_french_budget():
    titles = [f"{title} (CHF)" if title.startswith("montant") else title for title in TITLES]
    assert told(flat(EAU, GAZ, titles=titles)) == [("currency", 1, "montant_vote (CHF)")]


def said(reading, code, language, spoken):
    return [spoken(language, problem_sentence, each) for each in reading.warnings if each.code == code]


def test_amounts_are_said_as_the_language_writes_them(spoken):
    unbalanced = flat(EAU, changed(GAZ, montant_vote="20000,00"), PAYE, AIDES, TAXES)
    (french,), (english,) = (said(unbalanced, "balance", language, spoken) for language in ("fr", "en"))
    assert "votées (20\u202f640,00\xa0€) et les recettes votées (840,00\xa0€)" in french
    assert "voted (€20,640.00) and the revenue voted (€840.00)" in english
    (slip,) = said(unbalanced, "decimal_slip", "fr", spoken)
    assert typeset("20\u202f000,00\xa0€ ; avec 200,00\xa0€, la section") in slip
    (far,) = said(flat(EAU, changed(GAZ, montant_realise="18000,00"), PAYE), "suspicious_amounts", "fr", spoken)
    assert "18\u202f000,00\xa0€ dépassent" in far


def test_a_cell_is_quoted_as_it_stands_and_read_as_the_language_writes_it(spoken):
    reading = read(TITLES, [*EAU[:8], 100.0, "1234,5"], [*GAZ[:8], 200.0, "(20,00)"])
    (as_text,), (sign,) = (said(reading, code, "fr", spoken) for code in ("number_as_text", "sign"))
    assert typeset("« 1234,5 » est un texte et non un nombre ; il est lu 1\u202f234,50\xa0€") in as_text
    assert typeset("« (20,00) » se lit -20,00\xa0€") in sign


def test_a_total_without_a_word_is_said_as_the_language_writes_it(spoken):
    total = changed(EAU, **dict.fromkeys(TITLES, "") | {"montant_vote": "300,00", "montant_realise": "270,00"})
    (sentence,) = said(flat(EAU, GAZ, total), "total_row", "fr", spoken)
    assert typeset("« 300,00\xa0€ » est un total") in sentence


@pytest.mark.parametrize(("title", "shown"), [("amount_usd", "1\u202f000,00\xa0USD"), ("amount", "1\u202f000,00")])
def test_amounts_abroad_name_their_money_where_it_is_known(spoken, title, shown):
    rows = [("Spending", f"A{n}X", "Supplies", "100.0") for n in range(11)]
    titles = ("side", "object_code", "object_label", title)
    reading = read(titles, *rows, ("Spending", "", "Total", "1000.0"), typed=False, name="city_budget_fy2023.csv")
    (sentence,) = said(reading, "total_mismatch", "fr", spoken)
    assert f"le total imprimé {shown} diffère" in sentence


# Abroad


def test_codes_abroad_are_kept_as_words():
    titles = ("fiscal_year", "side", "department", "object_code", "object_label", "amount_usd")
    rows = [("2023", "Revenue", "ADM", "PAYROLL_TAX", "Payroll Taxes", "2100000.0"), ("2023", "Spending", "WOM", "581140", "Technology", "937.0")]  # fmt: skip
    reading = read(titles, *rows, typed=False, name="city_budget_fy2023.csv")
    (document,) = reading.documents
    assert (document.nomenclature.standard, document.nomenclature.variant) == ("OTHER", "US")
    assert [(line.direction, line.function, line.account, line.label) for line in document.lines] == [
        (Direction.REVENUE, "ADM", "PAYROLL_TAX", "Payroll Taxes"),
        (Direction.EXPENDITURE, "WOM", "581140", "Technology"),
    ]
    assert {line.section for line in document.lines} == {Section.OPERATING}
    assert {code for code, _, _ in told(reading)} == {"currency", "no_section", "taken_as_initial", "taken_as_voted"}


def test_a_column_that_repeats_the_total_of_a_group_is_left_aside():
    rows = [("2024", "10", f"S{n}", f"{n}.50", "99.10") for n in range(4)]
    rows += [("2024", "12", f"E{n}", f"{n}.25", "6603476.129999999") for n in range(3)]
    titles = ("ano", "codigo_funcao", "subfuncao", "pago_brl", "empenhado_funcao_brl")
    reading = read(titles, *rows, typed=False, name="despesa_2024.csv")
    assert {column for line in reading.lines for column in line.amounts} == {Column.EXECUTED}
    assert [each.parts["by"] for each in reading.warnings if each.code == "repeated_total"] == ["codigo_funcao"]
    assert not reading.refused


# Real files, against an independent reader


@pytest.mark.parametrize("year", [2020, 2021, 2023, 2024, 2026])
def test_paris_line_by_line(shared, year):
    path = shared / f"data/paris-budget/paris_budget_vote_{year}.csv"
    reading = read_file(path.read_bytes(), path.name, town=Town("217500016", "21750001600019", "Paris"))
    with path.open(encoding="utf-8") as rows:
        stated = [*csv.DictReader(rows)]
    assert not reading.refused
    assert (reading.rows, reading.understood) == (len(stated), len(stated))
    assert [document.step for document in reading.documents] == [Step.INITIAL]
    letters = {"Dépense": "D", "Recette": "R", "Investissement": "I", "Fonctionnement": "F"}
    assert [_paris(line) for line in reading.lines] == [
        (letters[row["section"]], letters[row["sens_flux"]], row["chapitre_code"], row["nature_code"], row["fonction_code"], Decimal(row["montant"]))
        for row in stated
    ]  # fmt: skip


def _paris(line):
    amount = Decimal(line.amounts[Column.VOTED]).scaleb(-2)
    return (line.section, line.direction, line.chapter, line.account, line.function or "", amount)


@pytest.mark.parametrize(("year", "total"), [(2019, 11_054_255_070), (2023, 14_001_270_636)])
def test_san_francisco_balances(shared, year, total):
    path = shared / f"data/ailleurs/san_francisco_budget_fy{year}.csv"
    reading = read_file(path.read_bytes(), path.name, town=Town("SF", "", "San Francisco"))
    sums = Counter()
    for line in reading.lines:
        sums[line.direction] += line.amounts[Column.VOTED]
    assert sums == {Direction.EXPENDITURE: total * 100, Direction.REVENUE: total * 100}
    assert [(document.authority_code, document.budget_code) for document in reading.documents] == [("SF", "SF")]
    assert not reading.refused


@pytest.mark.parametrize("year", [2024, 2026])
def test_recife_counts_what_it_paid(shared, year):
    path = shared / f"data/ailleurs/recife_despesa_{year}.csv"
    reading = read_file(path.read_bytes(), path.name, town=Town("RECIFE", "", "Recife"))
    with path.open(encoding="utf-8") as rows:
        paid = [Decimal(row["pago_brl"]) for row in csv.DictReader(rows)]
    assert [Decimal(line.amounts[Column.EXECUTED]).scaleb(-2) for line in reading.lines] == paid
    assert {line.direction for line in reading.lines} == {Direction.EXPENDITURE}
    assert not reading.refused


# Whatever the cells

CELLS = st.one_of(
    st.none(),
    st.sampled_from(["011", "60611", "TOTAL", "Dépenses", "D", "F", "2024", "CA", "1 234,56", "-", "(5)", "#REF!", "65", "022"]),
    st.floats(-1e9, 1e9, allow_nan=False).map(lambda number: round(number, 2)),
    st.text(max_size=8),
)  # fmt: skip
HEADERS = st.sampled_from([*TITLES, "Chap / art", "BP 2024", "CA 2023", "Recettes", "SIRET", "Budget", "Total", "amount_usd", "x"])  # fmt: skip


@settings(max_examples=300)
@given(st.data())
def test_any_table_is_read_or_refused_and_its_rows_add_up(data):
    headers = data.draw(st.lists(HEADERS, min_size=2, max_size=8))
    rows = data.draw(st.lists(st.lists(CELLS, min_size=len(headers), max_size=len(headers)), max_size=12))
    try:
        reading = read(headers, *rows, sheet=data.draw(st.sampled_from(["BP 2024", "Feuil1", "DF"])))
    except Unreadable:
        return
    lines = {line.row for line in reading.lines}
    assert reading.rows_refused >= 0
    assert reading.understood == len(lines)
    assert lines <= set(range(2, len(rows) + 2))
