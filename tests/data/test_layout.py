"""Where a table begins, what its columns hold, and what is told of the rest: on small sheets a reader can check."""

from datetime import date
from pathlib import Path

import pytest

from data.importers import layout
from data.importers.choices import ASIDE, Choices, Correction
from data.importers.fields import Field, Holds
from data.importers.grid import UNCACHED, Book, Marks, Sheet
from data.importers.kinds import Kind
from data.importers.reading import Reading, Unreadable
from data.importers.table import Context, KindRead, Tally
from metrics.text import Text


def field(name, holds, *headers, **options):
    return Field(name, holds, Text(name, name), "exemple", headers or (name,), **options)


ACCOUNT = field("account", Holds.CODE, "compte", "nature", required=True)
LABEL = field("label", Holds.TEXT, "libelle")
VOTED = field("voted", Holds.AMOUNT, "vote", "montant vote")
EXECUTED = field("executed", Holds.AMOUNT, "realise")
YEAR = field("year", Holds.YEAR, "exercice", constant=True)


def nothing_read(tables, context):
    return Reading("budget_table", "", 0, 0, (), ())


def year_in(text):
    return {"year": text[-4:]} if text[-4:].isdigit() else {}


BUDGET = KindRead(Kind.BUDGET, (ACCOUNT, LABEL, VOTED, EXECUTED, YEAR), nothing_read, constants_in=year_in)
VISITS = KindRead(
    Kind.USAGE,
    (field("date", Holds.DATE, required=True), field("quantity", Holds.COUNT, "nombre", required=True)),
    nothing_read,
    spread="quantity",
    given_in=lambda header, _: {"facility": header},
)
TITLES = ("Compte", "Libellé", "Voté", "Réalisé")
WATER, POWER = ("60611", "Eau", 10.0, 9.5), ("60612", "Électricité", 20.0, 19.0)


def sheet(*rows, name="CA 2024", **options):
    return Sheet(name, lambda: iter(rows), size=len(rows), **options)


def understood(*sheets, choices=None, kinds=(BUDGET, VISITS), file_name="budget.xlsx"):
    book = Book("csv" if sheets[0].name is None else "xlsx", tuple(sheets), separator=";")
    context = Context(choices or Choices(), file_name, date(2025, 6, 2), None, Path(), lambda _share: None)
    return layout.understand(book, context, kinds)


def told(findings):
    return [(problem.code, problem.row, problem.column) for problem in findings.all()]


def rows(table):
    tally = Tally()
    found = list(table.rows(tally))
    return found, tally


def test_titles_in_the_first_row_ask_nothing():
    found = understood(sheet(TITLES, WATER, POWER))
    (table,) = found.tables
    assert (found.read.kind, table.header_row, told(found.findings)) == (Kind.BUDGET, 1, [])
    assert [column.field for column in table.columns] == ["account", "label", "voted", "executed"]
    assert table.columns[0].samples == ("60611", "60612")


def test_titles_are_found_under_a_heading_which_may_state_what_holds_for_all_rows():
    found = understood(sheet(("COMMUNE D'EXEMPLEVILLE 2023",), (), TITLES, WATER, name="Feuil1"))
    (table,) = found.tables
    assert table.header_row == 3
    assert (table.constants, table.said) == ({"year": "2023"}, {"year": "title"})
    assert told(found.findings) == [("header_row", 3, None)]
    assert [number for number, _ in rows(table)[0]] == [4]


def test_a_title_says_more_than_the_sheet_and_the_sheet_more_than_the_file():
    (table,) = understood(sheet(TITLES, WATER), file_name="budget_2022.xlsx").tables
    assert (table.constants, table.said) == ({"year": "2024"}, {"year": "sheet"})


def test_a_group_above_parts_titles_that_repeat_themselves():
    group, titles = ("", "", "2023", "", "2024", ""), ("Compte", "Libellé", "Voté", "Réalisé", "Voté", "Réalisé")
    (table,) = understood(sheet(group, titles, ("60611", "Eau", 1.0, 2.0, 3.0, 4.0))).tables
    assert [(column.field, dict(column.given)) for column in table.columns[2:]] == [
        ("voted", {"year": "2023"}),
        ("executed", {"year": "2023"}),
        ("voted", {"year": "2024"}),
        ("executed", {"year": "2024"}),
    ]


def test_columns_of_figures_stand_for_what_their_title_names():
    found = understood(sheet(("Date", "Piscine", "Gymnase"), ("2024-01-01", 12, 7), name="Visites"))
    assert [(column.field, dict(column.given)) for column in found.tables[0].columns] == [
        ("date", {}),
        ("quantity", {"facility": "Piscine"}),
        ("quantity", {"facility": "Gymnase"}),
    ]


