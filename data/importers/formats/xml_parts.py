"""The XML inside archives: what must not be in it, and the elements of its small parts.

Spreadsheet programs write UTF-8 without a document type. python-calamine reads nothing else, and says nothing: a part
in UTF-16 gives it no row, an entity a wrong text.
"""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Final
from xml.parsers import expat

from data.importers.formats.refusals import MEBIBYTE, refused

LARGEST_SMALL: Final = 16 * MEBIBYTE  # bytes of a part that is read whole: list of sheets, relations, styles
DECLARATION: Final = re.compile(rb"<!(?:DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
_LONGEST_DECLARATION = 10
_UTF16 = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be"))


@dataclass(frozen=True)
class Element:
    """Names without their prefixes."""

    name: str
    attributes: Mapping[str, str]


def checked(pieces: Iterator[bytes], *, is_read: bool = True) -> Iterator[bytes]:
    """The same pieces. is_read: a part whose content matters; Power Query keeps its own in UTF-16, which does not.

    Unreadable: `xml_entity`; `unsupported_type` for a part that is read and not in UTF-8.
    """
    first = next(pieces, b"")
    codec = next((codec for mark, codec in _UTF16 if first.startswith(mark)), "utf-8")
    decoder = codecs.getincrementaldecoder(codec)("replace")
    end = b""
    for piece in chain([first], pieces):
        text = piece if codec == "utf-8" else decoder.decode(piece).encode("utf-8", "replace")
        # « ! » is rare in a spreadsheet, and found at the speed of memory.
        if (b"!" in text or b"!" in end) and DECLARATION.search(end + text):
            raise refused("xml_entity")
        if is_read and codec != "utf-8":
            raise refused("unsupported_type", "XML, UTF-16")
        end = text[-_LONGEST_DECLARATION:]
        yield piece


def elements(content: bytes) -> list[Element]:
    """Of a small part, in order. Unreadable: `xml_entity`, `corrupt`."""
    found: list[Element] = []
    events = Events(lambda name, attributes: found.append(Element(_local(name), _locals(attributes))))
    events.feed(content)
    events.close()
    return found


class Events:
    """Tells the elements of the XML it is fed as they stand, prefixes included.

    Unreadable, when fed: `xml_entity`, `corrupt`.
    """

    def __init__(
        self,
        started: Callable[[str, dict[str, str]], object],
        ended: Callable[[str], object] | None = None,
        text: Callable[[str], object] | None = None,
    ) -> None:
        self._parser = expat.ParserCreate("UTF-8")  # whatever is declared: the spreadsheet parser does not ask either
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartElementHandler = started
        self._parser.EndElementHandler = ended
        self._parser.CharacterDataHandler = text

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        try:
            self._parser.Parse(piece, is_last)
        except expat.ExpatError:
            raise refused("corrupt") from None

    def close(self) -> None:
        self.feed(b"", is_last=True)


def _refuse_doctype(*_: object) -> None:
    raise refused("xml_entity")


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _locals(attributes: Mapping[str, str]) -> dict[str, str]:
    return {_local(name): value for name, value in attributes.items()}
