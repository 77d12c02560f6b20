"""The XML of a TOTEM document, streamed: only the elements we read, as plain text with their line numbers.

Document types and entities are refused before they can expand. Of the annexes, the loans alone are read,
and of a loan no name: neither lender, nor object, nor beneficiary. Everything else about staff,
signatories or beneficiaries has no handler here: the annexes' names are counted, their contents skipped.
"""

import io
import xml.sax
from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import InputSource

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser

from data.importers.reading import Problem, Severity, Unreadable

ROOT = "DocumentBudgetaire"
DEEPEST = 30  # elements within one another; a budget document has 6
LINE, LOAN = "LigneBudget", "EMPRUNT"
LOANS, ANNEX = "DATA_EMPRUNT", "DATA_"
_HEADS = ("EnTeteBudget", "BlocBudget")
_LINE_CELLS = frozenset({
    *("Nature", "LibCpte", "Fonction", "ContNat", "CodRD", "OpBudg", "TypOpBudg", "Operation", "CaracSup.Section"),
    *("MtBudgPrec", "MtRARPrec", "MtPropNouv", "MtPrev", "CredOuv", "MtReal", "MtRAR3112"),
})  # fmt: skip
LOAN_CELLS = frozenset({
    *("CodTypEmpr", "AnEncaisse", "MtEmprOrig", "DureeRest", "CodTyptxInit", "Txinit", "Structure"),
    *("MtIntExer", "MtCapitalExer", "MtCapitalRestDu_01_01", "MtCapitalRestDu_31_12"),
})  # fmt: skip


@dataclass(slots=True)
class RawRow:
    """The V attributes of one row's elements, and the line of the file where it begins."""

    row: int
    cells: dict[str, str] = field(default_factory=dict)


@dataclass
class RawBudget:
    row: int
    head: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)  # element → line of the file
    informations: dict[str, str] = field(default_factory=dict)
    lines: list[RawRow] = field(default_factory=list)
    loans: list[RawRow] = field(default_factory=list)
    has_loan_annex: bool = False


@dataclass
class RawDocument:
    head: dict[str, str] = field(default_factory=dict)
    budgets: list[RawBudget] = field(default_factory=list)
    annexes_left_aside: Counter[str] = field(default_factory=Counter)
    last_row: int = 0


def read_xml(content: bytes, encoding: str) -> RawDocument:
    """Unreadable: not XML, cut short, a document type or entities, or the root of another kind of file.

    encoding: the one to read by, whatever the XML declares.
    """
    handler = _Handler()
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setFeature(xml.sax.handler.feature_namespaces, True)
    parser.setContentHandler(handler)
    source = InputSource()
    source.setByteStream(io.BytesIO(content))
    source.setEncoding(encoding)
    try:
        parser.parse(source)
    except DefusedXmlException:
        raise Unreadable(Problem("xml_entity", Severity.ERROR)) from None
    except xml.sax.SAXParseException as error:
        row = error.getLineNumber()
        raise Unreadable(Problem("corrupt", Severity.ERROR, row=row, text=error.getMessage())) from None
    _number_by_rank_where_lines_are_shared(handler.document)
    return handler.document


def _number_by_rank_where_lines_are_shared(document: RawDocument) -> None:
    for kind in ("lines", "loans"):
        rows: list[RawRow] = [row for budget in document.budgets for row in getattr(budget, kind)]
        if len({row.row for row in rows}) < len(rows):
            for rank, row in enumerate(rows, start=1):
                row.row = rank


class _Handler(ContentHandler):
    def __init__(self) -> None:
        super().__init__()
        self.document = RawDocument()
        self._path: list[str] = []
        self._row: RawRow | None = None
        self._kept: frozenset[str] = frozenset()
        self._left_aside_at: int | None = None  # depth of the annex being skipped

    def startElementNS(self, name: tuple[str | None, str], _qname: str | None, attrs: Any) -> None:  # noqa: N802
        tag = name[1]
        self._path.append(tag)
        if self._row is not None:
            self._cell(self._row, tag, attrs)
        elif self._left_aside_at is None:
            self._open(tag, attrs)
        if len(self._path) > DEEPEST:
            raise Unreadable(Problem("corrupt", Severity.ERROR, row=self._line(), text=tag))

    def endElementNS(self, name: tuple[str | None, str], _qname: str | None) -> None:  # noqa: N802
        if len(self._path) == self._left_aside_at:
            self._left_aside_at = None
        if name[1] in (LINE, LOAN):
            self._row = None
        self._path.pop()

    def endDocument(self) -> None:  # noqa: N802
        self.document.last_row = self._line()

    def _open(self, tag: str, attrs: Any) -> None:
        parent = self._path[-2] if len(self._path) > 1 else None
        if parent is None and tag != ROOT:
            raise Unreadable(Problem("wrong_type", Severity.ERROR, row=self._line(), text=tag[:60]))
        if parent == ROOT and tag == "Budget":
            self.document.budgets.append(RawBudget(self._line()))
        elif parent == "EnTeteDocBudgetaire":
            self.document.head[tag] = _attribute(attrs, "V")
        elif self.document.budgets:
            self._open_in_budget(self.document.budgets[-1], tag, parent, attrs)

    def _open_in_budget(self, budget: RawBudget, tag: str, parent: str | None, attrs: Any) -> None:
        if tag == LINE:
            self._open_row(budget.lines, _LINE_CELLS)
        elif tag == LOAN and parent == LOANS:
            self._open_row(budget.loans, LOAN_CELLS)
        elif tag == LOANS:
            budget.has_loan_annex = True
        elif tag.startswith(ANNEX):
            self.document.annexes_left_aside[tag] += 1
            self._left_aside_at = len(self._path)
        elif parent == "InformationsGenerales":
            budget.informations[_attribute(attrs, "Code")] = _attribute(attrs, "V")
        elif parent in _HEADS:
            budget.head[tag] = _attribute(attrs, "V")
            budget.places[tag] = self._line()

    def _open_row(self, rows: list[RawRow], kept: frozenset[str]) -> None:
        self._row, self._kept = RawRow(self._line()), kept
        rows.append(self._row)

    def _cell(self, row: RawRow, tag: str, attrs: Any) -> None:
        # Features share one tag and are told apart by their code; what lies deeper describes something else.
        if self._path[-2] not in (LINE, LOAN):
            return
        name = f"{tag}.{_attribute(attrs, 'Code')}" if tag == "CaracSup" else tag
        if name in self._kept:
            row.cells[name] = _attribute(attrs, "V")

    def _line(self) -> int:
        return int(self._locator.getLineNumber())  # type: ignore[attr-defined]


def _attribute(attrs: Any, name: str) -> str:
    return str(attrs.get((None, name), "")).strip()
