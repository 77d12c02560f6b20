"""Reads files in a child process with limits of its own: the server never parses what a person brings.

Memory, processor time and disk are the child's; if it dies, the file is refused in a sentence and the server goes on.
"""

import json
import logging
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from data.importers import codec
from data.importers.browsing import RowsFound, Search
from data.importers.choices import Choices
from data.importers.reading import Problem, Reading, Severity
from data.importers.table import Town

ROOT = Path(__file__).resolve().parents[2]
MEBIBYTE = 2**20
MEMORY = 380 * MEBIBYTE  # of data; what the libraries' code takes comes on top
DISK = 1024 * MEBIBYTE
LEAST_SECONDS = 8
SECONDS_A_MEBIBYTE = 1.5
_LOG = logging.getLogger(__name__)
_FOLDERS = "mandature-reading-"
ABANDONED = 2 * 24 * 3600  # seconds after which no visitor comes back to a file in hand
LARGEST_FILE = 200 * MEBIBYTE  # bytes; `server.maxUploadSize` says the same to the browser


class Folder:
    """A folder of its own for what one reading leaves on disk; gone with the object."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix=_FOLDERS, ignore_cleanup_errors=True)

    @property
    def path(self) -> Path:
        return Path(self._folder.name)


def sweep(now: float) -> None:
    """Remove the folders that a server killed in the middle left behind, since they hold files as received.

    now: seconds since the epoch.
    """
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDERS}*"):
        with suppress(OSError):  # another user's, or gone meanwhile
            if now - folder.stat().st_mtime > ABANDONED:
                shutil.rmtree(folder)


def read(
    path: Path,
    name: str,
    folder: Path,
    *,
    choices: Choices | None = None,
    today: date,
    town: Town | None = None,
    progress: Callable[[float], None] | None = None,
) -> Reading:
    """What a file holds. Never raises for the file's sake: one that cannot be read is a reading of problems alone.

    folder: where facts too many to hold are spooled; it must live as long as the reading.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        return refusal(Problem("size", Severity.ERROR, parts={"limit": LARGEST_FILE // MEBIBYTE}))
    job = {
        "work": "read",
        "path": str(path),
        "name": name,
        "folder": str(folder),
        "choices": codec.encode(choices or Choices()),
        "today": today.isoformat(),
        "town": None if town is None else codec.encode(town),
    }
    answer = run(job, size, progress)
    if "reading" not in answer:
        return refusal(Problem(str(answer["died"]), Severity.ERROR))
    reading: Reading = codec.decode(Reading, answer["reading"])
    return replace(reading, details={**reading.details, "peak_mebibytes": answer["peak"]})


def kept_copy(path: Path, name: str, folder: Path, choices: Choices, personal: Sequence[Sequence[str]]) -> Path | None:
    """The file without what identifies persons, in `folder`; None where the child could not make it.

    personal: sheet's name ("" for a CSV) and title of each column that identifies somebody.
    """
    job = {
        "work": "keep",
        "path": str(path),
        "name": name,
        "folder": str(folder),
        "choices": codec.encode(choices),
        "personal": personal,
    }
    made = run(job, path.stat().st_size).get("made")
    return None if made is None else Path(made)


def browse(path: Path, name: str, choices: Choices, search: Search) -> RowsFound | None:
    """The rows of a file that was read that answer a search; None where the child could not look them up."""
    job = {
        "work": "browse",
        "path": str(path),
        "name": name,
        "choices": codec.encode(choices),
        "search": codec.encode(search),
    }
    answer = run(job, path.stat().st_size).get("rows")
    if answer is None:
        return None
    found: RowsFound = codec.decode(RowsFound, answer)
    return found


def refusal(*problems: Problem) -> Reading:
    return Reading("unknown", "", 0, 0, (), problems)


def run(job: Mapping[str, Any], size: int, progress: Callable[[float], None] | None = None) -> dict[str, Any]:
    """The child's last word; {"died": code} where it had none. size: bytes of the file, which give it its time."""
    seconds = int(LEAST_SECONDS + size / MEBIBYTE * SECONDS_A_MEBIBYTE)
    limits = {"memory": MEMORY, "seconds": seconds, "disk": DISK}
    # No environment of the server's: none of its secrets either.
    command = [sys.executable, "-s", "-m", "data.importers.child"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=ROOT,
        env={"PYTHONDONTWRITEBYTECODE": "1", "LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"},
        text=True,
        encoding="utf-8",
    ) as child:
        # Processor time bounds its work; the clock bounds a child that waits for ever.
        clock = threading.Timer(seconds * 3, child.kill)
        clock.start()
        try:
            return _conversation(child, {**job, **limits}, progress)
        finally:
            clock.cancel()
            child.kill()  # still at work where the caller gave up


def _conversation(
    child: "subprocess.Popen[str]", job: Mapping[str, Any], progress: Callable[[float], None] | None
) -> dict[str, Any]:
    last: dict[str, Any] = {}
    _tell(child, job)
    for said in _words_of(child):
        last = said
        if progress is not None and "progress" in said:
            progress(said["progress"])
    child.wait()
    if "peak" not in last:
        return {"died": _cause(child.returncode)}
    if "where" in last:
        _LOG.error("A file could not be read: %s", last["where"])
    return last


def _tell(child: "subprocess.Popen[str]", job: Mapping[str, Any]) -> None:
    """A child that died already has no last word either."""
    if child.stdin is not None:
        with suppress(BrokenPipeError), child.stdin:
            child.stdin.write(json.dumps(job, ensure_ascii=False) + "\n")


def _words_of(child: "subprocess.Popen[str]") -> Iterator[dict[str, Any]]:
    """Each line it says; one cut by its death ends what it has to say: {} then."""
    try:
        for line in child.stdout or ():
            yield json.loads(line)
    except ValueError:
        yield {}


def _cause(code: int) -> str:
    """-24: the processor's time is up; -25: the disk's share. A child out of memory raises, or is aborted."""
    return {-24: "too_slow", -9: "too_slow", -25: "size"}.get(code, "too_heavy")
