"""What testimonies speak of: themes of a code book, told apart by two readers on a part of them.

Agreement: J. Cohen, A coefficient of agreement for nominal scales, 1960, theme by theme, since a testimony may speak of
several. Kappa takes off what two readers would agree on by chance; it says little of a theme that is nearly always, or
nearly never, found, so that raw agreement stands beside it. Counts of testimonies are not shares of opinion.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from metrics.refusal import Refused
from metrics.text import Text
from metrics.values import Absence, Value, round_half_up

MOST_THEMES: Final = 12  # a reader does not keep more apart
Coding = Mapping[Hashable, frozenset[str]]  # testimony → themes that one reader finds in it, maybe none


@dataclass(frozen=True)
class CodeBook:
    """The themes that readers may find. Refused: none, more than `MOST_THEMES`, or one twice."""

    themes: tuple[str, ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.themes) <= MOST_THEMES:
            raise Refused(TOO_MANY_THEMES.fill(number=str(len(self.themes))))
        for at, theme in enumerate(self.themes):
            if theme in self.themes[:at]:
                raise Refused(THEME_TWICE.fill(theme=theme))


@dataclass(frozen=True)
class Agreement:
    """Of how many testimonies two readers say the same about one theme, or about all of them (theme None).

    read: what both read; of all themes, testimonies times themes. same: on how many of these they agree. found: by the
    first and by the second reader. raw: same ÷ read. kappa: at most 1, 0 for chance, below for less; it may not exist.
    """

    theme: str | None
    read: int
    same: int
    found: tuple[int, int]
    raw: Value
    kappa: Value


def agreement(book: CodeBook, first: Coding, second: Coding) -> tuple[Agreement, ...]:
    """Theme by theme, then all of them together, on the testimonies that both readers read.

    Refused: a theme that the code book does not have.
    """
    _in_the_book(book, first, second)
    both = [testimony for testimony in first if testimony in second]
    of_theme = [[(theme in first[one], theme in second[one]) for one in both] for theme in book.themes]
    each = (_agreement(theme, pairs) for theme, pairs in zip(book.themes, of_theme, strict=True))
    return (*each, _agreement(None, [pair for pairs in of_theme for pair in pairs]))


def theme_counts(book: CodeBook, coding: Coding) -> dict[str, int]:
    """In how many testimonies each theme is found: a testimony of several themes counts in each. Refused: as above."""
    _in_the_book(book, coding)
    return {theme: sum(theme in themes for themes in coding.values()) for theme in book.themes}


def agreement_in_words(found: Agreement) -> Text:
    """« Deux lectures : 18 accords sur 20 (kappa 0,76). »"""
    if not found.read:
        return NOTHING_IN_COMMON
    same, read = str(found.same), str(found.read)
    if found.kappa.absence is not None:
        return SAME_WITHOUT_KAPPA.fill(same=same, read=read, why=found.kappa.why or NO_CHANCE)
    kappa = str(round_half_up(_exact(found.kappa), 2))
    return SAME_WITH_KAPPA.fill(same=same, read=read, kappa=Text(kappa.replace(".", ",").replace("-", "−"), kappa))


def _agreement(theme: str | None, pairs: Sequence[tuple[bool, bool]]) -> Agreement:
    read, same = len(pairs), sum(one == other for one, other in pairs)
    found = sum(one for one, _ in pairs), sum(other for _, other in pairs)
    raw = Value(same, read) if read else Value(None, None, Absence.MISSING, NOTHING_IN_COMMON)
    return Agreement(theme, read, same, found, raw, _kappa(read, same, found))


def _kappa(read: int, same: int, found: tuple[int, int]) -> Value:
    """(observed - by chance) ÷ (1 - by chance), on integers until the end."""
    if not read:
        return Value(None, None, Absence.MISSING, NOTHING_IN_COMMON)
    by_chance = Fraction(found[0] * found[1] + (read - found[0]) * (read - found[1]), read**2)
    if by_chance == 1:
        return Value(None, None, Absence.NOT_APPLICABLE, NO_CHANCE)
    return Value(*((Fraction(same, read) - by_chance) / (1 - by_chance)).as_integer_ratio())


def _in_the_book(book: CodeBook, *codings: Coding) -> None:
    for coding in codings:
        for testimony, themes in coding.items():
            for theme in sorted(themes - set(book.themes)):
                raise Refused(NO_SUCH_THEME.fill(theme=theme, testimony=str(testimony), themes=", ".join(book.themes)))


def _exact(value: Value) -> Fraction:
    return Fraction(value.numerator or 0, value.denominator or 1)


TOO_MANY_THEMES: Final = Text(
    "La grille compte {number} thèmes. En garder de 1 à 12 : réunir ceux qui se ressemblent.",
    "The code book has {number} themes. Keep from 1 to 12: join those that are alike.",
)
THEME_TWICE: Final = Text(
    "Le thème « {theme} » figure deux fois dans la grille. En enlever un.",
    "The theme “{theme}” stands twice in the code book. Take one out.",
)
NO_SUCH_THEME: Final = Text(
    "Témoignage {testimony} : « {theme} » n'est pas un thème de la grille. Choisir parmi : {themes}.",
    "Testimony {testimony}: “{theme}” is not a theme of the code book. Choose among: {themes}.",
)
NOTHING_IN_COMMON: Final = Text(
    "Aucun témoignage n'a été lu deux fois : l'accord de lecture n'est pas connu.",
    "No testimony was read twice: agreement is not known.",
)
NO_CHANCE: Final = Text(
    "Le thème est dans tous les témoignages lus deux fois, ou dans aucun : le kappa n'existe pas.",
    "The theme is in all of the testimonies read twice, or in none: kappa does not exist.",
)
SAME_WITH_KAPPA: Final = Text(
    "Deux lectures : {same} accords sur {read} (kappa {kappa}).",
    "Two readers: the same {same} times out of {read} (kappa {kappa}).",
)
SAME_WITHOUT_KAPPA: Final = Text(
    "Deux lectures : {same} accords sur {read}. {why}",
    "Two readers: the same {same} times out of {read}. {why}",
)
