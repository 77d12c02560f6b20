"""The XML of a TOTEM document, streamed: only the elements we read, as plain text with their line numbers.

Entities and document types are refused before they can expand. Personal annexes (staff, signatories,
beneficiaries…) have no place here: their names are counted, their contents never read.
"""

import io
import xml.sax
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from xml.sax.handler import ContentHandler

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from data.importers.reading import Problem, Severity, Unreadable

ROOT = "DocumentBudgetaire"
LOANS = "DATA_EMPRUNT"
# Parent element → what its children's V attributes describe.
_HEADS = ("EnTeteDocBudgetaire", "EnTeteBudget", "BlocBudget")
_ROWS = {"LigneBudget": "lines", "EMPRUNT": "loans"}


@dataclass
class RawRow:
    """The V attributes of one row's elements, and the line of the file where it begins."""

    row: int
    cells: dict[str, str] = field(default_factory=dict)


@dataclass
class RawBudget:
    head: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)  # element → line of the file
    informations: dict[str, str] = field(default_factory=dict)
    lines: list[RawRow] = field(default_factory=list)
    loans: list[RawRow] = field(default_factory=list)
    has_loan_annex: bool = False
    row: int = 0


@dataclass
class RawDocument:
    head: dict[str, str] = field(default_factory=dict)
    budgets: list[RawBudget] = field(default_factory=list)
    annexes_left_aside: Counter[str] = field(default_factory=Counter)


def read_xml(content: bytes) -> RawDocument:
    """Unreadable: not XML, cut short, a document type or entities, or the root of another kind of file."""
    handler = _Handler()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(xml.sax.handler.feature_namespaces, True)
    parser.setContentHandler(handler)
    try:
        parser.parse(io.BytesIO(content))
    except DefusedXmlException:
        raise Unreadable(Problem("xml_entity", Severity.ERROR)) from None
    except xml.sax.SAXParseException as error:
        row = error.getLineNumber()
        raise Unreadable(Problem("corrupt", Severity.ERROR, row=row, text=error.getMessage())) from None
    except (UnicodeError, LookupError) as error:
        raise Unreadable(Problem("encoding", Severity.ERROR, text=str(error))) from None
    return handler.document


class _Handler(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.document = RawDocument()
        self._path: list[str] = []
        self._row: RawRow | None = None
        self._annex: str | None = None

    def startElementNS(self, name: tuple[str | None, str], _qname: str | None, attrs: Any) -> None:  # noqa: N802
        tag = name[1]
        if not self._path and tag != ROOT:
            raise Unreadable(Problem("wrong_type", Severity.ERROR, row=self._line(), text=tag))
        self._path.append(tag)
        if tag == "Budget" and len(self._path) == 2:
            self.document.budgets.append(RawBudget(row=self._line()))
        elif self._in_annexes():
            self._open_annex(tag, attrs)
        else:
            self._open(tag, attrs)

    def endElementNS(self, name: tuple[str | None, str], _qname: str | None) -> None:  # noqa: N802
        self._path.pop()
        if name[1] in _ROWS:
            self._row = None
        if name[1] == self._annex:
            self._annex = None

    def _open(self, tag: str, attrs: Any) -> None:
        value, parent = _attribute(attrs, "V"), self._path[-2] if len(self._path) > 1 else ""
        if tag == "LigneBudget" and self.document.budgets:
            self._row = RawRow(self._line())
            self.document.budgets[-1].lines.append(self._row)
        elif self._row is not None:
            self._cell(tag, value, attrs)
        elif parent == "InformationsGenerales" and self.document.budgets:
            self.document.budgets[-1].informations[_attribute(attrs, "Code")] = value
        elif parent in _HEADS:
            self._head(tag, value, parent)

    def _open_annex(self, tag: str, attrs: Any) -> None:
        if tag.startswith("DATA_"):
            self._annex = tag
            if tag != LOANS:
                self.document.annexes_left_aside[tag] += 1
            elif self.document.budgets:
                self.document.budgets[-1].has_loan_annex = True
        elif self._annex != LOANS:
            return
        elif tag == "EMPRUNT":
            self._row = RawRow(self._line())
            self.document.budgets[-1].loans.append(self._row)
        elif self._row is not None:
            self._cell(tag, _attribute(attrs, "V"), attrs)

    def _cell(self, tag: str, value: str, attrs: Any) -> None:
        # Supplementary amounts and features share one tag and are told apart by their code.
        code = _attribute(attrs, "Code")
        if self._row is not None:
            self._row.cells[f"{tag}.{code}" if code else tag] = value

    def _head(self, tag: str, value: str, parent: str) -> None:
        if parent == "EnTeteDocBudgetaire":
            self.document.head[tag] = value
        elif self.document.budgets:
            self.document.budgets[-1].head[tag] = value
            self.document.budgets[-1].places[tag] = self._line()

    def _in_annexes(self) -> bool:
        return "Annexes" in self._path[:4]

    def _line(self) -> int:
        return int(self._locator.getLineNumber())  # type: ignore[attr-defined]


def _attribute(attrs: Any, name: str) -> str:
    return str(attrs.get((None, name), "")).strip()
