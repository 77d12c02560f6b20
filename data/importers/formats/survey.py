"""A text table looked over once, block by block, before a row of it is given."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from typing import Final

from data.importers.encodings import accented_sample
from data.importers.formats.charset import UTF8, Charset, chosen, is_damaged_utf8, marked, single_byte
from data.importers.formats.refusals import refused
from data.importers.formats.text_source import TextSource

CONTROLS: Final = bytes([*range(9), 11, 12, *range(14, 32), 127])
_ENOUGH_BLOCKS, _ENOUGH_SAMPLES = 16, 20_000
_HIGH = re.compile(rb"[\x80-\xff]+")
_LOST = b"\xef\xbf\xbd"  # « � », what programs write for a letter that they could not read
_TWICE = re.compile(rb"\xc3[\x82\x83](?:\xc2[\x80-\xbf]|[\xc5\xc6\xcb\xe2])|\xc3\xa2\xe2\x82\xac")  # « Ã© », « â€™ »
_UNSEEN = re.compile(rb"\xc2[\x80-\x9f]")


@dataclass
class Survey:
    """What the whole file holds. line_break: "" where there are several kinds.

    sample: the first word with an accent. has_spoilt: letters that an earlier program lost or wrote in two.
    """

    charset: Charset
    lines: int = 0
    line_break: str = ""
    has_quotes: bool = False
    has_controls: bool = False
    has_spoilt: bool = False
    is_damaged: bool = False  # UTF-8 with bytes that are not
    is_blank: bool = True
    sample: str = ""


def survey(source: TextSource, head: bytes, encoding: str) -> Survey:
    """encoding: the one that a person says, "" for none. Unreadable: `empty_file`, `encoding_unknown`."""
    charset = chosen(encoding, head) if encoding else marked(head) or UTF8
    try:
        found = _looked_over(source, charset)
    except UnicodeDecodeError:
        telling = list(_telling(source.blocks(charset)))
        if encoding or charset.mark or is_damaged_utf8(telling):
            found = Survey(charset, is_damaged=True, is_blank=False)
        else:
            found = _looked_over(source, single_byte(_samples(telling)))
    if found.is_blank:
        raise refused("empty_file")
    return found


def _looked_over(source: TextSource, charset: Charset) -> Survey:
    """UnicodeDecodeError: the text is not in that encoding."""
    found = Survey(charset)
    look = _look_at_utf8 if charset.codec.startswith("utf") else partial(_look_at_single_bytes, codec=charset.codec)
    feeds = returns = both = 0
    for block in source.blocks(charset):
        look(found, block)
        found.is_blank = found.is_blank and not block.strip()
        found.has_quotes = found.has_quotes or b'"' in block
        feeds += block.count(b"\n")
        if b"\r" in block:
            returns, both = returns + block.count(b"\r"), both + block.count(b"\r\n")
    found.lines = feeds + returns - both
    found.line_break = _line_break(feeds, returns, both)
    return found


def _look_at_utf8(found: Survey, block: bytes) -> None:
    found.has_controls = found.has_controls or len(block.translate(None, CONTROLS)) < len(block)
    if block.isascii():
        return
    text = block.decode()
    found.sample = found.sample or _sample(text)
    found.has_spoilt = found.has_spoilt or _is_spoilt(block)


def _look_at_single_bytes(found: Survey, block: bytes, codec: str) -> None:
    if len(block.translate(None, CONTROLS + _undefined(codec))) < len(block):
        block.decode(codec)
        found.has_controls = True
    if not found.sample and not block.isascii():
        found.sample = _sample(block.decode(codec))


def _sample(text: str) -> str:
    """A word with an accent; else a sign that is not in ASCII."""
    return accented_sample(text) or next((c for c in text if c > "\x7f"), "")


@lru_cache
def _undefined(codec: str) -> bytes:
    """Bytes that stand for nothing."""
    return bytes(byte for byte in range(256) if not bytes([byte]).decode(codec, "ignore"))


def _is_spoilt(block: bytes) -> bool:
    """Each byte looked for first is rare in honest French, and found at the speed of memory."""
    if b"\xef" in block and _LOST in block:
        return True
    if (b"\x83" in block or b"\x82" in block) and _TWICE.search(block):
        return True
    return b"\xc2" in block and _UNSEEN.search(block) is not None


def _line_break(feeds: int, returns: int, both: int) -> str:
    if not returns:
        return "\n"
    if returns == both == feeds:
        return "\r\n"
    return "" if feeds else "\r"


def _telling(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The first of those that hold letters beyond ASCII."""
    return islice((block for block in blocks if not block.isascii()), _ENOUGH_BLOCKS)


def _samples(blocks: Iterable[bytes]) -> set[bytes]:
    """Bytes beyond ASCII, with the one before and the one after: enough to tell one encoding from another."""
    return set(islice(_runs(blocks), _ENOUGH_SAMPLES))


def _runs(blocks: Iterable[bytes]) -> Iterator[bytes]:
    for block in blocks:
        for run in _HIGH.finditer(block):
            yield block[max(0, run.start() - 1) : run.end() + 1]
