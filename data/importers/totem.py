"""TOTEM budget documents (XML, « DocumentBudgetaire »): every step, every budget of the document.

The row of a line is its line number in the file, where a person finds it in any editor. Kept: lines
with an account and a direction. Left aside and counted: totals that the editor printed.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from data.importers.numbers import CellError, cents, exact
from data.importers.reading import (
    DeclaredRead,
    DocumentRead,
    LineRead,
    LoanRead,
    Problem,
    Reading,
    Severity,
    Unreadable,
)
from data.importers.totem_xml import RawBudget, RawDocument, RawRow, read_xml
from data.reference import UnknownNomenclature, chart_of_accounts
from metrics.documents import BudgetKind, Column, Step
from metrics.nomenclature import (
    ChartOfAccounts,
    Direction,
    Nature,
    Nomenclature,
    Section,
    Transfer,
    chapter_of,
    section_of,
)

KIND = "totem"
STEPS = {
    "01": Step.INITIAL,
    "02": Step.AMENDING,
    "03": Step.SUPPLEMENTARY,
    "09": Step.CLOSED,
    "10": Step.CLOSED,
}
UNIFIED_ACCOUNT = "10"
PRINTED_TOTAL = "T"
COLUMNS = {
    "MtBudgPrec": Column.PREVIOUS,
    "MtRARPrec": Column.CARRIED_IN,
    "MtPropNouv": Column.PROPOSED,
    "MtPrev": Column.VOTED,
    "CredOuv": Column.OPENED,
    "MtReal": Column.EXECUTED,
    "MtRAR3112": Column.CARRIED_OUT,
}
LOAN_CATEGORIES = {"01": "own", "09": "guaranteed"}  # 10 is the annex's own total
AUTHORITY_KINDS = {"commune": "commune", "département": "departement", "departement": "departement"}
FIRST_YEAR, LAST_YEAR = 2000, 2099
LABEL_LENGTH = 300


@dataclass
class _Findings:
    """Problems met so far; an error makes its row one that is not stored."""

    problems: list[Problem] = field(default_factory=list)

    def error(
        self, code: str, row: int | None, column: str | None = None, text: str | None = None, **parts: object
    ) -> None:
        self.problems.append(Problem(code, Severity.ERROR, row, column, text, parts=parts))

    def warning(self, code: str, row: int | None, column: str | None, text: str | None, **parts: object) -> None:
        self.problems.append(Problem(code, Severity.WARNING, row, column, text, parts=parts))


def read_totem(content: bytes) -> Reading:
    """The documents of one file. Unreadable: the file is not a TOTEM document at all."""
    raw = read_xml(content)
    if not raw.budgets:
        raise Unreadable(Problem("no_rows", Severity.ERROR, column="Budget"))
    findings = _Findings()
    documents = [document for budget in raw.budgets if (document := _document(raw, budget, findings)) is not None]
    rows = [line for budget in raw.budgets for line in budget.lines]
    return Reading(
        KIND,
        _encoding(content),
        len(rows),
        sum(_is_total(line) for line in rows),
        tuple(documents),
        tuple(findings.problems),
        {"annexes_left_aside": dict(raw.annexes_left_aside)},
    )


def _document(raw: RawDocument, budget: RawBudget, findings: _Findings) -> DocumentRead | None:
    """A budget's document; None where its head leaves no way to read its lines, which is told."""
    before = len(findings.problems)
    code = _siret(budget, findings)
    year, step = _year(budget, findings), _step(budget, findings)
    chart = _chart(budget, year, findings)
    if len(findings.problems) > before or year is None or step is None or chart is None:
        return None
    lines = tuple(_lines(budget, chart, findings))
    if not any(not _is_total(line) for line in budget.lines):
        findings.error("no_rows", budget.row)
    number = budget.head.get("NumDec", "")
    return DocumentRead(
        authority_code=_authority_code(raw, code),
        authority_name=raw.head.get("LibelleColl") or code,
        authority_kind=AUTHORITY_KINDS.get(raw.head.get("NatCEPL", "").lower(), "grouping"),
        geographic_code=budget.head.get("CodInseeColl") or None,
        budget_code=code,
        budget_name=budget.head.get("LibelleEtab") or code,
        budget_kind=BudgetKind.ANNEX if budget.head.get("CodTypBud") == "A" else BudgetKind.MAIN,
        year=year,
        step=step,
        number=int(number) if step.is_difference and number.isdecimal() else 0,
        nomenclature=chart.nomenclature,
        is_unified_account=budget.head["NatDec"] == UNIFIED_ACCOUNT,
        produced_on=_date(raw.head.get("DteStr")),
        voted_on=_date(budget.head.get("DteDec")),
        population=_population(budget),
        lines=lines,
        declared=_declared(budget),
        loans=tuple(_loans(budget, findings)) if budget.has_loan_annex else None,
    )


