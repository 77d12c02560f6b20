"""TOTEM budget documents (XML, « DocumentBudgetaire »): every step, every budget of the document.

The row of a line is the line of the file where its <LigneBudget> begins, which any editor shows; where a
program wrote several on one line of the file, it is the rank of the <LigneBudget>. Kept: lines with an
account and a direction. Left aside and counted: totals that the editor printed.
"""

import difflib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data.importers import encodings, identity
from data.importers.copies import without_pasted_lines
from data.importers.findings import Findings
from data.importers.lines import (
    LONGEST_LABEL,
    LONGEST_NAME,
    Stated,
    check_account,
    check_length,
    placed,
    shortened,
    tell_cut,
)
from data.importers.numbers import CellError, cents, exact
from data.importers.order_checks import tell_order_gaps
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
from data.importers.totem.xml import RawBudget, RawDocument, RawRow, read_xml
from data.reference import UnknownNomenclature, chart_of_accounts, known_nomenclatures
from metrics.documents import BudgetKind, Column, Step
from metrics.nomenclature import (
    ORDER_CHAPTERS,
    ChartOfAccounts,
    Direction,
    Nature,
    Nomenclature,
    Section,
    Transfer,
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
NATURES = {"0": Nature.REAL, "1": Nature.ORDER}
PRINTED_TOTAL = "T"
TRANSFERS = {"1": Transfer.WITHIN, "2": Transfer.BETWEEN}
COLUMNS = {
    "MtBudgPrec": Column.PREVIOUS,
    "MtRARPrec": Column.CARRIED_IN,
    "MtPropNouv": Column.PROPOSED,
    "MtPrev": Column.VOTED,
    "CredOuv": Column.OPENED,
    "MtReal": Column.EXECUTED,
    "MtRAR3112": Column.CARRIED_OUT,
}
CODES = ("ContNat", "Nature", "Fonction", "Operation")
LOAN_CATEGORIES = {"01": "own", "09": "guaranteed"}  # 10 is the annex's own total
LOAN_AMOUNTS = {
    "initial_amount": "MtEmprOrig",
    "opening_balance": "MtCapitalRestDu_01_01",
    "closing_balance": "MtCapitalRestDu_31_12",
    "capital_repaid": "MtCapitalExer",
    "interest_paid": "MtIntExer",
}
AUTHORITY_KINDS = {"commune": "commune", "département": "departement", "departement": "departement"}
VARIANTS_NAMED = 3
LONGEST_DECLARED_CODE, LONGEST_DECLARED_TEXT = 40, 60


@dataclass(frozen=True)
class _BudgetRead:
    """What one budget of the document gave; refused counts its rows that are neither line nor total."""

    document: DocumentRead | None
    refused: int


def read_totem(content: bytes, today: date | None = None) -> Reading:
    """The documents of one file; none may be of a year after today's. Unreadable: not a TOTEM document at all."""
    encoding = encodings.of_xml(content)
    raw = read_xml(content, encoding.name)
    if not raw.budgets:
        raise Unreadable(Problem("no_rows", Severity.ERROR, row=raw.last_row, column="Budget"))
    findings = Findings()
    _tell_encoding(content, encoding, findings)
    read = [_budget(raw, budget, today, findings) for budget in raw.budgets]
    documents = tuple(budget.document for budget in read if budget.document is not None)
    _tell_budgets_given_twice(raw.budgets, findings)
    rows = [row for budget in raw.budgets for row in budget.lines]
    return Reading(
        KIND,
        encoding.name,
        len(rows),
        sum(map(_is_total, rows)),
        documents,
        findings.all(),
        {"annexes_left_aside": dict(raw.annexes_left_aside), "loans_left_aside": _loans_left_aside(raw)},
        rows_refused=sum(budget.refused for budget in read),
    )


def _tell_encoding(content: bytes, encoding: encodings.XmlEncoding, findings: Findings) -> None:
    if encoding.belied:
        findings.warning("encoding_declared", 1, None, encoding.belied, encoding=encoding.name)
    if encoding.name == "UTF-8" and (lost := encodings.lost_letters(content)):
        findings.warning("mojibake", None, None, None, n=lost)


def _tell_budgets_given_twice(budgets: list[RawBudget], findings: Findings) -> None:
    seen: dict[tuple[str | None, ...], int] = {}
    for budget in budgets:
        key = tuple(budget.head.get(tag) for tag in ("IdEtab", "Exer", "NatDec", "NumDec"))
        if key in seen:
            findings.error("budget_twice", budget.row, "Budget", budget.head.get("LibelleEtab"), first=seen[key])
        seen.setdefault(key, budget.row)


def _budget(raw: RawDocument, budget: RawBudget, today: date | None, findings: Findings) -> _BudgetRead:
    """A budget's document; None where its head leaves no way to read its lines, which is told."""
    before, rows = findings.errors, [row for row in budget.lines if not _is_total(row)]
    code, step = _siret(budget, findings), _step(budget, findings)
    year, chart = _year(budget, step, today, findings), _chart(budget, today, findings)
    if not rows:
        findings.error("no_rows", budget.row, "LigneBudget")
    if findings.errors > before or year is None or step is None or chart is None:
        return _BudgetRead(None, len(rows))
    read = [line for row in rows if (line := _line(row, chart, findings)) is not None]
    lines = without_pasted_lines(read, findings, "Nature")
    document = DocumentRead(
        is_whole=True,
        authority_code=_authority_code(raw),
        authority_name=shortened(raw.head.get("LibelleColl"), LONGEST_NAME) or code,
        authority_kind=_authority_kind(raw),
        geographic_code=budget.head.get("CodInseeColl", "")[:16] or None,
        budget_code=code,
        budget_name=shortened(budget.head.get("LibelleEtab"), LONGEST_NAME) or code,
        budget_kind=BudgetKind.ANNEX if budget.head.get("CodTypBud") == "A" else BudgetKind.MAIN,
        year=year,
        step=step,
        number=_number(budget, step, findings),
        nomenclature=chart.nomenclature,
        is_unified_account=budget.head["NatDec"] == UNIFIED_ACCOUNT,
        produced_on=_date(raw.head.get("DteStr")),
        voted_on=_date(budget.head.get("DteDec")),
        population=_population(budget),
        lines=lines,
        declared=_declared(budget),
        loans=tuple(_loans(budget, findings)) if budget.has_loan_annex else None,
    )
    if findings.errors == before:  # else lines are missing from every sum
        tell_order_gaps(document, findings)
    return _BudgetRead(document, len(rows) - len(lines))


def _siret(budget: RawBudget, findings: Findings) -> str:
    code, row = budget.head.get("IdEtab", ""), budget.places.get("IdEtab", budget.row)
    if not identity.is_siret(code):
        findings.error_alike("code_format", row, "IdEtab", code[:60], digits=len(code))
    elif not identity.has_right_key(code):
        findings.warning("siret_key", row, "IdEtab", code)
    return code


def _authority_code(raw: RawDocument) -> str:
    """The SIREN of the authority: of the document's head, else of its first budget."""
    codes = (raw.head.get("IdColl", ""), raw.budgets[0].head.get("IdEtab", ""))
    return next((code for code in codes if identity.is_siret(code)), "")[:9]


def _authority_kind(raw: RawDocument) -> str:
    stated = raw.head.get("NatCEPL", "").lower()
    return AUTHORITY_KINDS.get(stated) or identity.kind_by_siren(_authority_code(raw))


def _step(budget: RawBudget, findings: Findings) -> Step | None:
    text = budget.head.get("NatDec", "")
    if text not in STEPS:
        findings.error("unknown_step", budget.places.get("NatDec", budget.row), "NatDec", text[:60])
    return STEPS.get(text)


def _year(budget: RawBudget, step: Step | None, today: date | None, findings: Findings) -> int | None:
    text, row = budget.head.get("Exer", ""), budget.places.get("Exer", budget.row)
    year, last = identity.year_of(text), identity.last_year(step, today)
    if year is None:
        findings.error_alike("bad_date", row, "Exer", text[:60])
    elif not identity.FIRST_YEAR <= year <= last:
        findings.error_alike("year_out_of_range", row, "Exer", text, first=identity.FIRST_YEAR, last=last)
    return year


def _number(budget: RawBudget, step: Step, findings: Findings) -> int:
    """The number of an amending decision; a year has one supplementary budget, whatever number it bears."""
    if step is not Step.AMENDING:
        return 0
    text = budget.head.get("NumDec", "")
    if text.isascii() and text.isdigit() and 0 < len(text) <= 3:
        return int(text)
    findings.warning("unnumbered_amendment", budget.places.get("NumDec", budget.row), "NumDec", text[:60])
    return 1


def _chart(budget: RawBudget, today: date | None, findings: Findings) -> ChartOfAccounts | None:
    """The chart of the budget's nomenclature, if known; its year, if wrong, is told elsewhere."""
    text, row = budget.head.get("Nomenclature", ""), budget.places.get("Nomenclature", budget.row)
    year = identity.year_of(budget.head.get("Exer", "")) or identity.last_year(None, today)
    try:
        return chart_of_accounts(Nomenclature.parse(text), year)
    except (ValueError, UnknownNomenclature):
        findings.error("unknown_nomenclature", row, "Nomenclature", text[:60], known=_nearest_nomenclatures(text))
    return None


def _nearest_nomenclatures(text: str) -> str:
    known = [f"{one.standard}-{one.variant}" for one in known_nomenclatures()]
    return ", ".join(difflib.get_close_matches(text[:60], known, VARIANTS_NAMED, cutoff=0.0))


def _is_total(line: RawRow) -> bool:
    cells = line.cells
    return not (cells.get("Nature") and cells.get("CodRD")) or cells.get("OpBudg") == PRINTED_TOTAL


def _line(raw: RawRow, chart: ChartOfAccounts, findings: Findings) -> LineRead | None:
    """The line; None where one of its cells cannot be read, which is told."""
    before, cells = findings.errors, raw.cells
    check_account(cells["Nature"], raw.row, "Nature", chart, findings)
    for tag in CODES:
        check_length(cells.get(tag, ""), raw.row, tag, findings)
    amounts, nature = _amounts(raw, findings), _nature(raw, findings)
    if cells["CodRD"] not in tuple(Direction):
        findings.error_alike("unknown_code", raw.row, "CodRD", cells["CodRD"][:60], allowed="D, R")
    if findings.errors > before:
        return None
    section = cells.get("CaracSup.Section")
    stated = Stated(
        row=raw.row,
        direction=Direction(cells["CodRD"]),
        nature=nature,
        transfer=TRANSFERS.get(cells.get("TypOpBudg", "")),
        section=Section(section) if section in tuple(Section) else None,
        chapter=cells.get("ContNat") or None,
        account=cells["Nature"],
        function=cells.get("Fonction") or None,
        operation=cells.get("Operation") or None,
        label=_label(raw, chart, findings),
        amounts=amounts,
    )
    return placed(stated, chart)


def _label(raw: RawRow, chart: ChartOfAccounts, findings: Findings) -> str | None:
    """What the document calls an account that the chart does not know."""
    label = raw.cells.get("LibCpte", "")
    if chart.account_label(raw.cells["Nature"]):
        return None
    tell_cut(label, raw.row, "LibCpte", findings)
    return shortened(label, LONGEST_LABEL)


def _nature(raw: RawRow, findings: Findings) -> Nature:
    """Real or order; where the file does not say, the chapters of book entries do."""
    text = raw.cells.get("OpBudg", "")
    if text and text not in NATURES:
        findings.error_alike("unknown_code", raw.row, "OpBudg", text[:60], allowed="0, 1, T")
    return NATURES.get(text) or (Nature.ORDER if raw.cells.get("ContNat") in ORDER_CHAPTERS else Nature.REAL)


def _amounts(raw: RawRow, findings: Findings) -> Mapping[Column, int]:
    read = {column: _cents(raw, tag, findings) for tag, column in COLUMNS.items()}
    return {column: amount for column, amount in read.items() if amount is not None}


def _cents(raw: RawRow, tag: str, findings: Findings) -> int | None:
    """The amount; None where the document prints none, or one that cannot be read, which is told."""
    text = raw.cells.get(tag)
    try:
        return cents(text) if text else None
    except CellError as error:
        findings.error(error.code, raw.row, tag, error.text, **error.parts)
        return None


def _population(budget: RawBudget) -> int | None:
    population = _exact(budget.informations.get("PopTot"))
    return None if population is None or population < 0 else int(population)


def _declared(budget: RawBudget) -> dict[str, DeclaredRead]:
    """The figures the document states about itself; those that are not numbers say nothing to compare."""
    return {
        code: DeclaredRead(value, text)
        for code, text in budget.informations.items()
        if len(code) <= LONGEST_DECLARED_CODE
        and len(text) <= LONGEST_DECLARED_TEXT
        and (value := _exact(text)) is not None
    }


def _loans(budget: RawBudget, findings: Findings) -> Iterator[LoanRead]:
    for raw in budget.loans:
        if category := LOAN_CATEGORIES.get(raw.cells.get("CodTypEmpr", "")):
            yield _loan(raw, category, findings)


def _loans_left_aside(raw: RawDocument) -> dict[str, int]:
    """How many rows of the loan annex bear a code that is neither an own loan nor a guaranteed one."""
    codes = (loan.cells.get("CodTypEmpr", "") for budget in raw.budgets for loan in budget.loans)
    return dict(Counter(code for code in codes if code not in LOAN_CATEGORIES))


def _loan(raw: RawRow, category: str, findings: Findings) -> LoanRead:
    return LoanRead(
        row=raw.row,
        category=category,
        rate=_exact(raw.cells.get("Txinit")),
        rate_kind=raw.cells.get("CodTyptxInit", "")[:8] or None,
        risk_class=raw.cells.get("Structure", "")[:8] or None,
        remaining_years=_exact(raw.cells.get("DureeRest")),
        first_year=identity.year_of(raw.cells.get("AnEncaisse", "")),
        **{name: _cents(raw, tag, findings) for name, tag in LOAN_AMOUNTS.items()},
    )


def _exact(text: str | None) -> Decimal | None:
    """A figure that is told apart from the accounts: None where it is no number."""
    try:
        return exact(text or "")
    except CellError:
        return None


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None
