"""Figures that a national producer publishes: whose they are, of which year, in which unit; spooled one a row.

Money is cents wherever its text is whole cents. An amount with parts of a cent keeps its exact text in `value`, under
the unit it is printed in; one that is off a cent by the dust of binary arithmetic is that cent, and is told.
A blank is a figure that is missing, never zero.
"""

import hashlib
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import Final, NamedTuple, TypeVar

from data.importers.absences import DASHES, adding
from data.importers.cells import amount_of, is_blank, number_of, text_of
from data.importers.fields import Field, Holds
from data.importers.findings import Remarks
from data.importers.grid import Cell, Row
from data.importers.identity import kind_by_siren
from data.importers.kinds import Kind
from data.importers.national.repeats import Repeats
from data.importers.numbers import CellError
from data.importers.reading import Reading
from data.importers.spool import Spool, Value
from data.importers.table import Context, Table, Tally
from data.importers.titles import units_named
from data.words import folded, title_key
from metrics.values import Absence

TABLE: Final = "published_figure"
COLUMNS: Final = (
    *("row", "sheet", "subject_code", "subject_name", "subject_kind", "scope", "year"),
    *("indicator", "unit", "cents", "value", "absence", "status"),
)
EUROS, THOUSANDS = "euros", "thousand_euros"
PER_INHABITANT, PERCENT, YEARS, INHABITANTS = "euros_per_inhabitant", "percent", "years", "inhabitants"
UNKNOWN = "unknown"
POPULATION = "population"
LONGEST_INDICATOR = 64  # without what follows
# One quantity in two units is two indicators: nothing tells figures apart by their unit alone.
BY_INHABITANT, IN_PERCENT = " par habitant", " en %"
MOST_TEXTS = 100_000  # kept once read
_PRINTED = {"euros": EUROS, "thousands": THOUSANDS, "cents": "cents"}  # unit of a table → unit of a figure
_IN_CENTS = {"euros": 100, "thousands": 100_000, "cents": 1}
_DUST = Decimal("0.01")  # of a cent: a sum of hundreds of binary amounts strays less
_DUSTY, _PARTS = "cent_dust", "parts_of_cent"  # remarks
_SCIENTIFIC = re.compile(r"-?[0-9](?:\.[0-9]{1,17})?[eE][+-]?[0-9]{1,2}")
_PARTS_OF_CENT = re.compile(r"-?(?:[0-9]{1,13}\.[0-9]{4,17}|[0-9]{4,13}\.[0-9]{3})")
# Producers print a dash for what they do not have, and « s » for a statistical secret.
ABSENCES: Final = adding({"s": Absence.WITHHELD, **dict.fromkeys(DASHES, Absence.MISSING)})
_NAMED = "nom"  # of a code that stands for a name alone
_T = TypeVar("_T")


class Subject(NamedTuple):
    """Whom a figure is about. kind: commune, grouping, group (of authorities alike) or other."""

    code: str
    name: str | None
    kind: str

    @property
    def authority(self) -> str:
        """The code of whom it is a part of, else its own."""
        whose = self.code.partition(":")[0]
        return self.code if whose == _NAMED else whose

    @classmethod
    def named(cls, name: str, kind: str, of: str = _NAMED) -> "Subject":
        """One that no public identifier stands for: its code is a fingerprint of its name, within whom it is of."""
        return cls(f"{of}:{hashlib.blake2s(folded(name).encode(), digest_size=8).hexdigest()}", name, kind)


class Figure(NamedTuple):
    """One cell read: cents, else an exact value, else why there is none; remark: a code for what a person must see."""

    cents: int | None = None
    value: str | None = None
    absence: str | None = None
    remark: str | None = None


NOT_APPLICABLE: Final = Figure(absence=Absence.NOT_APPLICABLE)


class About(NamedTuple):
    """What a row says beside its figures. None: the column says it, or nothing does.

    repaired: codes that had lost their zeros, each as its field, its text and what it is read as.
    """

    subject: Subject
    group: Subject
    year: int | None
    status: str | None = None
    indicator: str | None = None
    scope: str = UNKNOWN
    unit: str = UNKNOWN
    inhabitants: str | None = None
    repaired: tuple[tuple[str, str, str], ...] = ()


class Column(NamedTuple):
    """A column of figures. indicator, unit, scope, year: None where the row says it.

    once: repeated on other rows of the same subject and year, so written at the first only. suffix: put to the
    indicator's name.
    """

    place: int
    title: str
    indicator: str | None = None
    unit: str | None = EUROS
    scope: str | None = None
    year: int | None = None
    of_group: bool = False
    once: bool = False
    suffix: str = ""


