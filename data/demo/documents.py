"""The years of a budget cut into the documents that a council votes, as a file would bring them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

import pandas as pd

from data.demo.ledger import Key, Line, Loan, Year
from data.demo.programmes import operation_of
from data.importers.reading import DeclaredRead, DocumentRead, LineRead, LoanRead
from data.reference import chart_of_accounts
from metrics.documents import BudgetKind, Column, Step
from metrics.evaluate import amount_totals, values
from metrics.finance.checks import amounts_needed
from metrics.finance.given import DEBT, OPENING_DEBT, POPULATION, TAX_POTENTIAL
from metrics.finance.legal import CURRENT_SELF_FINANCING_MARGIN_WITH_DEPOSITS, DECLARED_RATIOS, LEGAL_RATIOS
from metrics.language import Amount, Indicator
from metrics.nomenclature import ChartOfAccounts, Nomenclature, chapter_of, section_of

# Averages of communes of 10 000 inhabitants and more, 2017 (OFGL), as an editor would type them.
NATIONAL_AVERAGES = {"DepRFonc": "1265,94", "RecRFonc": "1433,70", "DepEq": "271,58", "EncDettePop": "1226,96"}
_Amounts = Callable[[Key, Line], dict[Column, int]]
NEVER_EXECUTED = ("021", "023")


@dataclass(frozen=True)
class Budget:
    """Whose documents these are."""

    authority_code: str
    authority_name: str
    geographic_code: str
    code: str
    name: str
    kind: BudgetKind


@dataclass(frozen=True)
class DeclaredErrors:
    """Years whose closed account declares a ratio in one of the wrong ways known from real documents."""

    debt_of_1_january: int
    deposits_counted: int


def documents_of(
    budget: Budget, years: Sequence[Year], nomenclatures: Mapping[int, Nomenclature], loans: Sequence[Loan],
    populations: Mapping[int, int],
) -> Iterator[DocumentRead]:  # fmt: skip
    """Initial budget, two amendments and closed account of each year; of the last year the initial budget alone."""
    before: Mapping[Key, Line] = {}
    for year in years:
        chart = chart_of_accounts(nomenclatures[year.year], year.year)
        one = _Cutter(budget, year, chart, before, loans, populations[year.year])
        yield one.initial()
        if year is not years[-1]:
            yield one.amending(1)
            yield one.amending(2)
            yield one.closed()
        before = year.lines


def with_declared_ratios(documents: Sequence[DocumentRead], errors: DeclaredErrors) -> list[DocumentRead]:
    """The documents, each declaring its legal ratios as a finance office's software does, errors included."""
    table = _amounts(documents)
    shown = {ratio.code: values(ratio.indicator, table) for ratio in DECLARED_RATIOS if ratio.indicator in LEGAL_RATIOS}
    with_deposits = values(CURRENT_SELF_FINANCING_MARGIN_WITH_DEPOSITS, table)
    found = []
    for rank, document in enumerate(documents):
        texts = {code: _printed(of[rank].shown(_ratio(code).unit), _ratio(code)) for code, of in shown.items()}
        if document.step is Step.CLOSED and document.year == errors.deposits_counted:
            texts["DepFoncRemDette"] = _printed(
                with_deposits[rank].shown(CURRENT_SELF_FINANCING_MARGIN_WITH_DEPOSITS.unit),
                CURRENT_SELF_FINANCING_MARGIN_WITH_DEPOSITS,
            )
        if document.step is Step.CLOSED and document.year == errors.debt_of_1_january:
            opening = sum(loan.opening_balance or 0 for loan in document.loans or () if loan.category == "own")
            texts["EncDettePop"] = _french(Decimal(opening) / 100 / (document.population or 1))
        found.append(replace(document, declared=_declared(document, texts)))
    return found