def test_two_columns_of_one_title_are_refused():
    found = understood(sheet(("Compte", "Voté", "Voté"), ("60611", 1.0, 2.0)))
    assert told(found.findings) == [("duplicate_header", 1, "Voté")]


def test_a_second_column_for_the_same_thing_is_told_and_left_aside():
    found = understood(sheet(("Compte", "Nature", "Voté"), ("60611", "60611", 1.0)))
    assert told(found.findings) == [("second_column", 1, "Nature")]
    assert [column.field for column in found.tables[0].columns] == ["account", None, "voted"]


def test_a_required_column_that_is_missing_is_named_as_files_name_it():
    found = understood(sheet(("Libellé", "Voté", "Réalisé"), ("Eau", 1.0, 2.0)))
    assert told(found.findings) == [("missing_column", 1, "compte")]


def test_a_person_may_say_otherwise():
    choices = Choices(kind=Kind.BUDGET, header_rows={"CA 2024": 2}, columns={"Libellé": ASIDE, "N°": "account"})
    found = understood(sheet(("x", "y", "z"), ("N°", "Libellé", "Voté"), WATER[:3]), choices=choices)
    assert [column.field for column in found.tables[0].columns] == ["account", None, "voted"]


@pytest.mark.parametrize(
    ("titles", "unit"),
    [
        (("Compte", "Voté (k€)"), "thousands"),
        (("Compte", "Voté en milliers d'euros"), "thousands"),
        (("Compte", "Voté en euros"), "euros"),
        (("Compte", "Voté"), "euros"),
    ],
)
def test_the_unit_that_titles_name(titles, unit):
    found = understood(sheet(titles, ("60611", 1.0)))
    assert found.tables[0].unit == unit
    assert told(found.findings) == ([] if unit == "euros" else [("unit", 1, None)])


def test_units_that_disagree_are_refused():
    found = understood(sheet(("Compte", "Voté (k€)", "Réalisé (€)"), ("60611", 1.0, 2.0)))
    assert told(found.findings) == [("unit", 1, None)]
    assert found.findings.errors == 1
    assert found.tables[0].unit == "euros"


def test_hidden_rows_and_columns_are_read_and_told():
    marks = Marks(hidden_rows=frozenset({3}), hidden_columns=frozenset({2}))
    (table,) = understood(sheet(TITLES, WATER, POWER, marks=marks)).tables
    found, tally = rows(table)
    assert len(found) == 2
    assert told(tally.findings) == [("hidden_content", 1, "Libellé"), ("hidden_content", 3, None)]


def test_a_hidden_sheet_is_left_aside_and_told():
    found = understood(sheet(TITLES, WATER), sheet(TITLES, POWER, name="BP 2023", is_hidden=True))
    assert [table.sheet for table in found.tables] == ["CA 2024"]
    assert [(problem.code, problem.sheet) for problem in found.findings.all()] == [("hidden_content", "BP 2023")]


def test_a_merged_cell_stands_for_each_of_its_rows():
    merged = Marks(merged=((2, 1, 3, 1),))
    below = (None, *POWER[1:])
    (table,) = understood(sheet(TITLES, ("606", *WATER[1:]), below, ("611", "Contrats", 1.0, 1.0), marks=merged)).tables
    found, tally = rows(table)
    assert [cells[0] for _, cells in found] == ["606", "606", "611"]
    assert told(tally.findings) == [("merged_cells", 2, "Compte")]


def test_titles_printed_again_on_each_page_are_no_rows():
    found, tally = rows(understood(sheet(TITLES, WATER, (), TITLES, POWER)).tables[0])
    assert [number for number, _ in found] == [2, 5]
    assert (tally.rows, tally.aside) == (3, 1)


def test_another_table_below_is_told_and_not_mixed_in():
    other = ("Agent", "Service", "Heures", "Prime")
    _, tally = rows(understood(sheet(TITLES, WATER, (), other)).tables[0])
    assert told(tally.findings) == [("several_tables", 4, None)]


def test_a_row_left_out_and_a_cell_put_right():
    choices = Choices(
        corrections=(Correction("CA 2024", 2, "Voté", "11,00"),), exclusions=(Correction("CA 2024", 3, "", "doublon"),)
    )
    found, tally = rows(understood(sheet(TITLES, WATER, POWER), choices=choices).tables[0])
    assert found == [(2, ("60611", "Eau", 11.0, 9.5))]
    assert (tally.rows, tally.excluded) == (2, 1)


