"""The closed account of a second fictional town, as the TOTEM file its software would make: something to drop.

python -m data.demo.sample        (writes exemple-totem-cfu-2024.xml beside this module)
"""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from xml.sax.saxutils import quoteattr

from data.demo.documents import Budget, DeclaredErrors, documents_of, with_declared_ratios
from data.demo.items import CLOSED_BY_COVID, ENERGY_CRISIS, NO_FUNCTION, RECEIVED, SPENT, Item
from data.demo.ledger import EURO, BudgetPlan, Loan, years_of
from data.importers.reading import DocumentRead, LineRead, LoanRead
from data.importers.totem.document import COLUMNS
from metrics.documents import BudgetKind, Step
from metrics.nomenclature import Nature, Nomenclature

FILE = Path(__file__).with_name("exemple-totem-cfu-2024.xml")
SEED, YEAR = 7, 2024
TOWN = Budget("219900040", "BOURG-TÉMOIN", "99004", "21990004000011", "BUDGET PRINCIPAL", BudgetKind.MAIN)
ERRORS = DeclaredErrors(debt_of_1_january=YEAR, deposits_counted=0)
NAMESPACE = "http://www.minefi.gouv.fr/cp/demat/docbudgetaire"
AMOUNTS = {column: tag for tag, column in COLUMNS.items()}
STEP_CODES = {Step.INITIAL: "01", Step.AMENDING: "02", Step.SUPPLEMENTARY: "03", Step.CLOSED: "09"}
UNIFIED_ACCOUNT = "10"
LOAN_CODES = {"own": "01", "guaranteed": "09"}

_OPERATING = tuple(
    Item(account, account, side, thousands, NO_FUNCTION, growth, rate, shocks)
    for account, side, thousands, growth, rate, shocks in (
        ("60612", SPENT, 118, 1.5, 0.95, ENERGY_CRISIS),
        ("60632", SPENT, 46, 1.0, 0.9, None),
        ("6064", SPENT, 9, 0.5, 0.9, None),
        ("6068", SPENT, 52, 1.0, 0.9, None),
        ("611", SPENT, 74, 1.4, 0.94, None),
        ("615221", SPENT, 48, 1.0, 0.9, None),
        ("615231", SPENT, 61, 1.0, 0.92, None),
        ("6156", SPENT, 38, 1.8, 0.95, None),
        ("6281", SPENT, 14, 0.5, 0.97, None),
        ("6411", SPENT, 690, 1.6, 0.99, None),
        ("6413", SPENT, 155, 2.0, 0.97, None),
        ("6450", SPENT, 335, 1.6, 0.98, None),
        ("65311", SPENT, 74, 0.8, 0.99, None),
        ("6553", SPENT, 88, 1.2, 1.0, None),
        ("65568", SPENT, 31, 1.0, 0.98, None),
        ("65748", SPENT, 62, 0.5, 0.98, None),
        ("673", SPENT, 2, 0.0, 0.6, None),
        ("70311", RECEIVED, 6, 0.0, 0.9, None),
        ("7067", RECEIVED, 92, 1.2, 0.97, CLOSED_BY_COVID),
        ("70878", RECEIVED, 8, 0.0, 0.9, None),
        ("73111", RECEIVED, 1_560, 1.6, 0.995, None),
        ("73211", RECEIVED, 210, 0.0, 1.0, None),
        ("73123", RECEIVED, 118, 1.5, 0.96, None),
        ("74111", RECEIVED, 330, -0.8, 1.0, None),
        ("741121", RECEIVED, 64, 2.0, 1.0, None),
        ("74718", RECEIVED, 22, 0.0, 0.95, None),
        ("752", RECEIVED, 58, 1.0, 0.98, None),
        ("75888", RECEIVED, 7, 0.0, 0.8, None),
        ("6419", RECEIVED, 18, 0.0, 0.9, None),
    )
)
_INVESTMENT = tuple(
    Item(account, account, side, thousands, NO_FUNCTION, 0.5, rate)
    for account, side, thousands, rate in (
        ("2051", SPENT, 6, 0.8),
        ("2131", SPENT, 140, 0.7),
        ("2135", SPENT, 95, 0.72),
        ("2151", SPENT, 210, 0.8),
        ("2183", SPENT, 16, 0.85),
        ("2188", SPENT, 31, 0.8),
        ("231", SPENT, 180, 0.7),
        ("10226", RECEIVED, 28, 0.95),
        ("1321", RECEIVED, 60, 0.9),
        ("1323", RECEIVED, 35, 0.9),
    )
)
_LOANS = (
    Loan(2009, 900_000 * EURO, 3.6, 20),
    Loan(2017, 600_000 * EURO, 1.5, 20),
    Loan(2023, 400_000 * EURO, 3.4, 15),
    Loan(2014, 300_000 * EURO, 2.2, 20, guaranteed=True),
)
_PLAN = BudgetPlan(_OPERATING, _INVESTMENT, _LOANS, 95, "681", ("28135", "28135"), 0, "231", 2016, False, 600)