def _siret(budget: RawBudget, findings: _Findings) -> str:
    code = budget.head.get("IdEtab", "")
    if not (len(code) == 14 and code.isascii() and code.isdigit()):
        findings.error("code_format", budget.places.get("IdEtab", budget.row), "IdEtab", code)
    return code


def _authority_code(raw: RawDocument, budget_code: str) -> str:
    """The SIREN of the authority: of the document's head, else of the budget itself."""
    head = raw.head.get("IdColl", "")
    return (head if len(head) == 14 and head.isdigit() else budget_code)[:9]


def _year(budget: RawBudget, findings: _Findings) -> int | None:
    text = budget.head.get("Exer", "")
    row = budget.places.get("Exer", budget.row)
    if not (text.isascii() and text.isdigit()):
        findings.error("bad_date", row, "Exer", text)
        return None
    if not FIRST_YEAR <= int(text) <= LAST_YEAR:
        findings.error("year_out_of_range", row, "Exer", text, first=FIRST_YEAR, last=LAST_YEAR)
        return None
    return int(text)


def _step(budget: RawBudget, findings: _Findings) -> Step | None:
    text = budget.head.get("NatDec", "")
    if text not in STEPS:
        findings.error("unknown_step", budget.places.get("NatDec", budget.row), "NatDec", text)
    return STEPS.get(text)


def _chart(budget: RawBudget, year: int | None, findings: _Findings) -> ChartOfAccounts | None:
    text, row = budget.head.get("Nomenclature", ""), budget.places.get("Nomenclature", budget.row)
    try:
        return chart_of_accounts(Nomenclature.parse(text), year or LAST_YEAR)
    except ValueError:
        findings.error("unknown_nomenclature", row, "Nomenclature", text, known="M14, M4, M52, M57")
    except UnknownNomenclature as unknown:
        known = ", ".join(unknown.known) or "M14, M4, M52, M57"
        findings.error("unknown_nomenclature", row, "Nomenclature", text, known=known)
    return None


def _is_total(line: RawRow) -> bool:
    cells = line.cells
    return not (cells.get("Nature") and cells.get("CodRD")) or cells.get("OpBudg") == PRINTED_TOTAL


def _lines(budget: RawBudget, chart: ChartOfAccounts, findings: _Findings) -> Iterator[LineRead]:
    for raw in budget.lines:
        if not _is_total(raw):
            before = len(findings.problems)
            line = _line(raw, chart, findings)
            if line is not None and all(p.severity is Severity.WARNING for p in findings.problems[before:]):
                yield line


