"""An HTTP client for public data: one host, JSON only, bounded in time and size, patient and able to resume.

Each answer is kept in a folder until the whole is there: after an interruption, what was fetched is not asked again.
"""

import hashlib
import json
import time
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import BaseHTTPResponse
from urllib3.exceptions import ProtocolError, ReadTimeoutError
from urllib3.util.retry import Retry

from data.refused import Refused

CONNECT_SECONDS, READ_SECONDS = 5, 30
REACHABLE_SECONDS = 3
TRIES = 4
LONGEST_WAIT = 60  # seconds that a server may ask us to wait
LARGEST_ANSWER = 32 * 2**20  # bytes, unpacked
REDIRECTS = 3
LONGEST_QUOTE = 200  # characters of a server's own words
_PASSING = (429, 500, 502, 503, 504)
_LOOPBACK = {"127.0.0.1", "::1", "localhost"}


class Unavailable(Refused):
    """Open data that could not be had; the code names the reason, the parts fill its sentence."""


class _Patient(Retry):
    """Tries again what passes: overload, faults of the server. A wait of more than a minute is a refusal."""

    def get_retry_after(self, response: BaseHTTPResponse) -> float | None:
        wait = super().get_retry_after(response)
        if wait is not None and wait > LONGEST_WAIT:
            raise Unavailable("open_data_quota", minutes=round(wait / 60))
        return wait


class Client:
    """Asks one service. Unavailable: `open_data_insecure` for an address that is neither https nor this machine.

    folder: where answers are kept; a whole that was fetched is forgotten with `forget`.
    pause: seconds before the first new try, doubled at each.
    """

    def __init__(self, address: str, folder: Path, *, pause: float = 1.0, read_seconds: float = READ_SECONDS) -> None:
        parts = urlsplit(address)
        is_here = parts.hostname in _LOOPBACK
        if parts.scheme != "https" and not (parts.scheme == "http" and is_here):
            raise Unavailable("open_data_insecure", address=address)
        self.address = address.rstrip("/")
        self.host = parts.netloc
        self.folder = folder
        self._pause = pause
        self._timeouts = (CONNECT_SECONDS, read_seconds)
        self._session = _session(pause, trust_env=not is_here)

    def reachable(self) -> bool:
        """Whether the service answers at all, within `REACHABLE_SECONDS`."""
        try:
            with _session(0, trust_env=self._session.trust_env, tries=0) as session:
                answer = session.head(self.address, timeout=REACHABLE_SECONDS, allow_redirects=False)
                answer.close()
        except requests.RequestException:
            return False
        return True

    def ask(self, path: str, params: Mapping[str, str | int]) -> Any:
        """The JSON value at a path, as it is now. Numbers, and Unavailable, as `get`."""
        return _parsed(self._fetched(path, params), self.host)

    def get(self, path: str, params: Mapping[str, str | int], version: str) -> Any:
        """The same, once only: kept under its address, its parameters and the version of the data it belongs to.

        Numbers are decimals and integers, exact as printed. Unavailable: `open_data_offline`, `open_data_timeout`,
        `open_data_cut`, `open_data_quota`, `open_data_refused`, `open_data_wrong_type`, `open_data_size`,
        `open_data_redirected`.
        """
        kept = self._place(path, params, version)
        if kept.is_file():
            return _parsed(kept.read_bytes(), self.host)
        content = self._fetched(path, params)
        value = _parsed(content, self.host)
        self.folder.mkdir(parents=True, exist_ok=True)
        partial = kept.with_suffix(".part")
        partial.write_bytes(content)
        partial.replace(kept)
        return value

    def forget(self) -> None:
        """Drop the answers kept."""
        for kept in self.folder.glob("*.json"):
            kept.unlink()

    def _place(self, path: str, params: Mapping[str, str | int], version: str) -> Path:
        asked = json.dumps([self.address, path, sorted(params.items()), version])
        return self.folder / f"{hashlib.sha256(asked.encode()).hexdigest()[:32]}.json"

    def _fetched(self, path: str, params: Mapping[str, str | int]) -> bytes:
        """The body of an answer; one that is cut in its middle is asked again."""
        for done in range(TRIES):
            try:
                return self._body(f"{self.address}{path}", params)
            except requests.RequestException as error:
                fault = _fault(error)
                if fault != "open_data_cut" or done == TRIES - 1:
                    raise Unavailable(fault, host=self.host, seconds=round(self._timeouts[1])) from error
            time.sleep(self._pause * 2**done)
        raise AssertionError("the last try returns or raises")

    def _body(self, url: str, params: Mapping[str, str | int]) -> bytes:
        for _ in range(REDIRECTS + 1):
            with self._session.get(
                url, params=params, timeout=self._timeouts, stream=True, allow_redirects=False
            ) as answer:
                if not answer.is_redirect:
                    self._check(answer)
                    return _bounded(answer)
                url, params = self._within(url, answer.headers["Location"]), {}
        raise Unavailable("open_data_redirected", host=self.host)

    def _within(self, url: str, location: str) -> str:
        """Where a redirection leads; never to another host, nor from https to http."""
        target = urljoin(url, location)
        if urlsplit(target).netloc != self.host or urlsplit(target).scheme != urlsplit(url).scheme:
            raise Unavailable("open_data_redirected", host=self.host)
        return target

    def _check(self, answer: requests.Response) -> None:
        if answer.status_code == requests.codes.too_many:
            raise Unavailable("open_data_busy", host=self.host)
        if answer.status_code != requests.codes.ok:
            raise Unavailable("open_data_refused", host=self.host, status=answer.status_code, text=_words(answer))
        kind = answer.headers.get("Content-Type", "").split(";")[0].strip()
        if kind not in ("application/json", "text/json"):
            raise Unavailable("open_data_wrong_type", host=self.host, text=kind[:LONGEST_QUOTE] or "?")


