"""Journals of orders: dated amounts by account, whatever the layout, and never for whom."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from data.importers import sandbox
from data.importers.choices import Choices
from data.importers.kinds import Kind
from data.importers.orders.payees import payees
from data.importers.reading import Reading
from data.importers.table import Town
from tests.data.tables_text import errors, say_all, told
from tests.reading import read_file

MAIN, WATER = "21990001200015", "21990001200023"
TOWN = Town("219900012", MAIN, "Exempleville", ((MAIN, "Budget principal"), (WATER, "Eau potable")))
JOURNAL = """Commune d'Exempleville – Journal des mandats – Budget principal
Édité le 02/07/2025
Date;N° mandat;Tiers;Objet;Chapitre;Compte;Fonction;Montant TTC
12/01/2025;1;ÉNERGIE DE FRANCE;Électricité;011;60612;020;1 200,50
12/01/2025;2;ÉNERGIE DE FRANCE;Électricité;011;60612;020;99,50
12/01/2025;3;Mme Jeanne Exemplin;Secours;65;65131;424;150,00
15/02/2025;4;ÉNERGIE DE FRANCE;Annulation du mandat 1;011;60612;020;-200,50
;;;TOTAL;;;;1 249,50
"""


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def reading(text: str | bytes, name: str = "journal.csv", town: Town | None = TOWN, **choices: Any) -> Reading:
        content = text if isinstance(text, bytes) else text.encode()
        found = read_file(content, name, town=town, choices=Choices(**choices), today=date(2025, 7, 2), folder=tmp_path)
        say_all(found.problems)
        return found

    return reading


def orders(reading: Reading, *names: str) -> list[tuple[Any, ...]]:
    rows = [dict(zip(one.columns, row, strict=True)) for one in reading.records for row in one.read()]
    return [tuple(row[name] for name in names) for row in rows]


def test_the_orders_of_a_day_on_one_account_are_one_sum(read):
    reading = read(JOURNAL)
    assert (reading.kind, reading.rows, reading.understood, reading.totals_skipped) == (Kind.ORDERS, 5, 4, 1)
    assert orders(reading, "row", "budget_code", "year", "issued_on", "direction", "amount") == [
        (4, MAIN, 2025, "2025-01-12", "D", 1300_00),
        (6, MAIN, 2025, "2025-01-12", "D", 150_00),
        (7, MAIN, 2025, "2025-02-15", "D", -200_50),
    ]
    assert orders(reading, "section", "chapter", "account", "function")[0] == ("F", "011", "60612", "020")
    assert not reading.errors


def test_payees_and_objects_are_named_and_neither_read_shown_nor_kept(read, tmp_path):
    reading = read(JOURNAL)
    assert told(reading, "personal_data") == [("personal_data", 3, "Tiers"), ("personal_data", 3, "Objet")]
    spooled = Path(reading.records[0].path).read_text(encoding="utf-8")
    said = f"{reading.problems} {reading.tables} {spooled}"
    assert [name for name in ("Exemplin", "ÉNERGIE", "Secours") if name in said] == []
    source = tmp_path / "journal.csv"
    source.write_text(JOURNAL, encoding="utf-8")
    personal = [["", column or ""] for _, _, column in told(reading, "personal_data")]
    kept = sandbox.kept_copy(source, "journal.csv", tmp_path, Choices(), personal)
    text = kept.read_text(encoding="utf-8")
    assert "60612;020;1 200,50" in text
    assert [name for name in ("Exemplin", "ÉNERGIE", "Secours") if name in text] == []


@pytest.mark.parametrize(
    ("titles", "named"),
    [
        (["Date", "Nom du tiers", "Compte", "Montant"], {1}),
        (["Date", "Fournisseur", "SIRET", "Compte", "Montant"], {1, 2}),
        (["Date", "SIRET", "Compte", "Montant"], set()),
        (["Bénéficiaire", "Code bénéficiaire", "Raison sociale", "N° facture", "Libellé"], {0, 1, 2, 3, 4}),
        (["Libellé compte", "Libellé chapitre", "N° mandat", "Nature"], set()),
    ],
)
def test_columns_that_may_name_somebody_are_told_by_their_titles(titles, named):
    assert payees(titles) == named


def test_payments_and_receipts_in_one_journal_and_what_was_cancelled(read):
    reading = read("""Exercice;Type de pièce;Date d'émission;Budget;Chapitre;Article;Montant