class Money(dict[Cell, Figure]):
    """Amounts by cell, each text read once. unit: of `Table.unit`."""

    def __init__(self, unit: str, *, typed: bool) -> None:
        super().__init__()
        self.unit = unit
        self.typed = typed

    def __missing__(self, cell: Cell) -> Figure:
        """CellError as `cells.amount_of`."""
        return _kept(self, cell, _absent(cell) or self._read(cell))

    def _read(self, cell: Cell) -> Figure:
        number = self._beyond_cents(cell)
        if number is None:
            read = amount_of(cell, self.unit, typed=self.typed)
            if read is not None and read.remark != "rounded":
                return Figure(read.cents, remark=read.remark)
            number = number_of(cell) or Decimal(0)
        in_cents = number * _IN_CENTS[self.unit]
        whole = in_cents.to_integral_value()
        if abs(in_cents - whole) > _DUST:
            return Figure(value=plain(number), remark=_PARTS)
        return Figure(int(whole), remark=None if in_cents == whole else _DUSTY)

    def _beyond_cents(self, cell: Cell) -> Decimal | None:
        """A text that states more than cents and can be nothing else: « 2.8e-14 », « 1234.5678 »."""
        text = cell.strip() if isinstance(cell, str) else ""
        return Decimal(text) if _SCIENTIFIC.fullmatch(text) or _PARTS_OF_CENT.fullmatch(text) else None


class Numbers(dict[Cell, Figure]):
    """Rates and counts by cell, each text read once."""

    def __missing__(self, cell: Cell) -> Figure:
        """CellError as `cells.number_of`."""
        return _kept(self, cell, _absent(cell) or Figure(value=plain(_number(cell))))


def _kept(known: dict[Cell, Figure], cell: Cell, figure: Figure) -> Figure:
    if isinstance(cell, str) and len(known) < MOST_TEXTS:
        known[cell] = figure
    return figure


def _absent(cell: Cell) -> Figure | None:
    if isinstance(cell, str) and cell[-1:].isdigit():  # nearly all of them
        return None
    if is_blank(cell):
        return Figure(absence=Absence.MISSING)
    absence = ABSENCES.get(folded(cell)) if isinstance(cell, str) else None
    return None if absence is None else Figure(absence=absence)


def _number(cell: Cell) -> Decimal:
    text = cell.strip() if isinstance(cell, str) else ""
    return Decimal(text) if _SCIENTIFIC.fullmatch(text) else number_of(cell) or Decimal(0)


def plain(number: Decimal) -> str:
    """« -12.5 », never « 1E+3 » nor « -0 »."""
    return "0" if not number else format(number, "f")


