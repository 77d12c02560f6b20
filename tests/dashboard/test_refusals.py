"""Every reason for which the store refuses has its sentence, in both languages."""

import ast
from pathlib import Path

import pytest

from dashboard import importing, locale
from data import refused
from data.refused import Refused

PARTS = {"name": "a.csv", "id": 1, "what": "visits", "group": "voisines", "n": 2, "fewest": 5, "most": 300}
ROOT = Path(__file__).resolve().parents[2]


def codes() -> set[str]:
    """Those written out in the code, and those that storage errors become."""
    written = {
        node.args[0].value
        for room in ("data", "dashboard")
        for file in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "Refused"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }
    return written | {*refused._SQLITE.values(), *refused._POSTGRESQL.values(), "storage_failed"}


@pytest.mark.parametrize("language", locale.LANGUAGES)
@pytest.mark.parametrize("code", sorted(codes()))
def test_a_refusal_says_what_to_do(code, language, spoken):
    said = spoken(language, importing.refusal_sentence, Refused(code, **PARTS))
    assert len(said) > 10
    assert "{" not in said
