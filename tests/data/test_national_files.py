"""Figures that national producers publish, against a reader that shares nothing with ours: csv and Decimal."""

import csv
import gzip
import itertools
from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from openpyxl import Workbook

from dashboard.importing import problem_sentence
from dashboard.locale import LANGUAGES
from data.importers.choices import Choices
from data.importers.kinds import Kind
from data.importers.readers import read_path
from data.importers.reading import Severity
from data.importers.table import Context, Town

BALANCE = "data/dgfip/balance_comptable_extrait_20_lignes_2024.csv"
AMOUNTS = ("bedeb", "becre", "obnetdeb", "obnetcre", "onbdeb", "onbcre", "oobdeb", "oobcre", "sd", "sc")
PARIS = Town("217500016", "21750001600019", "Paris")


@pytest.fixture
def read(tmp_path):
    """Reads a file, or a text written to one, as the page does."""
    numbers = itertools.count()

    def read(source, name="fichier.csv", town=None, encoding="utf-8", **choices):
        if isinstance(source, str):
            path = tmp_path / name
            path.write_text(source, encoding=encoding, newline="")
        else:
            path = source
        folder = tmp_path / f"spools-{next(numbers)}"
        folder.mkdir()
        context = Context(Choices(**choices), path.name, date(2026, 11, 1), town, folder, lambda share: None)
        return read_path(path, context)

    return read


def facts(reading):
    """The rows spooled, by column."""
    (records,) = reading.records
    return [dict(zip(records.columns, row, strict=True)) for row in records.read()]


def rows_of(path, delimiter=","):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def codes(reading, severity=None):
    return [problem.code for problem in reading.problems if severity in (None, problem.severity)]


def cents(text):
    return int(Decimal(text) * 100)


# Balance


def test_a_balance_is_read_to_the_cent(shared, read):
    printed = rows_of(shared / BALANCE, ";")
    reading = read(shared / BALANCE)
    lines = facts(reading)
    assert (reading.kind, reading.rows, reading.understood, reading.problems) == (Kind.BALANCE, 20, 20, ())
    ours = dict(zip(AMOUNTS, list(lines[0])[-10:], strict=True))
    for column in AMOUNTS:
        assert [line[ours[column]] for line in lines] == [cents(row[column]) for row in printed]
    assert [line["subject_code"] for line in lines] == [row["siren"] for row in printed]
    assert [line["account"] for line in lines] == [row["compte"] for row in printed]
    assert {(line["budget_kind"], line["standard"], line["status"], line["year"]) for line in lines} == {
        ("main", "M57", "DEF", 2024)
    }
    assert [line["row"] for line in lines] == list(range(2, 22))


TITLES = """
    2024 exer      ident ndept       lbudg     insee cbudg      nomen     siren bal        compte
    2013 ExerciceG SIRET Departement LibBudget INSEE TypeBudget nomCompta SIREN BalanceDef NCompte
    2024 bedeb    becre    obnetdeb obnetcre onbdeb onbcre oobdeb oobcre sd     sc
    2013 BEntreeD BEntreeC OBDNA    OBCNA    ONBD   ONBC   OOBD   OOBC   SoldeD SoldeC
"""


def title_of_2013(title):
    """The title that the column had in the file of 2013; it had no other column."""
    words = TITLES.split()
    return words[words.index(title) + 11] if title in words else title.upper()


@pytest.mark.parametrize("retitled", [str.upper, title_of_2013])
def test_the_national_file_says_the_same_with_other_titles_a_comma_and_latin_1(shared, read, retitled):
    header, *lines = (shared / BALANCE).read_text(encoding="utf-8").splitlines()
    titles = ";".join(map(retitled, header.split(";")))
    body = [line.replace("CHAMBERY", "CHAMBÉRY").replace(".", ",") for line in lines]
    national = read("\r\n".join([titles, *body, ""]), "Balance_Commune.csv", encoding="latin-1")
    known = {line["row"]: line for line in facts(read(shared / BALANCE))}
    assert national.errors == ()
    for line in facts(national):
        assert line | {"budget_name": ""} == known[line["row"]] | {"budget_name": ""}
    assert "CHAMBÉRY" in {line["budget_name"] for line in facts(national)}


