"""Programmes, estimates and reading marks: each fact once, with its place in the file; each doubtful cell named."""

from datetime import date
from decimal import Decimal

import pytest

from data.facts import EstimateRead, MarkRead, ProgrammeCreditRead
from data.importers.kinds import Kind
from data.importers.readers import KINDS
from data.importers.table import Town
from tests.data import tables_text
from tests.data.tables_text import errors, told

MAIN, WATER = "21990001200015", "21990001200023"
TOWN = Town("219900012", MAIN, "Exempleville", ((MAIN, "Budget principal"), (WATER, "Eau potable")))
VOTED = date(2024, 3, 28)


def read(text, name="fichier.csv", **options):
    return tables_text.read(text, name, **{"town": TOWN, "kinds": KINDS} | options)


def credit(year, cents, authorised, **stated):
    said = {"budget_code": MAIN, "programme": "AP-1", "name": "Médiathèque", "section": "I", "operation": "101"}
    return ProgrammeCreditRead(
        **said | {"voted_on": VOTED, "year": year, "authorised": authorised, "credit": cents} | stated
    )


def test_a_programme_in_rows_and_its_votes_are_its_history():
    reading = read("""
        programme;nom;opération;date de la délibération;montant autorisé;exercice;CP
        AP-1;Médiathèque;101;28/03/2024;1 000,00;2024;400
        AP-1;Médiathèque;101;28/03/2024;1 000,00;2025;600
        AP-1;Médiathèque;101;27/03/2025;1 200,00;2024;350
        AP-1;Médiathèque;101;27/03/2025;1 200,00;2025;850
    """)  # fmt: skip
    adjusted = {"voted_on": date(2025, 3, 27)}
    assert reading.facts.programmes == (
        credit(2024, 400_00, 1000_00),
        credit(2025, 600_00, 1000_00),
        credit(2024, 350_00, 1200_00, **adjusted),
        credit(2025, 850_00, 1200_00, **adjusted),
    )
    assert [one.row for one in reading.facts.programmes] == [2, 3, 4, 5]
    assert (reading.kind, reading.understood, reading.problems) == (Kind.PROGRAMMES, 4, ())


def test_a_programme_as_the_annex_prints_it_a_column_for_each_year():
    reading = read("""
        Situation des AP/CP – délibération du 28 mars 2024
        N° AP;Libellé;Opération;Montant de l'AP;CP antérieurs;CP 2024;2025;CP au-delà
        AP-1;Médiathèque;101;1 000 000,00;100 000;300 000;400 000;200 000
        AE-2;Plan vélo;;50 000;;20 000;30 000;
        TOTAL;;;1 050 000;100 000;320 000;430 000;200 000
    """)  # fmt: skip
    bikes = {"programme": "AE-2", "name": "Plan vélo", "section": "F", "operation": None}
    assert reading.facts.programmes == (
        credit(2024, 300_000_00, 1_000_000_00),
        credit(2025, 400_000_00, 1_000_000_00),
        credit(2024, 20_000_00, 50_000_00, **bikes),
        credit(2025, 30_000_00, 50_000_00, **bikes),
    )
    assert told(reading) == [("header_row", 2, None), ("of_no_one_year", 2, None)]
    assert (reading.understood, reading.totals_skipped) == (2, 1)


def test_credits_that_do_not_add_up_to_their_authorisation_are_told_with_both_sums():
    reading = read("""
        programme;date du vote;montant autorisé;CP 2024;CP 2025
        AP-1;28/03/2024;1000;400;500
        AP-2;28/03/2024;1000;400;600
    """)
    (problem,) = reading.problems
    assert (problem.code, problem.row, problem.parts["planned"], problem.parts["authorised"]) == (
        "programme_sum",
        2,
        "900.00",
        "1000.00",
    )
    assert len(reading.facts.programmes) == 4


def test_credits_already_used_are_read_from_the_accounts_not_from_the_plan():
    reading = read("programme;date du vote;AP votée;CP 2024;CP réalisés 2024\nAP-1;28/03/2024;400;400;123")
    assert [(one.year, one.credit) for one in reading.facts.programmes] == [(2024, 400_00)]
    assert told(reading) == [("of_no_one_year", 1, None)]


