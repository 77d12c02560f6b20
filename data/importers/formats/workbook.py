"""An Excel workbook (.xlsx): guarded by what its parts say before it is parsed, its values by python-calamine.

What calamine leaves out (error cells, formulas that were never computed, what is hidden) is read from the same XML, and
the two must count the same rows. Other workbooks that it refers to are never opened.
"""

import posixpath
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.importers.findings import Findings
from data.importers.formats.archive import Archive, Member
from data.importers.formats.calamine import Workbook
from data.importers.formats.refusals import refused
from data.importers.formats.sheet_scan import Wanted, scan
from data.importers.formats.sheets import Found, Scan, refuse_extents, tables
from data.importers.formats.xml_parts import LARGEST_SMALL, Element, checked, elements
from data.importers.grid import Book

LAST_ROW: Final = 1_048_576
_XML = (".xml", ".rels", ".vml")


@dataclass(frozen=True)
class _Part:
    """A sheet as the list of sheets names it."""

    name: str
    is_hidden: bool
    member: Member


def read_workbook(path: Path, archive: Archive) -> Book:
    """Unreadable: `corrupt`, `encrypted`, `macro`, `xml_entity`, `unsupported_type`, `zip_bomb`, `too_many_columns`,
    `too_many_rows`, `no_rows`.
    """
    parts, wanted = _parts(archive)
    scans = _scans(archive, parts, wanted)
    found = [Found(part.name, part.is_hidden, one) for part, one in zip(parts, scans, strict=True)]
    refuse_extents(found)
    findings = Findings()
    _tell_embedded(archive, findings)
    sheets = tables(Workbook(path, "xlsx"), found, findings, LAST_ROW)
    return Book("xlsx", sheets, problems=findings.all())


def _parts(archive: Archive) -> tuple[list[_Part], Wanted]:
    """The sheets of figures in their order, and what else to look for in them."""
    main = _related(archive, "", "/officedocument")
    if not main:
        raise refused("corrupt")
    place = next(iter(main.values()))
    targets = _related(archive, place, "/worksheet")
    found = _elements(archive, place)
    parts = [
        _Part(one.attributes["name"], one.attributes.get("state", "visible") != "visible", _member(archive, target))
        for one in found
        if one.name == "sheet" and (target := targets.get(one.attributes.get("id", ""))) is not None
    ]
    if not parts:
        raise refused("no_rows")
    recalculated = any(one.attributes.get("fullCalcOnLoad") in ("1", "true") for one in found if one.name == "calcPr")
    return parts, Wanted(recalculated, any("/externallinks/" in name for name in archive.members))


def _related(archive: Archive, place: str, kind: str) -> dict[str, str]:
    """Parts that a part refers to, by identifier; kind: how the relation's type ends. place: "" for the archive."""
    folder, name = posixpath.split(place)
    relations = posixpath.join(folder, "_rels", f"{name}.rels")
    return {
        one.attributes.get("Id", ""): posixpath.normpath(posixpath.join("/", folder, one.attributes["Target"]))[1:]
        for one in _elements(archive, relations)
        if one.name == "Relationship"
        and one.attributes.get("Type", "").casefold().endswith(kind)
        and one.attributes.get("TargetMode") != "External"
        and "Target" in one.attributes
    }


def _elements(archive: Archive, name: str) -> list[Element]:
    content = archive.content(_member(archive, name), LARGEST_SMALL)
    return elements(b"".join(checked(iter([content]))))


def _member(archive: Archive, name: str) -> Member:
    member = archive.find(name)
    if member is None:
        raise refused("corrupt")
    return member


def _scans(archive: Archive, parts: Iterable[_Part], wanted: Wanted) -> list[Scan]:
    """Every member unpacked once within bounds: the sheets searched, all XML checked, all sums verified."""
    sheets = [part.member for part in parts]
    for member in archive.members.values():
        if member not in sheets:
            pieces = archive.pieces(member)
            is_xml = member.name.casefold().endswith(_XML)
            deque(checked(pieces, is_read=_is_read(member)) if is_xml else pieces, 0)
    return [scan(checked(archive.pieces(member)), wanted) for member in sheets]


def _is_read(member: Member) -> bool:
    """By the parser: what lies in `xl/`, and the lists of parts."""
    return member.name.casefold().startswith(("xl/", "_rels/", "[content_types]"))


def _tell_embedded(archive: Archive, findings: Findings) -> None:
    embedded = sorted(name for name in archive.members if "/embeddings/" in name)
    if embedded:
        findings.warning("embedded_object", None, None, embedded[0].rpartition("/")[2], n=len(embedded))