@dataclass(frozen=True)
class _Cutter:
    budget: Budget
    year: Year
    chart: ChartOfAccounts
    before: Mapping[Key, Line]
    loans: Sequence[Loan]
    population: int

    def initial(self) -> DocumentRead:
        def amounts(key: Key, line: Line) -> dict[Column, int]:
            known = self.before.get(key)
            previous = {Column.PREVIOUS: known.opened} if known else {}
            return previous | _carried(line) | {
                Column.PROPOSED: line.voted, Column.VOTED: line.voted, Column.OPENED: line.voted + line.carried_in
            }  # fmt: skip

        return self._document(Step.INITIAL, 0, date(self.year.year, 3, 28), amounts)

    def amending(self, number: int) -> DocumentRead:
        def amounts(_key: Key, line: Line) -> dict[Column, int]:
            previous = line.voted + line.carried_in + sum(line.amended[: number - 1])
            delta = line.amended[number - 1]
            return {Column.PREVIOUS: previous, Column.PROPOSED: delta, Column.VOTED: delta}

        voted = date(self.year.year, 6, 30) if number == 1 else date(self.year.year, 11, 25)
        return self._document(Step.AMENDING, number, voted, amounts)

    def closed(self) -> DocumentRead:
        def amounts(key: Key, line: Line) -> dict[Column, int]:
            executed = {} if key.account in NEVER_EXECUTED else {Column.EXECUTED: line.executed}
            left = {Column.CARRIED_OUT: line.carried_out} if line.carried_out else {}
            voted = line.voted + sum(line.amended)
            return _carried(line) | executed | left | {Column.VOTED: voted, Column.OPENED: line.opened}

        return self._document(Step.CLOSED, 0, date(self.year.year + 1, 6, 25), amounts)

    def _document(self, step: Step, number: int, voted_on: date, amounts: _Amounts) -> DocumentRead:
        lines = [self._line(key, amounts(key, line)) for key, line in sorted(self.year.lines.items())]
        used = [line for line in lines if any(line.amounts.values())]
        return DocumentRead(
            is_whole=True,
            authority_code=self.budget.authority_code,
            authority_name=self.budget.authority_name,
            authority_kind="commune",
            geographic_code=self.budget.geographic_code,
            budget_code=self.budget.code,
            budget_name=self.budget.name,
            budget_kind=self.budget.kind,
            year=self.year.year,
            step=step,
            number=number,
            nomenclature=self.chart.nomenclature,
            is_unified_account=step is Step.CLOSED and self.chart.nomenclature.standard == "M57",
            produced_on=voted_on,
            voted_on=voted_on,
            population=self.population,
            lines=tuple(replace(line, row=rank) for rank, line in enumerate(used, start=1)),
            loans=tuple(self._loans()),
        )

    def _line(self, key: Key, amounts: Mapping[Column, int]) -> LineRead:
        chapter = chapter_of(self.chart, key.account, key.direction, key.nature, None)
        return LineRead(
            row=0,
            section=section_of(self.chart, key.account, chapter),
            direction=key.direction,
            nature=key.nature,
            chapter=chapter,
            account=key.account,
            function=key.function or None,
            operation=operation_of(key, self.year.year) if self.budget.kind is BudgetKind.MAIN else None,
            label=None,
            inferred=None,
            amounts=amounts,
        )

    def _loans(self) -> Iterator[LoanRead]:
        year = self.year.year
        drawn = [loan for loan in self.loans if loan.year <= year]
        for row, loan in enumerate(drawn, start=1):
            opening, closing = loan.due_at_end_of(year - 1), loan.due_at_end_of(year)
            if not (opening or closing):
                continue
            yield LoanRead(
                row=row,
                category="guaranteed" if loan.guaranteed else "own",
                initial_amount=loan.amount,
                opening_balance=opening,
                closing_balance=closing,
                capital_repaid=loan.repaid_in(year),
                interest_paid=loan.interest_in(year),
                rate=Decimal(str(loan.rate)),
                rate_kind="F",
                risk_class="A",
                remaining_years=Decimal(max(0, loan.year + loan.years - year)),
                first_year=loan.year,
            )


def _carried(line: Line) -> dict[Column, int]:
    return {Column.CARRIED_IN: line.carried_in} if line.carried_in else {}


def _amounts(documents: Sequence[DocumentRead]) -> pd.DataFrame:
    """What an honest editor would print ratios from."""
    return amounts_of(documents, [leaf for leaf in amounts_needed() if isinstance(leaf, Amount)])


def amounts_of(documents: Sequence[DocumentRead], amounts: Sequence[Amount]) -> pd.DataFrame:
    """Amounts of the documents by the declared rules, one row each in their order."""
    heads = pd.DataFrame([_head(rank, document) for rank, document in enumerate(documents)])
    rows = [
        {
            "authority_id": 1, "document_id": rank, "section": line.section, "direction": line.direction,
            "nature": line.nature, "chapter": line.chapter, "account": line.account, "absent": line.absent,
        }
        | {str(column): line.amounts.get(column) for column in Column}
        for rank, document in enumerate(documents)
        for line in document.lines
    ]  # fmt: skip
    lines = pd.DataFrame(rows).astype({str(column): "Int64" for column in Column})
    return amount_totals(lines, heads, amounts)


def _head(rank: int, document: DocumentRead) -> dict[str, object]:
    own = [loan for loan in document.loans or () if loan.category == "own"]
    return {
        "authority_id": 1,
        "document_id": rank,
        "standard": document.nomenclature.standard,
        "step": str(document.step),
        "is_whole": document.is_whole,
        "budget_kind": str(document.budget_kind),
        POPULATION.name: document.population,
        DEBT.name: sum(loan.closing_balance or 0 for loan in own),
        OPENING_DEBT.name: sum(loan.opening_balance or 0 for loan in own),
        TAX_POTENTIAL.name: _tax_potential(document),
    }


def _tax_potential(document: DocumentRead) -> int:
    """In cents: about a thousand euros per inhabitant, rising with the years."""
    return (document.population or 0) * (100_000 + 900 * (document.year - 2016))


def _declared(document: DocumentRead, texts: Mapping[str, str | None]) -> dict[str, DeclaredRead]:
    printed = {"PopTot": f"{document.population}", "PotFisc": _french(Decimal(_tax_potential(document)) / 100)}
    printed |= {f"Val{code}": text for code, text in texts.items() if text is not None}
    printed |= {f"MoyNat{code}": text for code, text in NATIONAL_AVERAGES.items()}
    return {code: DeclaredRead(_number(text), text) for code, text in printed.items()}


def _ratio(code: str) -> Indicator:
    return next(ratio.indicator for ratio in DECLARED_RATIOS if ratio.code == code)


def _printed(value: Decimal | None, indicator: Indicator) -> str | None:
    if value is None:
        return None
    return f"{_french(value)} %" if indicator.unit.scale == 100 else _french(value)


def _french(value: Decimal) -> str:
    return f"{value:,.2f}".replace(",", " ").replace(".", ",")


def _number(text: str) -> Decimal:
    return Decimal(text.replace(" ", "").replace("%", "").replace(",", "."))
