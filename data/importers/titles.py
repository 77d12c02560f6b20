"""Which field the title of a column names: by its exact words, else by the longest known title among them."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from data.importers.fields import Field
from data.importers.findings import Findings
from data.words import title_key

EXACT, PARTIAL = 2, 1
_YEAR = re.compile(r"\b(?:19|20)[0-9]{2}\b")
UNIT_WORDS = {
    "thousands": re.compile(r"\b(?:milliers?|thousands?|keur|keuro|k€|ke)\b|k€|\b000 ?€", re.IGNORECASE),
    "cents": re.compile(r"\bcentimes\b|\bcents\b", re.IGNORECASE),
    "euros": re.compile(r"\beuros?\b|€|\beur\b", re.IGNORECASE),
}
_NO_MEANING = {"en", "euros", "euro", "eur", "€", "k€", "keur", "milliers", "d", "de", "centimes", "montants", "k"}


@dataclass(frozen=True)
class Named:
    """What a title names: the field, how surely, and the year it bears."""

    field: Field
    strength: int
    year: str | None = None


class Titles:
    """The titles that one kind of table knows."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._exact: dict[str, Field] = {}
        self._by_first_word: dict[str, list[tuple[tuple[str, ...], Field]]] = defaultdict(list)
        for field in fields:
            for header in (field.name, *field.headers):
                key = title_key(header)
                self._exact.setdefault(key, field)
                self._by_first_word[key.split()[0]].append((tuple(key.split()), field))
            for header in field.whole:
                self._exact.setdefault(title_key(header), field)
        for known in self._by_first_word.values():
            known.sort(key=lambda words_and_field: -len(words_and_field[0]))

    @lru_cache(maxsize=8192)  # noqa: B019 (titles live as long as the process)
    def named(self, header: str) -> Named | None:
        key = title_key(header)
        if not key:
            return None
        if key in self._exact:
            return Named(self._exact[key], EXACT)
        year, bare = without_year(key)
        words = tuple(word for word in bare.split() if word not in _NO_MEANING)
        if " ".join(words) in self._exact:
            return Named(self._exact[" ".join(words)], EXACT, year)
        field = self._longest_within(words)
        return None if field is None else Named(field, PARTIAL, year)

    def _longest_within(self, words: tuple[str, ...]) -> Field | None:
        best: tuple[int, Field] | None = None
        for start, word in enumerate(words):
            for known, field in self._by_first_word.get(word, ()):
                fits = words[start : start + len(known)] == known
                if fits and (best is None or len(known) > best[0]):
                    best = (len(known), field)
                    break
        return None if best is None else best[1]


def without_year(key: str) -> tuple[str | None, str]:
    """The year a title bears, and the title without it."""
    years = set(_YEAR.findall(key))
    if len(years) != 1:
        return None, key
    return years.pop(), " ".join(_YEAR.sub(" ", key).split())


def units_named(texts: Iterable[str]) -> set[str]:
    """The units of money that titles name; « milliers d'euros » is thousands alone."""
    found = set()
    for text in texts:
        unit = next((unit for unit, words in UNIT_WORDS.items() if words.search(text.replace("_", " "))), None)
        if unit:
            found.add(unit)
    return found


def tell_missing_column(lacking: Field, title: str, row: int, findings: Findings) -> None:
    """What may be said once for the whole file is asked for before a column is."""
    parts = {"example": lacking.example} | ({"is_constant": True} if lacking.constant else {})
    findings.error("missing_column", row, title, None, **parts)


def missing(fields: Sequence[Field], known: Collection[str]) -> list[Field]:
    """The required fields that neither a column nor a constant gives."""
    return [field for field in fields if field.required and field.name not in known]
