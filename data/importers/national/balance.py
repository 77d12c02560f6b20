"""The DGFiP accounting balance: what each account of each budget held, received and gave in a year.

National file (semicolons, decimal comma, upper case), export of the open data portal (lower case, decimal point), and
the titles of the years before 2015 (ExerciceG, SIRET… SoldeC). Source of the columns: « Balances comptables des
communes », DGFiP, data.economie.gouv.fr. INSEE is the last three characters only, so rows are told by their SIREN.

Every row is a fact, whoever it is about. On each, SD - SC = BE + OBNET + ONB, debit less credit, or it is told.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Final, TypeVar, cast

from data.importers.cells import amount_of, text_of
from data.importers.fields import Field, Holds
from data.importers.findings import Remarks
from data.importers.grid import Cell, Row
from data.importers.identity import is_siret
from data.importers.kinds import Kind
from data.importers.lines import LONGEST_CODE
from data.importers.national.repeats import Repeats
from data.importers.national.stated import filled, name_in, siren_in, year_in
from data.importers.numbers import LONGEST, CellError
from data.importers.reading import Reading
from data.importers.spool import Spool, Value
from data.importers.table import Context, KindRead, Table, Tally
from metrics.documents import BudgetKind
from metrics.text import Text

MOST_TEXTS = 100_000  # kept once read; a national file repeats few
_ACCOUNT = re.compile(r"[0-9][0-9A-Za-z.]*")
_POINTS, _LONGEST_PLAIN = {",", "."}, 15  # « 1234,56 »: read as `numbers.cents` does, in a tenth of the time


def _amount(name: str, label: Text, *headers: str, required: bool = False) -> Field:
    return Field(name, Holds.AMOUNT, label, "1234,56", headers, required)


AMOUNTS: Final = (
    _amount("opening_debit", Text("Balance d'entrée, débit", "Opening balance, debit"), "bedeb", "bentreed"),
    _amount("opening_credit", Text("Balance d'entrée, crédit", "Opening balance, credit"), "becre", "bentreec"),
    _amount(
        "budget_debit",
        Text("Opérations budgétaires nettes, débit", "Net budget operations, debit"),
        *("obnetdeb", "obdna"),
        required=True,
    ),
    _amount(
        "budget_credit",
        Text("Opérations budgétaires nettes, crédit", "Net budget operations, credit"),
        *("obnetcre", "obcna"),
        required=True,
    ),
    _amount("other_debit", Text("Opérations non budgétaires, débit", "Other operations, debit"), "onbdeb", "onbd"),
    _amount("other_credit", Text("Opérations non budgétaires, crédit", "Other operations, credit"), "onbcre", "onbc"),
    _amount("order_debit", Text("Dont opérations d'ordre, débit", "Of which book entries, debit"), "oobdeb", "oobd"),
    _amount("order_credit", Text("Dont opérations d'ordre, crédit", "Of which book entries, credit"), "oobcre", "oobc"),
    _amount("closing_debit", Text("Solde débiteur", "Closing balance, debit"), "sd", "solded"),
    _amount("closing_credit", Text("Solde créditeur", "Closing balance, credit"), "sc", "soldec"),
)
_BUDGET_KINDS = {"1": BudgetKind.MAIN, "2": BudgetKind.MAIN, "3": BudgetKind.ANNEX}  # 2: of an attached body
BUDGET: Final = (
    Field("year", Holds.YEAR, Text("Exercice", "Year"), "2024", ("exer", "exerciceg", "exercice"), True, True),
    Field(
        "budget_code",
        Holds.SIRET,
        Text("SIRET du budget", "Budget's SIRET"),
        "21990001200015",
        ("ident", "siret"),
        True,
    ),
    Field("subject_code", Holds.CODE, Text("SIREN", "SIREN"), "219900012", ("siren",)),
    Field("budget_name", Holds.TEXT, Text("Budget", "Budget"), "EXEMPLEVILLE", ("lbudg", "libbudget")),
    Field(
        "budget_kind",
        Holds.CHOICE,
        Text("Principal (1, 2) ou annexe (3)", "Main (1, 2) or annex (3)"),
        "1",
        ("cbudg", "typebudget"),
        choices=_BUDGET_KINDS,
    ),
    Field("standard", Holds.CODE, Text("Nomenclature", "Chart of accounts"), "M57", ("nomen", "nomcompta")),
    Field("status", Holds.CODE, Text("État de la balance", "Status of the balance"), "DEF", ("bal", "balancedef")),
)
LINE: Final = (
    Field("function", Holds.CODE, Text("Fonction", "Function"), "020", ("fonction",)),
    Field("account", Holds.CODE, Text("Compte", "Account"), "60611", ("compte", "ncompte"), required=True),
)
FIELDS: Final = (*BUDGET, *LINE, *AMOUNTS)
HEAD: Final = ("subject_code", "budget_code", "budget_kind", "budget_name", "year", "standard", "status")
COLUMNS: Final = ("row", "sheet", *HEAD, "function", "account", *(field.name for field in AMOUNTS))

_Pick = Callable[[Row], tuple[Cell, ...]]
_Head = tuple[Value, ...]
_T = TypeVar("_T")


def read_balance(tables: Sequence[Table], context: Context) -> Reading:
    """All rows of all tables, spooled as `balance_line`."""
    tally = Tally()
    with Spool(context.folder, "balance_line", COLUMNS) as spool:
        readers = [_Balance(table, tally, spool, context.today.year) for table in tables]
        found = tuple(reader.table.found(reader.read()) for reader in readers)
    return Reading(
        kind=Kind.BALANCE,
        encoding="",
        rows=tally.rows,
        totals_skipped=tally.aside,
        documents=(),
        problems=tally.findings.all(),
        details={"years": sorted({year for reader in readers for year in reader.years})},
        rows_refused=tally.refused,
        rows_excluded=tally.excluded,
        rows_understood=sum(one.rows for one in found),
        records=(spool.records,),
        tables=found,
    )


BALANCE_READ = KindRead(Kind.BALANCE, FIELDS, read_balance)


class _Amounts(dict[Cell, int | None]):
    """Cents by cell, read once: most cells of a balance are zero. Remarks await the row they belong to."""

    def __init__(self, unit: str, *, typed: bool) -> None:
        super().__init__()
        self.unit = unit
        self.typed = typed
        self.remarked = False
        self._is_plain = unit == "euros" and not typed

    def __missing__(self, cell: Cell) -> int | None:
        """CellError as `cells.amount_of`."""
        if not isinstance(cell, str):
            return self._cents(cell)
        digits = cell[:-3] + cell[-2:]
        is_plain = self._is_plain and cell[-3:-2] in _POINTS and digits.isascii() and digits.isdigit()
        cents = int(digits) if is_plain and 2 < len(digits) <= _LONGEST_PLAIN else self._cents(cell)
        if len(self) < MOST_TEXTS and not self.remarked:
            self[cell] = cents
        return cents

    def _cents(self, cell: Cell) -> int | None:
        read = amount_of(cell, self.unit, typed=self.typed)
        if read is None:
            return None
        self.remarked |= read.remark is not None
        return read.cents


class _Balance:
    """Reads one table; what does not change from one row to the next is read once."""

    def __init__(self, table: Table, tally: Tally, spool: Spool, this_year: int) -> None:
        self.table = table
        self.tally = tally
        self.spool = spool
        self.years: set[int] = set()
        self._amounts = _Amounts(table.unit, typed=table.typed)
        self._heads: dict[tuple[Cell, ...], _Head] = {}
        self._codes: dict[tuple[Cell, ...], tuple[str | None, str]] = {}
        self._repeats = Repeats()
        self._remarks = Remarks(tally.findings)
        self._read = _readers(this_year)
        self._places = {field.name: table.place(field.name) for field in FIELDS}
        self._blanks_expected = sum(self._places[field.name] is None for field in AMOUNTS)

    def read(self) -> int:
        """Rows understood."""
        understood, sheet, add = 0, self.table.sheet, self.spool.add
        head_of, line_of, amounts_of = self._pick(HEAD), self._pick(_LINE), self._pick(_AMOUNTS)
        heads, codes, cents_of = self._heads, self._codes, self._amounts.__getitem__
        for number, cells in self.table.rows(self.tally):
            row = (*cells, None)  # the last stands for what has no column
            try:
                head = heads.get(head_of(row)) or self._head(head_of(row))
                line = codes.get(line_of(row)) or self._line(line_of(row))
                amounts = list(map(cents_of, amounts_of(row)))
            except CellError:
                self._refuse(number, row)
                continue
            self._check(number, row, amounts)
            if self._is_new(number, cells):
                add((number, sheet, *head, *line, *amounts))
                understood += 1
        self._remarks.tell()
        return understood

    def _pick(self, names: Sequence[str]) -> _Pick:
        """Takes the cells of fields out of a row, in order."""
        places = [-1 if (at := self._places[name]) is None else at for name in names]
        return itemgetter(*places)

    def _head(self, cells: tuple[Cell, ...]) -> _Head:
        """The budget that a row is about; CellError where one of its cells cannot be read."""
        read = {name: self._value(name, cell) for name, cell in zip(HEAD, cells, strict=True)}
        read["subject_code"] = read["subject_code"] or str(read["budget_code"])[:9]
        self.years.add(int(read["year"] or 0))
        return _remember(self._heads, cells, tuple(read.values()))

    def _line(self, cells: tuple[Cell, ...]) -> tuple[str | None, str]:
        function, account = (self._value(name, cell) for name, cell in zip(_LINE, cells, strict=True))
        return _remember(self._codes, cells, (None if function is None else str(function), str(account)))

    def _value(self, name: str, cell: Cell) -> Value:
        """What a cell says, or what holds for the whole table where the field has no column."""
        return self._read[name](self.table.constants.get(name) if self._places[name] is None else cell)

    def _check(self, number: int, row: Row, amounts: list[int | None]) -> None:
        if None in amounts:
            if amounts.count(None) > self._blanks_expected:
                self._tell(number, row)
        elif not _balances(cast("list[int]", amounts)):
            self.tally.findings.warning_alike("balance", number, self.table.title("closing_debit"))
        if self._amounts.remarked:
            self._amounts.remarked = False
            self._tell(number, row)

    def _tell(self, number: int, row: Row) -> None:
        """What the amounts of a row deserve to be told: blanks, and remarks on how they were read."""
        findings = self.tally.findings
        for place in (at for field in AMOUNTS if (at := self._places[field.name]) is not None):
            read = amount_of(row[place], self.table.unit, typed=self.table.typed)
            if read is None:
                findings.warning_alike("blank_amount", number, self.table.columns[place].header)
            elif read.remark:
                title, text = self.table.columns[place].header, str(row[place]).strip()
                self._remarks.add(read.remark, number, title, text, read.cents)

    def _is_new(self, number: int, cells: Row) -> bool:
        first = self._repeats.first(number, cells)
        if first is None:
            return True
        self.tally.refused += 1
        self.tally.findings.error("duplicate_row", number, None, None, first=first)
        return False

    def _refuse(self, number: int, row: Row) -> None:
        """Tell each cell of a row that cannot be read."""
        self.tally.refused += 1
        for field in FIELDS:
            place = self._places[field.name]
            try:
                if field in AMOUNTS:
                    amount_of(None if place is None else row[place], self.table.unit, typed=self.table.typed)
                else:
                    self._value(field.name, row[-1 if place is None else place])
            except CellError as error:
                self.tally.findings.cell_error(number, self.table.title(field.name), error)


_LINE = tuple(field.name for field in LINE)
_AMOUNTS = tuple(field.name for field in AMOUNTS)


def _balances(amounts: Sequence[int]) -> bool:
    """Whether the closing balance is the opening one and the year's operations; book entries are among them."""
    opening, opening_c, budget, budget_c, other, other_c, _, _, closing, closing_c = amounts
    return opening + budget + other - opening_c - budget_c - other_c == closing - closing_c


