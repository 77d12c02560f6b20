"""What a file is, by its bytes and never by its name; then opened as sheets."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path, PurePosixPath
from typing import Final

from data.importers.choices import Choices
from data.importers.formats.archive import Archive
from data.importers.formats.charset import UTF8, marked
from data.importers.formats.compound import Compound
from data.importers.formats.csv_text import read_text
from data.importers.formats.ods import read_ods
from data.importers.formats.refusals import refused
from data.importers.formats.text_source import TextSource
from data.importers.formats.workbook import read_workbook
from data.importers.formats.xls import read_xls
from data.importers.formats.xml_parts import LARGEST_SMALL
from data.importers.grid import Book
from data.importers.reading import Problem, Severity

HEAD: Final = 8192  # bytes looked at


class Form(StrEnum):
    """Named as people name them."""

    EMPTY = "empty"
    TEXT = "csv"
    XML = "xml"
    HTML = "html"
    JSON = "json"
    ZIP = "zip"
    GZIP = "gzip"
    OLE = "xls, doc"
    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    GIF = "gif"
    RTF = "rtf"
    RAR = "rar"
    SEVEN_ZIP = "7z"
    SQLITE = "sqlite"
    PARQUET = "parquet"
    BINARY = "binary"


_MAGIC = (
    (b"PK\x03\x04", Form.ZIP),
    (b"PK\x05\x06", Form.ZIP),
    (b"\x1f\x8b", Form.GZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Form.OLE),
    (b"%PDF", Form.PDF),
    (b"\x89PNG\r\n", Form.PNG),
    (b"\xff\xd8\xff", Form.JPEG),
    (b"GIF8", Form.GIF),
    (b"{\\rtf", Form.RTF),
    (b"Rar!\x1a", Form.RAR),
    (b"7z\xbc\xaf\x27\x1c", Form.SEVEN_ZIP),
    (b"SQLite format 3\x00", Form.SQLITE),
    (b"PAR1", Form.PARQUET),
)
_HTML = re.compile(
    r"(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(?:!doctype html|html|head|body|meta|style|table|div)\b|MIME-Version:",
    re.IGNORECASE | re.DOTALL,
)
_XML = re.compile(r"<(?:\?xml|!--|!DOCTYPE|[A-Za-z_][\w.-]*(?::[\w.-]+)?(?:[\s/>]|$))")
_JSON = re.compile(r'\{\s*(?:"|\}|$)|\[\s*(?:\{|\[|"[^"]*"\s*[,\]])')
_NOT_TEXT = bytes([*range(9), 11, *range(14, 26), *range(27, 32), 127])
_ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
# Endings that promise something, and the form of file that keeps the promise.
_PROMISES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("csv", "tsv", "txt"), "csv"),
    **dict.fromkeys(("xlsx", "xltx", "xlsm", "xltm"), "xlsx"),
    **dict.fromkeys(("xls", "xlt"), "xls"),
    **dict.fromkeys(("ods", "ots"), "ods"),
    **{ending: ending for ending in ("xlsb", "xml", "htm", "html", "json", "pdf", "doc", "docx", "odt", "zip")},
}


def form_of(path: Path) -> Form:
    """By its first bytes; of archives and compound files, which of them it is, not what is in it."""
    with path.open("rb") as file:
        return _form(file.read(HEAD))


def open_book(path: Path, name: str, choices: Choices) -> Book:
    """A file as sheets. name: as the person knows it; where it promises another form of file, that is told.

    Unreadable: `unsupported_type`, `empty_file`, and what the reader of its form finds.
    """
    form = form_of(path)
    if form is Form.EMPTY:
        raise refused("empty_file")
    opener = _OPENERS.get(form)
    if opener is None:
        raise refused("unsupported_type", form.value)
    book = opener(path, choices)
    promised = _PROMISES.get(PurePosixPath(name.lower().removesuffix(".gz")).suffix[1:], book.form)
    if promised == book.form:
        return book
    lie = Problem("wrong_type", Severity.WARNING, text=book.form, parts={"promised": promised})
    return replace(book, problems=(lie, *book.problems))


def _form(head: bytes) -> Form:
    if not head:
        return Form.EMPTY
    magic = next((form for beginning, form in _MAGIC if head.startswith(beginning)), None)
    if magic is not None:
        return magic
    charset = marked(head)
    if charset is None and len(head.translate(None, _NOT_TEXT)) * 20 < len(head) * 19:
        return Form.BINARY
    charset = charset or UTF8
    text = head[charset.mark :].decode(charset.codec, "replace").lstrip()
    if _HTML.match(text):
        return Form.HTML
    if _XML.match(text):
        return Form.XML
    return Form.JSON if _JSON.match(text) else Form.TEXT


def _open_text(path: Path, choices: Choices) -> Book:
    return read_text(TextSource(path), choices)


def _open_gzip(path: Path, choices: Choices) -> Book:
    """A text table alone; an archive within an archive is not followed."""
    source = TextSource(path, is_packed=True)
    form = _form(source.head(HEAD))
    if form in (Form.GZIP, Form.ZIP, Form.RAR, Form.SEVEN_ZIP):
        raise refused("bad_member", form.value)
    if form is Form.EMPTY:
        raise refused("empty_file")
    if form is not Form.TEXT:
        raise refused("unsupported_type", f"gzip, {form.value}")
    return read_text(source, choices)


def _open_zip(path: Path, _choices: Choices) -> Book:
    archive = Archive.of(path)
    kind = archive.find("mimetype")
    if kind is not None:
        declared = archive.content(kind, LARGEST_SMALL)
        if not declared.startswith(_ODS_TYPE):
            raise refused("unsupported_type", declared[:60].decode("ascii", "replace"))
        return read_ods(path, archive)
    if archive.find("xl/workbook.bin") is not None:
        raise refused("unsupported_type", "xlsb")
    if archive.find("[Content_Types].xml") is None:
        _refuse_plain_zip(archive)
    _refuse_other_office(archive)
    return read_workbook(path, archive)


def _refuse_plain_zip(archive: Archive) -> None:
    for member in archive.members.values():
        first = next(archive.pieces(member), b"")
        if _form(first[:HEAD]) in (Form.ZIP, Form.GZIP, Form.RAR, Form.SEVEN_ZIP):
            raise refused("bad_member", member.name)
    raise refused("unsupported_type", Form.ZIP.value)


def _refuse_other_office(archive: Archive) -> None:
    types = archive.find("[Content_Types].xml")
    content = b"" if types is None else archive.content(types, LARGEST_SMALL).lower()
    if b"macro" in content or any(name.endswith("vbaproject.bin") for name in archive.members):
        raise refused("macro")
    for folder, form in (("word/", "docx"), ("ppt/", "pptx"), ("visio/", "vsdx")):
        if any(name.startswith(folder) for name in archive.members):
            raise refused("unsupported_type", form)


def _open_compound(path: Path, _choices: Choices) -> Book:
    compound = Compound.of(path)
    names = compound.names
    if "EncryptedPackage" in names:
        raise refused("encrypted")
    if not names & {"Workbook", "Book"}:
        raise refused("unsupported_type", "doc" if "WordDocument" in names else Form.OLE.value)
    if names & {"_VBA_PROJECT_CUR", "VBA"}:
        raise refused("macro")
    return read_xls(path, compound)


_OPENERS: Final[Mapping[Form, Callable[[Path, Choices], Book]]] = {
    Form.TEXT: _open_text,
    Form.GZIP: _open_gzip,
    Form.ZIP: _open_zip,
    Form.OLE: _open_compound,
}
