"""What a town is made of, before any choice it makes: the variables that peers may be chosen by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.comparison.indicators import LOCAL_TAXES, STATE_GRANTS
from metrics.finance.statistics import OPERATING_REVENUE
from metrics.language import Indicator, Labelled, leaves
from metrics.text import Text

HEAVIEST = 3  # a weight is 0 (left aside) to 3


@dataclass(frozen=True)
class Structure:
    """One variable. weight: proposed. logarithm: compared by ratios rather than by differences.

    within: the aggregates that hold this amount; none of them may be in the outcome that peers are chosen for.
    """

    name: str
    label: Text
    measured: Text
    weight: int
    logarithm: bool = False
    within: tuple[Labelled, ...] = ()

    def may_explain(self, outcome: Indicator) -> bool:
        """Peers chosen by the outcome itself would show a town that is like everybody."""
        return not set(self.within) & set(leaves(*outcome.quantities))


POPULATION_SIZE = Structure(
    "population",
    Text("Population", "Population"),
    Text("population totale de l'année, en logarithme", "total population of the year, as a logarithm"),
    3,
    logarithm=True,
)
DENSITY = Structure(
    "density",
    Text("Densité", "Density"),
    Text(
        "habitants au km², en logarithme ; surface approchée, d'après des contours simplifiés",
        "inhabitants per km², as a logarithm; area approached from simplified outlines",
    ),
    2,
    logarithm=True,
)
GROWTH = Structure(
    "growth",
    Text("Évolution de la population", "Change in population"),
    Text("en % par an, sur les populations légales connues", "in % a year, over the legal populations known"),
    1,
)
CENTRALITY = Structure(
    "centrality",
    Text("Poids dans le groupement", "Weight in its grouping"),
    Text("part de la population de l'intercommunalité", "share of the grouping's population"),
    1,
)
GRANTS = Structure(
    "state_grants",
    Text("Concours de l'État par habitant", "State grants per inhabitant"),
    Text("montant publié de l'année, en euros par habitant", "amount published for the year, euros per inhabitant"),
    0,
    within=(STATE_GRANTS, OPERATING_REVENUE),
)
TAXES = Structure(
    "local_taxes",
    Text("Impôts locaux par habitant", "Local taxes per inhabitant"),
    Text("montant publié de l'année, en euros par habitant", "amount published for the year, euros per inhabitant"),
    0,
    within=(LOCAL_TAXES, OPERATING_REVENUE),
)
STRUCTURE: tuple[Structure, ...] = (POPULATION_SIZE, DENSITY, GROWTH, CENTRALITY, GRANTS, TAXES)
BY_NAME: Mapping[str, Structure] = {one.name: one for one in STRUCTURE}


def chosen(weights: Mapping[Structure, int], outcome: Indicator) -> dict[Structure, int]:
    """The variables that count for an outcome, with their weights."""
    return {one: weight for one, weight in weights.items() if weight > 0 and one.may_explain(outcome)}


def measured(table: pd.DataFrame, variables: tuple[Structure, ...]) -> pd.DataFrame:
    """The variables as they are compared: floats, logarithms taken, NaN where unknown or without logarithm.

    table: one row a town, a column a variable by its name; a variable without column is known of nobody.
    """
    columns = {}
    for one in variables:
        raw = table[one.name] if one.name in table else pd.Series(np.nan, index=table.index)
        values = raw.astype("Float64").astype(float)
        columns[one.name] = np.log(values.where(values > 0)) if one.logarithm else values
    return pd.DataFrame(columns, index=table.index)


def known_of(values: pd.DataFrame, town: str, variables: Iterable[Structure]) -> tuple[Structure, ...]:
    """The variables whose value is known of a town. values: as `measured`."""
    own = row_of(values, town)
    return tuple(one for one in variables if not np.isnan(float(own[one.name])))


def row_of(values: pd.DataFrame, town: str) -> pd.Series:
    return values.loc[[town]].iloc[0]
