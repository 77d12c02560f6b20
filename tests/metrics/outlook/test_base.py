"""The base year is cut into families that add up to the declared totals, or refused with what is missing."""

import pandas as pd
import pytest

from metrics.documents import BudgetKind, Column, Step
from metrics.evaluate import DOCUMENT_KEY, amount_totals
from metrics.language import Amount, leaves
from metrics.nomenclature import Direction, Nature, Section
from metrics.outlook.annex import Annex
from metrics.outlook.base import DETAILED, NEEDED, amounts_in, base_year
from metrics.outlook.families import FAMILIES, Side, of_side
from metrics.outlook.levers import Tax, percent
from metrics.outlook.refusal import Refused
from metrics.text import Text

AMOUNTS = {
    "operating_revenue": 10_000,
    "operating_expenditure": 8_000,
    "financial_charges": 250,
    "capital_expenditure_without_debt_repayment": 3_000,
    "capital_revenue_without_borrowing": 500,
    "debt_repaid": 600,
    "new_borrowing": 1_000,
    "local_taxes": 6_000,
    "general_state_grant": 2_000,
    "other_grants": 500,
    "revenue_from_services": 1_000,
    "staff_costs": 4_000,
    "purchases": 2_000,
    "subsidies_and_contributions": 1_000,
    "equipment_expenditure": 2_900,
    "vat_refund_received": 400,
    "asset_disposals": 0,
    "cumulated_closing_result": 1_500,
}
LAND_TAX = Tax("land", Text("Foncier bâti", "Built land"), 10_000, percent("50"))
ANNEX = Annex((), interest=200)


def test_what_no_family_takes_is_in_the_rest() -> None:
    base = base_year(2025, AMOUNTS, ANNEX, taxes=(LAND_TAX,), working_capital=1_000)
    assert base.families == {
        "other_taxes": 1_000,  # 6 000 less 50 % of a base of 10 000
        "state_grant": 2_000,
        "other_grants": 500,
        "services": 1_000,
        "other_revenue": 500,
        "staff_costs": 4_000,
        "purchases": 2_000,
        "interventions": 1_000,
        "other_financial_charges": 50,
        "other_expenditure": 750,
    }
    assert base.notes == ()


@pytest.mark.parametrize("taxes", [(), (LAND_TAX,)])
def test_the_families_add_up_to_the_declared_totals(taxes: tuple[Tax, ...]) -> None:
    base = base_year(2025, AMOUNTS, ANNEX, taxes=taxes, working_capital=0)
    revenue, spent = (sum(base.families[family.name] for family in of_side(side)) for side in Side)
    assert revenue + 5_000 * len(taxes) == 10_000
    assert spent + ANNEX.interest == 8_000


def test_interest_above_the_financial_charges_leaves_no_negative_family() -> None:
    base = base_year(2025, AMOUNTS, Annex((), interest=300), working_capital=0)
    assert base.families["other_financial_charges"] == 0
    assert sum(base.families[family.name] for family in of_side(Side.EXPENDITURE)) + 300 == 8_000


def test_an_amount_without_a_rule_stays_in_the_rest_and_it_is_said() -> None:
    """Annex public services (M4) tell no staff costs apart."""
    base = base_year(2025, AMOUNTS | {"staff_costs": None}, ANNEX, kind=BudgetKind.ANNEX, working_capital=0)
    assert base.families["staff_costs"] == 0
    assert base.families["other_expenditure"] == 4_750
    assert [note.fr for note in base.notes] == [
        "« frais de personnel » n'est pas connu à part (montant absent, ou sans règle dans ce plan de comptes) : "
        "il reste dans les autres recettes ou dépenses."
    ]


def test_the_working_capital_is_the_closing_result_unless_the_town_knows_better() -> None:
    assert base_year(2025, AMOUNTS, ANNEX).working_capital == 1_500
    assert base_year(2025, AMOUNTS, ANNEX, working_capital=1_200).working_capital == 1_200
    without = {name: amount for name, amount in AMOUNTS.items() if name != "cumulated_closing_result"}
    assert base_year(2025, without, ANNEX, working_capital=0).working_capital == 0


def test_a_year_that_lacks_what_nothing_can_replace_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        base_year(2025, AMOUNTS | {"debt_repaid": None, "cumulated_closing_result": None}, ANNEX)
    assert refused.value.why.fr == (
        "L'année 2025 ne peut pas servir de base. Montant absent, ou sans règle dans ce plan de comptes : "
        "remboursement de la dette, résultat de clôture cumulé."
    )


def test_no_line_is_in_two_families() -> None:
    """One euro on each account of the ledger: the families of a side never count more than the side has."""
    ledger = [("R", account) for account in ("70311", "73111", "73123", "7411", "74718", "752", "761", "775", "7811")]
    ledger += [
        ("D", account) for account in ("60611", "6218", "6411", "6331", "65311", "65734", "6558", "66111", "6811")
    ]
    amounts = _totals(ledger)
    known = {family.name: amounts[family.amount.name] for family in FAMILIES if family.amount}
    assert amounts["local_taxes"] == 2
    assert known == {
        "state_grant": 1, "other_grants": 1, "services": 1, "staff_costs": 3, "purchases": 1, "interventions": 2,
    }  # fmt: skip
    base = base_year(2024, amounts, Annex(), working_capital=0)
    assert sum(base.families[family.name] for family in of_side(Side.REVENUE)) == amounts["operating_revenue"] == 7
    assert sum(base.families[family.name] for family in of_side(Side.EXPENDITURE)) == amounts["operating_expenditure"]


def test_every_amount_has_a_column_of_its_own() -> None:
    names = [leaf.name for leaf in leaves(*NEEDED, *DETAILED)]
    assert len(names) == len(set(names))


def _totals(ledger: list[tuple[str, str]]) -> dict[str, int | None]:
    """The amounts of an M57 account with one cent on each line, capital repaid and borrowed among them."""
    directions = {"R": Direction.REVENUE, "D": Direction.EXPENDITURE}
    lines = pd.DataFrame(
        {
            "authority_id": 1, "document_id": 1, "section": Section.OPERATING, "direction": [directions[d] for d, _ in ledger],
            "nature": Nature.REAL, "chapter": None, "absent": None, "account": [account for _, account in ledger],
        }
    )  # fmt: skip
    for column in Column:
        lines[column] = pd.array([int(column is Column.EXECUTED)] * len(lines), dtype="Int64")
    documents = pd.DataFrame(
        {key: [1] for key in DOCUMENT_KEY} | {"standard": ["M57"], "step": [Step.CLOSED], "is_whole": [True]}
    )
    amounts = [leaf for leaf in leaves(*NEEDED, *DETAILED) if isinstance(leaf, Amount)]
    (found,) = amounts_in(amount_totals(lines, documents, amounts))
    return found


def test_taxes_above_those_of_the_account_are_told() -> None:
    base = base_year(2025, AMOUNTS, ANNEX, taxes=(Tax("land", LAND_TAX.label, 20_000, percent("50")),))
    (note,) = base.notes
    assert note.en.startswith("The bases and rates typed give 100\u00a0€ of taxes, more than the 60\u00a0€")
