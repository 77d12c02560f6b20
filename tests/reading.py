"""One file as the product reads it, in this process: for tests of what is understood, not of the child's limits."""

import tempfile
from datetime import date
from pathlib import Path

from data.importers.choices import Choices
from data.importers.readers import read_path
from data.importers.reading import Reading
from data.importers.table import Context, Town

TODAY = date(2026, 11, 24)


def read_file(
    content: bytes,
    name: str = "fichier.csv",
    *,
    town: Town | None = None,
    choices: Choices | None = None,
    today: date = TODAY,
    folder: Path | None = None,
) -> Reading:
    """What is understood of these bytes. folder: where spooled facts are left; they are lost without it."""
    with tempfile.TemporaryDirectory() as name_of_folder:
        path = Path(name_of_folder) / "received"
        path.write_bytes(content)
        context = Context(choices or Choices(), name, today, town, folder or Path(name_of_folder), lambda _share: None)
        return read_path(path, context)
