"""What difficult files cost the server: how long the slowest refusal takes, what reading them all leaves in memory.

Each file of the corpus is read as the page reads it, in a child of its own, by one and the same server process.
"""

import csv
import os
import resource
import time
from datetime import date
from pathlib import Path

import pytest

from dashboard import importing
from data import migrations
from data.database import connect
from data.importers.table import Town

pytestmark = pytest.mark.bench
HERE, DAY = Town("219900012", "21990001200015", "Exempleville"), date(2025, 6, 2)
SECONDS_LIMIT, SERVER_LIMIT, CHILD_LIMIT = 2.0, 50.0, 400.0  # of a refusal; mebibytes more; mebibytes


def peak_mebibytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def test_what_difficult_files_cost_the_server(shared: Path, tmp_path: Path) -> None:
    corpus = shared / "data" / "bad-inputs"
    with (corpus / "manifest.csv").open(newline="", encoding="utf-8") as manifest:
        cases = [(row["file"], row["upload_as"] or None) for row in csv.DictReader(manifest)]
    engine = connect(f"sqlite:///{tmp_path / 'town.sqlite'}")
    migrations.upgrade(engine)

    def read(file: str, name: str | None) -> importing.Understood:
        dropped = importing.Dropped.of_path(corpus / "files" / file, name)
        return importing.understand(engine, dropped, HERE, today=DAY)

    read(*cases[0])  # what the first reading loads is not the fault of the second
    process, before = os.getpid(), peak_mebibytes()
    refusals: dict[str, float] = {}
    children = [0.0]
    for file, name in cases:
        start = time.perf_counter()
        found = read(file, name)
        if found.refused:
            refusals[file] = time.perf_counter() - start
        children.append(float(found.reading.details.get("peak_mebibytes", 0)))
    slowest = max(refusals, key=lambda file: refusals[file])
    grown = peak_mebibytes() - before
    print(
        f"\n{len(cases)} difficult files: slowest of {len(refusals)} refusals {refusals[slowest]:.2f} s ({slowest}; at "
        f"most {SECONDS_LIMIT}); server +{grown:.0f} MiB (at most {SERVER_LIMIT:.0f}); child's peak {max(children):.0f} "
        f"MiB (at most {CHILD_LIMIT:.0f})"
    )
    assert os.getpid() == process
    assert grown <= SERVER_LIMIT
    assert max(children) <= CHILD_LIMIT