def test_a_balance_saved_as_a_workbook_says_the_same(shared, read, tmp_path):
    book = Workbook()
    for number, row in enumerate(rows_of(shared / BALANCE, ";")):
        if number == 0:
            book.active.append(list(row))
        book.active.append([float(text) if title in AMOUNTS else text for title, text in row.items()])
    book.save(tmp_path / "balance.xlsx")
    reading = read(tmp_path / "balance.xlsx")
    assert reading.errors == ()
    known = facts(read(shared / BALANCE))
    assert [line | {"sheet": None} for line in facts(reading)] == known


HEADER = "exer;ident;lbudg;cbudg;nomen;siren;bal;fonction;compte;bedeb;becre;obnetdeb;obnetcre;onbdeb;onbcre;oobdeb;oobcre;sd;sc"
ROW = "2024;21990001200015;EXEMPLEVILLE;1;M57;219900012;DEF;020;60611;0.0;0.0;10.5;0.0;0.0;0.0;0.0;0.0;10.5;0.0"


def balance(*rows):
    return "\n".join([HEADER, *rows, ""])


def test_a_function_is_text_and_other_authorities_are_facts_too(read):
    other = ROW.replace("219900012", "219900020").replace("60611", "6411")
    lines = facts(read(balance(ROW, other), town=Town("219900012", "21990001200015", "Exempleville")))
    assert [(line["subject_code"], line["function"]) for line in lines] == [("219900012", "020"), ("219900020", "020")]


def test_budgets_are_main_attached_or_annex(read):
    rows = [ROW.replace(";1;M57", f";{kind};M57").replace("60611", f"6061{kind}") for kind in "123"]
    assert [line["budget_kind"] for line in facts(read(balance(*rows)))] == ["main", "main", "annex"]


def test_a_balance_whose_sides_disagree_is_told_and_kept_as_it_is(read):
    reading = read(balance(ROW, f"{ROW.replace('60611', '60612')}1"))
    (told,) = reading.problems
    assert (told.code, told.severity, told.row, told.column) == ("balance", Severity.WARNING, 3, "sd")
    assert [line["closing_credit"] for line in facts(reading)] == [0, 1]


def test_a_missing_amount_stays_missing(read):
    reading = read(balance(ROW.replace("10.5;0.0;0.0", "10.5;;0.0")))
    (told,) = reading.problems
    assert (told.code, told.row, told.column) == ("blank_amount", 2, "obnetcre")
    assert facts(reading)[0]["budget_credit"] is None


def test_a_row_pasted_twice_is_refused(read):
    reading = read(balance(ROW, ROW.replace("60611", "60612"), ROW))
    assert [(p.code, p.row, p.parts["first"]) for p in reading.errors] == [("duplicate_row", 4, 2)]
    assert (reading.rows, reading.understood, reading.rows_refused) == (3, 2, 1)


@pytest.mark.parametrize(
    ("change", "code", "column"),
    [
        (("21990001200015", "2,199E+13"), "code_format", "ident"),
        (("219900012;", "21990001;"), "siren_format", "siren"),
        (("2024;", "1924;"), "year_out_of_range", "exer"),
        (("2024;", "2024-06;"), "bad_date", "exer"),
        ((";60611;", ";;"), "blank_cell", "compte"),
        ((";60611;", ";Eau;"), "account_format", "compte"),
        ((";1;M57", ";7;M57"), "unknown_code", "cbudg"),
        ((";10.5;", ";dix;"), "bad_number", "obnetdeb"),
        ((";10.5;", ";1.234;"), "ambiguous_number", "obnetdeb"),
        ((";10.5;", ";.50;"), "bad_number", "obnetdeb"),
        ((";10.5;", ";١٢.50;"), "bad_number", "obnetdeb"),
    ],
)
def test_a_cell_that_cannot_be_read_is_told_with_its_place(read, change, code, column):
    good = ROW.replace("60611", "60612")
    reading = read(balance(good, ROW.replace(*change, 1)))
    assert [(p.code, p.row, p.column) for p in reading.errors] == [(code, 3, column)]
    assert (reading.understood, reading.rows_refused) == (1, 1)


# Individual accounts

DICTIONARY = "data/dgfip/dictionnaire_variables_comptes_individuels.csv"


