"""Where communes lie and who they are: what no file of accounts says."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from dashboard.answers import Town
from dashboard.communes import territories
from data.reference.territories import outlines


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


def departement_name(code: str) -> str:
    """« Morbihan » ; the code itself where no outline names it."""
    return _departements().get(code, code)


@lru_cache(maxsize=1)
def _departements() -> Mapping[str, str]:
    return {one.code: one.name for one in outlines()}
