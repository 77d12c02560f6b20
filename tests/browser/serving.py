"""A Streamlit server on a free port, and the browser that looks at it."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SETTLED = "[data-testid=stApp][data-test-script-state=notRunning]"
START_SECONDS = 60


def settle(page: Page) -> None:
    """Wait until the page's script has run and its elements are drawn."""
    page.wait_for_selector(SETTLED)
    page.wait_for_selector("[data-stale=true]", state="detached")  # a function to poll would be refused by our policy


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def demonstration_town(folder: Path) -> str:
    """URL of a new database in that folder, which holds the demonstration town."""
    database = f"sqlite:///{folder / 'town.sqlite'}"
    subprocess.run([sys.executable, "-m", "dashboard", "demo", "--database", database], cwd=ROOT, check=True)
    return database


@contextmanager
def serving(script: Path, *, folder: Path, log: Path, **environment: str) -> Iterator[str]:
    """`streamlit run` of a script from that folder; its address once it answers.

    RuntimeError: the server stopped, as on a script it cannot read; its words are in `log`.
    """
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", str(script), "--server.port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=os.environ | environment, stdout=output, stderr=subprocess.STDOUT
        )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_until_healthy(process, url)
        yield url
    finally:
        _stop(process)


@contextmanager
def chromium_at(program: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(FLAGS))
        yield browser
        browser.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until_healthy(process: subprocess.Popen[bytes], url: str) -> None:
    """Another program may answer on a port that was taken meanwhile, so the process is looked at each time."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped with code {process.returncode}")
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError(f"no answer from {url} in {START_SECONDS} s")
