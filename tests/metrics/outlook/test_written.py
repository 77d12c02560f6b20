"""The same formulas in words and as a workbook holds them; LibreOffice, where there is one, finds the same cents."""

import re
import shutil
import subprocess
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from metrics.finance.statistics import DEBT_PAYBACK, GROSS_SAVING_RATE, WORKING_CAPITAL_DAYS
from metrics.outlook.formulas import Formula, Key, Total
from metrics.outlook.levers import Excess, Scenario, percent
from metrics.outlook.loans import FirstPayment, Profile
from metrics.outlook.projection import Projection, project
from metrics.outlook.rows import GROUP_LABELS
from metrics.outlook.written import as_cell, as_ratio, in_words, plain
from tests.conftest import absent
from tests.metrics.outlook.towns import THOUSAND, pool, scenario, town

YEARS = range(2026, 2031)
CHOSEN = scenario(YEARS, projects=(pool(),), target_days=30, inflation=percent("1.8"), wage_drift=percent("2.35"))
FOUND = project(town(), CHOSEN, 5)


def address(key: Key) -> str:
    return f"{key[0]}@{key[1]}"


@pytest.mark.parametrize(
    ("row", "year", "written"),
    [
        ("services", 2027, "=ROUND(services@2026*(1+services_growth@2027+tariffs@2027+use@2027),2)+services_step@2027"),
        ("tax_land_product", 2026, "=ROUND(tax_land_base@2026*tax_land_rate@2026,2)"),
        ("project_pool_fctva", 2029, "=ROUND(project_pool_eligible@2027*fctva_rate@2029,2)"),
        ("target", 2026, "=MAX(ROUND(expenditure_before_loan@2026*target_days@2026/365,2),target_amount@2026)"),
        ("lacking", 2026, "=target@2026+financing_need@2026-cumulated_closing_result@2025"),
        ("new_borrowing", 2026, "=MAX(lacking@2026,0)"),
        ("loan_2026_instalment", 2026, "=ROUND(PMT(loan_rate@2026,loan_years@2026,-new_borrowing@2026),2)"),
        ("loan_2026_interest", 2028, "=ROUND(loan_2026_due@2027*loan_rate@2026,2)"),
        (
            "loan_2026_capital",
            2028,
            "=IF(loan_years@2026<=2,loan_2026_due@2027,MIN(loan_2026_due@2027,"
            "MAX(loan_2026_instalment@2026-loan_2026_interest@2028,0)))",
        ),
        ("population", 2026, "=ROUND(population@2025*(1+population_growth@2026),0)"),
        ("capital_new", 2026, "=0"),
        ("inflation", 2026, Decimal("0.018")),
        ("fctva_rate", 2026, Decimal("0.16404")),
        ("loan_years", 2026, Decimal(10)),
        ("cumulated_closing_result", 2025, Decimal(1_000_000)),
    ],
)  # fmt: skip
def test_a_workbook_holds_the_formula_itself(row: str, year: int, written: str | Decimal) -> None:
    assert as_cell(FOUND.model, (row, year), address) == written


@pytest.mark.parametrize(
    ("first", "profile", "written"),
    [
        (FirstPayment.HALF_YEAR, Profile.ANNUITY, "loan_rate@2026/2"),
        (FirstPayment.SAME_YEAR, Profile.ANNUITY, "PMT(loan_rate@2026,loan_years@2026,-1)"),
        (FirstPayment.SAME_YEAR, Profile.CAPITAL, "1/loan_years@2026+loan_rate@2026"),
        (FirstPayment.SAME_YEAR, Profile.BULLET, "loan_rate@2026"),
    ],
)
def test_the_loan_of_a_year_covers_its_own_charge(first: FirstPayment, profile: Profile, written: str) -> None:
    found = project(town(), replace(CHOSEN, first=first, profile=profile), 1)
    expected = f"=MAX(ROUNDUP(ROUND(lacking@2026,2)/(1-({written})),2),0)"
    assert as_cell(found.model, ("new_borrowing", 2026), address) == expected


def test_a_ratio_shows_nothing_without_something_to_divide_by() -> None:
    assert (
        as_ratio(DEBT_PAYBACK, 2026, address) == '=IF(gross_saving@2026>0,debt_outstanding@2026/gross_saving@2026,"")'
    )
    assert as_ratio(GROSS_SAVING_RATE, 2026, address).endswith('gross_saving@2026/operating_revenue@2026,"")')
    assert as_ratio(WORKING_CAPITAL_DAYS, 2026, address).endswith('operating_expenditure@2026*365,"")')


