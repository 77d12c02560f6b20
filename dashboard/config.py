"""What an operator may set; the only module that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from data.connectors.sites import Sites

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """One installation: `database_url` is an SQLAlchemy URL, SQLite or PostgreSQL.

    folder: where received files and unfinished downloads are kept. open_data: whether national open data may be asked
    for, at `sites`; nothing leaves the network without it.
    """

    database_url: str
    folder: Path = ROOT / "var"
    open_data: bool = False
    sites: Sites = field(default_factory=Sites)

    @property
    def uploads(self) -> Path:
        return self.folder / "uploads"

    @property
    def downloads(self) -> Path:
        """Answers of open-data services, until the whole of a question is there."""
        return self.folder / "open-data"

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        in_the_project = f"sqlite:///{ROOT / 'var' / 'mandature.sqlite'}"
        addresses = {name: environment.get(f"MANDATURE_{name.upper()}_URL") for name in ("ofgl", "dgfip", "geo")}
        return cls(
            database_url=environment.get("MANDATURE_DATABASE_URL") or in_the_project,
            folder=Path(environment.get("MANDATURE_FOLDER") or ROOT / "var"),
            open_data=environment.get("MANDATURE_OPEN_DATA", "off") == "on",
            sites=Sites(**{name: address for name, address in addresses.items() if address}),
        )


@cache
def settings() -> Settings:
    """The settings of this process, read on first use and then fixed."""
    return Settings.read(os.environ)


def serve_from(database_url: str) -> None:
    """Have this process, and those that it starts, take this database."""
    os.environ["MANDATURE_DATABASE_URL"] = database_url
    settings.cache_clear()
