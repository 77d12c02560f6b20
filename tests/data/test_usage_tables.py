"""Tables of service use in the layouts that towns bring: what is read, what is told, what is refused."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.importers.choices import ASIDE, Correction
from data.importers.kinds import Kind
from data.importers.usage.words import counts_nothing
from tests.data.tables_text import errors, picked, read, read_sheets, records, told

NEW_YEAR = datetime(2024, 1, 1)  # noqa: DTZ001 (a cell of a spreadsheet has no time zone)
SLOT = ("facility", "measure", "starts_on", "quantity")


def balanced(reading):
    assert reading.kind == Kind.USAGE
    assert reading.rows == reading.understood + reading.totals_skipped + reading.rows_refused + reading.rows_excluded
    return reading


def test_one_row_a_count():
    reading = read("""
        date;service;equipement;canal;nombre
        2024-01-11;Sports;Piscine des Tilleuls;sur place;249
        08/01/2024;État civil;Mairie;internet;0
    """)
    assert picked(
        balanced(reading), "service", "facility", "channel", "measure", "starts_on", "ends_on", "quantity"
    ) == [
        ("Sports", "Piscine des Tilleuls", "sur place", "usages", "2024-01-11", "2024-01-11", 249),
        ("État civil", "Mairie", "internet", "usages", "2024-01-08", "2024-01-08", 0),
    ]
    assert [(one.code, one.kind) for one in reading.facts.services] == [("sports", "sport"), ("etat-civil", "civil")]
    assert not reading.problems


def test_facilities_as_columns_with_their_total_checked_and_never_counted():
    reading = read("""
        date;Piscine des Tilleuls;Gymnase Colette-Besson;Total
        2024-01-01;12;0;12
        2024-01-02;NA;5;5
        2024-01-03;1;2;4
        2024-01-04;1;2;3
    """, name="sports.csv")  # fmt: skip
    assert picked(balanced(reading), "facility", "quantity", "absence")[:4] == [
        ("Piscine des Tilleuls", 12, None),
        ("Gymnase Colette-Besson", 0, None),
        ("Piscine des Tilleuls", None, "missing"),
        ("Gymnase Colette-Besson", 5, None),
    ]
    assert told(reading) == [("service_named", 1, None), ("parts_mismatch", 4, "Total")]


def test_months_as_columns_the_year_from_the_file_name():
    reading = read("""
        Équipement;janv.;févr.;mars
        Médiathèque A;10;20;
        Médiathèque B;1;fermé;n.c.
    """, name="mediatheques_2024.csv")  # fmt: skip
    assert picked(balanced(reading), "facility", "starts_on", "ends_on", "quantity", "absence") == [
        ("Médiathèque A", "2024-01-01", "2024-01-31", 10, None),
        ("Médiathèque A", "2024-02-01", "2024-02-29", 20, None),
        ("Médiathèque A", "2024-03-01", "2024-03-31", None, "missing"),
        ("Médiathèque B", "2024-01-01", "2024-01-31", 1, None),
        ("Médiathèque B", "2024-02-01", "2024-02-29", None, "not_applicable"),
        ("Médiathèque B", "2024-03-01", "2024-03-31", None, "withheld"),
    ]
    assert told(reading) == [("service_named", 1, None), ("period_named", 1, None)]
    assert reading.problems[1].text == "2024"


def test_years_as_columns():
    reading = read("Site;2022;2023\nA;10;1 200")
    assert picked(reading, "starts_on", "ends_on", "quantity") == [
        ("2022-01-01", "2022-12-31", 10),
        ("2023-01-01", "2023-12-31", 1200),
    ]


def test_measures_as_columns_each_apart():
    reading = read("Mese;Ingressi;DiCui;LibriPrestati\nGennaio;108;0;385", name="alessandria_biblioteca_2021.csv")
    assert picked(reading, "service", "measure", "starts_on", "quantity") == [
        ("Biblioteca", "ingressi", "2021-01-01", 108),
        ("Biblioteca", "di-cui", "2021-01-01", 0),
        ("Biblioteca", "libri-prestati", "2021-01-01", 385),
    ]


def test_titles_that_count_are_not_one_column_asked_twice():
    reading = read("Date;Nombre d'entrées;Nombre de prêts;Nombre de places\n05/01/2024;12;3;80")
    assert picked(reading, "measure", "quantity") == [("entrees", 12), ("prets", 3)]
    assert errors(reading) == []


def test_a_total_of_measures_is_a_measure_and_is_checked():
    reading = read("""
        annee;musee;payant;gratuit;total
        2020;A;1;2;3
        2021;A;1;2;4
        2022;A;;;
    """, name="musees.csv")  # fmt: skip
    assert picked(reading, "measure", "quantity")[2::3] == [("total", 3), ("total", 4), ("total", None)]
    assert ("parts_mismatch", 3, "total") in told(reading)


@pytest.mark.parametrize(
    ("header", "axis", "values"),
    [
        ("adultes;enfants;moins de 3 ans", "audience", ["adultes", "enfants", "moins de 3 ans"]),
        ("sur place;internet;téléphone", "channel", ["sur place", "internet", "téléphone"]),
        ("Les Lilas;Les Ormes", "facility", ["Les Lilas", "Les Ormes"]),
        ("École A;Annexe", "facility", ["École A", "Annexe"]),
    ],
)
def test_what_the_titles_of_figures_stand_for(header, axis, values):
    cells = ";".join(str(number) for number in range(len(values)))
    reading = read(f"date;{header}\n2024-01-01;{cells}")
    assert picked(reading, axis) == [(value,) for value in values]


def test_a_title_may_name_a_period_a_place_and_a_measure():
    reading = read("mois;Piscine Nord Entrées;Piscine Sud Entrées\n2024-01;1;2")
    assert picked(reading, *SLOT) == [
        ("Piscine Nord", "entrees", "2024-01-01", 1),
        ("Piscine Sud", "entrees", "2024-01-01", 2),
    ]
    reading = read("Site;Entrées 2023;Prêts 2023;Entrées 2024\nA;1;2;3", name="mediatheque.csv")
    assert picked(reading, *SLOT) == [
        ("A", "entrees", "2023-01-01", 1),
        ("A", "prets", "2023-01-01", 2),
        ("A", "entrees", "2024-01-01", 3),
    ]


def test_a_cross_table_has_no_title_over_its_first_column():
    years = read("Fréquentation de la piscine;;\n;2023;2024\nJanvier;5;6\nFévrier;7;8\nTotal;12;14", name="export.csv")
    assert picked(years, "starts_on", "quantity") == [
        ("2023-01-01", 5),
        ("2024-01-01", 6),
        ("2023-02-01", 7),
        ("2024-02-01", 8),
    ]
    assert ("total_row", 5, "A") in told(years)
    places = read("Étiquettes de lignes;2023-01;2023-02\nPiscine Nord;5;6\nTotal général;5;6")
    assert picked(places, *SLOT) == [
        ("Piscine Nord", "usages", "2023-01-01", 5),
        ("Piscine Nord", "usages", "2023-02-01", 6),
    ]


def test_a_type_that_names_measures_is_one():
    reading = read("date;type;nombre\n2024-01-01;entrée;5\n2024-01-01;sortie;6")
    assert picked(reading, "measure", "audience", "quantity") == [("entree", None, 5), ("sortie", None, 6)]
    of_which = read("mois;repas servis;dont maternelle\n2024-01;100;40", name="cantines.csv")
    assert picked(of_which, "measure", "audience") == [("repas-servis", None), ("dont-maternelle", None)]


def test_an_average_is_left_aside_and_compared_with_nothing():
    reading = read("date;entrées\n2024-01-01;5\n2024-01-02;6\nMoyenne;5,5")
    assert told(reading) == [("service_named", 1, None), ("total_row", 4, "date")]


def test_codes_money_and_remarks_count_nothing():
    reading = read("date;id_site;site;entrées;tarif;latitude;note\n2024-01-01;88;A;5;3,5;48.1;1")
    assert picked(reading, *SLOT) == [("A", "entrees", "2024-01-01", 5)]
    assert reading.facts.facilities[0].code == "88"


def test_weeks_quarters_and_days_in_columns_of_their_own():
    weeks = read("annee;semaine;site;passages\n2024;1;A;10\n2024;S02;A;5", name="bus.csv")
    assert picked(weeks, "starts_on", "ends_on") == [("2024-01-01", "2024-01-07"), ("2024-01-08", "2024-01-14")]
    quarters = read("annee;trimestre;entrées\n2024;1;5\n2024;T2;6")
    assert picked(quarters, "starts_on") == [("2024-01-01",), ("2024-04-01",)]
    days = read("annee;mois;jour;entrées\n2024;2;29;5")
    assert picked(days, "starts_on") == [("2024-02-29",)]
    bounds = read("debut;fin;entrées\n01/01/2024;07/01/2024;5")
    assert picked(bounds, "starts_on", "ends_on") == [("2024-01-01", "2024-01-07")]


def test_the_name_of_a_day_beside_a_date_is_left_aside():
    reading = read("date;jour;entrées\n2024-01-01;lundi;5")
    assert picked(reading, "starts_on", "quantity") == [("2024-01-01", 5)]
    assert not reading.errors


def test_a_first_day_stands_for_its_month_where_the_title_or_the_others_say_so():
    months = read("mois;entrées\n01/01/2024;5\n01/02/2024;6")
    assert picked(months, "starts_on", "ends_on") == [("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29")]
    assert ("first_day", 2, "mois") in told(months)
    weeks = read("semaine;entrées\n08/01/2024;5\n10/01/2024;1")
    assert picked(weeks, "starts_on", "ends_on") == [("2024-01-08", "2024-01-14"), ("2024-01-10", "2024-01-10")]
    titles = read_sheets({"Piscine": [("site", NEW_YEAR, datetime(2024, 2, 1)), ("A", 5, 6)]})  # noqa: DTZ001
    assert picked(titles, "ends_on", "quantity") == [("2024-01-31", 5), ("2024-02-29", 6)]
    assert "first_day" in {one.code for one in titles.problems}
    days = read("date;entrées\n01/01/2024;5\n01/02/2024;6\n01/03/2024;7")
    assert picked(days, "ends_on") == [("2024-01-01",), ("2024-02-01",), ("2024-03-01",)]
    assert ("first_days", 1, "date") in told(days)
    chosen = read("date;entrées\n01/01/2024;5\n01/02/2024;6\n01/03/2024;7", columns={"date": "month"})
    assert picked(chosen, "ends_on") == [("2024-01-31",), ("2024-02-29",), ("2024-03-31",)]


def test_a_date_that_is_not_that_of_the_count_is_told_and_left_aside():
    reading = read("ref_musee;annee;date_appellation;payant;gratuit\n1;2009;01/02/2003;5;6", name="musees.csv")
    assert picked(reading, "starts_on") == [("2009-01-01",)] * 2
    assert ("period_aside", 1, "date_appellation") in told(reading)


def test_a_year_that_contradicts_its_date_is_an_error():
    reading = read("annee;date;entrées\n2023;2024-05-01;5\n2024;2024-05-02;5")
    assert errors(reading) == [("date_conflict", 2, "date")]


def test_dates_that_do_not_exist_are_named_at_their_place():
    reading = read("date;entrées\n31/02/2024;1\n2024-13-05;1\nhier;1\n2024-01-04;1")
    assert errors(balanced(reading)) == [("bad_date", row, "date") for row in (2, 3, 4)]
    assert (reading.understood, reading.rows_refused) == (1, 3)


def test_the_order_of_day_and_month_is_that_of_the_whole_column():
    reading = read("date;entrées\n01/05/2024;1\n01/25/2024;2\n02/01/2024;3")
    assert picked(reading, "starts_on") == [("2024-01-05",), ("2024-01-25",), ("2024-02-01",)]
    assert ("month_first", 1, "date") in told(reading)
    assert picked(read("date;entrées\n01/05/2024;1\n25/01/2024;2"), "starts_on")[0] == ("2024-05-01",)
    assert errors(read("date;entrées\n25/01/2024;1\n01/25/2024;2")) == [("bad_date", 3, "date")]


def test_years_too_far_are_refused_and_days_to_come_are_told():
    reading = read("date;entrées;prévision\n2031-01-01;1;1\n1980-01-01;1;1\n2026-01-01;1;1")
    assert errors(reading) == [("year_out_of_range", 2, "date"), ("year_out_of_range", 3, "date")]
    assert ("future_day", 4, "date") in told(reading)
    forecast = read("date;prévision\n2026-01-01;1")
    assert told(forecast) == [("service_named", 1, None)]


def test_a_day_to_come_without_a_figure_is_no_fact():
    reading = read("site;2024;2026\nA;5;\nB;6;7")
    assert picked(balanced(reading), "facility", "starts_on", "quantity") == [
        ("A", "2024-01-01", 5),
        ("B", "2024-01-01", 6),
        ("B", "2026-01-01", 7),
    ]


def test_impossible_counts_are_named_at_their_place():
    reading = read("date;entrées\n2024-01-01;-14\n2024-01-02;12,5\n2024-01-03;env. 300\n2024-01-04;12 %\n2024-01-05;3")
    assert errors(balanced(reading)) == [("bad_count", row, "entrées") for row in (2, 3, 4, 5)]


def test_what_has_decimals_keeps_them():
    for title in ("tonnage", "entrées (heures)", "distance km", "m3"):
        reading = read(f"mois;{title}\n2024-01;12,5\n2024-02;7")
        assert picked(reading, "quantity") == [(12.5,), (7,)]
        assert not reading.errors
    mostly = read("mois;quantite\n2024-01;12,5\n2024-02;11.25\n2024-03;9", name="dechets.csv")
    assert picked(mostly, "quantity") == [(12.5,), (11.25,), (9,)]
    assert ("decimal_column", 1, "quantite") in told(mostly)


def test_three_decimals_or_a_thousand_is_decided_by_the_column_or_not_at_all():
    assert errors(read("date;entrées\n2024-01-01;1.234\n2024-01-02;5")) == [("ambiguous_number", 2, "entrées")]
    reading = read("mois;tonnage\n2024-01;12.345\n2024-02;0.5")
    assert picked(reading, "quantity") == [(12.345,), (0.5,)]
    assert errors(read("mois;tonnage\n2024-01;12.345\n2024-02;7")) == [("ambiguous_number", 2, "tonnage")]


@pytest.mark.parametrize(
    ("cell", "absence"),
    [
        *[(cell, "missing") for cell in ("", "NA", "n.d.", "null", "non disponible", "-")],
        *[(cell, "not_applicable") for cell in ("fermé", "Fermeture", "sans objet")],
        *[(cell, "withheld") for cell in ("nc", "n.c.", "secret")],
    ],
)
def test_an_absence_has_a_type_and_is_never_zero(cell, absence):
    reading = read(f"date;site;entrées\n2024-01-01;A;{cell}\n2024-01-02;A;0")
    assert picked(reading, "quantity", "absence") == [(None, absence), (0, None)]
    assert reading.details["absent"] == {absence: 1}
    assert not reading.errors


def test_a_dash_is_told_since_a_spreadsheet_may_print_a_zero_so():
    assert ("dash", 2, "entrées") in told(read("date;entrées\n2024-01-01;-\n2024-01-02;3"))


def test_a_column_may_say_why_there_is_no_figure():
    reading = read("date;site;entrées;absence\n2024-01-01;A;;fermé\n2024-01-02;A;;\n2024-01-03;A;3;")
    assert picked(reading, "quantity", "absence") == [(None, "not_applicable"), (None, "missing"), (3, None)]


def test_fees_are_cents_and_counted_once():
    reading = read("date;site;entrées;sorties;recettes\n2024-01-01;A;10;9;35,50 €\n2024-01-02;A;1;1;")
    assert picked(reading, "measure", "fees") == [
        ("entrees", 3550),
        ("sorties", None),
        ("entrees", None),
        ("sorties", None),
    ]
    assert errors(read("date;entrées;recettes\n2024-01-01;10;abc")) == [("bad_number", 2, "recettes")]


def test_printed_totals_and_notes_are_left_aside_and_checked():
    reading = read("""
        mois;entrées
        2024-01;10
        2024-02;20
        Total;31
        2024-03;5
        TOTAL GÉNÉRAL;35
        Source : service des sports;
    """)  # fmt: skip
    assert picked(balanced(reading), "quantity") == [(10,), (20,), (5,)]
    assert sorted(told(reading)) == [
        ("note_row", 7, None),
        ("service_named", 1, None),
        ("total_mismatch", 4, None),
        ("total_row", 4, "mois"),
        ("total_row", 6, "mois"),
    ]
    assert reading.totals_skipped == 3
    mismatch = next(one for one in reading.problems if one.code == "total_mismatch")
    assert mismatch.parts == {"printed": "31", "sum": "30"}


PLACES = "service;equipement;janv. 2024;févr. 2024\nSports;A;10;20\nSports;B;1;NA\n"
DAYS = "date;equipement;nombre;recettes\n2024-01-01;A;10;5,50\n2024-01-01;B;5;\n"
SITES = "Équipement;2022;2023\nA;10;20\nB;1;2\n"
AGES = "Public;2022;2023\nadultes;10;20\nenfants;1;2\n"


@pytest.mark.parametrize(
    ("text", "total"),
    [
        (PLACES, ";;11;20"),
        (DAYS, ";;15;5,50"),
        (SITES, ";11;22"),
        (AGES, ";11;22"),
        (DAYS, ";;15;5,50\nSource : mairie;;;"),
    ],
)
def test_a_last_row_without_a_name_that_sums_up_the_others_is_a_total(text, total):
    reading = balanced(read(text + total))
    assert errors(reading) == []
    assert told(reading, "unnamed_total", "blank_place", "total_row") == [("unnamed_total", 4, None)]
    assert picked(reading, "facility", "audience", "starts_on", "quantity") == picked(
        read(text), "facility", "audience", "starts_on", "quantity"
    )


@pytest.mark.parametrize(
    ("text", "last", "wrong"),
    [
        (PLACES, ";;11;21", ("blank_cell", 4, "service")),
        (PLACES, ";;11;", ("blank_cell", 4, "service")),
        (PLACES, ";;onze;20", ("blank_cell", 4, "service")),
        (PLACES, ";;11;20\nSports;C;1;1", ("blank_cell", 4, "service")),
        (PLACES, ";D;11;20", ("blank_cell", 4, "service")),
        (PLACES, ";;11;20\n;;22;40", ("blank_cell", 4, "service")),
        (DAYS, ";;16;", ("blank_cell", 4, "date")),
    ],
)
def test_any_other_row_without_a_name_is_an_error(text, last, wrong):
    reading = balanced(read(text + last))
    assert wrong in errors(reading)
    assert told(reading, "unnamed_total") == []


def test_a_row_without_a_place_that_sums_up_nothing_counts_for_the_service():
    for text in (SITES + ";11;23", SITES + ";11;22\nC;1;1"):
        reading = balanced(read(text))
        assert told(reading, "unnamed_total", "blank_place") == [("blank_place", 4, "Équipement")]
        assert (None, "2022-01-01", 11) in picked(reading, "facility", "starts_on", "quantity")


def test_a_total_without_a_name_stays_one_where_rows_are_added_up():
    reading = balanced(read("annee;prêts;titre\n2019;93;A\n2019;78;B\n;171;", name="bibliotheque.csv"))
    assert picked(reading, "starts_on", "quantity") == [("2019-01-01", 171)]
    assert ("unnamed_total", 4, None) in told(reading)


def test_rows_finer_than_a_fact_are_added_up_and_told():
    reading = read("""
        annee;prêts;titre
        2019;93;Enfantillages
        2019;78;La vie de rêve
        2020;5;Alie
        2020;7;Alie
        2020;9;Autre
        2021;1;Seul
    """, name="bibliotheque.csv")  # fmt: skip
    assert picked(balanced(reading), "row", "starts_on", "quantity") == [
        (7, "2021-01-01", 1),
        (2, "2019-01-01", 171),
        (4, "2020-01-01", 21),
    ]
    assert reading.understood == 6
    assert told(reading) == [("service_named", 1, None), ("added_up", 1, None), ("same_detail", 5, None)]
    added = next(one for one in reading.problems if one.code == "added_up")
    assert (added.text, added.parts) == ("titre", {"rows_read": 5, "records": 2})


def test_a_sum_of_numbers_and_missing_ones_is_told_and_one_of_missing_ones_is_missing():
    reading = read("annee;prêts;titre\n2019;NA;A\n2019;78;B\n2020;NA;A\n2020;;B", name="bibliotheque.csv")
    assert picked(reading, "quantity", "absence") == [(78, None), (None, "missing")]
    assert ("partial_sum", 2, None) in told(reading)


def test_hours_are_added_up_into_days():
    reading = read("""
        Date et heure de comptage;Nom du compteur;Comptage horaire
        2024-01-01T10:00:00+01:00;X;10
        2024-01-01T11:00:00+01:00;X;10
        2024-01-02T11:00:00+01:00;X;1
    """, name="velo.csv")  # fmt: skip
    assert sorted(picked(reading, "starts_on", "quantity")) == [("2024-01-01", 20), ("2024-01-02", 1)]
    assert not reading.errors


def test_a_row_that_repeats_another_or_contradicts_it_is_an_error():
    reading = read("date;site;entrées\n2024-01-01;A;5\n2024-01-01;A;5\n2024-01-02;A;5\n2024-01-02;A;6")
    assert errors(balanced(reading)) == [("duplicate_row", 3, None), ("overlap", 5, "entrées")]
    assert [one.parts["first"] for one in reading.errors] == ["2", "4"]


def test_days_counted_in_two_periods_are_an_error():
    reading = read("date;site;entrées\n2024-01;A;50\n2024-01-05;A;5\n2024-01-05;B;5\n2024-02;A;3")
    assert errors(reading) == [("overlap", 3, "entrées")]


def test_things_of_a_quarter_and_of_one_of_its_days_are_two():
    reading = read("id;date;categorie\n1;T1 2024;A\n2;2024-01-05;A", name="signalements.csv")
    assert picked(reading, "starts_on", "quantity") == [("2024-01-01", 1), ("2024-01-05", 1)]
    assert not reading.errors


def test_the_same_rows_on_two_sheets_are_an_error():
    visits = [("date", "site", "entrées"), (NEW_YEAR, "A", 5)]
    reading = read_sheets({"Janvier": visits, "Copie": visits}, name="piscine.xlsx")
    assert [(one.code, one.sheet, one.row, one.parts["first"]) for one in reading.errors] == [
        ("duplicate_row", "Copie", 2, "2 (Janvier)")
    ]


def test_spellings_that_fold_alike_are_one_place_and_told():
    reading = read("date;site;entrées\n2024-01-01;Médiathèque;1\n2024-01-02;MEDIATHEQUE;2\n2024-01-03;Médiathèque E;3")
    assert picked(reading, "facility") == [("Médiathèque",), ("Médiathèque",), ("Médiathèque E",)]
    assert ("spelled_alike", 3, "site") in told(reading)


def test_a_code_decides_over_names_that_vary():
    reading = read(
        "annee;ref_musee;nom_du_musee;payant\n2009;59;Musée\n2010;59;Le Musée;6".replace("Musée\n", "Musée;5\n")
    )
    assert [(one.code, one.name) for one in reading.facts.facilities] == [("59", "Musée")]
    assert ("names_vary", 3, "nom_du_musee") in told(reading)


def test_places_whose_long_names_begin_alike_stay_two():
    name = "Médiathèque intercommunale du quartier des Tilleuls et du Vieux Moulin"
    reading = read(f"date;site;entrées\n2024-01-01;{name} nord;1\n2024-01-01;{name} sud;2")
    codes = {one.code for one in reading.facts.facilities}
    assert len(codes) == 2
    assert all(len(code) <= 60 for code in codes)
    assert not reading.errors


def test_a_row_without_a_place_counts_for_the_service_and_is_told():
    reading = read("date;site;entrées\n2024-01-01;A;1\n2024-01-02;;2")
    assert picked(reading, "facility") == [("A",), (None,)]
    assert ("blank_place", 3, "site") in told(reading)


def test_a_service_is_never_guessed():
    assert errors(read("date;entrées\n2024-01-01;5", name="export.csv")) == [("missing_column", 1, "service")]
    chosen = read("date;entrées\n2024-01-01;5", name="export.csv", constants={"service": "Patinoire"})
    assert picked(chosen, "service") == [("Patinoire",)]
    assert not chosen.problems
    blank = read("date;service;entrées\n2024-01-01;Sports;5\n2024-01-02;;5")
    assert errors(blank) == [("blank_cell", 3, "service")]


def test_a_table_without_a_period_says_what_to_add():
    reading = read("id;value\nQuai d'Orsay_0;198.0", name="velo.csv")
    assert errors(balanced(reading)) == [("missing_column", 1, "date")]
    assert reading.rows_refused == 1
    no_year = read("mois;entrées\njanvier;5", name="piscine.csv")
    assert errors(no_year) == [("missing_column", 1, "annee")]
    assert picked(read("mois;entrées\njanvier;5", constants={"year": "2024"}), "starts_on") == [("2024-01-01",)]


def test_a_table_of_titles_alone_has_no_rows():
    assert errors(read("date;entrées")) == [("no_rows", 1, "date")]


def test_the_months_of_a_school_year():
    reading = read("mois;repas\nseptembre;5\njanvier;6", name="cantines_2023-2024.csv")
    assert picked(reading, "starts_on") == [("2023-09-01",), ("2024-01-01",)]
    assert ("period_named", 1, None) in told(reading)
    years = read("annee_scolaire;cantine;repas\n2023-2024;A;5", name="cantines.csv")
    assert picked(years, "starts_on", "ends_on") == [("2023-09-01", "2024-08-31")]
    assert ("school_year", 2, "annee_scolaire") in told(years)


def test_things_are_counted_by_day_place_and_category():
    reading = read("""
        Id;Anno;Creato;Chiusa;Categoria;Quartier
        1;2023;2023-05-10;2023-05-17;Buche;Nord
        2;2023;2023-05-10;;Buche;Nord
        3;2023;2023-05-10;;Verde;Nord
        4;2023;2023-05-11;;;Sud
    """, name="segnalazioni.csv")  # fmt: skip
    assert picked(balanced(reading), "measure", "starts_on", "facility", "audience", "quantity") == [
        ("segnalazioni", "2023-05-10", "Nord", "Buche", 2),
        ("segnalazioni", "2023-05-10", "Nord", "Verde", 1),
        ("segnalazioni", "2023-05-11", "Sud", None, 1),
    ]
    counted = next(one for one in reading.problems if one.code == "counted_rows")
    assert counted.parts == {"rows_read": 4, "records": 3}


def test_a_numbered_thing_comes_once_and_others_may_be_alike():
    numbered = read("id;date;categorie\n1;2024-01-01;A\n1;2024-01-01;A", name="signalements.csv")
    assert errors(balanced(numbered)) == [("duplicate_row", 3, None)]
    alike = read("date;categorie;objet\n2024-01-01;A;x\n2024-01-01;A;x", name="signalements.csv")
    assert ("alike_rows", 3, None) in told(alike)
    assert picked(alike, "quantity") == [(2,)]


PERSONS = """
    nom;prenom;date;age;lieu;canal
    EXEMPLE;Alix;2024-01-01;7;A;web
    TEST;Camille;2024-01-01;8;A;guichet
    FICTIF;Sacha;2024-01-01;70;A;web