@pytest.mark.parametrize(
    ("row", "year", "fr", "en"),
    [
        (
            "lacking",
            2026,
            "« Fonds de roulement visé » + « Besoin de financement avant emprunt (négatif : excédent) » − "
            "« Fonds de roulement » de l'année précédente",
            '"Target working capital" + "Funding need before borrowing (negative: surplus)" − "Working capital" of the year before',
        ),
        (
            "project_pool_fctva",
            2029,
            "« Piscine : dépense éligible au FCTVA » de 2027 × « Taux du FCTVA »",
            '"Piscine: spending on which VAT is refunded" of 2027 × "VAT refund rate"',
        ),
        (
            "real_balance_lacking",
            2026,
            "le plus grand de (« Remboursement de la dette » − « Ressources propres (épargne brute, FCTVA, cessions) »), "
            "(0\u00a0€ − « Épargne brute ») et 0\u00a0€",
            'the greatest of ("Debt repaid" − "Own resources (gross saving, VAT refund, disposals)"), '
            '(0\u00a0€ − "Gross saving") and 0\u00a0€',
        ),
        ("inflation", 2026, "1,8\u00a0%", "1.8%"),
    ],
)  # fmt: skip
def test_a_formula_is_said_in_both_languages(row: str, year: int, fr: str, en: str) -> None:
    words = in_words(FOUND.model, (row, year))
    assert (words.fr, words.en) == (fr, en)


ALL_KINDS = [
    CHOSEN,
    replace(CHOSEN, first=FirstPayment.HALF_YEAR, profile=Profile.CAPITAL),
    replace(CHOSEN, first=FirstPayment.SAME_YEAR),
    replace(CHOSEN, first=FirstPayment.SAME_YEAR, profile=Profile.BULLET),
    replace(scenario(), excess=Excess.EARLY_REPAYMENT),
]


@pytest.mark.parametrize("chosen", ALL_KINDS)
def test_every_cell_has_words_a_label_and_a_unit(chosen: Scenario) -> None:
    model = project(town(), chosen, 5).model
    for row in model.rows.values():
        assert row.group in GROUP_LABELS
        for year in row.cells:
            words = in_words(model, (row.name, year))
            assert words.fr
            assert words.en
    labels = [(row.group, row.label.fr) for row in model.rows.values()]
    assert len(set(labels)) == len(labels)


def test_a_yearly_figure_is_a_small_formula() -> None:
    """A reader follows it: no formula nests deeper than a choice, a bound, a difference; only sums are long."""
    for formula in (formula for row in FOUND.model.rows.values() for formula in row.cells.values()):
        assert _depth(formula) <= 5
        assert isinstance(formula, Total) or len(list(formula.keys())) <= 6


def test_libreoffice_finds_the_same_cents(tmp_path: Path) -> None:
    office = shutil.which("soffice") or absent("no LibreOffice to compute a workbook with")
    works = pool(spending=dict.fromkeys(YEARS, 333_333_333))
    projections = [project(town(), replace(chosen, projects=(works,)), 5) for chosen in ALL_KINDS]
    book = openpyxl.Workbook()
    places = [_lay_down(found, book.create_sheet(f"S{number}")) for number, found in enumerate(projections)]
    book.save(tmp_path / "live.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(tmp_path / "live.xlsx")]
    subprocess.run([office, profile, *convert], check=True, capture_output=True, timeout=120)
    computed = openpyxl.load_workbook(tmp_path / "out" / "live.xlsx", data_only=True)
    for number, found in enumerate(projections):
        sheet = computed[f"S{number}"]
        for key, place in places[number].items():
            expected = float(plain(found.figures[key], found.model.rows[key[0]].unit))
            assert sheet[place].value == pytest.approx(expected, abs=1e-6), (number, key)


def _lay_down(found: Projection, sheet: Worksheet) -> dict[Key, str]:
    """Every cell of the projection in one sheet, live."""
    years = sorted({year for row in found.model.rows.values() for year in row.cells})
    lines = {name: number for number, name in enumerate(found.model.rows, start=2)}
    places = {key: f"{get_column_letter(2 + years.index(key[1]))}{lines[key[0]]}" for key in found.model.order}
    for key, place in places.items():
        sheet[place] = as_cell(found.model, key, places.__getitem__)
    return places


def _depth(formula: Formula) -> int:
    return 1 + max((_depth(part) for part in formula.parts()), default=0)


def test_what_is_written_names_only_cells_that_exist() -> None:
    for key in FOUND.model.order:
        written = as_cell(FOUND.model, key, address)
        for row, year in re.findall(r"([a-z_0-9]+)@(\d+)", str(written)):
            assert (row, int(year)) in FOUND.figures


def test_an_amount_is_written_in_euros_and_a_rate_as_a_plain_number() -> None:
    rows = FOUND.model.rows
    assert plain(123_456, rows["services"].unit) == Decimal("1234.56")
    assert plain(percent("3.475"), rows["inflation"].unit) == Decimal("0.03475")
    assert plain(THOUSAND, rows["population"].unit) == THOUSAND
