"""The « budget » CSV of the French common base of local data (SCDL, schema 0.8.3), strictly but as real files are.

Columns are declared once, in `COLUMNS`. A repair is made only where one reading is possible, and told
with the first row it was made on. Rows are counted as a spreadsheet shows them: the header is row 1.
"""

import csv
import io
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from data.importers.numbers import CellError, cents
from data.importers.reading import DocumentRead, LineRead, Problem, Reading, Severity, Unreadable
from data.reference import chart_of_accounts, known_nomenclatures
from metrics.documents import BudgetKind, Column, Step
from metrics.nomenclature import ChartOfAccounts, Direction, Nature, Section, chapter_of, section_of
from metrics.text import Text

KIND = "scdl_budget"
SEPARATORS = ",;\t|"
FIRST_YEAR, LAST_YEAR = 2000, 2099
COPIED_BLOCK = 3  # this many rows in a row, seen before in the same order, were pasted twice


class Cell(StrEnum):
    """What a column holds."""

    TEXT = "text"
    CODE = "code"
    CHOICE = "choice"
    YEAR = "year"
    SIRET = "siret"
    AMOUNT = "amount"


@dataclass(frozen=True)
class ScdlColumn:
    """One column: the check of a file, its help and its template all come from here."""

    name: str
    cell: Cell
    label: Text
    example: str
    required: bool = False
    amount: Column | None = None
    choices: Mapping[str, object] = field(default_factory=dict)  # as the schema writes them, folded
    short: Mapping[str, object] = field(default_factory=dict)  # abbreviations seen in real files, repaired


COLUMNS = (
    ScdlColumn(
        "BGT_NATDEC",
        Cell.CHOICE,
        Text("Étape", "Step"),
        "budget primitif",
        required=True,
        choices={
            "budget primitif": Step.INITIAL,
            "budget supplementaire": Step.SUPPLEMENTARY,
            "decision modificative": Step.AMENDING,
            "compte administratif": Step.CLOSED,
            "compte financier unique": Step.CLOSED,
        },
        short={
            "bp": Step.INITIAL,
            "bs": Step.SUPPLEMENTARY,
            "dm": Step.AMENDING,
            "ca": Step.CLOSED,
            "cfu": Step.CLOSED,
        },
    ),
    ScdlColumn("BGT_ANNEE", Cell.YEAR, Text("Exercice", "Budget year"), "2024", required=True),
    ScdlColumn("BGT_SIRET", Cell.SIRET, Text("SIRET du budget", "Budget's SIRET"), "21990001200015", required=True),
    ScdlColumn("BGT_NOM", Cell.TEXT, Text("Nom de la collectivité", "Authority's name"), "Exempleville", required=True),
    ScdlColumn("BGT_CONTNAT", Cell.CODE, Text("Chapitre", "Chapter"), "011"),
    ScdlColumn("BGT_CONTNAT_LABEL", Cell.TEXT, Text("Libellé du chapitre", "Chapter's label"), "Charges générales"),
    ScdlColumn("BGT_NATURE", Cell.CODE, Text("Compte", "Account"), "60611", required=True),
    ScdlColumn("BGT_NATURE_LABEL", Cell.TEXT, Text("Libellé du compte", "Account's label"), "Eau"),
    ScdlColumn("BGT_FONCTION", Cell.CODE, Text("Fonction", "Function"), "020"),
    ScdlColumn("BGT_FONCTION_LABEL", Cell.TEXT, Text("Libellé de la fonction", "Function's label"), "Administration"),
    ScdlColumn("BGT_OPERATION", Cell.CODE, Text("Opération", "Operation"), "12"),
    ScdlColumn(
        "BGT_SECTION",
        Cell.CHOICE,
        Text("Section", "Section"),
        "fonctionnement",
        choices={"fonctionnement": Section.OPERATING, "investissement": Section.INVESTMENT},
        short={"f": Section.OPERATING, "i": Section.INVESTMENT},
    ),
    ScdlColumn(
        "BGT_OPBUDG",
        Cell.CHOICE,
        Text("Réel ou ordre", "Real or order"),
        "réel",
        required=True,
        choices={"reel": Nature.REAL, "ordre": Nature.ORDER},
        short={"r": Nature.REAL, "o": Nature.ORDER},
    ),
    ScdlColumn(
        "BGT_CODRD",
        Cell.CHOICE,
        Text("Sens", "Side"),
        "dépense",
        required=True,
        choices={"depense": Direction.EXPENDITURE, "recette": Direction.REVENUE},
        short={"d": Direction.EXPENDITURE, "r": Direction.REVENUE},
    ),
    ScdlColumn("BGT_MTREAL", Cell.AMOUNT, Text("Réalisé", "Executed"), "1234.56", amount=Column.EXECUTED),
    ScdlColumn("BGT_MTBUDGPREC", Cell.AMOUNT, Text("Budget précédent", "Previous budget"), "", amount=Column.PREVIOUS),
    ScdlColumn("BGT_MTRARPREC", Cell.AMOUNT, Text("Restes N-1", "Carried over"), "", amount=Column.CARRIED_IN),
    ScdlColumn("BGT_MTPROPNOUV", Cell.AMOUNT, Text("Propositions", "Proposed"), "", amount=Column.PROPOSED),
    ScdlColumn("BGT_MTPREV", Cell.AMOUNT, Text("Voté", "Voted"), "1500.00", amount=Column.VOTED),
    ScdlColumn("BGT_CREDOUV", Cell.AMOUNT, Text("Crédits ouverts", "Opened"), "1500.00", amount=Column.OPENED),
    ScdlColumn("BGT_MTRAR3112", Cell.AMOUNT, Text("Restes au 31/12", "To carry over"), "", amount=Column.CARRIED_OUT),
    ScdlColumn("BGT_ARTSPE", Cell.TEXT, Text("Article spécialisé", "Specialised account"), "non spécialisé"),
)
BY_NAME = {column.name: column for column in COLUMNS}
AMOUNTS = tuple(column for column in COLUMNS if column.amount)


