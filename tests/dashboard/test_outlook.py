"""What the outlook says and writes: typed levers, sentences, and a workbook that computes the same cents by itself."""

import re
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from io import BytesIO

import openpyxl
import pytest

from dashboard import read as read_town
from dashboard.locale import typeset
from dashboard.outlook import current, groups, read, results, seeking, sentences, typed, uncertainty, workbook
from dashboard.outlook.answers import Plan, Told, plan_as_data, plan_from_data
from dashboard.outlook.workbook import LiveSheet
from data import queries
from data.database import reading
from data.facts import TargetRead
from metrics.finance.statistics import DEBT_PAYBACK, GROSS_SAVING, GROSS_SAVING_RATE
from metrics.outlook.current import CarriedOver, Voted
from metrics.outlook.forecast import Forecast, Method, forecast
from metrics.outlook.formulas import RATE
from metrics.outlook.goal import Goal, seek
from metrics.outlook.levers import LEVERS, RECURRING, Excess, percent
from metrics.outlook.loans import FirstPayment
from metrics.outlook.marks import crossings, marks_of
from metrics.outlook.origins import entered
from metrics.outlook.projection import project
from metrics.outlook.written import plain
from metrics.units import EUROS_A_YEAR
from tests.conftest import absent
from tests.metrics.outlook.spreadsheet import Spreadsheet
from tests.metrics.outlook.towns import LAND_TAX, THOUSAND, debt_free, pool, scenario, town

YEARS = range(2026, 2031)
AGENT = entered("agent")
PLANNED = scenario(YEARS, projects=(pool(),), target_days=30, inflation=percent("1.8"), wage_drift=percent("2.35"))
VARIANTS = [
    PLANNED,
    replace(PLANNED, first=FirstPayment.HALF_YEAR),
    replace(scenario(), excess=Excess.EARLY_REPAYMENT),
]
_REFERENCE = re.compile(r"\b([A-Z]{1,2})(\d+)\b")


