"""What every room's tests may ask for: the stored facts, and fresh databases on both engines."""

import itertools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextvars import copy_context
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import hypothesis
import psycopg
import pytest
from sqlalchemy import Engine

from dashboard import locale
from dashboard.config import settings
from data import demo, migrations, store
from data.database import connect

ROOT = Path(__file__).resolve().parent.parent
# The suite tries the same invented examples each time; the soak tries new ones.
hypothesis.settings.register_profile("suite", derandomize=True, deadline=None)
hypothesis.settings.load_profile("suite")
# Durability is of no use to a cluster that is thrown away, and costs most of the time.
FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"


def absent(what: str) -> NoReturn:
    """Skip, saying why; where everything is required (continuous integration), fail instead."""
    if os.environ.get("MANDATURE_REQUIRE_ALL") == "1":
        pytest.fail(f"{what} (MANDATURE_REQUIRE_ALL=1)", pytrace=False)
    pytest.skip(what)


@pytest.fixture(scope="session", autouse=True)
def folder_of_uploads(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where this run keeps received files: never the town's own folder."""
    folder = tmp_path_factory.mktemp("folder")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MANDATURE_FOLDER", str(folder))
        settings.cache_clear()
        yield folder
    settings.cache_clear()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real documents and published figures, kept beside the repository; never part of it."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("no folder ../shared: real documents cannot be read")
    return folder


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    """A database that holds the demonstration town; to be read only."""
    engine = connect(f"sqlite:///{tmp_path_factory.mktemp('demonstration') / 'town.sqlite'}")
    migrations.upgrade(engine)
    for delivery in demo.deliveries():
        store.record(engine, delivery, author="démonstration")
    return engine


@pytest.fixture
def no_town(tmp_path: Path) -> Engine:
    """A database of this version, which holds nothing yet."""
    engine = connect(f"sqlite:///{tmp_path / 'empty.sqlite'}")
    migrations.upgrade(engine)
    return engine


@pytest.fixture(autouse=True)
def default_language() -> Iterator[None]:
    """No test hears the language that another left on."""
    locale.use(locale.DEFAULT)
    yield
    locale.use(locale.DEFAULT)


@pytest.fixture
def spoken() -> Callable[..., Any]:
    """spoken("fr", speak, …): what a function says in that language, the current one left as it was."""

    def run(language: locale.Language, speak: Callable[..., Any], *arguments: Any, **parts: Any) -> Any:
        def speaking() -> Any:
            locale.use(language)
            return speak(*arguments, **parts)

        return copy_context().run(speaking)

    return run


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of the browser's program."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if program := shutil.which(name):
            return program
    absent("no Chromium: install the package chromium")


@dataclass(frozen=True)
class PostgresServer:
    """A throw-away cluster that answers on a socket in its own folder only."""

    folder: Path
    control: Callable[..., None] = field(repr=False)  # pg_ctl on this cluster
    numbers: Iterator[int] = field(default_factory=itertools.count)

    def restart_at_once(self) -> None:
        """As after a power cut: nobody is told, nothing is settled first."""
        self.control("-m", "immediate", "-w", "restart")

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://mandature@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """Name of a new, empty database."""
        name = f"town_{next(self.numbers)}"
        self._tell(f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def drop(self, database: str) -> None:
        self._tell(f"DROP DATABASE {database} WITH (FORCE)")

    def _tell(self, command: str) -> None:
        with psycopg.connect(host=str(self.folder), user="mandature", dbname="postgres", autocommit=True) as connection:
            connection.execute(command)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    initdb, pg_ctl = _postgres_program("initdb"), _postgres_program("pg_ctl")
    with tempfile.TemporaryDirectory(prefix="mandature-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        owner = _give_to_postgres(folder)
        cluster = folder / "cluster"
        _run(owner, initdb, "-D", cluster, "-A", "trust", "-U", "mandature", "-E", "UTF8", "--no-locale", "-N")
        options = f"-k '{folder}' -c listen_addresses='' {FAST}"

        def control(*command: str | Path) -> None:
            _run(owner, pg_ctl, "-D", cluster, "-l", folder / "log", *command)

        control("-o", options, "-w", "start")
        try:
            yield PostgresServer(folder, control)
        finally:
            control("-m", "immediate", "-w", "stop")


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """SQLAlchemy URL of a new, empty PostgreSQL database."""
    database = postgres_server.new_database()
    yield postgres_server.url(database)
    postgres_server.drop(database)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """SQLAlchemy URL of a new, empty database, on each engine in turn."""
    if request.param == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite:///{tmp_path / 'town.sqlite'}"


def _postgres_program(name: str) -> str:
    # Debian keeps the server's programs out of the path, one folder a version; the newest is taken.
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    for path in (*reversed(folders), None):
        if program := shutil.which(name, path=path):
            return program
    absent(f"no PostgreSQL server ({name}): install the package postgresql")


def _give_to_postgres(folder: Path) -> dict[str, Any]:
    """Options of `subprocess` for the cluster's owner: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    shutil.chown(folder, user="postgres", group="postgres")
    folder.chmod(0o755)
    return {"user": "postgres", "group": "postgres", "extra_groups": []}


def _run(owner: dict[str, Any], *command: str | Path) -> None:
    # A file, not a pipe: the server that pg_ctl starts inherits it and would keep a pipe open.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, cwd="/", check=False, **owner
        )
        output.seek(0)
        said = output.read().decode(errors="replace")
    if done.returncode:
        pytest.fail(f"{command[0]}: {said}", pytrace=False)
