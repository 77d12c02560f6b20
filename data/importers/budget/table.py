"""Budget lines whatever the layout of their table: SCDL files, exports of finance software, documents as printed.

A repair is made only where one reading is possible, and told with its rows. A table leaves out what a TOTEM document
states: the nomenclature is the one whose chart knows the accounts, the kind of budget comes from its SIRET and
accounts, and there is neither population nor loan.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from data.importers.budget import words as budget_words
from data.importers.budget.blocks import resolve
from data.importers.budget.charts import OTHER, Budget, Chosen, chart_for, is_abroad, no_chart
from data.importers.budget.checks import check
from data.importers.budget.codes import Codes, zeros_are_lost
from data.importers.budget.credits import named_beside
from data.importers.budget.credits_told import tell_credits
from data.importers.budget.documents import document_of
from data.importers.budget.fields import AMOUNT, FIELDS
from data.importers.budget.grid import EURO, Grid, Group
from data.importers.budget.heads import Heads, budgets_named, tell_authorities, tell_several
from data.importers.budget.lines import Lines
from data.importers.budget.missing import tell_inferred, tell_missing, tell_units
from data.importers.budget.repeats import leave_repeated_totals
from data.importers.budget.rounding import rounding
from data.importers.budget.rows import Entry, Head, Role, is_code, left_out, read_rows
from data.importers.budget.totals import Totals
from data.importers.kinds import Kind
from data.importers.order_checks import tell_order_gaps
from data.importers.reading import CENTS, DocumentRead, LineRead, PrintedTotal, Problem, Reading
from data.importers.table import Context, KindRead, Table, Tally
from metrics.documents import Column

_Budget = tuple[str, int]  # SIRET and year: what a chart of accounts is chosen for


def read_budget_tables(tables: Sequence[Table], context: Context) -> Reading:
    """The documents of the tables of one file."""
    return _File(tables, context).read()


def given_in(header: str, _fields: Collection[str]) -> Mapping[str, str]:
    return budget_words.given_in(header)


KIND_READ = KindRead(
    Kind.BUDGET,
    FIELDS,
    read_budget_tables,
    spread=AMOUNT,
    constants_in=budget_words.constants_in,
    given_in=given_in,
    beside=named_beside,
)


@dataclass
class _Sheet:
    """One table on its way to lines. placed: the first line that each row became, by row."""

    grid: Grid
    entries: list[Entry]
    left_out: list[Entry]
    is_summary: bool = False
    placed: dict[int, LineRead] = field(default_factory=dict)

    @property
    def lines(self) -> Iterator[Entry]:
        return (entry for entry in self.entries if entry.role is Role.LINE)


class _File:
    def __init__(self, tables: Sequence[Table], context: Context) -> None:
        self.context = context
        self.tally = Tally()
        self.findings = self.tally.findings
        asked = frozenset(context.choices.columns)
        grids = [Grid(table, asked) for table in tables]
        self.sheets = [_Sheet(grid, read_rows(grid, self.tally), left_out(grid, self.tally)) for grid in grids]
        entries = [entry for sheet in self.sheets for entry in sheet.entries]
        self.is_abroad = is_abroad(grids, entries)
        used = {id(sheet.grid): _used(sheet.entries) for sheet in self.sheets}
        self.heads = Heads(context, self.findings, self.is_abroad, budgets_named(entries), used)
        self.lines = Lines(self.findings, used, self.is_abroad, self.heads.included)
        self.charts: dict[_Budget, Chosen] = {}
        self.codes: dict[_Budget, Codes] = {}
        self.known_heads: dict[tuple[object, ...], tuple[Head | None, ...]] = {}
        self.groups: dict[tuple[int, tuple[Head | None, ...]], list[tuple[Group, Head]]] = {}

    def read(self) -> Reading:
        if self._lacks_something():
            return self._reading(())
        self._choose_charts()
        for sheet in self.sheets:
            self._resolve(sheet)
        if not any(True for sheet in self.sheets for _ in sheet.lines):
            self._tell_no_rows()
            return self._reading(())
        documents = self._documents()
        totals = [total for sheet in self.sheets for total in self._printed_totals(sheet, documents)]
        return self._reading(documents, totals)

    def _lacks_something(self) -> bool:
        """Whether a table cannot be read at all, which is told."""
        before = self.findings.errors
        if not any(entry.role in (Role.LINE, Role.HEAD, Role.BARE) for sheet in self.sheets for entry in sheet.entries):
            self._tell_no_rows()
        with_accounts = [sheet for sheet in self.sheets if _states_accounts(sheet.grid)]
        for sheet in self.sheets:
            self.findings.sheet = sheet.grid.table.sheet
            sheet.is_summary = bool(with_accounts) and sheet.grid.has("chapter") and not _states_accounts(sheet.grid)
            leave_repeated_totals(sheet.entries, self.findings)
            if sheet.entries and not sheet.is_summary:
                tell_missing(sheet.grid, sheet.entries, self.context, self.findings, self.heads.unsaid, self.is_abroad)
            self._tell_currency(sheet.grid)
            if not self.context.choices.unit:
                tell_units(sheet.grid, self.findings)
        return self.findings.errors > before

    def _tell_currency(self, grid: Grid) -> None:
        if grid.currency == EURO:
            return
        title = next((slot.title for slot in grid.slots), grid.title("voted"))
        if self.is_abroad:
            self.findings.warning("currency", grid.table.header_row, None, grid.currency)
        else:
            self.findings.error("currency", grid.table.header_row, title, grid.currency)

    def _tell_no_rows(self) -> None:
        grid = self.sheets[0].grid
        self.findings.sheet = grid.table.sheet
        title = grid.title("article_code" if grid.has("article_code") else "account")
        self.findings.error("no_rows", grid.table.header_row, title)

    def _choose_charts(self) -> None:
        """The chart of each budget and year, by all the codes that its rows state."""
        of_budget: dict[_Budget, list[Entry]] = defaultdict(list)
        for sheet in self.sheets:
            self.findings.sheet = sheet.grid.table.sheet
            for entry in sheet.lines if not sheet.is_summary else ():
                for budget in {(head.siret, head.year) for head in self._heads_of(entry) if head is not None}:
                    of_budget[budget].append(entry)
        tell_several((entry for sheet in self.sheets for entry in sheet.entries), self.heads.named, self.findings)
        tell_authorities(self.heads.named, self.findings)
        for budget, entries in of_budget.items():
            self._choose_chart(budget, entries)

    def _choose_chart(self, budget: _Budget, entries: Sequence[Entry]) -> None:
        if self.is_abroad:
            self.charts[budget] = no_chart(entries[0].grid.currency)
        else:
            codes = {entry.account or entry.chapter for entry in entries} - {""}
            functions = {entry.function for entry in entries} - {""}
            town = self.context.town
            chosen_for = Budget(*budget, is_main=town is not None and budget[0] == town.siret)
            chapters = {entry.chapter for entry in entries if is_code(entry.chapter)}
            stated = entries[0].text("nomenclature")
            self.charts[budget] = chart_for(chosen_for, codes, functions, stated, chapters)
        chart = self.charts[budget].chart
        self.codes[budget] = Codes(chart, self.findings, self.is_abroad, zeros_are_lost(entries, chart))

    def _heads_of(self, entry: Entry) -> tuple[Head | None, ...]:
        """The document of each group of a row's amounts; none at all where one cannot be known."""
        if entry.heads is None:
            texts, grid = entry.texts, entry.grid
            key = (id(grid), id(entry.above), *(texts[rank] for rank in grid.head_ranks))
            known = self.known_heads.get(key)
            if known is None:
                before = self.findings.errors
                known = self._find_heads(entry)
                if self.findings.errors == before:
                    self.known_heads[key] = known
            entry.heads = known
        return entry.heads

    def _find_heads(self, entry: Entry) -> tuple[Head | None, ...]:
        before, found = self.findings.errors, []
        for group in entry.grid.groups:
            found.append(self.heads.of(entry, group))
            if self.findings.errors > before:
                return ()
        return tuple(found)

    def _resolve(self, sheet: _Sheet) -> None:
        known = (head for entry in sheet.lines for head in entry.heads or () if head is not None)
        head = next(known, None) or next(iter(self.heads.named), None)
        if head is not None and (head.siret, head.year) in self.charts:
            resolve(sheet.entries, self.charts[head.siret, head.year].chart, is_summary=sheet.is_summary)
        if not sheet.is_summary:
            tell_inferred(sheet.grid, sheet.entries, self.findings, is_abroad=self.is_abroad)

    def _documents(self) -> tuple[DocumentRead, ...]:
        of_head: dict[Head, list[LineRead]] = {}
        for sheet in self.sheets:
            self.findings.sheet = sheet.grid.table.sheet
            for entry in sheet.lines:
                for head, line in self._lines_of(entry):
                    of_head.setdefault(head, []).append(line)
                    sheet.placed.setdefault(entry.number, line)
            tell_credits(sheet.grid, list(sheet.lines), self.heads.included[id(sheet.grid)], self.findings)
        absent = self.lines.tell_remarks()
        return tuple(self._document(head, _with_absent(of_head[head], absent)) for head in sorted(of_head))

    def _lines_of(self, entry: Entry) -> Sequence[tuple[Head, LineRead]]:
        """One line for each document whose amounts the row prints; none at all where a cell cannot be read."""
        before, found = self.findings.errors, []
        groups = self._groups_of(entry)
        if len(groups) > 1:
            groups = [one for one in groups if any(entry.amounts[rank] is not None for rank in one[0].slots)] or groups
        self.lines.tell_cells(entry)
        for group, head in groups:
            line = self.lines.line(entry, group, head, self._codes_of(head, entry))
            if line is not None:
                found.append((head, line))
        return found if self.findings.errors == before else ()

    def _groups_of(self, entry: Entry) -> list[tuple[Group, Head]]:
        """The amounts of each document and side that the row states, whatever the titles they stand under."""
        key = (id(entry.grid), self._heads_of(entry))
        if key not in self.groups:
            joined: dict[tuple[Head, str, str], tuple[int, ...]] = {}
            for group, head in zip(entry.grid.groups, key[1], strict=False):
                if head is not None:
                    of_side = (head, group.section, group.direction)
                    joined[of_side] = joined.get(of_side, ()) + group.slots
            self.groups[key] = [
                (Group(slots, section=section, direction=direction), head)
                for (head, section, direction), slots in joined.items()
            ]
        return self.groups[key]

    def _codes_of(self, head: Head, entry: Entry) -> Codes:
        budget = (head.siret, head.year)
        if budget not in self.codes:
            self._choose_chart(budget, [entry])
        return self.codes[budget]

    def _document(self, head: Head, lines: Sequence[LineRead]) -> DocumentRead:
        chosen, named = self.charts[head.siret, head.year], self.heads.named[head]
        document = document_of(head, named, chosen, lines, self.findings, is_abroad=self.is_abroad)
        self._tell_rivals(head, chosen)
        if not self.findings.errors:  # else rows are missing from every sum
            check(document, self._title, self.findings)
            if chosen.chart.nomenclature.standard != OTHER:
                tell_order_gaps(document, self.findings, self._margin(lines))
        return document

    def _margin(self, lines: Sequence[LineRead]) -> int:
        """What rounding may put between two sums of these lines; none where amounts are in euros and cents."""
        if all(sheet.grid.table.unit != "thousands" for sheet in self.sheets):
            return 0
        return len(lines) * rounding((amount for line in lines for amount in line.amounts.values()), "thousands") // 2

    def _tell_rivals(self, head: Head, chosen: Chosen) -> None:
        """Once for all the documents of a budget and year."""
        first = min(one for one in self.heads.named if (one.siret, one.year) == (head.siret, head.year))
        if head != first or not (chosen.rivals or chosen.deciding):
            return
        named, variant = self.heads.named[head], chosen.chart.nomenclature.variant
        self.findings.sheet = named.sheet
        place = (named.row, named.account_title, variant)
        if chosen.deciding is None:
            self.findings.warning("ambiguous_nomenclature", *place, rivals=", ".join(chosen.rivals))
        else:
            rival, codes = chosen.deciding
            self.findings.warning("decided_nomenclature", *place, rival=rival, codes=", ".join(codes), n=len(codes))

    def _title(self, column: Column) -> str:
        slots = [slot for sheet in self.sheets for slot in sheet.grid.slots]
        fitting = [slot for slot in slots if slot.column is column] or [slot for slot in slots if slot.column is None]
        return fitting[0].title if fitting else str(column)

    def _printed_totals(self, sheet: _Sheet, documents: Sequence[DocumentRead]) -> list[PrintedTotal]:
        if not self.charts:
            return []
        self.findings.sheet = sheet.grid.table.sheet
        chart = next(iter(self.charts.values())).chart
        beyond = documents[0] if len(documents) == 1 else None
        totals = Totals(sheet.entries, sheet.placed, chart, sheet.is_summary, beyond, self.findings, sheet.left_out)
        return totals.compare()

    def _reading(self, documents: Sequence[DocumentRead], totals: Sequence[PrintedTotal] = ()) -> Reading:
        self.heads.tell_unsaid()
        tally = self.tally
        entries = [entry for sheet in self.sheets for entry in sheet.entries]
        aside = tally.aside + sum(entry.role in (Role.TOTAL, Role.ASIDE) for entry in entries)
        understood = len({(line.sheet, line.row) for document in documents for line in document.lines})
        return Reading(
            Kind.SCDL if any(sheet.grid.is_scdl for sheet in self.sheets) else Kind.BUDGET,
            "",
            tally.rows,
            aside,
            tuple(documents),
            self._problems(),
            self._details(),
            rows_refused=tally.rows - aside - tally.excluded - understood,
            rows_excluded=tally.excluded,
            rows_understood=understood,
            tables=tuple(sheet.grid.table.found(len(sheet.entries)) for sheet in self.sheets),
            printed_totals=tuple(totals),
        )

    def _problems(self) -> tuple[Problem, ...]:
        """Those found, whose amounts are in euros unless the file is of a town abroad: in its money, where it says."""
        if not self.is_abroad:
            in_thousands = all(sheet.grid.table.unit == "thousands" for sheet in self.sheets)
            return tuple(map(_in_whole_euros, self.findings.all())) if in_thousands else self.findings.all()
        named = {sheet.grid.currency for sheet in self.sheets} - {EURO}
        currency = named.pop() if len(named) == 1 else ""
        return tuple(replace(one, parts={**one.parts, "currency": currency}) for one in self.findings.all())

    def _details(self) -> dict[str, object]:
        """What was decided without asking, so that a person can look it up."""
        columns = [column for sheet in self.sheets for column in sheet.grid.table.columns]
        charts = {head: self.charts.get((head.siret, head.year)) for head in sorted(self.heads.named)}
        return {
            "columns_left_aside": [one.header for one in columns if one.header and not (one.field or one.given)],
            "nomenclatures": {f"{h.siret} {h.year} {h.step}": str(chosen) for h, chosen in charts.items() if chosen},
        }


def _in_whole_euros(problem: Problem) -> Problem:
    """Amounts printed in thousands have no cents to show."""
    amounts = [cents for name, cents in problem.parts.items() if name.endswith(CENTS)]
    if not amounts or any(cents % 100 for cents in amounts):
        return problem
    return replace(problem, parts={**problem.parts, "in_thousands": True})


def _with_absent(lines: Sequence[LineRead], absent: Mapping[int, str]) -> list[LineRead]:
    """The lines, those with cells left blank by a slip saying so. absent: columns by identity of the line."""
    return [replace(line, absent=said) if (said := absent.get(id(line))) else line for line in lines]


def _states_accounts(grid: Grid) -> bool:
    return grid.has("account") or grid.has("article_code")


def _used(entries: Sequence[Entry]) -> frozenset[int]:
    """Ranks of the columns of amounts that hold any."""
    return frozenset(rank for entry in entries for rank, amount in enumerate(entry.amounts) if amount is not None)