def test_every_lever_is_in_one_group():
    grouped = [name for names in groups.GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(LEVERS)


@pytest.mark.parametrize(
    ("lever", "text", "held"),
    [
        ("inflation", "1,8", [18, 18, 18, 18]),
        ("inflation", "1,8 ; 2", [18, 20, 20, 20]),
        ("inflation", "1 ; 2 ; 3 ; 4", [10, 20, 30, 40]),
        ("inflation", "-0,5 ; 0", [-5, 0, 0, 0]),
    ],
)
def test_a_rate_goes_on_from_the_last_value_typed(lever, text, held):
    chosen = typed.chosen(text, LEVERS[lever], range(2026, 2030), AGENT)
    assert [one.value * 10 // percent("1") for one in chosen] == held
    assert typed.text_of(LEVERS[lever], {one.year: one.value for one in chosen}) == text


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("0", [0, 0, 0]),
        ("0 ; 0 ; -50\u202f000", [0, 0, -50_000]),
        ("120\u202f000", [120_000, 0, 0]),
    ],
)
def test_an_amount_of_a_year_is_of_that_year_alone(text, held):
    lever = LEVERS["purchases_step"]
    chosen = typed.chosen(text, lever, range(2026, 2029), AGENT)
    assert [one.value // 100 for one in chosen] == held
    assert typed.text_of(lever, {one.year: one.value for one in chosen}) == text


def test_what_is_written_in_a_field_is_read_back_in_both_languages(spoken):
    for language in ("fr", "en"):
        text = spoken(language, typed.written, 1_234_567_89, EUROS_A_YEAR)
        assert spoken(language, typed.figure, text, EUROS_A_YEAR) == 1_234_567_89
        text = spoken(language, typed.written, percent("16.404"), RATE)
        assert spoken(language, typed.figure, text, RATE) == percent("16.404")


@pytest.mark.parametrize("text", ["", "douze", "1 ;; 2", "7.000"])
def test_what_is_no_figure_is_quoted(text):
    with pytest.raises(typed.NotAFigure, match="n'est pas un nombre"):
        typed.chosen(text, LEVERS["purchases_step"], range(2026, 2030), AGENT)


def test_a_plan_survives_its_storage():
    told = Told(debt=5, working_capital=-7, taxes=(LAND_TAX,), eligible=((2024, 3), (2025, 4)))
    plan = Plan(PLANNED, told)
    assert plan_from_data(plan_as_data(plan)).text == plan.text
    assert plan_from_data(plan_as_data(plan)).told == told


def test_the_headline_tells_where_saving_debt_and_borrowing_go():
    said = sentences.headline(project(town(), scenario(YEARS), 5))
    assert said.replace("\u00a0", " ") == (
        "De 2025 à 2030, l'épargne brute passe de 2,0 M€ à 2,1 M€. La dette se rembourserait en 1,4 an d'épargne brute, "
        "contre 3,0 ans au départ. La commune n'a rien à emprunter."
    )


def test_a_town_that_stops_saving_is_told_from_when():
    poor = project(town(), scenario(YEARS, wage_drift=percent("20")), 5)
    first = next(year for year in YEARS if poor.series(GROSS_SAVING)[year] <= 0)
    assert sentences.headline(poor).startswith(f"La commune n'épargne plus dès {first}")
    assert "la capacité de désendettement n'existe pas" in sentences.headline(poor)


def test_a_town_without_debt_has_nothing_to_repay():
    said = sentences.headline(project(debt_free(), scenario(YEARS), 5))
    assert "Il n'y a pas de dette." in said


def test_a_mark_is_told_once_with_its_years():
    poor = project(town(), scenario(YEARS, wage_drift=percent("9")), 5)
    marks = marks_of([DEBT_PAYBACK, GROSS_SAVING_RATE])
    found = crossings(poor, marks)
    said = sentences.crossed(marks, found)
    assert len(said) == len({crossing.mark for crossing in found})
    assert any(
        one.startswith("Taux d'épargne brute : au-dessous de 8 %") for one in [s.replace("\u00a0", " ") for s in said]
    )
    assert any("de 2028 à 2030" in one or "en 2030" in one or "de 2029 à 2030" in one for one in said)


@pytest.mark.parametrize(
    ("years", "when", "ranges"),
    [
        ([2027], "en 2027", "2027"),
        ([2027, 2028, 2029], "de 2027 à 2029", "2027–2029"),
        ([2027, 2029, 2030, 2032], "en 2027, de 2029 à 2030 et en 2032", "2027, 2029–2030, 2032"),
        ([], "", ""),
    ],
)
def test_years_are_said_by_runs(years, when, ranges):
    assert (sentences.when(years), sentences.ranges(years)) == (when, ranges)


@pytest.mark.parametrize("chosen", VARIANTS)
def test_the_workbook_computes_every_figure_by_itself(chosen):
    found = project(town(), chosen, 5)
    places, cells = workbook_of(found)
    live = {place for place, held in cells.items() if isinstance(held, str)}
    assert len(live) > len(cells) / 3
    sheet = Spreadsheet(cells)
    for key, place in places.items():
        expected = plain(found.figures[key], found.model.rows[key[0]].unit)
        assert sheet.value(place) == expected, key


def test_a_lever_moved_in_the_workbook_moves_what_the_page_would_show():
    places, cells = workbook_of(project(town(), PLANNED, 5))
    dearer = project(
        town(),
        scenario(YEARS, projects=(pool(),), target_days=30, inflation=percent("4"), wage_drift=percent("2.35")),
        5,
    )
    for year in YEARS:
        cells[places["inflation", year]] = Decimal("0.04")
    sheet = Spreadsheet(cells)
    for key, place in places.items():
        assert sheet.value(place) == plain(dearer.figures[key], dearer.model.rows[key[0]].unit)


def computed(tmp_path, found):
    """The workbook of a projection as LibreOffice computes it."""
    office = shutil.which("soffice") or absent("no LibreOffice to compute a workbook with")
    (tmp_path / "live.xlsx").write_bytes(workbook.of(found))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(tmp_path / "live.xlsx")]
    subprocess.run([office, profile, *convert], check=True, capture_output=True, timeout=120)
    return openpyxl.load_workbook(tmp_path / "out" / "live.xlsx", data_only=True)


