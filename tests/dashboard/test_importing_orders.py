"""A journal dropped, confirmed, exported again and taken back, by the road of the page."""

import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine

from dashboard import importing, read
from dashboard.config import settings
from dashboard.importing import Dropped, Understood
from dashboard.imports import sums
from data import money_queries, store, uploads
from data.database import reading
from data.importers.kinds import Kind
from tests.data.deliveries import TOWN, account

TITLES = ("Date d'émission", "N° mandat", "Fournisseur", "Objet", "Chapitre", "Article", "Montant TTC")
FIRST = (
    (date(2024, 1, 12), 1, "ÉNERGIE DE FRANCE", "Électricité", "011", "60612", 1200.5),
    (date(2024, 1, 19), 2, "Jeanne Exemplin", "Secours", "65", "65131", 150),
    (date(2024, 2, 20), 3, "ÉNERGIE DE FRANCE", "Électricité", "011", "60612", 80),
)
# The second order was rejected: the export made a month later does not hold it any more.
AGAIN = (FIRST[0], FIRST[2], (date(2024, 3, 5), 4, "ÉNERGIE DE FRANCE", "Électricité", "011", "60612", 20))


@pytest.fixture
def engine(no_town: Engine) -> Engine:
    store.record(no_town, account({"60612": 1}), author="agent")
    return no_town


def dropped(engine: Engine, rows: tuple[tuple[object, ...], ...], name: str) -> Understood:
    book, written = Workbook(), io.BytesIO()
    for row in (TITLES, *rows):
        book.worksheets[0].append(row)
    book.save(written)
    (town,) = read.towns(engine)
    expected = importing.town_of(engine, town.authority)
    return importing.understand(engine, Dropped.of_bytes(name, written.getvalue()), expected, today=date(2024, 7, 1))


def counted(engine: Engine) -> list[tuple[int, str | None, int]]:
    with reading(engine) as session:
        monthly = money_queries.orders_by_month(session, 1, [2024])
    return [(one.month, one.chapter, one.cents) for one in monthly]


def codes(found: Understood) -> list[str]:
    return [problem.code for problem in found.problems]


def test_a_journal_is_read_stored_replaced_and_brought_back(engine: Engine) -> None:
    first = dropped(engine, FIRST, "mandats-février.xlsx")
    assert (first.reading.kind, set(codes(first))) == (Kind.ORDERS, {"personal_data"})
    (total,) = sums.of_orders(first.reading)
    assert (total.first, total.last, total.cents) == (date(2024, 1, 12), date(2024, 2, 20), 1430_50)
    importing.confirm(engine, first, "Camille")
    assert counted(engine) == [(1, "011", 1200_50), (1, "65", 150_00), (2, "011", 80_00)]

    second = dropped(engine, AGAIN, "mandats-mars.xlsx")
    assert set(codes(second)) == {"personal_data", "facts_gone", "facts_known"}
    receipt = importing.confirm(engine, second, "Camille")
    assert counted(engine) == [(1, "011", 1200_50), (2, "011", 80_00), (3, "011", 20_00)]

    store.undo(engine, 1, receipt.import_id, by="Camille")
    assert counted(engine) == [(1, "011", 1200_50), (1, "65", 150_00), (2, "011", 80_00)]


def test_the_file_kept_of_a_journal_names_nobody(engine: Engine) -> None:
    importing.confirm(engine, dropped(engine, FIRST, "mandats.xlsx"), "Camille")
    (town,) = read.towns(engine)
    (done, *_) = read.imports(town)
    kept = uploads.kept(settings().uploads, TOWN.code, str(done.kept_hash))
    assert kept is not None
    rows = list(load_workbook(io.BytesIO(kept)).worksheets[0].iter_rows(values_only=True))
    assert rows[0] == ("Date d'émission", "N° mandat", "Chapitre", "Article", "Montant TTC")
    assert [row for row in rows if any("Exemplin" in str(cell) for cell in row)] == []
