"""The house keeps its shape: who may import whom, what a room may not touch, how long a function is.

Each rule is a function from a parsed file to the breaches it finds, and is shown a bad sample first.
"""

import ast
import math
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("metrics", "data", "dashboard", "pages")
MAY_IMPORT = {
    "metrics": {"metrics"},
    "data": {"data", "metrics"},
    "dashboard": {"dashboard", "data", "metrics"},
    "pages": {"pages", "dashboard", "metrics"},
}
OPENS_SOMETHING = {
    *("streamlit", "sqlalchemy", "alembic", "sqlite3", "psycopg"),
    *("io", "os", "pathlib", "shutil", "tempfile", "glob", "importlib", "subprocess"),
    *("requests", "urllib", "http", "socket"),
}
READS_OR_WRITES = {
    *("read_csv", "read_excel", "read_json", "read_parquet", "read_sql", "read_text", "read_bytes"),
    *("to_csv", "to_excel", "to_parquet", "to_sql", "write_text", "write_bytes"),
}
UNSAFE = {"unsafe_allow_html", "unsafe_allow_javascript"}
TAKES_SQL = {"text", "execute", "exec_driver_sql", "executescript", "literal_column", "DDL"}
READS_THE_ENVIRONMENT = "dashboard/config.py"
MEDIAN_LINES, NINTH_DECILE_LINES = 9, 43


@dataclass(frozen=True)
class File:
    """One source file: `path` is relative to the repository, so its first part is the room."""

    path: str
    tree: ast.Module

    @classmethod
    def of(cls, path: str, source: str) -> "File":
        return cls(path, ast.parse(source))

    @property
    def room(self) -> str:
        return self.path.split("/")[0]


def imported(file: File) -> Iterator[tuple[ast.AST, str]]:
    """Every module named by an import, in full; a relative one is resolved from the file's folder."""
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node, f"{_origin(file, node)}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Call) and _name(node.func) in {"import_module", "__import__"} and node.args:
            yield node, _constant(node.args[0])


def _origin(file: File, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    folders = file.path.split("/")[: -node.level]
    return ".".join([*folders, *([node.module] if node.module else [])])


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _constant(node: ast.AST) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _at(node: ast.AST, what: str) -> str:
    return f"{getattr(node, 'lineno', 0)}: {what}"


def arrows(file: File) -> Iterator[str]:
    """pages → dashboard → data → metrics → nothing of ours; pages and dashboard may also name metrics."""
    for node, module in imported(file):
        other = module.split(".")[0]
        if other in ROOMS and other not in MAY_IMPORT[file.room]:
            yield _at(node, f"{file.room} may not import {other}")


def metrics_open_nothing(file: File) -> Iterator[str]:
    if file.room != "metrics":
        return
    for node, module in imported(file):
        if module.split(".")[0] in OPENS_SOMETHING:
            yield _at(node, f"metrics may not import {module}")
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call) and _name(node.func) in {"open", *READS_OR_WRITES}:
            yield _at(node, f"metrics may not call {_name(node.func)}")


def no_plotly_express(file: File) -> Iterator[str]:
    """It loads in seconds what plotly.graph_objects draws at once."""
    for node, module in imported(file):
        if module.startswith("plotly.express"):
            yield _at(node, "plotly.express")
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute) and node.attr == "express" and _name(node.value) == "plotly":
            yield _at(node, "plotly.express")


def no_markup_from_labels(file: File) -> Iterator[str]:
    for node in ast.walk(file.tree):
        named = node.arg if isinstance(node, ast.keyword) else _constant(node) or _name(node)
        if named in UNSAFE:
            yield _at(node, named)


def sql_is_never_built(file: File) -> Iterator[str]:
    if not any(module.split(".")[0] in {"sqlalchemy", "alembic", "sqlite3"} for _, module in imported(file)):
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Call) and _name(node.func) in TAKES_SQL and any(map(_is_built, node.args[:1])):
            yield _at(node, f"{_name(node.func)}() takes SQL as one constant, values as parameters")


def _is_built(node: ast.AST) -> bool:
    """Whether a text is put together: f-string, `+`, `%`, `.format()`, `.join()`, `.replace()`."""
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Add | ast.Mod)
    if isinstance(node, ast.Call):
        return _name(node.func) in {"format", "format_map", "join", "replace"}
    return isinstance(node, ast.JoinedStr)


def one_reader_of_the_environment(file: File) -> Iterator[str]:
    if file.path == READS_THE_ENVIRONMENT:
        return
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute) and _name(node.value) == "os" and node.attr in {"environ", "getenv"}:
            yield _at(node, f"os.{node.attr}")
    for node, module in imported(file):
        if module in {"os.environ", "os.getenv"}:
            yield _at(node, module)


