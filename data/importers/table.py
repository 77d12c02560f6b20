"""A table found in a sheet: what each column holds, and its rows as a person counts them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from data.importers.choices import Choices
from data.importers.fields import Field
from data.importers.findings import Findings
from data.importers.grid import Marks, Row
from data.importers.kinds import Kind
from data.importers.reading import ColumnFound, Reading, TableFound
from data.importers.titles import Named


@dataclass
class Tally:
    """Counts the rows met, and what is found wrong with them."""

    findings: Findings = field(default_factory=Findings)
    rows: int = 0
    aside: int = 0  # printed totals, titles, notes
    refused: int = 0
    excluded: int = 0
    left_out: list[tuple[str | None, int, Row]] = field(default_factory=list)  # by a person: sheet, number, cells


@dataclass(frozen=True)
class Table:
    """columns: every column of the sheet from A on, mapped or not, so that `cells[n]` is under `columns[n]`.

    constants: field → value stated outside the rows: by a title above, the sheet's or file's name, or a person.
    said: where each constant comes from (title, sheet, file, choice, town), for the page to say.
    """

    sheet: str | None
    header_row: int
    columns: tuple[ColumnFound, ...]
    constants: Mapping[str, str]
    said: Mapping[str, str]
    marks: Marks
    size: int | None
    unit: str  # euros, thousands, cents: of its amounts
    _rows: Callable[["Tally"], Iterator[tuple[int, Row]]]
    typed: bool = False  # whether its form of file knows numbers from texts, as workbooks do

    def rows(self, tally: Tally) -> Iterator[tuple[int, Row]]:
        """Row numbers and cells, as wide as the header; counted in `tally.rows`.

        Blank rows are not rows. Corrections are applied. Rows that a person left out are counted as excluded, rows
        longer or shorter than the header are told and counted as refused: neither is given.
        """
        return self._rows(tally)

    def place(self, field_name: str) -> int | None:
        """Rank of the one column of a field; the first where several carry it; None without any."""
        return next((rank for rank, column in enumerate(self.columns) if column.field == field_name), None)

    def places(self, field_name: str) -> list[int]:
        return [rank for rank, column in enumerate(self.columns) if column.field == field_name]

    def title(self, field_name: str) -> str:
        """The header of a field's column as the file prints it; the field's own name where it has none."""
        rank = self.place(field_name)
        return field_name if rank is None else self.columns[rank].header

    def found(self, rows: int) -> TableFound:
        return TableFound(
            self.sheet, self.header_row, rows, self.columns, self.constants, said=self.said, unit=self.unit
        )


@dataclass(frozen=True)
class Town:
    """The authority a file is meant for: its SIREN, the SIRET of its main budget where known, its name.

    budgets: SIRET and name of each budget that is stored.
    """

    code: str
    siret: str
    name: str
    budgets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Context:
    """All that a reader may know beside the file's tables.

    folder: where spools are written. progress: told the share of the file read so far, 0 to 1.
    """

    choices: Choices
    file_name: str
    today: date
    town: Town | None
    folder: Path
    progress: Callable[[float], None]


def nothing_said(_text: str) -> Mapping[str, str]:
    return {}


def nobody(_titles: Sequence[str]) -> Collection[int]:
    return ()


def nothing_beside(_titles: Sequence[str], _named: Sequence[Named | None]) -> Mapping[int, str]:
    return {}


def no_value(_header: str, _fields: Collection[str]) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True)
class KindRead:
    """How one kind of table is recognised and read.

    spread: field that unmapped columns of figures carry where their header stands for a value: year, facility, measure.
    constants_in: what a title, a sheet's name or a file's name states: field → value.
    given_in: what the header of a spread column states, knowing the fields that have columns of their own; empty where
    it states nothing, and the column is left aside. personal: ranks of the columns that name somebody in this kind of
    table, beside those that do so in any. beside: the field that titles name only for what stands beside them, by rank.
    """

    kind: Kind
    fields: tuple[Field, ...]
    read: Callable[[Sequence[Table], Context], Reading]
    spread: str | None = None
    constants_in: Callable[[str], Mapping[str, str]] = nothing_said
    given_in: Callable[[str, Collection[str]], Mapping[str, str]] = no_value
    personal: Callable[[Sequence[str]], Collection[int]] = nobody
    beside: Callable[[Sequence[str], Sequence[Named | None]], Mapping[int, str]] = nothing_beside