def test_libreoffice_recalculates_the_workbook_to_the_cent(tmp_path):
    found = project(town(), PLANNED, 5)
    book = computed(tmp_path, found)
    sheet = book["Projection"]
    places = LiveSheet(found, openpyxl.Workbook().create_sheet()).places
    for key, place in places.items():
        expected = float(plain(found.figures[key], found.model.rows[key[0]].unit))
        assert sheet[place].value == pytest.approx(expected, abs=1e-6), key
    rows = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows()}
    paybacks = [float(value.exact(DEBT_PAYBACK.unit)) for value in found.values(DEBT_PAYBACK).values()]
    assert rows["Capacité de désendettement"][-6:] == pytest.approx(paybacks)
    read_first = {row[0].value: [cell.value for cell in row[2:]] for row in book["Synthèse"].iter_rows()}
    assert read_first["Ligne"] == list(found.years)
    assert read_first["Capacité de désendettement"] == pytest.approx(paybacks)
    saved = [cents / 100 for cents in found.series(GROSS_SAVING.name).values()]
    assert read_first["Épargne brute"] == pytest.approx(saved)
    assert read_first["Équilibre réel"] == [None, *["respecté"] * 5]


def test_the_summary_tells_what_lacks_to_the_real_balance(tmp_path):
    """Half a million more of purchases each year: 2 000 of saving and no other resources soon repay no loan."""
    found = project(town(), scenario(YEARS, purchases_step=500 * THOUSAND), 5)
    assert set(found.lacking.values()) > {0}
    rows = {row[0].value: row for row in computed(tmp_path, found)["Synthèse"].iter_rows(min_col=1)}
    said = [cell.value for cell in rows["Équilibre réel"][3:]]
    assert said == [cents / 100 if cents else "respecté" for cents in found.lacking.values()]
    assert {cell.number_format.lower() for cell in rows["Équilibre réel"][3:]} == {'[red]"manque "#,##0'}


LARGE = 5_000  # times the invented town: 50 billion euros of revenue


def test_no_figure_of_a_workbook_is_wider_than_its_column_and_no_sentence_is_cut():
    small = town()
    large = town(families={name: amount * LARGE for name, amount in small.families.items()}, working_capital=-(10**15))
    found = project(large, PLANNED, 5)
    book = openpyxl.load_workbook(BytesIO(workbook.of(found, "Exempleville, Budget principal")))
    live = book["Projection"]
    for (name, year), place in LiveSheet(found, openpyxl.Workbook().create_sheet()).places.items():
        written = f"{plain(found.figures[name, year], found.model.rows[name].unit):,}"
        assert len(written) < live.column_dimensions[live[place].column_letter].width, (name, year)
    for sheet in (live, book["Synthèse"]):
        for row in sheet.iter_rows(min_row=5, max_col=1):
            assert len(row[0].value or "") < sheet.column_dimensions["A"].width
    for sheet, columns in ((book["Origines"], "AD"), (book["Notes"], "A")):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.column_letter in columns and cell.value:
                    lines = sheet.row_dimensions[cell.row].height // 15
                    assert cell.alignment.wrap_text
                    assert len(cell.value) <= lines * sheet.column_dimensions[cell.column_letter].width
    assert book["Synthèse"]["A1"].value == "Exempleville, Budget principal"


def test_every_sheet_prints_on_the_width_of_a_page_under_its_titles():
    book = openpyxl.load_workbook(BytesIO(workbook.of(project(town(), PLANNED, 5), "Exempleville & Cie")))
    assert book.sheetnames == ["Synthèse", "Projection", "Origines", "Notes"]
    for sheet in book:
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.oddFooter.center.text == "Exempleville && Cie"
    assert book["Projection"].print_title_rows == "$1:$5"
    years = [cell.value for cell in book["Projection"][4] if cell.value]
    assert years == ["compte clos", *["projeté"] * 5]


def test_only_what_may_be_changed_is_coloured():
    """An early repayment that the scenario leaves out is no choice: what is typed there would repay no loan."""
    found = project(town(), PLANNED, 5)
    book = openpyxl.load_workbook(BytesIO(workbook.of(found)))
    places = LiveSheet(found, openpyxl.Workbook().create_sheet()).places
    coloured = {key for key, place in places.items() if book["Projection"][place].fill.fill_type}
    assert ("early_repayment", 2026) not in coloured
    assert {("inflation", 2026), ("project_pool_planned", 2026), ("staff_costs", 2025)} <= coloured
    assert all(found.origin(row, year) or year <= 2025 for row, year in coloured)


