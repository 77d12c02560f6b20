"""An OLE compound file, the container of Excel 97's workbooks, of Word's documents and of locked files.

Only what tells them apart, and one stream out of it. Layout: [MS-CFB], Microsoft's published specification.
"""

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from data.importers.formats.refusals import MEBIBYTE, refused

LARGEST: Final = 64 * MEBIBYTE  # bytes: 65 536 rows of 256 columns take less
_HEADER = struct.Struct("<30xHH14xI4xII4xI4x109I")
_ENTRY = struct.Struct("<64sHB49xII4x")
_LAST_SECTOR = 0xFFFFFFFA  # greater: no sector but a mark
_STREAM, _ROOT = 2, 5


@dataclass(frozen=True)
class _Entry:
    name: str
    kind: int
    start: int
    size: int


@dataclass(frozen=True)
class Compound:
    """names: of all streams and folders in it."""

    _content: bytes
    _sector: int  # bytes
    _next: Sequence[int]  # sector → the one after it
    _small_next: Sequence[int]
    _small_sector: int
    _least_large: int  # bytes; a smaller stream lies in small sectors within the root's own
    _entries: tuple[_Entry, ...]

    @classmethod
    def of(cls, path: Path) -> "Compound":
        """Unreadable: `size`, `corrupt`."""
        if path.stat().st_size > LARGEST:
            raise refused("size", limit=LARGEST // MEBIBYTE)
        try:
            return cls._parsed(path.read_bytes())
        except (struct.error, IndexError, ValueError):
            raise refused("corrupt") from None

    @classmethod
    def _parsed(cls, content: bytes) -> "Compound":
        shift, small_shift, directory, least, small_table, far_table, *tables = _HEADER.unpack_from(content)
        sector = 1 << shift
        places = chain(tables, _far_tables(content, far_table, sector))
        following = _numbers(b"".join(_at(content, one, sector) for one in places if one < _LAST_SECTOR))
        entries = b"".join(_chained(content, directory, following, sector))
        small = _numbers(b"".join(_chained(content, small_table, following, sector)))
        return cls(content, sector, following, small, 1 << small_shift, least, tuple(_listed(entries)))

    @property
    def names(self) -> frozenset[str]:
        return frozenset(entry.name for entry in self._entries)

    def stream(self, *names: str) -> bytes:
        """The first of these that there is. Unreadable: `corrupt` without any, or in a chain that bites its tail."""
        found = (one for name in names for one in self._entries if one.name == name and one.kind == _STREAM)
        entry = next(found, None)
        if entry is None:
            raise refused("corrupt")
        try:
            content = b"".join(self._sectors(entry))
        except (IndexError, ValueError):
            raise refused("corrupt") from None
        if len(content) < entry.size:
            raise refused("corrupt")
        return content[: entry.size]

    def _sectors(self, entry: _Entry) -> Iterator[bytes]:
        if entry.size >= self._least_large:
            return _chained(self._content, entry.start, self._next, self._sector)
        root = next(one for one in self._entries if one.kind == _ROOT)
        small = b"".join(_chained(self._content, root.start, self._next, self._sector))
        return _chained(small, entry.start, self._small_next, self._small_sector, header=0)


def _numbers(content: bytes) -> Sequence[int]:
    return struct.unpack(f"<{len(content) // 4}I", content[: len(content) // 4 * 4])


def _at(content: bytes, number: int, sector: int, header: int = 1) -> bytes:
    start = (number + header) * sector
    if start >= len(content):
        raise IndexError(number)
    return content[start : start + sector]


def _chained(content: bytes, start: int, following: Sequence[int], sector: int, header: int = 1) -> Iterator[bytes]:
    """header: sectors before the first that is counted."""
    steps = 0
    while start < _LAST_SECTOR:
        yield _at(content, start, sector, header)
        start = following[start]
        steps += 1
        if steps > len(following):
            raise ValueError("a chain of sectors without end")


def _far_tables(content: bytes, start: int, sector: int) -> Iterator[int]:
    """Sectors of the table of sectors, beyond the 109 that the header lists."""
    steps = 0
    while start < _LAST_SECTOR and steps <= len(content) // sector:
        *places, start = _numbers(_at(content, start, sector))
        yield from places
        steps += 1


def _listed(entries: bytes) -> Iterator[_Entry]:
    for name, size, kind, start, length in _ENTRY.iter_unpack(entries[: len(entries) // 128 * 128]):
        if kind:
            yield _Entry(name[: max(0, min(size, 64) - 2)].decode("utf-16-le", "replace"), kind, start, length)
