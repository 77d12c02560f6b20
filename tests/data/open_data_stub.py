"""A portal on 127.0.0.1 that answers as the Explore API v2.1 and the API Découpage administratif are documented to."""

import json
import re
import threading
from collections import deque
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

ROOT = "/api/explore/v2.1/catalog/datasets"
Fault = Callable[["Handler"], None]


class Portal(ThreadingHTTPServer):
    """Holds data sets and communes; `faults` are done to the next requests, in their order, instead of an answer."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.datasets: dict[str, dict] = {}
        self.communes: list[dict] = []
        self.faults: deque[Fault | None] = deque()
        self.asked: list[str] = []
        self.released = threading.Event()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def publish(self, identifier: str, records: list[Mapping], modified: str = "2026-07-28T10:00:00+00:00", **metas):
        """A set whose fields are those of its first record."""
        fields = [{"name": name, "type": "text"} for name in (records[0] if records else {})]
        default = {
            "title": f"Jeu {identifier}",
            "publisher": "OFGL",
            "license": "Licence Ouverte v2.0",
            "modified": modified,
        }
        self.datasets[identifier] = {"fields": fields, "metas": {"default": default | metas}, "records": list(records)}

    def pages_asked(self) -> list[str]:
        return [parse_qs(urlsplit(path).query)["offset"][0] for path in self.asked if "/records?" in path]


class Handler(BaseHTTPRequestHandler):
    server: Portal
    protocol_version = "HTTP/1.1"

    def do_HEAD(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self):
        self.server.asked.append(self.path)
        fault = self.server.faults.popleft() if self.server.faults else None
        if fault is not None:
            fault(self)
            return
        parts = urlsplit(self.path)
        asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/communes":
            self.answer(200, [one for one in self.server.communes if one["siren"] == asked.get("siren")])
        elif parts.path == ROOT:
            self._catalogue(asked)
        else:
            self._dataset(parts.path.removeprefix(f"{ROOT}/").split("/"), asked)

    def _catalogue(self, asked):
        words = re.search(r'search\(dataset_id, "(.*?)"\)', asked.get("where", ""))[1]
        found = [{"dataset_id": name} for name in self.server.datasets if words.rstrip("-") in name]
        self.answer(200, {"total_count": len(found), "results": found})

    def _dataset(self, path, asked):
        dataset = self.server.datasets.get(path[0])
        if dataset is None:
            self.answer(404, {"error_code": "NotFoundError", "message": "The requested dataset was not found."})
        elif len(path) == 1:
            self.answer(200, {"dataset_id": path[0], "fields": dataset["fields"], "metas": dataset["metas"]})
        else:
            self._records(path[1:], dataset, asked)

    def _records(self, path, dataset, asked):
        conditions = dict(re.findall(r'(\w+)="([^"]*)"', asked.get("where", "")))
        names = asked.get("select", "").split(",")
        found = [one for one in dataset["records"] if all(str(one.get(k)) == v for k, v in conditions.items())]
        found = [{name: one[name] for name in names} for one in found]
        limit, offset = int(asked.get("limit", 10)), int(asked.get("offset", 0))
        if path == ["exports", "json"]:
            self.answer(200, found)
        elif limit > 100 or offset + limit > 10_000:
            message = f"Invalid value for sum of offset + limit API parameter: {offset + limit} was found"
            self.answer(400, {"error_code": "InvalidRESTParameterError", "message": message})
        else:
            self.answer(200, {"total_count": len(found), "results": found[offset : offset + limit]})

    def answer(self, status, value, kind="application/json; charset=utf-8", length=None, **headers):
        """length: promised, where it is not the one sent."""
        content = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(length or len(content)))
        for name, text in headers.items():
            self.send_header(name.replace("_", "-"), text)
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = length is not None

    def log_message(self, *_):
        pass


def status(code, value=None, **headers) -> Fault:
    return lambda handler: handler.answer(code, value or {"error_code": "Error", "message": "Bad day"}, **headers)


def cut(handler: Handler) -> None:
    """An answer that stops in its middle."""
    handler.answer(200, b'{"total_count": 250, "resu', length=1_000)


def silent(handler: Handler) -> None:
    """No answer, until the test is over."""
    handler.server.released.wait(60)
    handler.close_connection = True


def hung_up(handler: Handler) -> None:
    """A connection closed before anything is said."""
    handler.close_connection = True
    handler.connection.close()
