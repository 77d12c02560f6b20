"""National open data of a town, where the operator allows this server to ask for them."""

from collections.abc import Callable, Sequence

from dashboard.config import ROOT, settings
from data.connectors.client import Unavailable
from data.connectors.fetch import Wanted, fetch
from data.connectors.fetched import Fetched

KEPT = ROOT / "var" / "open-data"  # answers of a fetch not yet whole


def fetched(
    siren: str, wanted: Sequence[Wanted], progress: Callable[[float], None], *, year: int | None = None
) -> list[Fetched]:
    """Files to read like any other, each with its source. Unavailable: `open_data_off`, and as `fetch`."""
    chosen = settings()
    if not chosen.open_data:
        raise Unavailable("open_data_off")
    return fetch(siren, wanted, progress, folder=KEPT, sites=chosen.sites, year=year)