@dataclass(frozen=True, order=True)
class _Key:
    """Which document a row belongs to."""

    siret: str
    year: int
    step: Step


@dataclass
class _Row:
    number: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class _Findings:
    """Problems met so far. A repair is kept once per kind and column, with its first row and how often."""

    problems: list[Problem] = field(default_factory=list)
    repairs: dict[tuple[str, str], list[_Row]] = field(default_factory=lambda: defaultdict(list))

    def error(self, code: str, row: int | None, column: str | None, text: str | None = None, **parts: object) -> None:
        self.problems.append(Problem(code, Severity.ERROR, row, column, text, parts=parts))

    def repaired(self, code: str, row: _Row, column: str) -> None:
        self.repairs[code, column].append(row)

    def all(self) -> tuple[Problem, ...]:
        told = [
            Problem(code, Severity.WARNING, rows[0].number, column, rows[0].get(column), parts={"n": len(rows)})
            for (code, column), rows in self.repairs.items()
        ]
        return (*self.problems, *told)


def read_scdl(content: bytes) -> Reading:
    """The documents of one CSV. Unreadable: no table, or a required column missing."""
    text, encoding = _decode(content)
    separator = _separator(text)
    rows = _rows(text, separator)
    findings = _Findings()
    if encoding != "UTF-8":
        findings.problems.append(Problem("encoding", Severity.WARNING, text=encoding))
    if separator != ",":
        findings.problems.append(Problem("delimiter", Severity.WARNING, row=1, text=separator))
    totals = [row for row in rows if _is_total(row)]
    for row in totals:
        findings.repaired("total_row", row, "BGT_CONTNAT_LABEL")
    kept = [row for row in rows if not _is_total(row)]
    _tell_copies(kept, findings)
    documents = tuple(_documents(kept, findings))
    details = {"separator": separator, "nomenclature": {d.budget_code: d.nomenclature.variant for d in documents}}
    return Reading(KIND, encoding, len(rows), len(totals), documents, findings.all(), details)


def _decode(content: bytes) -> tuple[str, str]:
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252"), "windows-1252"
    except UnicodeDecodeError as error:
        raise Unreadable(Problem("encoding", Severity.ERROR, text=str(error.start))) from None


def _separator(text: str) -> str:
    header = text.split("\n", 1)[0]
    return max(SEPARATORS, key=header.count)