@pytest.mark.parametrize("year", [2013, 2014, 2017, 2018])
def test_each_variable_of_an_export_is_the_figure_its_dictionary_says(shared, read, year):
    path = shared / f"data/dgfip/comptes_individuels_export_{year}.csv"
    (printed,) = rows_of(path, ";")
    reading = read(path)
    assert (reading.kind, reading.rows, reading.understood, reading.errors) == (Kind.ACCOUNTS, 1, 1, ())
    figures = {(f["subject_kind"], f["indicator"], f["unit"]): f for f in facts(reading)}
    commune = figures["commune", "prod", "euros"]
    assert commune["subject_code"] == printed["dep"][1:] + printed["icom"]
    assert commune["scope"] == "main"
    for entry in rows_of(shared / DICTIONARY):
        code = entry["codeCle"]
        if entry["typeEntite"] != "V" or code not in printed:
            continue
        text = printed[code]
        if entry["typeCle"] == "Valeur totale":
            assert figures["commune", code, "euros"]["cents"] == int(Decimal(text) * 100_000)
        elif entry["typeCle"] == "Par habitant" and printed["pop1"] != "0":
            assert Decimal(figures["commune", f"{code[1:]} par habitant", "euros_per_inhabitant"]["value"]) == Decimal(
                text
            )
        elif entry["typeCle"] == "En moyenne pour la strate":
            assert Decimal(figures["group", f"{code[1:]} par habitant", "euros_per_inhabitant"]["value"]) == Decimal(
                text
            )
        elif entry["typeCle"] == "Taux":
            assert Decimal(figures["commune", code, "percent"]["value"]) == Decimal(text)


def test_every_figure_of_an_export_is_kept(shared, read):
    path = shared / "data/dgfip/comptes_individuels_export_2017.csv"
    (printed,) = rows_of(path, ";")
    identity = {"an", "dep", "icom", "inom", "reg", "pop1", "nomsst1", "nomsst2"}
    assert len(facts(read(path))) == len(set(printed) - identity) + 1  # the population is a figure too


def test_nothing_is_divided_by_nobody(shared, read):
    reading = read(shared / "data/dgfip/comptes_individuels_export_2018.csv")
    own = [f for f in facts(reading) if f["subject_kind"] == "commune" and f["unit"] == "euros_per_inhabitant"]
    assert {f["absence"] for f in own} == {"not_applicable"}
    assert codes(reading).count("zero_inhabitants") == 1
    assert [f["value"] for f in facts(reading) if f["indicator"] == "population"] == ["0"]


def test_no_two_figures_of_an_export_speak_of_the_same_thing(shared, read):
    figures = facts(read(shared / "data/dgfip/comptes_individuels_export_2018.csv"))
    slots = {(f["subject_code"], f["scope"], f["year"], f["indicator"]) for f in figures}
    assert len(slots) == len(figures)


def test_averages_of_a_stratum_are_another_subject_s_figures(shared, read):
    figures = facts(read(shared / "data/dgfip/comptes_individuels_export_2013.csv"))
    of_group = [f for f in figures if f["subject_kind"] == "group"]
    assert {f["subject_name"] for f in of_group} == {
        "communes de 10 000 à 20 000 hab appartenant à un groupement fiscalisé (FPU)"
    }
    assert {f["subject_code"] for f in of_group}.isdisjoint({f["subject_code"] for f in figures if f not in of_group})
    assert all(f["cents"] is None for f in of_group)


def test_sheets_put_into_a_table_give_all_their_rows(shared, read):
    path = shared / "data/dgfip/comptes_individuels_fiches.csv"
    printed = rows_of(path)
    reading = read(path)
    figures = facts(reading)
    assert (reading.rows, reading.understood, reading.errors) == (167, 167, ())
    amounts = [f["cents"] for f in figures if f["unit"] == "euros" and f["cents"] is not None]
    given = [row["montant_keur"] for row in printed if row["montant_keur"]]
    assert (len(amounts), sum(amounts)) == (len(given), sum(int(Decimal(text) * 100_000) for text in given))
    ratios = [f for f in figures if f["unit"] == "percent" and f["subject_kind"] == "commune"]
    assert sum(f["absence"] == "missing" for f in ratios) == sum(not row["ratio_pct"] for row in printed)
    products = {f["year"]: f["cents"] for f in figures if f["indicator"] == "prod" and f["cents"]}
    assert products == {2000: 15_475_600_000, 2009: 16_643_800_000, 2012: 21_000_000, 2013: 18_044_700_000}


