"""A messy workbook in a real browser: dropped, mended, compared, confirmed, taken back."""

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as NotYet

from tests.browser.serving import ROOT, demonstration_town, serving, settle

pytestmark = pytest.mark.browser
expect.set_options(timeout=30_000)  # a file is read in a process of its own, on a machine that may be busy
SIREN = "219900037"
NAME = "Budget primitif Valdoré.xlsx"
TITLES = (
    ("Commune de Valdoré — Budget primitif 2025",),
    (f"Budget principal, SIRET {SIREN}00015, M57",),
    (),
    ("Imputation", None, None, "Section", "Sens", "Montants 2025", None),
    ("Chapitre", "Article", "Libellé", None, None, "Proposé", "Voté"),
)
SPENT, EARNED = ("Fonctionnement", "Dépenses"), ("Fonctionnement", "Recettes")
ROWS = (
    ("011", "60611", "Eau et assainissement", *SPENT, 1200, 1200),
    (None, "60612", "Énergie", *SPENT, 8400, "huit mille"),
    (None, "6156", "Maintenance", *SPENT, 2600, 2600),
    ("Total chapitre 011", None, None, None, None, 12200, 12200),
    ("012", "64111", "Rémunération principale", *SPENT, 30500, 30500),
    (None, "6451", "Cotisations URSSAF", *SPENT, 9100, "9.100"),
    (None, "voir annexe", "Report de la page 2", *SPENT, 1, 1),
    ("Total chapitre 012", None, None, None, None, 39600, 39600),
    ("70", "70688", "Autres redevances", *EARNED, 51800, 51800),
)
MERGED = ("A1:G1", "A4:C4", "D4:D5", "E4:E5", "F4:G4", "A6:A8", "A10:A11")
HEAD_HEIGHT = 35  # pixels of a grid's row of titles
MANY = 24  # unreadable amounts: more than there are small forms for