def test_doubtful_programmes_are_named():
    reading = read("""
        programme;nom;date de la délibération;montant autorisé;exercice;CP;Budget
        P1;Ecole;28/03/2024;150;2023;35;
        P1;Ecole;28/03/2024;140;2024;60;
        P1;Ecole;28/03/2024;150;2025;;
        P1;Ecole;31/02/2024;150;2025;1;
        P1;Ecole;28/03/2024;150;2023;35;
        P1;Ecole;28/03/2024;150;2023;36;
        P1;Ecole;;150;2023;36;
        ;;28/03/2024;150;2023;36;
        P2;Ecole;28/03/2024;;2023;36;
        P2;Ecole;28/03/2024;36;203;36;
        P2;Ecole;28/03/2024;36;2024;36;Parking
    """)
    assert errors(reading) == [
        ("two_authorised", 3, "montant autorisé"),
        ("blank_cell", 4, "CP"),
        ("bad_date", 5, "date de la délibération"),
        ("duplicate_row", 6, None),
        ("overlap", 7, "CP"),
        ("blank_cell", 8, "date de la délibération"),
        ("blank_cell", 9, "programme"),
        ("blank_cell", 10, "montant autorisé"),
        ("bad_date", 11, "exercice"),
        ("several_budgets", 12, "Budget"),
    ]
    assert (reading.rows, reading.understood, reading.rows_refused) == (11, 1, 10)


def test_what_a_list_of_programmes_lacks_is_said():
    def lacks(text, **options):
        return [(code, column) for code, _, column in errors(read(text, kind=Kind.PROGRAMMES, **options))]

    assert lacks("programme;montant autorisé;CP 2024\nP;1;1") == [("missing_column", "date de la deliberation")]
    assert lacks("programme;date du vote;CP 2024\nP;28/03/2024;1") == [("missing_column", "montant autorise")]
    assert lacks("programme;date du vote;AP votée;CP\nP;28/03/2024;1;1") == [("missing_column", "exercice")]
    assert lacks("date du vote;AP votée;CP 2024\n28/03/2024;1;1") == [("missing_column", "numero de programme")]
    nowhere = Town("219900012", "", "Exempleville")
    assert lacks("programme;date du vote;AP votée;CP 2024\nP;28/03/2024;1;1", town=nowhere) == [
        ("missing_column", "siret du budget")
    ]
    chosen = read("programme;montant autorisé;CP 2024\nP;1;1", constants={"voted_on": "28/03/2024"})
    assert [one.voted_on for one in chosen.facts.programmes] == [VOTED]


def test_a_programme_without_a_number_is_known_by_its_name():
    reading = read("Autorisation de programme;date du vote;Montant AP;CP 2024\nMédiathèque;28/03/2024;1;1")
    assert [(one.programme, one.name) for one in reading.facts.programmes] == [("Médiathèque", "Médiathèque")]


def estimate(chapter, cents, day, **stated):
    said = {"budget_code": MAIN, "year": 2025, "section": "F", "direction": "D", "chapter": chapter}
    beside = {"account": None, "department": "Finances", "estimated_on": day, "amount": cents}
    return EstimateRead(**said | beside | stated)


def test_estimates_by_chapter_or_account_and_day():
    reading = read("""
        Exercice;Sens;Chapitre;Compte;Atterrissage;Date d'estimation;Service gestionnaire
        2025;dépense;011;;1 500 000;30/04/2025;Finances
        2025;dépense;011;;1 480 000;30/05/2025;Finances
        2025;dépense;;64111;20,50;30/05/2025;RH
        2025;recette;731;;9 000 000;30/05/2025;
        Total;;;;10 500 000;;
    """, name="estimations.csv")  # fmt: skip
    may = date(2025, 5, 30)
    assert reading.facts.estimates == (
        estimate("011", 1_500_000_00, date(2025, 4, 30)),
        estimate("011", 1_480_000_00, may),
        estimate("012", 20_50, may, account="64111", department="RH"),
        estimate("731", 9_000_000_00, may, direction="R", department=None),
    )
    assert [one.row for one in reading.facts.estimates] == [2, 3, 4, 5]
    assert (reading.kind, reading.totals_skipped, reading.problems) == (Kind.ESTIMATES, 1, ())


def test_what_a_title_says_of_all_estimates():
    text = "Atterrissage 2025 estimé au 30/05/2025 - dépenses\nChapitre;Montant estimé\n21;12\n11;5"
    reading = read(text, kind=Kind.ESTIMATES)
    assert [(one.year, one.direction, one.section, one.chapter) for one in reading.facts.estimates] == [
        (2025, "D", "I", "21"),
        (2025, "D", "F", "011"),
    ]
    assert [one.estimated_on for one in reading.facts.estimates] == [date(2025, 5, 30)] * 2
    assert told(reading) == [("header_row", 2, None), ("leading_zero", 4, "Chapitre")]


