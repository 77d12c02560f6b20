"""A projection as a workbook whose formulas live: levers may be moved there too, and all follows."""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from dashboard.answers import Town
from dashboard.locale import say, t
from dashboard.outlook import origins, sheets
from data.words import slug
from metrics.language import Indicator, Labelled
from metrics.outlook.figures import FIRST_READ, RATIOS
from metrics.outlook.formulas import ROUNDING, Entered, Key
from metrics.outlook.projection import Projection
from metrics.outlook.real_balance import LACKING, READING
from metrics.outlook.rows import GROUP_LABELS, Group, Row
from metrics.outlook.written import as_cell, as_ratio, plain
from metrics.units import EUROS, EUROS_A_YEAR, PERCENT, Unit

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_COLUMN, TITLES_ROW = 3, 5  # of the figures, of the years
_NAMES, _SENTENCES = 75, 110  # columns of the sheets of words
_ENTERED = "FFF4E5C2"  # behind a figure that a person may change


def name(town: Town, projection: Projection) -> str:
    """« prospective-ville-2025-prudent.xlsx »"""
    parts = (t("nav.outlook"), town.authority.name, str(projection.base.year), projection.scenario.name)
    return f"{'-'.join(map(slug, parts))}.xlsx"


def of(projection: Projection, whose: str = "") -> bytes:
    """whose: the town and its budget, at the head of the first sheet."""
    import openpyxl  # noqa: PLC0415 (heavy, and of use to a download alone)

    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    summary = book.create_sheet(t("outlook.sheet_summary"))
    live = LiveSheet(projection, book.create_sheet(t("outlook.sheet_projection")))
    live.lay_down()
    _Summary(live, summary).lay_down(whose)
    _origins(projection, book.create_sheet(t("outlook.sheet_origins")))
    _notes(projection, book.create_sheet(t("outlook.sheet_notes")))
    for sheet in book:
        sheets.foot(sheet, whose)
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
        self._widths()
        sheets.print_whole(self.sheet, TITLES_ROW, sheets.A3)

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
        self._title(1, _title(self.projection))
        self.sheet.cell(2, 1, t("outlook.workbook_reading"))
        _say_the_years(self.sheet, self.years, self.projection)
        for column, title in enumerate((t("outlook.row"), t("outlook.unit"), *self.years), start=1):
            self.sheet.cell(TITLES_ROW, column, title)
        sheets.title(self.sheet[TITLES_ROW])
        self.sheet.freeze_panes = self.sheet.cell(TITLES_ROW + 1, FIRST_COLUMN)

    def _widths(self) -> None:
        rows = self.projection.model.rows.values()
        for column, texts in (("A", [say(row.label) for row in rows]), ("B", [say(row.unit.symbol) for row in rows])):
            sheets.wide_enough(self.sheet, column, texts)
        for year in self.years:
            figures = (
                f"{plain(self.projection.figures[row.name, year], row.unit):,}" for row in rows if year in row.cells
            )
            sheets.wide_for(self.sheet, self._address(1, year)[:-1], figures)

    def _title(self, line: int, text: str) -> None:
        self.sheet.cell(line, 1, _text(text))
        sheets.bold([self.sheet.cell(line, 1)])

    def _row(self, row: Row) -> None:
        from openpyxl.styles import PatternFill  # noqa: PLC0415

        self._head(self.lines[row.name], say(row.label), row.unit)
        for year, formula in row.cells.items():
            cell = self.sheet[self.places[row.name, year]]
            cell.value = as_cell(self.projection.model, (row.name, year), self.places.__getitem__)
            cell.number_format = _format(row.unit)
            if isinstance(formula, Entered) and (formula.origin or year <= self.projection.base.year):
                cell.fill = PatternFill("solid", fgColor=_ENTERED)
        if row.name in FIRST_READ:
            sheets.bold(self.sheet[self.lines[row.name]])

    def _head(self, line: int, label: str, unit: Unit) -> None:
        self.sheet.cell(line, 1, _text(label))
        self.sheet.cell(line, 2, say(unit.symbol))

    def _ratios(self) -> None:
        line = max(self.lines.values()) + 2
        self._title(line, t("outlook.ratios"))
        for indicator in RATIOS:
            years = [year for year in self.projection.years if self.has(indicator, year)]
            line += 1 if years else 0
            for year in years:
                self._head(line, say(indicator.label), indicator.unit)
                cell = self.sheet[self._address(line, year)]
                cell.value = as_ratio(indicator, year, self.places.__getitem__)
                cell.number_format = _format_of_ratio(indicator)

    def has(self, indicator: Indicator, year: int) -> bool:
        sides = (indicator.numerator, indicator.denominator)
        return all(isinstance(side, Labelled) and (side.name, year) in self.places for side in sides)


