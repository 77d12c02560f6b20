"""Serves the pages in this process: the town's database is told through the environment."""

import os
import socket
from contextlib import suppress

from dashboard.config import ROOT, serve_from

ADDRESS = "127.0.0.1"
PORTS = range(1, 2**16)


def is_free(port: int) -> bool:
    """False where another program answers: nobody must read its pages as ours. port: one of `PORTS`."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError:
            return False
    return True


def serve(database_url: str, port: int) -> None:
    """Until a person stops it."""
    import click  # noqa: PLC0415 (Streamlit's; it and Streamlit are loaded by no other command)
    from streamlit.web import cli  # noqa: PLC0415

    serve_from(database_url)
    os.chdir(ROOT)  # .streamlit/config.toml is read from the folder the server starts in
    with suppress(click.Abort, KeyboardInterrupt):
        cli.main(["run", "dashboard/asgi.py", "--server.port", str(port)], standalone_mode=False)