def test_an_average_repeated_on_each_commune_is_one_figure_and_another_value_is_told(read):
    header = "an;dep;icom;inom;pop1;nomsst1;nomsst2;prod;fprod;mprod"
    rows = [f"2024;068;{n:03};VILLE {n};100;strate A;FPU;1.00;10.00;{average}" for n, average in enumerate("556")]
    reading = read("\n".join([header, *rows, ""]))
    averages = [f["value"] for f in facts(reading) if f["subject_kind"] == "group"]
    assert averages == ["5", "6"]
    assert [(p.code, p.row, p.parts["first"]) for p in reading.problems if p.code != "unit"] == [("two_values", 4, 2)]


def test_codes_that_lost_their_zeros_are_read_and_told(read):
    reading = read("an;dep;icom;inom;pop1;prod;fprod\n2024;1;39;VILLE;100;1.00;10.00\n")
    assert {f["subject_code"] for f in facts(reading)} == {"01039"}
    told = [(p.column, p.text, p.parts["read"]) for p in reading.problems if p.code == "leading_zero"]
    assert told == [("dep", "1", "001"), ("icom", "39", "039")]


def test_overseas_and_corsican_codes(read):
    rows = ["2024;101;105;BASSE-TERRE;100;1.00", "2024;02A;004;AJACCIO;100;1.00"]
    reading = read("\n".join(["an;dep;icom;inom;pop1;prod", *rows, ""]))
    assert [f["subject_code"] for f in facts(reading) if f["indicator"] == "prod"] == ["97105", "2A004"]


# Aggregates


def test_large_cities_are_read_to_the_euro(shared, read):
    path = shared / "data/ofgl/ofgl_grandes_villes_2017_2024.csv"
    printed = rows_of(path)
    reading = read(path)
    assert (reading.kind, reading.rows, reading.understood, reading.problems) == (Kind.AGGREGATES, 1120, 1120, ())
    money = {(f["subject_code"], f["year"], f["indicator"]): f["cents"] for f in facts(reading) if f["unit"] == "euros"}
    assert money == {(r["siren"], int(r["annee"]), r["agregat"]): cents(r["montant_eur"]) for r in printed}
    assert sum(f["unit"] == "euros_per_inhabitant" for f in facts(reading)) == 1120


@pytest.fixture(scope="module")
def groupings(shared, tmp_path_factory):
    path = tmp_path_factory.mktemp("ofgl") / "ofgl_epci_agregats_2014_2017.csv"
    path.write_bytes(gzip.decompress((shared / "data/ofgl/ofgl_epci_agregats_2014_2017.csv.gz").read_bytes()))
    return path


def test_groupings_are_read_to_the_cent_and_missing_amounts_counted_apart(groupings, read):
    printed = rows_of(groupings)
    columns = [name for name in printed[0] if name not in ("siren_epci", "annee", "nom_dep", "strate16", "LBUDG")]
    columns = [name for name in columns if name not in ("population", "nj_epci2016", "fisc_epci2016")]
    expected = defaultdict(lambda: [0, 0, 0])
    for row in printed:
        for name in columns:
            kept = expected[name.lower().removesuffix("_ba"), "annex" if name.endswith("_ba") else "own"]
            amount = Decimal(row[name]) * 100_000 if row[name] else None
            kept[0] += amount is not None
            kept[1] += 0 if amount is None else int(amount.to_integral_value())
            kept[2] += amount is None
    reading = read(groupings)
    assert (reading.rows, reading.understood, reading.errors) == (5141, 5141, ())
    assert codes(reading) == ["unit_by_decimals", *["cent_dust"] * codes(reading).count("cent_dust")]
    found, kinds = defaultdict(lambda: [0, 0, 0]), set()
    for figure in facts(reading):
        kinds.add(figure["subject_kind"])
        if figure["indicator"] != "population":
            kept = found[figure["indicator"], "annex" if figure["scope"] == "annex" else "own"]
            kept[0] += figure["cents"] is not None
            kept[1] += figure["cents"] or 0
            kept[2] += figure["absence"] == "missing"
    assert found == expected
    assert sum(missing for _, _, missing in found.values()) == 18
    assert kinds == {"grouping"}