@pytest.mark.parametrize(
    ("column", "text", "read"),
    [
        ("Voté", "1 234,56 €", 1234.56),
        ("Voté", "12", 12),
        ("Voté", "1.234", "1.234"),
        ("Voté", "(20,00)", "(20,00)"),
        ("Compte", "011", "011"),
    ],
)
def test_a_figure_put_right_is_a_number_as_a_workbook_keeps_it(column, text, read):
    choices = Choices(corrections=(Correction("CA 2024", 2, column, text),))
    ((_, cells),), _ = rows(understood(sheet(TITLES, WATER), choices=choices).tables[0])
    assert cells[TITLES.index(column)] == read
    of_csv = Choices(corrections=(Correction(None, 2, column, text),))
    ((_, texts),), _ = rows(understood(sheet(TITLES, TEXTS, name=None), choices=of_csv).tables[0])
    assert texts[TITLES.index(column)] == text


def test_a_text_put_right_in_many_rows_leaves_the_other_texts_as_they_are():
    choices = Choices(corrections=tuple(Correction("CA 2024", row, "Libellé", "Eau potable", "Eau") for row in (2, 3)))
    found, _ = rows(understood(sheet(TITLES, WATER, POWER), choices=choices).tables[0])
    assert [cells[1] for _, cells in found] == ["Eau potable", POWER[1]]


TEXTS = ("60611", "Eau", "10,00", "9,50")


def test_a_text_that_a_separator_cut_at_the_end_of_its_row_is_read_whole():
    titles, usual = ("Compte", "Voté", "Libellé"), ("60611", "10,00", "Eau")
    found, tally = rows(understood(sheet(titles, usual, (*usual, " assainissement"), usual, name=None)).tables[0])
    assert found[1] == (3, ("60611", "10,00", "Eau; assainissement"))
    assert told(tally.findings) == [("cut_text", 3, "Libellé")]


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (("60611", "Eau ", " assainissement", "10,00", "9,50"), "Libellé"),
        (("60611", "Eau", " assainissement", "10,00", "gratuit"), None),
        (("60611;Eau;10,00;9,50",), None),
        (("60611", "Eau", "10,00"), None),
    ],
)
def test_a_row_of_another_width_is_refused_where_it_shifted(row, column):
    _, tally = rows(understood(sheet(TITLES, TEXTS, row, TEXTS, name=None)).tables[0])
    assert told(tally.findings) == [("row_shape", 3, column)]
    assert (tally.rows, tally.refused) == (3, 1)


def test_a_note_under_a_csv_is_no_row_and_told():
    found, tally = rows(understood(sheet(TITLES, TEXTS, ("Source : service des finances",), name=None)).tables[0])
    assert (len(found), tally.aside, told(tally.findings)) == (1, 1, [("note_row", 3, None)])


def test_a_row_longer_on_its_own_has_shifted_even_where_its_last_cell_is_blank():
    titles, usual = ("Compte", "Libellé", "Voté", "Note"), ("60611", "Eau", "10,00", "")
    cut = ("60611", "Eau", " assainissement", "10,00", "")
    _, tally = rows(understood(sheet(titles, usual, cut, usual, name=None)).tables[0])
    assert told(tally.findings) == [("row_shape", 3, "Libellé")]


def test_blank_cells_beyond_the_titles_are_nothing():
    found, tally = rows(understood(sheet(TITLES, (*TEXTS, "", ""), name=None)).tables[0])
    assert (found, told(tally.findings)) == ([(2, TEXTS)], [])


def test_columns_that_name_persons_are_told_and_neither_kept_nor_shown():
    found = understood(sheet(("Date", "Nombre", "Nom", "Prénom"), ("2024-01-01", 3, "EXEMPLE", "Alix"), name=None))
    assert told(found.findings) == [("personal_data", 1, "Nom"), ("personal_data", 1, "Prénom")]
    assert [(column.field, column.samples) for column in found.tables[0].columns[2:]] == [(None, ()), (None, ())]


@pytest.mark.parametrize("title", ["Prénom", "Nom"])
def test_no_message_about_a_row_shows_the_cell_of_a_person(title):
    titles, usual = ("Compte", "Voté", title), ("60611", "10,00", "Alix")
    _, tally = rows(understood(sheet(titles, usual, (*usual, "Exemple"), usual, name=None)).tables[0])
    merged = sheet(titles, usual, ("60612", "11,00", None), marks=Marks(merged=((2, 3, 3, 3),)))
    _, other = rows(understood(merged).tables[0])
    problems = [*tally.findings.all(), *other.findings.all()]
    assert [(each.code, each.text) for each in problems] == [("cut_text", "…"), ("merged_cells", "…")]


