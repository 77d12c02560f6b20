"""Who communes are, which no document of theirs says: their codes, and which of them joined."""

import numpy as np

from dashboard.answers import Town
from dashboard.locale import t
from data import demo
from data.reference.territories import Territories, france


def territories(town: Town) -> Territories:
    return demo.territories() if town.authority.is_fictional else france()


def siren_of(town: Town) -> str:
    return territories(town).siren(town.authority.code)


def merged(town: Town) -> int:
    """How many communes joined this one since 2018."""
    communes, code = territories(town).communes, siren_of(town)
    joined = float(communes["merged"].loc[[code]].iloc[0]) if code in communes.index else np.nan
    return 0 if np.isnan(joined) else int(joined)


def merged_note(town: Town) -> str | None:
    """That the years before it was joined are of a smaller territory; None for a commune that nobody joined.

    Plain text, to be said wherever its figures of several years stand side by side.
    """
    joined = merged(town)
    return t("comparison.merged", town=town.authority.name, n=joined) if joined else None