def _line(raw: RawRow, chart: ChartOfAccounts, findings: _Findings) -> LineRead | None:
    cells, account = raw.cells, raw.cells["Nature"]
    if cells["CodRD"] not in tuple(Direction):
        findings.error("unknown_code", raw.row, "CodRD", cells["CodRD"], allowed="D, R")
        return None
    direction = Direction(cells["CodRD"])
    if chart.account(account) is None and account not in chart.chapter_labels:
        findings.warning("unknown_account", raw.row, "Nature", account)
    nature = Nature.ORDER if cells.get("OpBudg") == "1" else Nature.REAL
    transfer = {"1": Transfer.WITHIN, "2": Transfer.BETWEEN}.get(cells.get("TypOpBudg", ""))
    chapter = cells.get("ContNat") or chapter_of(chart, account, direction, nature, transfer)
    stated = cells.get("CaracSup.Section", "")
    section = Section(stated) if stated in tuple(Section) else section_of(chart, account, chapter)
    inferred = [name for name, given in (("chapter", cells.get("ContNat")), ("section", stated)) if not given]
    return LineRead(
        row=raw.row,
        section=section,
        direction=direction,
        nature=nature,
        chapter=chapter,
        account=account,
        function=cells.get("Fonction") or None,
        operation=cells.get("Operation") or None,
        label=None if chart.account_label(account) else (cells.get("LibCpte") or None),
        inferred=" ".join(inferred) or None,
        amounts=_amounts(raw, findings),
    )


def _amounts(raw: RawRow, findings: _Findings) -> Mapping[Column, int]:
    amounts = {}
    for tag, column in COLUMNS.items():
        if raw.cells.get(tag):
            try:
                amounts[column] = cents(raw.cells[tag])
            except CellError as error:
                findings.error(error.code, raw.row, tag, error.text, **error.parts)
    return amounts


def _population(budget: RawBudget) -> int | None:
    stated = _declared(budget).get("PopTot")
    return None if stated is None else int(stated.value)


def _declared(budget: RawBudget) -> dict[str, DeclaredRead]:
    """The figures the document states about itself; those that are not numbers say nothing to compare."""
    declared = {}
    for code, text in budget.informations.items():
        try:
            declared[code] = DeclaredRead(exact(text), text)
        except CellError:
            continue
    return declared


def _loans(budget: RawBudget, findings: _Findings) -> Iterator[LoanRead]:
    for raw in budget.loans:
        category = LOAN_CATEGORIES.get(raw.cells.get("CodTypEmpr", ""))
        if category is None:
            continue
        try:
            yield _loan(raw, category)
        except CellError as error:
            findings.error(error.code, raw.row, "EMPRUNT", error.text, **error.parts)


def _loan(raw: RawRow, category: str) -> LoanRead:
    first_year = raw.cells.get("AnEncaisse", "")
    return LoanRead(
        row=raw.row,
        category=category,
        initial_amount=_optional_cents(raw, "MtEmprOrig"),
        opening_balance=_optional_cents(raw, "MtCapitalRestDu_01_01"),
        closing_balance=_optional_cents(raw, "MtCapitalRestDu_31_12"),
        capital_repaid=_optional_cents(raw, "MtCapitalExer"),
        interest_paid=_optional_cents(raw, "MtIntExer"),
        rate=_optional_exact(raw, "Txinit"),
        rate_kind=raw.cells.get("CodTyptxInit") or None,
        risk_class=raw.cells.get("Structure") or None,
        remaining_years=_optional_exact(raw, "DureeRest"),
        first_year=int(first_year) if first_year.isascii() and first_year.isdigit() else None,
    )


def _optional_cents(raw: RawRow, tag: str) -> int | None:
    return cents(raw.cells[tag]) if raw.cells.get(tag) else None


def _optional_exact(raw: RawRow, tag: str) -> Decimal | None:
    return exact(raw.cells[tag]) if raw.cells.get(tag) else None


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def _encoding(content: bytes) -> str:
    """As the XML declares it; UTF-8 where it does not."""
    declaration = content[:200].split(b"?>")[0]
    _, found, rest = declaration.partition(b"encoding=")
    return rest[1:].split(rest[:1])[0].decode("ascii", "replace") if found else "UTF-8"
