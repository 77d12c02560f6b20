"""What an import costs beside the bare tools: the same file, the same rows, in turn, in one run.

A workbook against python-calamine alone; a CSV against the csv module and a bare `executemany` of the same rows into
the same table, with its keys and checks. Ratios are printed, with the peak memory of the child and of the server.
"""

import csv
import gc
import resource
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine

from dashboard import importing
from data import migrations, store
from data.database import connect
from data.facts import FacilityRead, Facts, ServiceRead
from data.importers.table import Town
from data.store import AuthorityRead, Delivery, ReceivedFile

pytestmark = pytest.mark.bench
TOWN = AuthorityRead("219900010", "Mesureville", is_fictional=True)
HERE = Town("219900010", "21990001000013", "Mesureville")
SERVICE, CHANNELS = "Sports", ("sur place", "internet", "téléphone", "courrier")
TITLES = ("date", "service", "equipement", "canal", "nombre")
RUNS = 3
WORKBOOK_LIMIT, CSV_LIMIT = 3.0, 1.5


def counts(rows: int) -> Iterator[tuple[str, str, str, str, int]]:
    """Visits by day, facility and channel; no two rows speak of the same thing."""
    facilities = [f"Équipement {n:03d}" for n in range(250)]
    for number in range(rows):
        day, rest = divmod(number, len(facilities) * len(CHANNELS))
        facility, channel = divmod(rest, len(CHANNELS))
        on = date(2020, 1, 1) + timedelta(days=day)
        yield on.isoformat(), SERVICE, facilities[facility], CHANNELS[channel], (number * 7) % 500


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("bench") / "frequentation.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(TITLES)
        writer.writerows(counts(1_000_000))
    return path


# What an export prints beside the counts: twelve columns in all, as in the workbooks that towns bring.
BESIDE = ("rubrique", "secteur", "saison", "jour", "meteo", "exploitant", "observation")


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Fréquentation")
    sheet.append((*TITLES, *BESIDE))
    for number, row in enumerate(counts(100_000)):
        beside = (
            f"Rubrique {number % 12}",
            f"S{number % 7}",
            "été",
            "lundi",
            "couvert",
            "régie",
            f"relevé {number % 300}",
        )
        sheet.append((date.fromisoformat(row[0]), *row[1:], *beside))
    path = tmp_path_factory.mktemp("bench") / "frequentation.xlsx"
    book.save(path)
    return path


def new_town(folder: Path) -> tuple[Engine, int]:
    """An empty database that knows the town."""
    engine = connect(f"sqlite:///{folder / 'town.sqlite'}")
    migrations.upgrade(engine)
    receipt = store.record(engine, Delivery(TOWN, ReceivedFile.of("town", b"town"), "usage"), author="bench")
    return engine, receipt.authority_id


def timed(work: Callable[[], Any]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def whole_import(path: Path, folder: Path) -> tuple[float, float]:
    """Seconds from the file to the commit, and the child's peak in mebibytes."""
    folder.mkdir()
    engine, _ = new_town(folder)
    peak = 0.0

    def run() -> None:
        nonlocal peak
        found = importing.understand(engine, importing.Dropped.of_path(path), HERE)
        assert not found.problems, found.problems[:3]
        peak = found.reading.details["peak_mebibytes"]
        importing.confirm(engine, found, "bench")

    return timed(run), peak


def calamine_alone(path: Path) -> float:
    def read() -> None:
        rows = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        assert len(rows) == 100_001

    return timed(read)


def bare_csv(path: Path, folder: Path) -> float:
    """The csv module, then one executemany of the same rows into the same table, in one transaction."""
    folder.mkdir()
    engine, authority_id = new_town(folder)
    facts = Facts(
        services=[ServiceRead("sports", SERVICE, "service")],
        facilities=[FacilityRead("sports", f"equipement-{n:03d}", f"Équipement {n:03d}") for n in range(250)],
    )
    receipt = store.record(
        engine, Delivery(TOWN, ReceivedFile.of("places", b"places"), "usage", facts=facts), author="bench"
    )
    places = {f"Équipement {n:03d}": n + 1 for n in range(250)}
    insert = (
        "INSERT INTO usage_record (authority_id, id, import_id, row, service_id, facility_id, measure, starts_on, "
        "ends_on, channel, quantity, is_current) VALUES (?, ?, ?, ?, 1, ?, 'visits', ?, ?, ?, ?, 1)"
    )

    def run() -> None:
        connection = engine.raw_connection().driver_connection
        assert connection is not None
        connection.execute("BEGIN IMMEDIATE")
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.reader(file, delimiter=";")
            next(reader)
            connection.executemany(
                insert,
                (
                    (
                        authority_id,
                        n,
                        receipt.import_id,
                        n + 1,
                        places[row[2]],
                        row[0],
                        row[0],
                        row[3],
                        int(row[4]) * 1000,
                    )
                    for n, row in enumerate(reader, start=1)
                ),
            )
        connection.execute("COMMIT")

    return timed(run)


def told(what: str, ours: list[float], bare: list[float], limit: float, peak: float) -> None:
    ratio = median(a / b for a, b in zip(ours, bare, strict=True))
    server = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"\n{what}: {median(ours):.2f} s, bare {median(bare):.2f} s, ratio {ratio:.2f} (at most {limit}); "
        f"child's peak {peak:.0f} MiB, server's {server:.0f} MiB"
    )
    assert peak <= 400


def test_a_workbook_of_100_000_rows(workbook: Path, tmp_path: Path) -> None:
    ours, bare, peak = [], [], 0.0
    for run in range(RUNS):
        bare.append(calamine_alone(workbook))
        seconds, peak = whole_import(workbook, tmp_path / f"ours-{run}")
        ours.append(seconds)
    told("workbook, 100 000 rows", ours, bare, WORKBOOK_LIMIT, peak)


def test_a_csv_of_1_000_000_rows(table: Path, tmp_path: Path) -> None:
    ours, bare, peak = [], [], 0.0
    for run in range(RUNS):
        bare.append(bare_csv(table, tmp_path / f"bare-{run}"))
        seconds, peak = whole_import(table, tmp_path / f"ours-{run}")
        ours.append(seconds)
    told("CSV, 1 000 000 rows", ours, bare, CSV_LIMIT, peak)
