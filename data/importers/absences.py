"""Words for a figure that a file does not give, and which of the three absences each means, for every reader.

A reader may add words that only its domain has: a pool is « fermé », a budget has « néant ». It never gives a word of
this table another meaning.
"""

from collections.abc import Mapping
from typing import Final

from metrics.text import Text
from metrics.values import Absence

# Of the three ways of having no figure, the word to write, which every reader knows.
NAMES: Final = {
    Absence.MISSING: Text("manquant", "missing"),
    Absence.NOT_APPLICABLE: Text("sans objet", "not applicable"),
    Absence.WITHHELD: Text("non communiqué", "withheld"),
}
WORDS: Final[Mapping[str, Absence]] = {
    **dict.fromkeys(("na", "n/a", "n.a.", "n.a", "nd", "n.d.", "n.d", "n/d", "nr", "n.r.", "n/r"), Absence.MISSING),
    **dict.fromkeys(("manquant", "manquante", "donnee manquante", "missing", "..", "…"), Absence.MISSING),
    **dict.fromkeys(("non disponible", "non renseigne", "non renseignee", "not available"), Absence.MISSING),
    **dict.fromkeys(("inconnu", "non connu", "unknown"), Absence.MISSING),
    **dict.fromkeys(("so", "s.o.", "s/o", "sans objet", "non concerne", "not applicable"), Absence.NOT_APPLICABLE),
    **dict.fromkeys(("nc", "n.c.", "n.c", "n/c", "non communique", "non communiquee"), Absence.WITHHELD),
    **dict.fromkeys(("secret", "secret statistique", "confidentiel", "masque", "withheld"), Absence.WITHHELD),
}
# A dash means no figure, and each reader says which: an accountant's nothing, or a zero that a spreadsheet prints so.
DASHES: Final = frozenset(("-", "--", "\u2013", "\u2014", "\u2212"))


def adding(own: Mapping[str, Absence]) -> Mapping[str, Absence]:
    """The table and a reader's own words. ValueError: one of these means something else in the table."""
    if other := [word for word, meaning in own.items() if WORDS.get(word, meaning) is not meaning]:
        raise ValueError(", ".join(other))
    return {**WORDS, **own}
