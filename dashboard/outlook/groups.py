"""The levers in the order of a budget: what comes in, what is spent, what is built and owed."""

from collections.abc import Mapping, Sequence

from metrics.outlook.base import BaseYear
from metrics.outlook.choices import levers_of
from metrics.outlook.families import BY_NAME
from metrics.outlook.levers import LEVERS, Lever

TAXES, GRANTS, SERVICES, STAFF, PURCHASES, CAPITAL, DEBT = (
    *("impots", "dotations", "produits", "personnel"),
    *("achats", "investissement", "dette"),
)
GROUPS: Mapping[str, tuple[str, ...]] = {
    TAXES: (
        *("bases_growth", "bases_revaluation", "other_taxes_growth"),
        *(BY_NAME["other_taxes"].step, "population_growth"),
    ),
    GRANTS: (
        *("state_grant_growth", BY_NAME["state_grant"].step),
        *("other_grants_growth", BY_NAME["other_grants"].step),
    ),
    SERVICES: (
        *("services_growth", "tariffs", "use", BY_NAME["services"].step),
        *("other_revenue_growth", BY_NAME["other_revenue"].step),
    ),
    STAFF: ("staff_growth", "wage_measures", "wage_drift", "staff_numbers", BY_NAME["staff_costs"].step),
    PURCHASES: (
        *("purchases_growth", "inflation", "purchases_volume", BY_NAME["purchases"].step),
        *("interventions_growth", BY_NAME["interventions"].step),
        *("other_expenditure_growth", BY_NAME["other_expenditure"].step),
    ),
    CAPITAL: (
        *("completion_rate", "subsidy_rate", "fctva_rate"),
        *("other_capital_expenditure", "other_capital_revenue", "disposals"),
    ),
    DEBT: (
        *("loan_rate", "loan_years", "variable_rate_shift"),
        *(BY_NAME["other_financial_charges"].step, "target_days", "target_amount"),
    ),
}
NEED_TAXES = ("bases_revaluation", "bases_growth")  # what moves nothing where no tax is known by its base


def levers_in(group: str, base: BaseYear) -> Sequence[Lever]:
    """The levers of a group that move something in this town, its own taxes first."""
    names = [name for name in GROUPS[group] if base.taxes or name not in NEED_TAXES]
    known = levers_of(base)
    own = [lever for name, lever in known.items() if name not in LEVERS] if group == TAXES else []
    return [*own, *(known[name] for name in names)]
