"""What a person decides about a file: the mapping of its columns, what it leaves out, cells put right.

An empty choice means « as detected ». Choices travel as JSON: to the limited child that reads, and into the
store, which proposes them again for the next file of the same shape.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from data.importers.kinds import Kind

ASIDE = ""  # a column mapped to no field
# What a file is about: another file with the same titles is about another budget, year or step.
OF_ONE_FILE = ("siret", "budget", "year", "step", "number")


@dataclass(frozen=True)
class Correction:
    """A cell put right, or a row left out, with who says why nowhere else than here.

    was: of a text put right in many rows at once, how each cell must begin; one that says another thing stays as it is.
    """

    sheet: str | None
    row: int
    column: str = ""  # the header's text; empty for a whole row left out
    text: str = ""  # what to read instead; for a row left out, the reason
    was: str = ""


@dataclass(frozen=True)
class Choices:
    """header_rows: sheet's name ("" for a CSV) → row number. columns: header's text, or the letter of a
    column without a title → field, `ASIDE` for none.

    constants: field → one value for the whole file (year, step, siret, service…). unit: euros, thousands, cents.
    """

    kind: Kind | None = None
    encoding: str = ""
    separator: str = ""
    unit: str = ""
    sheets: tuple[str, ...] = ()
    header_rows: Mapping[str, int] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    aggregate: bool = False  # accept that rows finer than a fact are added up
    complete: bool = True  # of a file that repeats lines already stored: it replaces the whole document
    corrections: tuple[Correction, ...] = ()  # cells
    exclusions: tuple[Correction, ...] = ()  # rows
    partial: tuple[str, ...] = ()  # slots of the documents that alone complete what is stored, where others replace it

    @property
    def remembered(self) -> "Choices":
        """What holds for next month's file too: not its cells, nor what it is about."""
        constants = {name: value for name, value in self.constants.items() if name not in OF_ONE_FILE}
        return Choices(
            kind=self.kind,
            encoding=self.encoding,
            separator=self.separator,
            unit=self.unit,
            header_rows=self.header_rows,
            columns=self.columns,
            constants=constants,
            aggregate=self.aggregate,
        )