class _Summary:
    """What is read first, on one page: each figure is that of the sheet of the projection, and follows it."""

    def __init__(self, live: LiveSheet, sheet: "Worksheet") -> None:
        self.live, self.sheet, self.projection = live, sheet, live.projection

    def lay_down(self, whose: str) -> None:
        for line, text in enumerate((whose, _title(self.projection), t("outlook.summary_reading")), start=1):
            self.sheet.cell(line, 1, _text(text))
        sheets.bold([self.sheet["A1"], self.sheet["A2"]])
        _say_the_years(self.sheet, self.projection.years, self.projection)
        for column, title in enumerate((t("outlook.row"), t("outlook.unit"), *self.projection.years), start=1):
            self.sheet.cell(TITLES_ROW, column, title)
        sheets.title(self.sheet[TITLES_ROW])
        self.sheet.freeze_panes = self.sheet.cell(TITLES_ROW + 1, FIRST_COLUMN)
        names = [self._row(line, one) for line, one in enumerate(FIRST_READ, start=TITLES_ROW + 1)]
        sheets.wide_enough(self.sheet, "A", names)
        for column, year in enumerate(self.projection.years, start=FIRST_COLUMN):
            sheets.wide_for(self.sheet, self.sheet.cell(1, column).column_letter, self._written(year))
        sheets.print_whole(self.sheet, TITLES_ROW)

    def _written(self, year: int) -> Iterator[str]:
        """The widest that a column holds: amounts in whole euros, the one that is lacking after its word."""
        for one in FIRST_READ:
            if isinstance(one, str) and (one, year) in self.live.places:
                before = f"{t('outlook.sheet_lacks')} " if one == LACKING else ""
                yield f"{before}{self.projection.figures[one, year] // 100:,}"

    def _row(self, line: int, one: str | Indicator) -> str:
        """Its label. One line of the projection, or a ratio."""
        known = one if isinstance(one, Indicator) else self.projection.model.rows[one]
        written = t("outlook.real_balance") if one == LACKING else say(known.label)
        self.sheet.cell(line, 1, _text(written))
        self.sheet.cell(line, 2, say(known.unit.symbol))
        for column, year in enumerate(self.projection.years, start=FIRST_COLUMN):
            self._figure(self.sheet.cell(line, column), one, year)
        return written

    def _figure(self, cell: Any, one: str | Indicator, year: int) -> None:
        if isinstance(one, Indicator):
            if self.live.has(one, year):
                cell.value, cell.number_format = as_ratio(one, year, self._address), _format_of_ratio(one)
        elif (one, year) in self.live.places:
            there = self._address((one, year))
            cell.value, cell.number_format = f"={there}", sheets.EUROS_ONLY
            if one == LACKING:  # a zero would not say that zero is what the law asks for
                cell.value = f'=IF({there}=0,"{t("outlook.real_balance_met")}",{there})'
                cell.number_format = f'[Red]"{t("outlook.sheet_lacks")} "#,##0'
        sheets.to_the_right([cell])

    def _address(self, key: Key) -> str:
        from openpyxl.utils import quote_sheetname  # noqa: PLC0415

        return f"{quote_sheetname(self.live.sheet.title)}!{self.live.places[key]}"


def _say_the_years(sheet: "Worksheet", years: Sequence[int], projection: Projection) -> None:
    """Above the years: which one is the account, and which are projected."""
    said = {projection.base.year: t("outlook.sheet_account")} | dict.fromkeys(
        projection.model.years, t("outlook.sheet_projected")
    )
    cells = [sheet.cell(TITLES_ROW - 1, column, said.get(year)) for column, year in enumerate(years, FIRST_COLUMN)]
    sheets.to_the_right(cells)


def _title(projection: Projection) -> str:
    return t("outlook.workbook_title", scenario=projection.scenario.name, year=projection.base.year)


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
    sheets.wrap(sheet, {"A": _NAMES, "D": _SENTENCES})
    sheets.set_off(sheet["D"])
    sheets.wide_for(sheet, "C", [str(cell.value) for cell in sheet["C"]])
    for column in ("B", "C"):
        sheets.to_the_right(sheet[column])
    sheets.title(sheet[1])
    sheet.freeze_panes = "A2"
    sheets.print_whole(sheet, 1)


def _notes(projection: Projection, sheet: "Worksheet") -> None:
    for note in (ROUNDING, READING, *projection.notes):
        sheet.append([_text(say(note))])
    sheets.wrap(sheet, {"A": _SENTENCES})
    sheets.print_whole(sheet, 1)


def _text(text: str) -> str:
    """Words, whatever a person named a project: never a formula."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} and not text[1:2].isdigit() else text


def _format(unit: Unit) -> str:
    if unit in (EUROS, EUROS_A_YEAR):
        return sheets.MONEY
    return sheets.RATE if unit.symbol == PERCENT.symbol else sheets.WHOLE


def _format_of_ratio(indicator: Indicator) -> str:
    return sheets.SHARE if indicator.unit == PERCENT else sheets.ONE_DECIMAL
