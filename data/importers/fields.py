"""What a column of each kind of file may hold, declared once: the check, the template and its help come from here."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from data.words import folded
from metrics.text import Text


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    CODE = "code"
    CHOICE = "choice"
    YEAR = "year"
    DATE = "date"
    SIRET = "siret"
    AMOUNT = "amount"  # money
    COUNT = "count"  # whole, never negative
    NUMBER = "number"


@dataclass(frozen=True)
class Field:
    """One thing that a column, or the whole file, may state.

    headers: titles that files give it, folded; « bgt_nature » and « BGT NATURE » fold alike.
    whole: titles that name it only alone: « piscine », where « Piscine des Tilleuls » is a value.
    required: what we cannot do without. constant: one value may be given for the whole file.
    choices: word → meaning, the first of each meaning offered; also: others that are offered with them. short:
    abbreviations, the same way. in_template: whether a template to fill in asks for it;
    not so for what only the exports of others state.
    """

    name: str
    holds: Holds
    label: Text
    example: str
    headers: tuple[str, ...]
    required: bool = False
    constant: bool = False
    choices: Mapping[str, str] = field(default_factory=dict)
    short: Mapping[str, str] = field(default_factory=dict)
    help: Text | None = None
    whole: tuple[str, ...] = ()
    in_template: bool = True
    also: tuple[str, ...] = ()

    def meaning(self, text: str) -> str | None:
        """What a word means, whatever its case and accents; None for another text."""
        return self._meanings.get(folded(text))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words that a template and a message offer."""
        return (*self.first_words.values(), *self.also)

    @cached_property
    def first_words(self) -> Mapping[str, str]:
        """The word by which each meaning is called."""
        first: dict[str, str] = {}
        for word, meaning in self.choices.items():
            first.setdefault(meaning, word)
        return first

    def word_for(self, text: str) -> str | None:
        """The full word that an abbreviation stands for."""
        meant = self.short.get(folded(text))
        return next((word for word, meaning in self.choices.items() if meaning == meant), None)

    @cached_property
    def _meanings(self) -> Mapping[str, str]:
        return {folded(word): meaning for word, meaning in self.choices.items()}
