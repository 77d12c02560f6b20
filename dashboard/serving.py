"""Starts the server, as its own process image: the town's database is told through the environment."""

import os
import socket
import sys
from typing import NoReturn

from dashboard.config import ROOT, environment_for

ADDRESS = "127.0.0.1"


class PortTaken(Exception):
    """Another program answers there: nobody must read its pages as ours."""


def serve_forever(database_url: str, port: int) -> NoReturn:
    """Become the server, until stopped."""
    if not _is_free(port):
        raise PortTaken(port)
    os.chdir(ROOT)  # .streamlit/config.toml is read from the folder the server starts in
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/asgi.py", "--server.port", str(port)]
    os.execve(sys.executable, command, environment_for(database_url))  # noqa: S606 (no shell on purpose)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
    return True