@pytest.fixture(scope="module")
def own_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server on a database of these tests alone."""
    folder = tmp_path_factory.mktemp("imports")
    database = demonstration_town(folder)
    asgi = ROOT / "dashboard" / "asgi.py"
    with serving(asgi, folder=ROOT, log=folder / "server.log", MANDATURE_DATABASE_URL=database) as url:
        yield url


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """Title rows, two rows of titles, merged chapters, printed subtotals; two unreadable amounts, one foreign row."""
    return saved(tmp_path, (*TITLES, *ROWS), MERGED)


@pytest.fixture
def very_messy(tmp_path: Path) -> Path:
    """As many unreadable amounts as make a grid of them."""
    rows = [("011", f"60{611 + rank}", "Fournitures", *SPENT, 10, f"dix {rank}") for rank in range(MANY)]
    return saved(tmp_path, (*TITLES, *rows), MERGED[:5])


def saved(folder: Path, rows: object, merged: tuple[str, ...]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "BP 2025"
    for row in rows:  # type: ignore[attr-defined]
        sheet.append(row)
    for cells in merged:
        sheet.merge_cells(cells)
    book.save(folder / NAME)
    return folder / NAME


def test_a_messy_workbook_is_mended_confirmed_and_taken_back(own_server: str, page: Page, messy: Path) -> None:
    drop(page, own_server, messy)
    expect(page.get_by_text("3 erreurs à corriger", exact=True)).to_be_visible()
    expect(button(page, "Confirmer l'import")).to_be_disabled()
    for sentence in ("« huit mille »", "« 9.100 »", "« voir annexe »"):
        expect(page.get_by_text(sentence).first).to_be_visible()

    write(page.get_by_label("À lire à la place, ligne 7"), "8 400,00 €")
    write(page.get_by_label("À lire à la place, ligne 11"), "9100")
    foreign = page.locator("[data-testid=stVerticalBlock]").filter(has_text="« voir annexe »").last
    foreign.get_by_text("Exclure la ligne").click()
    expect(page.get_by_text("Dire pourquoi chaque ligne exclue l'est")).to_be_visible()
    write(foreign.get_by_label("Raison de l'exclusion"), "report de page")
    expect(page.get_by_text("3 changements attendent d'être lus")).to_be_visible()
    expect(button(page, "Confirmer l'import")).to_be_disabled()

    button(page, "Relire le fichier").click()
    expect(page.get_by_text("Prêt à confirmer")).to_be_visible()
    expect(page.get_by_text("3 corrections faites")).to_be_visible()
    expect(page.get_by_text("totaux imprimés sont ceux des lignes lues")).to_be_visible()
    rows = page.get_by_role("row").filter(has_text="Nombre").first
    assert rows.get_by_role("cell").all_inner_texts() == ["9", "6", "2", "0", "1"]

    button(page, "Confirmer l'import").dblclick()  # one click too many stores nothing twice
    expect(page.get_by_text(": 6 lignes (")).to_be_visible()
    settle(page)
    expect(page.get_by_test_id("stAlertContentError")).to_have_count(0)
    assert f"commune={SIREN}" in page.url
    expect(page.get_by_role("link", name="Lire la santé financière")).to_be_visible()

    button(page, "Annuler cet import").first.click()
    expect(page.get_by_text("est annulé : ce qu'il remplaçait")).to_be_visible()
    expect(page.locator("del").filter(has_text=NAME).first).to_be_visible()


def budget(folder: Path, name: str, year: int, step: str) -> Path:
    """One line, of a town that is not stored yet."""
    book = openpyxl.Workbook()
    for row in (
        ("Exercice", "SIRET", "Étape", "Section", "Sens", "Chapitre", "Compte", "Voté"),
        (year, "21990005700019", step, *(side.lower() for side in SPENT), "011", "60611", 120),
    ):
        book.active.append(row)
    book.save(folder / name)
    return folder / name


def test_three_files_are_dropped_together_confirmed_and_one_taken_back(
    own_server: str, page: Page, tmp_path: Path
) -> None:
    page.goto(f"{own_server}/imports")
    settle(page)
    page.locator("input[type=file]").set_input_files(
        [
            budget(tmp_path, "dm-2025.xlsx", 2025, "décision modificative"),
            budget(tmp_path, "bp-2025.xlsx", 2025, "budget primitif"),
            budget(tmp_path, "bp-2024.xlsx", 2024, "budget primitif"),
        ]
    )
    expect(page.get_by_role("heading", name="3 fichiers déposés")).to_be_visible()
    settle(page)
    assert listed(page) == ["1. bp-2024.xlsx", "2. bp-2025.xlsx", "3. dm-2025.xlsx"]
    expect(page.get_by_text("Fichier 3 sur 3")).to_be_visible()  # the one that asks something is opened
    expect(page.get_by_text("le fichier ne dit pas le numéro de la décision modificative").first).to_be_visible()
    assert "fichiers=3" in page.url

    button(page, "Vérifié, au suivant").click()
    button(page, "Importer les 3 fichiers prêts").click()
    expect(page.get_by_text("3 fichiers importés l'un après l'autre.")).to_be_visible()
    settle(page)
    expect(state(page, "importé")).to_have_count(3)
    assert "fichiers=" not in page.url

    button(page, "Annuler cet import").first.click()
    expect(state(page, "import annulé")).to_have_count(1)
    expect(state(page, "importé")).to_have_count(2)
    expect(page.locator("del").filter(has_text="dm-2025.xlsx").first).to_be_visible()


def state(page: Page, words: str) -> Locator:
    """Of the files of the list, after a sign."""
    return page.locator("p").filter(has_text=re.compile(rf"^\w+\s+{words}$"))


def listed(page: Page) -> list[str]:
    return page.locator("strong").filter(has_text=".xlsx").all_inner_texts()


def opened_cell(page: Page) -> Locator:
    """The text box of the grid's cell in focus; a busy machine may miss the first key."""
    box = page.locator("#portal").get_by_role("textbox")
    for _ in range(5):
        page.keyboard.press("Enter")
        try:
            box.wait_for(timeout=6_000)
        except NotYet:
            continue
        break
    return box


def test_many_doubtful_cells_are_mended_in_a_grid(own_server: str, page: Page, very_messy: Path) -> None:
    drop(page, own_server, very_messy)
    expect(page.get_by_text(f"{MANY} erreurs à corriger", exact=True)).to_be_visible()
    grid = page.get_by_test_id("stDataFrame").filter(has=page.locator("canvas")).nth(-2)  # the last holds the rows
    for row, amount in enumerate(("10", "11")):
        open_cell(grid, column=6, row=row)
        opened_cell(page).fill(amount)
        page.keyboard.press("Enter")
        expect(page.locator("#portal").get_by_role("textbox")).to_have_count(0)
        settle(page)
    expect(page.get_by_text("2 changements attendent d'être lus")).to_be_visible()
    button(page, "Relire le fichier").click()
    expect(page.get_by_text(f"{MANY - 2} erreurs à corriger", exact=True)).to_be_visible()
    expect(page.get_by_text("lu « 10 »")).to_be_visible()