def _remember(known: dict[tuple[Cell, ...], _T], key: tuple[Cell, ...], value: _T) -> _T:
    if len(known) >= MOST_TEXTS:
        known.clear()
    known[key] = value
    return value


def _readers(this_year: int) -> Mapping[str, Callable[[Cell], Value]]:
    """How the cell of each field but the amounts is read; CellError where it cannot be."""
    return {
        "year": lambda cell: year_in(cell, this_year),
        "budget_code": _siret,
        "subject_code": siren_in,
        "budget_name": name_in,
        "budget_kind": _budget_kind,
        "standard": _code,
        "status": _code,
        "function": _code,
        "account": _account,
    }


def _siret(cell: Cell) -> str:
    text = filled(cell, "21990001200015")
    if not is_siret(text):
        raise CellError("code_format", text[:LONGEST], digits=sum(c.isdigit() for c in text))
    return text


def _budget_kind(cell: Cell) -> str | None:
    text = text_of(cell)
    if text and text not in _BUDGET_KINDS:
        raise CellError("unknown_code", text[:LONGEST], allowed=", ".join(_BUDGET_KINDS))
    return _BUDGET_KINDS[text] if text else None


def _account(cell: Cell) -> str:
    text = filled(cell, "60611")
    if not _ACCOUNT.fullmatch(text):
        raise CellError("account_format", text[:LONGEST])
    return _code(text) or text


def _code(cell: Cell) -> str | None:
    text = text_of(cell)
    if len(text) > LONGEST_CODE:
        raise CellError("too_long", f"{text[:LONGEST]}…", limit=LONGEST_CODE)
    return text or None
