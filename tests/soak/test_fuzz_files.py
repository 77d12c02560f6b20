"""Whatever is dropped: a reading, in time; a mangled file is refused or read, and its amounts are those it prints."""

import csv
import io
import re
import signal
import string
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from data.importers import layout, readers
from data.importers.choices import Choices
from data.importers.fields import Field, Holds
from data.importers.grid import UNCACHED, Book, Cell, Sheet
from data.importers.marking.marks import Request, Told
from data.importers.marking.workbook import marked
from data.importers.reading import ColumnFound, Problem, Reading, Severity, TableFound, Unreadable
from data.importers.table import Context, KindRead, Town
from tests.data.totem_text import budget, document, line, loan, loans

pytestmark = pytest.mark.soak
SOME = settings(
    max_examples=3_000,
    derandomize=False,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)
FEW = settings(SOME, max_examples=600)
HANGS = 60  # seconds: far above what the slowest example takes, far below for ever


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path


@contextmanager
def in_time() -> Iterator[None]:
    """TimeoutError where the work hangs."""

    def hang(_signal: int, _frame: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, hang)
    signal.alarm(HANGS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def context_of(folder: Path, name: str) -> Context:
    return Context(
        choices=Choices(),
        file_name=name,
        today=date(2025, 6, 2),
        town=Town("219900012", "21990001200015", "Sainte-Marine-les-Prés"),
        folder=folder,
        progress=lambda _share: None,
    )


def read(folder: Path, content: bytes, name: str) -> Reading:
    path = folder / "dropped"
    path.write_bytes(content)
    with in_time():
        reading = readers.read_path(path, context_of(folder, name))
    assert reading.problems or reading.understood
    return reading


SPICES = (
    *(
        b"\x00",
        b"\r",
        b"\n",
        b'"',
        b'""',
        b"'",
        b";",
        b",",
        b"\t",
        b"|",
        b"\xef\xbb\xbf",
        b"\xff\xfe",
        b"\xe9",
        b"\xc3",
    ),
    *(b"sep=;\r\n", b"\xe2\x80\xa8", b"\xe2\x80\xae", b"\xef\xbf\xbd", b"&#0;", b"<!DOCTYPE a>", b"<![CDATA[", b"]]>"),
    *(b"&lol;", b"<!--", b'V=""', b"<Budget>", b"</Budget>", b"<LigneBudget/>", b"=1+1", b"#REF!", b"1e9", b"1.234"),
)


@st.composite
def mangled(draw, whole: bytes) -> bytes:
    """A file with a few of its bytes cut out, doubled, changed or moved."""
    content = bytearray(whole)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        length = draw(st.integers(0, 40))
        change = draw(st.sampled_from(("cut", "double", "insert", "flip", "end")))
        if change == "cut":
            del content[at : at + length]
        elif change == "double":
            content[at:at] = content[at : at + length]
        elif change == "insert":
            content[at:at] = draw(st.binary(max_size=8) | st.sampled_from(SPICES))
        elif change == "flip" and content:
            content[at] = draw(st.integers(0, 255))
        elif change == "end" and length > 30:
            del content[at:]
    return bytes(content)


@SOME
@given(content=st.binary(max_size=400) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")))
def test_any_bytes_are_a_reading(folder, content):
    read(folder, content, "fichier")


NUMBER_LIKE = st.text(string.digits + " \u00a0\u202f-+\u2212().,€%#eE_/:", max_size=16)
TITLES = st.sampled_from(
    [title for kind in readers.KINDS for field in kind.fields for title in (field.name, *field.headers, field.label.fr)]
)
CELLS = st.one_of(
    *(st.none(), st.just(UNCACHED), st.booleans(), st.integers(), st.floats(), st.dates(), st.datetimes()),
    *(st.times(), st.timedeltas(), NUMBER_LIKE, st.text(max_size=30), st.just("Total"), st.just("#REF!")),
)
ROWS = st.tuples(
    st.lists(st.lists(CELLS, max_size=4).map(tuple), max_size=2),
    st.lists(TITLES | st.text(max_size=20), min_size=1, max_size=9).map(tuple),
    st.lists(st.lists(CELLS, max_size=9).map(tuple), max_size=6),
).map(lambda parts: [*parts[0], parts[1], *parts[2]])


@SOME
@given(
    sheets=st.lists(ROWS, min_size=1, max_size=3),
    name=st.text(max_size=60),
    form=st.sampled_from(["xlsx", "xls", "ods"]),
)
def test_any_sheets_are_understood_or_unreadable(folder, sheets, name, form):
    book = Book(form, tuple(Sheet(f"Feuille {n}", lambda rows=rows: iter(rows)) for n, rows in enumerate(sheets)))
    context = context_of(folder, name)
    with in_time():
        try:
            found = layout.understand(book, context, readers.KINDS)
            reading = found.read.read(found.tables, context)
        except Unreadable:
            return
    assert isinstance(reading, Reading)


def _cells_of(field: Field) -> st.SearchStrategy[Cell]:
    """Mostly what the field asks for, else anything."""
    usual = [field.example, *field.choices, *field.short]
    return st.sampled_from(usual) | st.sampled_from([*usual, None, 0, 1, 12.5, -3, 2024, date(2024, 2, 29)]) | CELLS


@st.composite
def plausible(draw, kind: KindRead) -> list[tuple[Cell, ...]]:
    """A table of a kind: its required columns and a few others, in any order, under titles that it knows."""
    others = [field for field in kind.fields if not field.required]
    fields = [field for field in kind.fields if field.required]
    fields += draw(st.lists(st.sampled_from(others), max_size=8, unique_by=lambda field: field.name)) if others else []
    fields = draw(st.permutations(fields))
    spread = draw(st.lists(st.sampled_from(["2023", "2024", "Piscine", "janvier", "Voté 2024"]), max_size=2))
    titles = tuple(draw(st.sampled_from((field.name, *field.headers))) for field in fields)
    rows = draw(st.lists(st.tuples(*map(_cells_of, fields), *[CELLS | st.integers(0, 99)] * len(spread)), max_size=6))
    return [(*titles, *spread), *rows]


@pytest.mark.parametrize("kind", readers.KINDS, ids=lambda kind: kind.kind)
def test_a_plausible_table_is_a_reading(folder, kind):
    @SOME
    @given(
        rows=plausible(kind), form=st.sampled_from(["xlsx", "csv"]), name=st.sampled_from(["f", "CA 2024", "01-2024"])
    )
    def run(rows: list[tuple[Cell, ...]], form: str, name: str) -> None:
        if form == "csv":
            rows = [tuple("" if cell in (None, UNCACHED) else str(cell) for cell in row) for row in rows]
        book = Book(form, (Sheet(None if form == "csv" else "Feuil1", lambda: iter(rows), size=len(rows)),))
        context = context_of(folder, name)
        with in_time():
            try:
                found = layout.understand(book, context, [kind])
                reading = found.read.read(found.tables, context)
            except Unreadable:
                return
        assert isinstance(reading, Reading)

    run()


SCDL = {
    "BGT_NATDEC": "Compte administratif", "BGT_ANNEE": "2024", "BGT_SIRET": "21990001200015",
    "BGT_NOM": "EXEMPLEVILLE", "BGT_CONTNAT": "011", "BGT_CONTNAT_LABEL": "", "BGT_NATURE": "60611",
    "BGT_NATURE_LABEL": "Eau", "BGT_FONCTION": "020", "BGT_SECTION": "fonctionnement", "BGT_OPBUDG": "réel",
    "BGT_CODRD": "dépense", "BGT_MTREAL": "1 234,56", "BGT_CREDOUV": "2000.00", "BGT_ARTSPE": "FALSE",
}  # fmt: skip


def _scdl() -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, SCDL, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(SCDL | {"BGT_NATURE": account} for account in ("60611", "60612", "60613"))
    return text.getvalue().encode()


CSVS = {
    "scdl": _scdl(),
    "usage": (
        "Fréquentation 2024;;;\n\nJour;Équipement;Public;Entrées\n01/01/2024;Piscine;Adultes;12\n"
        "02/01/2024;Piscine;Enfants;NA\nTotal;;;12\n"
    ).encode(),
    "budget": (
        "exercice;etape;section;sens;chapitre;nature;fonction;libelle;montant_vote;montant_realise\n"
        '2024;CA;F;D;011;60611;020;"Eau; assainissement";22458,51;21174,71\n'
        "2024;CA;I;R;13;1321;212;État;147131,88;138892,49\n"
    ).encode("cp1252"),
}


@pytest.mark.parametrize("whole", CSVS.values(), ids=CSVS)
def test_a_mangled_csv_is_a_reading(folder, whole):
    @SOME
    @given(mangled(whole))
    @example(whole)
    def run(content: bytes) -> None:
        read(folder, content, "fichier.csv")

    run()


DIALECTS = {
    "delimiter": st.sampled_from(",;\t|"),
    "quoting": st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    "lineterminator": st.sampled_from(["\n", "\r\n"]),
}
BUDGET_TITLES = [
    "exercice",
    "etape",
    "section",
    "sens",
    "chapitre",
    "nature",
    "fonction",
    "libelle",
    "montant_vote",
    "montant_realise",
]


@SOME
@given(
    dialect=st.fixed_dictionaries(DIALECTS),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16"]),
    labels=st.lists(
        st.text(st.characters(codec="cp1252", exclude_categories=["Cc"]), max_size=20), min_size=1, max_size=4
    ),
)
def test_amounts_survive_every_dialect_or_the_file_is_refused(folder, dialect, encoding, labels):
    text = io.StringIO()
    writer = csv.writer(text, **dialect)
    writer.writerow(BUDGET_TITLES)
    for rank, label in enumerate(labels, start=1):
        writer.writerow(["2024", "CA", "F", "D", "011", "60611", f"02{rank}", f"n°{label}", f"{rank}234,56", "1,20"])
    reading = read(folder, text.getvalue().encode(encoding), "budget.csv")
    if not reading.refused:
        amounts = sorted(amount for line in reading.lines for amount in line.amounts.values())
        assert amounts == [*[120] * len(labels), *(rank * 100_000 + 23_456 for rank in range(1, len(labels) + 1))]


TOTEM = document(
    budget(
        line("60611", ContNat="011", Fonction="020", CredOuv="1500.00", MtReal="1234.56"),
        line("73111", "R", ContNat="731", MtReal="100.00"),
        line(None, "D", MtReal="1334.56"),
        annexes=loans(loan("01", MtEmprOrig="1000.00", Txinit="1,5")),
        informations={"PopTot": "3 446", "ValEparRFonc": "12,5 %"},
    )
)


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_a_mangled_totem_document_is_a_reading(folder, encoding):
    whole = TOTEM.replace('encoding="UTF-8"', f'encoding="{encoding}"').encode(encoding)

    @SOME
    @given(mangled(whole))
    @example(whole)
    def run(content: bytes) -> None:
        read(folder, content, "document.xml")

    run()


VALUES = st.text(
    st.characters(codec="utf-8", exclude_characters="<&\"'\ufffe\uffff", exclude_categories=["Cc", "Cs"]), max_size=16
)
LINE_CELLS = st.sampled_from(
    ["ContNat", "Nature", "Fonction", "CodRD", "OpBudg", "MtReal", "CredOuv", "Operation", "LibCpte", "TypOpBudg"]
)
HEADS = {
    "year": VALUES | st.just("2024"),
    "step": VALUES | st.sampled_from(["01", "02", "03", "09", "10"]),
    "nomenclature": VALUES | st.sampled_from(["M57-M57_D", "M14-M14_COM_SUP3500", "M4"]),
    "siret": VALUES | st.just("21990001200015"),
    "NumDec": VALUES | NUMBER_LIKE,
}


@SOME
@given(
    cells=st.dictionaries(LINE_CELLS, VALUES | NUMBER_LIKE, max_size=6),
    head=st.fixed_dictionaries(HEADS),
    informations=st.dictionaries(st.sampled_from(["PopTot", "ValEparRFonc"]), VALUES | NUMBER_LIKE),
)
def test_any_values_in_a_totem_document_are_a_reading(folder, cells, head, informations):
    account, side = cells.pop("Nature", "60611"), cells.pop("CodRD", "D")
    whole = document(budget(line(account, side, **cells), informations=informations, **head))
    reading = read(folder, re.sub("&", "", whole).encode(), "document.xml")
    assert not any(problem.code == "corrupt" for problem in reading.problems)


@st.composite
def mangled_package(draw, whole: bytes) -> bytes:
    """A zipped document with one of its parts mangled, and zipped again as it should be."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(whole)) as source, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as target:
        names = [name for name in source.namelist() if name.endswith((".xml", ".rels"))]
        victims = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, draw(mangled(content)) if name in victims else content)
    return written.getvalue()


@pytest.mark.parametrize(
    "name", ["ok_budget.xlsx", "merged_chapter_cells.xlsx", "hidden_rows_and_sheet.xlsx", "libreoffice.ods"]
)
def test_a_mangled_package_is_a_reading(folder, shared, name):
    @FEW
    @given(mangled_package((shared / "data/bad-inputs/files" / name).read_bytes()))
    def run(content: bytes) -> None:
        read(folder, content, name)

    run()


@pytest.mark.parametrize("name", ["ok_budget.xlsx", "old_excel.xls", "libreoffice.ods", "usage_dates_1904.xlsx"])
def test_a_mangled_workbook_is_a_reading(folder, shared, name):
    @FEW
    @given(mangled((shared / "data/bad-inputs/files" / name).read_bytes()))
    def run(content: bytes) -> None:
        read(folder, content, name)

    run()


PROBLEMS = st.builds(
    Problem,
    code=st.just("bad_number"),
    severity=st.sampled_from(Severity),
    row=st.none() | st.integers(1, 12),
    column=st.none() | st.sampled_from(["Voté", "A", "inconnue"]),
    text=st.none() | st.text(max_size=20),
    sheet=st.sampled_from([None, "Feuille 0", "Feuille 1", "absente"]),
    rows=st.lists(st.integers(1, 12), max_size=3).map(tuple),
)


@FEW
@given(
    sheets=st.lists(ROWS, min_size=1, max_size=2),
    told=st.lists(st.builds(Told, PROBLEMS, st.text(max_size=60)), max_size=6).map(tuple),
    form=st.sampled_from(["csv", "xls", "ods"]),
)
def test_any_sheets_can_be_marked(sheets, told, form):
    kept = sheets[:1] if form == "csv" else sheets
    names = [None] if form == "csv" else [f"Feuille {n}" for n in range(len(kept))]
    book = Book(form, tuple(Sheet(name, lambda rows=rows: iter(rows)) for name, rows in zip(names, kept, strict=True)))
    tables = tuple(
        TableFound(name, 2, 3, (ColumnFound("A", "Voté", "voted", ()), ColumnFound("B", "Nom", None, ())))
        for name in names
    )
    request = Request("budget_table", told, tables, ("Nom",), "fr")
    made = load_workbook(io.BytesIO(marked(b"", book, "a", request, {"voted": Holds.AMOUNT})))
    cells = [cell for sheet in made for row in sheet.iter_rows() for cell in row]
    assert len(made.sheetnames) == 1 + len(kept)
    assert not any(cell.data_type == "f" for cell in cells)
    assert not any(cell.value for sheet in made.worksheets[1:] for cell in sheet["B"][2:])