Rule = Callable[[File], Iterator[str]]
BAD_SAMPLES: list[tuple[Rule, str, str]] = [
    (arrows, "metrics/finance/legal.py", "import data.models"),
    (arrows, "metrics/finance/legal.py", "from dashboard import formats"),
    (arrows, "data/store.py", "from dashboard.config import settings"),
    (arrows, "data/store.py", "from ..dashboard import config"),
    (arrows, "data/store.py", "from importlib import import_module\nimport_module('dashboard.config')"),
    (arrows, "dashboard/read.py", "def later():\n    import pages.health"),
    (arrows, "pages/health.py", "from data import queries"),
    (metrics_open_nothing, "metrics/a.py", "import streamlit as st"),
    (metrics_open_nothing, "metrics/a.py", "from sqlalchemy import select"),
    (metrics_open_nothing, "metrics/a.py", "from pathlib import Path"),
    (metrics_open_nothing, "metrics/a.py", "import urllib.request"),
    (metrics_open_nothing, "metrics/a.py", "lines = open('lines.csv')"),
    (metrics_open_nothing, "metrics/a.py", "import pandas as pd\npd.read_csv('lines.csv')"),
    (no_plotly_express, "pages/a.py", "import plotly.express as px"),
    (no_plotly_express, "pages/a.py", "from plotly import express"),
    (no_plotly_express, "pages/a.py", "from plotly.express import line"),
    (no_plotly_express, "pages/a.py", "import plotly\nplotly.express.line()"),
    (no_markup_from_labels, "pages/a.py", "st.markdown(label, unsafe_allow_html=True)"),
    (no_markup_from_labels, "pages/a.py", "st.html(label, **{'unsafe_allow_javascript': True})"),
    (sql_is_never_built, "data/a.py", "from sqlalchemy import text\ntext(f'SELECT {column}')"),
    (sql_is_never_built, "data/a.py", "import sqlalchemy as sa\nsa.text('SELECT ' + column)"),
    (sql_is_never_built, "data/a.py", "from sqlalchemy import text\ntext('SELECT %s' % column)"),
    (sql_is_never_built, "data/a.py", "from sqlalchemy import text\ntext('SELECT {}'.format(column))"),
    (sql_is_never_built, "data/a.py", "from alembic import op\nop.execute(f'DROP TABLE {name}')"),
    (one_reader_of_the_environment, "data/database.py", "import os\nos.environ['URL']"),
    (one_reader_of_the_environment, "data/database.py", "import os\nos.getenv('URL')"),
    (one_reader_of_the_environment, "dashboard/app.py", "from os import environ"),
]
GOOD_SAMPLES: list[tuple[Rule, str, str]] = [
    (
        arrows,
        "pages/health.py",
        "import streamlit\nfrom dashboard import read\nfrom metrics.finance import legal",
    ),
    (arrows, "data/store.py", "from . import models\nfrom metrics.values import Missing"),
    (metrics_open_nothing, "data/store.py", "from pathlib import Path\nopen(Path('lines.csv'))"),
    (metrics_open_nothing, "metrics/a.py", "import pandas as pd\nfrom decimal import Decimal"),
    (no_plotly_express, "dashboard/show/curves.py", "import plotly.graph_objects as go"),
    (no_markup_from_labels, "pages/a.py", "st.text(label)"),
    (sql_is_never_built, "data/a.py", "from sqlalchemy import text\ntext('SELECT 1' ' WHERE a = :a')"),
    (sql_is_never_built, "dashboard/a.py", "import streamlit as st\nst.text(f'{amount} €')"),
    (one_reader_of_the_environment, READS_THE_ENVIRONMENT, "import os\nos.environ['URL']"),
]
RULES = list(dict.fromkeys(rule for rule, _, _ in BAD_SAMPLES))


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from the first statement after the docstring to the last; 0 without any."""
    statements = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (function.end_lineno or 0) - statements[0].lineno + 1 if statements else 0


def function_sizes(files: list[File]) -> dict[str, int]:
    """Body lines of every function and method, by where it stands."""
    return {
        f"{file.path}:{node.lineno} {node.name}": body_lines(node)
        for file in files
        for node in ast.walk(file.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def ninth_decile(sizes: list[int]) -> int:
    """The smallest size that nine functions out of ten do not exceed."""
    return sorted(sizes)[math.ceil(0.9 * len(sizes)) - 1]


@pytest.fixture(scope="module")
def files() -> list[File]:
    paths = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return [File.of(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths]


@pytest.mark.parametrize(("rule", "path", "source"), BAD_SAMPLES)
def test_a_breach_is_seen(rule: Rule, path: str, source: str) -> None:
    assert list(rule(File.of(path, source)))


@pytest.mark.parametrize(("rule", "path", "source"), GOOD_SAMPLES)
def test_what_is_allowed_passes(rule: Rule, path: str, source: str) -> None:
    assert not list(rule(File.of(path, source)))


def test_every_room_is_read(files: list[File]) -> None:
    assert {file.room for file in files} == set(ROOMS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_house_keeps_its_rules(rule: Rule, files: list[File]) -> None:
    assert [f"{file.path}:{breach}" for file in files for breach in rule(file)] == []


def test_the_length_of_a_function_leaves_its_docstring_out() -> None:
    sample = File.of("data/a.py", 'def a():\n    """One.\n\n    Two.\n    """\n    b = 1\n\n    return b\n')
    assert list(function_sizes([sample]).values()) == [3]
    assert ninth_decile([1] * 8 + [5, 90]) == 5
    assert ninth_decile([1] * 8 + [44, 90]) > NINTH_DECILE_LINES


def test_functions_are_short(files: list[File]) -> None:
    sizes = function_sizes(files)
    median, decile = statistics.median(sizes.values()), ninth_decile(list(sizes.values()))
    longest = max(sizes, key=sizes.__getitem__)
    print(f"\n{len(sizes)} functions: median {median:g} lines, 90th percentile {decile}, ", end="")
    print(f"longest {sizes[longest]} ({longest})")
    assert median <= MEDIAN_LINES
    assert decile <= NINTH_DECILE_LINES
