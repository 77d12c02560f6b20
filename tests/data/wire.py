"""A proxy in front of PostgreSQL that can lose what passes."""

import socket
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

BLOCK = 65_536


class Wire:
    """Listens on `port` of this machine for a server that listens in a folder.

    fault: asked of everything a client says. None lets it pass, "cut" drops it with the connection, "lose the reply"
    lets it pass and drops the connection once the server has answered. is_down: new connections are dropped.
    """

    def __init__(self, folder: Path) -> None:
        self._target = str(folder / ".s.PGSQL.5432")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self.fault: Callable[[bytes], str | None] = lambda _said: None
        self.is_down = False
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                if self.is_down:
                    _reset(client)
                else:
                    _Passage(self, client, self._target)


class _Passage:
    """One connection, a thread each way."""

    def __init__(self, wire: Wire, client: socket.socket, target: str) -> None:
        self._wire = wire
        self._client = client
        self._server = socket.socket(socket.AF_UNIX)
        self._server.connect(target)
        self._is_losing = threading.Event()
        self._answered = threading.Event()
        for way in (self._ask, self._answer):
            threading.Thread(target=way, daemon=True).start()

    def _ask(self) -> None:
        with suppress(OSError):
            while said := self._client.recv(BLOCK):
                outcome = self._wire.fault(said)
                if outcome == "lose the reply":
                    self._is_losing.set()
                if outcome != "cut":
                    self._server.sendall(said)
                if outcome is not None:
                    self._drop(outcome)
                    return
        self._server.close()

    def _drop(self, outcome: str) -> None:
        if outcome == "lose the reply":
            self._answered.wait(10)
        _reset(self._client)
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)

    def _answer(self) -> None:
        with suppress(OSError):
            while heard := self._server.recv(BLOCK):
                if self._is_losing.is_set():
                    self._answered.set()
                else:
                    self._client.sendall(heard)


def _reset(client: socket.socket) -> None:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    client.close()
