"""Aggregates of local finance by the OFGL: `ofgl-base-communes-consolidee`, `ofgl-base-gfp-consolidee` on data.ofgl.fr.

A row is an authority, a year (a date) and an aggregate, main and annex budgets put together, flows between them taken
out; `ptot` is the total population on 1 January of the year, which legal ratios use. Missing amounts stay empty.
"""

from collections.abc import Callable

from data.connectors import explore
from data.connectors.client import Client
from data.connectors.fetched import Fetched, Source
from data.importers.kinds import Kind
from metrics.text import Text

SETS = ("ofgl-base-communes-consolidee", "ofgl-base-gfp-consolidee")
FIELDS = (
    *("exer", "siren", "lbudg", "agregat"),
    *("montant_bp", "montant_ba", "montant_flux", "montant", "euros_par_habitant", "ptot"),
)
OF_COMMUNES = ("insee",)
LIMITS = Text(
    "Statistiques calculées par l'OFGL sur les balances comptables de la DGFiP : opérations réelles, budget principal "
    "et budgets annexes consolidés. La dernière année est provisoire jusqu'en décembre, et manque à quelques communes.",
    "Statistics computed by the OFGL from the DGFiP's accounting balances: real operations, main and annex budgets "
    "put together. The last year is provisional until December, and missing for some towns.",
)


POPULATION_LIMITS = Text(
    "Population totale au 1er janvier de l'exercice, telle que l'OFGL la reprend de l'INSEE ; la population "
    "municipale est une autre.",
    "Total population on 1 January of the year, as the OFGL takes it from INSEE; the municipal population is another.",
)


def aggregates(client: Client, siren: str, progress: Callable[[float], None]) -> Fetched | None:
    """All aggregates of all years; None where neither set knows the authority. Unavailable as `explore.records`."""
    for identifier in SETS:
        dataset = explore.described(client, identifier)
        fields = (*FIELDS, *(name for name in OF_COMMUNES if name in dataset.fields))
        found = explore.records(
            client, dataset, where=f'siren="{siren}"', order_by="exer,agregat", select=fields, progress=progress
        )
        if found:
            source = Source("OFGL", dataset.title, identifier, dataset.modified, dataset.licence, LIMITS)
            content = explore.as_csv(fields, found)
            return Fetched(Kind.AGGREGATES, f"{identifier}_{siren}.csv", content, len(found), source)
    return None


def populations(client: Client, siren: str, progress: Callable[[float], None]) -> Fetched | None:
    """The total population of each year, from the rows of one aggregate; None where neither set knows the authority."""
    for identifier in SETS:
        dataset = explore.described(client, identifier)
        where = f'siren="{siren}" and agregat="Epargne brute"'
        found = explore.records(
            client, dataset, where=where, order_by="exer", select=("exer", "ptot"), progress=progress
        )
        if found:
            source = Source("OFGL", dataset.title, identifier, dataset.modified, dataset.licence, POPULATION_LIMITS)
            rows = [{"annee": one["exer"], "population_totale": one["ptot"], "source": "OFGL, INSEE"} for one in found]
            content = explore.as_csv(("annee", "population_totale", "source"), rows)
            return Fetched(Kind.POPULATION, f"population_totale_{siren}.csv", content, len(rows), source)
    return None
