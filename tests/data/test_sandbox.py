"""Whatever a file does to its reader, the server gets a sentence and goes on."""

import os
import sys
from datetime import date
from pathlib import Path

import pytest

from data.importers import sandbox
from data.importers.choices import Choices
from data.importers.table import Town

TODAY = date(2025, 6, 2)
TITLES = "date;service;equipement;canal;nombre\n"


@pytest.fixture
def read(tmp_path: Path):
    def reading(content: bytes, name: str = "fichier.csv", **options):
        path = tmp_path / "received"
        path.write_bytes(content)
        town = Town("219900012", "21990001200015", "Exempleville")
        return sandbox.read(path, name, tmp_path, today=TODAY, town=town, **options)

    return reading


def codes(reading):
    return [problem.code for problem in reading.problems]


def rows(n):
    return "".join(f"2024-01-{1 + day % 28:02d};Sports;Lieu {day // 28};sur place;12\n" for day in range(n))


def test_what_was_read_crosses_with_its_spooled_facts(read):
    reading = read((TITLES + rows(40)).encode())
    (records,) = reading.records
    assert (reading.kind, records.rows, reading.problems) == ("usage", 40, ())
    assert len([*records.read()]) == 40


def test_what_a_killed_server_left_is_swept_and_what_is_in_hand_is_not(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    in_hand, left = sandbox.Folder(), tmp_path / "mandature-reading-left"
    left.mkdir()
    (left / "received").write_text("Dupont;Jeanne")
    other = tmp_path / "something-else"
    other.mkdir()
    for old in (left, other):
        os.utime(old, (0, 0))
    sandbox.sweep(in_hand.path.stat().st_mtime + 3600)
    assert sorted(tmp_path.iterdir()) == sorted([in_hand.path, other])


def test_progress_is_told_and_only_grows(read):
    shares = []
    read((TITLES + rows(120_000)).encode(), progress=shares.append)
    assert shares
    assert shares == sorted(shares)
    assert all(0 < share <= 1 for share in shares)


def test_a_child_out_of_memory_is_a_refusal(read, monkeypatch):
    monkeypatch.setattr(sandbox, "MEMORY", 8 * sandbox.MEBIBYTE)
    assert codes(read((TITLES + rows(50_000)).encode())) == ["too_heavy"]


def test_a_child_out_of_time_is_a_refusal(read, monkeypatch):
    monkeypatch.setattr(sandbox, "LEAST_SECONDS", 1)
    monkeypatch.setattr(sandbox, "SECONDS_A_MEBIBYTE", 0)
    assert codes(read((TITLES + rows(3_000_000)).encode())) == ["too_slow"]


def test_a_child_that_fills_the_disk_is_a_refusal(read, monkeypatch):
    monkeypatch.setattr(sandbox, "DISK", 4_096)
    (code,) = codes(read((TITLES + rows(50_000)).encode()))
    assert code in ("size", "unforeseen")


def test_a_fault_of_ours_says_where_it_is_and_nothing_of_the_file(read, caplog, monkeypatch):
    reading = read(b"secret", choices=Choices(encoding="no such encoding"))
    assert reading.refused
    assert "secret" not in caplog.text


def test_the_child_gets_none_of_the_servers_secrets(monkeypatch, tmp_path):
    monkeypatch.setenv("MANDATURE_HUSH", "hush")
    seen = []
    real = sandbox.subprocess.Popen

    def spy(*arguments, **options):
        seen.append(options["env"])
        return real(*arguments, **options)

    monkeypatch.setattr(sandbox.subprocess, "Popen", spy)
    path = tmp_path / "received"
    path.write_bytes(b"")
    sandbox.read(path, "vide.csv", tmp_path, today=TODAY)
    (environment,) = seen
    assert not set(environment) & {"MANDATURE_HUSH", "HOME", "PATH"}
    assert os.environ["MANDATURE_HUSH"] == "hush"


def test_a_file_larger_than_the_largest_is_not_even_opened(read, monkeypatch):
    monkeypatch.setattr(sandbox, "LARGEST_FILE", 10)
    assert codes(read(b"x" * 11)) == ["size"]


@pytest.mark.parametrize("fault", [ValueError("of the page"), BrokenPipeError("of the page")])
def test_a_fault_of_the_caller_is_no_fault_of_the_file(read, fault):
    """The child is ended, and the caller gets what it raised."""

    def tell(_share):
        raise fault

    with pytest.raises(type(fault), match="of the page"):
        read((TITLES + rows(120_000)).encode(), progress=tell)


@pytest.mark.parametrize("said", ["not json", "\\xff", ""])
def test_a_child_that_does_not_end_its_sentence_is_a_refusal(read, monkeypatch, said):
    speak = f"import sys; sys.stdin.readline(); sys.stdout.buffer.write(b'{said}'); sys.exit(1)"
    real = sandbox.subprocess.Popen
    monkeypatch.setattr(
        sandbox.subprocess, "Popen", lambda _, **options: real([sys.executable, "-c", speak], **options)
    )
    assert codes(read(b"x")) == ["too_heavy"]


def test_a_child_dead_before_it_heard_anything_is_a_refusal(read, monkeypatch):
    real = sandbox.subprocess.Popen

    def dead(_, **options):
        child = real([sys.executable, "-c", ""], **options)
        child.wait()
        return child

    monkeypatch.setattr(sandbox.subprocess, "Popen", dead)
    assert codes(read(b"x")) == ["too_heavy"]