def test_groups_of_communes_keep_the_identities_of_their_source_to_the_cent(shared, read):
    reading = read(shared / "data/ofgl/ofgl_communes_groupes_reference_2014_2017.csv")
    assert (reading.rows, reading.understood, reading.errors) == (76, 76, ())
    rows = defaultdict(dict)
    for figure in facts(reading):
        if figure["unit"] == "euros":
            rows[figure["row"], figure["scope"]][figure["indicator"]] = figure["cents"]
    compared = [row for (_, scope), row in rows.items() if scope in ("main", "annex")]
    assert len(compared) == 152
    for row in compared:
        assert row["epn"] == row["rec_fonc"] - row["dep_fonc"] - row["remboursement"]
        assert row["var_fon_roul"] == (
            row["rec_invest"] + row["emprunt"] + row["rec_fonc"]
            - row["dep_invest"] - row["remboursement"] - row["dep_fonc"]
        )  # fmt: skip
    names = {f["subject_name"] for f in facts(reading)}
    assert (len(names), {f["subject_kind"] for f in facts(reading)}) == (19, {"group"})


def test_national_averages_have_the_unit_their_titles_name(shared, read):
    path = shared / "data/ofgl/ofgl_communes_moyennes_nationales_2014_2017.csv"
    reading = read(path)
    assert (reading.rows, reading.understood, reading.problems) == (12, 12, ())
    figures = {(f["subject_name"], f["year"], f["indicator"]): (f["value"], f["unit"]) for f in facts(reading)}
    for row in rows_of(path):
        key = (row["groupe"], int(row["annee"]))
        assert figures[*key, "dette par habitant"] == (row["dette_eur_hab"], "euros_per_inhabitant")
        assert figures[*key, "taux_epargne_brute"] == (row["taux_epargne_brute_pct"], "percent")
        assert figures[*key, "capacite_desendettement"] == (row["capacite_desendettement_annees"], "years")
        assert figures[*key, "population"] == (row["population"], "inhabitants")


def test_a_city_s_own_aggregates_are_those_of_the_town_the_file_is_for(shared, read):
    path = shared / "data/paris-budget/paris_execute_agregats.csv"
    reading = read(path, town=PARIS)
    assert (reading.rows, reading.understood, codes(reading)) == (32, 32, ["subject_is_town"])
    found = [(f["year"], f["indicator"], f["cents"]) for f in facts(reading)]
    assert found == [(int(r["annee"]), f"{r['bloc']}/{r['agregat']}", cents(r["montant_eur"])) for r in rows_of(path)]
    assert read(path).rows_refused == 32


def test_a_dashboard_s_values_keep_their_absence_and_their_sources(read):
    reading = read(
        "annee,indicateur_id,valeur,source\n2023,part,12.5,Insee\n2024,part,,Insee\n2024,x,NA,OFGL\n", town=PARIS
    )
    found = [(f["year"], f["value"], f["absence"], f["unit"]) for f in facts(reading)]
    assert found == [
        (2023, "12.5", None, "unknown"),
        (2024, None, "missing", "unknown"),
        (2024, None, "missing", "unknown"),
    ]
    assert reading.details["sources"] == ["Insee", "OFGL"]


OFGL = (
    "Exercice;Code Siren 2023 EPCI;Nom 2023 EPCI;Strate population 2023;Commune de montagne;Code Insee 2023 Commune;"
    "Nom 2023 Commune;Code Siren Collectivité;Code Insee Collectivité;Libellé Budget;Agrégat;Montant BP;Montant BA;"
    "Montant flux BP-BA;Montant;Montant en millions;Population totale;Montant en € par habitant\n"
    "2023-01-01;200027027;GMVA;5;Non;56046;Crach;215600461;56046;CRACH;Epargne brute;100.5;20.25;0.75;120;0.00012;3446;34.82\n"
    "2023-01-01;200027027;GMVA;5;Non;56046;Crach;215600461;56046;CRACH;Encours de dette;;;;;;3446;\n"
)


