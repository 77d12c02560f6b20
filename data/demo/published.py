"""The demonstration town as an observatory would publish it, among the communes of an invented nation."""

from collections.abc import Mapping, Sequence
from functools import cache

import pandas as pd

from data.demo import nation
from data.demo.documents import amounts_of
from data.demo.nation import Accounts, Nation
from data.importers.kinds import Kind
from data.importers.reading import DocumentRead
from data.observatory import FICTIONAL
from data.reference import territories as tables
from data.reference.territories import FIRST, LAST, Territories
from data.store import Delivery, ReceivedFile
from metrics.comparison.names import AGGREGATES
from metrics.documents import BudgetKind, Step
from metrics.evaluate import quantity
from metrics.finance.given import POPULATION
from metrics.finance.legal import DIRECT_TAXES, STATE_GRANT
from metrics.language import Amount, leaves

COMMUNES, TYPICAL, SPREAD = 240, 9_000.0, 0.8
YEARS = range(2018, 2026)
DEPARTEMENT, GROUPING, AREA, PLACE = nation.DEPARTEMENTS[0], "249900000", 42.0, (2.1, 46.05)
# Of a town's own lines, what stands for two aggregates that an observatory computes otherwise.
_STANDS_FOR = {"local_taxes": DIRECT_TAXES, "state_grants": STATE_GRANT}


def delivery(documents: Sequence[DocumentRead], source: str, seed: int) -> Delivery:
    """A national file of all communes, the demonstration town first."""
    name = f"agregats-des-communes-{YEARS[0]}-{YEARS[-1]} (fictif)"
    records = nation.records(nation.figures(_nation(seed), accounts(documents)))
    file = ReceivedFile.of(name, f"{seed} {name}".encode())
    return Delivery(FICTIONAL, file, Kind.AGGREGATES, source=source, summary={"lines": records.rows}, records=[records])


def accounts(documents: Sequence[DocumentRead]) -> Accounts:
    """The aggregates of the closed main budgets, from their own lines."""
    closed = [
        one for one in documents if one.step is Step.CLOSED and one.budget_kind is BudgetKind.MAIN and one.year in YEARS
    ]
    needed = [leaf for leaf in (*leaves(*AGGREGATES), *_STANDS_FOR.values()) if isinstance(leaf, Amount)]
    table = amounts_of(closed, list(dict.fromkeys(needed)))
    columns = {one.name: quantity(_STANDS_FOR.get(one.name, one), table) for one in AGGREGATES}
    return {
        (one.authority_code, one.authority_name, one.year): {
            POPULATION.name: one.population or 0,
            **{name: int(column.iloc[rank]) for name, column in columns.items()},
        }
        for rank, one in enumerate(closed)
    }


def territories(code: str, name: str, populations: Mapping[int, int], seed: int) -> Territories:
    """The invented communes and one town of their own, as a table of communes would say it."""
    of = _nation(seed)
    identity = {"siren": code, "insee": "", "name": name, "departement": DEPARTEMENT, "grouping": GROUPING}
    counted = {f"population_{FIRST}": populations[FIRST], f"population_{LAST}": populations[YEARS[-1]]}
    lies = {"area": AREA, "longitude": PLACE[0], "latitude": PLACE[1], "merged": None}
    own = pd.DataFrame([identity | counted | lies]).astype({"merged": "float64"})
    known = tables.described(pd.concat([own, nation.places(of, seed)], ignore_index=True))
    return Territories(known, nation.counted(tables.strata(), known["population"]))


@cache
def _nation(seed: int) -> Nation:
    return nation.nation(COMMUNES, YEARS, seed, typical=TYPICAL, spread=SPREAD)