def test_a_column_is_read_as_another_field(own_server: str, page: Page, messy: Path) -> None:
    drop(page, own_server, messy)
    page.get_by_text("Changer ce qui a été compris").click()
    grid = page.get_by_test_id("stDataFrame").first
    open_cell(grid, column=3, row=5)
    page.keyboard.press("Enter")
    page.get_by_role("option", name="laisser de côté").click()
    expect(page.get_by_text("1 changement attend d'être lu")).to_be_visible()
    button(page, "Relire le fichier").click()
    expect(page.get_by_text("1 changement attend d'être lu")).not_to_be_visible()
    page.get_by_text("Totaux par chapitre").click()
    expect(page.get_by_role("columnheader", name="Voté").last).to_be_visible()
    expect(page.get_by_role("columnheader", name="Propositions nouvelles")).to_have_count(0)


def test_a_column_without_a_title_is_read_as_a_field(own_server: str, page: Page, tmp_path: Path) -> None:
    spent = [("011", f"60{611 + rank}", "Fournitures", *SPENT, 10, 12, 8) for rank in range(3)]
    drop(page, own_server, saved(tmp_path, (*TITLES[:3], *((*titles, None) for titles in TITLES[3:]), *spent), ()))
    page.get_by_text("Changer ce qui a été compris").click()
    open_cell(page.get_by_test_id("stDataFrame").first, column=3, row=7)
    page.keyboard.press("Enter")
    option = page.get_by_role("option", name="Restes à réaliser N-1")
    option.click()
    page.wait_for_timeout(300)
    if option.count():  # on a busy machine the list opens before it listens
        option.click()
    expect(page.get_by_text("1 changement attend d'être lu")).to_be_visible()
    button(page, "Relire le fichier").click()
    expect(page.get_by_text("1 changement attend d'être lu")).not_to_be_visible()
    page.get_by_text("Totaux par chapitre").click()
    expect(page.get_by_role("columnheader", name="Restes à réaliser N-1").last).to_be_visible()


def test_her_own_workbook_comes_back_marked(own_server: str, page: Page, messy: Path, tmp_path: Path) -> None:
    drop(page, own_server, messy)
    with page.expect_download() as caught:
        button(page, "Télécharger le fichier annoté").click()
    name = tmp_path / "marked.xlsx"
    caught.value.save_as(name)
    assert caught.value.suggested_filename == "Budget primitif Valdoré - problèmes.xlsx"
    book = openpyxl.load_workbook(name)
    assert book.sheetnames == ["Problèmes", "BP 2025"]
    assert book["BP 2025"]["G7"].value == "huit mille"
    assert "huit mille" in book["BP 2025"]["G7"].comment.text


def test_another_session_sees_nothing_of_the_file(own_server: str, page: Page, browser: Browser, messy: Path) -> None:
    drop(page, own_server, messy)
    other = browser.new_context(locale="fr-FR").new_page()
    other.goto(f"{own_server}/imports")
    settle(other)
    assert other.get_by_text(NAME).count() == 0
    other.context.close()


def test_headings_descend_while_a_file_is_in_hand(own_server: str, page: Page, messy: Path) -> None:
    drop(page, own_server, messy)
    ranks = [int(name[1]) for name in page.locator("h1, h2, h3, h4").evaluate_all("all => all.map(h => h.tagName)")]
    assert ranks[0] == 1
    assert all(below - above <= 1 for above, below in pairwise(ranks))


def test_every_field_has_a_name_of_its_own(own_server: str, page: Page, messy: Path) -> None:
    drop(page, own_server, messy)
    names = page.locator("main input:visible, [data-testid=stMain] input:visible").evaluate_all(
        "all => all.map(one => one.ariaLabel || [...(one.labels || [])].map(l => l.innerText).join(' '))"
    )
    assert names
    assert [name for name in names if not (name or "").strip()] == []


def drop(page: Page, server: str, file: Path) -> None:
    page.goto(f"{server}/imports")
    settle(page)
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_role("heading", name="Ce qui a été compris de")).to_be_visible()
    settle(page)


def button(page: Page, name: str) -> Locator:
    return page.get_by_role("button", name=name)


def write(field: Locator, text: str) -> None:
    """Type and leave the field, as a person does."""
    field.fill(text)
    field.press("Tab")
    settle(field.page)


def open_cell(grid: Locator, *, column: int, row: int) -> None:
    """Choose a cell of a grid, which is drawn on a canvas: click its first cell, then go by the arrow keys."""
    grid.scroll_into_view_if_needed()
    grid.click(position={"x": 20, "y": HEAD_HEIGHT + 10})
    for key, times in (("ArrowRight", column), ("ArrowDown", row)):
        for _ in range(times):
            grid.page.keyboard.press(key)
    expect(grid.get_by_test_id(f"glide-cell-{column}-{row}")).to_have_attribute("aria-selected", "true")
