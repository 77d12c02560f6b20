"""Where a town's money comes from and what it goes to, in a dozen families that a council knows.

Each line belongs to exactly one family: the first whose accounts it begins with. Real operations only; the results of
earlier years (001, 002, 1068) are no revenue of the year and have a family of their own.
"""

from dataclasses import dataclass

import pandas as pd

from metrics.finance.results import RESULTS
from metrics.nomenclature import Direction, Nature
from metrics.text import Text


@dataclass(frozen=True)
class Family:
    """name: its identifier. accounts: the beginnings of those it takes, under any chart of accounts."""

    name: str
    label: Text
    direction: Direction
    accounts: tuple[str, ...]

    @property
    def is_result(self) -> bool:
        """Whether it holds results of earlier years, which the year neither receives nor spends."""
        return set(RESULTS) <= set(self.accounts)


_IN, _OUT = Direction.REVENUE, Direction.EXPENDITURE
FAMILIES = (
    Family("results", Text("Résultats antérieurs", "Earlier results"), _IN, (*RESULTS, "1068")),
    Family("taxes", Text("Impôts et taxes", "Taxes"), _IN, ("73",)),
    Family("grants", Text("Dotations et participations", "Grants"), _IN, ("74",)),
    Family("services", Text("Produits des services", "Fees for services"), _IN, ("70",)),
    Family("disposals", Text("Cessions", "Disposals"), _IN, ("775", "024")),
    Family("other_revenue", Text("Autres recettes courantes", "Other current revenue"), _IN, ("6", "7")),
    Family("loans", Text("Emprunts", "Loans"), _IN, ("16",)),
    Family("capital_grants", Text("Subventions et FCTVA", "Capital grants and VAT refund"), _IN, ("10", "13")),
    Family("other_capital_revenue", Text("Autres recettes d'investissement", "Other capital revenue"), _IN, ("",)),
    Family("deficits", Text("Déficits antérieurs", "Earlier deficits"), _OUT, RESULTS),
    Family("staff", Text("Personnel", "Staff"), _OUT, ("64", "621", "631", "633")),
    Family("purchases", Text("Achats et services", "Purchases and services"), _OUT, ("60", "61", "62", "635", "637")),
    Family("transfers", Text("Subventions et contributions", "Transfers and contributions"), _OUT, ("65",)),
    Family("interest", Text("Intérêts", "Interest"), _OUT, ("66",)),
    Family(
        "other_expenditure", Text("Autres dépenses courantes", "Other current expenditure"), _OUT, ("6", "7", "014")
    ),
    Family("capital_repaid", Text("Remboursement de la dette", "Debt repaid"), _OUT, ("16",)),
    Family("grants_paid", Text("Subventions d'équipement versées", "Capital grants paid"), _OUT, ("204",)),
    Family("equipment", Text("Équipement", "Equipment"), _OUT, ("20", "21", "23")),
    Family("other_capital", Text("Autres dépenses d'investissement", "Other capital expenditure"), _OUT, ("",)),
)


def by_family(lines: pd.DataFrame, amount: str) -> dict[Family, int]:
    """Sums of real operations by family, in cents, in the order of `FAMILIES`; families without a line are left out."""
    real = lines[(lines["nature"] == Nature.REAL) & lines[amount].notna()]
    names = pd.Series("", index=real.index)
    for family in reversed(FAMILIES):
        taken = (real["direction"] == family.direction) & real["account"].str.startswith(family.accounts)
        names = names.mask(taken, family.name)
    sums = real[amount].groupby(names).sum()
    return {family: int(sums[family.name]) for family in FAMILIES if family.name in sums.index}