def document() -> DocumentRead:
    """The unified account of 2024, with one ratio that declares the debt of 1 January."""
    years = list(years_of(_PLAN, range(2022, YEAR + 2), Random(SEED)))  # noqa: S311 (figures, not secrets)
    abridged = Nomenclature("M57", "M57_A")
    nomenclatures = {year.year: abridged for year in years}
    populations = {year.year: 3_380 + 15 * (year.year - 2022) for year in years}
    documents = list(documents_of(TOWN, years, nomenclatures, _LOANS, populations))
    closed = [one for one in documents if one.step is Step.CLOSED and one.year == YEAR]
    return with_declared_ratios(closed, ERRORS)[0]


def as_totem(document: DocumentRead) -> bytes:
    """A document as TOTEM XML, in UTF-8."""
    return ("\n".join(_xml(document)) + "\n").encode()


def _xml(document: DocumentRead) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    yield "<!-- Commune fictive : tous les chiffres sont inventés. Fictional town: every figure is invented. -->"
    yield f'<DocumentBudgetaire xmlns="{NAMESPACE}">'
    yield from _block("EnTeteDocBudgetaire", {
        "DteStr": str(document.produced_on), "LibelleColl": document.authority_name, "IdColl": document.budget_code,
        "NatCEPL": "Commune",
    })  # fmt: skip
    yield "<Budget>"
    yield from _block("EnTeteBudget", {
        "LibelleEtab": document.budget_name, "IdEtab": document.budget_code,
        "CodInseeColl": document.geographic_code or "",
        "Nomenclature": f"{document.nomenclature.standard}-{document.nomenclature.variant}",
    })  # fmt: skip
    yield from _block("BlocBudget", {
        "NatDec": UNIFIED_ACCOUNT if document.is_unified_account else STEP_CODES[document.step],
        "Exer": str(document.year), "DteDec": str(document.voted_on),
        "CodTypBud": "P" if document.budget_kind is BudgetKind.MAIN else "A",
    })  # fmt: skip
    yield "<InformationsGenerales>"
    for code, declared in document.declared.items():
        yield f"<Information Code={quoteattr(code)} V={quoteattr(declared.text)}/>"
    yield "</InformationsGenerales>"
    for line in document.lines:
        yield from _block("LigneBudget", _line(line))
    yield "<Annexes><DATA_EMPRUNT>"
    for loan in document.loans or ():
        yield from _block("EMPRUNT", _loan(loan))
    yield "</DATA_EMPRUNT></Annexes>"
    yield "</Budget>"
    yield "</DocumentBudgetaire>"


def _line(line: LineRead) -> dict[str, str]:
    amounts = {AMOUNTS[column]: _euros(cents) for column, cents in line.amounts.items()}
    return {
        "Nature": line.account,
        "Fonction": line.function or "",
        "ContNat": line.chapter or "",
        "CodRD": str(line.direction),
        **amounts,
        "OpBudg": "1" if line.nature is Nature.ORDER else "0",
    }


def _loan(loan: LoanRead) -> dict[str, str]:
    return {
        "CodTypEmpr": LOAN_CODES[loan.category],
        "AnEncaisse": str(loan.first_year),
        "MtEmprOrig": _euros(loan.initial_amount),
        "MtIntExer": _euros(loan.interest_paid),
        "MtCapitalExer": _euros(loan.capital_repaid),
        "MtCapitalRestDu_01_01": _euros(loan.opening_balance),
        "MtCapitalRestDu_31_12": _euros(loan.closing_balance),
        "CodTyptxInit": loan.rate_kind or "",
        "Structure": loan.risk_class or "",
        "Txinit": str(loan.rate),
        "DureeRest": str(loan.remaining_years),
    }


def _block(tag: str, cells: dict[str, str]) -> Iterator[str]:
    yield f"<{tag}>"
    yield from (f"<{name} V={quoteattr(value)}/>" for name, value in cells.items() if value)
    yield f"</{tag}>"


def _euros(cents: int | None) -> str:
    if cents is None:
        return ""
    sign, whole = "-" if cents < 0 else "", abs(cents)
    return f"{sign}{whole // 100}.{whole % 100:02d}"


if __name__ == "__main__":
    FILE.write_bytes(as_totem(document()))
