"""The views of the budget page, by the name that stands in its address."""

from collections.abc import Callable, Mapping

from dashboard.budget import commitments, execution, funding, landing, ledger, over_time, result
from dashboard.budget.choosing import BudgetChoice

_VIEWS: Mapping[str, Callable[[BudgetChoice], None]] = {
    "execution": execution.show,
    "ledger": ledger.show,
    "result": result.show,
    "landing": landing.show,
    "programmes": commitments.show,
    "time": over_time.show,
    "funding": funding.show,
}


def show(choice: BudgetChoice) -> None:
    _VIEWS[choice.view](choice)
