"""Small files made by hand, good and bad, and what opening them gives."""

import io
import struct
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from data.importers.choices import Choices
from data.importers.formats import open_book
from data.importers.grid import Book, Row
from data.importers.reading import Problem, Unreadable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
STRICT_RELATIONS = "http://purl.oclc.org/ooxml/officeDocument/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


@dataclass(frozen=True)
class Opener:
    """Writes bytes to a file of its own, and opens it."""

    folder: Path

    def __call__(self, content: bytes, name: str = "table", choices: Choices | None = None) -> Book:
        path = self.folder / "received"
        path.write_bytes(content)
        return open_book(path, name, choices or Choices())

    def rows(self, content: bytes, name: str = "table", choices: Choices | None = None) -> list[Row]:
        """Of the first sheet."""
        return list(self(content, name, choices).sheets[0].rows())

    def refusal(self, content: bytes, name: str = "table", choices: Choices | None = None) -> Problem:
        """The one problem for which the file is refused, when it is opened or on the way through its sheets."""
        problem = self.try_(content, name, choices)
        assert problem is not None, "the file was read"
        return problem

    def try_(self, content: bytes, name: str = "table", choices: Choices | None = None) -> Problem | None:
        """None for a file that is read to its end."""
        try:
            for sheet in self(content, name, choices).sheets:
                for _ in sheet.rows():
                    pass
        except Unreadable as unreadable:
            (problem,) = unreadable.problems
            return problem
        return None


def told(book: Book) -> list[tuple[str, int | None]]:
    return [(problem.code, problem.row) for problem in book.problems]


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def changed(archive: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The same archive, its parts changed in place."""
    with zipfile.ZipFile(io.BytesIO(archive)) as read:
        parts = {name: read.read(name) for name in read.namelist()}
    change(parts)
    return zipped(parts)


def xlsx_parts(
    *sheets: str | bytes, names: list[str] | None = None, states: Mapping[int, str] | None = None, **more: str
) -> dict[str, bytes | str]:
    """Parts of a workbook. sheets: each the content of sheetData, or a whole part in bytes. more: see below."""
    names = names or [f"Feuille{n}" for n in range(1, len(sheets) + 1)]
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" {(states or {}).get(n, "")} r:id="rId{n}"/>'
        for n, name in enumerate(names, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATIONS}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    if "styles" in more:
        related += f'<Relationship Id="rIdS" Type="{RELATIONS}/styles" Target="styles.xml"/>'
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}">{more.get("before", "")}'
        f"<sheets>{listed}</sheets>{more.get('after', '')}</workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">{related}</Relationships>',
    }
    if "styles" in more:
        parts["xl/styles.xml"] = more["styles"]
    for n, sheet in enumerate(sheets, 1):
        parts[f"xl/worksheets/sheet{n}.xml"] = sheet if isinstance(sheet, bytes) else worksheet(sheet)
    return parts


def xlsx(*sheets: str | bytes, **more: str) -> bytes:
    return zipped(xlsx_parts(*sheets, **more))


def worksheet(rows: str, before: str = "", after: str = "") -> bytes:
    text = f'<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}'.encode()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{prefix}:1.0"'
    for prefix in ("office", "table", "text", "style")
)
CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def ods(tables: str, *, prolog: str = "", styles: str = "", **parts: str) -> bytes:
    """An OpenDocument spreadsheet around its tables."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {ODF} {CALC}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    entries = '<manifest:file-entry manifest:full-path="/" manifest:media-type="x"/>'
    manifest = f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{entries}</manifest:manifest>'
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": content,
            "META-INF/manifest.xml": parts.pop("manifest", manifest),
            **parts,
        }
    )


def table(rows: str, name: str = "Feuille1", more: str = "") -> str:
    return f'<table:table table:name="{name}" {more}>{rows}</table:table>'


def row(cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{cells}</table:table-row>"


def text_cell(text: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def number_cell(number: str, more: str = "") -> str:
    attributes = f'office:value-type="float" office:value="{number}" {more}'
    return f"<table:table-cell {attributes}><text:p>{number}</text:p></table:table-cell>"


SECTOR = 512
FREE, LAST, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes]) -> bytes:
    """An OLE compound file: one sector of table, then the directory, then each stream padded to 4096 bytes."""
    contents = [content.ljust(4096, b"\0") for content in streams.values()]
    sizes = [-(-len(content) // SECTOR) for content in contents]
    directory_size = -(-(len(streams) + 1) // 4)
    table, starts = [TABLE], []
    for size in [directory_size, *sizes]:
        starts.append(len(table))
        table += [*range(len(table) + 1, len(table) + size), LAST]
    entries = [_entry("Root Entry", 5, LAST, 0)]
    entries += [
        _entry(name, 2, start, len(content)) for name, start, content in zip(streams, starts[1:], contents, strict=True)
    ]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<III4xIIIII", 0, 1, starts[0], 4096, LAST, 0, LAST, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)
    body = b"".join(entries).ljust(directory_size * SECTOR, b"\0") + b"".join(
        content.ljust(size * SECTOR, b"\0") for content, size in zip(contents, sizes, strict=True)
    )
    return header + struct.pack(f"<{len(table)}I", *table).ljust(SECTOR, b"\xff") + body


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
    return head + struct.pack("<III", FREE, FREE, FREE) + bytes(36) + struct.pack("<IQ", start, size)


def record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def label(row_: int, column: int, text: str) -> bytes:
    encoded = text.encode("latin-1")
    return record(0x0204, struct.pack("<HHHHB", row_, column, 0, len(encoded), 0) + encoded)


def number(row_: int, column: int, value: float) -> bytes:
    return record(0x0203, struct.pack("<HHHd", row_, column, 0, value))


def xls(*sheets: bytes, states: Mapping[int, int] | None = None, globals_: bytes = b"", **streams: bytes) -> bytes:
    """An Excel 97 workbook. sheets: the records of each, without its begin and end. states: rank → 1 for hidden."""
    begin = {part: record(0x0809, struct.pack("<HHHHII", 0x0600, part, 0, 0, 0, 0)) for part in (0x05, 0x10)}
    bodies = [begin[0x10] + sheet + record(0x000A) for sheet in sheets]
    names = [f"Feuille{n}".encode("latin-1") for n in range(1, len(sheets) + 1)]
    head_size = len(begin[0x05]) + len(globals_) + sum(12 + len(name) for name in names) + 4
    listed, place = b"", head_size
    for n, (name, body) in enumerate(zip(names, bodies, strict=True), start=1):
        state = (states or {}).get(n, 0)
        listed += record(0x0085, struct.pack("<IBBBB", place, state, 0, len(name), 0) + name)
        place += len(body)
    stream = begin[0x05] + globals_ + listed + record(0x000A) + b"".join(bodies)
    return compound({"Workbook": stream, **streams})
