"""Accounts by the DGFiP on data.economie.gouv.fr: accounting balances and individual accounts.

`balances-comptables-des-communes-en-AAAA`: a row an account of a budget, some 7 million a year, asked by SIREN.
`comptes-individuels-des-communes-fichier-global-AAAA[-AAAA]`: a row a commune, asked by département and commune of
three characters each. The identifiers of the years are looked up: they follow no rule that lasts.
"""

from collections.abc import Callable, Iterator

from data.connectors import explore
from data.connectors.client import Client, Unavailable
from data.connectors.fetched import Fetched, Source
from data.importers.kinds import Kind
from metrics.text import Text

BALANCES = "balances-comptables-des-communes-en-"
ACCOUNTS = "comptes-individuels-des-communes-fichier-global-"
BALANCE_FIELDS = (
    *("exer", "ident", "lbudg", "cbudg", "nomen", "siren", "bal", "compte"),
    *("bedeb", "becre", "obnetdeb", "obnetcre", "onbdeb", "onbcre", "oobdeb", "oobcre", "sd", "sc"),
)
IN_BALANCES_BY_FUNCTION = ("fonction",)
IN_ACCOUNTS = ("an", "dep", "icom", "inom", "pop1")
BALANCE_LIMITS = Text(
    "Balance provisoire en juillet, définitive en décembre (colonne BAL). Un établissement rattaché, tel que le CCAS, "
    "a son propre SIREN.",
    "The balance is provisional in July, final in December (column BAL). An attached body, such as a social centre, "
    "has a SIREN of its own.",
)
ACCOUNTS_LIMITS = Text(
    "Budget principal seul, en milliers d'euros, publié avec un an de retard ; moyennes de la strate par habitant.",
    "Main budget alone, in thousands of euros, published a year late; averages of the stratum per inhabitant.",
)


def balance(client: Client, siren: str, year: int | None, progress: Callable[[float], None]) -> Fetched | None:
    """The balance of an authority's budgets; the last year published where none is given; None without any row."""
    chosen = _of_year(client, BALANCES, year)
    if chosen is None:
        return None
    dataset = explore.described(client, chosen)
    fields = (*BALANCE_FIELDS, *(name for name in IN_BALANCES_BY_FUNCTION if name in dataset.fields))
    found = explore.records(
        client, dataset, where=f'siren="{siren}"', order_by="ident,compte", select=fields, progress=progress
    )
    source = Source("DGFiP", dataset.title, chosen, dataset.modified, dataset.licence, BALANCE_LIMITS)
    content = explore.as_csv(fields, found)
    return Fetched(Kind.BALANCE, f"{chosen}_{siren}.csv", content, len(found), source) if found else None


def accounts(client: Client, insee: str, year: int | None, progress: Callable[[float], None]) -> Fetched | None:
    """The individual account of a commune; the last year published where none is given; None where it has none."""
    chosen = _of_year(client, ACCOUNTS, year)
    if chosen is None:
        return None
    dataset = explore.described(client, chosen)
    lacking = [name for name in IN_ACCOUNTS if name not in dataset.fields]
    if lacking:
        raise Unavailable("open_data_schema", dataset=chosen, missing=", ".join(lacking))
    department, commune = parted(insee)
    where = f'dep="{department}" and icom="{commune}"' + (f' and an="{year}"' if year else "")
    found = explore.records(client, dataset, where=where, order_by="an", select=dataset.fields, progress=progress)
    source = Source("DGFiP", dataset.title, chosen, dataset.modified, dataset.licence, ACCOUNTS_LIMITS)
    content = explore.as_csv(dataset.fields, found)
    return Fetched(Kind.ACCOUNTS, f"{chosen}_{insee}.csv", content, len(found), source) if found else None


def parted(insee: str) -> tuple[str, str]:
    """01001 → 001 and 001; overseas, 97105 → 101 and 105."""
    if insee.startswith("97"):
        return f"10{insee[2]}", insee[2:]
    return f"0{insee[:2]}", insee[2:]


def _of_year(client: Client, beginning: str, year: int | None) -> str | None:
    """The set that holds a year, or the last one."""
    known: Iterator[tuple[int, int, str]] = explore.years_of(explore.identifiers(client, beginning))
    fitting = [one for one in known if year is None or one[0] <= year <= one[1]]
    return max(fitting, key=lambda one: one[1])[2] if fitting else None
