"""The audit of the lock fails on a known vulnerability, and says when it could look nothing up."""

import pytest

from tools import audit

KNOWN = {"name": "pandas", "version": "3.0.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["3.0.1"]}]}
SOUND = {"name": "plotly", "version": "7.1.0", "vulns": []}
UNANSWERED = {"name": "tqdm", "skip_reason": "not found"}


def test_a_known_vulnerability_fails_and_names_the_version_to_take(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert audit.report([SOUND, KNOWN]) == 1
    assert "pandas 3.0.0: PYSEC-1 → 3.0.1" in capsys.readouterr().out


def test_sound_packages_pass() -> None:
    assert audit.report([SOUND, UNANSWERED]) == 0


def test_packages_that_nobody_answered_for_are_not_said_to_be_sound(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert audit.report([UNANSWERED]) == 0
    assert "rien n'a été vérifié" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("requests.exceptions.ConnectionError: Max retries exceeded", 0),
        ("ERROR:pip_audit._cli:requirements.lock: unhashed requirement", 1),
    ],
)
def test_only_a_service_out_of_reach_is_forgiven(monkeypatch: pytest.MonkeyPatch, said: str, code: int) -> None:
    program = ["python3", "-c", f"import sys; sys.exit({said!r})"]
    monkeypatch.setattr(audit, "_command", lambda lock: program)
    assert audit.main("requirements.lock") == code