def _rows(text: str, separator: str) -> list[_Row]:
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise Unreadable(Problem("quote", Severity.ERROR, text=str(error))) from None
    header = [_folded(name).upper() for name in records[0]]
    _check_header(header)
    found = [(n, record) for n, record in enumerate(records[1:], start=2) if any(cell.strip() for cell in record)]
    for number, record in found:
        if len(record) != len(header):
            parts = {"cells": len(record), "columns": len(header)}
            raise Unreadable(Problem("row_shape", Severity.ERROR, row=number, parts=parts))
    if not found:
        raise Unreadable(Problem("no_rows", Severity.ERROR, row=1, column="BGT_NATDEC"))
    return [_Row(n, dict(zip(header, (cell.strip() for cell in record), strict=True))) for n, record in found]


def _check_header(header: Sequence[str]) -> None:
    missing = [column for column in COLUMNS if column.required and column.name not in header]
    if len(missing) == sum(column.required for column in COLUMNS):
        raise Unreadable(Problem("unsupported_type", Severity.ERROR, text="csv"))
    problems = [Problem("missing_column", Severity.ERROR, row=1, column=column.name) for column in missing]
    twice = sorted({name for name in header if header.count(name) > 1 and name in BY_NAME})
    problems += [Problem("duplicate_header", Severity.ERROR, row=1, column=name) for name in twice]
    if problems:
        raise Unreadable(*problems)


def _is_total(row: _Row) -> bool:
    """A total printed among the lines: no account, and a label that says so, or no real-or-order."""
    label = _folded(row.get("BGT_CONTNAT_LABEL") + " " + row.get("BGT_NATURE_LABEL"))
    return not row.get("BGT_NATURE") and ("total" in label.split() or not row.get("BGT_OPBUDG"))


def _tell_copies(rows: Sequence[_Row], findings: _Findings) -> None:
    """Rows alike in every cell. Real accounts hold a few; a block repeated in order was pasted twice."""
    first: dict[tuple[str, ...], int] = {}
    copy_of: dict[int, int] = {}
    for rank, row in enumerate(rows):
        cells = tuple(row.cells.values())
        if cells in first:
            copy_of[rank] = first[cells]
        else:
            first[cells] = rank
    pasted = {rank for start in copy_of for rank in _block(copy_of, start)}
    for rank, original in copy_of.items():
        if rank in pasted:
            findings.error(
                "duplicate_row",
                rows[rank].number,
                "BGT_NATURE",
                rows[rank].get("BGT_NATURE"),
                first=rows[original].number,
            )
        else:
            findings.repaired("same_row", rows[rank], "BGT_NATURE")


def _block(copy_of: Mapping[int, int], start: int) -> range:
    length = 0
    while copy_of.get(start + length) == copy_of[start] + length:
        length += 1
    return range(start, start + length) if length >= COPIED_BLOCK else range(0)


def _documents(rows: Sequence[_Row], findings: _Findings) -> Iterator[DocumentRead]:
    by_key: dict[_Key, list[_Row]] = defaultdict(list)
    for row in rows:
        key = _key(row, findings)
        if key is not None:
            by_key[key].append(row)
    for key, of_document in sorted(by_key.items()):
        yield _document(key, of_document, findings)


def _key(row: _Row, findings: _Findings) -> _Key | None:
    step = _choice(row, "BGT_NATDEC", findings)
    siret, year = row.get("BGT_SIRET"), row.get("BGT_ANNEE")
    if not (len(siret) == 14 and siret.isascii() and siret.isdigit()):
        findings.error("code_format", row.number, "BGT_SIRET", siret)
        return None
    if not (year.isascii() and year.isdigit() and FIRST_YEAR <= int(year) <= LAST_YEAR):
        findings.error("year_out_of_range", row.number, "BGT_ANNEE", year, first=FIRST_YEAR, last=LAST_YEAR)
        return None
    return None if step is None else _Key(siret, int(year), Step(step))


