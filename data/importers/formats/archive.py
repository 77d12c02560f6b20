"""A zip archive read with suspicion: what it says of itself is checked before a byte is unpacked, then while unpacking.

Nothing is ever written to disk. Measures behind the limits: an honest workbook of 100 000 rows is 6.7 MB, unpacks to
62 MB (9 times), and has some ten members.
"""

import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from data.importers.formats.refusals import MEBIBYTE, refused
from data.importers.reading import Unreadable

MOST_MEMBERS: Final = 1_000
MOST_UNPACKED: Final = 300 * MEBIBYTE
MOST_TIMES: Final = 100  # unpacked ÷ packed, from the size below on
LEAST_SUSPECT: Final = 10 * MEBIBYTE
PIECE: Final = 128 * 1024  # what fits a processor's cache: several passes are made over it
PACKED_PIECE: Final = 16 * 1024
_STORED, _DEFLATED = zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED
_LOCAL = struct.Struct("<4s22xHH")  # signature, lengths of the name and of the extra field
_END = struct.Struct("<4s6xHII")  # signature, members, size and place of the directory
_END_SIZE, _LONGEST_COMMENT = 22, 65_535
_LINK, _KIND_OF_FILE = 0o120000, 0o170000  # Unix mode, in the upper half of the external attributes


@dataclass(frozen=True)
class Member:
    """One file of an archive. start: where its packed bytes begin. Sizes in bytes."""

    name: str
    start: int
    packed: int
    unpacked: int
    crc: int
    method: int


@dataclass(frozen=True)
class Archive:
    """members: by name in lower case with « / » between folders, as programs look them up."""

    path: Path
    members: Mapping[str, Member]

    @classmethod
    def of(cls, path: Path) -> "Archive":
        """Checked as far as its directory goes.

        Unreadable: `corrupt`, `zip_bomb`, `bad_member`, `encrypted`.
        """
        _refuse_crowd(path)
        try:
            with zipfile.ZipFile(path) as archive:
                infos, end = archive.infolist(), archive.start_dir
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error):
            raise refused("corrupt") from None
        _refuse_bomb(path, infos)
        members = _located(path, infos, end)
        for member in members:
            _refuse_place(member)
        _refuse_doubles(members)
        return cls(path, {_key(member.name): member for member in members})

    def find(self, name: str) -> Member | None:
        return self.members.get(_key(name))

    def pieces(self, member: Member) -> Iterator[bytes]:
        """Its content piece by piece. Unreadable: `corrupt` where it is not what the directory says."""
        crc = size = 0
        for piece in self._unpacked(member):
            crc, size = zlib.crc32(piece, crc), size + len(piece)
            if size > member.unpacked:
                raise refused("corrupt")
            yield piece
        if size != member.unpacked or crc != member.crc:
            raise refused("corrupt")

    def content(self, member: Member, most: int) -> bytes:
        """The whole of a small member. Unreadable: `zip_bomb` over `most` bytes."""
        if member.unpacked > most:
            raise refused("zip_bomb", members=len(self.members), unpacked=member.unpacked // MEBIBYTE)
        return b"".join(self.pieces(member))

    def _unpacked(self, member: Member) -> Iterator[bytes]:
        with self.path.open("rb") as file:
            file.seek(member.start)
            packed = _limited(file.read, member.packed)
            yield from packed if member.method == _STORED else _inflated(packed)


def _limited(read: Callable[[int], bytes], size: int) -> Iterator[bytes]:
    while size and (piece := read(min(size, PACKED_PIECE))):
        size -= len(piece)
        yield piece


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for piece in packed:
            rest = piece
            while rest and not inflate.eof:
                yield inflate.decompress(rest, PIECE)
                rest = inflate.unconsumed_tail
        while not inflate.eof and (last := inflate.decompress(b"", PIECE)):
            yield last
    except zlib.error:
        raise refused("corrupt") from None


def _bad(name: str) -> Unreadable:
    return refused("bad_member", "".join(c if c.isprintable() else "?" for c in name))


def _key(name: str) -> str:
    return name.replace("\\", "/").casefold()


def _refuse_crowd(path: Path) -> None:
    """By the end record alone: reading a directory of millions takes the memory that it is meant to take."""
    with path.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _END_SIZE - _LONGEST_COMMENT))
        tail = file.read()
    place = tail.rfind(b"PK\x05\x06")
    with suppress(struct.error):
        _, members, size, _ = _END.unpack_from(tail, place)
        if place >= 0 and (members > MOST_MEMBERS or size > MOST_MEMBERS * 1024):
            raise refused("zip_bomb", members=members, unpacked=0)


def _refuse_bomb(path: Path, infos: Sequence[zipfile.ZipInfo]) -> None:
    packed, unpacked = path.stat().st_size, sum(info.file_size for info in infos)
    swollen = any(_is_swollen(info.compress_size, info.file_size) for info in infos)
    if len(infos) > MOST_MEMBERS or unpacked > MOST_UNPACKED or swollen or _is_swollen(packed, unpacked):
        raise refused("zip_bomb", members=len(infos), unpacked=unpacked // MEBIBYTE)


def _is_swollen(packed: int, unpacked: int) -> bool:
    return unpacked > LEAST_SUSPECT and unpacked > MOST_TIMES * packed


def _located(path: Path, infos: Sequence[zipfile.ZipInfo], end: int) -> list[Member]:
    """Where each member's bytes are; end: where the directory begins.

    Members that share bytes would unpack the same ones many times over: none may begin before the last has ended.
    """
    members, free_from = [], 0
    with path.open("rb") as file:
        for info in sorted(infos, key=lambda one: one.header_offset):
            if info.header_offset < free_from:
                raise _bad(info.orig_filename)
            file.seek(info.header_offset)
            try:
                signature, name_size, extra_size = _LOCAL.unpack(file.read(_LOCAL.size))
            except struct.error:
                raise refused("corrupt") from None
            start = info.header_offset + _LOCAL.size + name_size + extra_size
            free_from = start + info.compress_size
            if signature != b"PK\x03\x04" or free_from > end:
                raise _bad(info.orig_filename)
            members.append(_member(info, start, _name_as_stored(file.read(name_size), info)))
    return members


def _name_as_stored(raw: bytes, info: zipfile.ZipInfo) -> str:
    """The name of the directory, which must be the one before the bytes: programs trust the one or the other."""
    is_utf8 = info.flag_bits & 0x800
    if raw.decode("utf-8" if is_utf8 else "cp437", "replace") != info.orig_filename:
        raise _bad(info.orig_filename)
    return info.orig_filename


def _member(info: zipfile.ZipInfo, start: int, name: str) -> Member:
    if info.flag_bits & 0x1:
        raise refused("encrypted")
    is_link = (info.external_attr >> 16) & _KIND_OF_FILE == _LINK
    if is_link or info.compress_type not in (_STORED, _DEFLATED):
        raise _bad(name)
    return Member(name, start, info.compress_size, info.file_size, info.CRC, info.compress_type)


def _refuse_place(member: Member) -> None:
    parts = member.name.replace("\\", "/").split("/")
    if not parts[0] or ".." in parts or ":" in parts[0] or not member.name.isprintable():
        raise _bad(member.name)


def _refuse_doubles(members: Sequence[Member]) -> None:
    times = Counter(_key(member.name) for member in members)
    for name, n in times.items():
        if n > 1:
            raise _bad(name)