"""


def test_one_row_a_person_is_refused_and_the_aggregation_offered():
    refused = read(PERSONS)
    assert errors(balanced(refused)) == [("one_row_per_person", 1, "nom")]
    assert refused.records[0].rows == 0
    accepted = read(PERSONS, aggregate=True)
    assert picked(balanced(accepted), "starts_on", "facility", "audience", "channel", "quantity") == [
        ("2024-01-01", "A", "6-10 ans", None, 2),
        ("2024-01-01", "A", "60 ans et plus", None, 1),
    ]


@pytest.mark.parametrize("header", ["nom;date", "date;age;lieu", "date;sexe", "date;n° adhérent", "date;prénom"])
def test_a_row_with_a_trace_of_a_person_is_one(header):
    cells = {"date": "2024-01-01", "nom": "EXEMPLE", "prénom": "Alix"}
    row = ";".join(cells.get(title, "7") for title in header.split(";"))
    assert [code for code, _, _ in errors(read(f"{header}\n{row}", kind=Kind.USAGE))] == ["one_row_per_person"]


def test_counts_beside_names_are_kept_without_the_names(tmp_path):
    text = """
        date;equipement;nombre;nom;prenom;email
        2024-01-11;Piscine;249;EXEMPLE;Alix;alix.exemple@example.org
        2024-01-08;Piscine;221;TEST;Camille;camille.test@example.org
    """
    reading = read(text, folder=tmp_path)
    assert [one.severity for one in reading.problems if one.code == "personal_data"] == ["warning"] * 3
    assert sum(one["quantity"] for one in records(reading)) == 470
    kept = "".join(path.read_text(encoding="utf-8") for path in tmp_path.iterdir())
    for trace in ("EXEMPLE", "Alix", "example.org"):
        assert trace not in kept
        assert trace not in repr(reading)
    ones = read(text.replace("249", "1").replace("221", "1"))
    assert [code for code, _, _ in errors(ones)] == ["one_row_per_person"]


def test_what_families_have_is_never_added_up(tmp_path):
    text = """
        prénom;école;quotient familial;date;nb repas
        Alix;Curie;1354;2024-01-11;13
        Camille;Curie;1402;2024-01-11;8
    """
    reading = balanced(read(text, folder=tmp_path))
    assert picked(reading, "facility", "measure", "quantity") == [("Curie", "repas", 21)]
    assert ("personal_data", 1, "quotient familial") in told(reading)
    assert "1402" not in repr(reading)
    without_names = text.replace("prénom", "rang").replace("Alix", "1").replace("Camille", "2")
    assert {one["measure"] for one in records(read(without_names))} == {"repas"}


@pytest.mark.parametrize("title", ["QF moyen", "Allocations", "Revenu médian", "Bourses"])
def test_a_column_of_incomes_is_no_count_unless_somebody_says_so(title):
    text = f"date;équipement;nb repas;{title}\n2024-01-01;Curie;5;820\n2024-01-02;Curie;6;830"
    reading = balanced(read(text))
    assert {one["measure"] for one in records(reading)} == {"repas"}
    assert ("income_aside", 1, title) in told(reading)
    chosen = read(text, columns={title: "quantity"})
    assert len({one["measure"] for one in records(chosen)}) == 2
    assert read(text, columns={title: ASIDE}).problems == chosen.problems


@pytest.mark.parametrize("title", ["Nombre d'allocations", "Demandes de bourses"])
def test_a_column_that_says_it_counts_allowances_counts_them(title):
    reading = read(f"date;équipement;{title}\n2024-01-01;CCAS;5\n2024-01-02;CCAS;6", name="ccas.csv")
    assert [one["quantity"] for one in records(reading)] == [5, 6]


def test_bands_of_family_income_are_a_public():
    reading = read("""
        date;école;quotient familial;nb repas
        2024-01-11;Curie;0 à 400;13
        2024-01-11;Curie;401 à 800;8
    """)
    assert picked(balanced(reading), "audience", "quantity") == [("0 à 400", 13), ("401 à 800", 8)]
    wide = read("date;école;QF < 400;QF 400 à 800\n2024-01-11;Curie;13;8")
    assert picked(balanced(wide), "audience", "quantity") == [("QF < 400", 13), ("QF 400 à 800", 8)]


def test_a_sheet_for_each_place_or_year():
    visits = [("date", "entrées"), (NEW_YEAR, 5.0), (45293.0, 6.0)]
    places = read_sheets({"Piscine des Tilleuls": visits, "Piscine Nord": visits})
    assert picked(places, "service", "facility", "starts_on", "quantity") == [
        ("Piscine", "Piscine des Tilleuls", "2024-01-01", 5),
        ("Piscine", "Piscine des Tilleuls", "2024-01-02", 6),
        ("Piscine", "Piscine Nord", "2024-01-01", 5),
        ("Piscine", "Piscine Nord", "2024-01-02", 6),
    ]
    assert {"place_named", "serial_date", "service_named", "several_sheets"} == {one.code for one in places.problems}
    months = [("mois", "entrées"), ("janvier", 5)]
    years = read_sheets({"2023": months, "2024": months}, name="piscine.xlsx")
    assert picked(years, "facility", "starts_on") == [(None, "2023-01-01"), (None, "2024-01-01")]


def test_typed_cells_are_read_strictly():
    cells = [("mois", "entrées"), ("2024-01", "7"), ("2024-02", True), ("2024-03", 7.5), ("2024-04", 8.0)]
    reading = read_sheets({"Piscine": cells})
    assert errors(balanced(reading)) == [("bad_count", 3, "entrées"), ("bad_count", 4, "entrées")]
    assert ("number_as_text", 2, "entrées") in told(reading)
    assert picked(reading, "quantity") == [(7,), (8,)]


def test_a_person_s_choices_prevail():
    text = "quand;combien;entrées\n2024-01-01;5;9"
    chosen = read(text, columns={"quand": "date", "combien": "quantity", "entrées": ASIDE}, kind=Kind.USAGE)
    assert picked(chosen, "starts_on", "measure", "quantity") == [("2024-01-01", "combien", 5)]
    corrected = read(
        "date;entrées\n2024-01-01;douze\n2024-01-02;3", corrections=(Correction(None, 2, "entrées", "12"),)
    )
    assert picked(corrected, "quantity") == [(12,), (3,)]


def test_a_column_without_a_title_counts_once_a_person_says_so():
    text = "date;site;;\n2024-01-01;A;5;\n2024-01-02;A;douze;"
    reading = read(text, columns={"C": "quantity"})
    assert picked(balanced(reading), "facility", "measure", "starts_on", "quantity") == [
        ("A", "usages", "2024-01-01", 5)
    ]
    assert errors(reading) == [("bad_count", 3, "C")]
    corrected = read(text, columns={"C": "quantity"}, corrections=(Correction(None, 3, "C", "12"),))
    assert picked(corrected, "quantity") == [(5,), (12,)]
    days = [f"2024-01-0{day};;;;;;;{count};A" for day, count in enumerate(("12,5", "3", "4"), start=1)]
    no_hours = read("\n".join(["date;;;;;;;;site", *days]), columns={"H": "quantity"})
    assert errors(no_hours) == [("bad_count", 2, "H")]


def test_a_first_column_without_a_title_is_what_a_person_says():
    text = "\n;2023;2024\nadultes;5;6\nenfants;7;8"
    assert picked(read(text), "facility", "audience")[0] == ("adultes", None)
    chosen = read(text, columns={"A": "audience"})
    assert picked(chosen, "facility", "audience", "quantity")[:2] == [(None, "adultes", 5), (None, "adultes", 6)]
    aside = read(text, columns={"A": ASIDE})
    assert "facility" not in {column.field for column in aside.tables[0].columns}


def test_an_unknown_column_of_figures_is_shown_as_it_was_taken():
    (table,) = read("date;Les Lilas;Observations\n2024-01-01;5;beau temps").tables
    assert [(one.header, one.field, one.given) for one in table.columns] == [
        ("date", "date", {}),
        ("Les Lilas", "quantity", {"facility": "Les Lilas"}),
        ("Observations", None, {}),
    ]


@given(
    st.lists(
        st.tuples(
            st.dates().filter(lambda day: 1990 <= day.year <= 2024), st.sampled_from("ABC"), st.integers(0, 10**6)
        ),
        min_size=1,
        max_size=30,
        unique_by=lambda row: row[:2],
    )
)
def test_what_is_written_is_what_is_read(rows):
    text = "\n".join(["date;site;entrées", *(f"{day:%d/%m/%Y};{site};{number}" for day, site, number in rows)])
    assert picked(balanced(read(text)), "starts_on", "facility", "quantity") == [
        (day.isoformat(), site, number) for day, site, number in rows
    ]


@pytest.mark.parametrize(
    ("title", "counts"),
    [("N° dossier", False), ("Numéro de ticket", False), ("Nombre de dossiers", True), ("N° visite", True)],
)
def test_a_number_that_a_thing_bears_counts_nothing(title, counts):
    assert counts_nothing(title) is not counts
