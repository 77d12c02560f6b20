"""Where communes lie and who they are: what no file of accounts says."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dashboard.answers import Town
from data import demo
from data.reference.territories import Territories, france, outlines


def territories(town: Town) -> Territories:
    return demo.territories() if town.authority.is_fictional else france()


def siren_of(town: Town) -> str:
    return territories(town).siren(town.authority.code)


class Place(NamedTuple):
    """Where a commune lies, in degrees (WGS 84)."""

    longitude: float
    latitude: float
    departement: str


def place_of(town: Town, siren: str) -> Place | None:
    """None for an authority that is no commune known, or whose outline is not."""
    communes = territories(town).communes
    if siren not in communes.index:
        return None
    where = communes.loc[[siren]].iloc[0]
    longitude, latitude = float(where["longitude"]), float(where["latitude"])
    return None if np.isnan(longitude) else Place(longitude, latitude, str(where["departement"]))


def merged(town: Town) -> int:
    """How many communes joined this one since 2018."""
    communes, code = territories(town).communes, siren_of(town)
    joined = float(communes["merged"].loc[[code]].iloc[0]) if code in communes.index else np.nan
    return 0 if np.isnan(joined) else int(joined)


def departement_name(code: str) -> str:
    """« Morbihan » ; the code itself where no outline names it."""
    return _departements().get(code, code)


@lru_cache(maxsize=1)
def _departements() -> Mapping[str, str]:
    return {one.code: one.name for one in outlines()}
