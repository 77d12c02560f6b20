"""Which columns of a table hold what is counted, and what each of their titles stands for.

A title says it by itself where it can (entrées, internet, janvier); the others stand for the same kind of thing as
those, or for facilities where nothing tells. Codes, money, rates, days and remarks count nothing.
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from data.importers.choices import ASIDE
from data.importers.findings import Findings
from data.importers.numbers import CellError
from data.importers.periods.fields import DATE, FINEST_FIRST
from data.importers.periods.period import read
from data.importers.reading import ColumnFound
from data.importers.table import Table
from data.importers.usage.cells import has_decimals, quantity_of
from data.importers.usage.fields import AUDIENCE, FACILITY, MEASURE, QUANTITY
from data.importers.usage.words import Axis, Stated, counts_nothing, is_total, is_total_row, measure_of, stated
from data.words import title_key

TOTAL: Final = "total"
_ROW_LABELS: Final = frozenset(("", "etiquettes de lignes", "row labels", "etichette di riga", "etiquetas de fila"))
_UNTITLED: Final = Stated({}, counts=True)
_PERIODS: Final = frozenset(("date", "week", "month", "quarter", "year", "season"))
_DAY = re.compile(r"[0-9]{4}[-/.][0-9]{1,2}(?:[-/.][0-9]{1,2})?.*|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}.*|.*:.*")


@dataclass(frozen=True)
class Counted:
    """A column of figures. given: field → words of its title. period: the words that state one, if any do."""

    place: int
    header: str
    given: Mapping[str, str]
    is_titled: bool = True

    @property
    def period(self) -> str | None:
        return next((words for name, words in self.given.items() if name in _PERIODS), None)

    @property
    def measure(self) -> str | None:
        """The code of what it counts; None where its title only says that it counts."""
        words = self.given.get(MEASURE)
        return words if words == TOTAL or words is None else measure_of(words)

    @property
    def decimals(self) -> bool:
        return self.is_titled and has_decimals(self.header)


@dataclass(frozen=True)
class Counts:
    """The columns that count. totals: columns of printed totals of the others, which are only compared with them."""

    columns: tuple[Counted, ...]
    totals: tuple[Counted, ...] = ()


def refined(table: Table, personal: Collection[int]) -> Table:
    """The table with what its first cells say of columns whose titles say nothing, or too little.

    The first column of a cross table has no title: it holds periods, or places. A « type » of entrée or sortie is a
    measure.
    """
    columns = list(table.columns)
    fields = {column.field for column in columns}
    place = next((n for n, one in enumerate(columns) if _is_untitled(one) and n not in personal), None)
    if place is not None:
        held = _held_by(columns[place].samples, fields)
        columns[place] = replace(columns[place], header=columns[place].name, field=held)
    audience = table.place(AUDIENCE)
    if audience is not None and MEASURE not in fields and all(map(_is_measure, columns[audience].samples)):
        columns[audience] = replace(columns[audience], field=MEASURE)
    return replace(table, columns=tuple(columns))


def _is_untitled(column: ColumnFound) -> bool:
    return column.field is None and bool(column.samples) and title_key(column.header) in _ROW_LABELS


def _held_by(samples: Sequence[str], fields: Collection[str | None]) -> str | None:
    if not {*fields} & {*FINEST_FIRST} and all(map(_is_period, samples)):
        return DATE
    return FACILITY if FACILITY not in fields and not any(map(_is_count, samples)) else None


def _is_period(sample: str) -> bool:
    try:
        read(sample)
    except CellError:
        return is_total_row(sample)
    return True


def _is_measure(sample: str) -> bool:
    found = stated(sample)
    return found is not None and set(found.given) == {Axis.MEASURE}


def counts_of(table: Table, chosen: Mapping[str, str], personal: Collection[int], findings: Findings) -> Counts:
    """chosen: header → field, as a person decided. personal: columns that name persons, never read.

    Told: two columns for the same thing.
    """
    said: list[tuple[int, ColumnFound, Stated]] = []
    unsaid: list[tuple[int, ColumnFound]] = []
    totals: list[Counted] = []
    for place, column in enumerate(table.columns):
        if place in personal or not _may_count(column, chosen):
            continue
        found = stated(column.header) if column.is_titled else None
        if is_total(column.header):
            totals.append(Counted(place, column.header, {MEASURE: TOTAL}))
        elif found is not None and (found.given or found.counts) and _is_sure(column):
            said.append((place, column, found))
        elif chosen.get(column.header) == QUANTITY:
            said.append((place, column, Stated({MEASURE: column.header}) if column.is_titled else _UNTITLED))
        elif found is None and _may_be_figures(column):
            unsaid.append((place, column))
    columns = [Counted(place, column.header, found.given, column.is_titled) for place, column, found in said]
    columns += [Counted(place, column.header, given) for place, column, given in _by_the_others(table, said, unsaid)]
    _tell_twice(table, columns, findings)
    return _with_totals(sorted(columns, key=lambda one: one.place), totals)


def shown(table: Table, counts: Counts) -> Table:
    """The table with its columns as they were taken."""
    taken = {one.place: one.given for one in (*counts.columns, *counts.totals)}
    columns = []
    for place, column in enumerate(table.columns):
        if place in taken:
            columns.append(
                replace(column, field=QUANTITY, given={str(name): words for name, words in taken[place].items()})
            )
        else:
            columns.append(replace(column, field=None, given={}) if column.field == QUANTITY else column)
    return replace(table, columns=tuple(columns))


def _may_count(column: ColumnFound, chosen: Mapping[str, str]) -> bool:
    if column.field not in (None, QUANTITY) or chosen.get(column.header) == ASIDE:
        return False
    return chosen.get(column.header) == QUANTITY or (
        bool(column.header) and not any(map(_DAY.fullmatch, column.samples))
    )


def _may_be_figures(column: ColumnFound) -> bool:
    figures = column.field == QUANTITY and not counts_nothing(column.header)
    return figures and all(map(_is_count, column.samples))


def _is_sure(column: ColumnFound) -> bool:
    """Whether a column that the title alone would make one of figures holds some, as far as its first rows show."""
    if column.field == QUANTITY or not column.samples:  # blank at the top
        return True
    return 2 * sum(map(_is_count, column.samples)) >= len(column.samples)


def _is_count(sample: str) -> bool:
    """As it would be read: a word for an absence is one, a date is none."""
    try:
        quantity_of(sample, decimals=True)
    except CellError as error:
        return error.code == "ambiguous_number"
    return True


def _by_the_others(
    table: Table, said: Sequence[tuple[int, ColumnFound, Stated]], unsaid: Sequence[tuple[int, ColumnFound]]
) -> list[tuple[int, ColumnFound, Mapping[str, str]]]:
    """What the titles stand for that name nothing known, taken as those beside them; none where that tells nothing."""
    axes = Counter(_axis(found.given) for _, _, found in said if found.given)
    if any(found.counts for _, _, found in said) or axes[Axis.PERIOD]:
        return []
    if len(said) + len(unsaid) < _columns_of_words(table):
        return []
    if axes:
        axis = Axis.MEASURE if axes[Axis.MEASURE] else axes.most_common(1)[0][0]
    else:
        axis = Axis.MEASURE if table.place(FACILITY) is not None else Axis.FACILITY
    return [(place, column, {axis: column.header}) for place, column in unsaid]


def _axis(given: Mapping[str, str]) -> Axis:
    if any(name in _PERIODS for name in given):
        return Axis.PERIOD
    return next(axis for axis in Axis if axis in given)


def _columns_of_words(table: Table) -> int:
    """Columns that no field takes and that hold words: where they are many, a row is a thing, not a count."""
    return sum(
        1
        for column in table.columns
        if column.field is None and column.samples and not all(map(_is_count, column.samples))
    )


def _with_totals(columns: Sequence[Counted], totals: Sequence[Counted]) -> Counts:
    """A total of measures is a measure too; one of places, channels or months would count them twice."""
    if not columns:
        return Counts(tuple(replace(one, given={}) for one in totals[:1]))
    if all(not one.given or set(one.given) == {MEASURE} for one in columns):
        return Counts((*columns, *totals))
    return Counts(tuple(columns), tuple(totals))


def _tell_twice(table: Table, columns: Collection[Counted], findings: Findings) -> None:
    seen: set[tuple[tuple[str, str], ...]] = set()
    for one in columns:
        key = tuple(sorted(one.given.items()))
        if key in seen:
            findings.error("duplicate_header", table.header_row, one.header, None, example=one.header)
        seen.add(key)
