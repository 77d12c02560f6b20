"""The services and facilities that a file names, each once: spellings that fold alike are one place, and told."""

from collections.abc import Mapping
from typing import Final, NamedTuple

from data.facts import FacilityRead, ServiceRead
from data.importers.cells import is_blank, text_of
from data.importers.grid import Cell
from data.importers.lines import LONGEST_NAME, shortened
from data.importers.numbers import LONGEST, CellError
from data.importers.usage.words import kind_of
from data.words import folded, slug

LONGEST_CODE: Final = 60
LONGEST_LABEL: Final = {"channel": 40, "audience": 60}
_AGE_BANDS: Final = ((3, "0-2"), (6, "3-5"), (11, "6-10"), (18, "11-17"), (26, "18-25"), (60, "26-59"))
_OLDEST_BAND, _OLDEST = "60 ans et plus", 120


class Place(NamedTuple):
    """Ranks among the services and the facilities of the file."""

    service: int
    facility: int | None


class Told(NamedTuple):
    """What a person must see of how a cell was read."""

    code: str
    field: str
    text: str | None
    parts: Mapping[str, str]


class Places:
    """Gives out ranks in the order of the file."""

    def __init__(self) -> None:
        self.services: list[ServiceRead] = []
        self.facilities: list[FacilityRead] = []
        self._service_ranks: dict[str, int] = {}
        self._facility_ranks: dict[tuple[int, str], int] = {}
        self._spellings: dict[tuple[int | None, str], set[str]] = {}

    def service(self, name: str, *hints: str) -> tuple[int, list[Told]]:
        """hints: other names that may tell what kind of service it is. CellError: `bad_name`."""
        code = slug(name)
        if not code:
            raise CellError("bad_name", name[:LONGEST])
        rank = self._service_ranks.setdefault(code, len(self.services))
        if rank == len(self.services):
            self.services.append(ServiceRead(code, shortened(name, LONGEST_NAME) or code, kind_of(name, *hints)))
        return rank, self._spelled("service", (None, code), name, self.services[rank].name, is_code=False)

    def facility(self, service: int, name: str, code: str) -> tuple[int, list[Told]]:
        """code: as a column states it, kept so; empty where the name is all there is.

        CellError: `bad_name`, `too_long`.
        """
        named = code or slug(name)
        if not named:
            raise CellError("bad_name", name[:LONGEST])
        if len(named) > LONGEST_CODE:
            raise CellError("too_long", named[:LONGEST], limit=LONGEST_CODE)
        key = (service, named)
        rank = self._facility_ranks.setdefault(key, len(self.facilities))
        if rank == len(self.facilities):
            shown = shortened(name or code, LONGEST_NAME) or named
            self.facilities.append(FacilityRead(self.services[service].code, named, shown))
        return rank, self._spelled("facility", key, name, self.facilities[rank].name, is_code=bool(code))

    def _spelled(self, field: str, key: tuple[int | None, str], name: str, first: str, *, is_code: bool) -> list[Told]:
        """Another spelling of a name, or another name of a code, is told once."""
        spellings = self._spellings.setdefault(key, {first})
        if not name or name in spellings or shortened(name, LONGEST_NAME) == first:
            return []
        spellings.add(name)
        if is_code:
            return [Told("names_vary", field, None, {})]
        return [Told("spelled_alike", field, name[:LONGEST], {"first": first[:LONGEST]})]


def name_of(cell: Cell) -> str:
    return " ".join(text_of(cell).split())


class Labels:
    """Channels and audiences: spellings that differ by case or accents are the first of them."""

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], str] = {}

    def label(self, field: str, cell: Cell) -> str | None:
        """CellError: `too_long`."""
        text = name_of(cell)
        if not text:
            return None
        if len(text) > LONGEST_LABEL[field]:
            raise CellError("too_long", text[:LONGEST], limit=LONGEST_LABEL[field])
        return self._first.setdefault((field, folded(text)), text)


def age_band(cell: Cell) -> str | None:
    """« 7 » → « 6-10 ans »: an exact age would say more of a person than a count needs. CellError: `bad_count`."""
    if is_blank(cell):
        return None
    text = text_of(cell).removesuffix("ans").strip()
    if not text.isdecimal() or int(text) > _OLDEST:
        raise CellError("bad_count", text_of(cell)[:LONGEST])
    age = int(text)
    band = next((band for below, band in _AGE_BANDS if age < below), None)
    return _OLDEST_BAND if band is None else f"{band} ans"