class FigureReader(ABC):
    """Reads one table of published figures; a kind of file says what its rows and columns are about."""

    identity: tuple[str, ...]  # the fields that say what a row is about

    def __init__(self, table: Table, tally: Tally, spool: Spool, context: Context, unit: str) -> None:
        self.table = table
        self.tally = tally
        self.spool = spool
        self.context = context
        self.years: set[int] = set()
        self.sources: set[str] = set()
        self.subjects: dict[str, None] = {}  # codes of the first two authorities, in their order
        self._money = Money(unit, typed=table.typed)
        self._numbers = Numbers()
        self._abouts: dict[tuple[Cell, ...], About] = {}
        self._written: dict[tuple[object, ...], tuple[int, Figure]] = {}
        self._repeats = Repeats()
        self._remarks = Remarks(tally.findings)
        self._row_of_nobody = 0

    @abstractmethod
    def columns(self) -> Iterable[Column]:
        """The columns of figures."""

    @abstractmethod
    def about(self, cells: Mapping[str, Cell]) -> About:
        """What a row says, from the cells of the `identity` fields. Told: a cell that cannot be read."""

    def read(self) -> int:
        """Rows understood; their figures are spooled."""
        understood, columns, key_of = 0, tuple(self.columns()), self._picker()
        for number, cells in self.table.rows(self.tally):
            row = (*cells, None)  # the last stands for what has no column
            figures = self._row(number, row, key_of(row), columns)
            if figures is None or self._repeats_one(number, cells):
                self.tally.refused += 1
                continue
            self.spool.add_all(figures)
            understood += 1
        self._remarks.tell()
        return understood

    def place(self, name: str) -> int | None:
        """Rank of the column that states a field; a column whose title stands for a value is none."""
        places = (at for at in self.table.places(name) if not self.table.columns[at].given)
        return next(places, None)

    def value(self, name: str, cell: Cell, read: Callable[[Cell], _T]) -> _T:
        """What a cell says. Told: it cannot be read, and has been told."""
        try:
            return read(cell)
        except CellError as error:
            raise Told(name, error) from error

    def _picker(self) -> Callable[[Row], tuple[Cell, ...]]:
        places = [-1 if (at := self.place(name)) is None else at for name in self.identity]
        return itemgetter(*places)

    def _row(
        self, number: int, row: Row, key: tuple[Cell, ...], columns: Sequence[Column]
    ) -> list[Sequence[Value]] | None:
        """The figures of a row; None where one of its cells cannot be read."""
        try:
            about = self._abouts.get(key) or self._about(key)
        except Told as told:
            self.tally.findings.cell_error(number, self.table.title(told.field), told.error)
            return None
        for name, text, read in about.repaired:
            self.tally.findings.warning_alike("leading_zero", number, self.table.title(name), text, read=read)
        figures: list[Sequence[Value]] = []
        is_whole = True
        for column in columns:
            try:
                figures.extend(self._figures(number, row[column.place], about, column))
            except CellError as error:
                self.tally.findings.cell_error(number, column.title, error)
                is_whole = False
        return figures if is_whole else None

    def _about(self, key: tuple[Cell, ...]) -> About:
        stated = zip(self.identity, key, strict=True)
        constants = self.table.constants
        cells = {name: constants.get(name) if is_blank(cell) else cell for name, cell in stated}
        for name, cell in cells.items():
            self.value(name, cell, text_of)
        about = self.about(cells)
        if len(self.subjects) < 2:
            self.subjects[about.subject.authority] = None
        if len(self._abouts) >= MOST_TEXTS:
            self._abouts.clear()
        self._abouts[key] = about
        return about

    def _figures(self, number: int, cell: Cell, about: About, column: Column) -> Iterator[Sequence[Value]]:
        unit = column.unit or about.unit
        figure = self._money[cell] if unit == EUROS else self._numbers[cell]
        if figure.remark:
            self._tell_remark(number, column.title, cell, figure)
        if figure.cents is None and figure.value is not None and unit == EUROS:
            unit = _PRINTED[self._money.unit]
        elif unit == PER_INHABITANT and not column.of_group and about.inhabitants == "0":
            figure = self._of_nobody(number, figure)
        subject, year = about.group if column.of_group else about.subject, column.year or about.year
        indicator, scope = f"{column.indicator or about.indicator}{column.suffix}", column.scope or about.scope
        if column.once and self._is_written(number, column.title, (subject, year, indicator, unit), figure):
            return
        self.years.add(year or 0)
        yield (number, self.table.sheet, *subject, scope, year, indicator, unit, *figure[:3], about.status)

    def _tell_remark(self, number: int, title: str, cell: Cell, figure: Figure) -> None:
        findings = self.tally.findings
        if figure.remark == _DUSTY:
            findings.warning_alike("cent_dust", number, title)
        elif figure.cents is None:
            findings.warning_alike("parts_of_cent", number, title)
        else:
            self._remarks.add(figure.remark or "", number, title, str(cell).strip(), figure.cents)

    def _of_nobody(self, number: int, figure: Figure) -> Figure:
        """Nothing is divided by nobody: a zero printed there is not a value."""
        if figure.value != "0":
            return figure
        if number != self._row_of_nobody:
            self._row_of_nobody = number
            self.tally.findings.warning_alike("zero_inhabitants", number, None)
        return NOT_APPLICABLE

    def _is_written(self, number: int, title: str, key: tuple[object, ...], figure: Figure) -> bool:
        """Whether an earlier row gave this very figure; another value for it is kept too, and told."""
        first, earlier = self._written.setdefault(key, (number, figure))
        if first == number:
            if len(self._written) > MOST_TEXTS:
                self._written.clear()
            return False
        if earlier[:3] == figure[:3]:
            return True
        self.tally.findings.warning("two_values", number, title, None, first=first)
        return False

    def _repeats_one(self, number: int, cells: Row) -> bool:
        first = self._repeats.first(number, cells)
        if first is None:
            return False
        self.tally.findings.error("duplicate_row", number, None, None, first=first)
        return True


class Told(Exception):
    """A cell that says what a row is about and cannot be read."""

    def __init__(self, field: str, error: CellError) -> None:
        super().__init__(field)
        self.field = field
        self.error = error


def read_figures(
    kind: Kind, tables: Sequence[Table], context: Context, reader: Callable[[Table, Tally, Spool], FigureReader]
) -> Reading:
    """All figures of all tables, spooled as `published_figure`."""
    tally = Tally()
    with Spool(context.folder, TABLE, COLUMNS) as spool:
        readers = [reader(table, tally, spool) for table in tables]
        found = tuple(one.table.found(one.read()) for one in readers)
    return Reading(
        kind=kind,
        encoding="",
        rows=tally.rows,
        totals_skipped=tally.aside,
        documents=(),
        problems=tally.findings.all(),
        details={
            "years": sorted({year for one in readers for year in one.years}),
            "sources": sorted({source for one in readers for source in one.sources}),
            "subjects": list(dict.fromkeys(code for one in readers for code in one.subjects))[:2],
        },
        rows_refused=tally.refused,
        rows_excluded=tally.excluded,
        rows_understood=sum(one.rows for one in found),
        records=(spool.records,),
        tables=found,
    )


def kind_of(siren: str) -> str:
    """The kind of subject that a SIREN stands for: commune, grouping or other."""
    kind = kind_by_siren(siren)
    return kind if kind in ("commune", "grouping") else "other"


def unit_named(table: Table, context: Context, fields: Iterable[Field], otherwise: str) -> str:
    """The unit of a table's amounts: the one chosen, else the one that their titles name."""
    if context.choices.unit:
        return context.choices.unit
    money = {field.name for field in fields if field.holds is Holds.AMOUNT}
    titles = (title_key(column.header) for column in table.columns if column.field in money)
    return next(iter(units_named(titles)), otherwise)
