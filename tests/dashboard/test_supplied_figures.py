"""A figure that a town supplies says so in its passport; a statement of debt that says nothing is no missing one."""

from datetime import date
from decimal import Decimal

from dashboard import read
from dashboard.health.debt import sentence
from data import store
from data.facts import Facts, IndicatorValueRead
from data.store import Delivery
from metrics.finance import BY_NAME
from metrics.finance.debt import LoanState, profile
from metrics.finance.given import DEBT
from metrics.nomenclature import Direction
from tests.data.deliveries import TOWN, account, file_named, line

SALES = line("70311", 2_000, 2, direction=Direction.REVENUE, chapter="70")


def test_the_passport_says_who_supplies_the_debt(no_town):
    fact = IndicatorValueRead(DEBT.name, date(2024, 1, 1), date(2024, 12, 31), Decimal(500), None, "Tableau du trésor")
    store.record(no_town, account([SALES]), author="test")
    delivery = Delivery(TOWN, file_named("dette.csv"), "indicator_values", facts=Facts(indicator_values=[fact]))
    store.record(no_town, delivery, author="Ana")
    (town,) = read.towns(no_town)
    figure = read.figure(BY_NAME["legal_11_debt_ratio"], town, read.documents(town)[0])
    said = {one.leaf.name: one.supplied for one in read.passport(figure, town).ingredients}
    assert figure.value.shown(figure.indicator.unit) == 25
    assert (said[DEBT.name].source, said[DEBT.name].file_name, said[DEBT.name].author) == (
        "Tableau du trésor",
        "dette.csv",
        "Ana",
    )
    assert said["real_operating_revenue"] is None


def loan(closing):
    return LoanState(1, False, 100_00, closing, None, None, None, None, None, None, None)


def test_a_statement_that_does_not_say_what_is_due_is_not_a_debt_of_zero():
    assert "ne dit pas le capital restant dû" in sentence(profile([loan(None), loan(None)]), is_closed=True)
    assert sentence(profile([]), is_closed=True) == "Aucun emprunt propre n'est dû au 31 décembre."
    assert sentence(profile([loan(0), loan(None)]), is_closed=True) == "Aucun emprunt propre n'est dû au 31 décembre."
