"""The base year of a projection: a closed year, cut into families that add up to the declared totals."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from metrics.documents import BudgetKind
from metrics.evaluate import quantity
from metrics.finance.statistics import (
    BORROWED,
    CAPITAL_EXPENDITURE,
    CAPITAL_REVENUE,
    CLOSING_RESULT,
    DEBT_REPAID,
    EQUIPMENT,
    FINANCIAL_CHARGES,
    OPERATING_EXPENDITURE,
    OPERATING_REVENUE,
    STAFF_COSTS,
)
from metrics.language import Labelled
from metrics.outlook.annex import Annex
from metrics.outlook.families import (
    CAPITAL_GRANTS,
    DISPOSALS,
    FAMILIES,
    FCTVA_RECEIVED,
    LOCAL_TAXES,
    SERVICE_CAPITAL_EXPENDITURE,
    SERVICE_CAPITAL_REVENUE,
    SERVICE_EQUIPMENT,
    SERVICE_STAFF_COSTS,
    Side,
    of_side,
)
from metrics.outlook.formulas import ONE, nearest
from metrics.outlook.levers import Tax
from metrics.outlook.refusal import Refused, shown
from metrics.text import Text
from metrics.units import EUROS

NEEDED: tuple[Labelled, ...] = (
    OPERATING_REVENUE,
    OPERATING_EXPENDITURE,
    FINANCIAL_CHARGES,
    CAPITAL_EXPENDITURE,
    CAPITAL_REVENUE,
    DEBT_REPAID,
    BORROWED,
    CLOSING_RESULT,
)
# Where the chart of accounts has no rule for one of these, it stays within the rest of its side.
DETAILED: tuple[Labelled, ...] = (
    LOCAL_TAXES,
    *(family.amount for family in FAMILIES if family.amount),
    EQUIPMENT,
    FCTVA_RECEIVED,
    DISPOSALS,
)
_INCOMPLETE = Text(
    "L'année {year} ne peut pas servir de base. Montant absent, ou sans règle dans ce plan de comptes : {what}.",
    "The year {year} cannot be the base. No amount, or no rule in this chart of accounts: {what}.",
)
_KEPT_IN_THE_REST = Text(
    "« {what} » n'est pas connu à part (montant absent, ou sans règle dans ce plan de comptes) : il reste dans les "
    "autres recettes ou dépenses.",
    '"{what}" is not known by itself (no amount, or no rule in this chart of accounts): it stays in other revenue or '
    "expenditure.",
)
_ABOVE_THE_ACCOUNT = Text(
    "Les bases et taux saisis produisent {typed} d'impôts, plus que les {known} du compte : vérifier que les bases "
    "sont en euros, et tenir compte du coefficient correcteur.",
    "The bases and rates typed give {typed} of taxes, more than the {known} of the account: see that bases are in "
    "euros, and allow for the correcting coefficient.",
)


@dataclass(frozen=True, kw_only=True)
class BaseYear:
    """Amounts in cents. families: by name, each of them; eligible: spending on which VAT is refunded, by year.

    population: None where unknown. notes: what a reader must know of how the year was cut.
    """

    year: int
    kind: BudgetKind
    population: int | None
    taxes: tuple[Tax, ...]
    families: Mapping[str, int]
    annex: Annex
    working_capital: int
    capital_expenditure: int
    equipment: int
    capital_revenue: int
    fctva: int
    disposals: int
    debt_repaid: int
    borrowed: int
    eligible: Mapping[int, int] = field(default_factory=dict)
    notes: tuple[Text, ...] = ()

    @property
    def debt(self) -> int:
        return sum(loan.due for loan in self.annex.loans)


# What tells how a town pays for its investments; a projection can do without.
OBSERVED: tuple[Labelled, ...] = (CAPITAL_GRANTS,)
# What stands for an amount that national statistics declare for communes alone.
OF_SERVICES: Mapping[Labelled, Labelled] = {
    CAPITAL_EXPENDITURE: SERVICE_CAPITAL_EXPENDITURE,
    CAPITAL_REVENUE: SERVICE_CAPITAL_REVENUE,
    EQUIPMENT: SERVICE_EQUIPMENT,
    STAFF_COSTS: SERVICE_STAFF_COSTS,
}
ASKED: tuple[Labelled, ...] = (*NEEDED, *DETAILED, *OBSERVED, *OF_SERVICES.values())


def amounts_in(table: pd.DataFrame) -> list[dict[str, int | None]]:
    """The amounts of `NEEDED`, `DETAILED` and `OBSERVED` by name, row by row.

    table: a column for each leaf of `ASKED`.
    """
    read = {one.name: _read(one, table).astype(object) for one in (*NEEDED, *DETAILED, *OBSERVED)}
    found = pd.DataFrame(read)
    return [
        {str(name): None if amount is None else int(amount) for name, amount in row.items()}
        for row in found.where(found.notna(), None).to_dict("records")
    ]


def _read(one: Labelled, table: pd.DataFrame) -> pd.Series:
    """What the documents of communes say, or else those of public services."""
    found = quantity(one, table)
    return found.fillna(quantity(OF_SERVICES[one], table)) if one in OF_SERVICES else found


def base_year(
    year: int,
    amounts: Mapping[str, int | None],
    annex: Annex,
    *,
    kind: BudgetKind = BudgetKind.MAIN,
    population: int | None = None,
    taxes: tuple[Tax, ...] = (),
    working_capital: int | None = None,
    eligible: Mapping[int, int] | None = None,
) -> BaseYear:
    """The base year, from the amounts of `NEEDED` and `DETAILED` by their names; None or absent where there is none.

    working_capital: where the town knows it better than the cumulated closing result does, as from its balance sheet.
    Refused: an amount that no projection can do without is missing.
    """
    if working_capital is not None:
        amounts = {**amounts, CLOSING_RESULT.name: working_capital}
    _complete(year, amounts)
    known = {name: amount or 0 for name, amount in amounts.items()}
    untold = [one for one in DETAILED if amounts.get(one.name) is None]
    for one in untold:
        known[one.name] = 0
    return BaseYear(
        year=year,
        kind=kind,
        population=population,
        taxes=taxes,
        families=_families(known, taxes, annex.interest),
        annex=annex,
        working_capital=known[CLOSING_RESULT.name],
        capital_expenditure=known[CAPITAL_EXPENDITURE.name],
        equipment=known[EQUIPMENT.name],
        capital_revenue=known[CAPITAL_REVENUE.name],
        fctva=known[FCTVA_RECEIVED.name],
        disposals=known[DISPOSALS.name],
        debt_repaid=known[DEBT_REPAID.name],
        borrowed=known[BORROWED.name],
        eligible=eligible or {},
        notes=(*(_KEPT_IN_THE_REST.fill(what=one.label) for one in untold), *_notes_on_taxes(taxes, known)),
    )


def families_in(amounts: Mapping[str, int | None]) -> dict[str, int] | None:
    """A past year cut as a base year is, its taxes in one; None where an amount that no year can do without is."""
    if any(amounts.get(one.name) is None for one in NEEDED):
        return None
    return _families({one.name: amounts.get(one.name) or 0 for one in (*NEEDED, *DETAILED)}, (), 0)


def _complete(year: int, amounts: Mapping[str, int | None]) -> None:
    missing = [one.label for one in NEEDED if amounts.get(one.name) is None]
    if missing:
        what = Text(", ".join(label.fr for label in missing), ", ".join(label.en for label in missing))
        raise Refused(_INCOMPLETE.fill(year=str(year), what=what))


def _families(known: Mapping[str, int], taxes: tuple[Tax, ...], interest: int) -> dict[str, int]:
    """Every family; the two of the rest take what the others leave of each total."""
    cut = {family.name: known[family.amount.name] for family in FAMILIES if family.amount}
    products = sum(tax_product(tax) for tax in taxes)
    cut["other_taxes"] = known[LOCAL_TAXES.name] - products
    cut["other_financial_charges"] = max(0, known[FINANCIAL_CHARGES.name] - interest)
    revenue, spent = (sum(cut.get(family.name, 0) for family in of_side(side)) for side in Side)
    cut["other_revenue"] = known[OPERATING_REVENUE.name] - products - revenue
    cut["other_expenditure"] = known[OPERATING_EXPENDITURE.name] - interest - spent
    return cut


def _notes_on_taxes(taxes: tuple[Tax, ...], known: Mapping[str, int]) -> tuple[Text, ...]:
    products, booked = sum(map(tax_product, taxes)), known[LOCAL_TAXES.name]
    if products <= booked:
        return ()
    return (_ABOVE_THE_ACCOUNT.fill(typed=shown(products, EUROS), known=shown(booked, EUROS)),)


def tax_product(tax: Tax) -> int:
    return nearest(tax.base * tax.rate, ONE)
