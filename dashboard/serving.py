"""Starts the server, as its own process image: the town's database is told through the environment."""

import os
import socket
import sys

from dashboard.config import ROOT, environment_for
from dashboard.locale import t

ADDRESS = "127.0.0.1"


def serve_forever(database_url: str, port: int) -> int:
    """Serve until stopped; 1 when the port is taken, so that nobody reads another program's pages as ours."""
    if not _is_free(port):
        print(t("cli.port_taken", port=port), file=sys.stderr)
        return 1
    os.chdir(ROOT)  # .streamlit/config.toml is read from the folder the server starts in
    command = [sys.executable, "-m", "streamlit", "run", "dashboard/asgi.py", "--server.port", str(port)]
    os.execve(sys.executable, command, environment_for(database_url))


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
    return True
