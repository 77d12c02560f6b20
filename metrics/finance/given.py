"""Figures that no budget line holds."""

from collections.abc import Mapping

from metrics.finance.sources import ACCOUNTING_BALANCE, BUDGET_ANNEX, BUDGET_HEADER, LEGAL_POPULATION
from metrics.language import Given
from metrics.text import Text
from metrics.units import EUROS, EUROS_A_YEAR, INHABITANTS

POPULATION = Given(
    Text("population totale", "population"),
    INHABITANTS,
    Text(
        "déclarée dans le document, sinon population légale totale de l'année",
        "as the document declares it, else the legal total population of the year",
    ),
    LEGAL_POPULATION,
)
DEBT = Given(
    Text("encours de la dette au 31 décembre", "debt outstanding"),
    EUROS,
    Text(
        "capital restant dû au 31 décembre des emprunts propres de l'état de la dette (garanties exclues), sinon "
        "encours fourni par la commune pour l'exercice",
        "capital still due on 31 December on the town's own loans in the statement of debt (guarantees left out), else "
        "the debt that the town supplies for the year",
    ),
    BUDGET_ANNEX,
    supplied_as=("encours de la dette", "encours de dette", "dette", "dette au 31 decembre", "debt"),
)
DECLARED_DEBT = Given(
    Text("encours de la dette déclaré", "declared debt"),
    EUROS,
    Text(
        "ratio 5 déclaré dans le document × population déclarée",
        "ratio 5 as the document declares it × declared population",
    ),
    BUDGET_HEADER,
)
OPENING_DEBT = Given(
    Text("encours de la dette au 1er janvier", "debt on 1 January"),
    EUROS,
    Text(
        "capital restant dû au 1er janvier des emprunts propres de l'état de la dette",
        "capital still due on 1 January on the town's own loans in the statement of debt",
    ),
    BUDGET_ANNEX,
)
TREASURY = Given(
    Text("disponibilités au Trésor", "cash at the Treasury"),
    EUROS,
    Text(
        "solde débiteur du compte 515 dans la balance comptable importée de l'exercice",
        "debit balance of account 515 in the imported accounting balance of the year",
    ),
    ACCOUNTING_BALANCE,
)
TAX_POTENTIAL = Given(
    Text("potentiel fiscal", "tax potential"),
    EUROS_A_YEAR,
    Text(
        "déclaré dans le document (fiche DGF), sinon fourni par la commune pour l'exercice",
        "as the document declares it (from the grant notice), else as the town supplies it for the year",
    ),
    BUDGET_HEADER,
    supplied_as=("potentiel fiscal de la commune", "fiscal potential"),
)
# What a town may supply where no document of hers states it, by the name it is kept under.
SUPPLIED: Mapping[str, Given] = {figure.name: figure for figure in (DEBT, TAX_POTENTIAL)}
