"""The families of current revenue and expenditure that a projection moves, each by levers of its own.

The account lists are those of the statistics (OFGL): real operations, net. What no family takes is in the two
families of the rest, so that the families always add up to the declared totals.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from metrics.finance.sources import OFGL, PRACTICE
from metrics.finance.statistics import PUBLIC_SERVICES, STAFF_COSTS, credit, debit, net_credit, net_debit
from metrics.language import Amount, Lines
from metrics.text import Text

_NOT_CAPITAL = ("10229", "1027", "139", "269", "2768", "279")


class Side(StrEnum):
    REVENUE = "revenue"
    EXPENDITURE = "expenditure"


@dataclass(frozen=True)
class Family:
    """growth: the levers whose rates add up to its yearly growth. amount: None for what is left of a total.

    whole: what it is called while no tax is known by its base, where that changes what it holds.
    """

    name: str
    label: Text
    side: Side
    growth: tuple[str, ...]
    amount: Amount | None
    whole: Text | None = None

    def called(self, *, without_bases: bool) -> Text:
        return self.whole if without_bases and self.whole else self.label

    @property
    def step(self) -> str:
        """The lever of a lasting change in euros."""
        return f"{self.name}_step"


def _amount(fr: str, en: str, *lines: tuple[Lines, ...]) -> Amount:
    services = all(one.standards == PUBLIC_SERVICES for group in lines for one in group)
    return Amount(Text(fr, en), sum(lines, ()), PRACTICE if services else OFGL)


LOCAL_TAXES = _amount("impôts et taxes", "local taxes", net_credit("73"))
STATE_GRANT = _amount("dotation globale de fonctionnement", "general state grant", net_credit("741"))
OTHER_GRANTS = _amount("autres dotations et participations", "other grants", net_credit("74", but=("741",)))
SERVICES = _amount("produits des services", "revenue from services", net_credit("70"))
PURCHASES = _amount("achats et charges externes", "purchases", net_debit("60", "61", "62", but=("621",)))
INTERVENTIONS = _amount(
    "subventions et contingents", "subsidies and contributions", net_debit("651", "652", "655", "656", "657")
)
FCTVA_RECEIVED = _amount("FCTVA reçu", "VAT refund received", credit("10222"))
CAPITAL_GRANTS = _amount("subventions d'investissement reçues", "capital grants received", credit("13", but=("139",)))
# Of public services (M4x), for which national statistics have no rule: the same accounts as for communes.
SERVICE_CAPITAL_EXPENDITURE = _amount(
    "dépenses d'investissement d'un service public",
    "capital expenditure of a public service",
    debit("102", "13", "20", "21", "23", "26", "27", "458", "481", but=_NOT_CAPITAL, under=PUBLIC_SERVICES),
)
SERVICE_CAPITAL_REVENUE = _amount(
    "recettes d'investissement d'un service public",
    "capital revenue of a public service",
    credit("102", "13", "20", "21", "231", "232", "26", "27", "458", but=_NOT_CAPITAL, under=PUBLIC_SERVICES),
    net_credit("775", under=PUBLIC_SERVICES),
)
SERVICE_EQUIPMENT = _amount(
    "équipement d'un service public",
    "equipment of a public service",
    debit("20", "21", "23", under=PUBLIC_SERVICES),
)
SERVICE_STAFF_COSTS = _amount(
    "frais de personnel d'un service public",
    "staff costs of a public service",
    net_debit("64", "621", "631", "633", under=PUBLIC_SERVICES),
)
DISPOSALS = _amount("produits des cessions", "asset disposals", net_credit("775"))

FAMILIES = (
    Family(
        "other_taxes",
        Text("Impôts et taxes hors produit des taux", "Taxes other than rate × base"),
        Side.REVENUE,
        ("other_taxes_growth",),
        None,
        whole=Text("Impôts et taxes", "Taxes"),
    ),
    Family("state_grant", Text("DGF", "State grant"), Side.REVENUE, ("state_grant_growth",), STATE_GRANT),
    Family(
        "other_grants",
        Text("Autres dotations et participations", "Other grants"),
        Side.REVENUE,
        ("other_grants_growth",),
        OTHER_GRANTS,
    ),
    Family(
        "services",
        Text("Produits des services", "Services"),
        Side.REVENUE,
        ("services_growth", "tariffs", "use"),
        SERVICES,
    ),
    Family(
        "other_revenue",
        Text("Autres recettes de fonctionnement", "Other operating revenue"),
        Side.REVENUE,
        ("other_revenue_growth",),
        None,
    ),
    Family(
        "staff_costs",
        Text("Frais de personnel", "Staff costs"),
        Side.EXPENDITURE,
        ("staff_growth", "wage_measures", "wage_drift", "staff_numbers"),
        STAFF_COSTS,
    ),
    Family(
        "purchases",
        Text("Achats et charges externes", "Purchases"),
        Side.EXPENDITURE,
        ("purchases_growth", "inflation", "purchases_volume"),
        PURCHASES,
    ),
    Family(
        "interventions",
        Text("Subventions et contingents", "Subsidies and contributions"),
        Side.EXPENDITURE,
        ("interventions_growth",),
        INTERVENTIONS,
    ),
    Family(
        "other_expenditure",
        Text("Autres dépenses de fonctionnement", "Other operating expenditure"),
        Side.EXPENDITURE,
        ("other_expenditure_growth",),
        None,
    ),
    Family(
        "other_financial_charges",
        Text("Charges financières hors intérêts des emprunts", "Financial charges other than loan interest"),
        Side.EXPENDITURE,
        (),
        None,
    ),
)
BY_NAME: Mapping[str, Family] = {family.name: family for family in FAMILIES}


def of_side(side: Side) -> tuple[Family, ...]:
    return tuple(family for family in FAMILIES if family.side is side)
