"""What an operator may set; the only module that reads the environment."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Settings:
    """One installation: `database_url` is an SQLAlchemy URL, SQLite or PostgreSQL."""

    database_url: str

    @classmethod
    def read(cls, environment: Mapping[str, str]) -> "Settings":
        in_the_project = f"sqlite:///{ROOT / 'var' / 'mandature.sqlite'}"
        return cls(database_url=environment.get("MANDATURE_DATABASE_URL") or in_the_project)


@cache
def settings() -> Settings:
    """The settings of this process, read on first use and then fixed."""
    return Settings.read(os.environ)


def environment_for(database_url: str) -> dict[str, str]:
    """The environment of a server on this database."""
    return dict(os.environ) | {"MANDATURE_DATABASE_URL": database_url}
