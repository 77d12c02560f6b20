"""A town's national figures by its SIREN alone: files to read, show, reconcile and confirm like any other."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from data.connectors import dgfip, geo, ofgl
from data.connectors.client import Client, Unavailable
from data.connectors.fetched import Fetched
from data.connectors.sites import Sites

Progress = Callable[[float], None]
_SIREN = re.compile(r"[0-9]{9}")


class Wanted(StrEnum):
    AGGREGATES = "aggregates"
    POPULATIONS = "populations"
    ACCOUNTS = "accounts"
    BALANCE = "balance"


@dataclass(frozen=True)
class _Clients:
    ofgl: Client
    dgfip: Client
    geo: Client

    @classmethod
    def of(cls, sites: Sites, folder: Path) -> "_Clients":
        return cls(*(Client(address, folder) for address in (sites.ofgl, sites.dgfip, sites.geo)))


def fetch(
    siren: str,
    wanted: Sequence[Wanted],
    progress: Progress,
    *,
    folder: Path,
    sites: Sites | None = None,
    year: int | None = None,
) -> list[Fetched]:
    """One file for each thing wanted that is published for this SIREN.

    year: of accounts and balance; the last one published without it. progress: told the share done, 0 to 1. folder:
    keeps what was fetched until all is there, so that a second call after an interruption goes on from there.
    Unavailable: `open_data_siren`, `open_data_empty` where nothing is published for it, and as `Client.get`.
    """
    if not _SIREN.fullmatch(siren):
        raise Unavailable("open_data_siren", text=siren[:20])
    clients = _Clients.of(sites or Sites(), folder / siren)
    found = []
    for rank, one in enumerate(wanted):
        client, bring = _BRINGING[one]
        if not client(clients).reachable():
            raise Unavailable("open_data_offline", host=client(clients).host)
        brought = bring(clients, siren, year, _part_of(progress, rank, len(wanted)))
        found += [brought] if brought else []
        progress((rank + 1) / len(wanted))
    if not found:
        raise Unavailable("open_data_empty", siren=siren)
    clients.ofgl.forget()
    return found


def _part_of(progress: Progress, rank: int, of: int) -> Progress:
    return lambda share: progress((rank + share) / of)


def _aggregates(clients: _Clients, siren: str, _year: int | None, progress: Progress) -> Fetched | None:
    return ofgl.aggregates(clients.ofgl, siren, progress)


def _populations(clients: _Clients, siren: str, _year: int | None, progress: Progress) -> Fetched | None:
    return ofgl.populations(clients.ofgl, siren, progress)


def _accounts(clients: _Clients, siren: str, year: int | None, progress: Progress) -> Fetched | None:
    """Their set has no SIREN: the commune's INSEE code is asked for first."""
    commune = geo.commune(clients.geo, siren)
    return None if commune is None else dgfip.accounts(clients.dgfip, commune.insee, year, progress)


def _balance(clients: _Clients, siren: str, year: int | None, progress: Progress) -> Fetched | None:
    return dgfip.balance(clients.dgfip, siren, year, progress)


_Bring = Callable[[_Clients, str, int | None, Progress], Fetched | None]
_BRINGING: Mapping[Wanted, tuple[Callable[[_Clients], Client], _Bring]] = {
    Wanted.AGGREGATES: (lambda clients: clients.ofgl, _aggregates),
    Wanted.POPULATIONS: (lambda clients: clients.ofgl, _populations),
    Wanted.ACCOUNTS: (lambda clients: clients.dgfip, _accounts),
    Wanted.BALANCE: (lambda clients: clients.dgfip, _balance),
}