2025;Mandat;03/02/2025;Budget principal;012;64111;1000
2025;Titre;04/02/2025;Eau potable;70;70111;500
2025;Annulation de titre;05/02/2025;Eau potable;70;70111;50
2025;Réduction de mandat;05/02/2025;;012;64111;-10
""")
    assert orders(reading, "budget_code", "direction", "amount") == [
        (MAIN, "D", 1000_00),
        (WATER, "R", 500_00),
        (WATER, "R", -50_00),
        (MAIN, "D", -10_00),
    ]
    assert not reading.problems


def test_one_column_for_each_side_or_one_number(read):
    sides = read("Date;Chapitre;Article;Dépenses;Recettes\n03/02/2025;012;64111;1000;\n03/02/2025;70;7067;;25,5")
    assert orders(sides, "direction", "account", "amount") == [("D", "64111", 1000_00), ("R", "7067", 25_50)]
    numbers = read("Date;N° mandat;N° titre;Chapitre;Article;Montant\n3/2/2025;7;;012;64111;10\n3/2/2025;;8;70;7067;5")
    assert orders(numbers, "direction", "amount") == [("D", 10_00), ("R", 5_00)]
    named = read("Date;Chapitre;Article;Montant\n3/2/2025;70;7067;5", name="titres_2025.csv")
    assert orders(named, "direction") == [("R",)]
    assert errors(read("Date;Chapitre;Article;Montant\n3/2/2025;70;7067;5")) == [
        ("missing_column", 1, "mandat ou titre")
    ]


def test_the_chart_of_accounts_gives_the_chapter_and_the_section_of_the_year(read):
    text = "Date;Exercice;Sens;Compte;Montant\n3/2/2025;;dépense;64111;1\n3/2/2025;;dépense;21318;2\n"
    text += (
        "20/01/2025;2024;dépense;6811;3\n3/2/2025;;recette;6419;4\n3/2/2025;;recette;1641;5\n3/2/2025;;recette;73111;6"
    )
    reading = read(text)
    assert orders(reading, "account", "year", "section", "chapter") == [
        ("64111", 2025, "F", "012"),
        ("21318", 2025, "I", "21"),
        ("6811", 2024, "F", "042"),
        ("6419", 2025, "F", "013"),
        ("1641", 2025, "I", "16"),
        ("73111", 2025, "F", "731"),
    ]
    assert told(reading) == [("missing_column", 1, None)]


def test_a_movement_tells_book_entries_from_real_operations(read):
    head = "Date;Sens;Réel ou ordre;Compte;Montant\n3/2/2025;dépense;"
    assert orders(read(f"{head}réel;2315;1"), "chapter") == [("23",)]
    assert orders(read(f"{head}ordre;2315;1"), "chapter")[0][0] in ("040", "041")


def test_which_budget_is_asked_where_neither_the_file_nor_the_town_says_it(read):
    unknown = Town("219900012", "", "Exempleville")
    row = "3/2/2025;mandat;012;64111;1"
    assert errors(read(f"Date;Type;Chapitre;Compte;Montant\n{row}", town=unknown)) == [
        ("missing_column", 1, "siret du budget")
    ]
    stated = f"Date;Type;Chapitre;Compte;Montant;SIRET du budget\n{row};{MAIN}"
    assert orders(read(stated, town=unknown), "budget_code") == [(MAIN,)]
    text = "Date;Type;Chapitre;Compte;Montant;Budget\n" + "\n".join(
        f"{row};{budget}"
        for budget in (WATER, "Ville", "eau potable", "Assainissement", "2199000120", "21560046100010")
    )
    reading = read(text)
    assert orders(reading, "budget_code") == [(WATER,), (MAIN,)]
    assert errors(reading) == [
        ("several_budgets", 5, "Budget"),
        ("code_format", 6, "Budget"),
        ("other_budget", 7, "Budget"),
    ]


def test_a_title_above_says_which_budget_and_which_side(read):
    text = "Liste des titres - Budget annexe Eau potable\nDate;Chapitre;Compte;Montant\n3/2/2025;70;70111;12"
    assert errors(read(text)) == [("several_budgets", 3, "budget_code")]
    named = Town(TOWN.code, TOWN.siret, TOWN.name, ((MAIN, "Ville"), (WATER, "Budget annexe Eau potable")))
    assert orders(read(text, town=named), "budget_code", "direction") == [(WATER, "R")]


def test_doubtful_cells_are_named_and_nothing_is_dropped_in_silence(read):
    reading = read("""Date;N° mandat;Chapitre;Compte;Montant