def test_an_export_of_the_consolidated_base_keeps_main_annex_and_total_apart(read):
    reading = read(OFGL)
    figures = {(f["indicator"], f["scope"], f["unit"]): f for f in facts(reading)}
    assert reading.problems == ()
    saving = {scope: figures["Epargne brute", scope, "euros"]["cents"] for scope in ("main", "annex", "consolidated")}
    assert saving == {"main": 10_050, "annex": 2_025, "consolidated": 12_000}
    assert figures["Encours de dette", "consolidated", "euros"]["absence"] == "missing"
    assert figures["population", "unknown", "inhabitants"]["value"] == "3446"
    assert {(f["subject_code"], f["subject_name"], f["year"]) for f in facts(reading)} == {("215600461", "Crach", 2023)}


def test_several_budgets_of_one_authority_stay_several(read):
    reading = read(
        "exer,siren,lbudg,type_de_budget,agregat,montant\n"
        "2023,215600461,CRACH,Budget principal,Epargne brute,10.00\n"
        "2023,215600461,PORT,Budget annexe,Epargne brute,2.00\n"
        "2023,215600461,EAU,Budget annexe,Epargne brute,1.00\n"
    )
    found = [(f["scope"], f["subject_name"], f["cents"]) for f in facts(reading)]
    assert found == [("main", "CRACH", 1000), ("annex", "PORT", 200), ("annex", "EAU", 100)]
    assert len({f["subject_code"] for f in facts(reading)}) == 3


def test_years_as_columns(read):
    reading = read("agregat;2022;2023\nEpargne brute;10,50;11\nEncours de dette;;3\n", town=PARIS)
    found = [(f["year"], f["indicator"], f["cents"], f["absence"]) for f in facts(reading)]
    assert found == [
        (2022, "Epargne brute", 1050, None),
        (2023, "Epargne brute", 1100, None),
        (2022, "Encours de dette", None, "missing"),
        (2023, "Encours de dette", 300, None),
    ]


def test_parts_of_a_cent_are_never_rounded_away(read):
    rows = ["2023,219900012,a,1234.5678", "2023,219900012,b,2.8e-14", "2023,219900012,c,12.3456789"]
    reading = read("\n".join(["annee,siren,agregat,montant_eur", *rows, ""]))
    found = [(f["cents"], f["value"], f["unit"]) for f in facts(reading)]
    assert found == [(None, "1234.5678", "euros"), (0, None, "euros"), (None, "12.3456789", "euros")]
    assert {p.code: p.rows for p in reading.problems} == {"parts_of_cent": (2, 4), "cent_dust": (3,)}


def test_a_voted_budget_is_not_taken_for_published_figures(shared, read):
    kinds = {read(path).kind for path in (shared / "data/paris-budget").glob("paris_budget_vote_*.csv")}
    assert kinds.isdisjoint({Kind.BALANCE, Kind.ACCOUNTS, Kind.AGGREGATES})


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told_of_published_figures_is_said_whole_and_names_its_place(read, spoken, language):
    sources = [
        balance(
            ROW, ROW, f"{ROW.replace('60611', '60612')}1", ROW.replace("60611", "60613").replace("10.5;0.0", "(10,50);")
        ),
        balance(ROW.replace("21990001200015", "2,2E+13").replace("60611", "Eau").replace("2024;", "1924;")),
        "an;dep;icom;inom;pop1;prod;fprod\n2024;1;39;VILLE;0;1.00;0.0\n2024;1;rien;VILLE;0;1.00;0.0\n",
        "an;dep;icom;inom;pop1;prod;mprod\n2024;001;001;A;5;1.0;5\n2024;001;001;A;5;1.0;6\n",
        "annee,siren,agregat,montant_eur\n2023,219900012,a,1234.5678\n2023,219900012,b,2.8e-14\n2023,21,b,2\n",
        "annee;agregat;montant\n2023;a;1234,5678\n2023;a;2,50 -\n",
    ]
    problems = [problem for source in sources for problem in read(source, town=PARIS).problems]
    assert len({problem.code for problem in problems}) >= 14
    for problem in problems:
        sentence = spoken(language, problem_sentence, problem)
        assert "None" not in sentence
        assert str(problem.row) in sentence
        assert problem.column is None or problem.column in sentence
