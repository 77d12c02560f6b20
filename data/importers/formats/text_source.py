"""The bytes of a text table, read again and again piece by piece; packed by gzip or not."""

import gzip
import io
import zlib
from codecs import getincrementaldecoder
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from data.importers.formats.archive import MOST_UNPACKED
from data.importers.formats.charset import Charset
from data.importers.formats.refusals import MEBIBYTE, refused

PIECE: Final = 64 * 1024
LONGEST_LINE: Final = 1_000_000  # bytes, about: no row of a table comes near it


@dataclass(frozen=True)
class TextSource:
    path: Path
    is_packed: bool = False

    def head(self, size: int) -> bytes:
        """Its first bytes, unpacked. Unreadable: `corrupt`."""
        with self._open() as file, _failures(self.is_packed):
            return file.read(size)

    def blocks(self, charset: Charset) -> Iterator[bytes]:
        """Whole lines, in UTF-8 where the text is in UTF-16 and as they are otherwise.

        Unreadable: `too_long`, `encoding_unknown`, `corrupt`, `zip_bomb`.
        """
        kept = b""
        for piece in self._pieces(charset.mark) if not _is_wide(charset) else self._recoded(charset):
            # A return at the very end may be the first half of a line break.
            cut = max(piece.rfind(b"\n"), piece.rfind(b"\r", 0, len(piece) - 1)) + 1
            if cut:
                yield kept + piece[:cut]
                kept = piece[cut:]
                continue
            kept += piece
            if len(kept) > LONGEST_LINE:
                raise refused("too_long", limit=LONGEST_LINE)
        if kept:
            yield kept

    def lines(self, charset: Charset, line_break: str) -> Iterator[list[str]]:
        """Lines without their breaks, a piece of the file at a time."""
        decoder = getincrementaldecoder(charset.codec)()
        kept = ""
        for piece in self._pieces(charset.mark):
            lines = (kept + decoder.decode(piece)).split(line_break)
            kept = lines.pop()
            yield lines
        if kept := kept + decoder.decode(b"", True):
            yield [kept]

    @contextmanager
    def text(self, charset: Charset, errors: str = "strict") -> Iterator[io.TextIOWrapper]:
        """Line breaks as they are."""
        with self._open() as file:
            file.read(charset.mark)
            yield io.TextIOWrapper(file, encoding=charset.codec, errors=errors, newline="")

    def _pieces(self, mark: int) -> Iterator[bytes]:
        size = 0
        with self._open() as file, _failures(self.is_packed):
            file.read(mark)
            while piece := file.read(PIECE):
                size += len(piece)
                if self.is_packed and size > MOST_UNPACKED:
                    raise refused("zip_bomb", members=1, unpacked=size // MEBIBYTE)
                yield piece

    def _recoded(self, charset: Charset) -> Iterator[bytes]:
        decoder = getincrementaldecoder(charset.codec)()
        try:
            for piece in self._pieces(charset.mark):
                yield decoder.decode(piece).encode()
            yield decoder.decode(b"", True).encode()
        except UnicodeError:
            raise refused("encoding_unknown") from None

    @contextmanager
    def _open(self) -> Iterator[BinaryIO]:
        with self.path.open("rb") as file:
            if not self.is_packed:
                yield file
                return
            with gzip.GzipFile(fileobj=file) as unpacked:
                yield unpacked  # type: ignore[misc]


def _is_wide(charset: Charset) -> bool:
    return charset.codec.startswith("utf-16")


@contextmanager
def _failures(is_packed: bool) -> Iterator[None]:
    """A file that was packed and cut short, or changed since."""
    try:
        yield
    except (EOFError, OSError, zlib.error):
        if not is_packed:
            raise
        raise refused("corrupt") from None