def test_a_chapter_as_a_whole_and_by_its_accounts_would_count_twice():
    reading = read("""
        Exercice;Sens;Chapitre;Compte;Atterrissage;Date d'estimation;Service
        2025;recette;70;;20;30/05/2025;RH
        2025;recette;70;7067;20;30/05/2025;RH
        2025;recette;70;7067;20;30/05/2025;Écoles
        2025;recette;70;;20;30/05/2025;Écoles
        2025;recette;70;7067;20;30/05/2025;Écoles
        2025;recette;70;;;30/05/2025;Écoles
        2025;recette;;;20;30/05/2025;Écoles
        2030;recette;70;;20;30/05/2025;Écoles
        2025;;70;;20;30/05/2025;Écoles
        2025;recette;70;;20;demain;Écoles
    """)
    assert errors(reading) == [
        ("overlap", 3, "Atterrissage"),
        ("overlap", 5, "Atterrissage"),
        ("duplicate_row", 6, None),
        ("blank_cell", 7, "Atterrissage"),
        ("blank_cell", 8, "Chapitre"),
        ("year_out_of_range", 9, "Exercice"),
        ("blank_cell", 10, "Sens"),
        ("bad_date", 11, "Date d'estimation"),
    ]
    assert (reading.understood, reading.rows_refused) == (2, 8)


def test_marks_in_rows_and_in_columns():
    reading = read("""
        indicateur;repère;valeur;source
        Taux d'épargne brute;REPÈRE BAS;7,5;Règlement financier
        debt_payback;plafond de la ville;10 ;
        Gross saving rate;comfort mark;16 %;
    """, name="reperes.csv")  # fmt: skip
    assert reading.facts.marks == (
        MarkRead("gross_saving_rate", "repère bas", Decimal("7.5"), "Règlement financier"),
        MarkRead("debt_payback", "plafond de la ville", Decimal(10), "reperes.csv"),
        MarkRead("gross_saving_rate", "repère de confort", Decimal(16), "reperes.csv"),
    )
    assert [one.row for one in reading.facts.marks] == [2, 3, 4]
    assert (reading.kind, reading.problems) == (Kind.MARKS, ())
    columns = read("indicateur;Seuil d'alerte;Seuil de vigilance\ndebt_payback;12;9\ngross_saving_rate;8;")
    assert [(one.indicator, one.label, one.value) for one in columns.facts.marks] == [
        ("debt_payback", "Seuil d'alerte", Decimal(12)),
        ("debt_payback", "Seuil de vigilance", Decimal(9)),
        ("gross_saving_rate", "Seuil d'alerte", Decimal(8)),
    ]


def test_doubtful_marks_are_named():
    reading = read("""
        indicateur;repère;valeur
        Taux d'épargne;plafond;10
        debt_payback;plafond;10
        debt_payback;Plafond;11
        debt_payback;plafond;10
        debt_payback;;12
        ;plafond;12
        gross_saving_rate;plafond;beaucoup
        gross_saving_rate;plafond;1.234
        gross_saving_rate;plafond;
    """)
    assert errors(reading) == [
        ("unknown_indicator", 2, "indicateur"),
        ("overlap", 4, "valeur"),
        ("duplicate_row", 5, None),
        ("blank_cell", 6, "repère"),
        ("blank_cell", 7, "indicateur"),
        ("bad_number", 8, "valeur"),
        ("ambiguous_number", 9, "valeur"),
        ("blank_cell", 10, "valeur"),
    ]
    assert "Taux d'épargne brute" in reading.errors[0].parts["allowed"]
    assert errors(read("indicateur;valeur\ndebt_payback;3", kind=Kind.MARKS)) == [
        ("missing_column", 1, "libelle du repere")
    ]


@pytest.mark.parametrize(
    ("titles", "kind"),
    [
        ("indicateur;annee;valeur;source", Kind.VALUES),
        ("indicateur;annee;role;valeur;source", Kind.TARGETS),
        ("indicateur;repère;valeur", Kind.MARKS),
        ("exercice;sens;chapitre;compte;voté", Kind.BUDGET),
        ("exercice;sens;chapitre;atterrissage;date d'estimation", Kind.ESTIMATES),
        ("date;sens;chapitre;compte;montant", Kind.ORDERS),
        ("N° AP;Libellé;Montant AP;CP 2024;CP 2025;date du vote", Kind.PROGRAMMES),
        ("date;service;mesure;entrées", Kind.USAGE),
    ],
)
def test_each_kind_is_known_by_its_titles(titles, kind):
    rows = "\n".join(";".join("2024" for _ in titles.split(";")) for _ in range(3))
    assert read(f"{titles}\n{rows}").kind == kind
