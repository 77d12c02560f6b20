"""Which reader a file needs: its first bytes decide, never its name."""

import re
import unicodedata
from collections.abc import Callable
from pathlib import PurePosixPath

from data.importers.reading import Problem, Reading, Severity, Unreadable
from data.importers.scdl import read_scdl
from data.importers.totem import read_totem

LARGEST_FILE = 50 * 2**20  # bytes; `server.maxUploadSize` says the same to the browser
LONGEST_NAME = 255
_XML = re.compile(rb"(\xef\xbb\xbf)?\s*<")
_HTML = re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype html|html|table)\b", re.IGNORECASE)
_XML_IN_UTF16 = (b"\xff\xfe<\x00", b"\xfe\xff\x00<", b"<\x00?\x00", b"\x00<\x00?")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_OTHER_FORMATS = {
    b"PK\x03\x04": "xlsx, ods, zip",
    b"\xd0\xcf\x11\xe0": "xls, doc",
    b"%PDF": "pdf",
    b"{": "json",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"\x1f\x8b": "gzip",
}


def read_file(content: bytes) -> Reading:
    """What a file holds. Never raises: a file that cannot be read is a reading of problems alone."""
    try:
        return _reader(content)(content)
    except Unreadable as unreadable:
        return Reading("unknown", "", 0, 0, (), unreadable.problems)


def clean_name(name: str) -> str:
    """A file's name as people know it: no folder, no control or direction mark, no more than 255 characters."""
    last = PurePosixPath(name.replace("\\", "/")).name
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip(" .")
    return visible[-LONGEST_NAME:] or "fichier"


def _reader(content: bytes) -> Callable[[bytes], Reading]:
    if not content.strip():
        raise Unreadable(Problem("empty_file", Severity.ERROR))
    if len(content) > LARGEST_FILE:
        raise Unreadable(Problem("size", Severity.ERROR, parts={"limit": LARGEST_FILE // 2**20}))
    if other := _other_format(content):
        raise Unreadable(Problem("unsupported_type", Severity.ERROR, text=other))
    return read_totem if _XML.match(content) or content.startswith(_XML_IN_UTF16) else read_scdl


def _other_format(content: bytes) -> str | None:
    """The name of a format that is not read; None for XML and plain text."""
    if _HTML.match(content):
        return "html"
    if b"\x00" in content[:1024] and not content.startswith((*_UTF16_MARKS, *_XML_IN_UTF16)):
        return next((name for magic, name in _OTHER_FORMATS.items() if content.startswith(magic)), "binaire")
    return next((name for magic, name in _OTHER_FORMATS.items() if content.startswith(magic)), None)