def test_files_of_one_shape_share_a_fingerprint_whatever_their_year():
    first = understood(sheet(("Compte", "BP 2023 Voté"), ("60611", 1.0)))
    second = understood(sheet(("Compte", "BP 2024 Voté"), ("60612", 5.0), name="Autre"))
    other = understood(sheet(("Compte", "Libellé", "Voté"), WATER[:3]))
    assert first.shape == second.shape != other.shape


def test_a_sheet_with_no_known_title_shows_what_it_holds():
    with pytest.raises(layout.NoTable) as none:
        understood(sheet(("Couleur", "Taille"), ("bleu", 3)))
    assert [problem.code for problem in none.value.problems] == ["header"]
    assert [column.header for column in none.value.tables[0].columns] == ["Couleur", "Taille"]


def test_a_book_of_blank_sheets_is_refused():
    with pytest.raises(Unreadable, match="no_rows"):
        understood(sheet(("", None)))


def test_a_sheet_of_formulas_never_computed_has_no_table_and_says_so():
    with pytest.raises(layout.NoTable) as refused:
        understood(sheet((UNCACHED, UNCACHED)))
    assert [problem.code for problem in refused.value.problems] == ["header"]


def test_figures_that_no_field_takes_are_named_once_unless_a_person_left_them_aside():
    titles, row = ("Compte", "Voté", "Taux", "Secteur"), ("60611", 1.0, 2.5, 12)
    assert told(understood(sheet(titles, row)).findings) == [("columns_aside", 1, None)]
    choices = Choices(columns={"Taux": ASIDE})
    assert told(understood(sheet(titles, row), choices=choices).findings) == []


def test_a_column_of_figures_that_a_person_left_aside_stands_for_nothing():
    found = understood(
        sheet(("Date", "Piscine", "Gymnase"), ("2024-01-01", 12, 7), name="Visites"),
        choices=Choices(columns={"Gymnase": ASIDE}),
    )
    assert [column.field for column in found.tables[0].columns] == ["date", "quantity", None]


def test_a_unit_named_after_an_underscore():
    assert understood(sheet(("Compte", "vote_keur"), ("60611", 1.0))).tables[0].unit == "thousands"


def test_a_title_merged_over_both_rows_of_a_header_is_the_columns():
    group, titles = ("Compte", "Libellé", "2024", ""), ("", "", "Voté", "Réalisé")
    (table,) = understood(sheet(group, titles, WATER)).tables
    assert table.header_row == 2
    assert [column.field for column in table.columns] == ["account", "label", "voted", "executed"]


def test_a_group_covers_all_its_titles_once_one_of_them_repeats_elsewhere():
    group, titles = ("", "2023", "", "2024"), ("Compte", "Voté", "Réalisé", "Voté")
    (table,) = understood(sheet(group, titles, ("60611", 1.0, 2.0, 3.0), name="Feuil1")).tables
    assert [dict(column.given) for column in table.columns[1:]] == [
        {"year": "2023"},
        {"year": "2023"},
        {"year": "2024"},
    ]
    assert table.constants == {}


UNTITLED = (("Compte", "Libellé", "", "Voté"), ("60611", "Eau", 9.5, 10.0), ("60612", "Électricité", "19 h", 20.0))


def test_a_column_without_a_title_is_mapped_by_its_letter():
    found = understood(sheet(*UNTITLED), choices=Choices(columns={"C": "executed"})).tables[0]
    assert [(one.letter, one.header, one.field) for one in found.columns] == [
        ("A", "Compte", "account"),
        ("B", "Libellé", "label"),
        ("C", "C", "executed"),
        ("D", "Voté", "voted"),
    ]
    aside = understood(sheet(*UNTITLED), choices=Choices(columns={"C": ASIDE})).tables[0]
    assert [(one.header, one.field) for one in aside.columns][2] == ("C", None)
    detected = understood(sheet(*UNTITLED)).tables[0]
    assert [(one.header, one.name, one.field) for one in detected.columns][2] == ("", "C", None)


def test_a_title_that_is_a_letter_is_no_column_without_a_title():
    titles = (("Compte", "C", "", "Voté"), *UNTITLED[1:])
    found = understood(sheet(*titles), choices=Choices(columns={"C": "executed"})).tables[0]
    assert [(one.header, one.field) for one in found.columns][1:3] == [("C", "executed"), ("", None)]


def test_cells_without_a_title_are_put_right_by_its_letter():
    corrections = (Correction("CA 2024", 3, "C", "19"),)
    for columns in ({}, {"C": "executed"}):
        table = understood(sheet(*UNTITLED), choices=Choices(columns=columns, corrections=corrections)).tables[0]
        assert [str(cells[2]) for _, cells in table.rows(Tally())] == ["9.5", "19"]
