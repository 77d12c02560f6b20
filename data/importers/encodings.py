"""Which encoding a file is in: what it says of itself, checked against its bytes."""

import codecs
import re
from dataclasses import dataclass

_BYTE_ORDER_MARKS = {codecs.BOM_UTF8: "UTF-8", codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}
_XML_WITHOUT_MARK = {b"<\x00?\x00": "UTF-16LE", b"\x00<\x00?": "UTF-16BE"}
_SINGLE_BYTE = {"ascii", "cp1252", "iso8859-1", "iso8859-15"}
_DECLARED = re.compile(r"""<\?xml[^>]*?\sencoding\s*=\s*["']([^"']{1,40})["']""")
LOST_LETTER = "\ufffd"  # « � »: what programs write for a letter they could not read
_ACCENTED = re.compile(r"[^\W\d_\x00-\x7f]")
_WORD_AROUND = 30  # characters looked at on each side of an accent


@dataclass(frozen=True)
class XmlEncoding:
    """The encoding to read by, and the one that the declaration wrongly names, if it does."""

    name: str
    belied: str | None


def of_xml(content: bytes) -> XmlEncoding:
    """As declared, unless the bytes say otherwise; UTF-8 where nothing is declared."""
    mark = _mark(content) or _XML_WITHOUT_MARK.get(content[:4])
    declared = _declared(content, mark or "ascii")
    name = mark or _without_mark(content, declared)
    return XmlEncoding(name, None if _same(name, declared) else declared)


def accented_sample(text: str) -> str:
    """The first word with an accent: what a person looks at to see whether the text was read well."""
    accent = _ACCENTED.search(text)
    if accent is None:
        return ""
    place = accent.start()
    before, after = text[max(0, place - _WORD_AROUND) : place], text[place : place + _WORD_AROUND]
    return re.split(r"[\W\d_]", before)[-1] + re.split(r"[\W\d_]", after)[0]


def lost_letters(content: bytes) -> int:
    """Letters that an earlier program replaced, in a UTF-8 text."""
    return content.count(LOST_LETTER.encode())


def _mark(content: bytes) -> str | None:
    return next((name for mark, name in _BYTE_ORDER_MARKS.items() if content.startswith(mark)), None)


def _declared(content: bytes, codec: str) -> str:
    found = _DECLARED.search(content[:400].decode(codec, "replace"))
    return found[1] if found else "UTF-8"


def _without_mark(content: bytes, declared: str) -> str:
    single_byte = _codec(declared) in _SINGLE_BYTE
    if content.isascii():
        return declared if single_byte else "UTF-8"
    if _decodes(content, "utf-8"):
        return "UTF-8"
    return declared if single_byte else "windows-1252"


def _same(name: str, declared: str) -> bool:
    return _codec(name)[:6] == _codec(declared)[:6] if name.startswith("UTF-16") else _codec(name) == _codec(declared)


def _codec(name: str) -> str:
    try:
        return codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""


def _decodes(content: bytes, codec: str) -> bool:
    try:
        content.decode(codec)
    except UnicodeError:
        return False
    return True