def _document(key: _Key, rows: Sequence[_Row], findings: _Findings) -> DocumentRead:
    chart = _chart(key, rows)
    if key.step.is_difference:
        findings.repaired("unnumbered_amendment", rows[0], "BGT_NATDEC")
    lines = tuple(line for row in rows if (line := _line(row, chart, findings)) is not None)
    return DocumentRead(
        authority_code=key.siret[:9],
        authority_name=rows[0].get("BGT_NOM"),
        authority_kind="departement" if key.siret.startswith("22") else "commune",
        geographic_code=None,
        budget_code=key.siret,
        budget_name=rows[0].get("BGT_NOM"),
        budget_kind=_budget_kind(lines),
        year=key.year,
        step=key.step,
        number=1 if key.step.is_difference else 0,
        nomenclature=chart.nomenclature,
        is_unified_account=_folded(rows[0].get("BGT_NATDEC")) in ("cfu", "compte financier unique"),
        produced_on=None,
        voted_on=None,
        population=None,
        lines=lines,
    )


def _chart(key: _Key, rows: Sequence[_Row]) -> ChartOfAccounts:
    """The chart that knows most of the file's accounts, since the schema names none; the richest of equals."""
    accounts = {row.get("BGT_NATURE") for row in rows}
    charts = [chart_of_accounts(known, key.year) for known in known_nomenclatures()]
    in_force = [chart for chart in charts if chart.year == key.year] or charts
    return max(in_force, key=lambda chart: (sum(map(chart.knows, accounts)), len(chart.accounts)))


def _budget_kind(lines: Iterable[LineRead]) -> BudgetKind:
    """The schema does not say: a main budget is the one that receives taxes and grants."""
    taxes_or_grants = any(line.account[:2] in ("73", "74") for line in lines)
    return BudgetKind.MAIN if taxes_or_grants else BudgetKind.ANNEX


def _line(row: _Row, chart: ChartOfAccounts, findings: _Findings) -> LineRead | None:
    before = len(findings.problems)
    nature, direction = _choice(row, "BGT_OPBUDG", findings), _choice(row, "BGT_CODRD", findings)
    amounts = _amounts(row, findings)
    account = row.get("BGT_NATURE")
    if not account:
        findings.error("blank_code", row.number, "BGT_NATURE")
    if len(findings.problems) > before or nature is None or direction is None:
        return None
    if not chart.account(account) and not chart.knows(account):
        findings.repaired("unknown_account", row, "BGT_NATURE")
    chapter = _chapter(row, chart, findings) or chapter_of(chart, account, Direction(direction), Nature(nature), None)
    stated = _choice(row, "BGT_SECTION", findings) if row.get("BGT_SECTION") else None
    given = (("chapter", row.get("BGT_CONTNAT")), ("section", row.get("BGT_SECTION")))
    return LineRead(
        row=row.number,
        section=Section(stated) if stated else section_of(chart, account, chapter),
        direction=Direction(direction),
        nature=Nature(nature),
        chapter=chapter,
        account=account,
        function=row.get("BGT_FONCTION") or None,
        operation=row.get("BGT_OPERATION") or None,
        label=None if chart.account_label(account) else row.get("BGT_NATURE_LABEL") or None,
        inferred=" ".join(name for name, text in given if not text) or None,
        amounts=amounts,
    )


def _chapter(row: _Row, chart: ChartOfAccounts, findings: _Findings) -> str:
    """The chapter stated; 12 is read as 012 where the chart has no chapter 12."""
    stated = row.get("BGT_CONTNAT")
    padded = stated.zfill(3)
    if stated and stated not in chart.chapter_labels and padded in chart.chapter_labels:
        findings.repaired("leading_zero", row, "BGT_CONTNAT")
        return padded
    return stated


def _choice(row: _Row, name: str, findings: _Findings) -> str | None:
    column, text = BY_NAME[name], row.get(name)
    folded = _folded(text)
    if folded in column.short:
        findings.repaired("abbreviation", row, name)
        return str(column.short[folded])
    if folded not in column.choices:
        findings.error("unknown_code", row.number, name, text, allowed=", ".join(column.choices))
        return None
    return str(column.choices[folded])


def _amounts(row: _Row, findings: _Findings) -> Mapping[Column, int]:
    amounts = {}
    for column in AMOUNTS:
        text = row.get(column.name)
        if not text or column.amount is None:
            continue
        try:
            amounts[column.amount] = cents(text)
        except CellError as error:
            findings.error(error.code, row.number, column.name, error.text, **error.parts)
    return amounts


def _folded(text: str) -> str:
    """Lower case, no accents, single spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return " ".join(bare.lower().split())
