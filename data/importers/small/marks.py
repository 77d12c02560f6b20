"""Reading marks of the town itself: the thresholds it reads its indicators by, each with its own source.

A mark that bears the label of a declared one stands in its place; another one stands beside. Long (one row a mark) or
wide: « Seuil d'alerte », « Seuil de vigilance » are the titles of columns.
"""

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Final

from data.facts import Facts, MarkRead
from data.importers.cells import is_blank, number_of, text_of
from data.importers.fields import Field, Holds
from data.importers.grid import Cell
from data.importers.kinds import Kind
from data.importers.numbers import LONGEST, CellError
from data.importers.reading import Reading
from data.importers.small.row_cells import RowCells, counted, filled_name, states, tell_missing, tell_no_rows
from data.importers.small.values import LONGEST_INDICATOR, declared_indicators
from data.importers.table import Context, KindRead, Table, Tally
from data.importers.usage.cells import is_ambiguous
from data.importers.usage.places import name_of
from data.words import folded, title_key
from metrics.language import Indicator
from metrics.text import Text

INDICATOR, LABEL, VALUE, SOURCE = "indicator", "mark", "value", "source"
LONGEST_MARK = 120
NEAREST = 3  # indicators that a message proposes
FIELDS: Final = (
    Field(
        INDICATOR,
        Holds.TEXT,
        Text("Indicateur", "Indicator"),
        "Taux d'épargne brute",
        ("indicateur", "nom de l indicateur", "nom indicateur", "libelle indicateur", "ratio"),
        constant=True,
        help=Text("Son nom dans le glossaire.", "Its name in the glossary."),
    ),
    Field(
        LABEL,
        Holds.TEXT,
        Text("Repère", "Mark"),
        "repère bas",
        ("libelle du repere", "nom du repere", "nom du seuil", "libelle du seuil", "name of the mark"),
        constant=True,
        whole=("repere", "type de repere", "type de seuil"),
        help=Text(
            "Le même libellé qu'un repère du produit le remplace ; un autre s'y ajoute.",
            "The label of one of the product's marks replaces it; another is added.",
        ),
    ),
    Field(
        VALUE,
        Holds.NUMBER,
        Text("Valeur", "Value"),
        "9",
        ("valeur du repere", "valeur du seuil", "value of the mark"),
        whole=("valeur", "seuil", "threshold"),
        help=Text("Dans l'unité où l'indicateur est montré.", "In the unit that the indicator is shown in."),
    ),
    Field(
        SOURCE,
        Holds.TEXT,
        Text("Source", "Source"),
        "Règlement budgétaire et financier, 2024",
        ("origine", "source du repere", "source du seuil"),
        constant=True,
        whole=("source",),
    ),
)
_BY_NAME: Final = {one.name: one for one in FIELDS}
_A_MARK = re.compile(r"\b(?:seuils?|reperes?|alerte|vigilance|plafond|plancher|thresholds?|marks?)\b")


def given_in(header: str, _known: Collection[str]) -> Mapping[str, str]:
    """« Seuil d'alerte » → the mark of that name."""
    return {LABEL: " ".join(header.split())} if _A_MARK.search(title_key(header)) else {}


def read_marks(tables: Sequence[Table], context: Context) -> Reading:
    """Every mark; one that the file gives twice is an error."""
    marks = _Marks(context)
    for table in tables:
        marks.read(table)
    return counted(Reading(Kind.MARKS, "", 0, 0, (), (), facts=Facts(marks=tuple(marks.found))), marks.tally, tables)


MARKS_READ = KindRead(Kind.MARKS, FIELDS, read_marks, spread=VALUE, given_in=given_in)


class _Marks:
    def __init__(self, context: Context) -> None:
        self.context = context
        self.tally = Tally()
        self.found: list[MarkRead] = []
        self._first: dict[tuple[str, str], tuple[int, Decimal]] = {}

    def read(self, table: Table) -> None:
        tally = self.tally
        with tally.findings.on(table.sheet):
            before, lacking = tally.rows, self._lacking(table)
            for number, cells in table.rows(tally):
                row = RowCells(table, tally, number, cells, is_wrong=lacking)
                for place in () if lacking else table.places(VALUE):
                    self._read(row, place)
                if row.is_wrong:
                    row.refuse()
            tell_no_rows(table, tally, before)

    def _lacking(self, table: Table) -> bool:
        """Whether nothing in the table states one of the things that a mark cannot do without, which is told."""
        given = [table.columns[place].given for place in table.places(VALUE)]
        told = [
            *([] if states(table, INDICATOR) else [_BY_NAME[INDICATOR]]),
            *([] if states(table, LABEL) or (given and all(LABEL in one for one in given)) else [_BY_NAME[LABEL]]),
            *([] if given else [_BY_NAME[VALUE]]),
        ]
        tell_missing(table, self.tally, told)
        return bool(told)

    def _read(self, row: RowCells, place: int) -> None:
        column = row.table.columns[place]
        if column.given and is_blank(row.cells[place]):
            return  # no mark of that name
        indicator = row.read(INDICATOR, _indicator)
        label = row.read(LABEL, _label, column.given.get(LABEL))
        source = row.read(SOURCE, name_of)
        try:
            value = _value(row.cells[place])
        except CellError as error:
            row.tell(column.header, error)
            return
        if indicator is None or label is None or source is None:
            return
        label = _declared_label(indicator, label)
        here = (row.number, value)
        first = self._first.setdefault((indicator, folded(label)), here)
        if first is not here:
            row.tell_twice(column.header, first[0], is_same=first[1] == value)
            return
        source = source or self.context.file_name
        self.found.append(MarkRead(indicator, label, value, source, row.table.sheet, row.number))


def _indicator(cell: Cell) -> str:
    """The name of a declared indicator. CellError: `blank_cell`, `too_long`, `unknown_indicator`."""
    text = filled_name(cell, _BY_NAME[INDICATOR].example, LONGEST_INDICATOR)
    known = _known()
    if folded(text) not in known:
        nearest = difflib.get_close_matches(folded(text), known, NEAREST, cutoff=0.3)
        labels = dict.fromkeys(known[word].label.fr for word in nearest)
        raise CellError("unknown_indicator", text[:LONGEST], allowed=", ".join(labels) or _BY_NAME[INDICATOR].example)
    return known[folded(text)].name


def _label(cell: Cell) -> str:
    return filled_name(cell, _BY_NAME[LABEL].example, LONGEST_MARK)


def _value(cell: Cell) -> Decimal:
    """CellError: `blank_cell`, `bad_number`, `ambiguous_number`, `formula_error`…"""
    text = text_of(cell)
    if isinstance(cell, str) and is_ambiguous(text.removesuffix("%").strip()):
        raise CellError("ambiguous_number", text[:LONGEST])
    number = number_of(cell)
    if number is None:
        raise CellError("blank_cell", "", example=_BY_NAME[VALUE].example)
    return number


@cache
def _known() -> Mapping[str, Indicator]:
    """The indicators by their names and labels: a figure that a town supplies is none, and is read against no mark."""
    from metrics.finance import BY_NAME as INDICATORS  # noqa: PLC0415 (only a file of marks waits for it)

    return {words: INDICATORS[name] for words, name in declared_indicators().items() if name in INDICATORS}


def _declared_label(indicator: str, label: str) -> str:
    """The label of the declared mark that these words name, in either language; else the words themselves."""
    marks = _known()[folded(indicator)].thresholds
    named = (mark.label.fr for mark in marks if folded(label) in (folded(mark.label.fr), folded(mark.label.en)))
    return next(named, label)