;1;011;60612;10
32/01/2025;2;011;60612;10
03/02/2025;3;011;;10
03/02/2025;4;011;Électricité;10
03/02/2025;5;011;60612;dix
03/02/2025;6;011;60612;1.234
03/02/2025;7;011;60612;
03/02/1985;8;011;60612;10
03/02/2025;9;011;60612;(10,00)
03/02/2025;9;011;60612;(10,00)
""")
    assert errors(reading) == [
        ("blank_cell", 2, "Date"),
        ("bad_date", 3, "Date"),
        ("blank_cell", 4, "Compte"),
        ("account_format", 5, "Compte"),
        ("bad_number", 6, "Montant"),
        ("ambiguous_number", 7, "Montant"),
        ("year_out_of_range", 9, "Date"),
    ]
    assert told(reading, "blank_amount", "sign", "alike_rows") == [
        ("blank_amount", 8, "Montant"),
        ("sign", 10, "Montant"),
        ("sign", 11, "Montant"),
        ("alike_rows", 11, None),
    ]
    assert (reading.rows, reading.rows_refused, reading.totals_skipped, reading.understood) == (10, 7, 1, 2)
    assert orders(reading, "amount") == [(-20_00,)]


def test_an_order_bears_the_year_of_its_date_or_the_one_before(read):
    text = "Date;Exercice;Type;Chapitre;Compte;Montant\n15/01/2025;2024;mandat;011;60612;1\n"
    reading = read(f"{text}15/01/2025;2023;mandat;011;60612;1\n15/12/2025;2025;mandat;011;60612;1")
    assert orders(reading, "issued_on", "year") == [("2025-01-15", 2024), ("2025-12-15", 2025)]
    assert told(reading) == [("order_year", 3, "Exercice"), ("future_day", 4, "Date")]


def test_a_printed_total_is_compared_and_never_counted(read):
    text = "Date;Type;Chapitre;Compte;Montant\n03/02/2025;mandat;011;60612;10\n;Sous-total;;;10\n"
    text += "03/03/2025;mandat;011;60612;5\n;Sous-total;;;5\n;Total général;;;16"
    reading = read(text)
    assert told(reading) == [("total_mismatch", 6, None)]
    assert [(one.printed, one.computed) for one in reading.printed_totals] == [
        (10_00, 10_00),
        (5_00, 5_00),
        (16_00, 15_00),
    ]
    assert sum(amount for (amount,) in orders(reading, "amount")) == 15_00


def workbook(*rows: tuple[Any, ...]) -> bytes:
    book, written = Workbook(), io.BytesIO()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(written)
    return written.getvalue()


def test_codes_that_a_spreadsheet_took_for_numbers_get_their_zero_back_where_one_reading_is_possible(read):
    titles = ("Date", "Type", "Chapitre", "Compte", "Fonction", "Montant")
    day = date(2025, 2, 3)
    rows = ((day, "mandat", 11, 60612, 48, 10.5), (day, "mandat", 12, 64111, 323, 7), (day, "mandat", 12, 64111, 20, 7))
    reading = read(workbook(titles, *rows), "journal.xlsx")
    assert orders(reading, "row", "chapter", "function", "amount") == [
        (2, "011", "048", 10_50),
        (3, "012", "323", 7_00),
    ]
    assert [(one.code, one.row, one.text) for one in reading.problems] == [
        ("leading_zero", 2, "48"),
        ("leading_zero", 2, "11"),
        ("leading_zero", 3, "12"),
        ("ambiguous_function", 4, "20"),
    ]
    assert (reading.understood, reading.rows_refused) == (2, 1)


def test_codes_that_the_chart_does_not_know_are_kept_and_told(read):
    reading = read("Date;Type;Chapitre;Compte;Montant\n3/2/2025;mandat;88;99999;1\n4/2/2025;mandat;88;99999;2")
    assert [(one.code, one.row, one.parts.get("n")) for one in reading.problems] == [
        ("unknown_chapter", 2, 2),
        ("unknown_account", 2, 2),
    ]
    assert orders(reading, "chapter", "account", "amount") == [("88", "99999", 1_00), ("88", "99999", 2_00)]
