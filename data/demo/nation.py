"""A nation that does not exist: communes alike and different, whose accounts an observatory would publish.

What decides an amount is known here: the size and the place of a commune, a habit of its own that lasts, and the noise
of a year, larger where there are few inhabitants. The same seed gives the same nation, to the cent.
"""

import atexit
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from data.importers.national.published import COLUMNS, TABLE
from data.importers.spool import Records, Spool, Value
from data.reference.territories import FIRST, LAST
from metrics.comparison.groups import Strata, Stratum
from metrics.comparison.names import AGGREGATES, LONG

FIRST_CODE = 50_000  # after « 2199 »: below stand invented towns of their own
SCOPE = "main"
DEPARTEMENTS = ("Sonde", "Orvelle", "Mérine", "Tessonne", "Aubelle", "Vironne")
ROOTS = (
    *("Valdor", "Brumesnil", "Clairfontval", "Montardel", "Aigremarche", "Bellesouche", "Courtivelle", "Droizac"),
    *("Estrevent", "Fontbleuse", "Grandmirel", "Hautecombre", "Islandre", "Jaunerive", "Kervalnec", "Lanternoy"),
    *("Marchesobre", "Noirlande", "Oursière", "Pierrambel", "Quatrevaux", "Rivecourbe", "Saulxigny", "Tournebise"),
    *("Ursaval", "Vertespierre", "Walincelle", "Xaintfort", "Yvramont", "Zellenbach", "Ambrecy", "Boisdormant"),
    *("Champlume", "Doucerive", "Épinelande", "Froidmanteau", "Genestoux", "Hurlemont", "Ivrelande", "Joncheval"),
)
NAME_OF = {aggregate.name: text for text, aggregate in LONG.names.items()}
_TYPICAL, _SPREAD = 900.0, 1.45  # inhabitants: median and deviation of the logarithm of French communes
Accounts = Mapping[tuple[str, str, int], Mapping[str, int]]  # code, name and year → aggregates in cents, population
_Amounts = Mapping[str, np.ndarray]  # by the name of an aggregate: cents, one row a commune, one column a year


@dataclass(frozen=True)
class Nation:
    """codes and names: one a commune. populations: a row a commune, a column a year. amounts: as `_Amounts`."""

    codes: tuple[str, ...]
    names: tuple[str, ...]
    years: tuple[int, ...]
    populations: np.ndarray
    amounts: _Amounts
    missing: np.ndarray  # of no account at all: a row a commune, a column a year


def nation(
    communes: int, years: Sequence[int], seed: int, *, typical: float = _TYPICAL, spread: float = _SPREAD
) -> Nation:
    """typical and spread: median of the populations, and deviation of their logarithm."""
    random = np.random.default_rng(seed)
    size = np.exp(random.normal(np.log(typical), spread, communes))
    growth = random.normal(0.004, 0.008, communes)
    elapsed = np.arange(len(years))
    populations = np.maximum(np.round(size[:, None] * (1 + growth[:, None]) ** elapsed), 1).astype(np.int64)
    return Nation(
        tuple(f"2199{FIRST_CODE + rank}" for rank in range(communes)),
        tuple(_names(communes)),
        tuple(years),
        populations,
        _amounts(random, populations),
        random.random((communes, len(years))) < 0.003,
    )


def figures(of: Nation, others: Accounts | None = None) -> Iterator[list[Value]]:
    """The rows of a national file, in the order of COLUMNS: a commune, a year and an aggregate each.

    others: accounts of communes of their own.
    """
    row = 1
    for (code, name, year), account in (others or {}).items():
        for one, amount in account.items():
            row += one != "population"
            yield _figure(max(row, 2), (code, name), year, one, amount)
    for rank, (code, name) in enumerate(zip(of.codes, of.names, strict=True)):
        for at, year in enumerate(of.years):
            if of.missing[rank, at]:
                continue
            yield _figure(row + 1, (code, name), year, "population", int(of.populations[rank, at]))
            for one in NAME_OF:
                row += 1
                yield _figure(row, (code, name), year, one, int(of.amounts[one][rank, at]))


def records(rows: Iterator[list[Value]], folder: Path | None = None) -> Records:
    """Rows laid down for storing. folder: None for one that lasts as long as the process."""
    with Spool(folder or _folder(), TABLE, COLUMNS) as spool:
        for row in rows:
            spool.add(row)
    return spool.records


