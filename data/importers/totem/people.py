"""A budget document without the people it names: their elements are cut out of its bytes, the rest stays as it came.

Of the annexes the loans alone are kept, and of a loan the cells that are read: neither lender, nor object, nor
contract. Signatories, staff, beneficiaries and whatever annex comes next go whole, and so do comments. The document
reads the same: what is cut leaves its line breaks, so that rows keep their numbers.
"""

from typing import Any
from xml.parsers import expat

from data.importers import encodings
from data.importers.reading import Problem, Severity, Unreadable
from data.importers.totem.xml import ANNEX, LOAN, LOAN_CELLS, LOANS

_ANNEXES = "Annexes"
# Wherever an editor puts them.
_PEOPLE = frozenset({"SIGNATAIRE", "SIGNATURE", "PERSONNEL", "FORMATION", "CONCOURS", "TIERS"})
_Place = tuple[int, int]  # byte and line of the file
Cut = tuple[int, int, int]  # first byte, byte after the last, line breaks between them


def without_people(content: bytes) -> bytes:
    """The same bytes where nothing names anybody. Unreadable: not XML, or with a document type."""
    encoding = encodings.of_xml(content).name
    cuts = _Cutter(encoding).cuts(content)
    line_break = "\n".encode(_without_mark(content, encoding))
    kept, at = bytearray(), 0
    for first, end, lines in cuts:
        kept += content[at:first] + line_break * lines
        at = end
    return bytes(kept + content[at:])


def _without_mark(content: bytes, encoding: str) -> str:
    """The encoding of the middle of a text: Python would begin it with a mark in UTF-16."""
    if encoding.upper() != "UTF-16":
        return encoding
    return "utf-16-le" if content.startswith(b"\xff\xfe") else "utf-16-be"


class _Cutter:
    """Finds what is to be cut. An element ends where whatever follows it begins."""

    def __init__(self, encoding: str) -> None:
        self._parser = parser = expat.ParserCreate(encoding, namespace_separator=" ")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CommentHandler = self._comment
        parser.StartDoctypeDeclHandler = _refuse_document_type
        for name in ("CharacterDataHandler", "ProcessingInstructionHandler", "DefaultHandler"):
            setattr(parser, name, self._anything)
        self._path: list[str] = []
        self._cuts: list[Cut] = []
        self._first: _Place | None = None  # where what is being cut begins
        self._depth = 0  # of the element being cut
        self._is_over = False  # it ends with the next thing met

    def cuts(self, content: bytes) -> list[Cut]:
        try:
            self._parser.Parse(content, True)
        except expat.ExpatError as error:
            text = expat.ErrorString(error.code)
            raise Unreadable(Problem("corrupt", Severity.ERROR, row=error.lineno, text=text)) from None
        self._close(len(content))
        return self._cuts

    def _start(self, name: str, _attributes: Any) -> None:
        self._close()
        tag = name.rsplit(" ", 1)[-1]
        if self._first is None and self._names_people(tag):
            self._first, self._depth = self._place(), len(self._path)
        self._path.append(tag)

    def _end(self, _name: str) -> None:
        self._close()
        self._path.pop()
        self._is_over = self._first is not None and len(self._path) == self._depth

    def _comment(self, _text: str) -> None:
        self._close()
        if self._first is None:
            self._first, self._is_over = self._place(), True

    def _anything(self, *_parts: Any) -> None:
        self._close()

    def _names_people(self, tag: str) -> bool:
        parent = self._path[-1] if self._path else ""
        if LOAN in self._path:
            return tag not in LOAN_CELLS
        if parent in (_ANNEXES, LOANS):
            return tag != (LOANS if parent == _ANNEXES else LOAN)
        return tag in _PEOPLE or (tag.startswith(ANNEX) and tag != LOANS)

    def _close(self, end: int | None = None) -> None:
        """End what is being cut, if it is over, before the thing just met."""
        if self._first is None or not self._is_over:
            return
        byte, line = self._place()
        self._cuts.append((self._first[0], byte if end is None else end, line - self._first[1]))
        self._first, self._is_over = None, False

    def _place(self) -> _Place:
        return self._parser.CurrentByteIndex, self._parser.CurrentLineNumber


def _refuse_document_type(*_parts: Any) -> None:
    raise Unreadable(Problem("xml_entity", Severity.ERROR))