def test_a_workbook_is_in_one_language(spoken):
    def texts(language):
        def of():
            book = openpyxl.load_workbook(BytesIO(workbook.of(project(town(), PLANNED, 5))))
            cells = (cell.value for sheet in book for row in sheet.iter_rows() for cell in row)
            return {*book.sheetnames, *(one for one in cells if isinstance(one, str) and one[0] != "=")}

        return {one for one in spoken(language, of) if re.search("[a-z]", one)}

    assert texts("fr") & texts("en") == {"Projection", "Notes", "Ratios"}


def test_a_projects_name_is_never_a_formula_and_each_choice_has_its_origin():
    named = replace(PLANNED, projects=(pool(label="=HYPERLINK(1)"),))
    book = openpyxl.load_workbook(BytesIO(workbook.of(project(town(), named, 5))))
    labels = [row[0].value for row in book["Projection"].iter_rows(max_col=1) if row[0].value]
    assert any(str(label).startswith("'=HYPERLINK(1)") for label in labels)
    origins = [[cell.value for cell in row] for row in book["Origines"].iter_rows()]
    assert ["Taux du FCTVA", 2026, "16,404\u00a0%", typeset("loi : CGCT, art. L. 1615-6")] in origins
    assert [row[1] for row in origins if row[0] == "Inflation des achats, en plus"] == [2026], (
        "one line while it stays the same"
    )
    assert book["Notes"]["A1"].value.startswith("Intérêts et produits arrondis")
    assert book["Notes"]["A2"].value.startswith("Équilibre réel (CGCT, art. L. 1612-4)")


def workbook_of(found):
    """The places of the figures and the cells of the workbook, as a spreadsheet reads them from its file."""
    book = openpyxl.load_workbook(BytesIO(workbook.of(found)))
    places = LiveSheet(found, openpyxl.Workbook().create_sheet()).places
    cells = {}
    for place in places.values():
        held = book["Projection"][place].value
        text = _REFERENCE.sub(r"'\1'!\2", held) if isinstance(held, str) else Decimal(str(held))
        cells[_key(place)] = text
    return {key: _key(place) for key, place in places.items()}, cells


def _key(place):
    column, row = _REFERENCE.fullmatch(place).groups()
    return column, int(row)


def test_a_goal_is_said_in_points_for_a_rate():
    base = town()
    found = project(base, scenario(YEARS, wage_drift=percent("3")), 5)
    lever = LEVERS["wage_drift"]
    change = seeking.change_of(lever, base, found)
    goal = Goal(GROSS_SAVING_RATE, seeking.bound_of(GROSS_SAVING_RATE), Fraction(20), found.model.years)
    asked = seeking.Asked(goal, change, lever, GROSS_SAVING_RATE)
    said = seeking.sentence(asked, found, seek(found, goal, change))
    assert said.startswith("Pour tenir l'objectif (taux d'épargne brute, au moins 20,0")
    assert re.search(
        typeset(r"il faut ôter \d,\d\d points? à « Glissement vieillesse-technicité, en plus » de 2026 à 2030"), said
    )


def test_a_broken_real_balance_is_said_with_its_law_and_in_the_table():
    spent = {**town().families, "staff_costs": 5_900 * THOUSAND}
    found = project(town(families=spent), scenario(), 2)
    said = sentences.unbalanced(found).replace("\u00a0", " ")
    assert said.startswith(
        "L'équilibre réel (CGCT, art. L. 1612-4) n'est pas respecté de 2026 à 2027 : il manque jusqu'à"
    )
    rows = {row["Ligne"]: row for row in results.table(found)}["Équilibre réel"]
    assert rows["2025"] == ""
    assert rows["2026"] == f"n'est pas respecté, il manque {results.thousands(found.lacking[2026])}"
    good = project(town(), scenario(), 2)
    assert sentences.unbalanced(good) is None
    assert {row["Ligne"]: row for row in results.table(good)}["Équilibre réel"]["2026"] == "respecté"


def test_what_is_built_must_be_run():
    projects = (pool(), pool(code="school", label="École", running_cost=0))
    assert "« École »" in sentences.without_running_cost(project(town(), scenario(projects=projects), 2)).replace(
        "\u00a0", " "
    )
    assert sentences.without_running_cost(project(town(), scenario(projects=(pool(),)), 2)) is None