def _session(pause: float, *, trust_env: bool, tries: int = TRIES - 1) -> requests.Session:
    retries = _Patient(
        total=tries,
        connect=tries,
        read=False,  # a time-out of half a minute is told, not repeated
        status=tries,
        redirect=0,
        status_forcelist=_PASSING,
        allowed_methods=["GET", "HEAD"],
        backoff_factor=pause,
        backoff_max=LONGEST_WAIT,
        raise_on_status=False,
    )
    session = requests.Session()
    session.trust_env = trust_env  # an operator's proxy is for the world outside
    session.headers.update({"User-Agent": "Mandature", "Accept": "application/json"})
    for scheme in ("https://", "http://"):
        session.mount(scheme, HTTPAdapter(max_retries=retries))
    return session


def _bounded(answer: requests.Response) -> bytes:
    parts, size = [], 0
    for part in answer.iter_content(65_536):
        size += len(part)
        if size > LARGEST_ANSWER:
            raise Unavailable("open_data_size", limit=LARGEST_ANSWER // 2**20)
        parts.append(part)
    return b"".join(parts)


def _words(answer: requests.Response) -> str:
    """What a server says of its refusal: `message` in the Explore API, `error` for its quota."""
    try:
        said = json.loads(_bounded(answer))
    except (ValueError, requests.RequestException):
        return ""
    words = (said.get("message") or said.get("error") or "") if isinstance(said, dict) else ""
    return str(words)[:LONGEST_QUOTE]


def _fault(error: requests.RequestException) -> str:
    """Whether nobody answered, too slowly, or an answer that stopped on its way."""
    inner = error.args[0] if error.args else None
    if isinstance(error, requests.Timeout) or isinstance(inner, ReadTimeoutError):
        return "open_data_timeout"
    is_cut = isinstance(error, requests.exceptions.ChunkedEncodingError) or isinstance(inner, ProtocolError)
    return "open_data_cut" if is_cut else "open_data_offline"


def _no_constant(name: str) -> Any:
    raise ValueError(name)  # NaN and Infinity, which are no JSON


def _parsed(content: bytes, host: str) -> Any:
    try:
        return json.loads(content, parse_float=Decimal, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Unavailable("open_data_wrong_type", host=host, text="JSON ?") from error
