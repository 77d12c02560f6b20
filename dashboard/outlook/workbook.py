"""A projection as a workbook whose formulas live: levers may be moved there too, and all follows."""

from io import BytesIO
from typing import TYPE_CHECKING

from dashboard.answers import Town
from dashboard.locale import say, t
from dashboard.outlook import origins
from data.importers.usage.words import slug
from metrics.language import Indicator, Labelled
from metrics.outlook.figures import RATIOS
from metrics.outlook.formulas import ROUNDING, Entered, Key
from metrics.outlook.projection import Projection
from metrics.outlook.real_balance import READING
from metrics.outlook.rows import GROUP_LABELS, Group, Row
from metrics.outlook.written import as_cell, as_ratio
from metrics.units import EUROS, EUROS_A_YEAR, PERCENT, Unit

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_COLUMN, TITLES_ROW = 3, 4  # of the figures, of the years
_MONEY, _RATE, _WHOLE, _ONE_DECIMAL = "#,##0.00", "0.00%", "#,##0", "#,##0.0"
_ENTERED = "FFF4E5C2"  # behind a figure that a person may change
_WIDE, _NARROW = 60, 16


def name(town: Town, projection: Projection) -> str:
    """« prospective-ville-2025-prudent.xlsx »"""
    parts = (t("nav.outlook"), town.authority.name, str(projection.base.year), projection.scenario.name)
    return f"{'-'.join(map(slug, parts))}.xlsx"


def of(projection: Projection) -> bytes:
    import openpyxl  # noqa: PLC0415 (heavy, and of use to a download alone)

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    LiveSheet(projection, book.create_sheet(t("outlook.sheet_projection"))).lay_down()
    _origins(projection, book.create_sheet(t("outlook.sheet_origins")))
    _notes(projection, book.create_sheet(t("outlook.sheet_notes")))
    found = BytesIO()
    book.save(found)
    return found.getvalue()


class LiveSheet:
    """Every row of a projection under its group, then the ratios. places: where each figure stands."""

    def __init__(self, projection: Projection, sheet: "Worksheet") -> None:
        self.projection, self.sheet = projection, sheet
        rows = projection.model.rows.values()
        self.years = sorted({year for row in rows for year in row.cells} | set(projection.years))
        self.groups = {group: projection.model.in_group(group) for group in Group}
        self.lines = self._lines()
        self.places: dict[Key, str] = {
            (row.name, year): self._address(self.lines[row.name], year) for row in rows for year in row.cells
        }

    def lay_down(self) -> None:
        self._titles()
        for group, rows in self.groups.items():
            if rows:
                self._title(self.lines[rows[0].name] - 1, say(GROUP_LABELS[group]))
            for row in rows:
                self._row(row)
        self._ratios()

    def _lines(self) -> dict[str, int]:
        """The line of each row: one above each group for its title, one below left empty."""
        found, line = {}, TITLES_ROW
        for rows in self.groups.values():
            for number, row in enumerate(rows, start=line + 2):
                found[row.name] = number
            line += len(rows) + 2 if rows else 0
        return found

    def _address(self, line: int, year: int) -> str:
        from openpyxl.utils import get_column_letter  # noqa: PLC0415

        return f"{get_column_letter(FIRST_COLUMN + self.years.index(year))}{line}"

    def _titles(self) -> None:
        self._title(
            1, t("outlook.workbook_title", scenario=self.projection.scenario.name, year=self.projection.base.year)
        )
        self.sheet.cell(2, 1, t("outlook.workbook_reading"))
        for column, title in enumerate((t("outlook.row"), t("outlook.unit"), *self.years), start=1):
            self.sheet.cell(TITLES_ROW, column, title)
        self.sheet.freeze_panes = self.sheet.cell(TITLES_ROW + 1, FIRST_COLUMN)
        self.sheet.column_dimensions["A"].width = _WIDE
        for year in self.years:
            self.sheet.column_dimensions[self._address(1, year)[:-1]].width = _NARROW

    def _title(self, line: int, text: str) -> None:
        from openpyxl.styles import Font  # noqa: PLC0415

        self.sheet.cell(line, 1, _text(text)).font = Font(bold=True)

    def _row(self, row: Row) -> None:
        from openpyxl.styles import PatternFill  # noqa: PLC0415

        self._head(self.lines[row.name], say(row.label), row.unit)
        for year, formula in row.cells.items():
            cell = self.sheet[self.places[row.name, year]]
            cell.value = as_cell(self.projection.model, (row.name, year), self.places.__getitem__)
            cell.number_format = _format(row.unit)
            if isinstance(formula, Entered):
                cell.fill = PatternFill("solid", fgColor=_ENTERED)

    def _head(self, line: int, label: str, unit: Unit) -> None:
        self.sheet.cell(line, 1, _text(label))
        self.sheet.cell(line, 2, say(unit.symbol))

    def _ratios(self) -> None:
        line = max(self.lines.values()) + 2
        self._title(line, t("outlook.ratios"))
        for indicator in RATIOS:
            years = [year for year in self.projection.years if self._has(indicator, year)]
            line += 1 if years else 0
            for year in years:
                self._head(line, say(indicator.label), indicator.unit)
                cell = self.sheet[self._address(line, year)]
                cell.value = as_ratio(indicator, year, self.places.__getitem__)
                cell.number_format = _RATE if indicator.unit == PERCENT else _ONE_DECIMAL

    def _has(self, indicator: Indicator, year: int) -> bool:
        sides = (indicator.numerator, indicator.denominator)
        return all(isinstance(side, Labelled) and (side.name, year) in self.places for side in sides)


def _origins(projection: Projection, sheet: "Worksheet") -> None:
    """Each figure that somebody, the law or the past chose; of one that stays the same, its first year."""
    sheet.append([t("outlook.row"), t("choose.year"), t("outlook.figure"), t("outlook.origin")])
    for row in projection.model.rows.values():
        before = ("", "")
        for year in row.cells:
            origin = projection.origin(row.name, year)
            if origin is None:
                continue
            said = (origins.figure(projection.figures[row.name, year], row.unit), origins.of(origin))
            if said != before:
                sheet.append([_text(say(row.label)), year, *map(_text, said)])
            before = said
    for column, width in zip("ABCD", (_WIDE, 10, 20, 80), strict=True):
        sheet.column_dimensions[column].width = width


def _notes(projection: Projection, sheet: "Worksheet") -> None:
    for note in (ROUNDING, READING, *projection.notes):
        sheet.append([_text(say(note))])
    sheet.column_dimensions["A"].width = 2 * _WIDE


def _text(text: str) -> str:
    """Words, whatever a person named a project: never a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} and not text[1:2].isdigit() else text


def _format(unit: Unit) -> str:
    if unit in (EUROS, EUROS_A_YEAR):
        return _MONEY
    return _RATE if unit.symbol == PERCENT.symbol else _WHOLE