def test_a_goal_starts_at_the_target_of_the_town():
    own = [
        TargetRead("debt_payback", 2024, "interim", Decimal(9), "Plan de mandat"),
        TargetRead("debt_payback", 2026, "final", Decimal(8), "Plan de mandat"),
    ]
    assert seeking.start_of(DEBT_PAYBACK, own) == 8
    assert seeking.start_of(GROSS_SAVING_RATE, own) == seeking.USUAL[GROSS_SAVING_RATE]


def test_programmes_that_leave_little_to_renewals_are_told(spoken):
    renewals = pool(code=RECURRING, label="Équipement courant", spending={2026: 10_000_000, 2027: 80_000_000})
    plan = scenario(projects=(renewals, pool(spending={2026: 90_000_000, 2027: 20_000_000})))
    found = project(town(), plan, 2)
    assert found.squeezed == {2026: (10_000_000, 100_000_000)}
    said = spoken("fr", sentences.squeezed, found)
    assert said.startswith(typeset("Programmes et restes à réaliser prennent l'essentiel du plan (1,0\u00a0M€ par an"))
    assert typeset("il reste 100,0\u00a0k€ en 2026.") in said
    assert sentences.squeezed(project(town(), scenario(projects=(pool(),)), 2)) is None


def test_a_forecast_that_beats_nothing_says_so():
    flat = forecast([100.0, 120.0, 90.0, 130.0, 80.0, 125.0, 95.0, 110.0, 85.0, 128.0], season=1, horizon=2)
    rising = forecast([100.0 + 3 * n + n % 2 for n in range(12)], season=1, horizon=2)
    said = {one.beats_naive: uncertainty.against_naive(one) for one in (flat, rising) if isinstance(one, Forecast)}
    assert said[True].replace("\u00a0", " ").endswith(" %")
    naive = replace(rising, method=Method.SEASONAL_NAIVE)
    assert uncertainty.against_naive(naive) == "aucune méthode ne fait mieux"


def test_the_past_asks_only_for_what_no_indicator_is_made_of(demonstration, monkeypatch):
    (known,) = read_town.towns(demonstration)
    asked = []
    table = queries.amount_table
    monkeypatch.setattr(
        queries, "amount_table", lambda session, town, amounts: asked.append(amounts) or table(session, town, amounts)
    )
    read_town._amounts.cache_clear()
    read_town.amounts.cache_clear()
    found = read_town.amounts(known, read._AMOUNTS)
    everything, lacking = asked
    assert not {one.name for one in everything} & {one.name for one in lacking}
    with reading(demonstration) as session:
        alone = table(session, known.id, read._AMOUNTS).set_index("document_id")
    for one in read._AMOUNTS:
        assert found.set_index("document_id")[one.name].equals(alone[one.name].loc[found["document_id"]])
    read_town.amounts(known, read._AMOUNTS)
    assert len(asked) == 2


def test_unknown_debt_has_a_sentence_of_its_own():
    assert "n'est pas zéro" in read.NO_ANNEX.fr


def test_what_the_trend_could_not_be_read_from_is_said():
    assert sentences.of_past([2023, 2024, 2025], []) == []
    assert sentences.of_past([2025], []) == []
    assert sentences.alone([2025]).startswith("Un seul compte clos est connu, celui de 2025")
    missing, voted = sentences.of_past([2018, 2021, 2022], [2023])
    assert missing.startswith(typeset("Comptes clos manquants : 2019–2020."))
    assert voted.startswith(typeset("Budget voté dont le compte n'est pas clos : 2023."))


@pytest.mark.parametrize(
    ("carried_over", "said"),
    [
        (CarriedOver.BESIDE, "Les restes à réaliser du compte 2025 s'ajoutent aux votes, une seule fois"),
        (CarriedOver.WITHIN, "ils sont tenus pour compris dans ses votes, et ne sont pas ajoutés"),
        (CarriedOver.NOTHING, "Le compte 2025 n'indique pas de restes à réaliser"),
    ],
)
def test_the_page_says_what_is_counted_on_both_sides(carried_over, said):
    found = current.reading(Voted(2026, 0, {}, {}, carried_over, {}))
    assert found.startswith("Des deux côtés, les opérations réelles de l'année")
    assert said in found
