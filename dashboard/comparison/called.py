"""Towns as a person names them, one a line: by name, by name and département, by SIREN or INSEE code."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dashboard.comparison.places import departement_name
from data.reference.territories import Territories, folded

_CODE = re.compile(r"\b(?:[0-9]{9}|[0-9][0-9AB][0-9]{3})\b")
_PARTED = re.compile(r"[\n,;]")
_WITHIN = re.compile(r"(.*?)\s*\(([^()]*)\)")


@dataclass(frozen=True)
class Called:
    """members: SIRENs, each once, in their order. unknown, ambiguous: what names no town, or several."""

    members: tuple[str, ...]
    unknown: tuple[str, ...]
    ambiguous: tuple[str, ...]


def towns_called(text: str, known: Territories) -> Called:
    """A line that holds codes is of those alone, whatever else it says."""
    found: dict[str, list[str]] = {"members": [], "unknown": [], "ambiguous": []}
    for piece in filter(None, map(str.strip, _PARTED.split(text))):
        towns = list(_towns(piece, known))
        if len(towns) == 1 or _CODE.search(piece.upper()):
            found["members"] += towns
        else:
            found["ambiguous" if towns else "unknown"].append(piece)
    return Called(*(tuple(dict.fromkeys(found[name])) for name in ("members", "unknown", "ambiguous")))


def _towns(piece: str, known: Territories) -> Iterator[str]:
    codes = _CODE.findall(piece.upper())
    if codes:
        yield from map(known.siren, codes)
        return
    within = _WITHIN.fullmatch(piece)
    name, place = within.groups() if within else (piece, None)
    for siren in known.named(name):
        departement = str(known.communes.loc[siren, "departement"])
        if place is None or folded(place) in (folded(departement), folded(departement_name(departement))):
            yield siren