def places(of: Nation, seed: int) -> pd.DataFrame:
    """Where the invented communes lie, with whom, and on how much land: as a table of communes would say it."""
    random = np.random.default_rng(seed + 1)
    n, last = len(of.codes), of.populations[:, -1].astype(float)
    departement = random.integers(0, len(DEPARTEMENTS), n)
    groupings = zip(departement, random.integers(0, 4, n), strict=True)
    before = of.populations[:, max(-1 - (LAST - FIRST), -len(of.years))].astype(float)
    return pd.DataFrame(
        {
            "siren": of.codes,
            "insee": "",
            "name": of.names,
            "departement": [DEPARTEMENTS[one] for one in departement],
            "grouping": [f"2499{one:02}{rest:03}" for one, rest in groupings],
            f"population_{FIRST}": before,
            f"population_{LAST}": last,
            "area": np.exp(random.normal(3.2, 0.7, n)),
            "longitude": 2 + departement % 3 + random.normal(0, 0.3, n),
            "latitude": 46 + departement // 3 + random.normal(0, 0.2, n),
            "merged": np.nan,
        }
    )


def counted(bands: Strata, populations: pd.Series) -> Strata:
    """The same bands, with the members that a nation has in each."""
    codes = populations.map(lambda count: bands.of(int(count)).code).value_counts()
    members = (Stratum(b.code, b.lowest, b.highest, int(codes.get(b.code, 0))) for b in bands.bands)
    return Strata(bands.year, bands.source, tuple(members))


def _amounts(random: np.random.Generator, populations: np.ndarray) -> _Amounts:
    """Amounts that hold together: what is saved, borrowed and repaid follows from what is received and spent."""
    shape, size = populations.shape, np.log(populations) - np.log(10_000)

    def habit(deviation: float) -> np.ndarray:
        """What lasts: one draw a commune."""
        return random.normal(0, deviation, (shape[0], 1))

    def noise(deviation: float) -> np.ndarray:
        """What a year brings, for ten thousand inhabitants; more where they are fewer."""
        return random.normal(0, deviation, shape) * np.minimum(np.sqrt(10_000 / populations), 4)

    inflation = 1.018 ** np.arange(shape[1])
    revenue = _cents(populations * inflation * np.maximum(1220 + 75 * size + habit(130) + noise(30), 300))
    rate = 0.145 - 0.012 * size + habit(0.035) + noise(0.02)
    spent = _cents(revenue / 100 * (1 - rate))
    staff = _cents(spent / 100 * np.clip(0.5 + 0.025 * size + habit(0.045) + noise(0.01), 0.2, 0.8))
    debt = _cents(revenue / 100 * np.exp(-0.35 + 0.08 * size + habit(0.5) + noise(0.08)))
    interest, repaid = debt * 22 // 1000, debt * 8 // 100
    equipment = _cents(populations * inflation * 310 * np.exp(habit(0.2) + noise(0.3)))
    capital_spent = equipment * 112 // 100
    capital_received = _cents(capital_spent / 100 * np.clip(0.48 + habit(0.08) + noise(0.06), 0.05, 1.1))
    need = capital_spent + repaid - capital_received - (revenue - spent)
    borrowed = np.maximum(need * 9 // 10, 0)
    saving = revenue - spent
    return {
        "operating_revenue": revenue,
        "operating_expenditure": spent,
        "gross_saving": saving,
        "management_saving": saving + interest,
        "net_saving": saving - repaid,
        "financial_charges": interest,
        "staff_costs": staff,
        "purchases_and_external_charges": (spent - staff) * 55 // 100,
        "local_taxes": _cents(revenue / 100 * np.clip(0.52 + habit(0.06), 0.2, 0.8)),
        "state_grants": _cents(revenue / 100 * np.clip(0.17 - 0.01 * size + habit(0.03), 0.02, 0.5)),
        "equipment_expenditure": equipment,
        "capital_expenditure_without_debt_repayment": capital_spent,
        "capital_revenue_without_borrowing": capital_received,
        "debt_repaid": repaid,
        "new_borrowing": borrowed,
        "debt_outstanding": debt,
        "change_in_working_capital": capital_received + borrowed + revenue - capital_spent - repaid - spent,
    }


def _cents(euros: np.ndarray) -> np.ndarray:
    return np.round(euros * 100).astype(np.int64)


def _names(communes: int) -> Iterator[str]:
    """« Valdor-sur-Sonde »: more than there are names are numbered."""
    for rank in range(communes):
        again, root = divmod(rank, len(ROOTS))
        turn, river = divmod(again, len(DEPARTEMENTS))
        name = f"{ROOTS[root]}-sur-{DEPARTEMENTS[river]}"
        yield name if not turn else f"{name} {turn + 1}"


def _figure(row: int, subject: tuple[str, str], year: int, name: str, amount: int) -> list[Value]:
    place: list[Value] = [row, None, *subject, "commune"]
    if name == "population":
        return [*place, "unknown", year, name, "inhabitants", None, str(amount), None, None]
    return [*place, SCOPE, year, NAME_OF[name], "euros", amount, None, None, None]


@cache
def _folder() -> Path:
    """A folder of its own, gone with the process: what it holds is stored within the minute."""
    folder = tempfile.TemporaryDirectory(prefix="mandature-demo-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


if {aggregate.name for aggregate in AGGREGATES} != set(NAME_OF):
    raise ImportError("an aggregate has no name in the observatory's long base")
