"""Difficult files, each with the verdict it deserves, by the road of the page and under the limits it sets."""

import csv
import importlib.util
import json
import os
from pathlib import Path
from typing import Any

import pytest

from dashboard import cli

TOWN, DAY = "21990001200015", "2025-06-02"
CASES = 53


@pytest.fixture(scope="module")
def corpus(shared: Path) -> Path:
    return shared / "data" / "bad-inputs"


@pytest.fixture(scope="module")
def scorer(corpus: Path) -> Any:
    """The corpus's own judge."""
    spec = importlib.util.spec_from_file_location("score", corpus / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def cases(corpus: Path) -> list[dict[str, str]]:
    with (corpus / "manifest.csv").open(newline="", encoding="utf-8") as manifest:
        return list(csv.DictReader(manifest))


def checked(case: dict[str, str], corpus: Path, database: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    command = ["check", str(corpus / "files" / case["file"]), "--kind", case["kind"], "--siret", TOWN, "--today", DAY]
    command += ["--as", case["upload_as"]] if case["upload_as"] else []
    command += ["--after", str(corpus / "files" / case["after"])] if case["after"] else []
    cli.main([*command, "--json", "--database", f"sqlite:///{database}"])
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_every_case_gets_a_verdict_it_deserves(
    cases: list[dict[str, str]], corpus: Path, scorer: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert len(cases) == CASES
    process = os.getpid()
    wrong = {}
    for case in cases:
        answer = checked(case, corpus, tmp_path / "town.sqlite", capsys)
        # Seconds are the business of the child's own limits and of `make bench`: a busy machine is no fault.
        faults = scorer.judge(case, {**answer, "seconds": 0})
        if faults or answer["file"] == "":
            wrong[case["file"], case["upload_as"]] = faults
        assert "Traceback" not in json.dumps(answer)
    assert wrong == {}
    assert os.getpid() == process


def test_every_control_is_accepted_without_a_question(
    cases: list[dict[str, str]], corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    controls = [case for case in cases if case["class"] == "control"]
    verdicts = {case["file"]: checked(case, corpus, tmp_path / "t.sqlite", capsys)["verdict"] for case in controls}
    assert verdicts == dict.fromkeys(verdicts, "accepted")
    assert len(verdicts) == 4


def test_no_person_reaches_a_message(
    cases: list[dict[str, str]], corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for case in cases:
        if case["class"] == "privacy":
            said = json.dumps(checked(case, corpus, tmp_path / "t.sqlite", capsys), ensure_ascii=False)
            for trace in ("alix.exemple", "EXEMPLE", "1981-02-03", "Jeanne Exemplin", "Paul Fictivon"):
                assert trace not in said
